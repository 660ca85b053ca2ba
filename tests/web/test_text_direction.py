"""In a file that reads from right to left, words of another script read their own way, whole, and so do addresses."""

import pypdfium2
import pytest

from portal.domain.journey import As, Line
from portal.web import i18n
from portal.web.answer_lines import written
from portal.web.line_breaks import breakable, broken
from portal.web.pdf_process import directed, draw

PAGE = (
    "<html lang=ar dir=rtl><head><title>\u0635\u0641\u062d\u0629</title></head>"
    "<body><h1>\u0645\u0631\u062d\u0628\u0627</h1><p>%s</p></body></html>"
)


def seen(words):
    """What stands on the page of such a file, sign by sign from the left; no blanks."""
    document = pypdfium2.PdfDocument(draw(PAGE % words))
    text = document[0].get_textpage()
    signs = [(text.get_charbox(at), text.get_text_range(at, 1)) for at in range(text.count_chars())]
    low = min(box[1] for box, sign in signs if sign.isascii() and sign.isalpha())
    line = sorted((box[0], sign) for box, sign in signs if abs(box[1] - low) < 8 and sign.isascii() and sign.strip())
    document.close()
    return "".join(sign for _left, sign in line)


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("<bdi>We are late.</bdi>", "Wearelate."),
        ("<bdi class='app-words'>(No) more!</bdi>", "(No)more!"),
        ("<bdi lang=en>Team Manager (MASH)</bdi>", "TeamManager(MASH)"),
        (f"\u0627\u0643\u062a\u0628: <a href='mailto:x'>{broken('Some.One@example.com')}</a>", "Some.One@example.com:"),
        (f"<bdi>{breakable('Write to a.b@example.com!')}</bdi>", "Writetoa.b@example.com!"),
    ],
)
def test_words_of_another_script_stand_as_they_are_read(words, stands):
    assert seen(words) == stands


@pytest.mark.parametrize(
    ("html", "way"),
    [
        ("<bdi>1. \u0645\u0631\u062d\u0628\u0627</bdi>", "rtl"),
        ("<bdi>7 days</bdi>", "ltr"),
        ("<bdi>&#1605; a</bdi>", "rtl"),
        ("<bdi>123</bdi>", "ltr"),
        ("<bdi><b>\u0645</b> a</bdi>", "rtl"),
    ],
)
def test_the_first_letter_says_which_way(html, way):
    assert f" dir={way}>" in directed(html)


def test_what_says_it_already_is_left_as_it_is():
    assert directed("<bdi dir=rtl>a</bdi><p>a</p>") == "<bdi dir=rtl>a</bdi><p>a</p>"


@pytest.mark.parametrize(("code", "line"), [("ar", "\u2068It is late.\u2069"), ("en", "It is late.")])
def test_what_was_typed_beside_a_label_stands_by_itself(public, code, line):
    with public.test_request_context():
        i18n.use(code)
        assert written(Line("It is late.", As.TYPED, "Name")).endswith(f": {line}")
        assert "\u2068" not in written(Line("Yes", As.OURS, "Name"))
