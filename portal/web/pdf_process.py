"""Draws PDFs in a process of its own, which may be ended at any moment: HTML comes in, a file goes out.

What is drawn was typed by anybody, and drawing it can take without end (:mod:`portal.files.confined_process`).
"""

import html as markup
import logging
import re
import unicodedata
from pathlib import Path
from typing import Self

from weasyprint import CSS, HTML
from weasyprint.logger import LOGGER
from weasyprint.urls import URLFetcher

from portal.files.confined_process import serve
from portal.web import page_artifacts

STYLE = Path(__file__).parent / "static" / "paper.css"
HERE, HIDDEN = "((characters))", '<p class="not-printed" hidden>'
"""Where a document names the characters that no font here has, and how it begins to while there are none."""
_BDI, _TAG = re.compile(r"<bdi((?:(?!\bdir=)[^>])*)>(.*?)</bdi>", re.DOTALL), re.compile(r"<[^>]*>")
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


def directed(html: str) -> str:
    """The page, in which each ``bdi`` says which way it reads, as its first letter does: browsers find that themselves.

    Source: HTML, "the bdi element"; Unicode Standard Annex 9, rules P2 and P3.
    """
    return _BDI.sub(lambda found: f"<bdi{found[1]} dir={_way(_TAG.sub('', found[2]))}>{found[2]}</bdi>", html)


def _way(text: str) -> str:
    strong = (unicodedata.bidirectional(sign) for sign in markup.unescape(text))
    return "rtl" if next((each for each in strong if each in {"L", "R", "AL"}), "L") != "L" else "ltr"


def _file(html: str) -> bytes:
    page = HTML(string=directed(html), url_fetcher=URLFetcher(allowed_protocols=()))
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


if __name__ == "__main__":
    LOGGER.propagate = False  # it would write out characters that somebody typed
    logging.getLogger().addHandler(logging.NullHandler())
    draw(FIRST)
    serve(lambda html: draw(html.decode()), opens_files=True)
