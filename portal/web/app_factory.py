"""What the two doors share: templates, languages, headers, static files and error pages.

Nothing here knows a question, a challenge or a member of staff.
"""

import contextlib
import functools
import hashlib
import json
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2
from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup
from werkzeug.exceptions import Forbidden, HTTPException, ServiceUnavailable
from whitenoise import WhiteNoise

from portal import log_lines
from portal.domain.challenge.stored_versions import FromLaterVersion
from portal.domain.i18n import _
from portal.domain.policy import seniority
from portal.services import later_version, security_log
from portal.services.security_log import Happening
from portal.web import csp_reports, i18n, line_breaks, phone_numbers, policy_words, security
from portal.web.event_words import EVENT_WORDS
from portal.web.http_request import Request
from portal.web.jinja import Json, Templates, words
from portal.web.request_limits import SharedCounts

log = logging.getLogger(__name__)

COMPONENTS = {
    "govukBackLink": "back-link",
    "govukButton": "button",
    "govukCharacterCount": "character-count",
    "govukCheckboxes": "checkboxes",
    "govukDateInput": "date-input",
    "govukDetails": "details",
    "govukErrorMessage": "error-message",
    "govukErrorSummary": "error-summary",
    "govukExitThisPage": "exit-this-page",
    "govukFieldset": "fieldset",
    "govukFileUpload": "file-upload",
    "govukGenericHeader": "generic-header",
    "govukInput": "input",
    "govukInsetText": "inset-text",
    "govukNotificationBanner": "notification-banner",
    "govukPagination": "pagination",
    "govukPanel": "panel",
    "govukPhaseBanner": "phase-banner",
    "govukRadios": "radios",
    "govukSelect": "select",
    "govukServiceNavigation": "service-navigation",
    "govukSkipLink": "skip-link",
    "govukSummaryList": "summary-list",
    "govukTable": "table",
    "govukTag": "tag",
    "govukTextarea": "textarea",
    "govukWarningText": "warning-text",
}
"""The GOV.UK macros that every template may call, and the component each comes from."""

WITHIN = ("components/hint/macro.html", "components/label/macro.html", "macros/attributes.html")
"""What those macros import when they are called: to be compiled before somebody waits for it."""

PROBLEMS = {
    400: (_("There is a problem with this page"), _("Go back, refresh the page and try again.")),
    403: (_("You cannot open this page"), _("You may need to start again from the first page.")),
    404: (_("We cannot find that page"), _("If you typed the address, check that it is right.")),
    405: (_("We cannot find that page"), _("Go back to the first page and start from there.")),
    413: (_("What you sent is too long"), _("Go back and make your answer shorter.")),
    429: (_("You need to wait"), _("Wait a minute, then try again.")),
    500: (_("Something went wrong"), _("It is our mistake, not yours. Try again later, or call us.")),
    503: (_("Sorry, this service is not working"), _("Try again later, or call us.")),
}
"""By status: the heading of the error page and its one sentence. Others read as 400 or 500."""

LAST_RESORT = (
    "<!DOCTYPE html><html lang=en-GB><meta charset=utf-8><title>Try again later</title><h1>Try again later</h1>"
    "<p>This page is not working. If anyone is in danger now, call 999.</p>"
)


@dataclass(frozen=True, kw_only=True)
class Chrome:
    """What stands round every page of one council."""

    council: str
    brand: str = "#505a5f"  # "#rrggbb"
    layout: str = "layout.html"  # what the error pages extend
    languages: tuple[str, ...] = (i18n.ENGLISH,)
    chosen: Callable[[], str] = (
        str  # the code of the language that a request is answered in; blank: as the browser asks
    )
    terms: Callable[[], Mapping[str, str]] = dict  # what the words in braces of a text mean just now
    words: Mapping[str, Any] = field(default_factory=dict)  # more globals for the templates
    last_resort: str = LAST_RESORT  # the page for when no other can be made


@dataclass(frozen=True)
class Folders:
    """Where the doors find what they show."""

    templates: Path
    assets: Path  # as `make assets` leaves it
    translations: Path


class Door(Flask):
    """Flask, which logs where something went wrong but never the values that were in play."""

    jinja_environment = Templates
    json_provider_class = Json
    request_class = Request

    guard: CSRFProtect
    translations: Path  # the folder
    dressed_for: object = None
    """What :func:`dress` was last called for."""
    look: Callable[[], None] = staticmethod(lambda: None)
    """Called before each request, so that what stands round the pages is right for this one."""

    def preprocess_request(self) -> Any:
        self.look()
        return super().preprocess_request()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func  # no view here is a coroutine, and asking costs time on each request

    def log_exception(self, exc_info: Any) -> None:
        kind, _value, trace = exc_info
        frames = "".join(traceback.format_tb(trace))
        log.error("%s at %s\n%s", kind.__name__, request.endpoint, frames)


def create(
    name: str,
    *,
    secret: bytes,
    secure: bool,
    cookie: str,
    chrome: Chrome,
    folders: Folders,
    unavailable: tuple[type[Exception], ...] = (),
) -> Door:
    """A door without routes of its own.

    ``secure``: served over https. ``unavailable``: the exceptions that mean "the database is down".
    """
    app = Door(name, static_folder=None, template_folder=str(folders.templates))
    app.url_map.merge_slashes = False  # it would lead on with whatever host the request names
    app.secret_key = secret
    app.translations = folders.translations
    _templates(app, chrome)
    i18n.init(app, folders.translations, chrome.languages, chrome.terms)
    _assets(app, folders.assets)
    dress(app, chrome)
    app.guard = security.protect(app, secure=secure, cookie=cookie)  # outermost: its headers cover the assets
    _errors(app, unavailable)
    app.extensions["counts"] = SharedCounts()
    csp_reports.install(app, app.extensions["counts"])
    return app


def dress(app: Door, chrome: Chrome) -> None:
    """From now on, let this stand round every page."""
    i18n.offer(app, app.translations, chrome.languages, chrome.terms, chrome.chosen)
    colours = council_css(chrome.brand)
    named = hashlib.sha256(colours.encode()).hexdigest()[:16]
    app.extensions |= {"last_resort": chrome.last_resort, "colours": (named, colours)}
    app.jinja_env.globals |= {
        "council": chrome.council,
        "brand": chrome.brand,
        "council_css": f"/assets/{named}/council.css",
        **chrome.words,
    }
    app.extensions["same_for_everybody"].cache_clear()


def warm(app: Flask, *rooms: str) -> None:
    """Compile the templates of the top folder, ``parts/`` and ``rooms``, and look up what the words in braces mean.

    So no visitor waits for it.
    """
    environment = app.jinja_env
    for name in environment.list_templates(["html"]):
        if "/" not in name or name.partition("/")[0] in {"parts", *rooms}:
            environment.get_template(name)
    app.extensions["languages"].terms()
    app.url_map.update()


class Compiled(FileSystemBytecodeCache):
    """Compiled templates: a second door takes them from memory and, where files may be written, a second start too."""

    def __init__(self, folder: Path) -> None:
        how = (
            jinja2.__version__.encode() + Path(__file__).read_bytes() + Path(i18n.__file__).read_bytes()
        )  # it asks by itself only for the template's words
        super().__init__(str(folder / hashlib.sha256(how).hexdigest()[:16]))
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self._kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(kept)
            return
        super().load_bytecode(bucket)
        if bucket.code:
            self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()
        with contextlib.suppress(OSError):  # a container may not let us
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


_compiled = Compiled(Path(__file__).parents[2] / "build" / "templates")


@functools.cache
def components() -> Mapping[str, Callable[..., Markup]]:
    """The GOV.UK macros.

    They rely on undefined being empty, so they live in an environment that allows it; taken out of it
    once, they cost no import on each page.
    """
    lenient = Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=True,
        finalize=words,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled,
    )
    for inner in WITHIN:
        lenient.get_template(f"govuk_frontend_jinja/{inner}")
    path = "govuk_frontend_jinja/components/{}/macro.html"
    return MappingProxyType(
        {
            macro: getattr(lenient.get_template(path.format(folder)).module, macro)
            for macro, folder in COMPONENTS.items()
        }
    )


def _templates(app: Flask, chrome: Chrome) -> None:
    app.jinja_options = {
        "loader": FileSystemLoader(app.template_folder or ""),
        "undefined": StrictUndefined,
        "finalize": words,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "auto_reload": False,
        "bytecode_cache": _compiled,
    }
    environment = app.jinja_env
    for name in ("config", "request", "session", "g", "get_flashed_messages"):
        environment.globals.pop(name, None)
    del environment.filters["pprint"]  # it writes out whatever it is given
    app.template_context_processors[None].clear()
    environment.filters |= {
        "call_link": phone_numbers.call_link,
        "printed": phone_numbers.printed,
        "call_cost": phone_numbers.call_cost,
        "dialled": phone_numbers.dialled,
        "span": policy_words.span,
        "voiced": policy_words.VOICE.say,
        "condition": policy_words.condition,
        "whom": policy_words.whom,
    }
    environment.tests |= {"managers": seniority.names_manager}
    environment.filters |= {"broken": line_breaks.broken, "breakable": line_breaks.breakable}
    environment.filters |= {"whole": phone_numbers.whole, "focus_on_heading": _focus_on_heading}
    environment.globals |= {
        **EVENT_WORDS,
        **components(),
        "layout": chrome.layout,
        "class_setter": Markup(security.CLASS_SETTER),  # noqa: S704  # our own constant
        "once": _once(app, environment),
    }


def _focus_on_heading(page: Markup, here: bool) -> Markup:
    """The page with the focus on its heading, so that whoever cannot see it hears first where they are."""
    return Markup(str(page).replace("<h1", '<h1 tabindex="-1" autofocus', 1)) if here else page  # noqa: S704  # a template's output


def _once(app: Flask, environment: Environment) -> Callable[..., Markup]:
    """A template global for parts that are the same for everybody.

    Rendered once for each language and set of (hashable, impersonal) values, then reused.
    """

    @functools.lru_cache(maxsize=128)
    def render(name: str, _speech: i18n.Speech, values: tuple[tuple[str, Any], ...]) -> Markup:
        return Markup(environment.get_template(name).render(dict(values)))  # noqa: S704  # a template's output

    app.extensions["same_for_everybody"] = render

    def once(name: str, **values: Any) -> Markup:
        return render(name, i18n.speaking(), tuple(values.items()))

    return once


def _assets(app: Flask, folder: Path) -> None:
    manifest = folder / "manifest.json"
    if not manifest.exists():
        raise FileNotFoundError(f"{manifest} is missing: run `make assets` first")
    version = json.loads(manifest.read_text())["hash"]
    app.jinja_env.globals |= {"assets": f"/assets/{version}"}

    def council(named: str) -> Response:
        now, colours = app.extensions["colours"]
        kept = f"max-age={_Static.FOREVER}, public, immutable" if named == now else "no-store"
        return Response(colours, mimetype="text/css", headers={"Cache-Control": kept})

    app.add_url_rule("/assets/<named>/council.css", "council_css", council)
    static = _Static(app.wsgi_app, max_age=_Static.FOREVER, immutable_file_test=lambda _path, _url: True)
    static.add_files(str(folder / version), prefix=f"assets/{version}/")
    app.wsgi_app = static  # type: ignore[method-assign]  # how Flask wants it


class _Static(WhiteNoise):  # type: ignore[misc]  # has no types
    FOREVER = 365 * 24 * 60 * 60  # seconds; the path changes with the content


def council_css(brand: str) -> str:
    """The council's colour, and black or white on it, whichever is easier to read (WCAG's luminance)."""
    parts = [int(brand[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)  # noqa: PLR2004  # sRGB
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    ink = "#fff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else "#0b0c0c"
    return f":root{{--council-brand:{brand};--council-ink:{ink}}}\n"


class NotAllowed(Forbidden):
    """Somebody who is signed in asks for what their roles do not let them do."""

    description = _("Your role does not let you do this. If you need it, ask your manager or an administrator.")


def _errors(app: Flask, unavailable: tuple[type[Exception], ...]) -> None:
    def told(error: HTTPException) -> Any:
        code = error.code or 500
        note_refusal(app, error)
        said = i18n.gettext(str(error.description)) if isinstance(error, NotAllowed) else ""
        return problem_page(app, code, said) if code >= 400 else error  # noqa: PLR2004  # redirects are not errors

    def down(error: Exception) -> Any:
        log.error("The database is down: %s", log_lines.kind_of_fault(error))
        return problem_page(app, ServiceUnavailable.code)

    def later(error: FromLaterVersion) -> Any:
        later_version.tell(error)
        said = app.extensions.get("said_of_later_version", "")
        return problem_page(app, ServiceUnavailable.code, i18n.gettext(said) if said else "")

    app.register_error_handler(FromLaterVersion, later)
    app.register_error_handler(HTTPException, told)  # what nobody expected arrives here as a 500
    for kind in unavailable:
        app.register_error_handler(kind, down)


_REFUSALS = {403: Happening.FORBIDDEN, 429: Happening.THROTTLED}


def note_refusal(app: Flask, error: HTTPException) -> None:
    """Write down that a request was refused, and where; ``who_asks``, if the door has it, says by whom."""
    happening = Happening.FORGED_FORM if isinstance(error, CSRFError) else _REFUSALS.get(error.code or 500)
    if happening:
        who = app.extensions.get("who_asks", dict)()
        security_log.event(happening, door=app.name, at=(request.endpoint or "nowhere").lower(), **who)


def problem_page(app: Flask, code: int, said: str = "") -> tuple[str, int]:
    """The error page for ``code``. It asks no database, and if even that fails it still says 999.

    ``said``: its sentence, already in the visitor's language, where there is a better one than the usual.
    """
    title, sentence = PROBLEMS.get(code) or PROBLEMS[400 if code < 500 else 500]  # noqa: PLR2004  # ours or theirs
    try:
        page = app.jinja_env.get_template("error.html")
        number = log_lines.request_number() if code >= 500 else ""  # noqa: PLR2004  # ours, not theirs
        return page.render(title=title, sentence=sentence, said=said, code=code, number=number), code
    except Exception:  # noqa: BLE001  # whatever broke the page may have broken this one too
        log.error("The error page for %s could not be made", code)  # noqa: TRY400  # values stay out of logs
        return str(app.extensions["last_resort"]), code
