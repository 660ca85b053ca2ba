"""What happens by itself because days pass, on both databases."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from actions import Action
from deeds_done import done, perform
from later_version import stored_by_a_later_one

from build import FAMILY, NEIGHBOUR, PARENT, YOUNG, OnePack, about_advocate, timed
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.neutral_sentences import SENTENCES
from portal.domain.challenge.state import Event
from portal.domain.disclosure.table import NotToBeTold
from portal.domain.notices.catalogue import REMINDERS, TO_RAISER
from portal.domain.permissions import Actor, Role
from portal.services import casework, later_version, leavers, reminders, retention, tracker, worker

OFFICER = Actor("officer", frozenset({Role.TRIAGE}))
BOSS = Actor("boss", frozenset({Role.MANAGER, Role.REVIEWER}), 4, "Bo Boss")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(context, now):
    return replace(context, clock=lambda: now)


def events(context, reference):
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
        happened = unit.event_log.events(challenge.id)
        assert replay(happened) == challenge
        assert unit.event_log.verify() == []
        return happened


def told(notices):
    """How often each notice went to whom; of a digest how many challenges it names for each thing that waits."""
    went = Counter[tuple[str, ...]]()
    for notice in notices:
        said = {name: int(notice.words[name]) for name in REMINDERS} if notice.name == "digest" else {notice.name: 1}
        went.update({(name, *notice.to.values()): many for name, many in said.items() if many})
    return went


def watch_through(context, since, days):
    """Watch every three hours; the days on which something was written, with how many."""
    moments = (since + timedelta(hours=hours) for hours in range(0, 24 * days, 3))
    written = [(now.date(), reminders.watch(at(context, now), now)) for now in moments]
    return [(day.day, many) for day, many in written if many]


def test_where_the_policy_counts_in_hours_all_hear_at_once_that_it_is_late_also_on_a_day_off(
    context, arrive, employ, posted
):
    """Sent on Christmas Eve at 10am, due on Christmas Day at 10am."""
    employ("manager", Role.MANAGER)
    context = replace(context, packs=OnePack(timed(context.pack, "24 hours")))
    sent = datetime(2026, 12, 24, 10, tzinfo=UTC)
    reference = arrive(PARENT, sent, at(context, sent))

    def heard(moment):
        reminders.watch(at(context, moment), moment)
        return told(posted())

    assert ("overdue", "manager@example.com") not in heard(sent + 23 * HOUR)
    assert heard(sent + 24 * HOUR) == {
        ("overdue", "manager@example.com"): 1, ("overdue", "mash@example.com"): 1, ("late", "sam@example.com"): 1
    }  # fmt: skip
    assert heard(sent + 25 * HOUR) == {}
    [said] = [event.what["due"] for event in events(context, reference) if event.kind == "late"]
    assert said == "2026-12-25T10:00:00+00:00"


def test_a_request_that_a_later_version_stored_holds_up_no_other_and_is_told_of_once(
    context, arrive, posted, now, caplog
):
    later_version._tell.cache_clear()
    stored_by_a_later_one(context.store, arrive(PARENT))
    arrive(PARENT)
    for days in range(8, 12):
        reminders.remind(at(context, now + days * DAY), now + days * DAY)
    assert Counter(notice.name for notice in posted())["late"] == 1
    [said] = [record.getMessage() for record in caplog.records if record.levelname == "CRITICAL"]
    assert said.startswith("The database was written by a later version of the portal. The state has version 99")


def test_each_working_day_one_reminder_and_it_climbs(context, arrive, employ, posted, now):
    """Sent on Monday 23 November and due on Monday 30 November; nobody triages it."""
    employ("officer", Role.TRIAGE)
    employ("manager", Role.MANAGER)
    employ("left", Role.MANAGER, active=False)
    reference = arrive(PARENT)
    perform(context, OFFICER, reference, Action.TAKE)
    assert watch_through(context, now.replace(hour=0), 10) == [(25, 1), (26, 1), (27, 1), (30, 1), (1, 1), (2, 1)]
    reminded = [event.what["why"] for event in events(context, reference) if event.kind == "reminded"]
    assert reminded == ["untriaged", "untriaged", "before", "today", "late", "late"]
    assert told(posted()) == {
        ("untriaged", "manager@example.com"): 2,
        ("due_soon", "officer@example.com"): 1,
        ("due_today", "officer@example.com"): 1,
        ("overdue", "officer@example.com"): 2,
        ("overdue", "manager@example.com"): 2,
        ("late", "sam@example.com"): 1,
    }


def test_the_mailbox_stands_in_for_whoever_is_not_there(context, arrive, posted, now):
    reference = arrive(PARENT)
    watch_through(context, now + DAY, 8)
    assert [event.kind for event in events(context, reference)].count("late") == 1
    names = Counter(name for name, to in told(posted()).elements() if to == context.mailbox)
    assert names == {"untriaged": 2, "due_soon": 1, "due_today": 1, "overdue": 1}


def test_a_worker_that_was_away_for_a_day_or_a_week_reminds_once(context, arrive, now):
    reference = arrive(PARENT)
    back = datetime(2026, 12, 8, 10, tzinfo=UTC)
    assert watch_through(context, now, 1) == []
    assert [reminders.watch(at(context, back + n * HOUR), back + n * HOUR) for n in range(4)] == [1, 0, 0, 0]
    assert [event.kind for event in events(context, reference)] == ["received", "reminded", "late"]


def test_nobody_is_written_to_at_night(context, arrive, now):
    arrive(PARENT)
    late = now.replace(month=12, day=2)
    assert [reminders.watch(context, late.replace(hour=hour)) for hour in (3, 7, 20, 23, 8)] == [0, 0, 0, 0, 1]


def test_one_that_fails_does_not_hold_up_the_others(context, arrive, now, caplog):
    broken, whole = arrive(PARENT), arrive(PARENT)
    with context.store.begin() as unit:
        challenge = unit.challenges.get(broken)
        unit.challenges.save(replace(challenge, pack="nowhere@2020-01-01"))
    assert reminders.watch(context, now + 9 * DAY) == 1
    assert events(context, whole)[-1].kind == "late"
    assert "KeyError" in caplog.text
    assert broken not in caplog.text


def test_past_the_last_bank_holiday_held_nobody_is_forgotten(context, arrive, now, caplog):
    parent, young = arrive(PARENT), arrive(YOUNG)
    far = now.replace(year=context.calendar.last_year + 1)
    assert reminders.watch(at(context, far), far) == 3
    assert reminders.watch(at(context, far), far) == 0
    for reference, more in ((parent, []), (young, ["advocate_chased"])):
        assert [event.kind for event in events(context, reference)] == ["received", "reminded", "late", *more]
    assert "We know the bank holidays of" in caplog.text


def test_only_those_that_may_need_a_reminder_are_opened(context, arrive, now):
    soon, later, triaged = arrive(PARENT), arrive(PARENT, now + 3 * DAY), arrive(PARENT, now + 4 * DAY)
    for action in (Action.TAKE, Action.ACCEPT_FOR_REVIEW):
        done(context, OFFICER, triaged, action)
    gone = arrive(PARENT)
    retention.erase(context, gone)
    with context.store.read() as unit:
        assert unit.challenges.due_by(date(2026, 11, 30)) == [soon, later]
        assert unit.challenges.due_by(date(2026, 12, 31)) == [soon, later, triaged]


# Who waits for an advocate


def test_one_reminder_a_working_day_until_there_is_an_answer(context, arrive, now):
    """Asked on Monday 23 November; polled every six hours for two weeks."""
    reference = arrive(YOUNG)
    arrive(YOUNG | {"advocate": "no"})
    arrive(PARENT)
    reminded = {}
    for hours in range(0, 24 * 11, 6):
        then = now + timedelta(hours=hours)
        if sent := reminders.chase(context, then):
            assert then.day not in reminded
            reminded[then.day] = sent
    assert reminded == dict.fromkeys([25, 26, 27, 30, 1, 2, 3, 4], 1)
    happened = [event for event in events(context, reference) if event.kind == "advocate_chased"]
    assert [event.what["days"] for event in happened] == [2, 3, 4, 5, 6, 7, 8, 9]
    with context.store.read() as unit:
        assert unit.outbox.counts() == {}, "no message for it alone"
    done(context, OFFICER, reference, Action.ANSWER_ADVOCATE, **about_advocate(SENTENCES["advocate_answered"][1]))
    assert reminders.chase(context, now + 14 * DAY) == 0
    assert events(context, reference)[-1].kind == "advocate_answered"


def test_bank_holidays_are_nobody_s_fault(context, arrive, now):
    arrive(YOUNG, now.replace(month=12, day=24))
    days = [n for n in range(24, 32) if reminders.chase(context, now.replace(month=12, day=n))]
    assert days == [30, 31], "29 December is the next working day"


def test_a_digest_that_cannot_be_written_is_written_later_with_all_it_would_have_said(context, arrive, posted, now):
    for answers in (YOUNG, PARENT):
        arrive(answers)
    with pytest.raises(NotToBeTold):
        reminders.watch(replace(context, staff_address=Broken()), now + 2 * DAY)
    with context.store.read() as unit:
        assert unit.outbox.counts() == {}
    assert reminders.watch(context, now + 2 * DAY + HOUR) == 0, "that they are reminded is written down already"
    assert told(posted()) == {("untriaged", context.mailbox): 2, ("advocate_waiting", context.mailbox): 1}


class Broken:
    """An address that cannot be written down."""

    def __radd__(self, other):
        raise AttributeError(other)

    __str__ = __format__ = __getattribute__ = __radd__


# The worker


class Rounds:
    """Lets the worker go round a number of times, and notes its sign of life before each."""

    def __init__(self, context, rounds):
        self.context, self.left, self.beats = context, rounds, []

    def is_set(self):
        self.beats.append(reminders.last_beat(self.context))
        self.left -= 1
        return self.left < 0

    def wait(self, _seconds):
        pass


def run(context, start, *, rounds, step=timedelta(seconds=10)):
    """A worker whose clock goes on by ``step`` each time it looks; its signs of life."""
    moments = iter(start + n * step for n in range(10**6))
    watched = Rounds(context, rounds)
    worker.run_worker(replace(context, clock=lambda: next(moments)), watched)
    return [beat for beat in dict.fromkeys(watched.beats) if beat]


def test_the_worker_reminds_and_gives_a_sign_of_life(context, arrive, now):
    young = arrive(YOUNG)
    assert reminders.last_beat(context) is None
    assert reminders.silence(context) == reminders.Silence(None)
    run(context, now + 2 * DAY, rounds=2)
    written = ["received", "reminded", "advocate_chased", "nobody_left"]  # for nobody works here yet
    assert [event.kind for event in events(context, young)] == written
    beat = reminders.last_beat(context)
    assert timedelta(0) <= beat - (now + 2 * DAY) <= timedelta(minutes=2)
    assert reminders.silence(at(context, beat + timedelta(minutes=15))) is None
    assert reminders.silence(at(context, beat + timedelta(minutes=16))) == reminders.Silence(beat)


def test_a_sign_of_life_at_most_once_a_minute(context, now):
    beats = run(context, now, rounds=30)
    assert len(beats) >= 4
    assert min(later - earlier for earlier, later in pairwise(beats)) >= reminders.BEAT


def test_a_worker_that_cannot_look_after_dates_gives_no_sign_of_life(context, now, caplog):
    broken = replace(context, packs=None)
    assert run(broken, now, rounds=30) == []
    assert "could not go on" in caplog.text


# What was promised


def test_a_promise_past_its_day_reminds_each_working_day_also_after_closing(
    context, arrive, employ, act, reviewed, posted, now
):
    """Promised for Tuesday 1 December; kept on Monday 7 December."""
    employ("boss", Role.MANAGER)
    reference = arrive(NEIGHBOUR)
    act(reference, Action.TAKE)
    act(reference, Action.RECORD_ORIGINAL)
    act(reference, Action.ACCEPT_FOR_REVIEW)
    act(reference, Action.HAND_BACK, words="For the review.")
    reviewed(reference)
    act(reference, Action.END_REVIEW)
    first_day = now.replace(month=12, day=1)
    posted()
    with context.store.begin() as unit:
        closed = [Event("accepted", now, "raiser"), Event("closed", now, "boss")]
        casework.keep(context, unit, unit.challenges.get(reference), closed)
    assert watch_through(context, first_day.replace(hour=0), 6) == [(2, 1), (3, 1), (4, 1)]
    assert told(posted()) == {("promise_late", "boss@example.com"): 3}
    monday = at(context, now.replace(month=12, day=7))
    assert leavers.hand_over_all(monday, BOSS, "boss", "", "Bo has left.").freed == 1, "closed ones too"
    posted()
    assert reminders.watch(monday, monday.now()) == 1
    assert told(posted()) == {("promise_late", context.mailbox): 1}
    act(reference, Action.KEEP_PROMISE, BOSS, monday, promise=1, did="He was visited at home.")
    assert watch_through(context, monday.now() + DAY, 3) == []


# The raiser's last call


@pytest.fixture
def ended(arrive, act, reviewed):
    """A neighbour's challenge, whose review ended when the office or another says."""

    def end(context=None, said=FAMILY):
        reference = arrive(said, *([context.now(), context] if context else []))
        for action, more in (
            (Action.TAKE, {}), (Action.ACCEPT_FOR_REVIEW, {}), (Action.HAND_BACK, {"words": "For the review."})
        ):  # fmt: skip
            act(reference, action, BOSS, context, **more)
        reviewed(reference, BOSS, context)
        act(reference, Action.END_REVIEW, BOSS, context)
        return reference

    return end


@pytest.mark.at_length
def test_who_does_not_answer_a_finished_review_is_called_once_by_day(context, ended, posted, now):
    """Ended on Monday 23 November: to be answered by Monday 21 December."""
    reference = ended()
    posted()
    watch_through(context, now.replace(hour=0), 40)
    [call] = [notice for notice in posted() if notice.name in TO_RAISER]
    assert (call.name, call.words["day"]) == ("window_closing", "2026-12-21")
    [called] = [event for event in events(context, reference) if event.kind == "window_closing"]
    assert (called.at, called.what) == (now.replace(month=12, day=14, hour=9), {"last": "2026-12-21"})


def test_who_comes_back_after_the_last_day_they_were_told_is_called_again(context, ended, now):
    """Called on 14 December until 21 December; taken back on 18 December and opened again on 29 December."""
    reference, noon = ended(), now.replace(month=12, hour=12)
    assert reminders.last_call(at(context, noon.replace(day=14)), noon.replace(day=14)) == 1
    for day, action, said in (
        (18, Action.WITHDRAW, {"pressure": "no", "words": ""}), (29, Action.REOPEN, {})
    ):  # fmt: skip
        then = at(context, noon.replace(day=day))
        assert reminders.last_call(then, then.now()) == 0
        with context.store.begin() as unit:
            unit.raiser_sessions.start("t", reference, then.now())
            assert tracker.act_within(unit, then, "t", action, **said)
            unit.raiser_sessions.end("t")
    assert [reminders.last_call(then, then.now()) for _ in range(2)] == [1, 0]
    [*_, called] = events(context, reference)
    assert (called.kind, called.what) == ("window_closing", {"last": "2027-01-06"})


def test_only_those_are_opened_that_may_have_to_be_called(context, ended, arrive, now):
    """Nine reviews that ended on days in a row; one of them was answered, one erased."""
    arrive(PARENT)
    by_day = [ended(at(context, now + n * DAY)) for n in range(9)]
    answered, gone = by_day[1], by_day[2]
    with context.store.begin() as unit:
        casework.keep(context, unit, unit.challenges.get(answered), [Event("accepted", now + DAY, "raiser")])
    retention.erase(context, gone)
    before = now.replace(day=28, hour=0)
    with context.store.read() as unit:
        found = unit.challenges.unanswered(before)
        assert found == [by_day[0], by_day[3], by_day[4]], "the longest first"
    noon = now.replace(month=12, day=14)
    assert reminders.last_call(at(context, noon), noon) == 1
    with context.store.read() as unit:
        assert unit.challenges.unanswered(before) == [by_day[3], by_day[4]]
