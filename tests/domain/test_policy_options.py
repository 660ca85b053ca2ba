"""What a policy may say of its own document, of what it does not cover, of hours of roles and whose decision it is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build import EVERYONE, PARENT, PROFESSIONAL
from portal.domain.i18n import literally
from portal.domain.policy.calendar import Hours, Opening
from portal.domain.policy.model import (
    Absent,
    Approval,
    Audience,
    DisagreementKinds,
    Document,
    DocumentDate,
    Exclusion,
    Matter,
    ReviewerRole,
)
from portal.domain.questions.adult import adult_journey

NOON, NIGHT = datetime(2026, 12, 14, 12, 0, tzinfo=UTC), datetime(2026, 12, 14, 22, 0, tzinfo=UTC)


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_a_month_lasts_to_its_end(day):
    month, one_day = DocumentDate.parse(f"{day:%Y-%m}"), DocumentDate.parse(day.isoformat())
    assert (one_day.first, one_day.last) == (day, day)
    assert month.first <= day <= month.last
    assert (month.last.month, month.first.day) == (day.month, 1)
    assert (str(month), str(one_day)) == (f"{day:%Y-%m}", day.isoformat())


@pytest.mark.parametrize("text", ["2026", "2026-13", "April 2024", "2026-02-30", "0000-01"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="is not a date"):
        DocumentDate.parse(text)


def test_a_policy_is_approved_since_the_last_approval_that_has_a_date(pack):
    approvals = (
        Approval(by="Board", on=DocumentDate.parse("2021-03")),
        Approval(by="Partnership"),
        Approval(by="Council", on=DocumentDate.parse("2020-01-05")),
    )
    assert replace(pack.document, approvals=approvals).approved == date(2021, 3, 1)
    assert replace(pack.document, approvals=Absent.NOT_STATED).approved is None
    assert isinstance(pack.document, Document)


def excluding(pack, **said):
    return replace(pack, exclusions=(Exclusion(matter=Matter.CONFERENCE, cite="1", **said),))


@pytest.mark.parametrize("audience", [each for each in Audience if each is not Audience.YOUNG_PERSON])
@pytest.mark.parametrize("only", [(), (Audience.PARENT,), (Audience.PROFESSIONAL, Audience.FAMILY)])
def test_what_is_not_covered_is_said_before_the_form_of_those_whom_it_concerns(pack, audience, only):
    journey = adult_journey(excluding(pack, audiences=only))
    asked = [step.question.key for step in journey.steps({**EVERYONE[audience], "scope": "seen"})]
    assert ("scope" in asked) == (not only or audience in only)


def test_a_young_person_is_never_sent_elsewhere(pack):
    assert excluding(pack).taken_elsewhere(Audience.YOUNG_PERSON) == ()
    named = excluding(pack, audiences=(Audience.YOUNG_PERSON,))
    assert named.taken_elsewhere(Audience.YOUNG_PERSON) == ()


def test_kinds_of_disagreement_are_asked_of_professionals_with_a_way_out(pack):
    kinds = DisagreementKinds(kinds=("Level of {risk}", "Minutes"), cite="2")
    journey = adult_journey(replace(pack, disagreements=kinds))
    asked = next(each for each in journey.questions if each.key == "disagreement")
    assert [choice.value for choice in asked.choices] == ["Level of {risk}", "Minutes", "other"]
    assert asked.choices[0].words.format() == "Level of {risk}"
    assert "disagreement" in [step.question.key for step in journey.steps(PROFESSIONAL)]
    assert "disagreement" not in [step.question.key for step in journey.steps(PARENT)]
    assert "disagreement" not in {each.key for each in adult_journey(pack).questions}


@given(st.text("{}ab ", max_size=12))
def test_words_of_a_pack_are_shown_as_they_are_written(words):
    shown = literally(words)
    assert (shown.format() if "{" in shown else shown) == words


def test_the_ladder_goes_by_whose_decision_it_is(pack):
    main = pack.ladder()
    school = replace(main, key="school", decided_by="school")
    police = replace(main, key="police", agency="police")
    both = replace(main, key="both", agency="police", decided_by="health")
    chosen = replace(pack, ladders=(main, police, school, both)).ladder_for
    assert chosen(()).key == "main"
    assert chosen((), decided_by="school").key == "school"
    assert chosen((), "police", "school").key == "school"
    assert chosen((), "police", "health").key == "both"
    assert chosen((), "police").key == chosen((), "police", "other").key == "police"


def test_who_is_there_goes_by_the_hours_of_each_role(pack, rules):
    day, night = (
        ReviewerRole(rank=1, cite="1", hours=Hours((Opening.parse(f"monday to sunday {text}"),)))
        for text in ("07:00 to 21:00", "21:00 to 07:00")
    )
    roles = {"By day": day, "By night": night, "Always": ReviewerRole(rank=1, cite="1")}
    there_at = replace(pack, roles=roles).there_at
    assert there_at(roles, NOON, rules.calendar) == ("By day", "Always")
    assert there_at(roles, NIGHT, rules.calendar) == ("By night", "Always")
    assert there_at(["Always"], NOON, rules.calendar) == ()
