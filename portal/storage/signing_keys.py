"""The keys with which receipts are signed (Ed25519). The private half is wrapped by the master key, like a data key.

Public halves are kept for good: what an earlier key signed can still be checked.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Column, LargeBinary, String, Table, insert, select

from portal.storage.tables import Moment, Repository, metadata

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", String(16), primary_key=True),  # begins the hash of the public half
    Column("made_at", Moment, nullable=False),
    Column("public", LargeBinary, nullable=False),
    Column("data_key", LargeBinary, nullable=False),  # the private half, wrapped
)


class Signature(NamedTuple):
    key: str  # its id
    value: bytes


class SigningKeys(Repository):
    __slots__ = ()

    def add(self, now: datetime) -> str:
        """A new key, with which everything is signed from now on; its id."""
        raw = secrets.token_bytes(32)  # any 32 bytes are a private key (RFC 8032, 5.1.5)
        public = _private(raw).public_key().public_bytes_raw()
        name = key_name(public)
        row = {"id": name, "made_at": now, "public": public, "data_key": self.keys.wrap(raw, signing_keys.name, name)}
        self.connection.execute(insert(signing_keys), row)
        return name

    def public(self) -> Mapping[str, bytes]:
        """The public halves of all keys, by their id, the newest first."""
        found = select(signing_keys).order_by(signing_keys.c.made_at.desc(), signing_keys.c.id)
        return {row.id: bytes(row.public) for row in self.connection.execute(found)}

    def sign(self, statement: bytes) -> Signature | None:
        """With the newest key; ``None`` where there is none yet. Raises :class:`Broken`."""
        newest = select(signing_keys).order_by(signing_keys.c.made_at.desc(), signing_keys.c.id).limit(1)
        row = self.connection.execute(newest).one_or_none()
        if row is None:
            return None
        raw = self.keys.unwrap(bytes(row.data_key), signing_keys.name, row.id)
        return Signature(row.id, _private(raw).sign(statement))

    def fault(self) -> str:
        """Why what is signed now could not be checked, or nothing. Raises :class:`Broken`."""
        signed = self.sign(b"probe")
        if signed is None:
            return ""
        good = is_signed(self.public()[signed.key], b"probe", signed.value)
        return "" if good else f"The key {signed.key} does not fit its public half."


def key_name(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]


def is_signed(public: bytes, statement: bytes, signature: bytes) -> bool:
    """Whether the private half of this key has signed this very statement."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except InvalidSignature:
        return False
    return True


def _private(raw: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(raw)
