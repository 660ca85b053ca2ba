"""What changes between two policies is said in sentences; each value by itself is changed in test_description."""

from dataclasses import replace

import pytest
from click.testing import CliRunner
from pack_values import every_key

from build import our_packs
from portal.cli import main
from portal.domain.policy.calendar import Span
from portal.domain.policy.changes import ChangeKind, changes
from portal.domain.policy.model import Audience
from portal.domain.policy.phrases import ENGLISH
from portal.services.policy_changes import NOTHING, changes_text

PACK = every_key()


def test_the_same_policy_has_no_changes():
    assert changes(PACK, every_key(), ENGLISH) == []
    assert changes_text(PACK, PACK).endswith(NOTHING)


def with_stage(key, **other):
    main_ladder = PACK.ladder()
    stages = tuple(replace(each, **other) if each.key == key else each for each in main_ladder.stages)
    return replace(PACK, ladders=(replace(main_ladder, stages=stages), *PACK.ladders[1:]))


def with_time(words):
    stage = PACK.ladder().stage("2")
    return with_stage("2", deadlines=(replace(stage.deadlines[0], within=Span.parse(words)),))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("12 working days", ChangeKind.LONGER),
        ("9 working days", ChangeKind.SHORTER),
        ("next meeting", ChangeKind.OTHER),
        ("3 months", ChangeKind.OTHER),  # nobody can say whether that is longer
    ],
)
def test_a_time_that_is_longer_is_called_longer(words, kind):
    [change] = changes(PACK, with_time(words), ENGLISH)
    assert change.kind is kind
    assert "Step 2" in change.trail
    assert "10 working days" in change.before


def test_an_audience_that_is_no_longer_taken_is_said_first_of_all():
    audiences = PACK.audiences | {Audience.PARENT: replace(PACK.audiences[Audience.PARENT], taken=False)}
    [change] = changes(PACK, replace(PACK, audiences=audiences), ENGLISH)
    assert change.kind is ChangeKind.NOT_TAKEN
    assert "  No longer taken: not taken (before: taken)" in changes_text(PACK, replace(PACK, audiences=audiences))


def test_what_has_no_key_is_compared_with_its_like_wherever_it_stands():
    stage = PACK.ladder().stage("1")
    turned = with_stage("1", notify=stage.notify[::-1])
    assert changes(PACK, turned, ENGLISH) == []
    fewer = with_stage("3", notify=PACK.ladder().stage("3").notify[1:])
    [change] = changes(PACK, fewer, ENGLISH)
    assert (change.kind, change.before.partition(",")[0]) == (ChangeKind.REMOVED, "The Board")


def test_a_stage_that_comes_or_goes_is_said_whole():
    nights = PACK.ladder("nights")
    shorter = tuple(replace(each, stages=nights.stages[:1]) if each is nights else each for each in PACK.ladders)
    fewer = replace(PACK, ladders=shorter)
    gone = changes(PACK, fewer, ENGLISH)
    assert gone[0].before.startswith("Morning step: Senior Lead")
    assert {each.kind for each in gone} == {ChangeKind.REMOVED}
    came = changes(fewer, PACK, ENGLISH)
    assert [each.after for each in came] == [each.before for each in gone]


def test_another_clause_for_the_same_rule_is_a_change_of_where_it_is_said():
    other = replace(PACK, office=replace(PACK.office, cite="2.4"))
    [change] = changes(PACK, other, ENGLISH)
    assert change.kind is ChangeKind.SOURCE
    assert "Where the policy says so: 2.4; Our office. (before: 1; Our office.)" in changes_text(PACK, other)


def test_portal_diff_compares_two_of_them():
    told = CliRunner().invoke(main, ["diff", "newcastle", "medway"])
    assert told.exit_code == 0, told.output
    assert "newcastle@2020-01-01 → medway@" in told.output
    assert "  New: " in told.output
    assert "  No longer: " in told.output
    same = CliRunner().invoke(main, ["diff", "newcastle", str(our_packs().directory / "newcastle" / "2020-01-01.yaml")])
    assert same.output.rstrip().endswith(NOTHING)
