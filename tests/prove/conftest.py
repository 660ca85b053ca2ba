"""The room of the proofs. Short in `make test`; with --prove, as `make prove` has it, as long as they say."""

import gc
import logging
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import hub as hubs
import pytest
from canaries import Canaries
from crawl import Crawl, Ears
from hub import Hub

from dev.notify import StandIn
from portal.policy_loader import Packs
from portal.settings import DEMO_NOTIFY_KEY, NOTICES
from portal.storage import Keys, Store


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    return hubs.packs_of_everybody(tmp_path_factory.mktemp("packs") / "policies")


@pytest.fixture
def seldom_swept() -> Iterator[None]:
    """What a proof makes is gone by itself a moment later: Python need not look so often for what is not."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    yield
    gc.set_threshold(*before)


@pytest.fixture
def ears() -> Iterator[Ears]:
    """Hear all that anybody logs, from before the first connection is opened."""
    root, ears = logging.getLogger(), Ears()
    before = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(ears)
    yield ears
    root.removeHandler(ears)
    root.setLevel(before)


@pytest.fixture(scope="session")
def post_office() -> Iterator[tuple[StandIn, str]]:
    desk = StandIn(NOTICES, {DEMO_NOTIFY_KEY: "live"}, settles_in=None)
    with desk.running() as address:
        yield desk, address


@pytest.fixture
def hub_at(
    sqlite_file: Path, in_memory: Path, keys: Keys, packs: Packs, now, post_office
) -> Iterator[Callable[..., Hub]]:
    """The office of one council, in a world of its own."""
    stores = []

    def open_it(council: str, canaries: Canaries | None = None) -> Hub:
        file = shutil.copy(sqlite_file, in_memory / f"{council}-{len(stores)}.db")
        stores.append(Store(f"sqlite:///{file}", keys))
        desk, address = post_office
        desk.messages = []
        return hubs.hub(stores[-1], packs, council, now, address, canaries or Canaries())

    yield open_it
    for store in stores:
        store.close()


@pytest.fixture
def crawl_at(request: pytest.FixtureRequest, ears: Ears, hub_at, post_office) -> Callable[..., Crawl]:
    """Somebody at the door of one council."""
    request.getfixturevalue("seldom_swept")
    return lambda council, canaries=None: Crawl(hub_at(council, canaries), ears, post_office[0])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was counted and measured."""
    crawled = Counter[str]()
    for report in terminalreporter.getreports("passed"):
        said = dict(report.user_properties) if report.when == "call" else {}
        crawled.update(said.get("crawled", {}))
        if figures := said.get("figures"):
            terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {figures}")
    if crawled:
        terminalreporter.write_line("crawled: " + ", ".join(f"{count} {what}" for what, count in crawled.items()))
