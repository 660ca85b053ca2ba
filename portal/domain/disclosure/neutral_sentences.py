"""What is said to a raiser who may not know whether the child is known to us.

We neither confirm nor deny it, so nothing is written to them freely: staff choose one of these sentences, which
are the same whether the child is known or not. None speaks of a contact, a decision, a record, or anybody else
whom the child has to do with. Young people read them too.
"""

from collections.abc import Mapping

from portal.domain.disclosure.table import Checks, Table, may_know
from portal.domain.i18n import _
from portal.domain.policy_rule import Audience

STILL_LOOKING = _("We have not found someone to help you yet. We are still looking.")
"""Who is told this goes on waiting for somebody to help them."""

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "asked": (
        _("Please tell us more about what worries you."),
        _("When did you last see or hear what worries you?"),
        _("How do you know the child?"),
        _("When did you last see the child?"),
        _("Where does the child live, as far as you know?"),
        _("Has anything new happened since you wrote to us?"),
        _("What do you want us to do?"),
        _("Please tell us who you are and how we can check it. You can name a school or a doctor who knows you."),
        _("Where and when do you want to talk to us?"),
        _("Is there a better time or way to reach you?"),
        _("What help do you need to talk to us? It can be large print, or a language that you speak."),
    ),
    "paused": (
        _("We asked you a question. We wait for your answer."),
        _("First we have to check who you are."),
        _("You asked us to wait."),
        _("Some of our team are away."),
        _("We cannot go on just now. You do not have to do anything."),
    ),
    "resumed": (
        _("We have your answer. Thank you."),
        _("We have checked who you are. Thank you."),
        _("You asked us to go on."),
        _("Our team is back."),
        _("We can go on now. You do not have to do anything."),
    ),
    "extended": (
        _("We need more time to read all that you told us."),
        _("You told us something new. We need more time to read it."),
        _("We need more time to check who you are."),
        _("We need more time because some of our team are away."),
        _("We need more time to do this well. You do not have to do anything."),
    ),
    "advocate_answered": (
        _("Someone who can help you will get in touch. They use a way that you said is safe."),
        _("Someone can help you. Call us, and we tell you who it is and how to meet them."),
        STILL_LOOKING,
        _("We found someone to help you. You can tell us here where and how you want to meet them."),
    ),
}
"""By kind of event: all that can be said with it to somebody who may not know."""

CHOOSE = _("This raiser may not know whether the child is known to us. Choose one of the sentences.")


def offered(table: Table, audience: Audience, checks: Checks, kind: str) -> tuple[str, ...]:
    """The sentences from which to choose for an event of this kind; none where staff write freely, or nothing."""
    return () if kind not in SENTENCES or may_know(table, audience, checks) else SENTENCES[kind]


def may_be_said(table: Table, audience: Audience, checks: Checks, kind: str, words: str) -> bool:
    """Whether a raiser may be told, and may read, these words of staff with an event of this kind."""
    return kind not in SENTENCES or words in SENTENCES[kind] or may_know(table, audience, checks)
