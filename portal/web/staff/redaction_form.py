"""The marks of the redaction check as a form: each is cleared with a reason of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.domain.challenge.cleared_marks import REASONS, Clearance, MarkToClear, reasons_for
from portal.domain.disclosure.sensitive_terms import SensitiveKind
from portal.web.form_fields import Problem
from portal.web.i18n import gettext

PREFIX, WORDS = "clear-", "-words"
MOST_WORDS = 500
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark in its words, and what has been said of it so far."""

    name: str  # of its box
    before: str = field(repr=False)
    marked: str = field(repr=False)
    after: str = field(repr=False)
    why: str
    reason: str
    words: str = field(repr=False)
    problem: str
    clearable: bool
    reasons: list[dict[str, str]]  # to choose from
    contact: bool  # it may promise to get in touch


def is_ours(name: str) -> bool:
    """Whether a field belongs to this form, and not to what is done."""
    return name.startswith(PREFIX)


def cleared(form: Mapping[str, str]) -> dict[str, Clearance]:
    """How each mark was cleared, by its key."""
    names = [name for name in form if name.startswith(PREFIX) and not name.endswith(WORDS)]
    return {
        name.removeprefix(PREFIX): Clearance(form[name], form.get(f"{name}{WORDS}", "")[:MOST_WORDS])
        for name in names
        if form[name]
    }


def rows(held: tuple[MarkToClear, ...], form: Mapping[str, str], *, again: bool) -> list[MarkRow]:
    """``again``: they have been looked at before, so what is missing is said beside it."""
    return [
        MarkRow(
            name=f"{PREFIX}{each.key}",
            before=each.before,
            marked=each.words,
            after=each.after,
            why=each.why,
            reason=form.get(f"{PREFIX}{each.key}", ""),
            words=form.get(f"{PREFIX}{each.key}{WORDS}", "")[:MOST_WORDS],
            problem=each.problem if again else "",
            clearable=each.clearable,
            reasons=_choices(each.kind),
            contact=each.kind is SensitiveKind.CONTACT,
        )
        for each in held
    ]


def problems(held: tuple[MarkToClear, ...]) -> tuple[Problem, ...]:
    found = [each for each in held if each.problem and each.clearable]
    return tuple(Problem(f"{PREFIX}{each.key}", gettext(each.problem), f"#{PREFIX}{each.key}") for each in found)


def _choices(kind: SensitiveKind) -> list[dict[str, str]]:
    return [{"value": "", "text": gettext("Select a reason")}] + [
        {"value": reason.value, "text": gettext(REASONS[reason])} for reason in reasons_for(kind)
    ]
