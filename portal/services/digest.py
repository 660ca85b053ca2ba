"""One message to each colleague about all that waits for them, where there would be one for each challenge."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from portal.domain.challenge.events.advocate_events import ADVOCATE_CHASED
from portal.domain.challenge.events.clock_events import PROMISE_CHASED, REMINDED
from portal.domain.challenge.events.notification_events import NOTIFICATION_CHASED
from portal.domain.challenge.events.transfer_events import TRANSFER_CHASED
from portal.domain.challenge.state import Event
from portal.domain.notices.catalogue import DIGEST, REMINDERS, Channel, Notice, gathered_name
from portal.domain.notices.catalogue import reminders as reminders_of
from portal.domain.policy.calendar import LONDON, local
from portal.services import AppContext, restricted_cases
from portal.services.notifications import emails
from portal.storage import Account, OutboxEntry, UnitOfWork

_KINDS = (REMINDED, ADVOCATE_CHASED, PROMISE_CHASED, TRANSFER_CHASED, NOTIFICATION_CHASED)
"""The kinds of event that say that colleagues are reminded."""

MOST = 99
"""No more are counted."""

Waits = dict[str, Counter[str]]
"""By email address: how many challenges wait for what."""


def send(context: AppContext, now: datetime) -> int:
    """Remind each colleague, once a day, of all of which the worker has written down that they are. How many.

    Where the policy counts in hours they hear at once, also a second time that day and on a day off.
    """
    today = local(now).date()
    with context.store.begin() as unit:
        last = unit.heartbeats.last(DIGEST)
        since = last + timedelta(microseconds=1) if last else datetime.combine(today, time.min, LONDON)
        once = context.calendar.likely_working(today) and not (last and local(last).date() >= today)
        if not once and not any(event.what.get("at_once") for _, event in unit.event_log.since(REMINDED, since)):
            return 0
        waits = _waits(context, unit, since)
        unit.outbox.add_about_accounts((_digest(context, to, what) for to, what in waits.items()), now)
        if waits:
            unit.heartbeats.beat(DIGEST, now)
    return len(waits)


def _waits(context: AppContext, unit: UnitOfWork, since: datetime) -> Waits:
    active = [account for account in unit.accounts.everybody() if account.active]
    found: dict[tuple[str, str], set[str]] = {}
    for kind in _KINDS:
        for reference, event in unit.event_log.since(kind, since):
            for name, to in _reminded(context, unit, reference, event, active):
                found.setdefault((name, to), set()).add(reference)
    waits: Waits = {}
    for (name, to), references in found.items():
        waits.setdefault(to, Counter())[name] = len(references)
    messages = unit.outbox.held(MOST + 1)
    known = set(unit.restricted_readers.shown((each.challenge for each in messages), ""))
    if held := sum(each.challenge in known for each in messages):
        for to in {*waits, context.mailbox}:
            waits.setdefault(to, Counter())["held"] = held
    return waits


def _reminded(
    context: AppContext, unit: UnitOfWork, reference: str, event: Event, active: Iterable[Account]
) -> Iterator[tuple[str, str]]:
    """Of what an event reminds whom, as the challenge is now; where it finds nobody, the mailbox."""
    challenge = unit.challenges.get(reference)
    active = restricted_cases.to_tell(unit, reference, active)
    for call in reminders_of(event, challenge) if challenge else ():
        for to in list(emails(call, active)) or [context.mailbox]:
            yield call.name, to


def _digest(context: AppContext, to: str, waits: Counter[str]) -> Notice:
    words = {name: _many(waits[name]) for name in (*REMINDERS, "held")}
    return Notice(DIGEST, Channel.EMAIL, {"email": to}, {**words, "address": context.staff_address})


def _many(count: int) -> str:
    return str(count) if count <= MOST else f"more than {MOST}"


def tell_together(context: AppContext, now: datetime) -> int:
    """Tell colleagues in one message of what was too many to tell one by one. How many messages that were not sent."""
    with context.store.begin() as unit:
        gathered = unit.outbox.gathered()
        every: dict[tuple[str, Channel, str], list[OutboxEntry]] = {}
        for each in gathered:
            [to] = each.notice.to.values()
            every.setdefault((gathered_name(each.notice.name), each.notice.channel, to), []).append(each)
        unit.outbox.add_about_accounts((_together(context, *which, len(of)) for which, of in every.items()), now)
        unit.outbox.told_together(each.id for each in gathered)
    return len(gathered)


def _together(context: AppContext, name: str, channel: Channel, to: str, count: int) -> Notice:
    key = "telephone" if channel is Channel.TEXT else "email"
    return Notice(name, channel, {key: to}, {"count": str(count), "address": context.staff_address})
