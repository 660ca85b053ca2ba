"""What keeps a person safe in a real browser: leaving quickly, the time limit, Back, and sending twice."""

import base64
import urllib.request
from datetime import UTC, datetime

import pytest
from browsing import NARROW, sign_in
from playwright.sync_api import expect
from stories import LOOK_AGAIN, NEIGHBOUR

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

NEUTRAL = "https://www.bbc.co.uk/weather"
FIRST_VISIT = 42 * 1024  # bytes, of everything, with a link to each of seven languages
SECRET = "The house that she must not know I named"
CLOSED = "You have been signed out"

TYPED = [
    *LOOK_AGAIN,
    ("Who are you?", ["I am a friend or neighbour"]),
    ("Do you need any help or support?", ["No, I do not need help"]),
    ("What we can tell you", []),
    ("Have you been told what we decided?", ["No"]),
    ("We may still be deciding", []),
    ("Who is the child?", [("Where do they live?", SECRET), "I do not know"]),
]
PAGE = "/request/who-for/1"


@pytest.fixture
def typing(somebody):
    """Makes a person who has the words that they typed before them."""

    def make(**how):
        person = somebody(**how)
        person.open("/request/now")
        person.tell(TYPED)
        person.open(PAGE)
        assert SECRET in person.page.content()
        weather(person.page)
        return person

    return make


def weather(page):
    """Let the neutral site answer, from here: a route of Playwright's does not see what a redirect leads to."""
    line = page.context.new_cdp_session(page)
    body = base64.b64encode(b'<link rel="icon" href="data:,"><title>Weather</title>').decode()
    headers = [{"name": "Content-Type", "value": "text/html"}]

    def answer(asked):
        given = {"responseCode": 200, "responseHeaders": headers, "body": body}
        line.send("Fetch.fulfillRequest", {"requestId": asked["requestId"], **given})

    line.on("Fetch.requestPaused", answer)
    line.send("Fetch.enable", {"patterns": [{"urlPattern": f"{NEUTRAL}*"}]})


def by_the_button(page):
    page.get_by_role("button", name="Exit this page").click()


def by_shift(page):
    for _ in range(3):
        page.keyboard.press("Shift")


def by_shift_while_typing(page):
    page.get_by_label("Where do they live?").focus()
    by_shift(page)


def by_the_keyboard(page):
    """From the heading, which has the focus, past the way back."""
    expect(page.locator("h1")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(":focus")).to_contain_text("Exit this page")
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("leave", "js"),
    [
        (by_the_button, True),
        (by_the_button, False),
        pytest.param(by_shift_while_typing, True, marks=pytest.mark.at_length),
        pytest.param(by_the_keyboard, True, marks=pytest.mark.at_length),
        pytest.param(by_the_keyboard, False, marks=pytest.mark.at_length),
    ],
)
@pytest.mark.tries(1)
def test_who_leaves_quickly_leaves_nothing_behind(typing, demo, leave, js):
    person = typing(js=js, width=NARROW)
    (before,) = demo.query("SELECT count(*) FROM drafts")[0]
    with person.page.expect_navigation(url=NEUTRAL):
        leave(person.page)
    assert person.outside == [NEUTRAL]
    person.outside.clear()
    assert demo.query("SELECT count(*) FROM drafts") == [(before - 1,)]
    assert person.page.context.cookies(demo.public) == []
    person.back()
    assert person.h1 == CLOSED
    assert SECRET not in person.page.content()


@pytest.mark.at_length
def test_the_shift_key_says_how_often_it_has_to_be_pressed(typing):
    person = typing()
    said = person.page.locator(".govuk-exit-this-page [role=status], [role=status].govuk-visually-hidden")
    person.page.keyboard.press("Shift")
    expect(said.get_by_text("Shift, press 2 more times to exit.")).to_be_attached()
    person.well("Shift has been pressed once")


@pytest.mark.at_length
def test_shift_that_a_touch_keyboard_sends_while_somebody_types_leads_nowhere(typing):
    person = typing(touch=True, width=NARROW)
    by_shift_while_typing(person.page)
    person.page.wait_for_timeout(300)
    assert person.path == PAGE
    person.page.locator("h1").focus()
    with person.page.expect_navigation(url=NEUTRAL):
        by_shift(person.page)
    person.outside.clear()


@pytest.mark.at_length
def test_nothing_stays_hidden_where_scripts_are_lost_on_the_way(somebody):
    person = somebody()
    person.page.route("**/govuk.js", lambda route: route.abort())
    person.page.goto(f"{person.door}/request/now")
    assert "govuk-frontend-supported" in person.page.locator("body").get_attribute("class")
    expect(person.page.locator("body")).to_have_class("govuk-template__body", timeout=8_000)


def idle(demo, minutes):
    """Let these minutes have gone by on the server since anybody did anything."""
    demo.query("UPDATE drafts SET seen_at = strftime('%Y-%m-%d %H:%M:%f', seen_at, ?)", f"-{minutes} minutes")


@pytest.mark.at_length
def test_who_is_still_there_may_stay(typing, demo):
    person = typing(width=NARROW)
    page, dialog = person.page, person.page.get_by_role("alertdialog")
    page.clock.install(time=datetime.now(UTC))
    person.open(PAGE)
    for _ in range(2):
        idle(demo, 25)
        page.clock.fast_forward("24:50")
        expect(dialog).to_be_hidden()
        page.clock.fast_forward("00:15")
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("heading")).to_have_text("Are you still there?")
        expect(dialog.get_by_role("button", name="Stay on this page")).to_be_focused()
        person.well("the time warning")
        with page.expect_response(f"**{PAGE}") as asked:
            dialog.get_by_role("button", name="Stay on this page").click()
        assert asked.value.status == 200
        expect(dialog).to_be_hidden()
    person.press("Continue")
    assert person.h1 == "The children you have told us about"


def test_after_thirty_minutes_the_page_is_closed(typing, demo):
    person = typing()
    page = person.page
    page.clock.install(time=datetime.now(UTC))
    person.open(PAGE)
    page.clock.fast_forward("25:05")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    idle(demo, 31)
    with page.expect_navigation(url="**/request/stopped"):
        page.clock.fast_forward("05:05")
    assert SECRET not in page.content()
    person.back()
    assert person.h1 == CLOSED


@pytest.mark.at_length
def test_staff_are_warned_may_stay_and_find_what_they_typed_when_time_is_up(somebody, demo):
    person = somebody(door=demo.staff)
    person.open("/")
    sign_in(person, demo, "triage@example.com")
    page, dialog = person.page, person.page.get_by_role("alertdialog")
    page.clock.install(time=datetime.now(UTC))
    person.open("/take")
    page.clock.fast_forward("25:05")
    expect(dialog).to_contain_text("You will be signed out within 5 minutes.")
    with page.expect_response("**/stay") as asked:
        dialog.get_by_role("button", name="Stay signed in").click()
    assert asked.value.status == 204
    page.clock.fast_forward("24:00")
    expect(dialog).to_be_hidden()
    page.get_by_role("radio").nth(1).check()
    with page.expect_response("**/keep") as kept:
        page.clock.fast_forward("31:00")
    assert kept.value.status == 204


@pytest.mark.at_length
def test_whoever_looks_at_their_request_is_asked_before_its_hour_is_over(somebody):
    person = somebody()
    person.open("/request/now")
    person.tell(NEIGHBOUR)
    page, dialog = person.page, person.page.get_by_role("alertdialog")
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url("**/done")
    page.clock.install(time=datetime.now(UTC))
    person.open("/add")
    page.get_by_label("What do you want to add?").fill(SECRET)
    for _ in range(5):
        page.clock.fast_forward("09:55")
        with page.expect_response("**/add"):
            page.get_by_label("What do you want to add?").press("End")
            page.keyboard.type(".")
        page.clock.run_for(1000)
    page.clock.fast_forward("06:00")
    expect(dialog).to_be_visible()
    with page.expect_response("**/stay"):
        dialog.get_by_role("button", name="Stay on this page").click()
    page.clock.fast_forward("06:00")
    expect(dialog).to_be_hidden()
    assert person.path == "/add"
    expect(page.get_by_label("What do you want to add?")).to_have_value(f"{SECRET}.....")


def test_the_browsers_own_back_and_forward_work(somebody):
    person = somebody()
    person.begin()
    person.tell(LOOK_AGAIN)
    person.back()
    assert person.h1 == "What do you want to do?"
    expect(person.page.get_by_label(LOOK_AGAIN[1][1][0])).to_be_checked()
    person.back()
    expect(person.page.get_by_label("No", exact=True)).to_be_checked()
    person.forward()
    person.forward()
    assert person.h1 == "Who are you?"
    person.back()
    person.tell([("What do you want to do?", ["Both of these"])])
    assert person.h1 == "You can do both"


@pytest.mark.parametrize(
    "js", [pytest.param(True, id="script"), pytest.param(False, id="plain", marks=pytest.mark.at_length)]
)
@pytest.mark.at_length
def test_pressing_send_twice_sends_once_and_back_shows_nothing(somebody, demo, js):
    person = somebody(js=js)
    person.open("/request/now")
    person.tell(NEIGHBOUR)
    (before,) = demo.query("SELECT count(*) FROM challenges")[0]
    person.page.get_by_role("button", name="Send", exact=True).dblclick()
    person.page.wait_for_url("**/done")
    reference = person.marked("app-reference")
    assert demo.query("SELECT count(*) FROM challenges") == [(before + 1,)]
    person.back()
    assert person.h1 == "We already have your request"
    assert "The flat above mine" not in person.page.content()
    person.forward()
    assert person.marked("app-reference") == reference
    if js:
        other = person.page.context.new_page()
        other.goto(person.door + "/done", wait_until="commit")
        other.get_by_role("button", name="Show my code").click()
        expect(other.locator("main")).to_contain_text("We only show your code in the tab where you sent your request.")
        other.close()
    person.press("Show my code")
    assert person.marked("app-code")
    person.open("/done")
    expect(person.page.get_by_role("button", name="Show my code")).to_have_count(int(js))


def test_the_first_visit_is_small(somebody):
    person = somebody()
    line = person.page.context.new_cdp_session(person.page)
    line.send("Network.enable")
    sizes = []
    line.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    person.open("/")
    person.page.wait_for_load_state("networkidle")
    icon = person.page.locator("link[rel=icon][type='image/svg+xml']").get_attribute("href")  # not asked for unseen
    with urllib.request.urlopen(person.door + icon, timeout=5) as answer:  # noqa: S310 - always this machine
        sizes.append(len(answer.read()))
    assert len(sizes) >= 5, "the page, two sheets, two scripts"
    assert sum(sizes) <= FIRST_VISIT, sizes
