"""Who proposed and who confirmed that something is erased is bound. `portal upgrade` fills that in."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
change = "adds"


def upgrade() -> None:
    op.add_column("erasure_proposals", sa.Column("bond", sa.LargeBinary))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE erasure_proposals ALTER bond SET STATISTICS 0")


def downgrade() -> None:
    op.drop_column("erasure_proposals", "bond")
