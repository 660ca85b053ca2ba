"""The table of closed days that managers added; :mod:`portal.storage.office_closures` reads and writes it."""

from sqlalchemy import Column, Date, LargeBinary, String, Table

from portal.storage.tables import Moment, metadata

office_closures = Table(
    "office_closures",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("day", Date, nullable=False),
    Column("closed", String(40), nullable=False),  # as a policy writes it: "2026-12-24 from 12:00"
    Column("by", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("confirmed_by", String(32)),
    Column("confirmed_at", Moment),
    Column("ended_by", String(32)),
    Column("ended_at", Moment),
    Column("bond", LargeBinary, nullable=False),  # see row_bindings.py
)
