"""Whoever a council takes is walked through every stage of every ladder of its policy, by the pages of both doors.

The dates were worked out by hand. Working days leave out 25 and 28 December 2026, 1 January, 26 and 29 March, 3 and
31 May 2027; what comes after closing counts from the next working day; the clocks change on 28 March.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from actions import Action
from council_walk import BOSS, Walk, employ_everybody, rung, said_by

from build import our_packs
from portal.domain.challenge.state import Status
from portal.domain.policy.model import Audience, PolicyCondition
from posting import drain, notify_at, stand_in
from visitor import Visitor

pytestmark = pytest.mark.at_length

PACKS = our_packs()
LONDON = ZoneInfo("Europe/London")
EVERYBODY = tuple(Audience)
WORK = (Audience.PROFESSIONAL,)

WINTER, SPRING = "2026-12-23 10:00", "2027-03-25 17:30"
"""Before Christmas; after closing on the Thursday before Easter."""

WALKS = {
    # council, ladder, audiences: when each stage began, and the day by which it is promised
    ("north-tyneside", "main", EVERYBODY[::2]): (
        (WINTER, "2027-01-04"), ("2026-12-24 10:00", "2027-01-05"), ("2027-03-25 10:00", "2027-04-05"),
        ("2027-04-30 10:00", "2027-05-10"),
    ),
    ("north-tyneside", "main", EVERYBODY[1::2]): (
        ("2026-12-23 17:30", "2027-01-05"), (SPRING, "2027-04-06"), ("2027-04-30 17:30", "2027-05-11"),
        ("2027-05-28 10:00", "2027-06-07"),
    ),
    ("newcastle", "main", WORK): (
        *[(day, "2027-01-04") for day in (WINTER, "2026-12-24 10:00", "2026-12-29 10:00", "2026-12-30 10:00",
                                          "2026-12-31 10:00")],
        ("2027-01-04 10:00", "2027-01-22"),
    ),
    ("newcastle", "urgent", WORK): (("2026-12-24 10:00", "2026-12-29"), ("2026-12-29 10:00", "")),
    ("south-tyneside", "main", WORK): (
        ("2027-04-30 10:00", "2027-05-01"), ("2027-05-01 12:00", "2027-05-10"), ("2027-05-04 10:00", "2027-05-10"),
        ("2027-05-06 10:00", "2027-05-10"),
    ),
    ("barnet", "main", WORK): (
        (WINTER, "2027-01-04"), ("2026-12-29 10:00", ""), ("2026-12-30 10:00", ""), ("2026-12-31 10:00", ""),
        ("2027-01-04 10:00", ""),
    ),
    ("barnet", "open", WORK): (
        ("2027-05-28 10:00", "2027-06-07"), ("2027-06-01 10:00", ""), ("2027-06-02 10:00", ""),
        ("2027-06-03 10:00", ""), ("2027-06-04 10:00", ""),
    ),
    ("barnet", "out-of-hours", WORK): (
        ("2026-12-26 22:00", "2027-01-06"), ("2026-12-29 10:00", ""), ("2026-12-30 10:00", ""),
    ),
    ("barnet", "police", WORK): ((WINTER, ""), ("2026-12-24 10:00", ""), ("2026-12-29 10:00", "")),
    ("barnet", "school", WORK): (
        (WINTER, ""), ("2026-12-24 10:00", ""), ("2026-12-29 10:00", ""), ("2026-12-30 10:00", ""),
        ("2026-12-31 10:00", ""),
    ),
    ("barnet", "health", WORK): ((WINTER, ""), ("2026-12-24 10:00", "")),
    ("medway", "main", WORK): (
        ("2026-12-24 10:00", "2027-01-05"), ("2027-03-25 10:00", "2027-04-05"), ("2027-04-30 10:00", "2027-05-10"),
        ("2027-05-10 10:00", ""),
    ),
}  # fmt: skip

TABS = frozenset({"Your request", "Tell us"})


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.fixture(scope="module")
def mailbox():
    """Where GOV.UK Notify would be: what the worker hands over arrives."""
    with stand_in().running() as url:
        yield url


@pytest.fixture
def staff_of(employ, open_staff_door, settings, enter):
    """Everybody who looks again at a council; one of them comes in by their address."""

    def come(context, ladder):
        employ_everybody(employ, context.pack.ladder(ladder))
        door = open_staff_door(settings, context)
        return lambda email: enter(email, Visitor(door))

    return come


@pytest.fixture
def comes(mailbox, context, clock, visitor_of, staff_of):
    """Somebody at a council's door."""

    def come(council, ladder):
        here = replace(context, packs=PACKS, council=council, notify=notify_at(mailbox))
        return Walk(here, clock, visitor_of(here, tabs=TABS), staff_of(here, ladder))

    return come


def walks():
    for (council, ladder, audiences), stages in WALKS.items():
        for audience in audiences:
            yield pytest.param(council, ladder, audience, stages, id=f"{council} {ladder} {audience}")


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("council", "ladder", "audience", "stages"), [*walks()])
def test_it_is_walked_to_the_end(council, ladder, audience, stages, comes, clock):
    clock.now = at(stages[0][0])
    life = comes(council, ladder)
    pack = life.context.pack
    life.sends(said_by(pack, audience, pack.ladder(ladder)))
    assert life.challenge.ladder == ladder
    life.triaged()
    for number, (stage, (began, by)) in enumerate(zip(pack.ladder(ladder).stages, stages, strict=True), 1):
        assert life.challenge.stage == stage.key
        promised = life.challenge.due
        assert str(promised or "") == by, f"{stage.label}, begun {began}"
        progress = life.comes_back()
        assert not by or f"{date.fromisoformat(by):%-d %B %Y}" in progress, stage.label
        if number < len(stages):
            life.at(at(stages[number][0]))
        drain(life.context)
        life.reviewed(number)
        assert life.challenge.status is Status.REVIEWED
        if number < len(stages):
            life.still_worried()
    seen = " ".join(life.seen)
    assert [stage.label for stage in pack.ladder(ladder).stages if stage.label not in seen] == []
    life.answers("no")
    drain(life.context)
    life.tells_others()
    assert life.told == to_be_told(pack.ladder(ladder))
    life.recorded(len(stages))
    life.do(rung(len(stages)), Action.CLOSE)
    assert life.challenge.status is Status.CLOSED


WAYS = (
    ("newcastle", "main", 1, "6", "2027-01-15"),  # 14 working days from 23 December
    ("barnet", "school", 1, "governors", ""),
    ("barnet", "school", 2, "procedure", ""),
    ("barnet", "school", 3, "inspector", ""),
)


@pytest.mark.parametrize(("council", "ladder", "way", "stage", "by"), WAYS)
def test_another_way_leads_straight_to_its_stage(council, ladder, way, stage, by, comes, clock):
    clock.now = at(WINTER)
    life = comes(council, ladder)
    pack = life.context.pack
    life.sends(said_by(pack, Audience.PROFESSIONAL, pack.ladder(ladder)))
    life.triaged()
    life.do(BOSS, Action.CHOOSE_ROUTE, route=str(way), words="It is for them, and for nobody in between.")
    assert (life.challenge.stage, str(life.challenge.due or "")) == (stage, by)
    assert pack.stage(stage).label in life.comes_back()


@pytest.mark.parametrize(
    ("council", "later", "period"),
    [
        ("south-tyneside", "2027-07-02 10:00", "1 January 2027 to 30 June 2027"),
        ("barnet", "2027-04-06 10:00", "1 January 2027 to 31 March 2027"),
    ],
)
def test_the_reports_that_a_policy_asks_for_fall_due(council, later, period, comes, clock):
    clock.now = at(WINTER)
    life = comes(council, "main")
    pack = life.context.pack
    life.sends(said_by(pack, Audience.PROFESSIONAL, pack.ladder()))
    life.at(at(later))
    page = life.enter(f"{BOSS}@example.com").get("/reports")
    assert period in page.text
    for body in pack.learning[0].to:
        assert body in page.text
    assert page.text.count("Due") >= 2, "that in which it came, and the one after"


def to_be_told(ladder):
    """Whom the policy has told on the way of somebody who is worried after each stage but the last."""
    stages = {stage.key: ladder.notified_at(stage) for stage in ladder.stages}
    always = {PolicyCondition.ALWAYS, PolicyCondition.PROTECTION_PLAN}
    told = []
    for key, named in stages.items():
        told += [(key, each.who) for each in named if each.when in always]
        after = {PolicyCondition.DECIDED} | ({PolicyCondition.STILL_WORRIED} if key != ladder.stages[-1].key else set())
        told += [(key, each.who) for each in named if each.when in after]
    return told


def test_every_ladder_of_every_council_is_walked_by_everybody_who_may():
    walked = {(council, ladder, audience) for council, ladder, audiences in WALKS for audience in audiences}
    there = {
        (council, ladder.key, audience)
        for council in PACKS.councils()
        for ladder in PACKS.current(council).ladders
        for audience in Audience
        if PACKS.current(council).takes(audience)
    }
    assert walked == there
    lengths = {(council, ladder): len(stages) for (council, ladder, _), stages in WALKS.items()}
    assert lengths == {(council, key): len(PACKS.current(council).ladder(key).stages) for council, key in lengths}
