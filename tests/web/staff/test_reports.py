"""The reports for learning that the policy asks for: due once a period is over, until somebody says they were sent."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from build import OnePack
from portal.domain import reference_codes
from portal.domain.permissions import Actor, Role
from portal.domain.policy.model import Breakdown, Frequency, Learning
from portal.services import learning_reports
from visitor import text_of

QUARTER = "1-quarterly-2026-10-01"


@pytest.fixture(autouse=True)
def quarterly(context):
    rule = Learning(every=Frequency.QUARTERLY, to=("The Partnership",), medium="spreadsheet", smallest=3, cite="1")
    object.__setattr__(context, "packs", OnePack(replace(context.pack, learning=(rule,))))
    return context


@pytest.fixture
def dee(employ, enter):
    employ("dee@example.com", Role.MANAGER, Role.TRIAGE, rank=4, name="Dee Example")
    return enter("dee@example.com")


@pytest.fixture
def after_new_year(clock, arrive):
    """Seven requests in the last quarter of the year, four of them of parents; then it is over."""
    for number in range(7):
        arrive(f"t{number}", **({} if number < 4 else {"who": "family"}))
    clock.now = datetime(2027, 1, 5, 10, 0, tzinfo=UTC)
    return clock


def send(person, **typed):
    return person.send(person.page.forms()[-1].get("action"), **typed)


def test_nothing_is_due_before_a_period_is_over(quarterly, dee, arrive):
    arrive()
    assert "Reports that the policy asks for" not in text_of(dee.get("/").tree)
    assert "No report is due" in text_of(dee.get("/reports").tree)
    assert learning_reports.chase(quarterly, quarterly.now()) == 0


@pytest.mark.usefixtures("after_new_year")
def test_a_report_counts_by_what_the_policy_asks_for_and_hides_what_is_small(quarterly, dee):
    there = dee.get(f"/reports/{QUARTER}")
    assert "For whom they work" not in text_of(there.tree), "the policy does not ask for it"
    pack, rule = quarterly.pack, quarterly.pack.learning[0]
    rule = replace(rule, also_by=(Breakdown.AGENCY, Breakdown.LADDER))
    object.__setattr__(quarterly, "packs", OnePack(replace(pack, learning=(rule,))))
    page = text_of(dee.get(f"/reports/{QUARTER}").tree)
    assert "For whom they work" in page
    assert "Which ladder it goes by" in page
    found = dee.client.get(f"/reports/{QUARTER}.csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(found)))
    ladders = [row for row in rows if row[0] == "Which ladder it goes by"]
    assert ladders == [["Which ladder it goes by", pack.ladder().label, "7"]]
    work = {row[1]: row[2] for row in rows if row[0] == "For whom they work"}
    assert work["Not asked"] == "7"
    small = replace(rule, smallest=8)
    object.__setattr__(quarterly, "packs", OnePack(replace(pack, learning=(small,))))
    assert "For whom they work" not in text_of(dee.get(f"/reports/{QUARTER}").tree), "nothing is counted out"


@pytest.mark.usefixtures("after_new_year")
def test_stages_of_two_ladders_that_are_named_alike_are_told_apart(quarterly, dee):
    main = quarterly.pack.ladders[0]
    urgent = replace(
        main,
        key="urgent",
        label="Urgent",
        stages=tuple(replace(stage, key=f"urgent-{stage.key}") for stage in main.stages),
    )
    object.__setattr__(quarterly, "packs", OnePack(replace(quarterly.pack, ladders=(main, urgent))))
    page = text_of(dee.get(f"/reports/{QUARTER}").tree)
    for ladder in (main, urgent):
        assert f"{ladder.label}: {ladder.stages[0].label}" in page


def test_where_the_policy_names_no_time_none_is_ever_due(quarterly, dee):
    object.__setattr__(quarterly, "packs", OnePack(replace(quarterly.pack, learning=())))
    assert "The policy does not say how often there is a report" in text_of(dee.get("/reports").tree)


@pytest.mark.usefixtures("after_new_year")
def test_it_is_on_the_managers_first_screen_until_it_was_sent(dee):
    assert "Reports that the policy asks for" in text_of(dee.get("/").tree)
    page = dee.get(f"/reports/{QUARTER}")
    text = text_of(page.tree)
    assert "1 October 2026 to 31 December 2026" in text
    assert "The Partnership" in text
    assert "spreadsheet" in text
    assert send(dee, how="email", **{"on-day": "31", "on-month": "12", "on-year": "2026"}).errors
    dee.get(f"/reports/{QUARTER}")
    sent = send(dee, how="email", **{"on-day": "5", "on-month": "1", "on-year": "2027"})
    assert "5 January 2027, By secure email" in text_of(sent.tree)
    assert "Reports that the policy asks for" not in text_of(dee.get("/").tree)
    assert "Save" not in text_of(dee.get(f"/reports/{QUARTER}").tree)


@pytest.mark.usefixtures("after_new_year")
def test_small_numbers_stand_on_no_page_and_in_no_file(dee):
    found = dee.client.get(f"/reports/{QUARTER}.csv")
    rows = list(csv.reader(io.StringIO(found.get_data().decode("utf-8-sig"))))
    numbers = {(table, what): count for table, what, count in rows}
    assert numbers["About this report", "Challenges received"] == "7"
    assert numbers["Who asked us to look again", "Parent or carer"] == "4"
    assert numbers["Who asked us to look again", "Wider family"] == "3"
    assert numbers["Who asked us to look again", "Professional"] == "0"
    page = text_of(dee.get(f"/reports/{QUARTER}").tree)
    assert "Robin" not in page
    assert found.headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("after_new_year")
def test_a_restricted_case_is_counted_and_no_table_says_what_it_is(quarterly, dee):
    """Lists leave it out: what a report divides and a list does not would be that case."""
    with quarterly.store.begin() as unit:
        rows = [row for row in unit.worklist.lines(limit=100) if row.audience == "family"]
        for row in rows:
            unit.restricted_readers.name(row.id, ["dee"])
    assert len(rows) == 3
    found = learning_reports.report(quarterly, Actor("x", frozenset({Role.MANAGER})), QUARTER)
    assert found.total == 7
    for table in found.tables.values():
        assert table[learning_reports.RESTRICTED] == 3
    assert (found.tables["audience"]["parent"], found.tables["audience"]["family"]) == (4, 0)
    page = dee.get(f"/reports/{QUARTER}")
    assert "Restricted cases 3" in page.text
    assert not [
        row for row in rows if row.reference in page.html or reference_codes.grouped(row.reference) in page.html
    ]
    with quarterly.store.begin() as unit:
        unit.restricted_readers.name(rows[0].id, ())
    found = learning_reports.report(quarterly, Actor("x", frozenset({Role.MANAGER})), QUARTER)
    assert found.tables["audience"][learning_reports.RESTRICTED] is None, "two are few"


def test_few_requests_are_not_counted_out(employ, enter, arrive, clock):
    arrive()
    arrive("u")
    clock.now = datetime(2027, 1, 5, 10, 0, tzinfo=UTC)
    employ("dee@example.com", Role.MANAGER, rank=4, name="Dee Example")
    text = text_of(enter("dee@example.com").get(f"/reports/{QUARTER}").tree)
    assert "Challenges received Not shown" in text
    assert not [word for word in ("Parent or carer 2", "Parent or carer 0") if word in text]


@pytest.mark.usefixtures("after_new_year", "dee")
def test_managers_are_written_to_each_week_until_it_was_sent(quarterly, clock):
    assert learning_reports.chase(quarterly, quarterly.now()) == 1
    assert learning_reports.chase(quarterly, quarterly.now()) == 0
    clock.now += timedelta(days=8)
    assert learning_reports.chase(quarterly, quarterly.now()) == 1


@pytest.mark.usefixtures("after_new_year")
def test_who_is_no_manager_sees_none(employ, enter):
    employ("trish@example.com", Role.TRIAGE, name="Trish Example")
    trish = enter("trish@example.com")
    assert "Reports" not in text_of(trish.get("/").tree)
    assert trish.client.get(f"/reports/{QUARTER}").status_code == 403
    assert trish.client.get(f"/reports/{QUARTER}.csv").status_code == 403


@pytest.mark.usefixtures("after_new_year")
def test_a_report_that_there_is_not_is_not_found(dee):
    for key in ("1-quarterly-2026-07-01", "2-quarterly-2026-10-01", "x"):
        assert dee.client.get(f"/reports/{key}").status_code == 404
