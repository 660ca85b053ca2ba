"""The languages besides English, each a folder of translations/: whether what stands there is right, and whole.

What stands there has to be right at once: placeholders, markup and plural forms equal, nothing doubtful ("fuzzy").
A language that a pack offers has to be whole as well: every text that the public reads, every message, a glossary.
"""

import gettext
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
ENGLISH = "en"
FEWEST_WORDS = 3  # a text of fewer may be the same in two languages: a name, a number
REVIEWED = re.compile(r"^# ?reviewed: (yes|no)$", re.MULTILINE)

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
_COUNTED = re.compile(r"%\(num\)s")
_ENDS = re.compile(r"(?<=[.!?\u061f\u06d4\u0964])\s+")
"""Where a sentence ends, in Latin letters, Arabic, Urdu and Bengali."""
LONGEST_ON_AVERAGE = 20
"""Words of a sentence, over those of one page; English has a reading age instead."""
_MARKUP = re.compile(r"</?\w[^>]*>")
_BLANK = re.compile(r"\(\(([^()?]+)(\?\?)?")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ROW = re.compile(r"^\|([^|]+)\|([^|]+)\|([^|]*)\|", re.MULTILINE)


@dataclass(frozen=True)
class Term:
    """A line of a glossary: what an English term is called, and what of it every text has to hold that uses it."""

    english: str
    translation: str
    holds: tuple[str, ...]


def codes() -> list[str]:
    """The languages that somebody has begun."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != ENGLISH)


def offered() -> set[str]:
    """The languages that some pack of this repository offers."""
    packs = [yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / "policies").rglob("*.yaml")]
    return {code for pack in packs for code in (pack.get("council") or {}).get("languages", ())} - {ENGLISH}


def path_of(code: str) -> Path:
    return FOLDER / code / "LC_MESSAGES" / "messages.po"


def read(code: str) -> Catalog:
    """The catalogue as it stands; an empty one where none is there yet."""
    path = path_of(code)
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def faults(template: Catalog) -> Iterator[str]:
    """What is wrong with any language; and what is missing from those that are offered."""
    for code in codes():
        yield from (f"{code}: {fault}" for fault in (*wrong(code, template), *long_winded(read(code))))
    for code in sorted(offered()):
        yield from (f"{code}, which a pack offers: {fault}" for fault in missing(code, template))


def wrong(code: str, template: Catalog) -> Iterator[str]:
    """Where something that is translated is not right."""
    catalog = read(code)
    if path_of(code).exists() and not REVIEWED.search(catalog.header_comment):
        yield "messages.po does not say in its first lines “# reviewed: no”, or “yes”"
    terms = glossary(code)
    for message in catalog:
        if message.id and any(texts_of(message)):
            if message.fuzzy:
                yield f"doubtful (fuzzy): {message.id!r}"
            yield from (f"{fault}: {message.id!r}" for fault in faults_of(message, code))
            if template.get(message.id):
                yield from (f"{fault}: {message.id!r}" for fault in unlike(terms, message))
    yield from _wrong_notices(code)


def long_winded(catalog: Catalog) -> Iterator[str]:
    """Pages whose sentences are too long on average."""
    pages: dict[str, list[int]] = {}
    for message in catalog:
        if message.id:
            lengths = [length for text in texts_of(message) for length in sentence_lengths(text)]
            for name, _line in message.locations:
                pages.setdefault(name, []).extend(lengths)
    for name, lengths in pages.items():
        if lengths and (mean := sum(lengths) / len(lengths)) > LONGEST_ON_AVERAGE:
            yield f"{name}: sentences of {mean:.1f} words on average, at most {LONGEST_ON_AVERAGE}"


def sentence_lengths(text: str) -> list[int]:
    """How many words each sentence of a translation has; labels, which end with no stop, are none."""
    plain = _MARKUP.sub("", _PLACEHOLDER.sub("word", text)).strip()
    return [len(each.split()) for each in _ENDS.split(plain) if _ENDS.search(f"{each} ")]


def missing(code: str, template: Catalog) -> Iterator[str]:
    """What a language that is offered still lacks, and what it holds that nobody reads any more."""
    if left := untranslated(read(code), template):
        yield f"{len(left)} texts are not translated, the first: {left[0].id!r}"
    if old := [message for message in read(code) if message.id and template.get(message.id) is None]:
        yield f"{len(old)} texts are not in the template any more, the first: {old[0].id!r}"
    if not glossary(code):
        yield "no glossary.md, with “| English | translation | what each text holds |”"
    yield from (
        f"notices/{name} is missing" for name in notices(code) if not (FOLDER / code / "notices" / name).exists()
    )


def untranslated(catalog: Catalog, template: Catalog) -> list[Message]:
    """What the public reads and the catalogue does not say, in the order of the template."""
    return [message for message in template if message.id and not _done(catalog.get(message.id))]


def _done(message: Message | None) -> bool:
    return message is not None and not message.fuzzy and all(texts_of(message))


def texts_of(message: Message) -> tuple[str, ...]:
    """The translation, in each of its numbers."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def ids_of(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def faults_of(message: Message, code: str) -> Iterator[str]:
    """What is wrong with one translation."""
    given, english = texts_of(message), ids_of(message)
    wanted = 1 if len(english) == 1 else get_plural(Locale.parse(code, sep="-")).num_plurals
    if len(given) != wanted:
        yield f"it needs {wanted} forms and has {len(given)}"
    for text in given:
        yield from (fault for fault in compared(english[-1], text, counted=len(english) > 1))


def compared(english: str, text: str, *, counted: bool = False) -> Iterator[str]:
    """What of the English text is not kept. ``counted``: a form may say its number in words, or not at all."""
    if not text.strip():
        yield "a form is empty"
        return
    left, right = sorted(_PLACEHOLDER.findall(english)), sorted(_PLACEHOLDER.findall(text))
    if left != right and not (counted and left == sorted([*right, *_COUNTED.findall(english)])):
        yield f"its placeholders are not {', '.join(left) or 'none'}"
    if sorted(_MARKUP.findall(english)) != sorted(_MARKUP.findall(text)):
        yield "its markup is another"
    if (english[:1].isspace(), english[-1:].isspace()) != (text[:1].isspace(), text[-1:].isspace()):
        yield "it begins or ends with a blank, or does not, where the English text does otherwise"
    if text == english and len(_WORD.findall(_PLACEHOLDER.sub("", english))) >= FEWEST_WORDS:
        yield "it is still English"


def kept_in(english: str) -> list[str]:
    """The placeholders and the markup of a text, which its translation has to keep."""
    return [*_PLACEHOLDER.findall(english), *_MARKUP.findall(english)]


def plural_rule(expression: str) -> Callable[[int], int]:
    """Which form a number takes, from the expression in a catalogue's header."""
    return gettext.c2py(expression)


# The glossary


def glossary(code: str) -> tuple[Term, ...]:
    """The terms of a language, from the table of its glossary.md; none where there is none."""
    path = FOLDER / code / "glossary.md"
    rows = _ROW.findall(path.read_text("utf-8")) if path.exists() else []
    cells = [tuple(cell.strip() for cell in row) for row in rows if not set(row[0]) <= set("- :")]
    return tuple(Term(*row[:2], tuple(part.strip() for part in row[2].split(",") if part.strip())) for row in cells[1:])


def uses(english: str, term: Term) -> bool:
    """Whether an English text uses the term, in whatever number."""
    return re.search(rf"(?i)\b{re.escape(term.english)}s?\b", english) is not None


def unlike(terms: Sequence[Term], message: Message) -> Iterator[str]:
    """The terms of the glossary that a translation does not keep to."""
    said = " ".join(ids_of(message))
    for term in terms:
        if term.holds and uses(said, term):
            for text in texts_of(message):
                if not any(part.casefold() in text.casefold() for part in term.holds):
                    yield f"it does not say “{term.translation}” for “{term.english}”"


# The messages


def notices(code: str) -> Mapping[str, Path]:
    """By the name that a file of messages to raisers has in a language: the English one."""
    english = FOLDER / ENGLISH / "notices"
    found = [path for name in ("received", "update", "news") for path in sorted(english.glob(f"{name}.*"))]
    return {path.name.replace(f".{ENGLISH}.", f".{code}."): path for path in found}


def _wrong_notices(code: str) -> Iterator[str]:
    for name, english in notices(code).items():
        path = FOLDER / code / "notices" / name
        if not path.exists():
            continue
        ours, theirs = english.read_text("utf-8").strip(), path.read_text("utf-8").strip()
        if sorted(_BLANK.findall(ours)) != sorted(_BLANK.findall(theirs)):
            yield f"notices/{name}: its ((blanks)) are not those of the English file"
        if ours.startswith("Subject: ") and not re.match(r"Subject: .+\n\n", theirs):
            yield f"notices/{name}: it begins “Subject: …” (that word stays English), then an empty line"
        if name.startswith("news.") and _keys(ours) != _keys(theirs):
            yield f"notices/{name}: it needs the same names before the colons, in the same order"


def _keys(text: str) -> list[str]:
    return [line.partition(":")[0] for line in text.splitlines() if line.strip()]
