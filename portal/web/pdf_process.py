"""Draws PDFs in a process of its own, which may be ended at any moment: HTML comes in, a file goes out.

What is drawn was typed by anybody, and drawing it can take without end: so each file is drawn by a child that has so
many seconds of the processor and so much memory, and no more. This process only waits, with everything loaded that
a child needs. Nothing of what is drawn is written anywhere else.
"""

import contextlib
import html as markup
import logging
import os
import resource
import signal
import sys
import unicodedata
from pathlib import Path
from typing import BinaryIO, Self

from weasyprint import CSS, HTML
from weasyprint.logger import LOGGER
from weasyprint.urls import URLFetcher

from portal.web import page_artifacts

STYLE = Path(__file__).parent / "static" / "paper.css"
HERE, HIDDEN = "((characters))", '<p class="not-printed" hidden>'
"""Where a document names the characters that no font here has, and how it begins to while there are none."""
NAMED = 20  # of them; a page of them helps nobody
FIRST = "<html lang=en><title>A page</title><p>So that the fonts are known before somebody waits for them."


def draw(html: str) -> bytes:
    """The page as a file. It may fetch nothing, from nowhere.

    Where no font has a character, the file says so, in the words that the page holds ready.
    """
    with _Missing() as missing:
        file = _file(html)
    if not missing.found or HIDDEN not in html:
        return file
    shown = HIDDEN.replace(" hidden", "")
    return _file(html.replace(HIDDEN, shown, 1).replace(HERE, markup.escape(missing.said()), 1))


def _file(html: str) -> bytes:
    page = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    style = CSS(string=STYLE.read_text(encoding="utf-8"))
    file: bytes = page.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[style], finisher=page_artifacts.mark)
    return file


class _Missing(logging.Handler):
    """Hears from WeasyPrint which characters it drew as an empty box. What it says goes nowhere else."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, None] = {}

    def __enter__(self) -> Self:
        LOGGER.addHandler(self)
        return self

    def __exit__(self, *_raised: object) -> None:
        LOGGER.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and ".notdef" in str(record.msg):
            self.found[int(str(record.args[-1]))] = None

    def said(self) -> str:
        """Each as its number and, if it has one, its name in Unicode: it cannot be shown."""
        names = [f"U+{code:04X} {unicodedata.name(chr(code), '')}".strip() for code in self.found]
        return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Draw what is asked for until nobody asks any more.

    A request is a line of three numbers (seconds, bytes of memory, bytes of HTML) and the HTML; an answer is
    a line with the bytes of the file, 0 where there is none, and the file.
    """
    while numbers := asked.readline().split():
        seconds, memory, length = map(int, numbers)
        file = _drawn_by_a_child(asked.read(length), seconds, memory)
        answers.write(b"%d\n%b" % (len(file), file))
        answers.flush()


def _drawn_by_a_child(html: bytes, seconds: int, memory: int) -> bytes:
    """Blank where the child was ended, or ended by itself."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):  # there is nobody to tell
            os.close(reading)
            _bound(seconds, memory)
            with open(writing, "wb") as given:  # noqa: PTH123 - a pipe
                given.write(draw(html.decode()))
            os._exit(0)
        os._exit(1)
    os.close(writing)
    with open(reading, "rb") as given:  # noqa: PTH123
        file = given.read()
    _, status = os.waitpid(child, 0)
    return file if status == 0 else b""


def _bound(seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    signal.alarm(2 * seconds)  # it ends the process, even if others leave it no processor
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    LOGGER.propagate = False  # it would write out characters that somebody typed
    logging.getLogger().addHandler(logging.NullHandler())
    draw(FIRST)
    serve(sys.stdin.buffer, sys.stdout.buffer)
