"""Whether the worker is alive, as every page of the staff's door asks."""

from datetime import datetime, timedelta

from portal.services import AppContext
from portal.services.reminders import Silence, silence
from portal.storage import DOWN

KNOWN_FOR = timedelta(seconds=30)


class Pulse:
    """Asks the database at most every 30 seconds for each process."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._known: tuple[datetime, Silence | None] | None = None

    def silent(self) -> Silence | None:
        """What to warn of; nothing where the database is down, which has a page of its own."""
        now, known = self._context.now(), self._known
        if known is None or now - known[0] >= KNOWN_FOR:
            try:
                self._known = known = now, silence(self._context)
            except DOWN:
                return None
        return known[1]
