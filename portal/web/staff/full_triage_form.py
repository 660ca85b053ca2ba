"""The form of all of triage on one page. Data only: each part is that of its single form, with a key of its own."""

from collections.abc import Mapping
from dataclasses import replace

from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.end_without_review import DECLINE
from portal.domain.challenge.full_triage import TRIAGE, TriageRoute
from portal.domain.challenge.original_decision import RECORD_ORIGINAL
from portal.domain.challenge.raiser_checks import CHECK_AUTHORITY, CHECK_STANDING
from portal.domain.challenge.triage import ACCEPT_FOR_REVIEW
from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question
from portal.web.staff.check_forms import CHECKS
from portal.web.staff.decision_forms import ORIGINAL
from portal.web.staff.form_parts import ActionForm, asks, one, words
from portal.web.staff.triage_forms import TRIAGE as SINGLE


def _part(action: AnyAction, key: str, forms: Mapping[AnyAction, ActionForm] = SINGLE) -> Question:
    return next(part for part in forms[action].question.parts if part.key == key)


def _optional(key: str) -> Question:
    return replace(_part(RECORD_ORIGINAL, key, ORIGINAL), optional=True)


# fmt: off
FULL_TRIAGE: Mapping[AnyAction, ActionForm] = {
    TRIAGE: ActionForm(
        asks(
            _("Triage"), "",
            Question(
                "identity", Kind.WORDS, _("How did you check who they are?"), optional=True,
                hint=_("For example, by calling a number from our own notes. Write no numbers of documents. Leave it "
                       "empty if you could not check this yet."),
            ),
            Question(
                "standing", Kind.WORDS, _("How did you check their relationship to the child?"), optional=True,
                hint=_("Say if they have parental responsibility. Leave it empty if you could not check this yet."),
            ),
            replace(_part(CHECK_STANDING, "made_contact", CHECKS), optional=True),
            replace(_part(CHECK_AUTHORITY, "right", CHECKS), optional=True),
            Question(
                "authority", Kind.WORDS, _("How did you check that they may act for this person?"), optional=True,
                hint=_("Leave it empty if you could not check this yet: until then they are told no more than a "
                       "stranger."),
            ),
            *map(_optional, ("contact", "on", "decision", "threshold", "maker", "advisers")),
            replace(_optional("words"), key="known"),
            one(
                "route", _("Which way does it go?"), _("Select which way it goes"),
                (
                    Choice(
                        TriageRoute.REVIEW.value, _("Accept for review"),
                        parts=(_part(ACCEPT_FOR_REVIEW, "to"), _part(ACCEPT_FOR_REVIEW, "words")),
                    ),
                    Choice(
                        TriageRoute.END.value, _("Propose to end it without a review"),
                        _("A colleague has to confirm it. They are not told yet."),
                        parts=(
                            _part(DECLINE, "outcome"),
                            words(_("Your reasons"), _("Write your reasons"), key="why"),
                        ),
                    ),
                ),
            ),
        ),
        _("Continue"), _("Triage is done."), refused="route", sends=_("Finish triage and tell them"),
        headings={
            "identity": _("Identity"), "standing": _("Relationship and parental responsibility"),
            "right": _("Acting for somebody else"),
            "contact": _("The original decision"), "route": _("What happens next"),
        },
    ),
}
# fmt: on
