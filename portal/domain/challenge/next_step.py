"""What a challenge waits for, as a line of a list says it: whoever reads it, and in one glance."""

from enum import StrEnum

from portal.domain.challenge.end_without_review import objection_waits, proposed
from portal.domain.challenge.original_decision import why_not_known
from portal.domain.challenge.panel import still_to_sit
from portal.domain.challenge.review import may_be_told, unanswered
from portal.domain.challenge.state import Challenge, Flag, Rules, Status
from portal.domain.challenge.triage import Outcome
from portal.domain.challenge.worklist_flags import Turn, turn


class NextStep(StrEnum):
    """The next thing that somebody does with it; those of the first group are done by an action of that name."""

    TRIAGE = "triage"
    CONFIRM_END = "confirm_end"
    OBJECTION = "uphold_end"
    OUTSIDE = "name_outside"
    ORIGINAL = "record_original"
    PANEL = "record_panel"
    REVIEW = "review"
    DECISION = "decide"
    REPLY = "write_reply"
    SENT_BACK = "sent_back"
    NEUTRAL = "end_review"
    RELEASE = "release"
    RECORD = "record"
    CLOSE = "close"

    RAISER = "raiser"  # waits for the person challenging
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    JUNK = "junk"


WAITS = frozenset(
    {
        NextStep.RELEASE, NextStep.CONFIRM_END, NextStep.OBJECTION, NextStep.RAISER, NextStep.WITHDRAWN,
        NextStep.CLOSED, NextStep.JUNK,
    }
)  # fmt: skip
"""Those that are not for who has it to do: somebody else has to, or nobody."""

UNDER_REVIEW = frozenset(
    {
        NextStep.ORIGINAL,
        NextStep.PANEL,
        NextStep.REVIEW,
        NextStep.DECISION,
        NextStep.REPLY,
        NextStep.SENT_BACK,
        NextStep.NEUTRAL,
    }
)
"""Those by which the stage comes to its answer."""

_OTHERS = {Turn.JUNK: NextStep.JUNK, Turn.CLOSED: NextStep.CLOSED}

NEEDS_US = (Flag.URGENT, Flag.ADVOCATE, Flag.ESCALATION_ASKED, Flag.ANSWERED, Flag.MESSAGE, Flag.LANGUAGE_HELP,
            Flag.CONTACT_CHANGED)  # fmt: skip
"""The flags that ask for something by themselves, beside the step; those of safety stand in the alert."""


def next_step(challenge: Challenge, rules: Rules, *, sent_back: bool = False) -> NextStep:
    """``sent_back``: whether the reply was, and has not been written again."""
    whose = turn(challenge)
    if whose in _OTHERS:
        return _OTHERS[whose]
    if challenge.work.review.reply and challenge.status in (Status.RECEIVED, Status.REVIEWED):
        return NextStep.RELEASE
    if whose is Turn.OVER:
        return NextStep.RECORD if challenge.work.to_record else NextStep.CLOSE
    if whose is Turn.RAISER:
        return NextStep.WITHDRAWN if challenge.status is Status.WITHDRAWN else NextStep.RAISER
    return _ours(challenge, rules, sent_back)


def _ours(challenge: Challenge, rules: Rules, sent_back: bool) -> NextStep:  # of this file alone
    """The first of these that is so."""
    work, told = challenge.work, may_be_told(challenge, rules)
    decided = bool(work.review.decided_by)
    waits = {
        NextStep.CONFIRM_END: proposed(challenge),
        NextStep.OBJECTION: objection_waits(challenge),
        NextStep.TRIAGE: not work.triaged,
        NextStep.RAISER: work.triaged != Outcome.REVIEW,
        NextStep.SENT_BACK: decided and told and sent_back,
        NextStep.REPLY: decided and told,
        NextStep.NEUTRAL: decided,
        NextStep.OUTSIDE: work.nobody == challenge.stage,
        NextStep.ORIGINAL: bool(why_not_known(challenge)),
        NextStep.PANEL: still_to_sit(challenge, rules) and not work.review.outside,
        NextStep.REVIEW: bool(unanswered(challenge)) or not work.review.findings,
    }
    return next((step for step, waiting in waits.items() if waiting), NextStep.DECISION)
