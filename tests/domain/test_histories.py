"""Ten thousand random histories of challenges: whatever staff and raisers try, these things hold."""

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from build import EVERYONE
from portal.domain.actions import DEEDS, decide, possible, why_not
from portal.domain.challenge import OVER, Rules, Sent, Status, plain, receive, replay, unplain
from portal.domain.clock import hold, remind
from portal.domain.disclosure import Fact, Show, every_checks, may_know, shows
from portal.domain.neutral import KINDS, SENTENCES
from portal.domain.people import RAISER, RAISERS_OWN, Action, Actor, Refused, Role
from portal.domain.points import Verdict, points
from portal.domain.raiser import open_questions
from portal.domain.triage import Outcome
from portal.domain.views import view_for
from portal.packs import Packs
from portal.settings import ROOT

HISTORIES, STEPS = 10_000, 22
START = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)  # bank holidays lie ahead
PACKS = Packs(ROOT / "policies")
PACK = PACKS.current("north-tyneside")
RULES = Rules(PACK, PACKS.calendar(PACK))
OURS = "INTERNALWORDS"  # in everything that staff write for themselves
TOLD = "RELEASEDWORDS"  # in what only a release may show
FREE = "FREEWORDS"  # in what staff write freely to raisers

ALL = frozenset(Role) - {Role.RAISER, Role.AUDITOR, Role.ADMINISTRATOR}
STAFF = [
    Actor("made-it", ALL, 4, "Made It"),
    Actor("junior", frozenset({Role.TRIAGE}), 0, "Toni Junior"),
    Actor("one", frozenset({Role.TRIAGE, Role.REVIEWER}), 1, "Remi One"),
    Actor("one-too", frozenset({Role.REVIEWER, Role.RELEASER}), 1, "Rae Onetoo"),
    Actor("two", frozenset({Role.REVIEWER, Role.MANAGER}), 2, "Mo Two"),
    Actor("three", frozenset({Role.REVIEWER, Role.RELEASER}), 3, "Thea Three"),
    Actor("four", frozenset({Role.REVIEWER, Role.MANAGER}), 4, "Ada Four"),
    Actor("releaser", frozenset({Role.RELEASER}), 0, "Rel Easer"),
    Actor("auditor", frozenset({Role.AUDITOR}), 0, "Audi Tor"),
]
BY_KEY = {each.key: each for each in STAFF}


def arguments(action, challenge, rng, at):
    """What somebody might plausibly say when they do this."""
    count = len(points(challenge.answers))
    day = (at.date() + timedelta(days=rng.randrange(-1, 12))).isoformat()
    words = {"words": OURS}
    told = {"words": FREE if rng.random() < 0.4 else rng.choice(SENTENCES[KINDS[action]])} if action in KINDS else {}
    who = rng.choice(STAFF)
    return {
        Action.ADD: lambda: {"words": "More.", "new": rng.random() < 0.3},
        Action.ANSWER: lambda: {"words": "My answer.", "question": rng.choice(open_questions(challenge) or [1])},
        Action.CHANGE_CONTACT: lambda: {"answers": {"safe": ["none"]}, "keys": ["safe", "email"]},
        Action.WITHDRAW: lambda: {"pressure": rng.choice(["yes", "no"]), "words": ""},
        Action.HAND_BACK: lambda: words,
        Action.STEP_ASIDE: lambda: words,
        Action.HAND_OVER: lambda: words | {"to": who},
        Action.HAND_OVER_ALL: lambda: words | {"leaver": challenge.work.assigned, "to": rng.choice([who, None])},
        Action.STAND_IN: lambda: words | {"to": who},
        Action.NOTE: lambda: words | {"mentions": [who.key]},
        Action.ACT_NOW: lambda: words | {"told": "Front door", "when": at.isoformat(), "contact": OURS},
        Action.PASS_COMPLAINT: lambda: words | {"agreed": OURS, "goes_on": rng.random() < 0.8},
        Action.PASS_INFORMATION: lambda: words | {"agreed": OURS, "goes_on": rng.random() < 0.8},
        Action.DECLINE: lambda: words | {"outcome": rng.choice(list(Outcome)).value},
        Action.LINK: lambda: words | {"reference": rng.choice(["ZZZZZZZZ1", "ZZZZZZZZ2"])},
        Action.UNLINK: lambda: words | {"reference": challenge.work.links[0]},
        Action.CHECK_IDENTITY: lambda: words,
        Action.CHECK_STANDING: lambda: words | {"made_contact": rng.random() < 0.5},
        Action.UNDO_CHECKS: lambda: words,
        Action.SAY_INVOLVED: lambda: {"who": rng.choice(["made-it", who.key]), "how": rng.choice(["made", "advised"])},
        Action.SEE_FLAGS: lambda: words,
        Action.SEE_LOST: lambda: words,
        Action.ASK: lambda: told,
        Action.PAUSE: lambda: told | {"why": OURS, "until": day},
        Action.RESUME: lambda: told,
        Action.EXTEND: lambda: told | {"why": OURS, "days": rng.randrange(0, 6)},
        Action.DECIDE_POINT: lambda: {
            "point": rng.randrange(1, count + 1), "outcome": rng.choice(list(Verdict)).value, "reasons": OURS,
        },
        Action.FIND: lambda: {"looked_at": OURS, "views": OURS},
        Action.PROMISE: lambda: {"words": TOLD, "owner": OURS, "by": day, "tell": rng.random() < 0.5},
        Action.KEEP_PROMISE: lambda: {"promise": rng.randrange(1, len(challenge.work.promises) + 1)},
        Action.WRITE_REPLY: lambda: {"words": TOLD, "plain": TOLD},
        Action.SEND_BACK: lambda: words,
        Action.RELEASE: lambda: words | {"harm": rng.choice(["no", "no", "no", "yes"])},
        Action.RECORD: lambda: {"kind": "Case Note", "id": OURS, "on": min(day, at.date().isoformat())},
        Action.ANSWER_ADVOCATE: lambda: told,
        Action.READ: lambda: {"why": OURS},
        Action.EXPORT: lambda: {"form": "pdf"},
        Action.GIVE_CODE: lambda: {"how": rng.choice(["read_out", ""])},
    }.get(action, dict)()  # fmt: skip


PREFERRED = (
    Action.TAKE, Action.ACCEPT_FOR_REVIEW, Action.DECIDE_POINT, Action.FIND, Action.DECIDE, Action.WRITE_REPLY,
    Action.RELEASE, Action.END_REVIEW, Action.RECORD, Action.CLOSE, Action.CHECK_IDENTITY, Action.CHECK_STANDING,
)  # fmt: skip
"""What moves a challenge on: without it few histories would come to an end."""


def begun(rng):
    answers = dict(rng.choice(list(EVERYONE.values())))
    if rng.random() < 0.2:
        answers["missed"] = "I spoke to  remi ONE twice."
    if rng.random() < 0.2:
        answers["danger"] = "yes"
    events = receive(Sent("c" * 32, "ABCDEFGH7", "en", answers), RAISER, PACK, RULES.calendar, START)
    if rng.random() < 0.5:
        checks = (Action.CHECK_IDENTITY, Action.CHECK_STANDING)
        events += [
            event for check in checks for event in decide(replay(events), check, STAFF[1], RULES, START, words=OURS)
        ]
    return events, replay(events)


def choose(state, rng, at):
    """Who tries what: mostly whoever has it, and mostly what moves it on."""
    if rng.random() < (0.3 if state.status is Status.REVIEWED else 0.06):
        return RAISER, rng.choice(RAISERS_DEEDS)
    if state.work.review.reply and rng.random() < 0.5:
        return rng.choice(STAFF), Action.RELEASE
    actor = BY_KEY.get(state.work.assigned) if rng.random() < 0.8 else None
    actor = actor or rng.choice(STAFF)
    if rng.random() < 0.85:
        tried = rng.sample(PREFERRED, 5)
        for action in tried:
            if actor.may(action) and not why_not(state, action, actor, RULES, at):
                return actor, action
    return actor, rng.choice(STAFF_ACTIONS)


def step(state, rng, at):
    actor, action = choose(state, rng, at)
    refused = why_not(state, action, actor, RULES, at)
    if refused and (not actor.may(action) or rng.random() < 0.9):
        assert refused.endswith("."), refused
        return [*hold(state, at), *remind(state, RULES, at, None)]
    said = {} if refused else arguments(action, state, rng, at)
    try:
        happened = decide(state, action, actor, RULES, at, **said)
    except Refused as refusal:
        reason = refusal.reason
    else:
        assert not refused, f"{action}: {refused}"
        return happened
    assert reason.endswith("."), reason
    return []


def check(event, state):
    """What must be true of the state in which something happens."""
    work = state.work
    if event.kind in SENTENCES:
        knows = may_know(PACK.disclosure, state.audience, work.checks)
        assert knows or event.words in SENTENCES[event.kind], "nothing is written freely to who may not know"
    if event.kind == "decided":
        actor = BY_KEY[event.actor]
        assert event.actor not in work.involved, "whoever was involved does not decide"
        stands_in = work.review.stands_in == event.actor
        assert stands_in or actor.rank >= RULES.ladder.stage(state.stage).rank, "nobody decides without the rank"
        assert stands_in or (actor.name != "Remi One" or "missed" not in state.answers or "remi" not in
                             state.answers["missed"]), "whoever is named does not decide"  # fmt: skip
        assert set(work.review.points) == {str(each.number) for each in points(state.answers)}
        assert work.review.findings
    elif event.kind == "stood_in":
        assert BY_KEY[event.actor].rank == 4
        assert event.what["to"] not in work.involved
    elif event.kind == "released":
        assert event.actor not in (work.review.reply.get("by", event.what.get("writer")), work.review.decided_by)
        show = shows(PACK.disclosure, state.audience, Fact(event.what["fact"]), work.checks)
        assert work.checks.complete
        assert show in (Show.FULL, Show.RELEASED)
    elif event.kind in {"still_worried", "moved_on"}:
        assert event.actor == "raiser"
        assert event.what["stage"] in ("", str(int(state.stage) + 1)), "one stage at a time, and up"
    elif event.kind == "paused":
        assert event.what["due"] >= state.due.isoformat(), "pausing never brings the date nearer"
    elif event.kind == "closed":
        assert work.records
        assert not work.to_record


def check_state(state):
    assert state.due is None or RULES.calendar.is_working(state.due)
    assert state.status is not Status.CLOSED or (state.work.records and not state.work.to_record)
    assert (state.status in OVER) <= (state.due is None)


RAISERS_DEEDS = [action for action in RAISERS_OWN if action in DEEDS]
STAFF_ACTIONS = sorted(set(DEEDS) - set(RAISERS_OWN))
REACHED = ("asked", FREE, "decided", "released", "closed", "moved_on", "still_worried", "stepped_aside")
"""What happens, or is said, in every block of histories: else they would prove little."""


@pytest.mark.timeout(30)
@pytest.mark.parametrize("block", range(8))
def test_ten_thousand_histories(block):
    reached = Counter[str]()
    for seed in range(block * HISTORIES // 8, (block + 1) * HISTORIES // 8):
        rng = random.Random(seed)
        events, state = begun(rng)
        at = START
        for _ in range(STEPS):
            at += rng.choice([timedelta(minutes=5), timedelta(minutes=50), timedelta(hours=30)])
            happened = step(state, rng, at)
            for event in happened:
                check(event, state)
                state = replay([event], state)
                reached.update((event.kind, event.words))
            events += happened
            check_state(state)
        assert replay(events) == state, "no state without its events"
        if seed % 10 == 0:
            stored = json.loads(json.dumps(plain(state)))
            assert plain(unplain(stored)) == plain(state)
            for checks in every_checks(state.audience):
                view = view_for(state.audience, state, PACK, checks=checks)
                told = repr([view.history, list(view.facts.values())])
                seen = [each.said.words for each in view.history if each.said]
                assert OURS not in told + " ".join(seen)
                assert FREE not in seen or may_know(PACK.disclosure, state.audience, checks)
            for action in set(RAISERS_DEEDS) - possible(state, RAISER, RULES, at):
                assert why_not(state, action, RAISER, RULES, at).endswith(".")
    assert [each for each in REACHED if not reached[each]] == []
