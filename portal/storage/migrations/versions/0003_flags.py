"""The flags of a challenge in one column, however many there come to be."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_WERE = ("danger", "new_information")
_RANKS = {"2": "4", "3": "5"}  # danger alone, and with something new: the first digit of the list's order


def upgrade() -> None:
    op.add_column("challenges", sa.Column("flags", sa.String(200), nullable=False, server_default=""))
    clear = (sa.column("flags"), sa.column("queue_key"), *(sa.column(name, sa.Boolean) for name in _WERE))
    challenges = sa.table("challenges", *clear)
    key = challenges.c.queue_key
    for old, new in _RANKS.items():
        ranked = challenges.update().where(key.startswith(old))
        op.execute(ranked.values(queue_key=sa.literal(new) + sa.func.substr(key, 2)))
    for name in _WERE:  # in the order of the alphabet, as the code writes them
        more = sa.func.trim(challenges.c.flags + f" {name}")
        op.execute(challenges.update().where(challenges.c[name]).values(flags=more))
        op.drop_column("challenges", name)
