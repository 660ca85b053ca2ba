"""What a raiser does with a challenge once it is sent: keeps the code, comes back, adds more."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.domain import codes
from portal.domain.challenge import Challenge, decide, evolve
from portal.domain.deadlines import Span, due, local
from portal.domain.notices import channel_of
from portal.domain.people import RAISER, Action
from portal.domain.views import View, view_for
from portal.services import STILL_THERE, Office, new_token
from portal.storage.sealed import code_matches


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person gets when they have sent. ``code`` is empty once they have typed it back."""

    reference: str
    code: str = field(repr=False)
    told_by: str  # the channel of the acknowledgement, or "" where we must not contact them
    view: View


@dataclass(frozen=True, slots=True)
class Progress:
    """A challenge as its raiser may see it."""

    reference: str
    view: View
    late: bool
    added: tuple[datetime, ...]  # when the raiser added something


def receipt(office: Office, token: str) -> Receipt | None:
    """What to show after sending; ``None`` where the session has ended."""
    challenge = _mine(office, token)
    if challenge is None:
        return None
    code = "" if challenge.code_kept else codes.grouped(codes.code_from(office.keys.pepper, token))
    way = channel_of(challenge.answers)
    return Receipt(codes.grouped(challenge.reference), code, way[0] if way else "", _view(office, challenge))


def progress(office: Office, token: str) -> Progress | None:
    """Where the challenge behind the session is; ``None`` where the session has ended."""
    challenge = _mine(office, token)
    if challenge is None:
        return None
    late = challenge.due is not None and challenge.due < _today(office)
    added = tuple(addition.at for addition in challenge.additions)
    return Progress(codes.grouped(challenge.reference), _view(office, challenge), late, added)


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """One stage as the public page shows it. ``by`` is a date only where it can be worked out now."""

    label: str
    reviewer: str
    within: Span
    by: date | datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    stages: tuple[PlannedStage, ...]
    confirmed: bool


def next_steps(office: Office) -> Plan:
    """What would happen, and when, to a request sent now."""
    now = office.now()
    stages = office.pack.ladder().stages
    first = due(stages[0].decide_within, now, office.pack.hours, office.calendar)
    planned = tuple(
        PlannedStage(stage.label, stage.reviewer, stage.decide_within, first if number == 0 else None)
        for number, stage in enumerate(stages)
    )
    return Plan(planned, office.pack.confirmed)


def _today(office: Office) -> date:
    return local(office.now()).date()


def _view(office: Office, challenge: Challenge) -> View:
    return view_for(challenge.audience, challenge, office.packs.get(challenge.pack))


def _mine(office: Office, token: str) -> Challenge | None:
    now = office.now()
    with office.store.read() as unit:
        visit = unit.visits.open(token, now)
        challenge = unit.challenges.get(visit.reference) if visit else None
    if visit and now - visit.seen_at >= STILL_THERE:
        with office.store.begin() as unit:
            unit.visits.touch(token, now)
    return challenge


def come_back(office: Office, reference: str, code: str, network: str) -> str | None:
    """Open a challenge with its reference and code; gives the new session token, or ``None``.

    A wrong reference, a wrong code and an unknown reference take the same work and answer alike. Tries
    are counted before the code is looked at, for the reference and for the network they come from.
    """
    now, reference = office.now(), codes.tidy(reference)
    scopes = (f"reference {reference}", f"network {network}")
    with office.store.begin() as unit:
        waits = [unit.tries.begin(scope, now) for scope in scopes]
        stored = unit.challenges.code_hash(reference)
    right = code_matches(stored, codes.tidy(code), office.keys.pepper)
    if any(waits) or not right:
        return None
    token = new_token()
    with office.store.begin() as unit:
        for scope in scopes:
            unit.tries.forgive(scope)
        unit.visits.start(token, reference, now)
    return token


def confirm_code(office: Office, token: str, typed: str) -> str | None:
    """Check that the person kept the code; it is never shown again after that. Gives the new token."""
    if codes.tidy(typed) != codes.code_from(office.keys.pepper, token):
        return None
    if not _act(office, token, Action.KEEP_CODE):
        return None
    renewed = new_token()
    with office.store.begin() as unit:
        unit.visits.renew(token, renewed)
    return renewed


def add(office: Office, token: str, words: str, *, new: bool) -> bool:
    """Add more to the challenge behind the session; false where the session has ended."""
    return _act(office, token, Action.ADD, words=words, new=new)


def _act(office: Office, token: str, action: Action, **said: Any) -> bool:
    now = office.now()
    with office.store.begin() as unit:
        visit = unit.visits.open(token, now)
        challenge = unit.challenges.get(visit.reference) if visit else None
        if challenge is None:
            return False
        events = decide(challenge, action, RAISER, now, **said)
        for event in events:
            challenge = evolve(challenge, event)
        unit.ledger.append(challenge.id, events)
        unit.challenges.save(challenge)
    return True
