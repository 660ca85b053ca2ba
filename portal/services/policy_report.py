"""What a pack says and what is wrong with it, for people: ``portal explain`` and ``portal check-packs``."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from portal.domain.challenge.state import Rules
from portal.domain.policy.calendar import LONDON, Calendar, day_zero, local
from portal.domain.policy.model import Document, Ladder, Pack, Stage
from portal.domain.policy_rule import Absent, Rule
from portal.policy_loader import CHANGED, BrokenPack, Packs
from portal.services import AppContext

MARK = "*"  # stands beside everything that is assumed
MADE_CONTACT = "+"  # stands beside an audience
LEGEND = (
    "",
    f"  {MADE_CONTACT} who made the contact that led to the decision",
    "  stranger: anyone of whom we have not checked who they are; identified: of whom only that is checked",
)


def explain(packs: Packs, council: str, received: datetime | None = None) -> dict[str, Any]:
    """The current pack of a council as plain JSON: stages, worked dates, who may know what.

    The dates are those of a challenge ``received`` then, whose raiser asks for each next stage at noon
    on the day that the one before is due.

    Raises:
        KeyError: the council has no pack.
        BrokenPack: it cannot be used.
        BeyondCalendar: no bank holidays are held for a date that is needed.

    """
    pack = packs.current(council, local(received or datetime.now(UTC)).date())
    calendar = packs.calendar(pack)
    return {
        "pack": pack.id,
        "council": pack.council.name,
        "title": pack.document.title,
        "confirmed": pack.confirmed,
        "received": received.isoformat() if received else None,
        "day_zero": day_zero(received, pack.hours, calendar).isoformat() if received else None,
        "first_decision": {"within": str(pack.decision_within.within), **_backing(pack.decision_within)},
        "raise_within": {"within": str(pack.raise_within.within), **_backing(pack.raise_within)},
        "audiences": {key: {"taken": rule.taken, **_backing(rule)} for key, rule in pack.audiences.items()},
        "ladders": [_ladder(pack, ladder, calendar, received) for ladder in pack.ladders],
        "disclosure": {
            fact.value: {column.value: {"show": cell.show.value, **_backing(cell)} for column, cell in row.items()}
            for fact, row in pack.disclosure.items()
        },
        "assumed": pack.assumed(),
    }


def _backing(rule: Rule) -> dict[str, Any]:
    return {"cite": rule.cite, "assumed": rule.assumed}


def _ladder(pack: Pack, ladder: Ladder, calendar: Calendar, received: datetime | None) -> dict[str, Any]:
    stages, began, rules = [], dict[str, datetime](), Rules(pack, calendar, ladder.key)
    for stage in ladder.stages:
        end = None
        if received:
            began[stage.key] = received
            end = rules.due(stage, began)
            received = _noon(end) if end else None
        stages.append(_stage(stage) | {"due": end.isoformat() if end else None})
    caps_said = [f"{cap.first} to {cap.last}: {cap.within}" for cap in ladder.caps]
    named = {"key": ladder.key, "label": ladder.label, "when": ladder.when.value, "agency": ladder.agency}
    named |= {"decided_by": ladder.decided_by}
    return named | {"stages": stages, "caps": caps_said}


def _noon(end: date | datetime) -> datetime:
    """When the raiser of this example asks for the next stage: on the day on which the one before is due."""
    return datetime.combine(local(end).date() if isinstance(end, datetime) else end, time(12), LONDON)


def _stage(stage: Stage) -> dict[str, Any]:
    clocks = [
        {"act": clock.act.value, "within": str(clock.within), "after": clock.after.value, **_backing(clock)}
        for clock in stage.deadlines
    ]
    named = {"key": stage.key, "label": stage.label, "reviewer": stage.reviewer}
    return named | _backing(stage) | {"deadlines": clocks}


def explain_text(told: dict[str, Any]) -> str:
    """:func:`explain` for reading in a terminal."""
    lines = [told["title"], f"{told['council']} · {told['pack']}"]
    if not told["confirmed"]:
        lines.append("Not yet confirmed by the council: dates are estimates.")
    if told["received"]:
        received = local(datetime.fromisoformat(told["received"]))
        lines.append(f"Received {_day(received)} at {received:%H:%M}; counted from {_day(told['day_zero'])}")
    lines.append(f"First decision within {_said(told['first_decision'], 'within')}")
    for ladder in told["ladders"]:
        lines += ["", ladder["label"], *(_stage_line(stage) for stage in ladder["stages"])]
        lines += [f"  together, {cap}" for cap in ladder["caps"]]
    lines += ["", "Who may know what", *_table(told["disclosure"])]
    lines += ["", f"{MARK} Assumed: the policy does not say so, or not in full"]
    lines += [f"  {place}" for place in told["assumed"] if not place.startswith("disclosure")]
    return "\n".join(lines)


def _said(rule: dict[str, Any], key: str) -> str:
    return f"{rule[key]}{MARK if rule['assumed'] else ''}"


def _day(when: str | date) -> str:
    day = date.fromisoformat(when[:10]) if isinstance(when, str) else when
    return f"{day:%A} {day.day} {day:%B %Y}"


def _moment(when: str) -> str:
    """A day, or for a clock of hours a moment of it."""
    return f"{local(datetime.fromisoformat(when)):%H:%M} on {_day(when)}" if "T" in when else _day(when)


def _stage_line(stage: dict[str, Any]) -> str:
    clocks = ", ".join(f"{clock['act']} within {_said(clock, 'within')}" for clock in stage["deadlines"])
    by = f" (by {_moment(stage['due'])})" if stage["due"] else ""
    return f"  {stage['label']}: {_said(stage, 'reviewer')}; {clocks or 'no deadline stated'}{by}"


def _table(disclosure: dict[str, dict[str, Any]]) -> list[str]:
    columns = list(next(iter(disclosure.values())))
    rows = [[name.replace("_made_contact", MADE_CONTACT) for name in ("", *columns)]]
    rows += [[fact, *(_said(row[column], "show") for column in columns)] for fact, row in disclosure.items()]
    widths = [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]
    lines = ["  " + "".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return [*lines, *LEGEND]


def tell_of_coming(office: AppContext) -> None:
    """Shout about what keeps a later policy from coming into force: it must not stop who needs help today."""
    office.packs.tell_of_coming(office.council, local(office.now()).date())


def check(packs: Packs, now: datetime) -> dict[str, Any]:
    """What is wrong (``faults``), to be looked at (``warnings``) and ``assumed`` in every pack.

    ``sound`` is whether no pack has a fault.
    """
    wrong = list(packs.strays())
    try:
        published = packs.published()
        wrong += packs.changed_bases()
    except BrokenPack as broken:
        wrong, published = [*wrong, *broken.faults], {}
    wrong += [
        f"{pack_id} is published, but its file is not here."
        for pack_id in published.keys() - packs.ids() - set(packs.bases())
    ]
    wrong += packs.without_policy(local(now).date())
    checked = [_checked(packs, pack_id, published.get(pack_id), now) for pack_id in packs.ids()]
    return {"sound": not wrong and not any(pack["faults"] for pack in checked), "faults": wrong, "packs": checked}


def _checked(packs: Packs, pack_id: str, published: str | None, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {"pack": pack_id, "faults": [], "warnings": [], "assumed": [], "fingerprint": ""}
    try:
        pack = packs.get(pack_id)
    except BrokenPack as broken:
        return found | {"faults": broken.faults}
    fingerprint = packs.fingerprint(pack_id)
    if published and published != fingerprint:
        found["faults"] = [f"{pack_id} {CHANGED}"]
    if not published:
        found["warnings"] = ["Not published yet."]
    found["warnings"] += _warnings(pack, packs.calendar(pack), local(now).date())
    return found | {"assumed": pack.assumed(), "fingerprint": fingerprint, "confirmed": pack.confirmed}


def _warnings(pack: Pack, calendar: Calendar, today: date) -> Iterator[str]:
    yield from _document(pack.document, today)
    if not pack.confirmed:
        yield "The council has not confirmed its stages and their deadlines."
    for key, contact in pack.contacts.items():
        if contact.check_by < today:
            yield f"Contact “{key}” was to be checked by {_day(contact.check_by)}."
    if not calendar.knows(today + timedelta(days=365)):
        yield f"Bank holidays are held to the end of {calendar.last_year} only."


def _document(document: Document, today: date) -> Iterator[str]:
    for what, day in (("expired on", document.expiry), ("was due for review on", document.review)):
        if not isinstance(day, Absent) and day.last < today:
            yield f"The policy {what} {_day(day.last)}."
    yield from document.contradictions


def check_text(checked: dict[str, Any]) -> str:
    """:func:`check` for reading in a terminal."""
    lines = list(checked["faults"])
    for pack in checked["packs"]:
        lines += [pack["pack"], *(f"  fault: {fault}" for fault in pack["faults"])]
        lines += [f"  {warning}" for warning in pack["warnings"]]
        lines += [f"  assumed: {place}" for place in pack["assumed"] if not place.startswith("disclosure")]
        if cells := sum(place.startswith("disclosure") for place in pack["assumed"]):
            lines.append(f"  assumed: {cells} cells of the disclosure table")
    return "\n".join([*lines, "Sound." if checked["sound"] else "Not sound."])
