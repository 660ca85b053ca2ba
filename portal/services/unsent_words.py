"""What a raiser had typed beside their request when it closed: nobody sees it until they come back with their code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.domain.policy.model import Audience
from portal.domain.questions.session_limits import request_limit
from portal.services import AppContext, contact_change_code, new_token
from portal.services.tracker import behind
from portal.storage import Draft, UnitOfWork

MOST_PAGES = 5
LONGEST = 10_000  # characters of one value: more than any page takes

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a request is not open any more in this browser."""

    audience: Audience
    idle: bool  # nothing was done for too long; else it was open for as long as it may be
    minutes: int  # after which it closes if nothing is done
    kept: bool  # whether something waits that was typed


def ended(context: AppContext, token: str) -> Ended | None:
    """Why the session under ``token`` ended by itself, within the last day; ``None`` if it did not."""
    now = context.now()
    with context.store.read() as unit:
        visit = unit.raiser_sessions.find_visit(token, now)
        challenge = unit.challenges.get(visit.reference) if visit else None
        if visit is None or challenge is None:
            return None
        limit = request_limit(challenge.audience)
        idle = now - visit.seen_at >= limit.idle
        if not idle and now - visit.started_at < limit.longest:
            return None
        contact = unit.drafts.kept(contact_change_code(visit.reference), now)
        kept = bool(contact or _kept(unit, visit.reference, context))
    return Ended(challenge.audience, idle, limit.minutes, kept)


def keep(context: AppContext, token: str, path: str, fields: Fields) -> None:
    """Keep what was typed at ``path`` for who has the code of the request, also if the session is just over.

    Nothing is kept for a session that was signed out of, or that nobody had.
    """
    typed = {name: [each[:LONGEST] for each in values] for name, values in fields.items() if any(values)}
    now = context.now()
    with context.store.begin() as unit:
        visit = unit.raiser_sessions.find_visit(token, now)
        challenge = unit.challenges.get(visit.reference) if visit else None
        if visit is None or challenge is None or not typed:
            return
        before = _kept(unit, visit.reference, context)
        pages = {**(before.answers if before else {}), path: typed}
        if before:
            unit.drafts.delete(before.id)
        newest = dict(list(pages.items())[-MOST_PAGES:])
        draft = unit.drafts.start(new_token(), newest, challenge.language, now, challenge.id)
        unit.drafts.keep(draft.id, _name(visit.reference), now)


def pages(context: AppContext, token: str) -> Mapping[str, Fields]:
    """What waits for who is here with their code, by the page it was typed at, the newest last."""
    with context.store.read() as unit:
        visit, _challenge = behind(unit, token, context.now())
        draft = _kept(unit, visit.reference, context) if visit else None
    return draft.answers if draft else {}


def drop(context: AppContext, token: str, path: str) -> None:
    """What was typed at ``path`` was sent, or is no longer wanted."""
    if path not in pages(context, token):
        return
    with context.store.begin() as unit:
        visit, _challenge = behind(unit, token, context.now())
        if visit and (draft := _kept(unit, visit.reference, context)):
            left = {page: fields for page, fields in draft.answers.items() if page != path}
            if left:
                unit.drafts.save(draft, left, context.now())
            else:
                unit.drafts.delete(draft.id)


def _kept(unit: UnitOfWork, reference: str, context: AppContext) -> Draft | None:
    return unit.drafts.kept(_name(reference), context.now())


def _name(reference: str) -> str:
    """No code that somebody types is spelt so."""
    return f"unsent {reference}"
