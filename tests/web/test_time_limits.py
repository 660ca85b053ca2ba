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
def test_a_form_closes_when_its_pages_say_so(office, visitor, clock, flow, answers, minutes):
    page = walk(visitor, office.journeys[flow], answers)
    assert said(page)[0] == minutes
    assert f"If you stop for {minutes} minutes, we will close this form." in page.text
    clock.now += timedelta(minutes=minutes) - timedelta(seconds=1)
    assert visitor.get(page.path).path == page.path
    clock.now += timedelta(minutes=minutes)
    page = visitor.get(page.path)
    assert page.path.endswith("/stopped")
    assert f"used this page for {minutes} minutes" in page.text


@pytest.mark.parametrize(("flow", "answers", "minutes"), [(*ADULT, 15), (*CHILD, 10)])
def test_a_request_closes_when_its_pages_say_so(office, visitor, clock, flow, answers, minutes):
    walk(visitor, office.journeys[flow], answers)
    visitor.send()
    page = visitor.get("/progress")
    assert said(page)[0] == minutes
    clock.now += timedelta(minutes=minutes) - timedelta(seconds=1)
    assert visitor.get("/progress").path == "/progress"
    clock.now += timedelta(minutes=minutes)
    assert visitor.get("/progress").path.endswith("/return")


@pytest.mark.parametrize(("flow", "answers"), [ADULT, CHILD])
def test_the_warning_says_how_many_minutes_are_left(office, visitor, flow, answers):
    page = walk(visitor, office.journeys[flow], answers)
    ends, warns = said(page)
    assert f"We will close this page in {ends - warns} minutes." in text_of(dialog_of(page))
    assert warns >= ends / 2
