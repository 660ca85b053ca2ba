"""While the database cannot be written the page that says so comes soon, and nobody is kept from leaving."""

import sqlite3
import time
from contextlib import closing

import pytest

from build import PARENT
from posting import send_in, until


@pytest.fixture
def me(visitor, context):
    visitor.client.set_cookie("s", send_in(context, PARENT)[0])
    visitor.get("/add")
    return visitor


@pytest.fixture
def free(context, request):
    """Somebody else writes, and goes on writing until this is called."""
    request.getfixturevalue("me")  # has come before
    with closing(sqlite3.connect(context.store.engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield lambda: other.in_transaction and other.rollback()
        if other.in_transaction:
            other.rollback()


@pytest.mark.usefixtures("free")
def test_the_page_that_says_so_comes_within_two_seconds(me):
    began = time.monotonic()
    page = me.send(more="One more thing.", new="no")
    assert time.monotonic() - began < 2
    assert page.response.status_code == 503
    assert "999" in page.text
    assert "0345 2000 109" in page.text


def test_who_leaves_waits_for_no_database_and_their_visit_ends_when_it_is_back(me, free, context):
    token = me.client.get_cookie("s").value
    began = time.monotonic()
    gone = me.client.get("/exit")
    assert time.monotonic() - began < 1
    assert gone.headers["Location"].startswith("https://www.bbc.co.uk")
    assert not me.client.get_cookie("s")
    free()

    def ended():
        with context.store.read() as unit:
            return unit.raiser_sessions.open(token, context.now()) is None

    assert until(ended)
