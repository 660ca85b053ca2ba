"""The forms of the decision itself: the original one, the findings on each ground, the new one. Data only."""

from collections.abc import Mapping

from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.independence import Independent
from portal.domain.challenge.original_decision import ELSEWHERE, NOT_KNOWN, RECORD_ORIGINAL
from portal.domain.challenge.review import DECIDE, DECIDE_GROUND, FIND, ChildSeen
from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question
from portal.web.staff.form_parts import ActionForm, asks, line, one, words

# fmt: off
INDEPENDENCE: Mapping[Independent, str] = {
    Independent.YES: _("I did not make, advise on or review this decision, and I do not know the family"),
    Independent.MADE: _("I made the decision"),
    Independent.ADVISED: _("I advised on the decision"),
    Independent.REVIEWED: _("I have reviewed the decision before"),
    Independent.KNOWS: _("I know the child or the family"),
}
"""What somebody declares; all but the first make them step aside."""

ASIDE = tuple(Choice(how.value, words) for how, words in INDEPENDENCE.items() if how != Independent.YES)

INDEPENDENT = Question(
    "independent", Kind.ONE, _("Are you independent?"),
    hint=_("If you are not, you step aside by this, and are not offered the challenge again."),
    choices=(Choice(Independent.YES.value, INDEPENDENCE[Independent.YES]), *ASIDE),
    empty=_("Select whether you are independent"),
)

SEEN: Mapping[str, str] = {
    ChildSeen.NOW: _("Yes, for this review"),
    ChildSeen.THEN: _("Yes, when the original decision was made"),
    ChildSeen.NO: _("No"),
}

THRESHOLD = one("threshold", _("Level of need"), _("Select the level of need"))

ORIGINAL: Mapping[AnyAction, ActionForm] = {
    RECORD_ORIGINAL: ActionForm(
        asks(
            _("Record the original decision"),
            _("The decision that is challenged, as the case system has it. Whoever made it or advised on it cannot "
              "review it. While it is not known who made it, the review waits."),
            line("contact", _("Contact ID"), _("Enter the contact ID"), _("As the case system shows it."), longest=60),
            Question(
                "on", Kind.DATE, _("Date of the decision"), _("For example, 27 3 2026"),
                empty=_("Enter the date of the decision"), wrong=_("Enter a real date that is not in the future"),
            ),
            one("decision", _("What was decided?"), _("Select what was decided")),
            THRESHOLD,
            one(
                "maker", _("Who made the decision?"), _("Select who made the decision, or 'Not known yet'"),
                (
                    Choice(
                        ELSEWHERE, _("Somebody who has no account here"),
                        parts=(
                            line("maker_name", _("Their name and role"), _("Enter who made the decision")),
                        ),
                    ),
                    Choice(NOT_KNOWN, _("Not known yet")),
                ),
            ),
            Question("advisers", Kind.SOME, _("Who advised on it?"), optional=True),
            Question(
                "words", Kind.WORDS, _("What else should the reviewer know about it?"), optional=True,
            ),
        ),
        _("Save the original decision"), _("The original decision was recorded."), refused="contact",
    ),
}
DECISION: Mapping[AnyAction, ActionForm] = {
    DECIDE_GROUND: ActionForm(
        asks(
            _("Record the finding on a ground"), "",
            one(
                "outcome", _("Finding"), _("Select the finding"),
                (
                    Choice("changed", _("Upheld")),
                    Choice("partly", _("Partly upheld")),
                    Choice("unchanged", _("Not upheld")),
                    Choice("unknown", _("Unable to determine")),
                ),
                _("Upheld means that the person challenging is right on this ground."),
            ),
            words(_("Reasons"), _("Write the reasons"), key="reasons"),
            line(
                "basis", _("Clause, threshold or law applied"), _("Enter the clause, threshold or law applied"),
                _("For example, level 3 of the threshold document, or section 17 of the Children Act 1989"),
                longest=400,
            ),
        ),
        _("Save and go on"), _("The finding was saved."), "grounds", refused="outcome",
    ),
    FIND: ActionForm(
        asks(
            _("Record the evidence and the child's views"), "",
            words(
                _("Evidence considered"), _("Write what evidence you considered"),
                _("One piece a line: what it is, its date and what it shows."), key="evidence",
            ),
            words(
                _("People consulted"), _("Write whom you consulted, or why nobody"),
                _("One a line, by role and agency."), key="consulted",
            ),
            words(
                _("What is new since the original decision?"),
                _("Write what is new since the original decision, or that nothing is"),
                _("What was not known when it was made. If nothing is new, say so."), key="new",
            ),
            one(
                "seen", _("Was the child seen?"), _("Select whether the child was seen"),
                tuple(Choice(str(seen), words) for seen, words in SEEN.items()),
            ),
            words(
                _("The child's wishes and feelings"),
                _("Write what the child wants and feels, or why you could not find out"),
                _("If you could not find out, say why."), key="views",
            ),
        ),
        _("Save and go on"), _("The evidence was saved."), "decision", refused="evidence",
    ),
    DECIDE: ActionForm(
        asks(
            _("Make the new decision"),
            _("Each review ends in a new decision, which may be the same as the original one. After this the findings "
              "stay as they are. You then write what the person challenging is told."),
            one("decision", _("The new decision"), _("Select the new decision")),
            THRESHOLD,
            words(_("Reasons for the new decision"), _("Write the reasons for the new decision"), key="reasons"),
            words(
                _("Alternatives considered"), _("Write what else you considered, and why you decided against it"),
                key="alternatives",
            ),
            INDEPENDENT,
        ),
        _("Sign off the new decision"), _("The new decision was made."), "decision", refused="decision",
    ),
}
# fmt: on
