"""What we wrote, for who cannot read it as it is: asked for, and owed until somebody has given it to them.

Source: Equality Act 2010, section 20 (reasonable adjustments).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from portal.domain.challenge import addition_limits
from portal.domain.challenge.action_rule import Action, ActionContext, AnyAction, Parameters, always_possible
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.raiser_request_events import FORM_ASKED, FORM_GIVEN
from portal.domain.challenge.events.review_events import PROMISED
from portal.domain.i18n import _
from portal.domain.permissions import RAISERS, ActionRefused
from portal.domain.policy.calendar import BeyondCalendar

WORKING_DAYS = 10
"""Within how many of them we give it; our own measure."""


class OtherForm(StrEnum):
    """How they have it."""

    EASY_READ = "easy_read"
    LARGE_PRINT = "large_print"
    SOUND = "sound"
    BSL = "bsl"
    READ_OUT = "read_out"
    LANGUAGE = "language"  # theirs; never asked for here


FORM_DUTIES: Mapping[OtherForm, str] = {
    OtherForm.EASY_READ: "Give them what we wrote in Easy Read.",
    OtherForm.LARGE_PRINT: "Give them what we wrote in large print.",
    OtherForm.SOUND: "Give them what we wrote as a recording.",
    OtherForm.BSL: "Give them what we wrote in British Sign Language.",
    OtherForm.READ_OUT: "Read to them what we wrote, on the telephone or in person.",
    OtherForm.LANGUAGE: "Give them what we wrote in their language.",
}
"""What is then to be done: kept as it is, like all that staff write."""

_NEEDED: Mapping[str, OtherForm] = {
    "interpreter": OtherForm.LANGUAGE,
    "bsl": OtherForm.BSL,
    "large_print": OtherForm.LARGE_PRINT,
    "easy_read": OtherForm.EASY_READ,
    "telephone": OtherForm.READ_OUT,
}
"""By what somebody said that they need when they sent it."""


def form_of(duty: str) -> OtherForm | None:
    """The form that a duty is about, if it is about one."""
    return next((form for form, words in FORM_DUTIES.items() if words == duty), None)


def owed(at: ActionContext, forms: Iterable[OtherForm]) -> Iterator[EventDraft]:
    """That each is to be given, where it is not already."""
    still = {each["words"] for each in at.challenge.work.promises if not each["kept"]}
    for form in forms:
        if FORM_DUTIES[form] not in still:
            by = _by(at).isoformat()
            yield PROMISED(words=FORM_DUTIES[form], owner="The MASH", by=by, tell=False, told=False)


def needed(at: ActionContext) -> Iterator[EventDraft]:
    """What is owed once we have answered: every form in which they said that they need it."""
    said: Any = at.challenge.answers.get("needs", ())
    return owed(at, (form for need, form in _NEEDED.items() if need in said))


def given(at: ActionContext, duty: str) -> tuple[EventDraft, ...]:
    """That they have it, where that was the duty."""
    form = form_of(duty)
    return (FORM_GIVEN(form=form.value, on=at.today.isoformat()),) if form else ()


def _by(at: ActionContext) -> date:
    try:
        return at.rules.calendar.add_working(at.today, WORKING_DAYS)
    except BeyondCalendar:
        return at.today + timedelta(weeks=2)


@dataclass(frozen=True, slots=True, repr=False)
class FormWanted(Parameters):
    form: str  # (OtherForm)


_NOT_OFFERED = _("We cannot give you that. Choose one of the others, or call us.")


def _ask(at: ActionContext, given: FormWanted) -> list[EventDraft]:
    """The same once more, while it is owed, is not another."""
    if given.form not in set(OtherForm) - {OtherForm.LANGUAGE}:
        raise ActionRefused(_NOT_OFFERED)
    duty = list(owed(at, [OtherForm(given.form)]))
    if not duty:
        return []
    addition_limits.may_ask_form(at)
    return [FORM_ASKED(form=given.form, last=_by(at).isoformat()), *duty]


ASK_FORM = Action("ask_form", FormWanted, always_possible, _ask, roles=RAISERS)

ACTIONS: tuple[AnyAction, ...] = (ASK_FORM,)
