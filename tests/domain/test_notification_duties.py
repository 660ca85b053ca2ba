"""Whom the policy has told: due once the stage is reached and the condition holds, until somebody writes it down."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from actions import Action
from hypothesis import given
from hypothesis import strategies as st

from build import PARENT, PROFESSIONAL
from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.clock import overdue_event
from portal.domain.challenge.closure import why_not_close
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.next_actions import next_actions
from portal.domain.challenge.notification_duties import arising, chase, waiting
from portal.domain.challenge.submission import Submission, receive
from portal.domain.challenge.worklist_flags import Duty, duties
from portal.domain.notices.catalogue import reminders
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.policy.model import Notification, PolicyCondition

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TONI = Actor("toni", frozenset({Role.TRIAGE, Role.REVIEWER}), 1, "Toni Example")
MO = Actor("mo", frozenset({Role.REVIEWER, Role.MANAGER}), 4, "Mo Example")
REL = Actor("rel", frozenset({Role.RELEASER}), 0, "Rel Example")
TOLD = {"entry": 1, "whom": "The duty officer", "how": "email", "on": "2026-11-23", "words": "They got the form."}
CALM = PROFESSIONAL | {"urgent": "no"}


def naming(rules, *conditions, at="1", everywhere=()):
    """The rules with somebody to be told at a stage under each of these conditions, and at every stage under others."""

    def named(conditions):
        return tuple(Notification(who=f"Who {when}", when=when, cite="1") for when in conditions)

    main = rules.pack.ladder()
    stages = tuple(replace(each, notify=named(conditions) if each.key == at else ()) for each in main.stages)
    ladder = replace(main, stages=stages, notify=named(everywhere))
    return replace(rules, pack=replace(rules.pack, ladders=(ladder,)), conditions=frozenset({PolicyCondition.ALWAYS}))


def due(it):
    return [(each["stage"], each["who"], each.get("when", "")) for each in it.state.work.notifications]


@pytest.fixture
def at_work(desk, rules):
    def begin(*conditions, answers=PARENT, holds=(), **more):
        chosen = naming(rules, *conditions, **more)
        chosen = replace(chosen, conditions=chosen.conditions | set(holds))
        return desk(answers, chosen)

    return begin


def test_nobody_is_told_before_it_is_accepted_for_review(at_work):
    it = at_work(PolicyCondition.ALWAYS)
    it.act(TONI, Action.TAKE)
    assert (due(it), waiting(it.state)) == ([], [])
    it.act(TONI, Action.ACCEPT_FOR_REVIEW)
    assert due(it) == [("1", "Who always", "")]
    assert (Duty.NOTIFY, "") in duties(it.state)


PLAN = PolicyCondition.PROTECTION_PLAN


@pytest.mark.parametrize(
    ("answer", "holds", "expected"),
    [("yes", (PLAN,), [""]), ("no", (), []), ("not_sure", (), [PLAN]), (None, (), [PLAN])],
)
def test_what_is_not_known_is_for_staff_to_see(at_work, answer, holds, expected):
    answers = {**CALM, "plan": answer} if answer else PARENT
    it = at_work(PLAN, answers=answers, holds=holds).accepted_by(TONI)
    assert [when for _stage, _who, when in due(it)] == expected
    if expected == [PLAN]:
        it.act(TONI, Action.LEAVE_OUT_NOTIFICATION, entry=1, words="There is no plan, the records say.")
        assert waiting(it.state) == []
    elif expected:
        assert "whatever is so" in it.refused(TONI, Action.LEAVE_OUT_NOTIFICATION, entry=1, words="No plan at all.")


def test_out_of_hours_is_known_either_way(at_work):
    condition = PolicyCondition.OUT_OF_HOURS
    assert due(at_work(condition).accepted_by(TONI)) == []
    assert due(at_work(condition, holds=(condition,)).accepted_by(TONI)) == [("1", "Who out of hours", "")]


def test_who_is_told_once_it_is_decided_waits_for_that(at_work):
    it = at_work(everywhere=(PolicyCondition.DECIDED,)).accepted_by(TONI).checked(TONI).decided_by(TONI)
    it.act(TONI, Action.WRITE_REPLY, words="We looked again.")
    assert due(it) == []
    it.act(REL, Action.RELEASE, harm="no", words="Nothing in it harms anybody.")
    assert due(it) == [("1", "Who decided", "")]
    it.act(RAISER, Action.STILL_WORRIED)
    assert due(it) == [("1", "Who decided", "")], "the next stage is not decided"


def test_who_is_told_where_the_answer_did_not_settle_it(at_work):
    it = at_work(PolicyCondition.STILL_WORRIED, PolicyCondition.NO_ANSWER).accepted_by(TONI).checked(TONI)
    it.decided_by(TONI).act(TONI, Action.WRITE_REPLY, words="We looked again.")
    it.act(REL, Action.RELEASE, harm="no", words="Nothing in it harms anybody.")
    assert due(it) == []
    it.act(RAISER, Action.STILL_WORRIED)
    assert due(it) == [("1", "Who still worried", "")]


def test_who_is_told_where_no_answer_came(at_work):
    it = at_work(PolicyCondition.STILL_WORRIED, PolicyCondition.NO_ANSWER).accepted_by(TONI)
    it.now += timedelta(days=20)
    assert overdue_event(it.state, it.now)
    it.state = replay(arising(it.state, it.rules, it.now), it.state)
    assert due(it) == [("1", "Who no answer", "")]
    it.act(RAISER, Action.ASK_NEXT)
    assert due(it) == [("1", "Who no answer", "")], "once, and not that they are worried after an answer"


@given(st.permutations(list(PolicyCondition)))
def test_nobody_is_named_twice_and_nothing_of_a_stage_not_reached(rules, conditions):
    chosen = naming(rules, *conditions, at="2")
    events = receive(Submission("c" * 32, "ABCDEFGH7", "en", PARENT), RAISER, chosen.pack, chosen.calendar, NOW)
    state = replay(events)
    state = replace(state, work=replace(state.work, triaged="review"))
    assert arising(state, chosen, NOW) == []
    later = replace(state, stage="2", work=replace(state.work, began={"2": NOW.isoformat()}))
    once = replay(arising(later, chosen, NOW), later)
    assert arising(once, chosen, NOW) == []
    assert len(once.work.notifications) == len({each["number"] for each in once.work.notifications})


def test_it_is_written_down_who_heard_when_and_how(at_work):
    it = at_work(PolicyCondition.ALWAYS, PolicyCondition.ALWAYS).accepted_by(TONI)
    assert Action.RECORD_NOTIFIED in next_actions(
        ActionContext(it.state, TONI, it.rules, it.now), frozenset({Action.RECORD_NOTIFIED})
    )
    for differs, reason in (
        ({"how": "pigeon"}, "how they were told"),
        ({"on": "2026-11-24"}, "not in the future"),
        ({"on": "2026-11-22"}, "not in the future"),
        ({"whom": " "}, "Write who was told"),
        ({"words": "ok"}, "too little"),
        ({"entry": 3}, "does not wait any more"),
    ):
        assert reason in it.refused(TONI, Action.RECORD_NOTIFIED, **TOLD | differs)
    other = Actor("other", frozenset({Role.TRIAGE}), 0, "Other Example")
    assert "not assigned to you" in it.refused(other, Action.RECORD_NOTIFIED, **TOLD)
    it.act(MO, Action.RECORD_NOTIFIED, **TOLD)
    assert waiting(it.state) == [2]
    assert "does not wait any more" in it.refused(TONI, Action.RECORD_NOTIFIED, **TOLD)
    it.act(TONI, Action.RECORD_NOTIFIED, **TOLD | {"entry": 2})
    assert (waiting(it.state), (Duty.NOTIFY, "") in duties(it.state)) == ([], False)
    first, _second = it.state.work.notifications
    assert (first["done"], first["how"], first["whom"]) == ("2026-11-23", "email", "The duty officer")


def test_it_is_a_duty_also_once_it_is_settled_and_nothing_closes_before(at_work):
    it = at_work(PolicyCondition.ALWAYS).accepted_by(TONI).checked(TONI).decided_by(TONI)
    it.act(TONI, Action.WRITE_REPLY, words="We looked again.")
    it.act(REL, Action.RELEASE, harm="no", words="Nothing in it harms anybody.")
    it.act(RAISER, Action.ACCEPT)
    assert (Duty.NOTIFY, "") in duties(it.state)
    assert "those who have to be told" in why_not_close(it.state, it.rules, it.now)
    it.act(MO, Action.RECORD_NOTIFIED, **TOLD)
    assert "Record it in the case system" in why_not_close(it.state, it.rules, it.now)


def test_colleagues_are_reminded_each_working_day_until_it_is_done(at_work):
    it, reminded = at_work(PolicyCondition.ALWAYS).accepted_by(TONI), []
    for _hour in range(7 * 24):
        it.now += timedelta(hours=1)
        if found := chase(it.state, it.rules.calendar, it.now, reminded[-1].at if reminded else None):
            reminded += found
            [call] = reminders(found[0], it.state)
            assert (call.name, call.keys) == ("notification_late", ("toni",))
    assert [f"{each.at:%a}" for each in reminded] == ["Wed", "Thu", "Fri", "Mon"]
    it.act(TONI, Action.RECORD_NOTIFIED, **TOLD)
    assert chase(it.state, it.rules.calendar, it.now + timedelta(days=9), None) == []
