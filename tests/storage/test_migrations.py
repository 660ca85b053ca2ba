import importlib
import pkgutil
import shutil
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Boolean, column, create_engine, insert, inspect, table, text
from sqlalchemy.exc import DBAPIError

from portal import storage
from portal.domain.permissions import Role
from portal.storage import Account, Store, migrations
from portal.storage.encryption import place
from portal.storage.event_log import START
from portal.storage.rekey import _unkeyed
from portal.storage.row_bindings import plain
from portal.storage.tables import Moment, metadata

NUMBERED = [f"{number:04}" for number in range(1, 36)]
"""Every migration there is. A new one is added here on purpose; one that has been run is never changed."""

for room in pkgutil.iter_modules(storage.__path__, "portal.storage."):
    importlib.import_module(room.name)  # so that ``metadata`` knows every table


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path, keys):
    """A store on a database without any table."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path}/new.db", keys)
        yield store
        store.close()
        return
    server = create_engine(request.getfixturevalue("postgresql_url"), isolation_level="AUTOCOMMIT")
    name = f"{server.url.database}_empty"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = server.url.set(database=name)
    store = Store(url.render_as_string(hide_password=False), keys)
    yield store
    store.close()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


def test_from_nothing_to_the_head_in_order_and_once(empty):
    assert empty.pending() == NUMBERED
    assert empty.upgrade() == NUMBERED
    assert empty.pending() == empty.upgrade() == []


def test_whether_its_tables_are_those_that_the_portal_works_with_is_said_in_a_sentence(empty):
    assert "run `portal upgrade`" in empty.unfit()
    empty.upgrade()
    assert empty.unfit() == ""
    for version, said in (("0001", "run `portal upgrade`"), ("9999", "written by a later version of the portal")):
        with empty.begin() as unit:
            unit.connection.execute(
                text("UPDATE alembic_version SET version_num = :it, serves_from = :it"), {"it": version}
            )
        assert said in empty.unfit(), version


def test_the_tables_are_what_the_code_believes(empty):
    empty.upgrade()
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_postgresql_takes_no_samples_of_what_is_sealed_or_hashed(postgresql_store):
    """What :command:`ANALYZE` samples is copied into the catalogue, where no erasing reaches it."""
    with postgresql_store.engine.connect() as connection:
        sampled = connection.execute(
            text(
                "SELECT attrelid::regclass, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
                "WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND atttypid = 'bytea'::regtype "
                "AND NOT attisdropped AND attstattarget IS DISTINCT FROM 0"
            )
        ).all()
    assert sampled == []


def test_two_at_once_take_turns(empty):
    with ThreadPoolExecutor(2) as threads:
        applied = list(threads.map(lambda _: empty.upgrade(), range(2)))
    assert sorted(step for each in applied for step in each) == NUMBERED


@pytest.fixture
def up_to(empty, tmp_path):
    """Applies the migrations before this one, and gives a folder that ends with it."""

    def apply(number):
        folder = shutil.copytree(migrations.FOLDER, tmp_path / "migrations")
        files = sorted((folder / "versions").glob("0*.py"))
        for file in files:
            if file.name[:4] > number:
                file.unlink()
        last = next(file for file in files if file.name.startswith(number))
        kept = last.read_text()
        last.unlink()
        before = [name for name in NUMBERED if name < number]
        assert migrations.upgrade(empty.engine, folder).applied == before
        last.write_text(kept)
        return folder

    return apply


def test_the_flags_of_old_challenges_move_into_one_column(empty, up_to, now):
    folder = up_to("0003")
    old = """INSERT INTO challenges (id, reference, pack, audience, status, stage, received_at, danger, new_information,
             queue_key, chain_length, chain_head, added_at)
             VALUES (:key, :key, 'p', 'parent', 'received', '1', :now, :danger, :new, :key, 0, :head, :now)"""
    with empty.engine.begin() as connection:
        for rank in range(4):
            flags = {"danger": rank >= 2, "new": rank % 2 == 1}
            row = {"key": f"{rank}000", "now": now, "head": b"", **flags}
            connection.execute(text(old), row)
    assert migrations.upgrade(empty.engine, folder).applied == ["0003"]
    with empty.engine.begin() as connection:
        moved = connection.execute(text("SELECT queue_key, flags FROM challenges ORDER BY reference")).all()
    expected = [("0000", ""), ("1000", "new_information"), ("4000", "danger"), ("5000", "danger new_information")]
    assert [tuple(row) for row in moved] == expected


def test_old_accounts_keep_all_but_their_sessions(empty, tmp_path, now):
    folder = shutil.copytree(migrations.FOLDER, tmp_path / "migrations")
    for later in NUMBERED[3:]:
        next((folder / "versions").glob(f"{later}_*.py")).unlink()
    migrations.upgrade(empty.engine, folder)
    old = """INSERT INTO staff (id, email, name, password, roles, rank, session, totp, code_counter, active, added_at)
             VALUES ('a1', 'toni@example.com', 'Toni', '$hash', 'reviewer triage', 2, 's', '{}', 7, :active, :now)"""
    with empty.engine.begin() as connection:
        connection.execute(text(old), {"active": True, "now": now})
    assert empty.upgrade() == NUMBERED[3:]
    with empty.begin() as unit:
        roles = frozenset({Role.REVIEWER, Role.TRIAGE})
        kept = Account("a1", "toni@example.com", "Toni", roles, 2, signed_in=True)
        assert unit.accounts.everybody() == [kept]
        unit.sessions.begin("t", "a1", now)
    with empty.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO staff_events (at, actor, kind, whom) VALUES (:now, 'a', 'k', 'w')"), {"now": now}
        )
    with empty.begin() as unit:
        unit.search_index.log("a", "child", "rang", 1, now)
    for change in (
        "UPDATE staff_events SET kind = 'other'", "DELETE FROM staff_events",
        "UPDATE searches SET actor = 'b'", "DELETE FROM searches",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match="never changed"), empty.engine.begin() as connection:
            connection.execute(text(change))


def test_the_lists_begin_with_what_needs_no_key(empty, up_to, now):
    folder = up_to("0006")
    old = """INSERT INTO challenges (id, reference, pack, audience, status, stage, received_at, due, flags,
             queue_key, chain_length, chain_head, added_at, erased_at)
             VALUES (:key, :key, 'p', 'parent', :status, '1', :now, :due, 'message', :order, 0, :head, :now, :gone)"""
    soon, received = "3012345", "017639000000001234567890"
    statuses = {"received": "free", "reviewed": "raiser", "withdrawn": "raiser", "finished": "over", "closed": "closed"}
    with empty.engine.begin() as connection:
        for number, status in enumerate([*statuses, "received"]):
            gone = now if number == len(statuses) else None
            row = {"key": str(number), "status": status, "order": f"1{soon}{received}", "due": now.date()}
            connection.execute(text(old), {**row, "now": now, "gone": gone, "head": b""})
    assert migrations.upgrade(empty.engine, folder).applied == ["0006"]
    with empty.engine.begin() as connection:
        asked = "SELECT turn, assigned, flags, queue_key, due_key, received_key, indexed FROM challenges ORDER BY id"
        moved = [tuple(row) for row in connection.execute(text(asked))]
    never = "0000000"
    due = dict.fromkeys(("free", "raiser", "over"), (f"1{soon}", soon)) | {"closed": (f"0{never}", never)}
    expected = [
        (turn, "", "message", due[turn][0] + received, due[turn][1] + received, received, 0)
        for turn in statuses.values()
    ]
    expected.append(("closed", "", "", f"0{never}{received}", never + received, received, 0))
    assert moved == expected


def test_messages_that_wait_under_an_old_name_go_out_under_the_new_one(empty, up_to, now):
    folder = up_to("0010")
    old = """INSERT INTO challenges (id, reference, pack, audience, status, stage, received_at, flags,
             queue_key, due_key, received_key, turn, assigned, indexed, chain_length, chain_head, added_at)
             VALUES ('c', 'c', 'p', 'parent', 'received', '1', :now, '', '', '', '', 'free', '', 1, 0, :head, :now)"""
    row = """INSERT INTO outbox (reference, challenge_id, lane, name, channel, message, state, attempts, not_before,
             added_at) VALUES (:name, 'c', :head, :name, 'email', :head, 'waiting', 0, :now, :now)"""
    names = ("received", "update", "bounced")
    with empty.engine.begin() as connection:
        connection.execute(text(old), {"now": now, "head": b""})
        connection.execute(text(row), [{"now": now, "head": b"", "name": name} for name in names])
    assert migrations.upgrade(empty.engine, folder).applied == ["0010"]
    with empty.engine.begin() as connection:
        moved = connection.execute(text("SELECT name FROM outbox ORDER BY id")).scalars().all()
    assert moved == ["received", "answer", "bounced"]


def test_old_rows_are_bound_and_old_chains_linked_by_the_keys(empty, up_to, now):
    folder = up_to("0013")
    key, wrapped = empty.keys.new_data_key("challenges", "c")
    head, sealed = START, [key.seal({}, place("events", f"c/{number}", "what")) for number in (1, 2)]
    rows = [("c", number, "read", now, "staff", what) for number, what in enumerate(sealed, 1)]
    with empty.engine.begin() as connection:
        connection.execute(text("""INSERT INTO challenges (id, reference, data_key, pack, audience, status, stage,
            received_at, flags, queue_key, due_key, received_key, turn, assigned, indexed, chain_length, chain_head,
            added_at) VALUES ('c', 'c', :key, 'p', 'parent', 'received', '1', :now, '', '', '', '', 'free', '', 1, 2,
            :head, :now)"""), {"key": wrapped, "now": now, "head": b""})  # fmt: skip
        for row in rows:
            head = _unkeyed(head, SimpleNamespace(**dict(zip(LINKED, row, strict=True))))
            new = text("INSERT INTO events (challenge_id, number, kind, at, actor, what, hash)"
                       " VALUES (:challenge_id, :number, :kind, :at, :actor, :what, :hash)")  # fmt: skip
            connection.execute(new, {**dict(zip(LINKED, row, strict=True)), "hash": head})
        connection.execute(text("UPDATE challenges SET chain_head = :head"), {"head": head})
        for table, line in (("staff_events", "at, actor, kind, whom) VALUES (:now, 'a', 'k', 'w')"),
                            ("searches", "at, actor, by, purpose, hits) VALUES (:now, 'a', 'b', 'p', 1)")):  # fmt: skip
            connection.execute(text(f"INSERT INTO {table} ({line}"), {"now": now})
    assert folder
    assert empty.upgrade()[0] == "0013"
    with empty.read() as unit:
        assert unit.event_log.verify() == []
        assert [event.kind for event in unit.event_log.events("c")] == ["read", "read"]
    with pytest.raises(DBAPIError, match="never changed"), empty.engine.begin() as connection:
        connection.execute(text("UPDATE events SET actor = 'nobody'"))


def test_accounts_stay_open_to_whom_they_were_and_what_opened_them_otherwise_is_gone(empty, up_to, now):
    folder = up_to("0019")
    bound = ("id", "email", "password", "roles", "rank", "team", "invitation", "invited_until", "totp", "active")
    row = {"email": "", "password": "$hash", "roles": "triage", "rank": 0, "team": "", "invitation": None,
           "invited_until": None, "totp": "{}", "active": True}  # fmt: skip
    invited = {"password": "", "invitation": b"mac", "invited_until": now, "totp": None, "roles": ""}
    people = {"toni": row, "noor": row | invited, "eve": row}
    with empty.engine.begin() as connection:
        for key, each in people.items():
            full = each | {"id": key, "email": f"{key}@example.com"}
            bond = empty.keys.bond("staff", *(plain(full[name]) for name in bound))
            full |= {"bond": bond, "now": now, "roles": "administrator" if key == "eve" else full["roles"]}
            connection.execute(
                insert(BEFORE).values({name: full[name] for name in (*bound, "bond")} | {"name": key, "added_at": now})
            )
            connection.execute(
                text("INSERT INTO staff_sessions (id, token, account_id, began_at, seen_at)"
                     " VALUES (:id, :mac, :id, :now, :now)"),
                {"id": key, "mac": key.encode(), "now": now},
            )  # fmt: skip
            change = """INSERT INTO account_changes (id, kind, whom, roles, rank, team, asked_by, asked_at)
                        VALUES (:id, :kind, :key, '', 0, '', 'a', :now)"""
            kinds = [{"id": f"{key}{kind}", "kind": kind, "key": key, "now": now} for kind in ("codes", "enable")]
            connection.execute(text(change), kinds)
    assert folder
    assert empty.upgrade() == NUMBERED[18:]
    with empty.read() as unit:
        known = {each.id: each for each in unit.accounts.everybody()}
        assert known["toni"] == Account("toni", "toni@example.com", "toni", frozenset({Role.TRIAGE}), 0, signed_in=True)
        assert known["noor"] == Account("noor", "noor@example.com", "noor", frozenset(), 0)
        assert not known["eve"].active, "who wrote to a row without the keys is not let in by it now"
        assert sorted(each.kind for each in unit.account_changes.waiting(now)) == ["enable"] * 3
        columns = {each["name"] for each in inspect(unit.connection).get_columns("staff")}
        tables = set(inspect(unit.connection).get_table_names())
    assert not columns & {"password", "invitation", "invited_until", "totp", "code_counter"}
    assert not tables & {"passkeys", "staff_recovery"}
    with pytest.raises(DBAPIError), empty.engine.begin() as connection:
        connection.execute(text("DELETE FROM staff WHERE id = 'toni'"))


BEFORE = table("staff", *(column(name) for name in ("id", "name", "email", "password", "roles", "rank", "team")),
               column("invitation"), column("invited_until", Moment), column("totp"), column("active", Boolean),
               column("added_at", Moment), column("bond"))  # fmt: skip

LINKED = ("challenge_id", "number", "kind", "at", "actor", "what")
