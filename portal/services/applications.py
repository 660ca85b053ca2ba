"""What a raiser does before there is a challenge: answers the questions, and sends."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

from portal.domain import reference_codes
from portal.domain.browser_tabs import is_name, opened_in
from portal.domain.challenge.events.notice_names import FIRST_NOTICE
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Challenge, Event
from portal.domain.challenge.submission import Submission, receive
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.notices.catalogue import Notice, alert_calls, announce
from portal.domain.permissions import RAISER, Actor
from portal.domain.policy.due_dates import written_due
from portal.domain.policy.mash_decisions import outcome_of_code
from portal.domain.questions.representation import audience_of
from portal.domain.questions.young import ADULT, YOUNG, flow_of
from portal.domain.rate_limits import TooMany
from portal.services import AppContext, contact_change_code, evidence, held_messages, new_token, security_log
from portal.services.journey_store import (
    FormStore,
    JourneyProgress,
    count_network,
    has_begun,
    keep_form,
    progress_of_form,
)
from portal.services.notifications import to_raiser, to_staff
from portal.services.security_log import Happening
from portal.storage import Draft, UnitOfWork
from portal.storage.encryption import hash_code


class OpenForm(Enum):
    """What is open on a device."""

    NOTHING = ""
    FORM = "form"
    REQUEST = "request"


def walk(context: AppContext, token: str, language: str, flow: str = ADULT) -> JourneyProgress:
    """The draft behind a session token, or the beginning of the journey ``flow`` where there is none."""
    return FormStore(token, flow, language).walk(context) or progress_of_form(context, None, language, flow)


def open_here(context: AppContext, token: str) -> OpenForm:
    """What the session under ``token`` holds: a form that has begun, a request that is sent, or neither."""
    now = context.now()
    with context.store.read() as unit:
        if has_begun(unit.drafts.open(token, now)):
            return OpenForm.FORM
        return OpenForm.REQUEST if unit.raiser_sessions.open(token, now) else OpenForm.NOTHING


def fill_in(
    context: AppContext, token: str, language: str, reference: str, network: str, decision: str = ""
) -> str | None:
    """Begin a form that knows what stands on a letter; gives its token, or ``None`` where something is open.

    So nobody's letter gets into what somebody else typed. ``decision``: the outcome that the letter told, as its
    code. Raises :class:`TooManySent`.
    """
    now, known = context.now(), _on_letter(context, reference, decision)
    with context.store.begin() as unit:
        draft = unit.drafts.open(token, now)
        if has_begun(draft) or unit.raiser_sessions.open(token, now):
            return None
        if draft:
            unit.drafts.save(draft, known, now)
            return token
        count_network(context, unit, "begin", network)
        token = new_token()
        unit.drafts.start(token, known, language, now)
    return token


def _on_letter(context: AppContext, reference: str, decision: str) -> dict[str, Any]:
    known: dict[str, Any] = {"their_reference": reference}
    if outcome := outcome_of_code(context.pack.decisions, decision):
        known |= {"told": "yes", "told_how": ["letter"], "told_what": outcome.label}
    return known


def answer(
    context: AppContext, token: str, language: str, changes: Mapping[str, Any], flow: str = ADULT, *, network: str = ""
) -> JourneyProgress:
    """Keep these answers. The first ones begin the draft, under ``token``, and say its journey, ``flow``.

    ``network``: where it comes from, if what is begun from there is counted. Raises :class:`TooManySent`.
    """
    with context.store.begin() as unit:
        draft = unit.drafts.open(token, context.now())
        if draft is None:
            count_network(context, unit, "begin", network)
        return keep_form(context, unit, draft, progress_of_form(context, draft, language, flow), changes, token)


def speak(context: AppContext, token: str, language: str) -> None:
    """Let the form that is open go on in this language, and be answered in it once it is sent."""
    with context.store.begin() as unit:
        if draft := unit.drafts.open(token, context.now()):
            unit.drafts.speak(draft.id, language)


def language_of(context: AppContext, token: str) -> str:
    """The language of the form or of the request that is open under ``token``; blank for none."""
    now = context.now()
    with context.store.read() as unit:
        if draft := unit.drafts.open(token, now):
            return draft.language
        visit = unit.raiser_sessions.open(token, now)
        challenge = unit.challenges.whole(visit.reference) if visit else None
    return challenge.language if challenge else ""


def discard(context: AppContext, token: str) -> None:
    """Delete what has been typed, at once: also what was saved with a code, or left idle."""
    with context.store.begin() as unit:
        unit.drafts.discard(token)
        _discard_contact_change(context, unit, token)


def leave(context: AppContext, token: str) -> None:
    """End the session at once. What was typed goes too, unless it was saved with a code."""
    with context.store.begin() as unit:
        unit.drafts.leave(token)
        _discard_contact_change(context, unit, token)
        unit.raiser_sessions.end(token)


def _discard_contact_change(context: AppContext, unit: UnitOfWork, token: str) -> None:
    visit = unit.raiser_sessions.find_visit(token, context.now())
    if visit and (draft := unit.drafts.kept(contact_change_code(visit.reference), context.now())):
        unit.drafts.delete(draft.id)


def keep_for_later(context: AppContext, token: str) -> str | None:
    """A code that opens the draft again within 7 days; ``None`` where there is no draft.

    Whoever asks again gets the same one: it follows from the draft, and nothing that was written down stops working.
    """
    now = context.now()
    with context.store.begin() as unit:
        draft = unit.drafts.open(token, now)
        if draft is None:
            return None
        words = flow_of(draft.answers) == YOUNG
        codes = [reference_codes.code_from(pepper, f"draft {draft.id}", words=words) for pepper in context.keys.peppers]
        code = next((each for each in codes if unit.drafts.opens(draft.id, reference_codes.tidy(each))), codes[0])
        unit.drafts.keep(draft.id, reference_codes.tidy(code), now)
    return code


def unsaved(context: AppContext, token: str) -> bool:
    """Whether somebody has begun a form here and not saved it with a code: if it is closed, it is lost."""
    with context.store.read() as unit:
        draft = unit.drafts.open(token, context.now())
    return draft is not None and not draft.coded and has_begun(draft)


def carry_on(context: AppContext, typed: str, network: str, tab: str = "") -> str | None:
    """Open a draft again with its code; gives the new session token, or ``None`` for a wrong code.

    From now on it belongs to the browser's ``tab`` alone, if that has a name. Raises :class:`TooMany`.
    """
    now, token = context.now(), new_token()
    scope = f"draft {network}"
    with context.store.begin() as unit:
        wait = unit.rate_limits.take(scope, context.limits.codes, now)
        draft = None if wait else unit.drafts.reopen(reference_codes.tidy(typed), token, now)
        if draft:
            unit.drafts.save(draft, {**draft.answers, **opened_in(tab)}, now)
            unit.rate_limits.give_back(scope, context.limits.codes, now)
    if draft is None:
        happening = Happening.LOCKED if wait else Happening.CODE_FAILED
        security_log.event(happening, by="draft_code", network=security_log.alias(context, network))
    if wait:
        raise TooMany(wait, now)
    return token if draft else None


def submit(context: AppContext, token: str, network: str = "", tab: str = "") -> str | None:
    """Send the draft: challenge, events and notices in one transaction. Gives the reference.

    Sending twice gives the same challenge; what another tab kept in the meantime is sent too. ``None`` where
    there is nothing to send or it is not complete; the person is then led back to where they are. ``network``:
    where it comes from, if what is sent from there is counted; ``tab``: the tab's name. Raises :class:`TooManySent`.
    """
    now = context.now()
    with context.store.read() as unit:
        draft = unit.drafts.open(token, now)
        visit = None if draft else unit.raiser_sessions.open(token, now)
    if draft is None:
        return visit.reference if visit else None
    if context.journey_of(draft.answers).complete(draft.answers):
        with context.store.begin() as unit:
            count_network(context, unit, "send", network)
    while True:
        ready = make_ready(context, draft, token, RAISER, now)
        if ready is None:
            return None
        with context.store.begin() as unit:
            still = unit.drafts.open(token, now)
            if still is None:  # sent by the same person at the same moment
                return unit.challenges.reference_of_draft(draft.id)
            if still.answers == draft.answers:
                ready = ready.with_more(evidence.sent_with(unit, still, now))
                take_in(context, unit, ready, now)
                evidence.hand_over(unit, still, ready.challenge)
                unit.raiser_sessions.start(token, ready.challenge.reference, now, tab if is_name(tab) else "")
                unit.drafts.delete(draft.id)
                return ready.challenge.reference
        draft = still  # making the code took a while, and another tab kept something


@dataclass(frozen=True, slots=True)
class Ready(InternalOnly):
    """A draft that is complete, as the challenge that it becomes."""

    draft_id: str
    challenge: Challenge
    events: list[Event]
    code_hash: str = field(repr=False)

    def with_more(self, events: list[Event]) -> "Ready":
        """The same, where this happened at once as well."""
        return replace(self, challenge=replay(events, self.challenge), events=[*self.events, *events])


def make_ready(context: AppContext, draft: Draft, seed: str, actor: Actor, now: datetime, **came: Any) -> Ready | None:
    """The draft ready to be taken in, its code made from ``seed``; ``None`` where it is not complete.

    ``came`` is how and when it reached us, where that was not by this form and just now.
    """
    journey = context.journey_of(draft.answers)
    if not journey.complete(draft.answers):
        return None
    answers = journey.kept(draft.answers)
    hashed = hash_code(reference_codes.tidy(context.code(seed, audience_of(answers))), context.store.keys)
    reference = reference_codes.new_reference(secrets.randbits)
    sent = Submission(id=uuid.uuid4().hex, reference=reference, language=draft.language, answers=answers, **came)
    events = receive(sent, actor, context.pack, context.calendar, now)
    return Ready(draft.id, replay(events), events, hashed)


def take_in(context: AppContext, unit: UnitOfWork, ready: Ready, now: datetime) -> None:
    """Keep the challenge, its first events and the notices that follow."""
    challenge = ready.challenge
    by = context.first_date(challenge)
    unit.challenges.add(challenge, draft_id=ready.draft_id, code_hash=ready.code_hash, now=now, by=by)
    unit.event_log.append(challenge.id, ready.events)
    held_messages.add(context, unit, challenge, _first_notices(context, unit, challenge), now)


def _first_notices(context: AppContext, unit: UnitOfWork, challenge: Challenge) -> list[Notice]:
    reference = reference_codes.grouped(challenge.reference)
    due = written_due(challenge.due) if challenge.due else "not set"
    ours = announce(reference, due, context.mailbox, context.staff_address)
    alerted = to_staff(context, unit, challenge, alert_calls(challenge, context.now()))
    return [*to_raiser(context, challenge, FIRST_NOTICE), *alerted, ours]
