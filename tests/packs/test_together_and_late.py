"""Conditions that have to hold together, and who is told once a time has passed."""

from dataclasses import replace

import pytest
from actions import Action
from pack_surfaces import LIVES, MANAGER, WORDS, said_by
from pack_values import every_key

from portal.domain.challenge.policy_conditions import known_conditions, ruled_out
from portal.domain.challenge.steps import open_steps
from portal.domain.policy.model import Audience, PolicyCondition
from portal.domain.policy.vocabulary import OwnCondition, Together, condition_from, known_at_first, parts_of

BOTH = Together.of([PolicyCondition.LOOKED_AFTER, PolicyCondition.IN_NEED])
CALM = "professional urgent=no"
pytestmark = pytest.mark.timeout(60)


def test_conditions_together_are_kept_and_come_back():
    own = OwnCondition("the child is new to the area")
    three = Together.of([PolicyCondition.URGENT, own, PolicyCondition.OUT_OF_HOURS])
    assert condition_from(three.value) == three
    assert parts_of(three) == (PolicyCondition.URGENT, own, PolicyCondition.OUT_OF_HOURS)
    assert known_at_first(three)
    assert not known_at_first(Together.of([PolicyCondition.URGENT, PolicyCondition.NO_ANSWER]))
    assert Together.of([own]) is own
    for none in ([], [PolicyCondition.ALWAYS, own]):
        with pytest.raises(ValueError, match="all have to hold"):
            Together.of(none)


@pytest.mark.parametrize(
    ("said", "ladder"),
    [
        ("looked_after=yes in_need=yes", "both"),
        ("looked_after=yes in_need=no", "cared"),
        ("looked_after=yes in_need=not_sure", "cared"),
        ("looked_after=no in_need=yes", "main"),
    ],
)
def test_a_ladder_is_for_those_of_whom_all_of_it_holds(surfaces, said, ladder):
    surfaces.shelf.put(every_key())
    life = LIVES["left lying"](surfaces.rules(), said_by(f"{CALM} {said}"))
    assert life.state.ladder == ladder


def test_it_is_asked_about_held_and_ruled_out(surfaces):
    pack, calendar = every_key(), surfaces.context.calendar
    for answer, holds, out in (("yes", True, False), ("no", False, True), ("not_sure", False, False)):
        said = said_by(f"{CALM} looked_after=yes in_need={answer}")
        assert (BOTH in known_conditions(pack, calendar, said, surfaces.clock())) is holds
        assert (BOTH in ruled_out(pack, said)) is out


def test_both_are_said_to_the_public_and_in_the_description(surfaces):
    said = "This is for when the council looks after the child and the child has a child in need plan."
    assert said in surfaces.seen(every_key(), "public /policy")
    assert said in surfaces.seen(every_key(), "public /what-happens-next")


def test_it_is_refused_where_one_of_them_is_not_known_at_first(broken):
    packs, _lines = broken("  - key: main\n", "  - key: main\n    when: [urgent, no answer]\n")
    assert any("is not known when a challenge begins" in fault for fault in packs.faults("north-tyneside@2019-12-31"))


WHO = "The Head of Quality"


def told(life):
    return [each["who"] for each in life.state.work.notifications]


def test_whom_the_policy_names_is_told_once_a_step_is_late_and_not_before(surfaces):
    surfaces.shelf.put(every_key())
    life = LIVES["under way"](surfaces.rules(), said_by(CALM))
    assert WHO not in told(life.wait(1))
    assert WHO in told(life.wait(3))
    assert told(life.wait(5)).count(WHO) == 1, "once"
    assert "record_notified" in life.lines[-1], "a duty, until somebody writes down that they were told"


def test_nobody_is_told_of_what_was_done_in_time(surfaces):
    surfaces.shelf.put(every_key())
    life = LIVES["under way"](surfaces.rules(), said_by(CALM))
    step = open_steps(life.state, life.rules)[0].number
    life.act(MANAGER, Action.RECORD_STEP, step=step, on=life.now.date().isoformat(), words=WORDS)
    assert WHO not in told(life.wait(8))


def test_whoever_is_told_that_the_answer_is_late_hears_of_it_when_it_is(surfaces):
    pack = every_key()
    main = pack.ladder()
    first, second, *rest = main.stages
    leader = replace(first.deadlines[0].if_missed, who="The Leader", audiences=())
    clock = replace(second.deadlines[0], if_missed=leader)
    stages = (first, replace(second, deadlines=(clock,)), *rest)
    pack = replace(pack, ladders=tuple(replace(main, stages=stages) if each is main else each for each in pack.ladders))
    surfaces.shelf.put(pack)
    life = LIVES["second"](surfaces.rules(), said_by(CALM))
    assert "The Leader" not in told(life)
    assert "The Leader" in told(life.wait())


def test_an_email_goes_out_at_once_where_the_contact_has_an_address(surfaces):
    told_to = surfaces.seen(every_key(), f"told left unread / {CALM}")
    assert f"('who', '{WHO}')" in told_to
    assert "(a time limit has passed)')" in told_to, "and says that it is for that"
    silent = replace(every_key().contacts["partnership"], email="", telephone="01632 960199")
    pack = replace(every_key(), contacts={**every_key().contacts, "partnership": silent})
    assert WHO not in surfaces.seen(pack, f"told left unread / {CALM}")


def test_the_public_reads_who_is_told_if_it_is_late(surfaces):
    assert f"If it is late, the policy asks us to tell: {WHO}." in surfaces.seen(every_key(), "public /policy")


@pytest.mark.parametrize("audience", Audience)
def test_who_is_named_for_some_is_told_of_theirs_alone(surfaces, audience):
    surfaces.shelf.put(every_key())
    if every_key().takes(audience) and audience not in (Audience.FAMILY, Audience.SPEAKING_FOR):
        who = CALM if audience is Audience.PROFESSIONAL else audience.value
        life = LIVES["left unread"](surfaces.rules(), said_by(who))
        assert (WHO in told(life)) is (audience is Audience.PROFESSIONAL)
