"""A page as Chromium hands it to a screen reader: its accessibility tree, as lines of text."""

import re
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

SAYS_NOTHING = frozenset({"none", "generic", "InlineTextBox", "LineBreak", "RootWebArea", "LabelText", "ListMarker"})
"""Roles that are not spoken; what stands in them is."""
STATES = ("level", "checked", "expanded", "required", "invalid", "live", "modal", "multiline", "haspopup", "valuetext")
OF_COURSE = frozenset({"false", "off", "alert", "assertive"})
"""Values that go without saying, or that the role says."""
CHANGES = (
    (re.compile(r"\b127\.0\.0\.1:\d+\b"), "ADDRESS"),
    (re.compile(r"\b0\d{3} \d{3} \d{4}\b"), "NUMBER"),  # by day and by night another
    (re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{1,4}\b"), "CODE"),
    (re.compile(r"\b[0-9A-HJKMNP-TV-Z](?: [0-9A-HJKMNP-TV-Z]|, dash,?){8,}"), "C O D E"),
    (re.compile(r"\b[a-z]{3,8}(?:-[a-z]{3,8}){4,5}\b"), "code-of-words"),
    (re.compile(r"(?:\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?\b\d{1,2} [^\W\d]{3,12} \d{4}\b"), "DATE"),
    (re.compile(r"(?:\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )\d{1,2} [A-Z][a-z]{2,8}\b"), "DATE"),
    (re.compile(r"\b\d{1,2}[:.]\d\d ?(?:[ap]m|[صم]\b)?"), "TIME"),
)
"""What differs from one walk to the next, and what stands for it."""


def lines(page: Page) -> list[str]:
    """The tree of what is on the page now: a line an element, further in for what stands in it."""
    session = page.context.new_cdp_session(page)
    try:
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    finally:
        session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    return [masked(line) for line in _told(nodes[0], by_id, depth=0, around="")]


def masked(line: str) -> str:
    for pattern, instead in CHANGES:
        line = pattern.sub(instead, line)
    return line


def _told(node: dict[str, Any], by_id: dict[str, Any], *, depth: int, around: str) -> Iterator[str]:
    role, name = _value(node, "role"), " ".join(_value(node, "name").split())
    said = not node.get("ignored") and role not in SAYS_NOTHING and not (role == "StaticText" and name == around)
    if said and (role != "StaticText" or name):
        yield "  " * depth + " ".join(filter(None, (_words(role), f'"{name}"' if name else "", *_more(node))))
    for child in node.get("childIds", ()):
        if child in by_id:
            yield from _told(by_id[child], by_id, depth=depth + said, around=name if said else around)


def _words(role: str) -> str:
    return {"StaticText": "text", "DescriptionListTerm": "term", "DescriptionListDetail": "definition"}.get(role, role)


def _more(node: dict[str, Any]) -> Iterator[str]:
    described = " ".join(_value(node, "description").split())
    if described:
        yield f'described: "{described}"'
    if node.get("value") and _value(node, "role") not in {"radio", "checkbox"}:
        yield f'holds: "{_value(node, "value")}"'
    states = {each["name"]: str(each["value"].get("value", "")).lower() for each in node.get("properties", ())}
    yield from (f"[{name}={states[name]}]" for name in STATES if states.get(name) and states[name] not in OF_COURSE)


def _value(node: dict[str, Any], part: str) -> str:
    return str(node.get(part, {}).get("value", ""))
