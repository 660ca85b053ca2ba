"""The first tables: drafts, visits, tries, challenges, events, outbox."""

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    _people_typing()
    _challenges()
    _events_never_change()
    _outbox()


def _people_typing() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token", sa.LargeBinary),
        sa.Column("code", sa.LargeBinary),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("answers", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("token", name="uq_drafts_token"),
        sa.UniqueConstraint("code", name="uq_drafts_code"),
    )
    op.create_table(
        "visits",
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_visits"),
    )
    op.create_table(
        "tries",
        sa.Column("scope", sa.LargeBinary, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("last_at", Moment, nullable=False),
        sa.Column("until", Moment),
        sa.PrimaryKeyConstraint("scope", name="pk_tries"),
    )


def _challenges() -> None:
    op.create_table(
        "challenges",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("draft_id", sa.String(36)),
        sa.Column("code_hash", sa.Text),
        sa.Column("data_key", sa.LargeBinary),
        sa.Column("body", sa.LargeBinary),
        sa.Column("pack", sa.String(64), nullable=False),
        sa.Column("audience", sa.String(32), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("stage", sa.String(64), nullable=False),
        sa.Column("received_at", Moment, nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("danger", sa.Boolean, nullable=False),
        sa.Column("new_information", sa.Boolean, nullable=False),
        sa.Column("queue_key", sa.String(40), nullable=False),
        sa.Column("chain_length", sa.Integer, nullable=False),
        sa.Column("chain_head", sa.LargeBinary, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("erased_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_challenges"),
        sa.UniqueConstraint("reference", name="uq_challenges_reference"),
        sa.UniqueConstraint("draft_id", name="uq_challenges_draft_id"),
    )
    op.create_index("ix_challenges_queue_key", "challenges", ["queue_key"])
    op.create_table(
        "events",
        sa.Column("challenge_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("what", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("challenge_id", "number", name="pk_events"),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenges.id"], name="fk_events_challenge_id"),
    )


def _events_never_change() -> None:
    """The database itself refuses; the chain finds whoever gets round that."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION events_never_change() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION 'events are never changed'; END$$"
        )
        op.execute(
            "CREATE TRIGGER events_never_change BEFORE UPDATE OR DELETE ON events"
            " FOR EACH ROW EXECUTE FUNCTION events_never_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER events_never_{act.lower()} BEFORE {act} ON events"
            " BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
        )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.Identity(), nullable=False),
        sa.Column("reference", sa.String(36), nullable=False),
        sa.Column("challenge_id", sa.String(36), nullable=False),
        sa.Column("lane", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("message", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", Moment, nullable=False),
        sa.Column("leased_until", Moment),
        sa.Column("notify_id", sa.String(36)),
        sa.Column("status", sa.String(32)),
        sa.Column("error", sa.Text),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("sent_at", Moment),
        sa.Column("settled_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("reference", name="uq_outbox_reference"),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenges.id"], name="fk_outbox_challenge_id"),
    )
    op.create_index("ix_outbox_state_not_before", "outbox", ["state", "not_before"])
    op.create_index("ix_outbox_lane", "outbox", ["lane"])
