"""What Alembic does of a migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def waiting(connection: Connection, folder: Path) -> list[str]:
    """What has not been applied yet, in order."""
    at = MigrationContext.configure(connection).get_current_revision() or "base"
    script = ScriptDirectory.from_config(_config(connection, folder))
    return [step.revision for step in script.iterate_revisions("head", at)][::-1]


def apply(connection: Connection, folder: Path) -> list[str]:
    """Apply what is waiting; what that was."""
    found = waiting(connection, folder)
    if found:
        command.upgrade(_config(connection, folder), "head")
    return found


def _config(connection: Connection, folder: Path) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return config
