"""Pages from right to left, wide and narrow, in a language that nobody speaks: mirrored, whole, sound, and readable."""

import threading
from dataclasses import replace

import pseudo
import pytest
from browsing import AXE, FAULTS, NARROW, WIDE
from werkzeug.serving import make_server

from build import PARENT, OnePack
from portal import apps
from portal.settings import PublicSettings
from posting import begin_in, send_in

pytestmark = [pytest.mark.browser, pytest.mark.at_length]

TYPED = "He said: call 07700 900982 (before 5pm)!"
PAGES = (
    "/", "/young", "/before-you-start", "/contact", "/cookies", "/privacy", "/what-happens-next",
    "/what-we-can-tell-you", "/paper/family", "/return", "/progress", "/messages", "/sent", "/get-in-touch", "/add",
)  # fmt: skip
BY_STRANGERS = ("/request/now", "/tell/now")
"""The form, which nobody begins while what they sent is open."""
SIDES = """() => {
  const main = document.querySelector('main').getBoundingClientRect()
  const exit = document.querySelector('.govuk-exit-this-page').getBoundingClientRect()
  const heading = document.querySelector('h1').getBoundingClientRect()
  return {
    exit: exit.left + exit.right < main.left + main.right ? 'left' : 'right',
    heading: getComputedStyle(document.querySelector('h1')).direction,
    ends: heading.right <= main.right + 1,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }
}"""
BESIDE = """() => [...document.querySelectorAll('main bdi, main [translate=no], main .app-number')].map(
  e => [e.className, e.textContent.trim(), getComputedStyle(e).direction, getComputedStyle(e).unicodeBidi])"""


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """The public door, speaking from right to left and nothing else, where a request has been sent: its address, the
    session of who sent it, and that of who still types."""
    home = tmp_path_factory.mktemp("mirrored")
    settings, _faults = PublicSettings.collect({"PORTAL_DATABASE_URL": f"sqlite:///{home}/portal.db"})
    context = apps.open_context(settings)
    context.store.upgrade()
    context = replace(context, packs=OnePack(replace(context.pack, council=_council(context))))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(apps, "FOLDERS", replace(apps.FOLDERS, translations=pseudo.speak(home / "translations")))
        app = apps.public_app(settings, context)
    token, _reference = send_in(context, PARENT)
    typing = begin_in(context, PARENT | {"right": TYPED})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", token, typing
    server.shutdown()
    context.store.close()


def _council(context):
    return replace(context.pack.council, languages=(pseudo.MIRRORED,))


@pytest.fixture
def page(browser, door, width):
    address, token, _typing = door
    context = browser.new_context(
        viewport={"width": width, "height": 640 if width == NARROW else 900}, base_url=address
    )
    context.add_cookies([{"name": "s", "value": token, "url": address}])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_page_is_mirrored_fits_and_is_sound(page, width):
    for address in (*PAGES, *BY_STRANGERS):
        if address in BY_STRANGERS:
            page.context.clear_cookies()
        page.goto(address)
        sides = page.evaluate(SIDES)
        assert page.url.endswith(address), f"{address} led to {page.url}"
        assert (sides["heading"], sides["ends"], sides["wide"]) == ("rtl", True, 0), address
        assert width == NARROW or sides["exit"] == "left", address
        page.evaluate(AXE)
        assert page.evaluate(FAULTS.removeprefix("; ")) == [], address


@pytest.mark.parametrize("width", [WIDE])
def test_what_somebody_typed_and_every_reference_and_number_keeps_its_own_direction(page, door):
    codes = []
    for address in ("/progress", "/copy/page"):
        page.goto(address)
        found = page.evaluate(BESIDE)
        codes += [direction for name, _t, direction, _b in found if "app-reference" in name or "app-digest" in name]
    assert codes
    assert {*codes} == {"ltr"}
    page.goto("/contact")
    numbers = [direction for name, _text, direction, _bidi in page.evaluate(BESIDE) if "app-number" in name]
    assert numbers
    assert {*numbers} == {"ltr"}
    page.context.add_cookies([{"name": "s", "value": door[2], "url": door[0]}])
    page.goto("/request/check")
    found = page.evaluate(BESIDE)
    typed = [(direction, bidi) for _name, text, direction, bidi in found if text == TYPED]
    assert typed, [text for _name, text, *_ in found]
    assert all(bidi == "isolate" for _direction, bidi in typed)
