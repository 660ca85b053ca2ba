"""Doing what takes long (hashing on purpose slowly, drawing files) without making anybody else wait.

One thread of each line works, with a lower priority than those that serve pages, and a few may wait for it.
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
from typing import NamedTuple, TypeVar

from portal.domain.rate_limits import Busy

POLITE = 10  # added to the niceness of a thread that hashes: about a ninth of the processor where others want it


class Manner(NamedTuple):
    """How people stand in a line."""

    longest: int = 6  # how many may wait or be served at once
    patience: float = 10.0  # seconds that somebody waits for their turn and what they came for
    polite: int = POLITE


USUAL = Manner()

_Made = TypeVar("_Made")


class SlowWorkQueue:
    """Does one thing at a time."""

    def __init__(self, manner: Manner = USUAL) -> None:
        self._places = threading.BoundedSemaphore(manner.longest)
        self._patience = manner.patience
        self._server = ThreadPoolExecutor(1, "line", _step_back, (manner.polite,))

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


def _step_back(polite: int) -> None:
    here = threading.get_native_id()
    os.setpriority(os.PRIO_PROCESS, here, os.getpriority(os.PRIO_PROCESS, here) + polite)


@functools.lru_cache(maxsize=8)
def _line_of(_process: int, _name: str, manner: Manner) -> SlowWorkQueue:
    return SlowWorkQueue(manner)


def in_line(name: str, slow: Callable[[], _Made], manner: Manner = USUAL) -> _Made:
    """What ``slow`` gives, after those who came before to this process's line of that name. Raises :class:`Busy`."""
    return _line_of(os.getpid(), name, manner).do(slow)
