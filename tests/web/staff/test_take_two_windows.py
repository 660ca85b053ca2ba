"""A page of several questions that staff enter, open in two windows: neither overwrites the other unseen."""

import pytest

from build import PARENT
from visitor import asked_together, text_of, typed_together, walk

OTHER = "You answered this in another window. Check which answer is right, and press the button again"


@pytest.fixture
def shown(signed_in, context):
    """Each page of several questions, as a parent's request by telephone was entered, before it was answered."""
    signed_in.get("/take")
    when = {"on-day": "23", "on-month": "11", "on-year": "2026"}
    signed_in.send("/take", way="telephone", flow="adult", at="", language="en", **when)
    walk(signed_in, context.journeys["adult"], PARENT, at="/".join(signed_in.page.path.split("/")[:3]))
    return {each.path.split("/request/")[1]: each for each in signed_in.seen if asked_together(each)}


@pytest.fixture
def from_the_other_window(signed_in, context, shown):
    """Send such a page as it was shown first, with other answers than were kept since."""

    def send(address, **other):
        signed_in.page = shown[address]
        number = address.partition("/")[2]
        said = typed_together(asked_together(shown[address]), context.journeys["adult"], PARENT, number) | other
        return signed_in.send(shown[address].path, **said)

    return send


def lines(page):
    return [text_of(each) for each in page.all("bdi")]


def boxes(page):
    return [(each.text or "").strip() for each in page.all("textarea")]


def test_who_sends_the_page_from_a_second_window_is_told_and_loses_nothing(from_the_other_window, signed_in, context):
    typed = {"not_tell": "yes", "not_tell.words": "My sister and her husband."}
    page = from_the_other_window("private", **typed)
    assert (page.response.status_code, page.errors) == (422, [OTHER])
    assert "My sister and her husband." in boxes(page), "what was typed here"
    assert "No" in lines(page), "what was answered there, and is kept"
    said = typed_together(asked_together(page), context.journeys["adult"], PARENT, "")
    signed_in.send(page.path, **said | typed)
    assert "My sister and her husband." in signed_in.get(f"{page.path.rpartition('/')[0]}/check").text


def test_the_same_answers_from_a_second_window_are_no_matter(from_the_other_window):
    assert from_the_other_window("private").errors == []


def test_every_field_of_the_second_window_is_there_still_where_only_one_question_was_answered_otherwise(
    from_the_other_window,
):
    page = from_the_other_window("points/1", **{"point.words": "He never came home that day."})
    assert OTHER in page.errors
    assert "He never came home that day." in boxes(page)
