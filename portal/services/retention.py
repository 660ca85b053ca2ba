"""Keeping what people told us, and letting it go."""

import logging
from dataclasses import replace
from datetime import date

from portal.domain import reference_codes
from portal.domain.challenge.events.event_kind import event_of
from portal.domain.challenge.events.record_events import ERASED
from portal.domain.challenge.evolution import replay
from portal.domain.policy.calendar import local
from portal.services import AppContext, learning_reports, leave, security_log
from portal.services.event_log_checks import put
from portal.services.security_log import Happening
from portal.storage import Broken, Erased, UnitOfWork

log = logging.getLogger(__name__)


OPERATOR = "operator"
"""Who erases by a command."""

REGISTER = "erasures.txt"
"""Where it is written down what was erased, a line each: when, and which reference."""


class Held(Exception):
    """Nothing was erased: somebody holds it until this day, which is included."""

    def __init__(self, until: date) -> None:
        super().__init__(f"It is held until {until}: a manager has to take the hold off first.")


def erase(context: AppContext, reference: str, by: str = OPERATOR, *, again: bool = False) -> bool:
    """Destroy the data key of a challenge; false where there is none with this reference.

    Nobody can read what is left in the database; the chain of its events, which now ends with the erasure, still
    verifies. It is written into the register first: after an earlier backup is restored, it has to be erased again.
    What reports count of it stays, and leads to nobody. ``by``: the actor of the event.

    Raises :class:`Held`; but not ``again``, for what was erased before an earlier copy was restored.
    """
    now, reference = context.now(), reference_codes.tidy(reference)
    with context.store.begin() as unit:
        try:
            challenge = unit.challenges.get(reference)
        except Erased:
            return True
        if challenge is None:
            return False
        until = unit.due_erasures.held_until(challenge.id, local(now).date())
        if until and not again:
            raise Held(until)
        learning_reports.keep_figures(unit, challenge, now)
        if context.records:
            put(context.records, REGISTER, f"{now:%Y-%m-%dT%H:%M:%SZ} {reference}\n", more=True)
        unit.event_log.append(challenge.id, [event_of(ERASED(), now, by)])
        unit.challenges.erase(reference, now)
    security_log.event(Happening.ERASED, request=security_log.alias(context, reference))
    return True


def registered(register: str) -> list[str]:
    """The references in a register of erasures, each once. Raises ``ValueError`` for another file."""
    lines = [line.split() for line in register.splitlines() if line.strip()]
    if any(len(line) != 2 for line in lines):  # noqa: PLR2004  # when, and which
        raise ValueError("is not a register of erasures")
    return list(dict.fromkeys(reference for _, reference in lines))


def reindex(context: AppContext) -> int:
    """Tell the lists and the search of all challenges that they know only in part. How many there were.

    Some at a time, so that the service goes on meanwhile.
    """
    done, after = 0, ""
    while True:
        with context.store.begin() as unit:
            ids = unit.challenges.unindexed(after=after)
            for known in ids:
                after = known
                done += index(context, unit, known)
        if not ids:
            return done


def index(context: AppContext, unit: UnitOfWork, challenge_id: str) -> bool:
    """Tell the lists and the search of one; false where it cannot be opened.

    What was done about its safety alerts is read from its events: it was once kept nowhere else.
    """
    try:
        challenge = unit.challenges.by_id(challenge_id)
        alerts = replay(unit.event_log.events(challenge_id)).work.alerts
    except (Broken, ValueError):
        log.critical("Challenge %s cannot be opened, so the lists know it only in part.", challenge_id)
        return False
    if challenge:
        after = replace(challenge, work=replace(challenge.work, alerts=alerts))
        unit.challenges.save(after, context.first_date(after))
    return challenge is not None


def sweep(context: AppContext) -> None:
    """Delete what is over: by the council's schedule, or as soon as nothing needs it any more."""
    now, kept = context.now(), context.pack.retention
    with context.store.begin() as unit:
        unit.drafts.sweep(kept.drafts.before(now))
        unit.sessions.sweep(kept.sign_ins.before(now))
        unit.outbox.sweep(kept.notices.before(now))
        unit.feedback.sweep(local(kept.feedback.before(now)).date())
        unit.raiser_sessions.sweep(now)
        unit.guess_limits.sweep(now)
        unit.rate_limits.sweep(now)
        unit.saved_forms.sweep(now)
        unit.staff_leave.sweep(local(now - leave.KEPT).date())
        unit.sign_in_links.sweep(now)
        unit.logout_tokens.sweep(now)
        unit.account_changes.sweep(now)
