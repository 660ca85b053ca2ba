"""All of a review on one page: how many presses it and its reply take, and what stands beside each ground."""

import functools

import pytest
from actions import Action
from deeds_done import done

from build import PARENT
from portal.domain.permissions import Actor, Role
from visitor import text_of

REMI = Actor("remi", frozenset({Role.REVIEWER, Role.TRIAGE}), 1, "Remi Example")
POINTS = [
    {"point.kind": "missing", "point.words": "You did not speak to the school."},
    {"point.kind": "wrong", "point.words": "He was not there on that day."},
]
CHOSEN = {"finding.1": "changed", "finding.2": "unchanged", "seen": "now", "decision": "early_help"}
LEVEL = "Level 2: early help"
TYPED = {
    "because.1": "The school had rung us twice.", "applied.1": "Level 3 of the threshold document.",
    "because.2": "The register says so.", "applied.2": "Section 17 of the Children Act 1989.",
    "evidence": "The letters of the school.", "consulted": "The school nurse.", "views": "He likes his teacher.",
    "new": "The school has written since then.", "reasons": "The family needs help at home.",
    "alternatives": "An assessment: the need is lower than that.",
}  # fmt: skip
MOST = {"review": 6, "reply": 3, "approve": 4}


@pytest.fixture(autouse=True)
def team(employ):
    employ("remi@example.com", Role.REVIEWER, Role.TRIAGE, rank=1, name="Remi Example")
    employ("lou@example.com", Role.RELEASER, name="Lou Example")


@pytest.fixture
def act(context):
    return functools.partial(done, context)


@pytest.fixture
def work(context):
    def look(reference):
        with context.store.read() as unit:
            return unit.challenges.get(reference).work

    return look


@pytest.fixture
def accepted(arrive, act):
    reference = arrive(**PARENT | {"danger": "no", "since": "no", "point": POINTS})
    for action, said in (
        (Action.TAKE, {}),
        (Action.CHECK_IDENTITY, {"words": "Passport seen."}),
        (Action.CHECK_STANDING, {"words": "Birth certificate seen."}),
        (Action.RECORD_ORIGINAL, {"threshold": LEVEL}),
        (Action.ACCEPT_FOR_REVIEW, {}),
    ):
        act(REMI, reference, action, **said)
    return reference


def asked(page):
    """What has to be chosen on the page, and what of it is chosen as it comes."""
    radios = [each for each in page.all("input") if each.get("type") == "radio"]
    chosen = {each.get("name"): each.get("value") for each in radios if "checked" in each.attrib}
    return {each.get("name") for each in radios}, chosen


def test_a_review_of_two_grounds_its_reply_and_its_approval_take_few_presses(enter, accepted, work):
    remi = enter("remi@example.com")
    here = f"/challenges/{accepted}/do/full_review"
    remi.get(f"/challenges/{accepted}")
    assert remi.page.link("Review: findings and new decision") == here
    page = remi.get(here)
    names, chosen = asked(page)
    assert chosen == {"threshold": LEVEL}, "as it was, until somebody changes it"
    assert names == {*CHOSEN, "threshold"}, "they declared that they are independent when they took it"
    presses = len(names - set(chosen)) + 1
    assert presses <= MOST["review"]
    page = remi.send(here, **chosen | CHOSEN | TYPED)
    assert "The review is signed off." in page.text
    review = work(accepted).review
    assert [each["outcome"] for each in review.points.values()] == ["changed", "unchanged"]
    assert (review.decision["decision"], review.decided_by) == ("early_help", "remi")

    there = f"/challenges/{accepted}/do/write_reply"
    assert page.path == there, "the reply follows at once"
    assert not asked(page)[0]
    page = remi.send(there, **{"answers.1": "The school had rung us.", "answers.2": "We looked at the register."})
    assert page.h1 == "This is what they will see"
    page = remi.send(there, do="send")
    assert "The reply was written." in page.text
    assert len(["Continue", "Give it to a colleague"]) <= MOST["reply"]

    lou = enter("lou@example.com")
    there = lou.get("/").link("Reply to approve")
    page = lou.get(there)
    assert page.path == there, "why they read it is what they are there for"
    names, _chosen = asked(page)
    assert names == {"harm", "independent"}
    page = lou.send(there, harm="no", words="Nothing in it says who told us.", independent="yes")
    page = lou.send(there, do="send") if page.h1 == "This is what they will see" else page
    assert "The reply was approved and sent." in page.text
    assert len([*names, "Continue", "Approve and send"]) <= MOST["approve"]


def test_beside_each_ground_stand_their_words_and_what_was_said_to_it_before(enter, accepted):
    page = enter("remi@example.com").get(f"/challenges/{accepted}/do/full_review")
    grounds = [text_of(each) for each in page.all("section") if each.get("aria-labelledby", "").startswith("ground-")]
    assert len(grounds) == 2
    for ground, point in zip(grounds, POINTS, strict=True):
        assert point["point.words"] in ground
    assert "No further action" in page.text, "the original decision"


def test_what_is_wrong_is_said_beside_its_part_and_nothing_is_done_by_halves(enter, accepted, work):
    remi = enter("remi@example.com")
    here = f"/challenges/{accepted}/do/full_review"
    _names, chosen = asked(remi.get(here))
    page = remi.send(here, **chosen | CHOSEN | TYPED | {"because.2": ""})
    assert page.errors == ["Write the reasons"]
    page = remi.send(here, **chosen | CHOSEN | TYPED | {"because.2": "ok"})
    assert page.errors == ["Write what a colleague could follow a year from now. This says too little."]
    unknown = {"finding.1": "unknown", "finding.2": "unknown"}
    page = remi.send(here, **chosen | CHOSEN | TYPED | unknown)
    assert "You could not determine any ground, and that is no decision." in page.errors[0]
    assert "The school had rung us twice." in page.html
    assert work(accepted).review.points == {}, "nothing was done"


def test_what_was_found_by_itself_stands_there_already(enter, accepted, act):
    act(REMI, accepted, Action.DECIDE_GROUND, ground=2, outcome="partly", reasons="The register is not clear.")
    page = enter("remi@example.com").get(f"/challenges/{accepted}/do/full_review")
    assert asked(page)[1]["finding.2"] == "partly"
    assert "The register is not clear." in page.html
