"""Hashing on purpose slowly, without making anybody else wait.

One thread of each line hashes, with a lower priority than those that serve pages, and a few may wait for it.
Whoever comes when the line is full is told to try again: however many codes are tried at once, pages and
"Exit this page" keep the processor, and one hash at a time keeps to its 64 MiB of memory. Those who try codes
and those who send a request do not stand in the same line.
"""

import functools
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from typing import TypeVar

from portal.domain.rate_limits import Busy

LONGEST_LINE = 6
PATIENCE = 10.0  # seconds that somebody waits for their turn and their hash
POLITE = 10  # added to the niceness of the thread: about a ninth of the processor time where others want it

_Made = TypeVar("_Made")


class Line:
    """Does one thing at a time. ``longest`` is how many may wait or be served at once."""

    def __init__(self, longest: int = LONGEST_LINE, patience: float = PATIENCE) -> None:
        self._places = threading.BoundedSemaphore(longest)
        self._patience = patience
        self._server = ThreadPoolExecutor(1, "hashing", initializer=_step_back)

    def do(self, slow: Callable[[], _Made]) -> _Made:
        """What ``slow`` gives, when it is its turn. Raises :class:`Busy` where the line is too long or too slow."""
        if not self._places.acquire(blocking=False):
            raise Busy
        turn = self._server.submit(slow)
        turn.add_done_callback(lambda _: self._places.release())
        try:
            return turn.result(self._patience)
        except TookTooLong:
            turn.cancel()
            raise Busy from None


def _step_back() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), POLITE)


@functools.lru_cache(maxsize=2)
def _line_of(_process: int, _name: str) -> Line:
    return Line()


def in_line(name: str, slow: Callable[[], _Made]) -> _Made:
    """What ``slow`` gives, after those who came before to this process's line of that name. Raises :class:`Busy`."""
    return _line_of(os.getpid(), name).do(slow)
