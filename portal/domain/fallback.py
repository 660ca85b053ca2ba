"""What follows when a notice does not reach its raiser: another way that they agreed to, or somebody of the staff."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from portal.domain.challenge import Challenge
from portal.domain.journey import Answers
from portal.domain.notices import TO_RAISER, Call, Notice, plan_of, safe_from
from portal.domain.policy import Council


def other_way(
    notice: Notice, challenge: Challenge, council: Council, written: datetime, now: datetime
) -> Notice | None:
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
    return _by_the_way_of(left, replace(notice, tried=tried), council, now)


def redirected(notice: Notice, answers: Answers, council: Council, now: datetime) -> Notice | None:
    """The same notice as it goes by a new contact plan; ``None`` where it goes nowhere."""
    return _by_the_way_of(answers, replace(notice, tried=()), council, now)


def _by_the_way_of(answers: Answers, notice: Notice, council: Council, now: datetime) -> Notice | None:
    """It says who we are as the new way allows."""
    if (plan := plan_of(answers, notice.language)) is None:
        return None
    words = {**notice.words, "sender": plan.sender(council)}
    held = safe_from(plan.times, now)
    return replace(notice, channel=plan.channel, to=plan.to, words=words, times=plan.times, not_before=held)


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
