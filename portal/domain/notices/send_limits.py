"""How many messages may go to one person, and why one is held instead of sent until a colleague says so."""

import re
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.challenge.events.notice_names import ALERTED, FIRST_NOTICE
from portal.domain.notices.catalogue import ABOUT_ACCOUNTS, ABOUT_MANY, TO_PARTNERS, TO_RAISER, Channel, Notice
from portal.domain.rate_limits import DAY, HOUR, Limit


class HeldReason(StrEnum):
    """Why a message is held."""

    UNREAD = (
        "unread"  # a letter, and nobody here has read the challenge since the address was given, or not for an hour
    )
    STOPPED = "stopped"  # a letter, and a colleague has stopped those before it
    MANY = "many"  # as many as may go to one person have gone there
    LETTERS = "letters"  # as many letters as the council sends in a day have gone
    JUNK = "junk"  # the challenge is marked as junk
    GATHERED = "gathered"  # to a colleague, who is told of all such together


class Allowance(StrEnum):
    """What is counted together for one recipient, so that the one cannot use up the other."""

    FIRST = "first"  # that a request has come in: to an address that nobody has confirmed
    LATER = "later"  # what its raiser has to know of it
    COLLEAGUE = "colleague"
    SAFETY = "safety"  # to colleagues: a safety alert is open


LETTERS = Limit(40, DAY)


@dataclass(frozen=True, slots=True)
class SendLimits:
    """How many messages go to one recipient, by :class:`Allowance`, and how many letters of the council to anybody."""

    first: tuple[Limit, ...] = (Limit(5, HOUR), Limit(10, DAY))
    later: tuple[Limit, ...] = (Limit(10, HOUR), Limit(30, DAY))
    colleague: tuple[Limit, ...] = (Limit(30, HOUR),)
    safety: tuple[Limit, ...] = (Limit(60, HOUR),)
    letters: Limit = LETTERS

    def to_one(self, kind: Allowance) -> tuple[Limit, ...]:
        limits: tuple[Limit, ...] = getattr(self, kind)
        return limits


SEND_USUALLY = SendLimits()


def allowance(notice: Notice) -> Allowance | None:
    """What a notice is counted with; ``None`` for what is not.

    That is news of an account, what stands for many, and what somebody outside is told by the policy.
    """
    if notice.name in (*ABOUT_ACCOUNTS, *ABOUT_MANY, *TO_PARTNERS):
        return None
    if notice.name == ALERTED:
        return Allowance.SAFETY
    if notice.name not in TO_RAISER:
        return Allowance.COLLEAGUE
    return Allowance.FIRST if notice.name == FIRST_NOTICE else Allowance.LATER


def recipient(notice: Notice) -> str:
    """Whom it goes to, the same however it is written. It is only ever kept as a keyed hash.

    An address is its postcode and its numbers: its other lines can say the same in many ways, or anything at all.
    """
    if notice.channel is Channel.LETTER:
        *lines, postcode = notice.to["lines"]
        return re.sub(r"\W", "", f"{postcode.upper()} {re.sub(r'[^0-9]', '', ''.join(lines))}")
    if notice.channel is Channel.TEXT:
        return re.sub(r"[^0-9]", "", notice.to["telephone"])
    return str(notice.to["email"]).casefold()
