"""A form belongs to the tab where it was typed, and keeps what stands on a page that somebody leaves by a link."""

import pytest
from browsing import Person
from playwright.sync_api import expect
from stories import LOOK_AGAIN

pytestmark = [pytest.mark.browser, pytest.mark.at_length, pytest.mark.timeout(120)]

OPEN = "A form is open on this device"


def another_tab(person, findings):
    return Person(person.page.context.new_page(), person.door, findings)


def test_a_form_is_shown_in_the_tab_where_it_was_typed_and_in_no_other(somebody, findings):
    person = somebody()
    person.begin()
    person.tell(LOOK_AGAIN)
    other = another_tab(person, findings)
    for address in ("/request/you", "/request/purpose", "/request/save", "/request/delete"):
        with other.page.expect_navigation(url="**/request/begin"):
            other.page.goto(other.door + address, wait_until="commit")
        assert other.page.locator("h1").inner_text() == OPEN
    expect(other.page.get_by_role("button", name="Carry on", exact=True)).to_be_hidden()
    other.open("/young")
    other.press("Start")
    assert other.h1 == OPEN
    person.open("/young")
    person.press("Start")
    assert person.h1 == OPEN, "not even there is it shown unasked"
    person.press("Carry on")
    assert person.h1 == "Who are you?"


def test_what_stands_on_a_page_is_kept_when_it_is_left_by_a_link(somebody):
    person = somebody()
    person.begin()
    person.tell([*LOOK_AGAIN, ("Who are you?", ["I am a friend or neighbour"])])
    person.press("Back")
    person.do("I am a parent or carer of the child")
    with person.page.expect_request(lambda asked: asked.method == "POST") as kept:
        person.press("How we use what you tell us")
    assert "then=stay" in kept.value.post_data
    for _ in range(20):  # nobody waits for the answer to what was asked for last
        person.open("/request/you")
        if person.page.get_by_label("I am a parent or carer of the child").is_checked():
            break
        person.page.wait_for_timeout(100)
    expect(person.page.get_by_label("I am a parent or carer of the child")).to_be_checked()
    person.press("Continue")
    assert "friend or neighbour" not in person.main
