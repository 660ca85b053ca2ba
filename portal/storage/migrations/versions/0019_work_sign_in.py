"""Staff sign in with the council's own sign-in service alone: what opened accounts in other ways goes."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0019"
down_revision = "0018"

_GONE = ("password", "invitation", "invited_until", "totp", "code_counter")
_KEPT = ("id", "email", "name", "roles", "rank", "team", "active", "added_at", "bond")


def upgrade() -> None:
    for table in ("passkeys", "staff_recovery"):
        op.drop_table(table)
    op.execute("DELETE FROM account_changes WHERE kind IN ('invitation', 'codes')")
    op.add_column("staff", sa.Column("arrived", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute("UPDATE staff SET arrived = (invited_until IS NULL OR password <> '')")
    _change_sqlite() if op.get_bind().dialect.name == "sqlite" else _change_postgresql()
    op.add_column("staff_sessions", sa.Column("work_session", sa.LargeBinary))
    op.create_index("ix_staff_sessions_work_session", "staff_sessions", ["work_session"])
    op.create_table(
        "sign_in_links",
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.Column("bond", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_sign_in_links"),
        sa.ForeignKeyConstraint(["account_id"], ["staff.id"], name="fk_sign_in_links_account_id"),
    )
    op.create_index("ix_sign_in_links_account_id", "sign_in_links", ["account_id"])
    op.create_table(
        "logout_tokens",
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_logout_tokens"),
    )


def _change_postgresql() -> None:
    for column in _GONE:
        op.drop_column("staff", column)
    op.alter_column("staff", "arrived", server_default=None)
    op.add_column("staff", sa.Column("work_id", sa.LargeBinary))
    op.create_unique_constraint("uq_staff_work_id", "staff", ["work_id"])


def _change_sqlite() -> None:
    """Make the table anew under its own name: other tables refer to its rows, which have to be there at the end."""
    op.execute("PRAGMA defer_foreign_keys = ON")
    columns = ", ".join((*_KEPT, "arrived"))
    op.execute(f"CREATE TEMPORARY TABLE staff_before AS SELECT {columns} FROM staff")  # noqa: S608  # our own names
    op.drop_table("staff")
    op.create_table(
        "staff",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("roles", sa.String(200), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("team", sa.String(64), nullable=False, server_default=""),
        sa.Column("arrived", sa.Boolean, nullable=False),
        sa.Column("work_id", sa.LargeBinary),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("bond", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("email", name="uq_staff_email"),
        sa.UniqueConstraint("work_id", name="uq_staff_work_id"),
    )
    op.execute(f"INSERT INTO staff ({columns}) SELECT {columns} FROM staff_before")  # noqa: S608  # our own names
    op.execute("DROP TABLE staff_before")
