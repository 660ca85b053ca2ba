"""Days on which the office is closed, which two managers agree on."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0035"
down_revision = "0034"
change = "adds"


def upgrade() -> None:
    op.create_table(
        "office_closures",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("closed", sa.String(40), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("confirmed_by", sa.String(32)),
        sa.Column("confirmed_at", Moment),
        sa.Column("ended_by", sa.String(32)),
        sa.Column("ended_at", Moment),
        sa.Column("bond", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office_closures"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE office_closures ALTER bond SET STATISTICS 0")


def downgrade() -> None:
    op.drop_table("office_closures")
