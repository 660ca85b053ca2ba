"""Many are marked as junk at once: chosen in the list, read on a page, and put back as easily."""

import logging

import pytest

from build import PARENT
from portal.domain.permissions import Role
from portal.services import held_messages
from portal.services.notifications import to_raiser
from visitor import text_of

CALM = {"danger": "no", "since": "no"}


@pytest.fixture
def door(open_staff_door, settings, employ):
    employ("triage@example.com", Role.TRIAGE, Role.MANAGER)
    return open_staff_door(settings)


@pytest.fixture
def flood(arrive, context):
    def send(many=3, **said):
        references = [arrive(**PARENT | CALM | said) for _ in range(many)]
        for reference in references:
            with context.store.begin() as unit:
                challenge = unit.challenges.get(reference)
                held_messages.add(context, unit, challenge, to_raiser(context, challenge, "received"), context.now())
        return references

    return send


def states(context, reference):
    with context.store.read() as unit:
        return [(each.state, each.held) for each in unit.outbox.of(unit.challenges.get(reference).id)]


def kinds(context, reference):
    with context.store.read() as unit:
        return [event.kind for event in unit.event_log.events(unit.challenges.get(reference).id)]


def boxes(page):
    return [box for box in page.all("input") if box.get("name") == "reference" and box.get("type") == "checkbox"]


def choose(desk, references):
    return desk.get("/junk?" + "&".join(f"reference={each}" for each in references))


def test_rows_are_chosen_with_boxes_that_have_labels(signed_in, flood):
    references = flood()
    page = signed_in.get("/challenges")
    assert {box.get("value") for box in boxes(page)} == set(references)
    labels = {label.get("for"): text_of(label) for label in page.all("label")}
    for box in boxes(page):
        assert labels[box.get("id")].startswith("Choose: ")
    assert not [box for box in boxes(page) if "checked" in box.attrib]
    page = signed_in.get(page.link("Choose all on this page"))
    assert len([box for box in boxes(page) if "checked" in box.attrib]) == 3
    assert not [b for b in boxes(signed_in.get(page.link("Choose none"))) if "checked" in b.attrib]


def test_what_each_says_is_read_before_it_is_marked_and_that_it_was_is_kept(signed_in, flood, context):
    references = flood(2)
    page = choose(signed_in, references)
    assert page.text.count("You did not speak to the school.") == 2
    for reference in references:
        assert kinds(context, reference)[-1] == "read"
    assert signed_in.send("/junk", reference=references).errors == ["Select why these are no requests"]
    page = signed_in.send("/junk", reference=references, reason="other", words="")
    assert page.errors == ["Write why they are no requests"]


@pytest.mark.parametrize("which", ["all", "mine", "team", "unassigned"])
def test_junk_is_on_its_own_list_and_on_no_other(signed_in, flood, which):
    references = flood(2)
    for reference in references if which in {"mine", "team"} else ():
        signed_in.get(f"/challenges/{reference}/do/take")
        signed_in.send(f"/challenges/{reference}/do/take")
    here = f"/challenges?list={which}"
    assert {box.get("value") for box in boxes(signed_in.get(here))} == set(references)
    junk, other = references
    choose(signed_in, [junk])
    signed_in.send("/junk", reference=[junk], reason="advert")
    assert {box.get("value") for box in boxes(signed_in.get(here))} == {other}
    assert {box.get("value") for box in boxes(signed_in.get("/challenges?list=junk"))} == {junk}


def test_they_are_set_aside_together_with_their_messages_and_it_is_in_each_history_and_in_the_log(
    signed_in, flood, context, caplog
):
    caplog.set_level(logging.INFO, "portal.security")
    marked, other = flood(3), flood(1)
    choose(signed_in, marked)
    page = signed_in.send("/junk", reference=marked, reason="repeated")
    assert "Marked as junk: 3." in page.text
    assert {box.get("value") for box in boxes(page)} == set(marked)
    for reference in marked:
        assert kinds(context, reference)[-1] == "junked"
        assert states(context, reference) == [("held", "junk")]
    assert states(context, other[0]) == [("waiting", "")]
    assert caplog.text.count("junk_marked ") == 3
    assert not [each for each in marked if each in caplog.text]
    assert {box.get("value") for box in boxes(signed_in.get("/challenges?list=unassigned"))} == set(other)
    assert "Messages that are held" not in signed_in.get("/").text, "nobody has to decide about those"
    assert "The same was sent many times" in signed_in.get(f"/challenges/{marked[0]}/timeline").text


def test_they_are_put_back_together_and_their_messages_go(signed_in, flood, context, employ):
    employ("remi@example.com", Role.REVIEWER, rank=9)
    references = flood(2)
    choose(signed_in, references)
    signed_in.send("/junk", reference=references, reason="test")
    page = signed_in.send("/junk/put-back", reference=references)
    assert "Put back: 2." in page.text
    for reference in references:
        assert kinds(context, reference)[-1] == "unjunked"
        assert states(context, reference) == [("waiting", "junk")]
    assert len(boxes(signed_in.get("/challenges?list=unassigned"))) == 2


def test_one_with_an_open_alert_is_never_marked(signed_in, flood, context):
    calm, danger = flood(1), flood(1, danger="yes")
    page = choose(signed_in, calm + danger)
    assert "These cannot be marked" in page.text
    hidden = [i.get("value") for i in page.all("input") if i.get("name") == "reference"]
    assert hidden == calm
    page = signed_in.send("/junk", reference=calm + danger, reason="repeated")
    assert "Marked as junk: 1. Left as they were, because something has changed: 1." in page.text
    assert "junked" not in kinds(context, danger[0])


def test_one_that_nobody_has_read_is_not_marked_by_a_form_made_up(signed_in, flood, context):
    [reference] = flood(1)
    signed_in.get("/challenges")
    signed_in.client.post("/junk", data={"reference": reference, "reason": "test", "csrf_token": token(signed_in)})
    assert "junked" not in kinds(context, reference)


def token(desk):
    return choose(desk, []).token or desk.get("/challenges?list=junk").token or desk.get("/search").token


def test_who_sent_it_reads_that_we_stopped_and_one_word_brings_it_back(signed_in, flood, context, as_raiser):
    [reference] = flood(1)
    choose(signed_in, [reference])
    signed_in.send("/junk", reference=[reference], reason="test")
    me = as_raiser(reference)
    page = me.get("/progress")
    assert "We think that this is not a real request. If it is, tell us more here or call us." in page.text
    assert "We plan to finish" not in page.text
    me.get("/add")
    me.send("/add", more="It is real.", new="no")
    assert "30 November 2026" in me.get("/progress").text
    assert states(context, reference)[0][0] == "waiting"
    assert reference in signed_in.get("/challenges?list=unassigned").html


def test_triage_alone_marks_nothing_and_puts_back(flood, employ, enter):
    employ("toni@example.com", Role.TRIAGE)
    toni = enter("toni@example.com")
    references = flood(1)
    assert boxes(toni.get("/challenges")) == []
    assert toni.client.get(f"/junk?reference={references[0]}").status_code == 403
    assert toni.get("/challenges?list=junk").response.status_code == 200
