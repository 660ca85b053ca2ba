from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build import PARENT
from portal.domain.challenge import Event, replay
from portal.domain.deadlines import local
from portal.domain.disclosure import Fact, Show
from portal.domain.notices import SAFE_TIMES, Channel, acknowledge, announce, channel_of, is_news, safe_from
from portal.domain.views import view_for

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADDRESS = {
    "address.line1": "1 Example Street",
    "address.line2": "",
    "address.town": "Wallsend",
    "address.postcode": "NE28 6AA",
}


def told(**said):
    return acknowledge("ABCD-EFGH-7", {**PARENT, **said}, "North Tyneside Council", "en", NOW)


def test_an_acknowledgement_goes_by_the_one_safe_way():
    [notice] = told()
    assert (notice.name, notice.channel, notice.to) == ("received", Channel.EMAIL, {"email": "sam@example.com"})


def test_nobody_is_told_who_asked_not_to_be_contacted():
    assert told(safe=["none"]) == []
    assert told(safe=["telephone"]) == []


def test_a_text_waits_for_a_safe_time_and_a_letter_has_no_blank_lines():
    [text] = told(safe=["text"], mobile="07700 900982", times=["evening"])
    assert text.channel is Channel.TEXT
    assert text.not_before == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    [letter] = told(safe=["letter"], **ADDRESS)
    assert letter.to == {"lines": ["Sam Example", "1 Example Street", "Wallsend", "NE28 6AA"]}
    [letter] = told(safe=["letter"], say_who="no", **ADDRESS)
    assert letter.words["sender"] == ""


def test_the_council_is_named_only_if_we_may_say_who_we_are():
    assert told(say_who="yes")[0].words["sender"] == "North Tyneside Council"
    assert told(say_who="no")[0].words["sender"] == ""


PERSONAL = ["Robin", "Example", "Wallsend", "school", "nothing more"]


@given(
    st.lists(st.sampled_from(["email", "text", "telephone", "letter"]), min_size=1, unique=True),
    st.sampled_from(["yes", "no"]),
)
def test_no_notice_holds_a_personal_word_or_more_than_one_way(safe, say_who):
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


def test_nobody_is_called_back_for_what_they_may_not_see_or_did_themselves(challenge, pack):
    hidden = {
        column: replace(cell, show=Show.WITHHELD) for column, cell in pack.disclosure[Fact.REVIEW_FINISHED].items()
    }
    secret = replace(pack, disclosure={**pack.disclosure, Fact.REVIEW_FINISHED: hidden})

    def news(kind, actor, by=pack):
        events = [Event(kind, NOW, actor, {"stage": "2", "due": None})]
        return is_news(view_for(challenge.audience, replay(events, challenge), by), events)

    assert news("review_ended", "staff-1")
    assert not news("review_ended", "staff-1", secret)
    assert news("moved_on", "staff-1")
    assert not news("moved_on", "raiser")
