"""For translators: what a language still lacks, in batches, and their answers taken into its catalogue.

    python tests/translate.py batches CODE FOLDER [SIZE]   writes FOLDER/CODE-01.json and so on
    python tests/translate.py merge CODE FILE...           takes answers in; refuses what is not right, and says why
    python tests/translate.py check CODE                   says what is wrong, and what is missing

A batch holds "texts". Each has an "id", the "english" words, "where" they stand, whether "young" people read them, the
placeholders and markup to "keep" as they are, the words of the "glossary" in it and, of what a text said before it was
changed, the "before" with its translation. Where something is counted there are "forms", one for each example number.
An answer is a JSON object of ids: {"3f2a9c01": "…", "77b01e2d": ["…", "…", "…"]}.
"""

import difflib
import hashlib
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import catalogues
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import write_po
from words import FOR_THE_YOUNG, public_catalog

SIZE = 150  # texts of a batch
NUMBERS = (*range(125), 1_000_000)
"""Among which each form of what is counted finds an example."""
ALIKE = 0.75  # how much of a text has to be the same for its old translation to help


def id_of(message: Message) -> str:
    return hashlib.sha256("\0".join(catalogues.ids_of(message)).encode()).hexdigest()[:8]


def batches(code: str, size: int = SIZE) -> Iterator[dict[str, Any]]:
    """What is left to translate, page by page."""
    catalog, template = catalogues.read(code), public_catalog()
    left = sorted(catalogues.untranslated(catalog, template), key=lambda message: message.locations[0])
    old = {" ".join(catalogues.ids_of(message)): message for message in catalog.obsolete.values()}
    terms = catalogues.glossary(code)
    for start in range(0, len(left), size):
        texts = [_asked(message, code, terms, old) for message in left[start : start + size]]
        yield {"language": Locale.parse(code, sep="-").get_display_name("en"), "texts": texts}


def _asked(message: Message, code: str, terms: Sequence[catalogues.Term], old: Mapping[str, Message]) -> dict[str, Any]:
    english = catalogues.ids_of(message)
    said = " ".join(english)
    asked: dict[str, Any] = {"id": id_of(message), "english": english[0]}
    if len(english) > 1:
        asked |= {"plural": english[1], "forms": _forms(code)}
    asked |= {"where": [name for name, _line in message.locations], "young": FOR_THE_YOUNG in message.auto_comments}
    if keep := catalogues.kept_in(english[-1]):
        asked["keep"] = keep
    if used := [term for term in terms if catalogues.uses(said, term)]:
        asked["glossary"] = {term.english: term.translation for term in used}
    for like in difflib.get_close_matches(said, old, n=1, cutoff=ALIKE):
        asked["before"] = {"english": like, "translation": " / ".join(catalogues.texts_of(old[like]))}
    return asked


def _forms(code: str) -> list[str]:
    """For each form of what is counted, the numbers that take it."""
    plural = get_plural(Locale.parse(code, sep="-"))
    rule = catalogues.plural_rule(plural.plural_expr)
    found = [[number for number in NUMBERS if rule(number) == form][:4] for form in range(plural.num_plurals)]
    return [", ".join(map(str, numbers)) for numbers in found]


def merge(code: str, answers: Mapping[str, Any]) -> list[str]:
    """Take the answers in that are right; gives what is wrong with the others."""
    catalog, template = catalogues.read(code), public_catalog()
    asked = {id_of(message): message for message in template if message.id}
    faults, taken = [], {}
    for key, given in answers.items():
        message = asked.get(key)
        if message is None:
            faults.append(f"{key}: the English text is not there any more; ask for new batches")
            continue
        answer = Message(message.id, tuple(given) if isinstance(given, list) else str(given))
        wrong = [*catalogues.faults_of(answer, code), *catalogues.unlike(catalogues.glossary(code), answer)]
        faults += [f"{key}: {fault}: {message.id!r}" for fault in wrong]
        if not wrong:
            taken[message.id] = answer.string
    write(code, catalog, template, taken)
    return faults


def write(code: str, catalog: Catalog, template: Catalog, taken: Mapping[Any, Any]) -> None:
    """Write the catalogue anew; see :func:`written`."""
    path = catalogues.path_of(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(code, catalog, template, taken))


def written(code: str, catalog: Catalog, template: Catalog, taken: Mapping[Any, Any]) -> bytes:
    """The catalogue with what was taken in, in the order of the template. What that has no more is kept for a while."""
    new = Catalog(locale=code)
    for message in template:
        if message.id:
            known = catalog.get(message.id)
            string = taken.get(message.id) or (known.string if known and not known.fuzzy else None)
            new.add(message.id, string, locations=message.locations, auto_comments=message.auto_comments)
    if catalogues.untranslated(new, template):
        gone = [
            each for each in catalog if each.id and template.get(each.id) is None and all(catalogues.texts_of(each))
        ]
        new.obsolete = {each.id: each for each in (*catalog.obsolete.values(), *gone)}
    out = io.BytesIO()
    write_po(out, new, omit_header=True, sort_output=True, width=100)
    return _header(code, catalog).encode() + out.getvalue()


def _header(code: str, catalog: Catalog) -> str:
    locale, found = Locale.parse(code, sep="-"), catalogues.REVIEWED.search(catalog.header_comment)
    named = f"# {locale.get_display_name('en')}\n# reviewed: {found[1] if found else 'no'}\n"
    plurals = get_plural(locale)
    lines = (f"Language: {code}", "Content-Type: text/plain; charset=utf-8", f"Plural-Forms: {plurals}")
    return named + 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


def _write_batches(code: str, folder: Path, size: int) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for number, batch in enumerate(batches(code, size), 1):
        path = folder / f"{code}-{number:02}.json"
        path.write_text(json.dumps(batch, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(path, len(batch["texts"]))
    return 0


def _merge_files(code: str, files: Sequence[str]) -> int:
    faults = [fault for name in files for fault in merge(code, json.loads(Path(name).read_text("utf-8")))]
    print("\n".join(faults))
    print(f"{len(catalogues.untranslated(catalogues.read(code), public_catalog()))} left, {len(faults)} refused")
    return 1 if faults else 0


def _check(code: str) -> int:
    template = public_catalog()
    faults = [*catalogues.wrong(code, template), *catalogues.missing(code, template)]
    print("\n".join(faults) or "Nothing is wrong or missing.")
    return 1 if faults else 0


def main(*said: str) -> int:
    match said:
        case ("batches", code, folder, *size):
            return _write_batches(code, Path(folder), int(size[0]) if size else SIZE)
        case ("merge", code, *files) if files:
            return _merge_files(code, files)
        case ("check", code):
            return _check(code)
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
