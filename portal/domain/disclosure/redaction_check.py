"""The redaction check: it marks who and what this raiser may not be told of, before that is released.

It knows the people it is given, and it marks whatever looks like a name, a number, an address, a date of birth, or
a hint of who first raised a concern. What the raiser typed themselves is theirs and is not marked, but for who raised
a concern and for whom they named for us only. It takes time in proportion to the length of the text.
"""

import logging
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from portal.domain.comparable_text import Comparable, Span, Word, readings
from portal.domain.disclosure import redaction_contact_promises, redaction_names, redaction_numbers, redaction_places
from portal.domain.disclosure.internal import InternalOnly
from portal.domain.disclosure.redaction_names import NO_NAMES, TITLES, begins, is_ordinary
from portal.domain.disclosure.redaction_sources import sources
from portal.domain.disclosure.sensitive_terms import LOOKS, Mark, Sensitive, SensitiveKind

__all__ = ["LOOKS", "Known", "Mark", "Sensitive", "SensitiveKind", "marks", "names_in", "redaction_check"]

_SHORT_ANSWER, _WHOLE_NAME = 2, 6
"""Words of an answer that is all name, and no sentence; and where each of them has a capital."""


@dataclass(frozen=True, slots=True)
class Known(InternalOnly):
    """What the redaction check goes by for one raiser.

    ``allowed``: what they typed themselves, and what anybody can look up. ``common``: texts of the council, whose
    capitals name nobody. ``born_before``: a date from then on that nobody is known to be born on is taken for
    something else, unless the words before it say so. ``no_contact``: whether they asked us not to contact them.
    """

    allowed: tuple[str, ...] = field(default=(), repr=False)
    others: tuple[Sensitive, ...] = field(default=(), repr=False)
    common: tuple[str, ...] = field(default=(), repr=False)
    born_before: date = date.max
    no_contact: bool = False


def redaction_check(text: str, known: Known, finders: "Iterable[Finder] | None" = None) -> tuple[Mark, ...]:
    """What in ``text`` this raiser may not be entitled to, in the order it stands there.

    It never fails: where a part of it does, the whole text is one mark that nobody can clear.
    """
    try:
        said = _Said(known)
        return _marked(text, said, known, tuple(FINDERS if finders is None else finders))
    except Exception as failed:  # noqa: BLE001 - whatever it is, the words are held and the page says so
        logging.getLogger(__name__).error("the redaction check failed: %s", type(failed).__name__)  # noqa: TRY400 - a trace could hold words
        return (Mark(0, len(text), SensitiveKind.UNCHECKED, LOOKS[SensitiveKind.UNCHECKED]),)


def marks(
    text: str, allowed: Iterable[str], others: Iterable[Sensitive], *, born_before: date = date.max
) -> tuple[Mark, ...]:
    """:func:`redaction_check` by what is given one by one."""
    return redaction_check(text, Known(tuple(allowed), tuple(others), (), born_before))


def _marked(text: str, said: "_Said", known: Known, finders: "Iterable[Finder]") -> tuple[Mark, ...]:
    taken = list[Mark]()
    covered = {promise: bytearray(len(text)) for promise in (False, True)}  # a promise to get in touch hides nothing
    for read in readings(text):
        looked = _Text(read)
        for finder in finders:
            for start, end, kind, person in finder(looked, said, known):
                first, last = read.span(start, end)
                there = covered[kind is SensitiveKind.CONTACT]
                if any(there[first:last]):
                    continue
                there[first:last] = b"\1" * (last - first)
                why = person.why if person else LOOKS[kind]
                taken.append(Mark(first, last, kind, why, known=person is not None))
    return tuple(_joined(text, sorted(taken, key=lambda mark: mark.start)))


def names_in(text: str) -> list[str]:
    """The words of free text that look like names: with a capital, and not among the words that stand beside one."""
    found = Comparable(text).words()
    return [each.written for each in found if each.capital and len(each.plain) > 1 and each.plain not in NO_NAMES]


class _Text:
    """Comparable text and the words of it."""

    def __init__(self, read: Comparable) -> None:
        self.text = read.text
        self.written = read.written
        self.read = read
        self.words = [word for word in read.words() if word.plain]
        self._starts = [word.start for word in self.words]

    def within(self, start: int, end: int) -> list[Word]:
        return self.words[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


class _Said:
    """What the raiser typed, and what is common, taken apart."""

    def __init__(self, known: Known) -> None:
        texts = [Comparable(text) for text in known.allowed]
        self.words = frozenset(chain.from_iterable(map(_theirs, texts)))
        self.lines = tuple(f" {' '.join(redaction_places.line_of(text.words()))} " for text in texts)
        plain_texts = [text.text for text in texts]
        self.emails = frozenset(
            _email(found[0]) for text in plain_texts for found in redaction_numbers.EMAIL.finditer(text)
        )
        self.telephones = frozenset(
            number for text in plain_texts for _span, number in redaction_numbers.telephones(text)
        )
        self.postcodes = frozenset(
            redaction_numbers.tight(found[0])
            for text in plain_texts
            for found in redaction_numbers.POSTCODE.finditer(text)
        )
        self.dates = frozenset(
            day for text in plain_texts for _span, days in redaction_numbers.days(text) for day in days
        )
        self.common = frozenset(
            word.plain for text in known.common for word in Comparable(text).words() if word.plain not in TITLES
        )


def _theirs(text: Comparable) -> Iterator[str]:
    """The words that somebody typed, but for everyday ones that they did not use as a name."""
    words = text.words()
    named = len(words) <= _SHORT_ANSWER or (len(words) <= _WHOLE_NAME and all(word.capital for word in words))
    for word in words:
        everyday = word.plain in NO_NAMES or is_ordinary(word.plain)
        as_name = named or (word.capital and not begins(text.text, word.start))
        if not everyday or as_name:
            yield word.plain


TextMatch = tuple[int, int, SensitiveKind, Sensitive | None]
Finder = Callable[[_Text, _Said, Known], Iterator[TextMatch]]


def _like(
    kind: SensitiveKind,
    spans: Iterable[tuple[Span, str]],
    typed: frozenset[str],
    known: Known,
    alike: Callable[[str], str],
) -> Iterator[TextMatch]:
    """What looks like ``kind``, unless the raiser typed the same; whose it is, where that is known."""
    people = {alike(each.value): each for each in known.others if each.kind is kind}
    for (start, end), value in spans:
        person = people.get(value)
        if value not in typed or (person and person.always):
            yield start, end, kind, person


def _email(written: str) -> str:
    return "".join(written.casefold().split()).replace("(at)", "@").replace("[at]", "@")


def _emails(at: _Text, said: _Said, known: Known) -> Iterator[TextMatch]:
    spans = ((found.span(), _email(found[0])) for found in redaction_numbers.EMAIL.finditer(at.text))
    return _like(SensitiveKind.EMAIL, spans, said.emails, known, lambda value: _email(Comparable(value).text))


def _postcodes(at: _Text, said: _Said, known: Known) -> Iterator[TextMatch]:
    found = (each for each in redaction_numbers.POSTCODE.finditer(at.text) if any(map(str.isdigit, each[0])))
    spans = ((each.span(), redaction_numbers.tight(each[0])) for each in found)
    return _like(
        SensitiveKind.POSTCODE,
        spans,
        said.postcodes,
        known,
        lambda value: redaction_numbers.tight(Comparable(value).text),
    )


def _telephones(at: _Text, said: _Said, known: Known) -> Iterator[TextMatch]:
    """Those that are known are found by their digits alone, however they are written."""
    for each in known.others:
        if each.kind is SensitiveKind.TELEPHONE:
            number = redaction_numbers.digits(Comparable(each.value).text)
            if len(number) >= redaction_numbers.SHORTEST and (each.always or number not in said.telephones):
                yield from (
                    (*span, SensitiveKind.TELEPHONE, each) for span in redaction_numbers.telephone(number, at.text)
                )
    spans = redaction_numbers.telephones(at.text)
    yield from _like(
        SensitiveKind.TELEPHONE,
        spans,
        said.telephones,
        known,
        lambda value: redaction_numbers.digits(Comparable(value).text),
    )


def _dates(at: _Text, said: _Said, known: Known) -> Iterator[TextMatch]:
    births = {day: each for each in known.others if each.kind is SensitiveKind.BIRTH and (day := _birth(each.value))}
    for (start, end), days in redaction_numbers.days(at.text):
        person = next((births[day] for day in days if day in births), None)
        if person:
            if person.always or not days & said.dates:
                yield start, end, SensitiveKind.BIRTH, person
        elif not days & said.dates and (min(days) < known.born_before or redaction_numbers.says_birth(at.text, start)):
            yield start, end, SensitiveKind.BIRTH, None
    birthdays = {(day.month, day.day): each for day, each in births.items()}
    typed = {(day.month, day.day) for day in said.dates}
    dated = {place for span, _days in redaction_numbers.days(at.text) for place in range(*span)}
    for (start, end), meant in redaction_numbers.anniversaries(at.text):
        if start in dated or meant & typed:
            continue
        person = next((birthdays[each] for each in meant if each in birthdays), None)
        if person or redaction_numbers.says_birth(at.text, start):
            yield start, end, SensitiveKind.BIRTH, person


def _birth(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _places(at: _Text, said: _Said, known: Known) -> Iterator[TextMatch]:
    """The parts of an address one by one, and a street without its number too."""
    line = redaction_places.line_of(at.words)
    here = frozenset(line)
    for each in known.others:
        if each.kind is not SensitiveKind.ADDRESS:
            continue
        for wanted in redaction_places.parts(each.value):
            if not here.issuperset(wanted) or (not each.always and _typed_line(wanted, said)):
                continue
            yield from (
                (*span, SensitiveKind.ADDRESS, each) for span in redaction_places.places(at.words, line, wanted)
            )


def _typed_line(words: list[str], said: _Said) -> bool:
    return any(f" {' '.join(words)} " in typed for typed in said.lines)


def _streets(at: _Text, said: _Said, _known: Known) -> Iterator[TextMatch]:
    for start, end in redaction_places.streets(at.text, at.words):
        wanted = redaction_places.line_of(Comparable(at.text[start:end]).words())
        if not _typed_line(wanted, said):
            yield start, end, SensitiveKind.ADDRESS, None


def _known_names(at: _Text, said: _Said, known: Known) -> Iterator[TextMatch]:
    people: dict[str, Sensitive] = {}
    for each in known.others:
        if each.kind is SensitiveKind.NAME:
            for part in redaction_names.parts(each.value):
                if part not in people or each.always:
                    people[part] = each
    for (start, end), part in redaction_names.known(at.words, at.text, people):
        theirs = part in said.words or all(word.plain in said.words for word in at.within(start, end))
        if people[part].always or not theirs:
            yield start, end, SensitiveKind.NAME, people[part]


def _names(at: _Text, said: _Said, _known: Known) -> Iterator[TextMatch]:
    for start, end in redaction_names.looks(at.words, at.text, said.words, said.common):
        yield start, end, SensitiveKind.NAME, None


def _sources(at: _Text, _said: _Said, _known: Known) -> Iterator[TextMatch]:
    yield from ((*span, SensitiveKind.SOURCE, None) for span in sources(at.text))


def _contacts(at: _Text, _said: _Said, known: Known) -> Iterator[TextMatch]:
    """A promise to get in touch with somebody who asked us not to: no secret, and not true."""
    if known.no_contact:
        yield from ((*span, SensitiveKind.CONTACT, None) for span in redaction_contact_promises.promises(at.text))


def _scripts(at: _Text, said: _Said, _known: Known) -> Iterator[TextMatch]:
    """Words of scripts without capitals, in which no name looks like one."""
    for word in at.words:
        if word.plain not in said.words and any(_without_capitals(sign) for sign in word.plain):
            yield word.start, word.end, SensitiveKind.SCRIPT, None


def _without_capitals(sign: str) -> bool:
    return sign.isalpha() and not sign.isascii() and sign.lower() == sign.upper()


FINDERS: tuple[Finder, ...] = (
    _emails, _dates, _telephones, _postcodes, _places, _known_names, _streets, _names, _sources, _scripts, _contacts,
)  # fmt: skip
"""In this order: what one has marked no other marks again."""


def _joined(text: str, found: Iterable[Mark]) -> Iterator[Mark]:
    """First name and family name are one mark, and so are words that follow each other in an unread script."""
    last: Mark | None = None
    for mark in found:
        if (
            last
            and (mark.kind, mark.why) == (last.kind, last.why)
            and mark.kind in (SensitiveKind.NAME, SensitiveKind.SCRIPT)
        ):
            between = text[last.end : mark.start]
            if between in {"", " ", "-", "\u00a0", ", "} and (between != ", " or mark.kind is SensitiveKind.SCRIPT):
                last = Mark(last.start, mark.end, mark.kind, mark.why, mark.known)
                continue
        if last:
            yield last
        last = mark
    if last:
        yield last
