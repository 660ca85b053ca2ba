"""The words of what became of them, of reminders and of junk. Data only."""

from collections.abc import Mapping

from portal.domain.challenge.junk import Junk
from portal.domain.i18n import _
from portal.domain.notices.catalogue import TO_PARTNERS, TO_RAISER, TO_STAFF

NOTICES: Mapping[str, str] = {**TO_RAISER, **TO_STAFF, **TO_PARTNERS}

STATES: Mapping[str, str] = {
    "waiting": _("Waits to be sent"),
    "on_its_way": _("Sent; we do not know yet whether it arrived"),
    "arrived": _("Arrived"),
    "posted": _("Printed and posted"),
    "lost": _("Did not arrive"),
    "failed": _("Could not be sent"),
    "held": _("Held until a colleague lets it go"),
    "cancelled": _("Not sent: it was no longer wanted"),
}
"""What became of a notice."""

HELD: Mapping[str, str] = {
    "unread": _("It is a letter. It goes an hour after somebody has read the challenge"),
    "stopped": _("Letters were stopped. It goes once somebody sends it"),
    "many": _("Many messages have gone to the same person"),
    "letters": _("As many letters as are sent in a day have gone"),
}
"""Why a message is held."""

REMINDED: Mapping[str, str] = {
    "before": _("It is due on the next working day"),
    "today": _("It is due today"),
    "late": _("It is late"),
    "untriaged": _("It waits for triage"),
    "record": _("It was not recorded in time"),
}
"""Of what colleagues were reminded."""

JUNK: Mapping[str, str] = {
    Junk.ADVERT: _("It is advertising"),
    Junk.REPEATED: _("The same was sent many times"),
    Junk.ABUSE: _("It only insults or threatens us"),
    Junk.TEST: _("Somebody tries the form out"),
    Junk.OTHER: _("Something else"),
}
"""Why something is no request."""
