"""Staff enter a request for somebody who called, wrote or came, and hand on the code."""

import io
from dataclasses import replace
from datetime import timedelta

import pseudo
import pypdf
import pytest
from web.conftest import TABS
from web.staff.conftest import TRIAGE

from build import NEIGHBOUR, PARENT, YOUNG, OnePack
from portal import apps
from portal.domain import reference_codes
from portal.domain.permissions import Role
from portal.web import pdf
from visitor import Visitor, text_of, walk

BY_LETTER = {
    **PARENT,
    "safe": ["email", "letter"],
    "fallback": "yes",
    "address.line1": "1 Example Street",
    "address.line2": "",
    "address.town": "Wallsend",
    "address.postcode": "NE28 6AA",
}


@pytest.fixture
def clerk(signed_in):
    return signed_in


@pytest.fixture
def public(public):
    return Visitor(public, TABS)


def begin(clerk, way="telephone", flow="adult", day="23", at=""):
    clerk.get("/take")
    when = {"on-day": day, "on-month": "11", "on-year": "2026"}
    return clerk.send("/take", way=way, flow=flow, at=at, language="en", **when)


def entry(page):
    """The part of the address that says which request it is."""
    return "/".join(page.path.split("/")[:3])


def send(clerk, journey, answers):
    walk(clerk, journey, answers, at=entry(clerk.page))
    return clerk.send(clerk.page.path)


def test_a_letter_that_came_on_friday_is_entered_on_monday(clerk, context, public):
    page = begin(clerk, "letter", day="20")
    assert page.path == f"{entry(page)}/request/now"
    assert "Enter what the letter says." in page.text
    page = send(clerk, context.journeys["adult"], BY_LETTER)
    assert page.h1 == "Give them the code"
    reference, code = page.marked("app-reference"), page.marked("app-code")
    for _group, said in reference_codes.spelled(code):
        assert said in page.text
    assert "Sam Example1 Example StreetWallsendNE28 6AA" in page.text.replace("\n", "")
    assert code not in clerk.get("/").html, "only on the page of its own"

    page = clerk.get(clerk.get("/take").link("Give them the code"))
    assert page.marked("app-code") == code, "it waits until it is given"
    again = page
    page = clerk.send(page.path, how="posted")
    assert page.path == f"/challenges/{reference.replace('-', '')}"
    assert "20 November 2026 at 12:00pm" in page.text
    assert "27 November 2026" in page.text, "five working days from the Friday"
    page = clerk.get(page.link("Timeline"))
    assert "We entered it from a letter" in page.text
    assert "We gave them their code" in page.text
    clerk.page = again
    assert clerk.send(again.path, how="posted").path == "/take"
    assert "What you have not finished" not in clerk.page.text
    assert clerk.get(again.path).path == "/take"

    public.get("/return")
    page = public.send(reference=reference, code=code)
    assert page.path == "/progress"
    assert "27 November 2026" in page.text
    assert "You sent your request on 20 November 2026" in public.get("/sent").text
    with context.store.begin() as unit:
        notice = next(w.notice for w in unit.outbox.claim(context.now()) if w.notice.name == "received")
    assert (notice.to, notice.words["date"]) == ({"email": "sam@example.com"}, "2026-11-20")


def test_a_young_person_who_calls_gets_six_words(clerk, context, public):
    begin(clerk, flow="young", at="9:30am")
    page = send(clerk, context.journeys["young"], YOUNG)
    reference, code = page.marked("app-reference"), page.marked("app-code")
    assert len(code.split("-")) == 6
    assert [text_of(item) for item in page.all("li")][-6:] == code.split("-")
    assert "Post nothing." in page.text
    assert [i.get("value") for i in page.all("input") if i.get("name") == "how"] == ["read_out", "none"]
    assert clerk.client.get(f"{entry(page)}/letter.pdf").status_code == 404
    page = clerk.send(page.path, how="posted")
    assert page.errors == ["Select how you have given them the code"]
    assert page.marked("app-code") == code
    page = clerk.send(page.path, how="none")
    page = clerk.get(page.link("Timeline"))
    assert "We had no safe way to give them their code" in page.text
    public.get("/return")
    assert public.send(reference=reference, code=code).path == "/progress"
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference.replace("-", ""))
        first = unit.event_log.events(challenge.id)[0]
    assert first.what["way"] == "telephone"
    assert f"{challenge.received_at:%d %H:%M}" == "23 09:30"


@pytest.mark.parametrize(("flow", "answers"), [("adult", PARENT), ("adult", NEIGHBOUR), ("young", YOUNG)])
def test_who_rings_is_entered_with_twenty_presses_besides_what_they_say(clerk, context, flow, answers, monkeypatch):
    """Presses of buttons, and what staff choose that the caller does not say: the form, and how the code was given."""
    pressed, send = [], Visitor.send
    monkeypatch.setattr(Visitor, "send", lambda *given, **more: (pressed.append(1), send(*given, **more))[1])
    page = clerk.get("/take")
    chosen = [i.get("value") for i in page.all("input") if i.get("type") == "radio" and "checked" in i.attrib]
    assert chosen[:2] == ["telephone", "adult"], "as it is most of the time"
    day = [i.get("value") for i in page.all("input") if i.get("name", "").startswith("on-")]
    assert day == ["23", "11", "2026"]
    begin(clerk, flow=flow)
    walk(clerk, context.journeys[flow], answers, at=entry(clerk.page))
    clerk.send(clerk.page.path)
    clerk.send(clerk.page.path, how="read_out")
    assert clerk.page.path.startswith("/challenges/")
    with context.store.read() as unit:
        [row] = unit.worklist.lines()
        kept = unit.challenges.get(row.reference).answers
    assert kept["not_tell"] == answers["not_tell"]
    chosen_by_staff = 1 + (flow == "young")
    assert len(pressed) + chosen_by_staff <= 20, len(pressed)


def test_what_is_wrong_on_a_page_of_several_questions_is_said_and_nothing_typed_is_lost(clerk, context):
    begin(clerk)
    page = walk(clerk, context.journeys["adult"], PARENT, until="private", at=entry(clerk.page))
    first = page.path
    page = clerk.send(first, name="Sam Example", safe=["email"], email="sam@example.com")
    assert page.path == first
    assert len(page.errors) == 1
    assert [i.get("value") for i in page.all("input") if i.get("name") in ("name", "email")] == [
        "Sam Example",
        "sam@example.com",
    ]
    clerk.send(first, name="Sam Example", safe=["email"], email="sam@example.com", then="save")
    clerk.get(clerk.get("/take").link("Carry on"))
    assert clerk.page.path == first


@pytest.mark.parametrize(
    ("way", "answers", "there", "not_there"),
    [
        ("telephone", BY_LETTER, ["1 Example Street", "Speak to the school.", "North Tyneside"], []),
        ("telephone", {**BY_LETTER, "say_who": "no"}, ["1 Example Street"], ["Speak to the school.", "North Tyneside"]),
        ("face_to_face", NEIGHBOUR, ["Speak to the school."], ["Sam Example"]),
    ],
)
@pytest.mark.tries(1)
def test_the_letter_goes_only_where_it_is_safe_and_says_no_more_than_it_may(
    clerk, context, way, answers, there, not_there
):
    begin(clerk, way)
    page = send(clerk, context.journeys["adult"], answers)
    file = clerk.client.get(page.link("Print the letter"))
    assert file.headers["Content-Disposition"] == "attachment; filename=receipt.pdf"
    pages = pypdf.PdfReader(io.BytesIO(file.data)).pages
    words = " ".join(" ".join(each.extract_text() for each in pages).split())
    for each in (page.marked("app-reference"), page.marked("app-code"), *there):
        assert each in words
    assert not [each for each in not_there if each in words]
    with context.store.read() as unit:
        [line] = unit.worklist.lines(limit=2)
        read = unit.event_log.events(line.id)[-1]
    assert (read.kind, read.what) == ("read", {"why": "printed for the person who sent it"})


def test_unfinished_ones_are_listed_carried_on_and_deleted(clerk, clock):
    begin(clerk)
    first = clerk.send(clerk.page.path, danger="no")
    begin(clerk, "face_to_face")
    for _ in range(2):
        clock.now += timedelta(minutes=20)  # longer than a raiser's own form would wait
        page = clerk.get("/take")
    assert len([a for a in page.all("a") if "Carry on" in text_of(a)]) == 2
    assert clerk.get(page.link("Carry on")).path == first.path, "at the page where it was left"
    clerk.get("/take")
    page = clerk.send(f"{entry(first)}/delete")
    assert page.text.count("Carry on") == 1
    assert [text_of(way) for way in page.all("dt")] == ["Face to face"]
    assert clerk.get(first.path).path == "/take"


def test_a_mistake_in_an_answer_is_said_and_nothing_typed_is_lost(clerk, context):
    begin(clerk)
    page = walk(clerk, context.journeys["adult"], PARENT, until="safe-ways", at=entry(clerk.page))
    page = clerk.send(page.path, safe=["email"], email="sam@")
    assert page.response.status_code == 422
    assert "You are entering this for somebody." in page.text
    assert [i.get("value") for i in page.all("input") if i.get("name") == "email"] == ["sam@"]


def test_an_adult_s_form_stops_and_leads_to_the_young_people_s_as_at_the_public_door(clerk):
    begin(clerk)
    for said in ({"danger": "no"}, {"purpose": "look_again"}, {"who": "young_person"}):
        page = clerk.send(clerk.page.path, **said)
    page = clerk.send(page.path)
    assert page.path == f"{entry(page)}/tell/our-promise"
    begin(clerk)
    clerk.send(clerk.page.path, danger="no")
    assert "Continue" not in clerk.send(clerk.page.path, purpose="treated").text


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"way": ""}, "Select how it came"),
        ({"day": "24"}, "Enter a real date that is not in the future"),
        ({"at": "10:01"}, "Enter a date and time that are not in the future"),
        ({"at": "soon"}, "Enter a time like 14:30 or 2:30pm"),
        ({"flow": "none"}, "Select which form"),
    ],
)
def test_how_it_came_is_checked_and_stays_on_the_page(clerk, change, error):
    page = begin(clerk, **{"at": "9:07", **change})
    assert (page.response.status_code, page.errors) == (422, [error])
    typed = {i.get("name"): i.get("value") for i in page.all("input")}
    assert typed["at"] == change.get("at", "9:07")
    assert typed["on-day"] == change.get("day", "23")


def test_there_is_a_limit_to_what_one_has_open(clerk):
    for _ in range(5):
        assert not begin(clerk).errors
    assert begin(clerk).errors == ["You have begun too many. Finish or delete one first."]


def test_a_colleague_sees_nothing_of_it_and_some_may_not_take_any(clerk, employ, enter):
    mine = begin(clerk).path
    for role, status in ((Role.MANAGER, 200), (Role.RELEASER, 403)):
        email = f"{role}@example.com"
        employ(email, role)
        other = enter(email)
        assert ("New challenge" in other.page.text) == (status == 200)
        page = other.get("/take")
        assert page.response.status_code == status
        assert "Carry on" not in page.text
        page = other.get(mine)
        assert page.path == ("/take" if status == 200 else mine)
        assert page.response.status_code == status


def test_staff_read_english_and_the_person_reads_their_own_language(context, settings, enter, monkeypatch, tmp_path):
    """The language is asked for, and the letter with the code is in it; what the browser asks for changes nothing."""
    monkeypatch.setattr(apps, "FOLDERS", replace(apps.FOLDERS, translations=pseudo.speak(tmp_path)))
    pack = replace(context.pack, council=replace(context.pack.council, languages=("cy", "ar")))
    here, drawn = replace(context, packs=OnePack(pack)), []
    monkeypatch.setattr(pdf, "make", lambda html, *_: drawn.append(html) or b"")
    clerk = enter(TRIAGE, Visitor(apps.staff_app(settings, here)))
    clerk.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ar, cy"
    page = clerk.get("/take")
    assert page.tree.get("lang") == "en-GB"
    assert "In which language do we write to them?" in page.text
    assert [text_of(label) for label in page.all("label")][-2:] == ["Welsh", "Arabic"]
    when = {"on-day": "23", "on-month": "11", "on-year": "2026"}
    clerk.send("/take", way="letter", flow="adult", at="", language="ar", **when)
    page = send(clerk, here.journeys["adult"], BY_LETTER)
    assert page.tree.get("lang") == "en-GB"
    assert clerk.client.get(f"{entry(page)}/letter.pdf").status_code == 200
    [letter] = drawn
    assert '<html lang="ar" dir="rtl">' in letter
    assert pseudo.left(letter.encode(), frozenset({"((characters))", pack.council.name})) == []
    with here.store.read() as unit:
        [line] = unit.worklist.lines()
        assert unit.challenges.get(line.reference).language == "ar"


def test_no_browser_offers_staff_their_own_details_for_somebody_else(clerk, context):
    begin(clerk)
    walk(clerk, context.journeys["adult"], PARENT, until="safe-ways", at=entry(clerk.page))
    [typed] = [field for field in clerk.page.all("input") if field.get("name") == "email"]
    assert typed.get("autocomplete") == "off"
