"""The policy that is in force, for staff: what it is, where each rule of it comes from, and who can be reached."""

from collections.abc import Iterator

from flask import Blueprint, render_template

from portal.domain.policy.model import Pack
from portal.domain.policy_rule import Rule
from portal.web.staff.access import office

BETWEEN = ": "
"""Between the keys that lead to a rule."""


def policy() -> str:
    pack = office().pack
    return render_template(
        "staff/policy.html", pack=pack, rules=tuple(_rules(pack)), contacts=tuple(pack.contacts.values())
    )


def _rules(pack: Pack) -> Iterator[tuple[str, Rule]]:
    """Each rule with its place; of who may be told what those for which there is a clause or a note."""
    for place, rule in pack.rules():
        if not place.startswith("disclosure") or rule.cite or rule.note:
            yield place.replace("_", " ").replace(".", BETWEEN), rule


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/policy", "policy", policy)
