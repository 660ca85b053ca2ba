"""What is due to be erased: what holds it, whose erasing waits for a second person, and what figures stay."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0029"
down_revision = "0028"
change = "adds"


def upgrade() -> None:
    op.create_table(
        "erasure_holds",
        sa.Column("challenge_id", sa.String(36), nullable=False),
        sa.Column("why", sa.LargeBinary, nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenges.id"], name="fk_erasure_holds_challenge_id"),
        sa.PrimaryKeyConstraint("challenge_id", name="pk_erasure_holds"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE erasure_holds ALTER why SET STATISTICS 0")
    op.create_table(
        "erasure_proposals",
        sa.Column("challenge_id", sa.String(36), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("confirmed_by", sa.String(32)),
        sa.Column("confirmed_at", Moment),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenges.id"], name="fk_erasure_proposals_challenge_id"),
        sa.PrimaryKeyConstraint("challenge_id", name="pk_erasure_proposals"),
    )
    op.create_table(
        "kept_figures",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_figures"),
    )
    op.create_index("ix_kept_figures_month", "kept_figures", ["month"])


def downgrade() -> None:
    for table in ("kept_figures", "erasure_proposals", "erasure_holds"):
        op.drop_table(table)
