"""Leave: who is away gets no work, who allocates is warned, and a manager sees what falls due meanwhile."""

from datetime import date, timedelta

import pytest
from actions import Action
from deeds_done import done

from portal.domain.permissions import ActionRefused, Actor, Role
from portal.domain.policy.calendar import local
from portal.services import leave, retention
from visitor import text_of

CALM = {"danger": "no", "since": "no"}
MO = Actor("mo", frozenset({Role.MANAGER, Role.REVIEWER}), 4, "Mo Example")
TAM = Actor("tam", frozenset({Role.TRIAGE}), 0, "Tam Example")


@pytest.fixture
def mo(employ, enter):
    employ("mo@example.com", Role.MANAGER, Role.REVIEWER, rank=4, name="Mo Example")
    employ("tam@example.com", Role.TRIAGE, Role.REVIEWER, name="Tam Example", rank=1)
    return enter("mo@example.com")


@pytest.fixture
def today(context):
    return local(context.now()).date()


@pytest.fixture
def away(context, mo):
    assert mo

    def on(first, last, who="tam", by=MO):
        leave.record(context, by, who, first, last)

    return on


def boxes(key, day):
    return {f"{key}-day": str(day.day), f"{key}-month": str(day.month), f"{key}-year": str(day.year)}


def labels(page):
    return [text_of(each) for each in page.all("div") if each.get("class", "") == "govuk-radios__item"]


def test_an_officer_records_their_own_and_it_stands_in_the_audit(mo, enter, context, today):
    assert mo
    tam = enter("tam@example.com")
    tam.get(tam.get("/account").link("Record your leave"))
    assert labels(tam.page) == ["Tam Example"]
    tam.send("/leave", whose="tam", **boxes("first", today), **boxes("last", today + timedelta(days=4)))
    assert "Tam Example" in tam.page.text
    assert tam.send("/leave", whose="tam", **boxes("first", today), **boxes("last", today)).errors == [
        "Leave is recorded for some of these days already. Remove that first."
    ]
    [one] = [each.get("value") for each in tam.get("/leave").all("input") if each.get("name") == "id"]
    assert "No leave is recorded" in tam.send("/leave/remove", id=one).text
    with context.store.read() as unit:
        told = [(event.kind, event.actor) for event in unit.staff_events.of("tam")]
    assert told == [("leave_removed", "tam"), ("leave_recorded", "tam")]


def test_nobody_but_a_manager_records_or_removes_anybody_else_s(context, away, today):
    with pytest.raises(ActionRefused):
        away(today, today, who="mo", by=TAM)
    away(today, today, who="mo")
    with context.store.read() as unit:
        [one] = unit.staff_leave.within(today, today)
    with pytest.raises(ActionRefused):
        leave.remove(context, TAM, one.id)
    with context.store.read() as unit:
        assert unit.staff_leave.within(today, today) == [one]


@pytest.mark.parametrize(("first", "last"), [(3, 1), (-5, -1), (0, 400)])
def test_days_that_cannot_be_are_refused(away, today, first, last):
    with pytest.raises(ActionRefused):
        away(today + timedelta(days=first), today + timedelta(days=last))


def test_who_is_away_today_is_offered_nothing_and_given_nothing(mo, arrive, context, away, today):
    reference = arrive("a", **CALM)
    done(context, MO, reference, Action.TAKE)
    away(today, today + timedelta(days=2))
    page = mo.get(f"/challenges/{reference}/do/hand_over")
    assert "They are on leave today." in page.text
    assert not [each for each in labels(page) if "Tam Example" in each]
    with pytest.raises(ActionRefused, match="on leave today"):
        done(context, MO, reference, Action.HAND_OVER, to="tam", words="For the week.")
    page = mo.get(f"/allocate?reference={reference}")
    assert "On leave today, so not offered: Tam Example" in page.text or "nobody who could be chosen" in page.text
    assert not [each for each in labels(page) if "Tam Example" in each]


def test_who_chooses_reads_the_caseload_and_the_leave_at_the_due_date(mo, arrive, context, away, today):
    reference = arrive("a", **CALM)
    done(context, MO, reference, Action.TAKE)
    with context.store.read() as unit:
        due = leave.due_day(context, unit.challenges.get(reference))
    assert due > today
    away(due, due + timedelta(days=3))
    [single] = [each for each in labels(mo.get(f"/challenges/{reference}/do/hand_over")) if "Tam Example" in each]
    [bulk] = [each for each in labels(mo.get(f"/allocate?reference={reference}")) if "Tam Example" in each]
    for said in (single, bulk):
        assert "Has 0 cases, 0 of them late." in said
        assert "On leave from" in said
        assert "This is due on" in said


def test_leave_after_it_is_due_is_no_matter(mo, arrive, context, away, today):
    reference = arrive("a", **CALM)
    done(context, MO, reference, Action.TAKE)
    away(today + timedelta(days=60), today + timedelta(days=70))
    [said] = [each for each in labels(mo.get(f"/challenges/{reference}/do/hand_over")) if "Tam Example" in each]
    assert "On leave" not in said


def test_a_manager_s_day_shows_what_is_due_while_its_officer_is_away(mo, arrive, context, away, today, enter):
    reference = arrive("a", **CALM)
    done(context, TAM, reference, Action.TAKE)
    assert "Due while its officer is on leave" not in mo.get("/").text
    away(today + timedelta(days=60), today + timedelta(days=70))
    assert "Due while its officer is on leave" not in mo.get("/").text, "it is due long before"
    away(today, today + timedelta(days=30))
    page = mo.get("/")
    assert "Due while its officer is on leave (1)" in page.text
    assert reference in page.link(f"{reference[:4]}-{reference[4:8]}-{reference[8:]}")
    assert "Due while its officer" not in enter("tam@example.com").get("/").text


def test_it_is_kept_three_months_after_it_is_over(context, away, today):
    away(today, today)
    with context.store.begin() as unit:
        assert unit.staff_leave.sweep(today) == 0
        unit.staff_leave.add("tam", date(2020, 1, 1), date(2020, 1, 5))
    retention.sweep(context)
    with context.store.read() as unit:
        assert [each.first for each in unit.staff_leave.within(date(2019, 1, 1), date(2100, 1, 1))] == [today]
