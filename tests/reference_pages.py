"""Writes docs/events.md, docs/states.md, docs/data-protection/ and the reference of policies/README.md from the code.

So they cannot say what is not so. `python tests/reference_pages.py` writes the pages; with ``--check`` it only says
which of them is out of date.
"""

import ast
import random
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from actions import Action
from data_protection_pages import DATA_PROTECTION_PAGES
from histories import STAFF, arguments
from pack_reference import GUIDE, SCHEMA, guide_page, schema_page

from build import ACTING_FOR_PARENT, PARENT, YOUNG, decided, our_packs
from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.clock import Reminder, closing_reminder
from portal.domain.challenge.decide import ACTIONS, why_not
from portal.domain.challenge.events.event_kind import WORKER
from portal.domain.challenge.events.notice_names import ALERTED, FIRST_NOTICE, REPLY_LETTER
from portal.domain.challenge.events.registry import KINDS
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Challenge, Event, Rules, Status
from portal.domain.challenge.submission import Submission, receive
from portal.domain.notices import catalogue
from portal.domain.notices.catalogue import TO_STAFF, reminders
from portal.domain.permissions import RAISER, ActionRefused
from portal.domain.policy.calendar import Span
from portal.domain.policy.model import Act, Agreement, Deadline, Ladder, Notification, Panel, PolicyCondition, Route
from portal.web.event_words import HAPPENED

ROOT = Path(__file__).resolve().parent.parent
EVENTS, STATES = ROOT / "docs" / "events.md", ROOT / "docs" / "states.md"
ROOMS = ("portal/domain/challenge", "portal/domain/notices", "portal/services")
RAISES_EVENTS = sorted(path for room in ROOMS for path in (ROOT / room).glob("*.py"))
"""The files in which events come about."""


# Where each kind of event comes about


def _constants(node: ast.AST) -> Iterator[str]:
    """The kinds that an expression can be: the name of one, either side of a condition, or all of a tuple."""
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    if name.isupper() and name.lower() in KINDS:
        yield name.lower()
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
    elif isinstance(node, ast.Tuple):
        for each in node.elts:
            yield from _constants(each)


def _forms(function: ast.FunctionDef) -> bool:
    """Whether a function makes an event of a kind that it is given."""
    given = {arg.arg for arg in function.args.args}
    called = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(func, ast.Name) and func.id in given for func in called)


def born(tree: ast.AST, forming: Collection[str]) -> set[str]:
    """The kinds of event that a piece of code makes, also by the functions that are given the kind."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found.update(_constants(node.func))
            if isinstance(node.func, ast.Name) and node.func.id in forming:
                found.update(kind for arg in node.args for kind in _constants(arg))
    return found


def _reached(name: str, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """A function of a module and those of the same module that it calls."""
    found, left = set(), [name]
    while left:
        each = left.pop()
        if each in functions and each not in found:
            found.add(each)
            left += [node.id for node in ast.walk(functions[each]) if isinstance(node, ast.Name)]
    return found


def _rules(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Each action of a module, and what it brings about."""
    for node in tree.body:
        made = node.value if isinstance(node, ast.Assign) else None
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == "Action":
            yield ast.literal_eval(made.args[0]), made.args[3]


@cache
def origins() -> dict[str, set[str]]:
    """Where each kind comes about: by which action, or in which function where nobody acts."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in RAISES_EVENTS:
        text = path.read_text(encoding="utf-8")
        tree, place, reached = ast.parse(text), path.relative_to(ROOT / "portal").as_posix(), set()
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        forming = [name for name, function in functions.items() if _forms(function)]
        made = {name: born(function, forming) for name, function in functions.items()}
        for action, happens in _rules(tree):
            names = [node.id for node in ast.walk(happens) if isinstance(node, ast.Name)]
            theirs = set().union(*(_reached(name, functions) for name in names))
            reached |= theirs
            for kind in born(happens, forming).union(*(made[name] for name in theirs)):
                found[kind].add(f"`{action}` in `{place}`")
        for name in set(functions) - reached:
            for kind in made[name]:
                found[kind].add(f"`{name}` in `{place}`")
    return found


# What follows from it


def _staff_notices() -> dict[str, set[str]]:
    """The notices to staff by kind of event, as the catalogue's functions name them."""
    tree = ast.parse(Path(catalogue.__file__).read_text(encoding="utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    [table] = [
        node.value for node in tree.body if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "_CONCERNED"
    ]
    found: dict[str, set[str]] = defaultdict(set)
    for key, value in zip(table.keys, table.values, strict=True):
        kinds = _constants(value.args[0] if key is None else key)
        does = value.args[1] if key is None else value
        named = {node.id for node in ast.walk(does) if isinstance(node, ast.Name)}
        trees = [does, *(functions[each] for name in named for each in _reached(name, functions))]
        names = {
            ALERTED if isinstance(node, ast.Name) else node.value
            for each in trees
            for node in ast.walk(each)
            if (isinstance(node, ast.Constant) and node.value in TO_STAFF)
            or (isinstance(node, ast.Name) and node.id == "ALERTED")
        }
        for kind in kinds:
            found[kind] |= names
    return found


def _reminders() -> dict[str, set[str]]:
    """The reminders to staff by kind of event."""
    [received] = _received(PARENT)
    challenge, at = replay([received]), received.at
    held = {"reminded": [{"why": each.value} for each in Reminder]}
    said = ((kind, what) for kind in KINDS for what in held.get(kind, [{}]))
    found: dict[str, set[str]] = defaultdict(set)
    for kind, what in said:
        found[kind] |= {each.name for each in reminders(Event(kind, at, "worker", what), challenge)}
    return found


def _notice_to_raiser(kind: str) -> str:
    if kind == "received":
        return _list([FIRST_NOTICE])
    told = KINDS[kind].told
    held = ({"over": so, "goes_on": so, "stage": "two" * so, "was": so, "due": True} for so in (True, False))
    found = (
        {told.notice(Event(kind, datetime(2026, 11, 23, tzinfo=UTC), WORKER, what)) for what in held} if told else set()
    )
    posted = {REPLY_LETTER} if kind == "released" else set()
    return _list(sorted(name for name in {*found, *posted} if name))


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


HANDOVER = """\
Handing over all that somebody has (`hand_over_all`) sends `all_yours`, `mentioned` or `set_free` for all of it,
and none of the notices above."""
EVENTS_BEGIN = """\
# Events

Every kind of event in the history of a challenge. This page is made from the code by
`tests/reference_pages.py` (`make pages`); a test fails when the two differ.

- *Comes about*: the action that brings it about, or the function where nobody acts.
- *The raiser reads*: the line on their own page, where the disclosure table lets them know of it. Where it
  is blank they never see it.
- *Notice to the raiser*: it says only that there is something to read, and goes by the way that they said is
  safe. Where several things happen at once they get one notice.

| kind | comes about | the raiser reads | notice to the raiser | notices to staff |
|---|---|---|---|---|"""


def events_page() -> str:
    """The page of every kind of event."""
    came, staff, reminded = origins(), _staff_notices(), _reminders()
    staff["notice_lost"].add("bounced")
    staff["received"] |= {"new_challenge", ALERTED}
    lines = [EVENTS_BEGIN]
    for kind in sorted(KINDS):
        where = "; ".join(sorted(came.get(kind, ())))
        reads = HAPPENED.get(kind, "")
        to_staff = _list(sorted(staff[kind] | reminded[kind]))
        lines.append(f"| `{kind}` | {where} | {reads} | {_notice_to_raiser(kind)} | {to_staff} |")
    lines += ["", HANDOVER, "", "These take back notices that still wait:", ""]
    lines += [
        f"- `{kind}`: {_list(names)}"
        for kind, names in sorted((kind, each.overtakes) for kind, each in KINDS.items())
        if names
    ]
    return "\n".join(lines) + "\n"


# Who may do what, when

PACKS = our_packs()
PACK = PACKS.current("north-tyneside")
RULES = Rules(PACK, PACKS.calendar(PACK))
_ACKNOWLEDGED = Deadline(act=Act.ACKNOWLEDGE, within=Span.parse("1 working day"), sooner=True, cite="1")

_WAYS = (Route(label="A gap in the policy", stage=PACK.ladder().stages[-1].key, cite="1"),)
_TOLD = (
    Notification(who="Partnership", cite="1"),
    Notification(who="Officer", when=PolicyCondition.PROTECTION_PLAN, cite="1"),
)


def _strict(ladder: Ladder) -> Ladder:
    role = ladder.stages[0].reviewers
    stages = tuple(replace(each, deadlines=(_ACKNOWLEDGED, *each.deadlines), other_side=role) for each in ladder.stages)
    first, *later = stages
    panel = Panel(members=role * 2, agreement=Agreement.MAJORITY, cite="1")
    stages = (first, *(replace(each, panel=panel) for each in later))
    return replace(
        ladder, stages=stages, notify=_TOLD, routes=_WAYS, escalation=replace(ladder.escalation, no_answer=False)
    )


_LADDERS = tuple(map(_strict, PACK.ladders))
STRICT = Rules(replace(PACK, ladders=_LADDERS), RULES.calendar)
"""The same for a council that does not let a raiser go on only because no answer came, and whose stages have a step and
somebody to be told."""

START = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)
LATE, NEW = "time goes by", "add something new"
"""Two steps of a walk that are no actions: what is due becomes overdue; the raiser tells more, which opens an alert."""

LONG = timedelta(days=60)
_CHECKED = ("check_identity", "check_standing")
_TAKEN = ("take", *_CHECKED)
_ENDED = (*_TAKEN, "decline", "confirm_end")
_WAITING = ("pass_complaint", "pass_information", "ask", "ask", "answer", "say_involved", "link", "note")
_REVIEW = ("record_original", "accept_for_review", "promise", "decide_ground", "find", "decide")
_FINISHED = (*_TAKEN, *_REVIEW, "write_reply", "release")

WALKS: tuple[tuple[str, ...], ...] = (
    (NEW, "act_now", "note", "see_mention", "link", "say_involved", "undo_involved"),
    ("mark_junk", "undo_junk"),
    (*_TAKEN, *_WAITING, "see_flags", "record_sent", "drop_transfer"),
    (*_TAKEN, *_WAITING, "withdraw", "accept_for_review", "promise", NEW),
    (*_TAKEN, "accept_for_review", "withdraw", LATE, "record", "close", "add"),
    (*_TAKEN, "accept_for_review", "promise", "pause", "resume", LATE, "ask_next", "withdraw", "reopen"),
    ("take", *_WAITING, *_REVIEW, "end_review", *_CHECKED, "write_reply", "send_back", "hand_back", NEW),
    ("take", *_WAITING, *_REVIEW, "end_review", *_CHECKED, "write_reply", "accept", "hand_back", NEW),
    (*_TAKEN, *_REVIEW, "write_reply", "release", LATE, "record", "close"),
    (*_TAKEN, *_REVIEW, "write_reply", "withdraw", "note"),
    (*_FINISHED, "still_worried", "note"),
    (*_FINISHED, "withdraw", "reopen", "accept", "record", "close", "note", NEW),
    (*_TAKEN, "ask", "link", "say_involved", *_REVIEW, "write_reply", "release", "accept", "record", "close"),
    (*_ENDED, "object", "uphold_end", "record", "close"),
    (*_ENDED, "object", "restore_triage"),
    ("send_evidence", *_TAKEN, "see_flags", "accept_for_review", "withdraw", LATE, "record", "close"),
    ("send_evidence", *_FINISHED, "accept"),
    ("complain_information", *_FINISHED, "accept", "record_sent", "record", "close"),
    ("take", "triage", "note"),
)
"""Short lives of challenges that between them come to every status with all that may wait in it."""

YOUNG_WALKS: tuple[tuple[str, ...], ...] = (
    (*_FINISHED, "accept", "answer_advocate", "record", "close"),
    (*_TAKEN, "accept_for_review", "withdraw"),
)
HELPED_WALKS: tuple[tuple[str, ...], ...] = (
    ("take", "check_authority", "undo_checks", "withdraw"),
    ("take", "check_authority", *_FINISHED[1:], "accept"),
)
STRICT_WALKS: tuple[tuple[str, ...], ...] = (
    (*_TAKEN, "accept_for_review", LATE, "ask_next", "move_on"),
    (*_TAKEN, "accept_for_review", "bring_forward", "record_exchange", "choose_route"),
    (*_FINISHED, "accept", "record_notified", "leave_out_notification"),
)
SAID: dict[str, dict[str, object]] = {
    "add": {"new": False},
    NEW: {"new": True},
    "answer": {"new": False},
    "withdraw": {"pressure": "no"},
    "say_involved": {"who": "three", "how": "made"},
    "take": {"independent": "yes"},
    "triage": {"route": "review"},
    "release": {"independent": "yes"},
    "decide_ground": {"outcome": "partly"},
    "record_notified": {"entry": 1},
}
"""What is said where the dice would say sometimes this and sometimes that."""


def _received(answers: dict[str, Any]) -> list[Event]:
    return receive(Submission("c" * 32, "ABCDEFGH7", "en", answers), RAISER, PACK, RULES.calendar, START)


def taken(state: Challenge, step: str, at: datetime, rules: Rules) -> list[Event] | None:
    """What comes of a step when the first does it who can; ``None`` where nobody can."""
    action = Action.ADD if step == NEW else ACTIONS[step]
    for dice in range(5):
        for actor in (RAISER, *STAFF):
            if why_not(state, action, actor, rules, at):
                continue
            said = arguments(action, state, random.Random(dice), at, lambda words: f"{words.value} {at:%d}")
            try:
                return decided(state, action, actor, rules, at, **(said | SAID.get(step, {})))
            except ActionRefused:
                continue
    return None


def _time_goes_by(state: Challenge, at: datetime, rules: Rules) -> list[Event]:
    """What the worker does meanwhile: who does not answer is told until when they can."""
    moments = (at + timedelta(days=day) for day in range(LONG.days))
    return next((found for moment in moments if (found := closing_reminder(state, rules, moment))), [])


def lives() -> Iterator[tuple[Challenge, datetime, Rules, str]]:
    """The challenges that the walks come to, each with its moment and rules, and the step that nobody could do."""
    walked = (
        (PARENT, RULES, WALKS),
        (PARENT, STRICT, STRICT_WALKS),
        (YOUNG, RULES, YOUNG_WALKS),
        (ACTING_FOR_PARENT, RULES, HELPED_WALKS),
    )
    for answers, rules, walks in walked:
        for walk in walks:
            state, at = replay(_received(answers)), START
            yield state, at, rules, ""
            for step in walk:
                happened = _time_goes_by(state, at, rules) if step == LATE else taken(state, step, at, rules)
                at += LONG if step == LATE else timedelta(hours=1)
                state = replay(happened or [], state)
                yield state, at, rules, "" if happened is not None else f"{step} in {walk}"


def possible() -> dict[Status, set[AnyAction]]:
    """What somebody can do in each status, whatever else is so."""
    found: dict[Status, set[AnyAction]] = {status: set() for status in Status}
    for state, at, rules, _stuck in lives():
        for action in set(ACTIONS) - found[state.status]:
            if any(not why_not(state, action, actor, rules, at) for actor in (RAISER, *STAFF)):
                found[state.status].add(action)
    return found


def _who(action: AnyAction) -> str:
    return ", ".join(sorted(action.roles))


def _also(action: AnyAction) -> str:
    """What it takes besides the role."""
    read = action.takes_reading or action.needs_reading
    also = {
        "no open alert": action.waits_for_alert,
        "has read it": read and not action.raisers,
        "signs in again": action.step_up,
    }
    return ", ".join(words for words, so in also.items() if so)


STATES_BEGIN = """\
# States

Every action and every status. This page is made from the code by `tests/reference_pages.py` (`make pages`);
a test fails when the two differ.

| status | means |
|---|---|
| `received` | it is our turn: to look again |
| `reviewed` | it is the raiser's turn: to say whether they are still worried |
| `withdrawn` | the raiser took it back, and can still change their mind |
| `finished` | it is our turn: to record it and close it |
| `closed` | nothing is left to do |

A dot means that the action can be possible in that status; without a dot it is always refused. Whether it is
possible for this person and this challenge (who has it, rank, independence, what was done before) is said by
`why_not` in `portal/domain/challenge/decide.py`. In the last column:

- *no open alert*: refused while a safety alert is open;
- *has read it*: only for somebody who has been shown all that the raiser told us;
- *signs in again*: within the 5 minutes before.
"""


def states_page() -> str:
    """The page of every status and every action."""
    found = possible()
    lines = [STATES_BEGIN]
    for title, theirs in (("What raisers do", True), ("What staff do", False)):
        heads = " | ".join(status.value for status in Status)
        lines += [
            f"## {title}",
            "",
            f"| action | who may | {heads} | also |",
            "|---|---|" + ":-:|" * len(Status) + "---|",
        ]
        for action in (each for each in ACTIONS.values() if each.raisers is theirs):
            dots = " | ".join("•" if action in found[status] else "" for status in Status)
            lines.append(f"| `{action}` | {_who(action)} | {dots} | {_also(action)} |")
        lines.append("")
    go_on = _list(sorted(each for each in ACTIONS.values() if each.despite_junk))
    lines += [
        "## Junk",
        "",
        f"With what is set aside as junk staff can do only this: {go_on}. It never stops its raiser.",
    ]
    return "\n".join(lines) + "\n"


PAGES = {EVENTS: events_page, STATES: states_page, GUIDE: guide_page, SCHEMA: schema_page, **DATA_PROTECTION_PAGES}


def main() -> int:
    """Write the pages, or with ``--check`` say which are out of date."""
    stale = 0
    for path, made in PAGES.items():
        now = made()
        if "--check" not in sys.argv:
            path.write_text(now, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != now:
            stale += 1
            print(f"{path.relative_to(ROOT)} is out of date: run `make pages`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
