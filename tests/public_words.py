"""Which texts the public reads. What is read by staff alone stays English, and no catalogue holds it.

Whatever is marked for translation is public unless it stands where only staff read: there, what raisers are told is
taken from the data itself, so that nobody keeps a list of it.
"""

import functools
from collections.abc import Callable, Iterable, Iterator

from portal.domain.challenge.decide import ACTIONS
from portal.domain.challenge.events.registry import KINDS
from portal.domain.disclosure.table import FACT_WORDS, GISTS

STAFF = (
    "portal/web/staff/",
    "templates/staff/",
    "templates/documents/sheet.html",
    "portal/services/",
    "portal/domain/challenge/",
    "portal/domain/notices/",
    "portal/domain/disclosure/",
    "portal/domain/policy/key_words.py",
    "portal/domain/policy/sentences.py",
    "portal/domain/policy/word_meanings.py",
    "portal/domain/questions/people_in_answers.py",
)
"""Where only staff read, but for what :func:`told` finds there and for the files of :data:`RAISERS`."""

RAISERS = ("portal/domain/challenge/addition_limits.py", "portal/domain/challenge/view.py")


def is_public(name: str, text: str) -> bool:
    """Whether the public may read this text of this file."""
    return not name.startswith(STAFF) or name.startswith(RAISERS) or text in told()


@functools.cache
def told() -> frozenset[str]:
    """What raisers are told by the data: of events, of facts, and why something they want to do is not possible."""
    return frozenset({*_of_events(), *_of_facts(), *_of_refusals()})


def _of_events() -> Iterator[str]:
    for kind in KINDS.values():
        if said := kind.told:
            yield from (said.line, said.heading, said.fixed, *said.fixed_by.values())
            yield from (each.words for each in said.sentences)


def _of_facts() -> Iterator[str]:
    yield from (words.public for words in FACT_WORDS.values())
    yield from GISTS.values()


def _of_refusals() -> Iterator[str]:
    for action in ACTIONS.values():
        if action.raisers:
            for function in (action.why_not, action.happens):
                yield from _named_in(function, depth=3)


def _named_in(function: Callable[..., object], depth: int) -> Iterator[str]:
    """The texts that a function holds or names, and those of the functions of its module that it calls."""
    code = function.__code__
    yield from _texts(code.co_consts)
    for name in code.co_names:
        found = function.__globals__.get(name)
        yield from _texts((found,))
        if depth and hasattr(found, "__code__") and found.__module__.startswith("portal.domain.challenge"):
            yield from _named_in(found, depth - 1)


def _texts(values: Iterable[object]) -> Iterator[str]:
    yield from (value for value in values if isinstance(value, str))
