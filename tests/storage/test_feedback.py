"""What people say of the website, on each database."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.policy.calendar import local
from portal.storage import Broken
from portal.storage.feedback import Said, feedback


@pytest.fixture
def say(store, now):
    def add(words, easy="easy", ago=0):
        with store.begin() as unit:
            unit.feedback.add(Said(local(now).date() - timedelta(days=ago), "page", easy, words))

    return add


def test_it_is_counted_and_words_come_back_the_newest_day_first(store, now, say):
    today = local(now).date()
    say("The older.", ago=3)
    say("The newer.", "hard")
    say("", "hard")
    say("Too old.", ago=40)
    with store.read() as unit:
        assert unit.feedback.counts(today - timedelta(days=30)) == {"easy": 1, "hard": 2}
        assert [each.words for each in unit.feedback.words(today - timedelta(days=30), 9)] == [
            "The newer.",
            "The older.",
        ]
        assert len(unit.feedback.words(today - timedelta(days=99), 1)) == 1


def test_the_words_are_sealed_and_open_nowhere_else(store, say):
    say("Zebediah was rude.")
    say("Another one.")
    with store.begin() as unit:
        one, other = unit.connection.execute(select(feedback)).all()
        assert b"Zebediah" not in one.words + other.words
        swapped = feedback.update().where(feedback.c.id == one.id).values(words=other.words)
        unit.connection.execute(swapped)
        with pytest.raises(Broken):
            unit.feedback.words(one.day, 9)


def test_it_says_nothing_of_when_in_the_day_or_by_whom():
    assert set(feedback.c.keys()) == {"id", "day", "place", "easy", "data_key", "words"}


def test_what_was_said_by_a_day_is_counted_and_deleted(store, now, say):
    say("Old.", ago=365)
    say("New.", ago=364)
    with store.begin() as unit:
        by = local(now).date() - timedelta(days=365)
        assert unit.feedback.over(by) == unit.feedback.sweep(by) == 1
        assert unit.feedback.counts(local(now).date() - timedelta(days=999)) == {"easy": 1}
