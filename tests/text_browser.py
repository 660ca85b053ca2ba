"""w3m, a browser of text alone, used by its keys in a terminal: no CSS, no script, no pictures."""

import fcntl
import os
import pty
import shlex
import struct
import subprocess
import termios
from contextlib import suppress
from pathlib import Path

from posting import until

OPTIONS = ("use_cookie=1", "accept_cookie=1", "auto_image=0", "display_link_number=0")
PREVIOUS, NEXT, PRESS, CLEAR = "\x1b\t", "\t", "\r", "\x15"
LINES, COLUMNS = 60, 80


class TextBrowser:
    """One w3m. ``page`` is what stands on the screen, as text."""

    def __init__(self, address: str, folder: Path) -> None:
        self._folder, self._saved, self.page = folder, 0, ""
        self._words = folder / "words"
        editor = folder / "editor"
        editor.write_text(f'#!/bin/sh\ncat {shlex.quote(str(self._words))} > "$1"\n')
        editor.chmod(0o700)
        ours, theirs = pty.openpty()
        settings = [part for option in (*OPTIONS, f"editor={editor}") for part in ("-o", option)]
        self._process = subprocess.Popen(
            ["setsid", "--ctty", "--wait", "w3m", "-cols", str(COLUMNS), *settings, address],
            stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
            env={**os.environ, "TERM": "vt100", "HOME": str(folder), "LINES": str(LINES), "COLUMNS": str(COLUMNS)},
        )  # fmt: skip
        os.close(theirs)
        self._terminal = ours
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        os.set_blocking(ours, False)
        self.read()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)

    def keys(self, *keys: str) -> None:
        for each in keys:
            os.write(self._terminal, each.encode())
            self._drain()

    def _drain(self) -> None:
        """What it draws is thrown away: the page is read from a file that it saves."""
        try:
            while os.read(self._terminal, 65536):
                pass
        except BlockingIOError:
            pass

    def read(self) -> str:
        """The page once it is there, as w3m saves it: what is typed before that is lost, and so typed again."""
        for _ in range(30):
            self._saved += 1
            file = self._folder / f"page-{self._saved}"
            self.keys("S", CLEAR, str(file), PRESS)
            with suppress(AssertionError):
                until(lambda file=file: self._drain() or (file.exists() and file.stat().st_size), seconds=2)
                self.page = file.read_text()
                return self.page
        raise AssertionError("The page never came.")

    def find(self, words: str, before: str = "", after: str = "") -> None:
        """Go to these words: from the top of the page, or from those that they stand ``after``.

        ``before``: what stands before them, as w3m searches for it.
        """
        assert words in self.page, (words, self.page)
        self.keys("g", *(("/", after, PRESS) if after else ()), "/", before + words, PRESS)

    def press(self, words: str, after: str = "") -> str:
        """Press the button or follow the link with these words."""
        self.find(words, after=after)
        self.keys(PRESS)
        return self.read()

    def choose(self, words: str, after: str = "") -> None:
        """Tick the box, or choose the one of several, that stands before these words."""
        self.find(words, "[)] " if f") {words}" in self.page else r"\] ", after)
        self.keys(PREVIOUS, PRESS)

    def type(self, label: str, words: str) -> None:
        """Fill in the line after its label."""
        self.find(label)
        self.keys(NEXT, PRESS, CLEAR, words, PRESS)

    def write(self, label: str, words: str) -> None:
        """Fill in the box of many lines after its label, with an editor."""
        self._words.write_text(words)
        self.find(label)
        self.keys(NEXT, PRESS)
        self.read()
