"""Cases of the demo county on which somebody has worked: one in each state, and three years of what is over.

Each is sent and worked through the services, by the invented staff, at times that lie back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import randbits
from typing import Any
from uuid import uuid4

from dev import county
from dev.county import SentCase
from dev.invented_crowd import someone
from portal.domain import reference_codes
from portal.domain.challenge.action_rule import Action, AnyAction, Given, Nothing
from portal.domain.challenge.allocation import TAKE, Taking
from portal.domain.challenge.closure import RECORD, CaseSystemEntry
from portal.domain.challenge.complaint_transfer import SentBy
from portal.domain.challenge.decide import possible
from portal.domain.challenge.end_without_review import DECLINE, EndingProposal
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.full_review import FULL_REVIEW, FullReview
from portal.domain.challenge.full_triage import TRIAGE, FullTriage, TriageRoute
from portal.domain.challenge.grounds import Verdict, grounds
from portal.domain.challenge.notification_duties import RECORD_NOTIFIED, MadeNotification
from portal.domain.challenge.pauses import PAUSE, PauseUntil
from portal.domain.challenge.raiser import ACCEPT, ADD, MOVE_ON
from portal.domain.challenge.reply_text import AnsweredGround, composed
from portal.domain.challenge.review import END_REVIEW, RELEASE, WRITE_REPLY, ChildSeen, HarmTest, ReplyText
from portal.domain.challenge.reviewers_left import able
from portal.domain.challenge.staff_questions import ASK, StaffQuestion
from portal.domain.challenge.state import Challenge
from portal.domain.challenge.steps import RECORD_STEP, StepDone, open_steps
from portal.domain.challenge.submission import Submission, receive
from portal.domain.challenge.triage import Outcome
from portal.domain.notices.catalogue import TO_RAISER, TO_STAFF
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.policy.calendar import local
from portal.domain.policy.contact_ids import example
from portal.domain.policy.report_periods import periods_before
from portal.domain.policy.vocabulary import Frequency
from portal.services import AppContext, case_access, casework, new_token, tracker
from portal.services.action_view import action_view
from portal.services.casework import Performed
from portal.services.colleagues import staff
from portal.services.notifications_due import still_to_tell

DAY = timedelta(days=1)
OVER = 24
"""How many closed cases there are besides those that show a state."""

REASONS = "The school and the health visitor say the same, and neither was asked before the decision."
RECORDS = "The records of the school since September\nThe health visitor's letter of 3 October"
BASIS = "Level 2 of the threshold document."
ANSWER = "We did not look at the nursery's records before. We have now, and they change what we think."
NOT_CHANGED = "We read all the records again, line by line. They do not change what we think."


@dataclass
class WorkedCase:
    """A case and the moment that it has come to. Whatever is done next is done a little later."""

    context: AppContext
    people: tuple[Actor, ...]
    at: datetime
    number: int
    reference: str = ""
    code: str = ""

    def sent(self) -> None:
        self.reference, self.code = county.send(self._then(), someone(self.context.pack, self.number))
        self.reference = reference_codes.tidy(self.reference)

    def came(self) -> None:
        """Years ago: nobody comes back to it, so that no access code is made, which takes long on purpose."""
        then, said = self._then(), county.told(self.context.pack, someone(self.context.pack, self.number))
        sent = Submission(uuid4().hex, reference_codes.new_reference(randbits), "en", said)
        events = receive(sent, RAISER, then.pack, then.calendar, self.at)
        with then.store.begin() as unit:
            unit.challenges.add(replay(events), draft_id=sent.id, code_hash="", now=self.at)
            unit.event_log.append(sent.id, events)
        self.reference = sent.reference

    @property
    def challenge(self) -> Challenge:
        with self.context.store.read() as unit:
            found = unit.challenges.whole(self.reference)
        if found is None:
            raise RuntimeError("a case of the demo county is not there")
        return found

    def later(self, days: int) -> None:
        self.at += days * DAY

    def triaged(self) -> None:
        """All of it on one page, and handed to who looks at the first stage."""
        clerk, pack = self.has(Role.TRIAGE), self.context.pack
        self.act(clerk, TAKE, Taking(independent="yes"))
        contact = example(pack.recording.contact_id[0]) if pack.recording.contact_id else f"C-{2000 + self.number}"
        self.act(
            clerk,
            TRIAGE,
            FullTriage(
                TriageRoute.REVIEW,
                identity="Their details are those of the case system.",
                standing="They are named in the case system.",
                made_contact=True,
                contact=contact,
                on=(local(self.at) - 10 * DAY).date().isoformat(),
                decision=pack.decisions.outcomes[0].key,
                threshold=next(iter(pack.decisions.thresholds), ""),
                maker="elsewhere",
                maker_name="Una Example, Team Manager",
                to=self._next().key,
            ),
        )

    def taken(self) -> Actor:
        """By who is to look at this stage, unless they were given it."""
        held = self.challenge.work.assigned
        given = next((each for each in self.people if each.key == held), None)
        if given is None:
            self.act(given := self._next(), TAKE, Taking("Covering for the team.", independent="yes"))
        return given

    def _next(self) -> Actor:
        """The least senior of those who may review this stage."""
        challenge = self.challenge
        rules = self.context.rules(challenge)
        left = able(challenge, rules.ladder.stage(challenge.stage), self.people, rules)
        return min(left, key=lambda each: (each.manages, each.rank))

    def decided(self, reviewer: Actor, verdict: Verdict) -> None:
        """A finding on each ground, and the new decision."""
        for step in open_steps(self.challenge, self.context.rules(self.challenge)):
            self.act(reviewer, RECORD_STEP, StepDone(step.number, self._today(), "By telephone."))
        count, decisions = len(grounds(self.challenge.answers)), self.context.pack.decisions
        new = decisions.outcomes[0 if verdict is Verdict.UNCHANGED else 1]
        self.act(
            reviewer,
            FULL_REVIEW,
            FullReview(
                finding=(verdict.value,) * count,
                because=(REASONS,) * count,
                applied=(BASIS,) * count,
                evidence=RECORDS,
                consulted="The head teacher\nThe health visitor",
                new="The school has written since then.",
                seen=ChildSeen.NOW,
                views="Likes school, and wants to see gran more often.",
                decision=new.key,
                reasons=REASONS,
                alternatives="An assessment: the need is lower than that.",
                threshold=next(iter(decisions.thresholds), ""),
                independent="yes",
            ),
        )

    def replied(self, reviewer: Actor, verdict: Verdict) -> None:
        """The reply is written, where the raiser may have one; where not the review ends."""
        if WRITE_REPLY not in self._may(reviewer):
            self.act(reviewer, END_REVIEW, Nothing())
            return
        answer = NOT_CHANGED if verdict is Verdict.UNCHANGED else ANSWER
        grounds = action_view(self._then(), reviewer, self.reference, WRITE_REPLY, asks=False)
        about = [each.about for each in grounds.grounds] if grounds else []
        answers = (answer,) * len(about)
        words = composed([AnsweredGround(each, verdict, answer) for each in about], ())
        self.act(reviewer, WRITE_REPLY, ReplyText(answers, words=words))

    def released(self) -> None:
        releaser = self.has(Role.RELEASER)
        if RELEASE in self._may(releaser):
            self.act(releaser, RELEASE, HarmTest("no", "Nobody could be harmed by this.", independent="yes"))

    def reviewed(self, verdict: Verdict = Verdict.CHANGED) -> Actor:
        """A whole stage in four days."""
        reviewer = self.taken()
        self.later(2)
        self.decided(reviewer, verdict)
        self.replied(reviewer, verdict)
        self.later(1)
        self.released()
        self.later(1)
        return reviewer

    def goes_on(self) -> None:
        """The raiser is still worried: themselves, or a manager for them, as the policy has it."""
        before = self.challenge.stage
        tracker.go_on(self._then(), self._back(), "You did not ask the nursery.")
        manager = self.has(Role.MANAGER)
        if self.challenge.stage == before and MOVE_ON in self._may(manager):
            self.act(manager, MOVE_ON, Nothing())

    def recorded(self, reviewer: Actor) -> None:
        """Entered in the case system, and closed."""
        kind = self.context.pack.recording.offered[0]
        number = next(map(example, self.context.pack.recording.contact_id), "LL-1")
        self.act(reviewer, RECORD, CaseSystemEntry(kind, number, self._today(), close=True))

    def told_others(self) -> None:
        """Whom the policy has told by now."""
        while waiting := still_to_tell(self.challenge, self.context.rules(self.challenge)):
            told = MadeNotification(
                waiting[0].number, "The duty officer", SentBy.EMAIL, self._today(), "That it is over."
            )
            self.does(Role.MANAGER, RECORD_NOTIFIED, told)

    def says(self, action: AnyAction, **said: Any) -> None:
        """The raiser does something."""
        tracker.act(self._then(), self._back(), action, **said)

    def does(self, role: Role, action: Action[Given], given: Given) -> None:
        self.act(self.has(role), action, given)

    def hushed(self) -> None:
        """What would have been sent while this was new is not sent years later."""
        challenge = self.challenge
        with self.context.store.begin() as unit:
            unit.outbox.cancel(challenge.id, (*TO_RAISER, *TO_STAFF))

    def act(self, who: Actor, action: Action[Given], given: Given) -> None:
        self.at += timedelta(minutes=7)
        then = self._then()
        case_access.record(then, who, self.reference, "taking")
        became = casework.perform(then, who, self.reference, action, given)
        if became is not Performed.DONE:
            raise RuntimeError(f"the demo county could not {action}: {became}")

    def _may(self, who: Actor) -> frozenset[str]:
        return possible(self.challenge, who, self.context.rules(self.challenge), self.at)

    def has(self, role: Role) -> Actor:
        return min((each for each in self.people if role in each.roles), key=lambda each: (len(each.roles), each.rank))

    def _back(self) -> str:
        """The raiser comes back; that they have the code is not asked of somebody invented."""
        token = new_token()
        with self.context.store.begin() as unit:
            unit.raiser_sessions.start(
                token, self.reference, self.at, since=unit.challenges.look(self.reference, self.at)
            )
        return token

    def _today(self) -> str:
        return local(self.at).date().isoformat()

    def _then(self) -> AppContext:
        then = self.at
        return replace(self.context, clock=lambda: then)


Story = Callable[[WorkedCase], None]


def _late(case: WorkedCase) -> None:
    case.triaged()
    case.taken()


def _paused(case: WorkedCase) -> None:
    case.triaged()
    case.taken()
    until = (local(case.at) + 25 * DAY).date().isoformat()
    told, why = "We are waiting for a meeting about the child.", "The strategy discussion is on that day."
    case.does(Role.MANAGER, PAUSE, PauseUntil(until, told, why))


def _asked(case: WorkedCase) -> None:
    case.triaged()
    reviewer = case.taken()
    case.act(reviewer, ASK, StaffQuestion("Who else sees the child every week?"))


def _to_check(case: WorkedCase) -> None:
    case.triaged()
    reviewer = case.taken()
    case.later(1)
    case.decided(reviewer, Verdict.PARTLY)
    case.replied(reviewer, Verdict.PARTLY)


def _answered(case: WorkedCase) -> None:
    case.triaged()
    case.reviewed(Verdict.UNCHANGED)


def _alert(case: WorkedCase) -> None:
    case.triaged()
    case.taken()
    case.later(2)
    case.says(ADD, words="There was another accident last night.", new=True)


def _to_decline(case: WorkedCase) -> None:
    clerk = case.has(Role.TRIAGE)
    case.act(clerk, TAKE, Taking(independent="yes"))
    case.act(clerk, DECLINE, EndingProposal(Outcome.NOT_OURS, "They live in another council's area."))


def _stage(number: int) -> Story:
    """At the stage of this number, the first being 1; with somebody who has taken it."""

    def story(case: WorkedCase) -> None:
        case.triaged()
        for _each in range(number - 1):
            case.reviewed(Verdict.UNCHANGED)
            case.goes_on()
        case.taken()

    return story


def _to_record(case: WorkedCase) -> None:
    case.triaged()
    case.reviewed(Verdict.CHANGED)
    case.says(ACCEPT)


def _closed(case: WorkedCase) -> None:
    case.triaged()
    verdict = tuple(Verdict)[case.number % 3]
    reviewer = case.reviewed(verdict)
    case.says(ACCEPT)
    case.told_others()
    case.hushed()
    case.recorded(reviewer)
    case.hushed()


STATES: tuple[tuple[str, int, Story], ...] = (
    ("a review that is late", 40, _late),
    ("paused", 9, _paused),
    ("a question that waits for the raiser", 6, _asked),
    ("a reply that waits to be checked", 7, _to_check),
    ("answered at the first stage", 8, _answered),
    ("a safety alert", 4, _alert),
    ("an ending without review that waits for a manager", 3, _to_decline),
    ("at the second stage", 12, _stage(2)),
    ("at the third stage", 20, _stage(3)),
    ("at the fourth stage", 28, _stage(4)),
    ("to be recorded", 9, _to_record),
    ("closed", 30, _closed),
)
"""What each shows, how many days ago it was sent, and what happened with it."""


def fill(context: AppContext) -> list[SentCase]:
    """Send them and work on them; those that show a state."""
    with context.store.read() as unit:
        people = staff(unit)
    longest = max(len(ladder.stages) for ladder in context.pack.ladders)
    told = []
    for number, (shows, ago, story) in enumerate(_fitting(longest)):
        case = WorkedCase(context, people, _at_work(context, ago * DAY), number)
        case.sent()
        story(case)
        told.append(SentCase(reference_codes.grouped(case.reference), case.code, shows))
    for number, then in enumerate(_long_ago(context.now()), len(STATES)):
        case = WorkedCase(context, people, _at_work(context, context.now() - then), number)
        case.came()
        _closed(case)
    return told


def _at_work(context: AppContext, ago: timedelta) -> datetime:
    """When the office was last open before this: at night it may be another ladder, whose stages nobody here has."""
    return context.now() - county.last_time(context, ago, is_open=True)


def _long_ago(now: datetime) -> Iterator[datetime]:
    """When those were sent: some in the last quarter that is over, for its report; the rest in three years."""
    quarter = next(periods_before(Frequency.QUARTERLY, local(now).date()))
    last = now - (local(now).date() - quarter.last)
    yield from (last - number * 10 * DAY for number in range(1, 9))
    yield from (last - number * 62 * DAY for number in range(2, OVER - 6))


def _fitting(longest: int) -> Iterator[tuple[str, int, Story]]:
    """The states that there are where a ladder has so many stages at the most."""
    later = [each for each in STATES if each[0].startswith("at the ")]
    return (each for each in STATES if each not in later[longest - 1 :])
