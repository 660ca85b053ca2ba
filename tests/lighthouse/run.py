"""`make lighthouse`: what Lighthouse says of every public page, as a table; ends with 1 where a figure is not 100.

Pages are those that links lead to, those of a parent's whole way, and those of a request that was sent. They are looked
at as on a slow telephone, Lighthouse's own default, which it reckons from what a fast line needs. ``ADDRESS …``: only
these addresses of those without a session.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from browsing import BROWSERS, ROOT, Findings, Person, chromium
from demo_process import Demo
from stories import SAM

TOOL = ROOT / "build" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
NODE = ROOT / ".venv" / "bin" / "node"
PARTS = ("performance", "accessibility", "best-practices", "seo")
SEARCH = "seo"
"""What is not asked of a page that must not be found by a search."""
FLAGS = '--no-sandbox --disable-gpu --in-process-gpu --host-resolver-rules="MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"'
"""Nothing leaves this machine."""
NO_PAGES = re.compile(r"^/(exit|language|static|assets|young/exit)|\.\w{2,4}$")
ENOUGH = 0.9
"""Of one: what Lighthouse shows in green; a part can be 100 with it."""
TRIES = 3
"""A machine that does other things is slow at times: the best of so many counts, where the first is not 100."""


class Page(NamedTuple):
    path: str
    cookie: str = ""


class Figures(NamedTuple):
    """Of 100, in the order of :data:`PARTS`; and the questions that were not answered well."""

    scores: tuple[int, ...]
    faults: tuple[str, ...]


def main() -> int:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("address", nargs="*")
    addresses = said.parse_args().address
    with tempfile.TemporaryDirectory() as folder:
        demo = Demo(Path(folder))
        demo.start()
        try:
            pages = map(Page, addresses) if addresses else every_page(demo, Path(folder))
            print(f"{'page':50}" + "".join(f"{part:>16}" for part in PARTS), flush=True)
            bad = [page for page in pages if not told(page, best(demo.public, page))]
        finally:
            demo.stop()
    print(f"{len(bad)} pages below 100")
    return 1 if bad else 0


def every_page(demo: Demo, folder: Path) -> Iterator[Page]:
    """In an order in which each can be seen: questions while they are asked, the request once it was sent."""
    seen: set[str] = set()
    yield from led_to(demo.public, ("/", "/young"), "", seen)
    (folder / "seen").mkdir()
    with chromium() as browser:
        person = Walker(browser.new_page(), demo.public, Findings(folder, folder / "seen"))
        person.begin(SAM.way)
        person.tell(SAM.story)
        yield from led_to(demo.public, tuple(person.paths), cookie(person), seen)
        person.press("Send")
        yield from led_to(demo.public, (person.path, "/progress", "/messages", "/copy/page"), cookie(person), seen)


class Walker(Person):
    """Who remembers where they were."""

    def _arrive(self, response: Any, status: int = 200) -> None:
        self.paths = [*getattr(self, "paths", []), self.path]
        super()._arrive(response, status)

    def well(self, state: Any) -> None:
        """Others ask this."""


def cookie(person: Person) -> str:
    return "; ".join(f"{each['name']}={each['value']}" for each in person.page.context.cookies())


def led_to(door: str, begin: tuple[str, ...], cookie: str, seen: set[str]) -> Iterator[Page]:
    """The pages from which one begins, and all that links on them lead to."""
    waiting = list(begin)
    while waiting:
        path = waiting.pop(0)
        if path in seen or NO_PAGES.search(path):
            continue
        seen.add(path)
        request = urllib.request.Request(door + path, headers={"Cookie": cookie})  # noqa: S310 - this machine
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
            html, arrived = answer.read().decode(errors="replace"), answer.url.removeprefix(door)
            page = answer.headers.get_content_type() == "text/html"
        if page and (arrived == path or arrived not in seen):
            seen.add(arrived)
            yield Page(arrived, cookie)
            waiting += re.findall(r'<a[^>]* href="(/[^"#?]*)"', html)


def best(door: str, page: Page) -> Figures:
    tries: list[Figures] = []
    while len(tries) < TRIES and not (tries and min(tries[-1].scores) == 100):
        tries.append(figures(asked(door, page), findable=findable(door, page)))
    return max(tries)


def findable(door: str, page: Page) -> bool:
    """Whether it lets a search find it."""
    request = urllib.request.Request(door + page.path, headers={"Cookie": page.cookie})  # noqa: S310 - this machine
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
        return "noindex" not in answer.headers.get("X-Robots-Tag", "")


def asked(door: str, page: Page) -> dict[str, Any]:
    """What Lighthouse answers."""
    browser = next(filter(None, map(shutil.which, BROWSERS[::-1])), "")
    command = [
        str(NODE), str(TOOL), door + page.path, "--quiet", "--output=json", f"--only-categories={','.join(PARTS)}",
        f"--chrome-path={browser}", f"--chrome-flags={FLAGS}",
        "--no-enable-error-reporting", "--disable-storage-reset",
        *([f"--extra-headers={json.dumps({'Cookie': page.cookie})}"] if page.cookie else ()),
    ]  # fmt: skip
    env = os.environ | {"CHROME_PATH": browser}
    said = subprocess.run(
        command, cwd=TOOL.parents[3], env=env, capture_output=True, text=True, check=True, timeout=180
    )
    answer: dict[str, Any] = json.loads(said.stdout)
    return answer


def figures(answer: dict[str, Any], *, findable: bool) -> Figures:
    """Of each part; a page that asks not to be found by a search is not blamed for it."""
    scores, faults = [], []
    for part in PARTS:
        asked = [ref for ref in answer["categories"][part]["auditRefs"] if ref["weight"]]
        if part == SEARCH and not findable:
            asked = []
        scores.append(round(100 * answer["categories"][part]["score"]) if asked else 100)
        scored = {ref["id"]: answer["audits"][ref["id"]]["score"] for ref in asked}
        faults += [name for name, score in scored.items() if score is not None and score < ENOUGH]
    return Figures(tuple(scores), tuple(faults))


def told(page: Page, found: Figures) -> bool:
    """Print a line, and say whether all is well."""
    print(f"{page.path:50}" + "".join(f"{score:16}" for score in found.scores), *found.faults, flush=True)
    return min(found.scores) == 100


if __name__ == "__main__":
    sys.exit(main())
