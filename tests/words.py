"""The words: the translation template, and how hard our public pages are to read.

`make words` writes translations/messages.pot; with --check it only says whether that is needed. Both
measure each public template and the questions together: reading age at most 11, sentences at most 25 words.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent
POT = ROOT / "translations" / "messages.pot"
METHODS = [("portal/**.py", "python"), ("templates/**.html", "jinja2")]
ADULT_AGE = 11  # years
LONGEST_SENTENCE = 25  # words
FEWEST_WORDS = 30  # a few labels say nothing about how hard a page is
PUBLIC = ("templates/public/", "portal/domain/questions.py", "portal/web/public/", "templates/question.html")

_VOWELS = re.compile(r"[aeiouy]+")
_ENDS = re.compile(r"(?<=[.!?])\s+")


def messages() -> Iterator[tuple[str, int, str]]:
    """Every text marked for translation: file, line, words."""
    for folder in ("portal", "templates"):
        found = extract_from_dir(
            ROOT / folder, [(pattern.removeprefix(f"{folder}/"), kind) for pattern, kind in METHODS], options_map={}
        )
        for name, line, text, _comments, _context in found:
            for words in (text,) if isinstance(text, str) else text:
                yield f"{folder}/{name}", line, words


def template() -> bytes:
    catalog = Catalog(project="portal", charset="utf-8")
    for name, _line, words in sorted(messages()):
        catalog.add(words, locations=[(name, None)])
    out = io.BytesIO()
    write_po(out, catalog, omit_header=True, sort_output=True, width=100)
    return out.getvalue()


def syllables(word: str) -> int:
    """About how many syllables an English word has: groups of vowels, without a silent last e."""
    word = re.sub(r"[^a-z]", "", word.lower())
    count = len(_VOWELS.findall(word))
    silent = (word.endswith("e") and not word.endswith(("le", "ee", "ye"))) or re.search(r"[^td]ed$", word) is not None
    return max(1, count - (1 if silent and count > 1 else 0))


def sentences(text: str) -> list[str]:
    plain = re.sub(r"%\(\w+\)s|\{\w+\}", "word", re.sub(r"%%", "%", text))
    return [sentence for sentence in _ENDS.split(plain.strip()) if re.search(r"[a-zA-Z]", sentence)]


def words_of(sentence: str) -> list[str]:
    return re.findall(r"[A-Za-z][A-Za-z'\u2019-]*|\d+", sentence)


def reading_age(text: str) -> float:
    """Years: the Flesch-Kincaid grade (Kincaid and others, 1975) plus 5, when grade 1 begins at six."""
    found = [words for sentence in sentences(text) if (words := words_of(sentence))]
    total = sum(len(words) for words in found)
    if not total:
        return 0.0
    spoken = sum(syllables(word) for words in found for word in words)
    return 0.39 * total / len(found) + 11.8 * spoken / total - 15.59 + 5


def hard() -> Iterator[str]:
    """What is too hard to read, and where."""
    texts: dict[str, list[str]] = {}
    for name, line, words in messages():
        if not name.startswith(PUBLIC):
            continue
        texts.setdefault(name, []).append(words if words.endswith((".", "?", "!", ":")) else f"{words}.")
        for sentence in sentences(words):
            if len(words_of(sentence)) > LONGEST_SENTENCE:
                yield f"{name}:{line}: a sentence of {len(words_of(sentence))} words: {sentence}"
    for name, said in texts.items():
        age = reading_age(" ".join(said))
        if age > ADULT_AGE and len(words_of(" ".join(said))) >= FEWEST_WORDS:
            yield f"{name}: reading age {age:.1f}"


def main() -> int:
    now, faults = template(), list(hard())
    if "--check" not in sys.argv:
        POT.write_bytes(now)
    elif not POT.exists() or POT.read_bytes() != now:
        faults.append("translations/messages.pot is out of date: run `make words`")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
