from datetime import UTC, datetime

import pytest

from build import PARENT
from portal.domain.challenge import Rules, Sent, receive, replay
from portal.domain.people import RAISER
from portal.domain.policy import Pack
from portal.packs import Packs
from portal.settings import ROOT

MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def packs() -> Packs:
    return Packs(ROOT / "policies")


@pytest.fixture(scope="session")
def pack(packs: Packs) -> Pack:
    return packs.current("north-tyneside")


@pytest.fixture(scope="session")
def rules(packs: Packs, pack: Pack) -> Rules:
    return Rules(pack, packs.calendar(pack))


@pytest.fixture
def received(packs, pack):
    """Take in a challenge with these answers; gives its first events."""

    def take(answers, at=MORNING):
        sent = Sent("c" * 32, "ABCDEFGH7", "en", answers)
        return receive(sent, RAISER, pack, packs.calendar(pack), at)

    return take


@pytest.fixture
def challenge(received):
    return replay(received(PARENT))
