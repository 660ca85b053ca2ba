"""The types of a ladder: its stages, their clocks, who reviews and who has to be told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from portal.domain.policy.calendar import NOT_STATED, Hours, Span
from portal.domain.policy.vocabulary import ANSWERS, Act, Agreement, PolicyCondition, Start, When, Who, parts_of
from portal.domain.policy_rule import Absent, Audience, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ForSome(Rule):
    """What holds for some only: of these audiences (of none named, for all), and under this condition."""

    audiences: tuple[Audience, ...] = ()
    when: When = PolicyCondition.ALWAYS

    def concerns(self, audience: Audience | None) -> bool:
        """Whether it is for somebody of this audience; ``None``: for anybody at all."""
        return not self.audiences or audience is None or audience in self.audiences

    def holds(self, audience: Audience | None, conditions: Collection[When]) -> bool:
        """Whether it is for such a challenge, of which these conditions are known to hold."""
        return self.concerns(audience) and (self.when is PolicyCondition.ALWAYS or self.when in conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerRole(Rule):
    """Somebody who can review. A higher ``rank`` may do what a lower one may."""

    rank: int
    agency: str = ""  # blank: the council's own
    hours: Hours | Absent = Absent.NOT_STATED  # when they are there


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification(ForSome):
    """Somebody who has to be told that a stage was reached."""

    who: str
    contact: str = ""
    form: str | Absent = Absent.NOT_STATED
    fields: tuple[str, ...] = ()  # what the form asks besides


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Rule):
    """A clock: ``act`` is to be done ``within`` a span, counted from an event."""

    act: Act
    words: str = ""  # what is done, in the policy's own words: "offer an advocate"
    within: Span
    after: Start = Start.REQUEST
    sooner: bool = False  # or sooner, if the child's safety asks for it
    extend_by: Span = NOT_STATED  # at most, and only with a reason
    optional: bool = False  # it need not be done; what counts from it counts only once it was
    if_missed: Notification | None = None  # who is told once it has passed and was not done


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Rule):
    """Another way on than the next stage; whoever has the challenge chooses, at any time of the stage."""

    label: str
    stage: str  # of whichever ladder
    when: When = PolicyCondition.ALWAYS  # what is so, where the policy asks for that
    chosen_by: tuple[Who, ...] = ()  # who chooses it; empty: whoever has the challenge, or a manager


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation(Rule):
    """How a challenge goes on to the next stage."""

    by: tuple[Who, ...]
    required: bool = False  # they must, if it is not settled
    no_answer: bool = False  # they also may when a deadline passes without an answer
    by_itself: bool = False  # it goes on without anybody once its date has passed without an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Rule):
    """Several people who decide a stage together. Each is named by role; a role may have several seats."""

    members: tuple[str, ...]
    agreement: Agreement
    chair: str = ""  # blank: nobody takes the chair
    at_least: int = 0  # how many have to sit, the chair among them; 0: all

    @property
    def seats(self) -> tuple[str, ...]:
        """Who sits on it, by role, first the chair."""
        return (self.chair, *self.members) if self.chair else self.members

    @property
    def quorum(self) -> int:
        """How many of them have to sit."""
        return self.at_least or len(self.seats)

    @property
    def in_words(self) -> str:
        """It as the policy would: "Panel of the roles"."""
        first, *more = [f"{self.chair} (chair)" if self.chair else "", *self.members]
        *rest, last = [each for each in (first, *more) if each]
        return f"Panel of {', '.join(rest)} and {last}" if rest else f"Panel of {last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(ForSome):
    """One rung.

    Anyone in ``reviewers`` may review ("or equivalent" for other agencies' names of the same job),
    together with one of ``other_side`` where the policy pairs managers.
    """

    key: str
    label: str
    rank: int
    reviewers: tuple[str, ...]
    or_equivalent: bool = False
    stand_ins: tuple[str, ...] = ()  # who reviews instead of those who had a part in the decision
    other_side: tuple[str, ...] = ()
    decided_with: tuple[str, ...] = ()  # who decides together with the reviewer: one of each agency
    panel: Panel | None = None  # who decides it; whoever reviews puts it to them and writes down what comes of it
    deadlines: tuple[Deadline, ...]
    exchange: str | Absent = Absent.NOT_STATED
    prompts: tuple[str, ...] = ()  # what whoever reviews has to bear in mind
    answer_within: Span = NOT_STATED  # in which its raiser can say that they are still worried, instead of times
    escalation: Escalation | None = None  # where it differs from the ladder's
    skip_when: When | None = None
    by_route: bool = False  # only a route leads to it: it follows no other stage
    notify: tuple[Notification, ...] = ()
    routes: tuple[Route, ...] = ()

    @property
    def reviewer(self) -> str:
        """Who looks again, as one line: the panel, or the roles."""
        return self.panel.in_words if self.panel else self.by_role

    @property
    def by_role(self) -> str:
        """The roles as one line: "Head of Service or Headteacher or equivalent"."""
        first = " or ".join([*self.reviewers, *(["equivalent"] if self.or_equivalent else [])])
        instead = " or ".join(self.stand_ins)
        return f"{first} or, where they had a part in the decision, {instead}" if instead else first

    @property
    def titled(self) -> str:
        """Its label with who reviews, where that is not the label itself."""
        return self.label if self.label == self.reviewer else f"{self.label} ({self.reviewer})"

    @property
    def answer(self) -> Deadline | None:
        """The clock by which the raiser has the answer: the last of those that bring one."""
        return next((clock for clock in reversed(self.deadlines) if clock.act in ANSWERS), None)

    @property
    def decide_within(self) -> Span:
        """The time for the answer; "not stated" where no clock of this stage says."""
        return self.answer.within if self.answer else NOT_STATED

    @property
    def missed(self) -> tuple[tuple[int, Notification], ...]:
        """Who is told that a clock, by its number from 1, has passed and was not done."""
        clocks = enumerate(self.deadlines, 1)
        return tuple((number, clock.if_missed) for number, clock in clocks if clock.if_missed)

    @property
    def steps(self) -> Mapping[int, Deadline]:
        """The clocks of what somebody does before the answer and writes down, by number from 1."""
        numbered = enumerate(self.deadlines, 1)
        return {number: clock for number, clock in numbered if clock.act is not Act.DECIDE and clock is not self.answer}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreStage(ForSome):
    """An informal step before the first stage, or before a later one; it is not counted as one."""

    label: str
    who: str
    stage: str = ""  # the stage that it comes before; blank: the first
    deadlines: tuple[Deadline, ...] = ()
    skip_when: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap(Rule):
    """Several stages, from ``first`` to ``last``, together take no longer than this."""

    first: str
    last: str
    within: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder(ForSome):
    """Stages in order. There is always one called "main"; others run beside it, by condition or agency."""

    key: str
    label: str
    stages: tuple[Stage, ...]
    escalation: Escalation
    like: str = ""  # the ladder whose keys it has that are not written here
    agency: str = ""  # for whom its raiser works
    decided_by: str = ""  # whose decision or action it is about; blank: also the council's own
    before: tuple[PreStage, ...] = ()
    caps: tuple[Cap, ...] = ()
    notify: tuple[Notification, ...] = ()  # at every stage of it
    routes: tuple[Route, ...] = ()  # from every stage of it

    def begins_with(self) -> tuple[Stage, ...]:
        """Its stages for whoever begins on it: not those left out under the condition by which it is chosen."""
        chosen_by = set() if self.key == "main" else set(parts_of(self.when))  # main is for whoever fits no other
        skips = {each.key for each in self.stages if each.skip_when and set(parts_of(each.skip_when)) <= chosen_by}
        return tuple(each for each in self.stages if each.key not in skips) or self.stages

    def stage(self, key: str) -> Stage:
        return next(stage for stage in self.stages if stage.key == key)

    @property
    def first_steps(self) -> tuple[PreStage, ...]:
        """Those before the first stage."""
        return self.before_stage("")

    def before_stage(self, key: str) -> tuple[PreStage, ...]:
        """The informal steps before a later stage."""
        return tuple(step for step in self.before if step.stage == key)

    def notified_at(self, stage: Stage) -> tuple[Notification, ...]:
        """Those who have to be told when ``stage`` is reached; last those of its :attr:`Stage.missed`."""
        return (*self.notify, *stage.notify, *(told for _number, told in stage.missed))

    def after(self, key: str) -> Stage | None:
        """The stage that follows ``key``; ``None`` after the last. Only a route leads to some."""
        keys = [stage.key for stage in self.stages]
        return next((stage for stage in self.stages[keys.index(key) + 1 :] if not stage.by_route), None)
