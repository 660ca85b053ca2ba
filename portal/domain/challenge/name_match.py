"""How near a name is to what somebody typed of it: for staff who hear a name over the telephone."""

from collections.abc import Iterable

EXACT, BEGINS, NEAR, SOUNDS = range(4)
"""How a word fits, the best first."""

_SOUNDS = {
    letter: code
    for code, letters in {"1": "bfpv", "2": "cgjkqsxz", "3": "dt", "4": "l", "5": "mn", "6": "r"}.items()
    for letter in letters
}
"""Source: the letter groups of Soundex (United States patent 1,261,167), the first letter coded like the others."""

_SAID_ALIKE = (("ph", "f"), ("gh", ""), ("kn", "n"), ("wr", "r"), ("ck", "k"))
_LONG_ENOUGH = 4  # letters of a word from which one may be wrong
_LONGER = 8  # and from which two


def sound(word: str) -> str:
    """How a word sounds, as the groups of its consonants; the word itself where it has none."""
    for written, said in _SAID_ALIKE:
        word = word.replace(written, said)
    codes = [_SOUNDS[letter] for letter in word if letter in _SOUNDS]
    return "".join(code for at, code in enumerate(codes) if not at or codes[at - 1] != code) or word


def closeness(query: Iterable[str], names: Iterable[str]) -> int | None:
    """How well words that were typed fit the words of names: the worst of them; ``None`` where one does not fit."""
    words = list(names)
    fits = [_fits(each, words) for each in query]
    known = [each for each in fits if each is not None]
    return max(known) if known and len(known) == len(fits) else None


def _fits(typed: str, words: list[str]) -> int | None:
    return min((found for word in words if (found := _fit(typed, word)) is not None), default=None)


def _fit(typed: str, word: str) -> int | None:
    if typed == word:
        return EXACT
    if word.startswith(typed):
        return BEGINS
    if min(len(typed), len(word)) >= _LONG_ENOUGH and distance(typed, word) <= 1 + (len(typed) >= _LONGER):
        return NEAR
    return SOUNDS if len(typed) > 2 and sound(typed) == sound(word) else None  # noqa: PLR2004  # letters


def distance(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many, or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]
