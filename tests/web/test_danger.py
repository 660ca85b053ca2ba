"""Who says that somebody is not safe is shown whom to call: in the form, beside it, and after it."""

import pytest

from build import PARENT, PROFESSIONAL
from posting import send_in
from visitor import walk

FRONT_DOOR = "tel:03452000109"


@pytest.fixture
def journey(context):
    return context.journeys["adult"]


def calls(page):
    """The buttons that call, in order."""
    return [
        a.get("href")
        for a in page.all("a")
        if a.get("href", "").startswith("tel:") and "govuk-button" in a.get("class", "")
    ]


def test_who_says_so_in_the_form_can_press_to_call_and_goes_on_quietly(visitor, journey):
    walk(visitor, journey, {**PARENT, "danger": "yes"}, until="call")
    page = visitor.page
    assert calls(page) == ["tel:999", FRONT_DOOR]
    assert "Nobody will see your answers until you send them" in page.text
    [on] = [button for button in page.all("button") if "Continue" in "".join(button.itertext())]
    assert "govuk-button--secondary" in on.get("class")
    assert visitor.send(page.path).path == "/request/purpose"


@pytest.mark.parametrize("risk", ["serious", "some", "worse", "not_sure"])
def test_who_works_with_a_child_that_is_not_safe_is_asked_to_call(visitor, journey, risk):
    walk(visitor, journey, {**PROFESSIONAL, "risk": risk}, until="call-2")
    assert calls(visitor.page) == ["tel:999", FRONT_DOOR]


def test_a_child_is_offered_childline_too(visitor):
    visitor.get("/tell/now")
    page = visitor.send("/tell/now", danger="yes")
    assert calls(page) == ["tel:999", "tel:08001111", FRONT_DOOR]
    assert "No one will see what you type until you press 'Send'" in page.text


@pytest.mark.parametrize("address", ["/danger", "/something-new"])
def test_the_pages_about_danger_can_be_pressed_to_call(visitor, address):
    assert calls(visitor.get(address)) == ["tel:999", FRONT_DOOR]


@pytest.fixture
def back(visitor, context):
    """Somebody at their tracker."""
    token, _reference = send_in(context, PARENT)
    visitor.client.set_cookie("s", token)
    return visitor


def test_who_adds_something_new_is_asked_to_call(back):
    back.get("/add")
    assert calls(back.send(more="He came back.", new="yes")) == ["tel:999", FRONT_DOOR]
    back.get("/add")
    assert calls(back.send(more="A spelling.", new="no")) == []


@pytest.mark.parametrize("pressure", ["yes", "no", "unsaid"])
def test_who_takes_their_request_back_can_press_to_call_whatever_they_say_of_pressure(back, pressure):
    back.get("/take-back")
    assert calls(back.send("/take-back", pressure=pressure, new="no")) == ["tel:999", FRONT_DOOR]
