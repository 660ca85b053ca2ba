"""Languages that nobody speaks: every public text in other letters, so that what is not translated stands out.

One is written from left to right (under the code of Welsh), one from right to left (of Arabic): dates and numbers come
in those.
"""

import re
import string
from collections.abc import Callable, Iterator
from pathlib import Path

import catalogues
from babel import Locale
from babel.dates import get_day_names, get_month_names, get_period_names
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from lxml.html import HtmlElement, document_fromstring
from translate import written
from words import public_catalog

ACCENTED, MIRRORED = "cy", "ar"
_ACCENTS = str.maketrans(string.ascii_letters, "áƀçðéƒĝĥîĵķļɱñóþǫŕšţûṽŵẋýžÁɃÇÐÉƑĜĤÎĴĶĻṀÑÓÞǪŔŠŢÛṼŴẊÝŽ")
_MIRROR = str.maketrans(string.ascii_letters + ".,;?", "ابجدهفغحيكقلمنوپتعسطظثخزشض" * 2 + "\u06d4\u060c\u061b\u061f")
_TO_KEEP = re.compile(r"(%\(\w+\)[sd]|%%|\{\w*\}|</?\w[^>]*>|&\w+;)")
_LATIN = re.compile(r"[A-Za-z]{2,}(?:['\u2019\-][A-Za-z]+)*")
_MARK = re.compile(r"(?<!\d)[.,;?](?=\s|$)|(?<=\d)[,;?](?=\s+\D|$)")
"""A stop or comma of English: in Arabic letters they are others."""

UNREAD = frozenset({"script", "style", "textarea", "bdi", "svg", "code"})
"""What is no text of ours: what was typed is in ``bdi``, wherever it stands among our words."""

SAID = ("aria-label", "title", "alt", "placeholder", "data-timed-out-text", "data-activated-text")
SAID_BY_SCRIPTS = re.compile(r"^data-(i18n|.*text|.*words)")


def accented(text: str) -> str:
    return _changed(text, lambda part: part.translate(_ACCENTS))


def mirrored(text: str) -> str:
    return _changed(text, lambda part: part.translate(_MIRROR))


def _changed(text: str, change: Callable[[str], str]) -> str:
    """The text in brackets, between the blanks that stand around it; placeholders and markup as they are.

    What only says how two texts stand beside each other has no brackets of its own.
    """
    bare = text.strip()
    parts = _TO_KEEP.split(bare)
    said = "".join(part if number % 2 else change(part) for number, part in enumerate(parts))
    return text.replace(bare, f"[{said}]" if any(map(str.isalpha, "".join(parts[::2]))) else said)


def speak(folder: Path) -> Path:
    """Write both languages into a folder of translations, whole and reviewed by nobody."""
    for code, change in ((ACCENTED, accented), (MIRRORED, mirrored)):
        path = folder / code / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        path.write_bytes(_written(code, change))
    return folder


def _written(code: str, change: Callable[[str], str]) -> bytes:
    template, spoken = public_catalog(), {}
    forms = get_plural(Locale.parse(code)).num_plurals
    for message in template:
        if message.id:
            ids = catalogues.ids_of(message)
            spoken[message.id] = change(ids[0]) if len(ids) == 1 else (change(ids[1]),) * forms
    return written(code, Catalog(locale=code), template, spoken)


def left(page: bytes, allowed: Iterator[str] | frozenset[str] = frozenset(), *, marks: bool = False) -> list[str]:
    """The English that a page of such a language still holds: what is read, and what is read out.

    ``marks``: its stops and commas too, with the words before them; the language has others.
    """
    tree = document_fromstring(page.replace(b"<wbr>", b""))
    body = tree.find("body")
    texts = [tree.findtext("head/title") or "", *_texts(body if body is not None else tree)]
    plain = [_without(text, allowed) for text in texts]
    stops = [f"{text[: mark.end()].split()[-1]}" for text in plain for mark in _MARK.finditer(text)] if marks else []
    return [*(found for text in plain for found in _LATIN.findall(text)), *stops]


def _without(text: str, allowed: Iterator[str] | frozenset[str]) -> str:
    for name in sorted(allowed, key=len, reverse=True):  # in Welsh the name of a month ends that of a day
        text = text.replace(name, " ")
    return re.sub(r"%\{\w+\}|\S+@\S+|https?://\S+|\b[\w.-]+\.(?:uk|org|com|net)\b\S*", " ", text)


def _texts(element: HtmlElement) -> Iterator[str]:
    """The texts of an element and of its attributes, without what is not ours."""
    if not isinstance(element.tag, str) or element.tag in UNREAD or element.get("translate") == "no":
        return
    for name, value in element.attrib.items():
        if (
            name in SAID
            or SAID_BY_SCRIPTS.match(name)
            or (element.tag == "input" and name == "value" and element.get("type") == "submit")
        ):
            yield value
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def dates_of(code: str) -> frozenset[str]:
    """The names of days and months, which no catalogue holds."""
    locale = Locale.parse(code)
    found = {*get_day_names(locale=locale).values(), *get_month_names(locale=locale).values()}
    found |= {*get_month_names(context="stand-alone", locale=locale).values()}
    return frozenset(found | {*get_period_names(locale=locale).values()})
