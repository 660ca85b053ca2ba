"""Anchors: how long every chain of the event log was and where it ended, to be kept where nobody rewrites them.

An anchor holds no personal data. Its last line is a keyed hash over the others.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select

from portal.storage import hash_chains
from portal.storage.tables import Repository, challenges, events

_FIRST = "portal anchor 1"


class Anchors(Repository):
    __slots__ = ()

    def of(self, now: datetime) -> str:
        """The anchor of this moment."""
        lines = "\n".join(self._lines(now))
        return f"{lines}\nseal {self._seal(lines)}\n"

    def compare(self, anchor: str) -> list[str]:
        """What an earlier anchor says was there and is not there any more, a sentence each."""
        lines, _, seal = anchor.strip().rpartition("\n")
        if not lines.startswith(_FIRST) or seal != f"seal {self._seal(lines)}":
            return ["This is not an anchor that we wrote: it has been changed, or the keys are others."]
        return [fault for line in lines.splitlines()[2:] if (fault := self._fault(*line.split()))]

    def _lines(self, now: datetime) -> Iterator[str]:
        yield _FIRST
        yield f"at {now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        c = challenges.c
        rows = select(c.id, c.chain_length, c.chain_head).order_by(c.id)
        for row in self.connection.execute(rows, execution_options={"yield_per": 500}):
            yield f"challenge {row.id} {row.chain_length} {bytes(row.chain_head).hex()}"
        for table in hash_chains.CHAINED:
            heads = hash_chains.anchors(self, table)
            yield f"chain {table.name} {len(heads)} {(heads[-1] if heads else hash_chains.START).hex()}"

    def _fault(self, what: str, key: str, length: str, head: str) -> str | None:
        if what == "chain":
            return self._shorter_chain(key, int(length), head)
        reference = self.connection.scalar(select(challenges.c.reference).where(challenges.c.id == key))
        if reference is None:
            return f"A challenge that was there is gone: {key}."
        of_it = (events.c.challenge_id == key) & (events.c.number == int(length))
        link = self.connection.scalar(select(events.c.hash).where(of_it)) if int(length) else bytes.fromhex(head)
        if link != bytes.fromhex(head):
            return f"Challenge {reference}: its first {length} events are not those that were there."
        return None

    def _shorter_chain(self, name: str, length: int, head: str) -> str | None:
        table, what = next((table, what) for table, what in hash_chains.CHAINED.items() if table.name == name)
        heads = hash_chains.anchors(self, table)[:length]
        if (heads[-1] if heads else hash_chains.START).hex() != head or len(heads) < length:
            return f"The record of {what}: its first {length} lines are not those that were there."
        return None

    def _seal(self, lines: str) -> str:
        return self.keys.link(b"anchor", lines.encode()).hex()
