from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from actions import RAISERS_OWN, Action
from hypothesis import given
from hypothesis import strategies as st

from build import PARENT, decide
from portal.domain.challenge.decide import ACTIONS, why_not
from portal.domain.challenge.events.notice_names import FIRST_NOTICE, RaiserNotice
from portal.domain.challenge.events.registry import MOVES
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.neutral_sentences import SENTENCES
from portal.domain.challenge.raiser_requests import call_days
from portal.domain.challenge.state import Event
from portal.domain.challenge.view import HistoryLine, View, view_for
from portal.domain.disclosure.table import Fact, Show, Shown
from portal.domain.notices.catalogue import TO_RAISER, Channel, announce, channel_of, news, plan_of, tell  # fmt: skip
from portal.domain.notices.safe_times import SAFE_TIMES, safe_from
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Audience

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
VIEW = View({Fact.RECEIVED: Shown(("ABCDEFGH7", NOW))})
ADDRESS = {
    "address.line1": "1 Example Street",
    "address.line2": "",
    "address.town": "Wallsend",
    "address.postcode": "NE28 6AA",
}


@pytest.fixture(scope="session")
def told(pack):
    """What somebody with these answers gets, by name; "received" where none is given."""

    def write(name=FIRST_NOTICE, view=VIEW, now=NOW, **said):
        return tell(name, view, plan_of({**PARENT, **said}, "en"), pack.council, now)

    return write


def test_an_acknowledgement_goes_by_the_one_safe_way(told):
    [notice] = told()
    assert (notice.name, notice.channel, notice.to) == ("received", Channel.EMAIL, {"email": "sam@example.com"})


def test_nobody_is_told_who_asked_not_to_be_contacted(told):
    assert told(safe=["none"]) == []
    assert told(safe=["telephone"]) == []


def test_a_text_waits_for_a_safe_time_and_a_letter_has_no_blank_lines(told):
    [text] = told(safe=["text"], mobile="07700 900982", times=["evening"])
    assert text.channel is Channel.TEXT
    assert text.not_before == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    [letter] = told(safe=["letter"], **ADDRESS)
    assert letter.to == {"lines": ["Sam Example", "1 Example Street", "Wallsend", "NE28 6AA"]}
    [letter] = told(safe=["letter"], say_who="no", **ADDRESS)
    assert letter.words["sender"] == ""


@pytest.mark.parametrize("name", TO_RAISER)
def test_the_council_is_named_only_if_we_may_say_who_we_are(told, name):
    """In a text by its short name, so that it stays one text."""
    assert told(name, say_who="yes")[0].words["sender"] == "North Tyneside Council"
    assert told(name, say_who="yes", safe=["text"], mobile="07700 900982")[0].words["sender"] == "N Tyneside"
    assert told(name, say_who="no")[0].words["sender"] == ""


def test_a_notice_says_what_its_reader_s_view_holds_and_nothing_else(told):
    [notice] = told("question", now=NOW + timedelta(days=9))
    assert notice.words == {"reference": "ABCD-EFGH-7", "date": "2026-11-23", "sender": "North Tyneside Council"}
    assert told(view=View({})) == [], "nor a reference where the view holds none"
    earlier = HistoryLine("window_closing", NOW, until=date(2026, 12, 1))
    closing = HistoryLine("window_closing", NOW, until=date(2026, 12, 21))
    view = View(VIEW.facts, (earlier, closing))
    assert told("window_closing", view)[0].words["day"] == "2026-12-21"
    assert "day" not in told("late", view)[0].words


PERSONAL = ["Robin", "Example", "Wallsend", "school", "nothing more"]


@given(
    st.lists(st.sampled_from(["email", "text", "telephone", "letter"]), min_size=1, unique=True),
    st.sampled_from(["yes", "no"]),
)
def test_no_notice_holds_a_personal_word_or_more_than_one_way(told, safe, say_who):
    notices = told(safe=safe, say_who=say_who, mobile="07700 900982", times=["any"], **ADDRESS)
    assert len(notices) == (0 if safe == ["telephone"] else 1)
    for notice in notices:
        said = " ".join(notice.words.values()).lower()
        assert not [word for word in PERSONAL if word.lower() in said]
        assert notice.channel.value in safe


def test_the_mash_is_told_a_reference_and_a_date_and_nothing_else():
    notice = announce("ABCD-EFGH-7", "2026-11-30", "mash@example.com", "https://staff.example.com")
    assert notice.to == {"email": "mash@example.com"}
    assert notice.words == {"reference": "ABCD-EFGH-7", "due": "2026-11-30", "address": "https://staff.example.com"}


@pytest.mark.parametrize(
    ("times", "at", "held"),
    [
        (["morning"], "2026-11-23T08:59+00:00", "2026-11-23T09:00+00:00"),
        (["morning"], "2026-11-23T09:00+00:00", None),
        (["morning"], "2026-11-23T12:00+00:00", "2026-11-24T09:00+00:00"),
        (["morning", "evening"], "2026-11-23T13:00+00:00", "2026-11-23T17:00+00:00"),
        (["evening"], "2026-06-23T16:30+00:00", None),  # half past five in summer time
        (["any"], "2026-11-23T03:00+00:00", None),
        ([], "2026-11-23T03:00+00:00", None),
    ],
)
def test_when_a_text_may_be_sent(times, at, held):
    assert safe_from(times, datetime.fromisoformat(at)) == (held and datetime.fromisoformat(held))


@given(
    st.lists(st.sampled_from(sorted(SAFE_TIMES)), min_size=1, unique=True),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis adds it
)
def test_a_held_text_is_always_sent_within_a_safe_window(times, now):
    sent = local(safe_from(times, now) or now)
    assert any(SAFE_TIMES[name][0] <= sent.time() < SAFE_TIMES[name][1] for name in times)
    assert sent >= now


def test_a_telephone_call_is_never_made_by_a_machine():
    assert channel_of({"safe": ["telephone"]}) is None


# One notice for each thing that happens

MOVED = {"stage": "2", "due": None}
DATED = {"words": "Because.", "due": "2026-12-07"}
PREPARED = {"words": "Rude.", "agreed": "By telephone.", "on": "2026-11-23", "own_words": True}
HAPPENS = [
    ("accepted", "triaged", {"outcome": "review", "goes_on": True}),
    ("accepted", "complaint_prepared", PREPARED),
    ("accepted", "information_prepared", PREPARED | {"due": "2026-12-23"}),
    ("passed_on", "complaint_passed", PREPARED | {"transfer": 1, "how": "post"}),
    ("passed_on", "information_passed", PREPARED | {"transfer": 1, "how": "post", "due": "2026-12-23"}),
    ("answer", "transfer_dropped", {"transfer": 1, "name": "complaint", "why": "By telephone."}),
    ("answer", "ending_upheld", {"words": "Ours."}),
    ("accepted", "triage_restored", {"words": "Ours.", "stage": "1", "due": "2026-12-07"}),
    ("", "ending_proposed", {"outcome": "court", "words": "Ours."}),
    *(("answer", "triaged", {"outcome": outcome, "goes_on": False, "stage": "1"}) for outcome in
      ("complaint", "information", "not_ours", "settled", "court", "no_decision")),
    ("question", "asked", {"words": "Which school?"}),
    ("question_reminded", "question_reminded", {"question": 1, "last": "2026-12-21"}),
    ("date_changed", "paused", DATED | {"first": "2026-11-23", "last": "2026-11-30", "why": "School."}),
    ("date_changed", "extended", DATED | {"days": 5, "why": "School."}),
    ("answer", "extended", DATED | {"was": "2026-12-07", "amount": 1, "unit": "weeks"}),
    ("late", "late", {"due": "2026-11-30"}),
    ("finished", "review_ended", {}),
    ("answer", "review_ended", {"over": True}),
    ("window_closing", "window_closing", {"last": "2026-12-21"}),
    ("next_stage", "moved_on", MOVED),
    ("next_stage", "still_worried", MOVED),
    ("", "still_worried", {"stage": "", "due": None}),
    ("closed", "closed", {"unanswered": True}),
    ("", "closed", {"unanswered": False}),
    ("", "closed", {}),
    ("answer", "released", {"words": "We were wrong.", "fact": "review_result", "writer": "a"}),
    ("answer", "advocate_answered", {"words": "Ana comes on Friday."}),
    ("answer", "promise_kept", {"promise": 1, "on": "2026-12-01", "words": ""}),
    ("", "reminded", {"why": "late", "stage": "1"}),
    ("", "noted", {"words": "Ring.", "mentions": []}),
    ("", "identity_checked", {"words": "Passport."}),
]  # fmt: skip
WITHHELD_FROM = {  # what is not told without the fact that it gives away
    **dict.fromkeys(("review_ended", "window_closing", "closed"), Fact.REVIEW_FINISHED),
    **dict.fromkeys(("paused", "extended", "late"), Fact.NEXT_DATE),
    "released": Fact.REVIEW_RESULT,
}


@pytest.fixture
def checked(challenge):
    """Of a parent whom we have checked: to others nothing is released."""
    done = {"words": "Seen."}
    events = [Event("identity_checked", NOW, "a", done), Event("standing_checked", NOW, "a", done)]
    return replay(events, challenge)


def without(pack, fact):
    """The pack, with this withheld from everybody."""
    hidden = {column: replace(cell, show=Show.WITHHELD) for column, cell in pack.disclosure[fact].items()}
    return replace(pack, disclosure={**pack.disclosure, fact: hidden})


def name_of(challenge, pack, *events):
    return news(view_for(challenge.audience, replay(events, challenge), pack), events)


@pytest.mark.parametrize(("name", "kind", "what"), HAPPENS, ids=lambda each: each if isinstance(each, str) else "")
def test_each_thing_that_happens_has_its_notice(checked, pack, name, kind, what):
    event = Event(kind, NOW, "staff-1", what)
    expected = "" if kind == "promise_kept" else name  # they were not told of this promise
    assert name_of(checked, pack, event) == expected
    if fact := WITHHELD_FROM.get(kind):
        assert name_of(checked, without(pack, fact), event) == "", "nobody is called back for what they may not see"


def test_a_promise_they_know_of_is_an_answer_to_those_who_may_know_it(challenge, checked, pack):
    kept = Event("promise_kept", NOW, "staff-1", {"promise": 1, "on": "2026-12-01", "words": "A visit."})
    for event in (kept, Event("released", NOW, "staff-1", {"words": "A visit.", "fact": "actions"})):
        assert name_of(checked, pack, event) == "answer"
        assert name_of(checked, without(pack, Fact.ACTIONS), event) == ""
        assert name_of(replace(checked, audience=Audience.NEIGHBOUR), pack, event) == ""
        assert name_of(challenge, pack, event) == "", "nor is anybody whom we have not checked"


def test_every_notice_has_something_that_brings_it_about():
    assert {name for name, _kind, _what in HAPPENS} - {""} == set(RaiserNotice)


def test_of_several_things_at_once_the_raiser_hears_what_asks_most_of_them(checked, pack):
    released = Event("released", NOW, "staff-1", {"words": "We were wrong.", "fact": "review_result"})
    ended, asked = Event("review_ended", NOW, "staff-1"), Event("asked", NOW, "staff-1", {"words": "Which school?"})
    assert name_of(checked, pack, released, ended) == "finished"
    assert name_of(checked, without(pack, Fact.REVIEW_FINISHED), released, ended) == "answer"
    assert name_of(checked, pack, released, ended, asked) == "question"
    assert name_of(checked, pack) == ""


def test_what_happened_before_is_not_told_again(challenge, pack):
    asked = Event("asked", NOW, "staff-1", {"words": "Which school?"})
    after = replay([asked], challenge)
    noted = Event("noted", NOW + timedelta(hours=1), "staff-1", {"words": "Ring.", "mentions": []})
    assert name_of(after, pack, noted) == ""


def test_all_that_raisers_do_themselves_sends_nothing_but_the_proof_that_it_moved_on(desk, pack):
    """Every deed of theirs, at any point of a challenge."""
    staff, names = Actor("s", frozenset({Role.TRIAGE, Role.REVIEWER}), 4), set()
    said = {
        Action.ADD: {"words": "More.", "new": True},
        Action.ANSWER: {"words": "This one.", "question": 1},
        Action.CORRECT: {"key": "child", "item": 1, "words": "She is seven."},
        Action.ASK_CALL: {"part": "morning", "telephone": "01632960001", "name": "Sam", "word": ""},
        Action.ASK_FORM: {"form": "bsl"},
        Action.COMPLAIN: {"words": "You shouted."},
        Action.COMPLAIN_INFORMATION: {"words": "You told my neighbour."},
        Action.CHANGE_CONTACT: {"answers": {"safe": ["none"]}, "keys": ["safe"]},
        Action.WITHDRAW: {"pressure": "no", "words": ""},
        Action.SEND_EVIDENCE: {"file_kind": "picture", "digest": "0" * 64, "checked": True},
        Action.DESCRIBE_EVIDENCE: {"number": 1, "words": "A letter."},
    }
    waiting = desk().accepted_by(staff)
    waiting.act(RAISER, Action.SEND_EVIDENCE, **said[Action.SEND_EVIDENCE])
    waiting.act(staff, Action.ASK, words=SENTENCES["asked"][0])
    late = desk().accepted_by(staff)
    late.now += timedelta(days=9)
    ended = desk().accepted_by(staff).decided_by(staff)
    ended.act(staff, Action.END_REVIEW)
    withdrawn = desk()
    withdrawn.act(RAISER, Action.WITHDRAW, pressure="no", words="")
    declined = desk()
    declined.act(staff, Action.TAKE)
    declined.act(staff, Action.DECLINE, outcome="not_ours", words="Newcastle.")
    declined.act(Actor("r", frozenset({Role.REVIEWER}), 1), Action.CONFIRM_END, words="So it is.")
    done = set()
    for it in (waiting, late, ended, withdrawn, declined):
        for action in set(RAISERS_OWN) & set(ACTIONS):
            if not why_not(it.state, action, RAISER, it.rules, it.now):
                on = {"on": call_days(it.rules.calendar, it.now.date())[0].isoformat()} if action == "ask_call" else {}
                events = decide(it.state, action, RAISER, it.rules, it.now, **on, **said.get(action, {}))
                name = name_of(it.state, pack, *events)
                assert (name == "next_stage") == any(event.kind in MOVES for event in events), action
                names.add(name)
                done.add(action)
    assert done == set(RAISERS_OWN) & set(ACTIONS)
    assert names == {"", "next_stage"}
