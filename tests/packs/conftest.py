import pytest

from build import packs_of_one
from portal.policy_loader import Packs


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
