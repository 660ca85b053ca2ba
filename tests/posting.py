"""What the tests of sending share: made-up API keys, a stand-in that answers, and something to send."""

import os
import signal
import sys
import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event as Stop

from build import our_packs
from dev.notify import StandIn
from portal.domain.challenge.state import Challenge, Event, Status
from portal.domain.notices.catalogue import Channel, Notice
from portal.domain.policy.model import Audience
from portal.notify import Notify, read_sentences
from portal.services import AppContext, applications, new_token
from portal.services.delivery import send_waiting
from portal.services.worker import run_worker
from portal.storage import Keys, Store

NOTICES = Path(__file__).parent.parent / "translations"

SERVICE = "9a5f4d1c-0f2e-4c47-9a2e-6f3a1c9f0d11"
LIVE = f"live-{SERVICE}-1b7c2f0e-5d3a-4e8b-8c11-0a9d7e6f5c21"
TEAM = f"team-{SERVICE}-2b7c2f0e-5d3a-4e8b-8c11-0a9d7e6f5c22"
TEST = f"test-{SERVICE}-3b7c2f0e-5d3a-4e8b-8c11-0a9d7e6f5c23"
REVOKED = f"old-{SERVICE}-4b7c2f0e-5d3a-4e8b-8c11-0a9d7e6f5c24"
UNKNOWN = f"no-{SERVICE}-5b7c2f0e-5d3a-4e8b-8c11-0a9d7e6f5c25"
KEYS = {LIVE: "live", TEAM: "team", TEST: "test", REVOKED: "revoked"}

WORDS = {"reference": "7K3M-9QXR-2", "date": "23 November 2026", "sender": "Example Council"}
BACK = dict.fromkeys(("site", "telephone", "post", "known", "unknown", "call", "write"), "no")
"""What our side adds to the words of a notice when it hands it over."""

EMAIL = Notice("received", Channel.EMAIL, {"email": "sam@example.com"}, WORDS)
TEXT = Notice("received", Channel.TEXT, {"telephone": "07700 900982"}, WORDS)
LETTER = Notice("received", Channel.LETTER, {"lines": ["Sam Example", "1 Some Street", "NE1 1AA"]}, WORDS)


def stand_in(folder=NOTICES, **settings):
    return StandIn(folder, KEYS, **settings)


def notify_at(url, key=LIVE, *, timeout=5):
    """Our side of a stand-in."""
    return Notify(url, key, sentences=read_sentences(NOTICES), timeout=timeout)


def context_for(store, url, now, *, key=LIVE, timeout=5):
    """An app context of which only what sending needs is real; its clock stands still unless moved."""
    notify = notify_at(url, key, timeout=timeout)
    return AppContext(
        store=store,
        packs=our_packs(),
        council="north-tyneside",
        keys=store.keys,
        clock=lambda: now,
        notify=notify,
        mailbox="mash@example.com",
        public_address="http://127.0.0.1:8000",
        staff_address="http://127.0.0.1:8001",
        callback_secret="c" * 43,
    )


class Clock:
    """A clock that a test sets."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


def send_in(context, answers, tab=""):
    """Somebody sends a request, as the public form does it; their session and the reference."""
    token = begin_in(context, answers)
    return token, applications.submit(context, token, tab=tab)


def begin_in(context, answers):
    """Somebody has answered, and not sent; their session."""
    token = new_token()
    with context.store.begin() as unit:
        unit.drafts.start(token, answers, "en", context.now())
    return token


def looked_at(context, reference):
    """A colleague has read it, and said that its letters may go: they do not wait for that."""
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        sent = Event("held_sent", context.now(), "remi", {"words": "It is a real address."})
        unit.event_log.append(challenge.id, [Event("read", context.now(), "remi", {"why": "taking"}), sent])
        unit.outbox.go_on(challenge.id, context.now(), "unread")


def drain(context):
    """The worker hands over all that is due."""
    while send_waiting(context, context.now()):
        pass


def until(true, *, seconds=30):
    """Wait for something that happens in another thread or process."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return found


def unanswered(context, url, desk, mode):
    """The worker hands over what is due and has no answer, because Notify fails like that; it does no more after.

    Gives an app context whose calls have time enough however busy the machine is.
    """
    desk.fail(mode, times=1)
    send_waiting(replace(context, notify=notify_at(url, timeout=0.2)) if mode != "drop" else context, context.now())
    until(lambda: desk.messages)
    desk.fail("off")
    return replace(context, notify=notify_at(url))


def some_reference():
    return str(uuid.uuid4())


def put_in_outbox(store, now, *notices):
    """Let a made-up challenge have caused these notices; gives the challenge's id."""
    name = uuid.uuid4().hex
    challenge = Challenge(
        id=name,
        reference=name[:9].upper(),
        pack="north-tyneside@2019-12-31",
        audience=Audience.PARENT,
        language="en",
        received_at=now,
        answers={},
        status=Status.RECEIVED,
        stage="team_manager",
        due=None,
        flags=frozenset(),
    )
    with store.begin() as unit:
        unit.challenges.add(challenge, draft_id=name, code_hash="", now=now)
        unit.outbox.add(name, notices, now)
    return name


def counts(store):
    with store.read() as unit:
        return unit.outbox.counts()


def tasks(store, now):
    with store.read() as unit:
        return unit.outbox.tasks(now)


def worker_process(database, notify, started):
    """What a worker's process does until it is killed; its clock begins at ``started``."""
    store = Store(database, Keys(master=b"m" * 32, index=b"i" * 32, pepper=b"p" * 32))
    ahead = datetime.fromisoformat(started) - datetime.now(UTC)
    context = replace(context_for(store, notify, None), clock=lambda: datetime.now(UTC) + ahead)
    run_worker(context, Stop(), rest=0.02)


def fork_workers():
    """Fork a worker for each line of standard input, and say which process it is."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    for line in sys.stdin:
        if (pid := os.fork()) == 0:
            worker_process(*line.split())
        print(pid, flush=True)


if __name__ == "__main__":
    fork_workers()
