"""How the text of a setting is read. Each raises ``ValueError`` with what is wrong with it."""

import base64
import binascii
import re
from collections.abc import Callable

KEY_BYTES = 32
LONGEST_COUNT = 9  # digits


def key(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("is not base64") from None


def keys(text: str) -> tuple[bytes, ...]:
    found = tuple(key(each) for each in words(text))
    if any(len(each) != KEY_BYTES for each in found):
        raise ValueError(f"has a key that is not {KEY_BYTES} bytes")
    return found


def tokens(text: str) -> tuple[str, ...]:
    found = words(text)
    if any(len(each) < KEY_BYTES for each in found):
        raise ValueError(f"has a token of fewer than {KEY_BYTES} characters")
    return found


def words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def templates(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in words(text)]
    if any(not name or not template for name, _, template in pairs):
        raise ValueError("is not a list like received.email.en=TEMPLATE-ID")
    return {name: template for name, _, template in pairs}


def count(text: str) -> int:
    if not text.isdecimal() or len(text) > LONGEST_COUNT or int(text) < 1:
        raise ValueError("is not a whole number of at least 1")
    return int(text)


def minutes(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or len(text) > LONGEST_COUNT or not least <= int(text) <= most:
            raise ValueError(f"is not a number of minutes from {least} to {most}")
        return int(text)

    return read


def _like(pattern: str, why: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(why)
        return text

    return read


socket = _like(r"tcp://[\w.-]+(:\d{1,5})?|unix:///.+", "is not like tcp://clamav:3310 or unix:///run/clamav/clamd.ctl")


def one_of(*words: str) -> Callable[[str], str]:
    return _like("|".join(map(re.escape, words)), f"is none of: {', '.join(words)}")


def address(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise ValueError("is not an address and a port, like 127.0.0.1:9100")
    return text


def yes(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError("is neither 'yes' nor 'no'")
    return text == "yes"


_PLAIN = re.compile(r"[\w./:@%+,=-]*", re.ASCII)


def quoted(value: str) -> str:
    """A value as it stands in a file of settings: systemd (``EnvironmentFile=``) and a shell read the same out of it.

    Source: systemd.exec(5), EnvironmentFile; POSIX.1-2017, shell command language, 2.2.
    """
    if _PLAIN.fullmatch(value):
        return value
    if "'" not in value:
        return f"'{value}'"
    escaped = re.sub(r'(["\\`$])', r"\\\1", value)
    return f'"{escaped}"'
