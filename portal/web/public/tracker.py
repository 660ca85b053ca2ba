"""What the tracker says: data only. Young people read it too, so every sentence is for them."""

from collections.abc import Mapping

from portal.domain.words import _

WHERE: Mapping[str, tuple[str, str]] = {
    "received": (
        _("Waiting to be looked at again"),
        _("Someone who did not make the decision reads all that you sent, then looks at it again."),
    ),
    "reviewed": (
        _("We have finished looking again"),
        _("Now it is your turn: you can stop here, or ask the next person to look."),
    ),
    "withdrawn": (_("You took your request back"), _("We have stopped looking at it again.")),
    "closed": (_("Finished"), _("We plan to do nothing more with this request.")),
}
"""By status: where the request is, and what that means in one sentence."""

HAPPENED: Mapping[str, str] = {
    "added": _("You told us more."),
    "asked": _("We asked you a question."),
    "answered": _("You answered our question."),
    "released": _("We wrote you a message."),
    "contact_changed": _("You changed how we get in touch with you."),
    "escalation_asked": _("You asked for the next person to look."),
    "review_ended": _("We finished looking again."),
    "still_worried": _("You told us that you are still worried."),
    "accepted": _("You told us that you want to stop here."),
    "withdrawn": _("You took your request back."),
    "reopened": _("You opened your request again."),
    "advocate_answered": _("We have an answer about someone to help you."),
    "moved_on": _("Your request went to the next person."),
    "triaged": _("We read your request and decided what happens with it."),
    "paused": _("We stopped for a while."),
    "resumed": _("We went on."),
    "extended": _("We need more time."),
    "promise_kept": _("We did something that we promised."),
    "late": _("We did not finish by the date we gave you. We are sorry."),
}
"""By kind of event: what the timeline says."""

NOTED: Mapping[str, tuple[str, str, str]] = {
    "answer": ("answered", _("We have your answer"), _("The person who looks again will read it.")),
    "contact": (
        "contact_changed",
        _("We have changed how we get in touch"),
        _("From now on we only use the ways that you say are safe."),
    ),
    "back": (
        "withdrawn",
        _("You have taken your request back"),
        _("We stop looking at the decision again. We may still have to do something to keep a child safe."),
    ),
    "again": (
        "reopened",
        _("Your request is open again"),
        _("We look at the decision again. The time we need starts again from today."),
    ),
    "next": (
        "escalation_asked",
        _("You have asked for the next person"),
        _("Our team can see that you want the next person to look."),
    ),
    "on": ("still_worried", _("We have your answer"), _("Thank you for telling us that you are still worried.")),
    "stop": ("accepted", _("Thank you for telling us"), _("We plan to do nothing more with this request.")),
}
"""By address: the kind of event that it confirms, the heading, and what comes of it."""
