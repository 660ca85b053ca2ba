"""Who may open a restricted case: only those who are named. A case of whom nobody is named is not restricted."""

from collections.abc import Collection, Iterable

from sqlalchemy import Column, ColumnElement, ForeignKey, String, Table, delete, insert, select

from portal.storage.tables import Repository, challenges, metadata

restricted_readers = Table(
    "restricted_readers",
    metadata,
    Column("challenge_id", String(36), ForeignKey("challenges.id"), primary_key=True),
    Column("account_id", String(32), ForeignKey("staff.id"), primary_key=True),
)

_EVERY = select(restricted_readers.c.challenge_id)


def visible_to(reader: str) -> ColumnElement[bool]:
    """What lists show to ``reader``, the id of an account: blank for somebody who is named nowhere."""
    theirs = _EVERY.where(restricted_readers.c.account_id == reader)
    return challenges.c.id.not_in(_EVERY) | challenges.c.id.in_(theirs)


class RestrictedReaders(Repository):
    __slots__ = ()

    def all_restricted(self) -> frozenset[str]:
        """The references of all restricted cases."""
        found = select(challenges.c.reference).where(challenges.c.id.in_(_EVERY))
        return frozenset(self.connection.execute(found).scalars())

    def hidden_from(self, reader: str, queue_key: str) -> dict[str, set[str]]:
        """Who may open each case, by its id, that lists do not show to ``reader`` and that is as pressing as this."""
        columns = (restricted_readers.c.challenge_id, restricted_readers.c.account_id)
        found = select(*columns).join(challenges).where(challenges.c.queue_key >= queue_key, ~visible_to(reader))
        readers: dict[str, set[str]] = {}
        for challenge, account in self.connection.execute(found):
            readers.setdefault(challenge, set()).add(account)
        return readers

    def of(self, reference: str) -> frozenset[str]:
        """The accounts of whoever may open it; none where it is not restricted."""
        found = select(restricted_readers.c.account_id).join(challenges).where(challenges.c.reference == reference)
        return frozenset(self.connection.execute(found).scalars())

    def name(self, challenge_id: str, accounts: Collection[str]) -> None:
        """Let only these open it; with none of them everybody may whose role does."""
        self.connection.execute(delete(restricted_readers).where(restricted_readers.c.challenge_id == challenge_id))
        if accounts:
            rows = [{"challenge_id": challenge_id, "account_id": each} for each in sorted(accounts)]
            self.connection.execute(insert(restricted_readers), rows)

    def shown(self, references: Iterable[str], reader: str) -> list[str]:
        """Those of the references that lists show to ``reader``, in their order."""
        asked = list(references)
        hidden = select(challenges.c.reference).where(challenges.c.reference.in_(asked), ~visible_to(reader))
        unseen = set(self.connection.execute(hidden).scalars())
        return [each for each in asked if each not in unseen]

    def restricted(self, reader: str) -> list[str]:
        """The references of the restricted cases that ``reader`` may open."""
        found = select(challenges.c.reference).where(challenges.c.id.in_(_EVERY), visible_to(reader))
        return list(self.connection.execute(found.order_by(challenges.c.reference)).scalars())
