"""Staff accounts, on each database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.domain.permissions import Role
from portal.storage import Account, EmailTaken

ROLES = frozenset({Role.TRIAGE, Role.MANAGER})


@pytest.fixture
def account(store, now):
    made = Account("a1", "toni@example.com", "Toni Example", ROLES, 2)
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
        unit.accounts.change(account.id, roles=frozenset({Role.AUDITOR}), team="MASH")
        unit.accounts.change(account.id, active=False)
    with store.read() as unit:
        changed = replace(account, roles=frozenset({Role.AUDITOR}), team="MASH", active=False)
        assert unit.accounts.by_email(account.email) == changed


def test_an_id_at_work_that_was_named_finds_its_account_until_it_has_been_used(store, account, now):
    with store.begin() as unit:
        unit.accounts.add(replace(account, id="a2", email="remi@example.com"), now, "remi-at-work")
        assert unit.accounts.by_work_id("remi-at-work").id == "a2"
        assert unit.accounts.by_work_id("toni-at-work") is None
        assert (unit.accounts.by_id("a2").named, unit.accounts.by_id("a2").arrived) == (True, False)
        kept = unit.connection.exec_driver_sql("SELECT work_id FROM staff WHERE id = 'a2'").scalar()
        assert b"remi" not in bytes(kept)
    with pytest.raises(EmailTaken), store.begin() as unit:
        unit.accounts.add(replace(account, id="a3", email="rowan@example.com"), now, "remi-at-work")
    with store.begin() as unit:
        unit.accounts.arrive("a2")
        unit.accounts.arrive("a2")
        assert unit.accounts.by_work_id("remi-at-work") is None
        assert (unit.accounts.by_id("a2").named, unit.accounts.by_id("a2").arrived) == (False, True)


def test_an_address_that_signs_somebody_in_is_used_by_one_of_many_at_once(store, account, now):
    until = now + timedelta(minutes=10)
    with store.begin() as unit:
        unit.sign_in_links.make("first", account.id, until)
        unit.sign_in_links.make("second", account.id, until)
        assert unit.sign_in_links.owner("first", now) is None, "a new one takes the place of the one before"
        assert unit.sign_in_links.owner("second", now) == account.id
        assert unit.sign_in_links.owner("second", until) is None

    def use(_):
        with store.begin() as unit:
            return unit.sign_in_links.use_up("second")

    with ThreadPoolExecutor(4) as at_once:
        assert sum(at_once.map(use, range(8))) == 1


def test_of_many_at_once_one_logout_token_counts(store, now):
    def take(_):
        with store.begin() as unit:
            return unit.logout_tokens.first_time("https://id.example.com", "jti", now)

    with ThreadPoolExecutor(4) as at_once:
        assert sum(at_once.map(take, range(8))) == 1
    with store.begin() as unit:
        assert unit.logout_tokens.first_time("https://other.example.com", "jti", now + timedelta(minutes=1))
        assert unit.logout_tokens.sweep(now) == 1
        assert unit.logout_tokens.first_time("https://id.example.com", "jti", now)


def test_nothing_secret_shows_in_an_account(account):
    assert "toni" not in repr(account).lower()
