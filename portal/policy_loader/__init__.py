"""Reads packs: YAML in, :mod:`portal.domain.policy.model` out. Strict, and plain about what is wrong and where."""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path

from govuk_bank_holidays.bank_holidays import BankHolidays

from portal.domain.policy.calendar import Calendar
from portal.domain.policy.model import Pack
from portal.domain.policy_rule import Rule
from portal.policy_loader.changed_files import LOOK_EVERY, ChangedFiles
from portal.policy_loader.reader import build
from portal.policy_loader.source import BrokenPack, Spot, parse, refuse

__all__ = ["CHANGED", "BrokenPack", "Packs"]

log = logging.getLogger(__name__)

PUBLISHED = "PUBLISHED"
NOT_RULES = ("base", "contacts", "council")
"""What may be corrected in a published pack: a telephone number is no rule, and what comes from a base is hashed."""

BACKING = {field.name for field in fields(Rule)}

_COUNCIL = "[a-z][a-z0-9-]*"
_FOLDER = "The folder of a council has a name of small letters, figures and hyphens"
_BASE = re.compile("base-[1-9][0-9]{0,3}")
_NO_BASE = "There is no base-1.yaml here, and every policy needs a base; it lies beside the folders of the councils"
_SAY_BASE = "Say on which base this pack is built, the newest if it is new: base: {}"
_EARLIER = "A base is built on an earlier one, or on none"
_BASE_CHANGED = "is published and must not change; write the next one, and name it in policies from a later date."
_NOT_OURS = "was changed, and goes on as it was until the portal is started again: {}"
_RULES_CHANGED = "its rules are not what they were; write a new file from a later date."
_UNCONFIRMED = "nobody has confirmed or accepted it."
CHANGED = "is published and must not change; write a new file from a later date."
_NAMED = "A pack is named after the day from which it counts: 2026-12-23.yaml"


class Packs:
    """The packs of a folder: ``base-<number>.yaml``, ``<council>/<from-date>.yaml`` and ``PUBLISHED``.

    What is corrected while the portal runs is noticed within :data:`LOOK_EVERY` seconds, and at midnight.
    """

    def __init__(
        self, directory: Path, accepts: Callable[[Pack], bool] = lambda _pack: True, look_every: float = LOOK_EVERY
    ) -> None:
        """``accepts``: whether a pack that is sound may come into force. ``look_every``: in seconds."""
        self.directory = directory
        self._accepts = accepts
        self._held: dict[str, Pack] = {}
        self._rules: dict[str, str] = {}  # the fingerprint of what is held
        self._calendars: dict[str, Calendar] = {}
        self._today: dict[str, tuple[date | None, Pack]] = {}  # by council; no day: to be looked for again
        self._files = ChangedFiles(directory, look_every)

    def ids(self, council: str = "*") -> list[str]:
        """Every pack of a council (or of all), the oldest first."""
        files = (path for path in self.directory.glob(f"{council}/*.yaml") if path.is_file())
        found = (path.relative_to(self.directory) for path in files)
        return sorted(f"{path.parent.name}@{path.stem}" for path in found)

    def councils(self) -> list[str]:
        """Every council of which there is a pack."""
        return sorted({pack_id.partition("@")[0] for pack_id in self.ids()})

    def begun(self, council: str, on: date) -> list[str]:
        """The packs of a council that have begun by a day, the oldest first: each may have challenges."""
        return [pack_id for pack_id in self.ids(council) if pack_id <= f"{council}@{on}"]

    def coming(self, council: str, on: date) -> list[str]:
        """The packs of a council that begin after a day, the soonest first."""
        return [pack_id for pack_id in self.ids(council) if pack_id > f"{council}@{on}"]

    def why_not_in_force(self, council: str, on: date) -> str:
        """Why a council has no policy on a day, in a sentence; nothing where it has one."""
        if self.begun(council, on):
            return ""
        first = next((each.partition("@")[2] for each in self.ids(council) if _is_day(each.partition("@")[2])), "")
        if not first:
            return f"There is no policy for '{council}'"
        begins = date.fromisoformat(first)
        return f"No policy of '{council}' is in force; the first begins on {begins:%A} {begins.day} {begins:%B %Y}"

    def current(self, council: str, on: date = date.max) -> Pack:
        """The newest pack of a council that is in force ``on`` a day.

        Raises:
            KeyError: there is none.
            BrokenPack: it cannot be used.

        """
        if why := self.why_not_in_force(council, on):
            raise KeyError(why)
        return self.get(self.begun(council, on)[-1])

    def in_force(self, council: str, today: date) -> Pack:
        """The pack that a council goes by ``today``, looked for once a day.

        Where the newest cannot be used, or may not come into force, the one before it goes on, and the log says so:
        people who need help get no error for a slip in a file.

        Raises:
            KeyError: there is none.
            BrokenPack: none of them can be used.

        """
        self._look(at_once=self._today.get(council, (None, None))[0] != today)
        day, pack = self._today.get(council, (None, None))
        if pack is None or day != today:
            pack = self._usable(council, today, pack)
            self._today[council] = (today, pack)
        return pack

    def _usable(self, council: str, today: date, before: Pack | None) -> Pack:
        fault: Exception = KeyError(self.why_not_in_force(council, today))
        for pack_id in reversed(self.begun(council, today)):
            try:
                pack = self.get(pack_id)
            except BrokenPack as broken:
                log.critical("%s cannot come into force: %s", pack_id, broken)
                fault = broken
                continue
            if self._accepts(pack):
                return pack
            log.critical("%s cannot come into force: %s", pack_id, _UNCONFIRMED)
        if before is None:
            raise fault
        return before

    def faults(self, pack_id: str) -> list[str]:
        """Why a pack cannot be used: what is wrong in its files, or that it is published and was changed."""
        try:
            self.get(pack_id)
            published = self.published().get(pack_id)
            bases = list(self.changed_bases())
        except BrokenPack as broken:
            return broken.faults
        return [f"{pack_id} {CHANGED}"] if published not in (None, self.fingerprint(pack_id)) else bases

    def tell_of_coming(self, council: str, today: date) -> None:
        """Say in the log what keeps a later version from coming into force, while there is time to mend it."""
        for pack_id in self.coming(council, today):
            faults = self.faults(pack_id)
            if not faults and not self._accepts(self.get(pack_id)):
                faults = [_UNCONFIRMED]
            for fault in faults:
                log.critical("%s will not come into force: %s", pack_id, fault)

    def get(self, pack_id: str) -> Pack:
        """A pack by its name.

        Raises:
            KeyError: there is none.
            BrokenPack: it cannot be used.

        """
        self._look()
        if pack_id not in self._held:
            spot = self.merged(pack_id)
            self._held[pack_id] = build(spot, pack_id)
            self._rules[pack_id] = _fingerprint(spot)
        return self._held[pack_id]

    def _look(self, *, at_once: bool = False) -> None:
        """Take what may be corrected in packs that have begun; where more was changed, leave them as they are."""
        changed = self._files.since_last(at_once=at_once)
        if not changed:
            return
        bases = any(path.parent == self.directory for path in changed)
        for pack_id in list(self._held):
            if bases or self._own(pack_id) in changed:
                self._correct(pack_id)
        self._calendars.clear()
        self._today = {council: (None, pack) for council, (_, pack) in self._today.items()}

    def _correct(self, pack_id: str) -> None:
        council = pack_id.partition("@")[0]
        day, _ = self._today.get(council, (None, None))
        if day is None or pack_id > f"{council}@{day}":
            del self._held[pack_id]  # nothing goes by it yet
            return
        try:
            spot = self.merged(pack_id)
            pack, wrong = build(spot, pack_id), "" if _fingerprint(spot) == self._rules.get(pack_id) else _RULES_CHANGED
        except (BrokenPack, KeyError, OSError) as error:
            wrong = str(error)
        if wrong:
            log.critical("%s %s", pack_id, _NOT_OURS.format(wrong))
        else:
            self._held[pack_id] = pack

    def calendar(self, pack: Pack) -> Calendar:
        """The bank holidays of England and Wales, and what any of the council's packs says of closures and terms."""
        self._look()
        if pack.id not in self._calendars:
            days, closures, terms = _bank_holidays(), set(pack.office.closures), set(pack.office.terms)
            for pack_id in self.ids(pack.id.partition("@")[0]):
                with suppress(BrokenPack):
                    closures |= set((other := self.get(pack_id).office).closures)
                    terms |= set(other.terms)
            first, last = min(days).year, max(days).year
            whole = (day for each in closures if not each.begins for day in each.days(first, last))
            early = ((day, each.begins) for each in closures if each.begins for day in each.days(first, last))
            in_order = tuple(sorted(terms, key=lambda term: term.first))
            self._calendars[pack.id] = Calendar(days, first, last, frozenset(whole), frozenset(early), in_order)
        return self._calendars[pack.id]

    def fingerprint(self, pack_id: str) -> str:
        """A hash of the rules of a base, or of a pack with what it takes from its base; without comments and contacts.

        So are the days on which the council is closed: a bank holiday may be proclaimed at short notice.
        """
        if _BASE.fullmatch(pack_id):
            return _fingerprint(self._base(pack_id))
        return _fingerprint(self.merged(pack_id))

    def bases(self) -> list[str]:
        """Every base there is, by its name: "base-1"."""
        return sorted(path.stem for path in self.directory.glob("base-*.yaml") if _BASE.fullmatch(path.stem))

    def newest_base(self) -> int:
        """Its number; 1 where there is none."""
        return max(map(_number, self.bases()), default=1)

    def changed_bases(self) -> Iterator[str]:
        """What is wrong with the bases: a published one was changed, or one of a published pack is not published."""
        published = self.published()
        for base in self.bases():
            if published.get(base, self.fingerprint(base)) != self.fingerprint(base):
                yield f"{base} {_BASE_CHANGED}"
        for name in sorted(published.keys() & {*self.ids(), *self.bases()}):
            with suppress(BrokenPack):
                if (base := self._base_under(name)) and base not in published:
                    yield f"{name} is published, and its {base} is not: add it to {PUBLISHED}."

    def bases_of(self, pack_id: str) -> list[str]:
        """The bases on which a pack is built, the earliest first."""
        found: list[str] = []
        while base := self._base_under(found[0] if found else pack_id):
            found.insert(0, base)
        return found

    def _base_under(self, name: str) -> str:
        """The base on which a pack or another base is built; blank for a base that stands by itself."""
        if not _BASE.fullmatch(name):
            return self._base_of(self._parsed(name))
        own = self._file_of_base(name)
        return self._base_of(own) if own.at(("base",)) is not own else ""

    def published(self) -> dict[str, str]:
        """The fingerprints that published packs were published with. Raises :class:`BrokenPack`."""
        return {pack_id: fingerprint for pack_id, fingerprint, _line in self._lines_published()}

    def _lines_published(self) -> Iterator[tuple[str, str, int]]:
        path = self.directory / PUBLISHED
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            found = re.fullmatch(r"([0-9a-f]+)\s+(\S+)\s*", line)
            if not found:
                refuse(self._named(path), number, "A line has the fingerprint, a space and the name of the pack")
            yield found[2], found[1], number

    def strays(self) -> Iterator[str]:
        """What is wrong with the folder itself: a line "file:line: sentence" for each."""
        if not self.bases():
            yield self._at(self.directory, _NO_BASE)
            return
        for path in sorted(self.directory.iterdir()):
            if path.is_dir() and not path.name.startswith("."):
                yield from self._strays_of(path)
            elif path.suffix.lower() in (".yaml", ".yml") and path.name not in {
                f"{base}.yaml" for base in self.bases()
            }:
                yield self._at(path, "A policy lies in a folder of its council, and this file is not read")
        if not self.ids():
            yield self._at(self.directory, "There is no policy here: each lies in a folder of its council")

    def without_policy(self, today: date) -> Iterator[str]:
        """The councils for which none has begun: a line "file:line: sentence" for each."""
        for council in self.councils():
            if why := self.why_not_in_force(council, today):
                yield self._at(self.directory / council, why)

    def _strays_of(self, folder: Path) -> Iterator[str]:
        if not re.fullmatch(_COUNCIL, folder.name):
            yield self._at(folder, _FOLDER)
        if not any(folder.glob("*.yaml")):
            yield self._at(folder, f"There is no policy in this folder. {_NAMED}")
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in (".yaml", ".yml") and (path.suffix != ".yaml" or not path.is_file()):
                yield self._at(path, f"This file is not read. {_NAMED}")

    def _at(self, path: Path, sentence: str) -> str:
        return Spot("", self._named(path), 1).says(sentence)

    def _named(self, path: Path) -> str:
        return str(path.relative_to(self.directory.parent))

    def _own(self, pack_id: str) -> Path:
        council, _, begins = pack_id.partition("@")
        return self.directory / council / f"{begins}.yaml"

    def _parsed(self, pack_id: str) -> Spot:
        council, _, begins = pack_id.partition("@")
        own = self._own(pack_id)
        if "/" in pack_id or not own.is_file():
            raise KeyError(f"no pack “{pack_id}”")
        if not re.fullmatch(_COUNCIL, council):
            refuse(self._named(own), 1, _FOLDER)
        if not _is_day(begins):
            refuse(self._named(own), 1, _NAMED)
        return parse(self.directory, own)

    def own(self, pack_id: str) -> Spot:
        """What a pack's own file says, as it is written."""
        return _without_base(self._parsed(pack_id))

    def merged(self, pack_id: str) -> Spot:
        """The same with what it takes from its base."""
        own = self._parsed(pack_id)
        return _merge(self._base(self._base_of(own)), _without_base(own))

    def _base(self, name: str) -> Spot:
        """A base, with what it takes from the earlier one that it may be built on."""
        own = self._file_of_base(name)
        if not (earlier := self._base_under(name)):
            return own
        if _number(earlier) >= _number(name):
            refuse(own.file, own.at(("base",)).line, _EARLIER)
        return _merge(self._base(earlier), _without_base(own))

    def _file_of_base(self, name: str) -> Spot:
        return parse(self.directory, self.directory / f"{name}.yaml")

    def _base_of(self, own: Spot) -> str:
        """The base on which a pack is built: "base-1"."""
        said = own.at(("base",))
        name = f"base-{said.value}" if said is not own else ""
        if not _BASE.fullmatch(name):
            refuse(own.file, said.line, _SAY_BASE.format(self.newest_base()))
        if not (self.directory / f"{name}.yaml").is_file():
            refuse(
                own.file, said.line, f"There is no {name}.yaml, from which this would take what it does not say itself"
            )
        return name


def _number(base: str) -> int:
    return int(base.partition("-")[2])


def _without_base(own: Spot) -> Spot:
    keys = own.value if isinstance(own.value, dict) else {}
    return Spot({key: spot for key, spot in keys.items() if key != "base"}, own.file, own.line)


def _fingerprint(spot: Spot) -> str:
    rules = {key: value for key, value in spot.plain().items() if key not in NOT_RULES}
    if isinstance(rules.get("office"), dict):
        for name in ("closures", "terms"):
            rules["office"].pop(name, None)
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@cache
def _bank_holidays() -> frozenset[date]:
    held = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return frozenset(holiday["date"] for holiday in held)


def _merge(base: Spot, own: Spot) -> Spot:
    """Mappings merge, everything else is replaced; so is, as one, what backs a rule."""
    if not (isinstance(base.value, dict) and isinstance(own.value, dict)):
        return own
    dropped = BACKING if own.value.keys() & BACKING else set()
    kept = {key: spot for key, spot in base.value.items() if key not in dropped}
    merged = {key: _merge(kept.get(key, spot), spot) for key, spot in own.value.items()}
    return Spot(kept | merged, own.file, own.line)
