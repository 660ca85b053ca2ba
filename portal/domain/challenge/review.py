"""Looking again at one stage: by somebody independent and senior enough, ground by ground, to a new decision.

The reviewer writes what the raiser will be told; a second person releases it (policy 2.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.domain.challenge import other_forms
from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Nothing,
    Parameters,
    Partaker,
    Words,
    beside_the_form,
    said,
    stage_rule,
)
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.review_events import (
    DECIDED,
    FOUND,
    POINT_DECIDED,
    RELEASED,
    REPLY_WRITTEN,
    REVIEW_ENDED,
    SENT_BACK,
)
from portal.domain.challenge.exchange import still_to_agree
from portal.domain.challenge.grounds import Verdict, grounds
from portal.domain.challenge.history import at_this_stage
from portal.domain.challenge.independence import who_decides_declares, who_releases_declares
from portal.domain.challenge.original_decision import why_not_known
from portal.domain.challenge.panel import FIRST, still_to_sit, why_not_by_panel
from portal.domain.challenge.reply_text import why_not_whole
from portal.domain.challenge.state import OVER, Challenge, Rules, Status
from portal.domain.challenge.triage import (
    Outcome,
    why_not_independent,
    why_not_reviewer,
    why_not_without_part,
    why_not_working_on_it,
)
from portal.domain.disclosure.table import Fact, Show, column_of, shows
from portal.domain.i18n import _
from portal.domain.permissions import RELEASERS, REVIEWERS, ActionRefused
from portal.domain.policy.model import Audience
from portal.domain.policy_rule import Rule
from portal.domain.questions.postal_address import reply_address

LONGEST_LETTER = 15_000
"""In characters: GOV.UK Notify prints ten sides of a letter and no more."""

_DECIDED = _("This stage has been decided.")
_NOT_DECIDED = _("Finish the review first.")
_NOTHING_WRITTEN = _("There is no reply that waits to be released.")


def may_be_told(challenge: Challenge, rules: Rules, fact: Fact = Fact.REVIEW_RESULT) -> bool:
    """Whether words about ``fact`` may be released to this raiser, as far as we have checked them."""
    show = shows(rules.pack.disclosure, challenge.audience, fact, challenge.work.checks)
    return show in (Show.FULL, Show.RELEASED)


def _why_not_review(at: ActionContext) -> str:
    work = at.challenge.work
    if work.triaged != Outcome.REVIEW:
        return _("Triage comes first.")
    if at.challenge.status is not Status.RECEIVED:
        return _("There is no review under way.")
    if work.review.decided_by:
        return _DECIDED
    independent = why_not_working_on_it(at) or why_not_reviewer(at.challenge, at.actor, at.rules)
    return independent or why_not_known(at.challenge)


@dataclass(frozen=True, slots=True, repr=False)
class GroundAnswer(Parameters):
    outcome: str
    reasons: str
    basis: str  # the clause, threshold or law applied
    ground: int = beside_the_form(default=0)  # which of them, counted from 1


def _decide_ground(at: ActionContext, given: GroundAnswer) -> list[EventDraft]:
    if given.ground not in {each.number for each in grounds(at.challenge.answers)}:
        raise ActionRefused(_("There is no such ground."))
    if given.outcome not in set(Verdict):
        raise ActionRefused(_("Choose what you decided about this ground."))
    reasons = said(given.reasons, _("Write the reasons."))
    basis = said(given.basis, _("Write the clause, threshold or law that you applied."))
    return [POINT_DECIDED(point=given.ground, outcome=given.outcome, reasons=reasons, basis=basis)]


class ChildSeen(StrEnum):
    """Whether the child was seen."""

    NOW = "now"  # for this review
    THEN = "then"  # when the original decision was made
    NO = "no"


@dataclass(frozen=True, slots=True, repr=False)
class Findings(Parameters):
    evidence: str  # one piece a line
    consulted: str  # one person a line
    views: str  # of the child
    seen: str  # whether they were (ChildSeen)
    new: str  # what was not known when the original decision was made


def _find(_at: ActionContext, given: Findings) -> list[EventDraft]:
    if given.seen not in set(ChildSeen):
        raise ActionRefused(_("Say whether the child was seen."))
    found = FOUND(
        evidence=_one_a_line(given.evidence, _("Write what evidence you considered, one piece a line.")),
        consulted=_one_a_line(given.consulted, _("Write whom you consulted by role, one a line, or why nobody.")),
        views=said(given.views, _("Write what the child wants and feels, or why you could not find out.")),
        seen=given.seen,
        new=said(given.new, _("Write what is new since the original decision, or that nothing is.")),
    )
    return [found]


def _one_a_line(words: str, empty: str) -> list[str]:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return [said(line, empty) for line in lines or [""]]


def unanswered(challenge: Challenge) -> list[int]:
    """The grounds that still need an answer at this stage."""
    return [each.number for each in grounds(challenge.answers) if str(each.number) not in challenge.work.review.points]


def _why_not_decide(at: ActionContext) -> str:
    if why := _why_not_review(at):
        return why
    if unanswered(at.challenge):
        return _("Every ground needs its own answer and reasons first.")
    if not at.challenge.work.review.findings:
        return _("First write the evidence that you considered and what the child wants and feels.")
    if why := _why_not_alone(at):
        return why
    if result(at.challenge) is Verdict.UNKNOWN:
        return _(
            "You could not determine any ground, and that is no decision. Find out what is missing, or take more time."
        )
    return ""


def _why_not_alone(at: ActionContext) -> str:
    """Who else decides by the policy, of whom nothing has been written down."""
    if still_to_agree(at.challenge, at.rules):
        return _("The policy has this decided together. First write down what was exchanged with each of the others.")
    return FIRST if still_to_sit(at.challenge, at.rules) else ""


def result(challenge: Challenge) -> Verdict:
    """The grounds taken together: changed or unchanged only where all of them are."""
    verdicts = {Verdict(ground["outcome"]) for ground in challenge.work.review.points.values()}
    if len(verdicts) == 1:
        return verdicts.pop()
    return Verdict.PARTLY if verdicts & {Verdict.CHANGED, Verdict.PARTLY} else Verdict.UNCHANGED


@dataclass(frozen=True, slots=True, repr=False)
class NewDecision(Parameters):
    decision: str  # the key of an outcome of the pack
    reasons: str
    alternatives: str  # what else was considered, and why not
    threshold: str = ""  # the level of need
    independent: str = ""  # what they declare (Independent)


def _decide(at: ActionContext, given: NewDecision) -> list[EventDraft]:
    """The new decision (policy 2.5: each review generates one)."""
    decisions = at.rules.pack.decisions
    if given.decision not in {each.key for each in decisions.outcomes}:
        raise ActionRefused(_("Choose the new decision."))
    if decisions.thresholds and given.threshold not in decisions.thresholds:
        raise ActionRefused(_("Choose the level of need."))
    if why := why_not_by_panel(at.challenge, at.rules, given.decision):
        raise ActionRefused(why)
    new = DECIDED(
        stage=at.challenge.stage,
        outcome=result(at.challenge).value,
        decision=given.decision,
        threshold=given.threshold,
        reasons=said(given.reasons, _("Write the reasons for the new decision.")),
        alternatives=said(given.alternatives, _("Write what else you considered, and why you decided against it.")),
    )
    return [new]


def _why_not_write(at: ActionContext) -> str:
    challenge = at.challenge
    if challenge.status not in (Status.RECEIVED, Status.REVIEWED):
        return _("There is no review under way.")
    if not challenge.work.review.decided_by:
        return _NOT_DECIDED
    if at_this_stage(challenge, RELEASED):
        return _("The reply has been released.")
    if not may_be_told(challenge, at.rules):
        return _(
            "This person may not be told what you decided, as far as they have been checked. "
            "Tell them only that you have finished."
        )
    return why_not_working_on_it(at) or why_not_independent(at)


@dataclass(frozen=True, slots=True, repr=False)
class ReplyText(Parameters):
    answers: tuple[str, ...]  # one for each ground, in their order
    plain: str = ""  # the young person's own reply, in their words
    closing: str = ""  # what follows the answers
    phrases: tuple[str, ...] = ()  # of the policy, which follow that
    words: str = beside_the_form(default="")  # all of it, as it is read (reply_text)


def _write_reply(at: ActionContext, given: ReplyText) -> list[EventDraft]:
    young = at.challenge.audience is Audience.YOUNG_PERSON
    empty, no_answer = _("Write the reply."), _("Write an answer to each ground.")
    answers = [said(each, no_answer) for each in given.answers]
    if why := why_not_whole(answers, given.words, len(grounds(at.challenge.answers))):
        raise ActionRefused(why)
    plain = said(given.plain, empty) if young else ""
    whole, more = said(given.words, empty), list(given.phrases)
    return [REPLY_WRITTEN(words=whole, plain=plain, answers=answers, closing=given.closing, phrases=more)]


def _why_not_send_back(at: ActionContext) -> str:
    return "" if at.challenge.work.review.reply else _NOTHING_WRITTEN


def _why_not_whole(at: ActionContext) -> str:
    reply = at.challenge.work.review.reply
    return why_not_whole(reply.get("answers", ()), reply["words"], len(grounds(at.challenge.answers)))


def _why_not_release(at: ActionContext) -> str:
    if why := _why_not_send_back(at) or _why_not_whole(at):
        return why
    if at.challenge.work.review.reply["by"] == at.actor.key or at.challenge.work.review.decided_by == at.actor.key:
        return _("You wrote this or decided it. Somebody else has to release it.")
    if at.actor.key in {each.get("writer") for _number, each in _promises_to_tell(at)}:
        return _("You promised something that is told with it. Somebody else has to release it.")
    if at.challenge.status in OVER or at.challenge.status is Status.WITHDRAWN:
        return _("The person challenging no longer waits for this.")
    if not may_be_told(at.challenge, at.rules):
        return _("This person may not be told this, as far as they have been checked.")
    return why_not_without_part(at)


@dataclass(frozen=True, slots=True, repr=False)
class HarmTest(Parameters):
    harm: str  # whether telling could seriously harm the child or somebody else: yes or no
    words: str  # why or why not
    letter: str = ""  # whether it is posted as well, to an address that they have checked: yes or no
    independent: str = ""  # what they declare (Independent)


def why_not_post(challenge: Challenge, whole: str) -> str:
    """Why the reply cannot be posted, or nothing."""
    if not reply_address(challenge.answers):
        return _("They have not said that a letter from us is safe, so nothing is posted.")
    if len(whole) > LONGEST_LETTER:
        return _("This reply is too long for a letter. They read it with their code.")
    return ""


def _release(at: ActionContext, given: HarmTest) -> list[EventDraft]:
    why = said(given.words, _("Write the reason for your answer."))
    if given.harm != "no":
        raise ActionRefused(_("What could seriously harm somebody is not released. Send it back to the writer."))
    reply = at.challenge.work.review.reply
    words, formal, post = reply["plain"] or reply["words"], reply["words"], given.letter == "yes"
    if post and (refused := why_not_post(at.challenge, words)):
        raise ActionRefused(refused)
    where = ", ".join(reply_address(at.challenge.answers)) if post else ""
    what = {"words": words, "formal": formal, "writer": reply["by"], "harm": why, "letter": where}
    events = [RELEASED(fact=Fact.REVIEW_RESULT, **what)]
    if told := _promises_to_tell(at):
        promised = "\n".join(str(each["words"]) for _number, each in told)
        numbers = [number for number, _each in told]
        events.append(RELEASED(fact=Fact.ACTIONS, words=promised, promises=numbers, harm=why))
    events += other_forms.needed(at)
    return events if at.challenge.work.review.ended else [*events, _over(at)]


def _over(at: ActionContext) -> EventDraft:
    """That the review of this stage is over; and that it was the last, where nobody here comes after it."""
    return REVIEW_ENDED(over=at.rules.ladder.after(at.challenge.stage) is None)


def _promises_to_tell(at: ActionContext) -> list[tuple[int, Mapping[str, Any]]]:
    if not may_be_told(at.challenge, at.rules, Fact.ACTIONS):
        return []
    numbered = enumerate(at.challenge.work.promises, 1)
    return [(number, each) for number, each in numbered if each["tell"] and not each["told"]]


def _why_not_end(at: ActionContext) -> str:
    if at.challenge.status is not Status.RECEIVED:
        return _("There is no review under way.")
    if not at.challenge.work.review.decided_by:
        return _NOT_DECIDED
    if may_be_told(at.challenge, at.rules):
        return _("This person may be told what you decided: write the reply.")
    return why_not_working_on_it(at)


def _end(at: ActionContext, _given: Nothing) -> list[EventDraft]:
    return [_over(at)]


def _send_back(_at: ActionContext, given: Words) -> list[EventDraft]:
    return [SENT_BACK(words=said(given.words, _("Write what to change.")))]


def _result_rule(at: ActionContext) -> Rule:
    """What may be told of the result."""
    return at.rules.pack.disclosure[Fact.REVIEW_RESULT][column_of(at.challenge.audience, at.challenge.work.checks)]


DECIDE_GROUND = Action(
    "decide_ground", GroundAnswer, _why_not_review, _decide_ground,
    roles=REVIEWERS, group=ActionGroup.REVIEW, clause=stage_rule, shows_words=True, uses_up=Partaker.ACTOR,
)  # fmt: skip
FIND = Action(
    "find", Findings, _why_not_review, _find,
    roles=REVIEWERS, group=ActionGroup.REVIEW, clause=stage_rule, shows_words=True,
)  # fmt: skip
DECIDE = Action(
    "decide", NewDecision, _why_not_decide, _decide,
    roles=REVIEWERS, group=ActionGroup.REVIEW, clause=stage_rule, shows_words=True, uses_up=Partaker.ACTOR,
    declares=who_decides_declares,
)  # fmt: skip
END_REVIEW = Action(
    "end_review", Nothing, _why_not_end, _end, roles=REVIEWERS, group=ActionGroup.REVIEW, clause=_result_rule
)
WRITE_REPLY = Action(
    "write_reply", ReplyText, _why_not_write, _write_reply,
    roles=REVIEWERS, group=ActionGroup.TELL, clause=_result_rule, shows_words=True, for_release=True,
)  # fmt: skip
SEND_BACK = Action(
    "send_back", Words, _why_not_send_back, _send_back,
    roles=RELEASERS, group=ActionGroup.TELL, despite_alert=True, shows_words=True, shows_all=True,
)  # fmt: skip
RELEASE = Action(
    "release", HarmTest, _why_not_release, _release,
    roles=RELEASERS, group=ActionGroup.TELL, clause=_result_rule, shows_words=True, shows_all=True, step_up=True,
    uses_up=Partaker.ACTOR, declares=who_releases_declares,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (
    DECIDE_GROUND, FIND, DECIDE, END_REVIEW, WRITE_REPLY, SEND_BACK, RELEASE,
)  # fmt: skip
