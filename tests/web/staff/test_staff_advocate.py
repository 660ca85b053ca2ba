"""A young person asks for somebody on their side, staff answer on the page, and the young person reads it."""

import pytest

from build import YOUNG
from portal import apps
from portal.domain.people import Role
from portal.services.accounts import DEMO_PHRASE
from portal.settings import PublicSettings
from visitor import Visitor, text_of

FORM = "/challenges/{}/advocate"
WORDS = "Ana from <b>the advocacy team</b> comes to your school on Friday."


@pytest.fixture
def asked(arrive):
    return arrive(**YOUNG)


def areas(page):
    return [area.get("name") for area in page.all("textarea")]


def test_the_form_is_there_only_while_somebody_waits(signed_in, arrive, asked):
    assert areas(signed_in.get(f"/challenges/{arrive('p')}")) == []
    page = signed_in.get(f"/challenges/{asked}")
    assert areas(page) == ["words"]
    assert "Wants an advocate" in page.text
    page = signed_in.send(FORM.format(asked), words=WORDS)
    assert (page.path, page.response.status_code, page.errors) == (f"/challenges/{asked}", 200, [])
    assert areas(page) == []
    assert "Wants an advocate" not in page.text
    assert "We answered them about an advocate" in page.text
    assert WORDS in page.text


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(signed_in, asked, office):
    signed_in.get(f"/challenges/{asked}")
    page = signed_in.send(FORM.format(asked), words=" ")
    assert (page.response.status_code, page.errors) == (422, ["Write what you have arranged"])
    page = signed_in.send(FORM.format(asked), words="Too long. " * 401)
    assert page.response.status_code == 422
    assert "Too long. Too long." in text_of(page.all("textarea")[0])
    with office.store.read() as unit:
        kinds = [event.kind for event in unit.ledger.events(unit.challenges.get(asked).id)]
    assert kinds == ["received", "read", "read", "read"], "shown again is read again"


def test_a_colleague_who_was_first_is_told_of_and_nothing_typed_is_lost(signed_in, asked):
    form = signed_in.get(f"/challenges/{asked}")
    signed_in.send(FORM.format(asked), words=WORDS)
    signed_in.page = form
    page = signed_in.send(FORM.format(asked), words="Something else.")
    assert page.response.status_code == 422
    [error] = page.errors
    assert error.startswith("Nobody waits for an answer")
    assert text_of(page.all("textarea")[0]) == "Something else."
    assert page.text.count("Something else.") == 1, "it was not kept"


def test_only_some_staff_answer_and_only_from_our_own_page(signed_in, asked, employ, code, door):
    assert signed_in.client.post(FORM.format(asked), data={"words": WORDS}).status_code == 400
    assert signed_in.client.get(FORM.format(asked)).status_code == 405
    employ("releaser@example.com", Role.RELEASER)
    other = Visitor(door)
    other.get("/sign-in")
    other.send(email="releaser@example.com", password=DEMO_PHRASE)
    other.send(code=code("releaser@example.com"))
    assert areas(other.get(f"/challenges/{asked}")) == []
    assert other.send(FORM.format(asked), words=WORDS).response.status_code == 403


def test_an_unknown_reference_is_not_found(signed_in, asked):
    signed_in.get(f"/challenges/{asked}")
    assert signed_in.send(FORM.format("00000000X"), words=WORDS).response.status_code == 404


def test_the_tag_is_the_first_of_its_rank(signed_in, arrive):
    arrive(**YOUNG, since="yes")
    line = text_of(signed_in.get("/challenges").all("tr")[1])
    assert line.index("Wants an advocate") < line.index("Something new")


def test_the_young_person_reads_the_answer(signed_in, asked, office, tmp_path):
    signed_in.get(f"/challenges/{asked}")
    signed_in.send(FORM.format(asked), words=WORDS)
    settings, _ = PublicSettings.collect({"PORTAL_DATA_DIR": str(tmp_path)})
    me = Visitor(apps.public_app(settings, office), frozenset({"Your request"}))
    me.get("/return")
    with office.store.begin() as unit:
        unit.visits.start(me.client.get_cookie("s").value, asked, office.now())
    page = me.get("/progress")
    assert page.text.count("We have an answer about someone to help you.") == 2, "on top, and among the dates"
    assert "advocacy team" not in page.text, "the main page is safe to glance at"
    page = me.get(page.link("Read our answer"))
    assert page.path == "/messages"
    assert WORDS in page.text
    assert "We have an answer about someone to help you, 23 November 2026 at 10:00am" in page.text
