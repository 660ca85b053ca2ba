"""Changing the master key while the service goes on."""

from collections.abc import Callable

from portal.services import AppContext


def rotate_master(context: AppContext, told: Callable[[str, int], None]) -> int:
    """Wrap every data key with the master key of today; how many were under another. Can be stopped, and begun again.

    ``told`` hears after each batch how many of a table are done. What somebody wrote meanwhile with the other key, as a
    process does that was not started anew yet, is found by a second round.
    """
    count = context.store.rotate(told)
    while more := context.store.rotate(told):
        count += more
    return count
