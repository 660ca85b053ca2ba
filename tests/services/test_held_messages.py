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
def office(office, desk, now, employ):
    employ("toni", Role.TRIAGE)
    with desk.running() as url:
        yield replace(office, clock=Clock(now), notify=notify_at(url))


@pytest.fixture
def arrived(desk):
    """How many messages of a kind the stand-in has: "sms", "email" or "letter"; not those to the team."""

    def of(kind):
        return [m for m in desk.messages if m["type"] == kind and "staff.example.com" not in m["body"]]

    return of


def states(office, reference):
    with office.store.read() as unit:
        return [(each.name, each.state, each.held) for each in unit.outbox.of(unit.challenges.get(reference).id)]


def held(office):
    with office.store.read() as unit:
        return [(each.challenge, each.channel, each.why) for each in unit.outbox.held()]


def read(office, reference, who=TONI):
    assert case_access.record(office, who, reference, "taking")


def later(office, **by):
    office.clock.now += timedelta(**by)


def token(office, reference):
    with office.store.begin() as unit:
        unit.visits.start("t" * 43, reference, office.now())
    return "t" * 43


@ON_BOTH
def test_beyond_what_may_go_to_one_number_in_an_hour_messages_are_held_and_none_is_lost(office, arrived):
    sent = [send_in(office, PARENT | TEXT)[1] for _ in range(8)]
    drain(office)
    assert len(arrived("sms")) == SendLimits().first[0].number == 5
    assert held(office) == [(each, "text", "many") for each in sent[5:]]
    later(office, hours=1)
    drain(office)
    assert len(arrived("sms")) == 5, "what is held does not go by itself"
    send_in(office, PARENT | TEXT)
    drain(office)
    assert len(arrived("sms")) == 6, "and the next one goes"


def test_in_a_day_twice_as_many_go_however_they_are_spread(office, arrived):
    for _ in range(20):
        send_in(office, PARENT | TEXT)
        drain(office)
        later(office, minutes=70)
    per_hour, per_day = SendLimits().first
    assert per_day == Limit(2 * per_hour.number, DAY)
    assert per_day.number < len(arrived("sms")) < 20, "some came back meanwhile"


def test_one_person_s_messages_do_not_use_up_another_s(office, arrived):
    for _ in range(7):
        send_in(office, PARENT | TEXT)
    send_in(office, PARENT | TEXT | {"mobile": "+447700900998"})
    drain(office)
    assert len(arrived("sms")) == 6


def test_who_was_sent_too_many_acknowledgements_still_hears_what_becomes_of_their_own_request(office, arrived, act):
    mine = send_in(office, PARENT | TEXT)[1]
    for _ in range(9):
        send_in(office, PARENT | TEXT)
    drain(office)
    before = len(arrived("sms"))
    act(mine, Action.TAKE, TONI)
    act(mine, Action.ASK, TONI, words="Please tell us more about what worries you.")
    drain(office)
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
def test_whom_it_went_to_is_counted_and_kept_nowhere_in_plain(office, store):
    send_in(office, PARENT | LETTER)
    send_in(office, PARENT | TEXT)
    with store.begin() as unit:
        kept = unit.connection.execute(text("SELECT scope FROM rate_limits")).fetchall()
    assert len(kept) >= 4
    assert not [row for row in kept if b"7700900999" in bytes(row[0]) or b"NE28" in bytes(row[0])]
    assert {len(bytes(row[0])) for row in kept} == {32}, "keyed hashes"


@ON_BOTH
def test_no_letter_goes_before_somebody_has_read_the_challenge_and_then_after_an_hour(office, arrived):
    reference = send_in(office, PARENT | LETTER)[1]
    later(office, days=3)
    drain(office)
    assert arrived("letter") == []
    assert held(office) == [(reference, "letter", "unread")]
    read(office, reference)
    drain(office)
    assert arrived("letter") == [], "whoever read it can stop it"
    later(office, hours=1)
    drain(office)
    assert len(arrived("letter")) == 1
    assert held(office) == []


@ON_BOTH
@pytest.mark.parametrize("who", [AVA, DEE], ids=lambda who: who.key)
def test_a_letter_goes_on_waiting_where_only_somebody_has_read_it_who_could_not_stop_it(office, arrived, who):
    reference = send_in(office, PARENT | LETTER)[1]
    read(office, reference, who)
    later(office, days=1)
    drain(office)
    assert arrived("letter") == []
    assert held(office) == [(reference, "letter", "unread")]
    later(office, days=9)
    assert reminders.remind(office, office.now()), "one that is written later waits as well"
    drain(office)
    assert [why for _, channel, why in held(office) if channel == "letter"] == ["unread", "unread"]
    read(office, reference)
    later(office, hours=1)
    drain(office)
    assert len(arrived("letter")) == 2


def ask(office, reference):
    perform(office, TONI, reference, Action.ASK, words="Please tell us more about what worries you.")


def letters(office, reference):
    """What has become of each letter to the raiser, in the order in which they were written."""
    with office.store.read() as unit:
        found = unit.outbox.of(unit.challenges.get(reference).id)
    return [(each.name, each.state) for each in found if each.channel == "letter"]


@pytest.fixture
def asked(office):
    """A challenge that was read just now and whose raiser was asked something: two letters."""
    reference = send_in(office, PARENT | LETTER)[1]
    read(office, reference)
    perform(office, TONI, reference, Action.TAKE)
    ask(office, reference)
    return reference


@ON_BOTH
def test_a_letter_that_is_written_within_the_hour_waits_for_its_end_and_goes_after_the_first(office, arrived, asked):
    drain(office)
    later(office, minutes=59)
    drain(office)
    assert arrived("letter") == []
    assert held(office) == [(asked, "letter", "unread")] * 2
    later(office, minutes=1)
    drain(office)
    first, second = [each[0] for each in letters(office, asked)]
    assert (first, second) == ("received", "question")
    assert [state for _, state in letters(office, asked)] == ["sent", "sent"]
    before, after = arrived("letter")
    assert "We have your message" in str(before)
    assert "We have your message" not in str(after)


@ON_BOTH
def test_who_does_not_send_one_stops_all_letters_until_a_colleague_lets_one_go_again(office, arrived, asked):
    perform(office, TONI, asked, Action.STOP_HELD, words="Nobody lives there.")
    assert [state for _, state in letters(office, asked)] == ["cancelled", "cancelled"]
    read(office, asked)
    later(office, days=9)
    assert reminders.remind(office, office.now())
    drain(office)
    assert arrived("letter") == []
    assert held(office) == [(asked, "letter", "stopped")]
    perform(office, TONI, asked, Action.SEND_HELD, words="They do live there.")
    drain(office)
    assert len(arrived("letter")) == 1
    ask(office, asked)
    drain(office)
    assert len(arrived("letter")) == 2


@ON_BOTH
def test_a_new_address_does_not_lift_it_that_letters_were_stopped(office, arrived, asked):
    perform(office, TONI, asked, Action.STOP_HELD, words="Nobody lives there.")
    me = token(office, asked)
    contact_preferences.answer(office, me, {"address.line1": "2 Other Street"})
    assert contact_preferences.keep(office, me)
    read(office, asked)
    later(office, days=9)
    assert reminders.remind(office, office.now())
    drain(office)
    assert arrived("letter") == []
    assert held(office) == [(asked, "letter", "stopped")]


@ON_BOTH
def test_no_letter_overtakes_one_that_is_held_for_another_reason(office, arrived, asked):
    with office.store.begin() as unit:
        unit.outbox.hold_all(unit.challenges.get(asked).id, ["received"], "letters")
    later(office, hours=1)
    drain(office)
    assert arrived("letter") == []
    ask(office, asked)
    drain(office)
    assert arrived("letter") == []
    perform(office, TONI, asked, Action.SEND_HELD, words="It is a real address.")
    drain(office)
    assert [state for _, state in letters(office, asked)] == ["sent"] * 3


@ON_BOTH
def test_what_waits_behind_a_held_letter_is_stopped_with_it(office, arrived, asked):
    later(office, hours=2)
    with office.store.begin() as unit:
        unit.outbox.hold_all(unit.challenges.get(asked).id, ["received"], "letters")
    perform(office, TONI, asked, Action.STOP_HELD, words="Nobody lives there.")
    drain(office)
    assert [state for _, state in letters(office, asked)] == ["cancelled", "cancelled"]
    assert arrived("letter") == []


def junk(office, reference):
    read(office, reference, MO)
    perform(office, MO, reference, Action.MARK_JUNK, reason="abuse", words="")


@ON_BOTH
def test_the_letters_of_junk_that_its_sender_brings_back_wait_until_somebody_has_looked_anew(office, arrived):
    reference = send_in(office, PARENT | LETTER)[1]
    junk(office, reference)
    assert tracker.act(office, token(office, reference), Action.ADD, words="hello", new="no")
    later(office, days=1)
    drain(office)
    assert arrived("letter") == []
    assert {why for _, channel, why in held(office) if channel == "letter"} == {"unread"}
    read(office, reference)
    drain(office)
    assert arrived("letter") == []
    later(office, hours=1)
    drain(office)
    assert arrived("letter") != []


@ON_BOTH
def test_a_reading_while_it_is_junk_lets_no_letter_go(office, arrived):
    reference = send_in(office, PARENT | LETTER)[1]
    junk(office, reference)
    read(office, reference)
    later(office, days=1)
    drain(office)
    assert tracker.act(office, token(office, reference), Action.ADD, words="hello", new="no")
    drain(office)
    assert arrived("letter") == []


@ON_BOTH
def test_the_letters_of_what_a_colleague_puts_back_go_after_their_hour(office, arrived):
    reference = send_in(office, PARENT | LETTER)[1]
    junk(office, reference)
    perform(office, MO, reference, Action.UNDO_JUNK)
    drain(office)
    assert arrived("letter") == []
    assert held(office) == [(reference, "letter", "unread")]
    later(office, hours=1)
    drain(office)
    assert len(arrived("letter")) == 1


@ON_BOTH
def test_the_texts_of_junk_that_its_sender_brings_back_go(office, arrived):
    reference = send_in(office, PARENT | TEXT)[1]
    junk(office, reference)
    assert tracker.act(office, token(office, reference), Action.ADD, words="hello", new="no")
    drain(office)
    assert arrived("sms") != []


def test_a_letter_to_a_new_address_waits_again(office, arrived):
    reference = send_in(office, PARENT | LETTER)[1]
    read(office, reference)
    later(office, hours=1)
    drain(office)
    me = token(office, reference)
    contact_preferences.answer(office, me, {"address.line1": "Your children will be taken 7"})
    assert contact_preferences.keep(office, me)
    later(office, days=9)
    assert reminders.remind(office, office.now()), "that we are late"
    drain(office)
    assert len(arrived("letter")) == 1
    assert held(office) == [(reference, "letter", "unread")]


def test_who_reads_it_can_stop_the_letter_and_the_raiser_is_told_that_we_did(office, arrived):
    reference = send_in(office, PARENT | LETTER)[1]
    read(office, reference)
    later(office, minutes=59)
    drain(office)
    perform(office, TONI, reference, Action.STOP_HELD, words="The name is a threat.")
    later(office, days=1)
    drain(office)
    assert arrived("letter") == []
    [sent] = tracker.progress(office, token(office, reference)).sent
    assert sent.state == "cancelled"
    with office.store.read() as unit:
        last = unit.ledger.events(unit.challenges.get(reference).id)[-1]
    assert (last.kind, last.actor, last.words) == ("held_stopped", "toni", "The name is a threat.")


def test_what_a_colleague_lets_go_goes_at_once_whatever_the_limits(office, arrived):
    office = replace(office, send_limits=SendLimits(letters=Limit(1, DAY)))
    one, two = (send_in(office, PARENT | LETTER)[1] for _ in range(2))
    for each in (one, two):
        read(office, each)
    perform(office, TONI, one, Action.NOTE, words="Seen.", mentions=[])
    later(office, hours=1)
    drain(office)
    assert len(arrived("letter")) == 1
    assert held(office) == [(two, "letter", "letters")]
    perform(office, TONI, two, Action.SEND_HELD, words="It is a real address.")
    drain(office)
    assert len(arrived("letter")) == 2
    assert held(office) == []


def test_the_council_s_letters_of_a_day_are_bounded_and_the_others_held(office, arrived, caplog):
    office = replace(office, send_limits=SendLimits(letters=Limit(3, DAY)))
    for number in range(5):
        reference = send_in(office, PARENT | LETTER | {"address.line1": f"{number} Example Street"})[1]
        read(office, reference)
    later(office, hours=1)
    drain(office)
    assert len(arrived("letter")) == 3
    assert [why for _, _, why in held(office)] == ["letters", "letters"]
    assert "As many letters as are sent in a day have gone" in caplog.text


def test_who_has_not_read_it_lets_nothing_go_and_nothing_is_decided_twice(office):
    reference = send_in(office, PARENT | LETTER)[1]
    with pytest.raises(ActionRefused, match="read it first"):
        perform(office, TONI, reference, Action.SEND_HELD, words="It is a real address.")
    perform(office, TONI, reference, Action.STOP_HELD, words="It is a threat.")
    with pytest.raises(ActionRefused, match="No message is held"):
        perform(office, TONI, reference, Action.STOP_HELD, words="It is a threat.")


@pytest.mark.parametrize("role", Role)
def test_triage_reviewers_and_managers_decide_and_nobody_else(role):
    for action in (Action.SEND_HELD, Action.STOP_HELD):
        assert Actor("x", frozenset({role})).may(action) == (role in {Role.TRIAGE, Role.REVIEWER, Role.MANAGER})


def test_a_letter_of_a_request_that_a_colleague_entered_needs_nobody_else(office, arrive):
    """Somebody here has spoken to them."""
    reference = arrive(PARENT | LETTER)
    with office.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        events = unit.ledger.events(challenge.id)
        assert held_messages.letters_may_go(events).since is None
        assert held_messages.letters_may_go([replace(events[0], actor="toni")]).since == events[0].at


def test_what_was_held_is_not_sent_once_they_want_no_contact_or_take_it_back(office, arrived):
    for stop in ("contact", "withdraw"):
        reference = send_in(office, PARENT | LETTER)[1]
        me = token(office, reference)
        if stop == "contact":
            assert contact_preferences.stop(office, me)
        else:
            assert tracker.act(office, me, Action.WITHDRAW, pressure="no", words="")
        read(office, reference)
        assert ("received", "cancelled", "unread") in states(office, reference)
        assert held(office) == []
    later(office, days=1)
    drain(office)
    assert arrived("letter") == []


def test_it_is_not_closed_while_a_message_is_held(office):
    reference = send_in(office, PARENT | LETTER)[1]
    with office.store.read() as unit:
        assert why_not_close(unit, unit.challenges.get(reference).id, office.now()).startswith("First send or stop")


def test_a_child_s_letter_too_is_seen_by_somebody_first(office):
    reference = send_in(office, YOUNG | LETTER)[1]
    assert held(office) == [(reference, "letter", "unread")]


def test_colleagues_get_no_more_than_their_own_allowance_one_by_one(office, desk):
    for number in range(40):
        send_in(office, PARENT | {"email": f"sam{number}@example.com"})
    drain(office)
    ours = [m for m in desk.messages if "staff.example.com" in m["body"]]
    assert len(ours) == SendLimits().colleague[0].number
    assert held(office) == [], "no colleague has to let those go"


def test_safety_messages_have_an_allowance_of_their_own(office):
    safety = Notice("safety_alert", Channel.EMAIL, {"email": "mash@example.com"}, {})
    other = Notice("new_challenge", Channel.EMAIL, {"email": "mash@example.com"}, {})
    with office.store.begin() as unit:
        while held_messages._counted(office, unit, other, office.now()):
            pass
        for _ in range(SendLimits().safety[0].number):
            assert held_messages._counted(office, unit, safety, office.now())
        assert not held_messages._counted(office, unit, safety, office.now())
