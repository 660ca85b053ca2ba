"""The end of a process that gets nowhere: whatever started it starts another."""

import logging
import os
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

PATIENCE = 300.0  # seconds; the longest that anything the worker does may take is a seventh of that


def guard(
    progress: Callable[[], object],
    stop: threading.Event,
    patience: float = PATIENCE,
    end: Callable[[int], object] = os._exit,
) -> None:
    """From now on end the process where ``progress`` stays the same for ``patience`` seconds, until ``stop`` is set."""
    threading.Thread(target=_watch, args=(progress, stop, patience, end), name="watchdog", daemon=True).start()


def _watch(
    progress: Callable[[], object], stop: threading.Event, patience: float, end: Callable[[int], object]
) -> None:
    known, since = progress(), time.monotonic()
    while not stop.wait(patience / 20):
        if (now := progress()) != known:
            known, since = now, time.monotonic()
        elif time.monotonic() - since > patience:
            log.critical("The worker got nowhere for %d seconds, and ends.", patience)
            end(1)
            return
