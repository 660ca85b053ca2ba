"""A box for many words, and how many characters are left in it."""

from typing import Any

from portal.domain.journey import Question
from portal.web.i18n import gettext, in_each_form, ngettext

USUAL, LARGE = 4000, 15  # what may be longer than so many characters has so many lines to write in
_COUNT = {"num": "%{count}"}
"""Where the script puts the number: it chooses the form that goes with it."""


def counted(question: Question) -> dict[str, Any]:
    """How much may be written; the script says how much is left once three quarters of it are."""
    return {
        "maxlength": question.longest,
        "threshold": 75,
        "rows": LARGE if question.longest > USUAL else 5,
        "textareaDescriptionText": ngettext(
            "You can write up to %(num)s character", "You can write up to %(num)s characters", question.longest
        )
        % _COUNT,
        "charactersUnderLimitText": in_each_form(
            lambda number: (
                ngettext("You have %(num)s character left", "You have %(num)s characters left", number) % _COUNT
            )
        ),
        "charactersOverLimitText": in_each_form(
            lambda number: (
                ngettext("You have %(num)s character too many", "You have %(num)s characters too many", number) % _COUNT
            )
        ),
        "charactersAtLimitText": gettext("You have no characters left"),
    }
