"""The filters of lists that somebody has saved, sealed, each for one account alone."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0031"
down_revision = "0030"
change = "adds"


def upgrade() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("said", sa.LargeBinary, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["staff.id"], name="fk_saved_filters_account_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filters"),
    )
    op.create_index("ix_saved_filters_account_id", "saved_filters", ["account_id"])
    if op.get_bind().dialect.name == "postgresql":
        for column in ("data_key", "said"):
            op.execute(f"ALTER TABLE saved_filters ALTER {column} SET STATISTICS 0")


def downgrade() -> None:
    op.drop_table("saved_filters")
