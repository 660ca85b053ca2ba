"""One demo and one Chromium for each worker; what was walked through is valid HTML in the end."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from browsing import NARROW, ROOT, WIDE, Findings, Person, sign_in
from demo_process import Demo
from playwright.sync_api import Browser

HERE = Path(__file__).parent
TOGETHER = {"test_staff_accounts": "test_staff_walk", "test_listen": "test_safety"}
"""Files whose tests one worker takes after those of another: each worker starts a demo and a Chromium of its own."""

SECURITY_LOG = "portal.security"
"""It warns of wrong codes, and of who may not come in: people in these tests try."""

STAFF_LARGEST = 64 * 1024  # bytes of HTML: a picture of a key, a long list


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, a file to a worker, the walks of the public shared out among two."""
    walks = 0
    for item in items:
        if HERE not in item.path.parents:
            continue
        group = TOGETHER.get(item.path.stem, item.path.stem)
        if group == "test_public_walks":
            walks += 1
            group += f"-{walks % 2}"
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: HERE not in item.path.parents)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo"))
    running.start()
    yield running
    code = running.stop()
    log = running.log.read_text()
    assert code in {0, 130}, log
    assert "Traceback" not in log, log
    assert " ERROR " not in log, log
    warnings = [line for line in log.splitlines() if " WARNING " in line and f" {SECURITY_LOG}: " not in line]
    assert not warnings, warnings


@pytest.fixture(scope="session")
def findings(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Findings]:
    folder, run = tmp_path_factory.mktemp("pages"), tmp_path_factory.getbasetemp()
    seen = (run if worker_id == "master" else run.parent) / "seen"
    seen.mkdir(exist_ok=True)
    yield Findings(folder, seen)
    if any(folder.iterdir()):
        check_html(folder)


def check_html(folder: Path) -> None:
    node = ROOT / ".venv" / "bin" / "node"
    validator = ROOT / "tests" / "web" / "validate.mjs"
    checked = subprocess.run([node, validator, folder], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.fixture
def somebody(browser: Browser, demo: Demo, findings: Findings) -> Iterator[Callable[..., Person]]:
    """Makes a person with a browser of their own: no cookies, nothing remembered."""
    with ExitStack() as after:

        def come(kind: type[Person] = Person, *, door="", js=True, width=WIDE, touch=False, **more) -> Person:
            context = browser.new_context(
                java_script_enabled=js,
                viewport={"width": width, "height": 640 if width == NARROW else 900},
                has_touch=touch,
                is_mobile=touch,
            )
            after.callback(context.close)
            context.set_default_timeout(10_000)
            more |= {"largest": STAFF_LARGEST} if door else {}
            return kind(context.new_page(), door or demo.public, findings, js=js, **more)

        yield come


@pytest.fixture(scope="session")
def staff(browser: Browser, demo: Demo, findings: Findings) -> Iterator[Person]:
    """Somebody of the MASH who has signed in and has the list before them."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    context.set_default_timeout(10_000)
    person = Person(context.new_page(), demo.staff, findings, largest=STAFF_LARGEST)
    person.open("/")
    sign_in(person, demo, "triage@example.com")
    yield person
    context.close()
