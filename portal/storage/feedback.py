"""What people say of the website. Nothing in it leads to a request, a session or a moment of the day."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Column, Date, LargeBinary, String, Table, delete, func, insert, select

from portal.storage.encryption import place
from portal.storage.tables import Repository, metadata

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(32), primary_key=True),  # random, so that it says nothing of the order
    Column("day", Date, nullable=False, index=True),
    Column("place", String(16), nullable=False),  # where they were asked
    Column("easy", String(16), nullable=False),
    Column("data_key", LargeBinary),  # none without words
    Column("words", LargeBinary),  # sealed
)


class Said(NamedTuple):
    day: date
    place: str
    easy: str
    words: str


class FeedbackRows(Repository):
    __slots__ = ()

    def add(self, said: Said) -> None:
        name, sealed = uuid4().hex, {}
        row = {"id": name, "day": said.day, "place": said.place, "easy": said.easy}
        if said.words:
            key, wrapped = self.keys.new_data_key("feedback", name)
            sealed = {"data_key": wrapped, "words": key.seal(said.words, place("feedback", name, "words"))}
        self.connection.execute(insert(feedback), row | sealed)

    def counts(self, since: date) -> Mapping[str, int]:
        """How many there are from that day on, by how easy they found it."""
        found = select(feedback.c.easy, func.count().label("number")).where(feedback.c.day >= since)
        return {row.easy: row.number for row in self.connection.execute(found.group_by(feedback.c.easy))}

    def words(self, since: date, limit: int) -> list[Said]:
        """Those with words, from that day on, the newest day first."""
        spoken = feedback.c.words.is_not(None) & (feedback.c.day >= since)
        rows = select(feedback).where(spoken).order_by(feedback.c.day.desc(), feedback.c.id).limit(limit)
        found = []
        for row in self.connection.execute(rows):
            key = self.keys.data_key(row.data_key, "feedback", row.id)
            found.append(Said(row.day, row.place, row.easy, key.open(row.words, place("feedback", row.id, "words"))))
        return found

    def over(self, before: date) -> int:
        """How much was said by that day."""
        return self.connection.execute(select(func.count()).where(feedback.c.day <= before)).scalar_one()

    def sweep(self, before: date) -> int:
        """Delete it; how much it was."""
        return self.connection.execute(delete(feedback).where(feedback.c.day <= before)).rowcount
