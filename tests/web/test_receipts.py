"""GOV.UK Notify tells us what became of a message: only with our bearer token, and any number of times."""

from dataclasses import replace
from uuid import uuid4

import pytest

from build import PARENT
from portal.storage.outbox import ARRIVED, LOST
from posting import send_in
from visitor import Visitor


@pytest.fixture
def waiting(context):
    send_in(context, PARENT)
    with context.store.begin() as unit:
        return next(w for w in unit.outbox.claim(context.now()) if w.notice.name == "received")


def tell(visitor, waiting, status, token="c" * 40):
    body = {"id": "1", "reference": waiting.reference, "to": "sam@example.com", "status": status}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return visitor.client.post("/notify/receipts", json=body, headers=headers)


def counts(context):
    with context.store.read() as unit:
        return unit.outbox.counts()


def test_a_receipt_settles_a_notice_and_a_second_changes_nothing(visitor, context, waiting):
    assert tell(visitor, waiting, "delivered").status_code == 204
    assert counts(context)["delivered"] == 1
    assert tell(visitor, waiting, "permanent-failure").status_code == 204
    assert counts(context)["delivered"] == 1


@pytest.mark.parametrize("token", ["", "c" * 39, "d" * 40, "é" * 40])
def test_a_forged_receipt_changes_nothing(visitor, context, waiting, token):
    before = counts(context)
    assert tell(visitor, waiting, "delivered", token.encode().decode("latin-1")).status_code == 403
    assert counts(context) == before


def post(visitor, body, token="c" * 40, kind="application/json"):
    headers = {"Authorization": f"Bearer {token}"}
    return visitor.client.post("/notify/receipts", data=body, content_type=kind, headers=headers)


@pytest.mark.parametrize("last", sorted(ARRIVED | LOST))
def test_whatever_comes_after_the_last_word_changes_nothing(visitor, context, waiting, last):
    assert tell(visitor, waiting, last).status_code == 204
    before = counts(context), lost(context, waiting)
    assert before[0][last] == 1
    for late in (*sorted(ARRIVED | LOST), "created", "sending", "pending", "nonsense", ""):
        assert tell(visitor, waiting, late).status_code == 204
        assert (counts(context), lost(context, waiting)) == before, late


def lost(context, waiting):
    """How often the request holds that the message was lost."""
    with context.store.read() as unit:
        events = unit.event_log.events(waiting.challenge_id)
    return sum(event.kind == "notice_lost" for event in events)


@pytest.mark.parametrize("early", ["created", "sending", "pending", "virus-check", "delivered ", "DELIVERED"])
def test_what_is_no_last_word_leaves_it_open(visitor, context, waiting, early):
    before = counts(context)
    assert tell(visitor, waiting, early).status_code == 204
    assert counts(context) == before
    assert tell(visitor, waiting, "delivered").status_code == 204
    assert counts(context)["delivered"] == 1


def test_a_hundred_replays_send_nothing_twice(visitor, context, waiting):
    for _ in range(100):
        tell(visitor, waiting, "permanent-failure")
    with context.store.read() as unit:
        names = [each.name for each in unit.outbox.of(waiting.challenge_id)]
    assert sorted(names) == ["bounced", "new_challenge", "received"]
    assert lost(context, waiting) == 1


def test_a_receipt_for_what_is_not_ours_tells_nobody_that_it_is_not(visitor, context, waiting):
    before = counts(context)
    ours = tell(visitor, waiting, "nonsense")
    theirs = tell(visitor, replace(waiting, reference=str(uuid4())), "permanent-failure")
    assert (ours.status_code, ours.data) == (theirs.status_code, theirs.data) == (204, b"")
    assert counts(context) == before


GARBAGE = {
    "nothing": "",
    "a list": "[]",
    "no members": "{}",
    "null": "null",
    "a number": "7",
    "no text": '{"reference": 7, "status": "delivered"}',
    "no JSON": "not JSON",
    "half": '{"reference": "',
    "deep": "[" * 100_000,
    "deeper": '{"reference":' * 20_000,
    "no UTF-8": b"\xff\xfe\x00",
    "a null byte": '{"reference": "\\u0000", "status": "delivered"}',
    "half a character": '{"reference": "\\ud800", "status": "delivered"}',
    "a huge number": '{"reference": 1e999, "status": ' + "9" * 4000 + "}",
    "a long reference": '{"status": "delivered", "reference": "' + "a" * 200_000 + '"}',
    "members inside": '{"reference": {"reference": "x"}, "status": ["delivered"]}',
}


@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE)
def test_a_receipt_that_makes_no_sense_is_answered_and_forgotten(visitor, context, waiting, caplog, body):
    before = counts(context)
    for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded", ""):
        assert post(visitor, body, kind=kind).status_code == 204
        assert counts(context) == before
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]
    assert tell(visitor, waiting, "delivered").status_code == 204, "and the next one is read"


@pytest.mark.parametrize("token", ["c" * 40, "d" * 40])
def test_a_huge_body_is_not_read(visitor, context, token):
    before = counts(context)
    assert post(visitor, b'{"reference": "' + b"x" * 5_000_000, token).status_code == 413
    assert counts(context) == before


def test_nothing_else_is_done_at_this_address(visitor):
    for method in ("get", "put", "delete", "patch"):
        assert getattr(visitor.client, method)("/notify/receipts").status_code == 405


def test_only_the_bearer_s_own_form_is_taken(visitor, context, waiting):
    before = counts(context)
    body = {"reference": waiting.reference, "status": "delivered"}
    for given in ("", "Bearer", "Bearer ", "bearer " + "c" * 40, "Basic " + "c" * 40, "c" * 40):
        headers = {"Authorization": given}
        assert visitor.client.post("/notify/receipts", json=body, headers=headers).status_code == 403
        assert counts(context) == before


def test_a_receipt_leaves_no_address_in_the_log(visitor, waiting, caplog):
    caplog.set_level("DEBUG")
    tell(visitor, waiting, "permanent-failure")
    tell(visitor, waiting, "permanent-failure", token="d" * 40)
    assert "sam@example.com" not in caplog.text


def test_while_the_token_is_changed_both_are_good(context, public, waiting):
    context = replace(context, callback_secret="n" * 40, callbacks_also=("c" * 40,))
    public.extensions["context"] = context
    here = Visitor(public)
    assert tell(here, waiting, "delivered", "d" * 40).status_code == 403
    assert tell(here, waiting, "delivered").status_code == 204
    assert counts(context)["delivered"] == 1
    assert tell(here, waiting, "delivered", "n" * 40).status_code == 204
