"""What the lists go by, and by what a challenge is found. `portal upgrade` then fills in what needs keys."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from portal.storage.tables import Moment

revision = "0006"
down_revision = "0005"

_KEYS = {"queue_key": 40, "due_key": 31, "received_key": 24}
_TURNS = {"received": "free", "reviewed": "raiser", "withdrawn": "raiser", "finished": "over", "closed": "closed"}
_RANK, _DUE = 1, 7  # digits at the beginning of queue_key


def upgrade() -> None:
    _columns()
    _backfill()
    _tables()
    for within in ((), ("turn",), ("assigned",)):
        _index("challenges", within, _KEYS if within else ("due_key", "received_key"))
    _index("duties", ("kind", "who"), _KEYS)
    op.create_index("ix_challenges_paused_until", "challenges", ["paused_until"])
    op.create_index("ix_finders_key", "finders", ["key"])
    op.create_index("ix_outbox_status", "outbox", ["status"])
    op.create_index("ix_outbox_settled_at_sent_at", "outbox", ["settled_at", "sent_at"])


def _columns() -> None:
    for name, kind in (
        ("turn", sa.String(16)),
        ("assigned", sa.String(32)),
        ("due_key", sa.String(31)),
        ("received_key", sa.String(24)),
    ):
        op.add_column("challenges", sa.Column(name, kind, nullable=False, server_default=""))
    op.add_column("challenges", sa.Column("paused_until", sa.Date))
    op.add_column("challenges", sa.Column("indexed", sa.Integer, nullable=False, server_default="0"))


def _backfill() -> None:
    columns = ("status", "erased_at", "turn", "flags", "due", "queue_key", "due_key", "received_key")
    c = sa.table("challenges", *map(sa.column, columns))
    gone = c.c.erased_at.is_not(None)
    never = sa.literal("0" * (_RANK + _DUE))
    turn = sa.case((gone, "closed"), *((c.c.status == status, turn) for status, turn in _TURNS.items()), else_="free")
    received = sa.func.substr(c.c.queue_key, _RANK + _DUE + 1)
    op.execute(c.update().where(gone).values(flags="", due=None, queue_key=never + received))
    op.execute(c.update().where(c.c.status == "closed").values(queue_key=never + received))
    op.execute(c.update().values(turn=turn, received_key=received, due_key=sa.func.substr(c.c.queue_key, _RANK + 1)))


def _tables() -> None:
    keys = [sa.Column(name, sa.String(digits), nullable=False) for name, digits in _KEYS.items()]
    of_challenge = ["challenge_id"], ["challenges.id"]
    op.create_table(
        "duties",
        sa.Column("challenge_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("who", sa.String(32), nullable=False),
        sa.Column("turn", sa.String(16), nullable=False),
        sa.Column("on", sa.Date),
        *keys,
        sa.PrimaryKeyConstraint("challenge_id", "kind", "who", name="pk_duties"),
        sa.ForeignKeyConstraint(*of_challenge, name="fk_duties_challenge_id"),
    )
    op.create_table(
        "finders",
        sa.Column("challenge_id", sa.String(36), nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("challenge_id", "key", name="pk_finders"),
        sa.ForeignKeyConstraint(*of_challenge, name="fk_finders_challenge_id"),
    )
    op.create_table(
        "searches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.Identity(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("by", sa.String(16), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("hits", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_searches"),
    )


def _index(table: str, within: tuple[str, ...], keys: Iterable[str]) -> None:
    for key in keys:
        columns = [*within, key]
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
