"""Notices for every public page, which two managers agree on."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0034"
down_revision = "0033"
change = "adds"


def upgrade() -> None:
    op.create_table(
        "site_notices",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("translations", sa.Text, nullable=False),
        sa.Column("starts", Moment, nullable=False),
        sa.Column("ends", Moment, nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("confirmed_by", sa.String(32)),
        sa.Column("confirmed_at", Moment),
        sa.Column("ended_by", sa.String(32)),
        sa.Column("ended_at", Moment),
        sa.Column("bond", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_site_notices"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE site_notices ALTER bond SET STATISTICS 0")


def downgrade() -> None:
    op.drop_table("site_notices")
