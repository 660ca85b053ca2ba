"""What is due by a moment of its day, where the policy counts in hours."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("challenges", sa.Column("due_at", Moment))
