"""What staff pages call what a policy asks for. Data only."""

from collections.abc import Mapping

from portal.domain.i18n import _
from portal.domain.policy.model import Act
from portal.domain.policy.word_meanings import TO_DO

DONE: Mapping[Act, str] = {
    Act.ACKNOWLEDGE: _("It was acknowledged, and they know what happens next"),
    Act.DISCUSS: _("The two sides talked"),
    Act.MEET: _("People met"),
    Act.REPLY: _("The other side replied"),
    Act.HAND_ON: _("It was handed on"),
    Act.NOTIFY: _("Those were told who have to be"),
}
"""What somebody says was done, of that."""

WORDS = {"step_words": TO_DO}
"""For the templates."""
