"""A young person asks for somebody on their side, staff answer on the page, and the young person reads it."""

import pytest
from actions import Action
from deeds_done import perform

from build import YOUNG
from portal.domain.permissions import Actor, Role
from visitor import text_of

FORM = "/challenges/{}/do/answer_advocate"
WORDS = "Someone from <b>the advocacy team</b> comes to your school on Friday."


@pytest.fixture
def asked(arrive, checked, context):
    reference = checked(arrive(**YOUNG))
    perform(context, Actor("triage", frozenset({Role.TRIAGE})), reference, Action.TAKE)
    return reference


def areas(page):
    return [area.get("name") for area in page.all("textarea")]


FOUND = {
    "found": "yes", "advocate": "Ana Example", "agency": "Voices <i>for</i> you", "reach": "01632 960 777",
    "referred-day": "20", "referred-month": "11", "referred-year": "2026",
}  # fmt: skip


def tell(desk, reference, words=WORDS, **said):
    """Fill in the form and, where what they will see is shown, send it."""
    desk.get(FORM.format(reference))
    page = desk.send(FORM.format(reference), words=words, **FOUND | said)
    return desk.send(FORM.format(reference), do="send") if not page.errors else page


def test_the_form_is_there_only_while_somebody_waits(signed_in, arrive, asked):
    assert "Nobody waits for an answer" in signed_in.get(FORM.format(arrive("p"))).text
    page = signed_in.get(f"/challenges/{asked}")
    assert page.link("Tell them who will help them") == FORM.format(asked)
    assert "Wants an advocate" in page.text
    page = tell(signed_in, asked)
    assert (page.path, page.response.status_code, page.errors) == (f"/challenges/{asked}/messages", 200, [])
    assert "Wants an advocate" not in page.text
    assert "We answered them about an advocate" in page.text
    assert WORDS in page.text
    assert areas(signed_in.get(FORM.format(asked))) == []


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(signed_in, asked, context):
    page = tell(signed_in, asked, " ")
    assert (page.response.status_code, page.errors) == (422, ["Write what you have arranged"])
    page = tell(signed_in, asked, "Too long. " * 401)
    assert page.response.status_code == 422
    assert "Too long. Too long." in text_of(page.all("textarea")[0])
    with context.store.read() as unit:
        kinds = [event.kind for event in unit.event_log.events(unit.challenges.get(asked).id)]
    assert "advocate_answered" not in kinds


def test_a_colleague_who_was_first_is_told_of_and_nothing_typed_is_lost(signed_in, asked):
    form = signed_in.get(FORM.format(asked))
    tell(signed_in, asked)
    signed_in.page = form
    page = signed_in.send(FORM.format(asked), words="Something else.", **FOUND)
    assert page.response.status_code == 422
    [error] = page.errors
    assert error.startswith("Nobody waits for an answer")
    assert text_of(page.all("textarea")[0]) == "Something else."
    assert "Something else." not in signed_in.get(f"/challenges/{asked}").text, "it was not kept"


def test_only_some_staff_answer_and_only_from_our_own_page(signed_in, asked, employ, enter):
    assert signed_in.client.post(FORM.format(asked), data={"words": WORDS}).status_code == 400
    employ("releaser@example.com", Role.RELEASER)
    other = enter("releaser@example.com")
    assert "Tell them who will help them" not in other.get(f"/challenges/{asked}").text
    assert other.send(FORM.format(asked), words=WORDS).response.status_code == 403


def test_an_unknown_reference_is_not_found(signed_in, asked):
    signed_in.get(f"/challenges/{asked}")
    assert signed_in.send(FORM.format("00000000X"), words=WORDS).response.status_code == 404


def test_a_safety_alert_is_the_first_of_the_tags(signed_in, arrive):
    arrive(**YOUNG, since="yes")
    line = text_of(signed_in.get("/challenges").all("tr")[1])
    assert line.index("New safeguarding information") < line.index("Wants an advocate")


def test_the_young_person_reads_the_answer(signed_in, asked, as_raiser):
    tell(signed_in, asked)
    me = as_raiser(asked)
    page = me.get("/progress")
    assert page.text.count("We have news about your helper.") == 2, "on top, and among the dates"
    assert "advocacy team" not in page.text, "the main page is safe to glance at"
    page = me.get(page.link("Read our news"))
    assert page.path == "/messages"
    assert WORDS in page.text
    assert "News about your helper, 23 November 2026 at 10:00am" in page.text


def test_who_helps_stands_on_the_challenge_in_its_timeline_and_in_the_record(signed_in, asked):
    tell(signed_in, asked)
    record = signed_in.client.get(f"/challenges/{asked}/record.txt").get_data(as_text=True)
    for shown in (*(signed_in.get(f"/challenges/{asked}{part}").text for part in ("", "/timeline")), record):
        for words in ("Ana Example", "Voices <i>for</i> you", "20 November 2026", "01632 960 777"):
            assert words in shown, words
    kept = signed_in.client.get(f"/challenges/{asked}/record.json").json["advocate"]
    assert kept == {
        "advocate": "Ana Example", "agency": "Voices <i>for</i> you", "referred": "2026-11-20",
        "reach": "01632 960 777",
    }  # fmt: skip


def test_the_young_person_reads_only_what_was_written_to_them(signed_in, asked, as_raiser):
    tell(signed_in, asked)
    me = as_raiser(asked)
    for address in ("/progress", "/messages", "/sent"):
        assert "01632 960 777" not in me.get(address).html


@pytest.mark.parametrize("missing", ["advocate", "agency", "reach", "referred-year"])
def test_an_advocate_is_not_found_without_a_name_an_agency_a_date_and_a_way(signed_in, asked, missing):
    page = tell(signed_in, asked, **{missing: ""})
    assert page.response.status_code == 422
    assert page.errors


def test_a_referral_is_not_of_tomorrow(signed_in, asked):
    assert tell(signed_in, asked, **{"referred-day": "24"}).errors == ["Enter a real date"]


def test_while_nobody_is_found_they_go_on_waiting(signed_in, asked):
    tell(signed_in, asked, "We have asked, and we will write here on Friday.", found="no")
    assert "Wants an advocate" in signed_in.get(f"/challenges/{asked}").text


NO_CONTACT = "They said: do not contact me. They read this only when they come back with their code."


@pytest.mark.parametrize("action", ["answer_advocate", "ask"])
def test_beside_what_is_written_to_somebody_stands_that_nobody_may_contact_them(
    signed_in, arrive, checked, context, action
):
    for safe, said in ((["none"], True), (["email"], False)):
        reference = checked(arrive(**YOUNG | {"safe": safe}))
        perform(context, Actor("triage", frozenset({Role.TRIAGE})), reference, Action.TAKE)
        assert (NO_CONTACT in signed_in.get(FORM.format(reference).replace("answer_advocate", action)).text) == said


LOOKING = "We are looking for someone. Look here for news."


def test_who_helps_is_named_after_sending_and_on_the_tracker_as_soon_as_there_is_somebody(signed_in, asked, as_raiser):
    me = as_raiser(asked)
    for address in ("/done", "/progress"):
        assert LOOKING in me.get(address).text
    tell(signed_in, asked, found="no", words="We have not found someone to help you yet. We are still looking.")
    assert LOOKING in me.get("/progress").text
    tell(signed_in, asked)
    for address in ("/done", "/progress"):
        page = me.get(address)
        assert "Ana Example" in page.text
        assert "Voices <i>for</i> you" in page.text
        assert LOOKING not in page.text


def test_who_did_not_ask_for_a_helper_reads_of_none(arrive, as_raiser):
    me = as_raiser(arrive("p", **YOUNG | {"advocate": "no"}))
    for address in ("/done", "/progress"):
        assert "Your helper" not in me.get(address).text


def test_nobody_is_named_to_who_may_not_know(signed_in, arrive, as_raiser, context):
    """Somebody else may have the code: until it is checked who they are, they read a sentence of ours."""
    reference = arrive(**YOUNG)
    perform(context, Actor("triage", frozenset({Role.TRIAGE})), reference, Action.TAKE)
    tell(signed_in, reference, words="Someone can help you. Call us, and we tell you who it is and how to meet them.")
    page = as_raiser(reference).get("/progress")
    assert "Ana Example" not in page.html
    assert "01632 960 777" not in page.html
    assert "Someone can help you." in as_raiser(reference).get("/messages").text
