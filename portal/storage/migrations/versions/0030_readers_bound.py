"""Who may open a restricted case is bound. `portal upgrade` fills that in."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
change = "adds"


def upgrade() -> None:
    op.add_column("restricted_readers", sa.Column("bond", sa.LargeBinary))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE restricted_readers ALTER bond SET STATISTICS 0")


def downgrade() -> None:
    op.drop_column("restricted_readers", "bond")
