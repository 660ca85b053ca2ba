"""What a page says about the time it stays open is what happens."""

from datetime import timedelta

import pytest

from build import PARENT, YOUNG
from visitor import text_of, walk

ADULT, CHILD = ("adult", PARENT), ("young", YOUNG)


def dialog_of(page):
    return page.all("dialog")[0]


def said(page):
    """The minutes after which the page says that it closes, and after which it warns."""
    dialog = dialog_of(page)
    return int(dialog.get("data-end-after")) // 60, int(dialog.get("data-warn-after")) // 60


@pytest.mark.parametrize(("flow", "answers", "minutes"), [(*ADULT, 30), (*CHILD, 10)])
def test_a_form_closes_when_its_pages_say_so(context, visitor, clock, flow, answers, minutes):
    page = walk(visitor, context.journeys[flow], answers)
    assert said(page)[0] == minutes
    assert f"We will close this form if you stop for {minutes} minutes." in page.text
    clock.now += timedelta(minutes=minutes) - timedelta(seconds=1)
    assert visitor.get(page.path).path == page.path
    clock.now += timedelta(minutes=minutes)
    page = visitor.get(page.path)
    assert page.path.endswith("/stopped")
    assert f"used this page for {minutes} minutes" in page.text


@pytest.mark.parametrize(("flow", "answers", "minutes"), [(*ADULT, 15), (*CHILD, 10)])
def test_a_request_closes_when_its_pages_say_so(context, visitor, clock, flow, answers, minutes):
    walk(visitor, context.journeys[flow], answers)
    visitor.send()
    page = visitor.get("/progress")
    assert said(page)[0] == minutes
    clock.now += timedelta(minutes=minutes) - timedelta(seconds=1)
    assert visitor.get("/progress").path == "/progress"
    clock.now += timedelta(minutes=minutes)
    assert visitor.get("/progress").path.endswith("/return")


@pytest.mark.parametrize(("flow", "answers"), [ADULT, CHILD])
def test_the_warning_says_how_many_minutes_are_left(context, visitor, flow, answers):
    page = walk(visitor, context.journeys[flow], answers)
    ends, warns = said(page)
    assert f"We will close this page within {ends - warns} minutes." in text_of(dialog_of(page))
    assert warns >= ends / 2


@pytest.mark.parametrize("address", ["/return", "/young/return"])
@pytest.mark.parametrize(("flow", "answers", "minutes"), [(*ADULT, 15), (*CHILD, 10)])
def test_the_page_to_come_back_goes_by_the_request_that_is_open(context, visitor, flow, answers, minutes, address):
    walk(visitor, context.journeys[flow], answers)
    visitor.send()
    page = visitor.get(address)
    (region,) = [each for each in page.all("div") if each.get("data-closes-in")]
    assert int(region.get("data-lasts")) == 60 * 60
    assert f"or sooner if you do nothing for {minutes} minutes" in text_of(region)
    assert said(page)[0] == minutes


@pytest.mark.parametrize(("address", "minutes"), [("/return", 30), ("/young/return", 10)])
def test_the_page_to_come_back_goes_by_itself_where_no_request_is_open(visitor, address, minutes):
    page = visitor.get(address)
    assert [each for each in page.all("div") if each.get("data-closes-in")] == []
    assert said(page)[0] == minutes


WORDS = "She has seen the nurse on Tuesday, and I have her letter."


@pytest.fixture
def code(context, visitor):
    """Somebody who has sent a request, and has their reference and code."""
    walk(visitor, context.journeys["adult"], PARENT)
    page = visitor.send()
    known = {"reference": page.marked("app-reference"), "code": visitor.see_code()}
    visitor.send(kept=known["code"])
    return known


def aged(context, minutes):
    """Let a request have been open for so long, and somebody there all the time."""
    with context.store.begin() as unit:
        then = context.now() - timedelta(minutes=minutes)
        unit.connection.exec_driver_sql("UPDATE visits SET started_at = ?", (f"{then:%Y-%m-%d %H:%M:%S.%f}",))


def area(page):
    return text_of(page.all("textarea")[0])


@pytest.mark.usefixtures("code")
def test_a_request_says_when_it_closes_and_closes_then(context, visitor):
    aged(context, 40)
    page = visitor.get("/messages")
    (said,) = [each for each in page.all("div") if each.get("data-closes-in")]
    assert abs(int(said.get("data-closes-in")) - 20 * 60) <= 1
    assert "or sooner if you do nothing for 15 minutes" in text_of(said)
    aged(context, 60)
    assert visitor.get("/messages").path == "/return"
    assert "You are signed out. Your request was open for an hour" in visitor.page.text


@pytest.mark.usefixtures("code")
def test_one_press_gives_another_hour_and_loses_nothing_typed(context, visitor):
    aged(context, 59)
    visitor.get("/add")
    page = visitor.send("/stay", stay="/add", more=WORDS, new="no")
    assert (page.path, area(page)) == ("/add", WORDS)
    assert "You have not sent it yet" in page.text
    aged(context, 2)
    visitor.send(more=WORDS, new="no")
    assert visitor.page.path == "/added"
    assert WORDS in visitor.get("/sent").text
    assert area(visitor.get("/add")) == "", "what is sent does not wait any more"


@pytest.mark.parametrize("address", ["/add", "/take-back", "/get-in-touch/safe-ways"])
@pytest.mark.parametrize("over", ["idle", "an hour"])
def test_what_was_typed_too_late_is_there_when_they_come_back(context, visitor, clock, code, address, over):
    visitor.get(address)
    clock.now += timedelta(minutes=16) if over == "idle" else timedelta()
    aged(context, 61 if over == "an hour" else 16)
    given = {"more": WORDS, "new": "no"} if address == "/add" else {"words": WORDS, "name": WORDS[:30]}
    page = visitor.send(**given)
    assert page.path == "/return"
    assert "We kept what you typed" in page.text
    assert ("did nothing here for 15 minutes" in page.text) is (over == "idle")
    page = visitor.send(**code)
    assert page.path == address
    assert "You have not sent it yet" in page.text
    assert WORDS[:30] in page.html


def test_how_we_get_in_touch_that_was_changed_and_not_kept_is_there_when_they_come_back(visitor, clock, code):
    visitor.get("/get-in-touch/safe-ways")
    visitor.send(safe=["none"])
    clock.now += timedelta(minutes=16)
    page = visitor.get("/get-in-touch")
    assert page.path == "/return"
    assert "We kept what you typed" in page.text
    page = visitor.send(**code)
    assert page.path == "/get-in-touch"
    assert "You have not saved your changes" in page.text
    assert visitor.send("/get-in-touch").h1 == "We will not contact you"
    visitor.get("/return")
    assert visitor.send(**code).path == "/progress", "it waits no more"


def test_what_was_typed_too_late_on_a_later_page_of_it_is_there_with_what_went_before(visitor, clock, code):
    visitor.get("/get-in-touch/safe-ways")
    assert visitor.send(safe=["text"], name="Sam", mobile="07700 900982").path == "/get-in-touch/safe-times"
    clock.now += timedelta(minutes=16)
    assert visitor.send(say_who="no", times=["morning"]).path == "/return"
    page = visitor.send(**code)
    assert page.path == "/get-in-touch/safe-times"
    assert [box.get("value") for box in page.all("input") if box.get("checked") is not None] == ["no", "morning"]


@pytest.mark.usefixtures("code")
def test_who_has_no_code_sees_nothing_of_it(visitor, another, clock):
    visitor.get("/add")
    clock.now += timedelta(minutes=16)
    visitor.send(more=WORDS, new="no")
    for page in (visitor.get("/add"), visitor.get("/return"), another().get("/add")):
        assert page.path == "/return"
        assert WORDS not in page.html


def test_after_signing_out_nothing_is_kept_from_that_browser(visitor, code):
    old = visitor.get("/add")
    visitor.get("/progress")
    visitor.send("/leave")
    assert visitor.page.h1 == "You are signed out"
    visitor.page = old
    visitor.send(more=WORDS, new="no")
    visitor.get("/return")
    assert "We kept" not in visitor.page.text
    assert visitor.send(**code).path == "/progress"
    visitor.get("/get-in-touch/safe-ways")
    visitor.send(safe=["none"])
    visitor.get("/progress")
    visitor.send("/leave")
    visitor.get("/return")
    assert "We kept" not in visitor.page.text
    assert visitor.send(**code).path == "/progress", "nor what was changed and not used"


@pytest.mark.usefixtures("code")
def test_more_time_leads_to_no_other_site(visitor):
    visitor.get("/progress")
    assert visitor.send("/stay", stay="https://evil.example/").path == "/progress"
    assert visitor.send("/stay", stay="//evil.example/").path == "/progress"


def test_a_young_person_who_was_signed_out_reads_why_in_their_own_dress(context, visitor, clock):
    walk(visitor, context.journeys["young"], YOUNG)
    visitor.send()
    clock.now += timedelta(minutes=11)
    page = visitor.get("/progress")
    assert page.path == "/return"
    assert "did nothing here for 10 minutes" in page.text
    assert "Someone is with me" in page.text
    assert "Exit this page" not in page.text


@pytest.mark.parametrize("address", ["/request/now", "/stay", "/exit"])
def test_what_a_script_sends_behind_a_page_that_was_left_gives_no_new_cookie(visitor, address):
    old = visitor.get("/request/now")
    visitor.client.get("/exit")
    by_script = {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Site": "same-origin"}
    answer = visitor.client.post(address, data={"csrf_token": old.token, "then": "stay"}, headers=by_script)
    assert answer.status_code >= 400
    assert "Set-Cookie" not in answer.headers
    assert visitor.client.get_cookie("s") is None
