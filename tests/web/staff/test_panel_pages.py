"""A panel on pages: staff write down who sat, seat by seat, and the raiser reads that it is with a panel."""

import functools
from dataclasses import replace

import pytest
from actions import Action
from deeds_done import done

from build import PARENT, OnePack
from portal.domain.permissions import Actor, Role
from portal.domain.policy.model import Agreement, Panel

REMI = Actor("remi", frozenset({Role.REVIEWER, Role.TRIAGE}), 1, "Remi Example")
SEATS = ("Independent Scrutineer", "Detective Inspector", "Designated Nurse")
SAT = {
    "on-day": "23", "on-month": "11", "on-year": "2026", "sat.1": "Sam", "vote.1": "early_help", "sat.2": "Alex",
    "vote.2": "no_further_action", "sat.3": "Kit", "vote.3": "early_help", "part": "no",
    "words": "The nurse and the chair saw a need; the inspector saw none.",
}  # fmt: skip


@pytest.fixture
def accepted(context, employ, arrive):
    employ("remi@example.com", Role.REVIEWER, Role.TRIAGE, rank=1, name="Remi Example")
    panel = Panel(chair=SEATS[0], members=SEATS[1:], at_least=2, agreement=Agreement.CASTING_VOTE, cite="4.3")
    main = context.pack.ladder()
    ladder = replace(main, stages=(replace(main.stages[0], panel=panel), *main.stages[1:]))
    object.__setattr__(context, "packs", OnePack(replace(context.pack, ladders=(ladder,))))
    reference = arrive(**PARENT | {"danger": "no", "since": "no"})
    for action, said in (
        (Action.TAKE, {}),
        (Action.CHECK_IDENTITY, {"words": "Passport seen."}),
        (Action.CHECK_STANDING, {"words": "Birth certificate seen."}),
        (Action.RECORD_ORIGINAL, {"threshold": "Level 2: early help"}),
        (Action.ACCEPT_FOR_REVIEW, {}),
    ):
        functools.partial(done, context)(REMI, reference, action, **said)
    return reference


def test_staff_write_down_a_panel_seat_by_seat_and_its_raiser_reads_that_it_is_with_it(enter, accepted, as_raiser):
    me = as_raiser(accepted)
    page = me.get("/progress")
    assert "Waiting for the panel" in page.text
    assert "A panel of people who did not make the decision will look at everything you told us." in page.text
    assert "manager who did not" not in page.text
    assert "They have told us that they had no part" not in page.text, "Remi has, and decides nothing"
    remi = enter("remi@example.com")
    assert "Nobody has written down yet that they sat" in remi.get(f"/challenges/{accepted}").text
    assert "The panel decides: write down who sat" in remi.get("/").text, "the list of what is to do"
    plans = me.get("/what-happens-next").text
    assert "Each time, other people look at the decision again." in plans
    assert "someone new" not in plans
    here = f"/challenges/{accepted}/do/record_panel"
    page = remi.get(here)
    asked = [each.get("name") for each in page.all("input") if (each.get("name") or "").startswith(("sat", "vote"))]
    assert list(dict.fromkeys(asked)) == ["sat.1", "vote.1", "sat.2", "vote.2", "sat.3", "vote.3"]
    assert "Independent Scrutineer: Who sat?" in page.text
    page = remi.send(here, **SAT | {"part": "yes"})
    assert "Nobody who had a part in the decision sits on the panel" in page.errors[0]
    page = remi.send(here, **SAT | {"sat.1": ""})
    assert "Write a name and a decision for each who sat" in page.errors[0]
    page = remi.send(here, **SAT)
    assert "What the panel decided was written down." in page.text
    assert "Designated Nurse: Kit" in remi.get(f"/challenges/{accepted}").text
    timeline = remi.get(f"/challenges/{accepted}/timeline").text
    assert "Detective Inspector: Alex, No further action" in timeline
    page = me.get("/progress")
    assert "The panel has looked at it" in page.text
    assert not any(name in page.text for name in ("Alex", "Kit", "saw a need"))
