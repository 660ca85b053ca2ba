"""What was typed about a request and not sent, by its raiser or by staff, is known by the request, to go with it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("drafts", sa.Column("challenge_id", sa.String(36)))
    op.add_column("staff_kept", sa.Column("about", sa.LargeBinary))
    op.create_index("ix_drafts_challenge_id", "drafts", ["challenge_id"])
    op.create_index("ix_staff_kept_about", "staff_kept", ["about"])
