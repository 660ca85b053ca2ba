"""The words of notices, of what became of them, of reminders and of junk. Data only."""

from collections.abc import Mapping

from portal.domain.challenge.junk import Junk
from portal.domain.i18n import _

NOTICES: Mapping[str, str] = {
    "received": _("To the raiser: we have your request"),
    "accepted": _("To the raiser: we are working on it"),
    "passed_on": _("To the raiser: we have passed your message on"),
    "question": _("To the raiser: a question"),
    "date_changed": _("To the raiser: a date has changed"),
    "late": _("To the raiser: we are late"),
    "finished": _("To the raiser: we have finished"),
    "window_closing": _("To the raiser: the time to answer us ends soon"),
    "next_stage": _("To the raiser: it is with the next person"),
    "closed": _("To the raiser: closed, because we did not hear from you"),
    "answer": _("To the raiser: there is a message from us"),
    "new_challenge": _("To the team: a new request"),
    "safety_alert": _("To colleagues on duty: a safety alert is open"),
    "assigned": _("To a colleague: it was assigned to them"),
    "all_yours": _("To a colleague: the work of somebody was handed over to them"),
    "set_free": _("To managers: nobody has it now"),
    "mentioned": _("To a colleague: a note mentions them"),
    "to_release": _("To colleagues: a reply waits to be released"),
    "released": _("To a colleague: their reply was released"),
    "sent_back": _("To a colleague: their reply was sent back"),
    "stood_in": _("To managers: somebody stands in as reviewer"),
    "next_asked": _("To the team: the next reviewer was asked for"),
    "account_change_waits": _("To administrators and managers: a change to an account waits for one of them"),
    "account_changed": _("To administrators and the team: an account was changed"),
    "sign_in_link": _("To administrators and the team: an address was made that signs somebody in once"),
    "your_account": _("To a colleague: their own account was changed, or somebody asked for that"),
    "end_to_confirm": _("To managers: an ending without a review has to be confirmed"),
    "end_sent_back": _("To a colleague: the ending that they proposed was sent back"),
    "nobody_left": _("To managers and the most senior: nobody here can look at it"),
    "objection": _("To managers: the person challenging does not agree with an ending"),
    "digest": _("To a colleague: what waits for them"),
    "gathered": _("To a colleague: many things at once"),
    "gathered_alerts": _("To colleagues: many safety alerts at once"),
    "bounced": _("To a colleague: a message to the raiser did not arrive"),
}

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
