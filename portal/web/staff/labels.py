"""What the pages of this door say: data only."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from portal.domain.challenge.action_rule import ActionGroup, AnyAction
from portal.domain.challenge.decide import ACTIONS
from portal.domain.challenge.events.registry import KindTable
from portal.domain.challenge.received_by import ReceivedBy
from portal.domain.disclosure.table import FACT_WORDS, Fact, Show
from portal.domain.evidence_formats import KEPT
from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question
from portal.domain.policy.model import Audience
from portal.services.case_access import Why
from portal.web import event_words
from portal.web.staff.account_labels import ACCOUNT_DEEDS, ACCOUNT_STATES, CHANGES, FORMER_DEED
from portal.web.staff.action_forms import FORMS
from portal.web.staff.decision_forms import ASIDE, INDEPENDENT, SEEN
from portal.web.staff.notice_labels import NOTICES, STATES
from portal.web.staff.staff_forms import ROLES
from portal.web.staff.worklist_labels import DUTIES

AUDIENCES = {
    Audience.PARENT: _("Parent or carer"),
    Audience.FAMILY: _("Wider family"),
    Audience.NEIGHBOUR: _("Friend or neighbour"),
    Audience.YOUNG_PERSON: _("Child or young person"),
    Audience.SPEAKING_FOR: _("Someone speaking for a young person"),
    Audience.PROFESSIONAL: _("Professional"),
}

FLAGS = {
    "danger": (_("Danger"), "govuk-tag--red"),
    "new_information": (_("New safeguarding information"), "govuk-tag--red"),
    "pressure": (_("Withdrawn: possible coercion"), "govuk-tag--red"),
    "urgent": (_("Urgent"), "govuk-tag--red"),
    "advocate": (_("Wants an advocate"), "govuk-tag--purple"),
    "escalation_asked": (_("Escalation requested: we are late"), "govuk-tag--orange"),
    "answered": (_("Reply received"), "govuk-tag--yellow"),
    "message": (_("More information received"), "govuk-tag--yellow"),
    "language_help": (_("Needs another language"), "govuk-tag--yellow"),
    "contact_changed": (_("Contact details changed"), "govuk-tag--yellow"),
}

STATUSES = {
    "reviewed": (_("Awaiting reply"), "govuk-tag--grey"),
    "withdrawn": (_("Withdrawn"), "govuk-tag--grey"),
    "finished": (_("To record and close"), "govuk-tag--blue"),
    "closed": (_("Closed"), "govuk-tag--grey"),
}
"""Those where it is not our turn."""

HAPPENED: Mapping[str, str] = KindTable(lambda kind: kind.staff or None)
"""By kind of event: what happened."""

TAKEN = {
    ReceivedBy.TELEPHONE: _("We took it by telephone and entered it"),
    ReceivedBy.LETTER: _("We entered it from a letter"),
    ReceivedBy.FACE_TO_FACE: _("We took it face to face and entered it"),
}
"""What happened instead of "They sent it"."""


def does(action: str) -> str:
    """What staff do with a challenge, as a link says it."""
    return FORMS[ACTIONS[action]].question.words


_GROUPS: Mapping[ActionGroup, str] = {
    ActionGroup.WHO_HAS_IT: _("Allocated to"),
    ActionGroup.TRIAGE: _("Triage"),
    ActionGroup.REVIEW: _("Review"),
    ActionGroup.TELL: _("Replies and messages"),
    ActionGroup.CLOCK: _("Timescale"),
    ActionGroup.NOTES: _("Notes and links"),
    ActionGroup.RECORD: _("Record"),
}


def groups() -> tuple[tuple[str, tuple[AnyAction, ...]], ...]:
    """What staff do with a challenge, as its page offers it."""
    every = ACTIONS.values()
    return tuple((words, tuple(each for each in every if each.group is group)) for group, words in _GROUPS.items())


WHYS: Mapping[str, str] = {
    Why.HAS_IT: _("Allocated officer"),
    Why.READING_ON: _("Viewed again"),
    Why.TAKING: _("I am taking it on"),
    Why.COVERING: _("I am covering for a colleague"),
    Why.SUPERVISING: _("I supervise this work"),
    Why.RELEASING: _("I am looking at a reply that waits to be released"),
    Why.CALLED: _("The person challenging or the family rang"),
    Why.AUDIT: _("I am checking records (audit)"),
    Why.OTHER: _("Something else"),
}

_ASKED = (Why.TAKING, Why.COVERING, Why.SUPERVISING, Why.RELEASING, Why.CALLED, Why.AUDIT, Why.OTHER)
_REASON = Question("words", Kind.LINE, _("What is the reason?"), empty=_("Enter the reason"), longest=300)
_WHY_TAKE = Question(
    "take_why", Kind.LINE, _("Why are you taking it?"), longest=300, empty=_("Write why you are taking it"),
    hint=_("It does not wait for somebody in your role, so your reason is kept."),
)  # fmt: skip


STEPS_ASIDE = "aside"
"""Chosen by who would take it on and is not independent."""

_DECLARES = _("I did not make, advise on or review the decision, and I do not know the family.")
_CANNOT = Choice(
    STEPS_ASIDE, _("I would take it on, and I am not independent"),
    _("You step aside, and are not offered it again. You do not open it."),
    parts=(replace(INDEPENDENT, choices=ASIDE, words=_("Why are you not independent?"), hint=""),),
)  # fmt: skip


@cache
def why_asked(*left_out: Why, own_work: bool = True, declares: bool = False) -> Question:
    """The question why somebody opens a challenge, without the reasons that cannot be theirs.

    ``own_work``: whether it waits for somebody in their role, so that they may take it without another word.
    ``declares``: whether who takes it on declares that they are independent.
    """
    declares = declares and Why.TAKING not in left_out
    parts = {Why.OTHER: (_REASON,)} | ({} if own_work else {Why.TAKING: (_WHY_TAKE,)})
    hints = {Why.TAKING: _DECLARES} if declares else {}
    asked = [
        Choice(why.value, WHYS[why], hints.get(why, ""), parts=parts.get(why, ()))
        for why in _ASKED
        if why not in left_out
    ]
    if declares:
        asked.insert(1, _CANNOT)
    return Question(
        key="why",
        kind=Kind.ONE,
        words=_("Why are you opening it?"),
        choices=tuple(asked),
        empty=_("Select why you are opening it"),
    )


VERDICTS: Mapping[str, tuple[str, str]] = {
    "changed": (_("Upheld"), "govuk-tag--green"),
    "partly": (_("Partly upheld"), "govuk-tag--turquoise"),
    "unchanged": (_("Not upheld"), "govuk-tag--grey"),
    "unknown": (_("Unable to determine"), "govuk-tag--yellow"),
}

TRIAGED: Mapping[str, str] = {
    "review": _("We look again"),
    "complaint": _("A complaint about how we treated them"),
    "information": _("A complaint about information"),
    "not_ours": _("For another council"),
    "settled": _("Looked at before, and settled"),
    "nothing_new": _("Looked at before, and nothing is new"),
    "court": _("A court decides this"),
    "no_decision": _("Not about a decision of the team"),
}

SENT_BY: Mapping[str, str] = {
    "email": _("By secure email"),
    "telephone": _("By telephone"),
    "post": _("By post"),
    "system": _("In their own system"),
    "in_person": _("In person"),
}
"""How a complaint was sent, or somebody told."""

INVOLVED: Mapping[str, str] = {
    "made": _("Made the decision"),
    "advised": _("Advised on the decision"),
    "reviewed": _("Has reviewed it"),
    "aside": _("Stepped aside"),
}

FACTS: Mapping[Fact, str] = {fact: words.staff for fact, words in FACT_WORDS.items()}

SHOWS: Mapping[Show, str] = {
    Show.FULL: _("Yes"),
    Show.RELEASED: _("Only what was released to them"),
    Show.GIST: _("Only a fixed, neutral sentence"),
    Show.WITHHELD: _("No"),
}

ACTORS: Mapping[str, str] = {"raiser": _("The person challenging"), "worker": _("The portal itself")}

NEEDED: Mapping[str, str] = {flag: words for flag, (words, _tag) in FLAGS.items()} | DUTIES
"""What a list can be narrowed to."""

WORDS = {
    "sent_by_words": SENT_BY,
    "file_words": KEPT,
    "audiences": AUDIENCES,
    "flag_words": FLAGS,
    "status_words": STATUSES,
    "happened_words": HAPPENED,
    "taken_words": TAKEN,
    "told_words": event_words.HAPPENED,
    "need_words": NEEDED,
    "verdict_words": {verdict: words for verdict, (words, _tag) in VERDICTS.items()},
    "role_words": ROLES,
    "state_words": ACCOUNT_STATES,
    "deed_words": ACCOUNT_DEEDS,
    "former_deed": FORMER_DEED,
    "change_words": CHANGES,
    "does": does,
    "groups": groups,
    "seen_words": SEEN,
    "verdict_tags": VERDICTS,
    "involved_words": INVOLVED,
    "triaged_words": TRIAGED,
    "fact_words": FACTS,
    "show_words": SHOWS,
    "notice_words": NOTICES,
    "became_words": STATES,
    "actor_words": ACTORS,
}
"""What the templates of these pages call them."""
