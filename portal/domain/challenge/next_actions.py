"""What to do next with a challenge, the most important first: what its page puts before all else."""

from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.advocate import ANSWER_ADVOCATE
from portal.domain.challenge.allocation import TAKE
from portal.domain.challenge.closure import CLOSE, RECORD
from portal.domain.challenge.complaint_transfer import RECORD_SENT
from portal.domain.challenge.end_without_review import CONFIRM_END, RESTORE_TRIAGE, SEND_BACK_END, UPHOLD_END
from portal.domain.challenge.exchange import RECORD_EXCHANGE
from portal.domain.challenge.full_review import FULL_REVIEW
from portal.domain.challenge.full_triage import TRIAGE
from portal.domain.challenge.information_complaint import RECORD_INFORMATION
from portal.domain.challenge.message_decisions import SEE_LOST, SEND_HELD, STOP_HELD
from portal.domain.challenge.new_date import GIVE_NEW_DATE, needs_new_date
from portal.domain.challenge.notes import SEE_FLAGS, SEE_MENTION
from portal.domain.challenge.notification_duties import RECORD_NOTIFIED
from portal.domain.challenge.original_decision import RECORD_ORIGINAL, why_not_known
from portal.domain.challenge.promises import KEEP_PROMISE
from portal.domain.challenge.raiser import MOVE_ON
from portal.domain.challenge.raiser_checks import CHECK_AUTHORITY, CHECK_IDENTITY, CHECK_STANDING
from portal.domain.challenge.review import DECIDE, DECIDE_GROUND, END_REVIEW, FIND, RELEASE, WRITE_REPLY, unanswered
from portal.domain.challenge.state import Status
from portal.domain.challenge.steps import RECORD_STEP, open_steps
from portal.domain.challenge.triage import ACT_NOW, Outcome
from portal.domain.policy.due_dates import is_past

_ALWAYS = (
    SEND_HELD, STOP_HELD, UPHOLD_END, RESTORE_TRIAGE, CONFIRM_END, SEND_BACK_END, MOVE_ON, RECORD_SENT,
    RECORD_INFORMATION, RECORD_NOTIFIED, TRIAGE, RELEASE,
)  # fmt: skip
"""What matters whenever it can be done, after safety and the young person, and before the work itself."""


def next_actions(at: ActionContext, may: frozenset[str]) -> tuple[str, ...]:
    """What they ``may`` do and what matters now: safety, the young person, who has it, then the work in its order."""
    challenge, work, review = at.challenge, at.challenge.work, at.challenge.work.review
    mine, ours = work.assigned == at.actor.key, challenge.status in (Status.RECEIVED, Status.FINISHED)
    checking = mine and work.triaged == Outcome.REVIEW
    matters = {
        ACT_NOW: True,
        ANSWER_ADVOCATE: True,
        TAKE: ours,
        SEE_MENTION: True,
        SEE_FLAGS: mine,
        SEE_LOST: True,
        **dict.fromkeys(_ALWAYS, True),
        GIVE_NEW_DATE: needs_new_date(challenge, at.now),
        CHECK_IDENTITY: checking and not work.identity,
        CHECK_STANDING: checking and not work.standing,
        CHECK_AUTHORITY: mine and not work.authority,
        RECORD_ORIGINAL: mine and work.triaged in {"", Outcome.REVIEW} and bool(why_not_known(challenge)),
        FULL_REVIEW: True,
        DECIDE_GROUND: bool(unanswered(challenge)),
        RECORD_STEP: _a_step_is_late(at),
        RECORD_EXCHANGE: not review.exchanges and not review.decided_by,
        FIND: not review.findings,
        DECIDE: True,
        WRITE_REPLY: not review.reply,
        END_REVIEW: True,
        KEEP_PROMISE: any(not each["kept"] and each["by"] <= at.today.isoformat() for each in work.promises),
        RECORD: bool(work.to_record) and not review.reply,
        CLOSE: True,
    }
    return tuple(action for action, now in matters.items() if now and action in may)


def _a_step_is_late(at: ActionContext) -> bool:
    return any(is_past(each.due, at.now) for each in open_steps(at.challenge, at.rules))
