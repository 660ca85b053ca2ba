"""The reply to a raiser, made of the findings and of an answer to each ground: so that no ground is forgotten."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from portal.domain.challenge.grounds import Verdict
from portal.domain.i18n import _

FOUND: Mapping[Verdict, str] = {
    Verdict.CHANGED: _("You were right about this. We got it wrong, and we are sorry."),
    Verdict.PARTLY: _("You were right about part of this. We got that part wrong, and we are sorry."),
    Verdict.UNCHANGED: _("We looked at this again. We think that it was right."),
    Verdict.UNKNOWN: _("We looked at this again. We could not find out enough to say who is right."),
}
"""What somebody reads of the finding on a ground; where we were wrong with an apology."""


class AnsweredGround(NamedTuple):
    """One ground of the reply."""

    about: str  # in the form's own words; blank where it asked for none
    finding: Verdict
    answer: str  # what we say to it


WHOLE = _("What you told us")
"""Of who was asked for no grounds: what they said as a whole is one."""


def composed(grounds: Sequence[AnsweredGround], closing: Iterable[str]) -> str:
    """The reply as it is read: a ground after the other, each with what we found and our answer, then the rest."""
    parts = []
    for number, each in enumerate(grounds, 1):
        title = each.about or WHOLE
        parts += [f"{number}. {title}" if len(grounds) > 1 else title, FOUND[each.finding], each.answer]
    return "\n\n".join(part for part in [*parts, *closing] if part)


_VERDICTS = {words: verdict for verdict, words in FOUND.items()}


def grounds_in(words: str) -> tuple[AnsweredGround, ...]:
    """The grounds of a reply as :func:`composed` made it; none where it does not begin with one.

    What follows the last answer is part of it.
    """
    parts = words.split("\n\n")
    starts = [at - 1 for at, part in enumerate(parts) if at and part in _VERDICTS]
    if not starts or starts[0] != 0:
        return ()
    ends = [*starts[1:], len(parts)]
    return tuple(
        AnsweredGround(
            parts[start].removeprefix(f"{number}. "), _VERDICTS[parts[start + 1]], "\n\n".join(parts[start + 2 : end])
        )
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )


def why_not_whole(answers: Sequence[str], words: str, grounds: int) -> str:
    """Why a reply is not one that can go out, or nothing: a ground has no answer in it."""
    given = [each for each in answers if each.strip()]
    whole = len(given) == grounds and all(each in words for each in given)
    return "" if whole else _("A ground has no answer in this reply yet. Each of them needs one.")
