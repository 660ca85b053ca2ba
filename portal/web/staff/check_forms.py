"""Forms of what staff establish about a raiser, and about who acts for them. Data only."""

from collections.abc import Mapping

from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.raiser_checks import (
    CHECK_AUTHORITY,
    CHECK_IDENTITY,
    CHECK_STANDING,
    UNDO_CHECKS,
    Authority,
)
from portal.domain.i18n import _
from portal.domain.journey import Choice
from portal.web.staff.form_parts import REASONS, YES_NO, ActionForm, asks, one, words

RIGHTS: Mapping[Authority, str] = {
    Authority.SIGNED: _("We have seen signed consent"),
    Authority.ASKED: _("The person told us themselves that they agree"),
    Authority.APPOINTED: _("The person lacks capacity for this, and we have seen a power of attorney or court order"),
    Authority.BEST_INTERESTS: _("The person lacks capacity for this, and a best interests decision was recorded"),
}
"""By what right somebody acts for the person challenging."""

# fmt: off
CHECKS: Mapping[AnyAction, ActionForm] = {
    CHECK_IDENTITY: ActionForm(
        asks(
            _("Record identity check"),
            _("Until this and their standing are checked, they are told no more than a stranger."),
            words(
                _("How did you check?"), _("Say how you checked"),
                _("For example, by calling a number from our own notes. Write no numbers of documents."),
            ),
        ),
        _("Save"), _("The identity check was recorded."),
    ),
    CHECK_STANDING: ActionForm(
        asks(
            _("Record relationship to child and PR check"),
            _("For example that they may make big decisions for the child, are family, or work with the child."),
            one(
                "made_contact", _("Did they make the contact that led to the decision?"),
                _("Select yes if they made the contact"), YES_NO,
                _("Look it up: what they say of it does not count. If you are not sure, choose no."),
            ),
            words(_("How did you check?"), _("Say how you checked")),
        ),
        _("Save"), _("The relationship check was recorded."),
    ),
    CHECK_AUTHORITY: ActionForm(
        asks(
            _("Record check that they may act for this person"),
            _("Until this is checked, whoever acts for them is told no more than a stranger."),
            one(
                "right", _("Why may they act for this person?"), _("Select why they may act for this person"),
                tuple(Choice(right.value, said) for right, said in RIGHTS.items()),
                _("Talk to the person alone where you can: somebody may be speaking for them against their will."),
            ),
            words(_("How did you check?"), _("Say how you checked")),
        ),
        _("Save"), _("It was recorded that they may act for this person."),
    ),
    UNDO_CHECKS: ActionForm(
        asks(
            _("Take back what was checked"),
            _("Do this if the wrong person was checked. From then on they are told no more than a stranger, and can no "
              "longer read what was released or written to them."),
            REASONS,
        ),
        _("Take it back"), _("They now count as not checked."),
    ),
}
# fmt: on
