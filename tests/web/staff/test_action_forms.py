"""The form of an action asks for exactly what the action takes; and to add an action takes its entry and its form."""

from dataclasses import MISSING, dataclass, fields
from datetime import datetime, timedelta
from typing import get_type_hints

import pytest
from actions import Action

from portal.domain.challenge.action_rule import Action as Entry
from portal.domain.challenge.action_rule import ActionGroup, Parameters, always_possible
from portal.domain.challenge.decide import ACTIONS
from portal.domain.challenge.links import Reference
from portal.domain.journey import Kind
from portal.domain.permissions import MANAGERS, Role
from portal.web.staff.action_forms import FORMS
from portal.web.staff.form_parts import ActionForm, asks, line, one

OF_KIND = {
    Kind.SOME: {tuple[str, ...]},
    Kind.DATE: {str},  # ISO
    Kind.WORDS: {str, tuple[str, ...]},  # several: a box for each ground
    Kind.LINE: {str, int, datetime, Reference, tuple[str, ...]},
    Kind.ONE: {str, int, tuple[str, ...]},
}
"""The types of a parameter that a part of a form can fill."""


def asked(question, *, always=True):
    """Each part of a form, and whether it is always filled in."""
    for part in question.parts:
        yield part, always and not part.optional
        for choice in part.choices:
            yield from asked(choice, always=False)


def yes_or_no(part):
    return {choice.value for choice in part.choices} == {"yes", "no"}


@pytest.mark.parametrize("action", FORMS, ids=str)
def test_a_form_asks_for_exactly_the_parameters_and_each_by_its_type(action):
    types = get_type_hints(action.parameters)
    parts = {part.key: (part, always) for part, always in asked(FORMS[action].question)}
    beside = {each.name for each in fields(action.parameters) if each.metadata}
    assert set(parts) == set(types) - beside
    for each in fields(action.parameters):
        if each.name in beside:
            continue
        part, always = parts[each.name]
        kinds = {bool, str} if yes_or_no(part) else OF_KIND[part.kind]
        assert types[each.name] in kinds, each.name
        assert always or each.default is not MISSING, f"{each.name} may be left out"


def test_a_form_that_asks_for_more_or_less_is_found_out():
    asks_too_much = ActionForm(asks("Link", "", line("reference", "Which?", "Say which")), "Link", "Linked.")
    parts = {part.key for part, _always in asked(asks_too_much.question)}
    assert parts != set(get_type_hints(Action.LINK.parameters))


# An action that there is not, made of its entry and its form


@dataclass(frozen=True, slots=True, repr=False)
class Audit(Parameters):
    words: str
    sure: bool


def _audit(_at, given):
    return [("noted", {"words": f"{given.words} {given.sure}", "mentions": []})]


@pytest.fixture
def audited(monkeypatch):
    """The entry and the form, in the two registries that each is written in."""
    entry = Entry(
        "audit", Audit, always_possible, _audit, roles=MANAGERS, group=ActionGroup.NOTES, shows_words=True, step_up=True
    )
    yes_no = FORMS[Action.CHECK_STANDING].question.parts[0].choices
    form = ActionForm(
        asks(
            "Audit this challenge", "Only managers do.",
            line("words", "What did you find?", "Write what you found"), one("sure", "Sure?", "Say if so", yes_no),
        ),
        "Save it", "It was audited.", "timeline",
    )  # fmt: skip
    monkeypatch.setitem(ACTIONS, entry, entry)
    monkeypatch.setitem(FORMS, entry, form)


@pytest.mark.usefixtures("audited")
def test_an_action_is_added_by_its_entry_and_its_form_alone(signed_in, employ, enter, arrive, context, clock):
    employ("dee@example.com", Role.MANAGER, name="Dee Example")
    reference, dee = arrive(), enter("dee@example.com")
    address = f"/challenges/{reference}/do/audit"
    assert signed_in.get(address).response.status_code == 403, "it is not theirs"
    assert "Open the challenge and read it first." in dee.get(address).text
    page = dee.get(f"/challenges/{reference}")
    assert page.h1 == "Before you open it", "their words stand there"
    dee.send(page.forms()[-1].get("action"), why="supervising")
    assert dee.get(address).h1 == "Audit this challenge"
    page = dee.send(address, words="", sure="yes")
    assert page.errors == ["Write what you found"]
    page = dee.send(address, words="All is well.", sure="yes")
    assert "It was audited." in page.text
    assert dee.get(f"/challenges/{reference}").link("Audit this challenge") == address, "it is offered on the page"
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
        noted = [each.words for each in unit.event_log.events(challenge.id) if each.kind == "noted"]
    assert noted == ["All is well. True"]
    clock.now += timedelta(minutes=11)
    assert dee.get(address).path == "/confirm", "it takes signing in again"
