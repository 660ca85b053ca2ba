"""What professionals are asked only where the council's policy goes by it: for whom they work, and how things stand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.domain.answer_holdings import Holds
from portal.domain.conditions import Is
from portal.domain.i18n import _, literally
from portal.domain.journey import Choice, Kind, Question
from portal.domain.policy.model import Audience, Pack, PolicyCondition

OTHER_AGENCY = "other"
_SECTION = _("About you")
_AT_WORK = Is("who", Audience.PROFESSIONAL)
_KNOWN = (Choice("yes", _("Yes")), Choice("no", _("No")), Choice("not_sure", _("I am not sure")))

AGENCY = Question(
    key="agency", holds=Holds.DETAIL, slug="kind-of-work", kind=Kind.ONE, section=_SECTION,
    words=_("Which of these do you work for?"), short=_("Works for"), when=_AT_WORK,
    choices=(Choice(OTHER_AGENCY, _("None of these")),), empty=_("Select which of these you work for"),
)  # fmt: skip
CASE = Question(
    key="case", holds=Holds.DETAIL, slug="social-worker", kind=Kind.ONE, section=_SECTION,
    words=_("Does a social worker work with the family now?"), short=_("A social worker works with the family"),
    when=_AT_WORK, choices=_KNOWN, empty=_("Select yes if a social worker works with the family now"),
)  # fmt: skip
DECIDED_BY = Question(
    key="decided_by", holds=Holds.DETAIL, slug="whose-decision", kind=Kind.ONE, section=_SECTION,
    words=_("Whose decision or action do you disagree with?"), short=_("Whose decision or action"), when=_AT_WORK,
    choices=(Choice(OTHER_AGENCY, _("The council's")),), empty=_("Select whose decision or action you disagree with"),
)  # fmt: skip
DISAGREEMENT = Question(
    key="disagreement", holds=Holds.DETAIL, slug="kind-of-disagreement", kind=Kind.ONE, section=_SECTION,
    words=_("What is the disagreement about?"), short=_("Kind of disagreement"), when=_AT_WORK,
    choices=(Choice("other", _("Something else")),), empty=_("Select what the disagreement is about"),
)  # fmt: skip
PLAN = Question(
    key="plan", holds=Holds.DETAIL, slug="protection-plan", kind=Kind.ONE, section=_SECTION,
    words=_("Does the child have a child protection plan?"), short=_("Child protection plan"),
    when=_AT_WORK, choices=_KNOWN, empty=_("Select yes if the child has a child protection plan"),
)  # fmt: skip

POLICY_QUESTIONS = (AGENCY, DECIDED_BY, DISAGREEMENT, CASE, PLAN)


def asked_by(pack: Pack) -> Iterator[Question]:
    """The questions that this policy needs the answers to."""
    conditions = set(_conditions(pack))
    yield from _out_of(AGENCY, sorted({ladder.agency for ladder in pack.ladders if ladder.agency}))
    yield from _out_of(DECIDED_BY, sorted({ladder.decided_by for ladder in pack.ladders if ladder.decided_by}))
    if pack.disagreements:
        yield from _out_of(DISAGREEMENT, pack.disagreements.kinds)
    if conditions & {PolicyCondition.OPEN_CASE, PolicyCondition.NEW_REFERRAL}:
        yield CASE
    if PolicyCondition.PROTECTION_PLAN in conditions:
        yield PLAN


def _out_of(question: Question, named: Sequence[str]) -> Iterator[Question]:
    """The question with what the pack names to choose from; none where it names nothing."""
    if named:
        yield replace(question, choices=(*(Choice(each, literally(each)) for each in named), *question.choices))


def _conditions(pack: Pack) -> Iterator[PolicyCondition | None]:
    for ladder in pack.ladders:
        yield ladder.when
        for stage in ladder.stages:
            yield stage.skip_when
            yield from (told.when for told in stage.notify)
