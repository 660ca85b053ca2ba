"""Rows are bound to whom they belong, and all that is only added to is one chain. `portal upgrade` fills that in."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_BOUND = ("visits", "drafts", "challenges", "staff", "staff_sessions", "passkeys", "staff_logins")


def upgrade() -> None:
    for table in _BOUND:
        op.add_column(table, sa.Column("bond", sa.LargeBinary))
    for table in ("staff_events", "searches"):
        op.add_column(table, sa.Column("hash", sa.LargeBinary))
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in ("events", "staff_events", "searches"):
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION events_never_change()"
        )
