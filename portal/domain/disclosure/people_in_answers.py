"""Who is named in what a raiser told us, and how they could be found: what the checker of outward text looks for."""

from collections.abc import Iterator, Mapping

from portal.domain.disclosure.redaction_check import names_in
from portal.domain.disclosure.sensitive_terms import Sensitive, SensitiveKind
from portal.domain.i18n import _
from portal.domain.journey import Answers

FILLS: Mapping[str, SensitiveKind] = {
    "name": SensitiveKind.NAME,
    "child.name": SensitiveKind.NAME,
    "find.name": SensitiveKind.NAME,
    "child.birth": SensitiveKind.BIRTH,
    "find.birth": SensitiveKind.BIRTH,
    "child.lives": SensitiveKind.ADDRESS,
    "child.school": SensitiveKind.ADDRESS,
    "find.lives": SensitiveKind.ADDRESS,
    "find.school": SensitiveKind.ADDRESS,
    "address.line1": SensitiveKind.ADDRESS,
    "address.line2": SensitiveKind.ADDRESS,
    "address.postcode": SensitiveKind.POSTCODE,
    "work.agency": SensitiveKind.ADDRESS,
    "email": SensitiveKind.EMAIL,
    "mobile": SensitiveKind.TELEPHONE,
    "telephone": SensitiveKind.TELEPHONE,
}
"""The answers that are about somebody, of all the forms. A town by itself says nothing of anybody."""

TALKS = ("talk_to.yes", "talk_to.no", "advocate.who")
"""Answers in free words that name somebody."""

NOT_TELL = "not_tell"
"""The question whose answer names somebody for us alone."""

HERE = _("This is about somebody in this challenge.")
ELSEWHERE = _("This is about somebody in a linked challenge. No raiser learns of another.")
STAFF = _("This is the name of somebody who works here.")
ONLY_US = _("The raiser asked us not to tell them, and named them for us only.")


def people_in(answers: Answers, why: str = HERE) -> Iterator[Sensitive]:
    """All that the answers say of people. ``why`` they matter; those who must not be told say it themselves."""
    for said in (answers, *answers.get("child", ())):
        for key, kind in FILLS.items():
            if value := said.get(key):
                yield Sensitive(kind, value, why)
    for key in TALKS:
        yield from (Sensitive(SensitiveKind.NAME, name, why) for name in names_in(answers.get(key, "")))
    for name in names_in(answers.get(f"{NOT_TELL}.words", "")):
        yield Sensitive(SensitiveKind.NAME, name, ONLY_US, always=True)
