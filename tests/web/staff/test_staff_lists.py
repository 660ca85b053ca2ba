"""The first screen, the lists and the search, as staff use them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from build import YOUNG
from portal.domain.challenge import search_keys
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event, Flag, Status
from portal.domain.notices.catalogue import Channel
from portal.domain.permissions import Role
from portal.services import retention, search, worklist
from portal.services.worklist import ListFilter, Which
from portal.storage.tables import challenges, duties, finders
from portal.web.staff import access, worklist_labels
from visitor import text_of

MANAGER = access.Actor("m", frozenset({Role.MANAGER}))
REVIEWER = access.Actor("r", frozenset({Role.REVIEWER}))


@pytest.fixture
def happen(context):
    """Lets something happen to a challenge, whoever may do it."""

    def after(reference, *events):
        with context.store.begin() as unit:
            challenge = unit.challenges.get(reference)
            new = [Event(kind, context.now(), "x", what) for kind, what in events]
            unit.event_log.append(challenge.id, new)
            unit.challenges.save(replay(new, challenge))

    return after


@pytest.fixture
def change(context):
    """Makes a challenge stand somewhere, however it came there."""

    def into(reference, **differs):
        with context.store.begin() as unit:
            unit.challenges.save(replace(unit.challenges.get(reference), **differs))

    return into


def shown(page):
    """The references on the page, in order."""
    heads = [row.find("th") for row in page.all("tr")]
    return [text_of(head).replace("-", "") for head in heads if head is not None and head.get("scope") == "row"]


@pytest.mark.parametrize("which", list(Which))
def test_every_list_is_one_press_from_the_first_screen_and_is_marked(signed_in, which):
    page = signed_in.get(signed_in.get("/").link(worklist_labels.LISTS[which]))
    [current] = [a for a in page.all("a") if a.get("aria-current") == "page" and "list=" in a.get("href")]
    assert text_of(current) == worklist_labels.LISTS[which]
    assert f"{worklist_labels.LISTS[which]} (0)" in page.text


def test_who_has_a_challenge_stands_beside_it(signed_in, arrive, happen):
    reference = arrive()
    assert "Unallocated" in text_of(signed_in.get("/challenges?list=unassigned").all("tr")[1])
    happen(reference, ("assigned", {"to": "triage"}))
    assert shown(signed_in.get("/challenges?list=unassigned")) == []
    for which in ("mine", "team", "all"):
        page = signed_in.get(f"/challenges?list={which}")
        assert shown(page) == [reference]
        assert "A Example" in text_of(page.all("tr")[1])
        assert "Sam" not in page.html
        assert "Robin" not in page.html


def test_a_pause_shows(signed_in, arrive, change, context):
    reference = arrive()
    with context.store.read() as unit:
        work = unit.challenges.get(reference).work
    pause = {"first": "2026-11-23", "last": "2026-12-04", "why": "w"}
    change(reference, work=replace(work, review=replace(work.review, pauses=(pause,))))
    page = signed_in.get("/challenges?list=paused")
    assert shown(page) == [reference]
    assert "paused until 4 December 2026" in page.text


def test_filters_are_in_the_address_and_each_can_be_taken_away(signed_in, arrive, clock):
    young = arrive("a", **YOUNG)
    clock.now += timedelta(minutes=1)
    parent = arrive("b", since="yes")
    signed_in.get("/challenges?list=unassigned&sort=due")
    assert shown(signed_in.page) == [parent, young]
    page = signed_in.get(
        "/challenges?list=unassigned&sort=due&audience=young_person&needs=young&due=&stage=&from-day=1&from-month=Nov&from-year=2026&to-day=23&to-month=11&to-year=2026"
    )
    assert shown(page) == [young]
    selected = [option.get("value") for option in page.all("option") if option.get("selected") is not None]
    assert selected == ["young_person", "young"]
    tags = [a for a in page.all("a") if "app-tag" in a.get("class", "").split()]
    assert [text_of(a)[:-2] for a in tags] == [
        "Remove this filter: Child or young person",
        "Remove this filter: A message from a young person",
        "Remove this filter: Received from 1 November 2026",
        "Remove this filter: Received up to 23 November 2026",
    ]
    for left in (3, 2, 1, 0):
        page = signed_in.get(page.link("Remove this filter"))
        assert page.text.count("Remove this filter") == left
        assert "sort=due" in page.response.request.query_string.decode()
    assert shown(page) == [parent, young]


def test_a_day_that_is_none_is_said_and_the_rest_still_holds(signed_in, arrive):
    arrive("a", **YOUNG)
    parent = arrive("b")
    assert signed_in.get("/challenges?to-day=31&to-month=12&to-year=9999").errors, "nor one to come"
    page = signed_in.get("/challenges?audience=parent&from-day=31&from-month=2&from-year=2026")
    assert (page.response.status_code, len(page.errors)) == (422, 1)
    assert shown(page) == [parent]
    assert [i.get("value") for i in page.all("input") if i.get("id") == "from-day"] == ["31"]


@pytest.mark.parametrize(
    "nonsense", ["list=x", "audience=x&stage=x&needs=x&due=x&sort=x", "after=x", "list=mine&after="]
)
def test_an_address_that_means_nothing_still_shows_a_list(signed_in, nonsense):
    assert signed_in.get(f"/challenges?{nonsense}").h1 == "Challenges"


def test_headings_sort_and_say_how(signed_in, arrive, clock):
    first = arrive("a")
    clock.now += timedelta(minutes=5)
    then = arrive("b", danger="yes", danger_call="seen")
    clock.now += timedelta(minutes=5)
    last = arrive("c")

    def sorts(page):
        return {text_of(th).rstrip(" ▲▼"): th.get("aria-sort") for th in page.all("th") if th.get("aria-sort")}

    page = signed_in.get("/challenges")
    assert shown(page)[0] == then
    assert sorts(page) == {"Received": "none", "Due": "none", "To do": "descending"}
    page = signed_in.get(page.link("Received"))
    assert shown(page) == [then, last, first], "a safety alert comes first however it is sorted"
    assert sorts(page)["Received"] == "descending"
    page = signed_in.get(page.link("Received ▼"))
    assert shown(page) == [then, first, last]
    assert sorts(page) == {"Received": "ascending", "Due": "none", "To do": "none"}


def test_an_auditor_sees_lists_and_does_not_search(employ, enter, arrive):
    arrive()
    employ("auditor@example.com", Role.AUDITOR)
    auditor = enter("auditor@example.com")
    assert len(shown(auditor.get("/challenges"))) == 1
    assert auditor.get("/lost-messages").response.status_code == 200
    assert auditor.client.get("/search").status_code == 403
    assert "Search" not in auditor.get("/").text


def test_of_more_that_fit_than_are_looked_at_those_with_an_alert_come_first(context, arrive):
    """However old it is, and whichever others have the same name."""
    alerted = arrive("a", since="yes")
    others = [arrive(f"b{number}") for number in range(4)]
    words = search_keys.query_alternatives(search_keys.SearchField.CHILD, "Robin")
    with context.store.read() as unit:
        for most in range(1, 5):
            found = [row.reference for row in unit.worklist.of(unit.search_index.matching(words, most))]
            assert (found[0], len(found)) == (alerted, most)
        assert len(unit.search_index.matching(words, search.MOST)) == 1 + len(others)
    found = search.search(context, MANAGER, "Robin", search.Purpose.RANG)
    assert found.lines[0].reference == alerted


def test_an_upgrade_fills_in_what_needs_keys(arrive, context, happen):
    reference, gone = arrive("a", since="yes"), arrive("b")
    happen(reference, ("assigned", {"to": "triage"}))
    retention.erase(context, gone)
    with context.store.begin() as unit:
        for table in (duties, finders):
            unit.connection.execute(table.delete())
        unit.connection.execute(challenges.update().values(indexed=0, assigned="", turn="free"))
    assert retention.reindex(context) == 1
    assert retention.reindex(context) == 0
    with context.store.read() as unit:
        [row] = unit.worklist.lines(worklist.Wanted(duty=Flag.NEW_INFORMATION, held_by=("triage",)))
        assert row.reference == reference
        assert unit.connection.execute(select(finders)).first()


def test_what_is_written_on_a_line_is_what_the_day_says(context, arrive, change):
    reference = arrive()
    change(reference, due=date(2026, 11, 20), status=Status.RECEIVED)
    [line] = worklist.listing(context, MANAGER, ListFilter(due=worklist.DueFilter.LATE)).lines
    assert (line.due.late, line.due.days) == (True, 1)
    assert line.stage == context.pack.ladder().stages[0].label


def test_every_word_of_the_lists_is_there(door):
    words = door.jinja_env.globals
    assert set(words["list_words"]) == set(Which)
    assert list(words["need_words"]) == list(worklist.NEEDS)
    assert set(words["channel_words"]) == set(Channel)


def test_who_stands_in_is_listed_for_managers_and_auditors(context, arrive, enter, employ, clock):
    reference = arrive()
    for email, role, name in (
        ("dee@example.com", Role.MANAGER, "Dee Example"),
        ("jun@example.com", Role.REVIEWER, "Jun Example"),
        ("ash@example.com", Role.AUDITOR, "Ash Example"),
    ):
        employ(email, role, name=name)
    with context.store.begin() as unit:
        stood = Event("stood_in", clock.now, "dee", {"to": "jun", "words": "Nobody else is there."})
        unit.event_log.append(unit.challenges.get(reference).id, [stood])
    for email in ("dee@example.com", "ash@example.com"):
        person = enter(email)
        page = person.get(person.get("/").link("Authorised exceptions and readings in the last 90 days"))
        assert "Jun Example Dee Example 23 November 2026 at 10:00am" in page.text
        assert "Nobody else is there." not in page.html
        assert page.link(f"{reference[:4]}-{reference[4:8]}-{reference[8:]}") == f"/challenges/{reference}/timeline"
    assert enter("jun@example.com").get("/overrides").response.status_code == 403
    clock.now += timedelta(days=91)
    assert "There was none." in enter("dee@example.com").get("/overrides").text
