"""The table of the files that raisers sent; :mod:`portal.storage.evidence` reads and writes it."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table

from portal.storage.tables import Moment, metadata

evidence = Table(
    "evidence",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("draft_id", String(32), ForeignKey("drafts.id", ondelete="CASCADE"), index=True),  # until it is sent
    Column("challenge_id", String(36), ForeignKey("challenges.id"), index=True),
    Column("number", Integer, nullable=False),
    Column("checked", Boolean, nullable=False),  # whether the virus scanner found nothing in it
    Column("file_key", LargeBinary, nullable=False),  # wrapped by the data key of the draft or challenge
    Column("about", LargeBinary, nullable=False),  # sealed
    Column("added_at", Moment, nullable=False),
    Column("bond", LargeBinary),  # see row_bindings.py
    Column("content", LargeBinary),  # sealed; none where it lies in a folder
)
