"""A message that does not arrive: another way, or a task for staff, written with the bad news itself."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from actions import Action
from deeds_done import perform

from build import EVERY_WAY, PARENT, YOUNG
from portal.domain.challenge.state import Status
from portal.domain.permissions import RAISER, ActionRefused, Actor, Role
from portal.services import contact_preferences, delivery, new_token, reminders, retention, tracker, undelivered_notices
from portal.services.delivery import receipt, send_waiting, settle
from posting import Clock, counts, drain, looked_at, notify_at, send_in, stand_in, tasks

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OFFICER = Actor("remi", frozenset({Role.TRIAGE}), 4, "R Other")
BOSS = Actor("boss", frozenset({Role.MANAGER, Role.REVIEWER}), 4, "Bo Boss")
SAW = {"words": "Rang them. They had changed their number."}


ON_BOTH = pytest.mark.parametrize("store", ["sqlite_store", "postgresql_store"], indirect=True)


@pytest.fixture
def store(request):
    """SQLite, and both for what depends on the database."""
    return request.getfixturevalue(getattr(request, "param", "sqlite_store"))


@pytest.fixture
def desk():
    return stand_in(settles_in=None)


@pytest.fixture
def context(context, desk, now, employ):
    employ("remi", Role.TRIAGE)
    with desk.running() as url:
        yield replace(context, clock=Clock(now), notify=notify_at(url))


@pytest.fixture
def lose(context, desk):
    """The last message to the raiser is lost, or the last for staff with these words."""

    def at_once(status="permanent-failure", staff="", at=None):
        message = [each for each in desk.messages if for_staff(each) is bool(staff) and staff in each["body"]][-1]
        told = {"id": message["id"], "reference": message["reference"], "status": status}
        return receipt(context, told, at or context.now())

    return at_once


def for_staff(message):
    return "staff.example.com" in message["body"]


def begun(context, **said):
    """Somebody has sent a request, and what follows has gone out."""
    token, reference = send_in(context, PARENT | EVERY_WAY | said)
    looked_at(context, reference)
    drain(context)
    return token, reference


def to_them(desk):
    return [message["type"] for message in desk.messages if not for_staff(message)]


def to_staff(desk):
    return [(m["email_address"], m["subject"]) for m in desk.messages if "did not arrive" in (m["subject"] or "")]


def kinds(context, reference):
    with context.store.read() as unit:
        assert unit.event_log.verify() == []
        return [event.kind for event in unit.event_log.events(unit.challenges.get(reference).id)]


@ON_BOTH
def test_with_consent_it_goes_every_safe_way_in_turn_and_then_to_staff(context, desk, lose):
    token, reference = begun(context)
    assert to_them(desk) == ["email"]
    assert lose()
    assert (tasks(context.store, context.now()), to_staff(desk)) == ([], []), "there is another way"
    drain(context)
    assert to_them(desk) == ["email", "sms"]
    assert lose("temporary-failure")
    drain(context)
    assert to_them(desk) == ["email", "sms", "letter"]
    assert lose("technical-failure")
    drain(context)
    assert to_them(desk) == ["email", "sms", "letter"]
    [task] = tasks(context.store, context.now())
    assert (task.challenge, task.name, task.channel, task.why) == (reference, "received", "letter", "technical-failure")
    assert [email for email, _subject in to_staff(desk)] == ["mash@example.com"], "nobody has it yet"
    assert kinds(context, reference)[1:] == ["read", "held_sent", *["notice_lost"] * 3]
    ways = [(each.channel, each.state) for each in tracker.progress(context, token).sent]
    assert ways == [("email", "lost"), ("text", "lost"), ("letter", "lost")]


@pytest.mark.parametrize("said", [{"fallback": "no"}, {"safe": ["email"]}])
def test_without_another_way_who_has_it_is_told_and_it_is_a_task(context, desk, lose, act, said):
    _token, reference = begun(context, **said)
    act(reference, Action.TAKE, OFFICER)
    lose()
    drain(context)
    assert to_them(desk) == ["email"]
    [(email, subject)] = to_staff(desk)
    assert email == "remi@example.com"
    assert subject.endswith(": a message did not arrive")
    assert [task.challenge for task in tasks(context.store, context.now())] == [reference]


@ON_BOTH
def test_bad_news_twice_is_news_once(context, desk, lose):
    begun(context)
    assert lose()
    assert not lose()
    assert not lose("delivered")
    drain(context)
    assert to_them(desk) == ["email", "sms"]


def test_what_notify_refuses_for_good_goes_another_way(context, desk):
    begun(context, safe=["text", "letter"], mobile="0191 498 0000")
    assert to_them(desk) == ["letter"]
    assert tasks(context.store, context.now()) == []


def test_what_is_given_up_goes_another_way(context, desk):
    _token, reference = send_in(context, PARENT | EVERY_WAY)
    desk.fail("503")
    began = context.now()
    while kinds(context, reference) == ["received"]:
        context.clock.now += 6 * HOUR
        send_waiting(context, context.now())
    assert 72 * HOUR < context.now() - began < 80 * HOUR
    desk.fail("off")
    context.clock.now += 7 * HOUR
    drain(context)
    assert to_them(desk) == ["sms"]
    assert [each.state for each in tracker.progress_of(context, challenge(context, reference)).sent] == [
        "failed", "on_its_way",
    ]  # fmt: skip


def challenge(context, reference):
    with context.store.read() as unit:
        return unit.challenges.get(reference)


def test_what_polling_finds_is_bad_news_too(context, desk):
    _token, reference = begun(context)
    desk.settle(desk.messages[0], "permanent-failure")
    context.clock.now += 5 * HOUR
    assert settle(context, context.now())
    assert not settle(context, context.now())
    drain(context)
    assert to_them(desk) == ["email", "sms"]
    assert kinds(context, reference)[-1] == "notice_lost"


def test_who_took_it_back_gets_no_more_and_staff_know(context, desk, lose):
    token, reference = begun(context)
    assert tracker.act(context, token, Action.WITHDRAW, pressure="no", words="")
    lose()
    drain(context)
    assert to_them(desk) == ["email"]
    assert [task.challenge for task in tasks(context.store, context.now())] == [reference]


@pytest.mark.parametrize("plan", [{"safe": ["none"]}, {"safe": ["text", "letter"]}])
def test_who_changed_how_we_reach_them_gets_no_more_of_it(context, desk, lose, plan):
    token, _reference = begun(context)
    context.clock.now += MINUTE
    assert contact_preferences.answer(context, token, plan)
    assert contact_preferences.keep(context, token)
    lose()
    drain(context)
    assert to_them(desk) == ["email"]
    assert len(to_staff(desk)) == 1


def test_once_it_is_closed_nobody_of_the_staff_has_to_look(context, desk, lose):
    for said, ways in (({}, ["email", "sms"]), ({"fallback": "no"}, ["email"])):
        desk.messages.clear()
        _token, reference = begun(context, **said)
        with context.store.begin() as unit:
            unit.challenges.save(replace(unit.challenges.get(reference), status=Status.CLOSED))
        lose()
        drain(context)
        assert (to_them(desk), to_staff(desk), tasks(context.store, context.now())) == (ways, [], [])


def test_an_email_to_staff_that_is_lost_is_a_task_and_makes_no_circle(context, desk, lose):
    _token, reference = begun(context, fallback="no")
    assert lose(staff="A new request has come in.")
    drain(context)
    assert to_staff(desk) == []
    lose()
    drain(context)
    assert len(to_staff(desk)) == 1
    assert lose(staff="It did not arrive.")
    drain(context)
    assert len(to_staff(desk)) == 1
    assert [task.name for task in tasks(context.store, context.now())] == ["received", "new_challenge", "bounced"]
    assert kinds(context, reference).count("notice_lost") == 3


@ON_BOTH
def test_the_news_and_what_follows_are_written_together_or_not_at_all(context, lose, monkeypatch):
    _token, reference = begun(context, fallback="no")
    before = counts(context.store)

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(undelivered_notices, "to_staff", broken)
    with pytest.raises(RuntimeError):
        lose()
    assert (counts(context.store), kinds(context, reference)) == (before, ["received", "read", "held_sent"])
    monkeypatch.undo()
    assert lose(), "Notify, or the next poll, says it again"


def test_of_an_erased_request_a_late_receipt_finds_nothing(context, desk, lose):
    _token, reference = begun(context)
    retention.erase(context, reference)
    assert not lose()
    drain(context)
    assert to_them(desk) == ["email"]
    assert tasks(context.store, context.now()) == []


def test_nothing_of_it_says_where_it_went(context, lose, caplog):
    _token, reference = begun(context)
    lose()
    with context.store.read() as unit:
        [*_others, event] = unit.event_log.events(unit.challenges.get(reference).id)
    assert "example.com" not in str(event.what) + caplog.text
    assert "900982" not in str(event.what) + caplog.text


def test_a_young_person_s_message_goes_another_way_too(context, desk, lose):
    send_in(context, YOUNG | EVERY_WAY | {"email": "bee@example.com"})
    drain(context)
    lose()
    drain(context)
    assert to_them(desk) == ["email", "sms"]


@ON_BOTH
def test_giving_it_up_and_changing_contact_at_the_same_moment_do_not_wait_for_each_other(context):
    """Both take hold of the request before its messages."""
    for _ in range(5):
        token, reference = send_in(context, PARENT | EVERY_WAY)
        with context.store.begin() as unit:
            theirs = next(each for each in unit.outbox.claim(context.now(), limit=50) if each.notice.name == "received")
        context.clock.now += MINUTE
        assert contact_preferences.answer(context, token, {"safe": ["none"]})
        with ThreadPoolExecutor(2) as threads:
            kept = threads.submit(contact_preferences.keep, context, token)
            given_up = threads.submit(undelivered_notices.give_up, context, theirs, "Refused.", context.now())
            assert kept.result(timeout=10)
            given_up.result(timeout=10)
        assert challenge(context, reference).answers["safe"] == ["none"]
        with context.store.read() as unit:
            left = [each for each in unit.outbox.of(theirs.challenge_id) if each.name == "received"]
        assert {each.state for each in left} <= {"failed", "cancelled"}, "nothing waits to be sent"


# Staff see to it


@pytest.fixture
def bounced(context, lose):
    _token, reference = begun(context, fallback="no")
    lose()
    return reference


@ON_BOTH
def test_staff_say_what_they_did_and_it_leaves_the_list(context, act, bounced):
    act(bounced, Action.SEE_LOST, OFFICER, context, **SAW)
    assert tasks(context.store, context.now()) == []
    with context.store.read() as unit:
        event = unit.event_log.events(unit.challenges.get(bounced).id)[-1]
    assert (event.kind, event.actor, event.words) == ("lost_seen", "remi", SAW["words"])


def test_it_is_seen_to_once_and_only_where_there_is_something(context, act, bounced):
    act(bounced, Action.SEE_LOST, OFFICER, context, **SAW)
    with pytest.raises(ActionRefused, match="No message waits"):
        act(bounced, Action.SEE_LOST, OFFICER, context, **SAW)
    assert kinds(context, bounced).count("lost_seen") == 1
    _token, other = begun(context)
    with pytest.raises(ActionRefused, match="No message waits"):
        act(other, Action.SEE_LOST, OFFICER, context, **SAW)
    with pytest.raises(ActionRefused, match="Write what you did"):
        act(bounced, Action.SEE_LOST, OFFICER, context, words=" ")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TRIAGE, Role.REVIEWER, Role.MANAGER, Role.RAISER}))
def test_nobody_else_does_that(context, act, bounced, role):
    with pytest.raises(ActionRefused, match="not allowed"):
        act(bounced, Action.SEE_LOST, Actor("x", frozenset({role})), context, **SAW)
    with pytest.raises(ActionRefused, match="not allowed"):
        act(bounced, Action.SEE_LOST, RAISER, context, **SAW)


@ON_BOTH
def test_of_another_request_nothing_is_seen_to(context, act, bounced, lose):
    _token, other = begun(context, fallback="no")
    lose()
    act(bounced, Action.SEE_LOST, OFFICER, context, **SAW)
    assert [task.challenge for task in tasks(context.store, context.now())] == [other]


@ON_BOTH
def test_worse_news_is_a_task_again(context, act, lose):
    _token, reference = begun(context, fallback="no")
    late = replace(context, clock=Clock(context.now() + 25 * HOUR))
    assert [task.why for task in tasks(context.store, late.now())] == ["sent", "sent"], "nobody knows of either"
    act(reference, Action.SEE_LOST, OFFICER, late, **SAW)
    assert tasks(context.store, late.now()) == []
    lose("temporary-failure", at=late.now() + HOUR)
    assert [task.why for task in tasks(context.store, late.now() + HOUR)] == ["temporary-failure"]


def test_handling_of_what_is_gone_does_nothing(context):
    assert not perform(context, OFFICER, "UNKNOWN00", Action.SEE_LOST, **SAW)


@ON_BOTH
def test_it_is_not_closed_over_a_message_that_did_not_arrive(context, act, lose):
    """Once it is closed the list says nothing of it any more."""
    token, reference = begun(context, fallback="no")
    lose()
    assert tracker.act(context, token, Action.WITHDRAW, pressure="no", words="")
    act(reference, Action.RECORD, OFFICER, context, kind=context.pack.recording.kinds[0], id="C-12", on="2026-11-23")
    context.clock.now += 480 * HOUR
    with pytest.raises(ActionRefused, match="did not arrive"):
        perform(context, OFFICER, reference, Action.CLOSE)
    act(reference, Action.SEE_LOST, OFFICER, context, **SAW)
    act(reference, Action.CLOSE, OFFICER, context)


def test_one_that_cannot_be_opened_holds_up_no_other(context, desk, caplog):
    """What follows a lost message cannot be written for the first: its council's rules are gone."""
    (_t, broken), (_token, _r) = send_in(context, PARENT | EVERY_WAY), send_in(context, PARENT | EVERY_WAY)
    drain(context)
    with context.store.begin() as unit:
        unit.challenges.save(replace(unit.challenges.get(broken), pack="nowhere@2020-01-01"))
    for message in desk.messages:
        desk.settle(message, "permanent-failure")
    context.clock.now += 5 * HOUR
    settle(context, context.now())
    with context.store.read() as unit:
        assert len(unit.outbox.unsettled(context.now())) == 2, "those of the broken one are asked for again"
    drain(context)
    assert to_them(desk) == ["email", "email", "sms"]
    assert broken not in caplog.text


def test_one_that_cannot_be_given_up_holds_up_no_other(context, desk):
    wrong = {"safe": ["text"], "mobile": "0191 498 0000"}
    _token, broken = send_in(context, PARENT | EVERY_WAY | wrong)
    with context.store.begin() as unit:
        unit.challenges.save(replace(unit.challenges.get(broken), pack="nowhere@2020-01-01"))
    send_in(context, PARENT | EVERY_WAY)
    for _ in range(5):
        drain(context)
        context.clock.now += 3 * MINUTE
    assert to_them(desk) == ["email"]
    context.clock.now += 25 * HOUR
    assert broken in [task.challenge for task in tasks(context.store, context.now())]


@ON_BOTH
def test_a_claim_that_ran_out_is_left_to_who_claimed_it_next(context, desk):
    """The first worker was held up, and the second has already asked Notify whether it has the message."""
    send_in(context, PARENT | EVERY_WAY)
    with context.store.begin() as unit:
        late = unit.outbox.claim(context.now())
    context.clock.now += 3 * MINUTE
    with context.store.begin() as unit:
        again = unit.outbox.claim(context.now())
    assert [each.reference for each in late] == [each.reference for each in again]
    for each in late:
        delivery._hand_over(context, each, context.now())
    assert desk.messages == []


@pytest.fixture
def to_answer(context, act, reviewed):
    """A review that ended; its raiser has been called to answer it, and what waits by then."""

    def end(**said):
        _token, reference = begun(context, **said)
        for action, more in (
            (Action.TAKE, {}), (Action.ACCEPT_FOR_REVIEW, {}), (Action.HAND_BACK, {"words": "For the review."})
        ):  # fmt: skip
            act(reference, action, OFFICER, context, **more)
        reviewed(reference, BOSS, context)
        act(reference, Action.END_REVIEW, BOSS, context)
        drain(context)
        context.clock.now += 504 * HOUR
        assert reminders.last_call(context, context.now()) == 1
        return reference

    return end


def come_back(context, reference, action):
    with context.store.begin() as unit:
        unit.raiser_sessions.start(token := new_token(), reference, context.now())
    assert tracker.act(context, token, action)


def asked_to_answer(desk):
    return [message["type"] for message in desk.messages if "Please answer" in message["body"]]


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.STILL_WORRIED])
def test_who_has_answered_is_not_asked_to_answer_by_what_waited(context, desk, to_answer, action):
    """The text is held until the evening; they come back at noon."""
    reference = to_answer(safe=["text"], times=["evening"])
    drain(context)
    context.clock.now += 2 * HOUR
    come_back(context, reference, action)
    context.clock.now += 6 * HOUR
    drain(context)
    assert asked_to_answer(desk) == []


@pytest.mark.parametrize(("then", "ways"), [("", ["email", "sms"]), ("accept", ["email"]), ("past", ["email"])])
def test_a_last_call_goes_another_way_only_while_it_is_true(context, desk, lose, to_answer, then, ways):
    reference = to_answer()
    drain(context)
    if then == "accept":
        come_back(context, reference, Action.ACCEPT)
    context.clock.now += 192 * HOUR * (then == "past")
    lose()
    drain(context)
    assert asked_to_answer(desk) == ways
    assert [task.name for task in tasks(context.store, context.now())].count("window_closing") == (ways == ["email"])


def test_what_went_out_just_as_they_stopped_it_is_said_to_have_gone_out(context):
    """Notify took it in the moment in which they said stop: they have to know, and a letter has no receipt."""
    token, reference = send_in(context, PARENT | EVERY_WAY | {"safe": ["letter"]})
    looked_at(context, reference)
    with context.store.begin() as unit:
        [letter] = (each for each in unit.outbox.claim(context.now()) if each.notice.name == "received")
    context.clock.now += MINUTE
    assert contact_preferences.answer(context, token, {"safe": ["none"]})
    assert contact_preferences.keep(context, token)
    with context.store.begin() as unit:
        unit.outbox.sent(letter.id, "n", context.now())
    assert [each.state for each in tracker.progress(context, token).sent] == ["on_its_way"]
    with context.store.read() as unit:
        assert letter.reference in {each.reference for each in unit.outbox.unsettled(context.now() + HOUR)}
