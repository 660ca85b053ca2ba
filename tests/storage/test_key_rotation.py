"""Another master key: everything is wrapped anew, and opens before, meanwhile and after; nothing else changes."""

import threading
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from portal.storage import Account, Broken, Store, WrongKeys
from portal.storage.encryption import AESGCM, _seal, place
from portal.storage.feedback import Said
from portal.storage.key_rotation import ROWS
from portal.storage.tables import challenges, drafts, metadata
from posting import EMAIL

NEW = b"N" * 32


def told(_table, _count):
    pass


@pytest.fixture
def both(keys):
    """The new key, and the one before as well."""
    return replace(keys, master=NEW, masters_also=(keys.master,))


@pytest.fixture
def filled(store, add, now):
    """A row of each kind that has a data key."""
    challenge = add(events=3)
    with store.begin() as unit:
        unit.drafts.start("token", {"name": "Robin"}, "en", now)
        unit.outbox.add_about_accounts([EMAIL], now)
        unit.accounts.add(Account("boss", "boss@example.com", "Bo", roles=frozenset(), rank=1), now)
        unit.saved_forms.put("boss", "/here", {"words": ["mine"]}, now)
        unit.saved_filters.add("boss", "Mine", {"list": "mine"}, now)
        unit.feedback.add(Said(now.date(), "page", "easy", "Shorter."))
        unit.signing_keys.add(now)
    return challenge


def opens(store, challenge, now):
    with store.read() as unit:
        assert unit.challenges.by_id(challenge.id) == challenge
        assert len(unit.event_log.events(challenge.id)) == 3
        assert unit.drafts.open("token", now).answers == {"name": "Robin"}
        assert unit.saved_forms.get("boss", "/here", now) == {"words": ["mine"]}
        assert [each.name for each in unit.saved_filters.of("boss")] == ["Mine"]
        assert [each.words for each in unit.feedback.words(now.date(), 9)] == ["Shorter."]
        assert unit.signing_keys.fault() == ""
        assert unit.event_log.verify() == []
    with store.begin() as unit:
        (waiting,) = unit.outbox.claim(now)
        assert waiting.notice.to == EMAIL.to
        unit.outbox.hold(waiting.id, now)
    return True


def test_everything_opens_before_meanwhile_and_after(store, store_url, filled, keys, both, now):
    with store.read() as unit:
        anchor = unit.anchors.of(now)
    with closing(Store(store_url, both)) as meanwhile:
        assert meanwhile.unfit() == ""
        assert opens(meanwhile, filled, now)
        assert meanwhile.rotate(told) == len(ROWS)
        assert opens(meanwhile, filled, now)
        assert meanwhile.rotate(told) == 0
    with closing(Store(store_url, replace(keys, master=NEW))) as after:
        assert after.unfit() == ""
        assert opens(after, filled, now)
        with after.read() as unit:
            assert unit.anchors.compare(anchor) == [], "the links are those of before"
    with closing(Store(store_url, keys)) as before:
        assert "PORTAL_MASTER_KEY" in before.unfit()
        with pytest.raises(WrongKeys), before.read() as unit:
            unit.challenges.by_id(filled.id)
    with closing(Store(store_url, replace(keys, masters_also=(NEW,)))) as other_way:
        other_way.rotate(told)


def test_what_was_wrapped_before_keys_had_a_name_opens_and_is_wrapped_anew(store, store_url, filled, keys, both, now):
    with store.begin() as unit:
        wrapped = unit.connection.execute(select(challenges.c.data_key)).scalar_one()
        raw = keys.unwrap(bytes(wrapped), "challenges", filled.id)
        old = _seal(AESGCM(keys.master), raw, place("challenges", filled.id, "data_key"))
        unit.connection.execute(update(challenges).values(data_key=old))
    assert opens(store, filled, now)
    with closing(Store(store_url, both)) as meanwhile:
        assert meanwhile.rotate(told) == len(ROWS)
        assert opens(meanwhile, filled, now)
        meanwhile.keys = replace(keys, master=NEW, chain=meanwhile.keys.chain)
        assert opens(meanwhile, filled, now)
        meanwhile.keys = replace(keys, masters_also=(NEW,), chain=meanwhile.keys.chain)
        meanwhile.rotate(told)


def test_what_is_erased_meanwhile_stays_erased(store_url, filled, both, now):
    with closing(Store(store_url, both)) as meanwhile:
        with meanwhile.begin() as unit:
            unit.challenges.erase(filled.reference, now)
        meanwhile.rotate(told)
        with meanwhile.read() as unit:
            assert unit.connection.execute(select(challenges.c.data_key)).scalar_one() is None
        meanwhile.keys = replace(meanwhile.keys, master=both.masters_also[0], masters_also=(NEW,))
        meanwhile.rotate(told)


@pytest.mark.at_length
def test_people_write_and_read_while_it_goes_on(postgresql_store, postgresql_url, both, now):
    """Half of them with a process that was not started anew since both keys were given to it."""
    store = postgresql_store
    with store.begin() as unit:
        for number in range(600):
            unit.drafts.start(f"token {number}", {"number": number}, "en", now)
    store.keys = replace(store.keys, masters_also=(NEW,))
    failed, stop = [], threading.Event()

    def visit(which):
        number = 0
        while not stop.is_set():
            number += 1
            try:
                with which.begin() as unit:
                    unit.drafts.start(f"{id(which)} {number}", {}, "en", now)
                with which.read() as unit:
                    assert unit.drafts.open(f"token {number % 600}", now).answers == {"number": number % 600}
            except Exception as error:  # noqa: BLE001
                failed.append(error)

    with closing(Store(postgresql_url, both)) as other:
        visitors = [threading.Thread(target=visit, args=(each,)) for each in (store, other)]
        for each in visitors:
            each.start()
        rotated = other.rotate(told)
        stop.set()
        for each in visitors:
            each.join()
        assert failed == []
        assert rotated >= 600
        while other.rotate(told):
            pass
        with other.read() as unit:
            wrapped = unit.connection.execute(select(drafts.c.data_key)).scalars().all()
        assert all(other.keys.wrapped_now(bytes(each)) for each in wrapped)
        other.keys = replace(other.keys, master=store.keys.master, masters_also=(NEW,))
        other.rotate(told)
    store.keys = replace(store.keys, masters_also=())


def test_a_key_of_neither_opens_nothing(keys):
    wrapped = keys.wrap(b"x" * 32, "drafts", "1")
    with pytest.raises(Broken):
        replace(keys, master=NEW).unwrap(wrapped, "drafts", "1")


def test_no_data_key_is_forgotten():
    held = {table.name for table in metadata.tables.values() if "data_key" in table.c}
    assert held == {table.name for table, _ in ROWS}
