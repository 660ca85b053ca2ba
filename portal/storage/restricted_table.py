"""The table of who may open a restricted case; :mod:`portal.storage.restricted_readers` reads and writes it."""

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table

from portal.storage.tables import metadata

restricted_readers = Table(
    "restricted_readers",
    metadata,
    Column("challenge_id", String(36), ForeignKey("challenges.id"), primary_key=True),
    Column("account_id", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("bond", LargeBinary),  # see row_bindings.py
)
