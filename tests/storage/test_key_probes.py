"""Other keys than those of the database are noticed before anything is written."""

from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from portal.storage import Store, WrongKeys
from portal.storage.tables import drafts, key_probes

OTHER = b"o" * 32


def with_keys(url, keys):
    return closing(Store(url, keys))


@pytest.mark.parametrize(
    ("key", "named"), [("master", "PORTAL_MASTER_KEY"), ("index", "PORTAL_INDEX_KEY"), ("pepper", "PORTAL_PEPPER")]
)
def test_a_wrong_key_is_named_and_nothing_is_written(store, store_url, keys, now, key, named):
    with with_keys(store_url, keys) as right, right.begin():
        pass  # whoever writes first leaves the probes
    with with_keys(store_url, replace(keys, **{key: OTHER})) as wrong:
        assert named in wrong.unfit()
        with pytest.raises(WrongKeys, match=named), wrong.begin() as unit:
            unit.drafts.start("token", {}, "en", now)
        with pytest.raises(WrongKeys, match=named):
            wrong.upgrade()
    with store.read() as unit:
        assert unit.connection.execute(select(drafts)).all() == []


def test_a_command_has_no_pepper_and_works(store_url, keys):
    with with_keys(store_url, replace(keys, pepper=OTHER, pepper_known=False)) as command:
        assert command.unfit() == ""
        with command.begin():
            pass


def test_where_there_are_no_probes_yet_what_is_sealed_is_the_proof(store, store_url, keys, now):
    """A database of an earlier version, upgraded with another key at hand."""
    with store.begin() as unit:
        unit.drafts.start("token", {}, "en", now)
        kept = unit.connection.execute(select(key_probes)).all()
        unit.connection.execute(text("DELETE FROM key_probes"))
    with with_keys(store_url, replace(keys, master=OTHER)) as wrong:
        with pytest.raises(WrongKeys, match="PORTAL_MASTER_KEY"):
            wrong.upgrade()
        with pytest.raises(WrongKeys), wrong.begin():
            pytest.fail("it would be written under another key")
    with with_keys(store_url, keys) as right:
        right.upgrade()
        with right.read() as unit:
            again = unit.connection.execute(select(key_probes)).all()
    names = [sorted(row.name for row in rows) for rows in (again, kept)]
    assert names == [["first pepper", "index", "master", "pepper"]] * 2
