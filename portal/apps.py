"""The two doors: the public app and the staff app. This is where the layers are wired together."""

import logging
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import log_lines, metrics
from portal.domain.challenge.safety_alert import Repeats
from portal.domain.notices.send_limits import SendLimits
from portal.domain.policy.calendar import local
from portal.domain.policy.call_now import contact_now
from portal.domain.policy.model import Pack
from portal.domain.rate_limits import DAY, HOUR, MINUTE, USUAL, Limit
from portal.files.virus_scanner import VirusScanner
from portal.notify import Notify, WaysBack, read_sentences
from portal.policy_loader import Packs
from portal.services import AppContext, policy_report, security_log
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
from portal.web.static_page import static_page

log = logging.getLogger(__name__)

FOLDERS = app_factory.Folders(ROOT / "templates", ROOT / "build" / "assets", ROOT / "translations")
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


def open_office(settings: Settings, clock: Callable[[], datetime] = now, limits: TimeLimits = BEHIND_IT) -> AppContext:
    """The council's office as these settings describe it; opens no connection yet."""
    if settings.database_url.startswith("sqlite"):
        settings.data.mkdir(parents=True, exist_ok=True)
    peppered = "PORTAL_PEPPER" in settings.needed()
    pepper = settings.pepper if peppered else secrets.token_bytes(KEY_BYTES)  # fits nothing
    keys = Keys(settings.master_key, settings.index_key, pepper, peppered, settings.masters_also)
    templates, sentences = dict(settings.notify_templates), read_sentences(NOTICES)
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
        notify=Notify(
            settings.notify_address, settings.notify_api_key, templates, sentences=sentences, ways_back=ways_back
        ),
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
    """The office, whose database is looked at: its tables, and where that matters our role in it."""
    office = open_office(settings, limits=AT_A_DOOR)
    refuse_other_tables(office)
    if settings.production:
        refuse_to_rewrite(office)
    return office


def refuse_other_tables(office: AppContext) -> None:
    """Raises :class:`BadSettings` where the tables are none, older or newer than those that this portal works with.

    While the database is down the doors open all the same, and `/health` says so.
    """
    try:
        why = office.store.unfit()
    except DOWN:
        log.critical("The database is down: nobody knows whether its tables are ours.")
        return
    finally:
        office.store.close()  # a connection must not be shared with the workers that gunicorn makes of us
    if why:
        raise BadSettings([why])


def refuse_to_rewrite(office: AppContext) -> None:
    """Raises :class:`BadSettings` where our role in the database may change or delete what is only added to.

    While the database is down the doors open all the same, and say so.
    """
    try:
        faults = office.store.too_much()
    except DOWN:
        log.critical("The database is down: nobody knows what our role may do there.")
        return
    finally:
        office.store.close()  # a connection must not be shared with the workers that gunicorn makes of us
    if faults:
        raise BadSettings(faults)


def public_app(settings: PublicSettings | None = None, office: AppContext | None = None) -> Flask:
    """The door for the public."""
    write_log()
    settings = settings or _settings_served(PublicSettings)
    office = office or _checked(settings)
    app = _door("portal.public", settings, office, settings.public_secret, settings.public_address, "s", public.chosen)
    app.session_interface = security.TokenSession(settings.public_secret, settings.secrets_also)
    public.install(app, office)
    app_factory.warm(app, "public")
    policy_report.tell_of_coming(office)
    return app


def staff_app(settings: StaffSettings | None = None, office: AppContext | None = None) -> Flask:
    """The door for the MASH."""
    write_log()
    settings = settings or _settings_served(StaffSettings)
    office = office or _checked(settings)
    app = _door("portal.staff", settings, office, settings.staff_secret, settings.staff_address, "d", _english)
    app.config["SECRET_KEY_FALLBACKS"] = list(settings.secrets_also)
    staff.install(app, office, _provider(settings))
    app_factory.warm(app, "staff")
    policy_report.tell_of_coming(office)
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
    office: AppContext,
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
        chrome=_chrome(office, chosen),
        folders=FOLDERS,
        unavailable=DOWN,
    )
    rate_limit_page.install(app)
    request_limits.install(app, app.extensions["counts"])
    app.extensions["office"] = office
    if settings.metrics:
        metrics.watch_door(app, office)
    _keep_in_force(app, office, chosen)
    service_probes.install(app, office)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def _keep_in_force(app: app_factory.Door, office: AppContext, chosen: Callable[[], str]) -> None:
    """Let the pages follow the policy that is in force, from midnight of the day on which a new one begins."""
    app.dressed_for, lock = office.pack, threading.Lock()

    def look() -> None:
        here: AppContext = app.extensions["office"]
        if app.dressed_for is here.pack:
            return
        with lock:
            app_factory.dress(app, _chrome(here, chosen))
            app.dressed_for = here.pack

    app.look = look


def _chrome(office: AppContext, chosen: Callable[[], str]) -> app_factory.Chrome:
    council = office.pack.council
    spoken = (
        council.languages if ENGLISH in council.languages or chosen is not _english else (*council.languages, ENGLISH)
    )
    contacts = {key: contact for key, contact in office.pack.contacts.items() if contact.public}
    words: dict[str, Any] = {
        "team": council.team,
        "contacts": contacts,
        "estimates": not office.pack.confirmed,
        "policy": office.pack,
        "condition_words": policy_words.CONDITIONS,
        "audience_words": policy_words.AUDIENCES,
        "before_words": policy_words.BEFORE,
        "matter_words": policy_words.MATTERS,
        "site": office.public_address.partition("://")[2],
        "public_site": office.public_address,
    }

    def terms() -> Mapping[str, str]:
        now_calling = contact_now(office.pack, office.now(), office.calendar)
        return {"council": council.name, "team": council.team, "phone": now_calling.telephone}

    return app_factory.Chrome(
        council=council.name,
        brand=council.colours.brand,
        languages=spoken,
        chosen=chosen,
        terms=terms,
        words=words,
        last_resort=page_for_the_proxy(office),
    )


def page_for_the_proxy(office: AppContext) -> str:
    """What is shown when the doors themselves do not answer, or cannot make a page."""
    day, night = (office.pack.contacts[key] for key in ("front_door", "out_of_hours"))
    numbers = day.telephone or night.telephone, night.telephone or day.telephone
    return static_page(office.pack.council.name, *numbers)
