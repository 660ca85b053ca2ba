"""Signs of life: when each thing that has to go on by itself last did."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from portal.storage.tables import Repository, beats


class Heartbeats(Repository):
    __slots__ = ()

    def beat(self, name: str, now: datetime) -> None:
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        new = dialect.insert(beats).values(name=name, at=now)
        self.connection.execute(new.on_conflict_do_update(index_elements=["name"], set_={"at": new.excluded.at}))

    def last(self, name: str) -> datetime | None:
        at: datetime | None = self.connection.execute(select(beats.c.at).where(beats.c.name == name)).scalar()
        return at
