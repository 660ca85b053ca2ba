"""When a sentence that staff can choose for a raiser is true: as far as that follows from who they are.

What follows from what has happened stands with the kinds of event that it is about.
"""

from portal.domain.challenge.state import Challenge
from portal.domain.policy.model import Audience
from portal.domain.questions.contact_questions import NO_CONTACT


def staff_know(_of: Challenge) -> bool:
    """Something that happened outside the portal. Staff write down why beside it."""
    return True


def not_the_child(challenge: Challenge) -> bool:
    return challenge.audience is not Audience.YOUNG_PERSON


def unknown(challenge: Challenge) -> bool:
    """Nobody has checked who they are."""
    return not challenge.work.checks.identity


def known(challenge: Challenge) -> bool:
    return challenge.work.checks.identity


def reachable(challenge: Challenge) -> bool:
    """Whether they named a way of being reached that is safe."""
    return bool(set(challenge.answers.get("safe", ("email",))) - {NO_CONTACT})


def comes_back(challenge: Challenge) -> bool:
    """Whether they said that nobody is to contact them."""
    return not reachable(challenge)
