"""What a form asks of one challenge: the choices that it gives, and without what is of no matter to it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.allocation import TAKE
from portal.domain.challenge.clock import EXTEND
from portal.domain.challenge.exchange import OTHER
from portal.domain.challenge.full_triage import TRIAGE
from portal.domain.challenge.grounds import Verdict
from portal.domain.challenge.panel import RECORD_PANEL
from portal.domain.challenge.pauses import PAUSE
from portal.domain.challenge.reply_text import FOUND, WHOLE
from portal.domain.challenge.staff_questions import ASK
from portal.domain.challenge.triage import Outcome
from portal.domain.disclosure.table import MAKERS
from portal.domain.i18n import _, literally
from portal.domain.journey import Choice, Kind, Question
from portal.domain.policy.model import Audience
from portal.services.action_view import ActionView, Colleague
from portal.services.notifications_due import NotificationEntry
from portal.web.i18n import day, due, gettext, say
from portal.web.policy_words import span
from portal.web.staff import caseload_words, export_layout, extension_form
from portal.web.staff.form_parts import out_of
from portal.web.staff.policy_labels import DONE, only_if


def fitted(wanted: AnyAction, question: Question, before: ActionView) -> Question:
    """The question with the choices that this challenge gives, and without what it does not ask."""
    unasked = _unasked(wanted, before)
    parts = [part for each in question.parts for part in _fitted(each, before, unasked)]
    hint = question.hint
    if wanted is RECORD_PANEL:
        parts = _by_seat(parts)
    if wanted is PAUSE and before.names_pauses:
        hint = _("The policy names for what the time may stop. It goes on by itself after the last day.")
    if wanted is ASK and before.names_pauses:
        parts = [replace(part, hint=_GOES_ON) if part.key == "by" else part for part in parts]
    if wanted is EXTEND:
        hint, parts = extension_form.fitted(parts, before)
    return replace(question, parts=tuple(part for part in parts if part.choices or not _of_choices(part)), hint=hint)


def _fitted(part: Question, before: ActionView, unasked: set[str]) -> Iterator[Question]:
    """The part, and those of its choices, as this challenge asks for them; nothing where it does not."""
    if part.key in unasked:
        return
    if part.key == "words" and before.sentences:
        yield out_of(part, before.sentences)
        return
    if part.key == "answers":
        yield from _answers(part, before)
        return
    if part.key in FOR_EACH_GROUND:
        yield from _for_each_ground(part, before)
        return
    if part.key in FOR_EACH_SEAT:
        yield from _for_each_seat(part, before)
        return
    choices = _offered(part, before)
    inner = tuple(
        replace(each, parts=tuple(deep for one in each.parts for deep in _fitted(one, before, unasked)))
        if each.parts
        else each
        for each in choices
    )
    if part.key == "letter":
        part = replace(part, hint=literally(f"{gettext(part.hint)} {', '.join(before.post_to)}"))
    yield _as_ids_look(part if inner == part.choices else replace(part, choices=inner), before)


def _offered(part: Question, before: ActionView) -> tuple[Choice, ...]:
    """Its choices, with those that the challenge gives, and without what the policy does not have."""
    if part.key == "outcome":
        not_so = Outcome.SETTLED if before.policy.only_new else Outcome.NOTHING_NEW
        return tuple(each for each in part.choices if each.value != not_so)
    if part.key in CHOICES and (part.key in BESIDE or not part.choices):
        return (*CHOICES[part.key](before), *part.choices)
    return part.choices


def _answers(part: Question, before: ActionView) -> Iterator[Question]:
    """One box for each ground, under what was found on it."""
    for each in before.grounds:
        about = say(each.about) if each.about else gettext(WHOLE)
        words = gettext("Ground %(number)s: %(about)s") % {"number": each.number, "about": about}
        found = gettext(FOUND[Verdict(each.outcome)]) if each.outcome else ""
        hint = gettext("They read first: “%(sentence)s” %(hint)s") % {"sentence": found, "hint": gettext(part.hint)}
        yield replace(part, key=f"{part.key}.{each.number}", words=literally(words), hint=literally(hint))


FOR_EACH_GROUND = frozenset({"finding", "because", "applied"})
"""What is asked once for each ground."""


def _for_each_ground(part: Question, before: ActionView) -> Iterator[Question]:
    for each in before.grounds:
        words = gettext("%(asked)s, ground %(number)s") % {"asked": gettext(part.words), "number": each.number}
        yield replace(part, key=f"{part.key}.{each.number}", words=literally(words))


FOR_EACH_SEAT = frozenset({"sat", "vote"})
"""What is asked once for each seat of a panel; of a seat that nobody took nothing is said."""


def ground_of(part: Question) -> int:
    """The number of the ground beside which a part stands; 0 where it stands beside none."""
    name, _dot, number = part.key.partition(".")
    return int(number) if number and name not in FOR_EACH_SEAT else 0


def _for_each_seat(part: Question, before: ActionView) -> Iterator[Question]:
    choices = _offered(part, before)
    for number, role in enumerate(before.policy.seats, 1):
        asked = gettext("%(role)s: %(asked)s") % {"role": role, "asked": gettext(part.words)}
        key = f"{part.key}.{number}"
        yield replace(part, key=key, words=literally(asked), choices=choices, optional=True)


def _by_seat(parts: Sequence[Question]) -> list[Question]:
    """Who took a seat and what they were for stand together."""
    seats = sorted((each for each in parts if "." in each.key), key=lambda each: int(each.key.partition(".")[2]))
    first = next((at for at, each in enumerate(parts) if "." in each.key), 0)
    rest = [each for each in parts if "." not in each.key]
    return [*rest[:first], *seats, *rest[first:]]


def _unasked(wanted: AnyAction, before: ActionView) -> set[str]:
    """The parts that are of no matter to this challenge."""
    of_no_matter = {
        "plain": before.audience is not Audience.YOUNG_PERSON,
        "made_contact": before.audience not in MAKERS or (wanted is TRIAGE and bool(before.standing)),
        "words": wanted is TAKE and before.own_work,
        "independent": not before.declares,
        "threshold": not before.decision.thresholds,
        "identity": bool(before.identity),
        "right": wanted is TRIAGE and not before.acted_for,
        "authority": not before.acted_for,
        "standing": bool(before.standing),
        "close": bool(before.why_not_close),
        "letter": not before.post_to,
        "paused_for": wanted is PAUSE and not before.names_pauses,
    }
    return {part for part, so in of_no_matter.items() if so}


def _as_ids_look(part: Question, before: ActionView) -> Question:
    """Where the policy says how the ID of a contact looks, the form says it too."""
    if part.key not in _IDS or not before.decision.contact_example:
        return part
    if part.key == "id":
        asks = gettext("The ID of a new %(kind)s looks like %(example)s.")
        contact = {"kind": before.contact_kind, "example": before.decision.contact_example}
        return replace(part, hint=literally(asks % contact))
    looks = gettext("As the case system shows it, like %(example)s.") % {"example": before.decision.contact_example}
    return replace(part, hint=literally(looks))


_IDS = frozenset({"contact", "id"})


def _of_choices(part: Question) -> bool:
    return part.optional and part.kind is Kind.SOME


def _colleagues(before: ActionView) -> tuple[Choice, ...]:
    return tuple(
        Choice(who.id, literally(who.name), literally(_about(who, before.due_day)))
        for who in before.colleagues
        if not who.why_not
    )


def _involved(colleagues: tuple[Colleague, ...]) -> tuple[Choice, ...]:
    """Those who may have had a part: what is true of them is said, whatever comes of it."""
    without = gettext("Without them nobody here is left for %(stages)s. Then somebody outside has to be named.")
    return tuple(
        Choice(
            who.id,
            literally(who.name),
            literally(without % {"stages": ", ".join(who.last_for)}) if who.last_for else "",
        )
        for who in colleagues
        if not who.why_not
    )


def _about(who: Colleague, due: date | None) -> str:
    """What they have and their leave, up to which stage they may review, and which are left with nobody then."""
    senior = gettext("May review up to %(stage)s.") % {"stage": who.up_to} if who.up_to else ""
    last = gettext("Nobody else is left for %(stages)s.") % {"stages": ", ".join(who.last_for)} if who.last_for else ""
    load = caseload_words.said(who.load, due) if who.load else ""
    return " ".join(each for each in (load, senior, last) if each)


def _promises(before: ActionView) -> tuple[Choice, ...]:
    said = gettext("%(owner)s, by %(day)s")
    return tuple(
        Choice(str(each.number), literally(each.words), literally(said % {"owner": each.owner, "day": day(each.by)}))
        for each in before.promises
    )


def _waiting(before: ActionView) -> tuple[Choice, ...]:
    ready = gettext("Prepared on %(day)s")
    return tuple(
        Choice(str(each.number), gettext(export_layout.TITLES[each.name]), ready % {"day": day(each.on)})
        for each in before.waiting
    )


def _ways(before: ActionView) -> tuple[Choice, ...]:
    leads = gettext("On to %(stage)s.")
    return tuple(
        Choice(str(each.number), literally(each.route.label), literally(leads % {"stage": each.stage.titled}))
        for each in before.ways
    )


_GOES_ON = _("The timescale goes on meanwhile: the policy names what it may be paused for.")


def _pauses(before: ActionView) -> tuple[Choice, ...]:
    up_to = gettext("At most %(time)s")
    return tuple(
        Choice(
            each.label,
            literally(each.label),
            literally(up_to % {"time": span(each.at_most)}) if each.at_most.amount else "",
        )
        for each in before.pauses
    )


def _roles(before: ActionView) -> tuple[Choice, ...]:
    """Of the other side, as the policy calls them; else the equivalent of another agency."""
    named = tuple(Choice(each, literally(each)) for each in before.policy.other_side)
    return (*named, Choice(OTHER, gettext("Somebody else, in an equivalent role")))


def _outcomes(before: ActionView) -> Iterator[Choice]:
    for key, label in before.decision.outcomes.items():
        yield Choice(key, literally(label))


def _to_tell(before: ActionView) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(each.number), literally(each.who), literally(f"{each.label}. {_only(each)}".strip()))
        for each in before.to_tell
    )


def _only(each: NotificationEntry) -> str:
    return only_if(each.only)


def _steps(before: ActionView) -> tuple[Choice, ...]:
    due_by = gettext("By %(day)s")
    return tuple(
        Choice(
            str(each.number),
            literally(each.words) if each.words else gettext(DONE[each.act]),
            due_by % {"day": due(each.due)} if each.due else "",
        )
        for each in before.steps
    )


CHOICES: Mapping[str, Callable[[ActionView], tuple[Choice, ...]]] = {
    **dict.fromkeys(("to", "mentions"), _colleagues),
    "who": lambda before: _involved(before.colleagues),
    **dict.fromkeys(("maker", "advisers"), lambda before: _involved(before.makers)),
    **dict.fromkeys(("decision", "vote"), lambda before: tuple(_outcomes(before))),
    "threshold": lambda before: tuple(Choice(each, literally(each)) for each in before.decision.thresholds),
    "phrases": lambda before: tuple(Choice(each, literally(each)) for each in before.phrases),
    "promise": _promises,
    "transfer": _waiting,
    "step": _steps,
    "entry": _to_tell,
    "side": _roles,
    "paused_for": _pauses,
    "route": _ways,
    "kind": lambda before: tuple(Choice(kind, literally(kind)) for kind in before.kinds),
}
"""By the name of a part: the choices that the challenge gives it."""

BESIDE = frozenset({"to", "maker"})
"""Those that have a choice of their own besides, which comes last."""


def why_not_choose(question: Question) -> str:
    """Why the form cannot be filled in, where a part has nobody to choose."""
    empty = any(part.kind is Kind.ONE and not part.choices for part in question.parts)
    return gettext("There is nobody who could be chosen.") if empty else ""


_NONE_SUCH: Mapping[str, str] = {
    "promise": _("No action with this number waits to be done. A colleague may have done it."),
    "entry": _("Nobody with this number has to be told. A colleague may have told them."),
    "transfer": _("No complaint with this number waits to be sent. A colleague may have sent it."),
}


def why_not_offered(question: Question, asked: Mapping[str, str]) -> str:
    """Why the form is not shown, where the address asks for an action or a complaint that does not wait."""
    for part in question.parts:
        wanted = asked.get(part.key)
        if part.key in _NONE_SUCH and wanted and wanted not in {choice.value for choice in part.choices}:
            return gettext(_NONE_SUCH[part.key])
    return ""
