"""How much one network may ask for, begin and send; and that leaving a page is never among it."""

import logging
import os
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from build import PARENT
from portal import apps
from portal.domain.rate_limits import HOUR, MINUTE, Limit, TooManySent
from portal.services import applications, new_token
from portal.settings import PublicSettings
from portal.web.request_limits import SharedCounts
from visitor import Visitor

HERE, ELSEWHERE = "192.0.2.0/24", "198.51.100.0/24"
FIVE = Limit(5, MINUTE)


def test_a_scope_has_so_many_at_once_and_then_one_at_a_time():
    counts = SharedCounts()
    assert [counts.take(HERE, FIVE) for _ in range(5)] == [None] * 5
    wait = counts.take(HERE, FIVE)
    assert timedelta(seconds=11) < wait <= timedelta(seconds=12)
    assert counts.take(HERE, FIVE) <= wait, "asking again makes it no longer"
    assert counts.take(ELSEWHERE, FIVE) is None
    short = Limit(1, timedelta(milliseconds=1))
    assert counts.take("short", short) is None
    time.sleep(0.002)
    assert counts.take("short", short) is None


def test_the_workers_of_a_door_count_together():
    counts = SharedCounts()
    for _ in range(4):
        worker = os.fork()
        if not worker:
            os._exit(0 if counts.take(HERE, FIVE) is None else 1)
        assert os.waitpid(worker, 0)[1] == 0
    assert [counts.take(HERE, FIVE) is None for _ in range(2)] == [True, False]


def test_thousands_of_networks_do_not_use_up_each_others():
    counts = SharedCounts()
    for number in range(3000):
        for _ in range(5):
            counts.take(f"10.{number // 250}.{number % 250}.0/24", FIVE)
    free = sum(counts.take(f"172.16.{number}.0/24", FIVE) is None for number in range(250))
    assert free >= 245


@pytest.fixture
def visit(context):
    """Somebody at a door that allows each network three pages at once."""

    def come(limits, settings=PublicSettings):
        some = replace(context, limits=replace(context.limits, **limits))
        return Visitor(apps.public_app(settings.collect({})[0], some), frozenset({"Your request", "Tell us"}))

    return come


def test_a_network_that_asks_too_fast_has_to_wait_and_another_does_not(visit, caplog):
    visitor = visit({"requests": Limit(3, HOUR)})
    with caplog.at_level(logging.WARNING):
        assert [visitor.client.get("/privacy").status_code for _ in range(20)] == [200] * 3 + [429] * 17
    assert caplog.text.count("throttled") == 1, "and the log is not filled"
    assert "Wait until 10:" in visitor.get("/privacy").text
    assert "999" in visitor.page.text
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert visitor.client.get("/privacy", environ_overrides=elsewhere).status_code == 200


def test_leaving_a_page_is_never_limited(visit):
    visitor = visit({"requests": Limit(1, HOUR)})
    assert [visitor.client.get("/privacy").status_code for _ in range(2)] == [200, 429]
    for _ in range(50):
        gone = visitor.client.get("/exit")
        assert (gone.status_code, gone.headers["Location"]) == (302, "https://www.bbc.co.uk/weather")
    assert visitor.client.get("/health").status_code == 200


def test_the_limit_does_not_need_the_database(visit, context, caplog):
    visitor = visit({"requests": Limit(3, HOUR)})
    context.store.close()
    with caplog.at_level(logging.WARNING):
        assert [visitor.client.get("/privacy").status_code for _ in range(5)] == [200] * 3 + [429] * 2


def sent(context, network):
    token = new_token()
    applications.answer(context, token, "en", PARENT, network=network)
    return applications.submit(context, token, network)


def test_a_network_sends_ten_forms_an_hour_and_what_is_over_is_kept(context):
    assert all(sent(context, HERE) for _ in range(10))
    token = new_token()
    applications.answer(context, token, "en", PARENT)
    with pytest.raises(TooManySent) as refused:
        applications.submit(context, token, HERE)
    assert refused.value.until == context.now() + timedelta(minutes=6)
    assert applications.walk(context, token, "en").begun, "nothing that was typed is lost"
    assert sent(context, ELSEWHERE)
    assert applications.submit(context, token), "staff who enter it for somebody are not counted"


def test_a_network_that_begins_too_many_forms_has_to_wait(visit, context):
    first = context.journeys["adult"].questions[0].address
    visitor = visit({"drafts": Limit(2, HOUR)})
    for expected in (200, 200, 429):
        visitor.client.delete_cookie("s")
        visitor.get(f"/request/{first}")
        assert visitor.send(danger="no").response.status_code == expected
    assert "Too many requests have come from this internet connection" in visitor.page.text
    assert "call us on 0345 2000 109" in visitor.page.text


def test_reports_of_broken_rules_do_not_fill_the_log(make_door, caplog):
    client = make_door().test_client()
    bad = '{"csp-report": {"effective-directive": "style-src"}}'
    with caplog.at_level(logging.WARNING):
        for body in (bad, bad, bad, "[" * 100_000, '{"csp-report": ' + "[" * 9000, "x" * 200_000, "", "null"):
            assert client.post("/csp-reports", data=body, content_type="application/csp-report").status_code == 204
    assert caplog.text.count("content security policy") == 2, "once for each rule and minute"
    assert "style-src (1 times)" in caplog.text
