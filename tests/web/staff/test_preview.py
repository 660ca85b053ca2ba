"""What the raiser would be told is looked up without doing it, and then done in one go."""

import pytest
from actions import Action
from deeds_done import done, outlook, perform
from flask import request, request_finished, request_started

from build import given
from portal.domain.permissions import Actor, Role
from portal.services import casework
from portal.services.casework import Performed, SentForm

TONI = Actor("triage", frozenset({Role.TRIAGE}))
DEE = Actor("dee", frozenset({Role.MANAGER, Role.REVIEWER}), 9, "Dee Example")
LOU = Actor("lou", frozenset({Role.RELEASER}), name="Lou Example")
QUESTION = {"words": "When did you move?"}
MOST = 6
"""Transactions of an act that tells the raiser something: to sign in twice, look twice, keep it, and do it."""


@pytest.fixture
def posts(door):
    """The transactions of each form that is sent."""
    store, found, began = door.extensions["context"].store, [], []

    def begins(_door, **_):
        began.append(store.units)

    def ends(_door, **_):
        if request.method == "POST":
            found.append(store.units - began[-1])

    with request_started.connected_to(begins, door), request_finished.connected_to(ends, door):
        yield found


@pytest.fixture
def mine(arrive, checked, context):
    reference = checked(arrive())
    perform(context, TONI, reference, Action.TAKE, words="To ask them.")
    return reference


@pytest.fixture
def written(mine, context):
    """A reply that waits to be released."""
    perform(context, TONI, mine, Action.HAND_BACK, words="For a reviewer.")
    for action, said in (
        (Action.TAKE, {}),
        (Action.RECORD_ORIGINAL, {}),
        (Action.ACCEPT_FOR_REVIEW, {}),
        (Action.DECIDE_GROUND, {"ground": 1, "outcome": "changed", "reasons": "The school was not asked."}),
        (Action.FIND, {"evidence": "The letters of the school.", "views": "He likes his teacher."}),
        (Action.DECIDE, {}),
        (Action.WRITE_REPLY, {"words": "We changed it."}),
    ):
        done(context, DEE, mine, action, **said)
    return mine


def events(context, reference):
    with context.store.read() as unit:
        return [each.kind for each in unit.event_log.events(unit.challenges.get(reference).id)]


def sent(person, **typed):
    return person.send(person.page.forms()[-1].get("action"), **typed)


def test_a_preview_writes_nothing_down_and_opens_one_transaction(context, mine):
    before, units = events(context, mine), context.store.units
    seen = outlook(context, TONI, mine, Action.ASK, **QUESTION)
    assert context.store.units == units + 1
    assert (seen.refusal, seen.held) == (None, ())
    assert [each.kind for each in seen.preview.told] == ["asked"]
    assert events(context, mine) == before


def test_a_preview_says_what_would_be_marked_and_why_something_is_refused(context, mine):
    [mark] = outlook(context, TONI, mine, Action.ASK, words="Does 07700 900983 still reach you?").held
    assert mark.words == "07700 900983"
    assert outlook(context, TONI, mine, Action.ASK, words=" ").refusal.reason == "Write the question."
    assert outlook(context, TONI, "UNKNOWN00", Action.ASK, **QUESTION) is None


def test_what_the_raiser_would_see_is_done_once_it_was_shown_and_not_before(context, mine):
    asked = given(Action.ASK, **QUESTION)
    before = events(context, mine)
    assert casework.perform(context, TONI, mine, Action.ASK, asked, SentForm(shown="")) is Performed.NOT_AS_SHOWN
    assert events(context, mine) == before
    seal = outlook(context, TONI, mine, Action.ASK, **QUESTION).preview.seal
    assert casework.perform(context, TONI, mine, Action.ASK, asked, SentForm(shown=seal)) is Performed.DONE
    assert events(context, mine) == [*before, "asked"]


def test_to_ask_them_something_takes_six_transactions_over_both_requests(signed_in, mine, posts, context):
    signed_in.get(f"/challenges/{mine}/do/ask")
    assert sent(signed_in, **QUESTION).h1 == "This is what they will see"
    assert "They were asked." in sent(signed_in, do="send").text
    assert len(posts) == 2
    assert sum(posts) <= MOST, posts
    assert "asked" in events(context, mine)


def test_so_does_releasing_a_reply_beside_which_their_words_stand(employ, enter, written, posts, context):
    employ("lou@example.com", Role.RELEASER, name="Lou Example")
    lou = enter("lou@example.com")
    lou.get(f"/challenges/{written}/do/release")
    sent(lou, why="releasing")
    posts.clear()
    assert sent(lou, harm="no", words="Nobody is at risk from it.").h1 == "This is what they will see"
    assert "The reply was approved and sent." in sent(lou, do="send").text
    assert len(posts) == 2
    assert sum(posts) <= MOST, posts
    assert "released" in events(context, written)


def test_what_they_will_see_has_an_address_of_its_own_so_that_no_way_back_sends_anything_again(
    signed_in, mine, context, employ, enter
):
    """Whoever goes back reads it again, or the form with all that they typed; nobody else reads a word of it."""
    signed_in.get(f"/challenges/{mine}/do/ask")
    seen = f"/challenges/{mine}/do/ask/preview"
    form = signed_in.page.hidden(signed_in.page.forms()[-1])
    answer = signed_in.client.post(f"/challenges/{mine}/do/ask", data={**form, **QUESTION})
    assert (answer.status_code, answer.headers["Location"]) == (303, seen)
    assert QUESTION["words"] in signed_in.get(seen).text
    assert signed_in.page.h1 == "This is what they will see"
    employ("ria@example.com", Role.TRIAGE)
    other = enter("ria@example.com")
    assert QUESTION["words"] not in other.get(seen).text
    assert other.page.path != seen
    assert QUESTION["words"] in signed_in.get(seen).text
    form = signed_in.page.hidden(signed_in.page.forms()[-1])
    answer = signed_in.client.post(f"/challenges/{mine}/do/ask", data={**form, "do": "change"})
    assert answer.status_code == 303
    page = signed_in.get(answer.headers["Location"])
    assert QUESTION["words"] in page.html
    assert "We kept what you had typed" not in page.text
    signed_in.get(seen)
    assert "They were asked." in sent(signed_in, do="send").text
    assert signed_in.get(seen).path == f"/challenges/{mine}/do/ask"
    assert QUESTION["words"] not in signed_in.page.html, "it is used up"
    assert events(context, mine).count("asked") == 1


def test_what_is_no_longer_as_it_was_shown_is_shown_anew(signed_in, mine, context):
    signed_in.get(f"/challenges/{mine}/do/ask")
    sent(signed_in, **QUESTION)
    page = sent(signed_in, do="send", words="When did he move?")
    assert page.h1 == "This is what they will see"
    assert "asked" not in events(context, mine)
    assert "They were asked." in sent(signed_in, do="send").text


def test_preparing_a_complaint_looks_up_their_words_beside_each_form_that_is_sent(signed_in, mine, posts, context):
    page = signed_in.get(f"/challenges/{mine}/do/pass_complaint")
    words = next(each.text for each in page.all("textarea") if each.get("name") == "words").removeprefix("\n")
    assert sent(signed_in, words=words, agreed="They said so on the telephone.").h1 == "This is what they will see"
    assert "The complaint is ready." in sent(signed_in, do="send").text
    assert sum(posts) <= MOST + 2, posts
    with context.store.read() as unit:
        [prepared] = unit.challenges.get(mine).work.transfers
    assert prepared["own_words"]
