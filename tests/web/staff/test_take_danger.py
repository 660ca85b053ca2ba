"""Who enters a request for a caller that says somebody is not safe is told whom to ring, in staff's words."""

from visitor import text_of


def test_staff_are_told_whom_to_ring_at_this_hour_and_not_what_the_public_reads(signed_in):
    signed_in.get("/take")
    when = {"on-day": "23", "on-month": "11", "on-year": "2026"}
    page = signed_in.send("/take", way="telephone", flow="adult", at="", language="en", **when)
    page = signed_in.send(page.path, danger="yes")
    assert page.h1 == "They say that someone may not be safe"
    dialled = [a.get("href") for a in page.all("a") if a.get("href", "").startswith("tel:")]
    assert dialled == ["tel:999", "tel:03452000109"]
    assert "tell Front Door Service now: 0345 2000 109" in page.text
    assert "Is it not safe to speak?" not in page.text
    [on] = [button for button in page.all("button") if text_of(button) == "Carry on"]
    assert "govuk-button--secondary" in on.get("class")
    assert signed_in.send(page.path).path.endswith("/purpose")
