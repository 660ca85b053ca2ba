"""What one rule says as a sentence, for the rules that are short enough. What no sentence holds is said key by key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from portal.domain.disclosure.table import Cell
from portal.domain.i18n import _
from portal.domain.policy.calendar import COUNTED, Hours, Span, TimeUnit
from portal.domain.policy.model import (
    Allowed,
    Approval,
    AudienceRule,
    Cap,
    Circumstance,
    Contact,
    Deadline,
    Escalation,
    Exclusion,
    Exit,
    ForSome,
    Learning,
    Notification,
    Pack,
    Panel,
    PolicyCondition,
    PreStage,
    RaiseLimit,
    ReviewerRole,
    Route,
    Stage,
    When,
)
from portal.domain.policy.phrases import Phrase, condition_words, with_more
from portal.domain.policy.retention import RetentionPeriod
from portal.domain.policy.vocabulary import Start
from portal.domain.policy_rule import Absent


class Sentence(NamedTuple):
    """``holds``: the keys that need not be said again."""

    said: Any
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of a pack stand for."""

    pack: Pack

    def contact(self, key: str) -> str:
        contact = self.pack.contacts.get(key)
        return contact.name if contact else key

    def contacts(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(self.contact, keys))

    def stage(self, key: str) -> str:
        found = (stage.label for ladder in self.pack.ladders for stage in ladder.stages if stage.key == key)
        return next(found, key)

    def ladder(self, key: str) -> str:
        return next((ladder.label for ladder in self.pack.ladders if ladder.key == key), key)


def in_time(span: Span) -> Phrase:
    """A length of time as the end of a sentence: "within 5 working days"."""
    if span.unit in COUNTED:
        return Phrase(_("within %(time)s"), {"time": span})
    return Phrase(
        {
            TimeUnit.IMMEDIATELY: _("on the same day"),
            TimeUnit.NEXT_MEETING: _("at the next meeting"),
            TimeUnit.NONE: _("without a time limit"),
        }.get(span.unit, _("in a time that the policy does not state"))
    )


def condition(when: When) -> Phrase:
    return Phrase(_("only if %(so)s"), {"so": condition_words(when)})


def for_some(said: Any, rule: ForSome | Exit) -> Any:
    """What is said, and for whom it is, where it is not for all."""
    if rule.audiences:
        said = Phrase(_("%(said)s (for: %(whom)s)"), {"said": said, "whom": rule.audiences})
    if isinstance(rule, ForSome) and rule.when is not PolicyCondition.ALWAYS:
        said = with_more(said, condition(rule.when))
    return said


def _deadline(clock: Deadline, _names: Names) -> Sentence:
    said = Phrase(_("%(what)s %(time)s"), {"what": clock.words or clock.act, "time": in_time(clock.within)})
    if clock.within.unit in COUNTED or clock.after is not Start.REQUEST:
        said = Phrase(_("%(said)s, counted from %(start)s"), {"said": said, "start": clock.after})
    if clock.sooner:
        said = with_more(said, Phrase(_("sooner if the child's safety asks for it")))
    if clock.extend_by.unit is not TimeUnit.NOT_STATED:
        longer = Phrase(_("at most %(time)s longer, with a reason"), {"time": clock.extend_by})
        said = with_more(said, longer)
    if clock.optional:
        said = with_more(said, Phrase(_("need not be done; what counts from it counts only once it was")))
    return Sentence(said, ("act", "words", "within", "after", "sooner", "extend_by", "optional"))


def _cap(cap: Cap, names: Names) -> Sentence:
    stages = {"first": names.stage(cap.first), "last": names.stage(cap.last)}
    said = Phrase(_("%(first)s to %(last)s together %(time)s"), {**stages, "time": in_time(cap.within)})
    return Sentence(said, ("first", "last", "within"))


def _notification(told: Notification, names: Names) -> Sentence:
    said: Any = told.who
    if told.contact:
        said = Phrase(_("%(who)s, at %(contact)s"), {"who": said, "contact": names.contact(told.contact)})
    if told.form is Absent.NONE:
        said = with_more(said, Phrase(_("without a form")))
    elif not isinstance(told.form, Absent):
        said = with_more(said, Phrase(_("with the form “%(form)s”"), {"form": told.form}))
    return Sentence(for_some(said, told), ("who", "contact", "form", "when", "audiences"))


def _route(route: Route, names: Names) -> Sentence:
    said = Phrase(_("on to %(stage)s"), {"stage": names.stage(route.stage)})
    if route.when is not PolicyCondition.ALWAYS:
        said = with_more(said, condition(route.when))
    if route.chosen_by:
        said = with_more(said, Phrase(_("chosen by %(who)s"), {"who": route.chosen_by}))
    return Sentence(said, ("stage", "when", "chosen_by"))


def _escalation(way: Escalation, _names: Names) -> Sentence:
    said = Phrase(_("taken on by %(who)s"), {"who": way.by})
    if way.required:
        said = with_more(said, Phrase(_("they must, if it is not settled")))
    late = _("also when no answer comes in time") if way.no_answer else _("not just because no answer came")
    said = with_more(said, Phrase(late))
    if way.by_itself:
        said = with_more(said, Phrase(_("by itself when no answer comes in time")))
    return Sentence(said, ("by", "required", "no_answer", "by_itself"))


def _exit(way: Exit, names: Names) -> Sentence:
    when = Phrase(_("after %(stage)s"), {"stage": names.stage(way.stage)}) if way.stage else way.when
    said = Phrase(_("%(contact)s, %(when)s"), {"contact": names.contact(way.contact), "when": when})
    if way.raise_within.unit is not TimeUnit.NOT_STATED:
        said = with_more(said, in_time(way.raise_within))
    return Sentence(for_some(said, way), ("contact", "when", "stage", "audiences", "raise_within"))


def _raise_limit(limit: RaiseLimit, _names: Names) -> Sentence:
    said = Phrase(_("%(time)s, counted from %(start)s"), {"time": in_time(limit.within), "start": limit.after})
    return Sentence(for_some(said, limit), ("within", "after", "when", "audiences"))


def _circumstance(known: Circumstance, _names: Names) -> Sentence:
    said = Phrase(_("asked with “%(question)s”: if %(so)s"), {"question": known.ask, "so": known.so})
    if known.audiences:
        said = Phrase(_("%(said)s (for: %(whom)s)"), {"said": said, "whom": known.audiences})
    return Sentence(said, ("so", "ask", "audiences"))


def _learning(report: Learning, _names: Names) -> Sentence:
    often = {"often": report.every}
    said: Any = report.every if isinstance(report.every, Absent) else Phrase(_("a report, %(often)s"), often)
    if report.to:
        said = Phrase(_("%(said)s, to %(whom)s"), {"said": said, "whom": report.to})
    if report.medium is not Absent.NOT_STATED:
        said = with_more(said, report.medium)
    return Sentence(said, ("every", "to", "medium"))


def _audience(rule: AudienceRule, names: Names) -> Sentence:
    if rule.taken:
        return Sentence(Phrase(_("taken")), ("taken",))
    if not rule.contacts:
        return Sentence(Phrase(_("not taken")), ("taken",))
    whom = names.contacts(rule.contacts)
    return Sentence(Phrase(_("not taken; sent on to %(whom)s"), {"whom": whom}), ("taken", "contacts"))


def _exclusion(rule: Exclusion, names: Names) -> Sentence:
    said: Any = rule.words or rule.matter
    if rule.audiences:
        said = Phrase(_("%(said)s (for: %(whom)s)"), {"said": said, "whom": rule.audiences})
    if rule.contacts:
        said = with_more(said, Phrase(_("sent on to %(whom)s"), {"whom": names.contacts(rule.contacts)}))
    return Sentence(
        said, ("matter", "words", "contacts", "audiences") if rule.words else ("matter", "contacts", "audiences")
    )


def _approval(approval: Approval, _names: Names) -> Sentence:
    if isinstance(approval.on, Absent):
        return Sentence(approval.by, ("by", "on"))
    return Sentence(Phrase(_("%(who)s, %(day)s"), {"who": approval.by, "day": approval.on}), ("by", "on"))


def _allowed(rule: Allowed, _names: Names) -> Sentence:
    said = Phrase(_("allowed") if rule.allowed else _("not allowed"))
    if rule.audiences:
        said = Phrase(_("%(said)s (for: %(whom)s)"), {"said": said, "whom": rule.audiences})
    return Sentence(said, ("allowed", "audiences"))


def _role(role: ReviewerRole, _names: Names) -> Sentence:
    said = Phrase(_("rank %(rank)s"), {"rank": str(role.rank)})
    if role.agency:
        said = with_more(said, role.agency)
    if isinstance(role.hours, Hours):
        said = with_more(said, role.hours)
    return Sentence(said, ("rank", "agency", "hours"))


def _stage(stage: Stage, _names: Names) -> Sentence:
    who = {"who": stage.by_role, "rank": str(stage.rank)}
    said = Phrase(_("%(who)s (rank %(rank)s or higher)"), who)
    return Sentence(said, ("key", "label", "rank", "reviewers", "or_equivalent", "stand_ins"))


def _panel(panel: Panel, _names: Names) -> Sentence:
    said = with_more(panel.in_words, panel.agreement)
    if panel.at_least:
        said = with_more(said, Phrase(_("at least %(number)s of them sit"), {"number": str(panel.at_least)}))
    return Sentence(said, ("chair", "members", "at_least", "agreement"))


def _before(step: PreStage, names: Names) -> Sentence:
    said: Any = step.who
    if step.stage:
        said = with_more(said, Phrase(_("before %(stage)s"), {"stage": names.stage(step.stage)}))
    return Sentence(said, ("label", "who", "stage"))


def _contact(contact: Contact, _names: Names) -> Sentence:
    ways = tuple(filter(None, (contact.telephone, contact.email, contact.website, *contact.address)))
    return Sentence(ways, ("name", "telephone", "email", "website", "address"))


def _kept(period: RetentionPeriod, _names: Names) -> Sentence:
    return Sentence(period.keep if period.ends else Phrase(_("until somebody erases it")), ("keep",))


def _cell(cell: Cell, _names: Names) -> Sentence:
    return Sentence(cell.show, ("show",))


_SENTENCES: Mapping[type, Callable[[Any, Names], Sentence]] = {
    Allowed: _allowed,
    Approval: _approval,
    AudienceRule: _audience,
    Cap: _cap,
    Cell: _cell,
    Circumstance: _circumstance,
    Contact: _contact,
    Deadline: _deadline,
    Escalation: _escalation,
    Exclusion: _exclusion,
    Exit: _exit,
    Learning: _learning,
    Notification: _notification,
    Panel: _panel,
    PreStage: _before,
    RaiseLimit: _raise_limit,
    RetentionPeriod: _kept,
    ReviewerRole: _role,
    Route: _route,
    Stage: _stage,
}


def sentence_of(value: Any, names: Names) -> Sentence:
    """What a rule says in one sentence, and which of its keys that holds; none where it is said key by key."""
    make = _SENTENCES.get(type(value))
    return make(value, names) if make else Sentence(None, ())
