"""A form on paper says what paper needs, and nothing that only a screen can do."""

import io
import re
from collections import Counter

import pypdf
import pytest

from portal.domain.questions import paper_form

SCREEN = re.compile(
    r"\bSelect\b|on this page|more after this|your code|with a code|with my code|next pages|\bpress\b", re.IGNORECASE
)


@pytest.fixture(params=["family", "young", "speaking", "work"])
def sheet(request):
    return request.param


@pytest.fixture
def text(visitor, sheet):
    return " ".join("".join(next(iter(visitor.get(f"/paper/{sheet}").all("main"))).itertext()).split())


def test_it_speaks_of_no_screen(text):
    left = text.replace("Print this page from your browser's menu.", "")
    assert SCREEN.findall(left) == []


def test_it_says_that_somebody_may_have_to_be_told(text):
    assert "must tell" in text


def test_it_says_how_they_will_be_answered(text):
    assert "If you tick none, we will not contact you." in text


def test_beside_each_box_that_says_danger_stands_whom_to_call(text, sheet, context):
    boxes = [
        choice for each in paper_form.asked(context.pack, sheet) for choice in each.question.choices if choice.danger
    ]
    assert boxes
    assert text.count("Stop. Call 999, or call us now.") == len(boxes)


def test_it_counts_its_sheets_and_asks_for_the_date(text):
    assert "Today's date" in text
    assert "How many extra sheets are you sending with this?" in text


def test_a_child_is_told_of_childline_and_what_we_keep_private(visitor):
    text = visitor.get("/paper/young").text
    assert "Childline" in text
    assert "0800 1111" in text
    assert text.index("What we keep private") < text.index("1. Are you safe right now?")


def test_a_form_on_paper_does_not_ask_for_what_it_cannot_do(visitor):
    text = visitor.get("/paper/family").text
    assert "Complain about how you used my information" not in text
    assert "Tell you about something new that has happened" not in text
    assert "you ticked more than one way to reach you for question" in text


# The file: four sheets at most, or in large print


MOST_SHEETS = 4
LARGE = 18 * 4 / 3  # CSS pixels: 18 points
AT_THE_FOOT = 60  # characters: the sheet's number, and room for the date


@pytest.fixture
def file(visitor, sheet):
    """The form as a file, and in large print."""
    return lambda kind: pypdf.PdfReader(io.BytesIO(visitor.client.get(f"/paper/{sheet}/{kind}.pdf").data))


def sizes(document):
    """How large the letters are, in CSS pixels, by how many of them there are."""
    found = Counter()

    def seen(text, _user, matrix, _font, size):
        found[round(size * abs(matrix[3] or matrix[1]))] += len(text.strip())

    for page in document.pages:
        page.extract_text(visitor_text=seen)
    return found


@pytest.mark.tries(1)
def test_the_file_is_four_sheets_at_most(file):
    assert len(file("form").pages) <= MOST_SHEETS


@pytest.mark.tries(1)
def test_large_print_asks_the_same_in_letters_of_eighteen_points(file):
    usual, large = file("form"), file("large")
    said = [set(re.findall(r"\w{4,}", " ".join(page.extract_text() for page in each.pages))) for each in (usual, large)]
    assert said[0] <= said[1] | {"large"}
    small = sum(count for size, count in sizes(large).items() if size < LARGE)
    assert small <= AT_THE_FOOT * len(large.pages), sizes(large)


def test_both_are_tagged_and_say_their_language(file):
    for kind in ("form", "large"):
        root = file(kind).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en-GB"


def test_both_are_offered(visitor, sheet):
    page = visitor.get("/paper")
    for kind in ("form", "large"):
        assert f"/paper/{sheet}/{kind}.pdf" in [a.get("href") for a in page.all("a")]
