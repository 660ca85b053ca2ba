"""What follows when a notice does not reach its raiser: another way that they agreed to, or somebody of the staff."""

from dataclasses import replace
from datetime import date, datetime

from portal.domain.challenge.closure import called_until
from portal.domain.challenge.events.alert_events import NOTICE_LOST
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.question_events import open_questions
from portal.domain.challenge.events.raiser_events import CONTACT_CHANGED
from portal.domain.challenge.history import took_it_back
from portal.domain.challenge.state import Challenge, Status
from portal.domain.journey import Answers
from portal.domain.notices.catalogue import TO_RAISER, ContactPlan, Notice, StaffNotice, plan_of, plans_of
from portal.domain.notices.reply_letter import without_the_reply
from portal.domain.notices.safe_times import safe_from
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Council
from portal.domain.questions.representation import second_way


def other_way(
    notice: Notice, challenge: Challenge, council: Council, written: datetime, now: datetime
) -> Notice | None:
    """The same notice by the quickest way that is safe and not tried yet; ``None`` where it goes no further.

    It goes no further unless they agreed to it, nor once they have taken their request back, answered what it asks
    or, since it was ``written``, changed how we reach them: then they have been here.
    """
    answers, tried = challenge.answers, (*notice.tried, notice.channel.value)
    changed = challenge.last(CONTACT_CHANGED)
    if notice.name not in TO_RAISER or answers.get("fallback") != "yes" or _for_the_second(notice, answers):
        return None
    if took_it_back(challenge) or _answered(notice, challenge, now) or (changed and changed.at > written):
        return None
    left = {**answers, "safe": [way for way in answers.get("safe", ()) if way not in tried]}
    return _by_the_way_of(left, replace(without_the_reply(notice), tried=tried), council, now)


def _for_the_second(notice: Notice, answers: Answers) -> bool:
    """Whether it went to whom the raiser acts for, who gave one way only."""
    way, to = second_way(answers)
    return notice.channel.value == way and to in notice.to.values()


def _answered(notice: Notice, challenge: Challenge, now: datetime) -> bool:
    """Whether it asks for an answer that nothing waits for any more, or by a day that is past."""
    if notice.name == RaiserNotice.QUESTION_REMINDED:
        return not open_questions(challenge) or date.fromisoformat(notice.words["day"]) < local(now).date()
    if notice.name not in ("finished", "window_closing"):
        return False
    last = called_until(challenge)
    over = notice.name == "window_closing" and (last is None or last < local(now).date())
    return over or challenge.status is not Status.REVIEWED


def redirected(notice: Notice, answers: Answers, council: Council, now: datetime) -> list[Notice]:
    """The same notice as it goes by a new contact plan; none where it goes nowhere."""
    return [_by(plan, replace(notice, tried=()), council, now) for plan in plans_of(answers, notice.language)]


def _by_the_way_of(answers: Answers, notice: Notice, council: Council, now: datetime) -> Notice | None:
    plan = plan_of(answers, notice.language)
    return _by(plan, notice, council, now) if plan else None


def _by(plan: ContactPlan, notice: Notice, council: Council, now: datetime) -> Notice:
    """It says who we are as the new way allows."""
    words = {**notice.words, "sender": plan.sender(council)}
    held = safe_from(plan.times, now)
    return replace(notice, channel=plan.channel, to=plan.to, words=words, times=plan.times, not_before=held)


def lost(notice: Notice, status: str, other: Notice | None) -> EventDraft:
    """What is kept of it: nothing of whom it went to. ``status``: Notify's last word, or that we gave it up."""
    again = other.channel.value if other else ""
    return NOTICE_LOST(notice=notice.name, channel=notice.channel.value, status=status, other=again)


def bounced(notice: Notice, challenge: Challenge) -> list[StaffNotice]:
    """Whom of the staff it concerns: of what was for staff themselves nobody is told by one more email."""
    if notice.name not in TO_RAISER:
        return []
    return [StaffNotice("bounced", (challenge.work.assigned,) if challenge.work.assigned else ())]
