"""Whom an event concerns, and by which address: the notices that are written with it, in its transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from portal.domain import reference_codes
from portal.domain.challenge.events.advocate_events import ADVOCATE_ANSWERED
from portal.domain.challenge.events.notice_names import ALERTED
from portal.domain.challenge.events.notification_events import NOTIFICATION_DUE
from portal.domain.challenge.events.registry import KINDS
from portal.domain.challenge.history import took_it_back
from portal.domain.challenge.notification_duties import rule_of
from portal.domain.challenge.state import Challenge, Event
from portal.domain.challenge.view import View, view_for
from portal.domain.notices.catalogue import (
    Channel,
    ContactPlan,
    Notice,
    StaffNotice,
    calls,
    news,
    plans_of,
    tell,
    tell_partner,
)
from portal.domain.notices.reply_letter import is_posted, reply_letter
from portal.domain.policy.call_now import duty_mobile
from portal.services import AppContext, restricted_cases
from portal.storage import Account, UnitOfWork


def notices_for(
    context: AppContext, unit: UnitOfWork, before: Challenge, challenge: Challenge, events: Sequence[Event]
) -> list[Notice]:
    """What is sent because ``events`` led from ``before`` to ``challenge``.

    The raiser hears at most once, of what asks most of them; each of the staff once for each thing to do.
    """
    concerned = [call for event in events for call in calls(event, before, challenge)]
    outside = _to_partners(context, challenge, events)
    return [*_to_raiser(context, challenge, events), *to_staff(context, unit, challenge, concerned), *outside]


def stop_overtaken(unit: UnitOfWork, challenge_id: str, events: Iterable[Event]) -> None:
    """What still waits and is overtaken by ``events`` is not sent any more."""
    if names := [name for event in events for name in KINDS[event.kind].overtakes]:
        unit.outbox.cancel(challenge_id, names)


def to_raiser(context: AppContext, challenge: Challenge, name: str) -> list[Notice]:
    """The notice ``name`` to the raiser and whoever else is to hear of it, built from their view; maybe none."""
    return _by(plans_of(challenge.answers, challenge.language), context, challenge, name)


def _by(plans: Iterable[ContactPlan], context: AppContext, challenge: Challenge, name: str) -> list[Notice]:
    view, council, now = _view(context, challenge), context.packs.get(challenge.pack).council, context.now()
    return [notice for plan in plans for notice in tell(name, view, plan, council, now)]


def _view(context: AppContext, challenge: Challenge) -> View:
    return view_for(challenge.audience, challenge, context.packs.get(challenge.pack))


def _to_raiser(context: AppContext, challenge: Challenge, events: Sequence[Event]) -> list[Notice]:
    """Who took their request back is left in peace: somebody may have made them. But an advocate they asked for."""
    if took_it_back(challenge):
        events = [event for event in events if event.kind == ADVOCATE_ANSWERED]
    view = _view(context, challenge)
    letter = letter_of(context, challenge, view, events) if is_posted(events) else []
    plans, name = plans_of(challenge.answers, challenge.language), news(view, events)
    left = [each for each in plans if not (letter and each.channel is Channel.LETTER)]  # the letter says all in one
    return [*letter, *(_by(left, context, challenge, name) if name else [])]


def letter_of(context: AppContext, challenge: Challenge, view: View, events: Sequence[Event]) -> list[Notice]:
    """The letter that holds what ``events`` released, as far as its raiser may read it; none where none may go."""
    return reply_letter(challenge, view, events, context.packs.get(challenge.pack).council)


def _to_partners(context: AppContext, challenge: Challenge, events: Sequence[Event]) -> Iterator[Notice]:
    """To those whom the policy has told for certain, and gives an email address for."""
    for event in events:
        if event.kind != NOTIFICATION_DUE or event.what.get("when"):
            continue
        pack = context.packs.get(challenge.pack)
        rule = rule_of(event.what, pack)
        contact = pack.contacts.get(rule.contact) if rule else None
        if contact and contact.email:
            who, stage = event.what["who"], pack.stage(event.what["stage"])
            late = any(rule is told for _number, told in stage.missed)
            yield tell_partner(who, contact, stage, challenge.reference, pack, late=late)


def to_staff(
    context: AppContext, unit: UnitOfWork, challenge: Challenge, wanted: Sequence[StaffNotice]
) -> list[Notice]:
    """The notices by which ``wanted`` hear of the challenge, each once."""
    if not wanted:
        return []
    active = restricted_cases.to_tell(unit, challenge.reference, unit.accounts.everybody())
    active = [account for account in active if account.active]
    where = {"reference": reference_codes.grouped(challenge.reference), "address": context.staff_address}
    found = {
        (call.name, email): Notice(call.name, Channel.EMAIL, {"email": email}, {**where, **call.words})
        for call in wanted
        for email in list(emails(call, active)) or [context.mailbox]
    }
    alert = next((call for call in wanted if call.name == ALERTED), None)
    return [*found.values(), *(_text_to_duty(context, {**where, **alert.words}) if alert else ())]


def _text_to_duty(context: AppContext, words: Mapping[str, str]) -> Iterator[Notice]:
    """To the duty telephone of this hour, where the pack names one."""
    if number := duty_mobile(context.pack, context.now(), context.calendar):
        yield Notice(ALERTED, Channel.TEXT, {"telephone": number}, words)


def emails(call: StaffNotice, active: Iterable[Account]) -> Iterator[str]:
    """Whom of the ``active`` colleagues it reaches."""
    for account in active:
        if account.id not in call.but_not and (account.id in call.keys or call.role in account.roles):
            yield account.email
