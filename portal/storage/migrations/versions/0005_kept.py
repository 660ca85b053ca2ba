"""What staff had typed when their session ended, and how the council's own sign-in service names them."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "staff_kept",
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("path", sa.LargeBinary, nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("fields", sa.LargeBinary, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "path", name="pk_staff_kept"),
        sa.ForeignKeyConstraint(["account_id"], ["staff.id"], name="fk_staff_kept_account_id_staff"),
    )
    op.create_table(
        "staff_logins",
        sa.Column("issuer", sa.LargeBinary, nullable=False),
        sa.Column("subject", sa.LargeBinary, nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("bound_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_staff_logins"),
        sa.UniqueConstraint("issuer", "account_id", name="uq_staff_logins_issuer_account_id"),
        sa.ForeignKeyConstraint(["account_id"], ["staff.id"], name="fk_staff_logins_account_id_staff"),
    )
