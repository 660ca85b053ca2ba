"""What a later version of the portal would have stored."""

from sqlalchemy import update

from portal.storage import Store
from portal.storage.encryption import place
from portal.storage.row_bindings import challenge_bond, challenge_row
from portal.storage.tables import challenges


def stored_by_a_later_one(store: Store, reference: str) -> None:
    """The state of this challenge becomes one of version 99."""
    with store.begin() as unit:
        row = challenge_row(unit, "reference", reference)
        assert row
        key, where = (
            unit.keys.data_key(row["data_key"], "challenges", row["id"]),
            place("challenges", row["id"], "body"),
        )
        body = key.seal({**key.open(row["body"], where), "version": 99}, where)
        bond = challenge_bond(unit.keys, {**row, "body": body})
        this = challenges.c.reference == reference
        unit.connection.execute(update(challenges).where(this).values(body=body, bond=bond, indexed=0))
