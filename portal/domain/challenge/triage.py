"""What becomes of a request when the MASH first reads it, within one working day.

Triage does not decide anything about the child: it says which way a request goes.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.domain.challenge.action_rule import ActionContext, ActionRule, EventDraft, always_possible, said, typed
from portal.domain.challenge.casework import Involved
from portal.domain.challenge.points import typed as typed_words
from portal.domain.challenge.safety_alert import waiting
from portal.domain.challenge.state import OVER, Challenge, Flag, Rules, Status
from portal.domain.disclosure.table import MAKERS
from portal.domain.i18n import _
from portal.domain.permissions import Action, ActionRefused, Actor
from portal.domain.policy.calendar import BeyondCalendar, local

TRIAGE_WITHIN = 1  # working days after the day of receipt
TOLD_BEFORE = timedelta(days=1)  # the same may have been told by telephone before it was written to us
CLOCKS_DIFFER = timedelta(minutes=2)  # an officer's from ours


class Outcome(StrEnum):
    """What triage comes to."""

    REVIEW = "review"  # we look again
    COMPLAINT = "complaint"  # about how we treated them, and nothing else
    INFORMATION = "information"  # about how we used their information, and nothing else
    NOT_OURS = "not_ours"  # another council's
    SETTLED = "settled"  # looked at before
    COURT = "court"  # a court decides this
    NO_DECISION = "no_decision"  # it is not about a decision of the MASH


DECLINED = (Outcome.NOT_OURS, Outcome.SETTLED, Outcome.COURT, Outcome.NO_DECISION)

TELLING = frozenset({Outcome.SETTLED, Outcome.COURT, Outcome.NO_DECISION})
"""What can only be said of a child by somebody who has looked whether it is known."""

SEEN_BY_LOOKING = frozenset({Flag.URGENT, Flag.ANSWERED, Flag.MESSAGE, Flag.CONTACT_CHANGED})
"""The flags that go down when somebody says that they have seen to it. The others need a deed of their own.

That somebody went on because we were late stays until the review of that stage ends: seeing it does not make it good.
"""

FINISHED = _("This challenge is finished.")
_TRIAGED = _("This has been triaged. A colleague may just have done it.")
_NAMED = _("Somebody whose name is in what the raiser wrote cannot do this.")
_NOT_YOURS = _("Take it first: it is not assigned to you.")
WHY = _("Write your reasons.")
_DID = _("Write what you did.")
IN_THE_WAY: Mapping[str, str] = {
    Involved.MADE: _("Somebody who made the decision cannot look at it again."),
    Involved.ADVISED: _("Somebody who advised on the decision cannot look at it again."),
    Involved.REVIEWED: _("Somebody who reviewed this decision before cannot look at it again."),
    Involved.ASIDE: _("Somebody who stepped aside cannot look at it again."),
}

_RELEASED = _("Somebody who released a reply about this decision cannot look at it again.")


def to_triage(challenge: Challenge) -> date:
    """The day on which it came before triage: when it was received, or a manager put it back there."""
    restored = challenge.last("triage_restored")
    return local(restored.at if restored else challenge.received_at).date()


def triage_by(challenge: Challenge, rules: Rules) -> date | None:
    """The day by which triage is done; ``None`` once it was, or where no bank holidays are held.

    Going on to a later stage does not move it; a manager who puts the challenge back before triage does.
    """
    if challenge.work.triaged or challenge.status in OVER:
        return None
    try:
        return rules.calendar.add_working(to_triage(challenge), TRIAGE_WITHIN)
    except BeyondCalendar:
        return None


def why_not_reviewer(challenge: Challenge, who: Actor, rules: Rules) -> str:
    """Why ``who`` may not review this stage, or nothing.

    Independence is never waived. The most senior may let somebody stand in who lacks the rank, or who only
    shares a name with somebody in the challenge.
    """
    if why := why_not_look_again(challenge, who.key):
        return why
    if who.key in {challenge.work.review.stands_in, challenge.work.review.outside.get("to")}:
        return ""
    if who.rank < rules.ladder.stage(challenge.stage).rank:
        return _("This stage needs somebody more senior.")
    if named(challenge, who.name):
        return _NAMED
    return ""


def why_not_look_again(challenge: Challenge, who: str) -> str:
    """Why ``who`` is not independent of what would be reviewed now, or nothing.

    Who writes down what an outside reviewer decides does not decide it.
    """
    if challenge.work.review.outside.get("to") == who:
        return ""
    if how := challenge.work.involved.get(who):
        return IN_THE_WAY[how]
    released = any(event.kind == "released" and event.actor == who for event in challenge.history)
    return _RELEASED if released else ""


def why_not_independent(at: ActionContext) -> str:
    """Why whoever acts is not the one to end this or to say what the raiser is told of it, or nothing.

    Who has reviewed it is: that is their work.
    """
    how = at.challenge.work.involved.get(at.actor.key, Involved.REVIEWED)
    if how != Involved.REVIEWED:
        return IN_THE_WAY[how]
    review = at.challenge.work.review
    allowed = at.actor.key in {review.stands_in, review.outside.get("to")}
    return _NAMED if not allowed and named(at.challenge, at.actor.name) else ""


def named(challenge: Challenge, name: str) -> bool:
    """Whether the raiser wrote the whole ``name`` of somebody."""
    wanted = " ".join(name.casefold().split())
    return bool(wanted) and wanted in " ".join(" | ".join(typed_words(challenge)).casefold().split())


def why_not_working_on_it(at: ActionContext) -> str:
    """Why whoever acts may not work on this challenge, or nothing: it is over, or not theirs."""
    if at.challenge.status in OVER:
        return FINISHED
    return "" if at.challenge.work.assigned == at.actor.key else _NOT_YOURS


def _why_not_open(at: ActionContext) -> str:
    return FINISHED if at.challenge.status is Status.CLOSED else ""


def why_not_triage(at: ActionContext) -> str:
    """Why whoever acts cannot triage it, or nothing: it was triaged, it is over, or it is not theirs."""
    return _TRIAGED if at.challenge.work.triaged else why_not_working_on_it(at)


def _note(at: ActionContext, *, words: str, mentions: Iterable[str]) -> list[EventDraft]:
    others = sorted(set(mentions) - {at.actor.key})
    return [("noted", {"words": said(words, _("Write the note.")), "mentions": others})]


def _why_not_see_mention(at: ActionContext) -> str:
    return "" if at.actor.key in at.challenge.work.mentioned else _("No note asks you to look.")


def _accept(_at: ActionContext, *, words: str = "") -> list[EventDraft]:
    return [("triaged", {"outcome": Outcome.REVIEW.value, "goes_on": True, "words": words})]


def _why_not_act(at: ActionContext) -> str:
    """Whoever sees it first acts on it, at any time: a child's safety does not wait for who has the challenge."""
    return "" if waiting(at.challenge.work.alerts) else _("No safety alert is open. A colleague may just have acted.")


def _act(at: ActionContext, *, told: str, told_at: datetime, contact: str, words: str) -> list[EventDraft]:
    """On every open alert. ``told``: whom the officer told; ``contact``: the number of the new contact.

    The challenge goes on.
    """
    alerts = waiting(at.challenge.work.alerts)
    if not alerts[0].at - TOLD_BEFORE <= told_at <= at.now + CLOCKS_DIFFER:
        raise ActionRefused(_("Enter when you told them: not in the future, and not long before the alert."))
    did = {
        "told": typed(told, _("Enter whom you told.")),
        "told_at": local(told_at).isoformat(),
        "contact": typed(contact, _("Enter the number of the contact.")),
        "words": said(words, _DID),
    }
    return [("acted", {"flags": sorted({alert.kind.value for alert in alerts}), **did})]


def _link(at: ActionContext, *, reference: str, words: str) -> list[EventDraft]:
    if reference == at.challenge.reference:
        raise ActionRefused(_("This is the same challenge."))
    if reference in at.challenge.work.links:
        raise ActionRefused(_("They are linked already."))
    return [("linked", {"reference": reference, "words": said(words, WHY)})]


def _unlink(at: ActionContext, *, reference: str, words: str) -> list[EventDraft]:
    if reference not in at.challenge.work.links:
        raise ActionRefused(_("They are not linked."))
    return [("unlinked", {"reference": reference, "words": said(words, WHY)})]


_HOW = _("Say how you checked.")


def _why_not_check(at: ActionContext) -> str:
    """Who somebody is decides what they are told: whoever has the challenge checks it."""
    return _why_not_open(at) or ("" if at.challenge.work.assigned == at.actor.key else _NOT_YOURS)


def _check_standing(at: ActionContext, *, words: str, made_contact: bool = False) -> list[EventDraft]:
    """``made_contact``: that the contact with the MASH was the raiser's; matters only to some audiences."""
    theirs = made_contact and at.challenge.audience in MAKERS
    return [("standing_checked", {"words": said(words, _HOW), "made_contact": theirs})]


def _why_not_undo_checks(at: ActionContext) -> str:
    checks = at.challenge.work.checks
    return "" if checks.identity or checks.standing else _("Nothing has been checked.")


def _why_not_say_involved(at: ActionContext) -> str:
    """Whether somebody may say who had a part: that bars a colleague from the review."""
    if at.challenge.work.assigned == at.actor.key or at.actor.manages:
        return _why_not_open(at)
    return _("Only who has it, or a manager, can do this.")


def _why_not_undo_involved(at: ActionContext) -> str:
    if why := _why_not_say_involved(at):
        return why
    return "" if said_to_have_a_part(at.challenge) else _("Nobody is said to have had a part in the decision.")


def said_to_have_a_part(challenge: Challenge) -> tuple[str, ...]:
    """Those of whom a colleague said that they made the decision or advised on it."""
    return tuple(who for who, how in challenge.work.involved.items() if how in {Involved.MADE, Involved.ADVISED})


def _undo_involved(at: ActionContext, *, who: str, words: str) -> list[EventDraft]:
    if who not in said_to_have_a_part(at.challenge):
        raise ActionRefused(_("They are not said to have had a part in the decision."))
    if who == at.actor.key:
        raise ActionRefused(_("Somebody else has to take this back for you."))
    return [("involvement_undone", {"who": who, "words": said(words, WHY)})]


def _involved(at: ActionContext, *, who: str, how: str, words: str) -> list[EventDraft]:
    if how not in {Involved.MADE, Involved.ADVISED}:
        raise ActionRefused(_("Choose what they did."))
    if at.challenge.work.review.decided_by == who:
        raise ActionRefused(_("They have reviewed this stage already."))
    return [("involved", {"who": who, "how": how, "words": said(words, WHY)})]


def _why_not_see_flags(at: ActionContext) -> str:
    return "" if at.challenge.flags & SEEN_BY_LOOKING else _("Nothing waits to be seen.")


def _see(at: ActionContext, *, words: str) -> list[EventDraft]:
    what = {"flags": sorted(at.challenge.flags & SEEN_BY_LOOKING), "words": said(words, _DID)}
    return [("flags_seen", what)]


ACTION_RULES: Mapping[Action, ActionRule] = {
    Action.NOTE: ActionRule(always_possible, _note),
    Action.SEE_MENTION: ActionRule(_why_not_see_mention, lambda _at: [("mention_seen", {})]),
    Action.ACCEPT_FOR_REVIEW: ActionRule(why_not_triage, _accept),
    Action.ACT_NOW: ActionRule(_why_not_act, _act),
    Action.LINK: ActionRule(always_possible, _link),
    Action.UNLINK: ActionRule(lambda at: "" if at.challenge.work.links else _("No other is linked with it."), _unlink),
    Action.CHECK_IDENTITY: ActionRule(
        _why_not_check, lambda _at, *, words: [("identity_checked", {"words": said(words, _HOW)})]
    ),
    Action.CHECK_STANDING: ActionRule(_why_not_check, _check_standing),
    Action.UNDO_CHECKS: ActionRule(
        _why_not_undo_checks, lambda _at, *, words: [("checks_undone", {"words": said(words, WHY)})]
    ),
    Action.SAY_INVOLVED: ActionRule(_why_not_say_involved, _involved),
    Action.UNDO_INVOLVED: ActionRule(_why_not_undo_involved, _undo_involved),
    Action.SEE_FLAGS: ActionRule(_why_not_see_flags, _see),
    Action.SEE_LOST: ActionRule(_why_not_open, lambda _at, *, words: [("lost_seen", {"words": said(words, _DID)})]),
    Action.SEND_HELD: ActionRule(always_possible, lambda _at, *, words: [("held_sent", {"words": said(words, _DID)})]),
    Action.STOP_HELD: ActionRule(
        always_possible, lambda _at, *, words: [("held_stopped", {"words": said(words, _DID)})]
    ),
}
