"""Who may open a restricted case."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
change = "adds"


def upgrade() -> None:
    op.create_table(
        "restricted_readers",
        sa.Column("challenge_id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenges.id"], name="fk_restricted_readers_challenge_id"),
        sa.ForeignKeyConstraint(["account_id"], ["staff.id"], name="fk_restricted_readers_account_id"),
        sa.PrimaryKeyConstraint("challenge_id", "account_id", name="pk_restricted_readers"),
    )


def downgrade() -> None:
    op.drop_table("restricted_readers")
