"""Which releases of the portal are at work on a PostgreSQL: each of their connections says which schema it knows."""

import re
import secrets

from sqlalchemy import Connection, text

_NAMED = re.compile(r"portal (\d{4}) \w+")


def own_name(schema: str) -> str:
    """The name under which one store connects: what it knows, and nobody else's."""
    return f"portal {schema} {secrets.token_hex(4)}"


def at_work(connection: Connection, ours: str) -> set[str]:
    """The newest schema that each of the others knows which are connected to this database just now."""
    if connection.dialect.name != "postgresql":
        return set()
    others = text(
        "SELECT DISTINCT application_name FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name <> :ours"
    )
    names = connection.execute(others, {"ours": ours}).scalars()
    return {known[1] for known in map(_NAMED.fullmatch, names) if known}
