"""A restricted case is there for who is named, and for nobody else: on no list, in no count, search or file."""

import pytest
from actions import Action
from deeds_done import done
from flask import url_for
from histories import STAFF
from lived_cases import employ_everybody, live

from build import ACTED, PARENT
from portal.domain import reference_codes
from portal.domain.notices.catalogue import Channel, Notice
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.services import (
    bulk_allocation,
    case_access,
    junk,
    list_download,
    opening_alerts,
    restricted_cases,
    retention,
    safety_alerts,
    search,
    worklist,
    workload_board,
)
from portal.services.case_access import Why
from portal.services.my_day import my_day
from portal.services.opening_alerts import OpeningRule
from portal.services.restricted_cases import RestrictedBecause
from portal.services.worklist import ListFilter, Which
from portal.services.workload_board import Tally
from portal.web.staff.access import ACCESS

MO = Actor("mo", frozenset({Role.MANAGER}), 0, "Mo Manager")
DEE = Actor("dee", frozenset({Role.MANAGER, Role.REVIEWER}), 4, "Dee Director")
TONI = Actor("triage", frozenset({Role.TRIAGE}), 0, "A Example")
NAMED = frozenset({"four", "one"})


@pytest.fixture
def managers(employ):
    employ("mo@example.com", Role.MANAGER, name="Mo Manager")
    employ("dee@example.com", Role.MANAGER, Role.REVIEWER, rank=4, name="Dee Director")
    employ("rel@example.com", Role.RELEASER, name="Rel Easer")


@pytest.fixture
def restricted(context, clock):
    """Cases in any state, every second of which only two people may open."""

    def cases(seed, many=14):
        employ_everybody(context)
        live(context, clock, seed, many)
        with context.store.begin() as unit:
            rows = unit.worklist.lines(limit=100)
            assert len(rows) == many
            for row in rows[::2]:
                unit.restricted_readers.name(row.id, NAMED)
        return {row.reference for row in rows[::2]}, {row.reference for row in rows[1::2]}

    return cases


def on_lists(context, actor):
    """Every reference that a list, the day, the board or a file says; each count is that of its list."""
    seen, counts = set(), worklist.counts(context, actor)
    for which in Which:
        page = worklist.listing(context, actor, ListFilter(which))
        assert len(page.lines) == page.total == counts[which], which
        seen |= {each.reference for each in page.lines}
    day = my_day(context, actor)
    seen |= set(day.order) | {each.reference for each in day.waiting}
    if actor.manages:
        board = workload_board.board(context, actor).tables
        [every] = board["all"]
        assert every.figures[Tally.OPEN].count == counts[Which.OPEN]
        for table in ("age", "officer", "stage"):
            assert sum(row.figures[Tally.OPEN].count for row in board[table]) == counts[Which.OPEN], table
        seen |= {each.reference for each in list_download.download(context, actor, ListFilter(), "csv")}
    return seen


@pytest.mark.parametrize("actor", STAFF, ids=lambda actor: actor.key)
@pytest.mark.usefixtures("door")
@pytest.mark.tries(4)
def test_no_list_count_day_board_or_search_shows_it_to_who_is_not_named(context, restricted, actor):
    hidden, shown = restricted(STAFF.index(actor), 8)
    every = hidden | shown
    may = every if actor.key in NAMED else shown
    assert on_lists(context, actor) == may
    assert set(safety_alerts.waiting(context, actor, every)) <= may
    if Role.AUDITOR in actor.roles:
        return
    for reference in every:
        found = search.search(context, actor, reference, search.Purpose.RANG)
        assert {each.reference for each in found.lines} == {reference} & may
    for words in ("Robin", "Sam Example"):
        found = search.search(context, actor, words, search.Purpose.RANG)
        assert {each.reference for each in found.lines} <= may
    assert {each.reference for each in junk.candidates(context, actor, every)} <= may
    if actor.manages:
        assert set(bulk_allocation.allocation(context, actor, every).references) == may


@pytest.mark.usefixtures("managers")
def test_every_page_and_file_of_it_is_not_there(context, arrive, enter, door):
    reference, other = arrive("a"), arrive("b")
    restricted_cases.restrict(context, DEE, reference, ["dee", "mo"], RestrictedBecause.STAFF_FAMILY)
    given = {
        "form": "txt",
        "kind": "pdf",
        "name": "complaint",
        "section": "links",
        "action": "take",
        "reference": reference,
    }
    with door.test_request_context():
        rules = [rule for rule in door.url_map.iter_rules() if "reference" in rule.arguments and "GET" in rule.methods]
        pages = {url_for(rule.endpoint, **{key: given.get(key, "1") for key in rule.arguments}) for rule in rules}
    assert {rule.endpoint for rule in rules} <= set(ACCESS)
    assert len(pages) > 8
    for who in ("triage", "rel"):
        desk = enter(f"{who}@example.com")
        for page in pages:
            assert desk.client.get(page).status_code in {403, 404}, page
        for page in ("/", "/challenges?list=all", "/lost-messages", "/held-messages", f"/challenges/{other}/why"):
            said = desk.client.get(page).get_data(as_text=True)
            assert reference_codes.grouped(reference) not in said
            assert reference not in said
    mo = enter("mo@example.com")
    assert reference_codes.grouped(reference) in mo.get("/challenges?list=all").html


@pytest.mark.usefixtures("managers")
def test_what_is_linked_or_about_the_same_child_is_not_named_beside_it(context, arrive):
    one, other = arrive("a"), arrive("b")
    case_access.record(context, TONI, one, Why.COVERING)
    before = case_access.challenge(context, TONI, one, Why.READING_ON, case_links)
    assert [each.reference for each in before.part.suggested] == [other]
    restricted_cases.restrict(context, DEE, other, ["dee", "mo"], RestrictedBecause.OTHER)
    after = case_access.challenge(context, TONI, one, Why.READING_ON, case_links)
    assert after.part.suggested == ()


def case_links(unit, at):
    from portal.services import case_view  # noqa: PLC0415 - beside the one test

    return case_view.links(unit, at)


@pytest.mark.usefixtures("managers")
def test_a_message_about_it_that_was_lost_or_held_is_on_nobody_elses_page(context, arrive):
    reference = arrive("a")
    with context.store.begin() as unit:
        notice = Notice("received", Channel.EMAIL, {"email": "sam@example.com"}, {})
        unit.outbox.add(unit.challenges.get(reference).id, [notice], context.now())
        [entry] = unit.outbox.claim(context.now())
        unit.outbox.failed(entry.id, "Refused.", context.now())
    assert worklist.lost_messages(context, TONI)
    restricted_cases.restrict(context, DEE, reference, ["dee", "mo"], RestrictedBecause.OTHER)
    assert worklist.lost_messages(context, TONI) == ()
    assert worklist.lost_messages(context, MO)
    assert my_day(context, TONI).lost == 0


@pytest.mark.usefixtures("managers")
def test_a_manager_who_is_not_named_opens_it_by_its_reference_and_another_has_to_answer_that(
    context, arrive, employ, enter
):
    reference = arrive("a", child=[{**PARENT["child"][0], "child.name": "Robin Jones"}], name="Sam Jones")
    employ("max@example.com", Role.MANAGER, name="Max Third")
    restricted_cases.restrict(context, DEE, reference, ["dee", "mo"], RestrictedBecause.STAFF_FAMILY)
    desk = enter("max@example.com")
    assert reference not in desk.client.get("/challenges?list=all").get_data(as_text=True)
    assert desk.get(f"/challenges/{reference}").path == f"/challenges/{reference}/why"
    assert desk.send(desk.page.path, why="supervising").path == f"/challenges/{reference}"
    [alert] = opening_alerts.alerts(context, MO)
    assert (alert.reference, alert.rules) == (reference, (OpeningRule.RESTRICTED,))
    assert opening_alerts.waiting(context, MO) == 1
    case_access.record(context, MO, reference, Why.SUPERVISING)
    assert len(opening_alerts.alerts(context, MO)) == 1, "who is named raises none"
    assert not case_access.record(context, TONI, reference, Why.COVERING)


@pytest.mark.usefixtures("managers")
def test_who_may_not_open_it_reads_that_an_alert_is_open_and_whom_to_call_and_nothing_else(
    context, arrive, enter, signed_in
):
    """At night nobody who is named may be there."""
    reference = arrive("a", danger="yes")
    assert "restricted case" not in signed_in.get("/").text
    assert my_day(context, TONI).hidden.count == 0
    restricted_cases.restrict(context, DEE, reference, ["dee", "mo"], RestrictedBecause.STAFF_FAMILY)
    page = signed_in.get("/")
    assert "A safety alert is open on 1 restricted case that you may not open." in page.text
    assert "Call one of those who may, now: Dee Director, Mo Manager." in page.text
    assert safety_alerts.call_now(context).telephone in page.text
    assert "Nothing needs you today" not in page.text
    for secret in (reference, reference_codes.grouped(reference), "RE", "Robin", "Sam", "parent", "Danger"):
        assert secret not in page.text, secret
    assert "restricted case that you may not open" not in enter("mo@example.com").get("/").text
    done(context, MO, reference, Action.ACT_NOW, told_at=context.now(), **ACTED)
    assert "restricted case" not in signed_in.get("/").text


@pytest.mark.usefixtures("managers")
def test_a_manager_names_who_may_open_it_and_one_who_is_named_takes_it_back(context, arrive, enter):
    reference = arrive("a")
    dee = enter("dee@example.com")
    page = dee.get(f"/challenges/{reference}/restrict")
    assert dee.send(page.path, named=["dee"], why="other").errors == ["Name at least two people."]
    dee.get(page.path)
    page = dee.send(page.path, named=["dee", "rel"], why="protected_address")
    assert page.path.startswith(f"/challenges/{reference}")
    with context.store.read() as unit:
        assert unit.restricted_readers.of(reference) == {"dee", "rel"}
        assert unit.staff_events.of("dee")[0].detail == f"{reference} protected_address 2"
    assert reference_codes.grouped(reference) in dee.get("/restricted").html
    mo = enter("mo@example.com")
    assert reference_codes.grouped(reference) not in mo.get("/restricted").html
    with pytest.raises(ActionRefused):
        restricted_cases.lift(context, MO, reference)
    dee.get(f"/challenges/{reference}/restrict")
    dee.send(f"/challenges/{reference}/restriction")
    with context.store.read() as unit:
        assert unit.restricted_readers.of(reference) == frozenset()


@pytest.mark.usefixtures("managers")
def test_who_may_open_it_is_not_kept_once_it_is_erased(context, arrive):
    reference = arrive("a")
    restricted_cases.restrict(context, DEE, reference, ["dee", "mo"], RestrictedBecause.OTHER)
    retention.erase(context, reference)
    with context.store.read() as unit:
        assert unit.restricted_readers.of(reference) == frozenset()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RAISER, Role.MANAGER}))
def test_nobody_but_a_manager_restricts_a_case(context, arrive, role):
    actor = Actor("a", frozenset({role}))
    for deed in (
        lambda reference: restricted_cases.restrict(context, actor, reference, ["a", "b"], "other"),
        lambda reference: restricted_cases.lift(context, actor, reference),
        lambda reference: restricted_cases.restriction(context, actor, reference),
    ):
        with pytest.raises(ActionRefused):
            deed(arrive())
