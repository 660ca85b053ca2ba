"""A text message as GOV.UK Notify sends it: the characters it exchanges, and the fragments it charges for."""

import math
import re

_EXCHANGED = str.maketrans(
    {
        **dict.fromkeys("\u2011\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u201a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e", '"'),
        **dict.fromkeys("\u180e\u200b\u200c\u2060\ufeff\u2028\u2029", ""),
        **dict.fromkeys("\u00a0\u202f\t", " "),
        "\u2026": "...",
    }
)
_TWICE = frozenset("^{}\\[~]|€")  # count as two characters
GSM = _TWICE | frozenset(
    "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ALONE, _JOINED = 160, 153  # characters of a message of one fragment, and of each of several
_ALONE_WIDE, _JOINED_WIDE = 70, 67  # the same where any character is outside GSM


def rendered(text: str) -> str:
    """The text with simple quotation marks, dashes and blanks, and no blanks at the ends of its lines."""
    lines = [re.sub(r" {2,}", " ", line).strip() for line in text.translate(_EXCHANGED).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def fragments(text: str) -> int:
    """How many fragments are charged for a rendered text: fewer characters fit where one is outside GSM."""
    if set(text) <= GSM:
        alone, joined, length = _ALONE, _JOINED, len(text) + sum(sign in _TWICE for sign in text)
    else:
        alone, joined, length = _ALONE_WIDE, _JOINED_WIDE, len(text.encode("utf-16-le")) // 2
    return 1 if length <= alone else math.ceil(length / joined)
