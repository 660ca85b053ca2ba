"""What is due to be erased by the schedule: by two managers and the worker, never what is held, and reports stay."""

import random
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from lived_cases import employ_everybody, live
from sqlalchemy import text

from build import OnePack
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Frequency, Learning
from portal.services import due_erasures, junk, learning_reports, retention
from portal.services.worker import Behind
from portal.storage import Erased
from posting import Clock

ANN, BEN = (Actor(key, frozenset({Role.MANAGER})) for key in ("ann", "ben"))
EVERY_YEAR = Learning(every=Frequency.YEARLY, to=("The Partnership",), smallest=1, cite="1")
ON_BOTH = pytest.mark.every_database


@pytest.fixture
def lived(context, employ, tmp_path):
    """Cases in any state, of which a report is due; and when the last of them was over."""
    packs = OnePack(replace(context.pack, learning=(EVERY_YEAR,)))
    clock = Clock(context.now())
    portal = replace(context, packs=packs, clock=clock, records=tmp_path)
    employ("ann", Role.MANAGER)
    employ("ben", Role.MANAGER)
    employ_everybody(portal)

    def cases(seed, many):
        live(portal, clock, seed, many)
        while not closed(portal):
            live(portal, clock, seed := seed + 100, many)
        some = sorted(references(portal))
        junk.candidates(portal, BEN, some)
        junk.mark(portal, BEN, some, reason="advert", words="")  # those that can be
        return portal

    return cases


def closed(portal):
    """How many are, of which nothing is left to be done."""
    done = "SELECT count(*) FROM challenges WHERE status = 'closed' AND id NOT IN (SELECT challenge_id FROM duties)"
    with portal.store.read() as unit:
        return unit.connection.scalar(text(done))


def references(portal, *, erased=False):
    found = set()
    with portal.store.read() as unit:
        for _id, reference in unit.challenges.every_id():
            try:
                unit.challenges.get(reference)
            except Erased:
                found |= {reference} if erased else set()
            else:
                found |= set() if erased else {reference}
    return found


def due(portal, manager=ANN):
    return {each.reference for each in due_erasures.page(portal, manager).due}


def figures(portal):
    """What the reports say."""
    made = [learning_reports.report(portal, ANN, each.key) for each in learning_reports.tasks(portal, ANN)]
    assert made
    return {each.task.key: (each.total, each.tables) for each in made}


@ON_BOTH
def test_what_two_managers_say_is_erased_and_the_reports_stay_the_same(lived):
    portal = lived(3, 14)
    portal.clock.now += timedelta(days=400)
    assert due_erasures.erase_confirmed(portal) == 0
    before, there = figures(portal), references(portal)
    assert due(portal) < there, "junk, and nothing closed"
    portal.clock.now += timedelta(days=6 * 366)
    wanted = due(portal)
    with portal.store.read() as unit:
        found = [unit.challenges.get(each) for each in wanted]
    states = {(each.status.value, bool(each.work.junk)) for each in found}
    assert states == {("closed", False), ("received", True)}, states
    assert due_erasures.propose(portal, ANN, wanted) == len(wanted)
    assert due_erasures.erase_confirmed(portal) == 0, "one manager is not enough"
    with pytest.raises(ActionRefused, match="Another manager"):
        due_erasures.confirm(portal, ANN, wanted)
    assert due_erasures.waiting(portal, ANN) == 0
    assert due_erasures.waiting(portal, BEN) == len(wanted)
    assert due_erasures.confirm(portal, BEN, wanted) == len(wanted)
    behind = Behind(portal)
    behind.begin(portal.now())
    behind.end()
    assert not behind.failed
    assert references(portal) == there - wanted
    portal.clock.now = portal.clock.now.replace(year=portal.clock.now.year - 6)  # where those reports are due
    assert figures(portal) == before
    with portal.store.read() as unit:
        assert unit.event_log.verify() == []
    assert set(retention.registered((portal.records / retention.REGISTER).read_text())) == wanted


@ON_BOTH
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.tries(1)
def test_whatever_happens_what_is_held_is_never_erased(lived, seed):
    portal, rng = lived(seed, 9), random.Random(seed)
    portal.clock.now += timedelta(days=7 * 365)
    until = local(portal.now()).date() + timedelta(days=60)
    held = set(rng.sample(sorted(references(portal)), 5))
    first = set(rng.sample(sorted(held), 3))
    for reference in first:
        assert due_erasures.hold(portal, ANN, reference, "An inquiry asks for it.", until)
    assert not due(portal) & first
    for _ in range(25):
        manager, some = rng.choice((ANN, BEN)), rng.sample(sorted(references(portal)), 4)
        deed = rng.choice((due_erasures.propose, due_erasures.confirm, due_erasures.confirm, due_erasures.turn_down))
        with suppress(ActionRefused):
            deed(portal, manager, some)
        if rng.random() < 0.3:
            due_erasures.erase_confirmed(portal)
        here = held & references(portal)
        with pytest.raises(retention.Held) if (one := rng.choice(sorted(first))) in first else nullcontext():
            retention.erase(portal, one)
        for reference in here - first:
            due_erasures.hold(portal, manager, reference, "A claim.", until)
            first.add(reference)
        assert first <= references(portal)
    portal.clock.now += timedelta(days=61)
    assert due_erasures.page(portal, ANN).holds == (), "a hold ends by itself"


def test_a_hold_after_the_confirmation_still_stops_it_and_a_raiser_who_comes_back_too(lived):
    portal = lived(3, 14)
    portal.clock.now += timedelta(days=7 * 365)
    wanted = sorted(due(portal))
    due_erasures.propose(portal, ANN, wanted)
    due_erasures.confirm(portal, BEN, wanted)
    until = local(portal.now()).date()
    assert due_erasures.hold(portal, BEN, wanted[0], "A claim.", until)
    assert due_erasures.erase_confirmed(portal) == len(wanted) - 1
    assert references(portal, erased=True) == set(wanted[1:])
    assert due_erasures.release(portal, ANN, wanted[0])
    assert due_erasures.erase_confirmed(portal) == 0, "it has to be proposed again"
    with pytest.raises(ActionRefused, match="still to come"):
        due_erasures.hold(portal, BEN, wanted[0], "A claim.", until - timedelta(days=1))


def test_nobody_confirms_for_who_is_no_manager_any_more_and_only_managers_decide(lived):
    portal = lived(3, 10)
    portal.clock.now += timedelta(days=7 * 365)
    wanted = due(portal)
    due_erasures.propose(portal, ANN, wanted)
    with portal.store.begin() as unit:
        unit.accounts.change("ann", active=False)
    with pytest.raises(ActionRefused, match="no longer a manager"):
        due_erasures.confirm(portal, BEN, wanted)
    for role in set(Role) - {Role.MANAGER}:
        nobody = Actor("x", frozenset({role}))
        for deed in (due_erasures.propose, due_erasures.confirm, due_erasures.turn_down):
            with pytest.raises(ActionRefused):
                deed(portal, nobody, wanted)
        with pytest.raises(ActionRefused):
            due_erasures.hold(portal, nobody, next(iter(wanted)), "No.", local(portal.now()).date())


def test_a_shorter_schedule_of_the_council_counts_at_once(lived):
    portal = lived(3, 10)
    assert not due(portal)
    short = replace(portal.pack.retention.junk, keep=replace(portal.pack.retention.junk.keep, amount=1))
    pack = replace(portal.pack, retention=replace(portal.pack.retention, challenges=short, junk=short))
    portal.clock.now += timedelta(days=32)
    assert not due(portal)
    assert due(replace(portal, packs=OnePack(pack)))
