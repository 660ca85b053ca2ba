from dataclasses import replace

import pytest

from portal.domain.challenge.state import Challenge, Event, Status
from portal.domain.notices.catalogue import Channel, Notice
from portal.domain.policy.model import Audience


@pytest.fixture
def challenge(now):
    return Challenge(
        id="5c1d8a3e",
        reference="7K3M9QXW2",
        pack="north-tyneside@2019-12-31",
        audience=Audience.PARENT,
        language="en",
        received_at=now,
        answers={"who": "parent", "name": "Zebediah Quillfeather"},
        status=Status.RECEIVED,
        stage="team_manager",
        due=now.date(),
        flags=frozenset(),
    )


@pytest.fixture
def email():
    return Notice("received", Channel.EMAIL, {"email": "zebediah@example.com"}, {"reference": "7K3M9QXW2"})


@pytest.fixture
def add(store, challenge, now):
    """Puts a challenge like ``challenge`` into the store, with events and notices, in one unit."""

    def put(number=0, *, events=1, notices=(), **differs):
        named = {"id": f"{challenge.id}{number}", "reference": f"REF{number:05}0"}
        this = replace(challenge, **(named | differs))
        more = [Event("added", now, "raiser", {"words": f"Nr {n}"}) for n in range(1, events)]
        happened = [Event("received", now, "raiser", {"language": "en"}), *more][:events]
        with store.begin() as unit:
            unit.challenges.add(this, draft_id=f"draft{number}", code_hash=f"hash{number}", now=now)
            unit.event_log.append(this.id, happened)
            unit.outbox.add(this.id, notices, now)
        return this

    return put
