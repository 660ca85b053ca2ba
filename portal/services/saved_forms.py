"""What staff had typed into a form that could not be taken just then: put by, and given back to them alone."""

from portal.services import AppContext
from portal.storage import Fields


def keep(context: AppContext, account_id: str, path: str, fields: Fields, about: str = "") -> None:
    """Put by the form sent to ``path``; nothing happens for an account that is closed.

    ``about``: the reference of the challenge it is about, if it is.
    """
    with context.store.begin() as unit:
        account = unit.accounts.by_id(account_id)
        if account and account.active:
            unit.saved_forms.put(account_id, path, fields, context.now(), about)


def typed(context: AppContext, account_id: str, path: str) -> Fields | None:
    """What was put by of that form, if it is less than a day old."""
    with context.store.read() as unit:
        return unit.saved_forms.get(account_id, path, context.now())


def drop(context: AppContext, account_id: str, path: str) -> None:
    with context.store.begin() as unit:
        unit.saved_forms.drop(account_id, path)
