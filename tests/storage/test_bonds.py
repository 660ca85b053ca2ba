"""A row that was copied from another, or written by who has no key, opens nothing."""

# ruff: noqa: S608  # the names are our own

import pytest
from sqlalchemy import text

from portal.domain.permissions import Role
from portal.storage import Account, Broken, Wanted


@pytest.fixture
def meddle(store, caplog):
    """Write to the database as who owns it and has no key; the security log says that it was found."""

    def run(*statements):
        with store.begin() as unit:
            for statement in statements:
                assert unit.connection.execute(text(statement)).rowcount == 1
        caplog.clear()

    yield run
    assert [record.getMessage().split()[0] for record in caplog.get_records("call")][:1] == ["row_broken"]


def test_a_visit_leads_to_no_other_challenge(store, now, meddle):
    with store.begin() as unit:
        unit.raiser_sessions.start("mine", "OWN000000", now)
        unit.raiser_sessions.renew("mine", "renewed")
        assert unit.raiser_sessions.open("renewed", now).reference == "OWN000000"
    meddle("UPDATE visits SET reference = 'VICTIM000'")
    with store.read() as unit:
        assert unit.raiser_sessions.open("renewed", now) is None


def test_a_draft_opens_to_no_other_token_or_code(store, now, meddle):
    with store.begin() as unit:
        mine = unit.drafts.start("mine", {}, "en", now)
        unit.drafts.keep(mine.id, "MYCODE", now)
        theirs = unit.drafts.start("theirs", {"name": "Zebediah"}, "en", now)
        assert unit.drafts.open("theirs", now).answers == {"name": "Zebediah"}
        token = unit.connection.execute(text("SELECT token FROM drafts WHERE code IS NOT NULL")).scalar()
    for column in ("token", "code"):
        with store.begin() as unit:
            value = unit.connection.execute(text(f"SELECT {column} FROM drafts WHERE id = '{mine.id}'")).scalar()
            unit.connection.execute(text(f"UPDATE drafts SET {column} = NULL WHERE id = '{mine.id}'"))
            given = text(f"UPDATE drafts SET {column} = :value WHERE id = '{theirs.id}'")
            unit.connection.execute(given, {"value": value})
    assert token
    meddle(f"UPDATE drafts SET seen_at = seen_at WHERE id = '{theirs.id}'")
    with store.read() as unit:
        assert unit.drafts.open("mine", now) is None
        assert unit.drafts.kept("MYCODE", now) is None


@pytest.fixture
def two(store, now):
    """Somebody who meddles, and a manager; each with an account in use."""
    with store.begin() as unit:
        for key, role in (("eve", Role.TRIAGE), ("boss", Role.MANAGER)):
            account = Account(key, f"{key}@example.com", key, frozenset({role}), 0)
            unit.accounts.add(account, now, f"{key} at work")
            unit.sessions.begin(f"token of {key}", key, now)
            unit.sign_in_links.make(f"link of {key}", key, now.replace(year=2027))
            unit.logins.bind("https://issuer.example", key, key, now)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    "change",
    [
        "work_id = NULL",
        "arrived = true",
        "email = 'eve.too@example.com'",
        "roles = 'administrator manager'",
        "rank = 4",
    ],
)
def test_an_account_that_somebody_else_has_written_to_opens_nothing(store, meddle, change):
    meddle(f"UPDATE staff SET {change} WHERE id = 'boss'")
    with store.read() as unit:
        account = unit.accounts.by_id("boss")
    assert (account.active, account.roles, account.rank) == (False, frozenset(), 0)


@pytest.mark.usefixtures("two")
def test_an_id_at_work_opens_no_other_account(store, meddle):
    with store.begin() as unit:
        assert unit.accounts.by_work_id("eve at work").id == "eve"
        mac = unit.connection.execute(text("SELECT work_id FROM staff WHERE id = 'eve'")).scalar()
        unit.connection.execute(text("UPDATE staff SET work_id = NULL WHERE id = 'eve'"))
        unit.connection.execute(text("UPDATE staff SET work_id = :mac WHERE id = 'boss'"), {"mac": mac})
    meddle("UPDATE staff SET name = name WHERE id = 'boss'")
    with store.read() as unit:
        assert not unit.accounts.by_work_id("eve at work").active


@pytest.mark.usefixtures("two")
def test_a_session_an_address_and_a_work_sign_in_open_no_other_account(store, now, meddle):
    with store.begin() as unit:
        assert unit.sessions.open("token of eve", now).account_id == "eve"
        assert unit.sign_in_links.owner("link of eve", now) == "eve"
        assert unit.logins.owner("https://issuer.example", "eve") == "eve"
        unit.logins.unbind("boss")
    meddle(
        "UPDATE staff_sessions SET account_id = 'boss' WHERE account_id = 'eve'",
        "UPDATE sign_in_links SET account_id = 'boss' WHERE account_id = 'eve'",
        "UPDATE staff_logins SET account_id = 'boss' WHERE account_id = 'eve'",
    )
    with store.begin() as unit:
        assert unit.sessions.open("token of eve", now) is None
        assert unit.sign_in_links.owner("link of eve", now) is None
        assert unit.sign_in_links.owner("link of boss", now) == "boss"
        assert unit.logins.owner("https://issuer.example", "eve") is None


def test_a_code_and_a_draft_of_ones_own_open_no_other_challenge(store, add, meddle):
    mine, theirs = add(1), add(2)
    with store.read() as unit:
        assert unit.challenges.code_hash(theirs.reference) == "hash2"
    meddle(f"UPDATE challenges SET code_hash = 'hash1' WHERE id = '{theirs.id}'")
    with store.read() as unit:
        assert unit.challenges.code_hash(mine.reference) == "hash1"
        with pytest.raises(Broken):
            unit.challenges.code_hash(theirs.reference)


def test_a_draft_that_was_sent_leads_to_no_other_challenge(store, add, meddle):
    add(1), add(2)
    meddle("UPDATE challenges SET draft_id = 'mine' WHERE draft_id = 'draft2'")
    with store.read() as unit, pytest.raises(Broken):
        unit.challenges.reference_of_draft("mine")


@pytest.mark.usefixtures("two")
def test_who_writes_a_row_names_nobody_to_a_restricted_case(store, add, meddle):
    """Neither a row that was changed nor one that was copied from another case shows or opens it."""
    mine, theirs = add(1), add(2)
    with store.begin() as unit:
        unit.restricted_readers.name(mine.id, ["eve"])
        unit.restricted_readers.name(theirs.id, ["boss"])
        assert {row.reference for row in unit.worklist.lines(Wanted(reader="eve"))} == {mine.reference}
    meddle(f"UPDATE restricted_readers SET account_id = 'eve' WHERE challenge_id = '{theirs.id}'")
    with store.read() as unit:
        assert {row.reference for row in unit.worklist.lines(Wanted(reader="eve"))} == {mine.reference}
        assert unit.restricted_readers.shown([mine.reference, theirs.reference], "eve") == [mine.reference]
        named = unit.restricted_readers.of(theirs.reference)
        assert named, "it is still restricted"
        assert not named & {"eve", "boss"}


def test_who_writes_a_row_confirms_no_erasing(store, now, add, meddle):
    one, other = add(1), add(2)
    with store.begin() as unit:
        unit.due_erasures.propose([one.id, other.id], "ann", now)
        unit.due_erasures.confirm([one.id], "ben", now)
    meddle(f"UPDATE erasure_proposals SET confirmed_by = 'ben', confirmed_at = at WHERE challenge_id = '{other.id}'")
    with store.read() as unit:
        assert [each.challenge_id for each in unit.due_erasures.confirmed()] == [one.id]
        assert unit.due_erasures.waiting("ben") == 0


def test_who_writes_a_row_proposes_nothing_that_somebody_else_could_confirm(store, now, add, meddle):
    one = add()
    with store.begin() as unit:
        unit.due_erasures.propose([one.id], "ben", now)
    meddle(f"UPDATE erasure_proposals SET \"by\" = 'ann' WHERE challenge_id = '{one.id}'")
    with store.begin() as unit:
        assert unit.due_erasures.waiting("ben") == 0
        unit.due_erasures.confirm([one.id], "ben", now)
        assert unit.due_erasures.confirmed() == []
