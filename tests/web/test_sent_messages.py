"""The list of messages that we sent: when, how and what became of each; never to where, never about what."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from build import EVERY_WAY, NEIGHBOUR, PARENT, YOUNG, OnePack
from portal.domain.disclosure.table import Show
from portal.domain.notices.catalogue import TO_RAISER, Channel, Notice
from posting import send_in
from visitor import text_of

STATES = {
    "waiting": "We have not sent it yet.",
    "on_its_way": "It is on its way.",
    "delivered": "It arrived.",
    "received": "It is in the post.",
    "permanent-failure": "It did not arrive.",
    "temporary-failure": "It did not arrive.",
    "failed": "It did not arrive.",
    "cancelled": "We stopped it.",
}
TELLING = ("child", "safeguarding", "social", "abuse", "mash", "neglect", "worried", "robin", "decision", "school")


@pytest.fixture
def come_back(visitor, context):
    """Somebody who has sent a request looks at it again; their browser."""

    def open_it(answers):
        _token, visitor.reference = send_in(context, answers)
        visitor.get("/return")
        with context.store.begin() as unit:
            unit.raiser_sessions.start(visitor.client.get_cookie("s").value, visitor.reference, context.now())
        return visitor

    return open_it


def become(context, reference, state):
    """What became of their first message."""
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        if state == "waiting":
            return
        if state == "cancelled":
            unit.outbox.cancel(challenge.id, TO_RAISER)
            return
        theirs = next(each for each in unit.outbox.claim(context.now(), limit=9) if each.notice.name in TO_RAISER)
        if state == "failed":
            unit.outbox.failed(theirs.id, "Refused.", context.now())
        else:
            unit.outbox.sent(theirs.id, "n", context.now())
        if state not in ("failed", "on_its_way"):
            unit.outbox.receipt(theirs.reference, state, context.now())


def listed(page):
    heading = next(h2 for h2 in page.all("h2") if text_of(h2) == "Messages we sent you")
    found = list(page.tree.find("body").iter())
    after = found[found.index(heading) :]
    return [text_of(li) for ol in after if ol.tag == "ol" for li in ol.iter("li")]


@pytest.mark.parametrize("state", STATES)
def test_it_says_when_how_and_what_became_of_it(come_back, context, state):
    me = come_back(PARENT)
    become(context, me.reference, state)
    page = me.get(me.get("/progress").link("Read our messages"))
    assert listed(page) == [f"23 November 2026 at 10:00am Email: {STATES[state]}"]
    assert "We have not written to you yet." in page.text


def test_each_way_has_its_word_and_the_list_its_order(come_back, context, clock):
    me = come_back(PARENT | EVERY_WAY | {"safe": ["text"]})
    ways = ((Channel.EMAIL, {"email": "sam@example.com"}), (Channel.LETTER, {"lines": ["Sam", "1 Example Street"]}))
    for minutes, (channel, to) in enumerate(ways, 1):
        with context.store.begin() as unit:
            at = clock.now + timedelta(minutes=minutes)
            unit.outbox.add(unit.challenges.get(me.reference).id, [Notice("accepted", channel, to, {})], at)
    lines = listed(me.get("/messages"))
    assert [re.search(r"(\w[\w ]*): ", line.split("am ")[1])[1] for line in lines] == [
        "Text message",
        "Email",
        "Letter",
    ]
    assert [line.split("am ")[0][-5:] for line in lines] == ["10:00", "10:01", "10:02"]


@pytest.mark.parametrize("answers", [PARENT, YOUNG], ids=["adult", "young"])
def test_nothing_on_the_page_says_where_to_or_what_about(come_back, context, answers):
    me = come_back(answers | EVERY_WAY)
    become(context, me.reference, "permanent-failure")
    page = me.get("/messages")
    main = page.marked("govuk-main-wrapper")
    assert len(listed(page)) == 1
    for personal in ("sam@example.com", "07700", "01632", "Example Street", "NE28", "North Tyneside"):
        assert personal not in main
    assert not [word for word in TELLING if word in main.lower()]


def test_what_went_to_staff_is_not_theirs_to_see(come_back):
    me = come_back(NEIGHBOUR)
    page = me.get("/messages")
    assert listed(page) == []
    assert "We have not sent you any." in page.text


def test_a_second_way_is_listed_with_the_first(come_back, context, visitor):
    me = come_back(PARENT | EVERY_WAY)
    with context.store.begin() as unit:
        theirs = next(each for each in unit.outbox.claim(context.now()) if each.notice.name in TO_RAISER)
        unit.outbox.sent(theirs.id, "n", context.now())
    told = {"reference": theirs.reference, "status": "permanent-failure"}
    visitor.client.post("/notify/receipts", json=told, headers={"Authorization": f"Bearer {'c' * 40}"})
    assert [line.split("am ")[1] for line in listed(me.get("/messages"))] == [
        "Email: It did not arrive.",
        "Text message: We have not sent it yet.",
    ]


def test_who_may_be_told_nothing_still_sees_that_we_wrote_to_them(come_back, context, visitor_of):
    """It was to them. Of another's pack nothing is withheld that this list says."""
    me = come_back(PARENT)
    empty = {fact: {column: replace(cell, show=Show.WITHHELD) for column, cell in row.items()}
             for fact, row in context.pack.disclosure.items()}  # fmt: skip
    pack = replace(context.pack, disclosure=empty)
    me = visitor_of(replace(context, packs=OnePack(pack)), me)
    assert len(listed(me.get("/messages"))) == 1
