"""A question carries the day by which to answer, stops the clock by itself, and the answer lets it go on."""

from dataclasses import replace
from datetime import date, timedelta

from actions import Action

from portal.domain.challenge.pauses import paused_until
from portal.domain.challenge.staff_questions import reminders
from portal.domain.challenge.view import view_for
from portal.domain.notices.catalogue import news
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.policy.calendar import Span
from portal.domain.policy.model import PauseLimit

REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 2, "Mo Example")
QUESTION = {"words": "Which school does he go to?"}
TODAY, BY = date(2026, 11, 23), "2026-11-27"
"""A Monday, and the Friday after it."""


def asked(desk, **said):
    it = desk().accepted_by(REMI).checked(REMI)
    it.act(REMI, Action.ASK, **QUESTION | {"by": BY} | said)
    return it


def seen(it, kind):
    view = view_for(it.state.audience, it.state, it.rules.pack)
    return [each for each in view.history if each.kind == kind]


def test_a_question_stops_the_clock_until_the_day_by_which_to_answer(desk):
    it = asked(desk)
    assert paused_until(it.state, TODAY) == date(2026, 11, 27)
    assert it.state.due == date(2026, 12, 4), "four working days later than the 30th"
    [question], [pause] = seen(it, "asked"), seen(it, "paused")
    assert question.until == date(2026, 11, 27)
    assert pause.said.words == "We asked you a question. We wait for your answer."


def test_one_notice_is_sent_and_it_is_the_question(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    events = it.act(REMI, Action.ASK, **QUESTION, by=BY)
    view = view_for(it.state.audience, it.state, it.rules.pack)
    assert news(view, events or it.state.history[-2:]) == "question"


def test_its_answer_lets_the_clock_go_on_and_the_raiser_reads_so(desk):
    it = asked(desk)
    it.now += timedelta(days=2)
    it.act(RAISER, Action.ANSWER, words="Example Primary.", question=1)
    assert paused_until(it.state, date(2026, 11, 25)) is None
    assert it.state.due == date(2026, 12, 1), "Tuesday does not count: Monday was over already"
    [resumed] = seen(it, "resumed")
    assert resumed.said.words == "We have your answer. Thank you."


def test_it_goes_on_only_once_nothing_that_we_asked_waits(desk):
    it = asked(desk)
    it.act(REMI, Action.ASK, words="Which teacher?", by=BY)
    assert len(seen(it, "paused")) == 1, "it is paused already"
    it.act(RAISER, Action.ANSWER, words="Example Primary.", question=1)
    assert not seen(it, "resumed")
    it.act(RAISER, Action.ANSWER, words="Mrs Example.", question=2)
    assert len(seen(it, "resumed")) == 1


def test_without_an_answer_it_goes_on_after_that_day(desk):
    it = asked(desk)
    assert paused_until(it.state, date(2026, 11, 28)) is None
    it.now += timedelta(days=7)
    it.act(RAISER, Action.ANSWER, words="Example Primary.", question=1)
    assert not seen(it, "resumed"), "it went on by itself"
    assert it.state.due == date(2026, 12, 4)


def test_a_manager_s_pause_for_another_reason_does_not_end_with_an_answer(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    it.act(MO, Action.PAUSE, until="2026-12-04", words="We wait for the school.", why="It is shut.")
    it.act(REMI, Action.ASK, **QUESTION, by=BY)
    it.act(RAISER, Action.ANSWER, words="Example Primary.", question=1)
    assert paused_until(it.state, TODAY) == date(2026, 12, 4)


def reminded(it, days, *, by_post=False):
    now = it.now + timedelta(days=days)
    return [event.what for event in reminders(it.state, it.rules.calendar, now, by_post=by_post)]


def test_the_raiser_is_reminded_the_day_before_and_still_on_the_day_itself(desk):
    it = asked(desk)
    told = [{"question": 1, "last": BY}]
    assert [reminded(it, days) for days in range(6)] == [[], [], [], told, told, []], "Thursday, and Friday"


def test_a_reminder_by_post_goes_three_working_days_sooner(desk):
    it = asked(desk, by="2026-12-01")
    told = [{"question": 1, "last": "2026-12-01"}]
    assert [reminded(it, days, by_post=True) for days in range(1, 5)] == [[], told, told, told], "from Wednesday on"
    assert reminded(asked(desk), 1, by_post=True) == [], "asked on the day on which it would go"


def test_nobody_is_reminded_who_answered_took_it_back_or_waits_for_another_reason(desk):
    answered = asked(desk)
    answered.act(RAISER, Action.ANSWER, words="Example Primary.", question=1)
    back = asked(desk)
    back.act(RAISER, Action.WITHDRAW, pressure="no", words="")
    held = desk().accepted_by(REMI).checked(REMI)
    held.act(MO, Action.PAUSE, until="2026-12-04", words="We wait for the school.", why="It is shut.")
    held.act(REMI, Action.ASK, **QUESTION, by=BY)
    dateless = asked(desk, by="")
    assert [reminded(it, 3) for it in (answered, back, held, dateless)] == [[], [], [], []]


def test_without_a_day_nothing_stops(desk):
    for said in ({"by": ""}, {}):
        other = desk().accepted_by(REMI).checked(REMI)
        other.act(REMI, Action.ASK, **QUESTION, **said)
        assert not seen(other, "paused")


def test_the_day_lies_ahead_and_the_policy_limits_all_pauses(desk):
    it = desk().accepted_by(REMI).checked(REMI)
    assert "after today" in it.refused(REMI, Action.ASK, **QUESTION, by=TODAY.isoformat())
    it.rules = replace(
        it.rules, pack=replace(it.rules.pack, pauses=PauseLimit(together=Span.parse("2 working days"), cite="9"))
    )
    assert "all pauses together" in it.refused(REMI, Action.ASK, **QUESTION, by=BY)
    it.act(REMI, Action.ASK, **QUESTION, by="2026-11-24")
    assert paused_until(it.state, TODAY) == date(2026, 11, 24)
