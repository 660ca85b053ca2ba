"""The pack of North Tyneside says what its policy says, and owns up to the rest."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build import our_packs
from portal.domain.policy.call_now import contact_now
from portal.domain.policy.model import Audience, DocumentDate
from portal.domain.policy.validation import contrast_with_white
from portal.policy_loader import Packs
from portal.services.policy_report import check

PACKS = our_packs()
PACK = PACKS.current("north-tyneside")
CALENDAR = PACKS.calendar(PACK)
FRONT, NIGHT = PACK.contacts["front_door"], PACK.contacts["out_of_hours"]


def test_published_packs_have_not_changed():
    assert PACKS.published() == {name: PACKS.fingerprint(name) for name in (*PACKS.ids(), *PACKS.bases())}


def test_the_stages_are_assumed_and_say_so():
    stages = PACK.ladder().stages
    assert [stage.reviewer for stage in stages] == [
        "Team Manager",
        "Service Manager (Front Door)",
        "Senior Manager",
        "Assistant Director",
    ]
    assert {str(stage.decide_within) for stage in stages} == {"5 working days"}
    assert all(stage.assumed and stage.deadlines[0].assumed for stage in stages)
    assert not PACK.confirmed
    assert len([place for place in PACK.assumed() if place.startswith("ladders.main.stages")]) == 8


def test_what_the_policy_does_say():
    assert str(PACK.decision_within.within) == "1 working day"
    assert str(PACK.raise_within.within) == "not stated"
    assert PACK.document.expiry == DocumentDate(date(2022, 3, 31))
    assert PACK.contacts["disagreement"].telephone == "0191 643 7366"
    assert PACK.recording.kinds == ("Contact Record", "Case Note")
    assert PACK.anonymous.allowed
    assert all(PACK.takes(audience) for audience in Audience)


def test_no_colour_is_hard_to_read():
    assert contrast_with_white(PACK.council.colours.brand) >= 7
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        ("2026-11-23 08:29", NIGHT),
        ("2026-11-23 08:30", FRONT),
        ("2026-11-23 16:59", FRONT),
        ("2026-11-23 17:00", NIGHT),
        ("2026-11-27 16:29", FRONT),
        ("2026-11-27 16:30", NIGHT),  # Friday
        ("2026-11-28 12:00", NIGHT),
        ("2026-12-28 12:00", NIGHT),  # bank holiday
        ("2026-07-01 08:30", FRONT),  # summer time
        ("2031-01-06 12:00", FRONT),  # no bank holidays held, and still a number to ring
    ],
)
def test_whom_to_ring(moment, who):
    at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/London"))
    assert contact_now(PACK, at, CALENDAR) is who


@settings(max_examples=100)
@given(st.datetimes(datetime(2019, 1, 1), datetime(2028, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_somebody_is_always_there(at):
    assert contact_now(PACK, at, CALENDAR).hours.is_open(at, CALENDAR)
    assert FRONT.hours.is_open(at, CALENDAR) != NIGHT.hours.is_open(at, CALENDAR)


def test_contacts_are_to_be_checked_within_the_year_of_writing():
    assert all(date(2026, 12, 1) < contact.check_by < date(2028, 1, 1) for contact in PACK.contacts.values())
    assert all(contact.source for contact in PACK.contacts.values())


def test_a_bank_holiday_at_short_notice_can_be_entered_in_a_published_pack(tmp_path):
    import shutil  # noqa: PLC0415

    packs = Packs(shutil.copytree(PACKS.directory, tmp_path / "policies"))
    file = packs.directory / "north-tyneside" / "2019-12-31.yaml"
    file.write_text(file.read_text().replace("office:\n", "office:\n  closures: [2026-12-07]\n"))
    assert check(packs, datetime(2026, 11, 23, tzinfo=UTC))["sound"]
    calendar = packs.calendar(packs.get(PACK.id))
    assert not calendar.is_working(date(2026, 12, 7))


def test_a_telephone_number_is_not_a_rule(tmp_path):
    import shutil  # noqa: PLC0415

    packs = Packs(shutil.copytree(PACKS.directory, tmp_path / "policies"))
    file = packs.directory / "north-tyneside" / "2019-12-31.yaml"
    text = file.read_text()
    file.write_text(text.replace("0191 643 7366", "0191 643 0000") + "# a comment\n")
    assert packs.fingerprint(PACK.id) == PACKS.fingerprint(PACK.id)
    file.write_text(text.replace("within: 5 working days", "within: 9 working days", 1))
    assert packs.fingerprint(PACK.id) != PACKS.fingerprint(PACK.id)
