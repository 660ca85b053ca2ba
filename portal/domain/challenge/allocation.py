"""Who has a challenge: taken, handed over, handed back, and who is let stand in.

Who has one may read all of it. So taking says why, unless the next thing to do with it is what one's role is for;
and who takes it so and lets it go again without having done anything is told of to managers.
"""

from dataclasses import dataclass

from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Parameters,
    Partaker,
    Words,
    always_possible,
    said,
    stage_rule,
)
from portal.domain.challenge.casework import Involved
from portal.domain.challenge.events.allocation_events import ASSIGNED, HANDED_BACK, STEPPED_ASIDE, STOOD_IN
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.triage_events import MENTION_PASSED, NOTED
from portal.domain.challenge.independence import nothing_done, who_takes_declares
from portal.domain.challenge.state import OVER, Challenge, Rules, Status
from portal.domain.challenge.triage import FINISHED, IN_THE_WAY, WHY, Outcome, why_not_look_again, why_not_reviewer
from portal.domain.i18n import _
from portal.domain.permissions import ACCOUNT_KEEPERS, REVIEWERS, WORKERS, ActionRefused, Actor, Role

WHY_TAKE = _("This does not wait for somebody in your role. Write why you are taking it.")

PARTS = {how: why for how, why in IN_THE_WAY.items() if how != Involved.REVIEWED}
"""Who had a part in the decision, or said that they are not independent, does not take it at all."""


def _why_not_take(at: ActionContext) -> str:
    work = at.challenge.work
    if work.assigned == at.actor.key:
        return _("You have it already.")
    if work.assigned:
        return _("A colleague has it. They can hand it over to you.")
    if why := PARTS.get(work.involved.get(at.actor.key, "")):
        return why
    if (
        work.triaged
        and at.challenge.status is Status.RECEIVED
        and (why := why_not_look_again(at.challenge, at.actor.key))
    ):
        return why
    return FINISHED if at.challenge.status is Status.CLOSED else ""


def own_work(at: ActionContext) -> bool:
    """Whether the next thing to do is what the role of whoever acts is for: then to take it is reason enough."""
    challenge, work, who = at.challenge, at.challenge.work, at.actor
    if challenge.status is Status.FINISHED:
        return Role.TRIAGE in who.roles or who.key in work.involved  # it is recorded and closed
    if challenge.status is not Status.RECEIVED:
        return False
    if not work.triaged:
        return Role.TRIAGE in who.roles
    if work.triaged != Outcome.REVIEW:
        return who.manages  # the raiser objects to how it ended
    return who.reviews and not why_not_reviewer(challenge, who, at.rules)


@dataclass(frozen=True, slots=True, repr=False)
class Taking(Parameters):
    words: str = ""  # why, from who has no duty to it
    independent: str = ""  # what they declare (Independent)


def _take(at: ActionContext, given: Taking) -> list[EventDraft]:
    if own_work(at):
        return [ASSIGNED(to=at.actor.key, own_work=True)]
    return [ASSIGNED(to=at.actor.key, words=said(given.words, WHY_TAKE))]


def _hand_back(at: ActionContext, given: Words) -> list[EventDraft]:
    return [HANDED_BACK(words=said(given.words, WHY), since=nothing_done(at))]


def _step_aside(at: ActionContext, given: Words) -> list[EventDraft]:
    return [STEPPED_ASIDE(words=said(given.words, WHY), since=nothing_done(at))]


def _why_not_let_go(at: ActionContext) -> str:
    return "" if at.challenge.work.assigned == at.actor.key else _("It is not assigned to you.")


def why_not_take_over(challenge: Challenge, to: Actor, rules: Rules) -> str:
    """Why ``to`` may not be given it, or nothing: what still has to be reviewed goes to who may review it."""
    if not to.works:
        return _("They cannot work on challenges.")
    if to.key == challenge.work.assigned:
        return _("They have it already.")
    if challenge.status in OVER:
        return ""
    part = PARTS.get(challenge.work.involved.get(to.key, ""), "")
    return why_not_reviewer(challenge, to, rules) if challenge.work.triaged else part


@dataclass(frozen=True, slots=True, repr=False)
class Handover(Parameters):
    to: str  # the id of their account
    words: str


def _hand_over(at: ActionContext, given: Handover) -> list[EventDraft]:
    to = at.colleague(given.to)
    if why := why_not_take_over(at.challenge, to, at.rules):
        raise ActionRefused(why)
    return [ASSIGNED(to=to.key, words=said(given.words, WHY), since=nothing_done(at))]


def _why_not_have_it(at: ActionContext, who: Actor) -> str | None:
    if not who.works or who.key == at.challenge.work.assigned:
        return None
    return why_not_take_over(at.challenge, who, at.rules)


@dataclass(frozen=True, slots=True, repr=False)
class LeaverHandover(Parameters):
    leaver: str  # the id of the account whose work it is
    to: str  # that of who has it then; blank for nobody
    words: str


def _hand_over_all(at: ActionContext, given: LeaverHandover) -> list[EventDraft]:
    """What ``leaver`` has, and the notes that ask them to look, go ``to`` a colleague.

    Where that is nobody, or somebody who may not have it, nobody has it then, with the reason: nothing
    waits for who has left.
    """
    reasons, work, leaver = said(given.words, WHY), at.challenge.work, given.leaver
    to = at.colleague(given.to) if given.to else None
    events: list[EventDraft] = []
    if work.assigned == leaver:
        why = why_not_take_over(at.challenge, to, at.rules) if to else ""
        freed = HANDED_BACK(who=leaver, words=reasons, why=why)
        events.append(freed if why or not to else ASSIGNED(to=to.key, words=reasons))
    if leaver in work.mentioned:
        events.append(MENTION_PASSED(who=leaver))
        onward = to.key if to else work.assigned
        if onward not in ("", leaver):
            events.append(NOTED(words=reasons, mentions=[onward]))
    if not events:
        raise ActionRefused(_("They no longer have it."))
    return events


def _why_not_hand_over(at: ActionContext) -> str:
    theirs = at.challenge.work.assigned == at.actor.key or at.actor.manages
    return "" if theirs else _("Only who has it, or a manager, can hand it over.")


def is_most_senior(at: ActionContext) -> bool:
    return at.actor.rank >= max(stage.rank for stage in at.rules.ladder.stages)


def why_not_choose_who_reviews(at: ActionContext) -> str:
    """Why whoever acts may not choose who looks at a stage beside the rules, or nothing.

    Who had a part in the decision, or stepped aside, does not choose who looks at it again.
    """
    if not at.challenge.work.triaged or at.challenge.status is not Status.RECEIVED:
        return _("There is no review under way.")
    if at.challenge.work.involved.get(at.actor.key, Involved.REVIEWED) != Involved.REVIEWED:
        return _("You had a part in this, or stepped aside. Somebody who had none has to do this.")
    return ""


def why_not_let_stand_in(at: ActionContext) -> str:
    """Why whoever acts may not set the rules of who reviews aside, or nothing: that is the most senior's to do."""
    return why_not_choose_who_reviews(at) if is_most_senior(at) else _("Only the most senior reviewer can do this.")


def _stand_in(at: ActionContext, given: Handover) -> list[EventDraft]:
    to = at.colleague(given.to)
    if why := why_not_look_again(at.challenge, to.key):
        raise ActionRefused(why)
    if not to.reviews:
        raise ActionRefused(_("They are not a reviewer."))
    return [STOOD_IN(to=to.key, words=said(given.words, WHY))]


def _why_not_stand_in(at: ActionContext, who: Actor) -> str | None:
    """Who may review it anyway is not offered: they need nobody's leave."""
    if not who.reviews or not why_not_reviewer(at.challenge, who, at.rules):
        return None
    return why_not_look_again(at.challenge, who.key)


TAKE = Action(
    "take", Taking, _why_not_take, _take,
    roles=WORKERS, group=ActionGroup.WHO_HAS_IT, despite_alert=True, uses_up=Partaker.ACTOR,
    declares=who_takes_declares,
)  # fmt: skip
HAND_BACK = Action(
    "hand_back", Words, _why_not_let_go, _hand_back, roles=WORKERS, group=ActionGroup.WHO_HAS_IT, despite_alert=True
)
HAND_OVER = Action(
    "hand_over", Handover, _why_not_hand_over, _hand_over,
    roles=WORKERS, group=ActionGroup.WHO_HAS_IT, despite_alert=True, about=_why_not_have_it, gives_it=True,
    uses_up=Partaker.OTHER,
)  # fmt: skip
HAND_OVER_ALL = Action(
    "hand_over_all", LeaverHandover, always_possible, _hand_over_all, roles=ACCOUNT_KEEPERS, despite_alert=True
)
STEP_ASIDE = Action(
    "step_aside", Words, _why_not_let_go, _step_aside,
    roles=WORKERS, group=ActionGroup.WHO_HAS_IT, despite_alert=True, uses_up=Partaker.ACTOR, bars=True,
)  # fmt: skip
STAND_IN = Action(
    "stand_in", Handover, why_not_let_stand_in, _stand_in,
    roles=REVIEWERS, group=ActionGroup.WHO_HAS_IT, despite_alert=True,
    clause=stage_rule, about=_why_not_stand_in, uses_up=Partaker.OTHER, read_first=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (TAKE, HAND_BACK, HAND_OVER, HAND_OVER_ALL, STEP_ASIDE, STAND_IN)
