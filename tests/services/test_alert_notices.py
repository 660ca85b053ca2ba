"""Colleagues on duty are told of a safety alert at once, and again until somebody acts, by email and by text."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread

import pytest
from actions import Action
from deeds_done import done

from build import ACTED, OURS, PARENT, our_packs
from portal.domain.challenge import state
from portal.domain.challenge.safety_alert import Repeats
from portal.domain.challenge.state import Status
from portal.domain.permissions import RAISER, Actor, Role
from portal.policy_loader import Packs
from portal.services import casework, reminders, retention, tracker
from portal.services.worker import run_worker
from posting import Clock, drain, notify_at, send_in, stand_in, until

TONI = Actor("toni", frozenset({Role.TRIAGE}))
BY_DAY, BY_NIGHT = "+447700900131", "+447700900232"
MINUTE = timedelta(minutes=1)
SUNDAY_NIGHT = datetime(2026, 11, 22, 1, 22, tzinfo=UTC)
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DANGER = PARENT | {"danger": "yes", "danger_call": "seen"}
HE_HIT_HER = {"words": "Her dad came last night and hit her.", "new": True}
TO_ALL = {"mash@example.com", "toni@example.com"}


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    """Our own, with a duty telephone by day and one by night."""
    folder = tmp_path_factory.mktemp("packs") / "policies"
    shutil.copytree(OURS, folder)
    file = folder / "north-tyneside" / "2019-12-31.yaml"
    text = file.read_text()
    for name, number in (("Front Door Service", "07700 900131"), ("Emergency Duty Team", "07700 900232")):
        text = text.replace(f"    name: {name}\n", f"    name: {name}\n    duty_mobile: {number}\n", 1)
    file.write_text(text)
    return Packs(folder)


ON_BOTH = pytest.mark.parametrize("store", ["sqlite_store", "postgresql_store"], indirect=True)


@pytest.fixture
def store(request):
    """SQLite, and both for what depends on the database."""
    return request.getfixturevalue(getattr(request, "param", "sqlite_store"))


@pytest.fixture
def notify():
    return stand_in(settles_in=None)


@pytest.fixture
def context(context, notify, packs, employ):
    employ("toni", Role.TRIAGE)
    employ("mo", Role.MANAGER)
    with notify.running() as url:
        yield replace(context, packs=packs, clock=Clock(SUNDAY_NIGHT), notify=notify_at(url))


@pytest.fixture
def told(context, notify):
    """All that waits is handed to Notify. To whom safety alerts have gone since this was last asked, and their text."""
    seen = 0

    def since():
        nonlocal seen
        drain(context)
        new, seen = notify.messages[seen:], len(notify.messages)
        texts = [
            (each["email_address"] or each["phone_number"], f"{each.get('subject')} {each['body']}") for each in new
        ]
        alerts = [(to, text) for to, text in texts if "SAFETY ALERT" in text]
        assert len(alerts) == len(set(alerts)), "nobody twice of the same"
        return dict(alerts)

    return since


def wait(context, minutes, step=5):
    """The worker looks every few minutes. After how many minutes it told colleagues again."""
    again = []
    for minute in range(step, minutes + 1, step):
        context.clock.now += step * MINUTE
        if reminders.repeat_alerts(context, context.now()):
            again.append(minute)
    return again


def test_colleagues_are_told_at_once_at_night_too_and_the_duty_telephone_gets_a_text(context, told):
    send_in(context, DANGER)
    sent = told()
    assert set(sent) == TO_ALL | {BY_NIGHT}
    for text in sent.values():
        assert "0 minutes ago" in text
        assert context.staff_address in text
        assert "Sam" not in text


def test_by_day_the_text_goes_to_the_telephone_of_the_day(context, told):
    context.clock.now = MONDAY_NOON
    send_in(context, DANGER)
    assert set(told()) == TO_ALL | {BY_DAY}


def test_where_the_pack_names_no_duty_telephone_emails_go_alone(context, told):
    send_in(replace(context, packs=our_packs()), DANGER)
    assert set(told()) == TO_ALL


def test_a_request_without_danger_is_no_safety_alert(context, told):
    send_in(context, PARENT | {"danger": "no", "since": "no"})
    assert told() == {}
    assert wait(context, 20) == []


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (Action.ADD, HE_HIT_HER),
        (Action.ANSWER, HE_HIT_HER | {"question": 1}),
        (Action.OBJECT, HE_HIT_HER),
        (Action.WITHDRAW, {"pressure": "yes", "words": "He makes me."}),
        (Action.WITHDRAW, {"pressure": "no"} | HE_HIT_HER),
    ],
)
def test_what_they_tell_us_later_is_told_at_once_too_also_of_a_closed_request(context, told, action, said):
    token, reference = send_in(context, PARENT | {"danger": "no", "since": "no"})
    if action is Action.ADD:
        with context.store.begin() as unit:
            challenge = unit.challenges.get(reference)
            unit.challenges.save(replace(challenge, status=Status.CLOSED))
    before = {
        Action.ANSWER: [("asked", {"words": "Has anything new happened?"})],
        Action.OBJECT: [("triaged", {"outcome": "not_ours", "goes_on": False, "stage": "1"})],
    }
    with context.store.begin() as unit:
        events = [state.Event(kind, context.now(), "toni", what) for kind, what in before.get(action, [])]
        casework.keep(context, unit, unit.challenges.get(reference), events)
    told()
    assert tracker.act(context, token, action, **said)
    assert set(told()) == TO_ALL | {BY_NIGHT}
    assert wait(context, 15) == [15]


def test_it_is_repeated_day_and_night_until_somebody_acts(context, told):
    """Each quarter of an hour at first, then each hour; managers are told as well."""
    _token, reference = send_in(context, DANGER)
    told()
    assert wait(context, 14, step=1) == []
    assert told() == {}
    assert wait(context, 1, step=1) == [1]
    again = told()
    assert set(again) == TO_ALL | {"mo@example.com", BY_NIGHT}
    assert all("15 minutes ago" in text for text in again.values())
    assert wait(context, 8 * 60) == [15, 30, 45, *range(105, 8 * 60 + 1, 60)]
    assert set(told()) == TO_ALL | {"mo@example.com", BY_NIGHT}, "once, however often nothing could be sent"
    context.clock.now = MONDAY_NOON
    done(context, RAISER, reference, Action.ADD, **HE_HIT_HER)
    told()
    assert wait(context, 30) == [15, 30], "something new is told often again"
    assert set(told()) == TO_ALL | {"mo@example.com", BY_DAY}
    assert wait(context, 15) == [15]
    done(context, TONI, reference, Action.ACT_NOW, told_at=context.now(), **ACTED)
    assert told() == {}, "what still waited is not sent any more"
    assert wait(context, 120) == []
    with context.store.read() as unit:
        assert unit.event_log.verify() == []


def test_how_often_is_a_setting(context):
    often = replace(context, alert_repeats=Repeats(5 * MINUTE, 20 * MINUTE))
    send_in(often, DANGER)
    assert wait(often, 120) == [*range(5, 61, 5), 80, 100, 120]


def test_erasing_ends_it(context, told):
    _, reference = send_in(context, DANGER)
    told()
    retention.erase(context, reference)
    assert wait(context, 60) == []


@ON_BOTH
def test_two_workers_never_tell_twice(context, told):
    for _ in range(3):
        send_in(context, DANGER)
    drain(context)
    told()
    context.clock.now += 15 * MINUTE
    together, written = Barrier(2), []

    def work():
        together.wait()
        written.append(reminders.repeat_alerts(context, context.now()))

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(written) == 3
    drain(context)
    with context.store.read() as unit:
        references = [row.reference for row in unit.worklist.alerted()]
        ids = [unit.worklist.id_of(reference) for reference in references]
        repeated = [[event.kind for event in unit.event_log.events(each)].count("alert_repeated") for each in ids]
    assert repeated == [1, 1, 1]


@ON_BOTH
def test_the_worker_does_it_by_itself(context, notify):
    send_in(context, DANGER)
    drain(context)
    context.clock.now += 15 * MINUTE
    stop = Event()
    worker = Thread(target=run_worker, args=(context, stop), kwargs={"rest": 0.01})
    worker.start()

    def texts():
        return [each["body"] for each in notify.messages if each["phone_number"] == BY_NIGHT]

    try:
        until(lambda: len(texts()) > 1)
    finally:
        stop.set()
        worker.join()
    assert len(texts()) == 2, "once each time, however often the worker looks"
    assert "15 minutes ago" in texts()[1]
