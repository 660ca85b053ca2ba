"""Staff accounts, on each database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from portal.domain.people import Role
from portal.storage import Account, EmailTaken

ROLES = frozenset({Role.TRIAGE, Role.MANAGER})


@pytest.fixture
def account(store, now):
    made = Account("a1", "toni@example.com", "Toni Example", "$hash", ROLES, 2)
    with store.begin() as unit:
        unit.accounts.add(made, now)
    return made


def test_an_account_is_found_by_its_email_and_its_id(store, account):
    with store.read() as unit:
        assert unit.accounts.by_email("Toni@Example.com") == account
        assert unit.accounts.by_id("a1") == account
        assert unit.accounts.by_email("remi@example.com") is None
        assert unit.accounts.by_id("a2") is None


def test_the_ledger_s_ids_have_names(store, account):
    with store.begin() as unit:
        unit.accounts.change(account.id, active=False)
        assert unit.accounts.names() == {"a1": "Toni Example"}


def test_an_email_address_has_one_account(store, account, now):
    with pytest.raises(EmailTaken), store.begin() as unit:
        unit.accounts.add(replace(account, id="a2", email="TONI@example.com"), now)


def test_what_changes_in_an_account_leaves_the_rest(store, account):
    with store.begin() as unit:
        unit.accounts.change(account.id, roles=frozenset({Role.AUDITOR}), totp="{}")
        unit.accounts.change(account.id, active=False)
    with store.read() as unit:
        changed = replace(account, roles=frozenset({Role.AUDITOR}), totp="{}", active=False)
        assert unit.accounts.by_email(account.email) == changed


def test_a_code_is_used_once_and_never_an_earlier_one(store, account):
    with store.begin() as unit:
        assert unit.accounts.use_code(account.id, 7)
        assert not unit.accounts.use_code(account.id, 7)
        assert not unit.accounts.use_code(account.id, 6)
        assert unit.accounts.use_code(account.id, 8)
        assert not unit.accounts.use_code("nobody", 9)


def test_of_many_at_once_one_uses_the_code(store, account):
    def use(_):
        with store.begin() as unit:
            return unit.accounts.use_code(account.id, 7)

    with ThreadPoolExecutor(4) as at_once:
        assert sum(at_once.map(use, range(8))) == 1


def test_nothing_secret_shows_in_an_account(account):
    assert "toni" not in repr(account).lower()
    assert "$hash" not in repr(account)
