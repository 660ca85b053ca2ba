"""To a raiser who may not know whether the child is known to us, staff say one of our sentences and nothing else."""

import re
from dataclasses import replace

import pytest
from actions import KINDS, Action
from deeds_done import done, perform

from build import NEIGHBOUR, PARENT, YOUNG
from portal.domain.challenge.events.advocate_events import STILL_LOOKING
from portal.domain.challenge.neutral_sentences import CHOOSE, SENTENCES, true_now
from portal.domain.permissions import Actor, Role
from portal.services import action_view
from visitor import text_of

TONI = Actor("triage", frozenset({Role.TRIAGE, Role.MANAGER}))
TRIAGE = "triage@example.com"
FREE = "His <b>social worker</b> closed it."
MORE = {
    Action.PAUSE: {"why": "Half term.", "until-day": "27", "until-month": "11", "until-year": "2026"},
    Action.EXTEND: {"why": "Half term.", "amount": "2"},
}
FOUND = {
    "found": "yes", "advocate": "Ana Example", "agency": "Voices", "reach": "01632 960 777",
    "referred-day": "20", "referred-month": "11", "referred-year": "2026",
}  # fmt: skip


def more_of(action, words=""):
    """What the form asks for besides these words."""
    about = {"found": "no"} if words == STILL_LOOKING else FOUND
    return about if action is Action.ANSWER_ADVOCATE else MORE.get(action, {})


HINT = "They may not know whether the child is known to us. So we neither confirm nor deny it: choose a sentence."
GONE = "You cannot read this here now. Call us if you want to ask about it."


@pytest.fixture
def door(open_staff_door, settings, employ):
    """A manager signs in: a pause, and more time than the policy gives, are theirs to decide."""
    employ(TRIAGE, Role.TRIAGE, Role.MANAGER)
    return open_staff_door(settings)


@pytest.fixture
def true(context):
    """The sentences that can be said now with an action."""

    def now(reference, action):
        with context.store.read() as unit:
            return list(true_now(unit.challenges.get(reference), KINDS[action], SENTENCES[KINDS[action]]))

    return now


@pytest.fixture
def ready(arrive, context):
    """A challenge just before this is done with it."""

    def come_to(action, **answers):
        reference = arrive(**(NEIGHBOUR | {"advocate": "yes"} | answers))
        for first in (Action.TAKE, Action.ACCEPT_FOR_REVIEW):
            done(context, TONI, reference, first)
        if action is Action.RESUME:
            told = {"words": SENTENCES["paused"][3], "why": "Half term.", "until": "2026-11-27"}
            done(context, TONI, reference, Action.PAUSE, **told)
        return reference

    return come_to


@pytest.fixture
def events(context):
    """What happened, but for who read it."""

    def happened(reference):
        with context.store.read() as unit:
            return [each for each in unit.event_log.events(unit.challenges.get(reference).id) if each.kind != "read"]

    return happened


def form(desk, reference, action):
    return desk.get(f"/challenges/{reference}/do/{action}")


def send(desk, **typed):
    return desk.send(desk.page.forms()[-1].get("action"), **typed)


def offered(page):
    return [element.get("value") for element in page.all("input") if element.get("name") == "words"]


def areas(page):
    return {element.get("name"): (element.text or "").removeprefix("\n") for element in page.all("textarea")}


@pytest.mark.parametrize("action", KINDS, ids=str)
def test_sentences_stand_where_others_are_written_to_freely(signed_in, ready, checked, true, action):
    reference = ready(action)
    page = form(signed_in, reference, action)
    assert offered(page) == true(reference, action) != []
    assert "words" not in areas(page)
    assert page.text.count(HINT) == 1
    free = form(signed_in, checked(ready(action, **PARENT)), action)
    assert "words" in areas(free)
    assert offered(free) == []
    assert HINT not in free.text


@pytest.mark.parametrize("action", KINDS, ids=str)
@pytest.mark.tries(2)
def test_a_sentence_is_chosen_shown_said_and_read(signed_in, ready, events, as_raiser, true, action):
    reference = ready(action)
    chosen = true(reference, action)[-1]
    form(signed_in, reference, action)
    page = send(signed_in, **more_of(action))
    assert (page.response.status_code, page.errors) == (422, ["Select one of the sentences"])
    page = send(signed_in, words=chosen, **more_of(action, chosen))
    assert page.h1 == "This is what they will see"
    assert chosen in page.text
    page = send(signed_in, do="change")
    assert [each.get("value") for each in page.all("input") if "checked" in each.attrib][-1] == chosen
    send(signed_in, words=chosen, **more_of(action, chosen))
    send(signed_in, do="send")
    last = events(reference)[-1]
    assert (last.kind, last.words) == (KINDS[action], chosen)
    assert chosen in as_raiser(reference).get("/messages").text
    assert chosen in signed_in.get(f"/challenges/{reference}/messages").text


@pytest.mark.parametrize("action", KINDS, ids=str)
def test_a_form_made_up_with_other_words_is_refused_and_nothing_typed_is_lost(signed_in, ready, events, true, action):
    reference = ready(action)
    form(signed_in, reference, action)
    before = events(reference)
    page = send(signed_in, words=FREE, **more_of(action, FREE))
    assert (page.response.status_code, page.errors) == (422, ["Select one of the sentences"])
    [link] = [a.get("href") for a in page.all("a") if text_of(a) == "Select one of the sentences"]
    assert link == "#words"
    assert f"What you wrote was not sent: {FREE}" in page.text
    if action in MORE:
        assert areas(page)["why"] == "Half term."
    assert offered(page) == true(reference, action)
    assert events(reference) == before


def test_who_was_checked_when_the_form_was_opened_and_is_not_now_is_not_written_to(
    signed_in, ready, checked, context, events, monkeypatch
):
    reference = checked(ready(Action.PAUSE, **PARENT))
    form(signed_in, reference, Action.PAUSE)
    perform(context, TONI, reference, Action.UNDO_CHECKS, words="Another person of that name.")
    page = send(signed_in, words=FREE, **MORE[Action.PAUSE])
    assert page.errors == ["Select one of the sentences"]
    assert FREE in page.text
    stale = action_view.action_view
    monkeypatch.setattr(action_view, "action_view", lambda *to, **do: replace(stale(*to, **do), sentences=()))
    form(signed_in, reference, Action.PAUSE)
    page = send(signed_in, words=FREE, **MORE[Action.PAUSE])
    assert (page.response.status_code, page.errors) == (422, [CHOOSE]), "at the very same moment too"
    assert areas(page)["words"] == FREE
    assert "paused" not in {each.kind for each in events(reference)}


def test_what_was_written_is_gone_once_a_check_is_taken_back_and_staff_see_that_first(
    signed_in, ready, checked, as_raiser, events
):
    reference = checked(ready(Action.ASK, **PARENT))
    for action, words in ((Action.ASK, FREE), (Action.PAUSE, FREE)):
        form(signed_in, reference, action)
        send(signed_in, words=words, **more_of(action, words))
        send(signed_in, do="send")
    me = as_raiser(reference)
    assert me.get("/messages").text.count(FREE) == 2
    asked = me.get(me.get("/progress").link("Read question 1"))
    assert FREE in asked.text
    form(signed_in, reference, Action.UNDO_CHECKS)
    page = send(signed_in, words="Another person of that name.")
    assert page.h1 == "This is what they will see"
    assert page.text.count(GONE) == 2
    assert FREE not in page.text
    send(signed_in, do="send")
    assert me.get("/messages").text.count(GONE) == 2
    for address in ("/progress", "/messages", "/answer/1", "/sent", "/copy/page"):
        page = me.get(address)
        assert page.response.status_code == 200
        assert "social worker" not in page.html, address
    assert "question 1" not in me.get("/progress").text, "nobody is asked to answer what they cannot read"
    me.page = asked
    assert me.send("/answer/1", words="An answer that was under way.", new="no").h1 == "We have your answer", (
        "it is not lost"
    )
    assert events(reference)[-1].words == "An answer that was under way."


def test_a_young_person_hears_that_we_are_still_looking_and_staff_go_on(signed_in, ready, as_raiser):
    reference = ready(Action.ANSWER_ADVOCATE, **YOUNG)
    for words, waits in ((STILL_LOOKING, True), (SENTENCES["advocate_answered"][1], False)):
        form(signed_in, reference, Action.ANSWER_ADVOCATE)
        send(signed_in, words=words, **more_of(Action.ANSWER_ADVOCATE, words))
        send(signed_in, do="send")
        assert words in as_raiser(reference).get("/messages").text
        assert ("Wants an advocate" in signed_in.get(f"/challenges/{reference}").text) == waits


OURS_ALONE = re.compile(r'(name="csrf_token" value|nonce)="[^"]*"')


def told(reference, page):
    """The bytes of a page, without what differs between any two pages."""
    written = f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"
    html = re.sub(r"(?s)<div class=\"app-bar\".*?</dl>", "", page.html)  # whose child it is, for us alone
    return OURS_ALONE.sub("", html).replace(reference, "REFERENCE").replace(written, "REFERENCE")


def test_whether_the_child_is_known_changes_nothing_that_is_asked_shown_or_read(
    signed_in, ready, arrive, as_raiser, context, true
):
    """Two requests of one neighbour: of the one child we know from three others, of the other from nobody."""

    def child(name):
        return [NEIGHBOUR["child"][0] | {"child.name": name}]

    known, unknown = (ready(Action.ASK, child=child(name)) for name in ("Robin Example", "Nobody Heardof"))
    for _ in range(3):
        perform(context, TONI, known, Action.LINK, reference=arrive(**PARENT), words="The same child.")
    with context.store.read() as unit:
        assert [len(unit.challenges.get(each).work.links) for each in (known, unknown)] == [3, 0]
    seen = {known: [], unknown: []}
    for reference, pages in seen.items():
        for action in KINDS:
            pages.append(form(signed_in, reference, action))
            for words in (FREE, true(reference, action)[0]):
                pages.append(send(signed_in, words=words, **more_of(action, words)))
            assert pages[-1].h1 == "This is what they will see"
            send(signed_in, do="send")
        me = as_raiser(reference)
        pages += [me.get(address) for address in ("/progress", "/messages", "/answer/1", "/add", "/take-back")]
    for one, other in zip(seen[known], seen[unknown], strict=True):
        assert one.response.status_code == other.response.status_code
        assert told(known, one) == told(unknown, other)
