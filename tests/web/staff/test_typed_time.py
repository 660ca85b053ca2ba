"""A moment as somebody types it in a hurry is read as they mean it, or not at all."""

from datetime import datetime

import pytest

from portal.domain.policy.calendar import LONDON
from portal.web.staff import typed_time

NOW = datetime(2026, 11, 23, 14, 32, tzinfo=LONDON)
TODAY = (2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "day", "clock"),
    [
        ("14:30", TODAY, (14, 30)),
        ("1430", TODAY, (14, 30)),
        ("2.30 p.m.", TODAY, (14, 30)),
        ("2:30PM today", TODAY, (14, 30)),
        ("at 9am", TODAY, (9, 0)),
        ("12am", TODAY, (0, 0)),
        ("12 pm", TODAY, (12, 0)),
        ("noon", TODAY, (12, 0)),
        ("midnight", TODAY, (0, 0)),
        ("0930 hrs", TODAY, (9, 30)),
        ("now", TODAY, (14, 32)),
        ("23:50", (2026, 11, 22), (23, 50)),
        ("yesterday at 9:15", (2026, 11, 22), (9, 15)),
        ("14:30 on 20 November 2026", (2026, 11, 20), (14, 30)),
        ("20/11/2026 08:05", (2026, 11, 20), (8, 5)),
        ("3 Nov 2026, 4pm", (2026, 11, 3), (16, 0)),
    ],
)
def test_a_time_is_read_as_it_is_meant(typed, day, clock):
    assert typed_time.read(typed, NOW) == datetime(*day, *clock, tzinfo=LONDON)


@pytest.mark.parametrize(
    "typed", ["", "soon", "9", "25:00", "14:61", "13pm", "0am", "31 2 2026 10:00", "10:00 on 31 February 2026", "-1:30"]
)
def test_what_is_no_time_is_not_guessed(typed):
    assert typed_time.read(typed, NOW) is None


def test_what_is_filled_in_is_read_back():
    for hour in (0, 1, 9, 12, 23):
        moment = NOW.replace(hour=hour, minute=7)
        assert typed_time.read(typed_time.written(moment), NOW) == moment
