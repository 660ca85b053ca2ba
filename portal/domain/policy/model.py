"""The types of a pack: a council's policy as data.

A pack is read by :mod:`portal.policy_loader`; ``policies/README.md`` explains every key. Nothing here is true of
one council only: what a new policy needs becomes a named option for all of them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from portal.domain.contact_details import is_mobile
from portal.domain.disclosure.table import Table
from portal.domain.policy.calendar import NOT_STATED, Hours, Span, TimeUnit
from portal.domain.policy.vocabulary import ANSWERS, Act, ExitWhen, Frequency, PolicyCondition, Start, Who
from portal.domain.policy_rule import Absent, Audience, Rule

__all__ = [
    "ANSWERS", "Absent", "Act", "Audience", "Contact", "ExitWhen", "Frequency", "Pack", "PolicyCondition", "Rule",
    "Start", "Who",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """Hexadecimal, dark enough to carry white words and to be read on white."""

    brand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    key: str  # as in the folder's name
    name: str
    short_name: str  # of the sender of a message: neutral, at most 11 characters
    team: str  # what the council calls its MASH
    team_in_full: str
    address: tuple[str, ...]
    website: str
    languages: tuple[str, ...]
    colours: Colours


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Document control, as printed on the policy."""

    title: str
    version: str | Absent
    authors: tuple[str, ...]
    owner: str | Absent
    approval: str | Absent
    approved: date | Absent
    review: date | Absent
    expiry: date | Absent
    status: str | Absent
    contradictions: tuple[str, ...] = ()  # where the policy says two things


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach somebody. ``name`` is their own name for themselves."""

    name: str
    source: str  # where we have it from
    check_by: date
    telephone: str = ""
    email: str = ""
    address: tuple[str, ...] = ()
    website: str = ""
    hours: Hours | Absent = Absent.NOT_STATED
    public: bool = True  # false: never printed on a public page
    duty_mobile: str = ""  # takes texts about safety alerts; of who answers about a child only

    def __post_init__(self) -> None:
        if self.duty_mobile and not is_mobile(self.duty_mobile):
            raise ValueError(f"“{self.duty_mobile}” is not a UK mobile number that takes texts")
        if not (self.telephone or self.email or self.address or self.website):
            raise ValueError("A contact needs a telephone number, an email address, an address or a website")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningTimes(Rule):
    """When challenges are read, and the days on which the council is closed besides bank holidays."""

    hours: Hours
    closures: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerRole(Rule):
    """Somebody who can review. A higher ``rank`` may do what a lower one may."""

    rank: int
    agency: str = ""  # blank: the council's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Rule):
    """A clock: ``act`` is to be done ``within`` a span, counted from an event."""

    act: Act
    within: Span
    after: Start = Start.REQUEST
    sooner: bool = False  # or sooner, if the child's safety asks for it
    extend_by: Span = NOT_STATED  # at most, and only with a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification(Rule):
    """Somebody who has to be told that a stage was reached."""

    who: str
    contact: str = ""
    form: str | Absent = Absent.NOT_STATED
    when: PolicyCondition = PolicyCondition.ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Rule):
    """One of several ways on from a stage; the reviewer chooses."""

    label: str
    stage: str
    ladder: str = ""  # blank: the same one


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation(Rule):
    """How a challenge goes on to the next stage."""

    by: tuple[Who, ...]
    required: bool = False  # they must, if it is not settled
    no_answer: bool = False  # they also may when a deadline passes without an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Rule):
    """One rung.

    Anyone in ``reviewers`` may review ("or equivalent" for other agencies' names of the same job),
    together with one of ``other_side`` where the policy pairs managers.
    """

    key: str
    label: str
    rank: int
    reviewers: tuple[str, ...]
    or_equivalent: bool = False
    other_side: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...]
    exchange: str | Absent = Absent.NOT_STATED
    escalation: Escalation | None = None  # where it differs from the ladder's
    skip_when: PolicyCondition | None = None
    notify: tuple[Notification, ...] = ()
    routes: tuple[Route, ...] = ()

    @property
    def reviewer(self) -> str:
        """The roles as one line: "Head of Service or Headteacher or equivalent"."""
        return " or ".join([*self.reviewers, *(["equivalent"] if self.or_equivalent else [])])

    @property
    def answer(self) -> Deadline | None:
        """The clock by which the raiser has the answer: the last of those that bring one."""
        return next((clock for clock in reversed(self.deadlines) if clock.act in ANSWERS), None)

    @property
    def decide_within(self) -> Span:
        """The time for the answer; "not stated" where no clock of this stage says."""
        return self.answer.within if self.answer else NOT_STATED

    @property
    def steps(self) -> Mapping[int, Deadline]:
        """The clocks of what somebody does before the answer and writes down, by number from 1."""
        numbered = enumerate(self.deadlines, 1)
        return {number: clock for number, clock in numbered if clock.act is not Act.DECIDE and clock is not self.answer}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreStage(Rule):
    """An informal step before the first stage; it is not counted as one."""

    label: str
    who: str
    deadlines: tuple[Deadline, ...] = ()
    skip_when: PolicyCondition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap(Rule):
    """Several stages, from ``first`` to ``last``, together take no longer than this."""

    first: str
    last: str
    within: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder(Rule):
    """Stages in order. There is always one called "main"; others run beside it, by condition or agency."""

    key: str
    label: str
    stages: tuple[Stage, ...]
    escalation: Escalation
    when: PolicyCondition = PolicyCondition.ALWAYS
    agency: str = ""
    before: tuple[PreStage, ...] = ()
    caps: tuple[Cap, ...] = ()

    def stage(self, key: str) -> Stage:
        return next(stage for stage in self.stages if stage.key == key)

    def after(self, key: str) -> Stage | None:
        """The stage that follows ``key``; ``None`` after the last."""
        keys = [stage.key for stage in self.stages]
        return next(iter(self.stages[keys.index(key) + 1 :]), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceRule(Rule):
    """Whether the portal takes challenges of an audience, or else whom it signposts them to."""

    taken: bool
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed(Rule):
    """A yes or no of the policy."""

    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint(Rule):
    """Another road, for what is not a decision: whom to go to (in order), and how long they have."""

    contacts: tuple[str, ...]
    acknowledge_within: Span = NOT_STATED
    reply_within: Span = NOT_STATED
    raise_within: Span = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaints:
    practice: Complaint  # how we treated you, how long it took
    data: Complaint  # how we used your information


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit(Rule):
    """The way to a body outside."""

    contact: str
    when: ExitWhen
    raise_within: Span = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingDuty(Rule):
    """Where, and as one of which kinds, a challenge is recorded."""

    system: str | Absent
    kinds: tuple[str, ...]
    by: str | Absent
    every_stage: bool | Absent = Absent.NOT_STATED

    @property
    def offered(self) -> tuple[str, ...]:
        """The kinds of entry to choose from; where the policy names none, one word that fits any."""
        return self.kinds or ("Entry",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning(Rule):
    """What is learnt from challenges: who hears of it, how often, in what form."""

    every: Frequency | Absent
    to: tuple[str, ...] = ()
    medium: str | Absent = Absent.NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseworkTimes(Rule):
    """How long there is, in working days, for what is not the time of a stage."""

    triage: Span  # from receipt, until a challenge has been read and it is said which way it goes
    answer: Span  # from the end of a review, in which the raiser can say that they are still worried
    change_mind: Span  # in which a raiser who took their challenge back may come back


USUAL_TIMES = CaseworkTimes(
    triage=Span(1, TimeUnit.WORKING_DAYS),
    answer=Span(20, TimeUnit.WORKING_DAYS),
    change_mind=Span(10, TimeUnit.WORKING_DAYS),
    cite="North Tyneside, 2.1; Getting the Best from Complaints (2006), 3.6.2",
    assumed=True,
)
"""Where a pack says nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pack:
    id: str  # "north-tyneside@2019-12-31"; from the file's name
    council: Council
    document: Document
    office: OpeningTimes
    contacts: Mapping[str, Contact]
    audiences: Mapping[Audience, AudienceRule]
    anonymous: Allowed  # may the raiser leave the name blank
    raise_within: Deadline
    decision_within: Deadline  # the MASH's first decision
    roles: Mapping[str, ReviewerRole]
    ladders: tuple[Ladder, ...]
    exits: tuple[Exit, ...]
    complaints: Complaints
    disclosure: Table
    recording: RecordingDuty
    learning: tuple[Learning, ...]
    times: CaseworkTimes = USUAL_TIMES

    @property
    def hours(self) -> Hours:
        return self.office.hours

    def takes(self, audience: Audience) -> bool:
        return self.audiences[audience].taken

    def ladder(self, key: str = "main") -> Ladder:
        return next(ladder for ladder in self.ladders if ladder.key == key)

    def ladder_for(self, conditions: Collection[PolicyCondition], agency: str = "") -> Ladder:
        """Where a challenge begins, for which these conditions hold and whose raiser works for this agency.

        What is urgent comes first, then the agency, then any other condition; else it is the main ladder.
        """
        always = PolicyCondition.ALWAYS

        def rank(each: Ladder) -> tuple[bool, bool, bool]:
            return each.when is not PolicyCondition.URGENT, not each.agency, each.when is always

        for ladder in sorted(self.ladders, key=rank):
            named = ladder.agency or ladder.when is not always
            holds = ladder.when in {always, *conditions}
            if ladder.key != "main" and named and holds and ladder.agency in ("", agency):
                return ladder
        return self.ladder()

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """Every rule, with its place: "ladders.main.stages.2"."""
        return _rules(self, "")

    def assumed(self) -> list[str]:
        """The places of what the policy does not say in so many words, each with its note."""
        return [f"{place}: {rule.note}" if rule.note else place for place, rule in self.rules() if rule.assumed]

    @property
    def confirmed(self) -> bool:
        """Whether the council has confirmed the stages and their deadlines."""
        return _confirmed(self)


@lru_cache(maxsize=8)
def _confirmed(pack: Pack) -> bool:
    """Every page of the staff asks; a pack never changes."""
    return not any(place.startswith("ladders") and rule.assumed for place, rule in pack.rules())


def _rules(value: Any, place: str) -> Iterator[tuple[str, Rule]]:
    if isinstance(value, Rule):
        yield place.removeprefix("."), value
    if isinstance(value, Mapping):
        inner: Any = value.items()
    elif isinstance(value, tuple):
        inner = ((getattr(item, "key", index), item) for index, item in enumerate(value, 1))
    elif is_dataclass(value):
        inner = ((field.name, getattr(value, field.name)) for field in fields(value))
    else:
        return
    for key, item in inner:
        yield from _rules(item, f"{place}.{key}")
