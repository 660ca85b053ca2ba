from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.storage.guess_limits import wait_after

MINUTE = timedelta(minutes=1)


def attempt(store, now, scope="7K3M9QXW2"):
    with store.begin() as unit:
        return unit.guess_limits.begin(scope, now)


def test_five_are_free_and_the_waits_then_grow_to_a_day_and_no_further(store, now):
    assert [attempt(store, now) for _ in range(5)] == [None] * 5
    at, waits = now, []
    for _ in range(10):
        until = attempt(store, at)
        waits.append((until - at) // MINUTE)
        assert attempt(store, until - timedelta(seconds=1)) == until
        assert attempt(store, until) is None  # whoever knows the code is never locked out for good
        at = until
    assert waits == [15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440]


def test_each_scope_counts_alone(store, now):
    for _ in range(6):
        attempt(store, now)
    assert attempt(store, now, "another") is None


def test_the_right_code_counts_afresh(store, now):
    for _ in range(6):
        attempt(store, now)
    with store.begin() as unit:
        unit.guess_limits.forgive("7K3M9QXW2")
    assert [attempt(store, now) for _ in range(5)] == [None] * 5


def test_a_quiet_quarter_of_an_hour_or_a_day_after_a_wait_is_forgotten(store, now):
    for _ in range(4):
        attempt(store, now)
    later = now + 15 * MINUTE
    assert [attempt(store, later) is None for _ in range(6)] == [True] * 5 + [False]
    much_later = later + 15 * MINUTE + timedelta(hours=24)
    assert [attempt(store, much_later) is None for _ in range(6)] == [True] * 5 + [False]


def test_many_at_once_get_five_tries_together(store, now):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: attempt(store, now), range(24)))
    assert answers.count(None) == 5
    assert set(answers) == {None, now + 15 * MINUTE}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(0, 40), min_size=6, max_size=40), seed=st.integers(0, 10**9))
def test_no_quarter_of_an_hour_has_more_than_five(sqlite_store, gaps, seed):
    at, allowed = datetime(2026, 11, 23, tzinfo=UTC), []
    for gap in gaps:
        at += gap * MINUTE
        if attempt(sqlite_store, at, str(seed)) is None:
            allowed.append(at)
    for first in allowed:
        assert sum(first <= one < first + 15 * MINUTE for one in allowed) <= 5


@settings(max_examples=100)
@given(st.integers(1, 10**6))
def test_more_tries_never_wait_less(taken):
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert (wait_after(taken, now) or now) <= (wait_after(taken + 1, now) or now) <= now + timedelta(hours=24)


def test_the_sweep_deletes_what_no_longer_counts_only(store, now):
    attempt(store, now, "one")
    for _ in range(5):
        attempt(store, now, "five")
    with store.begin() as unit:
        assert unit.guess_limits.sweep(now + 14 * MINUTE) == 0
        assert unit.guess_limits.sweep(now + 15 * MINUTE) == 1
        assert unit.guess_limits.sweep(now + 15 * MINUTE + timedelta(hours=24)) == 1


def test_the_scope_is_not_stored(store, now):
    attempt(store, now, "192.0.2.7")
    with store.read() as unit:
        (scope,) = unit.connection.exec_driver_sql("SELECT scope FROM tries").one()
    assert b"192.0.2.7" not in bytes(scope)


def test_a_try_and_a_pardon_at_the_same_moment(postgresql_store, now):
    def both(_):
        attempt(postgresql_store, now)
        with postgresql_store.begin() as unit:
            unit.guess_limits.forgive("7K3M9QXW2")

    with ThreadPoolExecutor(8) as threads:
        assert len(list(threads.map(both, range(200)))) == 200
