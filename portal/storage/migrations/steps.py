"""The migrations as a list: what each is and does, and what Alembic does of it.

After 0026 each says ``change = "adds"``, where the release of before serves on, or ``change = "removes"`` with
``unused_since``: the schema of the first release that does not use what goes. Those before changed all at once.
"""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from portal.storage.migrations import UpgradeStopped
from portal.storage.migrations.schema_range import SINCE, newest, note, schema, too_new


class Change(StrEnum):
    ADDS = "adds"
    REMOVES = "removes"
    AT_ONCE = "at once"  # neither the release of before nor this one serves meanwhile


class Filled(NamedTuple):
    """A column of rows that are there already: filled in a thousand at a time, in the order of their key."""

    table: str
    key: str  # a column of text, by which every row is known
    to: str  # SQL, as after SET


class Indexed(NamedTuple):
    """An index on a table that holds something: made while others write to it."""

    name: str
    table: str
    columns: tuple[str, ...]


class MigrationStep(NamedTuple):
    number: str
    title: str
    change: Change
    unused_since: str
    fills: tuple[Filled, ...]
    indexes: tuple[Indexed, ...]

    @property
    def long(self) -> bool:
        return bool(self.fills or self.indexes)


def read(folder: Path) -> tuple[MigrationStep, ...]:
    """All that this release knows, in order."""
    return _read(folder, newest(folder))


@lru_cache
def _read(folder: Path, _newest: str) -> tuple[MigrationStep, ...]:
    script = ScriptDirectory.from_config(_config(None, folder))
    return tuple(_step(each.revision, each.module) for each in script.walk_revisions())[::-1]


def _step(number: str, module: Any) -> MigrationStep:
    return MigrationStep(
        number=number,
        title=(module.__doc__ or "").strip().partition("\n")[0],
        change=Change(getattr(module, "change", Change.AT_ONCE)),
        unused_since=getattr(module, "unused_since", ""),
        fills=tuple(getattr(module, "FILLS", ())),
        indexes=tuple(getattr(module, "INDEXES", ())),
    )


def waiting(connection: Connection, folder: Path) -> list[MigrationStep]:
    """What has not been applied yet, in order. Raises :class:`FromLaterVersion`."""
    at, ours = schema(connection), newest(folder)
    if at.version > ours and not at.serves(ours):
        raise too_new(at, ours)
    return [step for step in read(folder) if step.number > at.version]


def only_remove(folder: Path, at: str) -> bool:
    """Whether all that comes after a schema only takes away what this release does not use."""
    return all(step.change is Change.REMOVES for step in read(folder) if step.number > at)


def apply(connection: Connection, folder: Path, last: MigrationStep) -> None:
    """Apply all up to this one, and note who can serve what comes of it."""
    command.upgrade(_config(connection, folder), last.number)
    if last.number >= SINCE:
        note(connection, serves_from=serves_from(folder, last.number), unfinished="" if last.long else None)


def serves_from(folder: Path, at: str) -> str:
    """The oldest schema that a release must know to serve tables of this one."""
    return max([SINCE, *(step.unused_since for step in read(folder) if step.number <= at)])


def take_back(connection: Connection, folder: Path, at_work: set[str]) -> str:
    """Take the last step back; which. Raises :class:`UpgradeStopped` where it has no way back."""
    at = schema(connection).version
    last = next((step for step in read(folder) if step.number == at), None)
    if last is None:
        raise UpgradeStopped(f"The step {at or 'of no table'} is not known here: use the version that took it.")
    if last.change is not Change.ADDS:
        raise UpgradeStopped(f"{at} took something away, and nothing brings it back: restore a backup from before.")
    if using := sorted(known for known in at_work if known >= at):
        raise UpgradeStopped(
            f"A release that needs {at} is at work (it knows {using[-1]}): start the version before everywhere first."
        )
    before = max(step.number for step in read(folder) if step.number < at)
    for index in last.indexes:
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {index.name}")
    command.downgrade(_config(connection, folder), before)
    if before >= SINCE:
        note(connection, serves_from=serves_from(folder, before), unfinished=None)
    return at


def _config(connection: Connection | None, folder: Path) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return config
