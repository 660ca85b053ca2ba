"""A kind of event that is new is one entry: all pages and the record follow from it."""

from dataclasses import dataclass, replace

import pytest

from portal.domain.challenge.events.allocation_events import ASSIGNED
from portal.domain.challenge.events.event_kind import EventKind, TimelineGroup, ToldToRaiser, WhoseWords, event_of
from portal.domain.challenge.events.payload import AccountId, EventPayload
from portal.domain.challenge.events.registry import KINDS
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.history import at_this_stage
from portal.domain.challenge.state import Flag
from portal.domain.permissions import Actor, Role
from portal.services import case_access, case_export

TRIAGE = "triage@example.com"
BOSS = Actor("boss", frozenset({Role.TRIAGE, Role.MANAGER}), 2)


@dataclass(frozen=True, kw_only=True)
class SungPayload(EventPayload):
    words: str
    who: AccountId


SUNG = EventKind(
    "sung",
    SungPayload,
    "They sang to us",
    TimelineGroup.MESSAGES,
    told=ToldToRaiser("You sang to us.", ("words",), WhoseWords.RAISERS, "Your song, %(moment)s"),
    state=lambda challenge, _event: {"flags": challenge.flags | {Flag.MESSAGE}},
    work=lambda work, event: replace(work, identity=event.what["words"]),
    must_be_read=True,
)


@pytest.fixture
def sung(monkeypatch, context, signed_in, arrive):  # noqa: ARG001  # somebody has an account
    """It has happened to a challenge."""
    monkeypatch.setitem(KINDS, SUNG, SUNG)
    reference = arrive()
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        triage = unit.accounts.by_email(TRIAGE)
        taken = event_of(ASSIGNED(to=triage.id, own_work=True), context.now(), triage.id)
        happened = [taken, event_of(SUNG(words="A song of the sea.", who=triage.id), context.now(), "raiser")]
        unit.event_log.append(challenge.id, happened)
        unit.challenges.save(replay(happened, challenge))
    return reference


def test_it_changes_the_state_and_is_kept_as_far_as_it_says(sung, context):
    with context.store.read() as unit:
        challenge = unit.challenges.get(sung)
    assert Flag.MESSAGE in challenge.flags
    assert challenge.work.identity == "A song of the sea."
    assert challenge.last(SUNG).what == {"words": "A song of the sea."}
    assert at_this_stage(challenge, SUNG)


def test_it_stands_on_the_timeline_under_its_filter_and_among_the_messages(sung, signed_in):
    page = signed_in.get(f"/challenges/{sung}/timeline")
    assert "They sang to us" in page.text
    assert "A song of the sea." in page.text
    times = {group: signed_in.get(f"/challenges/{sung}/timeline?show={group}").text for group in TimelineGroup}
    told = {group: page.count("They sang to us") for group, page in times.items()}
    assert told == dict.fromkeys(TimelineGroup, 1) | {TimelineGroup.MESSAGES: 2}, "once on top, as what is new"
    assert "A song of the sea." in signed_in.get(f"/challenges/{sung}/messages").text


def test_it_is_in_the_record_with_who_it_is_about_by_name(sung, context):
    entry = case_export.export(context, BOSS, sung, "txt")
    [told] = [each for each in entry.timeline if each.kind == SUNG]
    with context.store.read() as unit:
        name = unit.accounts.by_email(TRIAGE).name
    assert told.said == {"words": "A song of the sea.", "who": name}


def test_staff_have_to_read_it_and_its_raiser_reads_it(sung, context, signed_in, as_raiser):
    with context.store.read() as unit:
        events = unit.event_log.events(unit.challenges.get(sung).id)
    assert [each.words for each in case_access.news(events, 0)] == ["A song of the sea."]
    assert "They sang to us" in signed_in.get(f"/challenges/{sung}").text
    me = as_raiser(sung)
    assert "You sang to us." in me.get("/progress").text
    assert "Your song, 23 November 2026" in me.get("/messages").text
