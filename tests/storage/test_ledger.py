# ruff: noqa: S608  # the names are our own
import secrets
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from portal.domain.challenge.state import Event, Status
from portal.storage import Broken, Keys, StaffEvent
from portal.storage.encryption import DataKey
from portal.storage.event_log import START, link
from portal.storage.tables import events


def test_events_come_back_in_order(store, add, now):
    challenge = add()
    more = [Event("added", now + timedelta(seconds=n), "raiser", {"words": f"Nr {n} 🙂"}) for n in range(12)]
    with store.begin() as unit:
        unit.event_log.append(challenge.id, more[:1])
        unit.event_log.append(challenge.id, [])
        unit.event_log.append(challenge.id, more[1:])
    with store.read() as unit:
        assert unit.event_log.events(challenge.id)[1:] == more
        assert unit.event_log.verify() == []


def test_what_somebody_sent_comes_back_without_a_word_of_anybody_else(store, add, now, monkeypatch):
    challenge = add()
    theirs = [Event("added", now, "raiser", {"words": "One"}), Event("answered", now, "raiser", {"words": "Two"})]
    with store.begin() as unit:
        unit.event_log.append(challenge.id, [theirs[0], Event("noted", now, "staff", {"words": "Ours"}), theirs[1]])
    opened, opens = [], DataKey.open
    monkeypatch.setattr(DataKey, "open", lambda key, sealed, where: opened.append(where) or opens(key, sealed, where))
    with store.read() as unit:
        first, *more = unit.event_log.sent(challenge.id, "raiser")
    assert (first.kind, more) == ("received", theirs)
    assert len(opened) == 3


def test_who_read_it_last_and_what_happened_are_known_without_a_key(store, add, now):
    challenge = add()
    times = [now + timedelta(minutes=minutes) for minutes in (1, 2)]
    with store.begin() as unit:
        unit.event_log.append(
            challenge.id, [Event("read", times[0], "a", {"why": "A reason."}), Event("read", times[1], "b")]
        )
        unit.challenges.erase(challenge.reference, now)
    with store.read() as unit:
        assert unit.event_log.last(challenge.id, "read") == times[1]
        assert unit.event_log.last(challenge.id, "read", "a") == times[0]
        assert unit.event_log.last(challenge.id, "read", "c") is None
        faces = unit.event_log.faces(challenge.reference)
        assert [(face.kind, face.actor, face.what) for face in faces][1:] == [("read", "a", {}), ("read", "b", {})]
        assert unit.event_log.faces("00000000X") == []


def test_the_database_refuses_to_change_an_event(store, add):
    add()
    for statement in ("UPDATE events SET kind = 'x'", "DELETE FROM events"):
        with pytest.raises(DBAPIError, match="never changed"), store.begin() as unit:
            unit.connection.exec_driver_sql(statement)


def tamper(store, *statements):
    """Change events as somebody would who owns the database."""
    with store.begin() as unit:
        run = unit.connection.exec_driver_sql
        if store.embedded:
            guards = run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
            off, on = [f"DROP TRIGGER {guard.name}" for guard in guards], [guard.sql for guard in guards]
        else:
            tables = ("events", "staff_events", "searches")
            off, on = ([f"ALTER TABLE {table} {way} TRIGGER USER" for table in tables] for way in ("DISABLE", "ENABLE"))
        for statement in (*off, *statements, *on):
            run(statement)


def swap(one, two):
    """Exchange the numbers of two events of the challenge REF000010."""
    return [
        f"UPDATE events SET number = {new} WHERE number = {old} AND challenge_id = '5c1d8a3e1'"
        for old, new in ((one, 99), (two, one), (99, two))
    ]


ONE_MORE = """
INSERT INTO events SELECT challenge_id, 5, kind, at, actor, what, hash FROM events
WHERE number = 4 AND challenge_id = '5c1d8a3e1'
"""
CHANGED = "event 2 is not what was written"


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["UPDATE events SET kind = 'nothing' WHERE number = 2"], CHANGED),
        (["UPDATE events SET actor = 'somebody' WHERE number = 2"], CHANGED),
        (["UPDATE events SET at = '2026-11-23 10:00:00.000001' WHERE number = 2"], CHANGED),
        (["UPDATE events SET what = hash WHERE number = 2"], CHANGED),
        (["UPDATE events SET hash = what WHERE number = 2"], CHANGED),
        (["DELETE FROM events WHERE number = 2"], "event 2 is missing"),
        (["DELETE FROM events WHERE number = 4"], "4 events were written, 3 are there"),
        (["DELETE FROM events"], "4 events were written, 0 are there"),
        (swap(2, 3), CHANGED),
        ([ONE_MORE], "event 5 is not what was written"),
        (["UPDATE challenges SET chain_length = 3"], "3 events were written, 4 are there"),
        (["UPDATE challenges SET chain_head = data_key"], "4 events were written, 4 are there"),
    ],
)
def test_whatever_is_done_to_an_event_is_found(store, add, statements, fault):
    for number in range(3):
        add(number, events=4)
    only_one = [s if "5c1d8a3e1" in s or s.startswith("UPDATE challenges") else f"{s}{_which(s)}" for s in statements]
    tamper(store, *only_one)
    with store.read() as unit:
        faults = unit.event_log.verify()
    assert any(fault in found for found in faults), faults
    assert all(found.startswith("Challenge REF0000") for found in faults)
    if "UPDATE challenges" not in statements[0]:
        assert len(faults) == 1
        assert faults[0].startswith("Challenge REF000010")


def _which(statement):
    return f" {'AND' if 'WHERE' in statement else 'WHERE'} challenge_id = '5c1d8a3e1'"


def test_a_challenge_that_is_gone_is_found(sqlite_store, challenge, now):
    with sqlite_store.begin() as unit:
        unit.challenges.add(challenge, draft_id="d", code_hash="h", now=now)
        unit.event_log.append(challenge.id, [Event("received", now, "raiser")])
    with closing(sqlite3.connect(sqlite_store.engine.url.database)) as other, other:
        other.execute("DELETE FROM challenges")  # foreign keys are off unless asked for
    with sqlite_store.read() as unit:
        assert unit.event_log.verify() == [f"There are events of a challenge that is not there: {challenge.id}."]


def test_an_event_moved_to_another_challenge_does_not_open(store, add):
    add(1), add(2)
    tamper(
        store,
        "UPDATE events SET what = (SELECT what FROM events WHERE challenge_id = '5c1d8a3e1')"
        " WHERE challenge_id = '5c1d8a3e2'",
    )
    with store.read() as unit, pytest.raises(Broken):
        unit.event_log.events("5c1d8a3e2")


def test_the_chain_still_holds_after_an_erasure(store, add, now):
    challenge = add(events=3)
    with store.read() as unit:
        before = unit.anchors.of(now)
    with store.begin() as unit:
        unit.challenges.erase(challenge.reference, now)
    with store.read() as unit:
        assert unit.event_log.verify() == []
        assert unit.anchors.of(now) == before


def test_who_has_no_key_makes_no_link(store, add):
    """Every link is made again from the beginning, as who owns the database could, but with keys of their own."""
    challenge = add(events=2)
    theirs = Keys(*(secrets.token_bytes(32) for _ in range(3)))
    head = START
    with store.read() as unit:
        written = unit.connection.execute(select(events).order_by(events.c.number)).all()
    changes = []
    for row in written:
        head = link(theirs, head, row)
        changes.append(f"UPDATE events SET hash = {_hex(store, head)} WHERE number = {row.number}")
    tamper(store, *changes, f"UPDATE challenges SET chain_head = {_hex(store, head)}")
    with store.read() as unit:
        faults = unit.event_log.verify()
    assert len(written) == 2
    assert f"Challenge {challenge.reference}: event 1 is not what was written, or not in its place." in faults


def _hex(store, value):
    return f"X'{value.hex()}'" if store.embedded else f"'\\x{value.hex()}'::bytea"


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["DELETE FROM events WHERE challenge_id = '5c1d8a3e1'", "DELETE FROM challenges WHERE id = '5c1d8a3e1'"],
         "A challenge that was there is gone: 5c1d8a3e1."),
        (["DELETE FROM staff_events WHERE id > 1"], "The record of what was done with accounts: its first 2 lines"),
        (["DELETE FROM searches"], "The record of searches: its first 1 lines"),
    ],
)  # fmt: skip
def test_what_was_taken_away_is_found_with_an_anchor_of_before(store, add, now, statements, fault):
    for number in range(2):
        add(number, events=3)
    with store.begin() as unit:
        for kind in ("added", "disabled"):
            unit.staff_events.add(StaffEvent(now, "operator", kind, "toni"))
        unit.search_index.log("toni", "child", "rang", 1, now)
    with store.read() as unit:
        anchor = unit.anchors.of(now)
        assert unit.anchors.compare(anchor) == unit.event_log.verify() == []
    tamper(store, "DELETE FROM finders", "DELETE FROM duties", *statements)
    with store.read() as unit:
        (found,) = unit.anchors.compare(anchor)
        assert found.startswith(fault)
        (refused,) = unit.anchors.compare(anchor.replace("challenge 5c1d8a3e1 3", "challenge 5c1d8a3e1 2"))
        assert refused.startswith("This is not an anchor that we wrote")


def test_an_anchor_of_before_still_fits_when_more_has_happened_and_does_not_after_a_cut(store, add, now):
    challenge = add(events=1)
    with store.read() as unit:
        first = unit.anchors.of(now)
        row = unit.connection.exec_driver_sql("SELECT body, chain_length, chain_head, bond FROM challenges").one()
    with store.begin() as unit:
        unit.event_log.append(challenge.id, [Event("withdrawn", now, "raiser")])
        unit.challenges.save(replace(challenge, status=Status.WITHDRAWN))
        second = unit.anchors.of(now)
    with store.read() as unit:
        assert unit.anchors.compare(first) == unit.anchors.compare(second) == []
    head, body, bond = (_hex(store, bytes(each)) for each in (row.chain_head, row.body, row.bond))
    back = f"UPDATE challenges SET chain_length = 1, chain_head = {head}, body = {body}, bond = {bond}"
    tamper(store, "DELETE FROM events WHERE number = 2", back)
    with store.read() as unit:
        assert unit.event_log.verify() == [], "all of it was put back as it was"
        assert unit.anchors.compare(first) == []
        assert unit.anchors.compare(second) == [
            f"Challenge {challenge.reference}: its first 2 events are not those that were there."
        ]


def test_an_old_body_put_back_opens_no_more(store, add, now):
    challenge = add(events=1)
    with store.read() as unit:
        old = unit.connection.exec_driver_sql("SELECT body FROM challenges").scalar()
    with store.begin() as unit:
        unit.event_log.append(challenge.id, [Event("withdrawn", now, "raiser")])
        unit.challenges.save(replace(challenge, status=Status.WITHDRAWN))
    tamper(store, f"UPDATE challenges SET body = {_hex(store, bytes(old))}")
    with store.read() as unit:
        assert unit.event_log.verify() == [f"Challenge {challenge.reference}: it is not as it was last written."]
        with pytest.raises(Broken):
            unit.challenges.get(challenge.reference)
    with store.begin() as unit, pytest.raises(Broken):
        unit.event_log.append(challenge.id, [Event("read", now, "staff")])
    with store.begin() as unit, pytest.raises(Broken):
        unit.challenges.save(challenge)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE staff_events SET detail = 'manager' WHERE id = 1", "what was done with accounts: line 1"),
        ("UPDATE staff_events SET actor = 'remi' WHERE id = 2", "what was done with accounts: line 2"),
        ("DELETE FROM staff_events WHERE id = 1", "what was done with accounts: line 2"),
        ("UPDATE searches SET hits = 9", "searches: line 1"),
    ],
)
def test_what_was_done_with_accounts_and_who_searched_cannot_be_rewritten(store, now, change, fault):
    with store.begin() as unit:
        for kind in ("added", "roles_changed"):
            unit.staff_events.add(StaffEvent(now, "operator", kind, "toni", "triage"))
        unit.search_index.log("toni", "child", "rang", 1, now)
    with pytest.raises(DBAPIError, match="never changed"), store.begin() as unit:
        unit.connection.exec_driver_sql(change)
    tamper(store, change)
    with store.read() as unit:
        (found,) = unit.event_log.verify()
    assert found == f"The record of {fault} is not what was written, or not in its place."


@pytest.mark.parametrize("table", ["events", "staff_events", "searches"])
def test_the_database_refuses_to_empty_what_is_never_changed(postgresql_store, table):
    with pytest.raises(DBAPIError, match="never changed"), postgresql_store.begin() as unit:
        unit.connection.exec_driver_sql(f"TRUNCATE {table}")


def test_many_who_search_at_once_make_one_chain(store, now):
    def search(n):
        with store.begin() as unit:
            unit.search_index.log(f"staff-{n}", "child", "rang", n, now)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(search, range(18)))
    with store.read() as unit:
        assert unit.event_log.verify() == []
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM searches").scalar() == 18


def test_many_writers_of_one_challenge_make_one_chain(store, add, now):
    challenge = add()

    def write(n):
        with store.begin() as unit:
            unit.event_log.append(challenge.id, [Event("read", now, f"staff-{n}", {"why": "to read"})] * 2)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, range(18)))
    with store.read() as unit:
        assert unit.event_log.verify() == []
        assert len(unit.event_log.events(challenge.id)) == 37
