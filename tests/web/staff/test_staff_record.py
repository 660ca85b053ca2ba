"""Taking a challenge along: as text, data and files; its forms; each logged, none for everybody."""

import io
import random
import re
from dataclasses import replace
from datetime import timedelta
from secrets import randbits
from uuid import uuid4

import pypdf
import pytest
from actions import Action
from deeds_done import done

from build import EVERYONE, PROFESSIONAL, random_walk
from portal.domain import reference_codes
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.history import typed
from portal.domain.challenge.submission import Submission, receive
from portal.domain.journey import Kind
from portal.domain.permissions import RAISER, Actor, Role
from portal.services import case_access, case_export
from portal.web.staff import export_layout, record_sheet
from visitor import Visitor, leaves

MANAGER = "manager@example.com"
BOSS = Actor("manager", frozenset({Role.MANAGER}), 4, "B Other")
TRIAGE = Actor("triage", frozenset({Role.TRIAGE}))
TYPED = {Kind.LINE, Kind.WORDS}
FORMS = ["txt", "json", "pdf"]


def act(context, reference, action, actor=BOSS, /, **said):
    if action is Action.TAKE:
        said.setdefault("words", "Covering for the team.")
    assert done(context, actor, reference, action, **said)


def events(context, reference):
    with context.store.read() as unit:
        return unit.event_log.events(unit.challenges.get(reference).id)


def send(context, answers):
    sent = Submission(uuid4().hex, reference_codes.new_reference(randbits), "en", answers)
    happened = receive(sent, RAISER, context.pack, context.calendar, context.now())
    with context.store.begin() as unit:
        unit.challenges.add(replay(happened), draft_id=sent.id, code_hash="", now=context.now())
        unit.event_log.append(sent.id, happened)
    return sent.reference


def unlike(journey, said, rng):
    """The same answers, in words of their own wherever somebody types: several lines, and one very long word."""
    written = {part.key for question in journey.questions for part in leaves(question) if part.kind in TYPED}

    def other(value):
        if isinstance(value, list):
            return [other(each) if isinstance(each, dict) else each for each in value]
        words = f"typed {rng.random()} \u2028 z\u00e9\n\n  \t{'long' * 40}{rng.random()} - end"
        if isinstance(value, dict):
            return {key: words if key in written and inner else other(inner) for key, inner in value.items()}
        return value

    return other(said)


def squeezed(text):
    return "".join(text.split())


@pytest.fixture
def passed_on(context, arrive):
    """A challenge with a complaint that was handed over."""
    reference = arrive(not_tell="yes", **{"not_tell.words": "Do not tell\n<b>Alex</b>."})
    act(context, reference, Action.TAKE)
    act(context, reference, Action.PASS_COMPLAINT, agreed="By email.", words="You were <i>rude</i>.")
    case_access.record(context, TRIAGE, reference, "covering")
    return reference


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_kept_nowhere_and_is_called_by_its_reference_only(signed_in, context, passed_on, form):
    file = signed_in.client.get(f"/challenges/{passed_on}/record.{form}")
    assert file.status_code == 200
    assert file.headers["Content-Disposition"] == f"attachment; filename={passed_on}.{form}"
    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.mimetype == {"txt": "text/plain", "json": "application/json", "pdf": "application/pdf"}[form]
    last = events(context, passed_on)[-1]
    assert (last.kind, last.actor, last.what) == ("exported", "triage", {"form": form})
    assert signed_in.client.get("/challenges/00000000/record.txt").status_code == 404
    assert signed_in.client.get(f"/challenges/{passed_on}/record.doc").status_code == 404


def test_the_text_says_what_was_done_and_typed_words_cannot_pass_for_headings(signed_in, passed_on):
    text = signed_in.client.get(f"/challenges/{passed_on}/record.txt").get_data(as_text=True)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[1] == "=" * len(lines[0])
    for words in ("  Do not tell", "  <b>Alex</b>.", "  You were <i>rude</i>.", "Complaint about how we treated them"):
        assert words in lines
    assert "Liquidlogic" in text
    assert "23 November 2026 at 10:00am: They sent it:" in lines


@pytest.mark.parametrize(("email", "role"), [("aud@example.com", Role.AUDITOR), ("rel@example.com", Role.RELEASER)])
def test_who_may_not_take_it_along_is_refused(context, employ, passed_on, enter, email, role):
    employ(email, role)
    before, client = len(events(context, passed_on)), enter(email).client
    for address in (*(f"record.{form}" for form in FORMS), "forms/complaint.pdf", "forms/complaint.txt"):
        assert client.get(f"/challenges/{passed_on}/{address}").status_code == 403
    assert len(events(context, passed_on)) == before


@pytest.mark.parametrize("address", ["record.json", "forms/complaint.txt"])
def test_a_file_takes_a_reason_and_showing_once_more_who_it_is(signed_in, context, passed_on, clock, confirm, address):
    file = f"/challenges/{passed_on}/{address}"
    clock.now += timedelta(minutes=4)
    assert signed_in.client.get(file).status_code == 200
    before = len(events(context, passed_on))
    clock.now += timedelta(minutes=1)
    signed_in.get(file)
    page = confirm(signed_in)
    assert page.path == f"/challenges/{passed_on}/record"
    clock.now += timedelta(minutes=26)
    signed_in.get("/confirm")
    confirm(signed_in)
    with context.store.begin() as unit:
        unit.sessions.touch(unit.sessions.of("triage", context.now())[0].id, context.now())
    clock.now += timedelta(minutes=4)
    assert signed_in.get(file).path == f"/challenges/{passed_on}/why"
    assert [event.kind for event in events(context, passed_on)[before:]] == ["read"]


def read(data):
    document = pypdf.PdfReader(io.BytesIO(data))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert document.metadata.title == "Challenge"
    assert not document.metadata.author
    assert re.search(r'pdfuaid:part(?:>|=")1', root["/Metadata"].get_object().get_data().decode())
    assert {"/H1", "/H2", "/H3", "/P"} <= tags(root["/StructTreeRoot"])
    return squeezed("".join(page.extract_text() for page in document.pages))


def tags(element):
    element = element.get_object()
    if not isinstance(element, pypdf.generic.DictionaryObject):
        return set()
    inner = element.get("/K", [])
    inner = inner if isinstance(inner, list) else [inner]
    return {element.get("/S")}.union(*(tags(each) for each in inner if not isinstance(each, int)))


def test_the_file_for_the_child_s_file_is_for_everybody(signed_in, passed_on):
    text = read(signed_in.client.get(f"/challenges/{passed_on}/record.pdf").data)
    for words in ("You did not speak to the school.", "<b>Alex</b>", "sam@example.com", "You were <i>rude</i>."):
        assert squeezed(words) in text, words


def test_a_complaint_can_be_taken_along_once_it_was_handed_over(signed_in, context, arrive, passed_on):
    page = signed_in.get(f"/challenges/{passed_on}/record")
    assert page.link("as text: Complaint about how we treated them").endswith("/forms/complaint.txt")
    assert "/forms/information" not in page.html
    text = signed_in.client.get(f"/challenges/{passed_on}/forms/complaint.txt").get_data(as_text=True)
    for words in ("You were <i>rude</i>.", "MASH Team Manager", "customerfirstoffice@northtyneside.gov.uk"):
        assert words in text
    assert "You did not speak to the school." not in text, "only what was handed over"
    assert squeezed("You were <i>rude</i>.") in read(
        signed_in.client.get(f"/challenges/{passed_on}/forms/complaint.pdf").data
    )
    assert events(context, passed_on)[-1].what == {"form": "complaint"}
    other = arrive("other")
    case_access.record(context, TRIAGE, other, "covering")
    for name in ("complaint", "information", "stage-1"):
        assert signed_in.client.get(f"/challenges/{other}/forms/{name}.pdf").status_code == 404
    assert [event.kind for event in events(context, other)] == ["received", "read"]


def test_a_form_of_the_pack_is_filled_in_from_the_same_data(context, settings, employ, others, enter, open_staff_door):
    south = replace(context, packs=others, council="south-tyneside")
    employ(MANAGER, Role.MANAGER)
    door = open_staff_door(settings, south)
    with door.test_request_context():
        reference = send(south, PROFESSIONAL)
        reviewer = Actor("r", frozenset({Role.REVIEWER}), 4, "R Other")
        act(south, reference, Action.TAKE)
        act(south, reference, Action.RECORD_ORIGINAL)
        act(south, reference, Action.ACCEPT_FOR_REVIEW)
        act(south, reference, Action.HAND_BACK, words="To a reviewer.")
        act(south, reference, Action.TAKE, reviewer)
        act(
            south,
            reference,
            Action.DECIDE_GROUND,
            reviewer,
            ground=1,
            outcome="unchanged",
            reasons="We did speak to it.",
        )
        act(south, reference, Action.FIND, reviewer, evidence="The notes.", views="He was not seen.")
        act(south, reference, Action.DECIDE, reviewer)
        act(south, reference, Action.END_REVIEW, reviewer)
        act(south, reference, Action.STILL_WORRIED, RAISER)
        case_access.record(south, BOSS, reference, "supervising")
    text = read(enter(MANAGER, Visitor(door)).client.get(f"/challenges/{reference}/forms/stage-2.pdf").data)
    for words in (
        "Escalation Notification Form (Appendix 1)",
        "STSCP or STSAB",
        "Jo Example",
        "Robin Example",
        "A visit at home.",
        "You did not speak to the school.",
        "Stage 2",
    ):
        assert squeezed(words) in text, words


@pytest.mark.parametrize("who", EVERYONE)
def test_no_word_that_somebody_typed_is_lost(door, context, who):
    """Random walks of every audience: all that they typed is in the text, and in what is handed over as JSON."""
    journey = context.journeys["young" if who == "young_person" else "adult"]
    rng = random.Random(who)
    walks = 0
    while walks < 12:
        said, _visited = random_walk(journey, rng)
        said = said | EVERYONE[who] if walks == 0 else said
        if said.get("who") != who or not journey.complete(said):
            continue
        walks += 1
        said = unlike(journey, journey.kept(said), rng)
        reference = send(context, said)
        act(context, reference, Action.ADD, RAISER, words=f"More {rng.random()}", new=False)
        entry = case_export.export(context, BOSS, reference, "txt")
        with door.test_request_context():
            text = record_sheet.text(export_layout.record(entry))
            over = export_layout.handed_over(case_export.handover(context, reference))
        assert max(map(len, text.splitlines())) <= 100
        with context.store.read() as unit:
            words = [each for each in typed(unit.challenges.get(reference)) if "typed" in each or "More" in each]
        assert words
        for each in words:
            assert squeezed(each) in squeezed(text), each
        assert f"More {entry.timeline[-1].said['words'].split()[1]}" in over
