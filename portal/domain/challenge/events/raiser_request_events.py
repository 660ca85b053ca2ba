"""What a raiser asks of us beside the review: to correct what they sent, to call them back."""

from dataclasses import dataclass

from portal.domain.challenge.events.event_kind import EventKind, TimelineGroup, ToldToRaiser, WhoseWords
from portal.domain.challenge.events.payload import EventPayload
from portal.domain.challenge.events.raiser_events import opens_alerts, raises
from portal.domain.challenge.state import Flag
from portal.domain.i18n import _


@dataclass(frozen=True, kw_only=True)
class CorrectedPayload(EventPayload):
    """What they sent stays as it was: this stands beside it."""

    key: str  # of the question whose answer it is about
    item: int  # which of several, from 1; 0 where there can be one only
    words: str  # what it should say
    new: bool  # whether something new means that somebody is not safe


CORRECTED = EventKind(
    "corrected",
    CorrectedPayload,
    _("They corrected what they sent"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(
        _("You told us that something you sent was wrong."), ("key", "item", "words", "new"), WhoseWords.RAISERS
    ),
    state=raises(Flag.MESSAGE),
    work=opens_alerts,
    must_be_read=True,
)


@dataclass(frozen=True, kw_only=True)
class CallAskedPayload(EventPayload):
    on: str  # day, ISO
    part: str  # of that day (CallTime)
    telephone: str
    name: str  # whom we ask for
    word: str  # that we say first; blank for none


CALL_ASKED = EventKind(
    "call_asked",
    CallAskedPayload,
    _("They asked to be called back"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(_("You asked us to call you."), ("on",)),
    must_be_read=True,
)


@dataclass(frozen=True, kw_only=True)
class FormAskedPayload(EventPayload):
    form: str  # in which they want what we wrote (OtherForm)
    last: str  # day by which we give it, ISO


FORM_ASKED = EventKind(
    "form_asked",
    FormAskedPayload,
    _("They asked for what we wrote in another form"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(
        _("You asked for our messages in another way. We plan to give them to you by {day}."), ("form", "last")
    ),
    must_be_read=True,
)


@dataclass(frozen=True, kw_only=True)
class FormGivenPayload(EventPayload):
    form: str  # (OtherForm)
    on: str  # day, ISO


FORM_GIVEN = EventKind(
    "form_given",
    FormGivenPayload,
    _("They were given what we wrote in another form"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(_("We gave you our messages in the way you asked for."), ("form", "on")),
    is_work=True,
)
