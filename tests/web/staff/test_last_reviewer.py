"""One person a rank, one of them the decision maker: said before the last is used up, and no dead end after."""

import functools
from datetime import timedelta

import pytest
from actions import Action
from deeds_done import done, perform

from build import PARENT
from portal.domain.permissions import RAISER, ActionRefused, Actor, Role
from portal.services import reminders
from visitor import text_of

TONI = Actor("triage", frozenset({Role.TRIAGE}))
ONE, TWO, THREE, FOUR = (
    Actor(key, frozenset({Role.REVIEWER}), rank, f"{key.title()} Example")
    for rank, key in enumerate(("ona", "twila", "theo", "fay"), 1)
)
LOU = Actor("lou", frozenset({Role.RELEASER}), 0, "Lou Example")
WHO = "Head of Service at another council"
LAST = "You are the last person who could look at it again at Stage 4 (Assistant Director)."
FINDING = "We are finding someone who had no part in it"
CALM = {"danger": "no", "since": "no"}


@pytest.fixture(autouse=True)
def team(employ):
    for who in (ONE, TWO, THREE, FOUR, LOU):
        employ(f"{who.key}@example.com", *who.roles, rank=who.rank, name=who.name)
    employ("boss@example.com", Role.MANAGER, name="Boss Example")


@pytest.fixture
def act(context):
    return functools.partial(done, context)


@pytest.fixture
def begun(arrive, act):
    """Accepted and checked; Twila made the decision."""
    reference = arrive(**PARENT | CALM)
    act(TONI, reference, Action.TAKE)
    act(TONI, reference, Action.SAY_INVOLVED, who="twila", how="made", words="Her name is in the record.")
    act(TONI, reference, Action.CHECK_IDENTITY, words="Passport seen.")
    act(TONI, reference, Action.CHECK_STANDING, words="Birth certificate seen.")
    act(TONI, reference, Action.RECORD_ORIGINAL)
    act(TONI, reference, Action.ACCEPT_FOR_REVIEW)
    act(TONI, reference, Action.HAND_BACK, words="It is for a reviewer.")
    return reference


@pytest.fixture
def reviewed(act):
    """Whoever has it decides, and it is released; the raiser goes on."""

    def review(who, reference, *, on=True):
        act(who, reference, Action.DECIDE_GROUND, ground=1, outcome="unchanged", reasons="The notes say so.")
        act(who, reference, Action.FIND, evidence="The notes.", views="He wants to stay.")
        act(who, reference, Action.DECIDE)
        act(who, reference, Action.WRITE_REPLY, words="We looked at all of it again.")
        act(LOU, reference, Action.RELEASE, harm="no", words="Nobody is harmed by it.")
        if on:
            act(RAISER, reference, Action.STILL_WORRIED)

    return review


@pytest.fixture
def at_the_end(begun, act, reviewed):
    """At the fourth stage: those of the first three ranks and the fourth all had a part."""
    for who in (ONE, THREE, FOUR):
        act(who, begun, Action.TAKE)
        reviewed(who, begun)
    return begun


def work(context, reference):
    with context.store.read() as unit:
        return unit.challenges.get(reference).work


def warned(page):
    return " ".join(text_of(each) for each in page.all("div") if "govuk-warning-text" in each.get("class", ""))


def test_all_four_stages_are_walked_and_the_last_is_looked_at_by_somebody_outside(
    enter, begun, act, reviewed, context, as_raiser
):
    for who in (ONE, THREE):
        act(who, begun, Action.TAKE)
        reviewed(who, begun)
    fay = enter("fay@example.com")
    assert LAST in warned(fay.get(f"/challenges/{begun}/do/take")), "before she takes the third"
    act(FOUR, begun, Action.TAKE)
    fay.get(f"/challenges/{begun}")
    assert LAST in warned(fay.get(f"/challenges/{begun}/do/decide_ground"))
    assert f"{LAST} Once you have done this, nobody is left for that." in warned(
        fay.get(f"/challenges/{begun}/do/decide_ground")
    )
    reviewed(FOUR, begun, on=False)
    me = as_raiser(begun)
    assert "We will need to find someone who had no part in it." in me.get("/progress").text
    assert "we will find someone who had no part in it." in me.get("/next").text
    act(RAISER, begun, Action.STILL_WORRIED)
    page = me.get("/progress")
    assert FINDING in page.text
    assert "Assistant Director" not in page.text, "who cannot look is not said to be next"
    page = fay.get(f"/challenges/{begun}/do/name_outside")
    assert {each.get("value") for each in page.all("input") if each.get("name") == "to"} == {
        "ona",
        "theo",
        "fay",
        "boss",
    }
    page = fay.send(f"/challenges/{begun}/do/name_outside", role=WHO, to="theo", words="All four have had a part.")
    if page.h1 == "Look at these words again":
        said = _cleared(page) | {"role": WHO, "to": "theo", "words": "All four have had a part.", "do": "send"}
        fay.send(f"/challenges/{begun}/do/name_outside", **said)
    assert work(context, begun).review.outside == {"role": WHO, "to": "theo", "by": "fay"}
    assert work(context, begun).assigned == "theo"
    page = me.get("/progress")
    assert FINDING not in page.text
    assert WHO in page.text
    assert "We have asked someone who had no part in the decision" in page.text
    listed = enter("boss@example.com").get("/overrides").text
    assert WHO in listed, "it is reported"
    assert "All four have had a part." not in listed, "the reason is in the challenge"
    for section in ("timeline", "decision"):
        assert WHO in fay.get(f"/challenges/{begun}/{section}").text
    reviewed(THREE, begun, on=False)
    assert "This was the last step here." in me.get("/progress").text


def _cleared(page):
    """How each mark of a page is cleared."""
    marks = [each.get("name") for each in page.all("select") if each.get("name", "").startswith("clear-")]
    shown = next((each.get("value") for each in page.all("input") if each.get("name") == "shown"), "")
    return dict.fromkeys(marks, "ordinary") | {"shown": shown}


def test_nobody_outside_is_named_while_somebody_here_is_left_nor_by_who_is_not_the_most_senior(begun, act, enter):
    said = {"role": WHO, "to": "ona", "words": "All have had a part."}
    with pytest.raises(ActionRefused, match="Somebody here can still look at it"):
        act(FOUR, begun, Action.NAME_OUTSIDE, **said)
    fay = enter("fay@example.com")
    assert "Somebody here can still look at it" in fay.get(f"/challenges/{begun}/do/name_outside").text
    fay.get(f"/challenges/{begun}/why")
    fay.send(f"/challenges/{begun}/why", why="supervising")
    assert "Name an outside reviewer" not in fay.get(f"/challenges/{begun}").text
    with pytest.raises(ActionRefused, match="most senior"):
        act(THREE, begun, Action.NAME_OUTSIDE, **said)


REFUSED = (
    ({"role": "me"}, "by their role"),
    ({"role": "somebody"}, "by their role"),
    ({"role": "xx"}, "says too little"),
    ({"words": "ok"}, "says too little"),
    ({"to": "twila"}, "made the decision"),
    ({"to": "lou"}, "not a reviewer"),
    ({"to": "nobody-here"}, "do not work here"),
)


def test_who_looks_who_writes_it_down_and_why_are_looked_at(at_the_end, context):
    for said, why in REFUSED:
        given = {"role": WHO, "to": "ona", "words": "All four have had a part."} | said
        with pytest.raises(ActionRefused, match=why):
            perform(context, FOUR, at_the_end, Action.NAME_OUTSIDE, **given)


def test_who_writes_down_what_somebody_outside_decides_counts_as_no_reviewer_and_releases_nothing(
    at_the_end, act, context
):
    act(FOUR, at_the_end, Action.NAME_OUTSIDE, role=WHO, to="theo", words="All four have had a part.")
    act(THREE, at_the_end, Action.HAND_BACK, words="I am away tomorrow.")
    act(THREE, at_the_end, Action.TAKE)
    act(FOUR, at_the_end, Action.NAME_OUTSIDE, role="Director at another council", to="ona", words="Theo is away.")
    before = dict(work(context, at_the_end).involved)
    act(ONE, at_the_end, Action.DECIDE_GROUND, ground=1, outcome="changed", reasons="The notes say so.")
    act(ONE, at_the_end, Action.FIND, evidence="The notes.", views="He wants to stay.")
    act(ONE, at_the_end, Action.DECIDE)
    assert work(context, at_the_end).involved == before


TASK = "Nobody here can review it: name somebody outside"
BOSS = Actor("boss", frozenset({Role.MANAGER}), 0, "Boss Example")
NAMED = {"role": WHO, "words": "All four have had a part."}


def told(context, name):
    """Whom the notices of this name went to; all that waits has gone then."""
    far, found = context.now() + timedelta(days=2), []
    with context.store.begin() as unit:
        while batch := unit.outbox.claim(far, limit=100):
            found += [each.notice.to["email"] for each in batch if each.notice.name == name]
            for each in batch:
                unit.outbox.sent(each.id, "n", far)
    return sorted(found)


def has_task(person, reference):
    groups = [text_of(each) for each in person.get("/").all("section")]
    return any(TASK in group and reference[:4] in group for group in groups)


def test_where_nobody_is_left_those_who_can_name_somebody_outside_have_it_as_a_task_until_they_did(
    at_the_end, act, context, as_raiser, enter, clock
):
    assert FINDING in as_raiser(at_the_end).get("/progress").text
    assert told(context, "nobody_left") == ["boss@example.com", "fay@example.com"], "what the raiser reads is done"
    for who in ("boss", "fay"):
        assert has_task(enter(f"{who}@example.com"), at_the_end), who
    assert not reminders.look_for_reviewers(context, context.now()), "once that day"
    clock.now += timedelta(days=1)
    assert reminders.look_for_reviewers(context, context.now()) == 1
    assert told(context, "nobody_left") == ["boss@example.com", "fay@example.com"], "and again each working day"
    act(BOSS, at_the_end, Action.NAME_OUTSIDE, to="theo", **NAMED)
    assert not has_task(enter("boss@example.com"), at_the_end)
    clock.now += timedelta(days=1)
    assert not reminders.look_for_reviewers(context, context.now())


def test_who_turns_out_to_have_made_the_decision_writes_nothing_more_down_and_somebody_else_writes_all_of_it(
    at_the_end, act, context, enter
):
    told(context, "")
    act(FOUR, at_the_end, Action.NAME_OUTSIDE, to="theo", **NAMED)
    act(THREE, at_the_end, Action.DECIDE_GROUND, ground=1, outcome="changed", reasons="The notes say so.")
    act(THREE, at_the_end, Action.FIND, evidence="The notes.", views="He wants to stay.")
    act(BOSS, at_the_end, Action.SAY_INVOLVED, who="theo", how="made", words="His name is in the record.")
    for action, said in (
        (Action.DECIDE_GROUND, {"ground": 1, "outcome": "unchanged", "reasons": "The notes say so."}),
        (Action.FIND, {"evidence": "The notes.", "views": "He wants to stay."}),
        (Action.DECIDE, {}),
    ):
        with pytest.raises(ActionRefused, match="made the decision"):
            act(THREE, at_the_end, action, **said)
    assert told(context, "nobody_left") == ["boss@example.com", "fay@example.com"], "who named him is told"
    assert has_task(enter("fay@example.com"), at_the_end)
    act(FOUR, at_the_end, Action.NAME_OUTSIDE, to="ona", **NAMED)
    assert (work(context, at_the_end).review.points, work(context, at_the_end).review.findings) == ({}, {})
    assert not has_task(enter("fay@example.com"), at_the_end)
    act(ONE, at_the_end, Action.DECIDE_GROUND, ground=1, outcome="unchanged", reasons="The notes say so.")
    act(ONE, at_the_end, Action.FIND, evidence="The notes.", views="He wants to stay.")
    act(ONE, at_the_end, Action.DECIDE)
    act(BOSS, at_the_end, Action.SAY_INVOLVED, who="ona", how="advised", words="She was asked that day.")
    with pytest.raises(ActionRefused, match="advised on the decision"):
        act(ONE, at_the_end, Action.WRITE_REPLY, words="We looked at all of it again.")
    act(FOUR, at_the_end, Action.NAME_OUTSIDE, to="fay", **NAMED)
    assert work(context, at_the_end).review.decided_by == "", "also after it was decided there is a way on"
    act(FOUR, at_the_end, Action.DECIDE_GROUND, ground=1, outcome="unchanged", reasons="The notes say so.")
    act(FOUR, at_the_end, Action.FIND, evidence="The notes.", views="He wants to stay.")
    act(FOUR, at_the_end, Action.DECIDE)
    act(FOUR, at_the_end, Action.WRITE_REPLY, words="We looked at all of it again.")


@pytest.mark.parametrize("how", ["made", "advised", "aside"])
def test_who_had_a_part_or_stepped_aside_chooses_nobody_who_looks_and_a_manager_who_had_none_does(
    begun, act, context, how
):
    for who in ("ona", "theo"):
        act(BOSS, begun, Action.SAY_INVOLVED, who=who, how="advised", words="They were asked that day.")
    if how == "aside":
        act(FOUR, begun, Action.TAKE)
        act(FOUR, begun, Action.STEP_ASIDE, words="I know the family.")
    else:
        act(BOSS, begun, Action.SAY_INVOLVED, who="fay", how=how, words="Her name is in the record.")
    for action, said in (
        (Action.NAME_OUTSIDE, {"to": "boss", **NAMED}),
        (Action.STAND_IN, {"to": "boss", "words": WHO}),
    ):
        with pytest.raises(ActionRefused, match="You had a part in this"):
            act(FOUR, begun, action, **said)
    act(BOSS, begun, Action.NAME_OUTSIDE, to="boss", **NAMED)
    assert work(context, begun).review.outside["by"] == "boss"


def test_before_the_last_steps_aside_or_is_said_to_have_had_a_part_it_is_said_what_comes_of_it(
    begun, act, reviewed, enter
):
    boss = enter("boss@example.com")
    for who in (ONE, THREE):
        act(who, begun, Action.TAKE)
        reviewed(who, begun)
    act(FOUR, begun, Action.TAKE)
    fay = enter("fay@example.com")
    said = warned(fay.get(f"/challenges/{begun}/do/step_aside"))
    assert "You are the last person who could look at it again at Stage 3" in said
    assert "Stage 4" in said
    assert "If you had a part in it, step aside all the same." in said
    page = boss.get(f"/challenges/{begun}/do/say_involved")
    hints = [text_of(each) for each in page.all("div") if "hint" in each.get("class", "")]
    [about] = [hint for hint in hints if "nobody here is left" in hint]
    assert about.startswith("Without them nobody here is left for Stage 3")
    assert about.endswith("Then somebody outside has to be named.")


def test_who_is_chosen_is_said_to_be_the_last_beside_their_name(begun, act, enter):
    act(ONE, begun, Action.TAKE)
    ona = enter("ona@example.com")
    page = ona.get(f"/challenges/{begun}/do/hand_over")
    hints = {each.get("id"): text_of(each) for each in page.all("div") if "hint" in each.get("class", "")}
    fay = next(text for text in hints.values() if "Nobody else is left" in text)
    assert "Nobody else is left for Stage 4 (Assistant Director)." in fay
    assert sum("Nobody else is left" in text for text in hints.values()) == 1


def test_who_releases_is_warned_where_they_are_the_last_for_a_later_stage(arrive, act, employ, enter):
    employ("max@example.com", Role.REVIEWER, Role.RELEASER, rank=9, name="Max Example")
    reference = arrive(**PARENT | CALM)
    for action, said in (
        (Action.TAKE, {}),
        (Action.SAY_INVOLVED, {"who": "fay", "how": "advised", "words": "She was asked."}),
        (Action.CHECK_IDENTITY, {"words": "Passport seen."}),
        (Action.CHECK_STANDING, {"words": "Birth certificate seen."}),
        (Action.RECORD_ORIGINAL, {}),
        (Action.ACCEPT_FOR_REVIEW, {"to": "ona"}),
    ):
        act(TONI, reference, action, **said)
    act(ONE, reference, Action.DECIDE_GROUND, ground=1, outcome="unchanged", reasons="The notes say so.")
    act(ONE, reference, Action.FIND, evidence="The notes.", views="He wants to stay.")
    act(ONE, reference, Action.DECIDE)
    act(ONE, reference, Action.WRITE_REPLY, words="We looked at all of it again.")
    here = f"/challenges/{reference}/do/release"
    max_, lou = enter("max@example.com"), enter("lou@example.com")
    for person in (max_, lou):
        person.get(here)
        person.send(f"/challenges/{reference}/why?to=do/release", why="releasing")
    assert LAST in warned(max_.get(here))
    assert "You are the last" not in warned(lou.get(here))
