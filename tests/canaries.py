"""Words that no sentence holds, one for each thing that is said or written, and where each of them turns up."""

import base64
import binascii
import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote_plus

from portal.domain.disclosure.table import GISTS, Fact, Show

_SOUNDS = [first + second for first in "bdfgklmnprst" for second in "aeiou"]
_WORD = re.compile(f"zq(?:[{''.join(sorted({sound[0] for sound in _SOUNDS}))}][aeiou]){{3}}")
_ENCODED = re.compile(r"[A-Za-z0-9_-]{16,}")


class Of(StrEnum):
    """Whose a word is, and so who may ever read it."""

    INTERNAL = "internal"  # staff's alone, another raiser's, or another challenge's
    OWN = "own"  # the raiser's
    TOLD = "told"  # written freely to the raiser: nothing of that reaches who may not know that the child is known
    RELEASED = "released"  # written to be told, and told only once somebody releases it
    GIST = "gist"  # the fixed sentence that is all we say of a fact, once it is so
    PACK = "pack"  # how this challenge stands, in words of the pack that a public page may hold too


class Place(StrEnum):
    """Where a word can turn up. Nothing is ever told but on pages and in documents."""

    PAGE = "page"
    DOCUMENT = "document"
    TITLE = "title"
    ADDRESS = "address"
    HEADER = "header"
    COOKIE = "cookie"
    NOTICE = "notice"
    ENVELOPE = "envelope"  # whom a notice goes to
    LOG = "log"


READ = frozenset({Place.PAGE, Place.DOCUMENT})
ECHOED = frozenset({Of.OWN, Of.PACK})
STAFF = "staff"
SHORT = 4000
"""Characters: longer texts are pages, and nobody looks in those for base64."""


@dataclass(frozen=True, slots=True)
class Canary:
    word: str
    what: str
    of: Of = Of.INTERNAL
    fact: Fact | None = None  # that the table has to show
    reaches: str = ""  # whom: it stands on the envelopes of their notices
    names: str = ""  # whose request, or whose way in: it stands in notices to them, and staff read it too


class Seen(NamedTuple):
    place: Place
    where: str
    text: str
    to: str = ""  # whom a notice is for
    echo: str = ""  # what was sent to get it, for a form with a mistake gives it back; or what anybody gets there


class Leak(NamedTuple):
    what: str
    place: Place
    where: str


Shows = Callable[[Fact], Show]


@dataclass
class Canaries:
    """All that were let loose in one story. ``out``: the words that have been told or released by now."""

    known: dict[str, Canary] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    _odds: list[str] = field(default_factory=list, init=False, repr=False)
    _counted: int = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        for fact, sentence in GISTS.items():
            self.add(Canary(sentence, f"that there is something to say of {fact}", Of.GIST, fact))

    def word(self, what: str, of: Of = Of.INTERNAL, fact: Fact | None = None, **more: str) -> str:
        """A new word for ``what``."""
        number, sounds = self.number(what), ""
        for _ in range(3):
            number, place = divmod(number, len(_SOUNDS))
            sounds += _SOUNDS[place]
        return self.add(Canary(f"zq{sounds}", what, of, fact, **more))

    def number(self, _what: str) -> int:
        """Which word: another for each."""
        return len(self.known)

    def own(self, what: str, **more: str) -> str:
        return self.word(what, Of.OWN, Fact.OWN_WORDS, **more)

    def told(self, what: str, fact: Fact | None = None) -> str:
        """A word that staff write to the raiser: it is out as soon as it is written."""
        word = self.word(what, Of.TOLD, fact)
        self.out.add(word)
        return word

    def to_release(self, what: str, fact: Fact) -> str:
        return self.word(what, Of.RELEASED, fact)

    def add(self, canary: Canary) -> str:
        """One that has a form of its own, such as a reference."""
        self.known[canary.word.lower()] = canary
        return canary.word

    def archive(self) -> None:
        """What was said in this story is nothing to anybody in the next."""
        for word, canary in self.known.items():
            if canary.of not in (Of.GIST, Of.PACK):
                self.known[word] = replace(canary, of=Of.INTERNAL)
        self.out.clear()

    def find(self, text: str) -> set[Canary]:
        """Those in ``text``, however it is written."""
        readings, words = _read(text)
        return {self.known[word] for word in words if word in self.known} | {
            self.known[word] for word in self._odd() if word in readings
        }

    def _odd(self) -> list[str]:
        """Those with a form of their own."""
        if self._counted != len(self.known):
            self._counted = len(self.known)
            self._odds = [word for word in self.known if not _WORD.fullmatch(word)]
        return self._odds

    def readable(self, canary: Canary, shows: Shows) -> bool:
        """Whether the raiser may read it by now, where the pack's table ``shows`` this much of each fact."""
        if canary.of is Of.INTERNAL:
            return False
        show = Show.FULL if canary.fact is None else shows(canary.fact)
        if canary.of is Of.GIST:
            return show in (Show.GIST, Show.FULL) and canary.word in self.out
        if canary.of is Of.RELEASED:
            return show in (Show.FULL, Show.RELEASED) and canary.word in self.out
        if canary.of is Of.TOLD:
            knows = shows(Fact.CONTACT_EXISTS) is not Show.WITHHELD
            return knows and show is Show.FULL and canary.word in self.out
        return show is Show.FULL

    def judge(self, seen: Iterable[Seen], shows: Shows) -> Iterator[tuple[str, Place, Leak | None]]:
        """Each word that was seen, where, and what is wrong with that, if anything is."""
        find = functools.cache(self.find)  # no word is added while the same texts come again and again
        for each in seen:
            for canary in find(each.text):
                here = each.place in READ and (self.readable(canary, shows) or self._echoes(each, canary))
                well = here or self._posted(each, canary)
                yield canary.word, each.place, None if well else Leak(canary.what, each.place, each.where)

    def _echoes(self, seen: Seen, canary: Canary) -> bool:
        return canary.of in ECHOED and canary in self.find(seen.echo)

    def _posted(self, seen: Seen, canary: Canary) -> bool:
        """Whether it belongs on the envelope of the notice, or is a reference to its reader."""
        if seen.place is Place.ENVELOPE:
            return bool(canary.reaches) and canary.reaches == seen.to
        return seen.place is Place.NOTICE and bool(canary.names) and seen.to in (canary.names, STAFF)

    def reader(self, envelope: str) -> str:
        """Whom an envelope goes to."""
        return next((canary.reaches for canary in self.find(envelope) if canary.reaches), "")


@functools.lru_cache(maxsize=4096)  # most of what comes has come before
def _read(text: str) -> tuple[str, frozenset[str]]:
    """All that a text may say, and the words of the usual form in it."""
    readings = [text.lower()]
    if len(text) < SHORT:
        readings += [unquote_plus(text).lower(), *_decoded(text)]
    all_of_it = "\n".join(readings)
    return all_of_it, frozenset(_WORD.findall(all_of_it))


def _decoded(text: str) -> Iterator[str]:
    """What stands in base64, as in a signed cookie."""
    for part in _ENCODED.findall(text):
        try:
            yield base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("latin-1").lower()
        except binascii.Error:
            continue
