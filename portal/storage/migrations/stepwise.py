"""An upgrade, one thing after the other: each is a transaction of its own, and looks first what is still to be done."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from portal.storage.migrations import BATCH, Keyed, Told, quick
from portal.storage.migrations.schema_range import Schema, note, schema
from portal.storage.migrations.steps import Change, Filled, Indexed, MigrationStep, apply, read, waiting
from portal.storage.tables import driver


class Stepwise:
    """What was applied, and why the rest was left for later."""

    def __init__(
        self,
        engine: Engine,
        folder: Path,
        keyed: tuple[Keyed, Keyed],
        at_work: Callable[[Connection], set[str]],
        told: Told,
    ) -> None:
        self.applied: list[str] = []
        self.left = ""
        self._filled = 0  # rows, in this run
        self._engine, self._folder, self._at_work, self._told = engine, folder, at_work, told
        self._first, self._then = keyed

    def next_thing(self) -> bool:
        """Do the next thing whole, or not at all; false where there is nothing left to do."""
        with self._engine.begin() as connection:
            quick(connection)
            at = schema(connection)
            if at.unfinished is None:
                return self._next_step(connection)
            step = next(each for each in read(self._folder) if each.number == at.version)
            number, _, after = at.unfinished.partition(":")
            if int(number or 0) < len(step.fills):
                self._fill(connection, at, step.fills[int(number or 0)], int(number or 0), after)
                return True
        for index in step.indexes:
            self._index(index)
        with self._engine.begin() as connection:
            note(connection, serves_from=at.serves_from, unfinished=None)
        return True

    def _next_step(self, connection: Connection) -> bool:
        steps = waiting(connection, self._folder)
        if not steps:
            return False
        if steps[0].change is Change.AT_ONCE:
            self._at_once(connection, steps)
            return True
        if users := self._still_used(connection, steps[0]):
            self.left = (
                f"{steps[0].number} is left for later: it takes away what a release uses that is still at work (it "
                f"knows {users[0]}). Start everything anew with this version, then run `portal upgrade` once more."
            )
            return False
        apply(connection, self._folder, steps[0])
        self.applied.append(steps[0].number)
        return True

    def _at_once(self, connection: Connection, steps: list[MigrationStep]) -> None:
        """All steps from before there was a way to serve meanwhile: in one transaction, as long as they take."""
        quick(connection, lock="4s", statement="0")
        together = [step for step in steps if step.change is Change.AT_ONCE]
        names = [step.number for step in together]
        self._first(connection, names)
        apply(connection, self._folder, together[-1])
        self._then(connection, names)
        self.applied += names

    def _still_used(self, connection: Connection, step: MigrationStep) -> list[str]:
        if step.change is not Change.REMOVES:
            return []
        return sorted(known for known in self._at_work(connection) if known < step.unused_since)

    def _fill(self, connection: Connection, at: Schema, fill: Filled, number: int, after: str) -> None:
        """The next rows by their key; after the last of them the next column."""
        quick(connection, statement="20s")
        keys = text(f"SELECT {fill.key} FROM {fill.table} WHERE {fill.key} > :after ORDER BY {fill.key} LIMIT {BATCH}")  # noqa: S608  # our own names
        found = connection.execute(keys, {"after": after}).scalars().all()
        if found:
            these = text(f"UPDATE {fill.table} SET {fill.to} WHERE {fill.key} > :after AND {fill.key} <= :last")  # noqa: S608  # our own names
            connection.execute(these, {"after": after, "last": found[-1]})
            self._filled += len(found)
            self._told(f"{at.version}: {self._filled} rows")
        place = f"{number}:{found[-1]}" if found else f"{number + 1}:"
        note(connection, serves_from=at.serves_from, unfinished=place)

    def _index(self, index: Indexed) -> None:
        """What an earlier try left half made is made anew."""
        columns = ", ".join(f'"{column}"' for column in index.columns)
        self._told(f"The index {index.name} is made.")
        if self._engine.dialect.name != "postgresql":
            with self._engine.begin() as connection:
                connection.exec_driver_sql(f'CREATE INDEX IF NOT EXISTS {index.name} ON "{index.table}" ({columns})')
            return
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            try:
                _as_long_as_it_takes(connection)
                connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}")
                connection.exec_driver_sql(f'CREATE INDEX CONCURRENTLY {index.name} ON "{index.table}" ({columns})')
            finally:
                connection.invalidate()


def _as_long_as_it_takes(connection: Connection) -> None:
    """As long as it takes: nobody waits for an index that is made beside the work of others."""
    driver(connection).answer = None
    for what in ("lock_timeout", "statement_timeout"):
        connection.exec_driver_sql(f"SET {what} = 0")
