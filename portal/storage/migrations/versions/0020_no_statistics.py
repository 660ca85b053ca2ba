"""PostgreSQL keeps no samples of what is sealed or hashed: it would copy keys to where erasing does not reach."""

from alembic import op
from sqlalchemy import text

revision = "0020"
down_revision = "0019"

_SEALED = text(
    "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND data_type = 'bytea' ORDER BY table_name, column_name"
)


def upgrade() -> None:
    """Setting the type anew, though it stays, is what drops the samples that were taken before."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in op.get_bind().execute(_SEALED).all():
        op.execute(f'ALTER TABLE "{table}" ALTER "{column}" TYPE bytea, ALTER "{column}" SET STATISTICS 0')
