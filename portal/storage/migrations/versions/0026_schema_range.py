"""From which schema on a release can serve these tables, and how far a step has come that takes long."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
change = "adds"


def upgrade() -> None:
    op.add_column("alembic_version", sa.Column("serves_from", sa.String(32)))
    op.add_column("alembic_version", sa.Column("unfinished", sa.String(200)))


def downgrade() -> None:
    op.drop_column("alembic_version", "unfinished")
    op.drop_column("alembic_version", "serves_from")
