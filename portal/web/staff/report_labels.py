"""The words of the reports for learning. Data only."""

from collections.abc import Mapping

from portal.domain.challenge.learning_facts import ALL_DONE, BEHIND, IN_TIME, NONE, SOME_OPEN, UNDECIDED, UNDER_WAY
from portal.domain.i18n import _
from portal.domain.questions.adult import GROUNDS
from portal.domain.questions.policy_questions import OTHER_AGENCY
from portal.services.learning_reports import GONE, RESTRICTED
from portal.web.staff.labels import AUDIENCES, TRIAGED, VERDICTS

TABLES: Mapping[str, str] = {
    "audience": _("Who asked us to look again"),
    "stage": _("The stage that was reached"),
    "in_time": _("In time or late"),
    "before": _("The decision before"),
    "after": _("The decision after"),
    "result": _("What the last review came to"),
    "reason": _("What it was about"),
    "changes": _("What was promised, and done"),
    "agency": _("For whom they work"),
    "decided_by": _("Whose decision it is about"),
    "disagreement": _("Kind of disagreement"),
    "ladder": _("Which ladder it goes by"),
}
"""What each table divides the challenges by."""

_ENDINGS = {**TRIAGED, UNDECIDED: _("Not decided yet")}

WORDS: Mapping[str, Mapping[str, str]] = {
    "audience": {audience.value: words for audience, words in AUDIENCES.items()},
    "stage": {},
    "in_time": {
        IN_TIME: _("Every stage in time"), BEHIND: _("A stage was late"), UNDER_WAY: _("Under way, and not late"),
    },
    "before": {NONE: _("Not recorded")},
    "after": {**_ENDINGS, NONE: _("Not recorded")},
    "result": {**{verdict: words for verdict, (words, _tag) in VERDICTS.items()}, **_ENDINGS},
    "reason": {**GROUNDS, NONE: _("Not said")},
    "changes": {
        NONE: _("Nothing was promised"), ALL_DONE: _("All of it is done"), SOME_OPEN: _("Something is open"),
    },
    "agency": {OTHER_AGENCY: _("None of those that the form names"), NONE: _("Not asked")},
    "decided_by": {OTHER_AGENCY: _("The council's"), NONE: _("Not asked")},
    "disagreement": {OTHER_AGENCY: _("Something else"), NONE: _("Not asked")},
    "ladder": {},
}  # fmt: skip
"""The words for what is counted, by table; a stage has the policy's own label."""

UNDIVIDED = {GONE: _("No longer held"), RESTRICTED: _("Restricted cases")}
"""What is counted and not divided; said where there are any."""
