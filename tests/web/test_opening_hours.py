"""When somebody can be reached, in words that nobody has to work out."""

import pytest

from portal.domain.policy.calendar import Hours, OnHolidays, Opening
from portal.web.answer_lines import opening

WEEK, ALL_DAY = "monday to friday 09:00 to 17:00", "monday to sunday 00:00 to 24:00"
IN_WORDS = "Monday to Friday, 9:00am to 5:00pm"


@pytest.mark.parametrize(
    ("openings", "holidays", "said"),
    [
        ([WEEK], OnHolidays.CLOSED, [IN_WORDS]),
        ([WEEK], OnHolidays.AS_USUAL, [IN_WORDS, "on bank holidays as well"]),
        ([WEEK], OnHolidays.ALL_DAY, [IN_WORDS, "all day on bank holidays"]),
        ([ALL_DAY], OnHolidays.AS_USUAL, ["day and night, every day of the year"]),
        ([ALL_DAY], OnHolidays.ALL_DAY, ["day and night, every day of the year"]),
        ([ALL_DAY], OnHolidays.CLOSED, ["Monday to Sunday, all day"]),
        ([WEEK, "saturday, sunday 00:00 to 24:00"], OnHolidays.CLOSED, [IN_WORDS, "Saturday and Sunday, all day"]),
        (["monday to sunday 17:00 to 09:00"], OnHolidays.CLOSED, ["Monday to Sunday, 5:00pm to 9:00am"]),
    ],
)  # fmt: skip
def test_hours_are_said_as_somebody_would_say_them(public, openings, holidays, said):
    with public.test_request_context():
        assert opening(Hours(tuple(map(Opening.parse, openings)), holidays)) == said


@pytest.mark.parametrize("address", ["/young/independent-help", "/contact"])
def test_nobody_is_told_that_somebody_is_there_from_midnight_to_midnight(visitor, address):
    page = visitor.get(address)
    assert "day and night, every day of the year" in page.text
    assert "12:00am" not in page.text
