"""What never leaves the layers behind the doors."""

from typing import Any, NoReturn

from portal.domain.disclosure.table import NotToBeTold


class InternalOnly:
    """Stays inside: no template, notice, document or export may be given one, and it has no words of its own.

    Pages are given views, which are made from it. The doors' templates refuse it wherever it turns up
    (``web.jinja``), and a test looks for it in whatever a service gives to a door.
    """

    __slots__ = ()

    def _refuse(self, *_: Any) -> NoReturn:
        raise NotToBeTold(f"A whole {type(self).__name__} stays inside: make a view of it")

    __str__ = __format__ = __html__ = _refuse
