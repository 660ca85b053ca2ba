"""The keys with which receipts are signed."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """PostgreSQL keeps no samples of what is sealed, as of every table (0020)."""
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        for column in ("public", "data_key"):
            op.execute(f"ALTER TABLE signing_keys ALTER {column} SET STATISTICS 0")
