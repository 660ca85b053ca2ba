"""Nothing that we write freely goes to a raiser before each mark of the redaction check is cleared."""

from dataclasses import replace

import pytest
from actions import Action

from build import NEIGHBOUR, PARENT, YOUNG, cleared, decide
from portal.domain.challenge.action_rule import NOT_ENOUGH
from portal.domain.challenge.cleared_marks import REASONS, Clearance, Reason, Redaction, Uncleared
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.neutral_sentences import SENTENCES, true_now
from portal.domain.disclosure.redaction_check import Known
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.domain.questions.people_in_answers import people_in

TONI = Actor("toni", frozenset({Role.TRIAGE, Role.REVIEWER, Role.MANAGER}), 1)
LOU = Actor("lou", frozenset({Role.RELEASER}))
LEAK = "The neighbour Mrs Jones at 14 Acacia Avenue, NE12 8AB told us. Ring 07700 900999."
MARKED = ["The neighbour", "Mrs Jones", "14 Acacia Avenue", "NE12 8AB", "07700 900999"]


@pytest.fixture
def ready(desk):
    """A parent's challenge, checked and decided; the reply is still to be written."""
    it = desk(PARENT).accepted_by(TONI).checked(TONI)
    it.decided_by(TONI)
    return it


def tried(it, who, action, redaction=None, /, **said):
    given = {"redaction": redaction} if redaction else {}
    return decide(it.state, action, who, it.rules, it.now, **given, **said)


def held(it, who, action, redaction=None, /, **said):
    with pytest.raises(Uncleared) as refused:
        tried(it, who, action, redaction, **said)
    return refused.value.held


FREELY = {
    Action.ASK: {"words": LEAK},
    Action.PAUSE: {"words": LEAK, "why": "We wait for a letter.", "until": "2026-12-01"},
    Action.EXTEND: {"words": LEAK, "why": "We wait for a letter.", "amount": 1},
    Action.PROMISE: {"words": LEAK, "owner": "Team Manager", "by": "2026-12-01", "tell": True},
    Action.RECORD_SENT: {"words": LEAK, "transfer": 1, "how": "post", "on": "2026-11-23"},
}


@pytest.mark.parametrize("action", FREELY)
def test_whatever_is_written_freely_waits_until_every_mark_is_cleared(desk, action):
    it = desk(PARENT).accepted_by(TONI).checked(TONI)
    it.act(TONI, Action.PASS_COMPLAINT, agreed="By telephone today.", words="You were rude.", own_words=True)
    marked = held(it, TONI, action, **FREELY[action])
    assert [each.words for each in marked] == MARKED
    for number in range(len(marked)):
        some = cleared([each for each in marked if each is not marked[number]])
        left = held(it, TONI, action, Redaction(cleared=some), **FREELY[action])
        assert [each.words for each in left if each.problem] == [MARKED[number]]
    assert tried(it, TONI, action, Redaction(cleared=cleared(marked)), **FREELY[action])


def test_a_complaint_in_the_raiser_s_own_words_is_not_checked(desk):
    it = desk(PARENT).accepted_by(TONI)
    it.act(TONI, Action.PASS_COMPLAINT, agreed="By telephone today.", words=f"You were rude.\n{LEAK}", own_words=True)
    assert tried(it, TONI, Action.RECORD_SENT, **FREELY[Action.RECORD_SENT])


def test_a_promise_that_is_not_told_is_not_checked(desk):
    it = desk(PARENT).accepted_by(TONI)
    assert tried(it, TONI, Action.PROMISE, **FREELY[Action.PROMISE] | {"tell": False})


def test_a_reply_is_cleared_by_who_writes_it_and_again_by_who_releases_it(ready):
    marked = held(ready, TONI, Action.WRITE_REPLY, words=LEAK)
    clear = Redaction(cleared=cleared(marked))
    ready.state = replay(tried(ready, TONI, Action.WRITE_REPLY, clear, words=LEAK), ready.state)
    said = {"harm": "no", "words": "Nobody is harmed by it."}
    again = held(ready, LOU, Action.RELEASE, **said)
    assert [each.words for each in again] == MARKED
    _declared, released, *_ = tried(ready, LOU, Action.RELEASE, Redaction(cleared=cleared(again)), **said)
    assert released.kind == "released"


def test_a_young_persons_own_words_are_checked_as_well(desk):
    it = desk(YOUNG).accepted_by(TONI).checked(TONI)
    it.decided_by(TONI)
    marked = held(it, TONI, Action.WRITE_REPLY, words="The decision stays.", plain="We spoke to Noor and Ali.")
    assert [each.words for each in marked] == ["Noor", "Ali"]


def test_how_it_was_cleared_is_kept_and_the_words_that_were_marked_are_not_kept_again(desk):
    it = desk(PARENT).accepted_by(TONI).checked(TONI)
    [mark] = held(it, TONI, Action.ASK, words="Does Noor know?")
    clear = {mark.key: Clearance("agreed", "Her mother said so on the telephone.")}
    [event] = tried(it, TONI, Action.ASK, Redaction(cleared=clear), words="Does Noor know?")
    why = {"kind": "name", "reason": "agreed", "words": "Her mother said so on the telephone."}
    assert event.what["cleared"] == [why | {"start": 5, "end": 9}]
    assert replay([event], it.state).history[-1].what == {"words": "Does Noor know?"}, "no raiser reads why"


@pytest.mark.parametrize(
    "words", ["", " ", "ok", "OK.", "x", "xxx", "n/a", "N/A.", ".", "-", "\u200b", "none", "see above"]
)
def test_a_word_that_fills_the_box_clears_nothing(desk, words):
    it = desk(PARENT).accepted_by(TONI).checked(TONI)
    [mark] = held(it, TONI, Action.ASK, words="Does Noor know?")
    for reason in set(Reason) - {Reason.ORDINARY}:
        [left] = held(
            it, TONI, Action.ASK, Redaction(cleared={mark.key: Clearance(reason, words)}), words="Does Noor know?"
        )
        assert left.problem
    [left] = held(
        it, TONI, Action.ASK, Redaction(cleared={mark.key: Clearance("maybe", "A reason.")}), words="Does Noor know?"
    )
    assert "Select why" in left.problem


def test_who_is_known_is_no_ordinary_word(desk):
    it = desk(PARENT).accepted_by(TONI).checked(TONI)
    known = Known(others=tuple(people_in({"name": "Hope Example"})))
    [mark] = held(it, TONI, Action.ASK, Redaction(known), words="Does Hope know?")
    clear = {mark.key: Clearance("ordinary", "It is a word.")}
    [left] = held(it, TONI, Action.ASK, Redaction(known, clear), words="Does Hope know?")
    assert "whom we know" in left.problem
    assert tried(it, TONI, Action.ASK, Redaction(known, cleared([mark])), words="Does Hope know?")


def test_what_was_cleared_for_one_text_is_not_for_another_nor_for_a_mark_that_is_new(desk):
    it = desk(PARENT).accepted_by(TONI).checked(TONI)
    clear = cleared(held(it, TONI, Action.ASK, words="Does Noor know?"))
    [left] = held(it, TONI, Action.ASK, Redaction(cleared=clear), words="Does Noor know it?")
    assert left.problem
    known = Known(others=tuple(people_in({"name": "Noor Elsewhere"}, "This is about somebody in a linked challenge.")))
    [left] = held(it, TONI, Action.ASK, Redaction(known, clear), words="Does Noor know?")
    assert "linked" in left.why


def test_what_could_not_be_checked_is_held_and_nobody_can_clear_it(desk):
    it = desk(PARENT).accepted_by(TONI).checked(TONI)
    broken = Redaction(Known(allowed=(None,)))
    [mark] = held(it, TONI, Action.ASK, broken, words="Any words.")
    assert not mark.clearable
    [mark] = held(
        it,
        TONI,
        Action.ASK,
        replace(broken, cleared={mark.key: Clearance("public", "It is in a leaflet.")}),
        words="Any words.",
    )
    assert "could not be checked" in mark.problem


def test_a_sentence_that_anybody_may_be_told_needs_no_clearing(desk):
    it = desk(NEIGHBOUR).accepted_by(TONI)
    for sentence in true_now(it.state, "asked", SENTENCES["asked"]):
        assert tried(it, TONI, Action.ASK, words=sentence)


@pytest.mark.parametrize(
    "words", ["x", "ok", "n/a", ".", "N / A", "none", "-", "\u2014", "xx", "ok ok", "tbc", "\u200b\u200d"]
)
def test_what_fills_a_box_and_says_nothing_is_refused_in_findings_reasons_and_replies(ready, desk, words):
    it = desk(PARENT).accepted_by(TONI)
    full = {"evidence": "The letters.", "views": "He likes his teacher."}
    for action, said in (
        *((Action.FIND, full | {key: words}) for key in full),
        (Action.DECIDE_GROUND, {"ground": 1, "outcome": "changed", "reasons": words}),
        (Action.NOTE, {"words": words, "mentions": []}),
        (Action.HAND_BACK, {"words": words}),
    ):
        assert it.refused(TONI, action, **said).endswith((".", "?"))
    assert ready.refused(TONI, Action.WRITE_REPLY, words=words)
    with pytest.raises(ActionRefused):
        tried(ready, TONI, Action.WRITE_REPLY, words=words)


def test_the_refusal_of_such_words_says_what_would_do(desk):
    assert desk(PARENT).accepted_by(TONI).refused(TONI, Action.HAND_BACK, words="ok") == NOT_ENOUGH


def test_every_reason_has_words():
    assert set(REASONS) == set(Reason)
