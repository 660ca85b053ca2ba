"""What we ask the raiser, and what they answer."""

from dataclasses import dataclass

from portal.domain.challenge.events.event_kind import (
    EventKind,
    NeutralSentence,
    TimelineGroup,
    ToldToRaiser,
    WhoseWords,
    with_notice,
)
from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.challenge.events.payload import EventPayload, OutwardText
from portal.domain.challenge.events.raiser_events import opens_alerts, raises
from portal.domain.challenge.events.sentence_truth import not_the_child, reachable, unknown
from portal.domain.challenge.state import Challenge, Flag
from portal.domain.i18n import _


@dataclass(frozen=True, kw_only=True)
class AskedPayload(EventPayload):
    words: OutwardText
    last: str = ""  # day by which they are asked to answer, ISO


ASKED = EventKind(
    "asked",
    AskedPayload,
    _("We asked them"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(
        _("We asked you a question."),
        ("words", "last"),
        WhoseWords.STAFFS,
        sentences=(
            NeutralSentence(_("Please tell us more about what worries you.")),
            NeutralSentence(_("When did you last see or hear what worries you?")),
            NeutralSentence(_("How do you know the child?"), not_the_child),
            NeutralSentence(_("When did you last see the child?"), not_the_child),
            NeutralSentence(_("Where does the child live, as far as you know?"), not_the_child),
            NeutralSentence(_("Has anything new happened since you wrote to us?")),
            NeutralSentence(_("What do you want us to do?")),
            NeutralSentence(
                _(
                    "Please tell us who you are and how we can check it. "
                    "You can name a school or a doctor who knows you."
                ),
                unknown,
            ),
            NeutralSentence(_("Where and when do you want to talk to us?")),
            NeutralSentence(_("Is there a better time or way to reach you?"), reachable),
            NeutralSentence(
                _("What help do you need to talk to us? It can be large print, or a language that you speak.")
            ),
        ),
        heading=_("Our question %(number)s, %(moment)s"),
        notice=with_notice(RaiserNotice.QUESTION),
    ),
    is_work=True,
)


@dataclass(frozen=True, kw_only=True)
class AnsweredPayload(EventPayload):
    words: str
    question: int  # which of ours, from 1
    new: bool  # whether something new has happened


ANSWERED = EventKind(
    "answered",
    AnsweredPayload,
    _("They answered"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(
        _("You answered our question."),
        ("words", "question", "new"),
        WhoseWords.RAISERS,
        heading=_("Your answer to question %(number)s, %(moment)s"),
    ),
    state=raises(Flag.ANSWERED),
    work=opens_alerts,
    must_be_read=True,
    overtakes=(RaiserNotice.QUESTION_REMINDED,),
)


@dataclass(frozen=True, kw_only=True)
class QuestionRemindedPayload(EventPayload):
    question: int  # which of ours, from 1
    last: str  # day by which they were asked to answer, ISO


QUESTION_REMINDED = EventKind(
    "question_reminded",
    QuestionRemindedPayload,
    _("We reminded them of our question"),
    TimelineGroup.MESSAGES,
    told=ToldToRaiser(
        _("We reminded you that you can answer our question until {day}."),
        ("question", "last"),
        notice=with_notice(RaiserNotice.QUESTION_REMINDED),
    ),
)


def open_questions(challenge: Challenge) -> list[int]:
    """The questions of staff that wait for an answer, counted from 1."""
    asked = sum(event.kind == ASKED for event in challenge.history)
    answered = {event.what["question"] for event in challenge.history if event.kind == ANSWERED}
    return [number for number in range(1, asked + 1) if number not in answered]


def question_waits(challenge: Challenge) -> bool:
    return bool(open_questions(challenge))


def no_question_waits(challenge: Challenge) -> bool:
    return not open_questions(challenge)
