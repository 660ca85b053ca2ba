from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from build import alert_at
from portal.domain.challenge.casework import Casework
from portal.domain.challenge.search_keys import SearchField, query_alternatives
from portal.domain.challenge.state import Event, Flag, Status
from portal.storage import AlreadyThere, Broken, Erased, Order, Wanted


def count(store):
    with store.read() as unit:
        return [
            unit.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608  our own names
            for table in ("challenges", "events", "outbox")
        ]


def test_a_challenge_comes_back_as_it_was(store, add):
    challenge = add()
    with store.read() as unit:
        assert unit.challenges.get(challenge.reference) == challenge
        assert unit.challenges.by_id(challenge.id) == challenge
        assert unit.challenges.reference_of_draft("draft0") == challenge.reference
        assert unit.challenges.code_hash(challenge.reference) == "hash0"
        assert unit.challenges.get("UNKNOWN00") is None
        assert unit.challenges.by_id("unknown") is None
        assert unit.challenges.reference_of_draft("unknown") is None
        assert unit.challenges.code_hash("UNKNOWN00") is None


def test_challenge_events_and_notices_stand_or_fall_together(store, add, challenge, email, now):
    def fail_at_last():
        with store.begin() as unit:
            unit.challenges.add(challenge, draft_id="d", code_hash="h", now=now)
            unit.event_log.append(challenge.id, [Event("received", now, "raiser")])
            unit.outbox.add(challenge.id, [email], now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_at_last()
    assert count(store) == [0, 0, 0]
    add(notices=[email])
    assert count(store) == [1, 1, 1]


def test_the_same_draft_or_reference_is_not_added_twice(store, add, challenge, now):
    add()
    for number, draft in ((0, "draft1"), (1, "draft0")):
        again = replace(challenge, id=f"again{number}", reference=f"REF{number:05}0")
        with pytest.raises(AlreadyThere) as refused, store.begin() as unit:
            unit.challenges.add(again, draft_id=draft, code_hash="h", now=now)
        assert refused.value.__suppress_context__
    assert count(store) == [1, 1, 0]


def test_a_saved_state_shows_on_the_list(store, add):
    challenge = add()
    changed = replace(challenge, flags=frozenset({Flag.DANGER}), stage="service_manager", due=None)
    with store.begin() as unit:
        unit.challenges.save(changed)
    with store.read() as unit:
        assert unit.challenges.get(challenge.reference) == changed
        (row,) = unit.worklist.lines()
    assert (row.reference, row.pack, row.audience) == (challenge.reference, challenge.pack, "parent")
    assert (row.flags, row.stage, row.due, row.erased) == ({Flag.DANGER}, "service_manager", None, False)
    assert (row.status, row.received_at) == ("received", challenge.received_at)


def test_the_list_puts_flags_first_then_what_is_due_then_the_newest(store, add, now):
    soon, late, hour = now.date(), now.date() + timedelta(days=3), timedelta(hours=1)
    add(1, due=None)
    add(2, due=late)
    add(3, due=soon)
    add(4, due=soon, received_at=now + timedelta(hours=1))
    add(5, due=None, flags=frozenset({Flag.MESSAGE}))
    add(6, due=soon, flags=frozenset({Flag.URGENT}))
    add(7, due=soon, flags=frozenset({Flag.URGENT, Flag.ADVOCATE}))
    add(8, work=Casework(alerts=(alert_at(now),)), status=Status.CLOSED)
    add(9, due=None, work=Casework(alerts=(alert_at(now - hour), alert_at(now + hour))))
    with store.read() as unit:
        assert [row.reference[-2] for row in unit.worklist.lines()] == list("987654321")


def test_an_alert_is_told_from_all_else_in_every_order(store, add, now):
    for number in range(4):
        add(number, received_at=now - timedelta(days=number), due=now.date() + timedelta(days=number))
    add(5, work=Casework(alerts=(alert_at(now),)))
    for order in Order:
        for turned in (False, True):
            with store.read() as unit:
                alerts = unit.worklist.lines(Wanted(alert=True), order, last_first=turned)
                others = unit.worklist.lines(Wanted(alert=False), order, last_first=turned)
                assert len(unit.worklist.lines(Wanted(), order, last_first=turned)) == 5
            assert [row.reference for row in alerts] == ["REF000050"]
            assert len(others) == 4


def test_an_alert_that_was_acted_on_no_longer_stands_first(store, add, now):
    add(1, due=None, flags=frozenset({Flag.MESSAGE}))
    add(2, due=None, work=Casework(alerts=(alert_at(now) | {"acted": {"by": "toni", "at": now.isoformat()}},)))
    with store.read() as unit:
        assert [row.reference[-2] for row in unit.worklist.lines()] == ["1", "2"]


def test_paging_shows_each_once_whatever_arrives_meanwhile(store, add):
    for number in range(9):
        add(number)
    seen, cursor = [], None
    for page in range(5):
        with store.read() as unit:
            rows = unit.worklist.lines(after=cursor, limit=2)
        seen += [row.reference for row in rows]
        cursor = rows[-1].cursor
        add(10 + page, flags=frozenset({Flag.DANGER}))
    assert sorted(seen) == [f"REF{number:05}0" for number in range(9)]


def test_after_an_erasure_nothing_opens_and_the_rest_stays(store, add, email, now):
    challenge, other = add(1, notices=[email]), add(2, notices=[email])
    with store.begin() as unit:
        unit.raiser_sessions.start("token", challenge.reference, now)
        unit.challenges.erase(challenge.reference, now)
    with store.begin() as unit:
        for read in (
            lambda: unit.challenges.get(challenge.reference),
            lambda: unit.challenges.by_id(challenge.id),
            lambda: unit.challenges.save(challenge),
            lambda: unit.event_log.events(challenge.id),
            lambda: unit.event_log.append(challenge.id, [Event("read", now, "staff-1")]),
            lambda: unit.outbox.add(challenge.id, [email], now),
        ):
            with pytest.raises(Erased):
                read()
        assert unit.challenges.code_hash(challenge.reference) is None
        assert unit.raiser_sessions.open("token", now) is None
        assert {row.reference: row.erased for row in unit.worklist.lines()} == {
            challenge.reference: True,
            other.reference: False,
        }
        assert unit.outbox.counts() == {"waiting": 1}
        assert [waiting.challenge_id for waiting in unit.outbox.claim(now)] == [other.id]
        assert unit.challenges.get(other.reference) == other
        assert unit.event_log.verify() == []


def test_what_an_erased_challenge_was_found_by_is_gone(store, add, now):
    challenge = add(flags=frozenset(Flag), answers={"name": "Zebediah Quillfeather"})
    way = query_alternatives(SearchField.RAISER, "quillfeather")
    with store.begin() as unit:
        assert unit.search_index.matching(way, 9) == [challenge.id]
        unit.challenges.erase(challenge.reference, now)
        assert unit.search_index.matching(way, 9) == []
        assert unit.worklist.count(Wanted(duty="danger"), 9) == 0
        (row,) = unit.worklist.lines(Wanted(turn="closed"))
        assert (row.flags, row.due, row.assigned) == (frozenset(), None, "")


def test_an_erased_key_is_gone_from_the_file_too(sqlite_store, challenge, now):
    with sqlite_store.begin() as unit:
        unit.challenges.add(challenge, draft_id="d", code_hash="h", now=now)
    with sqlite_store.read() as unit:
        wrapped, body = unit.connection.exec_driver_sql("SELECT data_key, body FROM challenges").one()
    file = sqlite_store.engine.url.database

    def held(value):
        return any(value in path.read_bytes() for path in _files(file))

    assert held(wrapped)
    assert held(body)
    with sqlite_store.begin() as unit:
        unit.challenges.erase(challenge.reference, now)
    assert sqlite_store.forget() == []
    assert not held(wrapped)
    assert not held(body)


def _files(file):
    return [path for path in Path(file).parent.glob("portal.db*") if not path.name.endswith("-shm")]


@pytest.mark.parametrize("column", ["body", "data_key"])
def test_a_sealed_value_does_not_open_in_another_row(store, add, column):
    one, other = add(1), add(2)
    with store.begin() as unit:
        unit.connection.exec_driver_sql(
            f"UPDATE challenges SET {column} = (SELECT {column} FROM challenges"  # noqa: S608  our own names
            f" WHERE id = '{one.id}') WHERE id = '{other.id}'"
        )
    with store.read() as unit:
        with pytest.raises(Broken):
            unit.challenges.get(other.reference)
        assert unit.challenges.get(one.reference) == one


def test_nor_in_another_column(store, add, email, now):
    challenge = add(notices=[email])
    with store.begin() as unit:
        unit.connection.exec_driver_sql("UPDATE outbox SET message = (SELECT what FROM events)")
        assert unit.outbox.claim(now) == []
        assert unit.outbox.counts() == {"failed": 1}
        unit.connection.exec_driver_sql("UPDATE challenges SET body = (SELECT what FROM events)")
        with pytest.raises(Broken):
            unit.challenges.get(challenge.reference)
