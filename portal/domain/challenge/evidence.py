"""Files that a raiser sends to support what they say: how many, who may take one out, and what is known of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.domain.challenge import addition_limits
from portal.domain.challenge.action_rule import Action, ActionContext, AnyAction, Parameters, always_possible
from portal.domain.challenge.addition_limits import TooMuch
from portal.domain.challenge.casework import Casework
from portal.domain.challenge.events.event_kind import EventDraft
from portal.domain.challenge.events.evidence_events import EVIDENCE_DESCRIBED, EVIDENCE_OPENED, EVIDENCE_SENT
from portal.domain.disclosure.redaction_check import names_in
from portal.domain.disclosure.sensitive_terms import Sensitive, SensitiveKind
from portal.domain.evidence_formats import IN_ALL, FileKind
from portal.domain.i18n import _
from portal.domain.permissions import RAISERS, READERS, ActionRefused, Role
from portal.domain.questions.people_in_answers import ONLY_US

_ENOUGH = _("You have sent as many files as we can take. Call us on {phone} if there is something more to show us.")
_NO_SUCH_FILE = _("There is no such file.")
_NOT_CHECKED = _("Nobody can open this file until the virus scanner has looked at it. That happens by itself.")
_HARMFUL = _("The virus scanner found something harmful in this file, so it was deleted.")


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """What is known of a file, without the file."""

    number: int
    kind: FileKind
    digest: str
    checked: bool
    harmful: bool
    ground: int  # the ground it supports, from 1; 0 for all of them
    at: datetime
    words: str = field(repr=False)  # what it shows
    not_for: str = field(repr=False)  # who must not see it


def files(work: Casework) -> tuple[EvidenceFile, ...]:
    """The files of a challenge, in the order in which they came."""
    return tuple(map(_file, work.evidence))


def _file(kept: Mapping[str, Any]) -> EvidenceFile:
    return EvidenceFile(
        number=kept["number"],
        kind=FileKind(kept["file_kind"]),
        digest=kept["digest"],
        checked=kept["checked"],
        harmful=kept.get("harmful", False),
        ground=kept["point"],
        at=datetime.fromisoformat(kept["at"]),
        words=kept["words"],
        not_for=kept["not_for"],
    )


def hidden_from(work: Casework) -> Iterator[Sensitive]:
    """Whom the raiser named for us alone beside a file: no message of ours may name them."""
    for each in work.evidence:
        yield from (Sensitive(SensitiveKind.NAME, name, ONLY_US, always=True) for name in names_in(each["not_for"]))


@dataclass(frozen=True, slots=True, repr=False)
class EvidenceSent(Parameters):
    """A file as we keep it, and what its sender says of it."""

    file_kind: str
    digest: str
    checked: bool
    later: bool = True
    point: int = 0  # the ground that it supports, from 1; 0 for all
    words: str = ""
    not_for: str = ""


def next_number(work: Casework) -> int:
    """The number of the next file."""
    return max((each["number"] for each in work.evidence), default=0) + 1


def _send(at: ActionContext, given: EvidenceSent) -> list[EventDraft]:
    if len(at.challenge.work.evidence) >= IN_ALL:
        raise TooMuch(_ENOUGH)
    return [
        EVIDENCE_SENT(
            number=next_number(at.challenge.work),
            file_kind=given.file_kind,
            digest=given.digest,
            checked=given.checked,
            later=given.later,
            point=given.point,
            words=given.words,
            not_for=given.not_for,
        )
    ]


@dataclass(frozen=True, slots=True, repr=False)
class EvidenceDescribed(Parameters):
    """What a raiser says of a file that they sent."""

    number: int
    point: int = 0
    words: str = ""
    not_for: str = ""


def _why_not_describe(at: ActionContext) -> str:
    return "" if at.challenge.work.evidence else _NO_SUCH_FILE


def _describe(at: ActionContext, given: EvidenceDescribed) -> list[EventDraft]:
    known = next((each for each in files(at.challenge.work) if each.number == given.number), None)
    if known is None:
        raise ActionRefused(_NO_SUCH_FILE)
    if (known.ground, known.words, known.not_for) == (given.point, given.words, given.not_for):
        return []
    addition_limits.may_describe(at)
    return [EVIDENCE_DESCRIBED(number=given.number, point=given.point, words=given.words, not_for=given.not_for)]


@dataclass(frozen=True, slots=True, repr=False)
class WhichFile(Parameters):
    number: int


def _open(at: ActionContext, given: WhichFile) -> list[EventDraft]:
    """Until the scanner has looked at it nobody takes it out: it may harm the computer of whoever opens it."""
    found = next((each for each in files(at.challenge.work) if each.number == given.number), None)
    if found is None:
        raise ActionRefused(_NO_SUCH_FILE)
    if found.harmful:
        raise ActionRefused(_HARMFUL)
    if not found.checked:
        raise ActionRefused(_NOT_CHECKED)
    return [EVIDENCE_OPENED(number=found.number)]


SEND_EVIDENCE = Action("send_evidence", EvidenceSent, always_possible, _send, roles=RAISERS)
DESCRIBE_EVIDENCE = Action("describe_evidence", EvidenceDescribed, _why_not_describe, _describe, roles=RAISERS)
OPEN_EVIDENCE = Action(
    "open_evidence", WhichFile, always_possible, _open,
    roles=READERS | {Role.AUDITOR}, despite_alert=True, despite_junk=True,
)  # fmt: skip

ACTIONS: tuple[AnyAction, ...] = (SEND_EVIDENCE, DESCRIBE_EVIDENCE, OPEN_EVIDENCE)
