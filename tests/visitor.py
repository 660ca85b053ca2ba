"""Somebody at a door: a client that reads every page it gets as a strict browser would."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import html5lib
from flask import Flask
from lxml.html import HTMLParser, document_fromstring
from werkzeug.test import TestResponse

from portal.domain.journey import Kind, more_key

CLASS_SETTER = "document.body.className"


TOKEN = re.compile(r'(?<=name="csrf_token" value=")[\w.-]+(?=")', re.ASCII)


CODE = re.compile(
    r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{1,4}\b|(?<![\w-])[a-z]{3,8}(?:-[a-z]{3,8}){4,5}(?![\w-])"
)
"""References, and access codes of both kinds."""

WITH_SCRIPT = re.compile(r'<script type="text/html">(.*?)</script>', re.DOTALL)
"""What a page puts in where scripts run: it is looked at like the rest."""

EXAMPLES = frozenset({"4F7K-9Q2M-X"})
NOT_OURS = frozenset({"textarea", "script", "style"})


class Sheet:
    """HTML, taken apart."""

    def __init__(self, tree: ET.Element, path: str) -> None:
        self.tree, self.path = tree, path

    def all(self, tag: str) -> list[ET.Element]:
        return list(self.tree.iter(tag))

    @property
    def h1(self) -> str:
        return text_of(self.all("h1")[0])

    @property
    def text(self) -> str:
        return text_of(self.tree.find("body"))

    @property
    def errors(self) -> list[str]:
        """The error summary's sentences."""
        summary = [div for div in self.all("div") if "govuk-error-summary" in div.get("class", "").split()]
        return [text_of(link) for div in summary for link in div.iter("a")]

    def link(self, words: str) -> str:
        """Where the link with these words leads."""
        return next(a.get("href") for a in self.all("a") if words in text_of(a))

    def marked(self, name: str) -> str:
        """The words of the first element with this class."""
        return next(text_of(e) for e in self.tree.iter() if name in e.get("class", "").split())

    def forms(self) -> list[ET.Element]:
        """Those of the page itself: not what only keeps its session open, at the foot."""
        round_it = [form for tag in ("footer", "dialog") for foot in self.all(tag) for form in foot.iter("form")]
        return [form for form in self.all("form") if form not in round_it]

    def sound(self, tabs: frozenset[str]) -> None:
        assert self.tree.get("lang"), "a page has a language"
        assert len(self.all("h1")) == 1, f"{self.path} has {len(self.all('h1'))} h1"
        title = text_of(self.all("title")[0])
        assert title.startswith("Error: ") == bool(self.errors), title
        first = title.removeprefix("Error: ").split(" \u2013 ")[0]
        named = re.split("[,\u060c]", first)[0] in tabs if tabs else first == self.h1
        assert named, f"{self.path}: title {first!r}, h1 {self.h1!r}"
        ids = [element.get("id") for element in self.tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), f"{self.path} has an id twice"
        self._inputs(set(ids))
        for element in self.tree.iter():
            assert not element.get("style"), f"{self.path} has an inline style"
            assert not [name for name in element.attrib if name.startswith("on")], f"{self.path} has a handler"
        for script in self.all("script"):
            assert script.get("src") or CLASS_SETTER in (script.text or ""), f"{self.path} has an inline script"
        for link in self.all("a"):
            assert link.get("href"), f"{self.path} has a link to nowhere"
            assert text_of(link), f"{self.path} has a link without words"
        self._codes(self.tree.find("body"))
        for form in self.forms():
            assert form.get("action") or form.get("method") == "dialog", f"{self.path} has a form without action"

    def _codes(self, element: ET.Element) -> None:
        """What is typed as it stands has to stand there in every language: a browser must not translate it."""
        if element.get("translate") == "no" or element.tag in NOT_OURS or "app-words" in element.get("class", ""):
            return
        for words in (element.text, *(child.tail for child in element)):
            found = [code for code in CODE.findall(words or "") if code not in EXAMPLES]
            assert not found, f"{self.path}: a browser may translate {found}"
        for child in element:
            self._codes(child)

    def _inputs(self, ids: set[str]) -> None:
        labels = {label.get("for") for label in self.all("label")}
        assert labels <= ids, f"{self.path}: a label for nothing"
        typed = [i for i in self.all("input") if i.get("type") != "hidden"]
        for control in [*typed, *self.all("textarea"), *self.all("select")]:
            assert control.get("id") in labels, f"{self.path}: {control.get('name')} has no label"
            for described in (control.get("aria-describedby") or "").split():
                assert described in ids, f"{self.path}: described by nothing"
        for link in self.all("a"):
            href = link.get("href", "")
            assert not href.startswith("#") or href[1:] in ids, f"{self.path}: {href} leads nowhere"


WORDS = re.compile(r"(?<=>)[^<&\0-\x08\x0b-\x1f\x7f-\x9f]+(?=<)")
VALUES = re.compile(r'(?<==")[^"<&\0-\x08\x0b-\x1f\x7f-\x9f]*(?=")')


@lru_cache(maxsize=5000)
def _taken_apart_strictly(markup: str) -> None:
    """Raise what a browser would forgive. It takes longer than making the page: once for all pages of one make.

    Raises:
        html5lib.html5parser.ParseError: where the HTML has any fault.
    """
    html5lib.HTMLParser(strict=True).parse(markup)


def found_sound(html: str, path: str, tabs: frozenset[str]) -> ET.Element:
    _taken_apart_strictly(VALUES.sub("", WORDS.sub(lambda words: "-" if words[0].strip() else " ", html)))
    tree = document_fromstring(html, parser=HTMLParser(encoding="utf-8", remove_comments=True))
    Sheet(tree, path).sound(tabs)
    return tree


class Page(Sheet):
    """One HTML response, found sound. Its ``tree`` has X for the token of its forms, which no two sessions share."""

    def __init__(self, response: TestResponse, tabs: frozenset[str]) -> None:
        self.response = response
        self.html = response.get_data(as_text=True)
        self.token = next(iter(TOKEN.findall(self.html)), "")
        super().__init__(
            found_sound(TOKEN.sub("X", WITH_SCRIPT.sub(r"\1", self.html)), response.request.path, tabs),
            response.request.path,
        )

    def hidden(self, form: ET.Element) -> dict[str, object]:
        """What a form carries besides what is typed."""
        found = {i.get("name"): i.get("value", "") for i in form.iter("input") if i.get("type") == "hidden"}
        return {name: self.token if name == "csrf_token" else value for name, value in found.items()}


def text_of(element: ET.Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


@dataclass
class Visitor:
    """Walks through pages by what is on them: links, and forms with their hidden fields."""

    app: Flask
    tabs: frozenset[str] = frozenset()
    page: Page = field(init=False)
    seen: list[Page] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, address: str) -> Page:
        return self._arrive(self.client.get(address))

    def send(self, action: str | None = None, **values: object) -> Page:
        """Fill in the (first) form of the page and send it; ``__`` in a name stands for a full stop.

        Who is asked declares that they are independent, if they do not say otherwise; a reply says the same to each
        ground.
        """
        forms = [form for form in self.page.forms() if form.get("method") == "post"]
        form = next((f for f in forms if action is None or f.get("action") == action), forms[0])
        asked = {each.get("name") for each in (*form.iter("input"), *form.iter("button"))}
        declared = {"independent": "yes"} if "independent" in asked and values.get("why") != "aside" else {}
        typed = {name.replace("__", "."): value for name, value in values.items()}
        grounds = [each.get("name") for each in form.iter("textarea") if each.get("name").startswith("answers.")]
        if grounds and "words" in typed:
            typed |= dict.fromkeys(grounds, typed.pop("words"))
        data = self.page.hidden(form) | declared | typed
        return self._arrive(self.client.post(action or form.get("action"), data=data))

    def see_code(self, tab: str = "") -> str:
        """On the page after sending: ask for the code, in the tab of this name."""
        return self.send("/done", show="code", tab=tab).marked("app-code")

    def _arrive(self, response: TestResponse) -> Page:
        for _ in range(10):
            if response.status_code not in (301, 302, 303):
                break
            to = urlsplit(response.headers["Location"])
            assert not to.netloc, f"led away to {to.netloc}"
            response = self.client.get(f"{to.path}?{to.query}" if to.query else to.path)
        self.page = Page(response, self.tabs)
        self.seen.append(self.page)
        return self.page


def leaves(question):
    yield question
    for part in question.inner():
        yield from leaves(part)


def typed(question, answers):
    """What a browser sends for stored answers."""
    values = {}
    for part in leaves(question):
        value = answers.get(part.key, "")
        if part.kind in (Kind.DATE, Kind.MONTH):
            boxes = [f"{part.key}-{box}" for box in ("year", "month", "day")]
            values |= dict(zip(boxes, value.split("-"), strict=False))
        elif part.kind is not Kind.GROUP:
            values[part.key] = value
    return values


def asked_together(page):
    """The names of the fields of a page on which staff enter several questions; none on any other."""
    named = {each.get("name") for tag in ("input", "textarea", "select") for each in page.all(tag)}
    return named if "together" in named else set()


def typed_together(named, journey, answers, number):
    values = {}
    for question in journey.questions:
        said = answers[question.key][int(number or 1) - 1] if question.many else answers
        there = typed(question, said) | ({more_key(question): answers[more_key(question)]} if question.many else {})
        values |= {key: value for key, value in there.items() if key in named}
    return values


def walk(visitor, journey, answers, until="check", at=""):
    """Answer every page from the first with ``answers``; stop at the page ``until``. ``at`` leads the address."""
    way = f"{at}/tell/" if journey.key == "young" else f"{at}/request/"
    visitor.get(f"{way}now")
    for _ in range(80):
        assert visitor.page.path.startswith(way), visitor.page.path
        address = visitor.page.path.removeprefix(way)
        several = asked_together(visitor.page)
        if address == until or (several and several & {*journey.find(until).fills()} if until != "check" else False):
            return visitor.page
        name, _, number = address.partition("/")
        question = journey.find(name)
        if several:
            visitor.send(visitor.page.path, **typed_together(several, journey, answers, number))
        elif question.kind is Kind.NOTE:
            visitor.send(visitor.page.path)
        elif question.many and not number:
            visitor.send(visitor.page.path, **{more_key(question): answers[more_key(question)]})
        elif question.many:
            visitor.send(visitor.page.path, **typed(question, answers[question.key][int(number) - 1]))
        else:
            visitor.send(visitor.page.path, **typed(question, answers))
        assert not visitor.page.errors, (visitor.page.path, visitor.page.errors)
    raise AssertionError(f"never came to {until}")
