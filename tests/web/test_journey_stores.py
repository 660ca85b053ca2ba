"""The three journeys are one controller over three stores: what a page costs, and what it leaves behind."""

import ast
import functools
import re
from pathlib import Path

import pytest

import portal
from build import PARENT
from portal.services.assisted_intake import IntakeStore
from portal.services.contact_preferences import ContactStore
from portal.services.journey_store import FormStore, JourneyStore
from portal.web.journey_controller import JourneyController
from portal.web.public.contact_preferences import ContactPages
from portal.web.public.journey_pages import OwnForm
from portal.web.staff.assisted_intake import EnteredForm
from visitor import walk

WEB = Path(portal.__file__).parent / "web"
IN_G = {
    "speech": "the language",
    "opened": "the session of the colleague who is signed in",
    "actor": "that colleague",
    "young": "whether it is a young person who is here",
    "filled_in": "which forms of this page were filled in with what a session that ended had kept",
    "put_by": "that this request kept one",
}
"""What a request may leave in Flask's ``g``. Nothing of a journey: a controller is made for each request."""


@pytest.fixture
def units(context):
    """How many units of work something takes."""

    def count(do):
        before = context.store.units
        do()
        return context.store.units - before

    return count


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="(csrf_token|seen)" value="([^"]+)"', page.html))


def test_the_three_are_the_same_controller_over_three_stores():
    assert {each.page for each in (OwnForm, ContactPages)} == {JourneyController.page}
    assert {each.answer for each in (OwnForm, ContactPages)} == {JourneyController.answer}
    assert issubclass(EnteredForm, JourneyController), "it asks several at once, and hands each by itself to that"
    assert {each.take for each in (FormStore, IntakeStore, ContactStore)} == {JourneyStore.take}


def test_a_page_of_the_form_is_one_read_and_an_answer_one_write(visitor, units):
    visitor.get("/request/now")
    visitor.send(danger="no")
    assert units(functools.partial(visitor.client.get, "/request/purpose")) == 1
    data = hidden(visitor.get("/request/purpose")) | {"purpose": "look_again"}
    assert units(functools.partial(visitor.client.post, "/request/purpose", data=data)) == 1
    assert visitor.get("/request/check").path == "/request/you"


def test_a_change_of_contact_reads_once_and_writes_once(visitor, context, units):
    walk(visitor, context.journeys["adult"], PARENT)
    visitor.send("/request/check")
    data = hidden(visitor.get("/get-in-touch/safe-ways")) | {"safe": "none"}
    answered = functools.partial(visitor.client.post, "/get-in-touch/safe-ways", data=data)
    assert units(answered) == 2 + 1, "then what was typed here before and not sent is dropped"
    assert "Do not contact me" in visitor.get("/get-in-touch").text


def test_nothing_of_a_journey_is_left_in_g():
    used = set()
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "g":
                used.add(node.attr)
    assert used - {"get", "setdefault", "pop"} <= IN_G.keys()
