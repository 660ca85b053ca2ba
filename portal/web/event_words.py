"""What a raiser's pages say of what happened: data only, shown to staff by the other door.

Young people read it too, so every sentence is for them.
"""

from collections.abc import Mapping

from portal.domain.i18n import _

WHERE: Mapping[str, tuple[str, str]] = {
    "received": (_("We have it"), _("We will read what you sent.")),
    "to_read": (_("We have it"), _("We will read what you sent by the end of {day}.")),
    "unread": (_("We have it"), _("We are late. We will read what you sent and tell you what happens next.")),
    "accepted": (
        _("Waiting for a manager"),
        _("We have read what you sent. A manager who did not make the decision will look at it."),
    ),
    "looking": (
        _("A manager is looking at it"),
        _("A manager who did not make the decision has begun to look at everything you told us."),
    ),
    "finding": (
        _("We are finding someone to look at it"),
        _("Nobody here can look at it now. We are finding someone who had no part in it."),
    ),
    "outside": (
        _("With someone outside our team"),
        _("We have asked someone who had no part in the decision to look at everything you told us."),
    ),
    "paused": (_("We have paused it until {day}"), _("Our message says why. We will go on after that day.")),
    "junk": (
        _("We have stopped looking at this"),
        _("We think that this is not a real request. If it is, tell us more here or call us. Then we will read it."),
    ),
    "reviewed": (
        _("We have finished looking again"),
        _("Now it is your turn: you can stop here, or ask the next person to look."),
    ),
    "last": (
        _("We have finished looking again"),
        _("This was the last step here. There is nobody more senior at the council to ask."),
    ),
    "withdrawn": (_("You took your request back"), _("We have stopped looking at it again.")),
    "ended": (_("Finished"), _("Our message says why.")),
    "objected": (_("You asked a manager to look"), _("A manager who took no part in our answer will look at it.")),
    "closed": (
        _("Finished"),
        _("We have stopped looking at this request. If you are worried again, call us or send a new one."),
    ),
}
"""Where the request is, and what that means: by status, or by what is so within it.

``day`` ends a pause, or is the last by which we read it.
"""

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
    "triaged": _("We decided what happens with your request, and told you."),
    "paused": _("We have to wait for a while. Our message says why."),
    "resumed": _("We started again."),
    "extended": _("We need more time. Our message says why."),
    "promise_kept": _("We did one of the things that we said we would do."),
    "late": _("We did not finish by the date we gave you. We are sorry."),
    "complaint_prepared": _("We said that we would pass on what you said about how we treated you."),
    "information_prepared": _("We said that we would pass on what you said about your information."),
    "transfer_dropped": _("We did not pass on what you said, because you asked us not to."),
    "objected": _("You asked a manager to look."),
    "ending_upheld": _("A manager looked at our answer."),
    "triage_restored": _("A manager looked, and we start again."),
    "complaint_passed": _("We passed on what you said about how we treated you."),
    "information_passed": _("We passed on what you said about your information."),
    "window_closing": _("We said that you can tell us until {day} if you are still worried."),
    "closed": _("We closed your request because we did not hear from you."),
}
"""By kind of event: what the timeline says. ``day`` is the last on which they can."""
