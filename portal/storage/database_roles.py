"""Two roles of PostgreSQL: who owns the tables changes and erases them, who runs the portal can rewrite no record."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Connection, text

ADDED_TO_ONLY = ("events", "staff_events", "searches")

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_LESS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(ADDED_TO_ONLY, "SELECT, INSERT"),
        "challenges": "SELECT, INSERT, UPDATE",
        "alembic_version": "SELECT",
        "key_probes": "SELECT, INSERT",
    }
)
"""What the portal itself may do with a table where that is not all."""

SQL = """\
-- To be run once by an administrator of PostgreSQL. Choose two passwords.
CREATE ROLE portal_owner LOGIN PASSWORD '…' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE portal LOGIN PASSWORD '…' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE portal OWNER portal_owner;
REVOKE ALL ON DATABASE portal FROM PUBLIC;
GRANT CONNECT ON DATABASE portal TO portal;
-- What `portal erase` needs to see that nothing is left on the disk (PostgreSQL 15 or newer):
GRANT pg_monitor, pg_checkpoint TO portal_owner;
-- And in the database portal:
GRANT EXECUTE ON FUNCTION pg_switch_wal() TO portal_owner;
"""
"""Makes the two roles. The rest is given by `portal upgrade`, run as the owner."""

_RIGHTS = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")


def grant(connection: Connection, role: str) -> None:
    """Give ``role`` what the portal needs, and no more, of tables that we own."""
    name = connection.dialect.identifier_preparer.quote(role)
    tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")).scalars()
    connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {name}"))
    connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}"))
    for table in tables.all():
        connection.execute(text(f"GRANT {_LESS.get(table, _ALL)} ON {table} TO {name}"))


def too_much(connection: Connection) -> list[str]:
    """What this role may do that who runs the portal must not, a sentence each."""
    if connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
        return ["PORTAL_DATABASE_URL: its role is a superuser. `portal database-roles` prints how to make two roles."]
    may = text("SELECT has_table_privilege(current_user, CAST(:table AS regclass), :right)")
    owns = text("SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE oid = CAST(:t AS regclass)")
    there = text("SELECT to_regclass(:table) IS NOT NULL")
    return [
        f"PORTAL_DATABASE_URL: its role can rewrite the table {table}. Run `portal upgrade` with "
        "PORTAL_DATABASE_OWNER_URL, the address with a role of its own that owns the tables."
        for table in ADDED_TO_ONLY
        if connection.scalar(there, {"table": table})
        and (
            connection.scalar(owns, {"t": table})
            or any(connection.scalar(may, {"table": table, "right": right}) for right in _RIGHTS)
        )
    ]
