"""Due dates: real cases of 2019 to 2028, then what has to be true of all of them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build import our_packs
from portal.domain.policy.calendar import (
    BeyondCalendar,
    Extension,
    Hours,
    OnHolidays,
    Opening,
    Pause,
    Span,
    TimeUnit,
    day_zero,
    due,
    end_of,
)

LONDON = ZoneInfo("Europe/London")
PACKS = our_packs()
PACK = PACKS.get("north-tyneside@2019-12-31")
CALENDAR = PACKS.calendar(PACK)
HOURS = PACK.hours  # Monday to Thursday to 17:00, Friday to 16:30


def at(text):
    """A moment of London's clocks, in UTC as the portal keeps it."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def when(span, received, **more):
    return due(Span.parse(span), at(received), HOURS, CALENDAR, **more)


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        ("2019-04-16 10:00", 5, "2019-04-25"),  # Easter
        ("2019-12-24 09:00", 3, "2019-12-31"),
        ("2020-04-09 16:59", 1, "2020-04-14"),  # Easter
        ("2020-05-01 10:00", 1, "2020-05-04"),  # the early May holiday was moved away …
        ("2020-05-05 10:00", 3, "2020-05-11"),  # … to VE Day, Friday 8 May
        ("2020-12-23 10:00", 3, "2020-12-30"),  # Boxing Day on a Saturday: Monday instead
        ("2021-12-24 10:00", 5, "2022-01-05"),  # three substitute days
        ("2022-05-31 10:00", 2, "2022-06-06"),  # Platinum Jubilee, two days
        ("2022-09-15 10:00", 2, "2022-09-20"),  # State Funeral
        ("2022-12-23 10:00", 2, "2022-12-29"),  # Christmas Day on a Sunday: Tuesday instead
        ("2023-04-28 10:00", 1, "2023-05-02"),
        ("2023-05-05 10:00", 5, "2023-05-15"),  # Coronation
        ("2024-02-28 10:00", 2, "2024-03-01"),  # leap day
        ("2024-03-27 10:00", 2, "2024-04-02"),  # Easter
        ("2025-04-17 10:00", 1, "2025-04-22"),  # Easter
        ("2026-11-21 10:00", 5, "2026-11-30"),  # received on a Saturday
        ("2026-05-25 10:00", 1, "2026-05-27"),  # received on a bank holiday
        ("2026-12-23 17:30", 5, "2027-01-05"),  # after hours, then Christmas
        ("2026-12-23 17:00", 5, "2027-01-04"),  # the last moment of the day before
        ("2027-12-24 16:00", 1, "2027-12-29"),  # both days of Christmas on a weekend
        ("2027-12-24 16:31", 1, "2027-12-30"),  # Fridays close earlier
        ("2028-04-13 10:00", 1, "2028-04-18"),  # Easter
        ("2028-12-22 10:00", 2, "2028-12-28"),
    ],
)
def test_real_cases(received, days, expected):
    assert when(f"{days} working days", received) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-07-01 16:59", "2026-07-01"),  # 15:59 in UTC
        ("2026-07-01 17:01", "2026-07-02"),  # 16:01 in UTC, and already closed
        ("2026-06-30 23:59", "2026-07-01"),
        ("2026-07-01 00:01", "2026-07-01"),  # still 30 June in UTC; before opening is the same day
        ("2026-03-28 23:30", "2026-03-30"),  # the night when the clocks go forward
        ("2026-10-25 01:30", "2026-10-26"),  # the hour that comes twice
    ],
)
def test_day_zero_is_a_day_of_london(received, expected):
    assert day_zero(at(received), HOURS, CALENDAR) == date.fromisoformat(expected)


def test_other_spans():
    friday = "2026-10-23 18:00"
    assert when("1 day", friday) == date(2026, 10, 24), "a day is not a working day"
    assert when("2 weeks", friday) == date(2026, 11, 6)
    assert when("12 months", "2028-02-29 12:00") == date(2029, 2, 28)
    assert when("1 month", "2026-01-31 12:00") == date(2026, 2, 28)
    assert when("48 hours", friday) == at(friday) + timedelta(hours=48), "48 hours, though the clocks change"
    for uncounted in ("none", "not stated", "next meeting"):
        assert when(uncounted, friday) is None


def test_none_and_not_stated_are_two_things():
    assert Span.parse("none") != Span.parse("not stated")


def test_a_cap_is_the_latest_and_stands_in_for_no_deadline():
    cap = date(2026, 11, 27)
    assert when("5 working days", "2026-11-23 10:00", cap=cap) == cap
    assert when("1 working day", "2026-11-23 10:00", cap=cap) == date(2026, 11, 24)
    assert when("not stated", "2026-11-23 10:00", cap=cap) == cap
    assert when("24 hours", "2026-11-23 10:00", cap=cap) == at("2026-11-24 10:00")


def test_pauses_and_extensions():
    pause = Pause(date(2026, 11, 25), date(2026, 11, 26), "the raiser is in hospital")
    more = Extension(Span.parse("2 working days"), "waiting for the school")
    monday = "2026-11-23 10:00"
    assert when("5 working days", monday, pauses=[pause]) == date(2026, 12, 2)
    assert when("5 working days", monday, extended=[more]) == date(2026, 12, 2)
    assert when("5 working days", monday, pauses=[pause], extended=[more]) == date(2026, 12, 4)
    assert when("3 days", monday, pauses=[pause]) == date(2026, 11, 28)
    assert when("72 hours", monday, pauses=[pause]) == at(monday) + timedelta(hours=120)
    assert when("24 hours", monday, pauses=[pause]) == at(monday) + timedelta(hours=24), "over before the pause"
    assert when("none", monday, extended=[more]) is None


def test_a_clock_is_not_stopped_without_a_reason():
    with pytest.raises(ValueError, match="reason"):
        Pause(date(2026, 11, 25), date(2026, 11, 26), " ")
    with pytest.raises(ValueError, match="end before"):
        Pause(date(2026, 11, 26), date(2026, 11, 25), "backwards")
    with pytest.raises(ValueError, match="reason"):
        Extension(Span.parse("2 days"), "")
    with pytest.raises(ValueError, match="counted"):
        Extension(Span.parse("next meeting"), "it is far off")


def test_closure_days_of_the_council_do_not_count():
    shut = frozenset({date(2026, 11, 24)})
    closed = type(CALENDAR)(CALENDAR.holidays, CALENDAR.first_year, CALENDAR.last_year, shut)
    assert due(Span(1, TimeUnit.WORKING_DAYS), at("2026-11-23 10:00"), HOURS, closed) == date(2026, 11, 25)
    assert day_zero(at("2026-11-24 10:00"), HOURS, closed) == date(2026, 11, 25)


@pytest.mark.parametrize("received", ["2028-12-27 10:00", "2029-03-01 10:00", "2011-12-29 10:00"])
def test_beyond_the_years_held_no_date_is_guessed(received):
    with pytest.raises(BeyondCalendar, match=r"^We know the bank holidays of 2012 to 2028 only, .+\.$"):
        when("5 working days", received)


def test_the_last_day_held_still_counts():
    assert when("2 working days", "2028-12-27 10:00") == date(2028, 12, 29)


@pytest.mark.parametrize("text", ["5", "0 days", "five days", "5 fortnights", "3 none", "-1 days", "", "yes"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(ValueError, match="is not a length of time"):
        Span.parse(text)


@pytest.mark.parametrize("unit", list(TimeUnit))
def test_a_span_reads_back_as_it_was_written(unit):
    for amount in (1, 2):
        span = Span(amount if unit in (u for u in TimeUnit if u.value.endswith("s")) else 0, unit)
        assert Span.parse(str(span)) == span


NIGHTS = Hours((Opening.parse("monday to friday 17:00 to 09:00"), Opening.parse("saturday, sunday 09:00 to 09:00")))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 16:59", False),
        ("2026-11-23 17:00", True),
        ("2026-11-24 03:00", True),  # Monday night
        ("2026-11-24 09:00", False),
        ("2026-11-28 08:59", True),  # Friday night
        ("2026-11-29 23:00", True),  # Sunday
        ("2026-11-30 08:59", True),  # Sunday night
        ("2026-11-30 09:00", False),
    ],
)
def test_hours_that_cross_midnight(moment, is_open):
    assert NIGHTS.is_open(at(moment), CALENDAR) is is_open


def test_hours_on_bank_holidays():
    boxing_day = at("2026-12-28 12:00")  # Monday, the substitute
    assert not HOURS.is_open(boxing_day, CALENDAR)
    for holidays, is_open in zip(OnHolidays, (False, True, True), strict=True):
        assert Hours((Opening.parse("monday 10:00 to 13:00"),), holidays).is_open(boxing_day, CALENDAR) is is_open
    nights = Hours(NIGHTS.open, OnHolidays.ALL_DAY)
    assert nights.is_open(boxing_day, CALENDAR)
    assert nights.is_open(at("2026-12-29 08:00"), CALENDAR), "the night after the holiday"


@pytest.mark.parametrize(
    "text", ["mon 09:00 to 17:00", "monday 9 to 5", "monday to 09:00 to 17:00", "monday 09:00 to 25:00"]
)
def test_what_are_no_opening_hours_is_refused(text):
    with pytest.raises(ValueError, match=r"not opening hours|hour must be"):
        Opening.parse(text)


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        day_zero(datetime(2026, 11, 23, 10, 0), HOURS, CALENDAR)  # noqa: DTZ001 (that is the point)


MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.integers(1, 60)
COUNTED = st.sampled_from([TimeUnit.HOURS, TimeUnit.DAYS, TimeUnit.WORKING_DAYS, TimeUnit.WEEKS])


@st.composite
def pauses(draw, moment):
    first = moment.date() + timedelta(days=draw(st.integers(-10, 60)))
    return Pause(first, first + timedelta(days=draw(st.integers(0, 30))), "a reason")


@given(MOMENTS, DAYS)
def test_a_due_date_is_a_working_day_and_never_before_day_zero(moment, days):
    end = due(Span(days, TimeUnit.WORKING_DAYS), moment, HOURS, CALENDAR)
    assert CALENDAR.is_working(end)
    assert end > day_zero(moment, HOURS, CALENDAR) >= moment.date()


@given(MOMENTS, DAYS, DAYS, COUNTED)
def test_more_days_are_never_earlier(moment, some, more, unit):
    shorter, longer = (due(Span(n, unit), moment, HOURS, CALENDAR) for n in sorted((some, more)))
    assert end_of(shorter) <= end_of(longer)


@given(MOMENTS, MOMENTS, DAYS)
def test_who_comes_first_is_never_due_later(one, other, days):
    earlier, later = (due(Span(days, TimeUnit.WORKING_DAYS), m, HOURS, CALENDAR) for m in sorted((one, other)))
    assert earlier <= later


@given(st.data(), MOMENTS, DAYS, COUNTED)
def test_pausing_and_extending_never_shorten(data, moment, amount, unit):
    span = Span(amount, unit)
    stops = data.draw(st.lists(pauses(moment), max_size=3))
    plain = due(span, moment, HOURS, CALENDAR)
    paused = due(span, moment, HOURS, CALENDAR, pauses=stops)
    longer = due(span, moment, HOURS, CALENDAR, pauses=stops, extended=[Extension(Span(3, unit), "a reason")])
    assert end_of(plain) <= end_of(paused) < end_of(longer)


@given(st.data(), MOMENTS, DAYS)
def test_pauses_add_up_the_same_however_they_are_cut(data, moment, amount):
    pause = data.draw(pauses(moment))
    cut = [Pause(day, day, "a reason") for day in pause.days()]
    for unit in (TimeUnit.HOURS, TimeUnit.DAYS, TimeUnit.WORKING_DAYS):
        whole = due(Span(amount, unit), moment, HOURS, CALENDAR, pauses=[pause])
        assert whole == due(Span(amount, unit), moment, HOURS, CALENDAR, pauses=[pause, *cut])
