"""How often something was done, for the limits on it."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "rate_limits",
        sa.Column("scope", sa.LargeBinary, nullable=False),
        sa.Column("free_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_rate_limits"),
    )
