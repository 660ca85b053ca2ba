"""A request to which as much was added as may be still opens in a second, for its raiser and for staff."""

import time

import pytest
from actions import Action
from deeds_done import perform

from portal.domain.challenge.addition_limits import CONTACT, NEW
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event
from portal.domain.permissions import Actor, Role
from portal.web.public.forms import ADD

LONGEST = 1.0  # seconds of work; a page of an ordinary request takes a hundredth
POINT = {"point.kind": "missing", "point.words": "You did not speak to the school. " * 120}
CHILD = {"child.name": "Robin Example", "child.age": "about", "child.about": "7", "child.lives": "Wallsend"}


@pytest.fixture
def full(arrive, context):
    """The longest request, with all that may be added, each of it as long as may be."""
    reference = arrive(point=[POINT] * 10, child=[{**CHILD, "child.school": ""}] * 10)
    words = ("It was on a Monday.\n" * 400)[: ADD.longest]
    now = context.now()
    events = [Event("added", now, "raiser", {"words": words, "new": False}) for _ in range(NEW.in_all)]
    events += [Event("contact_changed", now, "raiser", {"answers": {}, "instead_of": []})] * CONTACT.in_all
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        unit.event_log.append(challenge.id, events)
        unit.challenges.save(replay(events, challenge))
    perform(context, Actor("triage", frozenset({Role.TRIAGE})), reference, Action.TAKE)
    return reference


def took(browser, address):
    began = time.thread_time()
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return time.thread_time() - began


def test_a_request_at_its_ceiling_opens_in_a_second(full, signed_in, as_raiser):
    me = as_raiser(full)
    for address in ("/progress", "/sent", "/copy/page", "/messages"):
        assert took(me.client, address) < LONGEST, address
    for page in ("", "/messages", "/timeline", "/record", "/as-they-see-it", "/record.txt"):
        assert took(signed_in.client, f"/challenges/{full}{page}") < LONGEST, page
