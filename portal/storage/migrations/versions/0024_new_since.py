"""When a raiser last looked at their request, so that they are shown what is new since."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("challenges", sa.Column("looked_at", Moment))
    op.add_column("visits", sa.Column("since", Moment))
