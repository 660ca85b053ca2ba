"""A fact that is new in the code is told to nobody, until the table of a pack says of everybody how much."""

from dataclasses import replace
from enum import StrEnum

import pytest

from build import OURS
from portal.domain.challenge import view as challenge_view
from portal.domain.challenge.view import view_for
from portal.domain.disclosure import table as disclosure_table
from portal.domain.disclosure.table import Cell, Column, Fact, NotToBeTold, Show, every_checks, shows
from portal.domain.policy_rule import Audience
from portal.policy_loader import BrokenPack, Packs

MORE = StrEnum("MORE", {fact.name: fact.value for fact in Fact} | {"MADE_UP": "made_up"})
WHERE_ABOUTS = "Canaryword"
EVERYBODY = [(audience, checks) for audience in Audience for checks in every_checks(audience)]


@pytest.fixture
def made_up(monkeypatch):
    """There is one more fact, and it is established in every challenge."""
    for module in (disclosure_table, challenge_view):
        monkeypatch.setattr(module, "Fact", MORE)
    monkeypatch.setattr(
        challenge_view, "_ESTABLISHED", {**challenge_view._ESTABLISHED, MORE.MADE_UP: lambda *_: WHERE_ABOUTS}
    )
    return MORE.MADE_UP


def decided(pack, fact, **others):
    """The pack once it has a row for the fact: withheld, but from ``others``."""
    row = {column: Cell(show=others.get(column, Show.WITHHELD), cite="2.1") for column in Column}
    return replace(pack, disclosure={**pack.disclosure, fact: row})


@pytest.mark.parametrize(("audience", "checks"), EVERYBODY)
def test_it_is_withheld_from_everybody(pack, challenge, made_up, audience, checks):
    assert shows(pack.disclosure, audience, made_up, checks) is Show.WITHHELD
    view = view_for(audience, challenge, pack, checks=checks)
    assert not view.tells(made_up)
    assert WHERE_ABOUTS not in [getattr(told, "value", "") for told in view.facts.values()]
    with pytest.raises(NotToBeTold):
        str(view[made_up])


def test_it_is_told_to_those_alone_of_whom_the_table_says_so(pack, challenge, made_up):
    """So it was the table that withheld it."""
    told = decided(pack, made_up, parent=Show.FULL)
    for audience, checks in EVERYBODY:
        entitled = audience is Audience.PARENT and checks.complete
        assert view_for(audience, challenge, told, checks=checks).tells(made_up) is entitled


def test_a_column_that_the_table_does_not_know_is_told_nothing(pack, made_up):
    row = {Column.STRANGER: Cell(show=Show.FULL, cite="2.1")}
    table = {**pack.disclosure, made_up: row}
    told = {checks.identity for audience, checks in EVERYBODY if shows(table, audience, made_up, checks) is Show.FULL}
    assert told == {False}


def test_a_pack_that_does_not_decide_it_is_refused(pack, made_up):
    ((place, sentence),) = disclosure_table.faults(pack.disclosure)
    assert place == (made_up,)
    assert "hole: say how much of “made_up” to show to parent, family, family_made_contact," in sentence
    assert list(disclosure_table.faults(decided(pack, made_up).disclosure)) == []
    packs = Packs(OURS)
    for pack_id in packs.ids():
        with pytest.raises(BrokenPack, match="“made_up”"):
            packs.get(pack_id)


def test_every_pack_decides_every_fact_there_is():
    packs = Packs(OURS)
    assert all(not list(disclosure_table.faults(packs.get(each).disclosure)) for each in packs.ids())
