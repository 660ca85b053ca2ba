"""What can happen to a challenge from the form to the end, with a word of its own in all that anybody writes."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import knowing
from actions import Action
from canaries import STAFF, Canary, Of, Shows
from crawl import Crawl
from hub import Hub, answers_of
from werkzeug.test import TestResponse

from portal.domain import reference_codes
from portal.domain.challenge import neutral_sentences
from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.decide import possible
from portal.domain.challenge.evidence import SEND_EVIDENCE
from portal.domain.challenge.grounds import grounds
from portal.domain.challenge.neutral_sentences import true_now
from portal.domain.challenge.raiser import reopens_until
from portal.domain.challenge.raiser_requests import ASK_CALL, CORRECT, call_days
from portal.domain.challenge.state import Status
from portal.domain.disclosure.table import GISTS, NOBODY_CHECKED, Checks, Fact, Show
from portal.domain.journey import Kind, Question, more_key, rows
from portal.domain.permissions import ActionRefused
from portal.domain.policy.calendar import local
from portal.domain.policy.model import Audience
from portal.services import applications, case_export, delivery, new_token, reminders, retention, tracker
from visitor import typed

OK = 200
REACHED = {"email", "mobile", "name", "address.line1", "address.line2", "address.town", "address.postcode"}
WAYS = (["email", "text", "letter"], ["text", "telephone"], ["letter"], ["none"])


@dataclass
class Life:
    """One challenge, its raiser at the door and the staff behind it."""

    hub: Hub
    crawl: Crawl
    audience: Audience
    checks: Checks
    number: int = 0
    reference: str = ""
    code: str = ""
    child: str = ""  # the name of the child that others worry about too
    written: dict[str, str] = field(default_factory=dict)
    erased: bool = False
    alone: bool = False  # nobody else ever worried about the child
    linked: list[str] = field(default_factory=list)  # the references of the others

    def __post_init__(self) -> None:
        self.words = self.hub.canaries
        self.context = self.hub.context
        self.me = f"raiser {self.number}"
        young = self.audience is Audience.YOUNG_PERSON
        self.flow, self.way = ("young", "tell") if young else ("adult", "request")

    @property
    def shows(self) -> Shows:
        """How much the table shows of each fact, by what staff have established so far."""
        if self.erased:
            return lambda _fact: Show.WITHHELD
        if not self.reference:  # before it is sent it is theirs alone
            return lambda fact: Show.FULL if fact is Fact.OWN_WORDS else Show.WITHHELD
        known = self.hub.challenge(self.reference).work.checks
        return knowing.shown_by(self.context.pack.disclosure, self.audience, known)

    def look(self, when: str, **how: bool) -> None:
        """Open all that there is at this moment, with the session if there can be one."""
        here = self.reference and not self.erased
        if here:
            self.is_here()
        hidden = self._hidden_date()
        if hidden:
            self.words.add(Canary(hidden, "the date", Of.PACK, Fact.NEXT_DATE, names=STAFF))
        self.crawl.look(
            self.shows,
            f"{self.context.council}, {self.audience}, {self.checks}: {when}",
            sent=bool(self.reference),
            **how,
        )
        assert not here or self.crawl.came["track.progress"] == OK, "nobody looked with a session"
        self.words.known.pop(hidden.lower(), None)  # at another moment the day may be that of something else

    def _hidden_date(self) -> str:
        """The day by which we mean to have finished, where this raiser may not know it and nothing else is on it."""
        if not self.reference or self.erased or self.shows(Fact.NEXT_DATE) is not Show.WITHHELD:
            return ""
        challenge = self.hub.challenge(self.reference)
        others = {local(self.context.now()).date(), reopens_until(challenge, self.context.rules(challenge))}
        return f"{challenge.due:%-d %B %Y}" if challenge.due and challenge.due not in others else ""

    def may_release(self, fact: Fact = Fact.REVIEW_RESULT) -> bool:
        return self.shows(fact) in (Show.FULL, Show.RELEASED)

    # The raiser

    def says(self, question: Question) -> str:
        if question.kind in (Kind.MOBILE, Kind.PHONE):
            called = question.key == "telephone"
            return self._odd(question, f"{'01632 960' if called else '07700 900'}{100 + self.number % 800}")
        if question.key == "address.postcode":
            return self._odd(question, f"NE28 {self.number % 10}ZQ")
        word = self.words.own(question.key, reaches=self._reached(question))
        if question.key in ("child.name", "find.name"):
            self.child = word
        return f"{word}@example.com" if question.kind is Kind.EMAIL else word.capitalize()

    def _odd(self, question: Question, text: str) -> str:
        return self.words.add(Canary(text, question.key, Of.OWN, Fact.OWN_WORDS, self._reached(question)))

    def _reached(self, question: Question) -> str:
        return self.me if question.key in REACHED else ""

    def answers(self) -> dict[str, Any]:
        liked = {
            "who": self.audience.value,
            "safe": WAYS[self.number % len(WAYS)],
            "say_who": "yes" if self.number % 3 else "no",
            "times": ["any"],
        }
        return answers_of(self.context.journeys[self.flow], self.says, liked)

    def begins(self) -> None:
        """All of the form is filled in and nothing is sent. Two others worry about the same child already."""
        answers = self.answers()
        self.linked = list(self.others())
        self.crawl.before()
        token = new_token()
        applications.answer(self.context, token, "en", answers, self.flow)
        self.crawl.client.set_cookie("s", token)

    def types_the_form(self) -> None:
        """The same, page by page, as a browser sends it."""
        journey, answers = self.context.journeys[self.flow], self.answers()
        self.linked = list(self.others())
        at = f"/{self.way}/now"
        while at != f"/{self.way}/check":
            self.crawl.get(at)
            name, _, number = at.removeprefix(f"/{self.way}/").partition("/")
            question = journey.find(name)
            assert question, at
            if question.many and not number:
                items = len(answers[question.key])
                typed_in = {more_key(question): "yes" if self.crawl.kept_items(question.key) < items else "no"}
            else:
                typed_in = typed(question, answers[question.key][int(number) - 1] if question.many else answers)
            at = self.crawl.post(at, typed_in).headers["Location"]

    def sends(self) -> None:
        """By the last page of the form; then they type their code back."""
        done = self._arrives(self.crawl.post(f"/{self.way}/check"), "/done").get_data(as_text=True)
        self.reference = reference_codes.tidy(_marked(done, "app-reference"))
        self.code = _marked(self.crawl.post("/done", {"show": "code"}).get_data(as_text=True), "app-code")
        for written in (self.reference, reference_codes.grouped(self.reference)):
            self.words.add(Canary(written, "their reference", Of.OWN, names=self.me))
        self.words.add(Canary(self.code, "their code", Of.OWN))
        self._arrives(self.crawl.post("/done", {"kept": self.code}), "/kept")

    def _arrives(self, answer: TestResponse, address: str = "") -> TestResponse:
        """They are led to a page, and not to where one types one's code."""
        answer = self.crawl.follow(answer)
        at = answer.request.path
        assert answer.status_code == 200, (at, answer.status_code)
        assert at == address if address else at != "/return", at
        return answer

    def is_here(self) -> None:
        """They come back, where their visit has ended."""
        cookie = self.crawl.client.get_cookie("s")
        if cookie is None or tracker.mine(self.context, cookie.value) is None:
            self.comes_back()

    def comes_back(self) -> None:
        """With the code, in a new visit."""
        self.crawl.client.delete_cookie("s")
        self.crawl.get("/return")
        answer = self.crawl.post("/return", {"reference": self.reference, "code": self.code})
        assert answer.headers["Location"] == "/progress"

    def types(self, address: str, **values: str) -> None:
        """Fill in a form of the tracker and send it."""
        self.is_here()
        self._arrives(self.crawl.post(address, values))

    def adds(self, *, new: bool) -> None:
        self.types("/add", more=self.words.own("what they added"), new="yes" if new else "no")

    def flow_first(self) -> str:
        """The question whose answer is the first line of what they sent."""
        challenge = self.hub.challenge(self.reference)
        first = next(rows(self.context.journey_of(challenge.answers), challenge.answers))
        return first.question.key

    def asks_beside(self) -> None:
        """A correction, a call, and what they say of a file and who must not see it."""
        self.is_here()
        own, now = self.words.own, local(self.context.now()).date()
        calendar = self.context.rules(self.hub.challenge(self.reference)).calendar
        call = {
            "part": "morning",
            "telephone": "01632960199",
            "name": own("whom to ask for"),
            "word": own("a safe word"),
        }
        about = {"words": own("what a file shows"), "not_for": own("who must not see a file")}
        for action, said in (
            (CORRECT, {"key": self.flow_first(), "item": 0, "words": own("a correction")}),
            (ASK_CALL, {"on": call_days(calendar, now)[0].isoformat(), **call}),
            (SEND_EVIDENCE, {"file_kind": "picture", "digest": "0" * 64, "checked": False, **about}),
        ):
            with contextlib.suppress(ActionRefused):
                tracker.act(self.context, self.crawl.client.get_cookie("s").value, action, **said)

    # The staff

    def do(self, who: str, action: AnyAction, /, **said: Any) -> None:
        if action.waits_for_alert and self.can("triage", Action.ACT_NOW):
            self.acts_now()
        if action is Action.SEE_FLAGS and not self.can(who, action):
            return  # the alert was all that waited
        self.hub.does(who, self.reference, action, **said)

    def why(self, what: str) -> dict[str, str]:
        return {"words": self.words.word(what)}

    def tells(self, action: AnyAction) -> dict[str, str]:
        """What the raiser reads at once: in free words or, where they may not know, in one of ours."""
        fact = Fact.NEXT_DATE if action in (Action.PAUSE, Action.RESUME, Action.EXTEND) else None
        if self.shows(Fact.CONTACT_EXISTS) is Show.WITHHELD:
            kind = action.says
            return {"words": true_now(self.hub.challenge(self.reference), kind, neutral_sentences.SENTENCES[kind])[0]}
        return {"words": self.words.told(f"what we told them: {action}", fact)}

    def sent(self, what: str) -> str:
        """The text of a complaint, in words of our own: only who may know reads it."""
        return (
            self.words.word(what) if self.shows(Fact.CONTACT_EXISTS) is Show.WITHHELD else self.words.told(what, None)
        )

    def loses_a_message(self) -> None:
        """The last message to the raiser does not arrive: it goes another way, or somebody looks after it."""
        self.crawl.take_in(self.shows)
        sent = self.hub.notify.references
        theirs = [reference for to, reference in sent.items() if self.words.reader(to) == self.me]
        if theirs:
            receipt = {"reference": theirs[-1], "status": "permanent-failure"}
            assert delivery.receipt(self.context, receipt, self.context.now())
        if self.can("triage", Action.SEE_LOST):
            with contextlib.suppress(ActionRefused):
                self.do("triage", Action.SEE_LOST, **self.why("what was done about a lost message"))

    def can(self, who: str, action: AnyAction) -> bool:
        challenge = self.hub.challenge(self.reference)
        return action in possible(challenge, self.hub.actors[who], self.context.rules(challenge), self.context.now())

    def looked_at_first(self) -> None:
        """Triage: what is new is acted on, notes are made, others are linked, checks are made."""
        self.do("triage", Action.TAKE)
        for action, why in ((Action.HAND_BACK, "why it was handed back"), (Action.NOTE, "a note")):
            self.do("triage", action, **self.why(why), **({"mentions": ["boss"]} if action is Action.NOTE else {}))
        self.do("boss", Action.NOTE, mentions=["triage"], **self.why("who first raised the worry, in a note"))
        self.do("triage", Action.TAKE)
        if self.can("triage", Action.ACT_NOW):
            self.acts_now()
        for other in self.linked:
            self.do("triage", Action.LINK, reference=other, **self.why("why another challenge is linked"))
        self.do(
            "triage", Action.SAY_INVOLVED, who="made", how="made", **self.why("why somebody was said to have a part")
        )
        self.checked()
        if self.can("triage", Action.ANSWER_ADVOCATE):
            told = self.words.told
            who = {each: told(f"the {each} of somebody to help") for each in ("advocate", "agency")}
            who["reach"] = self.words.word("how somebody to help is reached")
            said = {"found": True, "referred": "2026-11-23", **who}
            self.do("triage", Action.ANSWER_ADVOCATE, **self.tells(Action.ANSWER_ADVOCATE), **said)

    def checked(self, who: str = "triage") -> None:
        """Who they are, where they stand and whether the contact was theirs, as far as staff establish it here."""
        word = self.words.word
        for action, said in knowing.established(
            self.checks, word("how identity was checked"), word("how standing was")
        ):
            self.do(who, action, **said)
        if self.checks.made_contact:
            self.words.out |= {GISTS[Fact.CONTACT_EXISTS], GISTS[Fact.DECISION_MADE]}

    def acts_now(self) -> None:
        word = self.words.word
        said = {
            "told": word("whom we told"),
            "contact": word("the reference of a new contact"),
            "words": word("what we did"),
        }
        self.do("triage", Action.ACT_NOW, told_at=self.context.now(), **said)

    def others(self) -> Iterator[str]:
        """Two other people's challenges about the same child, each with a review under way."""
        if self.alone:
            return
        for audience in (Audience.PROFESSIONAL, Audience.NEIGHBOUR):
            who = f"{audience} beside {self.me}"
            found = self.hub.arrives(self._their_answers(audience, who))
            for written in (found, reference_codes.grouped(found)):
                self.words.add(Canary(written, f"the reference of a {audience}", names=who))
            for action, said in self._their_review():
                with contextlib.suppress(ActionRefused):  # some may not be written to freely
                    self.hub.does("first", found, action, **said)
            yield found

    def _their_answers(self, audience: Audience, who: str) -> dict[str, Any]:
        def say(question: Question) -> str:
            if question.key in ("child.name", "child.school"):
                return self.child
            reaches = who if question.key in REACHED else ""
            word = self.words.word(f"the {question.key} of another raiser", reaches=reaches)
            phone = question.kind in (Kind.MOBILE, Kind.PHONE)
            return "07700 900000" if phone else f"{word}@example.com" if question.kind is Kind.EMAIL else word

        return answers_of(self.context.journeys["adult"], say, {"who": audience.value, "safe": ["email"]})

    def _their_review(self) -> Iterator[tuple[AnyAction, dict[str, Any]]]:
        word = self.words.word
        yield Action.TAKE, {}
        yield Action.RECORD_ORIGINAL, {"maker_name": word("who made the decision about another")}
        yield Action.ACCEPT_FOR_REVIEW, {}
        yield from knowing.established(
            knowing.MADE_CONTACT, word("how another was checked"), word("why another may know")
        )
        yield Action.ASK, {"words": word("what another raiser was asked")}
        yield (
            Action.DECIDE_GROUND,
            {"ground": 1, "outcome": "changed", "reasons": word("why another's point was decided")},
        )

    def accepted(self) -> None:
        """Accepted, asked about, paused, lengthened; the raiser answers and tells more."""
        word = self.words.word
        self.records_original()
        self.do("triage", Action.ACCEPT_FOR_REVIEW, **self.why("why it was accepted"))
        self.do("triage", Action.ASK, **self.tells(Action.ASK))
        until = (local(self.context.now()).date() + timedelta(days=3)).isoformat()
        capped = bool(self.context.rules(self.hub.challenge(self.reference)).ladder.caps)  # the date may stay as it is
        if self.can("boss", Action.PAUSE) and not capped:
            self.do("boss", Action.PAUSE, **self.tells(Action.PAUSE), why=word("why it is paused"), until=until)
            self.do("triage", Action.RESUME, **self.tells(Action.RESUME))
        if self.can("boss", Action.EXTEND) and not capped:
            self.do("boss", Action.EXTEND, **self.tells(Action.EXTEND), why=word("why it takes longer"), amount=1)
        self.comes_back()
        self.types("/answer/1", words=self.words.own("an answer"), new="no")
        self.adds(new=True)
        self.changes_contact()
        self.acts_now()
        self.do("triage", Action.SEE_FLAGS, **self.why("what was done about a flag"))

    def records_original(self) -> None:
        """What was decided at first, as triage finds it in the case system."""
        word = self.words.word
        self.do(
            "triage",
            Action.RECORD_ORIGINAL,
            contact=f"{word('the id of the contact')} 1",
            maker_name=word("who made the decision"),
            words=word("what else is known of the decision"),
        )

    def changes_contact(self) -> None:
        """They look at how they are reached, and keep it is."""
        self._arrives(self.crawl.get("/get-in-touch"))
        self.types("/get-in-touch")

    def decided(self, who: str, stage: str, *, stands_in: bool = False) -> None:
        """Reviewed to a new decision, with promises; nothing is told yet."""
        word = self.words.word
        if stands_in:
            self.do("triage", Action.HAND_OVER, to="aside", **self.why("why it was handed over"))
            self.do("aside", Action.STEP_ASIDE, **self.why("why somebody stepped aside"))
            self.do("boss", Action.STAND_IN, to=who, **self.why("why somebody may stand in"))
        else:
            self.do(who, Action.TAKE)
        for ground in grounds(self.hub.challenge(self.reference).answers):
            reasons = word(f"the reasons of {stage}, with what the police said")
            applied = word("the threshold that was applied")
            self.do(who, Action.DECIDE_GROUND, ground=ground.number, outcome="partly", reasons=reasons, basis=applied)
        found = {each: word(f"{each} of {stage}") for each in ("evidence", "consulted", "new")}
        self.do(who, Action.FIND, views=word("what the child feels"), **found)
        self.do(who, Action.PROMISE, **self._promise(f"promised at {stage}, to be told", tell=True))
        self.do(who, Action.PROMISE, **self._promise(f"promised at {stage}, not to be told", tell=False))
        why = {each: word(f"the {each} of {stage}") for each in ("reasons", "alternatives")}
        self.do(who, Action.DECIDE, **why)

    def _promise(self, what: str, *, tell: bool) -> dict[str, Any]:
        words = self.words.to_release(what, Fact.ACTIONS) if tell else self.words.word(what)
        self.written |= {what: words} if tell else {}
        by = (local(self.context.now()).date() + timedelta(days=30)).isoformat()
        return {"words": words, "owner": self.words.word("who does it"), "by": by, "tell": tell}

    def proposes(self, who: str, stage: str) -> bool:
        """Writes the reply, if this raiser may be told anything: sent back once, then it waits for a second person."""
        if not self.can(who, Action.WRITE_REPLY):
            assert not self.may_release()
            return False
        young = self.audience is Audience.YOUNG_PERSON
        self.do(
            who, Action.WRITE_REPLY, words=self.words.word("a reply sent back"), plain=self.words.word("and plainly")
        )
        self.do("releaser", Action.SEND_BACK, **self.why("why the reply was sent back"))
        reply = self.words.to_release(f"the reply of {stage}", Fact.REVIEW_RESULT)
        formal = self.words.word("the formal reply to a young person") if young else reply
        self.written["reply"] = reply
        self.do(who, Action.WRITE_REPLY, words=formal, plain=reply if young else "")
        return True

    def released(self, who: str, *, proposed: bool) -> None:
        """A second person releases it; where nothing may be told the raiser hears that it is over."""
        self.words.out.add(GISTS[Fact.REVIEW_RESULT])
        if not proposed:
            self.do(who, Action.END_REVIEW)
            return
        self.do("releaser", Action.RELEASE, harm="no", **self.why("why it could be told"))
        self.words.out |= set(self.written.values())
        self.written.clear()

    def recorded(self) -> None:
        kinds = self.context.pack.recording.kinds
        today = local(self.context.now()).date().isoformat()
        self.do("triage", Action.RECORD, kind=kinds[0], id=f"{self.words.word('the number of a record')} 1", on=today)
        case_export.export(self.context, self.hub.actors["triage"], self.reference, "pdf")
        with self.context.store.read() as unit:
            late = unit.outbox.tasks(self.context.now(), challenge_id=unit.challenges.get(self.reference).id)
        if late:  # the post is taken in when somebody looks
            self.do("triage", Action.SEE_LOST, **self.why("what was done about a message that did not arrive"))
        self.do("triage", Action.CLOSE)

    def is_over(self) -> None:
        """Nothing of it is left for the next to be confused with; and what was said in it is nothing to them."""
        for reference in (self.reference, *self.linked):
            retention.erase(self.context, reference)
        self.words.archive()

    def passes(self, **time: float) -> None:
        """Time goes by, and the worker looks at the dates."""
        self.hub.clock.now += timedelta(**time)
        reminders.watch(self.context, self.context.now())


def _marked(page: str, name: str) -> str:
    return page.partition(f'{name}"')[2].partition(">")[2].partition("<")[0]


Story = Callable[[Life], Iterator[str]]


def whole(life: Life) -> Iterator[str]:
    """From the form over two stages to the end, at each moment that can look different."""
    life.begins()
    yield "filled in"
    life.sends()
    life.adds(new=False)
    life.asks_beside()
    life.loses_a_message()
    yield "received"
    life.looked_at_first()
    life.accepted()
    yield "accepted, linked and checked"
    life.decided("first", "stage 1", stands_in=True)
    proposed = life.proposes("first", "stage 1")
    yield "decided and not told"
    life.released("first", proposed=proposed)
    life.loses_a_message()
    life.do("first", Action.KEEP_PROMISE, promise=1, did=life.words.word("what was done"))
    life.comes_back()
    yield "told"
    life.passes(days=22)
    life.comes_back()
    yield "the time to answer is nearly over"
    if life.checks != NOBODY_CHECKED:
        life.do("triage", Action.UNDO_CHECKS, **life.why("why the checks were wrong"))
        yield "told and no longer checked"
        life.checked("first")
    if life.shows(Fact.REVIEW_FINISHED) is Show.FULL:  # who may not know that it is finished is not asked to go on
        yield from _goes_on(life)
    life.types("/take-back", pressure="yes", words=life.words.own("why they take it back"), new="no")
    yield "taken back"
    life.types("/open-again")
    yield "open again"
    life.types("/take-back", pressure="no", words=life.words.own("why they take it back again"), new="no")
    life.passes(days=30)
    life.do("triage", Action.SEE_FLAGS, **life.why("that somebody may be under pressure"))
    life.recorded()
    life.comes_back()
    yield "closed"


def _goes_on(life: Life) -> Iterator[str]:
    life.types("/next", next="yes")
    if life.hub.challenge(life.reference).status is Status.REVIEWED:  # by the policy it goes on by somebody of ours
        life.do("boss", Action.MOVE_ON)
    life.passes(days=60)
    life.comes_back()
    yield "late at the next stage"
    life.decided("second", "stage 2")
    life.proposes("second", "stage 2")
    yield "the next stage decided and not told"


def declined(life: Life) -> Iterator[str]:
    """Not for us: triage says so, another confirms it, the raiser objects, a manager upholds it, and it is closed."""
    life.begins()
    life.sends()
    life.looked_at_first()
    life.do("triage", Action.DECLINE, outcome="not_ours", **life.why("why it is not for us"))
    yield "proposed"
    life.do("first", Action.CONFIRM_END, **life.why("why it really is not"))
    yield "declined"
    life.types("/ask-a-manager", words=life.words.own("why they do not agree"), new="no")
    yield "objected"
    life.do("boss", Action.UPHOLD_END, **life.why("why it stays as it is"))
    life.recorded()
    yield "declined and closed"


def unanswered(life: Life) -> Iterator[str]:
    """Looked at again, and told as far as may be; the raiser says no more, and it is closed."""
    life.begins()
    life.sends()
    life.looked_at_first()
    life.records_original()
    life.do("triage", Action.ACCEPT_FOR_REVIEW)
    life.do("triage", Action.HAND_BACK, **life.why("why nobody had it for a day"))
    life.decided("first", "the only stage")
    life.released("first", proposed=life.proposes("first", "the only stage"))
    life.passes(days=30)
    life.passes(days=15)
    life.recorded()
    life.comes_back()
    yield "closed without an answer"


def passed_on(life: Life) -> Iterator[str]:
    """A complaint, and one about information: handed over in other words, and finished."""
    life.begins()
    life.sends()
    life.looked_at_first()
    word = life.words.word
    text, other = (life.sent(what) for what in ("what was handed over", "what else was handed over"))
    life.do("triage", Action.PASS_INFORMATION, agreed=word("how they agreed"), words=text)
    life.do("triage", Action.PASS_COMPLAINT, agreed=word("how they agreed too"), words=other)
    yield "to pass on"
    for number, words in enumerate((text, other), 1):
        sent = {"transfer": number, "how": "post", "on": local(life.context.now()).date().isoformat()}
        life.do("triage", Action.RECORD_SENT, words=words, theirs=word("the other team's reference"), **sent)
    yield "passed on"
    life.do("triage", Action.RECORD_INFORMATION, step="answered", on=local(life.context.now()).date().isoformat())
    life.erased = retention.erase(life.context, life.reference)
    yield "erased"


STORIES: tuple[Story, ...] = (whole, declined, unanswered, passed_on)
