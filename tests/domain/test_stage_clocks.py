"""The clocks of a stage, each from its own start, against dates worked by hand.

Bank holidays: 25 and 28 December 2026, 1 January, 26 and 29 March, 3 and 31 May 2027. The office closes at 17:00.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from actions import Action

from build import PARENT
from portal.domain.challenge.clock import remind
from portal.domain.challenge.state import Rules
from portal.domain.challenge.steps import open_steps, stage_dates
from portal.domain.permissions import Actor, Role
from portal.domain.policy.calendar import Pause, Span
from portal.domain.policy.model import Act, Cap, Deadline, Start
from portal.domain.policy.stage_clocks import StageClocks, StageHappened

LONDON = ZoneInfo("Europe/London")
REMI = Actor("remi", frozenset({Role.REVIEWER, Role.TRIAGE}), 1, "Remi One")
HOW = "We met at the school with the Team Manager."


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def clock(act, within, after="request"):
    return Deadline(act=Act(act), within=Span.parse(within), after=Start(after), cite="1")


MEETING = (
    clock("acknowledge", "1 working day"),
    clock("meet", "30 working days"),
    clock("reply", "5 working days", "meeting"),
    clock("decide", "15 working days", "reply"),
)
"""Newcastle's kind of chain: each counts from the one before."""


def with_clocks(rules, *clocks):
    ladder = rules.pack.ladder()
    first = replace(ladder.stages[0], deadlines=clocks)
    return replace(rules, pack=replace(rules.pack, ladders=(replace(ladder, stages=(first, *ladder.stages[1:])),)))


def dates(rules, clocks, began, **happened):
    stage = with_clocks(rules, *clocks).ladder.stages[0]
    since = StageHappened(received=at(began), began=at(began), **happened)
    return StageClocks(stage, since, rules.pack.hours, rules.calendar, Span.parse("1 working day"))


DAY = date.fromisoformat


@pytest.mark.parametrize(
    ("clocks", "began", "done", "expected"),
    [
        # 30 working days from 23 December are 8 February, 5 more 15 February, 15 more 8 March
        (MEETING, "2026-12-23 10:00", {}, ["2026-12-24", "2027-02-08", "2027-02-15", "2027-03-08"]),
        # met on 11 January: 5 working days on is the 18th, and 15 more are 8 February
        (MEETING, "2026-12-23 10:00", {2: "2027-01-11"}, ["2026-12-24", "2027-02-08", "2027-01-18", "2027-02-08"]),
        # met on a Saturday, which counts as the Monday
        (MEETING, "2026-12-23 10:00", {2: "2027-01-09"}, ["2026-12-24", "2027-02-08", "2027-01-18", "2027-02-08"]),
        # and the reply came on the 13th: 15 working days on is 3 February
        (
            MEETING,
            "2026-12-23 10:00",
            {2: "2027-01-11", 3: "2027-01-13"},
            ["2026-12-24", "2027-02-08", "2027-01-18", "2027-02-03"],
        ),
        # over Easter: reply by 1 April (Good Friday and Easter Monday are 26 and 29 March), then 2 days
        (
            (clock("reply", "3 working days"), clock("decide", "2 days", "step before")),
            "2027-03-25 10:00",
            {},
            ["2027-04-01", "2027-04-03"],
        ),
        # after closing on the eve of a bank holiday weekend: day 0 is Tuesday 4 May
        (
            (clock("notify", "1 working day"), clock("decide", "1 working day", "notice")),
            "2027-04-30 17:30",
            {},
            ["2027-05-05", "2027-05-06"],
        ),
        # on the day itself, and 24 hours after that day
        (
            (clock("discuss", "immediately"), clock("decide", "24 hours", "meeting")),
            "2027-05-28 10:00",
            {},
            ["2027-05-28", "2027-05-29T23:00:00+00:00"],
        ),
    ],
)
def test_each_clock_counts_from_its_own_start(rules, clocks, began, done, expected):
    found = dates(rules, clocks, began, done={number: DAY(day) for number, day in done.items()})
    assert [each.due.isoformat() for each in found.dates] == expected


def test_who_raises_it_is_promised_the_end_of_the_chain_and_what_is_late_does_not_put_it_back(rules):
    promised = lambda **done: dates(rules, MEETING, "2026-12-23 10:00", **done).promised()  # noqa: E731
    assert promised() == DAY("2027-03-08")
    assert promised(done={2: DAY("2027-01-11")}) == DAY("2027-02-08"), "sooner"
    assert promised(done={2: DAY("2027-02-26")}) == DAY("2027-03-08"), "held late"


def test_a_clock_from_when_somebody_takes_it_on_is_counted_from_the_day_by_which_they_have_to(rules):
    clocks = (clock("meet", "4 working days", "taken"), clock("decide", "2 working days", "meeting"))
    waits = dates(rules, clocks, "2026-11-23 10:00")
    assert [(each.due, each.expected) for each in waits.dates] == [
        (DAY("2026-11-30"), True),  # taken on Tuesday at the latest, then four
        (DAY("2026-12-02"), True),
    ]
    taken = dates(rules, clocks, "2026-11-23 10:00", taken=at("2026-11-23 11:00"))
    assert [(each.due, each.expected) for each in taken.dates] == [
        (DAY("2026-11-27"), False),
        (DAY("2026-12-01"), True),
    ]
    assert (waits.promised(), taken.promised()) == (DAY("2026-12-02"), DAY("2026-12-01"))


def test_a_clock_may_count_from_the_disagreement_itself_at_a_later_stage(rules):
    stage = replace(rules.ladder.stages[1], deadlines=(clock("decide", "10 working days", "disagreement"),))
    happened = StageHappened(received=at("2026-11-23 10:00"), began=at("2026-11-30 10:00"))
    assert StageClocks(stage, happened, rules.pack.hours, rules.calendar).promised() == DAY("2026-12-07")


def test_a_pause_stops_every_clock_that_is_not_over(rules):
    clocks = (clock("meet", "2 working days"), clock("decide", "2 working days", "meeting"))
    pause = Pause(DAY("2026-11-26"), DAY("2026-11-27"), "the family is away")
    found = dates(rules, clocks, "2026-11-23 10:00", pauses=(pause,)).dates
    assert [each.due for each in found] == [DAY("2026-11-25"), DAY("2026-12-01")]


def test_talking_is_an_answer_too_and_an_answer_that_waits_for_a_meeting_has_no_date(rules):
    assert dates(rules, (clock("discuss", "1 day"),), "2026-12-24 10:00").promised() == DAY("2026-12-25")
    waits = (clock("discuss", "1 day"), clock("decide", "next meeting"))
    assert dates(rules, waits, "2026-12-24 10:00").promised() is None
    assert dates(rules, (clock("acknowledge", "1 day"),), "2026-12-24 10:00").promised() is None, "that is no answer"


@pytest.fixture
def chain(desk, rules):
    return desk(PARENT, with_clocks(rules, *MEETING)).accepted_by(REMI)


def test_a_step_is_written_down_with_its_own_day_and_brings_the_date_forward(chain):
    before = chain.state.due
    chain.now = at("2026-12-02 10:00")
    assert "since this stage began" in chain.refused(REMI, Action.RECORD_STEP, step=2, on="2026-11-20", words=HOW)
    assert "not in the future" in chain.refused(REMI, Action.RECORD_STEP, step=2, on="2026-12-03", words=HOW)
    assert "does not wait any more" in chain.refused(REMI, Action.RECORD_STEP, step=4, on="2026-12-01", words=HOW)
    [done] = chain.act(REMI, Action.RECORD_STEP, step=2, on="2026-12-01", words=HOW)
    assert (done.kind, done.what["act"], done.what["due"]) == ("step_done", "meet", "2026-12-31")
    assert chain.state.due == DAY("2026-12-31") < before
    assert [each.clock.act for each in open_steps(chain.state, chain.rules)] == [Act.ACKNOWLEDGE, Act.REPLY]
    assert [each.done for each in stage_dates(chain.state, chain.rules)] == [None, DAY("2026-12-01"), None, None]
    assert "does not wait any more" in chain.refused(REMI, Action.RECORD_STEP, step=2, on="2026-12-01", words=HOW)


def test_only_who_has_it_or_a_manager_writes_a_step_down(chain):
    other = replace(REMI, key="rae", name="Rae Two")
    assert "Take it first" in chain.refused(other, Action.RECORD_STEP, step=1, on="2026-11-23", words=HOW)
    manager = Actor("mo", frozenset({Role.MANAGER}), 9, "Mo Most")
    assert chain.act(manager, Action.RECORD_STEP, step=1, on="2026-11-23", words=HOW)


def test_a_stage_of_one_clock_has_no_step_to_write_down(desk, rules):
    it = desk(PARENT, rules).accepted_by(REMI)
    assert "No step" in it.refused(REMI, Action.RECORD_STEP, step=1, on="2026-11-23", words=HOW)


def test_colleagues_are_reminded_of_a_step_as_of_any_date(chain):
    monday, tuesday, wednesday = (at(f"2026-11-{day} 09:00") for day in (23, 24, 25))
    assert [event.what["why"] for event in remind(chain.state, chain.rules, monday, None)] == ["before"]
    assert [event.what["why"] for event in remind(chain.state, chain.rules, tuesday, monday)] == ["today"]
    assert [event.what["why"] for event in remind(chain.state, chain.rules, wednesday, tuesday)] == ["late"]
    chain.act(REMI, Action.RECORD_STEP, step=1, on="2026-11-23", words=HOW)
    assert remind(chain.state, chain.rules, wednesday, tuesday) == []


def test_that_a_reviewer_took_it_on_starts_the_clock_that_counts_from_it(desk, rules):
    clocks = (clock("meet", "4 working days", "taken"), clock("decide", "2 working days", "meeting"))
    it = desk(PARENT, with_clocks(rules, *clocks))
    assert it.state.due == DAY("2026-12-02")
    it.act(REMI, Action.TAKE)
    assert it.state.due == DAY("2026-12-02"), "it is not even sure that we look again"
    triaged, taken = it.act(REMI, Action.ACCEPT_FOR_REVIEW)
    assert (triaged.kind, taken.kind, taken.what["due"]) == ("triaged", "review_taken", "2026-12-01")
    assert it.state.due == DAY("2026-12-01")
    assert it.state.work.review.taken == it.now.isoformat()


def test_a_cap_that_begins_with_a_stage_before_holds_beside_the_clocks(rules):
    ladder = rules.pack.ladder()
    cap = Cap(first="1", last="2", within=Span.parse("6 working days"), cite="1")
    capped = Rules(replace(rules.pack, ladders=(replace(ladder, caps=(cap,)),)), rules.calendar)
    began = {"1": at("2026-12-23 10:00"), "2": at("2026-12-30 10:00")}
    assert capped.due(ladder.stages[1], began) == DAY("2027-01-05")
