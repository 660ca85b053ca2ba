"""A manager allocates many cases at once, and sees first what each colleague has already."""

import pytest

from portal.domain.permissions import ActionRefused, Actor, Role
from portal.services import bulk_allocation
from visitor import text_of

CALM = {"danger": "no", "since": "no"}


@pytest.fixture
def mo(employ, enter):
    employ("mo@example.com", Role.MANAGER, rank=4, name="Mo Example")
    employ("tam@example.com", Role.TRIAGE, name="Tam Example")
    return enter("mo@example.com")


@pytest.fixture
def holder(context):
    def of(reference):
        with context.store.read() as unit:
            return unit.challenges.get(reference).work.assigned

    return of


def labels(page):
    return [text_of(each) for each in page.all("div") if each.get("class", "") == "govuk-radios__item"]


def test_chosen_in_a_list_they_go_to_a_colleague_with_the_reason(mo, arrive, holder):
    first, second, third = arrive("a", **CALM), arrive("b", **CALM), arrive("c", **CALM)
    page = mo.get("/challenges?list=unassigned")
    [button] = [each for each in page.all("button") if each.get("formaction")]
    assert text_of(button) == "Allocate the chosen ones"
    page = mo.get(f"{button.get('formaction')}?reference={first}&reference={second}")
    assert "2 cases" in page.text
    assert any("Tam Example" in each and "Has 0 cases, 0 of them late." in each for each in labels(page))
    page = mo.send("/allocate", reference=[first, second], to="tam", words="")
    assert page.errors == ["Write your reasons"]
    page = mo.send("/allocate", reference=[first, second], to="tam", words="Toni is on leave this week.")
    assert (page.path, "Allocated: 2." in page.text) == ("/challenges", True)
    assert [holder(each) for each in (first, second, third)] == ["tam", "tam", ""]
    page = mo.get(f"/allocate?reference={third}")
    said = labels(page)
    assert any("Tam Example" in each and "Has 2 cases" in each for each in said)
    assert "Tam Example" in said[-1], "who has least comes first"


def test_what_changed_meanwhile_is_left_and_said(mo, arrive, holder):
    first, second = arrive("a", **CALM), arrive("b", **CALM)
    mo.get(f"/allocate?reference={first}&reference={second}")
    mo.get(f"/allocate?reference={first}")
    mo.send("/allocate", reference=[first], to="tam", words="Toni is on leave this week.")
    mo.get(f"/allocate?reference={first}&reference={second}")
    page = mo.send("/allocate", reference=[first, second], to="tam", words="Toni is on leave this week.")
    assert "Allocated: 1." in page.text
    assert "Left as they were, because something has changed: 1." in page.text
    assert holder(second) == "tam"


def test_only_a_manager_does(signed_in, arrive, context):
    reference = arrive("a", **CALM)
    assert not [each for each in signed_in.get("/challenges?list=unassigned").all("button") if each.get("formaction")]
    assert signed_in.get(f"/allocate?reference={reference}").response.status_code == 403
    with pytest.raises(ActionRefused):
        bulk_allocation.allocate(context, Actor("t", frozenset({Role.TRIAGE})), [reference], to="t", words="Mine now.")


def test_who_comes_with_nothing_chosen_is_told(mo):
    assert "Choose cases in the list first." in mo.get("/allocate").text
