"""What is wrong with packs, or to be looked at, for people: ``portal check-packs``."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from portal.domain.policy.calendar import Calendar, TimeUnit, local
from portal.domain.policy.call_now import DUTY, gaps_in_a_week
from portal.domain.policy.model import USUAL_TIMES, Document, Pack
from portal.domain.policy_rule import Absent
from portal.policy_loader import CHANGED, BrokenPack, Packs
from portal.services import AppContext
from portal.services.policy_explanation import long_day

TERMS_AHEAD = 120  # days for which school terms should be known


def tell_of_coming(context: AppContext) -> None:
    """Shout about what keeps a later policy from coming into force: it must not stop who needs help today."""
    context.packs.tell_of_coming(context.council, local(context.now()).date())


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


def check_one(packs: Packs, pack_id: str, now: datetime) -> dict[str, Any]:
    """:func:`check` of one pack alone."""
    try:
        checked = _checked(packs, pack_id, packs.published().get(pack_id), now)
    except KeyError:
        sentence = "This file is not read. A policy lies in a folder of its council: policies/newtown/2027-01-01.yaml"
        checked = {"pack": pack_id, "faults": [f"{sentence}."], "warnings": [], "assumed": [], "fingerprint": ""}
    return {"sound": not checked["faults"], "faults": [], "packs": [checked]}


def warnings(packs: Packs, pack_id: str, now: datetime) -> list[str]:
    """What should be looked at before a pack is used. Raises as :meth:`Packs.get`."""
    pack = packs.get(pack_id)
    return list(_warnings(pack, packs.calendar(pack), local(now).date()))


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
    yield from _nobody_there(pack)
    yield from _usual_times(pack)
    if not pack.confirmed:
        yield "The council has not confirmed its stages and their deadlines."
    for key, contact in pack.contacts.items():
        if contact.check_by < today:
            yield f"Contact “{key}” was to be checked by {long_day(contact.check_by)}."
    if pack.office.terms and not any(term.holds(today) or term.first > today for term in calendar.terms):
        yield "The school terms are over: no date in school days can be worked out. Add the next ones to office."
    elif pack.office.terms and calendar.terms[-1].last < today + timedelta(days=TERMS_AHEAD):
        yield f"School terms are known to {long_day(calendar.terms[-1].last)} only. Add the next ones to office."
    if not calendar.knows(today + timedelta(days=365)):
        yield f"Bank holidays are held to the end of {calendar.last_year} only."


def _nobody_there(pack: Pack) -> Iterator[str]:
    """When nobody answers about a child, by the hours of the pack: a gap in a week is a slip, or has to be known."""
    front, night = (pack.contacts[key] for key in DUTY)
    if isinstance(front.hours, Absent):
        yield "Contact “front_door” has no hours: no page can say when it is answered. Write them, with hours."
    if isinstance(front.hours, Absent) or isinstance(night.hours, Absent):
        return
    gaps = gaps_in_a_week((front.hours, night.hours))
    if gaps:
        yield f"Nobody answers, by the hours of “front_door” and “out_of_hours”: {', '.join(gaps)}."


def _usual_times(pack: Pack) -> Iterator[str]:
    """The times that hold because the file says none: each is a promise to somebody."""
    usual = pack.times
    if usual is not USUAL_TIMES:
        return
    every = (stage for ladder in pack.ladders for stage in ladder.stages)
    silent = dict.fromkeys(stage.label for stage in every if stage.answer_within.unit is TimeUnit.NOT_STATED)
    if silent:
        yield (
            f"No time is written in which people can say after a review that they are still worried. They have "
            f"{usual.answer} after: {', '.join(silent)}. If the policy says another, write it: answer_within in the "
            "stage, or answer in times."
        )
    yield (
        f"No times are written for triage, which has {usual.triage}, and for coming back after a withdrawal, which has "
        f"{usual.change_mind}. If the policy says others, write them: times."
    )


def _document(document: Document, today: date) -> Iterator[str]:
    for what, day in (("expired on", document.expiry), ("was due for review on", document.review)):
        if not isinstance(day, Absent) and day.last < today:
            yield f"The policy {what} {long_day(day.last)}."
    if "draft" in str(document.status).casefold():
        yield f"The document calls itself “{document.status}”, and this policy counts all the same."
    if document.approvals is Absent.NONE:
        yield "Nobody has approved the document."
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
