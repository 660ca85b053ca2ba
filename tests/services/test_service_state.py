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


def well(context, records):
    context = replace(context, records=records)
    reminders.beat(context, context.now())
    event_log_checks.daily(context, context.now())
    with context.store.begin() as unit:
        for name in (service_state.BACKUP, service_state.REHEARSAL):
            unit.heartbeats.beat(name, context.now())
    return context


@pytest.fixture
def context(context, tmp_path):
    """A service that is well."""
    return well(context, tmp_path)


def grades(context):
    return {each.name: each.grade for each in service_state.condition(context)}


def not_well(context):
    return {name: grade for name, grade in grades(context).items() if grade is not WELL}


def later(context, span):
    at = context.now() + span
    return replace(context, clock=lambda: at)


def post(context, **values):
    with context.store.begin() as unit:
        unit.outbox.add_about_accounts([EMAIL], context.now())
        if values:
            unit.connection.execute(update(outbox).values(values))


def test_a_service_that_is_well(context):
    names = {"database", "outbox", "worker", "notify", "undelivered", "safety", "late", "record", "backup", "rehearsal"}
    assert grades(context) == dict.fromkeys(names, WELL)
    assert service_state.worst(service_state.condition(context)) is WELL


def test_a_worker_that_is_silent_or_speaks_from_the_future(context):
    assert not_well(later(context, timedelta(minutes=16))) == {"worker": NOT_READY}
    assert not_well(later(context, -timedelta(days=1))) == {"worker": NOT_READY}, "its clock was a day ahead"
    assert not_well(later(context, -timedelta(minutes=1))) == {}


def test_a_message_that_could_go_and_does_not(context):
    post(context)
    assert not_well(context) == {}
    after = later(context, OLDEST)
    reminders.beat(after, after.now())
    assert not_well(after) == {"outbox": NOT_READY}
    with context.store.begin() as unit:
        unit.connection.execute(update(outbox).values(not_before=after.now() + HOUR))
    assert not_well(after) == {}, "one that waits for its hour is no fault"
    with context.store.begin() as unit:
        unit.connection.execute(update(outbox).values(attempts=1))
    assert not_well(after) == {"outbox": NOT_READY}, "one that was tried in vain is"


def test_what_somebody_has_to_set_up_or_to_look_after(context):
    post(context, attempts=1, error=f"{SET_UP}Notify answered 403.")
    assert not_well(context) == {"notify": LOOK}
    with context.store.begin() as unit:
        unit.connection.execute(update(outbox).values(state="failed"))
    assert not_well(context) == {"undelivered": LOOK}


def test_an_alert_on_which_nobody_acts_and_a_request_that_is_late(context):
    send_in(context, PARENT | {"danger": "yes", "danger_call": "seen"})
    assert not_well(context) == {}
    with context.store.begin() as unit:
        unit.connection.execute(update(outbox).values(state="cancelled"))
    after = later(context, HOUR)
    reminders.beat(after, after.now())
    assert not_well(after) == {"safety": LOOK}
    much = later(context, timedelta(days=60))
    reminders.beat(much, much.now())
    assert not_well(much) == {
        "safety": LOOK, "late": LOOK, "record": LOOK, "backup": LOOK, "rehearsal": LOOK,
    }  # fmt: skip


def test_a_full_disk_is_not_ready_and_once_there_is_room_it_is(context, sqlite_store, tmp_path):
    """The limit is that of this process, which itself writes the file of SQLite alone."""
    context = well(replace(context, store=sqlite_store), tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        assert not_well(context) == {"database": NOT_READY}
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not_well(context) == {}


def test_a_database_that_can_only_be_read_is_not_ready(context, postgresql_store, postgresql_url, keys):
    name = make_url(postgresql_url).database
    server = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with server.connect() as owner:
        owner.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
        try:
            with closing(Store(postgresql_url, keys)) as there:
                assert not_well(replace(context, store=there)) == {"database": NOT_READY}
        finally:
            owner.execute(text("SET default_transaction_read_only = off"))
            owner.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
    server.dispose()
    assert not_well(replace(context, store=postgresql_store)) == {
        "worker": NOT_READY, "record": LOOK, "backup": LOOK, "rehearsal": LOOK,
    }  # fmt: skip
