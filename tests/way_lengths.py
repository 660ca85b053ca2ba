"""How long the public form is for those who fill it in: pages, words to read, boxes to fill and minutes.

Measured by walking: each page is looked at again with its answer, so that what a choice reveals is counted. What is
hidden, closed or only for a screen reader is not. The buttons under each page, what is said there of how long it stays
open, and the links that change an answer are read once. Minutes: words / 200 a minute and 8 seconds a box (Brysbaert
2019, "How many words do we read per minute?", rounded down).
"""

import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from flask import Flask

from build import EVERY_WAY, PARENT, YOUNG
from portal.domain.journey import Journey
from visitor import Page, Visitor, text_of, walk

WORDS_A_MINUTE, SECONDS_A_BOX = 200, 8
AT_THE_FOOT = ("app-forget", "govuk-summary-list__actions")
NOT_SEEN = (
    "govuk-character-count__message",  # the script shows it only to who has written three quarters of what they may
    "govuk-radios__conditional--hidden",
    "govuk-checkboxes__conditional--hidden",
    "govuk-visually-hidden",
)
BOXES = ("input", "textarea", "select")
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
LONG_PARENT = (
    PARENT
    | EVERY_WAY
    | {"child": PARENT["child"] * 2, "point": PARENT["point"] * 2, "purpose": "both", "both_note": "seen"}
)


@dataclass(frozen=True)
class Length:
    pages: int
    words: int
    boxes: int

    @property
    def minutes(self) -> float:
        return self.words / WORDS_A_MINUTE + self.boxes * SECONDS_A_BOX / 60

    def __str__(self) -> str:
        return f"{self.pages} pages, {self.words} words, {self.boxes} boxes, {self.minutes:.1f} minutes"


def words_in(element: ET.Element, read: set[str] | None = None) -> int:
    """The words of an element that somebody sees. ``read``: what at the foot of pages they have read already."""
    if read is not None and (element.tag == "button" or set(AT_THE_FOOT) & {*element.get("class", "").split()}):
        words = element.tag if "actions" in element.get("class", "") else text_of(element)
        if words in read:
            return 0
        read.add(words)
    if any(hidden in element.get("class", "").split() for hidden in NOT_SEEN) or element.tag in ("script", "style"):
        return 0
    if element.tag == "details" and element.get("open") is None:
        return sum(words_in(child, read) for child in element if child.tag == "summary")
    own = WORD.findall(element.text or "")
    return len(own) + sum(words_in(child, read) + len(WORD.findall(child.tail or "")) for child in element)


def words_of_page(page: Page, read: set[str] | None = None) -> int:
    return sum(words_in(main, read) for main in page.all("main"))


def words_before(page: Page, ends: str) -> int:
    """The words of a page above the first element that has this class."""
    count, done = 0, False

    def read(element: ET.Element) -> None:
        nonlocal count, done
        if done or any(hidden in element.get("class", "").split() for hidden in NOT_SEEN):
            return
        if ends in element.get("class", "").split():
            done = True
            return
        count += len(WORD.findall(element.text or ""))
        for child in element:
            read(child)
            count += 0 if done else len(WORD.findall(child.tail or ""))

    for main in page.all("main"):
        read(main)
    return count


def boxes_of(page: Page) -> int:
    """What there is to fill in: radios and ticks of one question are one."""
    names = {
        box.get("name")
        for form in page.forms()
        for tag in BOXES
        for box in form.iter(tag)
        if box.get("type") != "hidden" and not _hidden(box, form)
    }
    return len(names)


def _hidden(box: ET.Element, form: ET.Element) -> bool:
    hidden = [each for each in form.iter() if any(name in each.get("class", "").split() for name in NOT_SEEN)]
    return any(box in list(each.iter()) for each in hidden)


def measured(app: Flask, journey: Journey, said: dict[str, Any], tabs: frozenset[str]) -> Length:
    """From the first page to the one that has the reference."""
    visitor = Visitor(app, tabs)
    ways = [visitor.get("/young")] if journey.key == "young" else [visitor.get("/"), visitor.get("/before-you-start")]
    read: set[str] = set()
    pages, words, boxes = len(ways), sum(words_of_page(page, read) for page in ways), 0
    walk(visitor, journey, said)
    way = "tell" if journey.key == "young" else "request"
    for step in journey.path(said):
        number = "" if step.item is None else f"/{step.item + 1}"
        page = visitor.get(f"/{way}/{step.question.address}{number}")
        pages, words, boxes = pages + 1, words + words_of_page(page, read), boxes + boxes_of(page)
    page = visitor.get(f"/{way}/check")
    return Length(pages + 1, words + words_of_page(page, read), boxes)


USUAL = {"parent": PARENT, "young_person": YOUNG, "parent, the longest way": LONG_PARENT}
"""Those who are measured, by their name."""
