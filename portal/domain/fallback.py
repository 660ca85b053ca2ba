"""What follows when a notice does not reach its raiser: another way that they agreed to, or somebody of the staff."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from portal.domain.challenge import Challenge
from portal.domain.journey import Answers
from portal.domain.notices import TO_RAISER, Call, Channel, Notice, channel_of, safe_from


def other_way(notice: Notice, challenge: Challenge, written: datetime, now: datetime) -> Notice | None:
    """The same notice by the quickest way that is safe and not tried yet; ``None`` where it goes no further.

    It goes no further unless they agreed to it, nor once they have taken their request back or, since it was
    ``written``, changed how we reach them: then they have been here.
    """
    answers, tried = challenge.answers, (*notice.tried, notice.channel.value)
    changed = challenge.last("contact_changed")
    if notice.name not in TO_RAISER or answers.get("fallback") != "yes":
        return None
    if _took_it_back(challenge) or (changed and changed.at > written):
        return None
    left = {**answers, "safe": [way for way in answers.get("safe", ()) if way not in tried]}
    return _by_the_way_of(left, replace(notice, tried=tried), now)


def redirected(notice: Notice, answers: Answers, sender: str, now: datetime) -> Notice | None:
    """The same notice as it goes by a new contact plan; ``None`` where it goes nowhere.

    ``sender`` is the council's name, left out where we may no longer say who we are.
    """
    words = {**notice.words, "sender": sender if answers.get("say_who") == "yes" else ""}
    return _by_the_way_of(answers, replace(notice, words=words, tried=()), now)


def _by_the_way_of(answers: Answers, notice: Notice, now: datetime) -> Notice | None:
    if (way := channel_of(answers)) is None:
        return None
    channel, to = way
    times = tuple(answers.get("times", ())) if channel is Channel.TEXT else ()
    return replace(notice, channel=channel, to=to, times=times, not_before=safe_from(times, now))


def _took_it_back(challenge: Challenge) -> bool:
    turns = (event.kind for event in reversed(challenge.history) if event.kind in {"withdrawn", "reopened"})
    return next(turns, "") == "withdrawn"


def lost(notice: Notice, status: str, other: Notice | None) -> dict[str, Any]:
    """What is kept of it: nothing of whom it went to. ``status``: Notify's last word, or that we gave it up."""
    again = other.channel.value if other else ""
    return {"notice": notice.name, "channel": notice.channel.value, "status": status, "other": again}


def bounced(notice: Notice, challenge: Challenge) -> list[Call]:
    """Whom of the staff it concerns: of what was for staff themselves nobody is told by one more email."""
    if notice.name not in TO_RAISER:
        return []
    return [Call("bounced", (challenge.work.assigned,) if challenge.work.assigned else ())]
