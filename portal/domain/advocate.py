"""The advocate whom a young person asks for: staff answer them, and are reminded until they do."""

from collections.abc import Mapping
from datetime import datetime

from portal.domain.challenge import OVER, Challenge, Event, Flag
from portal.domain.deadlines import Calendar, local
from portal.domain.deed import Deed, Happening, Situation, said
from portal.domain.neutral import STILL_LOOKING
from portal.domain.people import Action
from portal.domain.words import _

ANSWER_WITHIN = 1  # working days after the day on which the young person asked


def _nobody_waits(at: Situation) -> str:
    if Flag.ADVOCATE in at.challenge.flags:
        return ""
    return _("Nobody waits for an answer about an advocate here. A colleague may have given it already.")


def _answer(_at: Situation, *, words: str) -> list[Happening]:
    """Who hears that we are still looking goes on waiting, and we go on being reminded."""
    waits = {"waits": True} if words == STILL_LOOKING else {}
    return [("advocate_answered", {"words": said(words, _("Write what you have arranged.")), **waits})]


DEEDS: Mapping[Action, Deed] = {Action.ANSWER_ADVOCATE: Deed(_nobody_waits, _answer)}


def chase(challenge: Challenge, calendar: Calendar, now: datetime, last: datetime | None) -> list[Event]:
    """The reminder that is due now: one each working day once we are late. ``last`` is when the last one was.

    A request that was taken back is still open: who may have been made to do that needs an advocate the most.
    It comes too where no bank holidays are held.
    """
    asked, today = local(challenge.received_at).date(), local(now).date()
    waits = Flag.ADVOCATE in challenge.flags and challenge.status not in OVER
    reminded = last is not None and local(last).date() >= today
    days = calendar.likely_days(asked, today)
    if not waits or reminded or not calendar.likely_working(today) or days <= ANSWER_WITHIN:
        return []
    return [Event("advocate_chased", now, "worker", {"days": days})]
