"""What a MASH decides: the outcomes and levels of need of a council, for the original decision and any new one."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.domain.letter_references import decision_code
from portal.domain.policy_rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class MashOutcome:
    """One thing that a decision about a child can come to. ``key`` is kept with a challenge; ``label`` is read."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MashDecisions(Rule):
    """From what a decision is chosen, the original as any new one: so that before and after can be counted."""

    outcomes: tuple[MashOutcome, ...]
    thresholds: tuple[str, ...] = ()  # the levels of need; none where the council has none

    def outcome(self, key: str) -> str:
        """The label of an outcome; what a later version of the policy no longer has stands as it was kept."""
        return next((each.label for each in self.outcomes if each.key == key), key)


def outcome_of_code(decisions: MashDecisions, code: str) -> MashOutcome | None:
    """The outcome that the address on a letter means; none where the policy has no such one, or two."""
    found = [each for each in decisions.outcomes if decision_code(each.key) == code]
    return found[0] if len(found) == 1 else None


USUAL_DECISIONS = MashDecisions(
    outcomes=(
        MashOutcome(key="no_further_action", label="No further action"),
        MashOutcome(key="information_and_advice", label="Information and advice"),
        MashOutcome(key="early_help", label="Early help"),
        MashOutcome(key="child_and_family_assessment", label="Child and family assessment"),
        MashOutcome(key="strategy_discussion", label="Strategy discussion"),
        MashOutcome(key="section_47", label="Section 47 enquiry"),
        MashOutcome(key="other", label="Other"),
    ),
    thresholds=(
        "Level 1: universal",
        "Level 2: early help",
        "Level 3: targeted or complex",
        "Level 4: specialist or statutory",
    ),
    cite="Working Together to Safeguard Children 2023, chapter 3",
    assumed=True,
    note="The council's own threshold document has its own levels.",
)
"""Where a pack says nothing else."""


USUAL_PHRASES = ("To read this again, use your reference and your code.", "If a child is in danger now, call 999.")
"""What a reply may end with, where a pack says nothing else."""


def decision_faults(decisions: MashDecisions) -> Iterator[tuple[tuple[str, ...], str]]:
    """What keeps anybody from choosing from them."""
    keys = [each.key for each in decisions.outcomes]
    if len(keys) < 2:  # noqa: PLR2004 - one is no choice
        yield ("decisions", "outcomes"), "Write at least two outcomes: a new decision may differ from the original one"
    for name, given in (("outcomes", keys), ("thresholds", list(decisions.thresholds))):
        if len(set(given)) < len(given):
            yield ("decisions", name), "Two of these are the same"
