"""Who has opened a request: its raiser sees roles and days, and never a name."""

from datetime import timedelta

import pytest

from build import PARENT
from portal.domain.permissions import Role
from portal.storage import Account
from posting import send_in


@pytest.fixture
def me(visitor, context):
    token, visitor.reference = send_in(context, PARENT)
    visitor.client.set_cookie("s", token)
    with context.store.begin() as unit:
        named = {"id": "staff-1", "email": "toni@example.com", "name": "Toni Zebediah", "rank": 0}
        unit.accounts.add(Account(**named, roles=frozenset({Role.TRIAGE}), signed_in=True), context.now())
    visitor.get("/progress")
    return visitor


def test_each_role_is_named_once_a_day_without_a_name(me, happen, clock):
    happen("identity_checked", me.reference, words="Seen.")
    happen("read", me.reference, why="work")
    happen("opened", me.reference, why="work")
    clock.now += timedelta(minutes=5)
    page = me.get(me.get("/progress").link("See who has opened it"))
    assert page.text.count("23 November 2026: someone who reads new requests") == 1
    for name in ("Toni", "Zebediah", "staff-1", "work"):
        assert name not in page.marked("govuk-list--bullet")


def test_who_has_opened_nothing_is_not_named(me, happen):
    happen("identity_checked", me.reference, words="Seen.")
    assert "Nobody has opened it yet." in me.get("/who-opened").text


def test_until_we_know_who_they_are_or_while_an_alert_is_open_nothing_is_shown(me, happen):
    happen("read", me.reference, why="work")
    assert "First we have to check who you are" in me.get("/who-opened").text
    happen("identity_checked", me.reference, words="Seen.")
    assert "someone who reads new requests" in me.get("/who-opened").text
    me.get("/add")
    me.send(more="He hit her.", new="yes")
    page = me.get("/who-opened")
    assert "someone who reads new requests" not in page.text
    assert "We cannot show you this now." in page.text


def test_who_is_signed_out_is_led_to_the_code(visitor):
    assert visitor.get("/who-opened").path == "/return"
