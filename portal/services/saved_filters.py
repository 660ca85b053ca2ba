"""The lists that somebody comes back to: saved under a name, for their own account alone."""

from collections.abc import Mapping, Sequence

from portal.domain.characters import shows
from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused, Actor, Permission
from portal.services import AppContext
from portal.storage import SavedFilter

MOST = 20
"""So many filters one account can have."""


def mine(context: AppContext, actor: Actor) -> Sequence[SavedFilter]:
    """The filters of somebody, the first saved first."""
    _must_see(actor)
    with context.store.read() as unit:
        return unit.saved_filters.of(actor.key)


def save(context: AppContext, actor: Actor, name: str, address: Mapping[str, str]) -> None:
    """Save a list under a name, in place of the one of this name before. Raises :class:`ActionRefused`."""
    _must_see(actor)
    if not shows(name):
        raise ActionRefused(_("Enter a name for this filter"))
    with context.store.begin() as unit:
        there = unit.saved_filters.of(actor.key)
        same = [each for each in there if each.name.casefold() == name.casefold()]
        if len(there) - len(same) >= MOST:
            raise ActionRefused(_("You have 20 saved filters. Delete one first."))
        for each in same:
            unit.saved_filters.drop(actor.key, each.id)
        unit.saved_filters.add(actor.key, name, address, context.now())


def delete(context: AppContext, actor: Actor, filter_id: str) -> None:
    """Delete one of somebody's own; nobody else's."""
    _must_see(actor)
    with context.store.begin() as unit:
        unit.saved_filters.drop(actor.key, filter_id)


def _must_see(actor: Actor) -> None:
    if not actor.may(Permission.SEE_LIST):
        raise ActionRefused("You are not allowed to see the list.")
