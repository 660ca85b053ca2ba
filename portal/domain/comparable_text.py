"""Text as it is compared: look-alike and invisible characters, accents and kinds of digit, dash and apostrophe gone.

Every sign of it knows where it stands in the text as it was written, so that what is found can be marked there.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from portal.domain.plain_text import normalised

Span = tuple[int, int]

APOSTROPHES = (
    "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u055a\u05f3\u2018\u2019\u201a\u201b\u2032\u2035\ua78c\uff07"
)
DASHES = "\u2043\u2212\u02d7\u00af\u203e\u2500\u2501\u30fc"  # besides those that Unicode calls dashes
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters by name, and yet nothing is seen

_OTHER = dict(
    zip(
        # Cyrillic, Greek, Armenian and others that are read as Latin letters
        "АВЕЅІЈКМНОРСТУХҮԚԜЁЇаеѕіјорсухԁԛԝһвкмнтԍёїѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικνορτυχγηωϲϳՕՏԼոսօɑɡɩɪʏʟɴʀʙʜꞵ",
        "ABESIJKMHOPCTYXYQWEIaesijopcyxdqwhbkmhtgeivABEZHIKMNOPTYXabeikvoptuxynwcjOSLnuoagiiylnrbhb",
        strict=True,
    )
)
_APART = {
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "æ": "ae", "Æ": "Ae",
    "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "\u0131": "i", "ħ": "h", "Ħ": "H", "ŋ": "n", "Ŋ": "N", "ß": "ss",
    "ẞ": "SS", "ŧ": "t", "Ŧ": "T", "ƒ": "f",
}  # fmt: skip
_LETTERS = str.maketrans(_OTHER | _APART)

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@lru_cache(maxsize=4096)
def compared(sign: str) -> str:
    """What stands for one character; nothing for one that is not seen."""
    kind = unicodedata.category(sign)
    if sign in APOSTROPHES:
        found = "'"
    elif kind == "Pd" or sign in DASHES:
        found = "-"
    elif kind in {"Zl", "Zp"} or sign in "\n\r\v\f\x85":
        found = "\n"
    elif kind in {"Zs", "Pc"} or sign == "\t":
        found = " "
    elif kind[0] in "MC" or sign in BLANKS:
        found = ""
    elif kind == "Nd":
        found = str(unicodedata.decimal(sign))
    else:
        parts = normalised(sign, 1, "NFKD")
        found = "".join(each for each in parts if unicodedata.category(each)[0] not in "MC").translate(_LETTERS)
    return found


@dataclass(frozen=True, slots=True)
class Word:
    """One word: where it stands in the comparable text, as it is written there, and as it is looked up."""

    start: int
    end: int
    written: str = field(repr=False)
    plain: str = field(repr=False)

    @property
    def capital(self) -> bool:
        return self.written[0].isupper()

    @property
    def capitals(self) -> bool:
        """Written in capitals from end to end."""
        return len(self.written) > 1 and self.written.isupper()


class Comparable:
    """A text and where each sign of it comes from. Takes time in proportion to its length."""

    def __init__(self, written: str, unseen: str = "") -> None:
        """``unseen``: what stands for characters that are not seen, nothing or a space."""
        self.written = written
        signs, places = list[str](), list[int]()
        for place, sign in enumerate(written):
            for each in compared(sign) or (unseen if _hidden(sign) else ""):
                signs.append(each)
                places.append(place)
        self.text = "".join(signs)
        self._places = places

    def span(self, start: int, end: int) -> Span:
        """Where ``start`` to ``end`` stands in the text as it was written, with the marks on its last letter."""
        first, last = self._places[start], self._places[end - 1] + 1
        after = bisect_right(self._places, last - 1)
        stop = self._places[after] if after < len(self._places) else len(self.written)
        while last < stop and unicodedata.category(self.written[last])[0] == "M":
            last += 1
        return first, last

    def words(self) -> list[Word]:
        return [Word(found.start(), found.end(), found[0], plain(found[0])) for found in WORD.finditer(self.text)]


def _hidden(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "C" or sign in BLANKS


def readings(written: str) -> Iterator[Comparable]:
    """A text in each way in which it can be read: what is not seen in it joins two words, or parts them."""
    yield Comparable(written)
    if any(map(_hidden, written.replace("\n", "").replace("\r", "").replace("\t", ""))):
        yield Comparable(written, " ")


def plain(word: str) -> str:
    """A word of comparable text as it is looked up: without case, apostrophes or a possessive ending."""
    return re.sub(r"'s$", "", word.casefold()).replace("'", "")


def words_of(written: str) -> Iterator[str]:
    """The words of a text as they are looked up; none is empty."""
    return (found for word in Comparable(written).words() if (found := word.plain))
