"""What the policy says of the stage that a challenge has reached, for who works on it: besides by when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.domain.challenge.exchange import still_to_agree
from portal.domain.challenge.panel import still_to_sit
from portal.domain.challenge.raise_limits import raise_by
from portal.domain.challenge.state import Challenge, Rules
from portal.domain.policy.due_dates import DueDate, is_past
from portal.domain.policy.model import Absent, Agreement, Audience, Contact, Matter, Pack, When
from portal.domain.policy.phrases import ENGLISH
from portal.domain.policy.public_description import times_of


@dataclass(frozen=True, slots=True)
class TakenElsewhere:
    """Something that the policy does not cover, and who looks at it instead."""

    matter: Matter
    words: str  # instead of ours for it
    to: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class StagePolicy:
    ladder: str  # its name, where the policy has more than one
    ladder_when: When  # under which it applies
    there_now: tuple[str, ...]  # of the roles that review, where the policy says when each of them is there
    other_side: tuple[str, ...]  # the roles of the other half, where the policy pairs managers
    decided_with: tuple[str, ...]  # the roles that decide together with whoever reviews
    still_to_agree: tuple[str, ...]  # those of them of whom nobody has been written down
    seats: tuple[str, ...]  # of the panel that decides, by role, first the chair; none where no panel does
    quorum: int  # how many of them have to sit
    agreement: Agreement | None  # which of them have to be for it
    panel: tuple[Mapping[str, str], ...] = field(repr=False)  # who sat (stage_events.SEAT), decisions by their labels
    panel_waits: bool  # nobody has written down that it sat
    together: str  # the roles of the other half, where the policy pairs managers; blank where it does not
    together_now: tuple[str, ...]  # those of them who are there, as above
    exchange: str  # what the two sides exchange at this stage, as far as the policy says
    exchanged: tuple[Mapping[str, str], ...] = field(repr=False)  # so far (stage_events.EXCHANGE)
    before: tuple[tuple[str, str, str], ...]  # the informal steps before this stage: name, who, by when
    prompts: tuple[str, ...]  # what whoever reviews has to bear in mind
    raise_by: DueDate | None  # the end of the time to raise it, where the policy has one and they said when it began
    raised_late: bool
    only_new: bool  # the policy has us look a second time only where this person brings something new
    adult_first: int  # the age below which the policy has no young person contacted alone, where this one is; else 0
    elsewhere: tuple[TakenElsewhere, ...]  # what the policy does not cover, of what such a raiser may come with


_OLDEST = {"under_9": 8, "9_to_11": 11, "12_to_14": 14, "15_to_17": 17}
"""By what they said of their age: how old they are at most."""


def _adult_first(challenge: Challenge, pack: Pack) -> int:
    """They may be younger than the age; who said no age is not kept waiting for it."""
    age = pack.audiences[Audience.YOUNG_PERSON].contact_from_age
    oldest = _OLDEST.get(challenge.answers.get("age", ""), age)
    young = challenge.audience is Audience.YOUNG_PERSON and oldest < age
    return age if young else 0


def _panel(challenge: Challenge, rules: Rules) -> dict[str, Any]:
    panel, outcome = rules.ladder.stage(challenge.stage).panel, rules.pack.decisions.outcome
    return {
        "seats": panel.seats if panel else (),
        "quorum": panel.quorum if panel else 0,
        "agreement": panel.agreement if panel else None,
        "panel": tuple({**each, "decision": outcome(each["decision"])} for each in challenge.work.review.panel),
        "panel_waits": still_to_sit(challenge, rules),
    }


def stage_policy(challenge: Challenge, rules: Rules, now: datetime) -> StagePolicy:
    pack, ladder = rules.pack, rules.ladder
    stage = ladder.stage(challenge.stage)
    return StagePolicy(
        ladder=ladder.label if len(pack.ladders) > 1 else "",
        ladder_when=ladder.when,
        there_now=pack.there_at(stage.reviewers, now, rules.calendar),
        other_side=(*stage.other_side, *stage.decided_with),
        decided_with=stage.decided_with,
        still_to_agree=still_to_agree(challenge, rules),
        **_panel(challenge, rules),
        together=" or ".join(stage.other_side),
        together_now=pack.there_at(stage.other_side, now, rules.calendar),
        exchange="" if isinstance(stage.exchange, Absent) else stage.exchange,
        exchanged=challenge.work.review.exchanges,
        before=tuple(
            (step.label, step.who, " ".join(map(ENGLISH.say, times_of(step.deadlines))))
            for step in ladder.before_stage(stage.key)
            if step.holds(challenge.audience, rules.conditions) and step.skip_when not in rules.conditions
        ),
        prompts=stage.prompts,
        raise_by=(by := raise_by(challenge, rules)),
        only_new=pack.wants_news(challenge.audience),
        adult_first=_adult_first(challenge, pack),
        raised_late=is_past(by, challenge.received_at),
        elsewhere=tuple(
            TakenElsewhere(each.matter, each.words, tuple(pack.contacts[key] for key in each.contacts))
            for each in pack.taken_elsewhere(challenge.audience)
        ),
    )
