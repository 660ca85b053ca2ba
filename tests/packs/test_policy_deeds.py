"""What a policy says of time, of who decides and in which words: it happens."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from actions import Action
from mutated_packs import _spot
from pack_surfaces import DAY, EVE, LIVES, MANAGER, WORDS, Life, said_by
from pack_values import _words, every_key

from portal.domain.challenge.clock import remind_to_record
from portal.domain.challenge.exchange import still_to_agree
from portal.domain.challenge.raiser import without_an_answer
from portal.domain.challenge.routes import ways_for
from portal.domain.challenge.state import Status
from portal.domain.permissions import RAISER, ActionRefused
from portal.domain.policy.calendar import Calendar, Hours, Opening, Span, day_zero
from portal.domain.policy.call_now import contact_now, gaps_in_a_week
from portal.domain.policy.closures import Closure
from portal.domain.policy.model import USUAL_TIMES, Absent, Audience, Who
from portal.domain.policy.validation import faults
from portal.policy_loader.like_ladders import with_likes
from portal.policy_loader.reader import build
from portal.policy_loader.source import BrokenPack
from portal.services.policy_report import _warnings

CALM = "professional urgent=no"
NEWCOMER = f"{CALM} so_the_child_is_new_to_the_area=yes"


def lived(surfaces, name, who, pack=None):
    surfaces.shelf.put(pack or every_key())
    return LIVES[name](surfaces.rules(), said_by(who))


def with_ladder(key, **changed):
    pack = every_key()
    return replace(pack, ladders=tuple(replace(each, **changed) if each.key == key else each for each in pack.ladders))


def with_stage(key, **changed):
    ladder = every_key().ladder_of(key)
    stages = tuple(replace(each, **changed) if each.key == key else each for each in ladder.stages)
    return with_ladder(ladder.key, stages=stages)


# Closing


@pytest.mark.parametrize(
    ("text", "days", "begins"),
    [
        ("2026-12-29", ["2026-12-29"], None),
        ("2026-12-24 from 12:00", ["2026-12-24"], time(12)),
        ("every 24 december", ["2026-12-24", "2027-12-24"], None),
        ("every 29 february", [], None),
        ("every last thursday from 13:00", [*map(str, [date(2026, 1, 29), date(2026, 2, 26)])], time(13)),
        ("every first friday", ["2026-01-02", "2026-02-06"], None),
    ],
)
def test_a_closing_day_may_come_again_or_begin_at_an_hour(text, days, begins):
    closure = Closure.parse(text)
    assert [str(each) for each in closure.days(2026, 2027)][: len(days)] == days
    assert closure.begins == begins


@pytest.mark.parametrize("text", ["every 31 june", "24 december", "every fifth friday", "2026-02-30", "every day", ""])
def test_what_is_no_closing_day_is_refused(text):
    with pytest.raises(ValueError, match="is not a closing day"):
        Closure.parse(text)


def test_what_comes_after_an_early_closing_counts_as_the_next_working_day(surfaces):
    surfaces.shelf.put(every_key())
    hours, calendar = every_key().hours, surfaces.context.calendar
    assert day_zero(EVE.replace(hour=10), hours, calendar) == date(2026, 12, 24)  # open until noon
    assert day_zero(EVE, hours, calendar) == date(2026, 12, 30)  # Christmas, and the 29th is closed all day
    assert hours.is_open(EVE.replace(hour=10), calendar)
    assert not hours.is_open(EVE, calendar)
    assert calendar.is_working(date(2026, 12, 24))
    assert not calendar.is_working(date(2026, 12, 31))  # the last Thursday


def test_whom_to_call_is_the_night_team_once_the_office_has_closed_early(surfaces):
    surfaces.shelf.put(every_key())
    pack, calendar = every_key(), surfaces.context.calendar
    assert contact_now(pack, EVE.replace(hour=10), calendar).name == "Front Door"
    assert contact_now(pack, EVE, calendar).name == "Night Team"


def test_a_number_without_hours_is_not_shown_at_night_as_if_it_were_answered(surfaces):
    pack = every_key()
    front, night = pack.contacts["front_door"], pack.contacts["out_of_hours"]
    gap = Hours((Opening.parse("monday to friday 17:00 to 08:30"),))  # as a policy wrote it: not Monday at three
    contacts = {**pack.contacts, "front_door": replace(front, hours=Absent.NOT_STATED)}
    contacts["out_of_hours"] = replace(night, hours=gap)
    unclear = replace(pack, contacts=contacts)
    calendar = surfaces.context.calendar
    assert contact_now(unclear, datetime(2026, 12, 14, 3, tzinfo=UTC), calendar).name == "Night Team"
    assert contact_now(unclear, datetime(2026, 12, 14, 10, tzinfo=UTC), calendar).name == "Front Door"
    told = " ".join(_warnings(unclear, calendar, date(2026, 12, 14)))
    assert "“front_door” has no hours" in told


def test_hours_that_leave_a_gap_are_said():
    day = Hours((Opening.parse("monday to friday 08:30 to 17:00"),))
    night = Hours((Opening.parse("monday to friday 17:00 to 08:30"), Opening.parse("saturday, sunday 00:00 to 24:00")))
    assert gaps_in_a_week((day, night)) == ["monday 00:00 to 08:30"]
    whole = Hours((*night.open, Opening.parse("sunday 17:00 to 08:30")))
    assert gaps_in_a_week((day, whole)) == []


def test_a_draft_that_counts_and_what_nobody_approved_are_said():
    pack = every_key()
    draft = replace(pack, document=replace(pack.document, status="Draft v3", approvals=Absent.NONE))
    told = " ".join(_warnings(draft, Calendar(frozenset(), 2020, 2030), date(2026, 12, 14)))
    assert "calls itself “Draft v3”" in told
    assert "Nobody has approved the document" in told


# Time


def test_it_goes_on_by_itself_once_nobody_has_answered(surfaces):
    life = lived(surfaces, "third late", NEWCOMER)
    assert (life.state.stage, life.state.status) == ("4", Status.RECEIVED)
    assert "3" in life.state.work.late_before
    silent = replace(every_key().stage("3").escalation, by_itself=False)
    assert lived(surfaces, "third late", NEWCOMER, with_stage("3", escalation=silent)).state.stage == "3"


def test_it_does_not_go_on_by_itself_before_triage_nor_past_a_safety_alert(surfaces):
    way = replace(every_key().ladder().escalation, by_itself=True)
    surfaces.shelf.put(with_ladder("main", escalation=way))
    late = DAY + timedelta(days=60)
    untriaged = Life(surfaces.rules(), said_by(CALM))
    assert without_an_answer(untriaged.state, untriaged.rules, late) == []
    begun = Life(surfaces.rules(), said_by(CALM)).begin()
    assert [each.kind for each in without_an_answer(begun.state, begun.rules, late)] == ["moved_on"]
    begun.act(RAISER, Action.ADD, words="He was hit again.", new=True)
    assert without_an_answer(begun.state, begun.rules, late) == []


def test_all_pauses_together_are_no_longer_than_the_policy_allows(surfaces):
    lines = lived(surfaces, "paused", CALM).lines
    refused = [line for line in lines if "all pauses together" in line]
    assert refused[0].startswith("2027-01-04")  # until Wednesday 30 December they are ten
    free = lived(surfaces, "paused", CALM, replace(every_key(), pauses=None)).lines
    assert not [line for line in free if "all pauses together" in line]


def test_a_meeting_that_need_not_be_begins_the_time_anew(surfaces):
    who = f"{CALM} home_educated=yes"
    before, after = lived(surfaces, "begun", who), lived(surfaces, "met", who)
    assert before.state.due == date(2027, 2, 1)  # 7 weeks from 14 December
    assert after.state.due == date(2027, 1, 21)  # 5 weeks from 17 December, when they met
    assert after.rules.clocks(after.rules.ladder.stage("taught"), after.rules.began(after.state)).dates[0].due is None


def test_a_raiser_has_the_time_of_the_stage_to_answer(surfaces):
    page = surfaces.seen(every_key(), "public /policy")
    assert page.count("After it you have 9 working days") == 2  # on the ladder that is like it too
    other = surfaces.seen(with_stage("2", answer_within=every_key().times.answer), "public /policy")
    assert other.count("After it you have 9 working days") == 1


def test_staff_see_by_when_it_has_to_be_recorded(surfaces):
    shown = surfaces.seen(every_key(), f"staff record reviewed / {CALM}")
    assert "The policy has it recorded by 16 December 2026" in shown


def test_whoever_has_it_is_reminded_each_day_of_what_was_not_recorded_in_time(surfaces):
    life = lived(surfaces, "reviewed", CALM)
    late = datetime(2026, 12, 17, 10, tzinfo=UTC)
    assert [each.what["why"] for each in remind_to_record(life.state, life.rules, late, None)] == ["record"]
    assert remind_to_record(life.state, life.rules, late, late) == []
    assert remind_to_record(life.state, life.rules, DAY, None) == []  # in time
    assert remind_to_record(life.state, life.rules, datetime(2026, 12, 19, 10, tzinfo=UTC), None) == []  # a Saturday


# Who


def test_who_may_leave_the_name_blank_is_whom_the_policy_names(surfaces):
    optional = "What should we call you? (optional)"
    assert optional in surfaces.seen(every_key(), "ask safe-ways / family")
    assert optional not in surfaces.seen(every_key(), "ask safe-ways / parent")
    assert "What should we call you?" in surfaces.seen(every_key(), "ask safe-ways / parent")


def test_nobody_decides_alone_what_is_decided_together(surfaces):
    life = lived(surfaces, "begun", "family")
    assert still_to_agree(life.state, life.rules) == ("Sergeant",)
    able = life.able()
    with pytest.raises(ActionRefused, match="decided together"):
        decide_alone(life, able)
    life.review()
    assert life.state.status is Status.REVIEWED
    assert "Still to be written down" in surfaces.seen(every_key(), "staff summary begun / family")


def decide_alone(life, able):
    life.act(able, Action.DECIDE_GROUND, ground=1, outcome="unchanged", reasons=WORDS)
    life.act(able, Action.FIND, evidence=WORDS, views=WORDS)
    life.act(able, Action.DECIDE)


def test_only_whom_the_policy_names_chooses_the_way(surfaces):
    life = lived(surfaces, "third asked", CALM)
    reviewer = next(each for each in (life.able(), MANAGER) if each)
    assert [way.stage.key for way in ways_for(life.state, life.rules, MANAGER)] == ["gap", "gap"]
    route = every_key().stage("3").routes[0]
    theirs = with_stage("3", routes=(replace(route, chosen_by=(Who.RAISER,)),))
    waiting = lived(surfaces, "third late", CALM, theirs)
    assert [way.number for way in ways_for(waiting.state, waiting.rules, reviewer)] == [1]  # they have not asked
    managers = with_stage("3", routes=(replace(route, chosen_by=(Who.MANAGER,)),))
    other = lived(surfaces, "third late", CALM, managers)
    worker = next(each for each in (other.able(),) if each)
    assert [way.number for way in ways_for(other.state, other.rules, worker)] == [1]


def test_who_stands_in_is_named_beside_who_reviews(surfaces):
    assert "Service Lead or, where they had a part in the decision, Senior Lead" in surfaces.seen(
        every_key(), "public /what-happens-next"
    )


# Words


def test_what_the_policy_promises_stands_on_the_first_page(surfaces):
    assert "Asking never makes things worse for anybody." in surfaces.seen(every_key(), "public /")


def test_who_is_not_taken_reads_the_words_of_the_policy(surfaces):
    start, exit_page = surfaces.seen(every_key(), "public /"), surfaces.seen(every_key(), "ask other-ways / neighbour")
    for page in (start, exit_page):
        assert "Please ring us about this instead." in page
        assert "still want to know" not in page
    rule = replace(every_key().audiences[Audience.NEIGHBOUR], words="")
    silent = replace(every_key(), audiences={**every_key().audiences, Audience.NEIGHBOUR: rule})
    assert "still want to know" in surfaces.seen(silent, "public /")


def test_what_is_not_covered_is_said_in_its_own_words(surfaces):
    for page in ("public /", f"ask other-places / {CALM}", f"staff do/decline taken / {CALM}"):
        assert "A place at a school" in surfaces.seen(every_key(), page), page


def test_a_form_has_the_lines_of_its_own(surfaces):
    assert "What the line manager thinks" in surfaces.seen(every_key(), f"staff forms/stage-2.txt later / {CALM}")


def test_the_councils_own_advocate_is_named_to_families(surfaces):
    for page in ("public /independent-help", "public /young/independent-help"):
        assert "Voice of Everyshire" in surfaces.seen(every_key(), page), page


@pytest.mark.parametrize(("age", "told"), [("under_9", True), ("9_to_11", True), ("12_to_14", False), ("skip", False)])
def test_staff_go_through_an_adult_for_who_is_younger(surfaces, age, told):
    shown = surfaces.seen(every_key(), f"staff summary left lying / young_person age={age}")
    assert ("They are younger than 12" in shown) is told


# Times that nobody wrote


def test_the_times_that_hold_because_nobody_wrote_others_are_said():
    calendar, pack = Calendar(frozenset(), 2020, 2030), every_key()
    silent = replace(pack, times=USUAL_TIMES)
    told = " ".join(_warnings(silent, calendar, date(2026, 12, 14)))
    assert "They have 20 working days after: Step 1, Step 3" in told
    assert "Step 2" not in told  # it has a time of its own
    assert "for triage, which has 1 working day, and for coming back after a withdrawal, which has 10" in told
    assert "are written" not in " ".join(_warnings(pack, calendar, date(2026, 12, 14)))


@pytest.mark.parametrize(
    ("changes", "usual"),
    [
        ({"times": replace(USUAL_TIMES, answer=Span.parse("next meeting"))}, "20 working days"),
        ({"ladders": with_stage("1", answer_within=Span.parse("none")).ladders}, "15 working days"),
    ],
)
def test_who_writes_an_answer_time_that_is_refused_reads_what_holds_without_it(changes, usual):
    told = [sentence for _place, sentence in faults(replace(every_key(), **changes))]
    assert f"With none written here, people have {usual} to say that they are still worried" in "".join(told)


# A ladder like another


def test_a_ladder_like_another_has_all_that_it_does_not_write_itself(surfaces):
    pack = every_key()
    main, like = pack.ladder(), pack.ladder("cared")
    assert [stage.key for stage in like.stages] == [f"cared-{stage.key}" for stage in main.stages]
    assert [stage.label for stage in like.stages] == [stage.label for stage in main.stages]
    assert (like.caps[0].first, like.caps[0].last) == ("cared-2", "cared-3")
    assert like.stages[2].routes[0].stage == "cared-gap"
    assert like.escalation.by == (Who.RAISER,)
    life = lived(surfaces, "moved", f"{CALM} looked_after=yes")
    assert (life.state.ladder, life.state.stage) == ("cared", "cared-3")


def test_of_a_stage_it_writes_only_what_differs():
    whole = {**_words()[1]}
    ladders = [dict(each) for each in whole["ladders"]]
    cared = next(each for each in ladders if each["key"] == "cared")
    cared["stages"] = [{"key": "2", "label": "Care step", "cite": "9"}]
    pack = build(_spot({**whole, "ladders": ladders}), "every-key@2025-01-01")
    stage = pack.stage("cared-2")
    assert (stage.label, stage.cite, stage.reviewers) == ("Care step", "9", ("Service Lead",))
    assert pack.stage("cared-1").label == "Step 1"


def test_a_ladder_like_none_is_refused():
    whole = {**_words()[1]}
    ladders = [{**each, "like": "nothing"} if each["key"] == "cared" else each for each in whole["ladders"]]
    with pytest.raises(BrokenPack, match="has no “stages”"):
        build(_spot({**whole, "ladders": ladders}), "every-key@2025-01-01")
    assert with_likes(_spot({})).value == {}
