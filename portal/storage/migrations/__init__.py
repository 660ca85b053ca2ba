"""Numbered migrations. Each runs once; all that are due run in one transaction, or none.

They give up soon rather than stop the service: 4 seconds for a lock, 5 for a statement.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

FOLDER = Path(__file__).parent

_TURN = 7_301_946  # any number, the same for every process that migrates


def upgrade(engine: Engine, folder: Path = FOLDER) -> list[str]:
    """Apply what is pending; what that was. Two at once take turns."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            take_turn(connection)
        config = _config(connection, folder)
        waiting = _pending(connection, config)
        if waiting:
            command.upgrade(config, "head")
        return waiting


def pending(engine: Engine, folder: Path = FOLDER) -> list[str]:
    with engine.begin() as connection:
        return _pending(connection, _config(connection, folder))


def take_turn(connection: Connection) -> None:
    """Wait up to a minute for another process that migrates PostgreSQL; then be quick."""
    _patience(connection, lock="60s", statement="60s")
    connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    _patience(connection, lock="4s", statement="5s")


def _patience(connection: Connection, *, lock: str, statement: str) -> None:
    for what, most in (("lock_timeout", lock), ("statement_timeout", statement)):
        connection.execute(text("SELECT set_config(:what, :most, true)"), {"what": what, "most": most})


def _pending(connection: Connection, config: Config) -> list[str]:
    at = MigrationContext.configure(connection).get_current_revision() or "base"
    script = ScriptDirectory.from_config(config)
    return [step.revision for step in script.iterate_revisions("head", at)][::-1]


def _config(connection: Connection, folder: Path) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return config
