"""Cases in any state: random histories, kept as the portal keeps them."""

import random
from dataclasses import replace
from datetime import timedelta

from histories import STAFF, START, STEPS, begun, step

from portal.domain import reference_codes
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Rules
from portal.storage import Account


def employ_everybody(context):
    """An account for each of the invented staff of the histories."""
    with context.store.begin() as unit:
        for each in STAFF:
            post = Account(each.key, f"{each.key}@example.com", each.name, each.roles, each.rank, signed_in=True)
            unit.accounts.add(post, context.now())


def live(context, clock, seed, cases):
    """So many cases, each begun a few days after the one before; the clock then stands after all of them."""
    rng, pack = random.Random(seed), context.pack
    rules, last = Rules(pack, context.packs.calendar(pack)), START

    def say(whose: str) -> str:
        return f"{whose.lower()} {rng.randrange(1000)}"

    for number in range(cases):
        events, state = begun(rng, rules, say)
        at = START
        for _ in range(rng.randrange(0, 2 * STEPS)):
            at += timedelta(hours=rng.choice([1, 5, 30]))
            happened = step(state, rng, at, replace(rules, ladder_key=state.ladder), say)
            events, state = [*events, *happened], replay(happened, state) if happened else state
        own = {"id": f"{seed:04}{number:028}", "reference": reference_codes.new_reference(rng.getrandbits)}
        received = START + timedelta(days=rng.randrange(0, 30))
        events[0] = replace(events[0], at=received, what={**events[0].what, **own})
        new = replay(events)
        with context.store.begin() as unit:
            by = context.first_date(new)
            unit.challenges.add(new, draft_id=new.id, code_hash="", now=at, by=by)
            unit.event_log.append(new.id, events)
        last = max(last, at, new.received_at)
    clock.now = last + timedelta(days=rng.randrange(0, 5))
