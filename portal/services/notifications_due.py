"""Those whom the policy has told that a stage was reached, as pages and the record show them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from portal.domain.challenge.casework import DROPPED
from portal.domain.challenge.notification_duties import rule_of
from portal.domain.challenge.state import Challenge, Rules
from portal.domain.policy.model import Absent, Contact, PolicyCondition, When
from portal.domain.policy.vocabulary import condition_from


@dataclass(frozen=True, slots=True)
class NotificationEntry:
    """Somebody who has to be told, or was."""

    number: int  # from 1
    stage: str  # its key
    label: str  # of the stage
    who: str  # as the policy calls them
    contact: Contact | None
    form: str  # its title; blank where there is none
    fields: tuple[str, ...]  # what that asks besides
    document: str  # the name of the filled form in its address; blank where there is none
    only: When  # under which they are told, where staff have to see whether it holds; else always
    since: date
    done: date | None
    needless: bool  # the condition does not hold
    whom: str = field(default="", repr=False)  # who it was that heard of it
    how: str = ""


def notification_entries(challenge: Challenge, rules: Rules) -> tuple[NotificationEntry, ...]:
    """All of them, in the order in which they came about."""
    entries, forms = challenge.work.notifications, dict(_documents(challenge, rules))
    return tuple(_entry(number, each, rules, forms.get(number, "")) for number, each in enumerate(entries, 1))


def still_to_tell(challenge: Challenge, rules: Rules) -> tuple[NotificationEntry, ...]:
    """Those of them whom nobody has told yet."""
    return tuple(each for each in notification_entries(challenge, rules) if not each.done and not each.needless)


def _entry(number: int, each: Mapping[str, str], rules: Rules, document: str) -> NotificationEntry:
    rule = rule_of(each, rules.pack)
    contact = rules.pack.contacts.get(rule.contact) if rule and rule.contact else None
    done = each["done"]
    return NotificationEntry(
        number=number,
        stage=each["stage"],
        label=rules.pack.stage(each["stage"]).label,
        who=each["who"],
        contact=contact,
        form="" if rule is None or isinstance(rule.form, Absent) else rule.form,
        fields=rule.fields if rule else (),
        document=document,
        only=condition_from(each.get("when") or PolicyCondition.ALWAYS),
        since=date.fromisoformat(each["on"]),
        done=date.fromisoformat(done) if done not in ("", DROPPED) else None,
        needless=done == DROPPED,
        whom=each.get("whom", ""),
        how=each.get("how", ""),
    )


def _documents(challenge: Challenge, rules: Rules) -> Iterator[tuple[int, str]]:
    """The number of each entry with a form, and the name of that form: by its stage, counted where there are more."""
    of_stage: dict[str, list[int]] = {}
    for number, each in enumerate(challenge.work.notifications, 1):
        rule = rule_of(each, rules.pack)
        if rule and not isinstance(rule.form, Absent) and each["done"] != DROPPED:
            of_stage.setdefault(each["stage"], []).append(number)
    for stage, numbers in of_stage.items():
        for count, number in enumerate(numbers, 1):
            yield number, f"stage-{stage}" if len(numbers) == 1 else f"stage-{stage}-{count}"
