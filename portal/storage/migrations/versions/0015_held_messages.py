"""Messages that are held until a colleague lets them go."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("held", sa.String(16)))
    op.add_column("outbox", sa.Column("let_go_at", Moment))
