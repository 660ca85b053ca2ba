"""The tables of what is due to be erased; :mod:`portal.storage.due_erasures` reads and writes them."""

from sqlalchemy import Column, Date, ForeignKey, LargeBinary, String, Table, Text

from portal.storage.tables import Moment, metadata

erasure_holds = Table(
    "erasure_holds",
    metadata,
    Column("challenge_id", String(36), ForeignKey("challenges.id"), primary_key=True),
    Column("why", LargeBinary, nullable=False),  # sealed
    Column("by", String(32), nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Date, nullable=False),  # the last day on which it is held
)

erasure_proposals = Table(
    "erasure_proposals",
    metadata,
    Column("challenge_id", String(36), ForeignKey("challenges.id"), primary_key=True),
    Column("by", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("confirmed_by", String(32)),
    Column("confirmed_at", Moment),
    Column("bond", LargeBinary),  # see row_bindings.py
)

kept_figures = Table(
    "kept_figures",
    metadata,
    Column("id", String(32), primary_key=True),  # random: nothing leads from it to a challenge
    Column("month", Date, nullable=False, index=True),  # in which it was received; the first day
    Column("facts", Text, nullable=False),  # a word for each that reports count; blank: it was no request
)
