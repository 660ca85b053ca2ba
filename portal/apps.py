"""The two doors: the public app and the staff app. This is where the layers are wired together."""

import logging
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import log_lines, metrics
from portal.domain.challenge.safety_alert import Repeats
from portal.domain.notices.send_limits import SendLimits
from portal.domain.policy.calendar import local
from portal.domain.policy.call_now import contact_now
from portal.domain.policy.model import Pack
from portal.domain.rate_limits import DAY, HOUR, MINUTE, USUAL, Limit
from portal.files.virus_scanner import VirusScanner
from portal.notify import Notify, WaysBack, read_sentences, read_texts
from portal.policy_loader import Packs
from portal.services import AppContext, office_closures, policy_report, security_log
from portal.services.subject_access import PersonsCopy
from portal.settings import KEY_BYTES, NOTICES, ROOT, BadSettings, PublicSettings, Settings, StaffSettings, notice_names
from portal.storage import DOWN, Keys, Store
from portal.storage.time_limits import AT_A_DOOR, BEHIND_IT, TimeLimits
from portal.web import (
    app_factory,
    policy_words,
    public,
    rate_limit_page,
    request_limits,
    security,
    service_probes,
    staff,
)
from portal.web.i18n import ENGLISH
from portal.web.public import subject_access_page as subject_access_pages
from portal.web.static_page import static_page

log = logging.getLogger(__name__)

FOLDERS = app_factory.Folders(ROOT / "templates", ROOT / "build" / "assets", ROOT / "translations")
WITHOUT_DATES = frozenset({"pages.exit", "health", "health_ready", "csp_reports", "council_css"})
"""What counts no date, and waits for no database: least of all who leaves."""

DEMO_MAILBOX = "mash@example.com"
AnySettings = TypeVar("AnySettings", bound=Settings)


def write_log() -> None:
    """Let everything that the portal says go to stderr, the security log from its quietest line on."""
    handler = log_lines.dress(logging.StreamHandler(), as_json=log_lines.as_json(os.environ))
    logging.basicConfig(handlers=[handler])
    security_log.log.setLevel(logging.INFO)


def settings_of(kind: type[AnySettings], environment: Mapping[str, str] | None = None) -> AnySettings:
    """Read the settings of a door. Raises :class:`BadSettings` with every fault, the pack's included."""
    settings, faults = kind.collect(os.environ if environment is None else environment)
    if faults := [*faults, *_pack_faults(settings)]:
        raise BadSettings(faults)
    return settings


def _settings_served(kind: type[AnySettings]) -> AnySettings:
    """The settings of a door that is served to people: it never takes the demo's published keys unasked."""
    if not os.environ.get("PORTAL_ENV", "").strip():
        raise BadSettings(["PORTAL_ENV is missing: set it to 'production', or to 'demo' to try it with invented data."])
    return settings_alone(kind)


def settings_alone(kind: type[AnySettings]) -> AnySettings:
    """The settings of what runs all day: in production it holds no secret of another. Raises :class:`BadSettings`."""
    settings = settings_of(kind)
    if settings.production and (needless := kind.needless(os.environ)):
        raise BadSettings(needless)
    return settings


def _pack_faults(settings: Settings) -> list[str]:
    """What is wrong with the policies that have begun: one is in force, and challenges were made under the others.

    A later one may still be in the making: :func:`policy_report.tell_of_coming` tells of it.
    """
    packs, today = Packs(settings.policies), local(now()).date()
    if why := packs.why_not_in_force(settings.council, today):
        return [f"PORTAL_COUNCIL: {why}, in {settings.policies}."]
    if faults := [each for pack_id in packs.begun(settings.council, today) for each in packs.faults(pack_id)]:
        return [f"The policy of '{settings.council}' cannot be used: {fault}" for fault in faults]
    pack = packs.current(settings.council, today)
    if not _accepted(settings, pack):
        return [
            f"The council has not confirmed the stages of {pack.id}: have them confirmed, or accept that "
            f"by name with PORTAL_ACCEPT_UNCONFIRMED={pack.id}"
        ]
    return _texts_missing(settings, pack.council.languages)


def _texts_missing(settings: Settings, languages: tuple[str, ...]) -> list[str]:
    """That texts of a language which the policy offers have no ids at GOV.UK Notify; the settings ask for English."""
    if not settings.production or "PORTAL_NOTIFY_TEMPLATES" not in settings.needed():
        return []
    left = sorted(set(notice_names(languages)) - set(notice_names()) - set(settings.notify_templates))
    said = f"PORTAL_NOTIFY_TEMPLATES is missing NAME.CHANNEL.LANGUAGE=TEMPLATE-ID for: {', '.join(left)}."
    return [said] if left else []


def _accepted(settings: Settings, pack: Pack) -> bool:
    """Whether a policy may come into force here: in production only what the council has confirmed or accepted."""
    return not settings.production or pack.confirmed or pack.id in settings.accept_unconfirmed


def now() -> datetime:
    return datetime.now(UTC)


def open_context(settings: Settings, clock: Callable[[], datetime] = now, limits: TimeLimits = BEHIND_IT) -> AppContext:
    """The app context as these settings describe it; opens no connection yet."""
    if settings.database_url.startswith("sqlite"):
        settings.data.mkdir(parents=True, exist_ok=True)
    keys = _keys(settings)
    packs = Packs(settings.policies, lambda pack: _accepted(settings, pack))

    def ways_back() -> WaysBack:
        us = packs.in_force(settings.council, local(clock()).date()).contacts["disagreement"]
        return WaysBack(settings.public_address.partition("://")[2], us.telephone, ", ".join(us.address))

    return AppContext(
        store=Store(settings.database_url, keys, limits),
        packs=packs,
        council=settings.council,
        keys=keys,
        clock=clock,
        notify=_notify(settings, ways_back),
        mailbox=settings.mailbox or DEMO_MAILBOX,
        public_address=settings.public_address,
        staff_address=settings.staff_address,
        callback_secret=settings.callback_secret,
        callbacks_also=settings.callbacks_also,
        records=settings.records,
        scanner=VirusScanner(settings.clamav) if settings.clamav else None,
        evidence_folder=settings.evidence_dir,
        limits=replace(
            USUAL,
            requests=Limit(settings.requests_per_minute, MINUTE),
            submissions=Limit(settings.submissions_per_hour, HOUR),
            drafts=Limit(settings.drafts_per_hour, HOUR),
        ),
        send_limits=_send_limits(settings),
        alert_repeats=Repeats(timedelta(minutes=settings.alert_often), timedelta(minutes=settings.alert_seldom)),
    )


def _notify(settings: Settings, ways_back: Callable[[], WaysBack]) -> Notify:
    """GOV.UK Notify with our own texts."""
    templates, sentences, texts = dict(settings.notify_templates), read_sentences(NOTICES), read_texts(NOTICES)
    address, key = settings.notify_address, settings.notify_api_key
    return Notify(address, key, templates, sentences=sentences, texts=texts, ways_back=ways_back)


def _keys(settings: Settings) -> Keys:
    peppered = "PORTAL_PEPPER" in settings.needed() or bool(settings.peppers_also)
    return Keys(
        settings.master_key,
        settings.index_key,
        settings.pepper if peppered else secrets.token_bytes(KEY_BYTES),  # fits nothing
        peppered,
        settings.masters_also,
        peppers_also=settings.peppers_also,
    )


def _send_limits(settings: Settings) -> SendLimits:
    first, later = settings.first_messages_per_hour, settings.messages_per_hour
    return SendLimits(
        first=(Limit(first, HOUR), Limit(2 * first, DAY)),
        later=(Limit(later, HOUR), Limit(3 * later, DAY)),
        colleague=(Limit(settings.staff_messages_per_hour, HOUR),),
        safety=(Limit(settings.safety_messages_per_hour, HOUR),),
        letters=Limit(settings.letters_per_day, DAY),
    )


def _checked(settings: Settings) -> AppContext:
    """The app context, whose database is looked at: its tables, and where that matters our role in it."""
    context = open_context(settings, limits=AT_A_DOOR)
    refuse_other_tables(context)
    if settings.production:
        refuse_to_rewrite(context)
    return context


def refuse_other_tables(context: AppContext) -> None:
    """Raises :class:`BadSettings` where the tables are none, older or newer than those that this portal works with.

    While the database is down the doors open all the same, and `/health` says so.
    """
    try:
        why = context.store.unfit()
    except DOWN:
        log.critical("The database is down: nobody knows whether its tables are ours.")
        return
    finally:
        context.store.close()  # a connection must not be shared with the workers that gunicorn makes of us
    if why:
        raise BadSettings([why])


def refuse_to_rewrite(context: AppContext) -> None:
    """Raises :class:`BadSettings` where our role in the database may change or delete what is only added to.

    While the database is down the doors open all the same, and say so.
    """
    try:
        faults = context.store.too_much()
    except DOWN:
        log.critical("The database is down: nobody knows what our role may do there.")
        return
    finally:
        context.store.close()  # a connection must not be shared with the workers that gunicorn makes of us
    if faults:
        raise BadSettings(faults)


def public_app(settings: PublicSettings | None = None, context: AppContext | None = None) -> Flask:
    """The door for the public."""
    write_log()
    settings = settings or _settings_served(PublicSettings)
    context = context or _checked(settings)
    app = _door("portal.public", settings, context, settings.public_secret, settings.public_address, "s", public.chosen)
    app.session_interface = security.TokenSession(settings.public_secret, settings.secrets_also)
    public.install(app, context)
    app_factory.warm(app, "public")
    policy_report.tell_of_coming(context)
    return app


def staff_app(settings: StaffSettings | None = None, context: AppContext | None = None) -> Flask:
    """The door for the MASH."""
    write_log()
    settings = settings or _settings_served(StaffSettings)
    context = context or _checked(settings)
    app = _door("portal.staff", settings, context, settings.staff_secret, settings.staff_address, "d", _english)
    app.config["SECRET_KEY_FALLBACKS"] = list(settings.secrets_also)
    staff.install(app, context, _provider(settings))
    app_factory.warm(app, "staff")
    policy_report.tell_of_coming(context)
    return app


def _provider(settings: StaffSettings) -> staff.Provider:
    """The council's own sign-in service."""
    client_id, client_secret = settings.oidc_client
    return staff.Provider(
        issuer=settings.oidc_address,
        client_id=client_id,
        client_secret=client_secret,
        name=settings.oidc_name,
        assured=settings.oidc_mfa_assured,
    )


def _english() -> str:
    """Staff read English; what a raiser is to read is written in the raiser's own language at this door too."""
    return ENGLISH


def _door(
    name: str,
    settings: Settings,
    context: AppContext,
    secret: bytes,
    address: str,
    cookie: str,
    chosen: Callable[[], str],
) -> app_factory.Door:
    app = app_factory.create(
        name,
        secret=secret,
        secure=address.startswith("https://"),
        cookie=cookie,
        chrome=_chrome(context, chosen),
        folders=FOLDERS,
        unavailable=DOWN,
    )
    rate_limit_page.install(app)
    request_limits.install(app, app.extensions["counts"])
    app.extensions["context"] = context
    if settings.metrics:
        metrics.watch_door(app, context)
    _keep_in_force(app, context, chosen)
    service_probes.install(app, context)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def _keep_in_force(app: app_factory.Door, context: AppContext, chosen: Callable[[], str]) -> None:
    """Let the pages follow the policy that is in force, from midnight of the day on which a new one begins."""
    app.dressed_for, lock = context.pack, threading.Lock()

    def look() -> None:
        here: AppContext = app.extensions["context"]
        if request.endpoint not in WITHOUT_DATES:
            office_closures.look(here)
        if app.dressed_for is here.pack:
            return
        with lock:
            app_factory.dress(app, _chrome(here, chosen))
            app.dressed_for = here.pack

    app.look = look


def _chrome(context: AppContext, chosen: Callable[[], str]) -> app_factory.Chrome:
    council = context.pack.council
    spoken = (
        council.languages if ENGLISH in council.languages or chosen is not _english else (*council.languages, ENGLISH)
    )
    contacts = {key: contact for key, contact in context.pack.contacts.items() if contact.public}
    words: dict[str, Any] = {
        "team": council.team,
        "contacts": contacts,
        "estimates": not context.pack.confirmed,
        "policy": context.pack,
        "audience_words": policy_words.AUDIENCES,
        "before_words": policy_words.BEFORE,
        "matter_words": policy_words.MATTERS,
        "site": context.public_address.partition("://")[2],
        "public_site": context.public_address,
    }

    return app_factory.Chrome(
        council=council.name,
        brand=council.colours.brand,
        languages=spoken,
        chosen=chosen,
        terms=lambda: _terms(context),
        words=words,
        last_resort=page_for_the_proxy(context),
    )


def _terms(context: AppContext) -> Mapping[str, str]:
    """What the words in braces mean just now."""
    council, now_calling = context.pack.council, contact_now(context.pack, context.now(), context.calendar)
    return {"council": council.name, "team": council.team, "phone": now_calling.telephone}


def subject_access_page(context: AppContext, copy: PersonsCopy) -> str:
    """The readable copy for somebody who asked what we hold about them."""
    return subject_access_pages.page(copy, FOLDERS.templates, FOLDERS.translations, _terms(context))


def page_for_the_proxy(context: AppContext) -> str:
    """What is shown when the doors themselves do not answer, or cannot make a page."""
    day, night = (context.pack.contacts[key] for key in ("front_door", "out_of_hours"))
    numbers = day.telephone or night.telephone, night.telephone or day.telephone
    return static_page(context.pack.council.name, *numbers)
