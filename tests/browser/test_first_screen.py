"""What is on the first screen, and what the page does for somebody who types, in a real browser."""

import re

import pytest
from playwright.sync_api import expect
from stories import LOOK_AGAIN

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

TYPED = "I have written half of what I want to say"


@pytest.mark.parametrize(("start", "button"), [("/", "Start now"), ("/young", "Start")])
@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 720)])
@pytest.mark.tries(2)
def test_the_button_to_start_is_seen_without_scrolling(somebody, start, button, width, height):
    person = somebody(width=width)
    person.page.set_viewport_size({"width": width, "height": height})
    person.open(start)
    box = person.page.get_by_role("button", name=button, exact=True).bounding_box()
    assert box["y"] + box["height"] <= height, box


def test_what_somebody_types_is_kept_while_they_rest_and_they_are_told_when(somebody):
    person = somebody()
    person.open("/request/now")
    person.tell(LOOK_AGAIN)
    person.do("I am a friend or neighbour")
    person.press("Continue")
    person.do("Something else")
    person.page.get_by_label("What do you need?").type(TYPED)
    expect(person.page.locator("[data-kept]")).to_have_text(re.compile(r"^Kept at \d+:\d\d"))
    person.page.evaluate(
        "() => { window.addEventListener('pagehide', event => event.stopImmediatePropagation(), true) }"
    )
    person.open("/request/help")
    assert person.page.get_by_label("What do you need?").input_value() == TYPED


def test_the_warning_before_the_time_is_up_offers_to_keep_the_answers(somebody):
    person = somebody()
    person.page.clock.install()
    person.open("/request/now")
    person.tell(LOOK_AGAIN)
    person.page.clock.fast_forward("26:00")
    person.page.clock.run_for(2000)
    person.press("Keep my answers and get a code")
    assert person.h1 == "Save and come back later"
