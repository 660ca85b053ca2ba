"""The advocate whom a young person asks for: who may answer, once; and when we are reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from actions import Action
from hypothesis import given
from hypothesis import strategies as st

from build import ADVOCATE, PARENT, YOUNG, about_advocate, decided, our_packs
from portal.domain.challenge.advocate import chase
from portal.domain.challenge.decide import possible
from portal.domain.challenge.events.advocate_events import STILL_LOOKING
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.neutral_sentences import SENTENCES, so, true_now
from portal.domain.challenge.state import Event, Flag, plain, unplain
from portal.domain.challenge.submission import Submission, receive
from portal.domain.challenge.view import view_for
from portal.domain.permissions import RAISER, ActionRefused, Actor, Role
from portal.domain.policy.calendar import LONDON, local
from portal.domain.policy.model import Audience

PACKS = our_packs()
PACK = PACKS.current("north-tyneside")
CALENDAR = PACKS.calendar(PACK)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WORDS = "Someone from the advocacy team comes to your school on Friday."
OFFICER = Actor("staff-1", frozenset({Role.TRIAGE}))


def asked(at=NOW, **said):
    return receive(Submission("c" * 32, "ABCDEFGH7", "en", {**YOUNG, **said}), RAISER, PACK, CALENDAR, at)


def checked(events, rules):
    """The same once staff know who the young person is, so that they can write to them freely."""
    events = [*events, *decided(replay(events), Action.TAKE, OFFICER, rules, NOW)]
    for check in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
        events = [*events, *decided(replay(events), check, OFFICER, rules, NOW, words="At school.")]
    return events


def answer(challenge, rules, actor=OFFICER, words=WORDS):
    return decided(challenge, Action.ANSWER_ADVOCATE, actor, rules, NOW, **about_advocate(words))


def test_an_answer_is_kept_takes_the_flag_away_and_may_be_seen_by_who_asked(rules):
    events = checked(asked(), rules)
    challenge = replay(events)
    assert Flag.ADVOCATE in challenge.flags
    assert Action.ANSWER_ADVOCATE in possible(challenge, OFFICER, rules, NOW)
    events += answer(challenge, rules)
    assert (events[-1].kind, events[-1].actor, events[-1].what) == (
        "advocate_answered",
        "staff-1",
        {"words": WORDS} | ADVOCATE,
    )
    answered = replay(events)
    assert answered.flags == challenge.flags - {Flag.ADVOCATE}
    assert replay(events[-1:], challenge) == answered == unplain(plain(answered))
    [shown] = view_for(Audience.YOUNG_PERSON, answered, PACK).history
    assert (shown.kind, shown.said.words) == ("advocate_answered", WORDS)
    assert Action.ANSWER_ADVOCATE not in possible(answered, OFFICER, rules, NOW)
    with pytest.raises(ActionRefused, match="Nobody waits"):
        answer(answered, rules)


def test_who_hears_that_we_are_still_looking_goes_on_waiting(rules):
    waits = replay(answer(replay(asked()), rules, words=STILL_LOOKING), replay(asked()))
    assert Flag.ADVOCATE in waits.flags
    assert waits.last("advocate_answered").words == STILL_LOOKING
    assert chase(waits, CALENDAR, NOW + timedelta(days=30), None)
    found = replay(answer(waits, rules, words=SENTENCES["advocate_answered"][1]), waits)
    assert Flag.ADVOCATE not in found.flags
    assert chase(found, CALENDAR, NOW + timedelta(days=30), None) == []


def test_who_helps_is_kept_and_only_staff_see_it(rules):
    events = checked(asked(), rules)
    events += answer(replay(events), rules)
    answered = replay(events)
    assert answered.work.advocate == ADVOCATE
    [shown] = view_for(Audience.YOUNG_PERSON, answered, PACK).history
    assert not any(each in f"{shown}" for each in ADVOCATE.values())
    old = {key: value for key, value in plain(answered)["work"].items() if key != "advocate"}
    assert unplain({**plain(answered), "work": old}).work.advocate == {}, "what was kept before can be read"


@pytest.mark.parametrize("missing", ADVOCATE)
def test_an_advocate_is_kept_with_name_agency_date_and_way_or_not_said_to_be_found(rules, missing):
    challenge = replay(checked(asked(), rules))
    with pytest.raises(ActionRefused):
        decided(challenge, Action.ANSWER_ADVOCATE, OFFICER, rules, NOW, **{**about_advocate(WORDS), missing: " "})


def test_nobody_is_told_one_thing_while_another_is_kept(rules):
    waits, found = replay(asked()), SENTENCES["advocate_answered"][1]
    for words, seems in ((STILL_LOOKING, True), (found, False)):
        with pytest.raises(ActionRefused, match="not what you say you have arranged"):
            decided(waits, Action.ANSWER_ADVOCATE, OFFICER, rules, NOW, **{**about_advocate(words), "found": seems})
    own = "We have asked three people. We will write here on Friday."
    [event] = decided(
        replay(checked(asked(), rules)), Action.ANSWER_ADVOCATE, OFFICER, rules, NOW,
        **{**about_advocate(own), "found": False},
    )  # fmt: skip
    assert event.what == {"words": own, "waits": True}


def test_a_child_whom_nobody_may_contact_is_offered_what_fits_that_and_no_promise_to_get_in_touch():
    in_touch, call, looking, here = SENTENCES["advocate_answered"]
    alone, reachable = replay(asked(safe=["none"])), replay(asked(safe=["email"], email="bee@example.com"))
    assert true_now(alone, "advocate_answered", SENTENCES["advocate_answered"]) == (call, looking, here)
    assert true_now(reachable, "advocate_answered", SENTENCES["advocate_answered"]) == (in_touch, call, looking)
    way = "Is there a better time or way to reach you?"
    assert (so(alone, "asked", way), so(reachable, "asked", way)) == (False, True)


@pytest.mark.parametrize("answers", [PARENT, YOUNG | {"advocate": "no"}])
def test_where_nobody_asked_there_is_nothing_to_answer_or_remind_of(received, rules, answers):
    challenge = replay(received(answers))
    with pytest.raises(ActionRefused, match="Nobody waits"):
        answer(challenge, rules)
    assert chase(challenge, CALENDAR, NOW + timedelta(days=30), None) == []


@pytest.mark.parametrize("words", ["", " \n "])
def test_an_answer_says_something(rules, words):
    with pytest.raises(ActionRefused, match="what you have arranged"):
        answer(replay(asked()), rules, words=words)


@pytest.mark.parametrize("role", Role)
def test_triage_reviewers_and_managers_answer_and_nobody_else(rules, role):
    actor = Actor("x", frozenset({role}))
    if role in {Role.TRIAGE, Role.REVIEWER, Role.MANAGER}:
        assert answer(replay(checked(asked(), rules)), rules, actor)
    else:
        with pytest.raises(ActionRefused, match="not allowed"):
            answer(replay(asked()), rules, actor)


@pytest.mark.parametrize(
    ("received_on", "first", "days"),
    [
        ("2026-11-23", "2026-11-25", 2),  # a Monday: Tuesday is the day, on Wednesday we are late
        ("2026-11-26", "2026-11-30", 2),  # a Thursday: Friday, and then a weekend
        ("2026-11-27", "2026-12-01", 2),  # a Friday
        ("2026-11-28", "2026-12-01", 2),  # a Saturday
        ("2026-12-24", "2026-12-30", 2),  # Christmas Day a Friday, Boxing Day's holiday on Monday
        ("2026-04-02", "2026-04-08", 2),  # before Good Friday and Easter Monday
    ],
)
def test_the_first_reminder_comes_after_the_next_working_day_is_over(received_on, first, days):
    noon = datetime.fromisoformat(f"{received_on}T12:00+00:00")
    challenge = replay(asked(noon))
    reminders = [event for n in range(15 * 24) for event in chase(challenge, CALENDAR, noon + timedelta(hours=n), None)]
    assert local(reminders[0].at).date() == date.fromisoformat(first)
    assert reminders[0].what == {"days": days}


@given(
    st.datetimes(datetime(2026, 1, 2), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis adds it
    st.integers(15, 180),
)
def test_one_reminder_each_working_day_and_none_on_other_days(at, minutes):
    challenge, last, days = replay(asked(at)), None, []
    now = at
    while now < at + timedelta(days=12):
        for event in chase(challenge, CALENDAR, now, last):
            assert local(event.at).date() != (last and local(last).date())
            last = event.at
            days.append(local(event.at).date())
        now += timedelta(minutes=minutes)
    begins = CALENDAR.add_working(local(at).date(), 1)
    wanted, day = [], begins + timedelta(days=1)
    while day < local(now - timedelta(minutes=minutes)).date():
        wanted += [day] if CALENDAR.is_working(day) else []
        day += timedelta(days=1)
    assert days[: len(wanted)] == wanted
    assert len(days) <= len(wanted) + 1


def test_the_day_is_one_in_london():
    late = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # half past midnight on Tuesday, in summer time
    challenge = replay(asked(late))
    wednesday_ends = datetime(2026, 6, 4, tzinfo=LONDON).astimezone(UTC)
    assert chase(challenge, CALENDAR, wednesday_ends - timedelta(minutes=1), None) == []
    assert chase(challenge, CALENDAR, wednesday_ends, None)


def test_a_request_taken_back_is_still_chased_and_a_finished_one_is_not():
    later = NOW + timedelta(days=2)
    gone = replay([Event("withdrawn", NOW, "raiser", {"pressure": "yes", "words": ""})], replay(asked()))
    assert chase(gone, CALENDAR, later, None)
    assert chase(replay([Event("accepted", NOW, "raiser")], gone), CALENDAR, later, None) == []
