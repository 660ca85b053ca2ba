"""Requests that staff enter for somebody who called, wrote or came: begun, sent, and the code handed on.

Each belongs to one account, which has a few places for them. What an account has begun waits for it, sealed,
until it is sent or 7 days old; once sent, only what makes the access code waits, until it has been given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.domain import reference_codes
from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.decide import GIVE_CODE, READ, CodeGiven, ReasonToRead, decide
from portal.domain.challenge.received_by import ReceivedBy
from portal.domain.challenge.state import Challenge
from portal.domain.i18n import _
from portal.domain.journey import Step
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.domain.policy.model import Audience
from portal.domain.questions.postal_address import address_of
from portal.domain.questions.young import flow_of
from portal.services import STILL_THERE, AppContext, applications, evidence, new_token
from portal.services.journey_store import FormStore, FoundDraft
from portal.services.receipts import Copy, copy_for
from portal.storage import Draft, Gone, UnitOfWork

PLACES = 5
KEPT_AS = "taken"  # among the answers of the draft; no question has this key
PRINTED = "printed for the person who sent it"


@dataclass(frozen=True, slots=True)
class IntakeForm:
    """One request that a member of staff is entering, or has sent and not given the code for yet."""

    id: str
    token: str = field(repr=False)
    flow: str
    begun_at: datetime
    seen_at: datetime = field(compare=False)
    way: ReceivedBy
    received_at: datetime
    reference: str  # once it is sent
    seed: str = field(repr=False)  # of the access code


@dataclass(frozen=True, slots=True)
class CodeHandover:
    """What the person is to be given."""

    reference: str  # in groups
    audience: Audience
    code: str = field(repr=False)
    post_to: tuple[str, ...] = field(repr=False)  # the lines of the address; none where letters are not safe
    in_person: bool
    may_name_us: bool  # on paper that others may find
    language: str  # in which they read it

    @property
    def on_paper(self) -> bool:
        """Whether they may have it on paper at all."""
        return self.in_person or bool(self.post_to)


@dataclass(frozen=True)
class IntakeStore(FormStore):
    """A form that a member of staff enters: none begins by itself."""

    def _is_turn(self, context: AppContext, unit: UnitOfWork, found: FoundDraft, page: Step) -> bool:
        return found.draft is not None and super()._is_turn(context, unit, found, page)


def begin(context: AppContext, actor: Actor, flow: str, language: str, came: Mapping[str, Any]) -> str:
    """Begin a request that ``came`` by a ``way`` and was ``received_at``. Gives the id of its draft.

    Raises :class:`ActionRefused` where the account has no place left.
    """
    if not actor.may(Permission.TAKE_REQUEST):
        raise ActionRefused("You are not allowed to take requests.")
    now = context.now()
    kept = {
        "way": came["way"], "received_at": came["received_at"].isoformat(), "reference": "", "seed": new_token()
    }  # fmt: skip
    with context.store.begin() as unit:
        free = next((token for token in _places(actor) if unit.drafts.kept(token, now) is None), None)
        if free is None:
            raise ActionRefused(_("You have begun too many. Finish or delete one first."))
        unit.drafts.discard(free)
        draft = unit.drafts.start(free, {**context.journeys[flow].given, KEPT_AS: kept}, language, now)
        unit.drafts.keep(draft.id, free, now)
    return draft.id


def own(context: AppContext, actor: Actor) -> list[IntakeForm]:
    """What this member of staff has not finished yet."""
    with context.store.read() as unit:
        found = [(token, unit.drafts.kept(token, context.now())) for token in _places(actor)]
    return [_taken(token, draft) for token, draft in found if draft]


def find(context: AppContext, actor: Actor, taken_id: str) -> IntakeForm | None:
    """One of this member of staff's own, which is then open again, however long it lay."""
    now = context.now()
    taken = next((each for each in own(context, actor) if each.id == taken_id), None)
    if taken and now - taken.seen_at >= STILL_THERE:
        try:
            with context.store.begin() as unit:
                unit.drafts.touch(taken.id, now)
        except Gone:
            return None
    return taken


def discard(context: AppContext, taken: IntakeForm) -> None:
    """Delete what was entered and not sent."""
    with context.store.begin() as unit:
        if (draft := _still(unit, context, taken)) and not _taken(taken.token, draft).reference:
            unit.drafts.delete(taken.id)


def send(context: AppContext, actor: Actor, taken: IntakeForm) -> bool:
    """Send it, for good and once. False where something is not answered yet."""
    now = context.now()
    with context.store.read() as unit:
        draft = _still(unit, context, taken)
    if draft is None or _taken(taken.token, draft).reference:
        return draft is not None
    came = {"way": taken.way, "received_at": taken.received_at}
    while True:
        ready = applications.make_ready(context, draft, taken.seed, actor, now, **came)
        if ready is None:
            return False
        with context.store.begin() as unit:
            still = _still(unit, context, taken)
            if still is None or _taken(taken.token, still).reference:  # sent at the same moment
                return True
            if still.answers == draft.answers:
                ready = ready.with_more(evidence.sent_with(unit, still, now, actor.key))
                applications.take_in(context, unit, ready, now)
                evidence.hand_over(unit, still, ready.challenge)
                left = {**still.answers[KEPT_AS], "reference": ready.challenge.reference}
                unit.drafts.save(still, {KEPT_AS: left}, now)
                return True
        draft = still  # making the code took a while, and another tab kept something


def hand_over(context: AppContext, taken: IntakeForm) -> CodeHandover | None:
    """The reference and the code, as long as they have not been given; ``None`` where it was not sent."""
    with context.store.read() as unit:
        challenge, hashed = unit.challenges.whole(taken.reference), unit.challenges.code_hash(taken.reference)
    return _hand_over(context, taken, challenge, hashed or "") if challenge else None


def letter(context: AppContext, actor: Actor, taken: IntakeForm) -> tuple[CodeHandover, Copy] | None:
    """What to print for the person, if they may have it on paper. That staff see it is in the event log first."""
    with context.store.begin() as unit:
        challenge, hashed = unit.challenges.whole(taken.reference), unit.challenges.code_hash(taken.reference)
        given = _hand_over(context, taken, challenge, hashed or "") if challenge else None
        if challenge is None or given is None or not given.on_paper:
            return None
        read = decide(
            ActionContext(challenge, actor, context.rules(challenge), context.now()), READ, ReasonToRead(PRINTED)
        )
        unit.event_log.append(challenge.id, read)
    return given, copy_for(context, challenge)


def give(context: AppContext, actor: Actor, taken: IntakeForm, how: str) -> None:
    """The code has been given; blank ``how`` says that it cannot be. Nobody here can see it again."""
    with context.store.begin() as unit:
        if _still(unit, context, taken) is None:
            return
        if challenge := unit.challenges.whole(taken.reference):
            rules, now = context.rules(challenge), context.now()
            unit.event_log.append(
                challenge.id, decide(ActionContext(challenge, actor, rules, now), GIVE_CODE, CodeGiven(how))
            )
        unit.drafts.delete(taken.id)


def _places(actor: Actor) -> list[str]:
    return [f"taken by {actor.key} {place}" for place in range(PLACES)]


def _taken(token: str, draft: Draft) -> IntakeForm:
    kept = draft.answers[KEPT_AS]
    came = datetime.fromisoformat(kept["received_at"])
    times, way = (draft.started_at, draft.seen_at), ReceivedBy(kept["way"])
    return IntakeForm(draft.id, token, flow_of(draft.answers), *times, way, came, kept["reference"], kept["seed"])


def _still(unit: UnitOfWork, context: AppContext, taken: IntakeForm) -> Draft | None:
    draft = unit.drafts.kept(taken.token, context.now())
    return draft if draft and draft.id == taken.id else None


def _hand_over(context: AppContext, taken: IntakeForm, challenge: Challenge, hashed: str) -> CodeHandover:
    return CodeHandover(
        reference=reference_codes.grouped(challenge.reference),
        audience=challenge.audience,
        code=context.code(taken.seed, challenge.audience, hashed),
        post_to=tuple(address_of(challenge.answers)),
        in_person=taken.way is ReceivedBy.FACE_TO_FACE,
        may_name_us=challenge.answers.get("say_who") == "yes",
        language=challenge.language,
    )
