"""How much a raiser may add to one request, in a day and in all: beyond that they are told whom to call.

Each addition is read by a person and kept with everything before it, so one sender could fill both the day of the
MASH and the disk. What says that something new has happened may still come when the rest may not.
"""

from typing import NamedTuple

from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.events import evidence_events, raiser_events
from portal.domain.challenge.events.raiser_request_events import CALL_ASKED, CORRECTED, FORM_ASKED
from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused
from portal.domain.policy.calendar import local


class Ceiling(NamedTuple):
    """How often: ``a_day``, in London, and ``in_all``."""

    a_day: int
    in_all: int


ADDED = Ceiling(10, 40)
NEW = Ceiling(20, 60)
CONTACT = Ceiling(10, 40)
DESCRIBED = Ceiling(40, 120)
REOPENED = Ceiling(5, 20)
CALLS = Ceiling(3, 20)
FORMS = Ceiling(5, 20)

_ADDED_A_DAY = _(
    "You have sent a lot today. We have kept all of it, but not this one. Send it tomorrow, or call us now on {phone}. "
    "If anyone is in danger now, call 999."
)
_ADDED_IN_ALL = _(
    "You have sent as much as this page can take. We have kept all of it, but not this one. Call us on {phone} "
    "to tell us. If anyone is in danger now, call 999."
)
_CONTACT = _(
    "You have changed how we contact you many times. To change it now, call us on {phone}. "
    "You can still tell us to stop contacting you."
)
_CALLS = _("You have asked us to call you many times. We have your last message. You can also call us on {phone}.")
_REOPENED = _("You have opened your request again many times. To open it again now, call us on {phone}.")


class TooMuch(ActionRefused):
    """It is a matter of how much: what was written is shown again, to be kept or said in another way."""


def may_add(at: ActionContext, *, new: bool) -> None:
    """Raises :class:`TooMuch`. ``new``: it says that something new has happened."""
    _within(at, raiser_events.ADDED, NEW if new else ADDED, _ADDED_A_DAY, _ADDED_IN_ALL)


def may_describe(at: ActionContext) -> None:
    """Raises :class:`TooMuch`: what they say of their files is written down each time."""
    _within(at, evidence_events.EVIDENCE_DESCRIBED, DESCRIBED, _ADDED_A_DAY, _ADDED_IN_ALL)


def may_correct(at: ActionContext, *, new: bool) -> None:
    """Raises :class:`TooMuch`. ``new``: it says that something new has happened."""
    _within(at, CORRECTED, NEW if new else ADDED, _ADDED_A_DAY, _ADDED_IN_ALL)


def may_ask_call(at: ActionContext) -> None:
    """Raises :class:`TooMuch`."""
    _within(at, CALL_ASKED, CALLS, _CALLS, _CALLS)


def may_ask_form(at: ActionContext) -> None:
    """Raises :class:`TooMuch`."""
    _within(at, FORM_ASKED, FORMS, _ADDED_A_DAY, _ADDED_IN_ALL)


def may_change_contact(at: ActionContext) -> None:
    """Raises :class:`TooMuch`."""
    _within(at, raiser_events.CONTACT_CHANGED, CONTACT, _CONTACT, _CONTACT)


def why_not_reopen_again(at: ActionContext) -> str:
    """Why it may not be opened again; blank where it may."""
    try:
        _within(at, raiser_events.REOPENED, REOPENED, _REOPENED, _REOPENED)
    except TooMuch as refusal:
        return refusal.reason
    return ""


def _within(at: ActionContext, kind: str, ceiling: Ceiling, today: str, in_all: str) -> None:
    happened = [event.at for event in at.challenge.history if event.kind == kind]
    if len(happened) >= ceiling.in_all:
        raise TooMuch(in_all)
    if sum(local(when).date() == at.today for when in happened) >= ceiling.a_day:
        raise TooMuch(today)
