from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from actions import Action

from build import PARENT, decide, decided, our_packs
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.grounds import grounds
from portal.domain.challenge.state import Rules
from portal.domain.challenge.submission import Submission, receive
from portal.domain.permissions import RAISER, ActionRefused
from portal.domain.policy.model import Pack
from portal.policy_loader import Packs

MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def often(prove: bool) -> Callable[[int], range]:
    """So often something is tried with random answers or words; a quarter as often without --prove."""
    return lambda times: range(times if prove else times // 4)


@pytest.fixture(scope="session")
def packs() -> Packs:
    return our_packs()


@pytest.fixture(scope="session")
def pack(packs: Packs) -> Pack:
    return packs.current("north-tyneside")


@pytest.fixture(scope="session")
def rules(packs: Packs, pack: Pack) -> Rules:
    return Rules(pack, packs.calendar(pack))


@pytest.fixture
def received(packs, pack):
    """Take in a challenge with these answers; gives its first events."""

    def take(answers, at=MORNING):
        sent = Submission("c" * 32, "ABCDEFGH7", "en", answers)
        return receive(sent, RAISER, pack, packs.calendar(pack), at)

    return take


@pytest.fixture
def challenge(received):
    return replay(received(PARENT))


class Desk:
    """A challenge on somebody's desk: staff and the raiser act on it, time passes."""

    def __init__(self, challenge, rules, now=MORNING):
        self.state, self.rules, self.now = challenge, rules, now
        self.events = []

    def act(self, who, action, /, **said):
        if action is Action.TAKE:
            said.setdefault("words", "Covering for the team.")
        happened = decided(self.state, action, who, self.rules, self.now, **said)
        self.state, self.events = replay(happened, self.state), self.events + happened
        return happened

    def refused(self, who, action, /, **said):
        with pytest.raises(ActionRefused) as refused:
            decide(self.state, action, who, self.rules, self.now, **said)
        return refused.value.reason

    def accepted_by(self, who):
        self.act(who, Action.TAKE)
        self.act(who, Action.RECORD_ORIGINAL)
        self.act(who, Action.ACCEPT_FOR_REVIEW)
        return self

    def checked(self, who):
        """By who has it; somebody who has not takes it for that, and gives it back."""
        had = self.state.work.assigned
        if had != who.key:
            self.state = replace(self.state, work=replace(self.state.work, assigned=who.key))
        self.act(who, Action.CHECK_IDENTITY, words="Passport seen.")
        self.act(who, Action.CHECK_STANDING, words="Birth certificate seen.")
        self.state = replace(self.state, work=replace(self.state.work, assigned=had))
        return self

    def answered_by(self, who, *outcomes):
        for ground in grounds(self.state.answers):
            outcome = outcomes[min(ground.number, len(outcomes)) - 1] if outcomes else "unchanged"
            self.act(who, Action.DECIDE_GROUND, ground=ground.number, outcome=outcome, reasons="The records say so.")
        self.act(who, Action.FIND, evidence="The notes.", views="She wants to stay.")
        return self

    def decided_by(self, who, *outcomes):
        self.answered_by(who, *outcomes).act(who, Action.DECIDE)
        return self


@pytest.fixture
def desk(rules):
    """A challenge with these answers, not yet on anybody's desk."""

    def begin(answers=PARENT, rules=rules):
        sent = Submission("c" * 32, "ABCDEFGH7", "en", answers)
        return Desk(replay(receive(sent, RAISER, rules.pack, rules.calendar, MORNING)), rules)

    return begin
