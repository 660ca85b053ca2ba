"""That somebody searched is never changed or deleted, as any other event."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER searches_never_change BEFORE UPDATE OR DELETE ON searches"
            " FOR EACH ROW EXECUTE FUNCTION events_never_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER searches_never_{act.lower()} BEFORE {act} ON searches"
            " BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
        )
