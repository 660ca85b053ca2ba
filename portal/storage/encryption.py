"""Encryption: what is personal is sealed before it reaches the database, and opens only where it was put.

Every challenge and every draft has a data key of its own, wrapped by the master key. A sealed value is
bound to its table, row and column, so that a value copied to another place does not open there. Without
the wrapped data key nothing under it opens again, in this database or in any copy of it.
"""

import hmac
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.domain.disclosure.internal import InternalOnly
from portal.storage.slow_work_queue import in_line

KEY_LENGTH = 32
_NONCE_LENGTH = 12
_VERSION = b"\x01"  # leads every sealed value, so that another cipher can follow this one
_NAMED = b"\x02"  # leads a data key that is wrapped; the id of the master key follows
_ID_LENGTH = 4


class Broken(Exception):
    """A sealed value does not open: another key, another place, or changed bytes."""


class WrongKeys(Exception):
    """The keys at hand are not those of this database: a sentence for whoever runs the portal."""

    def __init__(self, variables: list[str]) -> None:
        super().__init__(
            f"Not the key of this database: {', '.join(variables)}. Nothing was written. "
            "Give the portal the key with which the database was made."
        )


class Erased(LookupError):
    """The data key has been destroyed on purpose: there is nothing left to read."""


def place(table: str, row: str, column: str) -> bytes:
    """Where a sealed value belongs."""
    return f"{table}|{row}|{column}".encode()


def key_id(key: bytes) -> bytes:
    """What tells one key from another, and nothing of the key."""
    return hmac.digest(key, b"the id of this key", "sha256")[:_ID_LENGTH]


def _seal(cipher: AESGCM, plain: bytes, where: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    return _VERSION + nonce + cipher.encrypt(nonce, plain, where)


def _open(cipher: AESGCM, sealed: bytes, where: bytes) -> bytes:
    if sealed[:1] != _VERSION:
        raise Broken("a sealed value of an unknown version")
    try:
        return cipher.decrypt(sealed[1 : _NONCE_LENGTH + 1], sealed[_NONCE_LENGTH + 1 :], where)
    except InvalidTag:
        raise Broken("a sealed value does not open at " + where.decode()) from None


class DataKey(InternalOnly):
    """The key of one challenge or draft, or of a file of it, unwrapped. Seals plain JSON, and files as they are."""

    __slots__ = ("_cipher",)

    def __init__(self, raw: bytes) -> None:
        self._cipher = AESGCM(raw)

    def seal(self, value: Any, where: bytes) -> bytes:
        return _seal(self._cipher, json.dumps(value, ensure_ascii=False).encode(), where)

    def open(self, sealed: bytes, where: bytes) -> Any:
        """The value again. Raises :class:`Broken`."""
        return json.loads(_open(self._cipher, sealed, where))

    def seal_bytes(self, content: bytes, where: bytes) -> bytes:
        return _seal(self._cipher, content, where)

    def open_bytes(self, sealed: bytes, where: bytes) -> bytes:
        """What was sealed. Raises :class:`Broken`."""
        return _open(self._cipher, sealed, where)

    def new_inner(self, where: bytes) -> "tuple[DataKey, bytes]":
        """A fresh key that opens only with this one, and the same wrapped, to be kept at ``where``."""
        raw = secrets.token_bytes(KEY_LENGTH)
        return DataKey(raw), self.seal_bytes(raw, where)

    def inner(self, wrapped: bytes, where: bytes) -> "DataKey":
        """A key that was wrapped by this one. Raises :class:`Broken`."""
        return DataKey(self.open_bytes(wrapped, where))

    def take_over(self, before: "DataKey", wrapped: bytes, where: bytes) -> bytes:
        """A key that was wrapped by the one ``before``, wrapped by this one. Raises :class:`Broken`."""
        return self.seal_bytes(before.open_bytes(wrapped, where), where)


@dataclass(frozen=True, slots=True)
class Keys(InternalOnly):
    """The council's secrets, 32 bytes each, from the environment and never in the database.

    ``master`` wraps data keys, ``index`` makes keyed hashes to find rows by, ``pepper`` goes into the hash of every
    access code. Commands have no pepper: theirs is any, and ``pepper_known`` says so. While the master key is changed,
    ``masters_also`` open what was wrapped with them; codes that were hashed with one of ``peppers_also`` go on to
    fit. Once the database has told them, ``chain`` is the key of the event log, which stays the same, and
    ``first_pepper`` the one of before peppers had a name, as long as it is among ours.
    """

    master: bytes = field(repr=False)
    index: bytes = field(repr=False)
    pepper: bytes = field(repr=False)
    pepper_known: bool = field(default=True, repr=False)
    masters_also: tuple[bytes, ...] = field(default=(), repr=False)
    chain: bytes | None = field(default=None, repr=False)
    peppers_also: tuple[bytes, ...] = field(default=(), repr=False)
    first_pepper: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name in ("master", "index", "pepper"):
            if len(getattr(self, name)) != KEY_LENGTH:
                raise ValueError(f"the {name} key must have {KEY_LENGTH} bytes")

    def mac(self, purpose: str, value: str) -> bytes:
        """A keyed hash to find a row by a secret that is not stored; other purposes give other hashes."""
        return hmac.digest(self.index, f"{purpose}|{value}".encode(), "sha256")

    def bond(self, table: str, *values: str | int | None) -> bytes:
        """A keyed hash over values of a row that belong together."""
        return hmac.digest(self.index, f"bond|{table}|{json.dumps(values)}".encode(), "sha256")

    @property
    def peppers(self) -> tuple[bytes, ...]:
        """All that codes may have been hashed with, the one of today first."""
        return self.pepper, *self.peppers_also

    def pepper_of(self, stored: str | None) -> bytes:
        """The pepper with which an access code was hashed as ``stored``; that of today where we do not have it."""
        named, _, hashed = (stored or "").partition(":")
        if not hashed:
            return self.first_pepper or self.pepper
        return next((each for each in self.peppers if key_id(each).hex() == named), self.pepper)

    @property
    def pepper_name(self) -> str:
        """What stands before a hash that was made with the pepper of today: nothing before any other was."""
        return "" if self.pepper == self.first_pepper else f"{key_id(self.pepper).hex()}:"

    def peppered_now(self, stored: str) -> bool:
        """Whether an access code was hashed with the pepper of today."""
        return stored.startswith(self.pepper_name or "$")

    def link(self, previous: bytes, *parts: bytes) -> bytes:
        """A keyed hash that links an event to the one before it: who has only the database cannot make one."""
        return hmac.digest(self.chain or first_chain(self.master), b"".join((previous, *parts)), "sha256")

    def new_data_key(self, table: str, row: str) -> tuple[DataKey, bytes]:
        """A fresh data key, and the same wrapped for the row's ``data_key`` column."""
        raw = secrets.token_bytes(KEY_LENGTH)
        return DataKey(raw), self.wrap(raw, table, row)

    def data_key(self, wrapped: bytes | None, table: str, row: str) -> DataKey:
        """The row's data key. Raises :class:`Erased` where it was destroyed, else :class:`Broken`."""
        if wrapped is None:
            raise Erased
        return DataKey(self.unwrap(wrapped, table, row))

    def wrap(self, raw: bytes, table: str, row: str) -> bytes:
        """A key, sealed under the master key, whose id stands before it."""
        return _NAMED + key_id(self.master) + _seal(AESGCM(self.master), raw, place(table, row, "data_key"))

    def unwrap(self, wrapped: bytes, table: str, row: str) -> bytes:
        """The key again, by whichever of our master keys it was wrapped. Raises :class:`Broken`."""
        if found := self._opened(wrapped, table, row):
            return found[1]
        raise Broken(f"a data key does not open at {table}|{row}")

    def opener(self, wrapped: bytes, table: str, row: str) -> bytes | None:
        """Which of our master keys opens a data key, if one does."""
        found = self._opened(wrapped, table, row)
        return found[0] if found else None

    def _opened(self, wrapped: bytes, table: str, row: str) -> tuple[bytes, bytes] | None:
        known, sealed = (self.master, *self.masters_also), wrapped
        if wrapped[:1] == _NAMED:
            end = 1 + _ID_LENGTH
            known, sealed = tuple(key for key in known if key_id(key) == wrapped[1:end]), wrapped[end:]
        for key in known:
            with suppress(Broken):
                return key, _open(AESGCM(key), sealed, place(table, row, "data_key"))
        return None

    def wrapped_now(self, wrapped: bytes) -> bool:
        """Whether a data key is under the master key of today."""
        return wrapped.startswith(_NAMED + key_id(self.master))


def first_chain(master: bytes) -> bytes:
    """The key of the links, as the first master key of a database gives it."""
    return hmac.digest(master, b"the links of the ledger", "sha256")


_HASHER = PasswordHasher(time_cost=4, memory_cost=64 * 1024, parallelism=2)
_NO_CODE = f"$argon2id$v=19$m=65536,t=4,p=2${'A' * 22}${'A' * 43}"  # costs the same and fits no code


def probe_of(pepper: bytes, purpose: str) -> bytes:
    """A keyed hash that tells one pepper from another, and nothing of any code."""
    return hmac.digest(pepper, f"not a code|{purpose}".encode(), "sha256")


def hash_code(code: str, keys: Keys) -> str:
    """The Argon2id hash of an access code, with a salt of its own, to be stored. Raises :class:`Busy`.

    The id of its pepper stands before it, once that was changed.
    """
    return in_line("make", lambda: keys.pepper_name + _HASHER.hash(_peppered(code, keys.pepper)))


def code_matches(stored: str | None, code: str, keys: Keys) -> bool:
    """Whether ``code`` is the one hashed as ``stored``. ``None``, for an unknown reference, takes as long.

    One hash is made, whichever pepper it is. Raises :class:`portal.domain.rate_limits.Busy`.
    """
    pepper, hashed = keys.pepper_of(stored), (stored or _NO_CODE).rpartition(":")[2]
    return in_line("try", lambda: _matches(hashed, _peppered(code, pepper)))


def _matches(stored: str, peppered: bytes) -> bool:
    try:
        return _HASHER.verify(stored, peppered)
    except VerifyMismatchError:
        return False


def _peppered(code: str, pepper: bytes) -> bytes:
    return hmac.digest(pepper, code.encode(), "sha256")
