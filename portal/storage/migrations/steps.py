"""What Alembic does of a migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection

from portal.domain.challenge.stored_versions import FromLaterVersion


def waiting(connection: Connection, folder: Path) -> list[str]:
    """What has not been applied yet, in order. Raises :class:`FromLaterVersion`."""
    at = MigrationContext.configure(connection).get_current_revision() or "base"
    script = ScriptDirectory.from_config(_config(connection, folder))
    try:
        return [step.revision for step in script.iterate_revisions("head", at)][::-1]
    except (CommandError, RevisionError):
        newest = script.get_current_head()
        raise FromLaterVersion(f"Its tables are of {at}, and this portal knows {newest}: deploy a later one") from None


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
