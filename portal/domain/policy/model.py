"""The types of a pack: a council's policy as data.

A pack is read by :mod:`portal.policy_loader`; ``policies/README.md`` explains every key. Nothing here is true of
one council only: what a new policy needs becomes a named option for all of them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from portal.domain.contact_details import is_mobile
from portal.domain.disclosure.table import Table
from portal.domain.policy.calendar import NOT_STATED, Calendar, Hours, Span, TimeUnit
from portal.domain.policy.casework_times import USUAL_TIMES, CaseworkTimes, PauseLimit, PauseReason
from portal.domain.policy.closures import Closure
from portal.domain.policy.document import Approval, Document, DocumentDate
from portal.domain.policy.exits import Exit, ways_out
from portal.domain.policy.ladder import (
    Cap,
    Deadline,
    Escalation,
    ForSome,
    Ladder,
    Notification,
    Panel,
    PreStage,
    ReviewerRole,
    Route,
    Stage,
)
from portal.domain.policy.mash_decisions import USUAL_DECISIONS, USUAL_PHRASES, MashDecisions, MashOutcome
from portal.domain.policy.retention import USUAL_RETENTION, Retention
from portal.domain.policy.school_terms import SchoolTerm
from portal.domain.policy.second_requests import SecondRequests
from portal.domain.policy.vocabulary import (
    ANSWERS,
    Act,
    Agreement,
    Breakdown,
    ExitWhen,
    Frequency,
    KeyPage,
    Matter,
    OwnCondition,
    PolicyCondition,
    Start,
    When,
    Who,
    parts_of,
)
from portal.domain.policy_rule import Absent, Audience, Rule

__all__ = [
    "ANSWERS", "USUAL_TIMES", "Absent", "Act", "Agreement", "Approval", "Audience", "Breakdown", "Cap",
    "CaseworkTimes", "Contact", "Deadline", "Document", "DocumentDate", "Escalation", "Exit", "ExitWhen", "Film",
    "ForSome", "Frequency", "KeyPage", "Ladder", "MashDecisions", "MashOutcome", "Matter", "Notification",
    "OwnCondition", "Pack", "Panel", "PauseLimit", "PauseReason", "PolicyCondition", "PreStage", "ReviewerRole",
    "Route", "Rule", "Stage", "Start", "When", "Who",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """Hexadecimal, dark enough to carry white words and to be read on white."""

    brand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A key page in British Sign Language: where the council keeps the film, and how long it is."""

    page: KeyPage
    website: str
    minutes: int


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
    films: tuple[Film, ...] = ()


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
    """When challenges are read, on which days the council is closed besides bank holidays, and the school terms."""

    hours: Hours
    closures: tuple[Closure, ...] = ()
    terms: tuple[SchoolTerm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceRule(Rule):
    """Whether the portal takes challenges of an audience, or else whom it signposts them to."""

    taken: bool
    contacts: tuple[str, ...] = ()
    words: str = ""  # what those who are not taken are told instead of our own words
    contact_from_age: int = 0  # of young people: from which age they are contacted themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Rule):
    """Something that the policy does not cover, and who looks at it instead. Young people are never sent away by it."""

    matter: Matter
    words: str = ""  # what it is, where we have no words for it
    contacts: tuple[str, ...] = ()
    audiences: tuple[Audience, ...] = ()  # for whom; empty: everybody

    def concerns(self, audience: Audience) -> bool:
        return audience is not Audience.YOUNG_PERSON and (not self.audiences or audience in self.audiences)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisagreementKinds(Rule):
    """What disagreements can be about, in the policy's own words: professionals choose one of them."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed(Rule):
    """A yes or no of the policy."""

    allowed: bool
    audiences: tuple[Audience, ...] = ()  # for whom it is so, and for the others not; empty: for all


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
class RaiseLimit(ForSome):
    """The time limit to raise a challenge that some have instead of the usual one."""

    within: Span
    after: Start = Start.DECISION


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance(Rule):
    """Something that this policy goes by, and with which question the form asks about it."""

    so: str  # as the end of a sentence that begins with "if"
    ask: str  # a question to be answered with yes or no
    audiences: tuple[Audience, ...] = ()  # who is asked; empty: every adult

    def asks(self, audience: Audience) -> bool:
        return audience in (self.audiences or tuple(set(Audience) - {Audience.YOUNG_PERSON}))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingDuty(Rule):
    """Where, and as one of which kinds, a challenge is recorded."""

    system: str | Absent
    kinds: tuple[str, ...] | Absent
    by: str | Absent
    every_stage: bool | Absent = Absent.NOT_STATED
    within: Span = NOT_STATED  # from the end of a review
    contact_id: tuple[str, ...] = ()  # how ids of contacts look in the system (domain.policy.contact_ids)

    @property
    def offered(self) -> tuple[str, ...]:
        """The kinds of entry to choose from; where the policy names none, one word that fits any."""
        return self.kinds if isinstance(self.kinds, tuple) and self.kinds else ("Entry",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning(Rule):
    """What is learnt from challenges: who hears of it, how often, in what form."""

    every: Frequency | Absent
    to: tuple[str, ...] = ()
    medium: str | Absent = Absent.NOT_STATED
    smallest: int = 5  # the least number of challenges that is shown
    also_by: tuple[Breakdown, ...] = ()  # what it counts by besides what every report does


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
    decisions: MashDecisions = USUAL_DECISIONS
    phrases: tuple[str, ...] = USUAL_PHRASES
    exclusions: tuple[Exclusion, ...] = ()
    disagreements: DisagreementKinds | None = None
    raise_limits: tuple[RaiseLimit, ...] = ()  # for some, instead of raise_within
    circumstances: tuple[Circumstance, ...] = ()
    pauses: PauseLimit | None = None
    retention: Retention = USUAL_RETENTION
    second_requests: SecondRequests | None = None
    assurances: tuple[str, ...] = ()  # what it promises whoever asks, in its own words

    @property
    def hours(self) -> Hours:
        return self.office.hours

    @property
    def ways_out(self) -> tuple[Exit, ...]:
        """The bodies outside, each with those of the audiences taken that it takes."""
        return ways_out(self.exits, frozenset(each for each in Audience if self.takes(each)))

    def takes(self, audience: Audience) -> bool:
        return self.audiences[audience].taken

    def taken_elsewhere(self, audience: Audience | None = None) -> tuple[Exclusion, ...]:
        """What the policy does not cover, of what somebody of this audience, or of any that is taken, may come with."""
        those = [each for each in Audience if self.takes(each)] if audience is None else [audience]
        return tuple(each for each in self.exclusions if any(map(each.concerns, those)))

    @property
    def sent_away(self) -> tuple[tuple[Audience, AudienceRule], ...]:
        """Those whose challenges are not taken, each with what the policy says to them."""
        return tuple((each, self.audiences[each]) for each in Audience if not self.takes(each))

    @property
    def wanted_all_the_same(self) -> tuple[str, ...]:
        """The contacts of those of them to whom the policy says nothing of its own, each once."""
        return tuple(dict.fromkeys(key for _each, rule in self.sent_away if not rule.words for key in rule.contacts))

    @property
    def signposts(self) -> tuple[str, ...]:
        """The contacts of those whose challenges are not taken, each once."""
        named = (key for audience in Audience if not self.takes(audience) for key in self.audiences[audience].contacts)
        return tuple(dict.fromkeys(named))

    def ladder(self, key: str = "main") -> Ladder:
        return next(ladder for ladder in self.ladders if ladder.key == key)

    def stage(self, key: str) -> Stage:
        """A stage of whichever ladder: no two have the same key."""
        return next(stage for ladder in self.ladders for stage in ladder.stages if stage.key == key)

    def ladder_of(self, stage: str) -> Ladder:
        return next(ladder for ladder in self.ladders if any(each.key == stage for each in ladder.stages))

    def ladder_for(
        self, conditions: Collection[When], agency: str = "", decided_by: str = "", audience: Audience | None = None
    ) -> Ladder:
        """Where a challenge begins, for which these conditions hold, by the agencies of its raiser and of the decision.

        What is urgent comes first, then whose decision it is, then for whom its raiser works, then any other condition,
        then who its raiser is; else it is the main ladder. Of two that are alike in that, the one for fewer people.
        """
        always = PolicyCondition.ALWAYS

        def rank(each: Ladder) -> tuple[bool, bool, bool, int, bool, bool]:
            parts = parts_of(each.when)
            urgent = PolicyCondition.URGENT in parts
            return (
                not urgent,
                not each.decided_by,
                not each.agency,
                -len(parts),
                each.when is always,
                not each.audiences,
            )

        for ladder in sorted(self.ladders, key=rank):
            named = ladder.agency or ladder.decided_by or ladder.when is not always or ladder.audiences
            fits = ladder.agency in ("", agency) and ladder.decided_by in ("", decided_by)
            theirs = audience in ladder.audiences if ladder.audiences else True
            if ladder.key != "main" and named and fits and theirs and ladder.holds(audience, conditions):
                return ladder
        return self.ladder()

    def answer_within(self, stage: Stage) -> Span:
        """The time in which a raiser can say, after a review at this stage, that they are still worried."""
        return self.times.answer if stage.answer_within.unit is TimeUnit.NOT_STATED else stage.answer_within

    @property
    def shortest_answer(self) -> Span:
        """The shortest of these times."""
        every = [self.answer_within(stage) for ladder in self.ladders for stage in ladder.stages]
        return min((self.times.answer, *every), key=lambda span: span.least_working_days)

    def wants_news(self, audience: Audience) -> bool:
        """Whether somebody of this audience who asked before has to bring something new."""
        return self.second_requests is not None and self.second_requests.asks(audience)

    def raise_limit(self, audience: Audience, conditions: Collection[When] = ()) -> Deadline | RaiseLimit:
        """By when somebody of this audience has to raise a challenge of which these conditions hold."""
        theirs = (each for each in self.raise_limits if each.holds(audience, conditions))
        return next(theirs, self.raise_within)

    def there_at(self, roles: Iterable[str], at: datetime, calendar: Calendar) -> tuple[str, ...]:
        """Those of the roles who are there at a moment, where the policy gives hours to some; else none."""
        named = {role: self.roles[role].hours for role in roles}
        if all(isinstance(hours, Absent) for hours in named.values()):
            return ()
        return tuple(role for role, hours in named.items() if isinstance(hours, Absent) or hours.is_open(at, calendar))

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
