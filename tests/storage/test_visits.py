from datetime import timedelta

import pytest


def opened(store, token, now):
    with store.read() as unit:
        return unit.raiser_sessions.open(token, now)


@pytest.fixture
def visit(store, now):
    with store.begin() as unit:
        return unit.raiser_sessions.start("token", "7K3M9QXW2", now)


def test_a_visit_is_found_by_its_token(store, visit, now):
    assert opened(store, "token", now) == visit
    assert opened(store, "another", now) is None


@pytest.mark.parametrize(("seconds", "open_still"), [(15 * 60 - 1, True), (15 * 60, False)])
def test_it_ends_after_15_idle_minutes(store, visit, now, seconds, open_still):
    assert (opened(store, "token", now + timedelta(seconds=seconds)) == visit) is open_still


def test_it_ends_after_60_minutes_however_active(store, visit, now):
    for minutes in range(10, 60, 10):
        with store.begin() as unit:
            unit.raiser_sessions.touch("token", now + timedelta(minutes=minutes))
    assert opened(store, "token", now + timedelta(minutes=59)).reference == visit.reference
    assert opened(store, "token", now + timedelta(minutes=60)) is None


def test_a_new_token_takes_the_place_of_the_old(store, visit, now):
    with store.begin() as unit:
        unit.raiser_sessions.renew("token", "new")
    assert opened(store, "token", now) is None
    assert opened(store, "new", now) == visit


def test_ending_and_starting_again(store, visit, now):
    assert opened(store, "token", now) == visit
    with store.begin() as unit:
        unit.raiser_sessions.start("token", "ANOTHER12", now)
    assert opened(store, "token", now).reference == "ANOTHER12"
    with store.begin() as unit:
        unit.raiser_sessions.end("token")
    assert opened(store, "token", now) is None


def test_who_asks_for_more_time_has_another_hour(store, visit, now):
    with store.begin() as unit:
        for minutes in range(10, 60, 10):
            unit.raiser_sessions.touch("token", now + timedelta(minutes=minutes))
        unit.raiser_sessions.extend("token", now + timedelta(minutes=59))
        for minutes in range(69, 119, 10):
            unit.raiser_sessions.touch("token", now + timedelta(minutes=minutes))
        assert unit.raiser_sessions.open("token", now + timedelta(minutes=118)).reference == visit.reference
        assert unit.raiser_sessions.open("token", now + timedelta(minutes=119)) is None


def test_one_that_is_over_is_remembered_for_a_day_and_opens_nothing(store, visit, now):
    with store.begin() as unit:
        for hours, found in ((23, True), (24, False)):
            then = now + timedelta(hours=hours)
            assert unit.raiser_sessions.open("token", then) is None
            assert (unit.raiser_sessions.find_visit("token", then) == visit) is found
        assert unit.raiser_sessions.find_visit("another", now) is None


def test_the_sweep_deletes_what_was_over_a_day_ago(store, visit, now):
    with store.begin() as unit:
        unit.raiser_sessions.start("later", visit.reference, now + timedelta(minutes=10))
        assert unit.raiser_sessions.sweep(now + timedelta(hours=24)) == 1
        assert unit.raiser_sessions.find_visit("later", now + timedelta(hours=24))
