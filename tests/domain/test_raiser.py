"""What raisers may do, when it is refused, and what then becomes of their challenge."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from actions import RAISERS_OWN, Action
from hypothesis import given
from hypothesis import strategies as st

from build import PARENT, decide, our_packs
from portal.domain.answer_holdings import CONTACT_PLAN
from portal.domain.challenge.closure import why_not_close
from portal.domain.challenge.decide import ACTIONS, possible
from portal.domain.challenge.events.question_events import open_questions
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.history import additions
from portal.domain.challenge.raiser import is_late, reopens_until
from portal.domain.challenge.raiser_requests import call_days
from portal.domain.challenge.state import Event, Flag, Rules, Status, plain, unplain
from portal.domain.challenge.submission import Submission, receive
from portal.domain.challenge.view import view_for
from portal.domain.challenge.worklist_flags import Turn, turn
from portal.domain.disclosure.table import Checks, Fact, Show, every_checks, shows
from portal.domain.notices.catalogue import channel_of
from portal.domain.permissions import RAISER, ActionRefused, Actor, Role
from portal.domain.policy.calendar import Span, local
from portal.domain.policy.model import Audience, Cap
from portal.domain.questions.adult import ADULT_QUESTIONS

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)  # due on Monday 30 November
STAFF = "staff-1"
PLAN_KEYS = frozenset(key for question in ADULT_QUESTIONS if question.holds in CONTACT_PLAN for key in question.fills())


def by_staff(challenge, kind, at=NOW, **what):
    return replay([Event(kind, at, STAFF, what)], challenge)


def do(challenge, rules, action, at=NOW, **said):
    return replay(decide(challenge, action, RAISER, rules, at, **said), challenge)


@pytest.fixture
def reviewed(challenge):
    return by_staff(challenge, "review_ended", result="changed")


def test_a_question_is_answered_once(challenge, rules):
    with pytest.raises(ActionRefused, match="no question that waits"):
        do(challenge, rules, Action.ANSWER, words="Yes.", question=1)
    asked = by_staff(by_staff(challenge, "asked", words="Which school?"), "asked", words="Which day?")
    assert open_questions(asked) == [1, 2]
    answered = do(asked, rules, Action.ANSWER, words="The one in the square.", question=2)
    assert open_questions(answered) == [1]
    assert Flag.ANSWERED in answered.flags
    for number in (2, 3):
        with pytest.raises(ActionRefused, match="answered it already"):
            do(answered, rules, Action.ANSWER, words="Again.", question=number)
    with pytest.raises(ActionRefused, match="nothing to send"):
        do(answered, rules, Action.ANSWER, words=" ", question=1)


def test_the_next_person_can_be_asked_for_when_we_are_late_and_once(challenge, rules):
    on_the_day = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert not is_late(challenge, on_the_day)
    with pytest.raises(ActionRefused, match="when our date has passed"):
        do(challenge, rules, Action.ASK_NEXT, at=on_the_day)
    asked = do(challenge, rules, Action.ASK_NEXT, at=LATE)
    assert Flag.ESCALATION_ASKED in asked.flags
    assert (asked.stage, asked.due, asked.status) == ("2", date(2026, 12, 8), Status.RECEIVED), "asking is enough"
    with pytest.raises(ActionRefused, match="when our date has passed"):
        do(asked, rules, Action.ASK_NEXT, at=LATE)
    assert Flag.ESCALATION_ASKED not in by_staff(asked, "review_ended").flags


def test_where_silence_is_no_way_on_staff_only_hear_that_the_next_person_is_asked_for(challenge, rules):
    ladder = replace(rules.ladder, escalation=replace(rules.ladder.escalation, no_answer=False))
    strict = replace(rules, pack=replace(rules.pack, ladders=(ladder,)))
    asked = do(challenge, strict, Action.ASK_NEXT, at=LATE)
    assert (asked.stage, asked.due, asked.status) == ("1", date(2026, 11, 30), Status.RECEIVED)
    with pytest.raises(ActionRefused, match="already"):
        do(asked, strict, Action.ASK_NEXT, at=LATE)


def test_the_next_person_can_also_be_asked_for_when_a_review_has_ended(reviewed, rules):
    asked = do(reviewed, rules, Action.ASK_NEXT)
    assert (asked.stage, asked.flags) == ("2", frozenset()), "nobody says that we were late"


def test_nobody_comes_after_the_last(challenge, rules):
    last = replace(challenge, stage="4")
    with pytest.raises(ActionRefused, match="not part of the council"):
        do(last, rules, Action.ASK_NEXT, at=LATE)


@pytest.mark.parametrize("action", [Action.STILL_WORRIED, Action.ACCEPT])
def test_before_a_review_has_ended_there_is_nothing_to_accept_or_go_on_from(challenge, rules, action):
    with pytest.raises(ActionRefused, match="not finished looking"):
        do(challenge, rules, action)


def test_still_worried_goes_up_the_ladder_with_a_new_date_each_time_and_at_its_end_nothing_is_asked(challenge, rules):
    stages, at = [], NOW
    for _ in range(3):
        challenge = by_staff(challenge, "review_ended", at)
        assert (challenge.status, challenge.due) == (Status.REVIEWED, None)
        at += timedelta(days=7)
        challenge = do(challenge, rules, Action.STILL_WORRIED, at)
        stages.append((challenge.stage, challenge.due, challenge.status))
    assert stages == [
        ("2", date(2026, 12, 8), Status.RECEIVED),
        ("3", date(2026, 12, 15), Status.RECEIVED),
        ("4", date(2026, 12, 22), Status.RECEIVED),
    ]
    last = by_staff(challenge, "review_ended", at, over=True)
    for action in (Action.STILL_WORRIED, Action.ACCEPT, Action.ASK_NEXT):
        with pytest.raises(ActionRefused, match="nobody more senior at the council"):
            do(last, rules, action, at)
    assert turn(last) is Turn.OVER, "it is ours to record and close"
    assert "still tell us" not in why_not_close(last, rules, at)


def test_a_cap_over_several_stages_holds_for_each_of_them(challenge, rules):
    assumed = {"cite": "", "assumed": True}
    cap = Cap(first="1", last="2", within=Span.parse("7 working days"), **assumed)
    ladder = replace(rules.pack.ladder(), caps=(cap,))
    capped = Rules(replace(rules.pack, ladders=(ladder,)), rules.calendar)
    moved = do(by_staff(challenge, "review_ended"), capped, Action.STILL_WORRIED, at=LATE)
    assert moved.due == date(2026, 12, 2), "7 working days after it was sent, not 5 after it moved"
    again = do(by_staff(moved, "review_ended", LATE), capped, Action.STILL_WORRIED, at=LATE)
    assert again.due == date(2026, 12, 8), "the third stage is not under it"


def test_accepting_closes(reviewed, rules):
    closed = do(reviewed, rules, Action.ACCEPT)
    assert closed.status is Status.FINISHED, "staff record it before they close it"
    for action in (Action.WITHDRAW, Action.REOPEN):
        with pytest.raises(ActionRefused, match="finished"):
            do(closed, rules, action, **({"pressure": "no", "words": ""} if action is Action.WITHDRAW else {}))
    assert additions(do(closed, rules, Action.ADD, words="He is back.", new=True)), "news are always taken"


@pytest.mark.parametrize(("pressure", "flags"), [("yes", {Flag.PRESSURE}), ("no", set()), ("unsaid", set())])
def test_withdrawing_asks_who_is_behind_it(challenge, rules, pressure, flags):
    gone = do(challenge, rules, Action.WITHDRAW, pressure=pressure, words="")
    assert (gone.status, gone.due, gone.flags) == (Status.WITHDRAWN, None, flags)
    assert "pressure" not in json.dumps(plain(gone)["history"]), "who looks over a shoulder never sees it"
    with pytest.raises(ActionRefused, match="already"):
        do(gone, rules, Action.WITHDRAW, pressure="no", words="")


def test_a_raiser_may_come_back_within_ten_working_days(challenge, rules):
    gone = do(challenge, rules, Action.WITHDRAW, pressure="no", words="It is better now.")
    assert reopens_until(gone, rules) == date(2026, 12, 8)
    back = do(gone, rules, Action.REOPEN, at=datetime(2026, 12, 8, 23, 59, tzinfo=UTC))
    assert (back.status, back.stage) == (Status.RECEIVED, "1")
    assert back.due == date(2026, 12, 16), "after hours: the stage begins again on the next working day"
    with pytest.raises(ActionRefused, match="has passed"):
        do(gone, rules, Action.REOPEN, at=datetime(2026, 12, 9, 0, 0, tzinfo=UTC))
    with pytest.raises(ActionRefused, match="still open"):
        do(back, rules, Action.REOPEN)


def test_coming_back_after_a_review_ended_is_to_its_end(reviewed, rules):
    gone = do(reviewed, rules, Action.WITHDRAW, pressure="no", words="")
    back = do(gone, rules, Action.REOPEN)
    assert (back.status, back.due) == (Status.REVIEWED, None)


def test_a_review_that_ends_meanwhile_does_not_bring_anybody_back(challenge, rules):
    gone = do(challenge, rules, Action.WITHDRAW, pressure="no", words="")
    ended = by_staff(gone, "review_ended")
    assert ended.status is Status.WITHDRAWN
    assert do(ended, rules, Action.REOPEN).status is Status.REVIEWED


def test_the_newest_contact_plan_counts_and_old_details_go(challenge, rules):
    new = {"safe": ["text"], "say_who": "no", "times": ["any"], "mobile": "07700 900982", "name": "Sam"}
    changed = do(challenge, rules, Action.CHANGE_CONTACT, answers=new, keys=PLAN_KEYS)
    assert channel_of(changed.answers)[1] == {"telephone": "07700 900982"}
    assert "email" not in changed.answers
    assert changed.answers["right"] == PARENT["right"]
    assert Flag.CONTACT_CHANGED in changed.flags
    stopped = do(changed, rules, Action.CHANGE_CONTACT, answers={"safe": ["none"], "name": ""}, keys=PLAN_KEYS)
    assert channel_of(stopped.answers) is None
    assert "900982" not in json.dumps(plain(stopped)), "what is not safe any more is not kept in the state"
    assert decide(stopped, Action.CHANGE_CONTACT, RAISER, rules, NOW, answers={"safe": ["none"], "name": ""},
                  keys=PLAN_KEYS) == [], "nothing changed"  # fmt: skip


@pytest.mark.parametrize("action", sorted(RAISERS_OWN))
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RAISER}))
def test_nobody_does_for_a_raiser_what_is_theirs(challenge, rules, action, role):
    if action in ACTIONS:
        with pytest.raises(ActionRefused, match="not allowed"):
            decide(challenge, action, Actor("staff-1", frozenset({role})), rules, NOW)


# Many lives of a challenge, each step taken by whoever may take it

PACKS = our_packs()
PACK = PACKS.current("north-tyneside")
RULES = Rules(PACK, PACKS.calendar(PACK))
SENT = Submission("c" * 32, "ABCDEFGH7", "en", PARENT)

SAID = {
    Action.ADD: {"words": "OWNADDED", "new": True},
    Action.ANSWER: {"words": "OWNANSWER"},
    Action.CORRECT: {"key": "child", "item": 1, "words": "OWNCORRECTION"},
    Action.ASK_CALL: {"part": "morning", "telephone": "01632960001", "name": "OWNNAME", "word": "OWNWORD"},
    Action.ASK_FORM: {"form": "sound"},
    Action.COMPLAIN: {"words": "OWNCOMPLAINT"},
    Action.COMPLAIN_INFORMATION: {"words": "OWNCOMPLAINT"},
    Action.CHANGE_CONTACT: {"keys": PLAN_KEYS},
    Action.WITHDRAW: {"pressure": "yes", "words": "OWNREASON"},
    Action.SEND_EVIDENCE: {"file_kind": "picture", "digest": "0" * 64, "checked": True, "words": "OWNFILE"},
    Action.DESCRIBE_EVIDENCE: {"number": 1, "words": "OWNFILEWORDS", "not_for": "OWNNOTFOR"},
}
BY_STAFF = [
    ("asked", {"words": "STAFFQUESTION", "by": "STAFFNAME"}),
    ("released", {"words": "STAFFMESSAGE"}),
    ("released", {"words": "STAFFDECISION", "fact": "decision"}),
    ("released", {"words": "STAFFREFERRER", "fact": "first_raised_by"}),
    ("review_ended", {"result": "STAFFRESULT"}),
    ("read", {"why": "STAFFREAD"}),
    ("advocate_answered", {"words": "STAFFARRANGED"}),
    ("advocate_chased", {"days": 2}),
]


def life(rng, steps):
    """The events of one challenge: what raiser and staff did, in no order but the rules'."""
    at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    events = receive(SENT, RAISER, RULES.pack, RULES.calendar, at)
    state = replay(events)
    for _ in range(steps):
        at += timedelta(hours=rng.randrange(1, 100))
        if rng.random() < 0.4:
            kind, what = rng.choice(BY_STAFF)
            new = [Event(kind, at, STAFF, what)]
        else:
            action = rng.choice(sorted(possible(state, RAISER, RULES, at)))
            said = dict(SAID.get(action, {}))
            if action is Action.ANSWER:
                said["question"] = rng.choice(open_questions(state))
            if action is Action.ASK_CALL:
                said["on"] = call_days(RULES.calendar, local(at).date())[0].isoformat()
            if action is Action.CHANGE_CONTACT:
                said["answers"] = rng.choice([{"safe": ["none"]}, {"safe": ["email"], "email": "new@example.com"}])
            new = decide(state, action, RAISER, RULES, at, **said)
        events += new
        state = replay(new, state)
    return events, state, at


LIVES = given(st.randoms(use_true_random=False), st.integers(0, 25))


@LIVES
def test_whatever_happens_the_state_is_what_the_events_add_up_to(rng, steps):
    events, state, at = life(rng, steps)
    assert replay(events) == state
    assert unplain(json.loads(json.dumps(plain(state)))) == state
    assert (state.due is not None) == (state.status is Status.RECEIVED)
    assert Action.ADD in possible(state, RAISER, RULES, at)
    assert "STAFFRESULT" not in str(plain(state)), "the result of a review is not even kept where views are made"


@LIVES
def test_what_is_not_possible_is_refused_with_a_sentence(rng, steps):
    _events, state, at = life(rng, steps)
    for action in set(ACTIONS) & set(RAISERS_OWN) - possible(state, RAISER, RULES, at):
        with pytest.raises(ActionRefused) as refused:
            decide(state, action, RAISER, RULES, at)
        assert refused.value.reason.endswith(".")
        assert " " in refused.value.reason


@LIVES
def test_no_view_of_any_life_holds_what_the_table_withholds(rng, steps):
    _events, state, _at = life(rng, steps)
    for audience in Audience:
        checks = rng.choice(list(every_checks(audience)))
        view = view_for(audience, state, PACK, checks=checks)
        said = " ".join(each.said.words for each in view.history if each.said)
        row = {fact: shows(PACK.disclosure, audience, fact, checks) for fact in Fact}
        withheld = ["STAFFREFERRER", "STAFFNAME", "STAFFRESULT", "STAFFREAD"]
        withheld += ["STAFFDECISION"] if row[Fact.DECISION] is not Show.RELEASED else []
        withheld += ["STAFFMESSAGE"] if row[Fact.REVIEW_RESULT] is not Show.RELEASED else []
        assert not [word for word in withheld if word in said], audience


def test_a_pack_that_withholds_own_words_and_the_end_of_reviews_is_obeyed(rules, reviewed):
    def closed(row):
        return {column: replace(cell, show=Show.WITHHELD) for column, cell in row.items()}

    table = {fact: closed(row) for fact, row in rules.pack.disclosure.items()}
    pack = replace(rules.pack, disclosure=table)
    told = do(reviewed, rules, Action.ADD, words="OWNADDED", new=False)
    moved = do(told, rules, Action.STILL_WORRIED)
    view = view_for(Audience.PARENT, moved, pack)
    assert [(each.kind, each.said, each.reviewer) for each in view.history] == [
        ("added", None, ""),
        ("still_worried", None, ""),
    ]
    full = view_for(Audience.PARENT, moved, rules.pack)
    assert [each.kind for each in full.history] == ["review_ended", "added", "still_worried"]
    assert full.history[2].reviewer == "Service Manager (Front Door)"
    assert full.history[1].said.words == "OWNADDED"


def test_what_they_can_do_gives_nothing_away_that_they_may_not_be_told(rules, challenge, reviewed):
    def where_withheld(*facts):
        table = dict(rules.pack.disclosure)
        for fact in facts:
            table[fact] = {column: replace(cell, show=Show.WITHHELD) for column, cell in table[fact].items()}
        return replace(rules, pack=replace(rules.pack, disclosure=table))

    def can(at, by, now=NOW):
        return possible(at, RAISER, by, now) & {Action.STILL_WORRIED, Action.ACCEPT, Action.ASK_NEXT}

    assert can(reviewed, rules) == {Action.STILL_WORRIED, Action.ACCEPT, Action.ASK_NEXT}
    assert can(reviewed, where_withheld(Fact.REVIEW_FINISHED)) == set()
    assert can(challenge, rules, LATE) == {Action.ASK_NEXT}
    assert can(challenge, where_withheld(Fact.NEXT_DATE), LATE) == set()
    assert can(reviewed, where_withheld(Fact.NEXT_DATE)) == can(reviewed, rules)


def test_a_neighbour_is_told_only_that_it_is_finished(challenge, pack):
    told = by_staff(challenge, "released", words="We changed it.", fact="review_result")
    checked = Checks(identity=True, standing=True)
    [message] = view_for(Audience.NEIGHBOUR, told, pack, checks=checked).history
    assert message.said.words == "We have finished looking at this again."
    [message] = view_for(Audience.PARENT, told, pack, checks=checked).history
    assert message.said.words == "We changed it."
    assert view_for(Audience.PARENT, told, pack).history == (), "nobody has checked them"


def test_lives_reach_every_kind_of_event(often):
    rng = random.Random(4)
    kinds = {event.kind for _ in often(120) for event in life(rng, 25)[0]}
    assert kinds >= {"added", "answered", "contact_changed", "escalation_asked", "still_worried", "accepted",
                     "withdrawn", "reopened", "code_kept"}  # fmt: skip
