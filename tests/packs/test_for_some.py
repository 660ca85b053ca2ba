"""What a policy lays down for some only: it holds for them, and for nobody else."""

from dataclasses import replace
from datetime import date

import pytest
from pack_surfaces import LIVES, said_by
from pack_values import every_key

from portal.domain.challenge.policy_conditions import known_conditions, ruled_out
from portal.domain.challenge.raise_limits import raise_by
from portal.domain.policy.calendar import NOT_STATED
from portal.domain.policy.model import OwnCondition, PolicyCondition
from portal.domain.questions.adult import adult_journey

CALM = "professional urgent=no"
NEW = "so_the_child_is_new_to_the_area"


def asked(who):
    said = said_by(who)
    journey = adult_journey(every_key())
    return {step.question.key for step in journey.steps({**journey.given, **said})}


def ends_at(surfaces, who):
    life = LIVES["reviewed"](surfaces.rules(), said_by(who))
    return life.state.ladder, life.state.stage


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("family", ("relatives", "relatives")),
        ("speaking_for", ("relatives", "relatives")),
        ("parent", ("main", "3")),  # the last stage is for whom it is known that the child is new to the area
        (CALM, ("main", "3")),
        (f"{CALM} {NEW}=yes", ("main", "4")),
        (f"{CALM} home_educated=yes in_need=yes", ("taught", "agreed")),
        (f"{CALM} home_educated=yes in_need=no disagree=yes", ("taught", "taught")),
    ],
)
def test_a_challenge_goes_through_the_stages_that_are_for_it(surfaces, who, where):
    surfaces.shelf.put(every_key())
    assert ends_at(surfaces, who) == where


def test_only_a_route_leads_to_a_stage_that_follows_no_other(surfaces):
    surfaces.shelf.put(every_key())
    life = LIVES["another way"](surfaces.rules(), said_by(CALM))
    assert life.state.stage == "gap"
    assert surfaces.rules().ladder.after("4") is None
    assert life.rules.ladder.after("gap") is None


def test_nobody_is_sent_by_a_route_to_a_stage_that_is_for_others(surfaces):
    pack = every_key()
    main = pack.ladder()
    stages = tuple(replace(each, audiences=("family",)) if each.key == "gap" else each for each in main.stages)
    ladders = tuple(replace(main, stages=stages) if each is main else each for each in pack.ladders)
    surfaces.shelf.put(replace(pack, ladders=ladders))
    assert "choose_route" not in LIVES["under way"](surfaces.rules(), said_by(CALM)).lines[-1]


def test_the_form_asks_what_the_policy_goes_by_and_whom_it_names():
    pro, parent, family = asked(f"{CALM} spoken=no"), asked("parent"), asked("family")
    assert {"looked_after", "in_need", "home_educated", "disagree", NEW, "case", "plan"} <= pro
    assert {"looked_after", "home_educated", "case", "talk_first"} <= parent
    assert not {NEW, "plan", "court", "speak_first"} & parent
    assert "court" in family
    assert not {"case", "talk_first"} & family


def test_what_is_said_of_it_holds_or_is_ruled_out(surfaces):
    pack, calendar = every_key(), surfaces.context.calendar
    own = OwnCondition("the child is new to the area")
    said = said_by(f"{CALM} {NEW}=yes court=no looked_after=not_sure")
    holds = known_conditions(pack, calendar, said, surfaces.clock())
    out = ruled_out(pack, said)
    assert own in holds
    assert PolicyCondition.COURT in out
    assert PolicyCondition.LOOKED_AFTER not in {*holds, *out}


def test_somebody_is_told_only_of_the_challenges_of_whom_the_policy_names(surfaces):
    surfaces.shelf.put(every_key())
    told = {
        who: {each["who"] for each in LIVES["later"](surfaces.rules(), said_by(who)).wait(1).state.work.notifications}
        for who in (CALM, "parent")
    }
    assert "The Partnership" in told[CALM]
    assert "The Partnership" not in told["parent"]


def test_who_can_go_outside_after_a_stage_is_shown_it_only_then(surfaces):
    pack = every_key()
    assert "Conference Complaints" not in surfaces.seen(pack, f"raiser progress left lying / {CALM}")
    assert "Conference Complaints" not in surfaces.seen(pack, f"raiser progress begun / {CALM}")
    assert "Conference Complaints" in surfaces.seen(pack, f"raiser progress asked / {CALM}")
    assert "Conference Complaints" not in surfaces.seen(pack, "raiser progress asked / parent")


DATE = "told_when=date told_when.date"


@pytest.mark.parametrize(
    ("who", "by"),
    [
        (f"{CALM} {DATE}=2026-09-20", date(2026, 12, 20)),
        (f"{CALM} {DATE}=2026-08-03", date(2026, 11, 3)),  # received on 14 December: too late
        ("parent told_when=month told_when.month=2026-02", date(2026, 8, 28)),  # from the end of the month
        ("parent told_when=not_sure", None),
        ("family court=yes", None),  # counted from when we first heard: nobody is asked that
    ],
)
def test_whoever_came_after_their_own_time_limit_is_shown_to_be_late(surfaces, who, by):
    surfaces.shelf.put(every_key())
    life = LIVES["left lying"](surfaces.rules(), said_by(who))
    assert raise_by(life.state, life.rules) == by
    shown = surfaces.seen(every_key(), f"staff summary left lying / {who}")
    late = by is not None and by < date(2026, 12, 14)
    assert ("To be challenged by" in shown) == (by is not None)
    assert ("It came after the time limit of the policy" in shown) == late


def test_whoever_has_a_time_limit_is_asked_why_they_come_later(surfaces):
    page = surfaces.seen(every_key(), "ask more / parent")
    assert "why are you asking now?" in page
    untimed = replace(every_key().raise_within, within=NOT_STATED)
    silent = replace(every_key(), raise_limits=(), raise_within=untimed)
    assert "why are you asking now?" not in surfaces.seen(silent, "ask more / parent")


def test_each_audience_reads_its_own_stages_and_time(surfaces):
    page = surfaces.seen(every_key(), "public /what-happens-next")
    assert "Relative step" in page
    assert "within 3 months of when you heard" in page
    assert "within 6 months of when you heard" in page
    assert "This step is only for" in page
    assert "Gap step" not in page  # nobody comes there unless they are sent
    assert "Gap step" in surfaces.seen(every_key(), "public /policy")
