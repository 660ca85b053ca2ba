"""Openings that a manager must answer: of who may know the family, of very many cases, and at hours when nobody works.

An alert and its answer stand in the record of the accounts, where nothing is changed or deleted. It holds no word of
a case: whether a name or postcode is the reader's own is seen by the blind index, without opening anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from portal.domain import reference_codes
from portal.domain.challenge.search_keys import SearchField, SearchKey, normal
from portal.domain.challenge.state import Challenge
from portal.domain.contact_details import postcode
from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.services import AppContext, restricted_cases
from portal.storage import StaffEvent, UnitOfWork

ALERTED, ANSWERED, HOME = "opening_alert", "opening_answered", "home_postcode"
"""How an alert, its answer, and that somebody gave or took back their home postcode are written down."""

NOT_ABOUT_ACCOUNTS = frozenset({ALERTED, ANSWERED, HOME})

AN_HOUR = timedelta(hours=1)
MANY = 20
"""So many cases opened by one officer in an hour are many."""

LOOKED_BACK = timedelta(days=365)


class OpeningRule(StrEnum):
    """Why an opening has to be answered."""

    SURNAME = "surname"  # the reader's own is that of the child or of the person challenging
    POSTCODE = "postcode"  # the reader's own home is at that of the request
    MANY = "many"
    RESTRICTED = "restricted"  # by a manager who is not among those who are named
    OUT_OF_HOURS = "out_of_hours"  # by somebody who does not have the case


class OpeningAnswer(StrEnum):
    """What came of it."""

    THEIR_WORK = "their_work"
    COINCIDENCE = "coincidence"  # the same name or place, and no connection
    CONNECTED = "connected"  # they know the family, and step aside
    NOT_NEEDED = "not_needed"  # their work did not need it; they were spoken to
    BREACH = "breach"  # reported as a data breach


@dataclass(frozen=True, slots=True)
class OpeningAlert:
    """An opening to be answered, or one that was."""

    number: int
    at: datetime
    reference: str
    written: str
    name: str = field(repr=False)  # of who opened it
    rules: tuple[OpeningRule, ...]
    mine: bool  # the one who looks opened it: somebody else answers
    answer: OpeningAnswer | None = None
    answered_by: str = field(default="", repr=False)
    answered_at: datetime | None = None


def look(context: AppContext, unit: UnitOfWork, actor: Actor, challenge: Challenge, *, allocated: bool) -> None:
    """Raise an alert where this opening, which has just been written down, has to be answered."""
    rules = [each.value for each in _rules(context, unit, actor, challenge, allocated=allocated)]
    if rules:
        detail = f"{','.join(rules)} {challenge.reference}"
        unit.staff_events.add(StaffEvent(context.now(), actor.key, ALERTED, actor.key, detail))


def _rules(
    context: AppContext, unit: UnitOfWork, actor: Actor, challenge: Challenge, *, allocated: bool
) -> Iterable[OpeningRule]:
    if restricted_cases.opens_unnamed(unit, actor, challenge.reference):
        yield OpeningRule.RESTRICTED
    if unit.search_index.has_any(challenge.id, _surname(actor.name)):
        yield OpeningRule.SURNAME
    home = _home(unit, actor.key)
    if home and unit.search_index.has_key(challenge.id, home):
        yield OpeningRule.POSTCODE
    if not allocated and not context.pack.hours.is_open(context.now(), context.calendar):
        yield OpeningRule.OUT_OF_HOURS
    since = context.now() - AN_HOUR
    if unit.event_log.cases_read(actor.key, since) >= MANY and not _known_to_read_many(unit, actor.key, since):
        yield OpeningRule.MANY


def _surname(name: str) -> tuple[SearchKey, ...]:
    """The last name, each part of it, as the child's or as that of the person challenging."""
    words = normal(name.rsplit(maxsplit=1)[-1]).split() if name.split() else []
    return tuple(SearchKey(by, word) for word in words for by in (SearchField.CHILD_WORD, SearchField.RAISER_WORD))


def _known_to_read_many(unit: UnitOfWork, who: str, since: datetime) -> bool:
    """Whether that is said already of this hour."""
    said = (each for _number, each in unit.staff_events.of_kinds((ALERTED,), since) if each.whom == who)
    return any(OpeningRule.MANY in _said(each)[0] for each in said)


def _said(alert: StaffEvent) -> tuple[tuple[OpeningRule, ...], str]:
    rules, _space, reference = alert.detail.partition(" ")
    return tuple(OpeningRule(each) for each in rules.split(",") if each in set(OpeningRule)), reference


def waiting(context: AppContext, actor: Actor) -> int:
    """How many this manager has to answer; none for who is no manager."""
    if not actor.may(Permission.ANSWER_OPENINGS):
        return 0
    return sum(1 for each in alerts(context, actor) if not each.answer and not each.mine)


def alerts(context: AppContext, actor: Actor) -> tuple[OpeningAlert, ...]:
    """Those of the last year, the newest first. Raises :class:`ActionRefused`."""
    if not actor.may(Permission.SEE_OPENING_ALERTS):
        raise ActionRefused("You are not allowed to see this.")
    with context.store.read() as unit:
        return tuple(_alerts(context, unit, actor))


def _alerts(context: AppContext, unit: UnitOfWork, actor: Actor) -> Iterable[OpeningAlert]:
    names = unit.accounts.names()
    found = unit.staff_events.of_kinds((ALERTED, ANSWERED), context.now() - LOOKED_BACK)
    answers = {each.detail.split()[0]: each for _number, each in found if each.kind == ANSWERED}
    for number, each in found:
        if each.kind != ALERTED:
            continue
        rules, reference = _said(each)
        said = answers.get(str(number))
        yield OpeningAlert(
            number=number,
            at=each.at,
            reference=reference,
            written=reference_codes.grouped(reference),
            name=names.get(each.actor, ""),
            rules=rules,
            mine=each.actor == actor.key,
            answer=OpeningAnswer(said.detail.split()[1]) if said else None,
            answered_by=names.get(said.actor, "") if said else "",
            answered_at=said.at if said else None,
        )


def answer(context: AppContext, actor: Actor, number: int, outcome: str) -> None:
    """A manager says what came of it, once; never of what they opened themselves. Raises :class:`ActionRefused`."""
    if not actor.may(Permission.ANSWER_OPENINGS):
        raise ActionRefused("Only a manager answers this.")
    with context.store.begin() as unit:
        alert = next((each for each in _alerts(context, unit, actor) if each.number == number), None)
        if alert is None or alert.answer:
            raise ActionRefused(_("A colleague has just answered it."))
        if alert.mine:
            raise ActionRefused(_("You opened it yourself, so another manager answers this."))
        if outcome not in set(OpeningAnswer):
            raise ActionRefused(_("Select what came of it"))
        whom = next(each.whom for known, each in unit.staff_events.of_kinds((ALERTED,), alert.at) if known == number)
        unit.staff_events.add(StaffEvent(context.now(), actor.key, ANSWERED, whom, f"{number} {outcome}"))


def give_home(context: AppContext, who: str, typed: str) -> None:
    """Somebody says at which postcode they live, or takes it back; only a keyed hash of it is kept.

    Raises :class:`portal.domain.contact_details.Unusable`.
    """
    given = postcode(typed) if typed.strip() else ""
    with context.store.begin() as unit:
        at = SearchKey(SearchField.POSTCODE, normal(given.replace(" ", "")))
        key = unit.search_index.hash_of(at) if given else b""
        if key != _home(unit, who):
            unit.staff_events.add(StaffEvent(context.now(), who, HOME, who, key.hex()))


def has_home(context: AppContext, who: str) -> bool:
    """Whether somebody has said where they live."""
    with context.store.read() as unit:
        return bool(_home(unit, who))


def _home(unit: UnitOfWork, who: str) -> bytes:
    """The keyed hash of their postcode; none where they have not said it."""
    last = unit.staff_events.last(who, HOME)
    return bytes.fromhex(last.detail) if last else b""
