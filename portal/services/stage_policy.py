"""What the policy says of the stage that a challenge has reached, for who works on it: besides by when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from portal.domain.challenge.raise_limits import raise_by
from portal.domain.challenge.state import Challenge, Rules
from portal.domain.policy.due_dates import DueDate, is_past
from portal.domain.policy.model import Absent, Contact, Matter, When


@dataclass(frozen=True, slots=True)
class TakenElsewhere:
    """Something that the policy does not cover, and who looks at it instead."""

    matter: Matter
    to: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class StagePolicy:
    ladder: str  # its name, where the policy has more than one
    ladder_when: When  # under which it applies
    there_now: tuple[str, ...]  # of the roles that review, where the policy says when each of them is there
    other_side: tuple[str, ...]  # the roles of the other half, where the policy pairs managers
    together: str  # the roles of the other half, where the policy pairs managers; blank where it does not
    together_now: tuple[str, ...]  # those of them who are there, as above
    exchange: str  # what the two sides exchange at this stage, as far as the policy says
    exchanged: tuple[Mapping[str, str], ...] = field(repr=False)  # so far (stage_events.EXCHANGE)
    prompts: tuple[str, ...]  # what whoever reviews has to bear in mind
    raise_by: DueDate | None  # the end of the time to raise it, where the policy has one and they said when it began
    raised_late: bool
    elsewhere: tuple[TakenElsewhere, ...]  # what the policy does not cover, of what such a raiser may come with


def stage_policy(challenge: Challenge, rules: Rules, now: datetime) -> StagePolicy:
    pack, ladder = rules.pack, rules.ladder
    stage = ladder.stage(challenge.stage)
    return StagePolicy(
        ladder=ladder.label if len(pack.ladders) > 1 else "",
        ladder_when=ladder.when,
        there_now=pack.there_at(stage.reviewers, now, rules.calendar),
        other_side=stage.other_side,
        together=" or ".join(stage.other_side),
        together_now=pack.there_at(stage.other_side, now, rules.calendar),
        exchange="" if isinstance(stage.exchange, Absent) else stage.exchange,
        exchanged=challenge.work.review.exchanges,
        prompts=stage.prompts,
        raise_by=(by := raise_by(challenge, rules)),
        raised_late=is_past(by, challenge.received_at),
        elsewhere=tuple(
            TakenElsewhere(each.matter, tuple(pack.contacts[key] for key in each.contacts))
            for each in pack.taken_elsewhere(challenge.audience)
        ),
    )
