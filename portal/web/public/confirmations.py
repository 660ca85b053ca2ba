"""What the tracker confirms: data only. Young people read it too, so every sentence is for them."""

from collections.abc import Mapping

from portal.domain.i18n import _

NOTED: Mapping[str, tuple[str, str, str]] = {
    "answer": ("answered", _("We have your answer"), _("Someone in our team will read it.")),
    "contact": (
        "contact_changed",
        _("We have changed how we get in touch"),
        _("From now on we only use the ways that you say are safe."),
    ),
    "stopped": (
        "contact_changed",
        _("We will not contact you"),
        _("We have stopped all messages. You can come back here with your reference and code to see what happens."),
    ),
    "back": (
        "withdrawn",
        _("You have taken your request back"),
        _("We stop looking at the decision again. We may still have to do something to keep a child safe."),
    ),
    "again": (
        "reopened",
        _("Your request is open again"),
        _("We will look at the decision again. Our time limit has started again."),
    ),
    "next": (
        "escalation_asked",
        _("You have asked for the next person"),
        _("Our team can see that you want the next person to look."),
    ),
    "moved": (
        "moved_on",
        _("Your request is with the next person"),
        _("You asked for the next person because we are late. We are sorry."),
    ),
    "manager": (
        "objected",
        _("You have asked a manager to look"),
        _("A manager who took no part in our answer will look at it. You can ask for this once."),
    ),
    "on": ("still_worried", _("We have your answer"), _("Thank you for telling us that you are still worried.")),
    "stop": ("accepted", _("Thank you for telling us"), _("We plan to do nothing more with this request.")),
}
"""By address: the kind of event that it confirms, the heading, and what comes of it."""
