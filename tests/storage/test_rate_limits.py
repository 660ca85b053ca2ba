"""Rate limits: so much at once, and what is used up comes back evenly."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from portal.domain.rate_limits import HOUR, Limit

TEN = Limit(10, HOUR)
SIX_MINUTES = timedelta(minutes=6)


def take(store, now, scope="send 192.0.2.0/24", limit=TEN):
    with store.begin() as unit:
        return unit.rate_limits.take(scope, limit, now)


def test_ten_at_once_and_then_one_every_six_minutes(store, now):
    assert [take(store, now) for _ in range(10)] == [None] * 10
    assert take(store, now) == now + SIX_MINUTES
    assert take(store, now + SIX_MINUTES - timedelta(seconds=1)) == now + SIX_MINUTES
    assert take(store, now + SIX_MINUTES) is None
    assert take(store, now + SIX_MINUTES) == now + 2 * SIX_MINUTES


def test_what_was_refused_does_not_make_the_wait_longer(store, now):
    for _ in range(200):
        take(store, now)
    assert take(store, now + SIX_MINUTES) is None


def test_after_a_quiet_hour_all_of_it_is_there_again(store, now):
    for _ in range(10):
        take(store, now)
    assert [take(store, now + HOUR) for _ in range(11)].count(None) == 10


def test_each_scope_counts_alone_and_what_is_given_back_does_not_count(store, now):
    for _ in range(10):
        take(store, now)
    assert take(store, now, "send 198.51.100.0/24") is None
    with store.begin() as unit:
        unit.rate_limits.give_back("send 192.0.2.0/24", TEN, now)
    assert [take(store, now) is None for _ in range(2)] == [True, False]


def test_many_at_once_get_ten_together(store, now):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: take(store, now), range(40)))
    assert answers.count(None) == 10


def test_the_table_says_nothing_of_anybody_and_forgets(store, now):
    take(store, now)
    with store.begin() as unit:
        (scope,) = unit.connection.exec_driver_sql("SELECT scope FROM rate_limits").one()
        assert b"192.0.2" not in bytes(scope)
        assert unit.rate_limits.sweep(now + SIX_MINUTES - timedelta(seconds=1)) == 0
        assert unit.rate_limits.sweep(now + SIX_MINUTES) == 1
