"""A short notice of the council's for every public page: its kind, its words, and from when until when it is shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from portal.domain.permissions import ActionRefused
from portal.domain.plain_text import TooLong, normalised

ENGLISH = "en"
"""The language in which every notice is written; others are given beside it."""

SHORTEST, LONGEST = 10, 300
"""Characters of the words."""

USUAL_TIME = timedelta(days=7)
"""How long a notice is shown where nobody says until when, its first day included."""

LONG_SENTENCE = 20
"""Words. Who writes a longer sentence is warned, and not refused."""

_EMAIL = re.compile(r"\S@\S")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\b", re.IGNORECASE)


class SiteNoticeKind(StrEnum):
    """How the heading of the notice names it."""

    INFORMATION = "information"
    IMPORTANT = "important"


@dataclass(frozen=True, slots=True)
class SiteNotice:
    """``words`` in English; ``translations``: the same by language code, for those that somebody gave.

    It is shown from ``starts`` until ``ends``, which is no part of that time.
    """

    kind: SiteNoticeKind
    words: str
    starts: datetime
    ends: datetime
    translations: tuple[tuple[str, str], ...] = ()

    def shown_at(self, moment: datetime) -> bool:
        return self.starts <= moment < self.ends

    def said_in(self, language: str) -> tuple[str, str]:
        """Its words in this language, or else in English; and the language that they are in."""
        words = dict(self.translations).get(language)
        return (words, language) if words else (self.words, ENGLISH)


def first_shown(notices: Iterable[SiteNotice], moment: datetime) -> SiteNotice | None:
    """The one that is shown: of several, which stand newest first, the one that was written last."""
    return next((each for each in notices if each.shown_at(moment)), None)


def checked(notice: SiteNotice, now: datetime) -> SiteNotice:
    """A notice that somebody writes now, with its words in order. Raises :class:`ActionRefused`, naming the field."""
    if notice.ends <= notice.starts:
        raise ActionRefused("The end must be later than the beginning.", "last")
    if notice.ends <= now:
        raise ActionRefused("Enter an end that is still to come.", "last")
    translations = tuple((code, _tidied(said, field_of(code))) for code, said in notice.translations if said)
    return replace(notice, words=_tidied(notice.words, field_of(ENGLISH)), translations=translations)


def field_of(language: str) -> str:
    """The name of the field in which the words of a language are typed."""
    return "words" if language == ENGLISH else f"words_{language}"


def hard_to_read(words: str) -> bool:
    """Whether a sentence of them is long: whoever writes it is warned."""
    return any(len(sentence.split()) > LONG_SENTENCE for sentence in re.split(r"[.!?]+(?:\s|$)", words))


def _tidied(words: str, named: str) -> str:
    try:
        words = " ".join(normalised(words, 10 * LONGEST).split())
    except TooLong:
        raise ActionRefused("The notice must be 300 characters or fewer.", named) from None
    if len(words) > LONGEST:
        raise ActionRefused("The notice must be 300 characters or fewer.", named)
    if len(words) < SHORTEST:
        raise ActionRefused("The notice must be 10 characters or more.", named)
    if _EMAIL.search(words) or _POSTCODE.search(words):
        raise ActionRefused("Take the address out of the notice. Everybody can read it.", named)
    return words
