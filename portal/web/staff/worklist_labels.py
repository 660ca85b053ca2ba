"""The words of the first screen and of the lists. Data only."""

from collections.abc import Mapping
from typing import Any

from portal.domain.challenge.worklist_flags import Duty
from portal.domain.i18n import _
from portal.domain.notices.catalogue import TO_PARTNERS, TO_STAFF
from portal.services.feedback import Easy, Place
from portal.services.worklist import DueFilter, Which
from portal.web.staff.notice_labels import HELD

LISTS = {
    Which.UNASSIGNED: _("Unassigned"),
    Which.MINE: _("Mine"),
    Which.TEAM: _("My team's"),
    Which.WAITING: _("Waiting for the raiser"),
    Which.PAUSED: _("Paused"),
    Which.RECORD: _("To record and close"),
    Which.CLOSED: _("Closed"),
    Which.JUNK: _("Junk"),
    Which.ALL: _("All"),
}

DUTIES = {
    Duty.SAFETY: _("Danger or something new"),
    Duty.YOUNG: _("A message from a young person"),
    Duty.REQUEST: _("A request not yet answered"),
    Duty.TRIAGE: _("Triage"),
    Duty.OUTSIDE: _("Nobody here can look at it"),
    Duty.CONFIRM_END: _("An ending to confirm"),
    Duty.OBJECTION: _("An objection"),
    Duty.SEND: _("A complaint to send"),
    Duty.NOTIFY: _("Somebody who has to be told"),
    Duty.MENTION: _("A note that mentions me"),
    Duty.RELEASE: _("A reply to release"),
    Duty.RECORD: _("A record"),
    Duty.PROMISE: _("A promised action that is due"),
}

EASY = {Easy.VERY_EASY: _("Very easy"), Easy.EASY: _("Easy"), Easy.HARD: _("Hard"), Easy.VERY_HARD: _("Very hard")}

ASKED_WHERE = {
    Place.PAGE: _("by the link on a page"),
    Place.SENT: _("after sending a request"),
    Place.CLOSED: _("after signing out"),
}

DUE = {DueFilter.TODAY: _("Due today"), DueFilter.LATE: _("Late")}

GROUPS = {
    Duty.SAFETY: _("Danger, or something new about a child"),
    Duty.YOUNG: _("Messages from young people"),
    DueFilter.TODAY: _("Due today"),
    DueFilter.LATE: _("Late"),
    Duty.REQUEST: _("Requests not yet answered"),
    "advocate": _("Young people who want an advocate"),
    Duty.TRIAGE: _("Waiting for triage"),
    Duty.CONFIRM_END: _("Endings without a review, to confirm"),
    Duty.OUTSIDE: _("Nobody here can look at these: name somebody outside"),
    Duty.OBJECTION: _("Objections for a manager to look at"),
    Duty.SEND: _("Complaints to send"),
    Duty.NOTIFY: _("To be told, by the policy"),
    Duty.MENTION: _("Notes that mention me"),
    Duty.RELEASE: _("Replies to release"),
    Duty.PROMISE: _("Promised actions that are due"),
}

CHANNELS = {"email": _("Email"), "text": _("Text message"), "letter": _("Letter")}

_NO_ADDRESS = _("It came back: the address or number does not work.")
_LATER = _("It came back: their inbox was full or their telephone off.")
_NOTIFY = _("GOV.UK Notify could not send it.")

LOST: Mapping[str, str] = {
    "permanent-failure": _NO_ADDRESS,
    "temporary-failure": _LATER,
    "technical-failure": _NOTIFY,
    "cancelled": _NOTIFY,
    "validation-failed": _NO_ADDRESS,
    "virus-scan-failed": _NOTIFY,
    "set_up": _("GOV.UK Notify refuses it because it is set up wrongly. Tell your IT team now."),
    "failed": _("We could not send it. The address or number may be wrong."),
    "waiting": _("We have tried for a day and could not send it yet."),
    "sent": _("We do not know if it arrived."),
}
"""What became of a message, by Notify's last word; where it is none, by where the message is."""

_COLLEAGUE = _("This was for a colleague. Tell them, and check that their email address is right.")
_PARTNER = _("This was for somebody whom the policy has told. Tell them another way, and check their address.")
_OUR_MAILBOX = _("This was for the team. Check that the team's mailbox works.")

TO_DO: Mapping[str, str] = {
    **dict.fromkeys(TO_STAFF, _COLLEAGUE),
    "new_challenge": _OUR_MAILBOX,
    **dict.fromkeys(TO_PARTNERS, _PARTNER),
    "safety_alert": _("This was a safety alert for colleagues on duty. Act on it, and check the addresses it went to."),
    "email": _(
        "Ring them, if their contact plan says that a call is safe. Otherwise wait until they come back with their "
        "code."
    ),
    "text": _(
        "Ring them, if their contact plan says that a call is safe, at a time that is safe. Otherwise wait until they "
        "come back with their code."
    ),
    "letter": _(
        "Check the address with them, if their contact plan says that a call is safe. Otherwise wait until they come "
        "back with their code."
    ),
}
"""What to do about a message that did not arrive, by its name; one to the raiser, by how it was sent."""

WORDS: Mapping[str, Mapping[Any, str]] = {
    "list_words": LISTS,
    "due_filter_words": DUE,
    "group_words": GROUPS,
    "channel_words": CHANNELS,
    "lost_words": LOST,
    "to_do_words": TO_DO,
    "held_words": HELD,
    "easy_words": EASY,
    "feedback_places": ASKED_WHERE,
}
"""As the templates know them."""
