"""For any history, any pack and all that may have been established: what a raiser can read is what the table allows.

Ten thousand histories with --prove, a few hundred without. Every word that anybody writes is one of its own.
"""

import functools
import random
from collections import Counter
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from actions import Action
from canaries import STAFF, Canaries, Of
from histories import START, STEPS, Words, begun, step
from hub import table_of
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from knowing import shown_by

from build import OURS
from portal.domain.challenge import raiser
from portal.domain.challenge import view as challenge_view
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.history import at_this_stage
from portal.domain.challenge.state import Rules
from portal.domain.challenge.triage import Outcome
from portal.domain.disclosure.table import GISTS, Cell, Column, Fact, Show, every_checks, faults
from portal.domain.notices.catalogue import TO_RAISER
from portal.policy_loader import Packs
from portal.services import AppContext, notifications, tracker
from portal.storage import Account

BLOCKS, PROVED, TRIED = 8, 10_000, 400
PACKS = Packs(OURS)
PACK = PACKS.current("north-tyneside")
CALENDAR = PACKS.calendar(PACK)
"""The packs of other councils differ from it by their ladders; in what they tell, by a table like those made here."""

HOW = {
    Words.OURS: (Of.INTERNAL, None),
    Words.OWN: (Of.OWN, Fact.OWN_WORDS),
    Words.FREE: (Of.TOLD, None),
    Words.REPLY: (Of.RELEASED, Fact.REVIEW_RESULT),
    Words.PROMISE: (Of.RELEASED, Fact.ACTIONS),
}


def some_table(rng):
    """The pack's own table, or one that tells as little or as much as any may, with a few cells changed."""
    table = dict(rng.choice([PACK.disclosure, made(Show.WITHHELD), made(Show.FULL)]))
    for _ in range(rng.randrange(0, 9)):
        fact, column, show = (rng.choice(each) for each in (FACTS, COLUMNS, SHOWS))
        changed = {**table, fact: {**table[fact], column: Cell(show=show, assumed=True)}}
        if goes(column, tuple(changed[each][column].show for each in FACTS)):
            table = changed
    return table


FACTS, COLUMNS, SHOWS = list(Fact), list(Column), list(Show)


@functools.cache
def goes(column, shown):
    """Whether a table may show this much of each fact in one column: no other has to do with that."""
    plain = made(Show.WITHHELD)
    cells = {fact: Cell(show=show, assumed=True) for fact, show in zip(FACTS, shown, strict=True)}
    return not any(faults({fact: {**plain[fact], column: cell} for fact, cell in cells.items()}))


@functools.cache
def made(show):
    plain = table_of(show)
    return {
        Fact(fact): {Column(column): Cell(show=Show(cell["show"]), assumed=True) for column, cell in row.items()}
        for fact, row in plain.items()
    }


class Desk:
    """An app context of which only what telling needs is real, and one challenge with its words."""

    def __init__(self, rng):
        self.rng, self.words = rng, Canaries()
        self.pack = replace(PACK, disclosure=some_table(rng))
        self.at, self.reached = START, Counter()
        rules = Rules(self.pack, CALENDAR)
        self.events, self.state = begun(rng, rules, self.say)
        self.rules = replace(rules, ladder_key=self.state.ladder)
        packs = SimpleNamespace(get=self._pack, in_force=self._pack, calendar=lambda _: CALENDAR)
        empty = dict.fromkeys(("notify", "mailbox", "public_address", "staff_address", "callback_secret"))
        self.context = AppContext(store=self, packs=packs, council="", keys=None, clock=lambda: self.at, **empty | {
            "mailbox": f"{self.words.word('the mailbox', reaches=STAFF)}@example.com",
            "staff_address": self.words.word("where staff sign in", names=STAFF),
        })  # fmt: skip
        name = self.words.word("the name of somebody who works there")
        address = f"{self.words.word('their address', reaches=STAFF)}@example.com"
        self.account = Account("one", address, name, frozenset(), 1, signed_in=True)

    @contextmanager
    def read(self):
        """The store, as far as telling reads it."""
        everybody = SimpleNamespace(everybody=lambda: [self.account])
        unrestricted = SimpleNamespace(of=lambda _reference: frozenset())
        outbox = SimpleNamespace(of=lambda _id: [])
        yield SimpleNamespace(accounts=everybody, outbox=outbox, restricted_readers=unrestricted)

    def _pack(self, *_which):
        return self.pack

    def say(self, whose):
        of, fact = HOW[whose]
        return self.words.word(whose.name, of, fact)

    def goes_on(self):
        self.at += self.rng.choice(
            [timedelta(minutes=5), timedelta(minutes=50), timedelta(hours=30), timedelta(days=9)]
        )
        before, happened = self.state, step(self.state, self.rng, self.at, self.rules, self.say)
        if not happened:
            return
        self.state = replay(happened, before)
        for event in happened:
            self.reached[event.kind] += 1
            if event.kind in (
                "asked",
                "paused",
                "resumed",
                "extended",
                "advocate_answered",
                "released",
                "complaint_passed",
                "information_passed",
            ):
                self.words.out |= {canary.word for canary in self.words.find(event.words)}
        with self.context.store.read() as unit:
            self._notices(notifications.notices_for(self.context, unit, before, self.state, happened))

    def _notices(self, notices):
        for notice in notices:
            text, to = str(dict(notice.words)), str(dict(notice.to))
            reader = self.words.reader(to)
            assert (notice.name in TO_RAISER) != (reader == STAFF), notice.name
            found = {canary for canary in self.words.find(text) if reader != STAFF or canary.names != STAFF}
            assert not found, notice.name
            self.reached[f"notice {notice.name}"] += 1

    def raiser_reads(self, checks):
        """Everything of the view and of the progress, against the table."""
        show = shown_by(self.pack.disclosure, self.state.audience, checks)
        progress = tracker.progress_of(self.context, self.state, checks=checks)
        view = progress.view
        for fact, told in view.facts.items():
            assert show(fact) in (Show.FULL, Show.GIST), fact
            if fact in GISTS:
                assert told.value == GISTS[fact]
                self._so(fact, checks)
        for canary in self.words.find(" | ".join(texts(progress))):
            readable = canary.of is Of.GIST or self.words.readable(canary, show)
            assert readable, f"{canary.what}: {show(canary.fact) if canary.fact else ''}"
            self.reached[f"read {canary.what}"] += 1
        hides = {fact for fact in Fact if show(fact) is not Show.FULL}
        self._how_it_goes(progress, hides, checks)

    def _so(self, fact, checks):
        """A fixed sentence is said once it is so."""
        if fact is Fact.REVIEW_RESULT:
            assert at_this_stage(self.state, "review_ended")
        else:
            assert checks.made_contact
            assert fact is Fact.CONTACT_EXISTS or self.state.work.triaged == Outcome.REVIEW

    def _how_it_goes(self, progress, hides, checks):
        kinds = {each.kind for each in progress.view.history}
        if Fact.NEXT_DATE in hides:
            assert not progress.late
            assert not kinds & {"paused", "resumed", "extended", "late"}
        if Fact.REVIEWER_ROLE in hides:
            assert not progress.next_reviewer
            assert not any(each.reviewer for each in progress.view.history)
        if Fact.REVIEW_FINISHED in hides:
            assert progress.status != "reviewed"
            assert not kinds & {"review_ended", "window_closing"}
            if checks == self.state.work.checks:
                assert not progress.may & {Action.STILL_WORRIED, Action.ACCEPT}
        assert not kinds & {
            "noted",
            "decided",
            "point_decided",
            "found",
            "linked",
            "involved",
            "reply_written",
            "sent_back",
        }


def texts(value):
    """Every text in whatever a page may be given."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif names := names_in(value.__class__):
            waiting += [getattr(value, name) for name in names]
        elif isinstance(value, dict):
            waiting += value.keys()
            waiting += value.values()
        elif isinstance(value, list | tuple | set | frozenset):
            waiting += value


@functools.cache
def names_in(kind):
    return [each.name for each in fields(kind)] if is_dataclass(kind) else []


SEEN = (
    "read OWN", "read FREE", "read REPLY", "read PROMISE", "decided", "released", "closed", "triaged", "still_worried",
    "checks_undone", "linked",
)  # fmt: skip
"""What has to come about in every block of 1,250 histories: else they would prove little."""


def live(rng, steps):
    """A challenge to which this much happens, read by its raiser whatever is established about them."""
    desk = Desk(rng)
    for _ in range(steps):
        desk.goes_on()
    for checks in every_checks(desk.state.audience):
        desk.raiser_reads(checks)
    return desk.reached


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("seldom_swept")
@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_a_raiser_reads_of_any_history_the_table_allows(block, prove):
    reached = Counter()
    examples = (PROVED if prove else TRIED) // BLOCKS

    @seed(block)
    @settings(max_examples=examples, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**64 - 1), st.integers(1, 2 * STEPS))
    def lived(dice, steps):
        reached.update(live(random.Random(dice), steps))

    lived()
    assert [each for each in (SEEN if prove else SEEN[:1]) if not reached[each]] == []


TOO_MUCH = {
    "every fact": (challenge_view, "shows", lambda *_: Show.FULL),
    "what is written freely": (challenge_view, "may_be_said", lambda *_: True),
    "what they can do": (raiser, "shows", lambda *_: Show.FULL),
    "how a review was decided": (
        challenge_view,
        "_ESTABLISHED",
        {**challenge_view._ESTABLISHED, Fact.STAGE: lambda it, _: it.work.review},
    ),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_a_view_that_tells_too_much_is_found(what, monkeypatch):
    monkeypatch.setattr(*TOO_MUCH[what])
    rng = random.Random(7)

    def many_live():
        for _ in range(500):
            live(rng, 2 * STEPS)

    with pytest.raises(AssertionError):
        many_live()
