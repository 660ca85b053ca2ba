"""What goes into the case system and the child's file: all of it, and logged."""

import json
from dataclasses import replace

import pytest
from actions import Action

from build import EVERYONE, PARENT, PROFESSIONAL
from portal.domain.permissions import RAISER, ActionRefused, Actor, Role
from portal.services import case_export, retention
from portal.settings import ROOT

BOSS = Actor("boss", frozenset({Role.MANAGER}), 4, "Bo Boss")
RELEASER = Actor("rel", frozenset({Role.RELEASER}), 0, "Ro Releaser")
SHAPE = {
    "format", "reference", "written", "council", "pack", "policy", "system", "kinds", "suggested", "made_at",
    "received_at", "status", "stage", "due", "audience", "raiser", "identity", "standing", "advocate", "children",
    "answers", "grounds", "files", "original", "reviews", "promises", "passed", "notifications", "links", "records",
    "timeline",
}  # fmt: skip


@pytest.fixture
def store(sqlite_store):
    """None of this depends on the database."""
    return sqlite_store


@pytest.fixture
def medway(context, others):
    """The office of a council whose pack asks for a form at its third stage."""
    return replace(context, packs=others, council="medway")


@pytest.fixture
def through_two_stages(arrive, act, reviewed):
    """A parent's challenge: a first review told, still worried, a second one decided; a complaint besides."""
    reference = arrive(PARENT | {"purpose": "both", "both_note": "seen"})
    for action, words in ((Action.CHECK_IDENTITY, "Passport seen."), (Action.CHECK_STANDING, "Certificate seen.")):
        act(reference, action, words=words)
    act(reference, Action.TAKE)
    act(reference, Action.PASS_COMPLAINT, agreed="By telephone.", words="You were rude to us.")
    act(reference, Action.RECORD_ORIGINAL)
    act(reference, Action.ACCEPT_FOR_REVIEW)
    act(reference, Action.HAND_BACK, words="For somebody with time.")
    reviewed(reference)
    act(reference, Action.WRITE_REPLY, words="We have changed part of it.")
    act(reference, Action.RELEASE, RELEASER, harm="no", words="Nobody is at risk.")
    act(reference, Action.STILL_WORRIED, RAISER)
    other = Actor("second", frozenset({Role.REVIEWER}), 4, "Se Second")
    reviewed(reference, other)
    return reference


def events(context, reference):
    with context.store.read() as unit:
        return unit.event_log.events(unit.challenges.get(reference).id)


FINDING = {"outcome": "partly", "reasons": "The school was not asked.", "basis": "Level 3 of the threshold document."}


def offered(context, reference):
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
        return case_export.offered(context.rules(challenge), challenge, unit.event_log.events(challenge.id))


def taken(context, reference, form="txt"):
    return case_export.export(context, BOSS, reference, form)


def test_an_entry_has_what_each_stage_came_to(context, through_two_stages):
    entry = taken(context, through_two_stages)
    first, second = entry.reviews
    assert (first.label, second.label) == ("Stage 1", "Stage 2")
    for each in entry.reviews:
        assert each.grounds == {1: FINDING}
        assert (each.looked_at, each.views) == ("The letters of the school.", "He likes his teacher.")
        assert each.outcome == "partly"
        assert each.decided_at == context.now()
    assert first.ended_at
    assert not second.ended_at
    assert (first.decided_by, second.decided_by) == ("boss", "second"), "an account that is no more keeps its id"
    assert (entry.identity, entry.standing) == ("Passport seen.", "Certificate seen.")
    assert [child["name"] for child in entry.children] == ["Robin Example"]
    [passed] = entry.passed
    assert (passed.words, passed.agreed) == ("You were rude to us.", "By telephone.")
    assert [contact.name for contact in passed.to] == ["MASH Team Manager", "Customer First Office"]
    assert [each["told"] for each in entry.promises] == [True, False]
    released = [each.said for each in entry.timeline if each.kind == "released"]
    assert [said["words"] for said in released] == ["We have changed part of it.", "Visit the school."]
    assert entry.suggested in entry.kinds


def test_the_json_has_the_shape_that_is_written_down(context, through_two_stages):
    plain = case_export.as_json(taken(context, through_two_stages))
    assert set(plain) == SHAPE
    assert plain["format"] == 2
    assert json.loads(json.dumps(plain)) == plain
    assert plain["answers"]["point"][0]["point.words"] == "You did not speak to the school."
    assert plain["reviews"][0]["grounds"] == [{"ground": 1} | FINDING]
    assert plain["reviews"][0]["decision"]["outcome"] == "Early help"
    assert plain["original"]["outcome"] == "No further action"
    assert plain["passed"][0]["to"] == ["MASH Team Manager", "Customer First Office"]
    described = (ROOT / "docs" / "record.md").read_text()
    for key in SHAPE:
        assert f"| `{key}` |" in described, key


def test_taking_it_out_is_written_down_and_is_no_part_of_it(context, through_two_stages):
    taken(context, through_two_stages, "json")
    last = events(context, through_two_stages)[-1]
    assert (last.kind, last.actor, last.what) == ("exported", "boss", {"form": "json"})
    assert "exported" not in {each.kind for each in taken(context, through_two_stages).timeline}


def test_who_may_not_takes_nothing_and_nothing_is_written(context, through_two_stages):
    before = len(events(context, through_two_stages))
    for role in (Role.AUDITOR, Role.RELEASER, Role.ADMINISTRATOR):
        with pytest.raises(ActionRefused):
            case_export.export(context, Actor("x", frozenset({role})), through_two_stages, "txt")
    assert case_export.filled(context, BOSS, through_two_stages, "stage-3") is None
    assert len(events(context, through_two_stages)) == before


def test_what_is_not_there_or_erased_is_not_taken(context, through_two_stages):
    assert taken(context, "UNKNOWN00") is None
    retention.erase(context, through_two_stages)
    assert taken(context, through_two_stages) is None


def test_where_the_ledger_cannot_be_written_nothing_is_taken(context, through_two_stages):
    with context.store.begin() as unit:
        full = "CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'full'); END"
        unit.connection.exec_driver_sql(full)
    with pytest.raises(Exception, match="full"):
        taken(context, through_two_stages)


def test_a_review_that_its_raiser_opened_again_is_there_once_with_what_it_answered(context, arrive, act):
    reference = arrive(PARENT)
    act(reference, Action.TAKE)
    act(reference, Action.RECORD_ORIGINAL)
    act(reference, Action.ACCEPT_FOR_REVIEW)
    act(reference, Action.DECIDE_GROUND, ground=1, outcome="changed", reasons="Before he withdrew.")
    act(reference, Action.WITHDRAW, RAISER, pressure="no", words="")
    act(reference, Action.REOPEN, RAISER)
    assert [each.grounds.get(1, {}).get("reasons") for each in taken(context, reference).reviews] == [
        "Before he withdrew."
    ]


def test_a_form_of_the_pack_is_offered_from_its_stage_on(medway, arrive, act, reviewed):
    reference = arrive(PROFESSIONAL, context=medway)
    act(reference, Action.TAKE, BOSS, medway)
    assert offered(medway, reference) == []
    assert case_export.filled(medway, BOSS, reference, "stage-3") is None
    act(reference, Action.RECORD_ORIGINAL, BOSS, medway)
    act(reference, Action.ACCEPT_FOR_REVIEW, BOSS, medway)
    act(reference, Action.HAND_BACK, BOSS, medway, words="For a reviewer.")
    for number in ("1", "2"):
        reviewer = Actor(f"reviewer-{number}", frozenset({Role.REVIEWER}), 4, "Re Viewer")
        reviewed(reference, reviewer, medway)
        act(reference, Action.END_REVIEW, reviewer, medway)
        act(reference, Action.STILL_WORRIED, RAISER, medway)
        act(reference, Action.MOVE_ON, BOSS, medway)
    assert offered(medway, reference) == [("stage-3", "Stage 3 Escalation (Alert) Form")]
    entry, form = case_export.filled(medway, BOSS, reference, "stage-3")
    assert (form.who, form.form, form.stage) == ("MSCB", "Stage 3 Escalation (Alert) Form", "3")
    assert entry.raiser == "Jo Example"
    assert events(medway, reference)[-1].what == {"form": "stage-3"}


@pytest.mark.parametrize("who", EVERYONE)
def test_a_complaint_is_prefilled_with_what_they_typed_and_goes_to_whom_the_pack_says(context, arrive, act, who):
    reference = arrive(EVERYONE[who])
    act(reference, Action.ADD, RAISER, words="Nobody rang me.", new=False)
    found = case_export.handover(context, reference)
    said = {line.words for row in found.said for line in row.lines}
    for key in ("unhappy", "their_words", "right", "outcome", "name"):
        if words := EVERYONE[who].get(key):
            assert words in said
    assert found.since == ("Nobody rang me.",)
    assert [each.name for each in found.to] == ["MASH Team Manager", "Customer First Office"]
    road = [each.name for each in case_export.handover(context, reference, "information").to]
    assert road == ["Customer First Office"]
    assert case_export.handover(context, "UNKNOWN00") is None
