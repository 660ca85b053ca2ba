"""Another way for a message that was lost: only one that is safe, agreed to and not tried yet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from build import EVERY_WAY, PARENT, PROFESSIONAL, our_packs
from portal.domain.challenge.events.notice_names import FIRST_NOTICE
from portal.domain.challenge.evolution import replay as replayed
from portal.domain.challenge.state import Event
from portal.domain.challenge.view import View
from portal.domain.disclosure.table import Fact, Shown
from portal.domain.notices.catalogue import TO_STAFF, Channel, plan_of, tell
from portal.domain.notices.fallback_channel import bounced, lost, other_way, redirected

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)
COUNCIL = our_packs().current("north-tyneside").council
VIEW = View({Fact.RECEIVED: Shown(("ABCDEFGH7", NOW))})
LETTER = ["Sam Example", "1 Example Street", "Wallsend", "NE28 6AA"]


def first(answers):
    [notice] = tell(FIRST_NOTICE, VIEW, plan_of(answers, "en"), COUNCIL, NOW)
    return notice


@pytest.fixture
def after(challenge):
    """What happens to their first message when it is lost, for somebody with these answers."""

    def find(*events, at=LATER, tried=(), **answers):
        answers = {**PARENT, **EVERY_WAY, **answers}
        state = replayed(events, replace(challenge, answers=answers))
        return other_way(replace(first(answers), tried=tried), state, COUNCIL, NOW, at)

    return find


def test_the_quickest_way_not_tried_yet_is_next_until_there_is_none(after, challenge):
    text = after()
    assert (text.channel, text.to, text.tried) == (Channel.TEXT, {"telephone": "+447700900982"}, ("email",))
    state = replace(challenge, answers=PARENT | EVERY_WAY)
    letter = other_way(text, state, COUNCIL, NOW, LATER)
    assert (letter.channel, letter.to) == (Channel.LETTER, {"lines": LETTER})
    assert (letter.name, letter.times) == ("received", ())
    assert text.words == {"reference": "ABCD-EFGH-7", "date": "2026-11-23", "sender": "N Tyneside"}
    assert letter.words == text.words | {"sender": "North Tyneside Council"}
    assert other_way(letter, state, COUNCIL, NOW, LATER) is None


@pytest.mark.parametrize(
    ("safe", "next_one"),
    [
        (["email", "letter"], Channel.LETTER),
        (["email", "text", "telephone"], Channel.TEXT),
        (["text", "letter"], Channel.LETTER),
        (["email", "telephone"], None),
        (["letter"], None),
    ],
)
def test_no_way_is_used_that_was_not_ticked(after, safe, next_one):
    found = after(safe=safe)
    assert (found and found.channel) == next_one


@pytest.mark.parametrize("said", ["no", "", None])
def test_nothing_is_tried_without_consent(after, said):
    assert after(fallback=said) is None


def test_a_professional_has_one_address_and_is_not_asked(challenge):
    for answers in (PROFESSIONAL, PROFESSIONAL | {"fallback": "yes"}):
        assert first(answers).channel is Channel.EMAIL
        assert other_way(first(answers), replace(challenge, answers=answers), COUNCIL, NOW, LATER) is None


def test_a_text_that_stands_in_waits_for_a_safe_time(after):
    text = after(times=["evening"])
    assert (text.times, text.not_before) == (("evening",), datetime(2026, 11, 23, 17, 0, tzinfo=UTC))
    assert after(times=["evening"], at=NOW.replace(hour=18)).not_before is None


def happened(kind, at=NOW + timedelta(hours=1), **what):
    return Event(kind, at, "raiser", what)


GONE = happened("withdrawn", pressure="no", words="", stage="1")
BACK = happened("reopened", NOW + timedelta(hours=2), status="received", stage="1", due=None)
CLOSED = Event("closed", NOW + timedelta(hours=2), "staff-1")


@pytest.mark.parametrize("events", [[GONE], [GONE, CLOSED], [GONE, BACK, GONE]], ids=len)
def test_who_took_it_back_is_left_in_peace(after, events):
    assert after(*events) is None
    assert after(GONE, BACK), "until they open it again"


def test_who_changed_how_we_reach_them_since_has_been_here(after):
    change = {"answers": {**EVERY_WAY, "email": "new@example.com"}, "instead_of": ["email"]}
    assert after(happened("contact_changed", **change)) is None
    assert after(happened("contact_changed", NOW, **change)), "what was written after that goes on"


def test_what_is_for_staff_goes_no_other_way(challenge):
    answers = PARENT | EVERY_WAY
    for name in TO_STAFF:
        assert (
            other_way(replace(first(answers), name=name), replace(challenge, answers=answers), COUNCIL, NOW, LATER)
            is None
        )


def test_who_has_it_is_told_or_the_mailbox_but_nobody_of_an_email_to_staff(challenge):
    notice = first(PARENT)
    assert [call.keys for call in bounced(notice, challenge)] == [()]
    held = replace(challenge, work=replace(challenge.work, assigned="remi"))
    assert [(call.name, call.keys) for call in bounced(notice, held)] == [("bounced", ("remi",))]
    assert [bounced(replace(notice, name=name), held) for name in TO_STAFF] == [[]] * len(TO_STAFF), "no circle"


def test_what_is_kept_of_it_holds_no_address(after):
    text = after()
    kind, kept = lost(first(PARENT | EVERY_WAY), "permanent-failure", text)
    assert kind == "notice_lost"
    assert kept == {"notice": "received", "channel": "email", "status": "permanent-failure", "other": "text"}
    assert lost(text, "failed", None)[1]["other"] == ""


def test_a_new_plan_takes_the_whole_notice_with_it():
    text = replace(first(PARENT), name="accepted", tried=("letter",))
    new = {"safe": ["text"], "mobile": "07700 900983", "times": ["evening"], "say_who": "no"}
    (moved,) = redirected(text, new, COUNCIL, NOW)
    assert (moved.channel, moved.to, moved.tried) == (Channel.TEXT, {"telephone": "07700 900983"}, ())
    assert (moved.name, moved.words["sender"], moved.times) == ("accepted", "", ("evening",))
    assert moved.not_before == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert redirected(text, {"safe": ["none"]}, COUNCIL, NOW) == []
