"""The original decision as pages show it, and what of a new one stands beside it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from portal.domain.challenge.casework import Involved
from portal.domain.challenge.original_decision import ELSEWHERE, NOT_KNOWN
from portal.domain.challenge.state import Challenge
from portal.domain.policy.contact_ids import example
from portal.domain.policy.model import Pack


@dataclass(frozen=True, slots=True)
class OriginalView:
    """The decision that is challenged."""

    contact: str  # its id in the case system
    on: date
    outcome: str  # in the pack's words
    threshold: str
    makers: tuple[str, ...] = field(repr=False)  # by name; none while nobody knows
    advisers: tuple[str, ...] = field(repr=False)
    words: str = field(repr=False)


def original_view(challenge: Challenge, pack: Pack, names: Mapping[str, str]) -> OriginalView | None:
    """The original decision; ``None`` until it is recorded."""
    held = challenge.work.original
    if not held:
        return None
    elsewhere = (held["maker_name"],) if held["maker_name"] else ()
    return OriginalView(
        contact=held["contact"],
        on=date.fromisoformat(held["on"]),
        outcome=pack.decisions.outcome(held["decision"]),
        threshold=held["threshold"],
        makers=(*elsewhere, *(names.get(who, "") for who in _who(challenge, Involved.MADE))),
        advisers=tuple(names.get(who, "") for who in _who(challenge, Involved.ADVISED)),
        words=held["words"],
    )


def original_typed(challenge: Challenge) -> Mapping[str, str | list[str]]:
    """The original decision as its form holds it, so that nothing is typed twice."""
    held = challenge.work.original
    if not held:
        return {}
    made = _who(challenge, Involved.MADE)
    maker = ELSEWHERE if held["maker_name"] else made[0] if made else NOT_KNOWN
    return {**held, "maker": maker, "advisers": list(_who(challenge, Involved.ADVISED))}


def _who(challenge: Challenge, part: Involved) -> tuple[str, ...]:
    return tuple(who for who, how in challenge.work.involved.items() if how == part)


@dataclass(frozen=True, slots=True)
class DecisionPart:
    """The original decision as forms need it, and from what it and the new one are chosen."""

    outcomes: Mapping[str, str]  # those of the policy, by key
    thresholds: tuple[str, ...]  # the levels of need of the policy
    contact_example: str  # how a contact ID looks, where the policy says so
    original: OriginalView | None = field(repr=False)  # none until it is recorded
    typed: Mapping[str, str | list[str]] = field(repr=False)  # the same as its form holds it

    def withheld(self) -> Self:
        """The same without a word of the original decision."""
        return replace(self, original=None, typed={})


def decision_part(challenge: Challenge, pack: Pack, names: Mapping[str, str]) -> DecisionPart:
    patterns = pack.recording.contact_id
    return DecisionPart(
        outcomes={each.key: each.label for each in pack.decisions.outcomes},
        thresholds=pack.decisions.thresholds,
        contact_example=example(patterns[0]) if patterns else "",
        original=original_view(challenge, pack, names),
        typed=original_typed(challenge),
    )


@dataclass(frozen=True, slots=True)
class NewDecisionView:
    """What a review came to."""

    outcome: str  # in the pack's words; blank of before it was asked
    threshold: str
    reasons: str = field(repr=False)
    alternatives: str = field(repr=False)


def new_decision_view(decision: Mapping[str, str], pack: Pack) -> NewDecisionView | None:
    """The new decision of a review; ``None`` where none was made, or it was not asked yet."""
    if not decision:
        return None
    outcome = pack.decisions.outcome(decision.get("decision", ""))
    more = (decision.get(key, "") for key in ("threshold", "reasons", "alternatives"))
    return NewDecisionView(outcome, *more)


@dataclass(frozen=True, slots=True)
class FindingsView:
    """What a review went by; blank where it is not written yet, or was not asked then."""

    evidence: tuple[str, ...] = field(default=(), repr=False)
    consulted: tuple[str, ...] = field(default=(), repr=False)
    new: str = field(default="", repr=False)  # since the original decision
    seen: str = ""  # whether the child was (ChildSeen)
    views: str = field(default="", repr=False)  # what the child wants and feels


def findings_view(found: Mapping[str, Any]) -> FindingsView:
    """The findings of a review, as its state holds them."""
    kept: dict[str, Any] = {key: tuple(held) if isinstance(held, list) else held for key, held in found.items()}
    return FindingsView(**kept)


def panel_lines(sat: Iterable[Mapping[str, str]], pack: Pack) -> Iterator[str]:
    """Who sat on a panel and what each of them was for, a line each."""
    for each in sat:
        yield f"{each['role']}: {each['person']}, {pack.decisions.outcome(each['decision'])}"
