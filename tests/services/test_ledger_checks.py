"""The record is looked at every day, and its anchors are written where the database is not."""

from dataclasses import replace
from datetime import timedelta
from threading import Event as Stop

import pytest
from actions import Action
from sqlalchemy import text

from build import PARENT
from portal.domain.challenge.state import Flag
from portal.domain.permissions import Actor, Role
from portal.services import event_log_checks, restricted_cases, worker


@pytest.fixture
def recorded(context, tmp_path):
    return replace(context, records=tmp_path / "records")


def test_what_a_challenge_went_through_adds_up_to_what_it_is(context, arrive, act, reviewed):
    reference = arrive(PARENT)
    act(reference, Action.TAKE)
    act(reference, Action.RECORD_ORIGINAL)
    act(reference, Action.ACCEPT_FOR_REVIEW)
    act(reference, Action.HAND_BACK, words="On leave.")
    reviewed(reference)
    faults, anchor = event_log_checks.verify(context)
    assert faults == []
    assert len(anchor.splitlines()) == 6


def test_a_state_that_its_events_do_not_add_up_to_is_found(context, arrive):
    reference = arrive(PARENT)
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        unit.challenges.save(replace(challenge, flags=challenge.flags ^ {Flag.DANGER}))
    faults, _ = event_log_checks.verify(context)
    assert faults == [f"Challenge {reference}: it is not what its events add up to."]


def test_the_worker_writes_an_anchor_once_a_day_and_finds_what_was_taken_away(recorded, arrive, now, caplog):
    arrive(PARENT)
    assert event_log_checks.daily(recorded, now)
    assert not event_log_checks.daily(recorded, now + timedelta(hours=5))
    (anchor,) = recorded.records.iterdir()
    assert anchor.name == "anchor-2026-11-23.txt"
    assert event_log_checks.daily(recorded, now + timedelta(days=1))
    assert not caplog.records
    anchor.unlink()
    later = recorded.records / "anchor-2026-11-24.txt"
    later.write_text(later.read_text().replace("at 2026", "at 2025"))
    assert event_log_checks.daily(recorded, now + timedelta(days=2))
    assert [record.name for record in caplog.records] == ["portal.security", "portal.services.event_log_checks"]
    assert caplog.records[0].getMessage() == "ledger_broken faults=1"


def test_the_worker_itself_looks(recorded, now):
    stop = Stop()
    worker.run_worker(replace(recorded, clock=_once(stop, now)), stop, rest=0)
    assert (recorded.records / "anchor-2026-11-23.txt").exists()


def _once(stop, now):
    asked = []

    def clock():
        asked.append(now)
        if len(asked) > 1:
            stop.set()
        return now

    return clock


def test_a_folder_that_cannot_be_written_to_is_told(recorded, now, caplog, tmp_path):
    (tmp_path / "records").write_text("a file")
    assert event_log_checks.daily(recorded, now)
    assert [record.getMessage() for record in caplog.records] == [
        "The day's anchor could not be written: FileExistsError."
    ]


@pytest.fixture
def restricted(context, arrive, employ):
    """A case that two managers may open; the second has the other's name."""
    for key in ("bo", "mo"):
        employ(key, Role.MANAGER)
    reference = arrive(PARENT)
    manager = Actor("mo", frozenset({Role.MANAGER}), 4, "mo Invented")
    restricted_cases.restrict(context, manager, reference, ["bo", "mo"], "other")
    return manager, reference


@pytest.mark.parametrize("kept", ["nobody", "mo"])
def test_a_restriction_that_somebody_took_off_in_the_database_is_found(context, restricted, kept):
    _manager, reference = restricted
    assert event_log_checks.verify(context)[0] == []
    with context.store.begin() as unit:
        unit.connection.execute(text("DELETE FROM restricted_readers WHERE account_id != :kept"), {"kept": kept})
    faults, _ = event_log_checks.verify(context)
    assert faults == [f"Challenge {reference}: it is not restricted to those whom the record says."]


def test_a_restriction_that_a_manager_changed_lifted_or_that_went_with_its_case_is_no_fault(context, restricted):
    manager, reference = restricted
    restricted_cases.lift(context, manager, reference)
    assert event_log_checks.verify(context)[0] == []
    restricted_cases.restrict(context, manager, reference, ["bo", "mo"], "other")
    assert event_log_checks.verify(context)[0] == []
    with context.store.begin() as unit:
        unit.challenges.erase(reference, context.now())
    assert event_log_checks.verify(context)[0] == []
