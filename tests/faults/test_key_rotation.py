"""100,000 data keys are wrapped anew while two processes, one of which was not started anew yet, serve people."""

import threading
import time
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import insert

from portal.storage import Store
from portal.storage.encryption import place
from portal.storage.tables import drafts
from posting import Clock

NEW, MANY = b"N" * 32, 100_000


def fill(store, now):
    rows = []
    for number in range(MANY):
        name = f"{number:032}"
        key, wrapped = store.keys.new_data_key("drafts", name)
        answers = key.seal({"number": number}, place("drafts", name, "answers"))
        rows.append({"id": name, "data_key": wrapped, "answers": answers, "language": "en"})
    with store.begin() as unit:
        unit.connection.execute(insert(drafts), [row | {"started_at": now, "seen_at": now} for row in rows])


@pytest.mark.timeout(900)
def test_nobody_notices(postgresql_store, postgresql_url, keys, now, capsys):
    store, clock = postgresql_store, Clock(now)
    fill(store, now)
    store.keys = replace(store.keys, masters_also=(NEW,))
    served, failed, slowest, stop = [0], [], [0.0], threading.Event()

    def visit(which, name):
        number = 0
        while not stop.is_set():
            number, began = number + 1, time.monotonic()
            try:
                with which.begin() as unit:
                    unit.drafts.start(f"{name} {number}", {"words": "mine"}, "en", clock())
                with which.read() as unit:
                    assert unit.drafts.open(f"{name} {number}", clock()).answers == {"words": "mine"}
            except Exception as error:  # noqa: BLE001 - each is counted
                failed.append(error)
            served[0] += 1
            slowest[0] = max(slowest[0], time.monotonic() - began)
            time.sleep(0.02)

    with closing(Store(postgresql_url, replace(keys, master=NEW, masters_also=(keys.master,)))) as other:
        visitors = [threading.Thread(target=visit, args=(store if half else other, f"{half}")) for half in (0, 1)]
        for each in visitors:
            each.start()
        began = time.monotonic()
        done = other.rotate(lambda _table, _count: None)
        took = time.monotonic() - began
        stop.set()
        for each in visitors:
            each.join()
        while other.rotate(lambda _table, _count: None):
            pass
        with capsys.disabled():
            print(f"\n{done} data keys in {took:.0f} s")
            print(f"served {served[0]}, failed {len(failed)}, slowest {slowest[0]:.2f} s")
        assert failed == []
        assert done >= MANY
        assert slowest[0] < 5
        other.keys = replace(other.keys, master=keys.master, masters_also=(NEW,))
        other.rotate(lambda _table, _count: None)
    store.keys = replace(store.keys, masters_also=())
