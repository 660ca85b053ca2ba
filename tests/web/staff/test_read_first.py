"""Nobody does anything that could overtake what the raiser said who has not been shown all of it on a page."""

import pytest
from actions import Action
from deeds_done import done, perform

from build import PARENT
from portal.domain.challenge.decide import ACTIONS
from portal.domain.permissions import RAISER, ActionRefused, Actor, Role
from portal.services import casework
from visitor import text_of

TONI = Actor("triage", frozenset({Role.TRIAGE}))
BOSS = Actor("boss", frozenset({Role.MANAGER}), 9, "Boss Example")
WORDS = {"words": "They live in Newcastle now."}
FIRST = "Open the challenge and read it first."
CALM = {"danger": "no", "since": "no"}

SAID = {
    Action.ACCEPT_FOR_REVIEW: {},
    Action.DECLINE: WORDS | {"outcome": "not_ours"},
    Action.PASS_COMPLAINT: WORDS | {"agreed": "By telephone."},
    Action.PASS_INFORMATION: WORDS | {"agreed": "By telephone."},
    Action.ASK: WORDS,
    Action.EXTEND: WORDS | {"why": "Half term.", "amount": 2},
    Action.PAUSE: WORDS | {"why": "Half term.", "until": "2026-12-04"},
    Action.NAME_OUTSIDE: WORDS | {"to": "boss", "role": "Head of Service at another council"},
    Action.MARK_JUNK: {"reason": "test"},
    Action.DECIDE_GROUND: {"ground": 1, "outcome": "changed", "reasons": "Nobody asked."},
}


@pytest.fixture(autouse=True)
def boss(employ):
    employ("boss@example.com", Role.MANAGER, rank=9, name="Boss Example")


def kinds(context, reference, who):
    with context.store.read() as unit:
        events = unit.event_log.events(unit.challenges.get(reference).id)
    return [event.kind for event in events if event.actor == who and event.kind in ("read", "opened")]


def test_what_is_not_thought_of_yet_needs_reading_too():
    free = {
        Action.READ, Action.SEE_ALERT, Action.EXPORT, Action.ACT_NOW, Action.NOTE, Action.SEE_MENTION, Action.GIVE_CODE,
        Action.SEE_LOST, Action.TAKE, Action.HAND_BACK, Action.HAND_OVER, Action.HAND_OVER_ALL, Action.STEP_ASIDE,
        Action.LINK, Action.UNLINK, Action.UNDO_CHECKS, Action.SAY_INVOLVED, Action.UNDO_INVOLVED,
        Action.RECORD_ORIGINAL, Action.OPEN_EVIDENCE,
        Action.ANSWER_ADVOCATE, Action.SEND_BACK, Action.SEND_BACK_END, Action.STOP_HELD, Action.UNDO_JUNK,
    }  # fmt: skip
    assert {each for each in ACTIONS.values() if not each.takes_reading and not each.raisers} == free
    assert all(action.takes_reading for action in SAID)


@pytest.mark.parametrize("action", SAID, ids=str)
def test_who_has_never_opened_it_does_nothing_with_it(arrive, context, action):
    reference = arrive(**PARENT | CALM)
    assert perform(context, BOSS, reference, Action.TAKE, words="Covering for the team.")
    with pytest.raises(casework.Unread, match="read it first"):
        perform(context, BOSS, reference, action, **SAID[action])


def test_no_page_that_shows_less_than_all_of_it_counts_nor_a_refusal(signed_in, arrive, context):
    reference = arrive(**PARENT | CALM)
    perform(context, TONI, reference, Action.TAKE)
    form = f"/challenges/{reference}/do/accept_for_review"
    page = signed_in.get(form)
    assert FIRST in page.text
    assert page.forms()[-1].get("action") != form, "there is no form"
    page = signed_in.send(form, to="later", words="")
    assert (page.response.status_code, page.link(FIRST)) == (422, f"/challenges/{reference}")
    for section in ("grounds", "messages", "timeline", "decision", "links", "record", "as-they-see-it"):
        signed_in.get(f"/challenges/{reference}/{section}")
    assert set(kinds(context, reference, "triage")) == {"opened"}
    with pytest.raises(casework.Unread):
        perform(context, TONI, reference, Action.ACCEPT_FOR_REVIEW)
    assert "You did not speak to the school." in signed_in.get(f"/challenges/{reference}").text
    assert kinds(context, reference, "triage")[-1] == "read"
    signed_in.get(form)
    assert signed_in.send(form, to="later", words="").h1 == "This is what they will see"
    assert perform(context, TONI, reference, Action.ACCEPT_FOR_REVIEW)


def test_who_opened_only_other_pages_and_let_it_go_has_read_it_for_the_managers(signed_in, arrive, context, enter):
    reference = arrive(**PARENT | CALM)
    perform(context, TONI, reference, Action.TAKE)
    assert "You did not speak to the school." in signed_in.get(f"/challenges/{reference}/grounds").text
    perform(context, TONI, reference, Action.HAND_BACK, words="It is too much today.")
    assert reference[:4] in enter("boss@example.com").get("/overrides").text


def test_the_page_of_junk_counts_as_reading_because_all_that_each_said_stands_on_it(arrive, context, enter):
    more = {"told": "yes", "told_what": "That all is well.", "right": "Ask the school."}
    reference = arrive(**PARENT | CALM | more)
    done(context, RAISER, reference, Action.ADD, words="The teacher rang me.", new=False)
    boss = enter("boss@example.com")
    boss.page = boss.get("/challenges")
    assert boss.send("/junk", reference=[reference], reason="").response.status_code == 422
    assert "read" not in kinds(context, reference, "boss"), "beside a form that was sent it does not count"
    page = boss.get(f"/junk?reference={reference}")
    [said] = [text_of(each) for each in page.all("section") if "app-words-of" in each.get("class", "")]
    for words in ("You did not speak to the school.", "That all is well.", "Ask the school.", "The teacher rang me."):
        assert words in said
    assert kinds(context, reference, "boss")[-1] == "read"
    assert "Marked as junk: 1." in boss.send("/junk", reference=[reference], reason="test").text


def test_what_was_told_while_the_page_of_junk_was_made_has_still_to_be_read(arrive, context, enter):
    reference = arrive(**PARENT | CALM)
    boss = enter("boss@example.com")
    boss.get(f"/junk?reference={reference}")
    done(context, RAISER, reference, Action.ADD, words="It is real.", new=False)
    with pytest.raises(ActionRefused, match="Read it first"):
        perform(context, BOSS, reference, Action.MARK_JUNK, reason="test")
