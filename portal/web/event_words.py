"""What a raiser's pages say of what happened: data only, shown to staff by the other door.

Young people read it too, so every sentence is for them.
"""

from collections.abc import Collection, Mapping

from portal.domain.challenge.events.event_kind import WhoseWords
from portal.domain.challenge.events.registry import KindTable, kinds_that
from portal.domain.challenge.reply_text import FOUND
from portal.domain.disclosure.table import Fact
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
    "accepted_other": (
        _("Waiting for someone to look"),
        _("We have read what you sent. Someone who did not make the decision will look at it."),
    ),
    "looking_other": (
        _("Someone is looking at it"),
        _("Someone who did not make the decision has begun to look at everything you told us."),
    ),
    "accepted_panel": (
        _("Waiting for the panel"),
        _("A panel of people who did not make the decision will look at everything you told us."),
    ),
    "looking_panel": (
        _("The panel has looked at it"),
        _("A panel of people who did not make the decision has looked at what you told us. We have not finished yet."),
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
        _("Now it is your turn: you can stop here, or ask for the next step."),
    ),
    "last": (
        _("We have finished looking again"),
        _("This was the last step here. There is nobody else at the council to ask."),
    ),
    "withdrawn": (_("You cancelled your request"), _("We have stopped looking at it again.")),
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

WHERE_TAGS: Mapping[str, str] = {
    "unread": "govuk-tag--red", "accepted": "govuk-tag--blue", "looking": "govuk-tag--blue",
    "accepted_other": "govuk-tag--blue", "looking_other": "govuk-tag--blue",
    "accepted_panel": "govuk-tag--blue", "looking_panel": "govuk-tag--blue",
    "finding": "govuk-tag--orange", "outside": "govuk-tag--blue", "paused": "govuk-tag--yellow",
    "reviewed": "govuk-tag--purple", "last": "govuk-tag--green", "ended": "govuk-tag--green",
    "closed": "govuk-tag--green", "received": "govuk-tag--turquoise", "to_read": "govuk-tag--turquoise",
    "objected": "govuk-tag--blue",
}  # fmt: skip
"""The colour of the tag for each: the words say it too."""

FOUND_WORDS: Mapping[str, str] = {
    "changed": _("You were right"),
    "partly": _("You were partly right"),
    "unchanged": _("We did not change this"),
    "unknown": _("We could not find out"),
}
"""What we found on something that they raised, on a tag."""

FOUND_TAGS: Mapping[str, str] = {
    "changed": "govuk-tag--green", "partly": "govuk-tag--turquoise", "unchanged": "govuk-tag--grey",
    "unknown": "govuk-tag--grey",
}  # fmt: skip

SUBJECTS: Mapping[str, str] = {
    Fact.REVIEW_RESULT: _("What we found, %(moment)s"),
    Fact.DECISION: _("What we decided, %(moment)s"),
    Fact.REASONS: _("Why we decided it, %(moment)s"),
    Fact.OTHER_AGENCIES: _("What other services told us, %(moment)s"),
}
"""What stands above a message that we released, by what it is about."""

MESSAGE_HEADINGS: Mapping[str, str] = KindTable(lambda kind: (kind.told.heading or None) if kind.told else None)
"""By kind of event: what stands above what was written, with ``moment``, ``day`` or ``number`` filled in."""

WRITTEN_BY_US: Collection[str] = kinds_that(
    lambda kind: kind.told and kind.told.words in (WhoseWords.STAFFS, WhoseWords.RELEASED)
)
"""The kinds of event with which we write to raisers."""

HAPPENED: Mapping[str, str] = KindTable(lambda kind: kind.told.line if kind.told else None)
"""By kind of event: what the timeline says. ``day`` is the last on which they can."""

EVENT_WORDS: Mapping[str, Collection[str]] = {
    "message_headings": MESSAGE_HEADINGS,
    "message_subjects": SUBJECTS,
    "where_tags": WHERE_TAGS,
    "found_words": FOUND_WORDS,
    "found_tags": FOUND_TAGS,
    "found_sentences": FOUND,
    "written_by_us": WRITTEN_BY_US,
}
"""As the templates of both doors know them."""
