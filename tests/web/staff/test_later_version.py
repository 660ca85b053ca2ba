"""What a later version of the portal stored cannot be read by this one: both doors say so, each in its words."""

import pytest
from later_version import stored_by_a_later_one

from build import PARENT, YOUNG
from portal import apps
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event
from portal.services import later_version
from posting import send_in
from visitor import Visitor

SAID = (
    "The database was written by a later version of the portal. "
    "The state has version 99, and this portal knows 3: deploy a later one."
)


@pytest.fixture(autouse=True)
def nobody_was_told():
    later_version._tell.cache_clear()


@pytest.fixture
def raiser(context, public_settings):
    def come(said):
        token, reference = send_in(context, said)
        stored_by_a_later_one(context.store, reference)
        me = Visitor(apps.public_app(public_settings, context), frozenset({"Your request"}))
        me.client.set_cookie("s", token)
        return me

    return come


@pytest.mark.parametrize("said", [PARENT, YOUNG], ids=["parent", "young person"])
@pytest.mark.parametrize(("hour", "number"), [(10, "0345 2000 109"), (22, "0330 333 7475")])
def test_the_public_is_told_to_come_back_and_whom_to_call_now(raiser, clock, said, hour, number):
    clock.now = clock.now.replace(hour=hour)
    page = raiser(said).get("/progress")
    assert page.response.status_code == 503
    assert page.h1 == "Sorry, this service is not working"
    for words in ("Try again later, or call us.", "If someone is in danger now, call 999.", f"call {number}"):
        assert words in page.text
    assert "version" not in page.text


def test_staff_are_told_what_it_is_and_whom_to_tell(context, signed_in, arrive):
    reference = arrive()
    stored_by_a_later_one(context.store, reference)
    page = signed_in.get(f"/challenges/{reference}")
    assert page.response.status_code == 503
    assert (
        "The database was written by a newer version of the portal than this one, which cannot read it. "
        "Nothing is lost. Tell your IT team now: they have to put the newer version back."
    ) in page.text
    assert "999" in page.text


@pytest.mark.parametrize("address", ["/", "/challenges", "/challenges?needs=safety"])
def test_a_list_stands_where_an_alert_is_open_on_what_cannot_be_read(context, signed_in, arrive, address):
    unread, other = arrive("a", since="yes"), arrive("b", since="yes")
    stored_by_a_later_one(context.store, unread)
    page = signed_in.get(address)
    assert page.response.status_code == 200
    assert page.text.count("this version of the portal cannot read it. Tell your IT team now") == 1
    assert "treat it as danger to a child" in page.text
    for reference in (unread, other):
        assert page.html.count(f'href="/challenges/{reference}"') >= 1
    assert page.text.count("waiting less than a minute") == 1, "the other is as it was"


def test_a_search_stands_where_an_alert_is_open_on_what_cannot_be_read(context, signed_in, arrive):
    stored_by_a_later_one(context.store, arrive(since="yes"))
    signed_in.get("/search")
    page = signed_in.send("/search", sought="Robin", purpose="rang")
    assert page.response.status_code == 200
    assert "this version of the portal cannot read it" in page.text


def test_a_challenge_opens_where_an_alert_is_open_on_a_linked_one_that_cannot_be_read(context, signed_in, arrive):
    linked = arrive("a", since="yes")
    reference = arrive("b")
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        event = Event("linked", context.now(), "triage", {"reference": linked})
        unit.event_log.append(challenge.id, [event])
        unit.challenges.save(replay([event], challenge))
    stored_by_a_later_one(context.store, linked)
    signed_in.get(f"/challenges/{reference}/why")
    page = signed_in.send(f"/challenges/{reference}/why", why="called")
    assert page.response.status_code == 200
    assert "this version of the portal cannot read it" in page.text
    assert "It cannot be read here. Tell your IT team." in signed_in.get(f"/challenges/{reference}/links").text


def test_it_is_written_to_the_log_once_as_critical_and_says_nothing_of_anybody(raiser, caplog):
    me = raiser(PARENT)
    for address in ("/progress", "/messages", "/progress"):
        me.get(address)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [("CRITICAL", SAID)]
