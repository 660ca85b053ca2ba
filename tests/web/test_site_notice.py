"""The council's notice on the public pages: when, in which language, and at what cost."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from build import YOUNG
from portal.domain.permissions import Actor, Role
from portal.services import site_notices
from portal.storage import DOWN
from portal.web import app_factory
from visitor import Page, text_of, walk

ANN = Actor("ann", frozenset({Role.MANAGER}))


def banners(page):
    return [each for each in page.all("div") if each.get("aria-labelledby") == "site-notice-title"]


def test_pages_after_sending_of_young_people_and_of_errors_show_it(visitor, show_notice, context, clock):
    walk(visitor, context.journeys["young"], YOUNG)
    visitor.send()
    show_notice()
    clock.now += timedelta(seconds=30)
    for address in ("/progress", "/messages", "/young/privacy", "/nowhere", "/young/nowhere"):
        assert len(banners(visitor.get(address))) == 1, address


def test_a_question_that_says_danger_names_whom_to_call_before_it(visitor, show_notice):
    show_notice()
    visitor.get("/request/now")
    page = visitor.send(danger="yes", safe="no")
    assert "please call now" in page.text
    assert page.html.index("site-notice-title") > page.html.index("please call now")


@pytest.mark.parametrize(
    ("code", "words", "spoken", "begins"),
    [
        ("en", "Our office is shut", None, "Your request"),
        ("cy", "Mae ein swyddfa", None, "Eich cais"),
        ("ar", "Our office is shut", "en-GB", "طلبك"),
    ],
)
def test_it_is_read_in_the_visitors_language_if_that_was_given_and_else_marked_as_english(
    visitor, show_notice, code, words, spoken, begins
):
    show_notice()
    page = Page(visitor.client.get("/", headers={"Accept-Language": code}), frozenset({begins}))
    (banner,) = banners(page)
    (said,) = banner.iter("p")
    assert words in text_of(said)
    assert (said.get("lang"), said.get("dir")) == (spoken, "ltr" if spoken else None)
    assert page.tree.get("lang") == ("en-GB" if code == "en" else code)


def test_it_comes_and_goes_within_30_seconds_and_by_its_own_time(visitor, show_notice, context, clock):
    assert not banners(visitor.get("/"))
    this = show_notice(lasts=timedelta(hours=1))
    clock.now += timedelta(seconds=30)
    assert banners(visitor.get("/"))
    site_notices.end(context, ANN, this)
    clock.now += timedelta(seconds=30)
    assert not banners(visitor.get("/"))
    show_notice(lasts=timedelta(seconds=40))
    clock.now += timedelta(seconds=30)
    assert banners(visitor.get("/"))
    clock.now += timedelta(seconds=10)
    assert not banners(visitor.get("/")), "its time is over, though nobody has asked again"


@contextmanager
def asked():
    statements = []
    listen = (Engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    event.listen(*listen)
    yield statements
    event.remove(*listen)


def test_a_page_asks_no_more_of_the_database_because_of_it(visitor, show_notice, clock):
    show_notice()
    visitor.get("/privacy")
    with asked() as statements:
        assert banners(visitor.get("/privacy"))
    assert not [each for each in statements if "site_notices" in each]
    clock.now += timedelta(seconds=30)
    with asked() as statements:
        visitor.get("/privacy")
        visitor.get("/")
    assert len([each for each in statements if "site_notices" in each]) == 1


def test_while_the_database_is_down_what_was_known_stays_and_an_error_page_asks_nobody(
    visitor, show_notice, clock, monkeypatch, public
):
    show_notice()
    assert banners(visitor.get("/privacy"))
    clock.now += timedelta(minutes=1)
    tries = []

    def down(_context):
        tries.append(1)
        raise DOWN[0]("down", None, Exception())

    monkeypatch.setattr(site_notices, "confirmed", down)
    with public.test_request_context("/"):
        public.preprocess_request()
        made, _code = app_factory.problem_page(public, 503)
    assert (made.count('id="site-notice-title"'), tries) == (1, [])
    for _time in range(2):
        assert banners(visitor.get("/privacy"))
    assert tries == [1]


def test_it_makes_a_page_little_longer(visitor, show_notice, clock):
    """The first visit of somebody with a slow line stays what the browser tests allow it."""
    before = len(visitor.get("/").html)
    show_notice("Our office is shut. " * 15)
    clock.now += timedelta(seconds=30)
    assert 300 < len(visitor.get("/").html) - before < 1200
