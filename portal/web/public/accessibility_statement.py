"""What the accessibility statement says, made from the file that `make accessibility` writes: nothing beside it."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("accessibility_results.json")

ABLE = {
    "zoom": ("1.4.10",),
    "keyboard": ("2.1.1", "2.1.2", "2.4.7"),
    "contrast": ("1.4.3", "1.4.6"),
    "spacing": ("1.4.4", "1.4.12"),
}
"""What the statement says that people can do, and the criteria that say so."""


@dataclass(frozen=True, slots=True)
class Statement:
    """``failed`` and ``untested``: criteria of levels A and AA, each as number and name. ``pages``: looked at."""

    date: str
    pages: int
    able: frozenset[str]
    failed: tuple[str, ...]
    untested: tuple[str, ...]


def statement(results: dict[str, Any]) -> Statement:
    """Of what was found."""
    criteria = results["criteria"]

    def those(outcome: str) -> tuple[str, ...]:
        ours = ((number, each) for number, each in criteria.items() if each["level"] != "AAA")
        return tuple(f"{number} {each['name']}" for number, each in ours if each["outcome"] == outcome)

    passed = {number for number, each in criteria.items() if each["outcome"] == "passed"}
    able = frozenset(what for what, numbers in ABLE.items() if passed.issuperset(numbers))
    return Statement(results["date"], sum(results["pages"].values()), able, those("failed"), those("not tested"))


@cache
def of_this_version() -> Statement:
    return statement(json.loads(RESULTS.read_text("utf-8")))
