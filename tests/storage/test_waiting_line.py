"""The line for slow hashing: one at a time, a few who wait, and the rest come again; pages go before."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.domain.rate_limits import Busy
from portal.storage import code_matches, hash_code
from portal.storage.slow_work_queue import POLITE, Manner, SlowWorkQueue, in_line


def test_one_at_a_time_and_whoever_finds_the_line_full_is_told_at_once():
    line, go, begun = SlowWorkQueue(Manner(longest=3)), threading.Event(), threading.Semaphore(0)
    at_once, most = 0, 0

    def slow():
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        begun.release()
        go.wait(10)
        at_once -= 1
        return "done"

    with ThreadPoolExecutor(3) as visitors:
        waiting = [visitors.submit(line.do, slow) for _ in range(3)]
        begun.acquire(timeout=10)
        while line._places._value:  # until all three stand in the line
            time.sleep(0.001)
        with pytest.raises(Busy):
            line.do(slow)
        go.set()
        assert [each.result(10) for each in waiting] == ["done"] * 3
    assert most == 1
    assert line.do(lambda: "next") == "next"


def test_whoever_has_waited_long_enough_is_told_to_come_again_and_gives_up_their_place():
    line, go = SlowWorkQueue(Manner(longest=2, patience=0.05)), threading.Event()
    with pytest.raises(Busy):
        line.do(lambda: go.wait(10))
    with pytest.raises(Busy):
        line.do(lambda: "never begun")
    go.set()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            assert line.do(lambda: "again") == "again"
            break
        except Busy:
            time.sleep(0.01)
    else:
        pytest.fail("the line stays full")


def test_what_fails_in_the_line_fails_for_who_asked():
    with pytest.raises(ZeroDivisionError):
        in_line("try", lambda: 1 / 0)


def test_hashing_steps_back_for_pages():
    def priority():
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    expected = min(19, priority() + POLITE)
    assert [in_line("try", priority), in_line("make", priority), priority() + POLITE] == [expected] * 3


def test_those_who_try_codes_do_not_hold_up_those_who_send(keys):
    go = threading.Event()
    with ThreadPoolExecutor(1) as visitor:
        trying = visitor.submit(in_line, "try", lambda: go.wait(10))
        hashed = hash_code("code", keys)
        go.set()
        trying.result(10)
    assert code_matches(hashed, "code", keys)
