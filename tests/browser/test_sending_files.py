"""Sending a file in a real browser: one that is too large is told before it is sent, and leaving stops what is sent."""

import pytest
from hostile_files import Files
from playwright.sync_api import expect
from stories import LOOK_AGAIN

pytestmark = [pytest.mark.browser, pytest.mark.at_length, pytest.mark.timeout(120)]

LARGE = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x" * (11 * 1024 * 1024)}


def photo():
    return {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": Files().photo}


@pytest.mark.parametrize("js", [True, False])
def test_a_photo_is_added_with_and_without_a_script(somebody, js):
    person = somebody(js=js)
    person.begin()
    person.tell(LOOK_AGAIN)
    person.open("/request/files")
    person.page.set_input_files("#file", photo())
    with person.page.expect_navigation(url="**/request/files/1"):
        person.page.get_by_role("button", name="Add this file").click()


def test_one_that_is_too_large_is_told_before_it_is_sent(somebody):
    person = somebody()
    person.begin()
    person.tell(LOOK_AGAIN)
    person.open("/request/files")
    sent = []
    person.page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    person.page.set_input_files("#file", LARGE)
    person.page.get_by_role("button", name="Add this file").click()
    expect(person.page.locator("[data-progress]")).to_contain_text("This file is too big.")
    assert sent == []
