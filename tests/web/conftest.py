"""A bare door: what base.create gives, with just enough pages of its own to look at it."""

import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, redirect, render_template, request

from build import PLENTY, our_packs
from portal import apps
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event
from portal.domain.journey import Kind, Question
from portal.domain.permissions import Actor, Role
from portal.domain.questions.session_limits import FORM
from portal.domain.rate_limits import USUAL
from portal.domain.site_notice import SiteNotice, SiteNoticeKind
from portal.files.virus_scanner import VirusScanner
from portal.notify import Notify, read_sentences, read_texts
from portal.services import AppContext, site_notices
from portal.settings import DEMO_NOTIFY_KEY, PublicSettings, Settings
from portal.storage import Account, Keys, Store
from portal.web import app_factory, form_fields, security
from posting import NOTICES, Clock
from visitor import Visitor

ROOT = Path(__file__).parents[2]
NAME = Question("name", Kind.LINE, "What is your name?", empty="Enter your name", longest=100)


PERSONAL = "Robin Example, born 27 March 2016"


class DatabaseDownError(Exception):
    pass


@pytest.fixture(scope="session")
def make_door() -> Callable[..., Flask]:
    def make(*, secure: bool = True, translations: Path = ROOT / "translations", **chrome: Any) -> Flask:
        app = app_factory.create(
            "bare",
            secret=b"s" * 32,
            secure=secure,
            cookie="s",
            chrome=app_factory.Chrome(
                council="Invented Council",
                brand="#7a1f5c",
                terms=lambda: {"council": "Invented Council", "phone": "01632 960 001"},
                words={
                    "phone_now": lambda: ("01632 960 001", "Nobody reads this form at night."),
                    "neutral_title": lambda page=0, code=0: f"Your request, {page or code or 'page'}",
                    "young_here": lambda _code=0: False,
                    "came_from": lambda: "",
                    "home": lambda: "/",
                    "at_start": lambda: False,
                    "way_back": lambda _code=0: "/",
                    "session_limit": lambda: FORM,
                    "closes": lambda: None,
                    "site_notice": lambda _code=0: "",
                    "languages_offered": list,
                },
                **chrome,
            ),
            folders=app_factory.Folders(ROOT / "templates", ROOT / "build" / "assets", translations),
            unavailable=(DatabaseDownError,),
        )
        app.session_interface = security.TokenSession(b"s" * 32)
        app.register_blueprint(_pages())
        app.add_url_rule("/feedback", "feedback.ask", lambda: "A page")
        return app

    return make


@pytest.fixture(scope="session")
def bare(make_door: Callable[..., Flask]) -> Flask:
    return make_door()


@pytest.fixture
def door(bare: Flask) -> Flask:
    """For tests that change nothing of it."""
    return bare


def _pages() -> Blueprint:
    pages = Blueprint("pages", __name__)
    for name in ("start", "exit", "privacy", "cookies", "terms", "accessibility", "contact", "easy_this_form"):
        pages.add_url_rule("/" if name == "start" else f"/{name}", name, lambda: "A page")
    pages.add_url_rule("/moved", "moved", lambda: redirect("/"))
    pages.add_url_rule("/broken", "broken", _broken)
    pages.add_url_rule("/down", "down", _down)
    pages.add_url_rule("/ask", "ask", _ask, methods=["GET", "POST"])
    pages.add_url_rule("/renew", "renew", security.renew)
    pages.add_url_rule("/end", "end", lambda: security.end() or "Ended")
    return pages


def _broken() -> str:
    raise RuntimeError(PERSONAL)


def _down() -> str:
    raise DatabaseDownError(PERSONAL)


def _ask() -> str:
    read = form_fields.form_for(NAME, request.form) if request.method == "POST" else form_fields.Read({})
    return render_template(
        "question.html",
        title=form_fields.heading(NAME),
        errors=read.problems,
        back="/",
        action="/ask",
        field_html=form_fields.render(NAME, read.raw, read.problems),
        forget="/forget",
    )


# The real doors, over a fresh SQLite database

TABS = frozenset({"Your request"})
"""How every title of the public door begins: with nothing of what the page is about."""


@pytest.fixture(scope="session")
def _clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def clock(_clock: Clock, now: datetime) -> Clock:
    _clock.now = now
    return _clock


@pytest.fixture(scope="session")
def notify() -> Notify:
    texts = read_texts(NOTICES)
    return Notify("http://127.0.0.1:9", DEMO_NOTIFY_KEY, sentences=read_sentences(NOTICES), texts=texts)


@pytest.fixture
def context(sqlite_store: Store, keys: Keys, clock: Clock, notify: Notify) -> AppContext:
    return AppContext(
        store=sqlite_store,
        packs=our_packs(),
        council="north-tyneside",
        keys=keys,
        clock=clock,
        notify=notify,
        mailbox="mash@example.com",
        public_address="http://127.0.0.1:8000",
        staff_address="http://127.0.0.1:8001",
        callback_secret="c" * 40,
        scanner=VirusScanner("tcp://127.0.0.1:9", patience=1),  # away: files are taken and wait
        limits=replace(PLENTY, codes=USUAL.codes, submissions=USUAL.submissions),
    )


@pytest.fixture
def reviewer(context: AppContext) -> Account:
    """Somebody works here who may look again at every stage, and has had no part in anything."""
    account = Account("fresh", "fresh@example.com", "F Example", frozenset({Role.REVIEWER}), 99, signed_in=True)
    with context.store.begin() as unit:
        unit.accounts.add(account, context.now())
    return account


@pytest.fixture(scope="session")
def opened() -> Callable[..., Flask]:
    """A door to an app context like another is opened once: that takes longer than most of what is done there.

    So a test leaves it was; one that changes it opens one of its own.
    """

    @functools.cache
    def made(make: Callable[..., Flask], settings: Settings, context: AppContext) -> Flask:
        return make(settings, context)

    def open_it(make: Callable[..., Flask], settings: Settings, context: AppContext) -> Flask:
        app = made(make, settings, context)
        app.extensions["context"] = context
        return app

    return open_it


@pytest.fixture(scope="session")
def public_settings() -> PublicSettings:
    return PublicSettings.collect({})[0]


@pytest.fixture
def public(context: AppContext, opened: Callable[..., Flask], public_settings: PublicSettings) -> Flask:
    return opened(apps.public_app, public_settings, context)


@pytest.fixture
def visitor(public: Flask) -> Visitor:
    return Visitor(public, TABS)


@pytest.fixture
def another(public: Flask) -> Callable[[], Visitor]:
    """Another browser at the same door."""
    return lambda: Visitor(public, TABS)


@pytest.fixture
def visitor_of(public_settings: PublicSettings) -> Callable[..., Visitor]:
    """Somebody at a door with an app context of its own, opened for this test. They may have been at another."""

    def come(context: AppContext, before: Visitor | None = None, tabs: frozenset[str] = TABS) -> Visitor:
        visitor = Visitor(apps.public_app(public_settings, context), tabs)
        if before:
            visitor.client.set_cookie("s", before.client.get_cookie("s").value)
        return visitor

    return come


@pytest.fixture
def show_notice(context: AppContext) -> Callable[..., str]:
    """Two managers agree on a notice for the public pages; its id."""
    welsh = "Mae ein swyddfa ar gau heddiw. Ffoniwch 0345 2000 101."
    ann, ben = (Actor(key, frozenset({Role.MANAGER})) for key in ("ann", "ben"))
    with context.store.begin() as unit:
        for each in (ann, ben):
            account = Account(each.key, f"{each.key}@example.com", each.key, each.roles, 0, signed_in=True)
            unit.accounts.add(account, context.now())

    usual = "Our office is shut today. Call us on 0345 2000 101 & ask for <the team>."

    def agreed(words: str = usual, lasts: timedelta = timedelta(days=1)) -> str:
        now = context.now()
        notice = SiteNotice(SiteNoticeKind.IMPORTANT, words, now, now + lasts, (("cy", welsh),))
        this = site_notices.propose(context, ann, notice)
        assert site_notices.confirm(context, ben, this)
        return this

    return agreed


@pytest.fixture
def happen(context: AppContext) -> Callable[..., None]:
    """Let staff do something, as the staff's side will."""

    def append(kind: str, reference: str, **what: Any) -> None:
        with context.store.begin() as unit:
            challenge = unit.challenges.get(reference)
            event = Event(kind, context.now(), "staff-1", what)
            unit.event_log.append(challenge.id, [event])
            unit.challenges.save(replay([event], challenge))

    return append
