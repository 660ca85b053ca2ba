"""What the portal's rules say of a clause of a policy: the words that ``/policy`` and ``portal explain`` have for them.

A pack names clauses and holds no text of theirs, so none is given: only the rules that carry the clause.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.domain.policy.description import Item, describe
from portal.domain.policy.model import Pack
from portal.domain.policy.phrases import ENGLISH

TABLE = "disclosure"
"""The part of a pack that says who may be told what: a cell of it is said where it is used."""


@dataclass(frozen=True, slots=True)
class ClausePart:
    """What one part of a policy says of a clause."""

    place: str  # of the part on the page of the policy
    label: str  # its heading there
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """A clause, and what the rules that carry it say."""

    cite: str  # as the pack has it; blank for none
    pack: str  # the version of the policy
    parts: tuple[ClausePart, ...]


def clause_words(pack: Pack, cite: str) -> ClauseWords:
    """What the rules of this pack say that come from exactly this clause, in the order of the pack."""
    said = describe(pack) if cite else ()
    parts = (_part(top, cite) for top in said if top.place != TABLE)
    return ClauseWords(cite, pack.id, tuple(part for part in parts if part.lines))


def _part(top: Item, cite: str) -> ClausePart:
    label = _words(top.label)
    return ClausePart(top.place, label, tuple(_lines(top, (label,), cite, carries=False)))


def _lines(item: Item, under: tuple[str, ...], cite: str, *, carries: bool) -> Iterator[str]:
    """Each thing said by a rule that carries the clause, after the headings over it that differ from the first."""
    carries = item.rule.cite == cite if item.rule else carries
    said = _words(item.said)
    if carries and said:
        headings = ", ".join(dict.fromkeys(each for each in under[1:] if each and each != under[0]))
        yield f"{headings}: {said}" if headings else said
    for each in item.inner:
        yield from _lines(each, (*under, _words(each.label)), cite, carries=carries)


def _words(value: object) -> str:
    return "" if value is None else str(ENGLISH.say(value))
