"""Which event tells whom what.

A notice holds no child's name, no outcome, no access code and no word that gives the subject away: it
says that there is something to read, and the person comes back with the code. Only the letter with our answer
(``reply_letter``) holds more.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.domain import reference_codes
from portal.domain.challenge import safety_alert
from portal.domain.challenge.clock import Reminder
from portal.domain.challenge.end_without_review import took_part
from portal.domain.challenge.events.advocate_events import ADVOCATE_CHASED
from portal.domain.challenge.events.alert_events import ALERT_REPEATED
from portal.domain.challenge.events.allocation_events import ASSIGNED, HANDED_BACK, NOBODY_LEFT, OUTSIDE_NAMED, STOOD_IN
from portal.domain.challenge.events.clock_events import PROMISE_CHASED, REMINDED
from portal.domain.challenge.events.ending_events import ENDING_PROPOSED, ENDING_SENT_BACK, OBJECTED
from portal.domain.challenge.events.notice_names import ALERTED, FIRST_NOTICE, REPLY_LETTER, RaiserNotice
from portal.domain.challenge.events.notification_events import NOTIFICATION_CHASED
from portal.domain.challenge.events.question_events import ANSWERED
from portal.domain.challenge.events.raiser_events import ADDED, ESCALATION_ASKED, MOVED_ON, STILL_WORRIED, WITHDRAWN
from portal.domain.challenge.events.registry import KINDS
from portal.domain.challenge.events.review_events import RELEASED, REPLY_WRITTEN, SENT_BACK
from portal.domain.challenge.events.transfer_events import TRANSFER_CHASED
from portal.domain.challenge.events.triage_events import NOTED
from portal.domain.challenge.state import Challenge, Event
from portal.domain.challenge.view import View
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.disclosure.table import Fact, NotToBeTold, Shown
from portal.domain.i18n import _
from portal.domain.journey import Answers
from portal.domain.notices.safe_times import safe_from
from portal.domain.permissions import Role
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Contact, Council, Pack, Stage
from portal.domain.questions.contact_questions import NO_CONTACT
from portal.domain.questions.postal_address import address_of
from portal.domain.questions.representation import second_way


class Channel(StrEnum):
    EMAIL = "email"
    TEXT = "text"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Notice(InternalOnly):
    """A message to one person. ``to`` is personal; ``words``, all of them text, fill the template ``name``.

    Dates among them are ISO: they are written in the notice's language when it is handed over.
    """

    name: str
    channel: Channel
    to: Mapping[str, Any] = field(repr=False)
    words: Mapping[str, str]
    language: str = "en"
    not_before: datetime | None = None
    times: tuple[str, ...] = ()  # when it is safe to send, looked at again before each try; blank is always
    tried: tuple[str, ...] = ()  # the channels by which it has not reached them

    def __post_init__(self) -> None:
        if other := sorted(key for key, word in self.words.items() if not isinstance(word, str)):
            raise NotToBeTold(f"A notice is filled with text only: {', '.join(other)}")


TO_RAISER: Mapping[str, str] = {
    FIRST_NOTICE: _("To the person challenging: we have your request"),
    RaiserNotice.QUESTION: _("To the person challenging: a question"),
    RaiserNotice.QUESTION_REMINDED: _("To the person challenging: the day to answer our question is near"),
    RaiserNotice.FINISHED: _("To the person challenging: we have finished"),
    RaiserNotice.WINDOW_CLOSING: _("To the person challenging: the time to answer us ends soon"),
    RaiserNotice.ANSWER: _("To the person challenging: there is a message from us"),
    RaiserNotice.CLOSED: _("To the person challenging: closed, because we did not hear from you"),
    RaiserNotice.NEXT_STAGE: _("To the person challenging: it is at the next step"),
    RaiserNotice.LATE: _("To the person challenging: we are late"),
    RaiserNotice.DATE_CHANGED: _("To the person challenging: a date has changed"),
    RaiserNotice.PASSED_ON: _("To the person challenging: we have passed your message on"),
    RaiserNotice.ACCEPTED: _("To the person challenging: we are working on it"),
    REPLY_LETTER: _("To the person challenging: our answer itself, as a letter"),
}
"""The notices that go to the raiser, by any channel, and to nobody who must not go on being told."""

TO_PARTNERS: Mapping[str, str] = {
    "stage_reached": _("To somebody outside whom the policy has told: a stage was reached")
}
"""The notices that go to those whom the policy has told, where its contact has an email address: nothing of anybody."""

DIGEST, GATHERED, GATHERED_ALERTS, REPORT_DUE = "digest", "gathered", "gathered_alerts", "report_due"

REMINDERS = (
    "overdue", "due_today", "due_soon", "untriaged", "advocate_waiting", "promise_late", "complaint_late",
    "notification_late",
)  # fmt: skip
"""What colleagues are reminded of, all of it in one :data:`DIGEST` each working day."""

ABOUT_ACCOUNTS: Mapping[str, str] = {
    "account_change_waits": _("To administrators and managers: a change to an account waits for one of them"),
    "account_changed": _("To administrators and the team: an account was changed"),
    "your_account": _("To a colleague: their own account was changed, or somebody asked for that"),
    "sign_in_link": _("To administrators and the team: an address was made that signs somebody in once"),
}
"""The notices to staff that are about an account."""

ABOUT_MANY: Mapping[str, str] = {
    DIGEST: _("To a colleague: what waits for them"),
    GATHERED: _("To a colleague: many things at once"),
    GATHERED_ALERTS: _("To colleagues: many safety alerts at once"),
    REPORT_DUE: _("To managers: a report is due"),
}
"""The notices to staff that stand for many: what waits for them, and what was too many to say one by one."""

TO_STAFF: Mapping[str, str] = {
    ALERTED: _("To colleagues on duty: a safety alert is open"),
    "new_challenge": _("To the team: a new request"),
    "assigned": _("To a colleague: it was assigned to them"),
    "all_yours": _("To a colleague: the work of somebody was handed over to them"),
    "set_free": _("To managers: nobody has it now"),
    "mentioned": _("To a colleague: a note mentions them"),
    "to_release": _("To colleagues: a reply waits to be released"),
    "stood_in": _("To managers: somebody stands in as reviewer"),
    "released": _("To a colleague: their reply was released"),
    "sent_back": _("To a colleague: their reply was sent back"),
    "next_asked": _("To the team: the next reviewer was asked for"),
    "bounced": _("To a colleague: a message to the person challenging did not arrive"),
    "end_to_confirm": _("To managers: an ending without a review has to be confirmed"),
    "end_sent_back": _("To a colleague: the ending that they proposed was sent back"),
    "objection": _("To managers: the person challenging does not agree with an ending"),
    "nobody_left": _("To managers and the most senior: nobody here can look at it"),
    **ABOUT_ACCOUNTS,
    **ABOUT_MANY,
}
"""The notices that go to staff, in English, and what staff call them: a reference, what to do, and where.

By email, and a safety alert by text as well.
"""


def channel_of(answers: Answers) -> tuple[Channel, dict[str, Any]] | None:
    """The one written way that the raiser said is safe, the quickest first; ``None`` for no contact."""
    safe = answers.get("safe", ("email",))  # a professional gives an address at work and is not asked
    if "email" in safe:
        return Channel.EMAIL, {"email": answers["email"]}
    if "text" in safe:
        return Channel.TEXT, {"telephone": answers["mobile"]}
    if lines := address_of(answers):
        return Channel.LETTER, {"lines": lines}
    return None


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """How we may write to a raiser, as they said themselves."""

    channel: Channel
    to: Mapping[str, Any] = field(repr=False)
    language: str
    times: tuple[str, ...] = ()  # when it is safe, as in :class:`Notice`
    may_name_us: bool = False

    def sender(self, council: Council) -> str:
        """How we say who we are: shortly where it has to fit into one text, and not at all where we may not."""
        name = council.short_name if self.channel is Channel.TEXT else council.name
        return name if self.may_name_us else ""


def plan_of(answers: Answers, language: str) -> ContactPlan | None:
    """The contact plan in these answers; ``None`` for no contact."""
    if (way := channel_of(answers)) is None:
        return None
    channel, to = way
    times = tuple(answers.get("times", ())) if channel is Channel.TEXT else ()
    return ContactPlan(channel, to, language, times, may_name_us=answers.get("say_who") == "yes")


def plans_of(answers: Answers, language: str) -> tuple[ContactPlan, ...]:
    """The contact plan in these answers and, where both are to hear of it, that of whom the raiser acts for.

    None where they said not to contact them: that stops all of it.
    """
    plan, (way, to) = plan_of(answers, language), second_way(answers)
    if not way or NO_CONTACT in answers.get("safe", ()):
        return (plan,) if plan else ()
    channel = Channel(way)
    times = tuple(answers.get("times", ())) if channel is Channel.TEXT else ()
    key = "email" if channel is Channel.EMAIL else "telephone"
    theirs = ContactPlan(channel, {key: to}, language, times, may_name_us=answers.get("say_who") == "yes")
    return (plan, theirs) if plan else (theirs,)


def tell(name: str, view: View, plan: ContactPlan | None, council: Council, now: datetime) -> list[Notice]:
    """Write the notice ``name`` to the raiser, by the one way they said is safe, if there is one.

    It says only what is in their own ``view``.
    """
    received = view[Fact.RECEIVED]
    if plan is None or not isinstance(received, Shown):
        return []
    reference, at = received.value
    words = {
        "reference": reference_codes.grouped(reference),
        "date": local(at).date().isoformat(),
        "sender": plan.sender(council),
    }
    if until := next((each.until for each in reversed(view.happened(name)) if each.until), None):
        words["day"] = until.isoformat()
    return [Notice(name, plan.channel, plan.to, words, plan.language, safe_from(plan.times, now), plan.times)]


def announce(reference: str, due: str, mailbox: str, staff_address: str) -> Notice:
    """Tell the MASH's mailbox that a challenge has come in: nothing about it but its reference and date."""
    words = {"reference": reference, "due": due, "address": staff_address}
    return Notice("new_challenge", Channel.EMAIL, {"email": mailbox}, words)


def tell_partner(who: str, to: Contact, stage: Stage, reference: str, pack: Pack, *, late: bool = False) -> Notice:
    """Tell somebody outside that a stage was reached, as the policy asks: what it is about they hear from a person.

    ``late``: they are told because a time of this stage has passed, and the stage is named with that.
    """
    words = {
        "reference": reference_codes.grouped(reference), "who": who,
        "stage": f"{stage.label} (a time limit has passed)" if late else stage.label,
        "council": pack.council.name, "policy": pack.document.title,
        "telephone": pack.contacts["disagreement"].telephone,
    }  # fmt: skip
    return Notice("stage_reached", Channel.EMAIL, {"email": to.email}, words)


def news(view: View, events: Iterable[Event]) -> str:
    """The name of the notice that somebody with this ``view`` gets because of the ``events``; blank for none."""
    seen = {(each.kind, each.at) for each in view.history}
    found = {told.notice(each) for each in events if (each.kind, each.at) in seen and (told := KINDS[each.kind].told)}
    return next((name for name in RaiserNotice if name in found), "")


@dataclass(frozen=True, slots=True)
class StaffNotice(InternalOnly):
    """A notice to staff before addresses are looked up. Where it finds nobody it goes to the mailbox."""

    name: str
    keys: tuple[str, ...] = ()  # of accounts
    role: Role | None = None  # and everybody who has it
    but_not: frozenset[str] = frozenset()  # accounts it is not for
    words: Mapping[str, str] = field(default_factory=dict)


def alert_calls(challenge: Challenge, now: datetime, *, again: bool = False) -> list[StaffNotice]:
    """Who hears that a safety alert is open: the mailbox, who has it, and who reads what comes in.

    ``again``: nobody has acted since they were told, so the managers hear of it as well.
    """
    alerts = safety_alert.waiting(challenge.work.alerts)
    if not alerts:
        return []
    since = alerts[0].at if again else alerts[-1].at
    words = {"minutes": str(max(0, int((now - since).total_seconds()) // 60))}
    roles = (Role.TRIAGE, Role.MANAGER) if again else (Role.TRIAGE,)
    theirs = [StaffNotice(ALERTED, role=role, words=words) for role in roles]
    return [StaffNotice(ALERTED, words=words), StaffNotice(ALERTED, _who_has(challenge), words=words), *theirs]


def _alerted(event: Event, before: Challenge, challenge: Challenge) -> list[StaffNotice]:
    again = event.kind == ALERT_REPEATED
    opened = len(challenge.work.alerts) > len(before.work.alerts)
    return alert_calls(challenge, event.at, again=again) if opened or again else []


_REMINDERS: Mapping[Reminder, tuple[str, bool, bool]] = {
    Reminder.BEFORE: ("due_soon", True, False),
    Reminder.TODAY: ("due_today", True, False),
    Reminder.LATE: ("overdue", True, True),
    Reminder.UNTRIAGED: ("untriaged", False, True),
    Reminder.RECORD: ("overdue", True, True),
}
"""The notice of each reminder, and whether it goes to who has the challenge and to the managers."""


def calls(event: Event, before: Challenge, challenge: Challenge) -> list[StaffNotice]:
    """Whom of the staff an event concerns, which led from ``before`` to ``challenge``."""
    concerned = _CONCERNED.get(event.kind)
    return concerned(event, before, challenge) if concerned else []


def for_handover(event: Event, to: str) -> list[StaffNotice]:
    """Whom handing over all that somebody has, ``to`` this account, concerns by one of its events.

    They are told once for all of it; who only has to look at a note, of each.
    """
    if event.kind == HANDED_BACK:
        return [StaffNotice("set_free", role=Role.MANAGER, but_not=frozenset({event.actor}))]
    keys = {event.what.get("to", ""), *event.what.get("mentions", ())} - {"", event.actor}
    return [StaffNotice("all_yours" if key == to else "mentioned", (key,)) for key in sorted(keys)]


def _assigned(event: Event, *_: Challenge) -> list[StaffNotice]:
    to = event.what["to"]
    return [StaffNotice("assigned", (to,))] if to != event.actor else []


def _stood_in(event: Event, *of: Challenge) -> list[StaffNotice]:
    """That somebody was let stand in is reported to all managers, and always to the mailbox."""
    others = StaffNotice("stood_in", role=Role.MANAGER, but_not=frozenset({event.actor}))
    return [*_assigned(event, *of), others, StaffNotice("stood_in")]


def _to_release(event: Event, _: Challenge, challenge: Challenge) -> list[StaffNotice]:
    wrote = frozenset({event.actor, challenge.work.review.decided_by})
    return [StaffNotice("to_release", role=Role.RELEASER, but_not=wrote)]


def _objected(event: Event, before: Challenge, challenge: Challenge) -> list[StaffNotice]:
    alerted = _alerted(event, before, challenge)
    return [*alerted, StaffNotice("objection", role=Role.MANAGER, but_not=took_part(challenge))]


def _nobody_left(event: Event, _before: Challenge, challenge: Challenge) -> list[StaffNotice]:
    """Who may name somebody outside: the managers, the most senior, and who named whoever writes it down."""
    named_by = challenge.work.review.outside.get("by", "")
    keys = tuple(key for key in (*event.what["seniors"], named_by) if key)
    return [StaffNotice("nobody_left", keys, Role.MANAGER)]


def _released(event: Event, *_: Challenge) -> list[StaffNotice]:
    """Who wrote it hears that somebody else let it out; of what was promised they hear with it."""
    return [StaffNotice("released", (event.what["writer"],))] if "writer" in event.what else []


def _sent_back(event: Event, before: Challenge, _: Challenge) -> list[StaffNotice]:
    wrote = before.work.review.reply["by"]
    return [StaffNotice("sent_back", (wrote,))] if wrote != event.actor else []


def _next_asked(_: Event, before: Challenge, challenge: Challenge) -> list[StaffNotice]:
    """Who had it is told that it moved on; where nobody has it now, the mailbox as well."""
    nobody = [] if challenge.work.assigned else [StaffNotice("next_asked")]
    return [StaffNotice("next_asked", _who_has(before)), *nobody]


def reminders(event: Event, challenge: Challenge) -> list[StaffNotice]:
    """Of what (:data:`REMINDERS`) whom of the staff an event reminds."""
    if event.kind == REMINDED:
        name, to_holder, to_managers = _REMINDERS[Reminder(event.what["why"])]
        holder = [StaffNotice(name, _who_has(challenge))] if to_holder else []
        return [*holder, *([StaffNotice(name, role=Role.MANAGER)] if to_managers else [])]
    name = _LATE.get(event.kind, "")
    if name:
        return [StaffNotice(name, _who_has(challenge))]
    return [StaffNotice("advocate_waiting")] if event.kind == ADVOCATE_CHASED else []


_LATE: Mapping[str, str] = {
    PROMISE_CHASED: "promise_late", TRANSFER_CHASED: "complaint_late", NOTIFICATION_CHASED: "notification_late",
}  # fmt: skip
"""What colleagues are reminded of who have a challenge, by the kind of event."""


def gathered_name(name: str) -> str:
    """The notice that stands for many of this one."""
    return GATHERED_ALERTS if name == ALERTED else GATHERED


def _who_has(challenge: Challenge) -> tuple[str, ...]:
    return (challenge.work.assigned,) if challenge.work.assigned else ()


_CONCERNED: Mapping[str, Callable[[Event, Challenge, Challenge], list[StaffNotice]]] = {
    **dict.fromkeys((ADDED, ANSWERED, WITHDRAWN, ALERT_REPEATED), _alerted),
    ASSIGNED: _assigned,
    **dict.fromkeys((STOOD_IN, OUTSIDE_NAMED), _stood_in),
    NOTED: lambda event, *_: [StaffNotice("mentioned", (key,)) for key in event.what["mentions"]],
    REPLY_WRITTEN: _to_release,
    RELEASED: _released,
    SENT_BACK: _sent_back,
    **dict.fromkeys((STILL_WORRIED, MOVED_ON, ESCALATION_ASKED), _next_asked),
    ENDING_PROPOSED: lambda event, *_: [
        StaffNotice("end_to_confirm", role=Role.MANAGER, but_not=frozenset({event.actor}))
    ],
    ENDING_SENT_BACK: lambda _event, before, _: [StaffNotice("end_sent_back", (before.work.ending["by"],))],
    OBJECTED: _objected,
    NOBODY_LEFT: _nobody_left,
}
