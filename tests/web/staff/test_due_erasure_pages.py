"""The managers' page of what is due to be erased, and holding a case, as they are used."""

from datetime import timedelta

import pytest

from portal.domain import reference_codes
from portal.domain.permissions import Actor, Role
from portal.services import due_erasures, junk, retention
from visitor import text_of

ANN = Actor("ann", frozenset({Role.MANAGER}))
PAGE = "/due-to-be-erased"


@pytest.fixture
def managers(employ, enter):
    for name in ("ann", "ben"):
        employ(f"{name}@example.com", Role.MANAGER, name=f"{name.title()} Manager")
    return lambda: (enter("ann@example.com"), enter("ben@example.com"))


@pytest.fixture
def old(arrive, context, clock, managers):
    """Two requests that were marked as junk over a year ago."""
    assert managers
    both = sorted(arrive(f"t{number}") for number in range(2))
    junk.candidates(context, ANN, both)
    assert junk.mark(context, ANN, both, reason="advert", words="") == []
    clock.now += timedelta(days=367)
    return both


def test_one_manager_proposes_another_confirms_and_only_then_the_worker_erases_it(context, old, managers):
    ann, ben = managers()
    assert "What is due to be erased" in text_of(ann.get("/").tree)
    page = ann.get(PAGE)
    assert all(reference_codes.grouped(each) in page.text for each in old)
    assert "12 months" in page.text
    ann.send(PAGE, reference=[old[0]], deed="propose")
    assert "1 waits for you" not in text_of(ann.get("/").tree)
    assert "Another manager has to confirm these" in ann.get(PAGE).text
    assert ann.send(PAGE, reference=[old[0]], deed="confirm").errors == [
        "Another manager has to confirm what you proposed."
    ]
    assert due_erasures.erase_confirmed(context) == 0
    assert "1 waits for you to confirm it" in text_of(ben.get("/").tree)
    assert "Ann Manager" in ben.get(PAGE).text
    ben.send(PAGE, reference=[old[0]], deed="confirm")
    assert due_erasures.erase_confirmed(context) == 1
    page = ben.get(PAGE)
    assert reference_codes.grouped(old[0]) not in page.text
    assert reference_codes.grouped(old[1]) in page.text
    with context.store.read() as unit:
        done = {(each.actor, each.kind) for each in unit.staff_events.since(context.now() - timedelta(days=1))}
    assert {("ann", "erasure_proposed"), ("ben", "erasure_confirmed")} <= done


def test_a_case_is_held_with_a_reason_and_a_last_day_and_is_not_erased_until_then(context, clock, old, managers):
    ann, ben = managers()
    page = ann.get(f"/challenges/{old[0]}/hold")
    assert ann.send(page.path, words="").errors
    ann.get(page.path)
    day = (clock.now + timedelta(days=40)).date()
    ann.send(page.path, words="The inquiry asks for it.", **_date(day))
    page = ben.get(PAGE)
    assert "The inquiry asks for it." in page.text
    assert "Ann Manager" in page.text
    assert [each.reference for each in due_erasures.page(context, ANN).due] == [old[1]]
    with pytest.raises(retention.Held):
        retention.erase(context, old[0])
    assert "It is held up to" in ben.get(f"/challenges/{old[0]}/hold").text
    ben.get(PAGE)
    ben.send(f"/challenges/{old[0]}/hold/end")
    assert len(due_erasures.page(context, ANN).due) == 2


def _date(day):
    return {"until-day": str(day.day), "until-month": str(day.month), "until-year": str(day.year)}


def test_a_day_that_is_over_holds_nothing(context, clock, old, managers):
    ann, _ben = managers()
    page = ann.get(f"/challenges/{old[0]}/hold")
    refused = ann.send(page.path, words="The inquiry.", **_date((clock.now - timedelta(days=2)).date()))
    assert refused.errors == ["Enter a day that is still to come."]
    assert len(due_erasures.page(context, ANN).due) == 2
    assert ann.client.get("/challenges/UNKNOWN00/hold").status_code == 404
