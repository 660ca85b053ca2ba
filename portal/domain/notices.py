"""Which event tells whom what.

A notice holds no child's name, no outcome, no access code and no word that gives the subject away: it
says that there is something to read, and the person comes back with the code (design §7).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from portal.domain.deadlines import local
from portal.domain.journey import Answers


class Channel(StrEnum):
    EMAIL = "email"
    TEXT = "text"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to one person. ``to`` is personal; ``words`` fill the template ``name``."""

    name: str
    channel: Channel
    to: Mapping[str, Any] = field(repr=False)
    words: Mapping[str, str]
    language: str = "en"
    not_before: datetime | None = None
    times: tuple[str, ...] = ()  # when it is safe to send, looked at again before each try; blank is always


TO_RAISER = ("received",)
"""The notices that go to the raiser, and to nobody who must not go on being told."""

PLAN = frozenset(
    {"safe", "voicemail", "say_who", "times", "email", "mobile", "telephone", "address", "name", "work_contact"}
)
"""The questions whose answers say how to reach the raiser: what :func:`channel_of` goes by."""

SAFE_TIMES: Mapping[str, tuple[time, time]] = {
    "morning": (time(9), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(20)),
    "any": (time(0), time.max),
}


def safe_from(times: Iterable[str], now: datetime) -> datetime | None:
    """When a text may be sent: ``None`` for at once, else the start (local time) of the next safe window."""
    here = local(now)
    windows = sorted(SAFE_TIMES[name] for name in times if name in SAFE_TIMES)
    if not windows or any(opens <= here.time() < closes for opens, closes in windows):
        return None
    later = [opens for opens, _ in windows if opens > here.time()]
    day = here.date() if later else here.date() + timedelta(days=1)
    opens = later[0] if later else windows[0][0]
    return datetime.combine(day, opens, here.tzinfo)


def channel_of(answers: Answers) -> tuple[Channel, dict[str, Any]] | None:
    """The one written way that the raiser said is safe, the quickest first; ``None`` for no contact."""
    safe = answers.get("safe", ("email",))  # a professional gives an address at work and is not asked
    if "email" in safe:
        return Channel.EMAIL, {"email": answers["email"]}
    if "text" in safe:
        return Channel.TEXT, {"telephone": answers["mobile"]}
    if lines := address_of(answers):
        return Channel.LETTER, {"lines": lines}
    return None


def address_of(answers: Answers) -> list[str]:
    """Where a letter may go, line by line; nowhere unless the raiser said that letters are safe."""
    if "letter" not in answers.get("safe", ()):
        return []
    keys = ("name", "address.line1", "address.line2", "address.town", "address.postcode")
    return [answers[key] for key in keys if answers.get(key)]


def acknowledge(reference: str, answers: Answers, sender: str, language: str, now: datetime) -> list[Notice]:
    """Tell the raiser that we have their request, in the one way they said is safe.

    ``sender`` is the council's name, left out where the raiser said that we may not say who we are.
    """
    if (way := channel_of(answers)) is None:
        return []
    channel, to = way
    times = tuple(answers.get("times", ())) if channel is Channel.TEXT else ()
    words = {
        "reference": reference,
        "date": f"{local(now):%-d %B %Y}",
        "sender": sender if answers.get("say_who") == "yes" else "",
    }
    return [Notice("received", channel, to, words, language, safe_from(times, now), times)]


def announce(reference: str, due: str, mailbox: str, staff_address: str) -> Notice:
    """Tell the MASH's mailbox that a challenge has come in: nothing about it but its reference and date."""
    words = {"reference": reference, "due": due, "address": staff_address}
    return Notice("new_challenge", Channel.EMAIL, {"email": mailbox}, words)


def remind(reference: str, days: int, mailbox: str, staff_address: str) -> Notice:
    """Remind the MASH's mailbox of a young person who has waited ``days`` working days for an advocate."""
    words = {"reference": reference, "days": str(days), "address": staff_address}
    return Notice("advocate_waiting", Channel.EMAIL, {"email": mailbox}, words)
