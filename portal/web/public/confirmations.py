"""What the tracker confirms: data only. Young people read it too, so every sentence is for them."""

from collections.abc import Mapping

from portal.domain.challenge.events.ending_events import OBJECTED
from portal.domain.challenge.events.information_events import INFORMATION_ASKED
from portal.domain.challenge.events.question_events import ANSWERED
from portal.domain.challenge.events.raiser_events import (
    ACCEPTED,
    CONTACT_CHANGED,
    ESCALATION_ASKED,
    LANGUAGE_HELP_ASKED,
    MOVED_ON,
    REOPENED,
    STILL_WORRIED,
    WITHDRAWN,
)
from portal.domain.challenge.events.raiser_request_events import CALL_ASKED, CORRECTED, FORM_ASKED
from portal.domain.challenge.events.transfer_events import COMPLAINT_ASKED
from portal.domain.i18n import _

NOTED: Mapping[str, tuple[str, str, str]] = {
    "answer": (ANSWERED, _("We have your answer"), _("Someone in our team will read it.")),
    "contact": (
        CONTACT_CHANGED,
        _("Your contact details are saved"),
        _("From now on we only use the ways that you say are safe."),
    ),
    "stopped": (
        CONTACT_CHANGED,
        _("We will not contact you"),
        _("We have stopped all messages. You can come back here with your reference and code to see what happens."),
    ),
    "corrected": (
        CORRECTED,
        _("We have your correction"),
        _("What you sent first is still there. Our team will see your correction beside it."),
    ),
    "call": (CALL_ASKED, _("You have asked us to call you"), _("Our team can see the day and what to say.")),
    "form": (
        FORM_ASKED,
        _("You have asked for our messages in another way"),
        _("Our team can see what you need, and by when. The day is on the page about your request."),
    ),
    "complaint": (
        COMPLAINT_ASKED,
        _("We have your complaint"),
        _("Someone in our team will send it to the team that looks at complaints. Your request here will go on."),
    ),
    "information": (
        INFORMATION_ASKED,
        _("We have your complaint"),
        _("Someone in our team will send it to the team that looks at complaints. Your request here will go on."),
    ),
    "language": (
        LANGUAGE_HELP_ASKED,
        _("You have asked for your language"),
        _("Our team can see that you need our messages in your language."),
    ),
    "back": (
        WITHDRAWN,
        _("You have cancelled your request"),
        _("We have stopped our check of the decision. We may still have to do something to keep a child safe."),
    ),
    "again": (
        REOPENED,
        _("Your request is open again"),
        _("We will look at the decision again. Our time limit has started again."),
    ),
    "next": (
        ESCALATION_ASKED,
        _("You have asked for the next step"),
        _("Our team can see that you want the next step."),
    ),
    "moved": (
        MOVED_ON,
        _("Your request has gone to the next step"),
        _("You asked for the next step because we are late. We are sorry."),
    ),
    "manager": (
        OBJECTED,
        _("You have asked a manager to look"),
        _("A manager who took no part in our answer will look at it. You can ask for this once."),
    ),
    "on": (STILL_WORRIED, _("We have your answer"), _("Thank you for telling us that you are still worried.")),
    "stop": (ACCEPTED, _("Thank you for telling us"), _("We plan to do nothing more with this request.")),
}
"""By address: the kind of event that it confirms, the heading, and what comes of it."""
