"""What has to be known before anything else: on each page of a challenge, and on each form."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.domain.answer_holdings import Holds
from portal.domain.challenge.pauses import paused_until
from portal.domain.challenge.state import Challenge, Flag, Rules, Status
from portal.domain.journey import Line, Row, rows
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Audience
from portal.domain.questions.answer_index import INDEX
from portal.domain.questions.contact_questions import CALLED, NO_CONTACT
from portal.domain.questions.young import journey_of
from portal.services import AppContext
from portal.services.due_view import Due, due_of

CONTACT = frozenset({Holds.WAYS, Holds.REACH})
CARE = frozenset({Holds.CARE})
WHOM = frozenset({Holds.CHILD, Holds.AGE})  # whom it is about, as an adult and as a young person say it
"""What stands above everything else: how to reach the raiser without harm, and about whom."""


def in_order(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    return tuple(flag for flag in Flag if flag in set(flags))


@dataclass(frozen=True, slots=True)
class IdentityBar:
    """What has to be known before anything else, as every form of a challenge shows it (:class:`CasePage`)."""

    audience: Audience
    stage: str
    reviewer: str
    due: Due | None
    paused_until: date | None
    flags: tuple[Flag, ...]
    status: Status
    name: str = field(repr=False)
    acts_for: str = field(repr=False)  # whom they act for, by name; blank where they sent it for themselves
    may_act: bool  # it was checked that they may
    children: tuple[Row, ...] = field(repr=False)
    assigned: str = field(repr=False)
    no_contact: bool
    contact: tuple[Row, ...] = field(repr=False)
    telephone: str = field(repr=False)  # the number that they said is safe to call; blank for none
    care: tuple[Row, ...] = field(repr=False)
    not_tell: str = field(repr=False)
    needs: tuple[Line, ...] = field(repr=False)


def identity_bar(context: AppContext, found: Challenge, rules: Rules, names: Mapping[str, str]) -> IdentityBar:
    """That of a challenge which its reader has said why they read."""
    return IdentityBar(**bar_fields(context, found, rules, names, said_by(found, rules)))


def said_by(found: Challenge, rules: Rules) -> tuple[Row, ...]:
    """All that the raiser said, in the order of the form."""
    return tuple(rows(journey_of(rules.pack, found.answers), found.answers))


def bar_fields(
    context: AppContext, found: Challenge, rules: Rules, names: Mapping[str, str], said: tuple[Row, ...]
) -> dict[str, Any]:
    """The fields of :class:`IdentityBar`, of what was ``said``."""
    stage, needs = rules.ladder.stage(found.stage), found.answers.get("needs", ["no"])
    return {
        "audience": found.audience,
        "stage": stage.label,
        "reviewer": stage.reviewer,
        "due": due_of(context, found.due),
        "paused_until": paused_until(found, local(context.now()).date()),
        "flags": in_order(found.flags),
        "status": found.status,
        "name": found.answers.get("name", ""),
        "acts_for": found.answers.get("acting_name", ""),
        "may_act": bool(found.work.authority),
        "children": _holding(said, WHOM),
        "assigned": names.get(found.work.assigned, "") if found.status is not Status.CLOSED else "",
        "no_contact": NO_CONTACT in found.answers.get("safe", ()),
        "contact": _holding(said, CONTACT),
        "telephone": str(found.answers.get(CALLED, "")),
        "care": _holding(said, CARE),
        "not_tell": INDEX.typed(found.answers, Holds.NOT_TELL),
        "needs": tuple(line for row in _holding(said, {Holds.NEEDS}) for line in row.lines) if needs != ["no"] else (),
    }


def _holding(said: tuple[Row, ...], holds: Collection[Holds]) -> tuple[Row, ...]:
    """The answers that hold one of these, in the order of the form."""
    return tuple(row for row in said if row.question.holds in holds)
