"""What tells whether the keys at hand are those of this database."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "key_probes",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_key_probes"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE key_probes ALTER value SET STATISTICS 0")
