"""Nothing that we write freely reaches a raiser before each mark of the redaction check is cleared, one by one.

A mark is cleared for one place in one text: where a word of the text changes it is looked at again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from portal.domain.challenge.action_rule import said
from portal.domain.challenge.events.payload import CLEARED
from portal.domain.challenge.events.registry import outward_texts_of
from portal.domain.challenge.events.review_events import PROMISED
from portal.domain.challenge.neutral_sentences import SENTENCES
from portal.domain.challenge.state import Event
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.disclosure.redaction_check import Known, Mark, SensitiveKind, redaction_check
from portal.domain.i18n import _
from portal.domain.permissions import ActionRefused


class Reason(StrEnum):
    """Why something that was marked may be told."""

    THEIRS = "theirs"
    TOLD = "told"
    PUBLIC = "public"
    AGREED = "agreed"
    ORDINARY = "ordinary"
    WANTED = "wanted"  # this and the next are of promises to get in touch, and of nothing else
    NO_PROMISE = "no_promise"


REASONS: Mapping[Reason, str] = {
    Reason.THEIRS: _("They told us this themselves, or it is about themselves"),
    Reason.TOLD: _("They know it already, and not from us by mistake"),
    Reason.PUBLIC: _("Anybody can look it up: it is an office or a service"),
    Reason.AGREED: _("The person it is about agreed that they are told"),
    Reason.ORDINARY: _("It is an ordinary word, and not about anybody"),
    Reason.WANTED: _("They have said since that we may get in touch in this way"),
    Reason.NO_PROMISE: _("These words do not promise that anybody gets in touch with them"),
}


def reasons_for(kind: SensitiveKind) -> tuple[Reason, ...]:
    """The reasons for which a mark of this kind may be told."""
    contact = (Reason.WANTED, Reason.NO_PROMISE)
    return contact if kind is SensitiveKind.CONTACT else tuple(each for each in Reason if each not in contact)


_CHOOSE = _("Select why this may be told.")
_HOW = _("Write how you know that this may be told.")
_ABOUT_SOMEBODY = _("This is about somebody whom we know. Select another reason, or take it out.")
_AROUND = 40
"""Characters of the text shown on either side of a mark."""


@dataclass(frozen=True, slots=True)
class Clearance:
    """Somebody's reason why a mark may be told."""

    reason: str
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MarkToClear:
    """A mark in its text, for whoever has to clear it."""

    key: str
    before: str = field(repr=False)
    words: str = field(repr=False)
    after: str = field(repr=False)
    why: str
    problem: str  # what is wrong with how it was cleared; blank where nobody has tried
    kind: SensitiveKind = SensitiveKind.NAME
    clearable: bool = True


class Uncleared(ActionRefused):
    """Marks are not cleared yet: all of them, ``held``."""

    def __init__(self, held: tuple[MarkToClear, ...]) -> None:
        super().__init__(_("Look at each marked word, and say why it may be told or take it out."))
        self.held = held


@dataclass(frozen=True, slots=True)
class Redaction(InternalOnly):
    """What the redaction check goes by, and what was ``cleared``, by the key of the mark."""

    known: Known = Known()  # noqa: RUF009 - it is frozen
    cleared: Mapping[str, Clearance] = field(default_factory=dict, repr=False)

    def marks_in(self, events: Iterable[Event]) -> tuple[MarkToClear, ...]:
        """Every mark of the events, as long as one of them is not cleared; none where all are."""
        found = {each.key: each for event in events for each, _mark in self._marked(event)}
        return tuple(found.values()) if any(each.problem for each in found.values()) else ()

    def cleared_in(self, events: Sequence[Event]) -> list[Event]:
        """The events with how their marks were cleared. Raises :class:`Uncleared`."""
        if held := self.marks_in(events):
            raise Uncleared(held)
        found = {id(event): list(self._marked(event)) for event in events}
        return [self._written(event, found[id(event)]) for event in events]

    def _marked(self, event: Event) -> Iterator[tuple[MarkToClear, Mark]]:
        for text in _outward(event):
            for mark in redaction_check(text, self.known):
                key = key_of(text, mark)
                yield _held(key, text, mark, self._problem(key, mark)), mark

    def _problem(self, key: str, mark: Mark) -> str:
        clearance = self.cleared.get(key)
        if clearance is None or mark.kind is SensitiveKind.UNCHECKED:
            return _CHOOSE if mark.kind is not SensitiveKind.UNCHECKED else mark.why
        if clearance.reason not in reasons_for(mark.kind):
            return _CHOOSE
        if clearance.reason in {Reason.ORDINARY, Reason.NO_PROMISE}:
            return _ABOUT_SOMEBODY if mark.known else ""
        try:
            said(clearance.words, _HOW)
        except ActionRefused as refused:
            return refused.reason
        return ""

    def _written(self, event: Event, marked: Sequence[tuple[MarkToClear, Mark]]) -> Event:
        """The event with why each mark was cleared: where it stands, and never the words that were marked."""
        if not marked:
            return event
        why = [
            {
                "start": mark.start, "end": mark.end, "kind": mark.kind.value,
                "reason": self.cleared[held.key].reason, "words": self.cleared[held.key].words,
            }
            for held, mark in marked
        ]  # fmt: skip
        return replace(event, what={**event.what, CLEARED: why})


UNKNOWN = Redaction()
"""For where nobody is known: what looks like a name or a number is marked all the same."""


def _outward(event: Event) -> Iterator[str]:
    if event.what.get("own_words") or (event.kind == PROMISED and not event.what.get("tell")):
        return  # what they told us themselves, or are not told
    texts = dict.fromkeys(str(event.what.get(key) or "") for key in outward_texts_of(event.kind))
    yield from (text for text in texts if text and text not in SENTENCES.get(event.kind, ()))


def key_of(text: str, mark: Mark) -> str:
    """What one mark in one text is called: another once the text, the place or the reason is another."""
    whole = f"{mark.start}\0{mark.end}\0{mark.kind}\0{mark.why}\0{text}".replace("\r\n", "\n")
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _held(key: str, text: str, mark: Mark, problem: str) -> MarkToClear:
    before, after = text[max(0, mark.start - _AROUND) : mark.start], text[mark.end : mark.end + _AROUND]
    clearable = mark.kind is not SensitiveKind.UNCHECKED
    return MarkToClear(key, before, text[mark.start : mark.end], after, mark.why, problem, mark.kind, clearable)
