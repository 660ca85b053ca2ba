"""Somebody sees to a message that did not arrive; what was sent about one challenge is found at once."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("looked_after_at", Moment))
    op.create_index(op.f("ix_outbox_challenge_id"), "outbox", ["challenge_id"])
