import shutil
from functools import cache

import pytest
from pack_surfaces import Surfaces
from pack_values import every_key

from build import OURS, packs_of_one
from portal.policy_loader import Packs
from portal.storage import Store


@pytest.fixture
def broken(tmp_path):
    """Our packs with some words replaced; gives them, and the lines of the changed file."""

    def make(old, new, file="north-tyneside/2019-12-31.yaml"):
        directory = tmp_path / "policies"
        packs_of_one(directory)
        text = (directory / file).read_text()
        assert old in text
        (directory / file).write_text(text.replace(old, new, 1))
        return Packs(directory), (directory / file).read_text().splitlines()

    return make


@pytest.fixture(scope="module")
def surfaces(sqlite_file, keys, tmp_path_factory):
    """All that is to be seen under the pack that uses every key, or under another."""
    file = shutil.copy(sqlite_file, tmp_path_factory.mktemp("every-key") / "portal.db")
    store = Store(f"sqlite:///{file}", keys)
    here = Surfaces(store, keys, OURS, every_key())
    here.before = cache(lambda surface: here.seen(every_key(), surface))
    yield here
    store.close()
