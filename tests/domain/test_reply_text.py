"""The reply is made of the findings and an answer to each ground; without one it neither is written nor goes out."""

from dataclasses import replace

import pytest
from actions import Action

from build import PARENT
from portal.domain.challenge.cleared_marks import Redaction
from portal.domain.challenge.events.event_kind import event_of
from portal.domain.challenge.events.review_events import RELEASED
from portal.domain.challenge.grounds import Verdict
from portal.domain.challenge.reply_text import FOUND, WHOLE, AnsweredGround, composed
from portal.domain.disclosure.table import Fact
from portal.domain.permissions import Actor, Role

REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
LOU = Actor("lou", frozenset({Role.RELEASER}), 0, "Lou Example")
TWO = PARENT | {
    "point": [{"point.kind": "missing", "point.words": "One."}, {"point.kind": "wrong", "point.words": "Two."}]
}
RELEASE = {"harm": "no", "words": "Nobody is harmed by it."}
SORRY = "we are sorry"


def test_each_ground_has_what_we_found_and_our_answer_and_an_apology_where_we_were_wrong():
    reply = composed(
        [
            AnsweredGround("You did not know something", Verdict.CHANGED, "The school had rung us twice."),
            AnsweredGround("", Verdict.UNCHANGED, "He was asked on 2 November."),
        ],
        ["We will visit you.", "", "Thank you for telling us."],
    )
    first, second = reply.split("2. What you told us")
    assert first.startswith("1. You did not know something\n\nYou were right about this.")
    assert SORRY in first
    assert SORRY not in second
    assert second.endswith("He was asked on 2 November.\n\nWe will visit you.\n\nThank you for telling us.")


@pytest.mark.parametrize(
    ("finding", "sorry"),
    [(Verdict.CHANGED, True), (Verdict.PARTLY, True), (Verdict.UNCHANGED, False), (Verdict.UNKNOWN, False)],
)
def test_an_only_ground_has_no_number_and_where_we_were_right_there_is_no_apology(finding, sorry):
    reply = composed([AnsweredGround("You were late", finding, "It took nine days.")], [])
    assert reply.startswith("You were late\n\n")
    assert (SORRY in reply) is sorry


@pytest.fixture
def decided(desk):
    return desk(TWO).accepted_by(REMI).checked(REMI).decided_by(REMI, "changed", "unchanged")


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (("The school had rung.",), "A ground has no answer"),
        (("The school had rung.", "It is not in there."), "A ground has no answer"),
        (("The school had rung.", " "), "Write an answer to each ground"),
        (("The school had rung.", "ok"), "too little"),
    ],
)
def test_a_reply_that_leaves_a_ground_without_its_answer_is_not_written(decided, answers, why):
    assert why in decided.refused(REMI, Action.WRITE_REPLY, words="The school had rung.", answers=answers)


def test_nor_is_one_released_that_was_written_before_each_had_a_box(decided):
    decided.act(REMI, Action.WRITE_REPLY, words="We looked at all of it again.")
    reply = {key: value for key, value in decided.state.work.review.reply.items() if key != "answers"}
    review = replace(decided.state.work.review, reply=reply)
    decided.state = replace(decided.state, work=replace(decided.state.work, review=review))
    assert "A ground has no answer" in decided.refused(LOU, Action.RELEASE, **RELEASE)
    decided.act(LOU, Action.SEND_BACK, words="Each ground needs its own answer.")


def test_our_own_sentences_are_marked_for_nobody(decided):
    """Whoever writes has nothing to clear but what they wrote."""
    for phrase in (*FOUND.values(), *decided.rules.pack.phrases, WHOLE):
        event = event_of(RELEASED(fact=Fact.REVIEW_RESULT, words=phrase, harm=""), decided.now, "lou")
        assert Redaction().marks_in([event]) == (), phrase
