"""The page of the policy for the public: how we look again, in plain words, as the pack has it."""

import re
from fnmatch import fnmatch

import pytest
from pack_values import changed, places

PAGE = "public /policy"
SAID = (
    "document.title", "audiences.*.taken", "audiences.*.contacts.*", "raise_within.within", "raise_within.after",
    "ladders.*.label", "ladders.[!m]*.when", "ladders.*.agency", "ladders.*.decided_by", "ladders.*.escalation.by.*",
    "ladders.*.escalation.required", "ladders.*.escalation.no_answer", "ladders.*.caps.*", "ladders.*.before.*",
    "ladders.*.stages.*.label", "ladders.*.stages.*.reviewers.*", "ladders.*.stages.*.or_equivalent",
    "ladders.*.stages.*.other_side.*", "ladders.*.stages.*.deadlines.*.act", "ladders.*.stages.*.deadlines.*.within",
    "ladders.*.stages.*.deadlines.*.after", "ladders.*.stages.*.deadlines.*.sooner", "ladders.*.stages.*.skip_when",
    "ladders.*.stages.*.notify.*.who", "ladders.*.stages.*.notify.*.when", "ladders.*.stages.*.routes.*.stage",
    "exits.*", "exclusions.*.matter", "exclusions.*.contacts.*",
)  # fmt: skip
"""What the public reads of a policy on this page, by its name."""

BACKING = ("*.cite", "*.assumed", "*.note", "*.key", "*.routes.*.label", "ladders.plans.stages.*.reviewers.*")
"""What the page does not say: who does a panel's work for it, for one, since the page names the panel."""


def names():
    return [name for name in places() if any(fnmatch(name, each) for each in SAID) and not _backs(name)]


def _backs(name):
    return any(fnmatch(name, each) for each in BACKING)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", SAID)
@pytest.mark.tries(8)
def test_what_the_policy_says_to_the_public_is_said(surfaces, kind, prove):
    named = [name for name in names() if fnmatch(name, kind)]
    assert named, "nothing of the kind"
    for name in named if prove else named[:2]:
        other = changed(name)
        if other is not None:
            assert surfaces.seen(other, PAGE) != surfaces.before(PAGE), name


def test_the_page_is_in_plain_words(surfaces):
    page = re.sub(r"<[^>]*>", " ", surfaces.before(PAGE))
    assert surfaces.before(PAGE).startswith("200")
    for sentence in (
        "How we look again",
        "The plan is to decide in 10 working days or less.",
        "From Step 2 to Step 3, all together: 6 working days or less.",
        "This step is left out if a child is not safe now.",
        "If you send your request now, we will plan to finish by",
    ):
        assert sentence in page, sentence
    assert "Police Lead" not in page, "a contact that is not for the public"


def test_the_page_before_leads_to_it(surfaces):
    assert 'href="/policy' in surfaces.before("public /what-happens-next")
