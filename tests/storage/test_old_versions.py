"""What earlier versions stored is read for ever: states and logs in `old/`, of every audience, never changed."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from build import our_packs
from portal.domain.challenge import stored_versions
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.review_history import reviews
from portal.domain.challenge.state import Event, Rules, plain, unplain
from portal.domain.challenge.stored_versions import FromLaterVersion, newest_event, newest_state
from portal.domain.challenge.view import view_for
from portal.domain.policy.model import Audience
from portal.services.exported_reviews import exported_reviews

OLD = {path.stem: json.loads(path.read_text()) for path in (Path(__file__).parent / "old").glob("*.json")}


def test_there_is_something_old_of_everybody():
    assert set(OLD) == set(Audience)
    assert not any("version" in old["body"] for old in OLD.values())


@pytest.fixture(params=sorted(OLD))
def old(request):
    return OLD[request.param]


def logged(old):
    return [
        Event(each["kind"], datetime.fromisoformat(each["at"]), each["actor"], newest_event(each["kind"], each["what"]))
        for each in old["events"]
    ]


def test_an_old_state_opens_and_is_stored_as_one_of_today(old):
    state = unplain(old["body"])
    again = plain(state)
    assert again["version"] == len(stored_versions.STATES)
    assert unplain(json.loads(json.dumps(again, default=list))) == state


def test_an_old_log_adds_up_to_the_state_that_was_stored_with_it(old):
    state, replayed = unplain(old["body"]), replay(logged(old))
    for part in ("id", "reference", "audience", "status", "stage", "due", "flags", "answers", "ladder"):
        assert getattr(replayed, part) == getattr(state, part), part
    assert replayed.work.review == state.work.review == reviews(logged(old))[-1].review
    assert [event.kind for event in replayed.history] == [event.kind for event in state.history]


def test_an_old_request_can_be_read_by_its_raiser_and_recorded(old):
    pack = our_packs().get(old["body"]["pack"])
    state = unplain(old["body"])
    assert view_for(state.audience, state, pack).history
    rules = Rules(pack, our_packs().calendar(pack), state.ladder)
    assert list(exported_reviews(rules, logged(old), {}))


def test_an_old_request_is_kept_and_opens_in_the_database(store, old, now):
    state = unplain(old["body"])
    with store.begin() as unit:
        unit.challenges.add(state, draft_id=state.id, code_hash="", now=now)
        unit.event_log.append(state.id, logged(old))
    with store.read() as unit:
        assert unit.challenges.get(state.reference) == state
        assert [event.what for event in unit.event_log.events(state.id)] == [event.what for event in logged(old)]


def test_a_log_of_before_versions_opens_from_the_database(store, now, monkeypatch):
    """As it was written then: without a version."""
    old = OLD["parent"]
    state = unplain(old["body"])
    with monkeypatch.context() as then, store.begin() as unit:
        then.setattr("portal.storage.event_log.with_version", lambda what, _steps: dict(what))
        unit.challenges.add(state, draft_id=state.id, code_hash="", now=now)
        unit.event_log.append(state.id, logged(old))
    with store.read() as unit:
        assert [event.what for event in unit.event_log.events(state.id)] == [event.what for event in logged(old)]


def test_a_day_by_which_something_was_due_stays_one_and_a_moment_comes_back_as_it_was():
    body = {**newest_state(OLD["parent"]["body"]), "version": 1, "due": "2026-11-30"}
    assert unplain(body).due == date(2026, 11, 30)
    moment = datetime(2026, 11, 30, 16, tzinfo=UTC)
    stored = plain(replace(unplain(body), due=moment))
    assert (stored["due"], unplain(stored).due) == ("2026-11-30T16:00:00+00:00", moment)


@pytest.mark.parametrize("version", ["later", -1, "1", None])
def test_what_a_later_version_stored_is_refused_in_words(version):
    states, events = len(stored_versions.STATES), len(stored_versions.EVENTS)
    body = {**OLD["parent"]["body"], "version": states + 1 if version == "later" else version}
    with pytest.raises(
        FromLaterVersion, match=rf"The state has version .+, and this portal knows {states}: deploy a later"
    ):
        unplain(body)
    with pytest.raises(FromLaterVersion, match=rf"The event “added” has version .+, and this portal knows {events}"):
        newest_event("added", {"words": "x", "version": events + 1 if version == "later" else version})


def test_a_field_that_nobody_knows_is_refused_and_not_dropped():
    body = newest_state(OLD["parent"]["body"])
    with pytest.raises(TypeError, match="made_up"):
        unplain({**body, "version": 1, "work": {**body["work"], "made_up": 1}})


def test_what_an_event_of_today_holds_is_named_by_its_kind_or_refused_as_it_is_read(store, add, now):
    challenge_there = add()
    with store.begin() as unit:
        unit.event_log.append(
            challenge_there.id, [Event("noted", now, "toni", {"words": "x", "mentions": [], "worst": 1})]
        )
    with (
        store.read() as unit,
        pytest.raises(FromLaterVersion, match="“noted” holds what this portal does not know: worst"),
    ):
        unit.event_log.events(challenge_there.id)


def test_what_an_older_version_stored_beside_is_read_as_it_is(old):
    """Nobody held it to a payload then."""
    for each in old["events"]:
        assert newest_event(each["kind"], {**each["what"], "beside": 1, "version": 2})["beside"] == 1
