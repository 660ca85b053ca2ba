"""Numbered migrations. Each runs once, in one transaction, and gives up soon rather than stop the service."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

_TURN = 7_301_946  # any number, the same for every process that migrates


def upgrade(engine: Engine) -> list[str]:
    """Apply what is pending; what that was. Two at once take turns."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '60s'"))
            connection.execute(text("SET LOCAL statement_timeout = '60s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
            connection.execute(text("SET LOCAL lock_timeout = '4s'"))
            connection.execute(text("SET LOCAL statement_timeout = '5s'"))
        waiting = _pending(connection)
        if waiting:
            command.upgrade(_config(connection), "head")
        return waiting


def pending(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return _pending(connection)


def _pending(connection: Connection) -> list[str]:
    at = MigrationContext.configure(connection).get_current_revision() or "base"
    script = ScriptDirectory.from_config(_config(connection))
    return [step.revision for step in script.iterate_revisions("head", at)][::-1]


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
