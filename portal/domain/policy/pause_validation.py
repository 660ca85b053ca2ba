"""What a pack says of pauses: lengths that can be counted, and stages that it has."""

from collections.abc import Collection, Iterator

from portal.domain.policy.calendar import TimeUnit
from portal.domain.policy.casework_times import PauseLimit, PauseReason
from portal.domain.policy.contact_validation import Fault

_COUNTED = (TimeUnit.NOT_STATED, TimeUnit.DAYS, TimeUnit.WORKING_DAYS, TimeUnit.WEEKS)
_WRITE = "Write how many days, working days or weeks: “20 working days”"
SENIOR = 99  # the highest rank


def pause_faults(limit: PauseLimit, stages: Collection[str]) -> Iterator[Fault]:
    if limit.together.unit not in _COUNTED:
        yield ("together",), _WRITE
    if limit.together.unit is TimeUnit.NOT_STATED and not limit.reasons:
        yield (), "Say how long all pauses together may be, or for which reasons there may be one: together, reasons"
    labels = [each.label for each in limit.reasons]
    for number, each in enumerate(limit.reasons):
        if labels.index(each.label) < number:
            yield ("reasons", number, "label"), f"“{each.label}” is a reason already"
        for place, sentence in _reason(each, stages):
            yield ("reasons", number, *place), sentence


def _reason(reason: PauseReason, stages: Collection[str]) -> Iterator[Fault]:
    if reason.at_most.unit not in _COUNTED:
        yield ("at_most",), _WRITE
    if reason.rank > SENIOR:
        yield ("rank",), f"A rank is a whole number from 1 to {SENIOR}"
    for number, stage in enumerate(reason.stages):
        if stage not in stages:
            yield ("stages", number), f"There is no stage “{stage}”"
