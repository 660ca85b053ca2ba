"""Which ladder a challenge goes by, and which stages are left out: by what the raiser said, the hour and the agency."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from build import PROFESSIONAL
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.policy_conditions import known_conditions, ruled_out
from portal.domain.challenge.state import Rules
from portal.domain.challenge.submission import Submission, receive
from portal.domain.permissions import RAISER
from portal.domain.policy.calendar import Span
from portal.domain.policy.model import Cap, PolicyCondition
from portal.domain.questions.adult import adult_journey

MONDAY, NIGHT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC), datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
CALM = PROFESSIONAL | {"urgent": "no"}


@pytest.fixture
def many(pack):
    """A policy with a ladder for each condition and for an agency, each of one stage, besides the main one."""
    ladders = {
        "urgent": {"when": PolicyCondition.URGENT},
        "night": {"when": PolicyCondition.OUT_OF_HOURS},
        "open": {"when": PolicyCondition.OPEN_CASE},
        "new": {"when": PolicyCondition.NEW_REFERRAL},
        "school": {"agency": "school"},
        "school-night": {"agency": "school", "when": PolicyCondition.OUT_OF_HOURS},
    }
    stage = replace(pack.ladder().stages[3], skip_when=None)
    more = (
        replace(pack.ladder(), key=key, stages=(replace(stage, key=f"{key} 1"),), **chosen)
        for key, chosen in ladders.items()
    )
    return replace(pack, ladders=(pack.ladder(), *more))


@pytest.mark.parametrize(
    ("said", "at", "expected"),
    [
        ({}, MONDAY, "main"),
        ({"case": "not_sure"}, MONDAY, "main"),
        ({}, NIGHT, "night"),
        ({"case": "yes"}, MONDAY, "open"),
        ({"case": "no"}, MONDAY, "new"),
        ({"agency": "school"}, MONDAY, "school"),
        ({"agency": "school"}, NIGHT, "school-night"),
        ({"agency": "police"}, MONDAY, "main"),
        ({"agency": "school", "case": "yes"}, MONDAY, "school"),
        ({"agency": "school", "urgent": "yes"}, NIGHT, "urgent"),
    ],
)
def test_the_ladder_is_chosen_by_what_is_so(many, packs, pack, said, at, expected):
    sent = Submission("c" * 32, "ABCDEFGH7", "en", CALM | said)
    challenge = replay(receive(sent, RAISER, many, packs.calendar(pack), at))
    assert challenge.ladder == expected


def test_a_stage_is_left_out_where_its_condition_holds_and_a_cap_counts_from_the_first_that_is_there(packs, pack):
    first, *rest = pack.ladder().stages
    stages = (replace(first, skip_when=PolicyCondition.OPEN_CASE, deadlines=()), *rest)
    cap = Cap(first="1", last="2", within=Span.parse("2 working days"), cite="1")
    skipping = replace(pack, ladders=(replace(pack.ladder(), stages=stages, caps=(cap,)),))
    for said, stage, after in (({"case": "yes"}, "2", "3"), ({"case": "no"}, "1", "2")):
        sent = Submission("c" * 32, "ABCDEFGH7", "en", CALM | said)
        challenge = replay(receive(sent, RAISER, skipping, packs.calendar(pack), MONDAY))
        so = known_conditions(skipping, packs.calendar(pack), challenge.answers, challenge.received_at)
        assert challenge.stage == stage
        assert Rules(skipping, packs.calendar(pack), "main", so).ladder.after(stage).key == after
        assert challenge.due.isoformat() == "2026-11-25"


def test_a_ladder_is_never_left_without_a_stage(pack):
    stages = tuple(replace(stage, skip_when=PolicyCondition.URGENT) for stage in pack.ladder().stages)
    all_skipped = replace(pack, ladders=(replace(pack.ladder(), stages=stages),))
    assert len(Rules(all_skipped, None, "main", frozenset({PolicyCondition.URGENT})).ladder.stages) == len(stages)


def test_professionals_are_asked_only_what_the_policy_goes_by(many, pack):
    assert not {"agency", "case", "plan"} & {question.key for question in adult_journey(pack).questions}
    asked = {question.key: question for question in adult_journey(many).questions}
    assert [choice.value for choice in asked["agency"].choices] == ["school", "other"]
    assert "case" in asked
    assert "plan" not in asked


def test_what_the_raiser_is_not_sure_of_is_not_ruled_out(pack):
    assert ruled_out(pack, {"plan": "not_sure", "case": "yes"}) == {PolicyCondition.NEW_REFERRAL}
    assert ruled_out(pack, {}) == frozenset()
