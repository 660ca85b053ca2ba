"""Notices cheaply that files of a folder were changed."""

import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock

LOOK_EVERY = 60.0  # seconds
"""How soon a running portal notices, at the latest, that a policy was corrected."""

Stamps = Mapping[Path, tuple[int, ...]]


class ChangedFiles:
    """The files ``*.yaml`` of a folder and of the folders in it, looked at no more often than once in a while."""

    def __init__(self, directory: Path, look_every: float = LOOK_EVERY) -> None:
        """``look_every``: in seconds."""
        self._directory, self._look_every = directory, look_every
        self._next_look, self._looking = 0.0, Lock()
        self._stamps: Stamps | None = None

    def since_last(self, *, at_once: bool = False) -> frozenset[Path]:
        """What was changed, came or went since the last look; nothing where that is not long ago.

        ``at_once``: look however long ago it is. The first look finds nothing.
        """
        if (time.monotonic() < self._next_look and not at_once) or not self._looking.acquire(blocking=False):
            return frozenset()
        try:
            self._next_look = time.monotonic() + self._look_every
            before, now = self._stamps, self._now()
            self._stamps = now
            return frozenset(path for path, _ in now.items() ^ before.items()) if before is not None else frozenset()
        finally:
            self._looking.release()

    def _now(self) -> Stamps:
        found: dict[Path, tuple[int, ...]] = {}
        for path in (*self._directory.glob("*.yaml"), *self._directory.glob("*/*.yaml")):
            with suppress(OSError):  # it has just been taken away
                file = path.stat()
                found[path] = (file.st_mtime_ns, file.st_size, file.st_ino)
        return found
