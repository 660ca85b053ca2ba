"""What staff had typed into a form that could not be taken just then: put by, and given back to them alone."""

from portal.services import AppContext
from portal.storage import Fields


def keep(office: AppContext, account_id: str, path: str, fields: Fields, about: str = "") -> None:
    """Put by the form sent to ``path``; nothing happens for an account that is closed.

    ``about``: the reference of the challenge it is about, if it is.
    """
    with office.store.begin() as unit:
        account = unit.accounts.by_id(account_id)
        if account and account.active:
            unit.kept.put(account_id, path, fields, office.now(), about)


def typed(office: AppContext, account_id: str, path: str) -> Fields | None:
    """What was put by of that form, if it is less than a day old."""
    with office.store.read() as unit:
        return unit.kept.get(account_id, path, office.now())


def drop(office: AppContext, account_id: str, path: str) -> None:
    with office.store.begin() as unit:
        unit.kept.drop(account_id, path)
