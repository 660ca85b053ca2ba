"""The lists: which challenges stand on them, in which order, page by page; and finding one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from build import alert_at
from portal.domain.challenge.casework import Casework, Review
from portal.domain.challenge.search_keys import SearchField, query_alternatives
from portal.domain.challenge.state import Flag, Status
from portal.domain.policy.model import Audience
from portal.storage import Order, Wanted

TRIAGED = Casework(triaged="review")


@pytest.fixture
def county(add, now):
    """A challenge of every kind, by a word for it."""
    day, pause = timedelta(days=1), {"first": "2026-11-20", "last": str(now.date()), "why": "w"}
    promise = {"by": str(now.date()), "kept": ""}
    kinds = {
        "free": {"work": TRIAGED},
        "late": {"due": now.date() - day, "work": replace(TRIAGED, assigned="ana")},
        "later": {"due": now.date() + 9 * day, "work": replace(TRIAGED, assigned="ben")},
        "paused": {"due": None, "work": replace(TRIAGED, assigned="ana", review=Review(pauses=(pause,)))},
        "raiser": {"due": None, "status": Status.REVIEWED, "work": replace(TRIAGED, assigned="ana")},
        "over": {"due": None, "status": Status.FINISHED, "work": TRIAGED},
        "closed": {"due": None, "status": Status.CLOSED, "work": replace(TRIAGED, assigned="ana")},
        "danger": {
            "flags": frozenset({Flag.DANGER}),
            "audience": Audience.FAMILY,
            "work": replace(TRIAGED, alerts=(alert_at(now),)),
        },
        "mention": {"stage": "other", "work": replace(TRIAGED, mentioned=("ana",), promises=(promise,))},
    }
    return {
        add(n, received_at=now - n * day, **differs).reference: kind for n, (kind, differs) in enumerate(kinds.items())
    }


@pytest.fixture
def listed(store, county):
    def read(order=Order.PRESSING, *, last_first=False, **wanted):
        with store.read() as unit:
            rows = unit.worklist.lines(Wanted(**wanted), order, last_first=last_first)
            assert unit.worklist.count(Wanted(**wanted), 99) == len(rows)
        return [county[row.reference] for row in rows]

    return read


def test_each_list_holds_what_it_says(listed, now):
    today, day = now.date(), timedelta(days=1)
    for wanted, expected in (
        ({"turn": "free"}, ["danger", "free", "mention"]),
        ({"held_by": ("ana",)}, ["late", "paused", "raiser"]),
        ({"held_by": ("ana", "ben")}, ["late", "later", "paused", "raiser"]),
        ({"turn": "raiser"}, ["raiser"]),
        ({"turn": "over"}, ["over"]),
        ({"turn": "closed"}, ["closed"]),
        ({"paused_on": today}, ["paused"]),
        ({"paused_on": today + day}, []),
        ({"duty": "danger"}, ["danger"]),
        ({"duty": "safety", "turn": "free"}, ["danger"]),
        ({"duty": "safety", "turn": "raiser"}, []),
        ({"duty": "mention", "whose": ("", "ana")}, ["mention"]),
        ({"duty": "mention", "whose": ("", "ben")}, []),
        ({"duty": "promise", "by": today}, ["mention"]),
        ({"duty": "promise", "by": today - day}, []),
        ({"audience": "family"}, ["danger"]),
        ({"stage": "other"}, ["mention"]),
        ({"due_to": today - day}, ["late"]),
        ({"due_from": today, "due_to": today}, ["danger", "free", "mention"]),
    ):
        assert listed(**wanted) == expected, wanted


def test_a_list_can_be_turned_every_way(listed):
    by_arrival = ["free", "late", "later", "paused", "raiser", "over", "closed", "danger", "mention"]
    calm = ["paused", "raiser", "over", "closed"]
    assert listed(Order.RECEIVED) == by_arrival
    assert listed(Order.RECEIVED, last_first=True) == by_arrival[::-1]
    assert listed(Order.DUE) == ["late", "free", "danger", "mention", "later", *calm]
    assert listed(Order.PRESSING) == ["danger", "late", "free", "mention", "later", *calm]
    assert listed(Order.PRESSING, last_first=True) == listed(Order.PRESSING)[::-1]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("last_first", [False, True])
def test_between_two_days_every_order_holds_the_same(store, county, listed, now, order, last_first):
    within = {"received_from": now - timedelta(days=6), "received_before": now - timedelta(days=1)}
    every = [kind for kind in listed(order, last_first=last_first) if kind not in {"free", "late", "danger", "mention"}]
    every = [
        kind for kind in listed(order, last_first=last_first) if kind in {"later", "paused", "raiser", "over", "closed"}
    ]
    assert listed(order, last_first=last_first, **within) == every
    seen, cursor = [], None
    for _ in range(len(every)):
        with store.read() as unit:
            (row,) = unit.worklist.lines(Wanted(**within), order, last_first=last_first, after=cursor, limit=1)
        seen.append(county[row.reference])
        cursor = row.cursor
    assert seen == every, "page by page, across the parts of the list"


@pytest.mark.usefixtures("county")
def test_counting_stops(store):
    with store.read() as unit:
        assert unit.worklist.count(Wanted(), 4) == 4


def test_a_save_moves_a_challenge_and_what_it_is_found_by(store, add):
    challenge = add(work=TRIAGED, answers={"name": "Sam Example"}, flags=frozenset({Flag.MESSAGE}))
    moved = replace(challenge, status=Status.CLOSED, flags=frozenset(), answers={"name": "Pat Example"})
    with store.begin() as unit:
        unit.challenges.save(moved)
        assert unit.worklist.count(Wanted(duty="request"), 9) == 0
        assert unit.search_index.matching(query_alternatives(SearchField.RAISER, "sam"), 9) == []
        assert unit.search_index.matching(query_alternatives(SearchField.RAISER, "Pat Example"), 9) == [challenge.id]
        assert unit.search_index.matching(query_alternatives(SearchField.CHILD, "Pat Example"), 9) == []


def test_only_hashes_of_names_are_stored(store, add):
    add(answers={"name": "Zebediah Quillfeather"})
    with store.read() as unit:
        rows = unit.connection.exec_driver_sql("SELECT * FROM finders").all()
    assert rows
    assert "quill" not in repr(rows).lower()


def test_others_about_the_same_child_are_suggested_the_likeliest_first(store, add):
    def about(number, name, birth="", school=""):
        child = {"child.name": name, "child.birth": birth, "child.school": school}
        return add(number, answers={"name": "Sam Example", "child": [child]})

    this = about(1, "Robin Example", "2016-03-27", "Example Primary")
    same = about(2, "robin example", "2016-03-27")
    named = about(3, "Robin Example")
    about(4, "Robin", school="Example Primary")
    about(5, "Ali Invented", "2016-03-27")
    with store.read() as unit:
        assert unit.challenges.others(this) == [same.reference, named.reference]
