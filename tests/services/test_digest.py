"""One message a working day to each colleague about all that waits, however many challenges came in."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from actions import Action
from deeds_done import perform

from build import PARENT, PLENTY, YOUNG
from portal.domain.notices.catalogue import Channel, Notice
from portal.domain.permissions import Actor, Role
from portal.services import digest, held_messages, reminders
from posting import send_in

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TONI = Actor("toni", frozenset({Role.TRIAGE}))


@pytest.fixture(params=["sqlite_store", "postgresql_store"])
def store(request):
    return request.getfixturevalue(request.param)


def at(context, now):
    return replace(context, clock=lambda: now, limits=PLENTY)


def to_staff(notices):
    return [each for each in notices if "staff.example.com" in each.words.get("address", "")]


@pytest.mark.parametrize("many", [1, 12])
def test_a_flood_makes_one_message_for_each_colleague_each_working_day(context, arrive, employ, posted, now, many):
    employ("manager", Role.MANAGER)
    employ("boss", Role.MANAGER)
    employ("toni", Role.TRIAGE)
    for _ in range(many):
        arrive(PARENT)
    for days in range(4):
        for hours in range(0, 24, 6):
            then = now + days * DAY + hours * HOUR
            reminders.watch(at(context, then), then)
    told = to_staff(posted())
    assert Counter((each.name, each.to["email"]) for each in told) == {
        ("digest", "manager@example.com"): 2, ("digest", "boss@example.com"): 2,
    }, "on the third and the fourth day, for nobody has triaged them"  # fmt: skip
    assert {each.words["untriaged"] for each in told} == {str(many)}


def test_each_is_told_what_waits_for_them_and_the_mailbox_what_finds_nobody(context, arrive, employ, posted, now):
    employ("toni", Role.TRIAGE)
    arrive(YOUNG)
    mine = arrive(PARENT)
    perform(context, TONI, mine, Action.TAKE)
    then = now + 9 * DAY
    reminders.watch(at(context, then), then)
    said = {each.to["email"]: each.words for each in to_staff(posted())}
    assert set(said) == {"toni@example.com", "mash@example.com"}
    assert (said["toni@example.com"]["overdue"], said["toni@example.com"]["advocate_waiting"]) == ("1", "0")
    mailbox = said["mash@example.com"]
    assert (mailbox["overdue"], mailbox["advocate_waiting"]) == ("2", "1"), "no manager is there, so it stands in"


def test_a_worker_that_died_in_between_forgets_nobody_and_tells_nobody_twice(context, arrive, employ, posted, now):
    employ("manager", Role.MANAGER)
    arrive(PARENT)
    then = now + 3 * DAY
    assert reminders.remind(at(context, then), then) == 1
    assert posted() == [], "it was written down that they are reminded, and then the worker died"
    later = at(context, then + HOUR)
    assert [digest.send(later, later.now()) for _ in range(3)] == [1, 0, 0]
    assert [each.name for each in posted()] == ["digest"]


def test_what_is_held_is_said_to_the_mailbox_on_working_days_alone(context, posted, now):
    letter = {
        "safe": ["letter"], "address.line1": "1 Example Street", "address.line2": "", "address.town": "Wallsend",
        "address.postcode": "NE28 6AA",
    }  # fmt: skip
    send_in(context, PARENT | letter)
    saturday = at(context, now + 5 * DAY)
    assert digest.send(saturday, saturday.now()) == 0
    assert digest.send(context, now) == 1
    [said] = [each for each in posted() if each.name == "digest"]
    assert (said.to["email"], said.words["held"]) == ("mash@example.com", "1")


def test_what_is_too_much_for_one_colleague_comes_in_one_message_and_alerts_apart(context, arrive, now):
    reference = arrive(PARENT)
    notices = [
        Notice(name, Channel.EMAIL, {"email": "mash@example.com"}, {"reference": "X", "address": context.staff_address})
        for name, many in (("next_asked", 33), ("safety_alert", 62)) for _ in range(many)
    ]  # fmt: skip
    with context.store.begin() as unit:
        held_messages.add(context, unit, unit.challenges.get(reference), notices, now)
    assert digest.tell_together(context, now) == 5
    assert digest.tell_together(context, now) == 0, "once"
    told = Counter[tuple[str, str]]()
    with context.store.begin() as unit:
        while batch := unit.outbox.claim(now, limit=100):
            told.update((each.notice.name, each.notice.words.get("count", "")) for each in batch)
            for each in batch:
                unit.outbox.sent(each.id, "n", now)
    assert told == {("next_asked", ""): 30, ("safety_alert", ""): 60, ("gathered", "3"): 1, ("gathered_alerts", "2"): 1}
