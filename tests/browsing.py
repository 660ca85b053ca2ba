"""Somebody in a real Chromium: walks by what is on the page, and finds each page sound or says what is wrong."""

import gzip
import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from demo_process import ROOT, Demo
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    ElementHandle,
    Locator,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

LARGEST = 8 * 1024  # bytes of a public page's HTML, compressed
NARROW, WIDE = 320, 1280
OPTIONAL = " (optional)"
ADULTS_WAY = ("Start now", "Continue")  # what they press between the start page and the first question

BROWSERS = ("chromium-headless-shell", "chromium")  # the first takes half the time; either will do

CHROMIUM = (
    "--no-sandbox", "--disable-gpu", "--in-process-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",  # nothing leaves this machine
    "--disable-features=RenderDocument,PaintHolding,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,"
    "OptimizationHints",  # the first alone is a third of the time that going to another page takes
)  # fmt: skip

LOOK = """() => ({
  title: document.title,
  h1: document.querySelector('h1').innerText.trim(),
  errors: [...document.querySelectorAll('.govuk-error-summary__list a')].map(link => link.innerText),
  inside: document.documentElement.scrollWidth,
  wide: [...document.querySelectorAll("body *")].filter(each => each.getBoundingClientRect().right >
    document.documentElement.clientWidth + 1).slice(0, 5).map(each => each.outerHTML.slice(0, 160)),
  room: window.innerWidth,
})"""

AT_ONCE = "window.setTimeout = (act, _wait, ...given) => { act(...given) };"
"""Without JavaScript no timer of a page ever rings, and axe waits for one."""
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
FAULTS = """; axe.run({
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
  preload: false,
}).then(({violations}) =>
  violations.map(each => `${each.id}: ${each.help}: ` + each.nodes.map(node => node.html).join(' | ')))"""

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

STANDS = f"""e => {{
  const here = document.activeElement
  return [e === here || (e.type === 'radio' && e.name === here.name), ({UNSEEN})()]
}}"""
"""Whether the focus is on an element, or for a radio on its group; and what :data:`UNSEEN` says."""

_OF_ONE = re.compile(r'\s(?!id|class|role|type|checked|open)[\w-]+="[^"]*"')
_NUMBERS = re.compile(r"\b[0-9A-Z]{9}\b|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b|\d+")


class Choose(NamedTuple):
    """Choose one of the choices of a question, where others on the page have one of the same name."""

    group: str
    choice: str


Said = str | Choose | tuple[str, str] | tuple[str, str, str]
"""What a person does on a page: choose what is labelled so; or fill in (label, text), or (group, label, text)."""

Story = list[tuple[str, list[Said]]]
"""The headings that somebody comes to, and what they do at each."""


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM)
        yield browser
        browser.close()


class Findings:
    """The pages that have been looked at in this run, so that none is looked at twice.

    ``seen``: a folder that all the workers of a run share.
    """

    def __init__(self, folder: Path, seen: Path | None = None) -> None:
        self.folder, self._shared = folder, seen or folder
        self._seen: set[str] = set()

    def keep(self, address: str, html: str) -> None:
        """Write a page where the HTML validator will find it."""
        name = re.sub(r"\W+", "-", urlsplit(address).path).strip("-") or "start"
        (self.folder / f"{name}-{_digest(html)}.html").write_text(html)

    def new(self, *what: object) -> bool:
        """Whether nobody has said so of this before."""
        key = _digest(repr(what))
        if key in self._seen:
            return False
        self._seen.add(key)
        try:
            (self._shared / key).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def strange(self, kind: "Kind", *how: object) -> bool:
        """Whether a page holds any sort of element that has not been seen at its address so far."""
        found = [self.new("element", kind.address, element, *how) for element in kind.elements]
        return any(found)


class Kind(NamedTuple):
    """What a page has in common with those that differ only by what people typed, or by how much there is of it."""

    address: str
    elements: tuple[str, ...]

    @classmethod
    def of(cls, path: str, html: str) -> "Kind":
        tags = (_NUMBERS.sub("*", _OF_ONE.sub("", tag)) for tag in re.findall(r"<[^!/][^>]*>", html))
        return cls(_NUMBERS.sub("*", path), tuple(dict.fromkeys(tags)))


def _named(words: str, optional: str = OPTIONAL) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(words)}({re.escape(optional)})?\s*$")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class Person:
    """Somebody at a door. ``slips``: sends each page blank first, as people do."""

    optional, wrong = OPTIONAL, "Error: "
    """What ends the name of a question that may stay blank, and what begins the title of a page with problems."""

    def __init__(
        self, page: Page, door: str, findings: Findings, *, js: bool = True, slips: bool = False, largest: int = LARGEST
    ) -> None:
        self.page, self.door, self.js, self.slips, self.largest = page, door, js, slips, largest
        self.h1 = ""
        self.errors: list[str] = []
        self._findings = findings
        self._faults: list[str] = []
        self.outside: list[str] = []  # what was asked for that is not ours
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._faults.append(str(error)))
        page.on("request", self._ask)

    def _hear(self, said: ConsoleMessage) -> None:
        of_the_page = said.location["url"] == self.page.url  # that the answer was not 200: see _arrive
        if said.type in {"error", "warning"} and not of_the_page:
            self._faults.append(f"console: {said.text} ({said.location['url']})")

    def _ask(self, request: Request) -> None:
        if not request.url.startswith(f"{self.door}/"):
            self.outside.append(request.url)

    # Walking

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def main(self) -> str:
        return " ".join(self.page.get_by_role("main").first.inner_text().split())

    def marked(self, name: str) -> str:
        return self.page.locator(f".{name}").first.inner_text().strip()

    def open(self, path: str, status: int = 200) -> None:
        self._arrive(self.page.goto(self.door + path), status)

    def back(self) -> None:
        self._arrive(self.page.go_back())

    def forward(self) -> None:
        self._arrive(self.page.go_forward())

    def begin(self, way: Iterable[str] = ADULTS_WAY) -> None:
        """Come to the first question by the way that people come."""
        self.open("/")
        for words in way:
            self.press(words)

    def press(self, words: str) -> None:
        """Press the button or the link with these words, and arrive where it leads."""
        button = self._button(words)
        self._go(button)
        with self.page.expect_navigation() as leading:
            self._press(button)
        self._arrive(leading.value)

    def _button(self, words: str) -> Locator:
        link = self.page.get_by_role("link", name=words, exact=True)
        return self.page.get_by_role("button", name=words, exact=True).or_(link)

    def do(self, *said: Said) -> None:
        for each in said:
            if isinstance(each, str):
                self._choose(self.page.get_by_label(_named(each, self.optional)))
            elif isinstance(each, Choose):
                group = self.page.get_by_role("group", name=_named(each.group, self.optional))
                self._choose(group.get_by_label(_named(each.choice, self.optional)))
            else:
                *within, label, text = each
                place = self.page.get_by_role("group", name=_named(within[0], self.optional)) if within else self.page
                self._fill(place.get_by_label(_named(label, self.optional)), text)

    def tell(self, story: Story, slips: Mapping[str, list[Said]] = MappingProxyType({})) -> None:
        """Walk through questions: each has to be the page that comes next.

        Who ``slips`` sends a page blank first, and then with what ``slips`` has for it.
        """
        for heading, said in story:
            assert self.h1 == heading, (self.h1, heading)
            if self.slips and said:
                self.press("Continue")
                if not self.errors:  # it may stay blank
                    self.press("Back")
                if wrong := slips.get(heading):
                    self.do(*wrong)
                    self.press("Continue")
                    assert self.errors, heading
            self.do(*said)
            self.press("Continue")
            assert not self.errors, (heading, self.errors)

    def _go(self, element: Locator) -> None:
        """Come to where one can use it."""

    def _choose(self, choice: Locator) -> None:
        choice.check()

    def _fill(self, box: Locator, text: str) -> None:
        box.fill(text)

    def _press(self, button: Locator) -> None:
        button.click()

    # Looking

    def _arrive(self, response: Response | None, status: int = 200) -> None:
        assert response, "no page came"
        html = re.sub(r'(name="csrf_token" value=)"[^"]*"', r'\1"x"', response.text())
        kind = Kind.of(self.path, html)
        if self._findings.new("html", kind):
            self._findings.keep(self.page.url, html)
        seen = self.page.evaluate(LOOK)
        self.h1, self.errors = seen["h1"].removesuffix(self.optional), seen["errors"]
        assert response.status in ({200, 422} if self.errors else {status}), (self.page.url, response.status)
        assert seen["title"].startswith(self.wrong) == bool(self.errors), (self.page.url, seen)
        assert seen["inside"] <= seen["room"], f"{self.page.url} is wider than the window: {seen}"
        packed = len(gzip.compress(html.encode(), mtime=0))
        assert packed <= self.largest, f"{self.page.url}: {packed} bytes of HTML, compressed"
        self.well(kind)
        if self.errors and self.js:
            self._find_the_errors()

    def well(self, state: str | Kind) -> None:
        """No accessibility fault, and nothing amiss so far; ``state`` names what the page looks like now."""
        if self._findings.new(self.js, state) if isinstance(state, str) else self._findings.strange(state, self.js):
            self._faults += self.page.evaluate(("" if self.js else AT_ONCE) + AXE + FAULTS)
        assert not [*self._faults, *self.outside], "\n".join([self.page.url, *self._faults, *self.outside])

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
        self._go(choice)
        here = self._focused(choice)
        while not self._focused(choice):
            self.page.keyboard.press("ArrowDown")
        if here:
            self.page.keyboard.press("Space")
        expect(choice).to_be_checked()

    def _fill(self, box: Locator, text: str) -> None:
        self._go(box)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def _press(self, _button: Locator) -> None:
        self.page.keyboard.press("Enter")

    def _go(self, element: Locator) -> None:
        """With the Tab key to the element or, if it is a radio, to its group.

        The way there is walked once; whoever knows it goes straight on.
        """
        handle = element.element_handle()
        thing = str(element).partition("selector=")[2]
        if not self._findings.new(
            "way", self.page.viewport_size, *(_NUMBERS.sub("*", it) for it in (self.path, thing))
        ):
            handle.focus()
            return
        self._pass_by(handle)
        for tabs in range(100):
            there, unseen = handle.evaluate(STANDS)
            if unseen:  # a busy browser may still be scrolling
                self.page.wait_for_timeout(200)
                there, unseen = handle.evaluate(STANDS)
            assert not (tabs and unseen), f"{self.page.url}: the focus is on {unseen}, which is not in sight"
            if there:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: cannot be reached with the Tab key")

    def _pass_by(self, handle: ElementHandle) -> None:
        """Leave out what need not be walked through on the way."""

    def _focused(self, element: Locator) -> bool:
        return element.evaluate("e => e === document.activeElement")


WORK = "Sign in with your work account"


def sign_in(person: Person, demo: Demo, user: str, status: int = 200) -> None:
    """From the page that asks for it through the stand-in for the work sign-in, with one click there."""
    button = person._button(WORK)
    person._go(button)
    with person.page.expect_navigation(url=f"{demo.provider}/**"):
        person._press(button)
    choice = person.page.locator(f'button[value="{user}"]')
    if not choice.count():
        person.page.get_by_label("Somebody else").fill(user)
        choice = person.page.get_by_role("button", name="Sign in as them")
    with person.page.expect_navigation(url=f"{person.door}/**") as leading:
        choice.click()
    person.outside = [asked for asked in person.outside if not asked.startswith(f"{demo.provider}/")]
    person._arrive(leading.value, status)


def open_challenge(person: Person, reference: str) -> None:
    """Open a challenge from the list, saying why where that is asked."""
    person.press(reference)
    if person.h1 == "Before you open it":
        person.do("I am covering for a colleague")
        person.press("Open it")
    assert person.h1 == f"Challenge {reference}"
