"""The checker of what is about to be told: it knows everybody in the challenge, in linked ones, and the staff."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from portal.domain.challenge import Challenge
from portal.domain.deadlines import local
from portal.domain.disclosure import Fact
from portal.domain.marks import Kind, Mark, Sensitive, marks
from portal.domain.people_in import ELSEWHERE, NOT_TELL, STAFF, people_in
from portal.domain.points import typed
from portal.domain.policy import Pack
from portal.domain.views import view_for
from portal.services import Office

_RECENT = timedelta(days=365)
"""A date from the year before a challenge came is more often a visit than a birth."""


def check(office: Office, reference: str, text: str) -> tuple[Mark, ...]:
    """What in ``text`` the raiser may not be entitled to; nothing where there is no such challenge."""
    with office.store.read() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None:
            return ()
        linked = [found for each in challenge.work.links if (found := unit.challenges.whole(each))]
        staff = [Sensitive(Kind.NAME, name, STAFF) for name in unit.accounts.names().values()]
    people = [person for each in linked for person in people_in(each.answers, ELSEWHERE)]
    allowed = _allowed(challenge, office.packs.get(challenge.pack))
    since = local(challenge.received_at).date() - _RECENT
    return marks(text, allowed, [*people_in(challenge.answers), *people, *staff], born_before=since)


def _allowed(challenge: Challenge, pack: Pack) -> Iterator[str]:
    """What the raiser typed, as far as they may read it again, and whom anybody can ring."""
    for contact in pack.contacts.values():
        if contact.public:
            yield from (contact.telephone, contact.email, *contact.address)
    if view_for(challenge.audience, challenge, pack).tells(Fact.OWN_WORDS):
        kept = {key: value for key, value in challenge.answers.items() if not key.startswith(NOT_TELL)}
        yield from typed(replace(challenge, answers=kept))
