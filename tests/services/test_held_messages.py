"""No more messages go to one person than may, and no letter before somebody has looked: what does not go is held."""

from dataclasses import replace
from datetime import timedelta

import pytest
from actions import Action
from deeds_done import perform
from sqlalchemy import text

from build import PARENT, YOUNG
from portal.domain.notices.catalogue import Channel, Notice
from portal.domain.notices.send_limits import SendLimits, recipient
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.domain.rate_limits import DAY, Limit
from portal.services import case_access, contact_preferences, held_messages, reminders, tracker
from portal.services.notice_history import why_not_close
from posting import Clock, drain, notify_at, send_in, stand_in

TONI = Actor("toni", frozenset({Role.TRIAGE}), 0, "Toni Example")
LETTER = {
    "safe": ["letter"], "address.line1": "1 Example Street", "address.line2": "", "address.town": "Wallsend",
    "address.postcode": "NE28 6AA",
}  # fmt: skip
AVA = Actor("ava", frozenset({Role.AUDITOR}), 0, "Ava Example")
MO = Actor("mo", frozenset({Role.TRIAGE, Role.MANAGER}), 0, "Mo Example")
DEE = Actor("dee", frozenset({Role.RELEASER}), 0, "Dee Example")
TEXT = {"safe": ["text"], "mobile": "+447700900999", "times": ["any"]}
ON_BOTH = pytest.mark.parametrize("store", ["sqlite_store", "postgresql_store"], indirect=True)


@pytest.fixture
def store(request):
    return request.getfixturevalue(getattr(request, "param", "sqlite_store"))


@pytest.fixture
def desk():
    return stand_in(settles_in=None)


@pytest.fixture
def context(context, desk, now, employ):
    employ("toni", Role.TRIAGE)
    with desk.running() as url:
        yield replace(context, clock=Clock(now), notify=notify_at(url))


@pytest.fixture
def arrived(desk):
    """How many messages of a kind the stand-in has: "sms", "email" or "letter"; not those to the team."""

    def of(kind):
        return [m for m in desk.messages if m["type"] == kind and "staff.example.com" not in m["body"]]

    return of


def states(context, reference):
    with context.store.read() as unit:
        return [(each.name, each.state, each.held) for each in unit.outbox.of(unit.challenges.get(reference).id)]


def held(context):
    with context.store.read() as unit:
        return [(each.challenge, each.channel, each.why) for each in unit.outbox.held()]


def read(context, reference, who=TONI):
    assert case_access.record(context, who, reference, "taking")


def later(context, **by):
    context.clock.now += timedelta(**by)


def token(context, reference):
    with context.store.begin() as unit:
        unit.raiser_sessions.start("t" * 43, reference, context.now())
    return "t" * 43


@ON_BOTH
def test_beyond_what_may_go_to_one_number_in_an_hour_messages_are_held_and_none_is_lost(context, arrived):
    sent = [send_in(context, PARENT | TEXT)[1] for _ in range(8)]
    drain(context)
    assert len(arrived("sms")) == SendLimits().first[0].number == 5
    assert held(context) == [(each, "text", "many") for each in sent[5:]]
    later(context, hours=1)
    drain(context)
    assert len(arrived("sms")) == 5, "what is held does not go by itself"
    send_in(context, PARENT | TEXT)
    drain(context)
    assert len(arrived("sms")) == 6, "and the next one goes"


def test_in_a_day_twice_as_many_go_however_they_are_spread(context, arrived):
    for _ in range(20):
        send_in(context, PARENT | TEXT)
        drain(context)
        later(context, minutes=70)
    per_hour, per_day = SendLimits().first
    assert per_day == Limit(2 * per_hour.number, DAY)
    assert per_day.number < len(arrived("sms")) < 20, "some came back meanwhile"


def test_one_person_s_messages_do_not_use_up_another_s(context, arrived):
    for _ in range(7):
        send_in(context, PARENT | TEXT)
    send_in(context, PARENT | TEXT | {"mobile": "+447700900998"})
    drain(context)
    assert len(arrived("sms")) == 6


def test_who_was_sent_too_many_acknowledgements_still_hears_what_becomes_of_their_own_request(context, arrived, act):
    mine = send_in(context, PARENT | TEXT)[1]
    for _ in range(9):
        send_in(context, PARENT | TEXT)
    drain(context)
    before = len(arrived("sms"))
    act(mine, Action.TAKE, TONI)
    act(mine, Action.ASK, TONI, words="Please tell us more about what worries you.")
    drain(context)
    assert len(arrived("sms")) == before + 1


def test_the_same_person_is_the_same_however_they_are_written():
    def to(channel, **how):
        return recipient(Notice("received", channel, how, {}))

    lines = ["Sam Example", "1 Some Street", "Wallsend", "NE28 6AA"]
    assert to(Channel.LETTER, lines=lines) == to(Channel.LETTER, lines=["X", "1, SOME ST.", "ne28 6aa"])
    assert to(Channel.LETTER, lines=lines) != to(Channel.LETTER, lines=["Sam Example", "2 Some Street", "NE28 6AA"])
    assert to(Channel.EMAIL, email="Sam@Example.com") == to(Channel.EMAIL, email="sam@example.com")
    assert to(Channel.TEXT, telephone="+447700900982") == to(Channel.TEXT, telephone="+44 7700 900982")


@ON_BOTH
def test_whom_it_went_to_is_counted_and_kept_nowhere_in_plain(context, store):
    send_in(context, PARENT | LETTER)
    send_in(context, PARENT | TEXT)
    with store.begin() as unit:
        kept = unit.connection.execute(text("SELECT scope FROM rate_limits")).fetchall()
    assert len(kept) >= 4
    assert not [row for row in kept if b"7700900999" in bytes(row[0]) or b"NE28" in bytes(row[0])]
    assert {len(bytes(row[0])) for row in kept} == {32}, "keyed hashes"


@ON_BOTH
def test_no_letter_goes_before_somebody_has_read_the_challenge_and_then_after_an_hour(context, arrived):
    reference = send_in(context, PARENT | LETTER)[1]
    later(context, days=3)
    drain(context)
    assert arrived("letter") == []
    assert held(context) == [(reference, "letter", "unread")]
    read(context, reference)
    drain(context)
    assert arrived("letter") == [], "whoever read it can stop it"
    later(context, hours=1)
    drain(context)
    assert len(arrived("letter")) == 1
    assert held(context) == []


@ON_BOTH
@pytest.mark.parametrize("who", [AVA, DEE], ids=lambda who: who.key)
def test_a_letter_goes_on_waiting_where_only_somebody_has_read_it_who_could_not_stop_it(context, arrived, who):
    reference = send_in(context, PARENT | LETTER)[1]
    read(context, reference, who)
    later(context, days=1)
    drain(context)
    assert arrived("letter") == []
    assert held(context) == [(reference, "letter", "unread")]
    later(context, days=9)
    assert reminders.remind(context, context.now()), "one that is written later waits as well"
    drain(context)
    assert [why for _, channel, why in held(context) if channel == "letter"] == ["unread", "unread"]
    read(context, reference)
    later(context, hours=1)
    drain(context)
    assert len(arrived("letter")) == 2


def ask(context, reference):
    perform(context, TONI, reference, Action.ASK, words="Please tell us more about what worries you.")


def letters(context, reference):
    """What has become of each letter to the raiser, in the order in which they were written."""
    with context.store.read() as unit:
        found = unit.outbox.of(unit.challenges.get(reference).id)
    return [(each.name, each.state) for each in found if each.channel == "letter"]


@pytest.fixture
def asked(context):
    """A challenge that was read just now and whose raiser was asked something: two letters."""
    reference = send_in(context, PARENT | LETTER)[1]
    read(context, reference)
    perform(context, TONI, reference, Action.TAKE)
    ask(context, reference)
    return reference


@ON_BOTH
def test_a_letter_that_is_written_within_the_hour_waits_for_its_end_and_goes_after_the_first(context, arrived, asked):
    drain(context)
    later(context, minutes=59)
    drain(context)
    assert arrived("letter") == []
    assert held(context) == [(asked, "letter", "unread")] * 2
    later(context, minutes=1)
    drain(context)
    first, second = [each[0] for each in letters(context, asked)]
    assert (first, second) == ("received", "question")
    assert [state for _, state in letters(context, asked)] == ["sent", "sent"]
    before, after = arrived("letter")
    assert "We have your message" in str(before)
    assert "We have your message" not in str(after)


@ON_BOTH
def test_who_does_not_send_one_stops_all_letters_until_a_colleague_lets_one_go_again(context, arrived, asked):
    perform(context, TONI, asked, Action.STOP_HELD, words="Nobody lives there.")
    assert [state for _, state in letters(context, asked)] == ["cancelled", "cancelled"]
    read(context, asked)
    later(context, days=9)
    assert reminders.remind(context, context.now())
    drain(context)
    assert arrived("letter") == []
    assert held(context) == [(asked, "letter", "stopped")]
    perform(context, TONI, asked, Action.SEND_HELD, words="They do live there.")
    drain(context)
    assert len(arrived("letter")) == 1
    ask(context, asked)
    drain(context)
    assert len(arrived("letter")) == 2


@ON_BOTH
def test_a_new_address_does_not_lift_it_that_letters_were_stopped(context, arrived, asked):
    perform(context, TONI, asked, Action.STOP_HELD, words="Nobody lives there.")
    me = token(context, asked)
    contact_preferences.answer(context, me, {"address.line1": "2 Other Street"})
    assert contact_preferences.keep(context, me)
    read(context, asked)
    later(context, days=9)
    assert reminders.remind(context, context.now())
    drain(context)
    assert arrived("letter") == []
    assert held(context) == [(asked, "letter", "stopped")]


@ON_BOTH
def test_no_letter_overtakes_one_that_is_held_for_another_reason(context, arrived, asked):
    with context.store.begin() as unit:
        unit.outbox.hold_all(unit.challenges.get(asked).id, ["received"], "letters")
    later(context, hours=1)
    drain(context)
    assert arrived("letter") == []
    ask(context, asked)
    drain(context)
    assert arrived("letter") == []
    perform(context, TONI, asked, Action.SEND_HELD, words="It is a real address.")
    drain(context)
    assert [state for _, state in letters(context, asked)] == ["sent"] * 3


@ON_BOTH
def test_what_waits_behind_a_held_letter_is_stopped_with_it(context, arrived, asked):
    later(context, hours=2)
    with context.store.begin() as unit:
        unit.outbox.hold_all(unit.challenges.get(asked).id, ["received"], "letters")
    perform(context, TONI, asked, Action.STOP_HELD, words="Nobody lives there.")
    drain(context)
    assert [state for _, state in letters(context, asked)] == ["cancelled", "cancelled"]
    assert arrived("letter") == []


def junk(context, reference):
    read(context, reference, MO)
    perform(context, MO, reference, Action.MARK_JUNK, reason="abuse", words="")


@ON_BOTH
def test_the_letters_of_junk_that_its_sender_brings_back_wait_until_somebody_has_looked_anew(context, arrived):
    reference = send_in(context, PARENT | LETTER)[1]
    junk(context, reference)
    assert tracker.act(context, token(context, reference), Action.ADD, words="hello", new="no")
    later(context, days=1)
    drain(context)
    assert arrived("letter") == []
    assert {why for _, channel, why in held(context) if channel == "letter"} == {"unread"}
    read(context, reference)
    drain(context)
    assert arrived("letter") == []
    later(context, hours=1)
    drain(context)
    assert arrived("letter") != []


@ON_BOTH
def test_a_reading_while_it_is_junk_lets_no_letter_go(context, arrived):
    reference = send_in(context, PARENT | LETTER)[1]
    junk(context, reference)
    read(context, reference)
    later(context, days=1)
    drain(context)
    assert tracker.act(context, token(context, reference), Action.ADD, words="hello", new="no")
    drain(context)
    assert arrived("letter") == []


@ON_BOTH
def test_the_letters_of_what_a_colleague_puts_back_go_after_their_hour(context, arrived):
    reference = send_in(context, PARENT | LETTER)[1]
    junk(context, reference)
    perform(context, MO, reference, Action.UNDO_JUNK)
    drain(context)
    assert arrived("letter") == []
    assert held(context) == [(reference, "letter", "unread")]
    later(context, hours=1)
    drain(context)
    assert len(arrived("letter")) == 1


@ON_BOTH
def test_the_texts_of_junk_that_its_sender_brings_back_go(context, arrived):
    reference = send_in(context, PARENT | TEXT)[1]
    junk(context, reference)
    assert tracker.act(context, token(context, reference), Action.ADD, words="hello", new="no")
    drain(context)
    assert arrived("sms") != []


def test_a_letter_to_a_new_address_waits_again(context, arrived):
    reference = send_in(context, PARENT | LETTER)[1]
    read(context, reference)
    later(context, hours=1)
    drain(context)
    me = token(context, reference)
    contact_preferences.answer(context, me, {"address.line1": "Your children will be taken 7"})
    assert contact_preferences.keep(context, me)
    later(context, days=9)
    assert reminders.remind(context, context.now()), "that we are late"
    drain(context)
    assert len(arrived("letter")) == 1
    assert held(context) == [(reference, "letter", "unread")]


def test_who_reads_it_can_stop_the_letter_and_the_raiser_is_told_that_we_did(context, arrived):
    reference = send_in(context, PARENT | LETTER)[1]
    read(context, reference)
    later(context, minutes=59)
    drain(context)
    perform(context, TONI, reference, Action.STOP_HELD, words="The name is a threat.")
    later(context, days=1)
    drain(context)
    assert arrived("letter") == []
    [sent] = tracker.progress(context, token(context, reference)).sent
    assert sent.state == "cancelled"
    with context.store.read() as unit:
        last = unit.event_log.events(unit.challenges.get(reference).id)[-1]
    assert (last.kind, last.actor, last.words) == ("held_stopped", "toni", "The name is a threat.")


def test_what_a_colleague_lets_go_goes_at_once_whatever_the_limits(context, arrived):
    context = replace(context, send_limits=SendLimits(letters=Limit(1, DAY)))
    one, two = (send_in(context, PARENT | LETTER)[1] for _ in range(2))
    for each in (one, two):
        read(context, each)
    perform(context, TONI, one, Action.NOTE, words="Seen.", mentions=[])
    later(context, hours=1)
    drain(context)
    assert len(arrived("letter")) == 1
    assert held(context) == [(two, "letter", "letters")]
    perform(context, TONI, two, Action.SEND_HELD, words="It is a real address.")
    drain(context)
    assert len(arrived("letter")) == 2
    assert held(context) == []


def test_the_council_s_letters_of_a_day_are_bounded_and_the_others_held(context, arrived, caplog):
    context = replace(context, send_limits=SendLimits(letters=Limit(3, DAY)))
    for number in range(5):
        reference = send_in(context, PARENT | LETTER | {"address.line1": f"{number} Example Street"})[1]
        read(context, reference)
    later(context, hours=1)
    drain(context)
    assert len(arrived("letter")) == 3
    assert [why for _, _, why in held(context)] == ["letters", "letters"]
    assert "As many letters as are sent in a day have gone" in caplog.text


def test_who_has_not_read_it_lets_nothing_go_and_nothing_is_decided_twice(context):
    reference = send_in(context, PARENT | LETTER)[1]
    with pytest.raises(ActionRefused, match="read it first"):
        perform(context, TONI, reference, Action.SEND_HELD, words="It is a real address.")
    perform(context, TONI, reference, Action.STOP_HELD, words="It is a threat.")
    with pytest.raises(ActionRefused, match="No message is held"):
        perform(context, TONI, reference, Action.STOP_HELD, words="It is a threat.")


@pytest.mark.parametrize("role", Role)
def test_triage_reviewers_and_managers_decide_and_nobody_else(role):
    for action in (Action.SEND_HELD, Action.STOP_HELD):
        assert Actor("x", frozenset({role})).may(action) == (role in {Role.TRIAGE, Role.REVIEWER, Role.MANAGER})


def test_a_letter_of_a_request_that_a_colleague_entered_needs_nobody_else(context, arrive):
    """Somebody here has spoken to them."""
    reference = arrive(PARENT | LETTER)
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        events = unit.event_log.events(challenge.id)
        assert held_messages.letters_may_go(events).since is None
        assert held_messages.letters_may_go([replace(events[0], actor="toni")]).since == events[0].at


def test_what_was_held_is_not_sent_once_they_want_no_contact_or_take_it_back(context, arrived):
    for stop in ("contact", "withdraw"):
        reference = send_in(context, PARENT | LETTER)[1]
        me = token(context, reference)
        if stop == "contact":
            assert contact_preferences.stop(context, me)
        else:
            assert tracker.act(context, me, Action.WITHDRAW, pressure="no", words="")
        read(context, reference)
        assert ("received", "cancelled", "unread") in states(context, reference)
        assert held(context) == []
    later(context, days=1)
    drain(context)
    assert arrived("letter") == []


def test_it_is_not_closed_while_a_message_is_held(context):
    reference = send_in(context, PARENT | LETTER)[1]
    with context.store.read() as unit:
        assert why_not_close(unit, unit.challenges.get(reference).id, context.now()).startswith("First send or stop")


def test_a_child_s_letter_too_is_seen_by_somebody_first(context):
    reference = send_in(context, YOUNG | LETTER)[1]
    assert held(context) == [(reference, "letter", "unread")]


def test_colleagues_get_no_more_than_their_own_allowance_one_by_one(context, desk):
    for number in range(40):
        send_in(context, PARENT | {"email": f"sam{number}@example.com"})
    drain(context)
    ours = [m for m in desk.messages if "staff.example.com" in m["body"]]
    assert len(ours) == SendLimits().colleague[0].number
    assert held(context) == [], "no colleague has to let those go"


def test_safety_messages_have_an_allowance_of_their_own(context):
    safety = Notice("safety_alert", Channel.EMAIL, {"email": "mash@example.com"}, {})
    other = Notice("new_challenge", Channel.EMAIL, {"email": "mash@example.com"}, {})
    with context.store.begin() as unit:
        while held_messages._counted(context, unit, other, context.now()):
            pass
        for _ in range(SendLimits().safety[0].number):
            assert held_messages._counted(context, unit, safety, context.now())
        assert not held_messages._counted(context, unit, safety, context.now())
