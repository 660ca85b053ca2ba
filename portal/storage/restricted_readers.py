"""Who may open a restricted case: only those who are named. A case of whom nobody is named is not restricted.

Each row is bound: who writes one without a key names nobody by it, and the case stays closed to who was named before.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, delete, insert, select

from portal.storage.restricted_table import restricted_readers
from portal.storage.row_bindings import bond, holds
from portal.storage.tables import Repository, challenges

NOBODY = "-"
"""The id of no account: who may open a case whose rows are all not as we wrote them."""

_EVERY = select(restricted_readers.c.challenge_id)


def visible_to(room: Repository, reader: str) -> ColumnElement[bool]:
    """What lists show to ``reader``, the id of an account: blank for somebody who is named nowhere."""
    return challenges.c.id.not_in(_EVERY) | challenges.c.id.in_(_named_in(room, reader))


def _named_in(room: Repository, reader: str) -> list[str]:
    """The ids of the cases in which somebody is named by a row as we wrote it."""
    rows = select(restricted_readers).where(restricted_readers.c.account_id == reader) if reader else None
    found = room.connection.execute(rows).mappings() if rows is not None else ()
    return [row["challenge_id"] for row in found if holds(room.keys, restricted_readers, row)]


class RestrictedReaders(Repository):
    __slots__ = ()

    def all_restricted(self) -> frozenset[str]:
        """The references of all restricted cases."""
        found = select(challenges.c.reference).where(challenges.c.id.in_(_EVERY))
        return frozenset(self.connection.execute(found).scalars())

    def hidden_from(self, reader: str, queue_key: str) -> dict[str, set[str]]:
        """Who may open each case, by its id, that lists do not show to ``reader`` and that is as pressing as this."""
        hidden = challenges.c.queue_key >= queue_key, ~visible_to(self, reader)
        readers: dict[str, set[str]] = {}
        for row in self.connection.execute(select(restricted_readers).join(challenges).where(*hidden)).mappings():
            named = readers.setdefault(row["challenge_id"], set())
            named |= {row["account_id"]} if holds(self.keys, restricted_readers, row) else set()
        return readers

    def of(self, reference: str) -> frozenset[str]:
        """The accounts of whoever may open it; none where it is not restricted."""
        found = select(restricted_readers).join(challenges).where(challenges.c.reference == reference)
        rows = self.connection.execute(found).mappings().all()
        named = {row["account_id"] for row in rows if holds(self.keys, restricted_readers, row)}
        return frozenset(named or ({NOBODY} if rows else ()))

    def name(self, challenge_id: str, accounts: Collection[str]) -> None:
        """Let only these open it; with none of them everybody may whose role does."""
        self.connection.execute(delete(restricted_readers).where(restricted_readers.c.challenge_id == challenge_id))
        if accounts:
            rows = [{"challenge_id": challenge_id, "account_id": each} for each in sorted(accounts)]
            bound = [{**row, "bond": bond(self.keys, restricted_readers, row)} for row in rows]
            self.connection.execute(insert(restricted_readers), bound)

    def shown(self, references: Iterable[str], reader: str) -> list[str]:
        """Those of the references that lists show to ``reader``, in their order."""
        asked = list(references)
        hidden = select(challenges.c.reference).where(challenges.c.reference.in_(asked), ~visible_to(self, reader))
        unseen = set(self.connection.execute(hidden).scalars())
        return [each for each in asked if each not in unseen]

    def restricted(self, reader: str) -> list[str]:
        """The references of the restricted cases that ``reader`` may open."""
        found = select(challenges.c.reference).where(challenges.c.id.in_(_EVERY), visible_to(self, reader))
        return list(self.connection.execute(found.order_by(challenges.c.reference)).scalars())
