"""The client that walks the pages in these tests sees what is wrong with them."""

import pytest
from html5lib.html5parser import ParseError

from visitor import found_sound

PAGE = """<!doctype html>
<html lang="en">
<head><title>Hello &ndash; Us</title></head>
<body><h1>Hello</h1>
%s
</body>
</html>"""
SOUND = '<p class="a">Words &amp; more</p>'


def test_a_page_without_fault_is_sound():
    assert found_sound(PAGE % SOUND, "/", frozenset()).find("body").find("p").text == "Words & more"


@pytest.mark.parametrize(
    "broken",
    [
        "<div><p>Words</div></p>",
        "<b><i>Words</b></i>",
        '<p class="a" class="b">Words</p>',
        "<p>Words &nosuch; more</p>",
        '<a href="/x?a=1&copy=2">Words</a>',
        "<table><tr><p>Words</p></tr></table>",
        "<p>Words\x00</p>",
        '<p class="a"id="b">Words</p>',
    ],
)
def test_a_fault_that_a_browser_would_forgive_is_found_even_when_the_sound_page_was_seen(broken):
    found_sound(PAGE % SOUND, "/", frozenset())
    with pytest.raises(ParseError):
        found_sound(PAGE % f"{SOUND}{broken}", "/", frozenset())


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("<h1>Hello</h1>", "2 h1"),
        ('<p id="a"></p><p id="a"></p>', "an id twice"),
        ('<p style="color: red">Words</p>', "inline style"),
        ('<a href="/x"></a>', "without words"),
        ('<input name="a" id="a">', "no label"),
        ("<p>7K3M-9QXR-2</p>", "may translate"),
    ],
)
def test_a_fault_that_shuts_somebody_out_is_found(broken, says):
    with pytest.raises(AssertionError, match=says):
        found_sound(PAGE % broken, "/", frozenset())
