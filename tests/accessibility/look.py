"""Opens kept pages in a real browser and asks of each what page_checks.js asks, in every way of looking at it."""

import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from browsing import ROOT, chromium
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, Route

ASSETS = ROOT / "build" / "assets"
MODULES = ROOT / "node_modules"
ENGINES = (
    MODULES / "axe-core" / "axe.min.js",
    MODULES / "html_codesniffer" / "build" / "HTMLCS.js",
    MODULES / "accessibility-checker-engine" / "ace.js",
    Path(__file__).with_name("page_checks.js"),
)
READERS = ("engine", "contrast", "sniffer", "checker")
OWN = ("targets44", "targets24", "absent", "names", "headings", "statuses")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 256}
"""The second is the first at 400 %."""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
LARGE = "html { font-size: 200% !important }"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
_OF_ONE = re.compile(r' (id|open|checked|hidden)(="[^"]*")?')
ROOM = 8  # pixels round what has the focus
MOST_STOPS = 150


class Kept(NamedTuple):
    """A page as a test of the suite got it."""

    door: str
    language: str
    address: str
    path: str
    html: str
    elements: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.door} {self.language} {self.path}"


class Fault(NamedTuple):
    check: str
    where: str
    what: str


def kept_in(folder: Path) -> list[Kept]:
    """One page of each address, the one that holds most; and every other with a sort of element that is new.

    What is the same page in young people's dress is left out where only the dress differs.
    """
    pages = [_read(file) for file in folder.glob("*.json")]
    seen: set[tuple[str, ...]] = set()
    chosen = []
    for page in sorted(pages, key=lambda each: (-len(each.elements), each.path, each.html)):
        of = (page.door, page.language)
        new = {(*of, element) for element in page.elements} | {(*of, "at", page.address.removeprefix("/young"))}
        if new - seen:
            seen |= new
            chosen.append(page)
    return sorted(chosen, key=lambda each: (each.door, each.language, each.address, each.html))


def _read(file: Path) -> Kept:
    page = json.loads(file.read_text("utf-8"))
    sorts = {_OF_ONE.sub("", element) for element in page.pop("elements")}
    return Kept(**page, elements=tuple(sorted(sorts)))


def kinds_of(pages: list[Kept]) -> set[Kept]:
    """As few pages as hold every sort of element of each door and language."""
    seen: set[tuple[str, ...]] = set()
    kinds = set()
    for page in sorted(pages, key=lambda each: (-len(each.elements), each.path, each.html)):
        new = {(page.door, page.language, element) for element in page.elements}
        if new - seen:
            seen |= new
            kinds.add(page)
    return kinds


class Looker:
    """A browser that shows kept pages. ``counts``: on how many pages each check was made."""

    def __init__(self, browser: Browser) -> None:
        self._html = ""
        context = browser.new_context(viewport=WIDE)
        context.set_default_timeout(20_000)
        context.route("**/*", self._answer)
        self.page: Page = context.new_page()
        self.counts: dict[str, int] = defaultdict(int)
        self.faults: list[Fault] = []
        self._seen_to_change: set[str] = set()  # sorts of element that look otherwise with the focus

    def _answer(self, route: Route) -> None:
        address = route.request.url.partition("//")[2].partition("/")[2]
        file = next(ASSETS.glob(f"*/{Path(address).name}"), None) if "." in address else None
        if route.request.is_navigation_request():
            route.fulfill(body=self._html, content_type="text/html; charset=utf-8")
        elif file:
            route.fulfill(body=file.read_bytes(), content_type=TYPES.get(file.suffix, "image/x-icon"))
        else:
            route.fulfill(status=204)

    def look(self, kept: Kept, *, closely: bool) -> None:
        """Ask all of a page. ``closely``: also with every tab stop, and in every manner of showing it.

        The engines read what the page is made of, which is the same in every language but where it was translated.
        """
        engines = closely or kept.language.startswith("en")
        self._open(kept, ENGINES if engines else ENGINES[-1:])
        for check in (*(READERS if engines else ()), *OWN):
            self._ask(check, kept)
        self._in_other_sizes(kept)
        if closely:
            self._in_other_manners(kept)
            self._with_the_keyboard(kept)

    def _open(self, kept: Kept, scripts: tuple[Path, ...] = ENGINES) -> None:
        self._html = kept.html.replace(" data-tabs=", " data-tabs-then=")  # which would leave a page typed elsewhere
        self.page.goto(f"http://{kept.door}.test{kept.path}")
        for script in scripts:
            self.page.evaluate(_script(script))

    def _ask(self, check: str, kept: Kept, as_check: str = "") -> None:
        found: list[str] = self.page.evaluate(f"look.{check}()")
        self._found(as_check or check, kept, found)

    def _found(self, check: str, kept: Kept, found: list[str]) -> None:
        self.counts[check] += 1
        self.faults += [Fault(check, kept.name, what) for what in found]

    def _in_other_sizes(self, kept: Kept) -> None:
        for check, size, style in (
            ("reflow", NARROW, ""), ("spacing", WIDE, SPACED), ("spacing", NARROW, SPACED),
            ("larger_text", WIDE, LARGE),
        ):  # fmt: skip
            self.page.set_viewport_size(size)
            self._with_style(style)
            self._ask("cut_or_wide", kept, check)
        self._with_style("")
        self.page.set_viewport_size(WIDE)

    def _with_style(self, style: str) -> None:
        put = "css => { const e = document.getElementById('-s') || document.head.appendChild(Object.assign("
        self.page.evaluate(put + "document.createElement('style'), {id: '-s'})); e.textContent = css }", style)

    def _in_other_manners(self, kept: Kept) -> None:
        self.page.emulate_media(color_scheme="dark")
        self._ask("plainContrast", kept, "dark")
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self._ask("moving", kept)
        self.page.emulate_media(reduced_motion="no-preference", media="print")
        self._ask("printed", kept)
        self.page.emulate_media(media="screen", forced_colors="active")
        self._ask("borders", kept)
        self.page.emulate_media(forced_colors="none")

    def _with_the_keyboard(self, kept: Kept) -> None:
        """Every control is a tab stop, in the order of the page, in sight, and the focus changes what is seen."""
        walked = list(self._stops())
        self._found("keyboard", kept, [f"never reached: {each}" for each in self.page.evaluate(NOT_REACHED)])
        self._found("focus_order", kept, [at for at, before, _hidden, _seen in walked if before])
        self._found("focus_hidden", kept, [at for at, _before, hidden, _seen in walked if hidden])
        self._found("focus_seen", kept, [at for at, _before, _hidden, seen in walked if not seen])

    def _stops(self) -> Iterator[tuple[str, bool, bool, bool]]:
        self.page.evaluate(BEGIN)
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop: dict[str, Any] | None = self.page.evaluate(STOP)
            if not stop:
                return
            seen = stop["sort"] in self._seen_to_change or self._changes(stop["box"])
            if seen:
                self._seen_to_change.add(stop["sort"])
            yield stop["name"], stop["before"], stop["hidden"], seen
        raise AssertionError("the Tab key never comes to the end of the page")

    def _changes(self, box: dict[str, float]) -> bool:
        """Whether the focus where it is changes a pixel."""
        around = {"x": max(box["x"] - ROOM, 0), "y": max(box["y"] - ROOM, 0)}
        around |= {"width": box["width"] + 2 * ROOM, "height": box["height"] + 2 * ROOM}
        focused = self.page.screenshot(clip=around, caret="hide")
        self.page.evaluate("window.held = document.activeElement; held.blur()")
        without = self.page.screenshot(clip=around, caret="hide")
        self.page.evaluate("held.focus({preventScroll: true})")
        pictures = [Image.open(io.BytesIO(each)).convert("RGB") for each in (focused, without)]
        return ImageChops.difference(*pictures).getbbox() is not None


BEGIN = """() => { window.reached = new Set(); window.last = null; document.activeElement.blur(); scrollTo(0, 0)
  const e = document.body; e.tabIndex = -1; e.focus(); e.blur(); e.removeAttribute('tabindex') }"""
STOP = """() => {
  const e = document.activeElement
  if (e === document.body || reached.has(e)) return null
  reached.add(e)
  if (e.type === 'radio') document.getElementsByName(e.name).forEach(each => reached.add(each))
  const before = Boolean(window.last && !(last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING))
  window.last = e
  const { left, top, width, height } = e.getBoundingClientRect()
  const seen = [[.5, .5], [.02, .5], [.98, .5], [.5, .1], [.5, .9]].some(([x, y]) => {
    const hit = document.elementFromPoint(left + x * width, top + y * height)
    return hit && (e.contains(hit) || hit.contains(e) || hit.closest('label')?.control === e)
  })
  const sort = `${location.host} ${e.tagName} ${e.type} ${e.className} ${e.parentElement.className}`
  return { name: e.outerHTML.slice(0, 120), sort, before, hidden: !seen,
    box: { x: left, y: top, width: Math.max(width, 1), height: Math.max(height, 1) } }
}"""
NOT_REACHED = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && !reached.has(e) && e.tabIndex >= 0)
  .map(e => e.outerHTML.slice(0, 120))"""

_SCRIPTS: dict[Path, str] = {}


def _script(file: Path) -> str:
    """The text of a script, so that it answers nothing."""
    if file not in _SCRIPTS:
        _SCRIPTS[file] = file.read_text("utf-8") + "\n;undefined"
    return _SCRIPTS[file]


def look_at(pages: list[Kept], kinds: set[Kept]) -> tuple[list[Fault], dict[str, int]]:
    """Look at pages, most closely at those of ``kinds``; every fault, and on how many pages each check was made."""
    with chromium() as browser:
        looker = Looker(browser)
        for kept in pages:
            looker.look(kept, closely=kept in kinds)
    return looker.faults, dict(looker.counts)
