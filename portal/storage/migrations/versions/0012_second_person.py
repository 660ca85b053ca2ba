"""What a second person has to confirm of accounts, what roles somebody got, and messages that are about no request."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "account_changes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("whom", sa.String(32), nullable=False),
        sa.Column("roles", sa.String(200), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_changes"),
        sa.UniqueConstraint("whom", "kind", name="uq_account_changes_whom_kind"),
        sa.ForeignKeyConstraint(["whom"], ["staff.id"], name="fk_account_changes_whom"),
    )
    op.add_column("staff_events", sa.Column("detail", sa.String(200), nullable=False, server_default=""))
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("challenge_id", existing_type=sa.String(36), nullable=True)
        outbox.add_column(sa.Column("data_key", sa.LargeBinary))
