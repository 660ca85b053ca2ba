"""All that somebody sees or that happens under a pack, as text: so that a test sees what changes with the pack.

A *surface* has a name: "public /contact" is a public page by day and "night /contact" by night, "ask check / parent" a
page of a parent's form, "life late / parent" what happens to their challenge from the first day to the last, "told"
who is written to meanwhile, "raiser progress late / parent" and "staff record late / parent" a page about it then.
"""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

from actions import Action
from flask.testing import FlaskClient
from staff_session import cookie_of

from build import EVERYONE, PLENTY, USUAL, decided
from portal import apps
from portal.domain import reference_codes
from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.clock import closing_reminder, overdue_event, remind
from portal.domain.challenge.decide import possible
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.exchange import still_to_agree
from portal.domain.challenge.grounds import grounds
from portal.domain.challenge.notification_duties import arising
from portal.domain.challenge.panel import why_not_by_panel
from portal.domain.challenge.policy_conditions import known_conditions
from portal.domain.challenge.raiser import without_an_answer
from portal.domain.challenge.state import Challenge, Event, Rules, Status
from portal.domain.challenge.submission import Submission, receive
from portal.domain.challenge.worklist_flags import duties
from portal.domain.disclosure.table import MAKERS
from portal.domain.permissions import RAISER, ActionRefused, Actor, Role
from portal.domain.policy.call_now import duty_mobile
from portal.domain.policy.due_dates import day_of, plain_due
from portal.domain.policy.model import Audience, Pack
from portal.domain.policy.report_periods import period_of
from portal.notify import Notify, read_sentences
from portal.policy_loader import Packs
from portal.services import AppContext, applications, case_access, new_token
from portal.services.notifications import notices_for
from portal.settings import DEMO_NOTIFY_KEY, NOTICES, PublicSettings, StaffSettings
from portal.storage import Account, Keys, Store
from posting import Clock

DAY = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)  # a Monday; Christmas lies ahead
JUNE = datetime(2027, 6, 14, 10, 0, tzinfo=UTC)
"""Of this time there is one challenge, for the reports."""
EVE = datetime(2026, 12, 24, 13, 0, tzinfo=UTC)
"""Of an afternoon on which the office has closed early."""
NIGHT = datetime(2026, 12, 14, 22, 0, tzinfo=UTC)
ALL = frozenset(Role) - {Role.RAISER, Role.AUDITOR, Role.ADMINISTRATOR}
TEAM = tuple(
    Actor(f"rank{n}{half}", ALL - {Role.MANAGER}, n, f"Rank{n} {half.title()}")
    for n in range(1, 6)
    for half in ("one", "two")
)
MANAGER = Actor("manager", ALL, 9, "Manager Most")
SENDER, RELEASER = Actor("sender", ALL, 0, "Sender One"), Actor("releaser", ALL, 0, "Releaser One")
VARIES = re.compile(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"|\?v=\w+|data-\w+="[^"]*\d{4}[^"]*"')
WORDS = "The records say so, and the school agrees."


class Life:
    """A challenge under a pack, with all that happened to it as lines."""

    def __init__(self, rules: Rules, said: dict[str, Any], at: datetime = DAY) -> None:
        self.now, self.lines = at, []
        self.events = receive(Submission("c" * 32, "ABCDEFGH7", "en", said), RAISER, rules.pack, rules.calendar, at)
        self.state: Challenge = replay(self.events)
        so = known_conditions(rules.pack, rules.calendar, said, at)
        self.rules = replace(rules, ladder_key=self.state.ladder, conditions=so, audience=self.state.audience)
        self.tell()

    def tell(self) -> None:
        """What is so now."""
        state = self.state
        who = {"raiser": RAISER, "team": self.able(), "manager": MANAGER}
        may = {
            name: sorted(each.name for each in possible(state, actor, self.rules, self.now))
            for name, actor in who.items()
            if actor is not None
        }
        self.lines.append(f"{self.now:%d %b %H:%M} {state.ladder}/{state.stage} {state.status} {plain_due(state.due)}")
        self.lines.append(f"  {sorted(duties(state))} {may}")

    def able(self) -> Actor | None:
        """The least senior who may review it."""
        rank, part = self.rules.ladder.stage(self.state.stage).rank, self.state.work.involved
        return next((each for each in TEAM if each.rank >= rank and each.key not in part), None)

    def act(self, who: Actor, action: AnyAction, /, **said: Any) -> None:
        self.take(decided(self.state, action, who, self.rules, self.now, **said))

    def take(self, happened: list[Event]) -> None:
        self.events += happened
        self.state = replay(happened, self.state)
        for event in happened:
            what = {key: value for key, value in event.what.items() if key not in ("words", "formal", "why")}
            self.lines.append(f"  + {event.kind} by {event.actor}: {what}")

    def take_up(self) -> "Life":
        """The manager, who looks at the pages, has it."""
        self.act(MANAGER, Action.TAKE, words=WORDS)
        return self

    def another_way(self) -> "Life":
        """The first of the other ways that the policy has."""
        self.act(MANAGER, Action.CHOOSE_ROUTE, route=1, words=WORDS)
        self.rules = replace(self.rules, ladder_key=self.state.ladder)
        self.tell()
        return self

    def accept(self) -> "Life":
        """The manager finds that we look again."""
        self.act(MANAGER, Action.RECORD_ORIGINAL)
        self.act(MANAGER, Action.ACCEPT_FOR_REVIEW)
        self.tell()
        return self

    def begin(self) -> "Life":
        """Somebody has it, has checked who it is and found that we look again."""
        able = self.able() or MANAGER
        self.act(able, Action.TAKE, words=WORDS)
        if not self.state.work.triaged:
            self.act(able, Action.RECORD_ORIGINAL)
            self.act(able, Action.ACCEPT_FOR_REVIEW)
            self.act(able, Action.CHECK_IDENTITY, words=WORDS)
            self.act(able, Action.CHECK_STANDING, words=WORDS, made_contact=self.state.audience in MAKERS)
        self.tell()
        return self

    def decide(self) -> Actor:
        """It is decided; by whom."""
        able = self.able() or MANAGER
        for role in still_to_agree(self.state, self.rules):
            on = self.now.date().isoformat()
            self.act(able, Action.RECORD_EXCHANGE, side=role, whom=WORDS, reach=WORDS, on=on, words=WORDS)
        if seats(self):
            every = [each.key for each in self.rules.pack.decisions.outcomes]
            usual = USUAL[Action.DECIDE]["decision"]
            self.voted((usual if usual in every else every[0],) * seats(self))
        for ground in grounds(self.state.answers):
            self.act(able, Action.DECIDE_GROUND, ground=ground.number, outcome="unchanged", reasons=WORDS)
        self.act(able, Action.FIND, evidence=WORDS, views=WORDS)
        self.act(able, Action.DECIDE)
        return able

    def voted(self, votes: tuple[str, ...]) -> None:
        """The panel sat; each was for that, and who was for nothing did not sit."""
        on, sat = self.now.date().isoformat(), tuple(vote and "Sam Example" for vote in votes)
        able = self.able() or MANAGER
        self.act(able, Action.RECORD_PANEL, on=on, sat=sat, vote=votes, part="no", words=WORDS)

    def review(self) -> "Life":
        """It is decided, and the raiser is told."""
        able = self.decide()
        if Action.WRITE_REPLY in possible(self.state, able, self.rules, self.now):
            self.act(able, Action.WRITE_REPLY, words=WORDS, plain=WORDS)
            self.act(RELEASER, Action.RELEASE, harm="no", words=WORDS)
        else:  # they are told only that it is finished
            self.act(able, Action.END_REVIEW)
        self.tell()
        return self

    def wait(self, days: int = 0) -> "Life":
        """Until its date is past, or so many days: what the worker does meanwhile."""
        until = self.now + timedelta(days=days or 1)
        if self.state.due and not days:
            until = max(until, datetime.combine(day_of(self.state.due) + timedelta(days=1), DAY.time(), UTC))
        last = None
        while self.now < until:
            self.now += timedelta(hours=12)
            reminded = remind(self.state, self.rules, self.now, last)
            last = self.now if reminded else last
            self.take([*reminded, *overdue_event(self.state, self.now)])
            self.take(without_an_answer(self.state, self.rules, self.now))
            self.take(arising(self.state, self.rules, self.now))
            self.take(closing_reminder(self.state, self.rules, self.now))
        self.tell()
        return self

    def go_on(self) -> "Life":
        """The raiser goes on, if they may."""
        if Action.ASK_NEXT in possible(self.state, RAISER, self.rules, self.now):
            self.act(RAISER, Action.ASK_NEXT)
            self.tell()
        return self


def reviewed_to_the_end(life: Life) -> Life:
    for _stage in life.rules.ladder.stages:
        life.begin().review()
        if life.state.status is not Status.REVIEWED:
            break
        stage = life.state.stage
        taken_on(life.go_on())
        if life.state.stage == stage:
            break
    return life


LIVES: dict[str, Callable[[Rules, dict[str, Any]], Life]] = {
    "reviewed": lambda rules, said: reviewed_to_the_end(Life(rules, said)),
    "late": lambda rules, said: Life(rules, said).begin().wait().go_on().wait(),
    "at night": lambda rules, said: reviewed_to_the_end(Life(rules, said, NIGHT)),
    "one night": lambda rules, said: Life(rules, said, NIGHT).begin(),
    "on the eve": lambda rules, said: Life(rules, said, EVE),
    "second unanswered": lambda rules, said: moved(Life(rules, said)).begin().review().wait(60),
    "panels": lambda rules, said: panels(Life(rules, said)),
    "paused": lambda rules, said: paused(Life(rules, said).begin()),
    "met": lambda rules, said: met(Life(rules, said).begin().wait(3)),
    "withdrawn": lambda rules, said: withdrawn(Life(rules, said).begin()),
    "unanswered": lambda rules, said: Life(rules, said).begin().review().wait(60),
    "begun": lambda rules, said: Life(rules, said).begin(),
    "moved": lambda rules, said: moved(moved(Life(rules, said))),
    "asked": lambda rules, said: Life(rules, said).begin().review().go_on(),
    "later": lambda rules, said: moved(Life(rules, said)).begin().review().go_on(),
    "second": lambda rules, said: moved(Life(rules, said)).take_up(),
    "another way": lambda rules, said: Life(rules, said).take_up().accept().another_way(),
    "third asked": lambda rules, said: moved(moved(Life(rules, said))).begin().review().go_on(),
    "third late": lambda rules, said: moved(moved(Life(rules, said))).begin().wait(),
    "late again": lambda rules, said: moved(Life(rules, said)).begin().wait().go_on(),
    "taken": lambda rules, said: Life(rules, said).take_up(),
    "under way": lambda rules, said: Life(rules, said).take_up().accept(),
    "decided": lambda rules, said: decided_only(Life(rules, said).begin()),
    "left unread": lambda rules, said: Life(rules, said).take_up().accept().wait(4),
    "left lying": lambda rules, said: Life(rules, said).wait(4),
}


def decided_only(life: Life) -> Life:
    """Decided, and handed to the manager, who writes the reply."""
    able = life.decide()
    life.act(able, Action.HAND_OVER, to=MANAGER, words=WORDS)
    return life


def panels(life: Life) -> Life:
    """At each stage: what a panel may decide, however its votes fall."""
    for _stage in life.rules.ladder.stages:
        life.begin()
        for votes in product(("", *(each.key for each in life.rules.pack.decisions.outcomes)), repeat=seats(life)):
            life.lines.append(f"{votes} {tried(life, votes)}")
        life.review().go_on()
    return life


def seats(life: Life) -> int:
    panel = life.rules.ladder.stage(life.state.stage).panel
    return len(panel.seats) if panel else 0


def tried(life: Life, votes: tuple[str, ...]) -> list[str]:
    """What comes of a vote: the sentence of each refusal."""
    try:
        life.voted(votes)
    except ActionRefused as refused:
        return [str(refused)]
    every = (each.key for each in life.rules.pack.decisions.outcomes)
    return [f"{each}: {why_not_by_panel(life.state, life.rules, each)}" for each in every]


def paused(life: Life) -> Life:
    """For what, by whom and for how long it may be paused now, and once it was."""
    limit = life.rules.pack.pauses
    reasons = [each.label for each in limit.reasons] if limit else []
    for number, (who, reason) in enumerate(product((MANAGER, replace(MANAGER, rank=2)), reasons or [""])):
        for days in range(1, 40):
            until = (life.now + timedelta(days=days)).date().isoformat()
            said = {"until": until, "words": WORDS, "why": WORDS, "paused_for": reason}
            try:
                decided(life.state, Action.PAUSE, who, life.rules, life.now, **said)
            except ActionRefused as refused:
                life.lines.append(f"{until} {refused} {number}")
    for reason in reasons * 2:
        with suppress(ActionRefused):
            until = (life.now + timedelta(days=1)).date().isoformat()
            life.act(MANAGER, Action.PAUSE, until=until, words=WORDS, why=WORDS, paused_for=reason)
            life.now += timedelta(days=3)
    return life


def met(life: Life) -> Life:
    """They met, though they did not have to."""
    life.act(life.able() or MANAGER, Action.RECORD_STEP, step=1, on=life.now.date().isoformat(), words=WORDS)
    life.tell()
    return life


def moved(life: Life) -> Life:
    """Reviewed; its raiser is not content, and whoever may takes it on."""
    return taken_on(life.begin().review().go_on()) if life.state.status is Status.RECEIVED else life


def taken_on(life: Life) -> Life:
    """Where its raiser may not go on alone: the least senior who may takes it on."""
    for who in (*(each for each in TEAM if each.key == life.state.work.assigned), MANAGER):
        if life.state.status is Status.REVIEWED and Action.MOVE_ON in possible(life.state, who, life.rules, life.now):
            life.act(who, Action.MOVE_ON)
    life.tell()
    return life


def withdrawn(life: Life) -> Life:
    life.act(RAISER, Action.WITHDRAW, pressure="no", words="")
    return life.wait(20)


class Shelf(Packs):
    """One pack, in force whatever the council and the day."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.pack: Pack

    def put(self, pack: Pack) -> None:
        self.pack = pack
        self._calendars.clear()

    def in_force(self, _council: str, _today: Any) -> Pack:
        return self.pack

    def current(self, _council: str, _on: Any = None) -> Pack:
        return self.pack

    def get(self, _pack_id: str) -> Pack:
        return self.pack

    def ids(self, _council: str = "*") -> list[str]:
        return [self.pack.id]

    def fingerprint(self, _pack_id: str) -> str:
        return "0"


class Surfaces:
    """Both doors of one app context, under any pack."""

    def __init__(self, store: Store, keys: Keys, directory: Path, first: Pack) -> None:
        self.shelf, self.clock = Shelf(directory), Clock(DAY)
        self.shelf.put(first)
        self.context = AppContext(
            store=store,
            packs=self.shelf,
            council="every-key",
            keys=keys,
            clock=self.clock,
            notify=Notify("http://127.0.0.1:9", DEMO_NOTIFY_KEY, sentences=read_sentences(NOTICES)),
            mailbox="team@example.com",
            public_address="http://127.0.0.1:8000",
            staff_address="http://127.0.0.1:8001",
            callback_secret="c" * 64,
            limits=PLENTY,
        )
        settings, _ = PublicSettings.collect({})
        self.public = apps.public_app(settings, self.context)
        settings, _ = StaffSettings.collect({})
        self.staff = apps.staff_app(settings, self.context)
        with store.begin() as unit:
            for actor in (*TEAM, MANAGER, SENDER, RELEASER):
                account = Account(
                    actor.key, f"{actor.key}@example.com", actor.name, actor.roles, actor.rank, signed_in=True
                )
                unit.accounts.add(account, DAY)

    def seen(self, pack: Pack, surface: str) -> str:
        """What there is to see of a surface under this pack."""
        self.shelf.put(pack)
        self.clock.now = DAY
        kind, _, rest = surface.partition(" ")
        return "\n".join(getattr(self, f"_{kind}")(rest))

    def rules(self) -> Rules:
        return Rules(self.context.pack, self.context.calendar)

    def _public(self, address: str) -> Iterator[str]:
        yield self._page(self.public.test_client(), address)

    def _night(self, address: str) -> Iterator[str]:
        self.clock.now = NIGHT
        yield self._page(self.public.test_client(), address)

    def _dusk(self, address: str) -> Iterator[str]:
        """By the minute of closing, where hours are 9 to 10 or to 12 or to 17."""
        for hour in (9, 11, 16, 17, 23):
            self.clock.now = DAY.replace(hour=hour, minute=30)
            yield self._page(self.public.test_client(), address)

    def _holiday(self, address: str) -> Iterator[str]:
        """On a bank holiday, at noon."""
        self.clock.now = datetime(2026, 12, 25, 12, 0, tzinfo=UTC)
        yield self._page(self.public.test_client(), address)

    def _duty(self, _rest: str) -> Iterator[str]:
        """Which telephone is texted about a safety alert, by day and by night."""
        for now in (DAY, NIGHT):
            yield duty_mobile(self.context.pack, now, self.context.calendar)

    def _page(self, client: Any, address: str) -> str:
        answer = client.get(address, follow_redirects=False)
        told = answer.get_data(as_text=True)
        return f"{answer.status_code} {answer.headers.get('Location', '')} {VARIES.sub('', told)}"

    def _ask(self, rest: str) -> Iterator[str]:
        """ "ask check / professional": a page of an audience's form, all that comes before it answered."""
        page, _, who = rest.partition(" / ")
        visitor, said = self.public.test_client(), said_by(who)
        visitor.set_cookie("s", token := new_token())
        applications.answer(self.context, token, "en", said)
        way = "tell" if said["who"] == "young_person" else "request"
        yield self._page(visitor, f"/{way}/{page}")

    def _life(self, rest: str) -> Iterator[str]:
        """ "life reviewed parent": what happens to a challenge, and who is told of it."""
        name, _, who = rest.partition(" / ")
        yield from LIVES[name](self.rules(), said_by(who)).lines

    def _told(self, rest: str) -> Iterator[str]:
        """As "life", with the notices that are written."""
        name, _, who = rest.partition(" / ")
        life = LIVES[name](self.rules(), said_by(who))
        before = replay(life.events[:1])
        for event in life.events[1:]:
            after = replay([event], before)
            with self.context.store.read() as unit:
                told = notices_for(self.context, unit, before, after, [event])
            yield from (f"{each.name} {each.channel} {sorted(each.words.items())}" for each in told)
            before = after

    def _raiser(self, rest: str) -> Iterator[str]:
        """ "raiser progress late / parent": a page of the raiser's own, after a life."""
        page, _, life = rest.partition(" ")
        yield self.raiser_page(page, self._lived(life))

    def raiser_page(self, page: str, life: Life) -> str:
        token, visitor = new_token(), self.public.test_client()
        reference = self._stored(life)
        with self.context.store.begin() as unit:
            unit.raiser_sessions.start(token, reference, self.clock.now)
        visitor.set_cookie("s", token)
        return self._page(visitor, f"/{page}").replace(reference_codes.grouped(reference), "")

    def _staff(self, rest: str) -> Iterator[str]:
        """ "staff /": a page of the staff's own; "staff record.txt late / parent": one of a challenge after a life."""
        page, _, life = rest.partition(" ")
        if page.startswith("/"):
            yield re.sub(r'"Last seen">[^<]*', "", self._page(self._desk(), page))  # by the clock of a life before
            return
        yield self.staff_page(page, self._lived(life))

    def staff_page(self, page: str, life: Life) -> str:
        reference = self._stored(life)
        case_access.record(self.context, MANAGER, reference, WORDS)
        shown = self._page(self._desk(), f"/challenges/{reference}/{page}".removesuffix("/summary"))
        return shown.replace(reference_codes.grouped(reference), "").replace(reference, "")

    def _report(self, number: str) -> Iterator[str]:
        """ "report 1": one of the reports for learning, of a time in which there was one challenge."""
        if not self._received_in_june():
            self._stored(Life(self.rules(), said_by("parent"), JUNE).begin().review())
        every = self.context.pack.learning[int(number) - 1].every
        self.clock.now = JUNE + timedelta(days=230)
        yield self._page(self._desk(), f"/reports/{number}-{every}-{period_of(every, JUNE.date()).first}")

    def _received_in_june(self) -> bool:
        with self.context.store.read() as unit:
            return bool(unit.challenges.received_between(JUNE, JUNE + timedelta(days=1)))

    def _desk(self) -> FlaskClient:
        """The manager at a computer, who has just signed in."""
        desk = self.staff.test_client()
        desk.set_cookie("d", cookie_of(self.staff, MANAGER.key))
        return desk

    def _lived(self, rest: str) -> Life:
        name, _, who = rest.partition(" / ")
        return LIVES[name](self.rules(), said_by(who))

    def _stored(self, life: Life) -> str:
        """A challenge after a life, in the database; its reference."""
        reference = reference_codes.new_reference(random.getrandbits)
        state = replace(life.state, id=uuid4().hex, reference=reference, pack=self.context.pack.id)
        self.clock.now = life.now
        with self.context.store.begin() as unit:
            unit.challenges.add(state, draft_id=state.id, code_hash="", now=life.now)
            unit.event_log.append(state.id, life.events)
        return reference


OF_THE_PACK = {
    **dict.fromkeys(("case", "looked_after", "in_need", "home_educated", "court", "disagree"), "not_sure"),
    "so_the_child_is_new_to_the_area": "not_sure",
    "asked_before": "no",
    "talk_first": "seen",
    "told_late": "",
}
"""What is asked only where a policy goes by it."""


def said_by(who: str) -> dict[str, Any]:
    """The answers of "parent", or of "professional urgent=no" with something else."""
    audience, *others = who.split()
    changed = dict(each.split("=", 1) for each in others)
    return {**EVERYONE[Audience(audience)], **OF_THE_PACK, "scope": "seen", **changed}
