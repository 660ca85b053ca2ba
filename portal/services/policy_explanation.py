"""All that a pack says, with worked dates: ``portal explain``, as JSON or for reading in a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from portal.domain.challenge.state import Rules
from portal.domain.policy.calendar import LONDON, Calendar, day_zero, local
from portal.domain.policy.description import Item, describe
from portal.domain.policy.due_dates import DueDate, as_promised, clock_time, day_of
from portal.domain.policy.model import Ladder, Pack
from portal.domain.policy.phrases import ENGLISH, english_day
from portal.domain.policy_rule import Rule
from portal.policy_loader import Packs

MARK = "*"  # stands beside everything that is assumed
MADE_CONTACT = "+"  # stands beside an audience
LEGEND = (
    f"  {MADE_CONTACT} who made the contact that led to the decision",
    "  stranger: anyone of whom we have not checked who they are; identified: of whom only that is checked",
    "",
    f"{MARK} Assumed: the policy does not say so, or not in full. In brackets: where it says so.",
)


def explain(packs: Packs, pack_id: str, received: datetime | None = None) -> dict[str, Any]:
    """A pack as plain JSON: all that it says, worked dates, who may know what.

    The dates are those of a challenge ``received`` then, whose raiser asks for each next stage at noon
    on the day that the one before is due.

    Raises:
        KeyError: there is no such pack.
        BrokenPack: it cannot be used.
        BeyondCalendar: no bank holidays are held for a date that is needed.

    """
    pack = packs.get(pack_id)
    calendar = packs.calendar(pack)
    dates = worked_dates(pack, calendar, received) if received else {}
    return {
        "pack": pack.id,
        "council": pack.council.name,
        "title": pack.document.title,
        "confirmed": pack.confirmed,
        "received": received.isoformat() if received else None,
        "day_zero": day_zero(received, pack.hours, calendar).isoformat() if received else None,
        "says": [_plain(item, dates) for item in describe(pack)],
        "disclosure": {
            fact.value: {column.value: {"show": cell.show.value, **_backing(cell)} for column, cell in row.items()}
            for fact, row in pack.disclosure.items()
        },
        "assumed": pack.assumed(),
    }


def worked_dates(pack: Pack, calendar: Calendar, received: datetime) -> Mapping[str, DueDate]:
    """By when each stage, and each clock of it, is over: by its place in the pack, as the product counts it."""
    found: dict[str, DueDate] = {}
    for ladder in pack.ladders:
        found.update(_dates(Rules(pack, calendar, ladder.key), ladder, received))
    return found


def _dates(rules: Rules, ladder: Ladder, received: datetime) -> Iterator[tuple[str, DueDate]]:
    began: dict[str, datetime] = {}
    at: datetime | None = received
    for stage in ladder.stages:
        if at is None:
            return
        place = f"ladders.{ladder.key}.stages.{stage.key}"
        began[stage.key] = at
        for clock in rules.clocks(stage, began).dates:
            if clock.due:
                yield f"{place}.deadlines.{clock.number}", as_promised(clock.due)
        end = rules.due(stage, began)
        if end:
            yield place, end
        at = _noon(end) if end else None


def _noon(end: DueDate) -> datetime:
    """When the raiser of this example asks for the next stage: on the day on which the one before is due."""
    return datetime.combine(day_of(end), time(12), LONDON)


def _plain(item: Item, dates: Mapping[str, DueDate]) -> dict[str, Any]:
    """An item as JSON, without what there is not to say."""
    due = dates.get(item.place)
    inner = [] if item.place == "disclosure" else [_plain(each, dates) for each in item.inner]
    said = {
        "place": item.place,
        "label": ENGLISH.say(item.label),
        "said": "" if item.said is None else ENGLISH.say(item.said),
        **(_backing(item.rule) if item.rule else {}),
        "due": due.isoformat() if due else None,
        "inner": inner,
    }
    return {key: value for key, value in said.items() if value or key in ("place", "label")}


def _backing(rule: Rule) -> dict[str, Any]:
    return {"cite": rule.cite, "assumed": rule.assumed, "note": rule.note}


def explain_text(told: dict[str, Any]) -> str:
    """:func:`explain` for reading in a terminal."""
    lines = [told["title"], f"{told['council']} · {told['pack']}"]
    if not told["confirmed"]:
        lines.append("Not yet confirmed by the council: dates are estimates.")
    if told["received"]:
        received = local(datetime.fromisoformat(told["received"]))
        lines.append(f"Received {long_day(received)} at {received:%H:%M}; counted from {_moment(told['day_zero'])}")
    for item in told["says"]:
        lines.append("")
        lines += _table(item["label"], told["disclosure"]) if item["place"] == "disclosure" else _lines(item, 0)
    return "\n".join([*lines, "", *LEGEND])


def _lines(item: Mapping[str, Any], depth: int) -> Iterator[str]:
    label, said = item["label"], item.get("said", "")
    words = f"{label}: {said}" if label and said else label or said
    mark = MARK if item.get("assumed") else ""
    cite = f" ({item['cite']})" if item.get("cite") else ""
    by = f", by {_moment(item['due'])}" if item.get("due") else ""
    begins = "  " * depth
    yield f"{begins}{words}{mark}{by}{cite}"
    if item.get("note"):
        yield f"{begins}  Note: {item['note']}"
    for each in item.get("inner", ()):
        yield from _lines(each, depth + 1)


def long_day(day: date) -> str:
    """Like "Wednesday 4 March 2026"."""
    return f"{day:%A} {english_day(day)}"


def _moment(when: str) -> str:
    """A day, or for a clock of hours a moment of it."""
    if "T" not in when:
        return long_day(date.fromisoformat(when))
    at = local(datetime.fromisoformat(when))
    return f"{clock_time(at.time())} on {long_day(at)}"


def _table(heading: str, disclosure: Mapping[str, Mapping[str, Any]]) -> Sequence[str]:
    columns = list(next(iter(disclosure.values())))
    rows = [[name.replace("_made_contact", MADE_CONTACT) for name in ("", *columns)]]
    rows += [[fact, *(_cell(row[column]) for column in columns)] for fact, row in disclosure.items()]
    widths = [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]
    lines = ["  " + "".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return [heading, *lines, *_backed(disclosure)]


def _backed(disclosure: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Where the cells of the table come from, those together that come from the same."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for fact, row in disclosure.items():
        for column, cell in row.items():
            if cell["cite"] or cell["note"]:
                found.setdefault((cell["cite"], cell["note"]), {}).setdefault(fact, []).append(column)
    for (cite, note), facts in found.items():
        cells = "; ".join(f"{fact}: {', '.join(columns)}" for fact, columns in facts.items())
        yield f"  {' '.join(filter(None, (f'({cite})' if cite else '', note)))}  {cells}"


def _cell(cell: Mapping[str, Any]) -> str:
    return f"{cell['show']}{MARK if cell['assumed'] else ''}"
