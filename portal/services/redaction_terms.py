"""What the redaction check goes by: everybody in the challenge, in linked ones, and the staff."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from portal.domain.challenge.evidence import hidden_from
from portal.domain.challenge.history import typed
from portal.domain.challenge.state import Challenge
from portal.domain.challenge.view import view_for
from portal.domain.disclosure.redaction_check import Known, Mark, redaction_check
from portal.domain.disclosure.sensitive_terms import Sensitive, SensitiveKind
from portal.domain.disclosure.table import Fact
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Absent, Pack
from portal.domain.questions.contact_questions import NO_CONTACT
from portal.domain.questions.people_in_answers import ELSEWHERE, STAFF, people_in, tellable
from portal.services import AppContext
from portal.storage import UnitOfWork

_RECENT = timedelta(days=365)
"""A date from the year before a challenge came is more often a visit than a birth."""


def check(context: AppContext, reference: str, text: str) -> tuple[Mark, ...]:
    """What in ``text`` the raiser may not be entitled to; nothing where there is no such challenge."""
    with context.store.read() as unit:
        challenge = unit.challenges.whole(reference)
        return redaction_check(text, known_to(unit, context, challenge)) if challenge else ()


def known_to(unit: UnitOfWork, context: AppContext, challenge: Challenge) -> Known:
    """What the redaction check goes by for the raiser of this challenge."""
    linked = [found for each in challenge.work.links if (found := unit.challenges.whole(each))]
    staff = [Sensitive(SensitiveKind.NAME, name, STAFF) for name in unit.accounts.names().values()]
    people = [person for each in linked for person in people_in(each.answers, ELSEWHERE)]
    pack = context.packs.get(challenge.pack)
    return Known(
        allowed=tuple(_allowed(challenge, pack)),
        others=(*people_in(challenge.answers), *hidden_from(challenge.work), *people, *staff),
        common=tuple(_common(pack)),
        born_before=local(challenge.received_at).date() - _RECENT,
        no_contact=NO_CONTACT in challenge.answers.get("safe", ()),
    )


def _allowed(challenge: Challenge, pack: Pack) -> Iterator[str]:
    """What the raiser typed, as far as they may read it again, and whom anybody can ring."""
    for contact in pack.contacts.values():
        if contact.public:
            yield from (contact.telephone, contact.email, *contact.address)
    if view_for(challenge.audience, challenge, pack).tells(Fact.OWN_WORDS):
        yield from typed(replace(challenge, answers=tellable(challenge.answers)))


def _common(pack: Pack) -> Iterator[str]:
    """What the council calls itself, its offices and what it does."""
    yield from (pack.council.name, pack.council.team, pack.document.title)
    yield from (contact.name for contact in pack.contacts.values() if contact.public)
    if not isinstance(pack.recording.system, Absent):
        yield pack.recording.system
    for ladder in pack.ladders:
        for stage in ladder.stages:
            yield from (stage.label, stage.reviewer)
