"""What a raiser says about how to reach them is obeyed: by which way, when, under which name, and not at all."""

import random
from dataclasses import MISSING, fields, replace
from datetime import timedelta
from itertools import cycle

import pytest
from actions import Action

from build import EVERY_WAY, PARENT, YOUNG
from portal.domain.challenge.events.event_kind import always
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.registry import KINDS
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.neutral_sentences import TRUE_WHEN
from portal.domain.challenge.state import Event
from portal.domain.notices.catalogue import TO_RAISER
from portal.domain.notices.safe_times import SAFE_TIMES
from portal.domain.permissions import Actor, Role
from portal.domain.policy.calendar import local
from portal.services import contact_preferences, tracker
from portal.services.delivery import receipt
from portal.services.notifications import notices_for
from portal.web.staff.labels import HAPPENED
from posting import Clock, drain, looked_at, notify_at, send_in, stand_in

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OFFICER = Actor("remi", frozenset({Role.TRIAGE}), 4, "R Other")
ADDRESS = ["Sam Example", "1 Example Street", "Wallsend", "NE28 6AA"]


@pytest.fixture
def store(sqlite_store):
    """None of this depends on the database."""
    return sqlite_store


@pytest.fixture
def desk():
    return stand_in(settles_in=None)


@pytest.fixture
def context(context, desk, now, employ):
    employ("remi", Role.TRIAGE)
    with desk.running() as url:
        yield replace(context, clock=Clock(now), notify=notify_at(url))


@pytest.fixture
def news(context, act):
    """Something happens that a raiser should look at."""

    questions = cycle(words for words, truth in TRUE_WHEN["asked"].items() if truth is always)

    def happens(reference):
        act(reference, Action.ASK, OFFICER, context, words=next(questions))

    return happens


@pytest.fixture
def begun(context, act):
    """Somebody has sent a request, and somebody works on it."""

    def send(answers=PARENT, **said):
        token, reference = send_in(context, answers | EVERY_WAY | said)
        looked_at(context, reference)
        act(reference, Action.TAKE, OFFICER, context)
        return token, reference

    return send


def theirs(desk):
    """What has gone to raisers."""
    return [message for message in desk.messages if "staff.example.com" not in message["body"]]


@pytest.mark.parametrize(
    ("safe", "kind", "to"),
    [
        (["email"], "email", {"email_address": "sam@example.com"}),
        (["text", "letter"], "sms", {"phone_number": "+447700900982"}),
        (["telephone", "letter"], "letter", dict(zip(("line_1", "line_2", "line_3", "line_4"), ADDRESS, strict=True))),
        (["telephone"], "", {}),
        (["none"], "", {}),
    ],
)
def test_they_are_written_to_by_the_quickest_safe_way_and_no_other(desk, context, begun, news, safe, kind, to):
    _token, reference = begun(safe=safe)
    news(reference)
    drain(context)
    assert [message["type"] for message in theirs(desk)] == [kind, kind] * bool(kind)
    for message in theirs(desk):
        assert {key: message[key] for key in to} == to


@pytest.mark.parametrize("times", [["morning"], ["evening"], ["morning", "evening"], ["afternoon"]])
def test_no_text_goes_at_an_unsafe_time_whatever_fails(desk, context, begun, news, times):
    """Three days of an unsteady Notify, with news at any hour."""
    _token, reference = begun(safe=["text"], times=times)
    rng, end, seen = random.Random(str(times)), context.now() + timedelta(days=3), 0
    while context.now() < end:
        desk.fail("500" if rng.random() < 0.7 else "off")
        if rng.random() < 0.05:
            news(reference)
        drain(context)
        for _text in theirs(desk)[seen:]:
            at = local(context.now()).time()
            assert any(SAFE_TIMES[name][0] <= at < SAFE_TIMES[name][1] for name in times), at
        seen = len(theirs(desk))
        context.clock.now += timedelta(minutes=rng.choice([1, 7, 20, 45]))
    assert seen > 2, "and yet they heard of it"


def test_a_text_that_stands_in_for_an_email_waits_for_its_time_too(desk, context, begun):
    begun(safe=["email", "text"], times=["evening"])
    drain(context)
    [email] = theirs(desk)
    receipt(context, {"reference": email["reference"], "status": "permanent-failure"}, context.now())
    context.clock.now = context.now().replace(hour=16, minute=59)
    drain(context)
    assert len(theirs(desk)) == 1
    context.clock.now += MINUTE
    drain(context)
    assert [message["type"] for message in theirs(desk)] == ["email", "sms"]


ANYTHING = {
    "words": "w", "plain": "", "reasons": "r", "evidence": "l", "views": "v", "to": "remi", "who": "remi",
    "how": "made", "stage": "2", "due": "2026-12-01", "outcome": "review", "goes_on": True, "flags": [], "new": True,
    "question": 1, "instead_of": [], "answers": {}, "pressure": "no", "status": "received", "mentions": ["remi"],
    "first": "2026-11-23", "last": "2026-11-24", "why": "late", "point": 1, "promise": 1, "promises": [], "on":
    "2026-11-23", "by": "2026-11-30", "days": 2, "kind": "Case Note", "id": "C-1", "reference": "ABCDEFGH7",
    "fact": "decision", "tell": True, "told": True, "owner": "o", "made_contact": False, "unanswered": True,
    "transfer": 1, "name": "complaint", "own_words": True, "agreed": "a", "amount": 1, "unit": "weeks",
    "reason": "same_sender", "role": "Principal Social Worker", "at": "2026-11-23T09:00:00+00:00",
    "step": 1, "seniors": ["remi"], "number": 1, "harmful": False, "not_for": "", "later": True, "checked": True,
    "file_kind": "pdf", "digest": "0", "sat": [{"role": "r", "person": "p", "decision": "d"}],
}  # fmt: skip
"""What an event may hold, where not any word will do."""


def held(kind, **said):
    asked = (each.name for each in fields(KINDS[kind].payload) if each.default is MISSING)
    return {**dict.fromkeys(asked, "w"), **ANYTHING, **said}


BEFORE = (
    "paused",
    "promised",
    "asked",
    "complaint_prepared",
    "ending_proposed",
    "reply_written",
    "identity_checked",
    "standing_checked",
)
OUTCOMES = ("review", "complaint", "information", "not_ours")


def told_of_everything(context, reference):
    """The notices that this raiser would get, whatever happens, before and after a review has ended."""
    with context.store.read() as unit:
        began, found = unit.challenges.get(reference), set()
    at = context.now()
    for kinds in (BEFORE, (*BEFORE, "review_ended")):
        state = replay([Event(kind, at - HOUR, "remi", held(kind)) for kind in kinds], began)
        for kind in sorted(set(HAPPENED) - {"received"}):
            for outcome in OUTCOMES:
                events = [Event(kind, at, "remi", held(kind, outcome=outcome, goes_on=outcome == "review"))]
                with context.store.read() as unit:
                    notices = notices_for(context, unit, state, replay(events, state), events)
                found |= {notice.name for notice in notices if notice.name in TO_RAISER}
    return found


@pytest.mark.parametrize("safe", [["none"], ["telephone"]])
@pytest.mark.parametrize("answers", [PARENT, YOUNG], ids=["adult", "young"])
@pytest.mark.tries(2)
def test_nothing_that_happens_is_ever_sent_to_who_asked_for_no_messages(desk, context, begun, answers, safe):
    _token, reference = begun(answers, safe=safe, fallback="yes")
    assert told_of_everything(context, reference) == set()
    drain(context)
    assert theirs(desk) == [], "nor the first"
    _token, other = begun(answers, safe=["email"])
    assert told_of_everything(context, other) == set(RaiserNotice), "the others hear of it"


def stop(context, token, **plan):
    assert contact_preferences.answer(context, token, {"safe": ["none"], **plan})
    assert contact_preferences.keep(context, token)


def test_stopping_stops_what_waits_and_all_that_follows(desk, context, begun, news):
    token, reference = begun(safe=["email"])
    news(reference)
    stop(context, token)
    news(reference)
    drain(context)
    context.clock.now += 48 * HOUR
    drain(context)
    assert theirs(desk) == []
    with context.store.read() as unit:
        states = {each.state for each in tracker.progress_of(context, unit.challenges.get(reference)).sent}
    assert states == {"cancelled"}


def test_stopping_stops_a_second_way_that_waits(desk, context, begun):
    token, _reference = begun(safe=["email", "text"], times=["evening"])
    drain(context)
    [email] = theirs(desk)
    receipt(context, {"reference": email["reference"], "status": "permanent-failure"}, context.now())
    context.clock.now += MINUTE
    stop(context, token)
    context.clock.now = context.now().replace(hour=18)
    drain(context)
    assert theirs(desk) == [email]


def test_what_waits_goes_by_the_new_plan_once(desk, context, begun, news):
    token, reference = begun(safe=["email"], say_who="yes")
    for _ in range(3):
        news(reference)
    stop(context, token, safe=["text"], times=["any"], say_who="no", mobile="07700 900983")
    drain(context)
    assert [message["type"] for message in theirs(desk)] == ["sms", "sms"], "the first message, and the news"
    assert not any("Tyneside" in message["body"] for message in theirs(desk))


@pytest.mark.parametrize("way", ["email", "text", "letter"])
def test_the_council_is_named_only_where_we_may_say_who_we_are(desk, context, begun, news, way):
    for say_who, named in (("no", False), ("yes", True)):
        desk.messages.clear()
        _token, reference = begun(safe=[way], say_who=say_who)
        news(reference)
        drain(context)
        assert len(theirs(desk)) == 2
        for message in theirs(desk):
            shown = " ".join(str(message[key]) for key in ("subject", "body", "line_1") if key in message)
            assert ("Tyneside" in shown) is named, shown
            assert named or "council" not in shown.lower()


def test_nobody_names_the_council_to_a_young_person_who_was_never_asked(desk, context, begun, news):
    for way in ("email", "text", "letter"):
        _token, reference = begun({key: said for key, said in YOUNG.items() if key != "say_who"}, safe=[way])
        news(reference)
    drain(context)
    assert len(theirs(desk)) == 6
    assert not any("council" in message["body"].lower() for message in theirs(desk))
