"""What somebody typed on a page and left without sending it: kept beside the answers, shown again, never an answer.

Also what a page showed when it was typed, so that a second window does not overwrite the first without a word.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from portal.domain.journey import Answers, Journey, Step, more_key

UNFINISHED = "(unfinished)"
"""Where it is kept: no question has such a key, so it is neither shown with the answers nor sent."""

MOST = 8
"""Pages: of more than these the one that was left first is forgotten."""

_LENGTH = 16  # hexadecimal digits


def held(step: Step, answers: Answers) -> Mapping[str, Any]:
    """What the answers say on one page."""
    question, item = step
    if question.many is None:
        return {key: answers[key] for key in question.fills() if key in answers}
    items = answers.get(question.key, ())
    if item is None:
        return {question.key: items, more_key(question): answers.get(more_key(question), "")}
    return items[item] if item < len(items) else {}


def mark_of(step: Step, answers: Answers) -> str:
    """Changes with what the answers say on one page."""
    said = json.dumps(held(step, answers), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:_LENGTH]


def overtaken(step: Step, answers: Answers, mark: str, values: Mapping[str, Any]) -> bool:
    """Whether the page says something else by now than when it was shown with this mark, and not ``values`` either."""
    now = held(step, answers)
    same = all(now.get(key) == value for key, value in values.items()) and bool(now)
    return mark != mark_of(step, answers) and not same


def left_on(step: Step, answers: Answers) -> Mapping[str, Any] | None:
    """What was typed on a page and not sent; ``None`` where there is nothing."""
    found: Mapping[str, Any] | None = answers.get(UNFINISHED, {}).get(_name(step))
    return found


def left(journey: Journey, answers: Answers) -> list[Step]:
    """The pages of the path where something was typed and not sent, in order."""
    return [step for step in journey.path(answers) if left_on(step, answers) is not None]


def leaving(step: Step, answers: Answers, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The change that keeps what was ``typed`` on a page; none where the answers say the same."""
    kept = {name: said for name, said in answers.get(UNFINISHED, {}).items() if name != _name(step)}
    now = held(step, answers)
    if any((said or "") != (now.get(key) or "") for key, said in typed.items()):
        kept[_name(step)] = dict(typed)
    return {UNFINISHED: dict(list(kept.items())[-MOST:])}


def finished(step: Step, answers: Answers) -> dict[str, Any]:
    """The change that an answer makes: nothing is left on its page. Of a list, on none of its pages."""
    if UNFINISHED not in answers:
        return {}
    of_list = f"{step.question.address}/" if step.item is None else "\0"
    kept = {
        name: said for name, said in answers[UNFINISHED].items() if name != _name(step) and not name.startswith(of_list)
    }
    return {UNFINISHED: kept}


def _name(step: Step) -> str:
    return step.question.address if step.item is None else f"{step.question.address}/{step.item + 1}"
