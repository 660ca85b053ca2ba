"""What people say of the website."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """PostgreSQL keeps no samples of what is sealed, as of every table (0020)."""
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("place", sa.String(16), nullable=False),
        sa.Column("easy", sa.String(16), nullable=False),
        sa.Column("data_key", sa.LargeBinary),
        sa.Column("words", sa.LargeBinary),
    )
    op.create_index("ix_feedback_day", "feedback", ["day"])
    if op.get_bind().dialect.name == "postgresql":
        for column in ("data_key", "words"):
            op.execute(f"ALTER TABLE feedback ALTER {column} SET STATISTICS 0")
