"""Random histories of challenges: staff and raisers try whatever comes to mind, mostly what moves things on.

``say`` gives the words for each thing that somebody writes, by whose they are: so that a test knows them again.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from actions import KINDS, RAISERS_OWN, Action

from build import EVERYONE, ORIGINAL, about_advocate, decide, decided
from portal.domain.challenge.clock import closing_reminder, overdue_event, remind
from portal.domain.challenge.complaint_transfer import waiting
from portal.domain.challenge.decide import ACTIONS, why_not
from portal.domain.challenge.end_without_review import may_still_object, objection_waits, proposed
from portal.domain.challenge.events.clock_events import LateReason
from portal.domain.challenge.events.papers_events import PaperSort
from portal.domain.challenge.events.question_events import open_questions
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.grounds import Verdict, grounds
from portal.domain.challenge.neutral_sentences import SENTENCES
from portal.domain.challenge.notification_duties import waiting as untold
from portal.domain.challenge.other_forms import OtherForm
from portal.domain.challenge.raiser_checks import Authority
from portal.domain.challenge.review import unanswered
from portal.domain.challenge.state import Status
from portal.domain.challenge.submission import Submission, receive
from portal.domain.challenge.triage import Outcome
from portal.domain.permissions import RAISER, ActionRefused, Actor, Role

STEPS = 22
LEVEL = "Level 2: early help"
START = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)  # bank holidays lie ahead


class Words(StrEnum):
    """Whose words they are."""

    OURS = "INTERNALWORDS"  # what staff write for themselves
    REPLY = "RELEASEDREPLY"  # what only a release may show
    PROMISE = "RELEASEDPROMISE"  # the same
    FREE = "FREEWORDS"  # what staff write freely to raisers
    OWN = "OWNWORDS"  # the raiser's


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

RAISERS_DEEDS = [*RAISERS_OWN, Action.ASK_NEXT, Action.STILL_WORRIED]
"""What a raiser tries; to go on more often than the rest, or few histories would come to a second stage."""
STAFF_ACTIONS = sorted(set(ACTIONS) - set(RAISERS_OWN))
PREFERRED = (
    Action.TAKE, Action.RECORD_ORIGINAL, Action.ACCEPT_FOR_REVIEW, Action.DECIDE_GROUND, Action.FIND, Action.DECIDE,
    Action.WRITE_REPLY,
    Action.RELEASE, Action.END_REVIEW, Action.RECORD, Action.CLOSE, Action.CHECK_IDENTITY, Action.CHECK_STANDING,
    Action.PROMISE, Action.RECORD_SENT, Action.CONFIRM_END, Action.UPHOLD_END, Action.ACT_NOW,
)  # fmt: skip
"""What moves a challenge on: without it few histories would come to an end."""


def in_vain(state, action):
    """Whether it has been done already, as nobody would do it again who means to get on."""
    work = state.work
    return {
        Action.CHECK_IDENTITY: work.checks.identity,
        Action.CHECK_STANDING: work.checks.standing,
        Action.CHECK_AUTHORITY: bool(work.authority),
        Action.RECORD: not work.to_record,
        Action.FIND: bool(work.review.findings),
        Action.DECIDE_GROUND: not unanswered(state),
        Action.RECORD_ORIGINAL: bool(work.original),
        Action.PROMISE: len(work.promises) > 1,
    }.get(action, False)


def arguments(action, challenge, rng, at, say):
    """What somebody might plausibly say when they do this."""
    ours, own = (lambda: say(Words.OURS)), (lambda: say(Words.OWN))
    count = len(grounds(challenge.answers))
    day = (at.date() + timedelta(days=rng.randrange(-1, 12))).isoformat()
    words = {"words": ours()}
    told = {}
    if action in KINDS:
        told = {"words": say(Words.FREE) if rng.random() < 0.4 else rng.choice(SENTENCES[KINDS[action]])}
    who = rng.choice(STAFF)
    independent = {"independent": "yes" if rng.random() < 0.95 else rng.choice(["made", "advised", "knows"])}
    return {
        Action.ADD: lambda: {"words": own(), "new": rng.random() < 0.3},
        Action.CHECK_AUTHORITY: lambda: {"right": rng.choice([each.value for each in Authority]), **words},
        Action.CORRECT: lambda: {"key": "child", "item": 1, "words": own()},
        Action.ASK_CALL: lambda: {
            "on": rng.choice([day, (at.date() + timedelta(days=1)).isoformat()]), "part": "morning",
            "telephone": "01632960001", "name": own(), "word": own(),
        },
        Action.COMPLAIN: lambda: {"words": own()},
        Action.COMPLAIN_INFORMATION: lambda: {"words": own()},
        Action.RECORD_INFORMATION: lambda: {
            "step": rng.choice(["acknowledged", "updated", "answered"]), "on": at.date().isoformat(),
        },
        Action.RECORD_PAPERS: lambda: words | {
            "sort": rng.choice([*PaperSort]), "on": at.date().isoformat(),
        },
        Action.ASK_FORM: lambda: {"form": rng.choice([*OtherForm])},
        Action.ANSWER: lambda: {
            "words": own(), "question": rng.choice(open_questions(challenge) or [1]), "new": rng.random() < 0.1,
        },
        Action.ASK_LANGUAGE: lambda: {"how": rng.choice(["translate", "read_out"]), "language": "Polish"},
        Action.SEND_EVIDENCE: lambda: {"file_kind": "picture", "digest": "0" * 64, "checked": rng.random() < 0.5},
        Action.DESCRIBE_EVIDENCE: lambda: {"number": rng.randrange(1, 3), "words": own(), "not_for": ours()},
        Action.OPEN_EVIDENCE: lambda: {"number": rng.randrange(1, 3)},
        Action.CHANGE_CONTACT: lambda: {"answers": {"safe": ["none"]}, "keys": ["safe", "email"]},
        Action.WITHDRAW: lambda: {"pressure": rng.choice(["yes", "no"]), "words": rng.choice(["", own()])},
        Action.HAND_BACK: lambda: words,
        Action.STEP_ASIDE: lambda: words,
        Action.HAND_OVER: lambda: words | {"to": who},
        Action.HAND_OVER_ALL: lambda: words | {"leaver": challenge.work.assigned, "to": rng.choice([who, None])},
        Action.STAND_IN: lambda: words | {"to": who},
        Action.NAME_OUTSIDE: lambda: words | {"to": who, "role": ours(), "staff": STAFF},
        Action.NOTE: lambda: words | {"mentions": [who.key]},
        Action.ACT_NOW: lambda: words | {"told": ours(), "told_at": at, "contact": ours()},
        Action.PASS_COMPLAINT: lambda: {"words": own(), "agreed": ours(), "own_words": True},
        Action.PASS_INFORMATION: lambda: {"words": say(Words.FREE), "agreed": ours()},
        Action.RECORD_SENT: lambda: {
            "words": rng.choice([challenge.work.transfers[waiting(challenge)[0] - 1]["words"], say(Words.FREE)]),
            "transfer": waiting(challenge)[0], "how": "post", "on": at.date().isoformat(), "theirs": ours(),
        },
        Action.BRING_FORWARD: lambda: words | {"by": at.date().isoformat()},
        Action.RECORD_EXCHANGE: lambda: words | {
            "side": "other", "whom": ours(), "reach": ours(), "on": at.date().isoformat(),
        },
        Action.CHOOSE_ROUTE: lambda: words | {"route": 1},
        Action.RECORD_NOTIFIED: lambda: words | {
            "entry": rng.choice(untold(challenge)), "whom": ours(), "how": "email", "on": at.date().isoformat(),
        },
        Action.LEAVE_OUT_NOTIFICATION: lambda: words | {"entry": rng.choice(untold(challenge))},
        Action.DROP_TRANSFER: lambda: words | {"transfer": waiting(challenge)[0]},
        Action.DECLINE: lambda: words | {"outcome": rng.choice([*Outcome, Outcome.NOT_OURS, Outcome.NOT_OURS]).value},
        Action.TRIAGE: lambda: {
            "route": rng.choice(["review", "end"]), "outcome": "not_ours", "why": ours(), "to": rng.choice([who, None]),
            "words": ours(), "identity": rng.choice(["", ours()]), "standing": rng.choice(["", ours()]),
            **rng.choice([{}, ORIGINAL | {"threshold": LEVEL, "known": ours(), "maker_name": ours()}]),
        },
        Action.CONFIRM_END: lambda: words,
        Action.TAKE: lambda: words | independent,
        Action.SEND_BACK_END: lambda: words,
        Action.UPHOLD_END: lambda: words,
        Action.RESTORE_TRIAGE: lambda: words,
        Action.OBJECT: lambda: {"words": own()},
        Action.LINK: lambda: words | {"reference": rng.choice(["ZZZZZZZZ1", "ZZZZZZZZ2"])},
        Action.UNLINK: lambda: words | {"reference": challenge.work.links[0]},
        Action.CHECK_IDENTITY: lambda: words,
        Action.CHECK_STANDING: lambda: words | {"made_contact": rng.random() < 0.5},
        Action.UNDO_CHECKS: lambda: words,
        Action.UNDO_INVOLVED: lambda: words | {"who": rng.choice(sorted(challenge.work.involved) or [who.key])},
        Action.SAY_INVOLVED: lambda: words | {
            "who": rng.choice(["made-it", who.key]), "how": rng.choice(["made", "advised"]),
        },
        Action.SEE_FLAGS: lambda: words,
        Action.MARK_JUNK: lambda: {"reason": "repeated"},
        **dict.fromkeys((Action.SEE_LOST, Action.SEND_HELD, Action.STOP_HELD), lambda: words),
        Action.ASK: lambda: told,
        Action.PAUSE: lambda: told | {"why": ours(), "until": day},
        Action.RESUME: lambda: told,
        Action.GIVE_NEW_DATE: lambda: {"sort": rng.choice([*LateReason]), "by": day},
        Action.EXTEND: lambda: told | {"why": ours(), "amount": rng.randrange(0, 6)},
        Action.DECIDE_GROUND: lambda: {
            "ground": rng.choice(unanswered(challenge) or [count]), "reasons": ours(),
            "outcome": rng.choice([*Verdict, Verdict.CHANGED, Verdict.PARTLY]).value,
            "basis": ours(),
        },
        Action.RECORD_STEP: lambda: {"step": 1, "on": at.date().isoformat(), "words": ours()},
        Action.FIND: lambda: {
            "evidence": ours(), "consulted": ours(), "views": ours(), "new": ours(), "seen": rng.choice(["now", "no"]),
        },
        Action.RECORD_ORIGINAL: lambda: ORIGINAL | {"words": ours()} | (
            {"maker": "made-it", "maker_name": "", "staff": STAFF} if rng.random() < 0.5 else {"maker_name": ours()}
        ),
        Action.DECIDE: lambda: {"reasons": ours(), "alternatives": ours()},
        Action.FULL_REVIEW: lambda: {
            "finding": tuple(rng.choice([*Verdict, Verdict.CHANGED]).value for _ in range(count)),
            "because": tuple(ours() for _ in range(count)), "applied": tuple(ours() for _ in range(count)),
            "evidence": ours(), "consulted": ours(), "views": ours(), "new": ours(), "seen": rng.choice(["now", "no"]),
            "reasons": ours(), "alternatives": ours(),
        },
        Action.PROMISE: lambda: {
            "words": say(Words.PROMISE), "owner": ours(), "by": day, "tell": rng.random() < 0.5,
        },
        Action.KEEP_PROMISE: lambda: {"promise": rng.randrange(1, len(challenge.work.promises) + 1), "did": ours()},
        Action.WRITE_REPLY: lambda: {"words": say(Words.REPLY), "plain": say(Words.REPLY)},
        Action.SEND_BACK: lambda: words,
        Action.RELEASE: lambda: words | independent | {"harm": rng.choice(["no", "no", "no", "yes"])},
        Action.RECORD: lambda: {"kind": "Case Note", "id": f"{ours()} 1", "on": min(day, at.date().isoformat())},
        Action.ANSWER_ADVOCATE: lambda: about_advocate(told["words"]),
        Action.READ: lambda: {"why": ours()},
        Action.EXPORT: lambda: {"form": "pdf"},
        Action.GIVE_CODE: lambda: {"how": rng.choice(["read_out", ""])},
    }.get(action, dict)()  # fmt: skip


def begun(rng, rules, say, said=None):
    """A challenge has come in from somebody, or with these answers; half of them are checked at once."""
    answers = dict(said or rng.choice(list(EVERYONE.values())))
    if rng.random() < 0.2:
        answers["missed"] = "I spoke to  remi ONE twice."
    if rng.random() < 0.2:
        answers["danger"] = "yes"
    events = receive(Submission("c" * 32, "ABCDEFGH7", "en", answers), RAISER, rules.pack, rules.calendar, START)
    rules = replace(rules, ladder_key=replay(events).ladder)
    if rng.random() < 0.5:
        events += decide(replay(events), Action.TAKE, STAFF[1], rules, START, words="Covering for the team.")
        for check in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
            events += decide(replay(events), check, STAFF[1], rules, START, words=say(Words.OURS))
        known = {"maker_name": say(Words.OURS), "words": say(Words.OURS)}
        events += decide(replay(events), Action.RECORD_ORIGINAL, STAFF[1], rules, START, **known)
        events += decide(replay(events), Action.HAND_BACK, STAFF[1], rules, START, words=say(Words.OURS))
    return events, replay(events)


def choose_ending(state, rng):
    """Who moves on what ends without a review, if anybody does: left to chance it would hardly ever come to that."""
    if may_still_object(state) and rng.random() < 0.6:
        return RAISER, Action.OBJECT
    holder = BY_KEY.get(state.work.assigned)
    if holder and not state.work.triaged and not state.work.ending and rng.random() < 0.15:
        return holder, Action.DECLINE
    managers = [each for each in STAFF if each.manages]
    if (proposed(state) or objection_waits(state)) and rng.random() < 0.7:
        look = (Action.UPHOLD_END, Action.RESTORE_TRIAGE)
        return rng.choice(managers), rng.choice(look) if objection_waits(state) else Action.CONFIRM_END
    return None


def choose(state, rng, at, rules):
    """Who tries what: mostly whoever has it, and mostly what moves it on."""
    if rng.random() < (0.3 if state.status is Status.REVIEWED else 0.06):
        onward = [Action.STILL_WORRIED] * 4 if state.status is Status.REVIEWED else []
        return RAISER, rng.choice([*RAISERS_DEEDS, *onward])
    if ending := choose_ending(state, rng):
        return ending
    if state.work.review.reply and rng.random() < 0.5:
        return rng.choice(STAFF), Action.RELEASE
    actor = BY_KEY.get(state.work.assigned) if rng.random() < 0.8 else None
    actor = actor or rng.choice(STAFF)
    if rng.random() < 0.85:
        tried = rng.sample(PREFERRED, 5)
        for action in tried:
            if actor.may(action) and not in_vain(state, action) and not why_not(state, action, actor, rules, at):
                return actor, action
    return actor, rng.choice(STAFF_ACTIONS)


def step(state, rng, at, rules, say):
    """What happens next: what somebody tries, or what the worker sees to. Every refusal is a sentence."""
    actor, action = choose(state, rng, at, rules)
    refused = why_not(state, action, actor, rules, at)
    if refused and (not actor.may(action) or rng.random() < 0.9):
        assert refused.endswith("."), refused
        return [*overdue_event(state, at), *closing_reminder(state, rules, at), *remind(state, rules, at, None)]
    said = {} if refused else arguments(action, state, rng, at, say)
    try:
        happened = decided(state, action, actor, rules, at, **said)
    except ActionRefused as refusal:
        reason = refusal.reason
    else:
        assert not refused, f"{action}: {refused}"
        return happened
    assert reason.endswith("."), reason
    return []
