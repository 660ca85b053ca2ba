"""What somebody did, and what was done, is found by when: who opened very many cases, and who opened what."""

from portal.storage.migrations.steps import Indexed

revision = "0027"
down_revision = "0026"
change = "adds"

INDEXES = (
    Indexed("ix_events_actor_at", "events", ("actor", "at")),
    Indexed("ix_events_kind_at", "events", ("kind", "at")),
)


def upgrade() -> None:
    """Nothing at once: the indexes are made while others write."""


def downgrade() -> None:
    """The indexes go by themselves."""
