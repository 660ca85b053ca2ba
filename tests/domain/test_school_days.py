"""Days and holidays of schools, by the terms that a policy gives, and times of triage that are not in working days."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from actions import Action

from build import decide
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.policy_conditions import known_conditions, ruled_out
from portal.domain.challenge.raiser import reopens_until
from portal.domain.challenge.triage import triage_by
from portal.domain.permissions import RAISER
from portal.domain.policy.calendar import BeyondCalendar, Pause, Span, due
from portal.domain.policy.model import PolicyCondition
from portal.domain.policy.school_terms import SchoolTerm

TERMS = ("2026-09-02 to 2026-10-23", "2026-11-02 to 2026-12-18", "2027-01-05 to 2027-02-12")
FRIDAY = datetime(2026, 12, 11, 10, tzinfo=UTC)
WITHDRAWN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BOXING_WEEK = datetime(2026, 12, 29, 10, tzinfo=UTC)


@pytest.fixture
def calendar(rules):
    return replace(rules.calendar, terms=tuple(map(SchoolTerm.parse, TERMS)))


@pytest.mark.parametrize(
    ("span", "end"),
    [
        ("1 school day", date(2026, 12, 14)),
        ("5 school days", date(2026, 12, 18)),
        ("6 school days", date(2027, 1, 5)),
        ("10 school days", date(2027, 1, 11)),
    ],
)
def test_school_days_leave_out_holidays_and_weekends(rules, calendar, span, end):
    assert due(Span.parse(span), FRIDAY, rules.pack.hours, calendar) == end
    assert calendar.after(FRIDAY.date(), Span.parse(span)) == end


def test_a_pause_stops_school_days_too(rules, calendar):
    pause = Pause(date(2026, 12, 14), date(2026, 12, 16), "Illness.")
    assert due(Span.parse("2 school days"), FRIDAY, rules.pack.hours, calendar, pauses=[pause]) == date(2026, 12, 18)


def test_no_date_is_guessed_after_the_last_term_that_is_known(rules, calendar):
    with pytest.raises(BeyondCalendar, match="school terms"):
        due(Span.parse("40 school days"), FRIDAY, rules.pack.hours, calendar)
    with pytest.raises(BeyondCalendar):
        due(Span.parse("1 school day"), FRIDAY, rules.pack.hours, rules.calendar)


def test_the_day_tells_whether_schools_are_on_holiday(rules, calendar):
    away = PolicyCondition.SCHOOL_HOLIDAYS
    assert away in known_conditions(rules.pack, calendar, {}, BOXING_WEEK)
    for there, at in ((calendar, FRIDAY), (rules.calendar, BOXING_WEEK), (calendar, datetime(2027, 8, 2, tzinfo=UTC))):
        known = known_conditions(rules.pack, there, {}, at)
        assert away not in known
        assert away in ruled_out(rules.pack, {}, known)


@pytest.mark.parametrize("text", ["2026-09-02", "2026-10-23 to 2026-09-02", "2026-02-30 to 2026-03-01", "autumn"])
def test_what_is_no_term_is_refused(text):
    with pytest.raises(ValueError, match="is not a term"):
        SchoolTerm.parse(text)


def timed(challenge, rules, at, **times):
    pack = replace(
        rules.pack, times=replace(rules.pack.times, **{key: Span.parse(text) for key, text in times.items()})
    )
    return replace(challenge, received_at=at), replace(rules, pack=pack)


@pytest.mark.parametrize(
    ("at", "by"),
    [
        (datetime(2026, 12, 14, 10, tzinfo=UTC), datetime(2026, 12, 14, 14, tzinfo=UTC)),
        (datetime(2026, 12, 14, 22, tzinfo=UTC), datetime(2026, 12, 15, 12, 30, tzinfo=UTC)),
        (datetime(2026, 12, 25, 10, tzinfo=UTC), datetime(2026, 12, 29, 12, 30, tzinfo=UTC)),
    ],
)
def test_hours_to_read_it_count_from_when_the_office_is_open(challenge, rules, at, by):
    assert triage_by(*timed(challenge, rules, at, triage="4 hours")) == by


def test_a_change_of_mind_may_have_hours_or_weeks(challenge, rules):
    events = decide(challenge, Action.WITHDRAW, RAISER, rules, WITHDRAWN, pressure="no", words="")
    gone = replay(events, challenge)
    for text, until in (("48 hours", date(2026, 11, 26)), ("4 weeks", date(2026, 12, 22))):
        assert reopens_until(*timed(gone, rules, gone.received_at, change_mind=text)) == until
