"""Who has opened the request of the person behind a session."""

from dataclasses import dataclass

from portal.domain.challenge import openings
from portal.domain.challenge.openings import SeenBy
from portal.domain.policy.model import Audience
from portal.services import AppContext, tracker
from portal.services.colleagues import staff


@dataclass(frozen=True, slots=True)
class OpeningsPage:
    audience: Audience
    shown: bool  # whether they may see it now
    openings: tuple[SeenBy, ...]


def opened_by(context: AppContext, token: str) -> OpeningsPage | None:
    """By role and day, the newest first; ``None`` where the session has ended."""
    challenge = tracker.mine(context, token)
    if challenge is None:
        return None
    if not openings.may_see_openings(challenge, tracker.view_of(context, challenge)):
        return OpeningsPage(challenge.audience, shown=False, openings=())
    with context.store.read() as unit:
        roles = {each.key: each.roles for each in staff(unit)}
        found = openings.openings(unit.event_log.events(challenge.id), roles)
    return OpeningsPage(challenge.audience, shown=True, openings=found)
