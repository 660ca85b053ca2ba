"""In which tab a request was sent, and when its code was shown: it is shown once, and again only in that tab."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("visits", sa.Column("tab", sa.LargeBinary))
    op.add_column("visits", sa.Column("shown_at", Moment))
