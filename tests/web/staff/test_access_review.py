"""An auditor sees who opened and searched what, and not a word of it."""

from datetime import UTC, datetime, timedelta

import pytest
from actions import Action
from deeds_done import done
from figures_shown import figures

from portal.domain.permissions import ActionRefused, Actor, Role
from portal.services import access_review, case_access, case_export, retention
from portal.services.access_review import OpeningFilter, OpeningsAsked, ReviewPeriod
from portal.services.case_access import Why
from portal.services.search import Purpose, search
from visitor import text_of

ASH = Actor("ash", frozenset({Role.AUDITOR}))
TONI = Actor("triage", frozenset({Role.TRIAGE}))
MO = Actor("mo", frozenset({Role.MANAGER}))
SECRET = "SECRETREASON about Robin"


@pytest.fixture
def ash(employ, enter):
    employ("ash@example.com", Role.AUDITOR, name="Ash Example")
    employ("mo@example.com", Role.MANAGER, name="Mo Example")

    def now():
        return enter("ash@example.com")

    return now


def shown(context, **asked):
    now = context.now().date()
    period = ReviewPeriod(now - timedelta(days=6), now)
    return access_review.review(context, ASH, OpeningsAsked(period, **asked))


@pytest.mark.usefixtures("door")
def test_an_opening_is_what_is_read_without_half_an_hour_between(context, arrive, clock):
    reference = arrive()
    for wait in (0, 29, 29, 31, 1):
        clock.now += timedelta(minutes=wait)
        why = case_access.reason(context, TONI, reference) or Why.COVERING
        assert case_access.record(context, TONI, reference, why)
    second, first = shown(context).openings
    assert (first.pages, second.pages) == (3, 2)
    assert first.why == second.why == Why.COVERING
    assert first.unallocated


@pytest.mark.usefixtures("door")
def test_who_has_the_case_or_takes_it_opens_it_by_allocation_and_nobody_else(context, arrive):
    theirs, others = arrive("a"), arrive("b")
    assert done(context, TONI, theirs, Action.TAKE)
    case_access.record(context, TONI, theirs, case_access.reason(context, TONI, theirs))
    case_access.record(context, MO, theirs, Why.SUPERVISING)
    case_access.record(context, TONI, others, SECRET)
    found = {(each.reference, each.actor): each for each in shown(context).openings}
    assert {key: each.unallocated for key, each in found.items()} == {
        (theirs, "triage"): False,
        (theirs, "mo"): True,
        (others, "triage"): True,
    }
    assert found[others, "triage"].why == Why.OTHER, "their own words are about the family"


@pytest.mark.parametrize(
    ("at", "out"),
    [
        (datetime(2026, 11, 23, 10, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 3, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), True),  # a Sunday
        (datetime(2026, 12, 25, 12, 0, tzinfo=UTC), True),
    ],
)
@pytest.mark.usefixtures("door")
def test_out_of_hours_is_when_the_office_of_the_policy_is_closed(context, arrive, clock, at, out):
    reference = arrive()
    clock.now = at
    case_access.record(context, TONI, reference, Why.COVERING)
    [opening] = shown(context).openings
    assert opening.out_of_hours is out
    assert len(shown(context, only=OpeningFilter.OUT_OF_HOURS).openings) == out


@pytest.mark.usefixtures("door")
def test_by_child_means_the_case_and_those_that_are_linked_with_it(context, arrive):
    one, other, third = arrive("a"), arrive("b"), arrive("c", child=[], who="neighbour")
    for each in (one, other, third):
        case_access.record(context, TONI, each, Why.COVERING)
    assert done(context, TONI, one, Action.TAKE)
    assert done(context, TONI, one, Action.LINK, reference=other, words="The same child.")
    assert {each.reference for each in shown(context, reference=one).openings} == {one, other}
    assert {each.reference for each in shown(context, reference=third).openings} == {third}
    assert shown(context, reference="NOSUCHONE").openings == ()


@pytest.mark.usefixtures("door")
def test_a_copy_taken_out_is_counted_and_what_was_erased_says_only_who_and_when(context, arrive):
    reference = arrive()
    case_access.record(context, TONI, reference, Why.COVERING)
    assert case_export.export(context, TONI, reference, "txt")
    [opening] = shown(context, only=OpeningFilter.COPIED).openings
    assert (opening.pages, opening.copies) == (1, 1)
    retention.erase(context, reference)
    [opening] = shown(context).openings
    assert (opening.actor, opening.why, opening.copies) == ("triage", "", 1)


def test_every_figure_by_officer_is_the_length_of_its_list(context, arrive, ash, clock):
    for number, hour in enumerate((1, 9, 12, 23)):
        clock.now = datetime(2026, 11, 23, hour, 0, tzinfo=UTC)
        reference = arrive(f"t{number}")
        case_access.record(context, TONI, reference, Why.COVERING)
        case_access.record(context, MO, reference, Why.SUPERVISING)
    search(context, TONI, "Robin", Purpose.RANG)
    desk = ash()
    seen = figures(desk.get("/openings"))
    assert seen
    for (_table, officer, what), (count, where) in seen.items():
        if where:
            page = desk.get(where)
            assert any(text_of(h).startswith(f"{count} ") for h in page.all("h2")), (officer, what)
    assert {count for (_, who, what), (count, _where) in seen.items() if (who, what) == ("A Example", "Searches")} == {
        1
    }


def test_the_pages_say_who_when_and_why_and_nothing_of_the_case(context, arrive, ash):
    reference = arrive()
    case_access.record(context, TONI, reference, SECRET)
    search(context, TONI, "Robin", Purpose.RANG)
    desk = ash()
    page = desk.get("/openings")
    assert "A Example" in page.text
    assert "Something else" in page.text
    searched = desk.get("/searches")
    assert "Somebody got in touch about their request" in searched.text
    assert "Name or place" in searched.text
    for each in (page, searched):
        for word in ("SECRET", "Robin", "Sam"):
            assert word not in each.html


def test_what_is_asked_for_wrongly_is_said_or_narrows_nothing(context, arrive, ash):
    case_access.record(context, TONI, arrive(), Why.COVERING)
    desk = ash()
    assert "1 opening" in desk.get("/openings?only=x&page=99&officer=").text
    assert "0 openings" in desk.get("/openings?officer=nobody").text
    page = desk.get("/openings?from-day=31&from-month=2&from-year=2026")
    assert (page.response.status_code, len(page.errors)) == (422, 1)
    assert desk.get("/searches?to-day=31&to-month=12&to-year=9999").errors
    old = desk.get("/openings?from-day=1&from-month=1&from-year=2000")
    assert "23 August 2026 to 23 November 2026" in old.text, "a quarter at most"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RAISER, Role.AUDITOR}))
def test_nobody_else_sees_who_opened_what(context, employ, enter, role):
    employ("a@example.com", role)
    desk = enter("a@example.com")
    for page in ("/openings", "/searches"):
        assert desk.client.get(page).status_code == 403
    actor = Actor("a", frozenset({role}))
    period = access_review.usual_period(context)
    with pytest.raises(ActionRefused):
        access_review.review(context, actor, OpeningsAsked(period))
    with pytest.raises(ActionRefused):
        access_review.searches(context, actor, period)
