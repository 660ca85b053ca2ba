"""How the portal grows: the same pages and submissions over ever more challenges, on PostgreSQL, in turn.

`make scale` asks over 1,000 and 100,000; `make scale SIZES="1000 100000 1000000"` over a million as well. Milliseconds,
the middle and 95 of 100, of whole answers of the staff's door. Growth is that of the middle, against the first size.
"""

import random
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial

from lists import OK, addresses, county, get_server, p95, somebody
from sqlalchemy import func, select, text

from build import PARENT
from portal.domain.challenge.state import Event
from portal.domain.permissions import Actor, Role
from portal.domain.policy.calendar import local
from portal.services import AppContext, applications, case_access, new_token, search
from portal.storage.table_copies import as_long_as_it_takes
from portal.storage.tables import challenges, driver

USUAL = ("1000", "100000")
REAL, LONG, ROUNDS, LISTS, FINDS = 20, 500, 15, 40, 6


class County:
    """Challenges of one number, some of them real, with somebody of the staff who looks at them."""

    def __init__(self, context: AppContext, size: int) -> None:
        self.context, self.size = context, size
        self.visitor = somebody(context)
        with context.store.read() as unit:
            officer = unit.accounts.by_email("s0@example.com")
        self.officer = Actor(officer.id, frozenset({Role.MANAGER}), 4)
        _find_by_chance(context)
        real = [begun(context)() for _ in range(REAL)]
        self.short, self.long = real[0], real[-1]
        with context.store.begin() as unit:
            challenge = unit.challenges.get(self.long)
            happened = [
                Event("read", context.now() - timedelta(hours=number), self.officer.key, {"why": "taking"})
                for number in range(LONG, 0, -1)
            ]
            unit.event_log.append(challenge.id, happened)
        for reference in (self.short, self.long):
            case_access.record(context, self.officer, reference, "Because I take it.")
        with context.store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
        asked = addresses(context, local(context.now()).date())
        self.lists = random.Random(1).sample(asked, LISTS)

    def page(self, path: str) -> None:
        if (status := self.visitor.client.get(path).status_code) != OK:
            raise ValueError(f"{status} at {path}")

    def found(self) -> None:
        if not search.search(self.context, self.officer, "Robin Example", search.Purpose.CONTACT).lines:
            raise ValueError("nothing was found")

    def megabytes(self) -> float:
        with self.context.store.read() as unit:
            return float(unit.connection.scalar(select(func.pg_database_size(func.current_database())))) / 1e6


def begun(context: AppContext) -> Callable[[], str]:
    """Somebody has answered everything; what it does when they press send."""
    token = new_token()
    with context.store.begin() as unit:
        unit.drafts.start(token, PARENT, "en", context.now())
    return partial(applications.submit, context, token)


def _find_by_chance(context: AppContext) -> None:
    """As many keyed hashes for each challenge as a usual one is found by."""
    with context.store.begin() as unit:
        as_long_as_it_takes(unit.connection)
        ids = unit.connection.execute(select(challenges.c.id)).scalars().all()
        names = "COPY finders (challenge_id, key, kind) FROM STDIN"
        with driver(unit.connection).cursor().copy(names) as copy:
            for challenge_id in ids:
                for _ in range(FINDS):
                    copy.write_row((challenge_id, secrets.token_bytes(32), "name"))


def rows(county: County) -> dict[str, list[Callable[[], object]]]:
    """What is asked, by its name in the table."""
    page = county.page
    return {
        "first page of staff": [partial(page, "/")] * ROUNDS,
        f"{LISTS} lists with filters": [partial(page, path) for path in county.lists],
        "search by a child's name": [county.found] * ROUNDS,
        "challenge, few events": [partial(page, f"/challenges/{county.short}")] * ROUNDS,
        f"challenge of {LONG} events": [partial(page, f"/challenges/{county.long}")] * ROUNDS,
        "its timeline": [partial(page, f"/challenges/{county.long}/timeline")] * ROUNDS,
        "its record.txt": [partial(page, f"/challenges/{county.long}/record.txt")] * ROUNDS,
        "send a request": [begun(county.context) for _ in range(ROUNDS)],
    }


def _milliseconds(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = get_server(folder, cleanup_mode="delete")
        stack.callback(server.cleanup)
        counties = [County(stack.enter_context(county(server.get_uri(), size)), size) for size in sizes]
        print(f"{'ms, middle / 95 of 100':<28}" + "".join(f"{size:>20,}" for size in sizes) + "   growth")
        tables = [rows(each) for each in counties]
        for name in tables[0]:
            asked = [table[name] for table in tables]
            times: list[list[float]] = [[] for _ in tables]
            for deeds in zip(*asked, strict=True):  # in turn, so that whatever else goes on falls on all alike
                for found, deed in zip(times, deeds, strict=True):
                    found.append(_milliseconds(deed))
            said = "".join(f"{f'{statistics.median(each):.0f} / {p95(each):.0f}':>20}" for each in times)
            growth = " ".join(f"{statistics.median(each) / statistics.median(times[0]):.2f}" for each in times[1:])
            print(f"{name:<28}{said}   {growth}", flush=True)
        print(f"{'database, MB':<28}" + "".join(f"{each.megabytes():>20,.0f}" for each in counties))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:] or USUAL])
