"""Characters as people see them: what cannot be seen, what only looks like another letter, and where a line ends."""

import re
import unicodedata

from portal.domain.plain_text import normalised

_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_DRAWN = frozenset("LNPS")
"""The first letters of the Unicode categories that put something on the page: letters, numbers, signs."""

_LINE_ENDS = str.maketrans(dict.fromkeys("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\n"))

_CYRILLIC_AND_GREEK = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0423\u0405\u0406\u0408\u04ae\u0501\u051b"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03f9\u03f3"
    "\u0430\u0435\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u04bb\u03bf\u03b1\u03c1\u03bd\u03b9",
    "ABEKMHOPCTXYSIJYdqABEZHIKMNOPTYXCjaeopctyxsijhoapvi",
)


def without_invisible(text: str) -> str:
    """The text without the characters that show nothing: zero widths, marks of direction, soft hyphens."""
    return _INVISIBLE.sub("", text)


def shows(text: str) -> bool:
    """Whether anything of it can be seen."""
    return any(unicodedata.category(sign)[0] in _DRAWN for sign in without_invisible(text))


def line_ends(text: str) -> str:
    """The text with one kind of line end, whatever program or system it was copied from."""
    return text.replace("\r\n", "\n").translate(_LINE_ENDS)


def letters_and_digits(text: str) -> str:
    """Only its letters and digits, those that look like ours (full width, Cyrillic, Greek, accented) as ours."""
    spread = normalised(text, len(text), "NFKD").translate(_CYRILLIC_AND_GREEK)
    found = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in spread)
    return "".join(sign for sign in found if sign.isalpha() or sign.isdigit())


def plain_digits(text: str) -> str:
    """The text with the digits of every script as ours."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
