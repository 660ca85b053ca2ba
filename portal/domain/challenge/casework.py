"""What staff have done with a challenge and still have to: the side of it that no raiser ever sees.

Plain JSON throughout, so that it is sealed and opened as it is. :func:`apply_event` is how it changes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.domain.challenge import safety_alert
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.disclosure.table import Checks


class Involved(StrEnum):
    """Why somebody may not review a decision: independence (LGSCO 24-004-684)."""

    MADE = "made"  # it
    ADVISED = "advised"  # on it
    REVIEWED = "reviewed"  # it before
    ASIDE = "aside"  # stepped aside


@dataclass(frozen=True, slots=True)
class Review(InternalOnly):
    """What has come of looking again at one stage so far. Begins afresh with each stage."""

    points: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by number from 1: outcome, reasons
    findings: Mapping[str, str] = field(default_factory=dict)  # looked_at, views
    decided_by: str = ""
    reply: Mapping[str, str] = field(default_factory=dict)  # what is proposed to be told: by, words, plain
    pauses: tuple[Mapping[str, str], ...] = ()  # first, last (dates), why
    longer: int = 0  # working days by which it was extended
    longer_by: Mapping[str, int] = field(default_factory=dict)  # the same in other units, by unit
    taken: str = ""  # the moment at which a reviewer took it on
    steps: Mapping[str, str] = field(default_factory=dict)  # by number of the stage's clock: the day it was done (ISO)
    outside: Mapping[str, str] = field(default_factory=dict)  # who outside reviews it: role, and to, who writes it down
    stands_in: str = ""  # whom the most senior let review without the rank
    ended: bool = False  # whether the raiser was told that it is over


@dataclass(frozen=True, slots=True)
class Casework(InternalOnly):
    triaged: str = ""  # what came of triage; blank until then
    alerts: tuple[Mapping[str, Any], ...] = ()  # about safety, the oldest first (safety_alert)
    assigned: str = ""  # who has it now
    taken: Mapping[str, str] = field(default_factory=dict)  # by, at: taken as their own work, and nothing done since
    involved: Mapping[str, str] = field(default_factory=dict)  # staff, and why they may not review (Involved)
    identity: str = ""  # how it was checked; blank until it was
    standing: str = ""
    made_contact: bool = False  # whether the contact with the MASH was the raiser's
    review: Review = field(default_factory=Review)
    began: Mapping[str, str] = field(default_factory=dict)  # by stage: the moment from which its time counts
    promises: tuple[Mapping[str, Any], ...] = ()  # words, owner, by (date), tell, told, kept (date or ""), did, writer
    to_record: tuple[str, ...] = ()  # the stages that the case system does not hold yet
    records: tuple[Mapping[str, str], ...] = ()  # kind, id, on (date), by
    links: tuple[str, ...] = ()  # references of other challenges; told to nobody outside
    mentioned: tuple[str, ...] = ()  # staff whom a note asks to look, and who have not yet
    transfers: tuple[
        Mapping[str, Any], ...
    ] = ()  # name, on (prepared), agreed, words, own_words, due, done (see below)
    ending: Mapping[str, str] = field(default_factory=dict)  # without a review, as proposed: outcome, words, by
    objection: Mapping[str, str] = field(default_factory=dict)  # the raiser's to that: decided_by; made once
    late_before: Mapping[str, str] = field(default_factory=dict)  # by stage that went on because late: its date
    junk: Mapping[str, str] = field(default_factory=dict)  # reason, due (as it was), by: while it is set aside
    paused_before: tuple[Mapping[str, str], ...] = ()  # the pauses of the stages before this one
    advocate: Mapping[str, str] = field(default_factory=dict)  # who helps a young person (ADVOCATE), once found

    @property
    def checks(self) -> Checks:
        """What staff have established about the raiser."""
        return Checks(bool(self.identity), bool(self.standing), self.made_contact)


def casework_from_json(stored: Mapping[str, Any]) -> Casework:
    """The work back from plain JSON."""
    review = Review(**_tuples(stored.get("review", {})))
    return Casework(**_tuples({**stored, "review": review}))


def _tuples(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()}


_What = Mapping[str, Any]

DROPPED = "dropped"
"""A transfer is done on the day on which it was sent, or with this word where the raiser no longer wants it."""


def begins_afresh(kind: str, what: _What) -> bool:
    """Whether after this nothing of a review before counts any more."""
    return kind == "triage_restored" or (kind in MOVES and bool(what["stage"]))


WORKS = frozenset(
    {
        "triaged", "ending_proposed", "ending_sent_back", "ending_upheld", "triage_restored", "acted", "asked",
        "identity_checked", "standing_checked", "advocate_answered", "point_decided", "found", "decided",
        "reply_written", "sent_back", "released", "review_ended", "promised", "promise_kept", "paused", "resumed",
        "extended", "step_done", "complaint_prepared", "information_prepared", "complaint_passed", "information_passed",
        "transfer_dropped", "stood_in", "outside_named", "recorded", "closed", "junked",
    }
)  # fmt: skip
"""The kinds of event by which a colleague brings a challenge on its way.

Whatever else somebody does with what they have taken, they have only looked: to link it with another, to name who had a
part, or to say that a message or a flag was seen costs nothing and leaves it where it was.
"""


def apply_event(work: Casework, kind: str, at: datetime, actor: str, what: _What) -> Casework:
    """The work after an event of this kind; other kinds leave it as it is."""
    after, taken = _worked(work, kind, at, actor, what), work.taken
    if kind == "assigned" and what.get("own_work"):
        taken = {"by": actor, "at": at.isoformat()}
    elif taken and (after.assigned != taken["by"] or (actor == taken["by"] and kind in WORKS)):
        taken = {}
    return after if taken == after.taken else replace(after, taken=taken)


def _worked(work: Casework, kind: str, at: datetime, actor: str, what: _What) -> Casework:
    alerts = safety_alert.changed(work.alerts, kind, at, actor, what)
    if alerts != work.alerts:
        work = replace(work, alerts=alerts)
    if work.junk and lifts_junk(kind, actor):
        work = replace(work, junk={})
    if kind in MOVES:
        return _moved(work, kind, at, what)
    if kind == "reopened":
        return _review(_begun(work, at, what), pauses=(), longer=0, longer_by={})
    if kind == "triage_restored":
        return _restored(work, at, actor, what)
    change = _CHANGES.get(kind)
    return change(work, actor, what) if change else work


def lifts_junk(kind: str, actor: str) -> bool:
    """Whether what is set aside as junk comes back by it: it is its raiser's to say that it is a request."""
    return actor == "raiser" and kind != "code_kept"


MOVES = frozenset({"still_worried", "moved_on"})
"""The kinds of event with which a challenge goes on to the next stage."""


ADVOCATE = ("advocate", "agency", "referred", "reach")
"""What is kept of an advocate: the name, the agency, the date they were asked (ISO), how they may be reached."""


PEOPLE = ("to", "who", "writer", "proposed_by")
"""What of an event is the id of an account."""


def _begun(work: Casework, at: datetime, what: _What) -> Casework:
    stage = what.get("stage")
    return replace(work, began={**work.began, stage: at.isoformat()}) if stage else work


def _moved(work: Casework, kind: str, at: datetime, what: _What) -> Casework:
    if what.get("late"):
        work = replace(work, late_before={**work.late_before, **what["late"]})
    if what.get("paused"):
        work = replace(work, paused_before=(*work.paused_before, *what["paused"]))
    return replace(_begun(work, at, what), review=Review(), assigned="") if begins_afresh(kind, what) else work


def _restored(work: Casework, at: datetime, actor: str, what: _What) -> Casework:
    """Before triage again, as if it had just come in; that the raiser has objected once stays."""
    objection = {**work.objection, "decided_by": actor}
    return replace(_begun(work, at, what), triaged="", ending={}, objection=objection, assigned="", review=Review())


def _review(work: Casework, **changed: Any) -> Casework:
    return replace(work, review=replace(work.review, **changed))


def _with(work: Casework, stage: str) -> Casework:
    return work if stage in work.to_record else replace(work, to_record=(*work.to_record, stage))


def _triaged(work: Casework, _actor: str, what: _What) -> Casework:
    work = replace(work, triaged=what["outcome"])
    return replace(work, ending={}) if what["goes_on"] else _with(work, what["stage"])


def _prepared(name: str) -> Callable[[Casework, str, _What], Casework]:
    def change(work: Casework, _: str, what: _What) -> Casework:
        return replace(work, transfers=(*work.transfers, {**what, "name": name, "done": ""}))

    return change


def _transferred(work: Casework, _: str, what: _What) -> Casework:
    """It was sent, or is not to be sent any more. Some were said to be passed on before they were waited for."""
    done = what.get("on", DROPPED)
    every = enumerate(work.transfers, 1)
    return replace(
        work, transfers=tuple({**each, "done": done} if n == what.get("transfer") else each for n, each in every)
    )


def _extended(work: Casework, _: str, what: _What) -> Casework:
    """In working days, unless it says another unit."""
    unit, so_far = what.get("unit", ""), work.review.longer_by
    if not unit:
        return _review(work, longer=work.review.longer + what["days"])
    return _review(work, longer_by={**so_far, unit: so_far.get(unit, 0) + what["amount"]})


def _stepped_aside(work: Casework, actor: str, _: _What) -> Casework:
    return replace(work, assigned="", involved={**work.involved, actor: Involved.ASIDE.value})


def _decided(work: Casework, actor: str, what: _What) -> Casework:
    decides = not work.review.outside  # else they write down what somebody outside decided
    involved = {**work.involved, actor: Involved.REVIEWED.value} if decides else work.involved
    return _with(_review(replace(work, involved=involved), decided_by=actor), what["stage"])


def _point_decided(work: Casework, _: str, what: _What) -> Casework:
    answer = {"outcome": what["outcome"], "reasons": what["reasons"]}
    return _review(work, points={**work.review.points, str(what["point"]): answer})


def _paused(work: Casework, _: str, what: _What) -> Casework:
    pause = {"first": what["first"], "last": what["last"], "why": what["why"]}
    return _review(work, pauses=(*work.review.pauses, pause))


def _resumed(work: Casework, _: str, what: _What) -> Casework:
    """The last pause ends with the day before; one that ends before it began never was."""
    *before, pause = work.review.pauses
    kept = () if what["last"] < pause["first"] else ({**pause, "last": what["last"]},)
    return _review(work, pauses=(*before, *kept))


def _recorded(work: Casework, actor: str, what: _What) -> Casework:
    entry = {"kind": what["kind"], "id": what["id"], "on": what["on"], "by": actor}
    return replace(work, records=(*work.records, entry), to_record=())


def _promise_kept(work: Casework, _: str, what: _What) -> Casework:
    done = {"kept": what["on"], "did": what.get("did", "")}  # blank of before it was asked
    kept = (each | done if n == what["promise"] else each for n, each in enumerate(map(dict, work.promises), 1))
    return replace(work, promises=tuple(kept))


def _released(work: Casework, _: str, what: _What) -> Casework:
    told = what.get("promises", ())
    promises = tuple({**each, "told": each["told"] or n in told} for n, each in enumerate(work.promises, 1))
    return _review(replace(work, promises=promises), reply={})


def _advocate(work: Casework, _: str, what: _What) -> Casework:
    found = {key: what[key] for key in ADVOCATE if key in what}
    return replace(work, advocate=found) if found else work


def _noted(work: Casework, _: str, what: _What) -> Casework:
    return replace(work, mentioned=tuple(sorted({*work.mentioned, *what["mentions"]})))


def _unmentioned(work: Casework, actor: str, what: _What) -> Casework:
    """Who has seen the note, or ``who`` has left."""
    return replace(work, mentioned=tuple(each for each in work.mentioned if each != what.get("who", actor)))


def _without(what: _What, key: str) -> dict[str, Any]:
    return {each: value for each, value in what.items() if each != key}


_CHANGES: Mapping[str, Callable[[Casework, str, _What], Casework]] = {
    "triaged": _triaged,
    "assigned": lambda work, _, what: replace(work, assigned=what["to"]),
    "stood_in": lambda work, _, what: _review(replace(work, assigned=what["to"]), stands_in=what["to"]),
    "outside_named": lambda work, _, what: _review(
        replace(work, assigned=what["to"]), outside={"role": what["role"], "to": what["to"]}
    ),
    "handed_back": lambda work, *_: replace(work, assigned=""),
    "stepped_aside": _stepped_aside,
    "involved": lambda work, _, what: replace(work, involved={**work.involved, what["who"]: what["how"]}),
    "involvement_undone": lambda work, _, what: replace(work, involved=_without(work.involved, what["who"])),
    "identity_checked": lambda work, _, what: replace(work, identity=what["words"]),
    "standing_checked": lambda work, _, what: replace(
        work, standing=what["words"], made_contact=what.get("made_contact", False)
    ),
    "checks_undone": lambda work, *_: replace(work, identity="", standing="", made_contact=False),
    "linked": lambda work, _, what: replace(work, links=tuple(sorted({*work.links, what["reference"]}))),
    "unlinked": lambda work, _, what: replace(
        work, links=tuple(each for each in work.links if each != what["reference"])
    ),
    "advocate_answered": _advocate,
    "junked": lambda work, actor, what: replace(
        work, junk={"reason": what["reason"], "due": what["due"] or "", "by": actor}
    ),
    "unjunked": lambda work, *_: replace(work, junk={}),
    "noted": _noted,
    **dict.fromkeys(("mention_seen", "mention_passed"), _unmentioned),
    "point_decided": _point_decided,
    "found": lambda work, _, what: _review(work, findings={"looked_at": what["looked_at"], "views": what["views"]}),
    "decided": _decided,
    "reply_written": lambda work, actor, what: _review(
        work, reply={"by": actor, "words": what["words"], "plain": what["plain"]}
    ),
    "sent_back": lambda work, *_: _review(work, reply={}),
    "released": _released,
    "review_ended": lambda work, *_: _review(work, ended=True),
    "promised": lambda work, actor, what: replace(
        work, promises=(*work.promises, {**_without(what, "cleared"), "kept": "", "writer": actor})
    ),
    "promise_kept": _promise_kept,
    "paused": _paused,
    "resumed": _resumed,
    "extended": _extended,
    "review_taken": lambda work, _, what: _review(work, taken=what["at"]),
    "step_done": lambda work, _, what: _review(work, steps={**work.review.steps, str(what["step"]): what["on"]}),
    "complaint_prepared": _prepared("complaint"),
    "information_prepared": _prepared("information"),
    **dict.fromkeys(("complaint_passed", "information_passed", "transfer_dropped"), _transferred),
    "ending_proposed": lambda work, actor, what: replace(
        work, ending={"outcome": what["outcome"], "words": what["words"], "by": actor}
    ),
    "ending_sent_back": lambda work, *_: replace(work, ending={}),
    "objected": lambda work, *_: replace(work, objection={"decided_by": ""}),
    "ending_upheld": lambda work, actor, _: replace(work, objection={**work.objection, "decided_by": actor}),
    "withdrawn": lambda work, _, what: _with(work, what["stage"]) if what.get("stage") else work,
    "recorded": _recorded,
}
"""What an event changes in the work."""
