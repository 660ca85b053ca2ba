"""When each sentence that staff can choose for a raiser is true: what is not so now is neither offered nor said."""

from collections.abc import Callable, Iterable, Mapping

from portal.domain.challenge.raiser import open_questions
from portal.domain.challenge.state import Challenge
from portal.domain.disclosure.neutral_sentences import SENTENCES
from portal.domain.i18n import _
from portal.domain.policy.model import Audience
from portal.domain.questions.adult import NO_CONTACT

NOT_SO = _("This is not so just now. Choose another sentence.")

_Truth = Callable[[Challenge], bool]


def always(_of: Challenge) -> bool:
    """A question, or a sentence that holds whenever it can be said."""
    return True


def staff_know(_of: Challenge) -> bool:
    """Something that happened outside the portal. Staff write down why beside it."""
    return True


def _not_the_child(challenge: Challenge) -> bool:
    return challenge.audience is not Audience.YOUNG_PERSON


def _unknown(challenge: Challenge) -> bool:
    return not challenge.work.checks.identity


def _known(challenge: Challenge) -> bool:
    return challenge.work.checks.identity


def _question_waits(challenge: Challenge) -> bool:
    return bool(open_questions(challenge))


def _no_question_waits(challenge: Challenge) -> bool:
    return not open_questions(challenge)


def _answered(challenge: Challenge) -> bool:
    """Since the pause began, and nothing else that we asked still waits."""
    paused, answered = challenge.last("paused"), challenge.last("answered")
    in_time = answered is not None and (paused is None or answered.at >= paused.at)
    return in_time and not open_questions(challenge)


def _told_more(challenge: Challenge) -> bool:
    return any(event.kind in {"added", "answered"} for event in challenge.history)


def _was_said(words: str) -> _Truth:
    """Whether the pause that is on was said to be for this."""

    def so(challenge: Challenge) -> bool:
        paused = challenge.last("paused")
        return paused is not None and paused.words == words

    return so


def _reachable(challenge: Challenge) -> bool:
    """Whether they named a way of being reached that is safe."""
    return bool(set(challenge.answers.get("safe", ("email",))) - {NO_CONTACT})


def _comes_back(challenge: Challenge) -> bool:
    """Whether they said that nobody is to contact them."""
    return not _reachable(challenge)


TRUE_WHEN: Mapping[str, Mapping[str, _Truth]] = {
    "asked": dict(
        zip(
            SENTENCES["asked"],
            (
                always, always, _not_the_child, _not_the_child, _not_the_child, always, always, _unknown, always,
                _reachable, always,
            ),
            strict=True,
        )
    ),
    "paused": dict(
        zip(SENTENCES["paused"], (_question_waits, _unknown, staff_know, staff_know, _no_question_waits), strict=True)
    ),
    "resumed": dict(
        zip(
            SENTENCES["resumed"],
            (_answered, _known, staff_know, _was_said(SENTENCES["paused"][3]), _no_question_waits),
            strict=True,
        )
    ),
    "extended": dict(
        zip(SENTENCES["extended"], (always, _told_more, _unknown, staff_know, _no_question_waits), strict=True)
    ),
    "advocate_answered": dict(
        zip(SENTENCES["advocate_answered"], (_reachable, always, always, _comes_back), strict=True)
    ),
}  # fmt: skip
"""By kind of event, in the order in which they stand there: every sentence, and when it is true."""


def so(challenge: Challenge, kind: str, words: str) -> bool:
    """Whether these words are no fixed sentence, or one that is true now."""
    truth = TRUE_WHEN.get(kind, {}).get(words)
    return truth is None or truth(challenge)


def true_now(challenge: Challenge, kind: str, sentences: Iterable[str]) -> tuple[str, ...]:
    """Those of the sentences that are true now."""
    return tuple(each for each in sentences if so(challenge, kind, each))
