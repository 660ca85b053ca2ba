"""The time a stage has, stopped and lengthened; and who is reminded of it when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from actions import Action

from build import PARENT
from portal.domain.challenge.clock import Reminder, count_closures, overdue_event, remind
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.neutral_sentences import SENTENCES
from portal.domain.challenge.new_date import NewDate, needs_new_date, new_date
from portal.domain.challenge.pauses import paused_until
from portal.domain.challenge.raiser import is_late
from portal.domain.challenge.state import Flag, Status
from portal.domain.challenge.triage import triage_by
from portal.domain.challenge.view import view_for
from portal.domain.challenge.worklist_flags import Duty, duties
from portal.domain.notices.catalogue import news
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.policy.calendar import Span
from portal.domain.policy.model import Cap

REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 2, "Mo Example")
WORDS = {"words": "We wait for the school.", "why": "No answer yet."}


def with_extension(rules, text):
    """The rules where the policy says by how much a stage may be extended."""
    [ladder] = rules.pack.ladders
    stages = tuple(
        replace(stage, deadlines=tuple(replace(clock, extend_by=Span.parse(text)) for clock in stage.deadlines))
        for stage in ladder.stages
    )
    return replace(rules, pack=replace(rules.pack, ladders=(replace(ladder, stages=stages),)))


def test_a_pause_moves_the_date_by_its_working_days_and_the_raiser_reads_why(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    assert it.state.due == date(2026, 11, 30)
    assert "after today" in it.refused(MO, Action.PAUSE, until="2026-11-23", **WORDS)
    assert "within 90 days" in it.refused(MO, Action.PAUSE, until="2027-11-23", **WORDS)
    assert "what we tell them" in it.refused(MO, Action.PAUSE, until="2026-11-25", words=" ", why="A reason.")
    it.act(MO, Action.PAUSE, until="2026-11-25", **WORDS)  # Monday to Wednesday
    assert it.state.due == date(2026, 12, 2), "day 0 was over already"
    assert paused_until(it.state, date(2026, 11, 25)) == date(2026, 11, 25)
    assert paused_until(it.state, date(2026, 11, 26)) is None
    assert "paused already" in it.refused(MO, Action.PAUSE, until="2026-11-27", **WORDS)
    view = view_for(it.state.audience, it.state, it.rules.pack)
    assert [each.said.words for each in view.history if each.kind == "paused"] == ["We wait for the school."]


def test_resuming_early_gives_the_days_back(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    assert "not paused" in it.refused(MO, Action.RESUME, words="x")
    it.act(MO, Action.PAUSE, until="2026-12-24", **WORDS)
    assert it.state.due == date(2027, 1, 5), "over Christmas and New Year"
    it.now += timedelta(days=2)
    it.act(MO, Action.RESUME, words="The school answered.")
    assert it.state.due == date(2026, 12, 1)
    it.act(MO, Action.PAUSE, until="2026-11-27", **WORDS)
    it.act(MO, Action.RESUME, words="At once.")
    assert it.state.due == date(2026, 12, 1), "a pause of no days"


@pytest.mark.parametrize(
    ("allowed", "alone", "by_manager", "longest"),
    [
        ("3 working days", 3, 23, date(2027, 1, 5)),
        ("1 day", 1, 29, date(2026, 12, 29)),
        ("24 hours", 24, 72, date(2026, 12, 3)),
        ("2 weeks", 2, 6, date(2027, 1, 11)),
        ("1 month", 1, 2, date(2027, 1, 30)),
        ("not stated", 0, 20, date(2026, 12, 30)),
        ("none", 0, 0, date(2026, 11, 30)),
    ],
)
def test_an_extension_is_as_long_as_the_policy_allows_in_its_own_unit_and_more_takes_a_manager(
    desk, rules, allowed, alone, by_manager, longest
):
    it = desk(PARENT, with_extension(rules, allowed)).accepted_by(REMI).checked(REMI)
    if alone:
        assert "not more than you may give" in it.refused(REMI, Action.EXTEND, amount=alone + 1, **WORDS)
        it.act(REMI, Action.EXTEND, amount=alone, **WORDS)
        assert it.events[-1].what["unit"] in allowed + "s"
    refused = it.refused(REMI, Action.EXTEND, amount=1, **WORDS)
    assert "allows no more time" in refused if allowed == "none" else "A manager decides this" in refused
    if by_manager:
        assert "not more than" in it.refused(MO, Action.EXTEND, amount=by_manager - alone + 1, **WORDS)
        assert "reasons" in it.refused(MO, Action.EXTEND, amount=1, words="We need more time.", why=" ")
        it.act(MO, Action.EXTEND, amount=by_manager - alone, **WORDS)
    assert it.state.due == longest
    for who in (REMI, MO):
        assert it.refused(who, Action.EXTEND, amount=1, **WORDS)


def test_the_clock_is_not_touched_before_triage_nor_by_a_manager_who_had_a_part(desk):
    it = desk()
    it.act(REMI, Action.TAKE)
    for action, said in ((Action.PAUSE, {"until": "2026-11-25"}), (Action.EXTEND, {"amount": 1})):
        assert "Triage comes first" in it.refused(MO, action, **said, **WORDS)
    it.act(REMI, Action.RECORD_ORIGINAL)
    it.act(REMI, Action.ACCEPT_FOR_REVIEW)
    assert "not allowed" in it.refused(REMI, Action.PAUSE, until="2026-11-25", **WORDS), "a manager decides it"
    it.act(REMI, Action.SAY_INVOLVED, who="mo", how="made", words="Her name is in the record.")
    for action, said in ((Action.PAUSE, {"until": "2026-11-25"}), (Action.EXTEND, {"amount": 1})):
        assert "made the decision" in it.refused(MO, action, **said, **WORDS)


def capped(rules, within, stage_has=None):
    """The rules where all stages together are over ``within``, and no stage has a time of its own."""
    [ladder] = rules.pack.ladders
    cap = Cap(first="1", last="4", within=Span.parse(within), assumed=True)
    stages = tuple(replace(stage, deadlines=stage.deadlines if stage_has else ()) for stage in ladder.stages)
    return replace(rules, pack=replace(rules.pack, ladders=(replace(ladder, stages=stages, caps=(cap,)),)))


def test_what_would_not_change_the_date_is_refused_and_nobody_is_told_that_it_changed(desk, rules):
    it = desk(PARENT, capped(rules, "6 working days")).accepted_by(REMI).checked(REMI)
    assert it.state.due == date(2026, 12, 1)
    assert "stay as it is" in it.refused(MO, Action.EXTEND, amount=2, **WORDS)
    ordinary = desk().accepted_by(REMI).checked(REMI)
    ordinary.now = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)  # a Saturday
    assert "stay as it is" in ordinary.refused(MO, Action.PAUSE, until="2026-11-29", **WORDS)


def test_a_pause_stops_what_caps_several_stages_too_in_whichever_of_them_it_was(desk, rules):
    it = desk(PARENT, capped(rules, "6 working days")).accepted_by(REMI).checked(REMI)
    it.act(MO, Action.PAUSE, until="2026-11-25", **WORDS)
    assert it.state.due == date(2026, 12, 3), "two days later: Tuesday and Wednesday stood still"
    it.now = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
    it.decided_by(REMI, "unchanged")
    it.act(REMI, Action.WRITE_REPLY, words="We looked at the notes again and talked to the school.")
    it.act(MO, Action.RELEASE, harm="no", words="Nobody is at risk from it.")
    it.act(RAISER, Action.STILL_WORRIED)
    assert (it.state.stage, it.state.due) == ("2", date(2026, 12, 3)), "the pause of the stage before counts as well"


def test_a_clock_that_goes_on_with_the_date_it_has_tells_of_a_message_not_of_a_date(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    it.act(MO, Action.PAUSE, until="2026-11-29", **WORDS)
    it.now = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
    [resumed] = it.act(MO, Action.RESUME, words="They answered.")
    view = view_for(it.state.audience, it.state, it.rules.pack)
    assert (resumed.what["due"], news(view, [resumed])) == (resumed.what["was"], "answer")


def test_a_stage_that_somebody_left_because_we_were_late_stays_late(desk):
    it = desk()
    it.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    it.act(RAISER, Action.ASK_NEXT)
    assert (it.state.stage, it.state.work.late_before) == ("2", {"1": "2026-11-30"})
    assert triage_by(it.state, it.rules) == date(2026, 11, 24), "going on does not move it"
    assert "Nothing waits" in it.refused(REMI, Action.SEE_FLAGS, words="Seen."), "it is not put away by looking"
    assert Flag.ESCALATION_ASKED in it.state.flags
    assert days(it, date(2026, 12, 2), date(2026, 12, 4)) == [
        (f"2026-12-0{day}", Reminder.UNTRIAGED) for day in (2, 3, 4)
    ]


def test_where_only_staff_can_move_it_on_a_manager_does_once_the_raiser_has_asked(desk, rules):
    [ladder] = rules.pack.ladders
    strict = replace(ladder, escalation=replace(ladder.escalation, no_answer=False))
    it = desk(PARENT, replace(rules, pack=replace(rules.pack, ladders=(strict,)))).accepted_by(REMI)
    assert "has not asked" in it.refused(MO, Action.MOVE_ON)
    it.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    it.act(RAISER, Action.ASK_NEXT)
    assert (it.state.stage, Duty.REQUEST in {kind for kind, _ in duties(it.state)}) == ("1", True)
    assert "A manager decides" in it.refused(REMI, Action.MOVE_ON)
    it.act(MO, Action.MOVE_ON)
    assert (it.state.stage, it.state.due, it.state.work.late_before) == ("2", date(2026, 12, 8), {"1": "2026-11-30"})
    assert "has not asked" in it.refused(MO, Action.MOVE_ON), "once"


def test_a_question_can_be_asked_while_it_is_open(desk):
    it = desk().accepted_by(REMI)
    it.act(REMI, Action.ASK, words=SENTENCES["asked"][0])
    it.act(RAISER, Action.ANSWER, words="Example School", question=1)
    it.decided_by(REMI).act(REMI, Action.END_REVIEW)
    it.act(RAISER, Action.ACCEPT)
    assert "finished" in it.refused(REMI, Action.ASK, words="Why?")


def days(it, first, last):
    """The reminders from ``first`` to ``last``, looked for every morning and afternoon."""
    found, told, when = [], None, first
    while when <= last:
        for hour in (9, 15):
            at = datetime.combine(when, datetime.min.time(), UTC) + timedelta(hours=hour)
            for event in remind(it.state, it.rules, at, told):
                found.append((when.isoformat(), event.what["why"]))
                told = at
        when += timedelta(days=1)
    return found


def test_reminders_come_once_a_working_day_and_climb(desk):
    assert days(desk().accepted_by(REMI), date(2026, 11, 23), date(2026, 12, 2)) == [
        ("2026-11-27", Reminder.BEFORE),
        ("2026-11-30", Reminder.TODAY),
        ("2026-12-01", Reminder.LATE),
        ("2026-12-02", Reminder.LATE),
    ]


def test_a_clock_of_hours_is_watched_on_days_off_too(desk, rules):
    [ladder] = rules.pack.ladders
    clock = replace(ladder.stages[0].deadlines[0], within=Span.parse("24 hours"))
    stages = (replace(ladder.stages[0], deadlines=(clock,)), *ladder.stages[1:])
    hours = replace(rules, pack=replace(rules.pack, ladders=(replace(ladder, stages=stages),)))
    it = desk(PARENT, hours).accepted_by(REMI)
    it.state = replace(it.state, due=date(2026, 12, 25))
    assert days(it, date(2026, 12, 24), date(2026, 12, 27)) == [
        ("2026-12-24", Reminder.BEFORE),
        ("2026-12-25", Reminder.TODAY),
        ("2026-12-26", Reminder.LATE),
        ("2026-12-27", Reminder.LATE),
    ]


def test_what_nobody_triaged_is_remembered_after_one_working_day(desk):
    assert days(desk(), date(2026, 11, 23), date(2026, 11, 26)) == [
        ("2026-11-25", Reminder.UNTRIAGED),
        ("2026-11-26", Reminder.UNTRIAGED),
    ]


def test_nobody_is_reminded_of_what_is_over(desk):
    it = desk().accepted_by(REMI).decided_by(REMI)
    it.act(REMI, Action.END_REVIEW)
    assert it.state.status is Status.REVIEWED
    assert days(it, date(2026, 11, 27), date(2026, 12, 2)) == []


def test_a_day_of_closing_entered_later_moves_the_date_and_nobody_is_late_for_it(desk, rules):
    it = desk().accepted_by(REMI)
    assert it.state.due == date(2026, 11, 30)
    assert count_closures(it.state, rules, it.now) == []
    closed = replace(rules, calendar=replace(rules.calendar, closures=frozenset({date(2026, 11, 27)})))
    [moved] = count_closures(it.state, closed, it.now)
    it.state = replay([moved], it.state)
    assert it.state.due == date(2026, 12, 1)
    assert overdue_event(it.state, datetime(2026, 12, 1, 9, tzinfo=UTC)) == []
    assert count_closures(it.state, closed, it.now) == []
    assert count_closures(it.state, rules, it.now) == [], "a date that was given is never taken back"


def test_the_raiser_is_told_once_that_a_date_has_passed(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    assert overdue_event(it.state, datetime(2026, 11, 30, 22, tzinfo=UTC)) == []
    it.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    [late] = overdue_event(it.state, it.now)
    it.state = replay([late], it.state)
    assert overdue_event(it.state, it.now + timedelta(days=3)) == []
    it.act(MO, Action.EXTEND, amount=2, **WORDS)
    assert it.state.due == date(2026, 12, 2)
    assert len(overdue_event(it.state, datetime(2026, 12, 3, 9, tzinfo=UTC))) == 1, "a new date can be missed too"


def test_who_is_late_tells_a_new_date_with_the_reason_and_stays_late_by_the_policy(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    given = {"sort": "busy", "by": "2026-12-09"}
    assert "has not passed" in it.refused(REMI, Action.GIVE_NEW_DATE, **given)
    it.now += timedelta(days=8)
    for wrong in ("2026-11-30", "2026-12-05", "2027-01-04"):  # past, a Saturday, too far
        assert "within 28 days" in it.refused(REMI, Action.GIVE_NEW_DATE, **given | {"by": wrong})
    assert "why it is late" in it.refused(REMI, Action.GIVE_NEW_DATE, **given | {"sort": "rain"})
    assert needs_new_date(it.state, it.now)
    it.act(REMI, Action.GIVE_NEW_DATE, **given)
    assert not needs_new_date(it.state, it.now)
    assert new_date(it.state) == NewDate(date(2026, 12, 9), "More people asked us than we could answer in time.")
    assert (it.state.due, is_late(it.state, it.now)) == (date(2026, 11, 30), True)
    assert "have this date" in it.refused(MO, Action.GIVE_NEW_DATE, **given)
    line = view_for(it.state.audience, it.state, it.rules.pack).history[-1]
    assert (line.said.words, line.due) == ("More people asked us than we could answer in time.", date(2026, 12, 9))


def test_a_new_date_that_passes_is_told_once_and_until_then_they_are_not_told_again_that_we_are_late(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    it.now += timedelta(days=8)
    it.act(REMI, Action.GIVE_NEW_DATE, sort="away", by="2026-12-09")
    assert overdue_event(it.state, it.now) == []
    it.now += timedelta(days=9)
    [told] = overdue_event(it.state, it.now)
    assert told.what["due"] == "2026-12-09"
    state = replay([told], it.state)
    assert overdue_event(state, it.now) == []
    assert needs_new_date(state, it.now)


def test_a_date_that_has_passed_is_told_to_nobody_as_a_new_one(desk, rules):
    it = desk(PARENT, with_extension(rules, "3 working days")).accepted_by(REMI).checked(REMI)
    it.now += timedelta(days=14)
    assert "would have passed" in it.refused(REMI, Action.EXTEND, amount=2, **WORDS)
    told = replay(overdue_event(it.state, it.now), it.state)
    line = view_for(told.audience, told, it.rules.pack).history[-1]
    assert (line.kind, line.due) == ("late", None)
