"""What an upgrade would do: which steps, how long each takes, and whether what runs now can serve afterwards."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, inspect, text

from portal.storage.migrations.schema_range import SINCE, newest, schema
from portal.storage.migrations.steps import Change, MigrationStep, read, waiting

ROWS_A_SECOND = 10_000
"""That many are filled in, or read for an index, on two processors with a disk of their own: a careful guess."""


class ForeseenStep(NamedTuple):
    number: str
    title: str
    change: Change
    rows: int  # that it has to go through
    left: bool  # for later, because of what is at work now

    @property
    def seconds(self) -> int:
        return self.rows // ROWS_A_SECOND + 1


class Foreseen(NamedTuple):
    steps: list[ForeseenStep]
    serves_on: bool  # whether what serves from this database now can do so afterwards


def foreseen(connection: Connection, folder: Path, at_work: set[str]) -> Foreseen:
    """Raises :class:`FromLaterVersion`. Where nothing is connected, what made the tables is taken to serve."""
    at = schema(connection)
    running = at_work or ({at.version} if at.version else set())
    steps, left = [], False
    unfinished = [each for each in read(folder) if each.number == at.version and at.unfinished is not None]
    for step in (*unfinished, *waiting(connection, folder)):
        left = left or (step.change is Change.REMOVES and any(known < step.unused_since for known in at_work))
        steps.append(ForeseenStep(step.number, step.title, step.change, _rows(connection, step), left))
    taken = {step.number for step in steps if not step.left}
    needs = max([SINCE, *(step.unused_since for step in read(folder) if step.number in taken)])
    return Foreseen(steps, not steps or all(needs <= known <= newest(folder) for known in running))


def _rows(connection: Connection, step: MigrationStep) -> int:
    tables = [*(fill.table for fill in step.fills), *(index.table for index in step.indexes)]
    there = [table for table in tables if inspect(connection).has_table(table)]
    counts = (text(f"SELECT count(*) FROM {table}") for table in there)  # noqa: S608  # our own names
    return sum(connection.scalar(count) or 0 for count in counts)
