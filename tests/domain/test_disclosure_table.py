"""Who may be told what in North Tyneside, and what stands where somebody may not be told."""

from pathlib import Path

import pytest
from jinja2 import Environment

from portal.domain.disclosure import TO_NOBODY, TO_STRANGERS, Column, Fact, NotToBeTold, Show, Shown, Withheld, shows
from portal.domain.rule import Audience
from portal.packs import Packs

TABLE = Packs(Path(__file__).parents[2] / "policies").current("north-tyneside").disclosure
NETWORK = (Audience.FAMILY, Audience.NEIGHBOUR)


@pytest.mark.parametrize("fact", list(Fact))
def test_every_cell_is_there_and_backed(fact):
    assert set(TABLE[fact]) == set(Column)
    assert all(cell.cite or cell.assumed for cell in TABLE[fact].values())


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("fact", list(Fact))
def test_until_they_are_checked_everyone_is_a_stranger(audience, fact):
    shown = shows(TABLE, audience, fact, checked=False)
    assert shown is TABLE[fact][Column.STRANGER].show
    assert (shown is Show.WITHHELD) or fact in TO_STRANGERS


@pytest.mark.parametrize("audience", list(Audience))
def test_nobody_is_told_who_raised_the_worry_or_who_else_challenged(audience):
    for fact in TO_NOBODY:
        assert shows(TABLE, audience, fact, checked=True) is Show.WITHHELD


@pytest.mark.parametrize("audience", NETWORK)
def test_wider_family_and_neighbours_as_clause_2_1_has_it(audience):
    told = {fact: shows(TABLE, audience, fact, checked=True) for fact in Fact}
    assert told[Fact.CONTACT_EXISTS] is Show.FULL
    assert told[Fact.DECISION_MADE] is Show.GIST
    assert {told[fact] for fact in (Fact.DECISION, Fact.ACTIONS, Fact.REASONS, Fact.OTHER_AGENCIES)} == {Show.WITHHELD}
    assert told[Fact.REVIEW_RESULT] is Show.GIST
    assert TABLE[Fact.ACTIONS][Column(audience)].cite == "2.1"
    assert not TABLE[Fact.ACTIONS][Column(audience)].assumed


@pytest.mark.parametrize("audience", sorted(set(Audience) - set(NETWORK)))
def test_what_a_decision_says_reaches_nobody_unreleased(audience):
    for fact in (Fact.DECISION, Fact.ACTIONS, Fact.REASONS, Fact.OTHER_AGENCIES, Fact.REVIEW_RESULT):
        assert shows(TABLE, audience, fact, checked=True) is Show.RELEASED


@pytest.mark.parametrize(
    "use",
    [
        str,
        bool,
        list,
        len,
        "{}".format,
        lambda held: f"{held:>10}",
        lambda held: held + "",
        lambda held: held[0],
        lambda held: Environment(autoescape=True).from_string("{{ held }}").render(held=held),
        lambda held: Environment(autoescape=False).from_string("{{ held }}").render(held=held),  # noqa: S701
        lambda held: Environment(autoescape=True).from_string("{% if held %}x{% endif %}").render(held=held),
        lambda held: Environment(autoescape=True).from_string("{{ held|join }}").render(held=held),
    ],
)
def test_what_is_withheld_refuses_to_be_used(use):
    with pytest.raises(NotToBeTold):
        use(Withheld())


def test_what_is_withheld_holds_nothing():
    assert repr(Withheld()) == "Withheld()"
    assert Withheld.__slots__ == ()


def test_what_is_shown_prints_itself():
    page = Environment(autoescape=True).from_string("{{ told }}").render(told=Shown("<5 January>"))
    assert page == "&lt;5 January&gt;"
