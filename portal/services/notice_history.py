"""The messages about a challenge, and what became of them: never to which address they went."""

from dataclasses import dataclass
from datetime import datetime

from portal.domain.i18n import _
from portal.domain.notices.catalogue import TO_RAISER
from portal.storage import UnitOfWork
from portal.storage.outbox import ARRIVED, LOST, Posted

POSTED = "received"
"""Notify's last word of a letter: the printer has it and posts it. Nobody knows more."""


PROMISED = frozenset({"waiting", "on_its_way", "arrived", "posted"})
"""The states of a notice that goes to its reader or has gone, as far as anybody knows."""


@dataclass(frozen=True, slots=True)
class NoticeStatus:
    """A notice and what became of it."""

    name: str
    channel: str
    at: datetime
    state: str  # waiting, held, on_its_way, arrived, posted, lost, failed or cancelled
    held: str = ""  # why it is held (domain.notices.send_limits), if it is


def sent(unit: UnitOfWork, challenge_id: str) -> tuple[NoticeStatus, ...]:
    """All of them, to whomever, the oldest first."""
    every = ((each, _became(each)) for each in unit.outbox.of(challenge_id))
    return tuple(
        NoticeStatus(each.name, each.channel, each.at, state, each.held if state == "held" else "")
        for each, state in every
    )


def why_not_acknowledged(unit: UnitOfWork, challenge_id: str, now: datetime) -> str:
    """Why nobody can say that they have seen to what did not arrive: a plain sentence, blank where they can."""
    waits = unit.outbox.tasks(now, 1, challenge_id)
    return "" if waits else _("No message waits to be seen to. A colleague may just have done it.")


def why_not_close(unit: UnitOfWork, challenge_id: str, now: datetime) -> str:
    """Why it stays open for a message to its raiser that was lost or never went out: nobody looks after it later."""
    if any(each.state == "held" and each.name in TO_RAISER for each in unit.outbox.of(challenge_id)):
        return _("First send or stop the message that is held.")
    theirs = [task for task in unit.outbox.tasks(now, challenge_id=challenge_id) if task.name in TO_RAISER]
    waits = any(task.state != "sent" or task.why in LOST for task in theirs)
    return _("First see to the message that did not arrive.") if waits else ""


def _became(posted: Posted) -> str:
    if posted.state != "sent":
        return posted.state
    if posted.status in LOST:
        return "lost"
    if posted.status == POSTED:
        return "posted"
    return "arrived" if posted.status in ARRIVED else "on_its_way"
