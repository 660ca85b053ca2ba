"""Reads a file of a pack into :class:`Spot`, pieces that know where they stand, and says what is not good YAML.

A file takes no longer than its length: what is too long, too deep or written to unfold endlessly is refused.
"""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml.events import AliasEvent, DocumentStartEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from portal.domain.policy.validation import Place

LONGEST = 500_000  # bytes: a policy in full is 20,000
DEEPEST = 20  # levels: a pack needs nine
MOST = 20_000  # pieces, those counted again that an alias repeats: a pack with its base has 2,000

_CONTROL = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_TEXT = (b"PK\x03\x04", b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0")
"""How documents of office programs begin."""

_NOT_A_COMMENT = re.compile(r"[^\S\n]*#[^\s#]|[^\S\n]?#")
"""What follows a word and would be lost, though it hardly is a comment: "see form #4"."""

NO_COLON = "could not find expected ':'"
_NOT_CLOSED = ("did not find expected ',' or '}'", "did not find expected ',' or ']'")
_CURLY = ("“", "”")
_PLAINER = {
    "did not find expected ',' or '}'": "The “{” that opens on line {begins} is not closed, or a comma is missing",
    "did not find expected ',' or ']'": "The “[” that opens on line {begins} is not closed, or a comma is missing",
    "did not find expected key": "This line is indented in another way than the lines it belongs to",
    "did not find expected '-' indicator": "This line is indented in another way than the lines it belongs to",
    "mapping values are not allowed in this context": (
        "There is a second colon here, so put the words in quotes; or this line begins too far to the right"
    ),
    NO_COLON: "There is no colon after the key",
    "found unexpected end of stream": "The quotation mark on line {begins} is not closed",
    "found character that cannot start any token": "Words that begin with a sign need quotes; indent with spaces",
    "found a tab character that violates indentation": "There is a tab here: indent with spaces",
}
"""What the YAML library says, as somebody would who sits beside you."""


@dataclass(frozen=True)
class Spot:
    """A piece of YAML, and where it stands."""

    value: "str | dict[str, Spot] | list[Spot]"
    file: str
    line: int
    tag: str = ""  # what YAML takes an unquoted word for: "bool", "null", …
    size: int = field(default=1, compare=False)  # pieces in it

    def says(self, sentence: str) -> str:
        return f"{self.file}:{self.line}: {sentence}."

    def at(self, place: Place) -> "Spot":
        """The piece at ``place``, or the nearest around it that is written down."""
        if place and isinstance(self.value, dict) and str(place[0]) in self.value:
            return self.value[str(place[0])].at(place[1:])
        if place and isinstance(self.value, list) and isinstance(place[0], int):
            return self.value[place[0]].at(place[1:])
        return self

    def plain(self) -> Any:
        if isinstance(self.value, dict):
            return {key: spot.plain() for key, spot in self.value.items()}
        return [spot.plain() for spot in self.value] if isinstance(self.value, list) else self.value


class BrokenPack(ValueError):
    """A pack that cannot be used. ``faults`` has a line "file:line: sentence" for each thing wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def refuse(file: str, line: int, sentence: str) -> NoReturn:
    """Raises :class:`BrokenPack`."""
    raise BrokenPack([Spot("", file, line).says(sentence)])


def parse(directory: Path, path: Path) -> Spot:
    """All that a file holds, as keys and values. Raises :class:`BrokenPack`."""
    file = str(path.relative_to(directory.parent))
    text = _text(path, file)
    reader = _YamlReader(file, text)
    try:
        spot = reader.document()
    except yaml.MarkedYAMLError as error:
        line, sentence = reader.lost_in_comment(error) or _plainer(error)
        refuse(file, min(line, len(reader.lines)), sentence)
    if reader.faults or not isinstance(spot.value, dict):
        raise BrokenPack(reader.faults or [spot.says("A pack is a list of keys and values")])
    return spot


def _text(path: Path, file: str) -> str:
    try:
        with path.open("rb") as opened:
            held = opened.read(LONGEST + 1)
    except OSError as error:
        refuse(file, 1, f"This file cannot be read ({error.strerror})")
    if held.startswith(_NO_TEXT):
        refuse(file, 1, "This is not a text file but a document of an office program: write a plain text file")
    if len(held) > LONGEST:
        refuse(file, 1, f"This file is far longer than any policy: at most {LONGEST:,} bytes are read")
    try:
        text = held.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = held[: error.start].count(b"\n") + 1
        refuse(file, line, "This is not UTF-8 text: save the file again, and choose the encoding UTF-8")
    if hidden := _CONTROL.search(text):
        line = text[: hidden.start()].count("\n") + 1
        refuse(file, line, f"There is a sign here that nobody can see (U+{ord(hidden[0]):04X}): take it out")
    return text


def _plainer(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """The line that an error of YAML is on, and a sentence for it."""
    begins, found = error.context_mark, error.problem_mark
    marks = (begins, found) if error.problem == NO_COLON else (found, begins)
    line = next((mark.line + 1 for mark in marks if mark), 1)
    begins_on = begins.line + 1 if begins else line
    said = _PLAINER.get(error.problem or "")
    return line, f"This is not YAML: {said.replace('{begins}', str(begins_on)) if said else error.problem}"


@lru_cache(maxsize=4096)
def _taken_for(word: str) -> str:
    """What YAML takes a word without quotes for, like "bool"."""
    resolver: Any = Resolver()
    tag: str = resolver.resolve(ScalarNode, word, (True, False))
    return tag.rpartition(":")[2]


class _YamlReader:
    """Builds spots out of what the YAML library finds, one after the other."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.lines = file, text.split("\n")
        self.events: Any = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.faults: list[str] = []
        self._anchors: dict[str, Spot | None] = {}  # None while it is being read
        self._pieces = 0

    def document(self) -> Spot:
        spot = Spot({}, self.file, 1)
        for number, event in enumerate(each for each in self.events if isinstance(each, DocumentStartEvent)):
            if number:
                begins: Any = event.start_mark
                refuse(self.file, begins.line + 1, "A second document begins here: a file holds one policy")
            spot = self._next(next(self.events), 0)
        return spot

    def lost_in_comment(self, error: yaml.MarkedYAMLError) -> tuple[int, str] | None:
        """Where a # took away what would have closed a brace; ``None`` where that is not why it is open."""
        begins = error.context_mark
        if not begins or error.problem not in _NOT_CLOSED:
            return None
        line = self.lines[begins.line]
        lost = re.search(r"[^\S\n]#([^\s,}\]]*)[^}\]]*[}\]]", line)
        said = "begins a comment, with all that follows it: put it in quotes"
        return (begins.line + 1, f"“#{lost[1][:20]}” {said}") if lost else None

    def _next(self, event: Any, depth: int, line: int = 0) -> Spot:
        line = line or event.start_mark.line + 1
        if depth > DEEPEST:
            refuse(self.file, line, f"Lists and keys lie more than {DEEPEST} deep in each other here")
        if isinstance(event, AliasEvent):
            return self._alias(event, line)
        if event.anchor:
            self._anchors[event.anchor] = None
        spot = self._piece(event, depth, line)
        self._count(1, line)
        if event.anchor:
            self._anchors[event.anchor] = spot
        return spot

    def _piece(self, event: Any, depth: int, line: int) -> Spot:
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, depth, line)
        if isinstance(event, SequenceStartEvent):
            return self._list(depth, line)
        return self._word(event, line)

    def _count(self, pieces: int, line: int) -> None:
        self._pieces += pieces
        if self._pieces > MOST:
            refuse(self.file, line, f"This file holds more than any policy: at most {MOST:,} pieces are read")

    def _alias(self, event: Any, line: int) -> Spot:
        known = self._anchors.get(event.anchor)
        if known is None:
            refuse(self.file, line, f"“*{event.anchor}” repeats “&{event.anchor}”, which does not end before this line")
        self._count(known.size, line)
        return replace(known, line=line)

    def _list(self, depth: int, line: int) -> Spot:
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._next(event, depth + 1))
        return Spot(items, self.file, line, size=1 + sum(item.size for item in items))

    def _word(self, event: Any, line: int) -> Spot:
        if not event.implicit[0]:
            return Spot(event.value, self.file, line)
        if event.value.startswith(_CURLY) and not event.value.endswith("”"):
            self._note(line, f"“{event.value[1:21]}” begins with a curly quotation mark: use straight ones")
        end = event.end_mark
        if end.column and _NOT_A_COMMENT.match(self.lines[end.line], end.column):
            lost = self.lines[end.line][end.column :].strip()
            sentence = f"“{lost[:20]}” begins a comment and is not part of the words: put all of them in quotes"
            self._note(end.line + 1, f"{sentence}, or write two spaces before the # and one after it")
        return Spot(event.value, self.file, line, _taken_for(event.value))

    def _note(self, line: int, sentence: str) -> None:
        self.faults.append(Spot("", self.file, line).says(sentence))

    def _mapping(self, opened: MappingStartEvent, depth: int, line: int) -> Spot:
        pairs: dict[str, Spot] = {}
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            at = key.start_mark.line + 1
            if not isinstance(key, ScalarEvent):
                refuse(self.file, at, "A key is a word, followed by a colon")
            if key.value == "<<":
                refuse(self.file, at, "“<<” cannot be used in a pack: write out what it stands for")
            value = next(self.events)
            if opened.flow_style and self._stands_alone(key, value):
                begun = f"“{key.value}” stands by itself after a comma"
                self._note(at, f"{begun}: if it belongs to the words before the comma, put all of them in quotes")
            spot = self._next(value, depth + 1, at)
            if key.value in pairs:
                self.faults.append(spot.says(_twice(key.value, pairs)))
            pairs[key.value] = spot
        return Spot(pairs, self.file, line, size=1 + sum(spot.size for spot in pairs.values()))

    def _stands_alone(self, key: Any, value: Any) -> bool:
        """Whether a key between braces has no colon, so that it was hardly meant as one."""
        begins: Any = value.start_mark
        ends: Any = value.end_mark
        if not isinstance(value, ScalarEvent) or value.value or ends.index != begins.index:
            return False
        return not self.lines[key.end_mark.line][key.end_mark.column :].lstrip().startswith(":")


def _twice(key: str, pairs: dict[str, Spot]) -> str:
    said = f"“{key}” is here twice; the first is on line {pairs[key].line}"
    return f"{said}. If another one of a list begins here, put “- ” before it" if key == next(iter(pairs)) else said
