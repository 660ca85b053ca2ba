"""What a page is to a browser of text alone (w3m), which knows no styles, no scripts and no ``hidden``.

Every word that others see is there, in the order of the page; on public pages nothing that others do not see is.
"""

import re
import subprocess
from collections.abc import Iterator

from lxml.html import HtmlElement, document_fromstring

W3M = ("w3m", "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "400", "-o", "display_image=0")
ALONE = frozenset({"script", "style", "template", "svg", "textarea", "select"})
"""Elements whose text is no words of the page, or which w3m shows in a way of its own."""
SHORT = 3  # letters, of which there are some by chance
MARKS = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\xad]+")
"""What lines, columns and directions add."""


def faults(html: str, *, public: bool) -> list[str]:
    """What is missing, out of order or, on a public page, too much."""
    said = subprocess.run(W3M, input=html.encode(), capture_output=True, check=True).stdout.decode()
    body = document_fromstring(html).body
    shown, words = MARKS.sub("", said), list(_texts(body, hidden=False))
    return [*_lost(words, shown), *(_too_much(list(_texts(body, hidden=True)), words, shown) if public else ())]


def _lost(words: list[tuple[str, bool]], shown: str) -> Iterator[str]:
    place = 0
    for text, in_columns in words:
        plain = MARKS.sub("", text)
        at = shown.find(plain, place)
        if at >= 0 and not in_columns:  # the lines of cells that stand beside one another are mixed
            place = at + len(plain)
        elif at < 0:
            yield f"{'out of order' if plain in shown else 'missing'}: {text[:80]}"


def _too_much(hidden: list[tuple[str, bool]], words: list[tuple[str, bool]], shown: str) -> Iterator[str]:
    visible = MARKS.sub("", "".join(text for text, _ in words))
    for text, _ in hidden:
        plain = MARKS.sub("", text)
        if len(plain) > SHORT and plain in shown and plain not in visible:
            yield f"shown though hidden: {text[:80]}"


def _texts(
    element: HtmlElement, *, hidden: bool, within: bool = False, table: bool = False
) -> Iterator[tuple[str, bool]]:
    """The texts that are shown, or those that are not, in the order of the page; and whether each is in a table."""
    if not isinstance(element.tag, str) or element.tag in ALONE:
        return
    within = within or "hidden" in element.attrib or (element.tag == "dialog" and "open" not in element.attrib)
    table = table or element.tag == "table"
    if within == hidden and (element.text or "").strip():
        yield " ".join(element.text.split()), table
    for child in element:
        yield from _texts(child, hidden=hidden, within=within, table=table)
        if within == hidden and (child.tail or "").strip():
            yield " ".join(child.tail.split()), table
