"""What every test room shares: time limits, no network and how long the proofs take; a database where one is used."""

import gc
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from build import other_councils
from portal.policy_loader import Packs

TESTS = Path(__file__).parent

LIMITS = {"domain": 5, "files": 60, "shape": 20, "packs": 10, "storage": 20, "services": 20, "web": 20, "prove": 120}
"""Seconds that one test of a room may take; the others take what pyproject.toml says."""

DATABASE = {"packs", "storage", "services", "notify", "web", "browser", "bench", "prove", "faults", "runbooks"}
LOOPBACK = DATABASE | {"files"}
"""The rooms whose tests may open a socket, to this machine only; the others do not wait for a database either."""

settings.register_profile("short", deadline=None, max_examples=20)  # our own limits above are the deadline
settings.register_profile("prove", deadline=None, max_examples=100)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--prove", action="store_true", help="take as long over the proofs as they claim")
    parser.addoption("--write-messages", action="store_true", help="write docs/messages.md from the demo day's mailbox")
    parser.addoption("--write-trees", action="store_true", help="write tests/accessibility/trees from the walks")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("prove" if config.getoption("--prove") else "short")
    gc.disable()  # what is collected stays to the end: looking through it again and again takes a third of the time


def pytest_collection_finish() -> None:
    """Leave what was collected out of what is looked through for garbage while the tests run."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def room_of(node: pytest.Item | pytest.Collector) -> str:
    return node.path.relative_to(TESTS).parts[0] if node.path.is_relative_to(TESTS) and node.path != TESTS else ""


def pytest_collectstart(collector: pytest.Collector) -> None:
    if room_of(collector) in DATABASE:
        collector.config.pluginmanager.import_plugin("databases")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Refuse cases without an order: each process would take them in another, and no two of them the same tests."""
    for marker in metafunc.definition.iter_markers("parametrize"):
        if isinstance(marker.args[1], set | frozenset):
            pytest.fail(f"{metafunc.definition.nodeid}: sort its cases, which are a set", pytrace=False)


def spared(items: Iterable[pytest.Item]) -> set[pytest.Item]:
    """The cases that ``@pytest.mark.tries(n)`` leaves to `make walks`: all but n of a test's, spread over them."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("tries") and not takes_long(item):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    left: set[pytest.Item] = set()
    for every in cases.values():
        marker = every[0].get_closest_marker("tries")
        count = min(marker.args[0], len(every)) if marker else len(every)
        here = {every[number * len(every) // count] for number in range(count)}
        left |= set(every) - here
    return left


def takes_long(item: pytest.Item) -> bool:
    """What `make test` leaves to `make walks`, `make prove`, `make faults` or `make runbooks`.

    Storage runs on both databases each time. What services do there a second time on PostgreSQL can wait, but
    for races, which the two databases decide differently.
    """
    if item.get_closest_marker("at_length") or room_of(item) in {"faults", "runbooks"}:
        return True
    again = "[postgresql" in item.name or "-postgresql" in item.name
    return again and room_of(item) == "services" and not item.get_closest_marker("every_database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    long = [item for item in items if takes_long(item)]
    long += spared(items)
    for item in long:
        item.add_marker(pytest.mark.at_length)
    if not config.getoption("--prove"):
        config.hook.pytest_deselected(items=long)
        left = set(long)
        items[:] = [item for item in items if item not in left]
    for item in items:
        room = room_of(item)
        item.add_marker(
            pytest.mark.allow_hosts(["127.0.0.1", "::1"]) if room in LOOPBACK else pytest.mark.disable_socket
        )
        if room in LIMITS and not item.get_closest_marker("timeout"):
            # not what a session sets up or tidies, which some test has to come first or last for
            item.add_marker(pytest.mark.timeout(LIMITS[room], func_only=True))


@pytest.fixture(scope="session")
def prove(request: pytest.FixtureRequest) -> bool:
    """Whether the proofs take as long as they claim."""
    return bool(request.config.getoption("--prove"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The browser of all tests of this process: there cannot be two."""
    with import_module("browsing").chromium() as browser:  # only here: most tests need none
        yield browser


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    """Packs of other councils, which no test changes."""
    return other_councils(tmp_path_factory.mktemp("policies"))


@pytest.fixture(scope="session")
def now() -> datetime:
    """A Monday morning in winter, when Europe/London is UTC."""
    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
