import secrets
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from portal.domain.challenge import Event
from portal.storage import Broken, Keys, Store
from portal.storage.sealed import DataKey


def test_events_come_back_in_order(store, add, now):
    challenge = add()
    more = [Event("added", now + timedelta(seconds=n), "raiser", {"words": f"Nr {n} 🙂"}) for n in range(12)]
    with store.begin() as unit:
        unit.ledger.append(challenge.id, more[:1])
        unit.ledger.append(challenge.id, [])
        unit.ledger.append(challenge.id, more[1:])
    with store.read() as unit:
        assert unit.ledger.events(challenge.id)[1:] == more
        assert unit.ledger.verify() == []


def test_what_somebody_sent_comes_back_without_a_word_of_anybody_else(store, add, now, monkeypatch):
    challenge = add()
    theirs = [Event("added", now, "raiser", {"words": "One"}), Event("answered", now, "raiser", {"words": "Two"})]
    with store.begin() as unit:
        unit.ledger.append(challenge.id, [theirs[0], Event("noted", now, "staff", {"words": "Ours"}), theirs[1]])
    opened, opens = [], DataKey.open
    monkeypatch.setattr(DataKey, "open", lambda key, sealed, where: opened.append(where) or opens(key, sealed, where))
    with store.read() as unit:
        first, *more = unit.ledger.sent(challenge.id, "raiser")
    assert (first.kind, more) == ("received", theirs)
    assert len(opened) == 3


def test_who_read_it_last_and_what_happened_are_known_without_a_key(store, add, now):
    challenge = add()
    times = [now + timedelta(minutes=minutes) for minutes in (1, 2)]
    with store.begin() as unit:
        unit.ledger.append(
            challenge.id, [Event("read", times[0], "a", {"why": "A reason."}), Event("read", times[1], "b")]
        )
        unit.challenges.erase(challenge.reference, now)
    with store.read() as unit:
        assert unit.ledger.last(challenge.id, "read") == times[1]
        assert unit.ledger.last(challenge.id, "read", "a") == times[0]
        assert unit.ledger.last(challenge.id, "read", "c") is None
        faces = unit.ledger.faces(challenge.reference)
        assert [(face.kind, face.actor, face.what) for face in faces][1:] == [("read", "a", {}), ("read", "b", {})]
        assert unit.ledger.faces("00000000X") == []


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
            off, on = ["ALTER TABLE events DISABLE TRIGGER USER"], ["ALTER TABLE events ENABLE TRIGGER USER"]
        for statement in (*off, *statements, *on):
            run(statement)


def swap(one, two):
    """Exchange the numbers of two events of the challenge REF000010."""
    return [
        f"UPDATE events SET number = {new} WHERE number = {old} AND challenge_id = '5c1d8a3e1'"  # noqa: S608  our own
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
def test_whatever_is_done_to_an_event_is_found_without_any_key(store, store_url, add, statements, fault):
    for number in range(3):
        add(number, events=4)
    only_one = [s if "5c1d8a3e1" in s or s.startswith("UPDATE challenges") else f"{s}{_which(s)}" for s in statements]
    tamper(store, *only_one)
    stranger = Store(store_url, Keys(*(secrets.token_bytes(32) for _ in range(3))))
    with stranger.read() as unit:
        faults = unit.ledger.verify()
    stranger.close()
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
        unit.ledger.append(challenge.id, [Event("received", now, "raiser")])
    with closing(sqlite3.connect(sqlite_store.engine.url.database)) as other, other:
        other.execute("DELETE FROM challenges")  # foreign keys are off unless asked for
    with sqlite_store.read() as unit:
        assert unit.ledger.verify() == [f"There are events of a challenge that is not there: {challenge.id}."]


def test_an_event_moved_to_another_challenge_does_not_open(store, add):
    add(1), add(2)
    tamper(
        store,
        "UPDATE events SET what = (SELECT what FROM events WHERE challenge_id = '5c1d8a3e1')"
        " WHERE challenge_id = '5c1d8a3e2'",
    )
    with store.read() as unit, pytest.raises(Broken):
        unit.ledger.events("5c1d8a3e2")


def test_the_chain_still_holds_after_an_erasure(store, add, now):
    challenge = add(events=3)
    with store.read() as unit:
        before = unit.ledger.heads(now)
    with store.begin() as unit:
        unit.challenges.erase(challenge.reference, now)
    with store.read() as unit:
        assert unit.ledger.verify() == []
        assert unit.ledger.heads(now) == before


def test_the_anchor_line_changes_with_every_event(store, add, now):
    lines = []
    challenge = add()
    for n in range(3):
        with store.begin() as unit:
            lines.append(unit.ledger.heads(now))
            unit.ledger.append(challenge.id, [Event("read", now, "staff-1", {"n": n})])
    assert len(set(lines)) == 3
    day, count, digest = lines[0].split()
    assert (day, count, len(digest)) == ("2026-11-23", "1", 64)


def test_many_writers_of_one_challenge_make_one_chain(store, add, now):
    challenge = add()

    def write(n):
        with store.begin() as unit:
            unit.ledger.append(challenge.id, [Event("read", now, f"staff-{n}", {"why": "to read"})] * 2)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, range(18)))
    with store.read() as unit:
        assert unit.ledger.verify() == []
        assert len(unit.ledger.events(challenge.id)) == 37
