"""The table of notices for every public page; :mod:`portal.storage.site_notices` reads and writes it."""

from sqlalchemy import Column, LargeBinary, String, Table, Text

from portal.storage.tables import Moment, metadata

site_notices = Table(
    "site_notices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("words", Text, nullable=False),  # not sealed: everybody may read them
    Column("translations", Text, nullable=False),  # JSON: the words by language
    Column("starts", Moment, nullable=False),
    Column("ends", Moment, nullable=False),
    Column("by", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("confirmed_by", String(32)),
    Column("confirmed_at", Moment),
    Column("ended_by", String(32)),
    Column("ended_at", Moment),
    Column("bond", LargeBinary, nullable=False),  # see row_bindings.py
)
