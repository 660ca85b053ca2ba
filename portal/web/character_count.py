"""A box for many words, and how many characters are left in it."""

from typing import Any

from portal.domain.journey import Question
from portal.web.i18n import gettext

USUAL, LARGE = 4000, 15  # what may be longer than so many characters has so many lines to write in


def counted(question: Question) -> dict[str, Any]:
    """How much may be written; the script says how much is left once three quarters of it are."""
    over = gettext("You have %(n)s characters too many")
    left = gettext("You have %(n)s characters left")
    return {
        "maxlength": question.longest,
        "threshold": 75,
        "rows": LARGE if question.longest > USUAL else 5,
        "textareaDescriptionText": gettext("You can write up to %(n)s characters") % {"n": "%{count}"},
        "charactersUnderLimitText": {form: left % {"n": "%{count}"} for form in ("one", "other")},
        "charactersOverLimitText": {form: over % {"n": "%{count}"} for form in ("one", "other")},
        "charactersAtLimitText": gettext("You have no characters left"),
    }
