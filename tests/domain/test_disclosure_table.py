"""Who may be told what in North Tyneside, and what stands where somebody may not be told."""

from dataclasses import replace

import pytest
from jinja2 import Environment

from build import our_packs
from portal.domain.disclosure.table import (
    MAKERS,
    TO_NOBODY,
    TO_STRANGERS,
    Cell,
    Checks,
    Column,
    Fact,
    NotToBeTold,
    Show,
    Shown,
    Withheld,
    column_of,
    every_checks,
    faults,
    may_know,
    shows,
)
from portal.domain.policy_rule import Audience

TABLE = our_packs().current("north-tyneside").disclosure
NETWORK = (Audience.FAMILY, Audience.NEIGHBOUR)
CHECKED = Checks(identity=True, standing=True)
MADE_CONTACT = replace(CHECKED, made_contact=True)


@pytest.mark.parametrize("fact", list(Fact))
def test_every_cell_is_there_and_backed(fact):
    assert set(TABLE[fact]) == set(Column)
    assert all(cell.cite or cell.assumed for cell in TABLE[fact].values())


@pytest.mark.parametrize("audience", list(Audience))
def test_the_table_speaks_of_everything_that_can_have_been_established(audience):
    established = list(every_checks(audience))
    assert len(established) == len(set(established)) == (6 if audience in MAKERS else 4)
    columns = {column_of(audience, checks) for checks in established}
    assert columns == {Column.STRANGER, Column.IDENTIFIED, Column(audience)} | (
        {Column(f"{audience}_made_contact")} if audience in MAKERS else set()
    )
    assert set(Column) == {column_of(each, checks) for each in Audience for checks in every_checks(each)}


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("fact", list(Fact))
@pytest.mark.parametrize("made_contact", [True, False])
def test_until_both_are_checked_everyone_is_a_stranger(audience, fact, made_contact):
    """Even a contact that was theirs counts for nothing while we do not know that they are who they say."""
    for checks in (Checks(), Checks(identity=True), Checks(standing=True)):
        show = shows(TABLE, audience, fact, replace(checks, made_contact=made_contact))
        assert (show is Show.WITHHELD) or fact in TO_STRANGERS
        assert not may_know(TABLE, audience, replace(checks, made_contact=made_contact))


@pytest.mark.parametrize("audience", list(Audience))
def test_nobody_is_told_who_raised_the_worry_or_who_else_challenged(audience):
    for fact in TO_NOBODY:
        for checks in every_checks(audience):
            assert shows(TABLE, audience, fact, checks) is Show.WITHHELD


@pytest.mark.parametrize("audience", NETWORK)
def test_wider_family_and_neighbours_as_clause_2_1_has_it(audience):
    told = {fact: shows(TABLE, audience, fact, MADE_CONTACT) for fact in Fact}
    assert told[Fact.CONTACT_EXISTS] is Show.GIST
    assert told[Fact.DECISION_MADE] is Show.GIST
    assert {told[fact] for fact in (Fact.DECISION, Fact.ACTIONS, Fact.REASONS, Fact.OTHER_AGENCIES)} == {Show.WITHHELD}
    assert told[Fact.REVIEW_RESULT] is Show.GIST
    for column in (Column(audience), Column(f"{audience}_made_contact")):
        assert TABLE[Fact.ACTIONS][column].cite == "2.1"
        assert not TABLE[Fact.ACTIONS][column].assumed


@pytest.mark.parametrize("audience", NETWORK)
def test_who_did_not_make_the_contact_never_learns_that_there_was_one(audience):
    about_the_child = set(Fact) - TO_STRANGERS - {Fact.REVIEW_RESULT}
    assert {shows(TABLE, audience, fact, CHECKED) for fact in about_the_child} == {Show.WITHHELD}
    assert not may_know(TABLE, audience, CHECKED)
    assert may_know(TABLE, audience, MADE_CONTACT)


@pytest.mark.parametrize("audience", sorted(set(Audience) - set(NETWORK)))
def test_what_a_decision_says_reaches_nobody_unreleased(audience):
    for checks in (CHECKED, MADE_CONTACT):
        for fact in (Fact.DECISION, Fact.ACTIONS, Fact.REASONS, Fact.OTHER_AGENCIES, Fact.REVIEW_RESULT):
            assert shows(TABLE, audience, fact, checks) is Show.RELEASED


def test_what_the_table_does_not_know_is_withheld_from_everybody():
    """A fact that is new in the code and decided by no pack yet."""
    for fact in Fact:
        holed = {each: row for each, row in TABLE.items() if each is not fact}
        assert any(place == (fact,) and "hole" in sentence for place, sentence in faults(holed))
        for audience in Audience:
            assert {shows(holed, audience, fact, checks) for checks in every_checks(audience)} == {Show.WITHHELD}


def test_a_table_cannot_tell_who_is_only_identified_more_than_a_stranger():
    told = {**TABLE[Fact.ACTIONS], Column.IDENTIFIED: Cell(show=Show.RELEASED, assumed=True)}
    assert any("not checked" in sentence for _place, sentence in faults({**TABLE, Fact.ACTIONS: told}))


NO_WAY = "no way to tell"


def changed(**cells):
    """The table with other cells: of a fact, by its name, one column."""
    table = dict(TABLE)
    for fact, (column, show) in cells.items():
        table[Fact(fact)] = {**table[Fact(fact)], column: Cell(show=show, assumed=True)}
    return [place for place, sentence in faults(table) if NO_WAY in sentence]


@pytest.mark.parametrize("fact", [Fact.CONTACT_EXISTS, Fact.DECISION_MADE])
@pytest.mark.parametrize("show", [Show.FULL, Show.GIST])
def test_a_table_gives_the_sentence_about_a_contact_only_to_whom_it_was(fact, show):
    """Nobody else is ever told it: a page that said so would promise it in vain."""
    for column in (Column.PARENT, Column.YOUNG_PERSON, Column.SPEAKING_FOR, Column.PROFESSIONAL):
        assert changed(**{fact: (column, show)}) == [(fact, column)]
    for column in (Column.FAMILY_MADE_CONTACT, Column.PROFESSIONAL_MADE_CONTACT):
        assert changed(**{fact: (column, show)}) == []


@pytest.mark.parametrize("fact", [Fact.CONTACT_EXISTS, Fact.DECISION_MADE])
def test_of_the_contact_nothing_is_told_but_the_sentence(fact):
    row = {**TABLE[fact], Column.FAMILY_MADE_CONTACT: Cell(show=Show.FULL, assumed=True)}
    [said] = [
        sentence for place, sentence in faults({**TABLE, fact: row}) if place == (fact, Column.FAMILY_MADE_CONTACT)
    ]
    assert "one fixed sentence and no more: write gist" in said


@pytest.mark.parametrize("show", [Show.GIST, Show.WITHHELD])
def test_what_is_told_in_the_reply_is_withheld_from_whoever_gets_none(show):
    told = [fact for fact in TABLE if TABLE[fact][Column.PARENT].show is Show.RELEASED and fact != Fact.REVIEW_RESULT]
    assert {Fact.DECISION, Fact.ACTIONS, Fact.REASONS} < set(told)
    assert changed(review_result=(Column.PARENT, show)) == [(fact, Column.PARENT) for fact in told]
    assert changed(actions=(Column.FAMILY_MADE_CONTACT, Show.RELEASED)) == [(Fact.ACTIONS, Column.FAMILY_MADE_CONTACT)]


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
