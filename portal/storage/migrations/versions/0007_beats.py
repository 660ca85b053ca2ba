"""The worker's sign of life, and a quick way to what is due."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "beats",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_beats"),
    )
    op.create_index("ix_challenges_status_due", "challenges", ["status", "due"])
