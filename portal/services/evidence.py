"""Files that a raiser sends: taken in, made anew, looked at by the virus scanner, and taken out by staff.

A file is made anew before anything of it is kept (:mod:`portal.files.clean_copy`): what somebody sent is not kept as it
was. Files are only taken where there is a scanner: nobody opens what none has looked at.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from portal.domain.answer_holdings import Holds
from portal.domain.challenge import evidence as rules
from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.decide import decide
from portal.domain.challenge.events.event_kind import WORKER, event_of
from portal.domain.challenge.events.evidence_events import EVIDENCE_CHECKED, EVIDENCE_SENT
from portal.domain.challenge.evidence import DESCRIBE_EVIDENCE, OPEN_EVIDENCE, SEND_EVIDENCE, WhichFile
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Challenge, Event
from portal.domain.disclosure.table import Fact
from portal.domain.evidence_formats import AT_SENDING, IN_ALL, FileKind, WhyNot
from portal.domain.journey import Answers
from portal.domain.permissions import RAISER, Actor
from portal.domain.policy.model import Audience
from portal.domain.questions.adult import ADULT_QUESTIONS
from portal.domain.questions.answer_index import INDEX
from portal.domain.questions.representation import audience_of
from portal.domain.questions.young import YOUNG, flow_of
from portal.files.clean_copy import Remade, remake
from portal.files.virus_scanner import ScanVerdict, VirusScanner
from portal.services import AppContext, tracker
from portal.storage import Draft, UnitOfWork
from portal.storage.evidence import FileHolder, StoredFile, sweep_folder
from portal.storage.slow_work_queue import Manner, in_line

log = logging.getLogger(__name__)

LINE = Manner(longest=3, patience=25, polite=3)
"""How people wait whose file is made anew: so few at once bound the memory that files take."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as its sender sees it."""

    number: int
    kind: FileKind
    pages: int
    seconds: int
    checked: bool
    ground: int
    words: str = field(repr=False)
    not_for: str = field(repr=False)
    may_change: bool = True  # what they said of it; not where they may not read it again


@dataclass(frozen=True, slots=True)
class SentFiles:
    """The files of a form that is open, or of a request."""

    files: tuple[SentFile, ...]
    most: int
    grounds: tuple[str, ...]  # what each ground is about, in the words of the form
    audience: Audience | None  # none where they have not said who they are

    def file(self, number: int) -> SentFile | None:
        return next((each for each in self.files if each.number == number), None)

    @property
    def full(self) -> bool:
        return len(self.files) >= self.most


def taken(context: AppContext) -> bool:
    """Whether files can be sent at all."""
    return context.scanner is not None


@dataclass(frozen=True)
class FileStore(ABC):
    """Where one person's files are: under ``token``."""

    token: str = field(repr=False)

    @abstractmethod
    def found(self, context: AppContext) -> SentFiles | None:
        """What was sent so far; ``None`` where nothing is open here."""

    @abstractmethod
    def _keep(self, context: AppContext, made: Remade, *, checked: bool) -> int | WhyNot | None:
        """Keep a file; its number, or why it is not kept, or ``None`` where nothing is open here."""

    @abstractmethod
    def say(self, context: AppContext, number: int, said: Mapping[str, Any]) -> bool:
        """Keep what they say of a file; false where nothing is open here, or no such file."""

    def send(self, context: AppContext, file: bytes, name: str) -> int | WhyNot | None:
        """Take a file in; its number, or why it is not taken, or ``None`` where nothing is open here.

        Raises :class:`portal.domain.rate_limits.Busy`, and :class:`TooMuch` beyond what one request may hold.
        """
        known = self.found(context)
        if known is None or context.scanner is None:
            return None
        if known.full:
            return WhyNot.ENOUGH
        made = in_line("evidence", lambda: _made(context.scanner, file, name), LINE)
        return made if isinstance(made, WhyNot) else self._keep(context, made[0], checked=made[1])


def _made(scanner: VirusScanner | None, file: bytes, name: str) -> tuple[Remade, bool] | WhyNot:
    """The file made anew, and whether the scanner found nothing in what was sent."""
    made = remake(file, name)
    if isinstance(made, WhyNot):
        return made
    verdict = scanner.check(file) if scanner else ScanVerdict.UNCHECKED
    return WhyNot.HARMFUL if verdict is ScanVerdict.HARMFUL else (made, verdict is ScanVerdict.CLEAN)


@dataclass(frozen=True)
class DraftFiles(FileStore):
    """The files of a form that is not sent yet."""

    def found(self, context: AppContext) -> SentFiles | None:
        with context.store.read() as unit:
            draft = unit.drafts.open(self.token, context.now())
            files = unit.evidence.of(_of_draft(draft)) if draft else ()
        return _draft_files(draft, files) if draft else None

    def _keep(self, context: AppContext, made: Remade, *, checked: bool) -> int | WhyNot | None:
        now = context.now()
        with context.store.begin() as unit:
            draft = unit.drafts.open(self.token, now)
            if draft is None:
                return None
            known = unit.evidence.of(_of_draft(draft))
            if len(known) >= AT_SENDING:
                return WhyNot.ENOUGH
            number = max((each.number for each in known), default=0) + 1
            _add(context, unit, _of_draft(draft), number, made, checked=checked)
            unit.drafts.touch(draft.id, now)
        return number

    def say(self, context: AppContext, number: int, said: Mapping[str, Any]) -> bool:
        with context.store.begin() as unit:
            draft = unit.drafts.open(self.token, context.now())
            if draft:
                unit.evidence.say(_of_draft(draft), number, said)
        return draft is not None

    def remove(self, context: AppContext, number: int) -> bool:
        """Delete a file; false where nothing is open here."""
        with context.store.begin() as unit:
            draft = unit.drafts.open(self.token, context.now())
            if draft:
                unit.evidence.remove(_of_draft(draft), number)
        return draft is not None


@dataclass(frozen=True)
class RequestFiles(FileStore):
    """The files of a request that is sent."""

    def found(self, context: AppContext) -> SentFiles | None:
        challenge = tracker.mine(context, self.token)
        if challenge is None:
            return None
        with context.store.read() as unit:
            files = unit.evidence.of(_of_challenge(unit, challenge))
        own_words = tracker.view_of(context, challenge).tells(Fact.OWN_WORDS)
        shown = tuple(each if own_words else _unsaid(each) for each in map(_sent_file, files))
        return SentFiles(shown, IN_ALL, _grounds(challenge.answers), challenge.audience)

    def _keep(self, context: AppContext, made: Remade, *, checked: bool) -> int | WhyNot | None:
        with context.store.begin() as unit:
            _visit, challenge = tracker.behind(unit, self.token, context.now())
            if challenge is None:
                return None
            number = rules.next_number(challenge.work)
            kept = _add(context, unit, _of_challenge(unit, challenge), number, made, checked=checked)
            sent = {"file_kind": made.kind.value, "digest": kept.about["digest"], "checked": checked}
            tracker.act_within(unit, context, self.token, SEND_EVIDENCE, **sent)
        return number

    def say(self, context: AppContext, number: int, said: Mapping[str, Any]) -> bool:
        with context.store.begin() as unit:
            challenge = tracker.act_within(unit, context, self.token, DESCRIBE_EVIDENCE, number=number, **said)
            if challenge:
                unit.evidence.say(_of_challenge(unit, challenge), number, said)
        return challenge is not None


def _add(
    context: AppContext, unit: UnitOfWork, holder: FileHolder, number: int, made: Remade, *, checked: bool
) -> StoredFile:
    about = {"kind": made.kind.value, "pages": made.pages, "seconds": made.seconds}
    return unit.evidence.add(
        holder, number, about, made.content, context.now(), checked=checked, folder=context.evidence_folder
    )


def _of_draft(draft: Draft) -> FileHolder:
    return FileHolder.draft(draft.id, draft.data_key)


def _of_challenge(unit: UnitOfWork, challenge: Challenge) -> FileHolder:
    return FileHolder.challenge(challenge.id, unit.key_of(challenge.id))


def _who(answers: Answers) -> Audience | None:
    return audience_of(answers) if answers.get("who") else None


def _draft_files(draft: Draft, files: Iterable[StoredFile]) -> SentFiles:
    audience = Audience.YOUNG_PERSON if flow_of(draft.answers) == YOUNG else _who(draft.answers)
    return SentFiles(tuple(map(_sent_file, files)), AT_SENDING, _grounds(draft.answers), audience)


def _grounds(answers: Answers) -> tuple[str, ...]:
    return tuple(_ABOUT.get(kind, "") for kind, _words in INDEX.grounds(answers))


_ABOUT: Mapping[str, str] = {
    choice.value: choice.words
    for question in ADULT_QUESTIONS
    for part in question.inner()
    if part.holds is Holds.GROUND_KIND
    for choice in part.choices
}
"""What a ground can be about, in the words of the form."""


def _sent_file(kept: StoredFile) -> SentFile:
    about = kept.about
    return SentFile(
        number=kept.number,
        kind=FileKind(about["kind"]),
        pages=about["pages"],
        seconds=about["seconds"],
        checked=kept.checked,
        ground=about.get("point", 0),
        words=about.get("words", ""),
        not_for=about.get("not_for", ""),
    )


def _unsaid(file: SentFile) -> SentFile:
    """A file as somebody sees it who may not read their own words again."""
    return replace(file, words="", not_for="", may_change=not (file.words or file.not_for))


# --- as a form is sent


def sent_with(unit: UnitOfWork, draft: Draft, now: datetime, by: str = RAISER.key) -> list[Event]:
    """What happened with each file of a form as it is sent ``by`` its raiser or by who enters it for them."""
    files = unit.evidence.of(_of_draft(draft))
    kept = ({key: each.about[key] for key in _SAID if each.about.get(key)} for each in files)
    return [
        event_of(
            EVIDENCE_SENT(
                number=number, file_kind=each.about["kind"], digest=each.about["digest"], checked=each.checked,
                later=False, **said,
            ),
            now,
            by,
        )
        for number, (each, said) in enumerate(zip(files, kept, strict=True), 1)
    ]  # fmt: skip


_SAID = ("point", "words", "not_for")


def hand_over(unit: UnitOfWork, draft: Draft, challenge: Challenge) -> None:
    """A form's files are those of the request that it becomes."""
    unit.evidence.hand_over(_of_draft(draft), _of_challenge(unit, challenge))


# --- for staff


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file on its way to who takes it out."""

    number: int
    kind: FileKind
    content: bytes = field(repr=False)


def open_file(context: AppContext, actor: Actor, reference: str, number: int) -> OpenedFile | None:
    """A file taken out, which is written down before anybody sees it; ``None`` where there is none, or no more.

    Raises :class:`portal.domain.permissions.ActionRefused`, until the scanner has looked at it.
    """
    with context.store.begin() as unit:
        challenge = unit.challenges.whole(reference)
        if challenge is None:
            return None
        at = ActionContext(challenge, actor, context.rules(challenge), context.now())
        opened = decide(at, OPEN_EVIDENCE, WhichFile(number))
        content = unit.evidence.content(_of_challenge(unit, challenge), number, context.evidence_folder)
        if content is None:
            log.error("A file of a challenge is missing where files are kept.")
            return None
        unit.event_log.append(challenge.id, opened)
    kind = next(each.kind for each in rules.files(challenge.work) if each.number == number)
    return OpenedFile(number, kind, content)


# --- for the worker


def check_waiting(context: AppContext) -> int:
    """Have the scanner look at the files that none has looked at. How many it gave a verdict on."""
    if context.scanner is None:
        return 0
    with context.store.read() as unit:
        waiting = unit.evidence.unchecked()
    return sum(_check(context, context.scanner, *each) for each in waiting)


def _check(context: AppContext, scanner: VirusScanner, challenge_id: str, number: int) -> bool:
    """Nothing is locked while the scanner looks."""
    with context.store.read() as unit:
        content = unit.evidence.content(
            FileHolder.challenge(challenge_id, unit.key_of(challenge_id)), number, context.evidence_folder
        )
    verdict = scanner.check(content) if content is not None else ScanVerdict.UNCHECKED
    if verdict is ScanVerdict.UNCHECKED:
        return False
    harmful = verdict is ScanVerdict.HARMFUL
    with context.store.begin() as unit:
        challenge = unit.challenges.by_id(challenge_id)
        if challenge is None:
            return False
        holder = _of_challenge(unit, challenge)
        unit.evidence.remove(holder, number) if harmful else unit.evidence.check(holder, number)
        checked = event_of(EVIDENCE_CHECKED(number=number, harmful=harmful), context.now(), WORKER)
        unit.event_log.append(challenge_id, [checked])
        after = replay([checked], challenge)
        unit.challenges.save(after, context.first_date(after))
    return True


def sweep(context: AppContext) -> None:
    """Delete the files in the folder that no draft and no challenge has any more."""
    if context.evidence_folder and context.evidence_folder.is_dir():
        with context.store.read() as unit:
            known = unit.evidence.ids()
        sweep_folder(context.evidence_folder, known, context.now())
