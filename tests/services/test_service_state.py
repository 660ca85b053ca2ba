"""The service says how it is: what is not ready, what needs somebody, and what each finding asks for."""

import resource
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, make_url, text, update

from build import PARENT
from portal.services import event_log_checks, reminders, service_state
from portal.services.service_state import OLDEST, Grade
from portal.storage import Store
from portal.storage.outbox import SET_UP
from portal.storage.tables import outbox
from posting import EMAIL, send_in

WELL, LOOK, NOT_READY = Grade.WELL, Grade.ATTENTION, Grade.NOT_READY
HOUR = timedelta(hours=1)


def well(office, records):
    office = replace(office, records=records)
    reminders.beat(office, office.now())
    event_log_checks.daily(office, office.now())
    with office.store.begin() as unit:
        for name in (service_state.BACKUP, service_state.REHEARSAL):
            unit.beats.beat(name, office.now())
    return office


@pytest.fixture
def office(office, tmp_path):
    """A service that is well."""
    return well(office, tmp_path)


def grades(office):
    return {each.name: each.grade for each in service_state.condition(office)}


def not_well(office):
    return {name: grade for name, grade in grades(office).items() if grade is not WELL}


def later(office, span):
    at = office.now() + span
    return replace(office, clock=lambda: at)


def post(office, **values):
    with office.store.begin() as unit:
        unit.outbox.add_about_accounts([EMAIL], office.now())
        if values:
            unit.connection.execute(update(outbox).values(values))


def test_a_service_that_is_well(office):
    names = {"database", "outbox", "worker", "notify", "undelivered", "safety", "late", "record", "backup", "rehearsal"}
    assert grades(office) == dict.fromkeys(names, WELL)
    assert service_state.worst(service_state.condition(office)) is WELL


def test_a_worker_that_is_silent_or_speaks_from_the_future(office):
    assert not_well(later(office, timedelta(minutes=16))) == {"worker": NOT_READY}
    assert not_well(later(office, -timedelta(days=1))) == {"worker": NOT_READY}, "its clock was a day ahead"
    assert not_well(later(office, -timedelta(minutes=1))) == {}


def test_a_message_that_could_go_and_does_not(office):
    post(office)
    assert not_well(office) == {}
    after = later(office, OLDEST)
    reminders.beat(after, after.now())
    assert not_well(after) == {"outbox": NOT_READY}
    with office.store.begin() as unit:
        unit.connection.execute(update(outbox).values(not_before=after.now() + HOUR))
    assert not_well(after) == {}, "one that waits for its hour is no fault"
    with office.store.begin() as unit:
        unit.connection.execute(update(outbox).values(attempts=1))
    assert not_well(after) == {"outbox": NOT_READY}, "one that was tried in vain is"


def test_what_somebody_has_to_set_up_or_to_look_after(office):
    post(office, attempts=1, error=f"{SET_UP}Notify answered 403.")
    assert not_well(office) == {"notify": LOOK}
    with office.store.begin() as unit:
        unit.connection.execute(update(outbox).values(state="failed"))
    assert not_well(office) == {"undelivered": LOOK}


def test_an_alert_on_which_nobody_acts_and_a_request_that_is_late(office):
    send_in(office, PARENT | {"danger": "yes", "danger_call": "seen"})
    assert not_well(office) == {}
    with office.store.begin() as unit:
        unit.connection.execute(update(outbox).values(state="cancelled"))
    after = later(office, HOUR)
    reminders.beat(after, after.now())
    assert not_well(after) == {"safety": LOOK}
    much = later(office, timedelta(days=60))
    reminders.beat(much, much.now())
    assert not_well(much) == {
        "safety": LOOK, "late": LOOK, "record": LOOK, "backup": LOOK, "rehearsal": LOOK,
    }  # fmt: skip


def test_a_full_disk_is_not_ready_and_once_there_is_room_it_is(office, sqlite_store, tmp_path):
    """The limit is that of this process, which itself writes the file of SQLite alone."""
    office = well(replace(office, store=sqlite_store), tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        assert not_well(office) == {"database": NOT_READY}
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not_well(office) == {}


def test_a_database_that_can_only_be_read_is_not_ready(office, postgresql_store, postgresql_url, keys):
    name = make_url(postgresql_url).database
    server = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with server.connect() as owner:
        owner.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
        try:
            with closing(Store(postgresql_url, keys)) as there:
                assert not_well(replace(office, store=there)) == {"database": NOT_READY}
        finally:
            owner.execute(text("SET default_transaction_read_only = off"))
            owner.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
    server.dispose()
    assert not_well(replace(office, store=postgresql_store)) == {
        "worker": NOT_READY, "record": LOOK, "backup": LOOK, "rehearsal": LOOK,
    }  # fmt: skip
