"""Files that raisers send."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """PostgreSQL keeps no samples of what is sealed, as of every table (0020)."""
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("draft_id", sa.String(32), sa.ForeignKey("drafts.id", ondelete="CASCADE")),
        sa.Column("challenge_id", sa.String(36), sa.ForeignKey("challenges.id")),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("checked", sa.Boolean, nullable=False),
        sa.Column("file_key", sa.LargeBinary, nullable=False),
        sa.Column("about", sa.LargeBinary, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("bond", sa.LargeBinary),
        sa.Column("content", sa.LargeBinary),
    )
    op.create_index("ix_evidence_draft_id", "evidence", ["draft_id"])
    op.create_index("ix_evidence_challenge_id", "evidence", ["challenge_id"])
    if op.get_bind().dialect.name == "postgresql":
        for column in ("file_key", "about", "bond", "content"):
            op.execute(f"ALTER TABLE evidence ALTER {column} SET STATISTICS 0")
