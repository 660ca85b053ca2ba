"""A MASH with invented people: staff whose names must stay inside, a clock, a mailbox, and the public door."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import randbits
from typing import Any
from uuid import uuid4

import yaml
from canaries import STAFF, Canaries, Canary, Of
from deeds_done import done
from flask import Flask

import build
from portal import apps
from portal.domain import reference_codes
from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Challenge
from portal.domain.challenge.submission import Submission, receive
from portal.domain.disclosure.table import TO_NOBODY, TO_STRANGERS, UNCHECKED, Column, Fact, Show
from portal.domain.journey import Choice, Journey, Kind, Question, Step, answered, more_key
from portal.domain.notices.catalogue import Notice
from portal.domain.permissions import RAISER, Actor, Role
from portal.domain.policy.model import Audience
from portal.notify import Notify, read_sentences
from portal.policy_loader import Packs
from portal.services import AppContext, case_access
from portal.settings import DEMO_NOTIFY_KEY, NOTICES, PublicSettings
from portal.storage import Account, Store
from posting import Clock

TAKEN = {audience.value: {"taken": True, "cite": "1"} for audience in Audience}


def packs_of_everybody(directory: Path) -> Packs:
    """Every pack there is, our own and the other councils', made to take everybody's request; and two of nobody's.

    One tells as little as a table can and one as much.
    """
    build.other_councils(directory)
    ours = directory / "north-tyneside"
    ours.mkdir(exist_ok=True)
    [own] = (build.OURS / "north-tyneside").glob("*.yaml")
    (ours / own.name).write_text(own.read_text())
    for name, show in INVENTED.items():
        (directory / name).mkdir(exist_ok=True)
        plain = _read(own) | {"disclosure": table_of(show)}
        plain["council"]["key"] = name
        _rename(plain)
        (directory / name / own.name).write_text(yaml.safe_dump(plain, allow_unicode=True))
    for path in [directory / "base-1.yaml", *directory.glob("*/*.yaml")]:
        plain = _read(path) | {"audiences": TAKEN}
        plain["recording"] = plain.get("recording", {}) | {"kinds": ["Case Note"]}
        path.write_text(yaml.safe_dump(plain, allow_unicode=True))
    return Packs(directory)


def _read(path: Path) -> dict[str, Any]:
    """A pack as plain data. YAML takes the key of an approval's date, "on", for "true"."""

    def as_written(plain: Any) -> Any:
        if isinstance(plain, dict):
            return {"on" if key is True else key: as_written(value) for key, value in plain.items()}
        return [as_written(each) for each in plain] if isinstance(plain, list) else plain

    read: dict[str, Any] = as_written(yaml.safe_load(path.read_text()))
    return read


INVENTED = {"tells-nothing": Show.WITHHELD, "tells-all": Show.FULL}
RUNGS, WARDENS = (
    ("Rung Alder", "Rung Birch", "Rung Cedar", "Rung Doum"),
    ("Warden Ada", "Warden Bea", "Warden Cleo", "Warden Dot"),
)


def table_of(show: Show) -> dict[str, dict[str, Any]]:
    """What ``show`` makes of every fact, as far as a pack may say so; that a request came is told to all."""
    return {
        fact.value: {column.value: {"show": _cell(show, fact, column).value, "assumed": True} for column in Column}
        for fact in Fact
    }


def _cell(show: Show, fact: Fact, column: Column) -> Show:
    if fact is Fact.RECEIVED:
        return Show.FULL
    never = fact in TO_NOBODY or (column in UNCHECKED and fact not in TO_STRANGERS)
    if never:
        return Show.WITHHELD
    if fact not in (Fact.CONTACT_EXISTS, Fact.DECISION_MADE) or show is not Show.FULL:
        return show
    return Show.GIST if column.endswith("_made_contact") else Show.RELEASED


def _rename(pack: dict[str, Any]) -> None:
    """Give stages and reviewers names that stand nowhere else."""
    renamed = {}
    for stage, label, warden in zip(pack["ladders"][0]["stages"], RUNGS, WARDENS, strict=True):
        [role] = stage["reviewers"]
        renamed[role] = warden
        stage |= {"label": label, "reviewers": [renamed[role]]}
    pack["roles"] = {renamed[role]: kept for role, kept in pack["roles"].items()}


ROLES = {
    "triage": {Role.TRIAGE},
    "first": {Role.REVIEWER},
    "second": {Role.REVIEWER},
    "aside": {Role.REVIEWER},
    "releaser": {Role.RELEASER},
    "boss": {Role.MANAGER, Role.REVIEWER},
    "made": {Role.TRIAGE},
}
RANK = 9  # senior enough for every stage of every pack


class Overheard(Notify):
    """GOV.UK Notify, with somebody who listens to what it is handed."""

    def __init__(self, address: str) -> None:
        super().__init__(address, DEMO_NOTIFY_KEY, sentences=read_sentences(NOTICES))
        self.handed_over: list[Notice] = []
        self.ever: list[Notice] = []
        self.references: dict[str, str] = {}  # of the last one to somebody, by their address

    def send(self, notice: Notice, reference: str) -> str:
        self.handed_over.append(notice)
        self.ever.append(notice)
        self.references[str(dict(notice.to))] = reference
        return super().send(notice, reference)


@dataclass
class Hub:
    """One council's app context, everybody who works there, and what must not get out of it."""

    context: AppContext
    clock: Clock
    public: Flask
    notify: Overheard
    canaries: Canaries = field(default_factory=Canaries)
    actors: dict[str, Actor] = field(default_factory=dict)

    def employ(self) -> None:
        with self.context.store.begin() as unit:
            for key, roles in ROLES.items():
                name = f"{self.canaries.word(f'the name of {key}')} {self.canaries.word(f'the surname of {key}')}"
                email = f"{self.canaries.word(f'the address of {key}', reaches=STAFF)}@example.com"
                account = Account(key, email, name, frozenset(roles), RANK, signed_in=True)
                unit.accounts.add(account, self.context.now())
                self.actors[key] = Actor(key, frozenset(roles), RANK, name)

    def name_stages(self) -> None:
        """How this challenge stands is told by words that stand nowhere else, but where everybody reads them."""
        told = {Fact.STAGE: RUNGS, Fact.REVIEWER_ROLE: WARDENS}
        for fact, words in told.items():
            for word in words:
                self.canaries.add(Canary(word, f"{fact}: {word}", Of.PACK, fact))

    def does(self, who: str, reference: str, action: AnyAction, /, **said: Any) -> None:
        """A member of staff opens a challenge, saying why, and does something."""
        actor = self.actors[who]
        case_access.record(self.context, actor, reference, self.canaries.word("why somebody read it"))
        assert done(self.context, actor, reference, action, **said)

    def arrives(self, answers: dict[str, Any], code_hash: str = "") -> str:
        """Somebody sends a request, by whatever way; its reference."""
        context = self.context
        sent = Submission(uuid4().hex, reference_codes.new_reference(randbits), "en", answers)
        happened = receive(sent, RAISER, context.pack, context.calendar, context.now())
        with context.store.begin() as unit:
            unit.challenges.add(replay(happened), draft_id=sent.id, code_hash=code_hash, now=context.now())
            unit.event_log.append(sent.id, happened)
        return sent.reference

    def take_handed_over(self) -> list[Notice]:
        taken, self.notify.handed_over = self.notify.handed_over, []
        return taken

    def challenge(self, reference: str) -> Challenge:
        with self.context.store.read() as unit:
            found = unit.challenges.get(reference)
        assert found
        return found


def hub(store: Store, packs: Packs, council: str, now: datetime, notify: str, canaries: Canaries) -> Hub:
    clock, told = Clock(now), Overheard(notify)
    context = AppContext(
        store=store,
        packs=packs,
        council=council,
        keys=store.keys,
        clock=clock,
        notify=told,
        mailbox=f"{canaries.word('the mailbox of the team', reaches=STAFF)}@example.com",
        public_address="http://127.0.0.1:8000",
        staff_address=f"https://{canaries.word('where staff sign in', names=STAFF)}.example.com",
        callback_secret=canaries.word("the secret of the receipts") * 4,
        limits=build.PLENTY,
    )
    settings, _ = PublicSettings.collect({})
    here = Hub(context, clock, apps.public_app(settings, context), told, canaries)
    here.employ()
    if council in INVENTED:
        here.name_stages()
    return here


# What somebody says on every page

LIKED = {
    "danger": "no", "purpose": "look_again", "told": "yes", "told_when": "month", "child.age": "about",
    "contacted": "yes", "responsibility": "yes", "point.kind": "other", "they_know": "no", "urgent": "no",
    "spoken": "yes", "age": "9_to_11", "advocate": "yes", "say_who": "yes",
}  # fmt: skip
"""Where the answer that asks for the most words is not the one that leads on."""


def answers_of(journey: Journey, say: Callable[[Question], str], liked: dict[str, Any]) -> dict[str, Any]:
    """Every page answered: a choice that asks for words where there is one, and ``say`` for each text."""
    answers: dict[str, Any] = dict(journey.given)
    for _ in range(200):
        step = journey.path(answers)[-1]
        if answered(step, answers):
            return journey.kept(answers)
        answers |= _taken(answers, step, say, LIKED | liked)
    raise AssertionError("the form has no end")


def _taken(
    answers: dict[str, Any], step: Step, say: Callable[[Question], str], liked: dict[str, Any]
) -> dict[str, Any]:
    question, item = step
    chosen = _page(question, lambda _part: "x", liked)
    question = question.fitted({**answers, **chosen})  # a part that is not asked of them is not answered
    if question.many is None:
        return _page(question, say, liked)
    if item is None:
        return {more_key(question): "yes" if len(answers[question.key]) == 1 else "no"}
    items = [*answers.get(question.key, ())]
    return {question.key: [*items, _page(question, say, liked)], more_key(question): ""}


def _page(question: Question, say: Callable[[Question], str], liked: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if question.kind is not Kind.GROUP:
        values[question.key] = _said(question, say, liked)
    for part in question.inner(values.get(question.key, "")):
        values |= _page(part, say, liked)
    return values


def _said(question: Question, say: Callable[[Question], str], liked: dict[str, Any]) -> Any:
    if question.kind in (Kind.ONE, Kind.SOME):
        alike = [choice for choice in question.choices if not choice.alone]
        wordy = max(alike, key=_words)
        chosen = liked.get(question.key, wordy.value)
        if question.kind is Kind.ONE:
            return chosen
        return chosen if isinstance(chosen, list) else [choice.value for choice in alike]
    plain = {Kind.NOTE: "seen", Kind.DATE: "2020-02-29", Kind.MONTH: "2026-10"}
    return plain.get(question.kind) or say(question)


def _words(choice: Choice) -> int:
    return len(choice.parts)
