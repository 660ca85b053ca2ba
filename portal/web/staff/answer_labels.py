"""What staff read where a label speaks to the person challenging: here nobody is "you". Data, and how it is put in."""

from collections.abc import Mapping

from portal.domain.i18n import _
from portal.domain.journey import As, Line
from portal.web.answer_lines import written
from portal.web.i18n import say

LABELS: Mapping[str, str] = {
    "Contacting the person you act for": _("Contacting the person they act for"),
    "How do you know this person?": _("How they know this person"),
    "Safe ways to contact the person you act for": _("Safe ways to contact the person they act for"),
    "What are you to them?": _("What they are to them"),
    "Who you are acting for": _("Whom they act for"),
    "Why can you act for them?": _("Why they can act for them"),
    "Yes, and you can ask them": _("Yes, and we can ask them"),
    "You and the person you act for": _("They and the person they act for"),
    "About you": _("About the person challenging"),
    "Date you were told": _("Date they were told"),
    "Family knows you are asking": _("Family knows that they are asking"),
    "Help you need": _("Help they need"),
    "How do you know the young person?": _("How they know the young person"),
    "How do you know them?": _("How they know them"),
    "How we can contact you": _("How we can contact them"),
    "How we get back to you": _("How we get back to them"),
    "How were you told?": _("How they were told"),
    "In your words": _("In their words"),
    "Month you were told": _("Month they were told"),
    "No, do not say who you are": _("No, we must not say who we are"),
    "No, thank you": _("No"),
    "People you do not want us to tell": _("People whom we should not tell"),
    "Reference on your letter or email": _("Reference on their letter or email"),
    "Safe ways to contact you": _("Safe ways to contact them"),
    "Safe ways to get back to you": _("Safe ways to get back to them"),
    "Someone to help you": _("Someone to help them"),
    "Talked to your manager or safeguarding lead": _("Talked to their manager or safeguarding lead"),
    "What are you unhappy about?": _("What they are unhappy about"),
    "What do you need?": _("What they need"),
    "What do you want to do?": _("What they want to do"),
    "What do you want to happen?": _("What they want to happen"),
    "What were you told?": _("What they were told"),
    "What you disagree with": _("What they disagree with"),
    "What you want to happen": _("What they want to happen"),
    "What you want, and what is new": _("What they want, and what is new"),
    "What you want to say": _("What they want to say"),
    "What you want us to do": _("What they want us to do"),
    "What you were told": _("What they were told"),
    "When we contact you": _("When we contact them"),
    "When we get back to you": _("When we get back to them"),
    "When were you told?": _("When they were told"),
    "Where do you work?": _("Where they work"),
    "Where you live": _("Where they live"),
    "Where you work": _("Where they work"),
    "Who are you?": _("Who they are"),
    "Who do you not want us to tell?": _("Whom we should not tell"),
    "Who helps you?": _("Who helps them"),
    "Why are you speaking for them?": _("Why they are speaking for them"),
    "Why have you not told them?": _("Why they have not told them"),
    "Yes, you can say that you are {council}": _("Yes, we may say that we are {council}"),
    "You and the child": _("They and the child"),
    "You and the young person": _("They and the young person"),
    "Your date of birth": _("Their date of birth"),
    "Your full name": _("Their full name"),
    "Your job": _("Their job"),
    "Your name": _("Their name"),
    "Your school": _("Their school"),
    "Your work email address": _("Their work email address"),
    "Your work telephone number": _("Their work telephone number"),
}
"""By what the person challenging reads."""


def of_them(label: str) -> str:
    """A label as staff read it."""
    return say(LABELS.get(label, label))


def answered(line: Line) -> str:
    """A line of an answer as staff read it; what was typed is left as it is."""
    label, words = LABELS.get(line.label, line.label), line.words
    ours = LABELS.get(words, words) if line.read is As.OURS else words
    return written(line._replace(label=label, words=ours))
