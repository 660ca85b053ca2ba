"""References and access codes: how they are made, read back and written out.

A reference (8 characters and a check character) is not secret. An access code of 60 bits is. Both use
Crockford's base 32, so that what is read over the telephone or copied by hand still works; for a young
person the same 60 bits are six everyday words.
"""

import hashlib
import hmac
from collections.abc import Callable
from functools import cache
from pathlib import Path

from portal.domain.characters import letters_and_digits

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110")
_SAID = (
    "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel Juliett Kilo Mike "
    "November Papa Quebec Romeo Sierra Tango Victor Whiskey X-ray Yankee Zulu"
)
SPELLING = {word[0]: word for word in _SAID.split(" ")}
"""How each letter is said over the telephone: the same in every language."""

_CHECK = 37  # Crockford's modulus; symbols above 31 are avoided by drawing again

REFERENCE_LENGTH = 9
CODE_LENGTH = 12
CODE_BITS = 60
CODE_WORDS = 6
WORD_BITS = CODE_BITS // CODE_WORDS
LONGEST_TYPED = 500  # characters: what comes after them is not looked at


def tidy(typed: str) -> str:
    """What was typed, as it would be stored: letters and digits alone, capitals, I and L as 1, O as 0.

    However it was copied: with invisible characters, brackets or dashes, in full width, or in look-alike letters.
    """
    return letters_and_digits(typed[:LONGEST_TYPED]).upper().translate(_READ_AS)


def _write(number: int, length: int) -> str:
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(length)))


def new_reference(draw: Callable[[int], int]) -> str:
    """A reference from ``draw(bits)``, a source of random whole numbers such as ``secrets.randbits``."""
    while (number := draw(40)) % _CHECK >= len(ALPHABET):
        pass
    return _write(number, 8) + ALPHABET[number % _CHECK]


def is_reference(tidied: str) -> bool:
    """Whether the check character fits: any one wrong or two swapped characters are noticed."""
    if len(tidied) != REFERENCE_LENGTH or any(character not in ALPHABET for character in tidied):
        return False
    number = 0
    for character in tidied[:-1]:
        number = number * 32 + ALPHABET.index(character)
    return number % _CHECK == ALPHABET.index(tidied[-1])


def new_code(draw: Callable[[int], int], *, words: bool = False) -> str:
    """An access code of 60 random bits, as people see it; :func:`tidy` makes what is kept of it."""
    return _code(draw(CODE_BITS), words=words)


def code_from(secret: bytes, token: str, *, words: bool = False) -> str:
    """The access code that belongs to a session token, as people see it.

    Derived, so that sending twice shows the same code and no store ever holds it: without both the
    token (in the person's browser) and the secret (outside the database) it cannot be made again.
    """
    digest = hmac.new(secret, b"access code\0" + token.encode(), hashlib.sha256).digest()
    return _code(int.from_bytes(digest[:8], "big") >> 4, words=words)


def _code(number: int, *, words: bool) -> str:
    if not words:
        return grouped(_write(number, CODE_LENGTH))
    listed, places = wordlist(), reversed(range(CODE_WORDS))
    return "-".join(listed[number >> (WORD_BITS * place) & (len(listed) - 1)] for place in places)


@cache
def wordlist() -> tuple[str, ...]:
    """1,024 words that a nine-year-old reads and spells, 10 bits each."""
    lines = Path(__file__).with_name("wordlist.txt").read_text(encoding="ascii").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))


def spelled(code: str) -> list[tuple[str, str]]:
    """A code or reference to be read out: each group, and how to say it; a word is said as it is."""
    return [
        (group, "" if group.islower() else ", ".join(SPELLING.get(sign, sign) for sign in group))
        for group in code.split("-")
    ]


def grouped(code: str) -> str:
    """A code or reference as people see it: groups of four with a gap that is easy to read aloud."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
