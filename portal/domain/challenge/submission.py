"""What a person sends, and how it comes in as a challenge."""

from dataclasses import dataclass, field
from datetime import datetime

from portal.domain.answer_holdings import Holds
from portal.domain.challenge.events.event_kind import event_of
from portal.domain.challenge.events.raiser_events import RECEIVED
from portal.domain.challenge.policy_conditions import known_conditions
from portal.domain.challenge.received_by import ReceivedBy
from portal.domain.challenge.state import Event, Flag, Rules
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.journey import Answers
from portal.domain.permissions import ActionRefused, Actor
from portal.domain.policy.calendar import BeyondCalendar, Calendar, day_zero
from portal.domain.policy.due_dates import plain_due
from portal.domain.policy.model import Pack
from portal.domain.questions.answer_index import INDEX
from portal.domain.questions.representation import audience_of


@dataclass(frozen=True, slots=True)
class Submission(InternalOnly):
    """What a person sends: the answers that their path asked for.

    ``received_at`` is when it reached us where staff entered it later.
    """

    id: str
    reference: str
    language: str
    answers: Answers = field(repr=False)
    way: ReceivedBy = ReceivedBy.ONLINE
    received_at: datetime | None = None


def receive(sent: Submission, actor: Actor, pack: Pack, calendar: Calendar, now: datetime) -> list[Event]:
    """Take a new challenge in. Day 0 of the first stage is the working day it counts as received.

    Where no bank holidays are held for the dates it is taken in without one: a request is never lost for
    that, and a date never guessed. Raises :class:`ActionRefused` for an audience that the pack does not take here.
    """
    audience = audience_of(sent.answers)
    if not pack.takes(audience):
        raise ActionRefused(f"This form does not take requests from: {audience}.")
    flags = flags_of(sent.answers)
    received_at = sent.received_at or now
    conditions = known_conditions(pack, calendar, sent.answers, received_at)
    said = sent.answers
    ladder = pack.ladder_for(conditions, str(said.get("agency", "")), str(said.get("decided_by", "")), audience)
    rules = Rules(pack, calendar, ladder.key, conditions, audience)
    stage = rules.first_stage
    try:
        counted_from = plain_due(day_zero(received_at, pack.hours, calendar))
        due_on = plain_due(rules.due(stage, {stage.key: received_at}))
    except BeyondCalendar:
        counted_from = due_on = None
    received = RECEIVED(
        id=sent.id,
        reference=sent.reference,
        pack=pack.id,
        audience=audience,
        language=sent.language,
        answers=dict(sent.answers),
        ladder=ladder.key,
        stage=stage.key,
        day_zero=counted_from,
        due=due_on,
        flags=sorted(flag.value for flag in flags),
        way=sent.way,
        received_at=received_at.isoformat() if sent.received_at else "",
        taken_by=actor.key if sent.received_at else "",
    )
    return [event_of(received, now, actor.key)]


def flags_of(answers: Answers) -> set[Flag]:
    """What an answer raises. That a review is urgent says how soon it is needed, and not how safe the child is."""
    raised = {
        Flag.DANGER: INDEX.alarms(answers, Holds.DANGER),
        Flag.URGENT: INDEX.alarms(answers, Holds.URGENCY),
        Flag.ADVOCATE: answers.get("advocate") == "yes",
        Flag.NEW_INFORMATION: INDEX.alarms(answers, Holds.NEWS),
    }
    return {flag for flag, up in raised.items() if up}
