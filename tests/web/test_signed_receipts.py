"""Receipts signed by the council: anybody checks one, on a page or without us, also after the request was erased."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from build import PARENT
from portal.services import receipt_signatures, receipts, retention
from posting import send_in


@pytest.fixture
def me(visitor, context):
    visitor.token, visitor.reference = send_in(context, PARENT)
    visitor.client.set_cookie("s", visitor.token)
    return visitor


@pytest.fixture
def receipt(me, context):
    signed = receipts.copy_of(context, me.token).signed
    assert " ".join(signed.split()) in me.get("/copy/page").text
    return signed


def test_anybody_can_check_one_on_a_page(another, receipt):
    stranger = another()
    stranger.get("/check-receipt")
    page = stranger.send(receipt=receipt)
    assert "This receipt is real. We signed it, and it has not been changed." in page.text
    assert "Sent on 23 November 2026 at 10:00am" in page.text
    assert "school" not in page.text


def test_it_is_good_after_the_request_was_erased_and_however_it_was_copied(another, me, receipt, context):
    assert retention.erase(context, me.reference)
    stranger = another()
    for copied in (receipt, receipt.replace("\n", "\r\n"), f"  {receipt}\n\n", " ".join(receipt.split())):
        stranger.get("/check-receipt")
        assert "This receipt is real." in stranger.send(receipt=copied).text


def test_one_that_was_changed_is_refused(another, receipt):
    stranger = another()
    stranger.get("/check-receipt")
    check = receipt.split("check: ")[1][0]
    changed = [
        receipt.replace("sent: 2026-11-23", "sent: 2026-11-22"),
        receipt.replace("council: north", "council: south"),
        receipt.replace(f"check: {check}", f"check: {'0' if check == '1' else '1'}"),
        receipt.replace("key: ", "key: 0000"),
    ]
    for each in changed:
        page = stranger.send(receipt=each)
        assert page.response.status_code == 422
        assert "We did not sign this receipt" in page.errors[0]
    for nonsense in ("", "x", "portal-receipt-1\ncouncil: a"):
        assert stranger.send(receipt=nonsense).response.status_code == 422


def test_it_can_be_checked_without_us_as_the_page_says(receipt, visitor, context):
    (key,) = receipt_signatures.public_keys(context)
    assert f"{key.name}: {key.text}" in visitor.get("/check-receipt").text
    lines = receipt.splitlines()
    covered = "".join(f"{line}\n" for line in lines[:5]).encode()
    signature = base64.b64decode(lines[6].removeprefix("signature: "))
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.text))
    public.verify(signature, covered)
    with pytest.raises(InvalidSignature):
        public.verify(signature, covered + b"x")


def test_after_another_key_the_old_receipts_stay_good_and_new_ones_are_by_the_new_one(me, receipt, context, clock):
    clock.now = clock.now.replace(minute=1)
    name = receipt_signatures.new_key(context)
    again = receipts.copy_of(context, me.token).signed
    assert f"key: {name}" in again
    assert name not in receipt
    for each in (receipt, again):
        assert receipt_signatures.check(context, each).reference == me.reference


def test_what_is_added_later_is_in_the_next_receipt(me, receipt, context, clock):
    me.get("/progress")
    clock.now = clock.now.replace(minute=5)
    me.get("/add")
    me.send(more="The teacher called me.", new="no")
    later = receipt_signatures.check(context, receipts.copy_of(context, me.token).signed)
    before = receipt_signatures.check(context, receipt)
    assert later.digest != before.digest
    assert later.sent_at > before.sent_at
