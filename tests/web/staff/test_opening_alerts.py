"""Openings that a manager must answer: who may know the family, who opens very many, and when nobody works."""

from datetime import UTC, datetime, timedelta

import pytest
from actions import Action
from deeds_done import done
from sqlalchemy import select

from build import PARENT
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.services import case_access, opening_alerts
from portal.services.case_access import Why
from portal.services.opening_alerts import MANY, OpeningAnswer, OpeningRule
from portal.storage.tables import staff_events
from portal.web.staff import opening_alert_pages

MO = Actor("mo", frozenset({Role.MANAGER}), 0, "Mo Manager")
DEE = Actor("dee", frozenset({Role.MANAGER}), 0, "Dee Director")
NAMED = {"name": "Sam O'Neill-Smith", "child": [{**PARENT["child"][0], "child.name": "Robin Jones"}]}


def officer(name):
    return Actor("triage", frozenset({Role.TRIAGE}), 0, name)


def rules(context):
    return [set(each.rules) for each in opening_alerts.alerts(context, MO)]


def read(context, actor, reference, why=Why.COVERING):
    why = case_access.reason(context, actor, reference) or why
    assert case_access.record(context, actor, reference, why)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Toni Jones", True),  # the child's
        ("Toni Elizabeth JONES", True),
        ("Toni O’Neill-Smith", True),  # noqa: RUF001 - the raiser's, with another apostrophe
        ("Toni Smith", True),  # a part of it
        ("Toni Green-Jones", True),
        ("Jones Toni", False),  # a first name is no surname
        ("Sam Brown", False),  # nor is theirs
        ("Toni Jone", False),
        ("", False),
    ],
)
@pytest.mark.usefixtures("door")
def test_who_has_the_surname_of_the_child_or_of_the_person_challenging_is_seen(context, arrive, name, known):
    reference = arrive(**NAMED)
    read(context, officer(name), reference)
    assert rules(context) == ([{OpeningRule.SURNAME}] if known else [])


@pytest.mark.usefixtures("door")
def test_whoever_has_the_case_is_seen_too_but_not_for_working_late(context, arrive, clock):
    reference, toni = arrive(**NAMED), officer("Toni Jones")
    clock.now = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
    assert done(context, toni, reference, Action.TAKE)
    clock.now += timedelta(hours=1)
    read(context, toni, reference)
    assert rules(context)[0] == {OpeningRule.SURNAME}
    other = arrive("other")
    read(context, officer("Toni Brown"), other)
    assert rules(context)[0] == {OpeningRule.OUT_OF_HOURS}


@pytest.mark.usefixtures("door")
def test_one_opening_raises_one_alert_however_many_pages_are_read(context, arrive, clock):
    reference, toni = arrive(**NAMED), officer("Toni Jones")
    for minutes in (0, 5, 20, 29):
        clock.now += timedelta(minutes=minutes)
        read(context, toni, reference)
    assert len(rules(context)) == 1
    clock.now += timedelta(minutes=31)
    read(context, toni, reference)
    assert len(rules(context)) == 2


def test_whoever_gave_their_postcode_is_seen_at_it_and_nobody_can_read_it(context, arrive, signed_in):
    at_home = arrive("a", child=[{**PARENT["child"][0], "child.lives": "NE28 1AA"}])
    postcode = {"safe": ["letter"], "address.line1": "1 Example Road", "address.town": "Example", "times": ["any"]}
    written = arrive("b", **postcode, **{"address.postcode": "NE28 1AA"})
    elsewhere = arrive("c", **postcode, **{"address.postcode": "NE28 1AB"})
    signed_in.get("/account")
    assert "You have not given yours." in signed_in.page.text
    assert "Enter a full UK postcode" in signed_in.send("/account/home", home="nowhere").errors[0]
    signed_in.get("/account")
    assert "You have given yours." in signed_in.send("/account/home", home="ne281aa").text
    assert "NE28" not in signed_in.page.html.upper()
    with context.store.read() as unit:
        kept = [row.detail for row in unit.connection.execute(select(staff_events)) if row.kind == opening_alerts.HOME]
    assert len(kept) == 1
    assert "ne28" not in kept[0].lower()
    for reference in (at_home, written, elsewhere):
        read(context, officer("Toni Brown"), reference)
    found = {each.reference for each in opening_alerts.alerts(context, MO) if OpeningRule.POSTCODE in each.rules}
    assert written in found
    assert elsewhere not in found
    signed_in.get("/account")
    assert "You have not given yours." in signed_in.send("/account/home", home="").text
    read(context, officer("Toni Brown"), arrive("d", **postcode, **{"address.postcode": "NE28 1AA"}))
    assert {each.reference for each in opening_alerts.alerts(context, MO)} == found


@pytest.mark.usefixtures("door")
def test_many_cases_in_an_hour_are_one_alert_an_hour(context, arrive, clock):
    toni = officer("Toni Brown")
    for number in range(MANY + 3):
        clock.now += timedelta(minutes=1)
        read(context, toni, arrive(f"t{number}"))
        assert len(rules(context)) == (number + 1 >= MANY)
    assert rules(context) == [{OpeningRule.MANY}]


@pytest.fixture
def managers(employ):
    employ("mo@example.com", Role.MANAGER, name="Mo Manager")
    employ("dee@example.com", Role.MANAGER, name="Dee Director")
    employ("ash@example.com", Role.AUDITOR, name="Ash Example")


@pytest.mark.usefixtures("managers")
def test_it_is_in_a_manager_s_day_until_one_answers_and_the_auditor_sees_what(context, arrive, enter):
    reference = arrive(**NAMED)
    read(context, officer("Toni Jones"), reference)
    mo = enter("mo@example.com")
    assert "Openings to answer (1)" in mo.get("/").text
    page = mo.get(mo.get("/").link("Say what came of each"))
    assert "own surname" in page.text
    page = mo.get(page.link("Answer:"))
    assert mo.send(page.path).errors == ["Select what came of it"]
    page = mo.send(page.path, answer="connected")
    assert (page.path, "They know the family, and step aside" in page.text) == ("/opening-alerts", True)
    assert "Openings to answer" not in mo.get("/").text
    ash = enter("ash@example.com").get("/opening-alerts")
    assert "They know the family, and step aside" in ash.text
    assert "Mo Manager" in ash.text
    for each in (page, ash):
        for word in ("Robin", "Sam", "Neill", "Jones"):
            assert word not in each.html
    [alert] = opening_alerts.alerts(context, DEE)
    with pytest.raises(ActionRefused, match="just answered"):
        opening_alerts.answer(context, DEE, alert.number, OpeningAnswer.BREACH)


@pytest.mark.usefixtures("managers")
def test_nobody_answers_what_they_opened_themselves(context, arrive, enter):
    reference = arrive(**{**NAMED, "name": "Sam Manager"})
    read(context, MO, reference)
    mo = enter("mo@example.com")
    assert "Openings to answer" not in mo.get("/").text
    assert "Another manager answers it" in mo.get("/opening-alerts").text
    [alert] = opening_alerts.alerts(context, MO)
    page = mo.get(f"/opening-alerts/{alert.number}")
    assert "another manager answers" in mo.send(page.path, answer="their_work").errors[0]
    assert "Openings to answer (1)" in enter("dee@example.com").get("/").text
    assert mo.client.get("/opening-alerts/99999").status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RAISER, Role.MANAGER, Role.AUDITOR}))
def test_nobody_else_sees_or_answers_them(context, arrive, employ, enter, role):
    read(context, officer("Toni Jones"), arrive(**NAMED))
    employ("a@example.com", role)
    desk = enter("a@example.com")
    assert desk.client.get("/opening-alerts").status_code == 403
    actor = Actor("a", frozenset({role}))
    assert opening_alerts.waiting(context, actor) == 0
    with pytest.raises(ActionRefused):
        opening_alerts.answer(context, actor, 1, OpeningAnswer.BREACH)
    with pytest.raises(ActionRefused):
        opening_alerts.alerts(context, actor)


@pytest.mark.usefixtures("managers")
def test_they_stand_in_no_account_s_own_record(context, arrive, enter, employ):
    read(context, officer("Toni Jones"), arrive(**NAMED))
    assert "Something about how they signed in before" not in enter("ash@example.com").get("/people/events").text
    employ("andy@example.com", Role.ADMINISTRATOR)
    page = enter("andy@example.com").get("/people/triage")
    assert "Something about how they signed in before" not in page.text


def test_every_rule_and_answer_has_its_words():
    assert set(opening_alert_pages.RULES) == set(OpeningRule)
    assert set(opening_alert_pages.ANSWERS) == set(OpeningAnswer)


def test_what_is_said_to_be_many_is_what_is_counted():
    assert MANY == 20, "so the words say"
