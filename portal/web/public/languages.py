"""The language that a visitor chose: on any page, for all of them, until the browser is closed.

A cookie of its own holds its code and nothing else. What is typed or open on the device goes on in the language too.
"""

from dataclasses import dataclass

from flask import Blueprint, Flask, abort, after_this_request, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.domain.i18n import _
from portal.services import applications
from portal.web.i18n import Speech, speaking, spoken, use
from portal.web.page_context import context
from portal.web.public.page_layout import dress, home, is_page, young_here
from portal.web.security import asked_for_here, visit, visited

GREETING = _("Read this in English")
"""How the first page greets, in each language: it names its own."""

languages = Blueprint("languages", __name__)
languages.url_value_preprocessor(dress)


@dataclass(frozen=True, slots=True)
class Offer:
    """One of the languages to choose from."""

    speech: Speech
    greeting: str
    address: str
    here: bool  # whether the page speaks it


def cookie_name() -> str:
    """The name of the cookie: like that of the session, with another letter."""
    name = str(current_app.config["SESSION_COOKIE_NAME"])
    return f"{name[:-1]}l"


def chosen() -> str:
    """The code that was chosen in this browser; blank for none, or none that is offered."""
    code = request.cookies.get(cookie_name(), "")
    return code if code in spoken().speeches else ""


def install(app: Flask) -> None:
    """Let the pages of the public door offer the languages of the pack."""
    app.jinja_env.globals |= {"languages_offered": offered, "language_cookie": cookie_name}
    app.register_blueprint(languages)


def offered() -> list[Offer]:
    """The languages to choose from on this page; none where there is only one."""
    speeches = list(spoken().speeches.values())
    if len(speeches) == 1:
        return []
    now, young, there = speaking(), young_here(), _here()
    led = {"from": there} if there else {}

    def address(code: str) -> str:
        return url_for("languages.choose", code=code, young=young, **led)  # type: ignore[arg-type]  # a word of Python

    return [Offer(each, each.catalogue.gettext(GREETING), address(each.code), each is now) for each in speeches]


def _here() -> str:
    """The address of this page, if it can be asked for again; else blank."""
    return request.path if request.endpoint and is_page(request.path) else ""


@languages.get("/language/<code>", defaults={"young": False})
@languages.get("/young/language/<code>", defaults={"young": True})
def choose(code: str) -> Response:
    """Speak this language from now on, and go on where they were.

    Another site may lead here, as the council's own does; it changes nothing of what is typed.
    """
    if code not in spoken().speeches:
        abort(404)
    if asked_for_here() and (token := visit().known):
        applications.speak(context(), token, code)
    came = request.args.get("from", "")
    answer = redirect(came if is_page(came) else home(), 303)
    return _remembered(answer, code)


def follow(code: str) -> None:
    """Speak the language of what is open here, unless they chose another in this browser."""
    if not chosen():
        use(code)


def open_again(token: str) -> None:
    """What is open under ``token`` was opened with its code: all pages speak its language from now on.

    If they chose another in this browser, a form goes on in that one.
    """
    if len(spoken().speeches) == 1:
        return
    if code := chosen():
        applications.speak(context(), token, code)
    elif (code := applications.language_of(context(), token)) in spoken().speeches:
        after_this_request(lambda answer: _remembered(answer, code))


def forget(answer: Response) -> None:
    """Let the browser forget which language was chosen."""
    if cookie_name() in request.cookies:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.delete_cookie(cookie_name(), secure=secure, httponly=True, samesite="Lax")


def _remembered(answer: Response, code: str) -> Response:
    if visited():
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(cookie_name(), code, secure=secure, httponly=True, samesite="Lax")
    return answer
