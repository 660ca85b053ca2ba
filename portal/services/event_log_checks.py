"""Whether the record is what was written: every chain, every row, what the events add up to, and earlier anchors.

The worker looks once a day, and writes the day's anchor into the folder of records, where the database's own
administrators should not be able to write.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from portal.domain.challenge.evolution import replay
from portal.domain.policy.calendar import local
from portal.services import AppContext, security_log
from portal.services.restricted_cases import LIFTED, RESTRICTED
from portal.services.security_log import Happening
from portal.storage import Broken, Erased, UnitOfWork
from portal.storage.restricted_readers import NOBODY

log = logging.getLogger(__name__)

EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Before anything was written down."""

DAILY = "ledger"
"""Under this name it is kept when the record was last looked at."""


def verify(context: AppContext, anchors: Iterable[str] = ()) -> tuple[list[str], str]:
    """What is wrong with the record, also by these earlier anchors, a sentence each; and the anchor of this moment."""
    with context.store.read() as unit:
        faults = unit.event_log.verify()
        faults += [fault for anchor in anchors for fault in unit.anchors.compare(anchor)]
        faults += [*_states(unit), *_restrictions(unit)]
        anchor = unit.anchors.of(context.now())
    if faults:
        security_log.event(Happening.LEDGER_BROKEN, faults=len(faults))
    return faults, anchor


def daily(context: AppContext, now: datetime) -> bool:
    """Look at the record, and write down the day's anchor, if nobody has today. Whether that was done."""
    today = local(now).date()
    with context.store.begin() as unit:
        last = unit.heartbeats.last(DAILY)
        if context.records is None or (last and local(last).date() >= today):
            return False
        unit.heartbeats.beat(DAILY, now)
    known = sorted(context.records.glob("anchor-*.txt"))[-1:]
    faults, anchor = verify(context, [path.read_text() for path in known])
    if faults:
        log.critical("The record is not as it was written (%d faults). `portal verify-ledger` says where.", len(faults))
    try:
        put(context.records, f"anchor-{today}.txt", anchor)
    except OSError as error:
        log.critical("The day's anchor could not be written: %s.", type(error).__name__)
    return True


def put(folder: Path, name: str, text: str, *, more: bool = False) -> None:
    """Write a record, or ``more`` of it, and be sure that it is on the disk. Raises ``OSError``.

    Whoever may read and write the folder may do so with the record, whoever wrote it: root erases, another user makes
    the backups.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("a" if more else "w", encoding="utf-8") as file:
        _as_its_folder(file.fileno(), folder.stat())
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _as_its_folder(file: int, folder: os.stat_result) -> None:
    if os.geteuid() == 0:
        os.fchown(file, folder.st_uid, folder.st_gid)
    if os.geteuid() in {0, os.fstat(file).st_uid}:
        os.fchmod(file, folder.st_mode & 0o666)


def _states(unit: UnitOfWork) -> Iterator[str]:
    """Challenges that are not what their events add up to."""
    for challenge_id, reference in unit.challenges.every_id():
        try:
            same = replay(unit.event_log.events(challenge_id)) == unit.challenges.by_id(challenge_id)
        except Erased:
            continue
        except (Broken, ValueError, KeyError, TypeError):  # events that were written to may say anything
            yield f"Challenge {reference}: it cannot be opened."
            continue
        if not same:
            yield f"Challenge {reference}: it is not what its events add up to."


def _restrictions(unit: UnitOfWork) -> Iterator[str]:
    """Cases that other people may open than the record of the accounts says; also where nobody is named any more."""
    seen = set[str]()
    for _number, event in unit.staff_events.of_kinds({RESTRICTED, LIFTED}, EVER):
        reference, *more = event.detail.split()
        if reference in seen:
            continue
        seen.add(reference)
        named = int(more[-1]) if event.kind == RESTRICTED else 0
        if not _is_erased(unit, reference) and len(unit.restricted_readers.of(reference) - {NOBODY}) != named:
            yield f"Challenge {reference}: it is not restricted to those whom the record says."


def _is_erased(unit: UnitOfWork, reference: str) -> bool:
    try:
        unit.challenges.get(reference)
    except Erased:
        return True
    except Broken:
        return False
    return False
