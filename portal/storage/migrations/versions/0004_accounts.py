"""Accounts that administrators look after: invitations, sign-ins, recovery codes, passkeys, and what was done."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.drop_constraint("uq_staff_session", type_="unique")
        staff.drop_column("session")
        staff.add_column(sa.Column("team", sa.String(64), nullable=False, server_default=""))
        staff.add_column(sa.Column("invitation", sa.LargeBinary))
        staff.add_column(sa.Column("invited_until", Moment))
        staff.create_unique_constraint("uq_staff_invitation", ["invitation"])
    _theirs()
    _events()


def _theirs() -> None:
    """What belongs to one account each."""
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("began_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        sa.UniqueConstraint("token", name="uq_staff_sessions_token"),
        sa.ForeignKeyConstraint(["account_id"], ["staff.id"], name="fk_staff_sessions_account_id"),
    )
    op.create_table(
        "staff_recovery",
        sa.Column("code", sa.LargeBinary, nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_staff_recovery"),
        sa.ForeignKeyConstraint(["account_id"], ["staff.id"], name="fk_staff_recovery_account_id"),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("credential", sa.LargeBinary, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("uses", sa.BigInteger, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("used_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.UniqueConstraint("credential", name="uq_passkeys_credential"),
        sa.ForeignKeyConstraint(["account_id"], ["staff.id"], name="fk_passkeys_account_id"),
    )
    for table in ("staff_sessions", "staff_recovery", "passkeys"):
        op.create_index(f"ix_{table}_account_id", table, ["account_id"])


def _events() -> None:
    """The database itself refuses to change or remove one."""
    op.create_table(
        "staff_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.Identity(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("whom", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_events"),
    )
    op.create_index("ix_staff_events_whom", "staff_events", ["whom"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER staff_events_never_change BEFORE UPDATE OR DELETE ON staff_events"
            " FOR EACH ROW EXECUTE FUNCTION events_never_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER staff_events_never_{act.lower()} BEFORE {act} ON staff_events"
            " BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
        )
