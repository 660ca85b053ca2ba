"""Passkeys: a key on the person's own device, which the device uses only after it has made sure who holds it.

That counts as both factors, so whoever has one signs in with it alone.
"""

import ipaddress
import json
import uuid
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal.domain.people import Refused
from portal.domain.words import _
from portal.services import Office, security_log
from portal.services.accounts import Holder, holder
from portal.services.security_log import Happening
from portal.storage import Passkey, StaffEvent

MOST = 10
LONGEST_NAME = 60
VERIFIED = UserVerificationRequirement.REQUIRED

UNREADABLE = (WebAuthnException, ValueError, RecursionError)
"""What is raised about an answer that no device gives."""

_NOT_TAKEN = _("The passkey could not be added. Try again.")


def offered(office: Office) -> bool:
    """Whether passkeys can work here: they belong to a name, not to a number such as 127.0.0.1."""
    try:
        ipaddress.ip_address(_host(office))
    except ValueError:
        return True
    return False


def new_options(office: Office, account: Holder, challenge: str) -> str:
    """What the browser needs to make a passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=_host(office),
        rp_name=office.pack.council.name,
        user_name=account.email,
        user_id=account.id.encode(),
        user_display_name=account.name,
        challenge=base64url_to_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(known.credential) for known in of(office, account)],
    )
    return webauthn.options_to_json(options)


def add(office: Office, account: Holder, challenge: str, answer: str, name: str) -> None:
    """Keep the passkey that the browser has made. Raises :class:`Refused`."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(office),
            expected_origin=_origin(office),
            require_user_verification=True,
        )
    except UNREADABLE:
        raise Refused(_NOT_TAKEN) from None
    now = office.now()
    passkey = Passkey(
        uuid.uuid4().hex, account.id, name[:LONGEST_NAME], made.credential_id, made.credential_public_key,
        made.sign_count, now,
    )  # fmt: skip
    with office.store.begin() as unit:
        if unit.passkeys.by_credential(passkey.credential) or len(unit.passkeys.of(account.id)) >= MOST:
            raise Refused(_NOT_TAKEN)
        unit.passkeys.add(passkey)
        unit.staff_events.add(StaffEvent(now, account.id, "passkey_added", account.id))


def of(office: Office, account: Holder) -> list[Passkey]:
    with office.store.read() as unit:
        return unit.passkeys.of(account.id)


def remove(office: Office, account: Holder, passkey_id: str) -> None:
    with office.store.begin() as unit:
        if unit.passkeys.remove(account.id, passkey_id):
            unit.staff_events.add(StaffEvent(office.now(), account.id, "passkey_removed", account.id))


def sign_in_options(office: Office, challenge: str) -> str:
    """What the browser needs to ask for any passkey of ours, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(office), challenge=base64url_to_bytes(challenge), user_verification=VERIFIED
    )
    return webauthn.options_to_json(options)


def sign_in(office: Office, challenge: str, answer: str) -> Holder | None:
    """Whose passkey has answered the challenge; ``None``, alike, for whatever stands against it."""
    known = _answering(office, challenge, answer)
    if known is None:
        security_log.event(Happening.SIGN_IN_FAILED, by="passkey")
    return known


def _answering(office: Office, challenge: str, answer: str) -> Holder | None:
    now = office.now()
    with office.store.begin() as unit:
        passkey = unit.passkeys.by_credential(_credential(answer))
        account = unit.accounts.by_id(passkey.account_id) if passkey else None
        if passkey is None or account is None or not account.active:
            return None
        try:
            proved = webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=_host(office),
                expected_origin=_origin(office),
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.uses,
                require_user_verification=True,
            )
        except UNREADABLE:
            return None
        unit.passkeys.used(passkey, proved.new_sign_count, now)
    return holder(account)


def _credential(answer: str) -> bytes:
    """What the passkey calls itself; nothing where that cannot be read."""
    try:
        said: Any = json.loads(answer)
        return base64url_to_bytes(said["id"])
    except (*UNREADABLE, KeyError, TypeError, AttributeError):
        return b""


def _host(office: Office) -> str:
    return urlsplit(office.staff_address).hostname or ""


def _origin(office: Office) -> str:
    parts = urlsplit(office.staff_address)
    return f"{parts.scheme}://{parts.netloc}"
