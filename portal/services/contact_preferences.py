"""How a raiser may be reached: they look at it, change it question by question, and keep it or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.domain.answer_holdings import CONTACT_PLAN
from portal.domain.challenge.raiser import CHANGE_CONTACT
from portal.domain.challenge.state import Challenge
from portal.domain.challenge.view import view_for
from portal.domain.disclosure.table import Fact
from portal.domain.journey import Answers, Journey, Step
from portal.domain.notices.catalogue import TO_RAISER
from portal.domain.notices.fallback_channel import redirected
from portal.domain.notices.reply_letter import without_the_reply
from portal.domain.questions.contact_questions import NO_CONTACT
from portal.services import AppContext, contact_change_code, held_messages, new_token
from portal.services.journey_store import Became, FoundDraft, JourneyProgress, JourneyStore, SentPage
from portal.services.tracker import act_within, behind, mine
from portal.storage import Draft, UnitOfWork


def walk(context: AppContext, token: str) -> JourneyProgress | None:
    """The questions about contact, with the answers as they are now and those changed but not yet kept.

    ``None`` where the session has ended.
    """
    return ContactStore(token).walk(context)


@dataclass(frozen=True)
class ContactStore(JourneyStore):
    """What the person behind the session said of contact, and what of it they have changed and not kept yet."""

    def _find(self, context: AppContext, unit: UnitOfWork) -> FoundDraft | None:
        visit, challenge = behind(unit, self.token, context.now())
        if visit is None or challenge is None:
            return None
        draft = unit.drafts.kept(contact_change_code(challenge.reference), context.now())
        return FoundDraft(_walk(context, challenge, draft), draft, visit.seen_at, challenge)

    def _touch(self, unit: UnitOfWork, _found: FoundDraft, now: datetime) -> None:
        unit.raiser_sessions.touch(self.token, now)

    def _aside(self, _unit: UnitOfWork, _found: FoundDraft, _step: Step, _typed: Mapping[str, Any]) -> None:
        """Nothing: what was typed beside a request is kept once its session is over (``unsent_words``)."""

    def _save(self, context: AppContext, unit: UnitOfWork, found: FoundDraft, changes: Mapping[str, Any]) -> SentPage:
        """Note the changes, to be kept or not at the end."""
        now, draft, challenge = context.now(), found.draft, found.beside
        if challenge is None:
            return SentPage(Became.ENDED)
        if draft is None:
            draft = unit.drafts.start(new_token(), changes, challenge.language, now, challenge.id)
            unit.drafts.keep(draft.id, contact_change_code(challenge.reference), now)
        else:
            draft.answers.update(changes)
            unit.drafts.save(draft, draft.answers, now)
        return SentPage(Became.KEPT, _walk(context, challenge, draft), self.token)


def _walk(context: AppContext, challenge: Challenge, draft: Draft | None) -> JourneyProgress:
    known = _known(context, challenge) | (draft.answers if draft else {})
    return JourneyProgress(_asked(context, challenge), known, challenge.language, begun=draft is not None)


def _asked(context: AppContext, challenge: Challenge) -> Journey:
    questions = context.journey_of(challenge.answers).questions
    return Journey("contact", tuple(question for question in questions if question.holds in CONTACT_PLAN))


def _known(context: AppContext, challenge: Challenge) -> dict[str, Any]:
    """What may be shown of what they said before: without it they begin with blank pages."""
    view = view_for(challenge.audience, challenge, context.packs.get(challenge.pack))
    who = challenge.answers.get("who", challenge.audience.value)
    return dict(challenge.answers) if view.tells(Fact.OWN_WORDS) else {"who": who}


def changed(context: AppContext, token: str) -> bool:
    """Whether something was changed, perhaps in a session that has ended since, and waits to be kept or not."""
    walked = walk(context, token)
    return walked is not None and walked.begun


def answer(context: AppContext, token: str, changes: Mapping[str, Any]) -> JourneyProgress | None:
    """Note answers of any of the pages, to be kept or not at the end."""
    return ContactStore(token).note(context, changes)


def keep(context: AppContext, token: str) -> bool:
    """From now on go by the new answers; false where the session has ended or something is not answered.

    What was about to be sent by the old way is not; it is sent by the new one, if there is one.
    """
    before, walked = mine(context, token), walk(context, token)
    if before is None or walked is None or not walked.journey.complete(walked.answers):
        return False
    return _set(context, token, before, walked.journey, walked.answers)


def stop(context: AppContext, token: str) -> bool:
    """Do not contact them any more; false where the session has ended or they are not asked for safe ways at all."""
    before = mine(context, token)
    if before is None or "safe" not in before.answers:
        return False
    journey = _asked(context, before)
    return _set(context, token, before, journey, {**before.answers, "safe": [NO_CONTACT]})


def _set(context: AppContext, token: str, before: Challenge, journey: Journey, answers: Answers) -> bool:
    plan = journey.kept(answers)
    keys = {key for question in journey.questions for key in question.fills()}
    with context.store.begin() as unit:
        challenge = act_within(unit, context, token, CHANGE_CONTACT, answers=plan, keys=tuple(sorted(keys)))
        if challenge is None:
            return False
        if challenge.answers != before.answers:
            _redirect(context, unit, challenge)
        if draft := unit.drafts.kept(contact_change_code(challenge.reference), context.now()):
            unit.drafts.delete(draft.id)
    return True


def _redirect(context: AppContext, unit: UnitOfWork, challenge: Challenge) -> None:
    """What still waits goes the new way. The same twice, of which neither has gone, goes once."""
    now, council = context.now(), context.packs.get(challenge.pack).council
    stopped = map(without_the_reply, unit.outbox.cancel(challenge.id, TO_RAISER))
    once = {notice.name: notice for notice in stopped}
    onward = [each for notice in once.values() for each in redirected(notice, challenge.answers, council, now)]
    held_messages.add(context, unit, challenge, onward, now)
