"""GOV.UK Notify tells us what became of a message: only with our bearer token, and any number of times."""

import pytest

from build import PARENT
from visitor import walk


@pytest.fixture
def waiting(visitor, office):
    walk(visitor, office.journeys["adult"], PARENT)
    visitor.send()
    with office.store.begin() as unit:
        return next(w for w in unit.outbox.claim(office.now()) if w.notice.name == "received")


def tell(visitor, waiting, status, token="c" * 40):
    body = {"id": "1", "reference": waiting.reference, "to": "sam@example.com", "status": status}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return visitor.client.post("/notify/receipts", json=body, headers=headers)


def counts(office):
    with office.store.read() as unit:
        return unit.outbox.counts()


def test_a_receipt_settles_a_notice_and_a_second_changes_nothing(visitor, office, waiting):
    assert tell(visitor, waiting, "delivered").status_code == 204
    assert counts(office)["delivered"] == 1
    assert tell(visitor, waiting, "permanent-failure").status_code == 204
    assert counts(office)["delivered"] == 1


@pytest.mark.parametrize("token", ["", "c" * 39, "d" * 40, "é" * 40])
def test_a_forged_receipt_changes_nothing(visitor, office, waiting, token):
    before = counts(office)
    assert tell(visitor, waiting, "delivered", token.encode().decode("latin-1")).status_code == 403
    assert counts(office) == before


@pytest.mark.parametrize("body", ["", "[]", "{}", "null", '{"reference": 7}', "not JSON"])
def test_a_receipt_that_makes_no_sense_is_answered_and_forgotten(visitor, office, body):
    before = counts(office)
    headers = {"Authorization": f"Bearer {'c' * 40}"}
    answer = visitor.client.post("/notify/receipts", data=body, content_type="application/json", headers=headers)
    assert answer.status_code in (204, 400)
    assert counts(office) == before
