"""All that happened to one challenge, as its timeline shows it to staff."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from portal.domain import reference_codes
from portal.domain.challenge.events.registry import KINDS, people_of
from portal.domain.challenge.state import Event
from portal.domain.policy.model import Pack
from portal.services.case_access import OpenCase
from portal.services.decision_view import panel_lines
from portal.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event, or several in a row that say the same: somebody read on.

    ``what``: its details, people by their names and stages by their labels.
    """

    kind: str
    at: datetime
    actor: str
    name: str = field(repr=False)  # blank for who is no member of staff
    what: dict[str, Any] = field(repr=False)
    times: int


def timeline(_unit: UnitOfWork, at: OpenCase) -> tuple[TimelineEntry, ...]:
    """All that happened, the newest first; who reads several pages in a row is there once."""
    runs = (list(run) for _same, run in groupby(enumerate(at.events), key=_run))
    entries = [_entry(at, run[0][1], len(run)) for run in runs]
    return tuple(reversed(entries))


def _run(numbered: tuple[int, Event]) -> tuple[str, str | int]:
    number, event = numbered
    return event.kind, event.actor if KINDS[event.kind].runs_together else number


def _entry(at: OpenCase, event: Event, times: int) -> TimelineEntry:
    name = at.names.get(event.actor, "")
    return TimelineEntry(event.kind, event.at, event.actor, name, dict(_plainly(at, event)), times)


_LINES: Mapping[str, Callable[[Any, Pack], Iterable[str]]] = {
    **dict.fromkeys(("evidence", "consulted"), lambda value, _pack: value),
    "sat": panel_lines,
}
"""What is kept as a list, as its lines."""


def _plainly(at: OpenCase, event: Event) -> Iterator[tuple[str, Any]]:
    for key, value in event.what.items():
        if isinstance(value, list) and (key == "mentions" or key in people_of(event.kind)):
            yield key, ", ".join(at.names.get(each, "") for each in value)
        elif key in people_of(event.kind):
            yield key, at.names.get(value, "")
        elif key == "decision":
            yield key, at.rules.pack.decisions.outcome(value)
        elif key in _LINES:
            yield key, "\n".join(_LINES[key](value, at.rules.pack))
        elif key == "stage" and value:
            yield key, at.rules.pack.stage(value).label
        elif key == "reference":
            yield key, reference_codes.grouped(value)
        else:
            yield key, value
