"""What an action looks like as a form."""

from dataclasses import dataclass

from portal.domain.journey import Question
from portal.domain.words import _


@dataclass(frozen=True, slots=True)
class Form:
    """How an action is asked for. Each part of the question is what the action takes of that name."""

    question: Question
    button: str
    done: str  # what is said once it is done
    leads: str = "summary"  # the section of the challenge where that is seen
    refused: str = ""  # the part beside which a refusal stands; blank: at the button
    sends: str = _("Send")  # the button below the preview of what the raiser is told
