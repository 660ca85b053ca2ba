"""Where a request comes from, whatever a proxy writes there; and what somebody sees who has to wait."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import apps
from portal.domain.rate_limits import TooMany, TooManySent
from portal.settings import PublicSettings
from portal.web.rate_limit_page import when
from portal.web.security import NOWHERE, network_of
from visitor import Visitor

TABS = frozenset({"Your request"})
NO_ADDRESSES = ("", "unknown", "_hidden", "1.2.3", "1.2.3.4.5", "1.2.3.4:5:6", "[", "]:1", "\x00", "a" * 9999)
WRITTEN = {
    "203.0.113.7": "203.0.113.0/24",
    "203.0.113.7:61234": "203.0.113.0/24",
    " 203.0.113.7 ": "203.0.113.0/24",
    "::ffff:203.0.113.7": "203.0.113.0/24",
    "[::ffff:203.0.113.7]:443": "203.0.113.0/24",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "[2001:db8:1:2::5]:443": "2001:db8:1:2::/64",
    "[2001:db8:1:2::5]": "2001:db8:1:2::/64",
    '"[2001:db8:1:2::5]:443"': "2001:db8:1:2::/64",
    "fe80::1%eth0": "fe80::/64",
    **dict.fromkeys(
        ("", "unknown", "_hidden", "1.2.3", "1.2.3.4.5", "1.2.3.4:5:6", "[", "]:1", "\x00", "a" * 9999), NOWHERE
    ),
}


@pytest.mark.parametrize(("written", "network"), WRITTEN.items(), ids=lambda text: text[:20] or "blank")
def test_an_address_is_read_however_a_proxy_writes_it(written, network):
    assert network_of(written) == network


@given(st.text())
def test_whatever_stands_there_has_a_network(written):
    assert network_of(written)


@pytest.mark.parametrize("written", [*WRITTEN, "1.2.3.4, 5.6.7.8:99", ",", "unknown, [::1]:x"])
@pytest.mark.tries(6)
def test_no_header_of_a_proxy_keeps_anybody_from_coming_back(context, written):
    settings, _ = PublicSettings.collect({"PORTAL_PROXIES": "1"})
    visitor = Visitor(apps.public_app(settings, context), TABS)
    visitor.client.environ_base["HTTP_X_FORWARDED_FOR"] = written.replace("\x00", "")
    visitor.get("/return")
    for _ in range(3):
        visitor.send(reference="ABCD-EFGH-7", code="x")
        assert visitor.page.response.status_code == 422
    visitor.get("/request/carry-on")
    assert visitor.send(code="x").response.status_code == 422


def test_who_has_to_wait_is_told_until_when_and_whom_to_call_and_nothing_of_what_they_tried(visitor):
    visitor.get("/return")
    for _ in range(5):
        visitor.send(reference="ABCD-EFGH-7", code="x")
        assert "After a few wrong tries you will have to wait" in visitor.page.errors[0]
    page = visitor.send(reference="ABCD-EFGH-7", code="x")
    assert page.response.status_code == 429
    assert "There were too many tries. Wait until 10:15am, or call us on 0345 2000 109." in page.text
    assert "999" in page.text
    assert page.response.headers["Retry-After"] == "901"
    assert "ABCD" not in page.html


def test_a_wait_ends_at_a_full_minute_and_on_another_day_the_day_is_said(door):
    now = datetime(2026, 11, 23, 10, 0, 1, tzinfo=UTC)
    with door.test_request_context("/"):
        assert when(now + timedelta(minutes=15), now) == "10:16am"
        assert when(now + timedelta(hours=24), now) == "24 November 2026 at 10:01am"
        assert when(datetime(2026, 11, 23, 10, 15, tzinfo=UTC), now) == "10:15am"


def test_somebody_who_sent_too_much_is_told_that_it_was_that():
    assert "internet connection" in TooManySent.sentence
    assert "tries" in TooMany.sentence
