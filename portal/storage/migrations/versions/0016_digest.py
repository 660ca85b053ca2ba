"""Colleagues are reminded of all that waits in one message: those about one challenge are not sent any more."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute(
        "UPDATE outbox SET state = 'cancelled' WHERE state = 'waiting' AND name IN "
        "('overdue', 'due_today', 'due_soon', 'untriaged', 'advocate_waiting', 'promise_late', 'complaint_late')"
    )
