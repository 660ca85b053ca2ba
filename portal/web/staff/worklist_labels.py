"""The words of the first screen and of the lists. Data only."""

from collections.abc import Mapping
from typing import Any

from portal.domain.challenge.next_step import NextStep
from portal.domain.challenge.worklist_flags import Duty
from portal.domain.i18n import _
from portal.domain.notices.catalogue import TO_PARTNERS, TO_STAFF
from portal.services.feedback import Easy, Place
from portal.services.my_day import Asks, By
from portal.services.worklist import DueFilter, ListFilter, Sort, Which
from portal.web.staff.notice_labels import HELD

LISTS = {
    Which.UNASSIGNED: _("Unallocated"),
    Which.MINE: _("Mine"),
    Which.TEAM: _("My team's"),
    Which.OPEN: _("Open"),
    Which.WAITING: _("Awaiting reply"),
    Which.PAUSED: _("Paused"),
    Which.RECORD: _("To record and close"),
    Which.CLOSED: _("Closed"),
    Which.JUNK: _("Junk"),
    Which.ALL: _("All"),
}

_TO_TAKE = (Which.UNASSIGNED, _("See what nobody has yet"))
_TO_OPEN = (Which.OPEN, _("See all open cases"))
EMPTY: Mapping[Which, tuple[str, Which | None, str]] = {
    Which.UNASSIGNED: (_("Every case is allocated."), *_TO_OPEN),
    Which.MINE: (_("No case is allocated to you. Take one that nobody has, or ask your manager."), *_TO_TAKE),
    Which.TEAM: (_("No case is allocated to you or your team."), *_TO_TAKE),
    Which.OPEN: (_("No case is open. A new one comes here by itself, or enter one with “New challenge”."), None, ""),
    Which.WAITING: (_("No case waits for the person challenging."), *_TO_OPEN),
    Which.PAUSED: (_("No case is paused."), *_TO_OPEN),
    Which.RECORD: (_("Every review that is over is recorded and closed."), *_TO_OPEN),
    Which.CLOSED: (_("No case is closed yet."), *_TO_OPEN),
    Which.JUNK: (_("Nothing is marked as junk. Choose what is, in any list of open cases."), *_TO_OPEN),
    Which.ALL: (
        _("There is no case yet. A new one comes here by itself, or enter one with “New challenge”."),
        None,
        "",
    ),
}
"""What an empty list says, and the list where one goes on: with the words of the link."""

DUTIES = {
    Duty.SAFETY: _("Danger or something new"),
    Duty.YOUNG: _("A message from a young person"),
    Duty.REQUEST: _("A request not yet answered"),
    Duty.TRIAGE: _("Triage"),
    Duty.REVIEW: _("A reviewer"),
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

PARTS = {"own": _("Your work"), "free": _("Unallocated"), "waiting": _("Yours, waiting for somebody else")}
"""The parts of my day."""

BY = {By.LATE: _("Late"), By.TODAY: _("Today"), By.SOON: _("Soon")}

STEPS: Mapping[NextStep, tuple[str, str]] = {
    NextStep.TRIAGE: (_("Triage"), "triage"),
    NextStep.CONFIRM_END: (_("Ending without a review: confirm it or send it back"), "confirm_end"),
    NextStep.OBJECTION: (_("Objection to an ending: decide on it"), "uphold_end"),
    NextStep.OUTSIDE: (_("Nobody here can review it: name somebody outside"), "name_outside"),
    NextStep.ORIGINAL: (_("Record the original decision"), "record_original"),
    NextStep.PANEL: (_("The panel decides: write down who sat"), "record_panel"),
    NextStep.REVIEW: (_("Review: findings and new decision"), "full_review"),
    NextStep.DECISION: (_("Review: make the new decision"), "decide"),
    NextStep.REPLY: (_("Write the reply"), "write_reply"),
    NextStep.SENT_BACK: (_("Reply sent back: change it"), "write_reply"),
    NextStep.NEUTRAL: (_("Send the neutral outcome"), "end_review"),
    NextStep.RELEASE: (_("Reply to approve"), "release"),
    NextStep.RECORD: (_("Record and close"), "record"),
    NextStep.CLOSE: (_("Close"), "close"),
    NextStep.RAISER: (_("Awaiting reply from the person challenging"), ""),
    NextStep.WITHDRAWN: (_("Withdrawn"), ""),
    NextStep.CLOSED: (_("Closed"), ""),
    NextStep.JUNK: (_("Junk"), ""),
}
"""What a case waits for, and the action that does it."""

ROLE_STEPS = frozenset({NextStep.CONFIRM_END, NextStep.OBJECTION, NextStep.OUTSIDE, NextStep.RELEASE})
"""Those that somebody does who does not have the case."""

ASKS: Mapping[str, tuple[str, str]] = {
    "urgent": (_("Asked for it to be quick"), "see_flags"),
    "advocate": (_("Find an advocate"), "answer_advocate"),
    "escalation_asked": (_("Escalation requested: we are late"), "see_flags"),
    "answered": (_("Answer arrived"), "see_flags"),
    "message": (_("More information received"), "see_flags"),
    "language_help": (_("Needs our words in their language"), "see_flags"),
    "contact_changed": (_("Contact details changed"), "see_flags"),
    Asks.MENTION: (_("A note mentions you"), "see_mention"),
    Asks.PROMISE: (_("Promised action due"), "keep_promise"),
    Asks.SEND: (_("Complaint to send"), "record_sent"),
    Asks.NOTIFY: (_("Somebody to be told, by the policy"), "record_notified"),
    Asks.NEW_DATE: (_("Finish it, or set a new date and say why"), "extend"),
    Asks.LOST: (_("A message did not arrive"), "see_lost"),
    Asks.HELD: (_("A message is held"), "send_held"),
}
"""What it asks for besides, and the action that sees to it."""

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

WORDS: Mapping[str, Any] = {
    "list_words": LISTS,
    "empty_words": EMPTY,
    "due_filter_words": DUE,
    "part_words": PARTS,
    "by_words": BY,
    "step_words_staff": STEPS,
    "role_steps": ROLE_STEPS,
    "asks_words": ASKS,
    "free_list": ListFilter(Which.UNASSIGNED, sort=Sort.DUE),
    "channel_words": CHANNELS,
    "lost_words": LOST,
    "to_do_words": TO_DO,
    "held_words": HELD,
    "easy_words": EASY,
    "feedback_places": ASKED_WHERE,
}
"""As the templates know them."""
