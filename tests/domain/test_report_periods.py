"""Reports are of whole months, quarters, halves and years of the calendar, one after the other."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.policy.report_periods import MONTHS, period_of, periods_before
from portal.domain.policy.vocabulary import Frequency


@pytest.mark.parametrize(
    ("every", "first", "last"),
    [
        ("monthly", "2028-02-01", "2028-02-29"),
        ("quarterly", "2028-01-01", "2028-03-31"),
        ("six-monthly", "2028-01-01", "2028-06-30"),
        ("yearly", "2028-01-01", "2028-12-31"),
    ],
)
def test_the_period_of_a_day_in_february(every, first, last):
    period = period_of(Frequency(every), date(2028, 2, 11))
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@given(st.sampled_from(Frequency), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_periods_follow_one_another_without_a_gap(every, day):
    now, *past = period_of(every, day), *islice(periods_before(every, day), 5)
    assert now.first <= day <= now.last
    for later, earlier in zip([now, *past], past, strict=False):
        assert earlier.last + timedelta(days=1) == later.first
        assert period_of(every, earlier.last) == earlier
    assert len(past) == 5
    assert MONTHS[every] in (1, 3, 6, 12)
