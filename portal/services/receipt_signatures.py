"""Receipts that the council has signed: anybody can check one, here or anywhere, also after the request was erased.

A receipt says when what was sent, by a check number. It holds nothing of what was said, and to check it takes the
public half of a key and nothing else.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime

from portal.services import AppContext
from portal.storage.signing_keys import is_signed

FORM = "portal-receipt-1"
CHECKED_AT = "/check-receipt"
"""The page of the public door where anybody checks one."""
_LINES = re.compile(
    r"portal-receipt-1\s+council:\s*(\S+)\s+reference:\s*(\S+)\s+sent:\s*(\S+)\s+check:\s*([0-9a-f\s]{64,80}?)\s+"
    r"key:\s*([0-9a-f]{16})\s+signature:\s*([A-Za-z0-9+/=\s]{88,110})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """What a receipt says that is good."""

    reference: str
    sent_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class PublicKey:
    name: str
    text: str  # base64 of its 32 bytes


def statement(council: str, reference: str, sent_at: datetime, digest: str) -> str:
    """What is signed, as UTF-8: each line ends with one line feed."""
    return f"{FORM}\ncouncil: {council}\nreference: {reference}\nsent: {sent_at.isoformat()}\ncheck: {digest}\n"


def signed(context: AppContext, reference: str, sent_at: datetime, digest: str) -> str:
    """The receipt as text: the statement, the key and the signature. The first receipt makes the key."""
    said = statement(context.council, reference, sent_at, digest)
    with context.store.read() as unit:
        found = unit.signing_keys.sign(said.encode())
    if found is None:
        with context.store.begin() as unit:
            if not unit.signing_keys.public():
                unit.signing_keys.add(context.now())
            found = unit.signing_keys.sign(said.encode())
    if found is None:
        raise RuntimeError("there is no key to sign with")
    return f"{said}key: {found.key}\nsignature: {base64.b64encode(found.value).decode()}"


def check(context: AppContext, typed: str) -> SignedReceipt | None:
    """What a receipt says that somebody shows; ``None`` where we have not signed it, or it was changed."""
    read = _LINES.search(typed)
    if read is None:
        return None
    council, reference, sent, digest, key, signature = ("".join(each.split()) for each in read.groups())
    try:
        at, value = datetime.fromisoformat(sent), base64.b64decode(signature, validate=True)
    except (ValueError, binascii.Error):
        return None
    with context.store.read() as unit:
        public = unit.signing_keys.public().get(key)
    if public is None or not is_signed(public, statement(council, reference, at, digest).encode(), value):
        return None
    return SignedReceipt(reference, at, digest)


def public_keys(context: AppContext) -> tuple[PublicKey, ...]:
    """With which what we have signed can be checked, the newest first."""
    with context.store.read() as unit:
        found = unit.signing_keys.public()
    return tuple(PublicKey(name, base64.b64encode(public).decode()) for name, public in found.items())


def new_key(context: AppContext) -> str:
    """Sign with another key from now on. What was signed before stays good; its id."""
    with context.store.begin() as unit:
        return unit.signing_keys.add(context.now())
