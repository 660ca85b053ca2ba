"""What is said of a number has the forms that each language has for it; what divides two texts is a text too."""

import re
from pathlib import Path

import pytest
import words
from public_words import STAFF

from portal.domain.i18n import in_one_line
from portal.domain.reference_codes import CODE_WORDS

ROOT = Path(__file__).resolve().parents[2]
WORDS = frozenset({"role", "box", "stage", "agency", "time", "day", "first", "last", "who", "council"})
"""Placeholders of words, not of numbers: what follows one of them may end in "s"."""

_COUNTS = re.compile(r"%\((\w+)\)[sd] (?:[a-z]+ )?[a-z]+s\b")
_TYPED_MARK = re.compile(r"(?:(?<!index )(?<!number )\}\}|%\}|</(?!b>)\w+>)[.,;](?=\s|<|\{|$)")
"""What stands after the number of a list is no stop. Bold words are within a text."""
_WORDS_OF_A_CODE = re.compile(r"\b(\d+|four|five|six|seven|eight) words\b", re.IGNORECASE)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def counted_without_forms(texts):
    return [text for text in texts if any(name not in WORDS for name in _COUNTS.findall(text))]


def test_whatever_counts_has_a_form_for_each_number():
    single = [message.id for message in words.public_catalog() if isinstance(message.id, str)]
    assert counted_without_forms(single) == []


def test_whatever_says_how_many_words_a_code_has_says_the_number_that_it_has():
    texts = [message.id for message in words.public_catalog() if isinstance(message.id, str)]
    said = [(found, text) for text in texts for found in _WORDS_OF_A_CODE.findall(text)]
    assert len(said) >= 4, "before sending, after it, when it is saved, and where it is typed"
    assert [each for each in said if each[0] not in {"six", str(CODE_WORDS)}] == []
    assert CODE_WORDS == 6, "or “six” is not the word for it"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Wait %(minutes)s minutes.", True),
        ("You sent %(n)d large files", True),
        ("%(role)s works: %(hours)s.", False),
        ("Question %(number)s asks", True),
        ("By %(day)s", False),
    ],
)
def test_what_counts_is_found(text, counts):
    assert bool(counted_without_forms([text])) is counts


def public_templates():
    every = (ROOT / "templates").rglob("*.html")
    return sorted(path for path in every if not path.relative_to(ROOT).as_posix().startswith(STAFF))


@pytest.mark.parametrize("path", public_templates(), ids=lambda path: path.stem)
def test_no_stop_or_comma_is_typed_between_two_texts(path):
    plain = _COMMENT.sub("", path.read_text("utf-8"))
    assert [plain[max(0, found.start() - 60) : found.end()] for found in _TYPED_MARK.finditer(plain)] == []


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ([], ""),
        (["one"], "one"),
        (["one", "two", "three"], "one, two, three"),
        (["Monday, 9am", "Tuesday"], "Monday, 9am; Tuesday"),
        (["A sentence.", "more"], "A sentence.; more"),
    ],
)
def test_several_things_stand_in_one_line(parts, line):
    assert in_one_line(str, parts) == line


def test_a_language_divides_them_in_its_own_way():
    arabic = {"%(said)s, %(more)s": "%(said)s\u060c %(more)s", "%(said)s; %(more)s": "%(said)s\u061b %(more)s"}
    assert in_one_line(arabic.__getitem__, ["a", "b"]) == "a\u060c b"
    assert in_one_line(arabic.__getitem__, ["a\u060c b", "c"]) == "a\u060c b\u061b c"
