"""What was typed and the names of the work sign-in, on each database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.permissions import Role
from portal.storage import Account
from portal.storage.tables import staff_kept, staff_logins

TYPED = {"words": ["Zebediah Quillfeather rang."], "told": ["letter", "call"]}
ISSUER = "https://id.example.com"


@pytest.fixture(autouse=True)
def people(store, now):
    with store.begin() as unit:
        for key in ("a1", "a2"):
            account = Account(key, f"{key}@example.com", "A", frozenset({Role.TRIAGE}), 0)
            unit.accounts.add(account, now)


def test_what_is_kept_is_given_back_to_the_same_account_and_path_only(store, now):
    with store.begin() as unit:
        unit.saved_forms.put("a1", "/one", {"words": ["Before."]}, now)
        unit.saved_forms.put("a1", "/one", TYPED, now)
    with store.read() as unit:
        assert unit.saved_forms.get("a1", "/one", now) == TYPED
        assert unit.saved_forms.get("a1", "/two", now) is None
        assert unit.saved_forms.get("a2", "/one", now) is None
    with store.begin() as unit:
        unit.saved_forms.drop("a2", "/one")
        assert unit.saved_forms.get("a1", "/one", now)
        unit.saved_forms.drop("a1", "/one")
        assert unit.saved_forms.get("a1", "/one", now) is None


def test_what_is_kept_is_sealed_and_opens_nowhere_else(store, now):
    with store.begin() as unit:
        unit.saved_forms.put("a1", "/challenges/7K3M9QXW2", TYPED, now)
        row = unit.connection.execute(select(staff_kept)).one()
        assert not [part for part in row if b"Zebediah" in repr(part).encode() or b"7K3M" in repr(part).encode()]
        moved = staff_kept.update().values(account_id="a2")
        unit.connection.execute(moved)
        with pytest.raises(Exception, match="does not open"):
            unit.saved_forms.get("a2", "/challenges/7K3M9QXW2", now)


def test_what_is_kept_goes_after_a_day(store, now):
    with store.begin() as unit:
        unit.saved_forms.put("a1", "/one", TYPED, now)
        day = now + timedelta(hours=24)
        assert unit.saved_forms.sweep(day - timedelta(seconds=1)) == 0
        assert unit.saved_forms.get("a1", "/one", day) is None, "even before it is swept"
        assert unit.saved_forms.sweep(day) == 1
        assert unit.connection.execute(select(staff_kept)).all() == []


def test_a_name_belongs_to_one_account_and_an_account_has_one_name(store, now):
    with store.begin() as unit:
        assert unit.logins.owner(ISSUER, "one") is None
        assert unit.logins.bind(ISSUER, "one", "a1", now)
        assert not unit.logins.bind(ISSUER, "one", "a2", now)
        assert not unit.logins.bind(ISSUER, "two", "a1", now)
        assert unit.logins.bind("https://another.example.com", "one", "a1", now)
        assert unit.logins.owner(ISSUER, "one") == "a1"
        assert unit.logins.owner(ISSUER, "two") is None
        assert ISSUER not in repr(unit.connection.execute(select(staff_logins)).all())


def test_of_many_at_once_one_is_bound(store, now):
    def bind(number):
        with store.begin() as unit:
            return unit.logins.bind(ISSUER, f"name {number}", "a1", now)

    with ThreadPoolExecutor(4) as at_once:
        assert sum(at_once.map(bind, range(8))) == 1
