from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from visitor import Visitor

from portal import apps
from portal.domain.questions import ADULT_QUESTIONS
from portal.notify import Notify
from portal.packs import Packs
from portal.services import Office
from portal.settings import DEMO_NOTIFY_KEY, ROOT, PublicSettings
from portal.storage import Keys, Store

TABS = frozenset(q.tab for q in ADULT_QUESTIONS if q.tab) | {"Your request"}


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def office(sqlite_store: Store, keys: Keys, clock: Clock) -> Office:
    return Office(
        store=sqlite_store,
        packs=Packs(ROOT / "policies"),
        council="north-tyneside",
        keys=keys,
        clock=clock,
        notify=Notify("http://127.0.0.1:9", DEMO_NOTIFY_KEY),
        mailbox="mash@example.com",
        public_address="http://127.0.0.1:8000",
        staff_address="http://127.0.0.1:8001",
        callback_secret="c" * 40,
    )


@pytest.fixture
def public(office: Office, tmp_path: Path) -> Flask:
    settings, _ = PublicSettings.collect({"PORTAL_DATA_DIR": str(tmp_path)})
    return apps.public_app(settings, office)


@pytest.fixture
def visitor(public: Flask) -> Visitor:
    return Visitor(public, TABS)


@pytest.fixture
def another(public: Flask) -> Callable[[], Visitor]:
    """Another browser at the same door."""
    return lambda: Visitor(public, TABS)
