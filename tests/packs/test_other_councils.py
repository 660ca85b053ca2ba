"""What other councils' policies ask for can be said in a pack, and read by the same loader."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from build import OnePack
from portal.domain.policy.calendar import NOT_STATED, Hours, OnHolidays, Opening, Span, due
from portal.domain.policy.call_now import contact_now, unread
from portal.domain.policy.model import Absent, Act, Frequency, PolicyCondition, Start, Who
from portal.services.policy_explanation import explain, explain_text, worked_dates

LONDON = ZoneInfo("Europe/London")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def stage_dates(packs, pack, received):
    """When each stage of the main ladder is over, as far as that can be counted."""
    dates = worked_dates(pack, packs.calendar(pack), received)
    places = (f"ladders.main.stages.{stage.key}" for stage in pack.ladder().stages)
    return [dates[place] for place in places if place in dates]


def test_newcastle_caps_five_steps_and_has_an_urgent_ladder(others):
    pack = others.current("newcastle")
    main, urgent = pack.ladder(), pack.ladder("urgent")
    cap = main.caps[0]
    assert (cap.first, cap.last, str(cap.within)) == ("1", "5", "5 working days")
    assert {stage.decide_within for stage in main.stages[:5]} == {NOT_STATED}
    calendar, received = others.calendar(pack), at("2026-11-23 10:00")
    limit = due(cap.within, received, pack.hours, calendar)
    assert due(main.stages[0].decide_within, received, pack.hours, calendar, cap=limit) == date(2026, 11, 30)
    assert main.stage("2").skip_when is PolicyCondition.URGENT
    assert main.stage("3").reviewer == "Line Manager or Safeguarding Lead or equivalent"
    assert main.stage("3").other_side == ("Line Manager", "Safeguarding Lead")
    assert main.stage("4").escalation.required, "it must be referred to step 5"
    assert str(main.stage("6").decide_within) == "14 working days"
    assert urgent.when is PolicyCondition.URGENT
    assert urgent.before[0].who.startswith("You and your Safeguarding Lead, who agrees")
    assert [(stage.rank, str(stage.decide_within)) for stage in urgent.stages] == [
        (3, "1 working day"),
        (4, "not stated"),
    ]
    assert pack.recording.every_stage is True


def test_worked_dates_keep_to_a_cap(others):
    dates = stage_dates(others, others.current("newcastle"), at("2026-11-23 10:00"))
    assert [day.isoformat() for day in dates] == [*["2026-11-30"] * 5, "2026-12-18"]
    text = explain_text(explain(others, others.current("newcastle").id, at("2026-11-23 10:00")))
    assert "Step 1 to Step 5 together within 5 working days" in text
    assert len(stage_dates(others, others.current("medway"), at("2026-11-23 10:00"))) == 3
    text = explain_text(explain(others, others.current("medway").id, at("2026-11-23 10:00")))
    assert "at the next meeting" in text


def test_caps_that_end_at_the_same_stage_are_explained_as_they_are_kept(others):
    pack = others.current("newcastle")
    main = pack.ladder()
    caps = tuple(
        replace(main.caps[0], first=first, last="3", within=Span.parse(within))
        for first, within in (("1", "3 working days"), ("2", "9 working days"))
    )
    pack = replace(pack, ladders=(replace(main, caps=caps), *pack.ladders[1:]))
    assert stage_dates(others, pack, at("2026-11-23 10:00"))[:3] == [date(2026, 11, 26)] * 3


def test_a_clock_of_hours_is_explained_to_the_minute(others):
    pack = others.current("newcastle")
    main = pack.ladder()
    hours = replace(main.stages[5].deadlines[0], within=Span.parse("24 hours"))
    stages = (replace(main.stages[0], deadlines=(hours,)), *main.stages[1:])
    packs = OnePack(replace(pack, ladders=(replace(main, caps=(), stages=stages),)))
    text = explain_text(explain(packs, pack.id, at("2026-11-23 10:30")))
    assert ", by 10:30am on Tuesday 24 November 2026" in text


def test_south_tyneside_has_a_step_before_the_first_and_tells_others_with_a_form(others):
    pack = others.current("south-tyneside")
    main = pack.ladder()
    assert str(main.before[0].deadlines[0].within) == "1 working day"
    assert main.stages[0].deadlines[0].within == Span.parse("1 day")
    told = main.stages[1].notify[0]
    assert told.form == "Escalation Notification Form (Appendix 1)"
    assert (told.who, told.contact) == ("STSCP or STSAB", "")
    assert (pack.learning[0].every, pack.learning[0].medium) == (Frequency.SIX_MONTHLY, "spreadsheet")


def test_barnet_has_ladders_side_by_side_and_nights(others):
    pack = others.current("barnet")
    assert [(ladder.key, ladder.when, ladder.decided_by) for ladder in pack.ladders] == [
        ("main", PolicyCondition.NEW_REFERRAL, ""),
        ("out-of-hours", PolicyCondition.OUT_OF_HOURS, ""),
        ("open", PolicyCondition.OPEN_CASE, ""),
        ("police", PolicyCondition.ALWAYS, "The police"),
        ("school", PolicyCondition.ALWAYS, "A school"),
        ("health", PolicyCondition.ALWAYS, "A health service"),
    ]
    assert [len(ladder.stages) for ladder in pack.ladders] == [5, 3, 5, 3, 5, 2]
    routes = [route.stage for route in pack.ladder("school").stages[0].routes]
    assert routes == ["governors", "procedure", "inspector"]
    assert pack.ladder().stages[0].deadlines[0].sooner
    assert pack.document.status == "Draft"
    assert [str(approval.on) for approval in pack.document.approvals] == ["not stated", "not stated", "2021-03"]
    assert pack.document.review.last == date(2024, 3, 31)
    night = pack.contacts["out_of_hours"].hours
    calendar = others.calendar(pack)
    assert night.is_open(at("2026-11-24 03:00"), calendar)
    assert not night.is_open(at("2026-11-24 09:00"), calendar)
    assert night.is_open(at("2026-12-28 12:00"), calendar), "a bank holiday"


def test_medway_pairs_managers_and_waits_for_a_meeting(others):
    pack = others.current("medway")
    one, _, three, four = pack.ladder().stages
    assert one.notify[0].when is PolicyCondition.PROTECTION_PLAN
    assert str(one.decide_within) == "5 working days", "a reply counts as the decision"
    assert three.notify[0].form == "Stage 3 Escalation (Alert) Form"
    assert due(four.decide_within, at("2026-11-23 10:00"), pack.hours, others.calendar(pack)) is None
    assert str(four.decide_within) == "next meeting"
    assert pack.ladder().after("4") is None
    assert pack.ladder().after("1").key == "2"


def test_several_clocks_a_limit_and_closure_days(others):
    pack = others.current("elsewhere")
    clocks = pack.ladder().stages[0].deadlines
    assert [(clock.act, clock.after) for clock in clocks] == [
        (Act.ACKNOWLEDGE, Start.REQUEST),
        (Act.MEET, Start.TAKEN),
        (Act.DECIDE, Start.MEETING),
    ]
    assert str(clocks[2].extend_by) == "5 working days"
    assert str(pack.raise_within.within) == "12 months"
    assert pack.ladder().escalation.by == (Who.RAISER,)
    assert (pack.document.expiry, pack.learning[0].every) == (Absent.NONE, Absent.NONE)
    assert str(pack.ladder().stages[1].decide_within) == "none"
    assert due(Span.parse("1 working day"), at("2026-12-24 10:00"), pack.hours, others.calendar(pack)) == date(
        2027, 1, 4
    )
    assert pack.confirmed


@pytest.mark.parametrize(("on", "expected"), [("2026-01-01", "2025-01-01"), ("2030-01-01", "2029-06-01")])
def test_a_new_version_counts_from_its_day(others, tmp_path, on, expected):
    import shutil  # noqa: PLC0415

    folder = shutil.copytree(others.directory, tmp_path / "policies") / "elsewhere"
    shutil.copy(folder / "2025-01-01.yaml", folder / "2029-06-01.yaml")
    packs = type(others)(folder.parent)
    assert packs.current("elsewhere", date.fromisoformat(on)).id == f"elsewhere@{expected}"
    with pytest.raises(KeyError):
        packs.current("elsewhere", date(2024, 12, 31))


def test_whom_to_ring_now(others):
    pack = others.current("barnet")
    assert contact_now(pack, at("2026-11-24 10:00"), others.calendar(pack)) is pack.contacts["front_door"]


@pytest.mark.parametrize(
    ("moment", "key"),
    [
        ("2026-12-26 22:00", "out_of_hours"),  # a Saturday, and Boxing Day
        ("2026-12-25 11:00", "out_of_hours"),
        ("2026-11-24 16:59", "front_door"),
        ("2026-11-24 17:00", "out_of_hours"),
        ("2026-11-25 08:59", "out_of_hours"),
        ("2026-11-25 09:00", "front_door"),
    ],
)
def test_where_only_the_night_team_has_hours_it_is_called_in_them(others, moment, key):
    pack = others.current("barnet")
    hourless = replace(pack.contacts["front_door"], hours=Absent.NOT_STATED)
    pack = replace(pack, contacts={**pack.contacts, "front_door": hourless})
    assert contact_now(pack, at(moment), others.calendar(pack)) is pack.contacts[key]


def test_whom_to_call_has_a_number_even_where_the_one_whose_hour_it_is_has_none(others):
    pack = others.current("barnet")
    silent = replace(pack.contacts["front_door"], telephone="", email="door@example.com")
    pack = replace(pack, contacts={**pack.contacts, "front_door": silent})
    assert contact_now(pack, at("2026-11-24 10:00"), others.calendar(pack)) is pack.contacts["out_of_hours"]


def test_a_page_says_that_nobody_reads_on_bank_holidays_only_where_that_is_so(others):
    pack = others.current("medway")
    weekdays = pack.hours
    assert unread(pack) == "Nobody reads this form at night, at weekends or on bank holidays."
    always = (replace(weekdays, holidays=OnHolidays.AS_USUAL), Hours((Opening.parse("saturday 09:00 to 12:00"),)))
    for hours in always:
        assert (
            unread(replace(pack, office=replace(pack.office, hours=hours)))
            == "Nobody reads this form when our office is closed."
        )
