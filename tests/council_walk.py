"""One request on its way through a council's policy, from the form to the end, by the pages of both doors."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions import Action

from build import EVERYONE, ORIGINAL, USUAL
from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.grounds import grounds
from portal.domain.challenge.state import Challenge
from portal.domain.disclosure.table import MAKERS, Checks, Fact, Show, shows
from portal.domain.permissions import Role
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Audience, Ladder, Pack, PolicyCondition, Stage
from portal.domain.questions.policy_questions import OTHER_AGENCY
from portal.services import AppContext
from portal.services.notifications_due import still_to_tell
from portal.web import pdf
from posting import Clock
from visitor import Page, Visitor, walk

BOSS, TRIAGE, SENDER = "boss", "toni", "lou"
WORDS = "The records say so, and the school agrees with them."
OK = 200
LEVEL = "Level 3: targeted or complex"
TYPED = {
    Action.RECORD_ORIGINAL: {
        **{key: value for key, value in ORIGINAL.items() if key != "on"}, "threshold": LEVEL,
        "on-day": "3", "on-month": "6", "on-year": "2024",
    },
    Action.DECIDE_GROUND: USUAL[Action.DECIDE_GROUND],
    Action.FIND: USUAL[Action.FIND],
    Action.DECIDE: USUAL[Action.DECIDE] | {"threshold": LEVEL},
}  # fmt: skip
"""What is typed into a form besides what this walk says."""


def said_by(pack: Pack, audience: Audience, ladder: Ladder) -> dict[str, Any]:
    """What somebody says in the form who comes to this ladder."""
    urgent = "yes" if ladder.when is PolicyCondition.URGENT else "no"
    kinds = pack.disagreements.kinds if pack.disagreements else ()
    at_work = {
        "urgent": urgent,
        "case": "yes" if ladder.when is PolicyCondition.OPEN_CASE else "no",
        "plan": "yes",
        "agency": ladder.agency or OTHER_AGENCY,
        "decided_by": ladder.decided_by or OTHER_AGENCY,
        "disagreement": next(iter(kinds), "other"),
    }
    return EVERYONE[audience] | {"scope": "seen"} | (at_work if audience is Audience.PROFESSIONAL else {})


def rung(number: int) -> str:
    """The colleague who looks at the stage of this number, the first being 1."""
    return f"rung{number}"


def employ_everybody(employ: Callable[..., Any], ladder: Ladder) -> None:
    """A triage worker, somebody who releases, a manager, and for each stage a reviewer of exactly its rank."""
    employ(f"{TRIAGE}@example.com", Role.TRIAGE, name="Toni Example")
    employ(f"{SENDER}@example.com", Role.RELEASER, name="Lou Example")
    employ(f"{BOSS}@example.com", Role.MANAGER, rank=99, name="Boss Example")
    for number, stage in enumerate(ladder.stages, 1):
        employ(f"{rung(number)}@example.com", Role.REVIEWER, rank=stage.rank, name=f"Rung {number} Example")


@dataclass
class Walk:
    """A request, its raiser at one door and the staff at the other. ``enter`` lets a colleague in."""

    context: AppContext
    clock: Clock
    me: Visitor
    enter: Callable[[str], Visitor]
    reference: str = ""
    code: str = ""
    told: list[tuple[str, str]] = field(default_factory=list)  # the stage, and who was told that it was reached
    forms: list[str] = field(default_factory=list)  # the forms that were made
    seen: list[str] = field(default_factory=list)  # what staff read on the pages of the challenge

    @property
    def challenge(self) -> Challenge:
        with self.context.store.read() as unit:
            return unit.challenges.get(self.reference)

    @property
    def stage(self) -> Stage:
        return self.context.rules(self.challenge).ladder.stage(self.challenge.stage)

    def sends(self, said: dict[str, Any]) -> None:
        """The form, page by page; then they type their code back."""
        flow = "young" if said["who"] == Audience.YOUNG_PERSON else "adult"
        page = walk(self.me, self.context.journeys[flow], said)
        page = self.me.send(page.path)
        self.reference = page.marked("app-reference").replace("-", "")
        self.code = self.me.see_code()
        self.me.send("/done", kept=self.code)

    # The staff

    def _send(self, person: Visitor, **typed: object) -> Page:
        action = person.page.forms()[-1].get("action")
        assert "sign-out" not in action, person.page.text[:2000]
        return person.send(action, **typed)

    def _today(self, key: str) -> dict[str, str]:
        """Today, as it is typed into the boxes of a date."""
        today = local(self.clock()).date()
        return {f"{key}-year": str(today.year), f"{key}-month": str(today.month), f"{key}-day": str(today.day)}

    def _opened(self, person: Visitor, address: str) -> Page:
        page = person.get(address)
        if page.h1 == "Before you open it":
            page = self._send(person, why="supervising", other="")
        return page

    def do(self, who: str, action: AnyAction, *, at: str = "", **typed: object) -> Page:
        """Open the challenge and the form, send it, and press the button below what the raiser will see."""
        person = self.enter(f"{who}@example.com")
        self.seen.append(self._opened(person, f"/challenges/{self.reference}").text)
        page = self._opened(person, f"/challenges/{self.reference}/do/{action}{at}")
        if action is Action.TAKE and page.all("textarea"):
            typed.setdefault("words", WORDS)
        page = self._send(person, **TYPED.get(action, {}) | typed)
        if page.h1 == "Look at these words again" or page.all("select"):
            marks = [each.get("name") for each in page.all("select") if each.get("name", "").startswith("clear-")]
            page = self._send(person, **dict.fromkeys(marks, "ordinary"), do="send")
        if page.h1 == "This is what they will see":
            page = self._send(person, do="send")
        assert page.errors == [], (action, page.errors, page.text[:400])
        assert page.response.status_code == 200, (action, page.h1)
        return page

    def triaged(self) -> None:
        """Somebody takes it, acts on what is open, checks who it is, and hands it to the first reviewer."""
        self.do(TRIAGE, Action.TAKE)
        if self.challenge.work.alerts:
            told = f"{local(self.clock()):%H:%M}"
            self.do(TRIAGE, Action.ACT_NOW, told="The team", told_at=told, contact="C-1", words=WORDS)
        self.do(TRIAGE, Action.RECORD_ORIGINAL)
        made = {"made_contact": "yes"} if self.challenge.audience in MAKERS else {}
        self.do(TRIAGE, Action.CHECK_IDENTITY, words=WORDS)
        self.do(TRIAGE, Action.CHECK_STANDING, words=WORDS, **made)
        if self.challenge.audience is Audience.YOUNG_PERSON:
            who = {"advocate": "Ana Example", "agency": "Voices", "reach": "01632 960 777"}
            self.do(
                TRIAGE,
                Action.ANSWER_ADVOCATE,
                found="yes",
                words="Ana will help you.",
                **who,
                **self._today("referred"),
            )
        self.do(TRIAGE, Action.ACCEPT_FOR_REVIEW, to=rung(1), words="")

    def reviewed(self, number: int) -> None:
        """The stage of this number: taken, its steps written down, every point answered, and the raiser told."""
        who = rung(number)
        self.tells_others()
        if self.challenge.work.assigned != who:
            self.do(who, Action.TAKE)
        for step in self.stage.steps:
            self.do(who, Action.RECORD_STEP, step=str(step), words=WORDS, **self._today("on"))
        for ground in grounds(self.challenge.answers):
            at = f"?ground={ground.number}"
            self.do(who, Action.DECIDE_GROUND, at=at, outcome="unchanged", reasons=WORDS)
        self.do(who, Action.FIND, evidence=WORDS, views=WORDS)
        self.do(who, Action.DECIDE)
        if self._may_be_told():
            plain = {"plain": "We looked again."} if self.challenge.audience is Audience.YOUNG_PERSON else {}
            self.do(who, Action.WRITE_REPLY, words="We looked at all of it again.", **plain)
            self.do(SENDER, Action.RELEASE, harm="no", words=WORDS)
        else:
            self.do(who, Action.END_REVIEW)

    def tells_others(self) -> None:
        """Those whom the policy has told by now, each with the form that is made for it."""
        while entries := still_to_tell(self.challenge, self.context.rules(self.challenge)):
            entry = entries[0]
            if entry.document:
                self._made(entry.document)
            said = {"entry": str(entry.number), "whom": "The duty officer", "how": "email", "words": WORDS}
            self.do(BOSS, Action.RECORD_NOTIFIED, at=f"?entry={entry.number}", **said, **self._today("on"))
            self.told.append((entry.stage, entry.who))

    def _made(self, document: str) -> None:
        """A form is there as text and, where the machine makes any, as PDF; it says which child it is about."""
        person, here = self.enter(f"{BOSS}@example.com"), f"/challenges/{self.reference}"
        self._opened(person, here)
        text = person.client.get(f"{here}/forms/{document}.txt")
        assert text.status_code == OK
        assert "Robin Example" in text.text
        if not pdf.missing():
            made = person.client.get(f"{here}/forms/{document}.pdf")
            assert (made.status_code, made.data[:4]) == (OK, b"%PDF")
        self.forms.append(document)

    def _may_be_told(self) -> bool:
        made = self.challenge.audience in MAKERS
        checks = Checks(identity=True, standing=True, made_contact=made)
        shown = shows(self.context.pack.disclosure, self.challenge.audience, Fact.REVIEW_RESULT, checks)
        return shown in (Show.RELEASED, Show.FULL)

    def recorded(self, number: int) -> None:
        """The entry in the case system."""
        kind = self.context.pack.recording.offered[0]
        self.do(rung(number), Action.RECORD, kind=kind, id="LL-1", close="no", **self._today("on"))

    # The raiser

    def comes_back(self) -> str:
        """With reference and code, in a new visit; gives what their request says."""
        self.me.client.delete_cookie("s")
        self.me.get("/return")
        page = self.me.send("/return", reference=self.reference, code=self.code)
        assert page.path == "/progress", page.text[:400]
        return page.text

    def still_worried(self) -> None:
        """They ask for the next; where the policy has others take it on, a manager does it, or the reviewer."""
        before = self.challenge.stage
        self.answers("yes")
        if self.challenge.stage == before and self.context.rules(self.challenge).ladder.after(before):
            self.do(BOSS, Action.MOVE_ON)

    def answers(self, worried: str) -> None:
        """Whether they still are."""
        self.comes_back()
        self.me.get("/next")
        self.me.send("/next", next=worried)

    def at(self, moment: datetime) -> None:
        assert moment >= self.clock.now
        self.clock.now = moment
