"""The message that had one text for all news is now the one that says that there is something to read."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("UPDATE outbox SET name = 'answer' WHERE name = 'update'")
