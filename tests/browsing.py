"""Somebody in a real Chromium: walks by what is on the page, and finds each page sound or says what is wrong."""

import gzip
import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from demo_process import PASSWORD, ROOT, Demo
from playwright.sync_api import Browser, Locator, Page, Response, expect, sync_playwright

LARGEST = 8 * 1024  # bytes of a public page's HTML, compressed
NARROW, WIDE = 320, 1280
OPTIONAL = " (optional)"

CHROMIUM = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # nothing leaves this machine
)  # fmt: skip

AXE = """async () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const {violations} = await axe.run({runOnly: tags, resultTypes: ['violations'], preload: false})
  return violations.map(v => `${v.id}: ${v.help}: ` + v.nodes.map(n => n.html).join(' | '))
}"""
AT_ONCE = "() => { window.setTimeout = (act, _wait, ...given) => { act(...given) } }"
"""Without JavaScript no timer of a page ever rings, and axe waits for one."""

UNSEEN = """() => {
  const e = document.activeElement
  const {left, top, width, height} = e.getBoundingClientRect()
  const seen = [[.5, .5], [.02, .5], [.98, .5], [.5, .1], [.5, .9]].some(([x, y]) => {
    const hit = document.elementFromPoint(left + x * width, top + y * height)
    return hit && (e.contains(hit) || hit.contains(e) || hit.closest('label')?.control === e)
  })
  return seen || e === document.body ? null : e.outerHTML
}"""
"""What has the focus but cannot be seen: it is outside the window, or something lies on all of it."""

Said = str | tuple[str, str] | tuple[str, str, str]
"""What a person does on a page: choose what is labelled so; or fill in (label, text), or (group, label, text)."""


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield browser
        browser.close()


class Findings:
    """The pages that have been looked at, so that the same page is not looked at twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: set[str] = set()

    def keep(self, address: str, html: str) -> None:
        """Write a page where the HTML validator will find it."""
        name = re.sub(r"\W+", "-", urlsplit(address).path).strip("-") or "start"
        (self.folder / f"{name}-{_digest(html)}.html").write_text(html)

    def new(self, *what: object) -> bool:
        key = _digest(repr(what))
        known = key in self._seen
        self._seen.add(key)
        return not known


def _named(words: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(words)}({re.escape(OPTIONAL)})?\s*$")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class Person:
    """Somebody at a door. ``slips``: sends each page blank first, as people do."""

    def __init__(
        self, page: Page, door: str, findings: Findings, *, js: bool = True, slips: bool = False
    ) -> None:
        self.page, self.door, self.js, self.slips = page, door, js, slips
        self._findings = findings
        self._faults: list[str] = []
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda error: self._faults.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "422 (UNPROCESSABLE ENTITY)" not in text:
            self._faults.append(f"console: {text}")

    def _asked(self, url: str) -> None:
        if not url.startswith(f"{self.door}/"):
            self._faults.append(f"asked for {url}")

    # Walking

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def h1(self) -> str:
        words = " ".join(self.page.get_by_role("heading", level=1).inner_text().split())
        return words.removesuffix(OPTIONAL)

    @property
    def main(self) -> str:
        return " ".join(self.page.get_by_role("main").inner_text().split())

    @property
    def errors(self) -> list[str]:
        return self.page.locator(".govuk-error-summary__list a").all_inner_texts()

    def open(self, path: str) -> None:
        self._arrive(self.page.goto(self.door + path))

    def press(self, words: str) -> None:
        """Press the button or the link with these words, and arrive where it leads."""
        with self.page.expect_navigation() as leading:
            self._press(self._button(words))
        self._arrive(leading.value)

    def _button(self, words: str) -> Locator:
        link = self.page.get_by_role("link", name=words, exact=True)
        return self.page.get_by_role("button", name=words, exact=True).or_(link)

    def do(self, *said: Said) -> None:
        for each in said:
            if isinstance(each, str):
                self._choose(self.page.get_by_label(_named(each)))
            else:
                *group, label, text = each
                place = self.page.get_by_role("group", name=group[0], exact=True) if group else self.page
                self._fill(place.get_by_label(_named(label)), text)

    def tell(self, story: list[tuple[str, list[Said]]]) -> None:
        """Walk through questions: each has to be the page that comes next."""
        for heading, said in story:
            assert self.h1 == heading, (self.h1, heading)
            if self.slips and said:
                self.press("Continue")
                if not self.errors:  # it may stay blank
                    self.press("Back")
            self.do(*said)
            self.press("Continue")
            assert not self.errors, (heading, self.errors)

    def _choose(self, choice: Locator) -> None:
        choice.check()

    def _fill(self, box: Locator, text: str) -> None:
        box.fill(text)

    def _press(self, button: Locator) -> None:
        button.click()

    # Looking

    def _arrive(self, response: Response | None) -> None:
        assert response, "no page came"
        html = re.sub(r'(name="csrf_token" value=)"[^"]*"', r'\1"x"', response.text())
        wrong = response.status == 422
        assert response.status == (422 if wrong else 200), (self.page.url, response.status)
        self._findings.keep(self.page.url, html)
        title = self.page.title()
        assert title.startswith("Error: ") == wrong == bool(self.errors), (self.page.url, title, self.errors)
        if self._findings.new(self.door, html):
            packed = len(gzip.compress(html.encode(), mtime=0))
            assert packed <= LARGEST, f"{self.page.url}: {packed} bytes of HTML, compressed"
        self._fits()
        self.well(html)
        if wrong and self.js:
            self._find_the_errors()

    def well(self, state: str) -> None:
        """No accessibility fault, and nothing amiss so far; ``state`` names what the page looks like now."""
        if False:
            if not self.js:
                self.page.evaluate(AT_ONCE)
            self.page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text())
            self._faults += self.page.evaluate(AXE)
        assert not self._faults, "\n".join([self.page.url, *self._faults])

    def _fits(self) -> None:
        inside, room = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert inside <= room, f"{self.page.url} is {inside} px wide on {room} px"

    def _find_the_errors(self) -> None:
        """The summary has the focus, and each of its links leads to what has to be mended."""
        expect(self.page.locator(".govuk-error-summary")).to_be_focused()
        for link in self.page.locator(".govuk-error-summary__list a").all():
            target = (link.get_attribute("href") or "").removeprefix("#")
            link.click()
            expect(self.page.locator(f'[id="{target}"]')).to_be_focused()


class AtTheKeyboard(Person):
    """Somebody who has no mouse. Where the focus is must be in sight all the time."""

    def _choose(self, choice: Locator) -> None:
        if choice.get_attribute("type") == "radio":
            name = choice.get_attribute("name")
            self._tab(lambda: self.page.evaluate("document.activeElement.name") == name)
            here = self._focused(choice)
            while not self._focused(choice):
                self._key("ArrowDown")
            if here:
                self._key("Space")
        else:
            self._tab(lambda: self._focused(choice))
            self._key("Space")
        expect(choice).to_be_checked()

    def _fill(self, box: Locator, text: str) -> None:
        self._tab(lambda: self._focused(box))
        self._key("Control+a")
        self.page.keyboard.type(text)

    def _press(self, button: Locator) -> None:
        self._tab(lambda: self._focused(button))
        self._key("Enter")

    def _tab(self, there) -> None:
        for _ in range(100):
            if there():
                return
            self._key("Tab")
        raise AssertionError(f"{self.page.url}: cannot be reached with the Tab key")

    def _key(self, key: str) -> None:
        self.page.keyboard.press(key)
        if key == "Tab":
            unseen = self.page.evaluate(UNSEEN)
            assert not unseen, f"{self.page.url}: the focus is on {unseen}, which is not in sight"

    def _focused(self, element: Locator) -> bool:
        return element.evaluate("e => e === document.activeElement")

def sign_in(person: Person, demo: Demo, user: str) -> None:
    person.do(("Email address", user), ("Password", PASSWORD))
    person.press("Continue")
    person.do(("6-digit code", demo.code_of(user)))
    person.press("Sign in")
