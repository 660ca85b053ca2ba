"""What is said to a raiser who may not know whether the child is known to us.

We neither confirm nor deny it, so nothing is written to them freely: staff choose one of the sentences that stand with
the kind of event. They are the same whether the child is known or not. None speaks of a contact, a decision, a record,
or anybody else whom the child has to do with. Young people read them too.
What is not so now is neither offered nor said.
"""

from collections.abc import Callable, Iterable, Mapping

from portal.domain.challenge.events.registry import KindTable
from portal.domain.challenge.state import Challenge
from portal.domain.disclosure.table import Checks, Table, may_know
from portal.domain.i18n import _
from portal.domain.policy_rule import Audience

TRUE_WHEN: Mapping[str, Mapping[str, Callable[[Challenge], bool]]] = KindTable(
    lambda kind: {each.words: each.true for each in kind.told.sentences} if kind.told and kind.told.sentences else None
)
"""By kind of event: all that can be said with it to somebody who may not know, and when it is true.

All else that we write to a raiser is released first, and only to somebody who may know.
"""

SENTENCES: Mapping[str, tuple[str, ...]] = KindTable(
    lambda kind: tuple(each.words for each in kind.told.sentences) if kind.told and kind.told.sentences else None
)

CHOOSE = _("This person may not know whether the child is known to us. Choose one of the sentences.")
NOT_SO = _("This is not so just now. Choose another sentence.")


def offered(table: Table, audience: Audience, checks: Checks, kind: str) -> tuple[str, ...]:
    """The sentences from which to choose for an event of this kind; none where staff write freely, or nothing."""
    return () if kind not in SENTENCES or may_know(table, audience, checks) else SENTENCES[kind]


def may_be_said(table: Table, audience: Audience, checks: Checks, kind: str, words: str) -> bool:
    """Whether a raiser may be told, and may read, these words of staff with an event of this kind."""
    return words in SENTENCES.get(kind, (words,)) or may_know(table, audience, checks)


def so(challenge: Challenge, kind: str, words: str) -> bool:
    """Whether these words are no fixed sentence, or one that is true now."""
    truth = TRUE_WHEN.get(kind, {}).get(words)
    return truth is None or truth(challenge)


def true_now(challenge: Challenge, kind: str, sentences: Iterable[str]) -> tuple[str, ...]:
    """Those of the sentences that are true now."""
    return tuple(each for each in sentences if so(challenge, kind, each))
