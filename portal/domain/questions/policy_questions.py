"""What is asked only where the council's policy goes by it: for whom somebody works, and how things stand.

Professionals are asked all of it. Others are asked what a rule goes by that names them, and what every adult can tell.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from portal.domain.answer_holdings import Holds
from portal.domain.conditions import Is
from portal.domain.i18n import _, literally
from portal.domain.journey import Choice, Kind, Question
from portal.domain.policy.model import (
    Audience,
    Breakdown,
    ForSome,
    Ladder,
    OwnCondition,
    Pack,
    PolicyCondition,
    Route,
    When,
)
from portal.domain.policy.vocabulary import Together, parts_of
from portal.domain.questions.representation import asked_of

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


def _known(key: str, slug: str, words: str, short: str, empty: str) -> Question:
    return Question(
        key=key, holds=Holds.DETAIL, slug=slug, kind=Kind.ONE, section=_SECTION, words=words, short=short,
        when=_AT_WORK, choices=_KNOWN, empty=empty,
    )  # fmt: skip


LOOKED_AFTER = _known(
    "looked_after", "in-care", _("Does the council look after the child?"), _("Looked after by a council"),
    _("Select yes if the council looks after the child"),
)  # fmt: skip
IN_NEED = _known(
    "in_need", "need-plan", _("Does the child have a child in need plan?"), _("Child in need plan"),
    _("Select yes if the child has a child in need plan"),
)  # fmt: skip
HOME_EDUCATED = _known(
    "home_educated", "lessons", _("Is the child taught at home?"), _("Taught at home"),
    _("Select yes if the child is taught at home"),
)  # fmt: skip
COURT = _known(
    "court", "court", _("Is a court making a decision about the child?"), _("A court decides about the child"),
    _("Select yes if a court is making a decision about the child"),
)  # fmt: skip
DISAGREE = _known(
    "disagree", "parents-agree", _("Do the child's parents disagree with each other about this?"),
    _("Parents disagree with each other"),
    _("Select yes if the child's parents disagree with each other about this"),
)  # fmt: skip

ASKED_BEFORE = Question(
    key="asked_before", holds=Holds.DETAIL, slug="asked-before", kind=Kind.ONE, section=_SECTION,
    words=_("Have you asked us to look at this decision before?"), short=_("Asked us before"),
    hint=_(
        "We look at the same decision a second time only if there is something new. You can send your request either "
        "way."
    ),
    choices=(
        Choice(
            "yes", _("Yes"),
            parts=(
                Question(
                    key="new_since", holds=Holds.MISSED, kind=Kind.WORDS, words=_("What is new since then?"),
                    empty=_("Tell us what is new, or write that nothing is"),
                ),
            ),
        ),
        *_KNOWN[1:],
    ),
    when=_AT_WORK, empty=_("Select yes if you have asked us to look at this decision before"),
)  # fmt: skip

POLICY_QUESTIONS = (
    AGENCY, DECIDED_BY, DISAGREEMENT, CASE, PLAN, LOOKED_AFTER, IN_NEED, HOME_EDUCATED, COURT, DISAGREE, ASKED_BEFORE,
)  # fmt: skip

_ASKED: Mapping[When, tuple[str, str]] = {
    PolicyCondition.URGENT: ("urgent", "yes"),
    PolicyCondition.OPEN_CASE: (CASE.key, "yes"),
    PolicyCondition.NEW_REFERRAL: (CASE.key, "no"),
    PolicyCondition.PROTECTION_PLAN: (PLAN.key, "yes"),
    PolicyCondition.LOOKED_AFTER: (LOOKED_AFTER.key, "yes"),
    PolicyCondition.IN_NEED: (IN_NEED.key, "yes"),
    PolicyCondition.HOME_EDUCATED: (HOME_EDUCATED.key, "yes"),
    PolicyCondition.COURT: (COURT.key, "yes"),
    PolicyCondition.PARENTS_DISAGREE: (DISAGREE.key, "yes"),
}
"""By which answer to which question a condition holds; "no" instead of "yes", and it does not."""

_AT_WORK_ONLY = frozenset(
    {PolicyCondition.URGENT, PolicyCondition.OPEN_CASE, PolicyCondition.NEW_REFERRAL, PolicyCondition.PROTECTION_PLAN}
)
"""What families are asked only where a rule that goes by it names them."""


def answers_for(pack: Pack) -> Iterator[tuple[When, str, str]]:
    """Each condition that somebody may be asked about: it holds by this answer to this question."""
    yield from ((when, key, answer) for when, (key, answer) in _ASKED.items())
    yield from ((OwnCondition(each.so), _own_key(each.so), "yes") for each in pack.circumstances)


def written_together(pack: Pack) -> Iterator[Together]:
    """The conditions of this policy that have to hold together."""
    for rule in _going_by(pack):
        for when in (rule.when, getattr(rule, "skip_when", None)):
            if isinstance(when, Together):
                yield when


def _own_key(so: str) -> str:
    return f"so_{re.sub('[^a-z0-9]+', '_', so.casefold()).strip('_')}"


def asked_by(pack: Pack) -> Iterator[Question]:
    """The questions that this policy needs the answers to."""
    yield from _out_of(AGENCY, agencies(pack))
    yield from _out_of(DECIDED_BY, deciders(pack))
    if pack.disagreements:
        yield from _out_of(DISAGREEMENT, pack.disagreements.kinds)
    asked = {each.key: each for each in POLICY_QUESTIONS}
    whom: dict[str, set[Audience]] = {}
    for when, audiences in _conditions(pack):
        if when in _ASKED:
            whom.setdefault(_ASKED[when][0], set()).update(audiences)
    yield from (replace(asked[key], when=asked_of(*sorted(whom[key]))) for key in asked if whom.get(key))
    if with_news := [each for each in Audience if pack.wants_news(each)]:
        yield replace(ASKED_BEFORE, when=asked_of(*with_news))
    for number, own in enumerate(pack.circumstances, 1):
        whom_own = [each for each in Audience if own.asks(each) and each is not Audience.YOUNG_PERSON]
        ask = literally(own.ask)
        if whom_own:
            yield Question(
                key=_own_key(own.so), holds=Holds.DETAIL, slug=f"more-about-{number}", kind=Kind.ONE, section=_SECTION,
                words=ask, short=ask, when=asked_of(*whom_own), choices=_KNOWN, empty=_("Select an answer"),
            )  # fmt: skip


def agencies(pack: Pack) -> list[str]:
    """Those for which somebody is asked whether they work: by which a ladder goes, or a report counts."""
    return sorted({ladder.agency for ladder in pack.ladders if ladder.agency} | _counted(pack, Breakdown.AGENCY))


def deciders(pack: Pack) -> list[str]:
    """The agencies of which somebody is asked whether one decided: by which a ladder goes, or a report counts."""
    named = {ladder.decided_by for ladder in pack.ladders if ladder.decided_by}
    return sorted(named | _counted(pack, Breakdown.DECIDED_BY))


def _counted(pack: Pack, by: Breakdown) -> set[str]:
    """The agencies of the roles, where a report counts by this."""
    wanted = any(by in rule.also_by for rule in pack.learning)
    return {role.agency for role in pack.roles.values() if role.agency} if wanted else set()


def asked_about_urgency(pack: Pack) -> tuple[Audience, ...]:
    """Who is asked whether it is urgent: those at work, and whom a rule names that goes by it."""
    named = [audiences for when, audiences in _conditions(pack) if when is PolicyCondition.URGENT]
    return tuple(sorted({Audience.PROFESSIONAL}.union(*named)))


def for_whomever(ladder: Ladder) -> bool:
    """Whether a ladder goes by nothing but who the raiser is."""
    return ladder.when is PolicyCondition.ALWAYS and not (ladder.agency or ladder.decided_by)


def may_come_to(pack: Pack, ladder: Ladder, audiences: Iterable[Audience]) -> bool:
    """Whether a challenge of one of these audiences may begin on this ladder."""
    return any(_may_begin(pack, ladder, each) for each in audiences if pack.takes(each))


def _may_begin(pack: Pack, ladder: Ladder, audience: Audience) -> bool:
    if ladder.key == "main":
        return not any(audience in each.audiences and for_whomever(each) for each in pack.ladders if each != ladder)
    if not ladder.concerns(audience):
        return False
    if (ladder.agency or ladder.decided_by) and audience is not Audience.PROFESSIONAL:
        return False
    return _may_hold(pack, ladder.when, audience)


def _may_hold(pack: Pack, when: When, audience: Audience) -> bool:
    """Whether it can be known of a challenge of this audience: by the hour, or because they are asked."""
    return all(_may_be_known(pack, each, audience) for each in parts_of(when))


def _may_be_known(pack: Pack, when: PolicyCondition | OwnCondition, audience: Audience) -> bool:
    if when is PolicyCondition.SCHOOL_HOLIDAYS:
        return bool(pack.office.terms)
    if when in (PolicyCondition.ALWAYS, PolicyCondition.OUT_OF_HOURS):
        return True
    if when is PolicyCondition.URGENT:
        return audience in asked_about_urgency(pack)
    if audience is Audience.YOUNG_PERSON:
        return False
    if isinstance(when, OwnCondition):
        return any(each.so == when and each.asks(audience) for each in pack.circumstances)
    asked = _ASKED[when][0]
    return any(audience in whom for each, whom in _conditions(pack) if each in _ASKED and _ASKED[each][0] == asked)


def _out_of(question: Question, named: Sequence[str]) -> Iterator[Question]:
    """The question with what the pack names to choose from; none where it names nothing."""
    if named:
        yield replace(question, choices=(*(Choice(each, literally(each)) for each in named), *question.choices))


def _conditions(pack: Pack) -> Iterator[tuple[When, frozenset[Audience]]]:
    """Each condition that the policy goes by, and who is asked about it; young people never are."""
    adults = frozenset(each for each in Audience if pack.takes(each)) - {Audience.YOUNG_PERSON}
    for rule in _going_by(pack):
        named = frozenset(getattr(rule, "audiences", ()))
        for condition in (rule.when, getattr(rule, "skip_when", None)):
            for when in parts_of(condition):
                whom = named or ({Audience.PROFESSIONAL} if when in _AT_WORK_ONLY else adults)
                yield when, frozenset(whom) & adults


def _going_by(pack: Pack) -> Iterator[ForSome | Route]:
    yield from pack.raise_limits
    for ladder in pack.ladders:
        yield ladder
        for inner in (ladder.before, ladder.notify):
            yield from (_of(each, ladder) for each in inner)
        yield from ladder.routes
        for stage in ladder.stages:
            yield _of(stage, ladder)
            yield from (_of(told, ladder) for told in (*stage.notify, *(told for _number, told in stage.missed)))
            yield from stage.routes


def _of(rule: ForSome, ladder: Ladder) -> ForSome:
    """It as it is for those who go by this ladder."""
    return rule if rule.audiences else replace(rule, audiences=ladder.audiences)
