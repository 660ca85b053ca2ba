"""Text in one Unicode form: what it costs grows with its length and no faster."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.challenge.search_keys import normal
from portal.domain.plain_text import LONGEST_RUN, TooLong, normalised

ACUTE, GRAVE_BELOW = "\u0301", "\u0316"


def longest_run(text):
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        longest = max(longest, run)
    return longest


@given(st.text(max_size=60))
def test_what_people_write_comes_out_in_its_usual_form(text):
    assert longest_run(text) > LONGEST_RUN or normalised(text, 60) == unicodedata.normalize("NFC", text)


def test_a_letter_keeps_as_many_marks_as_any_writing_needs_and_loses_the_rest():
    assert normalised("a" + GRAVE_BELOW * 500, 1000) == "a" + GRAVE_BELOW * LONGEST_RUN
    assert normalised(("a" + GRAVE_BELOW * LONGEST_RUN) * 3, 1000) == ("a" + GRAVE_BELOW * LONGEST_RUN) * 3


def test_what_is_too_long_is_refused_before_anybody_looks_at_it():
    assert normalised("é" * 10, 10) == "é" * 10
    for text in ("e" * 11, ACUTE * 240_000):
        with pytest.raises(TooLong):
            normalised(text, 10)


def test_twice_the_marks_take_twice_the_time_and_not_four_times():
    def work(length):
        before = time.process_time()
        normalised("a" + (ACUTE + GRAVE_BELOW) * length, 10**6)
        return time.process_time() - before

    assert work(200_000) < 2  # as one run it would take minutes


def test_a_name_is_found_by_its_beginning_however_long_it_goes_on():
    assert normal("Róbin " + "x" * 10_000).startswith("robin xx")
    assert len(normal("ﷺ" * 10_000)) < 10_000
