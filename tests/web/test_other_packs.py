"""Public pages say of a council what its own pack says, and nothing that is so of another."""

from dataclasses import replace

import pytest


@pytest.fixture
def under(office, others, visitor_of):
    """The public door of another council."""

    def come(council):
        return visitor_of(replace(office, packs=others, council=council))

    return come


@pytest.mark.parametrize("council", ["newcastle", "medway"])
def test_the_front_page_names_only_those_whose_requests_are_taken(under, council):
    text = under(council).get("/").text
    assert "someone who works with the child" in text
    for other in ("a parent or carer of the child", "someone else in the family", "a friend or neighbour"):
        assert other not in text


@pytest.mark.parametrize("council", ["newcastle", "medway", "barnet", "south-tyneside"])
def test_no_time_is_promised_where_none_is_stated(under, council):
    text = under(council).get("/what-happens-next").text
    assert "not stated" not in text
    assert "next meeting from" not in text


def test_a_step_that_waits_for_a_meeting_says_so(under):
    assert "They will look at it when they next meet." in under("medway").get("/what-happens-next").text
