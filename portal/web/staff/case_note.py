"""A challenge in fifteen lines, in the order and the words of the entry that staff make in the case system.

A contact of its own says what came and what follows from it; a note says of which contact it is about. What is long is
cut, and says so: all of it is in the file for the child's file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.domain.challenge.events.alert_events import ACTED
from portal.domain.challenge.events.triage_events import TRIAGED
from portal.domain.i18n import _
from portal.domain.policy.model import Audience
from portal.services.case_export import CaseEntry
from portal.services.exported_reviews import Reviewed
from portal.web.i18n import day, gettext, moment
from portal.web.staff.decision_forms import SEEN
from portal.web.staff.export_layout import OUTCOMES
from portal.web.staff.labels import AUDIENCES

LINES = 15
LONGEST = 500
"""Characters of a line."""


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """Some lines that are copied together: ``id`` names it on the page."""

    id: str
    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class CaseNote:
    """The entry as one of the kinds that the policy names."""

    kind: str
    blocks: tuple[NoteBlock, ...]

    @property
    def text(self) -> str:
        return "\n".join(line for block in self.blocks for line in block.lines)


_CONTACT: Mapping[str, tuple[str, ...]] = {
    _("Contact"): ("received", "from", "child", "reason", "existing"),
    _("Information"): ("new", "grounds", "child_views", "evidence", "consulted"),
    _("Decision"): ("findings", "outcome", "rationale", "actions", "maker"),
}
_NOTE: Mapping[str, tuple[str, ...]] = {
    _("Note"): ("noted", "subject", "child", "existing", "from"),
    _("Details"): ("grounds", "new", "child_views", "evidence", "consulted"),
    _("Analysis and decision"): ("findings", "rationale", "outcome", "actions", "maker"),
}
"""The order in which each kind of entry says it: under which heading which line."""

_LABELS: Mapping[str, str] = {
    "received": _("Date and time of contact"),
    "noted": _("Date of note"),
    "from": _("Contact from"),
    "child": _("Child"),
    "reason": _("Reason for contact"),
    "subject": _("Subject"),
    "existing": _("Existing contact"),
    "new": _("New information"),
    "grounds": _("Grounds of challenge"),
    "child_views": _("Child's wishes and feelings"),
    "evidence": _("Evidence considered"),
    "consulted": _("People consulted"),
    "findings": _("Findings"),
    "outcome": _("Outcome"),
    "rationale": _("Rationale"),
    "actions": _("Actions"),
    "maker": _("Decision maker"),
}


def notes(entry: CaseEntry) -> tuple[CaseNote, ...]:
    """The entry as each kind that the policy names, the one that is suggested first."""
    others = [kind for kind in entry.kinds if kind != entry.suggested]
    return tuple(_note(entry, kind) for kind in (entry.suggested, *others))


def _note(entry: CaseEntry, kind: str) -> CaseNote:
    said = _lines(entry)
    order = _CONTACT if kind == entry.kinds[0] else _NOTE
    blocks = (
        NoteBlock(f"{_word(kind)}-{number}", gettext(title), tuple(_line(key, said[key]) for key in keys))
        for number, (title, keys) in enumerate(order.items(), 1)
    )
    return CaseNote(kind, tuple(blocks))


def _word(kind: str) -> str:
    return "".join(each if each.isalnum() else "-" for each in kind.lower())


def _line(key: str, words: str) -> str:
    """One line, whatever somebody typed: a case system would take a second one for something else."""
    words = " ".join(words.split())
    if len(words) > LONGEST:
        words = gettext("%(words)s… (the rest is in the PDF)") % {"words": words[:LONGEST].rstrip()}
    return f"{gettext(_LABELS[key])}: {words or gettext('None recorded')}"


def _lines(entry: CaseEntry) -> dict[str, str]:
    last = entry.reviews[-1] if entry.reviews else None
    who = gettext(AUDIENCES[Audience(entry.audience)])
    about = {"reference": entry.written, "stage": entry.stage, "policy": entry.policy}
    return {
        "received": moment(entry.received_at),
        "noted": day(entry.made_at),
        "from": f"{who}, {entry.raiser}" if entry.raiser else who,
        "child": "; ".join(_children(entry)),
        "reason": gettext("Challenge to a MASH decision, reference %(reference)s, %(stage)s (%(policy)s)") % about,
        "subject": gettext("MASH decision challenge %(reference)s, %(stage)s (%(policy)s)") % about,
        "existing": _existing(entry),
        "new": "; ".join(_new(entry, last)),
        "grounds": "; ".join(f"{ground.number}. {ground.words}" for ground in entry.grounds),
        **(_reviewed(last) if last else dict.fromkeys(_OF_REVIEW, "")),
        **_decided(entry, last),
        "actions": "; ".join(_actions(entry)),
    }


_OF_REVIEW = ("child_views", "evidence", "consulted", "findings")


def _reviewed(last: Reviewed) -> dict[str, str]:
    seen = gettext("Child seen: %(seen)s") % {"seen": gettext(SEEN[last.seen])} if last.seen else ""
    found = (
        gettext("Ground %(number)s: %(finding)s") % {"number": number, "finding": gettext(OUTCOMES[each["outcome"]])}
        for number, each in last.grounds.items()
    )
    lines = (last.looked_at.splitlines(), last.consulted.splitlines())
    evidence, consulted = ("; ".join(filter(None, map(str.strip, each))) for each in lines)
    views = ". ".join(each.strip(". ") for each in (last.views, seen) if each)
    return {"child_views": views, "evidence": evidence, "consulted": consulted, "findings": "; ".join(found)}


def _decided(entry: CaseEntry, last: Reviewed | None) -> dict[str, str]:
    """What it came to; where it ended without a review, as what."""
    if last and last.decision:
        outcome = ", ".join(filter(None, (last.decision["outcome"], last.decision["threshold"])))
        by = last.outside or last.decided_by
        made = f"{by}, {day(last.decided_at)}" if last.decided_at else by
        return {"outcome": outcome, "rationale": last.decision["reasons"], "maker": made}
    ended = next((each for each in reversed(entry.timeline) if each.kind == TRIAGED), None)
    if last or ended is None:
        return dict.fromkeys(("outcome", "rationale", "maker"), "")
    said = ended.said
    outcome = gettext(OUTCOMES.get(said.get("outcome", ""), said.get("outcome", "")))
    return {"outcome": outcome, "rationale": said.get("words", ""), "maker": f"{ended.by}, {day(ended.at)}"}


def _children(entry: CaseEntry) -> Iterator[str]:
    for child in entry.children:
        born = gettext("born %(day)s") % {"day": day(child["birth"])} if child["birth"] else ""
        yield ", ".join(filter(None, (child["name"], born)))


def _existing(entry: CaseEntry) -> str:
    found = entry.original
    if found is None:
        return gettext("Not recorded here yet. Record the original decision first.")
    makers = ", ".join(found.makers) or gettext("decision maker not known yet")
    return ", ".join(filter(None, (found.contact, day(found.on), found.outcome, found.threshold, makers)))


def _new(entry: CaseEntry, last: Reviewed | None) -> Iterator[str]:
    """What is new since the original decision; and what was done about the child's safety, with its own contact."""
    if last and last.new:
        yield last.new
    for each in entry.timeline:
        if each.kind == ACTED:
            done = {"day": day(each.at), "told": each.said.get("told", ""), "contact": each.said.get("contact", "")}
            yield gettext("Safeguarding action %(day)s: told %(told)s, contact %(contact)s") % done


def _actions(entry: CaseEntry) -> Iterator[str]:
    for each in entry.promises:
        when = gettext("done %(day)s") if each["kept"] else gettext("by %(day)s")
        yield f"{each['words']} ({each['owner']}, {when % {'day': day(each['kept'] or each['by'])}})"
    if entry.reviews and entry.reviews[-1].ended_at:
        yield gettext("Person challenging told on %(day)s") % {"day": day(entry.reviews[-1].ended_at)}
