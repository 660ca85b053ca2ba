"""What was typed into the form of an action becomes its parameters: each by its type."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, replace
from datetime import date, datetime
from typing import Any, get_type_hints

from werkzeug.datastructures import MultiDict

from portal.domain import reference_codes
from portal.domain.challenge.action_rule import AnyAction, Parameters
from portal.domain.challenge.advocate import ANSWER_ADVOCATE
from portal.domain.challenge.closure import RECORD
from portal.domain.challenge.complaint_transfer import only_taken_out
from portal.domain.challenge.full_triage import TRIAGE
from portal.domain.challenge.grounds import Verdict
from portal.domain.challenge.links import Reference
from portal.domain.challenge.original_decision import RECORD_ORIGINAL
from portal.domain.challenge.reply_text import AnsweredGround, composed
from portal.domain.challenge.review import WRITE_REPLY
from portal.domain.i18n import _
from portal.domain.journey import Kind, Question
from portal.domain.permissions import ActionRefused
from portal.domain.policy.calendar import local
from portal.services import action_view
from portal.web import form_fields
from portal.web.i18n import gettext
from portal.web.staff import typed_time
from portal.web.staff.access import actor, context
from portal.web.staff.first_values import PASSES_ON, to_hand_over
from portal.web.staff.form_parts import LATER


def given(wanted: AnyAction, values: Mapping[str, Any], reference: str, **beside: Any) -> Parameters:
    """What was typed about this challenge, as the action takes it. Raises :class:`ActionRefused`."""
    if wanted is WRITE_REPLY:
        beside["words"] = _reply_of(values, reference)
    if wanted in PASSES_ON:
        beside["own_words"] = only_taken_out(values["words"], to_hand_over(wanted, reference))
    return parameters(wanted, values, **beside)


def _reply_of(values: Mapping[str, Any], reference: str) -> str:
    """The reply as they will read it, made of what was typed under each ground."""
    before = action_view.action_view(context(), actor(), reference, WRITE_REPLY, asks=False)
    grounds = [
        AnsweredGround(gettext(each.about), Verdict(each.outcome), values.get(f"answers.{each.number}", ""))
        for each in (before.grounds if before else ())
        if each.outcome
    ]
    return composed(grounds, [values.get("closing", ""), *values.get("phrases", ())])


def last_day(wanted: AnyAction) -> date | None:
    """The last day that may be entered, where no later one can be right."""
    return local(context().now()).date() if wanted in (RECORD, RECORD_ORIGINAL, TRIAGE, ANSWER_ADVOCATE) else None


def parameters(wanted: AnyAction, values: Mapping[str, Any], **beside: Any) -> Parameters:
    """The parameters, with those that the page knows ``beside`` the form. Raises :class:`ActionRefused`."""
    types = get_type_hints(wanted.parameters)
    values = _each_together(values)
    said = {key: _READ.get(types[key], _as_it_is)(value) for key, value in values.items()}
    if said.get("to") == LATER:
        del said["to"]
    given: Parameters = wanted.parameters(**said, **beside)
    return given


def _each_together(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was asked once for each of several, as "answers.1" and "answers.2", in one list each."""
    single = {key: value for key, value in values.items() if "." not in key}
    for key in (each for each in values if "." in each):
        name, _dot, _number = key.partition(".")
        single[name] = [*single.get(name, ()), values[key]]
    return single


def sent_again(
    wanted: AnyAction, question: Question, form: MultiDict[str, str], today: date | None
) -> Mapping[str, Any] | None:
    """What has been looked at before and is sent once more, without asking the challenge what it lets one choose.

    What is no longer so is refused by the rule of the action. None where something is missing or wrong.
    """
    parts = tuple(_as_sent(part) for part in question.parts)
    read = form_fields.form_for(replace(question, parts=parts), form, today)
    needed = {each.name for each in fields(wanted.parameters) if each.default is MISSING}
    whole = not read.problems and all(read.values.get(each) for each in needed)
    return read.values if whole else None


def _as_sent(part: Question) -> Question:
    """The part, taking any choice and none."""
    if part.kind is Kind.ONE and not part.choices:
        return replace(part, kind=Kind.LINE, optional=True)
    choices = tuple(replace(each, parts=tuple(map(_as_sent, each.parts))) for each in part.choices)
    return replace(part, optional=True, choices=choices)


def _as_it_is(typed: Any) -> Any:
    return typed


def _moment(typed: str) -> datetime:
    """Raises :class:`ActionRefused` for what is no time."""
    moment = typed_time.read(typed, context().now())
    if moment is None:
        raise ActionRefused(_("Enter a time, like 14:30, 2:30pm or noon. Add the day where it was not today."))
    return moment


def _number(typed: str) -> int:
    """0 if it is not one: nothing has that number."""
    return int(typed) if typed.isdecimal() else 0


_READ: Mapping[Any, Callable[[Any], Any]] = {
    bool: lambda typed: typed == "yes",
    int: _number,
    datetime: _moment,
    Reference: reference_codes.tidy,
    tuple[str, ...]: tuple,
}
"""How what was typed becomes a parameter, by its type. What is not named here is taken as it was typed."""
