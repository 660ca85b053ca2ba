"""Many challenges marked as junk at once, and put back: each in its own history, and in the security log."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.domain import reference_codes
from portal.domain.challenge.action_rule import Action, Given, Nothing
from portal.domain.challenge.decide import why_not
from portal.domain.challenge.junk import MARK_JUNK, UNDO_JUNK, JunkMark
from portal.domain.journey import As, Row, rows
from portal.domain.permissions import ActionRefused, Actor
from portal.domain.policy.model import Audience
from portal.domain.questions.young import journey_of
from portal.services import AppContext, case_access, casework, restricted_cases, security_log
from portal.services.casework import Performed
from portal.services.security_log import Happening

MOST = 100
"""No more are marked at once."""

_READ = "before marking it as junk"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A challenge that somebody is about to mark as junk, with what its raiser said."""

    reference: str
    written: str  # the reference in groups
    audience: Audience
    why_not: str  # why it cannot be marked; blank where it can
    said: tuple[Row, ...] = field(default=(), repr=False)  # whatever they typed
    since: tuple[str, ...] = field(default=(), repr=False)  # what they told us later


def candidates(
    context: AppContext, actor: Actor, references: Iterable[str], *, again: bool = False
) -> tuple[Candidate, ...]:
    """Those of the references that there are, each read: that it was is in its history before it is shown.

    ``again``: they stand beside a form that was sent, which does not count as having read them.
    """
    return tuple(found for each in _some(references) if (found := _candidate(context, actor, each, again=again)))


def _some(references: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(references))[:MOST]


def _candidate(context: AppContext, actor: Actor, reference: str, *, again: bool) -> Candidate | None:
    with context.store.read() as unit:
        hidden = restricted_cases.opens_unnamed(unit, actor, reference)
        challenge = None if hidden else unit.challenges.whole(reference)
        events = unit.event_log.events(challenge.id) if challenge else []
    if challenge is None:
        return None
    rules = context.rules(challenge)
    why = why_not(challenge, MARK_JUNK, actor, rules, context.now())
    if why:
        return Candidate(reference, reference_codes.grouped(reference), challenge.audience, why)
    case_access.record(context, actor, reference, _READ, shown=not again, known=len(events))
    said = rows(journey_of(rules.pack, challenge.answers), challenge.answers)
    own = tuple(row for row in said if any(line.read is As.TYPED for line in row.lines))
    since = tuple(each.words for each in events if each.kind in case_access.MUST_BE_READ and each.words)
    return Candidate(reference, reference_codes.grouped(reference), challenge.audience, "", own, since)


def mark(context: AppContext, actor: Actor, references: Iterable[str], *, reason: str, words: str) -> list[str]:
    """Set them aside; those that could not be, because of an alert or of what happened meanwhile.

    Raises :class:`ActionRefused` where the reason says too little: nothing has happened then.
    """
    return _each(context, actor, references, MARK_JUNK, Happening.JUNK_MARKED, JunkMark(reason, words))


def put_back(context: AppContext, actor: Actor, references: Iterable[str]) -> list[str]:
    """They are requests after all; those that could not be put back."""
    return _each(context, actor, references, UNDO_JUNK, Happening.JUNK_UNDONE, Nothing())


def _each(
    context: AppContext,
    actor: Actor,
    references: Iterable[str],
    action: Action[Given],
    happening: Happening,
    given: Given,
) -> list[str]:
    left = []
    for reference in _some(references):
        try:
            done = casework.perform(context, actor, reference, action, given) is Performed.DONE
        except ActionRefused:
            done = False
        if not done:
            left.append(reference)
            continue
        who, what = (security_log.alias(context, value) for value in (actor.key, reference))
        security_log.event(happening, account=who, request=what)
    return left
