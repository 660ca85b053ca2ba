"""How long each kind of session lasts, and so a draft: one place for what ends it and for the pages that say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal.domain.policy.model import Audience
from portal.domain.questions.young import YOUNG, flow_of


@dataclass(frozen=True, slots=True)
class SessionLimit:
    """``idle``: since the person last did something. ``longest``: since it was opened."""

    idle: timedelta
    longest: timedelta

    @property
    def minutes(self) -> int:
        """Without doing anything, after which it is over."""
        return int(self.idle.total_seconds()) // 60

    @property
    def warned(self) -> int:
        """How many minutes before that a page warns."""
        return min(5, self.minutes // 3)


FORM = SessionLimit(timedelta(minutes=30), timedelta(days=7))  # a draft is kept for the longest
YOUNG_FORM = SessionLimit(timedelta(minutes=10), FORM.longest)
"""Young people share more of their devices, and more people look over their shoulder."""

REQUEST = SessionLimit(timedelta(minutes=15), timedelta(hours=1))
YOUNG_REQUEST = SessionLimit(timedelta(minutes=10), timedelta(hours=1))
STAFF = SessionLimit(timedelta(minutes=30), timedelta(hours=10))


def form_limit(answers: Mapping[str, Any]) -> SessionLimit:
    """Of a form with these answers."""
    return YOUNG_FORM if flow_of(answers) == YOUNG else FORM


def request_limit(audience: Audience) -> SessionLimit:
    """Of a request that was sent and is looked at by its raiser."""
    return YOUNG_REQUEST if audience is Audience.YOUNG_PERSON else REQUEST
