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
def office(office, desk, now, employ):
    employ("remi", Role.TRIAGE)
    with desk.running() as url:
        yield replace(office, clock=Clock(now), notify=notify_at(url))


@pytest.fixture
def lose(office, desk):
    """The last message to the raiser is lost, or the last for staff with these words."""

    def at_once(status="permanent-failure", staff="", at=None):
        message = [each for each in desk.messages if for_staff(each) is bool(staff) and staff in each["body"]][-1]
        told = {"id": message["id"], "reference": message["reference"], "status": status}
        return receipt(office, told, at or office.now())

    return at_once


def for_staff(message):
    return "staff.example.com" in message["body"]


def begun(office, **said):
    """Somebody has sent a request, and what follows has gone out."""
    token, reference = send_in(office, PARENT | EVERY_WAY | said)
    looked_at(office, reference)
    drain(office)
    return token, reference


def to_them(desk):
    return [message["type"] for message in desk.messages if not for_staff(message)]


def to_staff(desk):
    return [(m["email_address"], m["subject"]) for m in desk.messages if "did not arrive" in (m["subject"] or "")]


def kinds(office, reference):
    with office.store.read() as unit:
        assert unit.ledger.verify() == []
        return [event.kind for event in unit.ledger.events(unit.challenges.get(reference).id)]


@ON_BOTH
def test_with_consent_it_goes_every_safe_way_in_turn_and_then_to_staff(office, desk, lose):
    token, reference = begun(office)
    assert to_them(desk) == ["email"]
    assert lose()
    assert (tasks(office.store, office.now()), to_staff(desk)) == ([], []), "there is another way"
    drain(office)
    assert to_them(desk) == ["email", "sms"]
    assert lose("temporary-failure")
    drain(office)
    assert to_them(desk) == ["email", "sms", "letter"]
    assert lose("technical-failure")
    drain(office)
    assert to_them(desk) == ["email", "sms", "letter"]
    [task] = tasks(office.store, office.now())
    assert (task.challenge, task.name, task.channel, task.why) == (reference, "received", "letter", "technical-failure")
    assert [email for email, _subject in to_staff(desk)] == ["mash@example.com"], "nobody has it yet"
    assert kinds(office, reference)[1:] == ["read", "held_sent", *["notice_lost"] * 3]
    ways = [(each.channel, each.state) for each in tracker.progress(office, token).sent]
    assert ways == [("email", "lost"), ("text", "lost"), ("letter", "lost")]


@pytest.mark.parametrize("said", [{"fallback": "no"}, {"safe": ["email"]}])
def test_without_another_way_who_has_it_is_told_and_it_is_a_task(office, desk, lose, act, said):
    _token, reference = begun(office, **said)
    act(reference, Action.TAKE, OFFICER)
    lose()
    drain(office)
    assert to_them(desk) == ["email"]
    [(email, subject)] = to_staff(desk)
    assert email == "remi@example.com"
    assert subject.endswith(": a message did not arrive")
    assert [task.challenge for task in tasks(office.store, office.now())] == [reference]


@ON_BOTH
def test_bad_news_twice_is_news_once(office, desk, lose):
    begun(office)
    assert lose()
    assert not lose()
    assert not lose("delivered")
    drain(office)
    assert to_them(desk) == ["email", "sms"]


def test_what_notify_refuses_for_good_goes_another_way(office, desk):
    begun(office, safe=["text", "letter"], mobile="0191 498 0000")
    assert to_them(desk) == ["letter"]
    assert tasks(office.store, office.now()) == []


def test_what_is_given_up_goes_another_way(office, desk):
    _token, reference = send_in(office, PARENT | EVERY_WAY)
    desk.fail("503")
    began = office.now()
    while kinds(office, reference) == ["received"]:
        office.clock.now += 6 * HOUR
        send_waiting(office, office.now())
    assert 72 * HOUR < office.now() - began < 80 * HOUR
    desk.fail("off")
    office.clock.now += 7 * HOUR
    drain(office)
    assert to_them(desk) == ["sms"]
    assert [each.state for each in tracker.progress_of(office, challenge(office, reference)).sent] == [
        "failed", "on_its_way",
    ]  # fmt: skip


def challenge(office, reference):
    with office.store.read() as unit:
        return unit.challenges.get(reference)


def test_what_polling_finds_is_bad_news_too(office, desk):
    _token, reference = begun(office)
    desk.settle(desk.messages[0], "permanent-failure")
    office.clock.now += 5 * HOUR
    assert settle(office, office.now())
    assert not settle(office, office.now())
    drain(office)
    assert to_them(desk) == ["email", "sms"]
    assert kinds(office, reference)[-1] == "notice_lost"


def test_who_took_it_back_gets_no_more_and_staff_know(office, desk, lose):
    token, reference = begun(office)
    assert tracker.act(office, token, Action.WITHDRAW, pressure="no", words="")
    lose()
    drain(office)
    assert to_them(desk) == ["email"]
    assert [task.challenge for task in tasks(office.store, office.now())] == [reference]


@pytest.mark.parametrize("plan", [{"safe": ["none"]}, {"safe": ["text", "letter"]}])
def test_who_changed_how_we_reach_them_gets_no_more_of_it(office, desk, lose, plan):
    token, _reference = begun(office)
    office.clock.now += MINUTE
    assert contact_preferences.answer(office, token, plan)
    assert contact_preferences.keep(office, token)
    lose()
    drain(office)
    assert to_them(desk) == ["email"]
    assert len(to_staff(desk)) == 1


def test_once_it_is_closed_nobody_of_the_staff_has_to_look(office, desk, lose):
    for said, ways in (({}, ["email", "sms"]), ({"fallback": "no"}, ["email"])):
        desk.messages.clear()
        _token, reference = begun(office, **said)
        with office.store.begin() as unit:
            unit.challenges.save(replace(unit.challenges.get(reference), status=Status.CLOSED))
        lose()
        drain(office)
        assert (to_them(desk), to_staff(desk), tasks(office.store, office.now())) == (ways, [], [])


def test_an_email_to_staff_that_is_lost_is_a_task_and_makes_no_circle(office, desk, lose):
    _token, reference = begun(office, fallback="no")
    assert lose(staff="A new request has come in.")
    drain(office)
    assert to_staff(desk) == []
    lose()
    drain(office)
    assert len(to_staff(desk)) == 1
    assert lose(staff="It did not arrive.")
    drain(office)
    assert len(to_staff(desk)) == 1
    assert [task.name for task in tasks(office.store, office.now())] == ["received", "new_challenge", "bounced"]
    assert kinds(office, reference).count("notice_lost") == 3


@ON_BOTH
def test_the_news_and_what_follows_are_written_together_or_not_at_all(office, lose, monkeypatch):
    _token, reference = begun(office, fallback="no")
    before = counts(office.store)

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(undelivered_notices, "to_staff", broken)
    with pytest.raises(RuntimeError):
        lose()
    assert (counts(office.store), kinds(office, reference)) == (before, ["received", "read", "held_sent"])
    monkeypatch.undo()
    assert lose(), "Notify, or the next poll, says it again"


def test_of_an_erased_request_a_late_receipt_finds_nothing(office, desk, lose):
    _token, reference = begun(office)
    retention.erase(office, reference)
    assert not lose()
    drain(office)
    assert to_them(desk) == ["email"]
    assert tasks(office.store, office.now()) == []


def test_nothing_of_it_says_where_it_went(office, lose, caplog):
    _token, reference = begun(office)
    lose()
    with office.store.read() as unit:
        [*_others, event] = unit.ledger.events(unit.challenges.get(reference).id)
    assert "example.com" not in str(event.what) + caplog.text
    assert "900982" not in str(event.what) + caplog.text


def test_a_young_person_s_message_goes_another_way_too(office, desk, lose):
    send_in(office, YOUNG | EVERY_WAY | {"email": "bee@example.com"})
    drain(office)
    lose()
    drain(office)
    assert to_them(desk) == ["email", "sms"]


@ON_BOTH
def test_giving_it_up_and_changing_contact_at_the_same_moment_do_not_wait_for_each_other(office):
    """Both take hold of the request before its messages."""
    for _ in range(5):
        token, reference = send_in(office, PARENT | EVERY_WAY)
        with office.store.begin() as unit:
            theirs = next(each for each in unit.outbox.claim(office.now(), limit=50) if each.notice.name == "received")
        office.clock.now += MINUTE
        assert contact_preferences.answer(office, token, {"safe": ["none"]})
        with ThreadPoolExecutor(2) as threads:
            kept = threads.submit(contact_preferences.keep, office, token)
            given_up = threads.submit(undelivered_notices.give_up, office, theirs, "Refused.", office.now())
            assert kept.result(timeout=10)
            given_up.result(timeout=10)
        assert challenge(office, reference).answers["safe"] == ["none"]
        with office.store.read() as unit:
            left = [each for each in unit.outbox.of(theirs.challenge_id) if each.name == "received"]
        assert {each.state for each in left} <= {"failed", "cancelled"}, "nothing waits to be sent"


# Staff see to it


@pytest.fixture
def bounced(office, lose):
    _token, reference = begun(office, fallback="no")
    lose()
    return reference


@ON_BOTH
def test_staff_say_what_they_did_and_it_leaves_the_list(office, act, bounced):
    act(bounced, Action.SEE_LOST, OFFICER, office, **SAW)
    assert tasks(office.store, office.now()) == []
    with office.store.read() as unit:
        event = unit.ledger.events(unit.challenges.get(bounced).id)[-1]
    assert (event.kind, event.actor, event.words) == ("lost_seen", "remi", SAW["words"])


def test_it_is_seen_to_once_and_only_where_there_is_something(office, act, bounced):
    act(bounced, Action.SEE_LOST, OFFICER, office, **SAW)
    with pytest.raises(ActionRefused, match="No message waits"):
        act(bounced, Action.SEE_LOST, OFFICER, office, **SAW)
    assert kinds(office, bounced).count("lost_seen") == 1
    _token, other = begun(office)
    with pytest.raises(ActionRefused, match="No message waits"):
        act(other, Action.SEE_LOST, OFFICER, office, **SAW)
    with pytest.raises(ActionRefused, match="Write what you did"):
        act(bounced, Action.SEE_LOST, OFFICER, office, words=" ")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TRIAGE, Role.REVIEWER, Role.MANAGER, Role.RAISER}))
def test_nobody_else_does_that(office, act, bounced, role):
    with pytest.raises(ActionRefused, match="not allowed"):
        act(bounced, Action.SEE_LOST, Actor("x", frozenset({role})), office, **SAW)
    with pytest.raises(ActionRefused, match="not allowed"):
        act(bounced, Action.SEE_LOST, RAISER, office, **SAW)


@ON_BOTH
def test_of_another_request_nothing_is_seen_to(office, act, bounced, lose):
    _token, other = begun(office, fallback="no")
    lose()
    act(bounced, Action.SEE_LOST, OFFICER, office, **SAW)
    assert [task.challenge for task in tasks(office.store, office.now())] == [other]


@ON_BOTH
def test_worse_news_is_a_task_again(office, act, lose):
    _token, reference = begun(office, fallback="no")
    late = replace(office, clock=Clock(office.now() + 25 * HOUR))
    assert [task.why for task in tasks(office.store, late.now())] == ["sent", "sent"], "nobody knows of either"
    act(reference, Action.SEE_LOST, OFFICER, late, **SAW)
    assert tasks(office.store, late.now()) == []
    lose("temporary-failure", at=late.now() + HOUR)
    assert [task.why for task in tasks(office.store, late.now() + HOUR)] == ["temporary-failure"]


def test_handling_of_what_is_gone_does_nothing(office):
    assert not perform(office, OFFICER, "UNKNOWN00", Action.SEE_LOST, **SAW)


@ON_BOTH
def test_it_is_not_closed_over_a_message_that_did_not_arrive(office, act, lose):
    """Once it is closed the list says nothing of it any more."""
    token, reference = begun(office, fallback="no")
    lose()
    assert tracker.act(office, token, Action.WITHDRAW, pressure="no", words="")
    act(reference, Action.RECORD, OFFICER, office, kind=office.pack.recording.kinds[0], id="C-12", on="2026-11-23")
    office.clock.now += 480 * HOUR
    with pytest.raises(ActionRefused, match="did not arrive"):
        perform(office, OFFICER, reference, Action.CLOSE)
    act(reference, Action.SEE_LOST, OFFICER, office, **SAW)
    act(reference, Action.CLOSE, OFFICER, office)


def test_one_that_cannot_be_opened_holds_up_no_other(office, desk, caplog):
    """What follows a lost message cannot be written for the first: its council's rules are gone."""
    (_t, broken), (_token, _r) = send_in(office, PARENT | EVERY_WAY), send_in(office, PARENT | EVERY_WAY)
    drain(office)
    with office.store.begin() as unit:
        unit.challenges.save(replace(unit.challenges.get(broken), pack="nowhere@2020-01-01"))
    for message in desk.messages:
        desk.settle(message, "permanent-failure")
    office.clock.now += 5 * HOUR
    settle(office, office.now())
    with office.store.read() as unit:
        assert len(unit.outbox.unsettled(office.now())) == 2, "those of the broken one are asked for again"
    drain(office)
    assert to_them(desk) == ["email", "email", "sms"]
    assert broken not in caplog.text


def test_one_that_cannot_be_given_up_holds_up_no_other(office, desk):
    wrong = {"safe": ["text"], "mobile": "0191 498 0000"}
    _token, broken = send_in(office, PARENT | EVERY_WAY | wrong)
    with office.store.begin() as unit:
        unit.challenges.save(replace(unit.challenges.get(broken), pack="nowhere@2020-01-01"))
    send_in(office, PARENT | EVERY_WAY)
    for _ in range(5):
        drain(office)
        office.clock.now += 3 * MINUTE
    assert to_them(desk) == ["email"]
    office.clock.now += 25 * HOUR
    assert broken in [task.challenge for task in tasks(office.store, office.now())]


@ON_BOTH
def test_a_claim_that_ran_out_is_left_to_who_claimed_it_next(office, desk):
    """The first worker was held up, and the second has already asked Notify whether it has the message."""
    send_in(office, PARENT | EVERY_WAY)
    with office.store.begin() as unit:
        late = unit.outbox.claim(office.now())
    office.clock.now += 3 * MINUTE
    with office.store.begin() as unit:
        again = unit.outbox.claim(office.now())
    assert [each.reference for each in late] == [each.reference for each in again]
    for each in late:
        delivery._hand_over(office, each, office.now())
    assert desk.messages == []


@pytest.fixture
def to_answer(office, act, reviewed):
    """A review that ended; its raiser has been called to answer it, and what waits by then."""

    def end(**said):
        _token, reference = begun(office, **said)
        for action, more in (
            (Action.TAKE, {}), (Action.ACCEPT_FOR_REVIEW, {}), (Action.HAND_BACK, {"words": "For the review."})
        ):  # fmt: skip
            act(reference, action, OFFICER, office, **more)
        reviewed(reference, BOSS, office)
        act(reference, Action.END_REVIEW, BOSS, office)
        drain(office)
        office.clock.now += 504 * HOUR
        assert reminders.last_call(office, office.now()) == 1
        return reference

    return end


def come_back(office, reference, action):
    with office.store.begin() as unit:
        unit.visits.start(token := new_token(), reference, office.now())
    assert tracker.act(office, token, action)


def asked_to_answer(desk):
    return [message["type"] for message in desk.messages if "Please answer" in message["body"]]


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.STILL_WORRIED])
def test_who_has_answered_is_not_asked_to_answer_by_what_waited(office, desk, to_answer, action):
    """The text is held until the evening; they come back at noon."""
    reference = to_answer(safe=["text"], times=["evening"])
    drain(office)
    office.clock.now += 2 * HOUR
    come_back(office, reference, action)
    office.clock.now += 6 * HOUR
    drain(office)
    assert asked_to_answer(desk) == []


@pytest.mark.parametrize(("then", "ways"), [("", ["email", "sms"]), ("accept", ["email"]), ("past", ["email"])])
def test_a_last_call_goes_another_way_only_while_it_is_true(office, desk, lose, to_answer, then, ways):
    reference = to_answer()
    drain(office)
    if then == "accept":
        come_back(office, reference, Action.ACCEPT)
    office.clock.now += 192 * HOUR * (then == "past")
    lose()
    drain(office)
    assert asked_to_answer(desk) == ways
    assert [task.name for task in tasks(office.store, office.now())].count("window_closing") == (ways == ["email"])


def test_what_went_out_just_as_they_stopped_it_is_said_to_have_gone_out(office):
    """Notify took it in the moment in which they said stop: they have to know, and a letter has no receipt."""
    token, reference = send_in(office, PARENT | EVERY_WAY | {"safe": ["letter"]})
    looked_at(office, reference)
    with office.store.begin() as unit:
        [letter] = (each for each in unit.outbox.claim(office.now()) if each.notice.name == "received")
    office.clock.now += MINUTE
    assert contact_preferences.answer(office, token, {"safe": ["none"]})
    assert contact_preferences.keep(office, token)
    with office.store.begin() as unit:
        unit.outbox.sent(letter.id, "n", office.now())
    assert [each.state for each in tracker.progress(office, token).sent] == ["on_its_way"]
    with office.store.read() as unit:
        assert letter.reference in {each.reference for each in unit.outbox.unsettled(office.now() + HOUR)}
