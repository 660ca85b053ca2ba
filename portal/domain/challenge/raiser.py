"""What raisers do with their challenge, and a manager once for them: when it is refused, and what then happens."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.domain.challenge import addition_limits, other_forms
from portal.domain.challenge.action_rule import (
    Action,
    ActionContext,
    ActionGroup,
    AnyAction,
    Nothing,
    Parameters,
    always_possible,
    typed,
)
from portal.domain.challenge.end_without_review import objection_waits
from portal.domain.challenge.events import raiser_events
from portal.domain.challenge.events.event_kind import WORKER, EventDraft, EventKind, event_of
from portal.domain.challenge.events.question_events import ANSWERED, open_questions
from portal.domain.challenge.events.raiser_events import (
    ACCEPTED,
    ADDED,
    CODE_KEPT,
    CONTACT_CHANGED,
    ESCALATION_ASKED,
    LANGUAGE_HELP_ASKED,
    MOVED_ON,
    REOPENED,
    WITHDRAWN,
)
from portal.domain.challenge.events.review_events import REVIEW_ENDED
from portal.domain.challenge.history import at_this_stage
from portal.domain.challenge.safety_alert import waiting
from portal.domain.challenge.staff_questions import goes_on
from portal.domain.challenge.state import OVER, Challenge, Event, Flag, Rules, Status
from portal.domain.challenge.triage import why_not_independent
from portal.domain.disclosure.table import Fact, Show, shows
from portal.domain.i18n import _
from portal.domain.journey import Answers
from portal.domain.permissions import RAISER, RAISERS, REVIEWERS, ActionRefused
from portal.domain.policy.calendar import BeyondCalendar, TimeUnit, local
from portal.domain.policy.due_dates import is_past, plain_due
from portal.domain.policy.model import Who
from portal.domain.questions.contact_questions import NO_CONTACT

_ANSWERED = _("There is no question that waits for your answer. You may have answered it already.")
_FINISHED = _("Your request is finished. If you are worried again, call us or send a new one.")
_EMPTY = _("There is nothing to send. Write something first.")
_LAST = _(
    "There is nobody more senior at the council to ask. You can ask someone who is not part of the council to look."
)
_ASKED = _("You have asked for the next step already. We have your message.")
_NOT_REVIEWED = _("We have not finished looking again. You can tell us this when we have.")


def is_late(challenge: Challenge, now: datetime) -> bool:
    """Whether the time by which this stage was to be over has passed."""
    return is_past(challenge.due, now)


def reopens_until(challenge: Challenge, rules: Rules) -> date | None:
    """The last day on which a raiser who withdrew may come back; all of the day in which a number of hours ends."""
    withdrawn = challenge.last(WITHDRAWN)
    if withdrawn is None or challenge.status is not Status.WITHDRAWN:
        return None
    within = rules.pack.times.change_mind
    if within.unit is TimeUnit.HOURS:
        return local(withdrawn.at + timedelta(hours=within.amount)).date()
    try:
        return rules.calendar.after(local(withdrawn.at).date(), within)
    except BeyondCalendar:
        return None


@dataclass(frozen=True, slots=True, repr=False)
class Addition(Parameters):
    words: str
    new: bool  # whether something new means that somebody is not safe


def _add(at: ActionContext, given: Addition) -> list[EventDraft]:
    addition_limits.may_add(at, new=given.new)
    return [ADDED(words=typed(given.words, _EMPTY), new=given.new)]


def _keep_code(at: ActionContext, _given: Nothing) -> list[EventDraft]:
    return [] if at.challenge.code_kept else [CODE_KEPT()]


@dataclass(frozen=True, slots=True, repr=False)
class QuestionAnswer(Parameters):
    words: str
    question: int  # which of ours, counted from 1
    new: bool = False  # whether something new means that somebody is not safe


def _answer(at: ActionContext, given: QuestionAnswer) -> list[EventDraft]:
    if given.question not in open_questions(at.challenge):
        raise ActionRefused(_ANSWERED)
    answered = ANSWERED(words=typed(given.words, _EMPTY), question=given.question, new=given.new)
    return [answered, *goes_on(at, given.question)]


def _why_not_answer(at: ActionContext) -> str:
    return "" if open_questions(at.challenge) else _ANSWERED


@dataclass(frozen=True, slots=True, repr=False)
class ContactAnswers(Parameters):
    answers: Answers
    keys: tuple[str, ...]  # all that the questions about contact can fill, so that old details go


def _change_contact(at: ActionContext, given: ContactAnswers) -> list[EventDraft]:
    answers, keys = given.answers, given.keys
    if all(answers.get(key) == at.challenge.answers.get(key) for key in keys):
        return []
    if NO_CONTACT not in answers.get("safe", ()):
        addition_limits.may_change_contact(at)
    return [CONTACT_CHANGED(answers=dict(answers), instead_of=sorted(keys))]


@dataclass(frozen=True, slots=True, repr=False)
class LanguageHelp(Parameters):
    how: str  # "translate" or "read_out"
    language: str  # what it is called in English


def _why_not_ask_language(at: ActionContext) -> str:
    asked = Flag.LANGUAGE_HELP in at.challenge.flags
    return _("You have asked for this already. Our team can see it.") if asked else ""


def _ask_language(at: ActionContext, given: LanguageHelp) -> list[EventDraft]:
    asked = LANGUAGE_HELP_ASKED(how=given.how, language=given.language)
    return [asked, *other_forms.owed(at, [other_forms.OtherForm.LANGUAGE])]


def _tells(at: ActionContext, fact: Fact) -> bool:
    challenge = at.challenge
    return shows(at.rules.pack.disclosure, challenge.audience, fact, challenge.work.checks) is Show.FULL


def _knows_it_is_reviewed(at: ActionContext) -> bool:
    """What they can do must not give away what they may not be told."""
    return at.challenge.status is Status.REVIEWED and _tells(at, Fact.REVIEW_FINISHED)


def _knows_it_is_late(at: ActionContext) -> bool:
    return is_late(at.challenge, at.now) and _tells(at, Fact.NEXT_DATE)


def _why_not_respond(at: ActionContext) -> str:
    if not _knows_it_is_reviewed(at):
        return _NOT_REVIEWED
    return "" if at.rules.ladder.after(at.challenge.stage) else _LAST


def _why_not_worry_on(at: ActionContext) -> str:
    return _why_not_respond(at) or (_ASKED if at_this_stage(at.challenge, ESCALATION_ASKED) else "")


def _why_not_ask_next(at: ActionContext) -> str:
    if not _knows_it_is_reviewed(at) and not _knows_it_is_late(at):
        return _("You can ask for the next step when our date has passed, or when we have finished looking again.")
    if objection_waits(at.challenge):
        return _("A manager is looking at this already.")
    if at.rules.ladder.after(at.challenge.stage) is None:
        return _LAST
    if at_this_stage(at.challenge, ESCALATION_ASKED):
        return _ASKED
    return ""


def _ask_next(at: ActionContext, _given: Nothing) -> list[EventDraft]:
    """Where the pack lets a raiser go on because no answer came, asking is enough: it is theirs to decide."""
    if at.challenge.status is Status.REVIEWED:
        return _still_worried(at)
    if at.rules.no_answer(at.stage):
        return [ESCALATION_ASKED(), *move(at, MOVED_ON)]
    return [ESCALATION_ASKED()]


def _still_worried(at: ActionContext) -> list[EventDraft]:
    """They go on where that is theirs to decide; else they ask, and whoever the pack names takes it on."""
    if Who.RAISER in at.rules.escalation(at.stage).by:
        return move(at, raiser_events.STILL_WORRIED)
    return [ESCALATION_ASKED()]


def move(at: ActionContext, kind: EventKind[...]) -> list[EventDraft]:
    """To the next stage. Where this one is late that stays known: going on does not make it good."""
    stage = at.rules.ladder.after(at.challenge.stage)
    if stage is None:
        raise ActionRefused(_LAST)
    return [kind(stage=stage.key, due=at.due_of(stage), **leaving(at))]


def without_an_answer(challenge: Challenge, rules: Rules, now: datetime) -> list[Event]:
    """That it goes to the next stage by itself, where the policy says so and no answer came in time.

    Not while a safety alert waits, before it was triaged, or where this stage is decided and only has to be told.
    """
    at = ActionContext(challenge, RAISER, rules, now)
    work = challenge.work
    waits = challenge.status is Status.RECEIVED and work.triaged and not (work.junk or work.review.decided_by)
    if not waits or not is_late(challenge, now) or waiting(work.alerts) or objection_waits(challenge):
        return []
    if not rules.escalation(at.stage).by_itself or rules.ladder.after(challenge.stage) is None:
        return []
    return [event_of(draft, now, WORKER) for draft in move(at, MOVED_ON)]


def leaving(at: ActionContext) -> dict[str, Any]:
    """What is known of the stage that a challenge leaves: that it was late, its pauses, and that its raiser asked."""
    late = {at.challenge.stage: plain_due(at.challenge.due)} if is_late(at.challenge, at.now) else None
    paused = list(at.challenge.work.review.pauses) or None
    as_asked = at.challenge.status is Status.REVIEWED and Flag.ESCALATION_ASKED in at.challenge.flags
    return {"late": late, "paused": paused, "as_asked": as_asked}


def _why_not_move_on(at: ActionContext) -> str:
    """It goes on by whom the pack names: where that is the raiser alone, a manager does it once they asked in vain.

    What the raiser's own manager asks for, who has no account here, a manager does for them.
    """
    challenge, by = at.challenge, at.rules.escalation(at.stage).by
    asked = at_this_stage(challenge, ESCALATION_ASKED)
    taken_on = challenge.status is Status.REVIEWED and (asked or not {Who.REVIEWER, Who.MANAGER}.isdisjoint(by))
    if not taken_on and not (challenge.status is Status.RECEIVED and asked):
        return _("The person challenging has not asked for the next stage.")
    if at.rules.ladder.after(challenge.stage) is None:
        return _("No stage comes after this one.")
    if not at.actor.manages and (Who.REVIEWER not in by or challenge.work.assigned != at.actor.key):
        return _("A manager decides this.")
    return why_not_independent(at)


def _why_not_withdraw(at: ActionContext) -> str:
    if at.challenge.status is Status.WITHDRAWN:
        return _("You have cancelled your request already.")
    return _FINISHED if at.challenge.status in OVER else ""


@dataclass(frozen=True, slots=True, repr=False)
class Withdrawal(Parameters):
    pressure: str  # whether somebody makes them do it: yes, no or blank
    words: str
    new: bool = False  # whether something new means that somebody is not safe


def _withdraw(at: ActionContext, given: Withdrawal) -> list[EventDraft]:
    return [WITHDRAWN(pressure=given.pressure, words=given.words, new=given.new, stage=at.challenge.stage)]


def _why_not_reopen(at: ActionContext) -> str:
    if at.challenge.status in OVER:
        return _FINISHED
    if at.challenge.status is not Status.WITHDRAWN:
        return _("You have not cancelled your request, so it is still open.")
    until = reopens_until(at.challenge, at.rules)
    late = until is not None and at.today > until
    if late:
        return _("The time to change your mind has passed. You can send a new request.")
    return addition_limits.why_not_reopen_again(at)


def _reopen(at: ActionContext, _given: Nothing) -> list[EventDraft]:
    """A stage that was not over has the whole of its time again; what was done so far stands."""
    if at_this_stage(at.challenge, REVIEW_ENDED):
        return [REOPENED(status=Status.REVIEWED, due=None)]
    return [REOPENED(status=Status.RECEIVED, stage=at.challenge.stage, due=at.due_of(at.stage))]


def _worry_on(at: ActionContext, _given: Nothing) -> list[EventDraft]:
    return _still_worried(at)


def _move_on(at: ActionContext, _given: Nothing) -> list[EventDraft]:
    return move(at, MOVED_ON)


ADD = Action("add", Addition, always_possible, _add, roles=RAISERS, known_by=ADDED)
KEEP_CODE = Action("keep_code", Nothing, always_possible, _keep_code, roles=RAISERS)
ANSWER = Action("answer", QuestionAnswer, _why_not_answer, _answer, roles=RAISERS, known_by=ANSWERED)
CHANGE_CONTACT = Action("change_contact", ContactAnswers, always_possible, _change_contact, roles=RAISERS)
ASK_LANGUAGE = Action(
    "ask_language", LanguageHelp, _why_not_ask_language, _ask_language, roles=RAISERS, known_by=LANGUAGE_HELP_ASKED
)
ASK_NEXT = Action("ask_next", Nothing, _why_not_ask_next, _ask_next, roles=RAISERS, known_by=ESCALATION_ASKED)
STILL_WORRIED = Action(
    "still_worried", Nothing, _why_not_worry_on, _worry_on, roles=RAISERS, known_by=raiser_events.STILL_WORRIED
)
ACCEPT = Action("accept", Nothing, _why_not_respond, lambda _at, _given: [ACCEPTED()], roles=RAISERS, known_by=ACCEPTED)
WITHDRAW = Action("withdraw", Withdrawal, _why_not_withdraw, _withdraw, roles=RAISERS, known_by=WITHDRAWN)
REOPEN = Action("reopen", Nothing, _why_not_reopen, _reopen, roles=RAISERS, known_by=REOPENED)
MOVE_ON = Action("move_on", Nothing, _why_not_move_on, _move_on, roles=REVIEWERS, group=ActionGroup.CLOCK)

ACTIONS: tuple[AnyAction, ...] = (
    ADD, KEEP_CODE, ANSWER, CHANGE_CONTACT, ASK_LANGUAGE, ASK_NEXT, STILL_WORRIED, ACCEPT, WITHDRAW, REOPEN, MOVE_ON,
)  # fmt: skip
