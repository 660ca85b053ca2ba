"""What stands beside the forms of a review, of its reply and of the approval: their words and ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.domain.answer_holdings import OWN_WORDS, Holds
from portal.domain.challenge.events.registry import MOVES, RAISERS_WORDS
from portal.domain.challenge.events.review_events import RELEASED, REPLY_WRITTEN, SENT_BACK
from portal.domain.challenge.grounds import grounds
from portal.domain.challenge.review import result, unanswered
from portal.domain.challenge.review_history import reviews
from portal.domain.challenge.state import Challenge, Event, Rules
from portal.domain.journey import rows
from portal.domain.questions.adult import GROUNDS
from portal.domain.questions.answer_index import INDEX
from portal.domain.questions.postal_address import reply_address
from portal.domain.questions.young import journey_of
from portal.services.decision_view import findings_view, new_decision_view
from portal.services.identity_bar import CARE


@dataclass(frozen=True, slots=True)
class EarlierFinding:
    stage: str  # its label
    outcome: str
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """A ground that the raiser made, and the answer to it so far."""

    number: int
    about: str  # in the form's own words; blank where it asked for none
    words: str = field(repr=False)
    outcome: str
    reasons: str = field(repr=False)
    basis: str = field(repr=False)  # the clause, threshold or law applied
    earlier: tuple[EarlierFinding, ...] = field(default=(), repr=False)  # of the stages before


def review_words(challenge: Challenge, rules: Rules, events: list[Event]) -> dict[str, Any]:
    """The fields of :class:`portal.services.action_view.ActionView` that hold words of theirs or of the review."""
    left = unanswered(challenge)
    reply, sent_back = _reply(challenge, events)
    said = rows(journey_of(rules.pack, challenge.answers), challenge.answers)
    return {
        "grounds": tuple(_answered(challenge, tuple(_earlier(rules, events)))),
        **_for_release(challenge, rules),
        "unanswered": tuple(left),
        "result": "" if left else result(challenge).value,
        "findings": findings_view(challenge.work.review.findings) if challenge.work.review.findings else None,
        "reply": reply,
        "sent_back": sent_back,
        "said": tuple(row for row in said if row.question.holds in OWN_WORDS and row.lines),
        "since": tuple(event.words for event in challenge.history if event.kind in RAISERS_WORDS),
    }


def _for_release(challenge: Challenge, rules: Rules) -> dict[str, Any]:
    """What a second person needs to know before words go out, and from what a reply ends."""
    answers = challenge.answers
    held = rows(journey_of(rules.pack, answers), answers)
    return {
        "post_to": tuple(reply_address(answers)),
        "not_tell": INDEX.typed(answers, Holds.NOT_TELL),
        "care": tuple(row for row in held if row.question.holds in CARE and row.lines),
        "made": new_decision_view(challenge.work.review.decision, rules.pack),
        "phrases": rules.pack.phrases,
    }


def _earlier(rules: Rules, events: list[Event]) -> Iterator[Mapping[int, EarlierFinding]]:
    """What the reviews before the one under way found, each by the number of the ground."""
    for each in reviews(events)[:-1] if events else ():
        label = rules.pack.stage(each.stage).label
        yield {
            int(number): EarlierFinding(label, found["outcome"], found["reasons"])
            for number, found in each.review.points.items()
        }


def _answered(challenge: Challenge, before: tuple[Mapping[int, EarlierFinding], ...]) -> Iterator[Answered]:
    for each in grounds(challenge.answers):
        answer = challenge.work.review.points.get(str(each.number), {})
        about = GROUNDS.get(each.kind, "")
        outcome, reasons, basis = (answer.get(key, "") for key in ("outcome", "reasons", "basis"))
        earlier = tuple(review[each.number] for review in before if each.number in review)
        yield Answered(each.number, about, each.words, outcome, reasons, basis, earlier)


def _reply(challenge: Challenge, events: list[Event]) -> tuple[Mapping[str, Any], str]:
    """The reply that waits or, where it was sent back, what was written before, and what to change."""
    if challenge.work.review.reply:
        return challenge.work.review.reply, ""
    written: Mapping[str, Any] = {}
    sent_back = ""
    for event in events:
        if event.kind in {REPLY_WRITTEN, RELEASED, *MOVES}:
            written, sent_back = (event.what if event.kind == REPLY_WRITTEN else {}), ""
        elif event.kind == SENT_BACK:
            sent_back = event.words
    return written, sent_back
