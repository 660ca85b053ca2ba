"""A closed day that two managers agree on moves dates as one of the policy does, and no other row does."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import text

from build import PARENT
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.domain.policy.closures import Closure
from portal.services import office_closures, reminders
from portal.services.office_closures import ClosureState
from portal.storage.closed_days import ClosedDays
from posting import Clock, send_in

ANN, BEN = (Actor(key, frozenset({Role.MANAGER})) for key in ("ann", "ben"))
SNOW = date(2026, 11, 25)
DAY = Closure.parse(SNOW.isoformat())


@pytest.fixture
def portal(context, employ, now):
    employ("ann", Role.MANAGER)
    employ("ben", Role.MANAGER)
    return replace(context, clock=Clock(now), closed_days=ClosedDays())


def agreed(portal, closure=DAY):
    this = office_closures.propose(portal, ANN, closure)
    assert office_closures.confirm(portal, BEN, this)
    return this


def later(portal):
    """Half a minute later, as each process looks."""
    portal.clock.now += timedelta(seconds=30)
    office_closures.look(portal)


def test_it_counts_from_when_a_second_manager_confirms_it_until_one_withdraws_it(portal):
    office_closures.look(portal)
    this = office_closures.propose(portal, ANN, DAY)
    later(portal)
    assert portal.calendar.is_working(SNOW)
    with pytest.raises(ActionRefused):
        office_closures.confirm(portal, ANN, this)
    assert office_closures.confirm(portal, BEN, this)
    later(portal)
    assert not portal.calendar.is_working(SNOW)
    assert office_closures.end(portal, ANN, this)
    later(portal)
    assert portal.calendar.is_working(SNOW)
    with portal.store.read() as unit:
        done = [(e.actor, e.kind) for e in unit.staff_events.since(portal.now() - timedelta(days=1))]
    assert {("ann", office_closures.PROPOSED), ("ben", office_closures.CONFIRMED), ("ann", office_closures.ENDED)} <= {
        *done
    }


def test_a_date_moves_as_by_a_closed_day_of_the_policy_and_one_that_was_given_moves_later_and_never_back(portal):
    before = send_in(portal, PARENT)[1]
    this = agreed(portal)
    later(portal)
    after = send_in(portal, PARENT)[1]
    with_it = portal.packs.calendar(portal.pack).also_closed([DAY])
    assert portal.calendar == with_it
    assert _due(portal, before) < _due(portal, after) == with_it.add_working(_due(portal, before), 1)
    portal.clock.now = datetime(2026, 11, 30, 10, tzinfo=UTC)
    office_closures.look(portal)
    reminders.watch(portal, portal.now())
    assert _due(portal, before) == _due(portal, after)
    with portal.store.begin() as unit:
        unit.office_closures.end(this, "ann", portal.now())
    later(portal)
    reminders.watch(portal, portal.now())
    assert _due(portal, before) == _due(portal, after)


def _due(portal, reference):
    with portal.store.read() as unit:
        return unit.challenges.get(reference).due


def test_from_an_hour_on_it_stays_a_working_day_and_the_office_is_closed_from_then(portal):
    agreed(portal, Closure.parse(f"{SNOW} from 12:00"))
    later(portal)
    assert portal.calendar.is_working(SNOW)
    assert portal.calendar.closes_early(SNOW) == time(12)
    hours, noon = portal.pack.hours, datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert hours.is_open(noon - timedelta(minutes=1), portal.calendar)
    assert not hours.is_open(noon, portal.calendar)


def test_a_day_that_is_over_stays_counted(portal):
    this = agreed(portal)
    portal.clock.now += timedelta(days=10)
    office_closures.look(portal)
    assert not portal.calendar.is_working(SNOW)
    assert not office_closures.end(portal, ANN, this)
    assert [each.state for each in office_closures.page(portal, ANN).lines] == [ClosureState.OVER]


@pytest.mark.parametrize(
    "change", ["closed = '2026-11-26'", "confirmed_by = 'ben', confirmed_at = at", "ended_at = NULL"]
)
def test_who_writes_to_the_database_without_keys_moves_no_date(portal, change):
    this = office_closures.propose(portal, ANN, DAY)
    if "confirmed" not in change:
        office_closures.confirm(portal, BEN, this)
    if "ended" in change:
        office_closures.end(portal, BEN, this)
    with portal.store.begin() as unit:
        unit.connection.execute(text(f"UPDATE office_closures SET {change}"))  # noqa: S608  our own words
    later(portal)
    assert portal.calendar is portal.packs.calendar(portal.pack)


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-28", "2026-12-25", "2027-03-15", "every 24 december"])
def test_a_day_that_is_over_far_off_or_closed_already_is_refused_beside_its_field(portal, day):
    with pytest.raises(ActionRefused) as refused:
        office_closures.propose(portal, ANN, Closure.parse(day))
    assert refused.value.about == "day"


def test_only_a_manager_closes_the_office(portal):
    triage = Actor("tim", frozenset({Role.TRIAGE}))
    for forbidden in (office_closures.propose, office_closures.confirm, office_closures.end):
        with pytest.raises(ActionRefused):
            forbidden(portal, triage, DAY)
    assert office_closures.waiting(portal, triage) == 0


def test_while_the_database_is_away_what_was_known_counts_and_it_is_asked_once_in_30_seconds(now):
    days, tries = ClosedDays(), []

    def ask():
        tries.append(1)
        return frozenset({DAY})

    def away():
        tries.append(1)
        raise ConnectionError

    days.look(now, ask)
    days.look(now + timedelta(seconds=29), ask)
    assert len(tries) == 1
    with pytest.raises(ConnectionError):
        days.look(now + timedelta(seconds=30), away)
    days.look(now + timedelta(seconds=31), away)
    assert len(tries) == 2
    assert days._closures == {DAY}
