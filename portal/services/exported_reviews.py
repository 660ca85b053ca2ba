"""The reviews of a challenge as they go into the council's case system."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from portal.domain.challenge.review_history import reviews
from portal.domain.challenge.state import Event, Rules
from portal.domain.permissions import RAISER
from portal.services.decision_view import findings_view, new_decision_view, panel_lines


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What came of looking again at one stage so far."""

    stage: str  # its key
    label: str
    reviewers: str  # the roles
    began: datetime
    grounds: Mapping[int, Mapping[str, str]] = field(default_factory=dict, repr=False)  # outcome, reasons
    looked_at: str = field(default="", repr=False)  # the evidence, a piece a line
    consulted: str = field(default="", repr=False)  # by role, one a line
    new: str = field(default="", repr=False)  # since the original decision
    seen: str = ""  # whether the child was (ChildSeen)
    views: str = field(default="", repr=False)  # what the child wants and feels
    outcome: str = ""
    decision: Mapping[str, str] = field(default_factory=dict, repr=False)  # the new one: as NEW_DECISION, in words
    decided_at: datetime | None = None
    decided_by: str = field(default="", repr=False)  # or who wrote down what an outside reviewer decided
    outside: str = field(default="", repr=False)  # that reviewer, by role
    panel: str = field(default="", repr=False)  # who sat on it and what each was for, one a line
    ended_at: datetime | None = None


def exported_reviews(rules: Rules, events: Iterable[Event], names: Mapping[str, str]) -> Iterator[Reviewed]:
    """Every review so far, in words."""
    for each in reviews(events):
        stage, held = rules.pack.stage(each.stage), each.review
        found = findings_view(held.findings)
        yield Reviewed(
            stage=stage.key,
            label=stage.label,
            reviewers=stage.reviewer,
            began=each.began,
            grounds={int(number): answer for number, answer in held.points.items()},
            looked_at="\n".join(found.evidence),
            consulted="\n".join(found.consulted),
            new=found.new,
            seen=found.seen,
            views=found.views,
            outcome=each.outcome,
            decision=_new_decision(rules, held.decision),
            decided_at=each.decided_at,
            decided_by=name_of(each.decided_by, names) if each.decided_by else "",
            outside=held.outside.get("role", ""),
            panel="\n".join(panel_lines(held.panel, rules.pack)),
            ended_at=each.ended_at,
        )


def _new_decision(rules: Rules, held: Mapping[str, str]) -> Mapping[str, str]:
    found = new_decision_view(held, rules.pack)
    return {} if found is None else asdict(found)


def name_of(actor: str, names: Mapping[str, str]) -> str:
    """Who it was: the raiser stays "raiser"; blank for the portal itself."""
    return RAISER.key if actor == RAISER.key else names.get(actor, "" if actor == "worker" else actor)
