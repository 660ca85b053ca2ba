"""The managers' page of closed days, as two managers use it, and what the public door makes of it within 30 seconds."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event

from portal import apps
from portal.domain.permissions import Role
from portal.storage.closed_days import ClosedDays
from visitor import Visitor, text_of

PAGE = "/office-closures"
SNOW = {"day-day": "25", "day-month": "11", "day-year": "2026"}


@pytest.fixture
def managers(employ, enter):
    for name in ("ann", "ben"):
        employ(f"{name}@example.com", Role.MANAGER, name=f"{name.title()} Manager")
    ann, ben = enter("ann@example.com"), enter("ben@example.com")
    ann.get(PAGE)
    return ann, ben


@pytest.fixture
def public(context, opened, public_settings):
    return Visitor(opened(apps.public_app, public_settings, context), frozenset({"Your request"}))


def press(manager, deed):
    form = next(f for f in manager.page.forms() if f.get("action", "").endswith(f"/{deed}"))
    return manager.send(form.get("action"))


def test_one_proposes_another_confirms_and_within_30_seconds_both_doors_count_it(managers, public, clock, context):
    ann, ben = managers
    assert "The policy names no closed day besides bank holidays." in ann.page.text
    assert "finish by 30 November 2026" in public.get("/what-happens-next").text
    page = ann.send(PAGE, **SNOW)
    assert "Another manager has to confirm it. No date moves until then." in page.text
    assert "Days on which the office is closed (1 waits for you to confirm it)" in text_of(ben.get("/").tree)
    ben.get(PAGE)
    page = press(ben, "confirm")
    assert "25 November 2026 Confirmed" in page.text
    assert "Proposed by: Ann Manager" in page.text
    assert "Confirmed by: Ben Manager" in page.text
    clock.now += timedelta(seconds=30)
    assert "finish by 1 December 2026" in public.get("/what-happens-next").text
    assert "25 November 2026" in public.get("/telephone").text
    ann.get(PAGE)
    assert not context.calendar.is_working(date(2026, 11, 25))
    assert "Withdrawn by: Ann Manager" in press(ann, "withdraw").text


def test_nobody_confirms_their_own_also_not_by_its_address(managers):
    ann, _ben = managers
    ann.send(PAGE, **SNOW)
    address = next(f.get("action") for f in ann.page.forms() if "withdraw" in f.get("action"))
    page = ann.send(address.replace("withdraw", "confirm"))
    assert (page.response.status_code, page.errors) == (422, ["Another manager has to confirm what you proposed."])


def test_from_an_hour_on_and_what_is_refused_stands_beside_its_field(managers):
    ann, _ben = managers
    assert ann.send(PAGE).errors == ["Enter the day"]
    assert ann.send(PAGE, **SNOW, begins="soon").errors == ["Enter a time, like 9am or 14:30"]
    assert ann.send(PAGE, **SNOW | {"day-day": "22"}).errors == ["Enter today or a day that is still to come."]
    assert "25 November 2026, from 12:00pm" in ann.send(PAGE, **SNOW, begins="noon").text


def test_who_leaves_waits_for_no_look_at_it_and_a_page_asks_once_in_30_seconds(public, context):
    object.__setattr__(context, "closed_days", ClosedDays())
    asked = []

    def note(*given):
        asked.extend([given[2]] if "office_closures" in given[2] else [])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        public.client.get("/exit")
        assert asked == []
        for _time in range(2):
            public.get("/privacy")
        assert len(asked) == 1
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_only_managers_come_here(signed_in):
    assert signed_in.get(PAGE).response.status_code == 403
