"""When staff are on leave."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
change = "adds"


def upgrade() -> None:
    op.create_table(
        "staff_leave",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["staff.id"], name="fk_staff_leave_account_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_leave"),
    )
    op.create_index("ix_staff_leave_account_id", "staff_leave", ["account_id"])


def downgrade() -> None:
    op.drop_table("staff_leave")
