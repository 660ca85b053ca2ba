"""A form on paper says what paper needs, and nothing that only a screen can do."""

import re

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
