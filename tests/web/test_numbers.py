"""Telephone numbers: pressed to call, in one piece, and the right one for the hour."""

import re
from datetime import UTC, datetime

import pytest

from portal.web.phone_numbers import dialled
from visitor import text_of

NUMBER = re.compile(r"\b(?:999|0\d{3,4} \d{3,4}(?: \d{3,4})?)\b")
TO_READ = ("/", "/contact", "/young", "/telephone", "/danger", "/something-new", "/how-we-treated-you",
           "/your-information", "/what-happens-next", "/accessibility", "/paper")  # fmt: skip


@pytest.mark.parametrize(
    ("written", "dials"), [("0345 2000 109", "03452000109"), ("+44 (0) 191-643", "+440191643"), (" 999 ", "999")]
)
def test_a_number_is_dialled_by_its_digits(written, dials):
    assert dialled(written) == dials


def numbers_without_a_link(page):
    """What a telephone would have to be read off, outside the strip."""
    main = next(main for main in page.all("main"))
    links = [text_of(a) for a in main.iter("a") if a.get("href", "").startswith("tel:")]
    written = NUMBER.findall(text_of(main))
    assert links == [number for number in links if dialled(number)]
    return [number for number in written if not any(number in link for link in links)]


@pytest.mark.parametrize("address", TO_READ)
def test_each_number_on_a_page_is_pressed_to_call(visitor, address):
    page = visitor.get(address)
    assert numbers_without_a_link(page) == []
    for link in page.all("a"):
        if link.get("href", "").startswith("tel:"):
            assert link.get("href") == f"tel:{dialled(text_of(link)) or dialled(link.get('href'))}"
            assert "app-number" in link.get("class", "") or "govuk-button" in link.get("class", "")


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), "0345 2000 109"),
        (datetime(2026, 11, 24, 20, 0, tzinfo=UTC), "0330 333 7475"),
        (datetime(2026, 12, 25, 11, 0, tzinfo=UTC), "0330 333 7475"),
    ],
)
def test_the_strip_says_what_its_numbers_are_for(visitor, clock, moment, number):
    clock.now = moment
    strip = visitor.get("/privacy").marked("app-strip")
    assert strip == (
        f"In danger now? Call 999. Worried about a child now? Call {number}. "
        "Nobody reads this form at night, at weekends or on bank holidays."
    )


def test_the_strip_of_young_people_leads_to_childline(visitor):
    assert "To talk to Childline, call 0800 1111." in visitor.get("/young").marked("app-strip")
