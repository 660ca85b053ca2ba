"""Builds what tests need: invented people and their answers."""

import random
import shutil
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import yaml

from portal.domain.challenge import decide as decisions
from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.cleared_marks import UNKNOWN, Clearance, Redaction, Uncleared, reasons_for
from portal.domain.challenge.events.advocate_events import STILL_LOOKING
from portal.domain.challenge.grounds import grounds
from portal.domain.challenge.review import WRITE_REPLY
from portal.domain.journey import Answers, Journey, Kind, Question, Step, answered, more_key
from portal.domain.policy.calendar import Span
from portal.domain.policy.contact_ids import example
from portal.domain.policy.model import Pack
from portal.domain.rate_limits import MINUTE, Limit, Limits
from portal.policy_loader import Packs

PLENTY = Limits(*[Limit(1_000_000, MINUTE)] * 5)
"""For tests that ask for more pages in a minute than any network may."""

PARENT: dict[str, Any] = {
    "danger": "no",
    "purpose": "look_again",
    "who": "parent",
    "can_tell": "seen",
    "told": "yes",
    "told_how": ["letter"],
    "told_when": "month",
    "told_when.month": "2026-10",
    "told_what": "That nothing more would happen.",
    "their_reference": "",
    "child": [
        {
            "child.name": "Robin Example",
            "child.age": "about",
            "child.about": "7",
            "child.lives": "Wallsend",
            "child.school": "",
        }
    ],
    "child.more": "no",
    "responsibility": "yes",
    "orders": "no",
    "contacted": "yes",
    "point": [{"point.kind": "missing", "point.words": "You did not speak to the school."}],
    "point.more": "no",
    "right": "Speak to the school.",
    "missed": "",
    "since": "no",
    "not_tell": "no",
    "needs": ["no"],
    "safe": ["email"],
    "say_who": "yes",
    "email": "sam@example.com",
    "name": "Sam Example",
}

ACTING_FOR_PARENT = PARENT | {
    "who": "for_parent",
    "acting_name": "Sam Example",
    "acting_as": "advocate",
    "agreed": "signed",
    "contact_whom": "both",
    "their_way": "text",
    "their_mobile": "+447700900982",
    "name": "Ana Example",
    "email": "ana@example.com",
}
"""Somebody who acts for a parent, and wants both to hear of it."""

NEIGHBOUR = {key: value for key, value in PARENT.items() if key not in {"responsibility", "orders"}} | {
    "who": "neighbour",
    "safe": ["none"],
    "name": "",
}
FAMILY = NEIGHBOUR | {"who": "family", "safe": ["text"], "times": ["any"], "mobile": "+447700900982", "say_who": "no"}
SPEAKING_FOR = FAMILY | {
    "who": "speaking_for",
    "speaking_as": "foster_carer",
    "standing": "asked",
    "they_know": "yes",
    "their_words": "I want to go back to my old school.",
    "safe": ["email"],
    "email": "pat@example.com",
    "name": "Pat Example",
}
PROFESSIONAL = {key: value for key, value in NEIGHBOUR.items() if key not in {"safe", "right", "their_reference"}} | {
    "who": "professional",
    "name": "Jo Example",
    "work.agency": "Example Primary School",
    "work.role": "Head teacher",
    "agency": "other",
    "decided_by": "other",
    "disagreement": "other",
    "case": "not_sure",
    "plan": "not_sure",
    "spoken": "no",
    "speak_first": "seen",
    "contact_reference": "C-1234",
    "risk": "safe",
    "urgent": "yes",
    "urgent_call": "seen",
    "urgent.why": "The school closes on Friday.",
    "outcome": "A visit at home.",
    "family_knows": "yes",
    "email": "jo@example.com",
    "telephone": "+441632960001",
}
YOUNG: dict[str, Any] = {
    "young": "seen",
    "who": "young_person",
    "danger": "no",
    "promise": "seen",
    "name": "Robin",
    "age": "9_to_11",
    "unhappy": "You did not ask me what I want.",
    "right": "I want to see my gran more.",
    "missed": "",
    "not_tell": "yes",
    "not_tell.words": "My uncle.",
    "advocate": "yes",
    "talk_to.yes": "Miss Example at school",
    "talk_to.no": "",
    "safe": ["none"],
    "find.name": "",
    "find.birth": "",
    "find.lives": "",
    "find.school": "Example Primary School",
    "their_reference": "",
}
EVERY_WAY: dict[str, Any] = {
    "safe": ["email", "text", "telephone", "letter"],
    "fallback": "yes",
    "voicemail": "no",
    "times": ["any"],
    "safe_word": "Bluebell",
    "email": "sam@example.com",
    "mobile": "+447700900982",
    "telephone": "+441632960001",
    "address.line1": "1 Example Street",
    "address.line2": "",
    "address.town": "Wallsend",
    "address.postcode": "NE28 6AA",
}
"""How to reach somebody for whom every way is safe."""
ACTED = {"told": "The front door", "contact": "C-1042", "words": "Rang them, and they are on their way."}
"""What somebody did about a safety alert; when they did is said with it."""


def alert_at(moment: datetime, kind: str = "danger", words: str = "He hit her.") -> dict[str, Any]:
    """A safety alert as it is kept, that nobody has acted on."""
    return {"kind": kind, "at": moment.isoformat(), "words": words, "answers": {}, "acted": {}}


ADVOCATE = {"advocate": "Ana Example", "agency": "Voices", "referred": "2026-11-23", "reach": "01632 960 777"}
"""Somebody was found to help a young person."""


def about_advocate(words: str) -> dict[str, Any]:
    """What staff say when they answer a young person with these ``words``."""
    return {"words": words, "found": words != STILL_LOOKING, **ADVOCATE}


EVERYONE = {said["who"]: said for said in (PARENT, FAMILY, NEIGHBOUR, YOUNG, SPEAKING_FOR, PROFESSIONAL)}

PLAIN = {
    Kind.NOTE: "seen",
    Kind.DATE: "2020-02-29",
    Kind.MONTH: "2026-10",
    Kind.EMAIL: "sam@example.com",
    Kind.MOBILE: "+447700900982",
    Kind.PHONE: "+441632960001",
    Kind.POSTCODE: "NE28 6AA",
    Kind.STREET: "1 Example Street",
}


def some_value(question: Question, rng: random.Random) -> Any:
    """An answer that a person could give to one question."""
    if question.kind is Kind.ONE:
        return rng.choice(question.choices).value
    if question.kind is Kind.SOME:
        chosen = [c for c in question.choices if not c.alone and rng.random() < 0.4]
        alone = [c for c in question.choices if c.alone] or list(question.choices)
        return [c.value for c in chosen or [rng.choice(alone)]]
    if question.kind in PLAIN:
        return PLAIN[question.kind]
    return "" if question.optional and rng.random() < 0.5 else "Some words"


def some_page(question: Question, rng: random.Random, answers: Answers) -> dict[str, Any]:
    """Answers to all that a page asks of who gave ``answers``, as the web rooms would keep them."""
    values: dict[str, Any] = {}
    if question.kind not in (Kind.GROUP, Kind.EXIT):
        values[question.key] = some_value(question, rng)
    for part in question.inner(values.get(question.key, ""), answers):
        values |= some_page(part, rng, answers)
    return values


def take(answers: Answers, step: Step, rng: random.Random) -> dict[str, Any]:
    """The answers after answering one step."""
    question, item = step
    if question.many is None:
        return {**answers, **some_page(question, rng, answers)}
    if item is None:
        return {**answers, more_key(question): rng.choice(["yes", "no"])}
    items = [*answers.get(question.key, ())]
    items[item : item + 1] = [some_page(question, rng, answers)]
    return {**answers, question.key: items, more_key(question): ""}


def random_walk(journey: Journey, rng: random.Random, pages: int = 300) -> tuple[Answers, set[str]]:
    """Walk until check-answers or a page where the journey stops; also the keys of the pages visited."""
    answers: dict[str, Any] = dict(journey.given)
    visited: set[str] = set()
    step: Step | None = journey.path(answers)[-1]
    for _ in range(pages):
        if step is None:
            return answers, visited
        visited.add(step.question.key)
        if step.question.kind is Kind.EXIT:
            return answers, visited
        answers = take(answers, step, rng)
        while step and answered(step, answers):
            step = journey.after(step, answers)
    raise AssertionError("the walk did not end")


OURS = Path(__file__).parents[1] / "policies"
COUNCILS = Path(__file__).parent / "packs" / "councils"


@cache
def our_packs() -> Packs:
    """Our own packs, which no test changes: read once for all."""
    return Packs(OURS)


def packs_of_one(directory: Path, council: str = "north-tyneside", base: int = 1) -> Path:
    """A folder with our packs of one council and the bases up to ``base``, published as they are here."""
    shutil.copytree(OURS / council, directory / council)
    names = [f"base-{number}" for number in range(1, base + 1)]
    for name in names:
        shutil.copy(OURS / f"{name}.yaml", directory)
    lines = (OURS / "PUBLISHED").read_text().splitlines(keepends=True)
    kept = [line for line in lines if line.startswith("#") or line.split()[1].partition("@")[0] in {council, *names}]
    (directory / "PUBLISHED").write_text("".join(kept))
    return directory


def _merged(base: Any, own: Any) -> Any:
    if isinstance(base, dict) and isinstance(own, dict):
        return base | {key: _merged(base.get(key), value) for key, value in own.items()}
    return own


def other_councils(directory: Path) -> Packs:
    """Every pack but that of North Tyneside: the others of ours, and what they do not have."""
    shutil.copytree(OURS, directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns("north-tyneside", "PUBLISHED"))
    shutil.copytree(COUNCILS, directory, dirs_exist_ok=True)
    return Packs(directory)


def file_of(council: str) -> Path:
    """The newest pack of a council, as it is written."""
    return max((*OURS.glob(f"{council}/*.yaml"), *COUNCILS.glob(f"{council}/*.yaml")))


def with_bases(own: Mapping[str, Any], loader: Any) -> Any:
    """What a pack says itself, with what it takes from its base and that from an earlier one."""
    below = own.get("base")
    if below is None:
        return own
    base = yaml.load((OURS / f"base-{below}.yaml").read_text(), loader)  # noqa: S506 - the loader makes nothing but words
    return _merged(with_bases(base, loader), own)


class OnePack(Packs):
    """A folder in which there is this pack and no other, whatever the council and the day."""

    def __init__(self, pack: Pack) -> None:
        super().__init__(OURS)
        self.pack = pack

    def in_force(self, _council: str, _today: date) -> Pack:
        return self.pack

    def current(self, _council: str, _on: date = date.max) -> Pack:
        return self.pack

    def get(self, _pack_id: str) -> Pack:
        return self.pack


def timed(pack: Pack, within: str, extend_by: str = "not stated") -> Pack:
    """The pack, each stage of which is to be decided ``within`` this time, and may be extended so far."""
    clock = {"within": Span.parse(within), "extend_by": Span.parse(extend_by)}
    ladders = tuple(
        replace(
            ladder,
            stages=tuple(
                replace(each, deadlines=tuple(replace(deadline, **clock) for deadline in each.deadlines))
                for each in ladder.stages
            ),
        )
        for ladder in pack.ladders
    )
    return replace(pack, ladders=ladders)


def cleared(held):
    """Each mark of the redaction check is cleared, as somebody does who may."""
    return {
        each.key: Clearance(reasons_for(each.kind)[0], "They said so at the meeting.")
        for each in held
        if each.clearable
    }


def decide(challenge, action, actor, rules, now, /, *, redaction=UNKNOWN, staff=(), **said):
    """What comes of it. What is said has the names of the action's parameters; whom it goes to is a colleague."""
    if "to" in said:
        to = said["to"]
        staff = (*staff, to) if to else staff
        said["to"] = to.key if to else ""
    if action is WRITE_REPLY:
        said = answering(challenge, said)
    at = ActionContext(challenge, actor, rules, now, tuple(staff))
    return decisions.decide(at, action, given(action, rules.pack, **said), redaction=redaction)


def answering(challenge, said):
    """A reply that says the same to each ground, where a test is not about that."""
    words = said.get("words", "")
    return {"answers": (words,) * len(grounds(challenge.answers))} | said


BLANK = {int: 0, bool: False, tuple[str, ...]: ()}


ORIGINAL = {
    "contact": "C-1042", "on": "2024-06-03", "decision": "no_further_action", "maker": "elsewhere",
    "maker_name": "Una Example, Team Manager",
}  # fmt: skip
"""The decision that is challenged, made by somebody who has no account."""

USUAL = {
    "record_original": ORIGINAL,
    "decide_ground": {"basis": "Level 3 of the threshold document."},
    "find": {"consulted": "The school nurse.", "seen": "now", "new": "The school has written since then."},
    "record_panel": {"part": "no"},
    "full_review": {
        "consulted": "The school nurse.", "seen": "now", "new": "The school has written since then.",
        "evidence": "The letters of the school.", "views": "He likes his teacher.",
        "decision": "early_help", "reasons": "The family needs help at home.",
        "alternatives": "An assessment: the need is lower than that.",
    },
    "decide": {
        "decision": "early_help", "reasons": "The family needs help at home.",
        "alternatives": "An assessment: the need is lower than that.",
    },
}  # fmt: skip
"""What is said with an action where a test is not about it."""


def given(action, pack=None, **said):
    """What somebody says when they do something; what is left out is usual or blank, as in a form.

    Who is asked for it declares that they are independent.
    """
    types = get_type_hints(action.parameters)
    needed = [each.name for each in fields(action.parameters) if each.default is MISSING]
    usual = dict(USUAL.get(action, {}))
    if "independent" in types:
        usual["independent"] = "yes"
    if "decision" in usual and "threshold" in types and pack and pack.decisions.thresholds:
        usual["threshold"] = pack.decisions.thresholds[0]
    if pack and "decision" in usual and pack.recording.contact_id and "contact" in types:
        usual["contact"] = example(pack.recording.contact_id[0])
    if pack and "decision" in usual and usual["decision"] not in {each.key for each in pack.decisions.outcomes}:
        usual["decision"] = pack.decisions.outcomes[0].key
    return action.parameters(**{name: BLANK.get(types[name], "") for name in needed} | usual | said)


def decided(challenge, action, actor, rules, now, /, **said):
    """What comes of it once every mark of the redaction check is cleared."""
    try:
        return decide(challenge, action, actor, rules, now, **said)
    except Uncleared as held:
        return decide(challenge, action, actor, rules, now, redaction=Redaction(cleared=cleared(held.held)), **said)
