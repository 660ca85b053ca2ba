"""Staff see the hour by which something is due, the hours left, and in the lists that it is late from then on."""

from datetime import timedelta

import pytest
from actions import Action
from deeds_done import done

from build import OnePack, timed
from portal.domain.permissions import Actor, Role
from portal.services import case_export, worklist
from portal.services.worklist import DueFilter, ListFilter
from portal.web.staff.export_layout import record
from visitor import text_of

HOUR = timedelta(hours=1)
MANAGER = Actor("m", frozenset(Role))
BY = "4pm on Monday 23 November 2026"


@pytest.fixture
def in_hours(context):
    """From now on, Monday 23 November at 10am, each stage has six hours."""
    object.__setattr__(context, "packs", OnePack(timed(context.pack, "6 hours")))
    return context


def listed(context, due):
    return [line.reference for line in worklist.listing(context, MANAGER, ListFilter(due=due)).lines]


def test_the_lists_of_what_is_due_today_and_late_go_by_the_hour(in_hours, arrive, clock):
    reference = arrive()
    assert (listed(in_hours, DueFilter.TODAY), listed(in_hours, DueFilter.LATE)) == ([reference], [])
    clock.now += 6 * HOUR - timedelta(seconds=1)
    assert (listed(in_hours, DueFilter.TODAY), listed(in_hours, DueFilter.LATE)) == ([reference], [])
    clock.now += timedelta(seconds=1)
    assert (listed(in_hours, DueFilter.TODAY), listed(in_hours, DueFilter.LATE)) == ([], [reference])


def test_what_is_due_sooner_that_day_comes_first_and_before_what_is_due_by_the_end_of_it(in_hours, arrive, clock):
    days, hours = in_hours.packs, OnePack(timed(in_hours.pack, "6 hours"))
    object.__setattr__(in_hours, "packs", OnePack(timed(in_hours.pack, "14 hours")))
    day = arrive()
    object.__setattr__(in_hours, "packs", hours)
    clock.now += HOUR
    later = arrive("later")
    clock.now -= 2 * HOUR
    sooner = arrive("sooner")
    object.__setattr__(in_hours, "packs", days)
    lines = worklist.listing(in_hours, MANAGER, ListFilter(sort=worklist.Sort.DUE)).lines
    assert [line.reference for line in lines] == [sooner, later, day]


@pytest.mark.usefixtures("in_hours")
@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "6 hours left"), (4.5, "1 hour left"), (5.5, "less than an hour left"), (6, "late"), (7, "late by 1 hour"),
        (53, "late by 47 hours"), (54, "late by 2 days"), (195, "late by 7 days"),
        (-42, "2 days left"), (-41, "47 hours left"),
    ],
)  # fmt: skip
def test_pages_say_the_hour_and_how_many_are_left(signed_in, arrive, clock, hours, said):
    clock.now -= hours * HOUR
    arrive()
    clock.now += hours * HOUR
    page = signed_in.get("/challenges?sort=due")
    [row] = page.all("tr")[1:]
    by = clock.now + (6 - hours) * HOUR
    time = f"{by:%-I:%M%p}".replace(":00", "").lower()
    assert f"{time} on {by:%A} {by:%-d} November 2026{said}" in text_of(row)


def test_the_challenge_its_timeline_and_its_record_say_the_hour(in_hours, door, signed_in, arrive):
    reference = arrive()
    reviewer = Actor("triage", frozenset({Role.TRIAGE, Role.REVIEWER}), 4)
    done(in_hours, reviewer, reference, Action.TAKE)
    assert BY in signed_in.get(f"/challenges/{reference}").text
    done(in_hours, reviewer, reference, Action.RECORD_ORIGINAL)
    done(in_hours, reviewer, reference, Action.ACCEPT_FOR_REVIEW)
    for check in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
        done(in_hours, reviewer, reference, check, words="In our notes.")
    words = {"words": "We wait for the school.", "why": "No answer yet."}
    done(in_hours, Actor("boss", frozenset({Role.MANAGER})), reference, Action.EXTEND, amount=1, **words)
    later = "5pm on Monday 23 November 2026"
    assert f"Due: {later}" in signed_in.get(f"/challenges/{reference}/timeline").text
    entry = case_export.export(in_hours, MANAGER, reference, "txt")
    with door.test_request_context("/"):
        assert f"New date: {later}" in str(record(entry))
