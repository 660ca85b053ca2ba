"""What staff had typed into a form that could not be taken: kept for a day, for nobody but themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.storage.encryption import Keys, place
from portal.storage.tables import Repository, staff_kept

LONGEST = timedelta(hours=24)

Fields = Mapping[str, Sequence[str]]


class SavedForms(Repository):
    __slots__ = ()

    def put(self, account_id: str, path: str, fields: Fields, now: datetime, about: str = "") -> None:
        """Keep the form that was sent to ``path``, in place of what was kept of it before.

        ``about``: the reference of the challenge it is about, if it is.
        """
        self.drop(account_id, path)
        key, wrapped = self.keys.new_data_key("staff_kept", account_id)
        row = {
            "account_id": account_id,
            "path": self._mac(path),
            "data_key": wrapped,
            "fields": key.seal(dict(fields), self._place(account_id, path)),
            "at": now,
            "about": about_challenge(self.keys, about) if about else None,
        }
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        self.connection.execute(dialect.insert(staff_kept).on_conflict_do_nothing(), row)  # sent twice at once

    def get(self, account_id: str, path: str, now: datetime) -> Fields | None:
        found = select(staff_kept).where(self._this(account_id, path), staff_kept.c.at > now - LONGEST)
        row = self.connection.execute(found).one_or_none()
        if row is None:
            return None
        key = self.keys.data_key(row.data_key, "staff_kept", account_id)
        fields: Fields = key.open(row.fields, self._place(account_id, path))
        return fields

    def drop(self, account_id: str, path: str) -> None:
        self.connection.execute(delete(staff_kept).where(self._this(account_id, path)))

    def sweep(self, now: datetime) -> int:
        """Delete what has been kept for a day; how many forms those were."""
        return self.connection.execute(delete(staff_kept).where(staff_kept.c.at <= now - LONGEST)).rowcount

    def _this(self, account_id: str, path: str) -> ColumnElement[bool]:
        return and_(staff_kept.c.account_id == account_id, staff_kept.c.path == self._mac(path))

    def _mac(self, path: str) -> bytes:
        return self.keys.mac("staff_kept.path", path)

    @staticmethod
    def _place(account_id: str, path: str) -> bytes:
        return place("staff_kept", f"{account_id} {path}", "fields")


def about_challenge(keys: Keys, reference: str) -> bytes:
    return keys.mac("staff_kept.about", reference)
