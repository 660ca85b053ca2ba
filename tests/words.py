"""The words: the translation template, the languages, and how hard our public pages are to read.

`make words` writes translations/messages.pot, which holds what the public reads; with --check it only says whether
that is needed. Both look at each language (tests/catalogues.py) and measure every public text, and each file of
them together: reading age at most 11, and 9 where young people read; sentences at most 25 words.
"""

import functools
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import catalogues
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po
from public_words import is_public

ROOT = Path(__file__).resolve().parent.parent
POT = ROOT / "translations" / "messages.pot"
METHODS = [("portal/**.py", "python"), ("templates/**.html", "jinja2")]
FOR_THE_YOUNG = "Young people read this."
ADULT_AGE, YOUNG_AGE = 11, 9  # years
LONGEST_SENTENCE = 25  # words
FEWEST_WORDS = 30  # a few labels say nothing about how hard a page is
LONG_WORD = 5  # syllables, of one word: what a short text may not have, where its reading age says nothing
EXPLAINED = frozenset({"responsibility", "accessibility", "organisation"})
"""Long words that the page explains, or that are a name."""
UN_ENGLISH: tuple[tuple[str, str], ...] = (
    (r"\ball that (you|we|they)\b", "everything"),
    (r"\bcan not\b", "cannot"),
    (r"\bof whom\b|\bto whom\b|\bfor whom\b", "say it with who"),
    (r"\b[Ww]ho (does|has) the next\b", "Who is dealing with it"),
    (r"\bat once\b", "straight away"),
    (r"\bhas got to\b", "what is happening"),
    (r"\b[Ii]t (is|was) (you|we|they) who\b", "no cleft: you first told us"),
    (r"\bbest guess\b", "may change, or an estimate"),
    (r"\bput you right\b|\bmake an answer\b", "correct you, answer"),
    (r"\b(8|9|10|16|18) or (less|more)\b", "or under, or over"),
    (
        r"^(We|Someone new|A manager|Somebody) (looks?|tells?|sends?|gives?|reads?|answers?|contacts?) (at|you|it)\b",
        "will",
    ),
    (r"\byou (sent|told) us it\b", "you sent it to us"),
    (r"\bget in touch\b", "contact"),
    (r"\bcarry on to\b", "continue"),
    (r"\bthat you may speak\b", "that you can speak"),
    (r"\bin the web\b|\bby the web\b", "online"),
    (r"\bhow (are|is) it safe\b", "what are safe ways"),
)
"""What people write whose English is not their own, and what to write instead."""
NOTICES = "translations/en/notices/"
TO_RAISERS = tuple(f"{NOTICES}{name}." for name in ("news", "received", "update", "reply", "stage_reached"))
TRACKER = (
    "done", "kept", "no_code", "return", "progress", "messages", "sent", "answer", "withdraw", "next", "noted",
    "language_help", "refused", "get_in_touch", "add", "added", "copy", "copy_page", "parts/copy", "parts/unsaved",
    "answers", "parts/answers",
    "correct", "call_me", "complain",
    "complain_check", "opened", "feedback", "feedback_thanks", "closed", "parts/corrected",
)  # fmt: skip
YOUNG = (
    "templates/public/young/",
    "templates/public/easy_read/",
    "portal/web/public/easy_read.py",
    "templates/public/parts/promise.html",
    "portal/domain/questions/young.py",
    "portal/domain/disclosure/neutral_sentences.py",
    "portal/domain/challenge/raiser.py",
    "portal/web/public/confirmations.py",
    "portal/web/event_words.py",
    "templates/parts/message.html",
    "templates/parts/progress.html",
    "templates/parts/messages.html",
    "portal/web/public/forms.py",
    "portal/web/public/feedback.py",
    "portal/web/public/raiser_requests.py",
    *(f"templates/public/{name}.html" for name in TRACKER),
)
PUBLIC = (
    *YOUNG,
    NOTICES,
    "templates/public/",
    "templates/parts/",
    "templates/layout.html",
    "templates/question.html",
    "templates/check.html",
    "templates/error.html",
    "portal/domain/questions/adult.py",
    "portal/domain/disclosure/table.py",
    "portal/domain/policy/public_phrases.py",
    "portal/domain/policy/public_description.py",
    "portal/web/public/",
    "portal/web/form_fields.py",
)

_VOWELS = re.compile(r"[aeiouy]+")
_ENDS = re.compile(r"(?<=[.!?])\s+")


def marked() -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Every text marked for translation: file, line, and its words, in two numbers where they are counted."""
    for folder in ("portal", "templates"):
        found = extract_from_dir(
            ROOT / folder, [(pattern.removeprefix(f"{folder}/"), kind) for pattern, kind in METHODS], options_map={}
        )
        for name, line, text, _comments, _context in found:
            yield f"{folder}/{name}", line, (text,) if isinstance(text, str) else tuple(text)


def messages() -> Iterator[tuple[str, int, str]]:
    """Every text marked for translation: file, line, words."""
    for name, line, texts in marked():
        for words in texts:
            yield name, line, words


def notices() -> Iterator[tuple[str, int, str]]:
    """The lines of what we send to those who ask us, as :func:`messages` gives texts."""
    for path in sorted((ROOT / NOTICES).glob("*.en.txt")):
        if not path.name.startswith("new_challenge."):  # that one is for the staff
            for line, words in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                plain = re.sub(r"\(\(([^)]*\?\?)?([^)]*)\)\)", r"\2" if "??" in words else "word", words)
                yield f"{NOTICES}{path.name}", line, re.sub(r"^(Subject|[a-z_]+): ", "", plain)


@functools.cache
def public_catalog() -> Catalog:
    """What the public reads: what each language translates."""
    catalog = Catalog(project="portal", charset="utf-8")
    for name, _line, texts in sorted(marked()):
        if is_public(name, texts[0]):
            words = texts[0] if len(texts) == 1 else texts
            comments = [FOR_THE_YOUNG] if name.startswith(YOUNG) else []
            catalog.add(words, locations=[(name, None)], auto_comments=comments)
    return catalog


def template() -> bytes:
    catalog, out = public_catalog(), io.BytesIO()
    write_po(out, catalog, omit_header=True, sort_output=True, width=100)
    return out.getvalue()


def syllables(word: str) -> int:
    """About how many syllables an English word has: groups of vowels, without a silent last e."""
    word = re.sub(r"[^a-z]", "", word.lower())
    count = len(_VOWELS.findall(word)) + bool(re.search(r"[aeiouy]ing$", word))
    silent = (word.endswith("e") and not word.endswith(("ee", "ye"))) or re.search(r"[^td]ed$", word) is not None
    if re.search(r"[^aeiouy]le$", word):
        silent = False  # as in "little"
    return max(1, count - (1 if silent and count > 1 else 0))


def sentences(text: str) -> list[str]:
    plain = re.sub(r"%\(\w+\)s|\{\w+\}", "word", re.sub(r"</?b>", "", re.sub(r"%%", "%", text)))
    return [sentence for sentence in _ENDS.split(plain.strip()) if re.search(r"[a-zA-Z]", sentence)]


def words_of(sentence: str) -> list[str]:
    return re.findall(r"[A-Za-z][A-Za-z'\u2019-]*|\d+", sentence)


def grade(words_a_sentence: float, syllables_a_word: float) -> float:
    """The Flesch-Kincaid grade level (Kincaid and others, 1975): a year of school in the United States."""
    return 0.39 * words_a_sentence + 11.8 * syllables_a_word - 15.59


def reading_age(text: str) -> float:
    """Years: the Flesch-Kincaid grade plus 5, as grade 1 begins at six; 0 for no words."""
    found = [words for sentence in sentences(text) if (words := words_of(sentence))]
    total = sum(len(words) for words in found)
    if not total:
        return 0.0
    spoken = sum(syllables(word) for words in found for word in words)
    return grade(total / len(found), spoken / total) + 5


def hard(found: Iterable[tuple[str, int, str]]) -> Iterator[str]:
    """What is too hard to read, and where: of texts with their file and line, those for the public."""
    files: dict[str, list[str]] = {}
    for name, line, words in found:
        if not name.startswith(PUBLIC):
            continue
        whole = words if words.endswith((".", "?", "!", ":")) else f"{words}."
        files.setdefault(name, []).append(whole)
        yield from too_old(f"{name}:{line}", name, whole)
        if not name.startswith(NOTICES) or name.startswith(TO_RAISERS):
            yield from un_english(f"{name}:{line}", words)
        for sentence in sentences(words):
            if len(words_of(sentence)) > LONGEST_SENTENCE:
                yield f"{name}:{line}: a sentence of {len(words_of(sentence))} words: {sentence}"
    for name, said in files.items():
        yield from too_old(name, name, " ".join(said))


def too_old(place: str, name: str, text: str) -> Iterator[str]:
    age, most = reading_age(text), YOUNG_AGE if name.startswith(YOUNG) else ADULT_AGE
    if age > most and len(words_of(text)) >= FEWEST_WORDS:
        yield f"{place}: reading age {age:.1f}, at most {most}"


def un_english(place: str, text: str) -> Iterator[str]:
    """What in a text no native editor would write, and a word too long for so few."""
    for pattern, better in UN_ENGLISH:
        for sentence in sentences(text):
            if found := re.search(pattern, sentence, re.IGNORECASE):
                yield f"{place}: '{found[0]}': write rather: {better}"
    short = words_of(text) if len(words_of(text)) < FEWEST_WORDS else []
    for word in short:
        bare = word.strip("'")
        if syllables(bare) >= LONG_WORD and bare not in EXPLAINED and bare.islower():
            yield f"{place}: '{word}' is a long word"


def main() -> int:
    now, faults = template(), list(hard([*messages(), *notices()]))
    if "--check" not in sys.argv:
        POT.write_bytes(now)
    elif not POT.exists() or POT.read_bytes() != now:
        faults.append("translations/messages.pot is out of date: run `make words`")
    faults += catalogues.faults(public_catalog())
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
