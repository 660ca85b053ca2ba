import shutil
from pathlib import Path

import pytest
import yaml

from portal.packs import Packs

OURS = Path(__file__).parents[2] / "policies"
COUNCILS = Path(__file__).parent / "councils"


def merged(base, own):
    if isinstance(base, dict) and isinstance(own, dict):
        return base | {key: merged(base.get(key), value) for key, value in own.items()}
    return own


@pytest.fixture(scope="session")
def others(tmp_path_factory):
    """Packs of other councils, over our own base and what they share besides."""
    directory = tmp_path_factory.mktemp("policies")
    shutil.copytree(COUNCILS, directory, dirs_exist_ok=True)
    base, rest = (yaml.safe_load(path.read_text()) for path in (OURS / "base.yaml", COUNCILS / "rest.yaml"))
    (directory / "base.yaml").write_text(yaml.safe_dump(merged(base, rest), allow_unicode=True))
    return Packs(directory)


@pytest.fixture
def broken(tmp_path):
    """Our packs with some words replaced; gives them, and the lines of the changed file."""

    def make(old, new, file="north-tyneside/2019-12-31.yaml"):
        directory = tmp_path / "policies"
        shutil.copytree(OURS, directory)
        text = (directory / file).read_text()
        assert old in text
        (directory / file).write_text(text.replace(old, new, 1))
        return Packs(directory), (directory / file).read_text().splitlines()

    return make
