"""A parent walks the whole way in another language: to the message, the page where the request is, and the file."""

import io
import re
from pathlib import Path

import catalogues
import pypdf
import pypdfium2
import pytest
from browsing import ADULTS_WAY, NARROW, WIDE, AtTheKeyboard
from stories import SAM
from translated_person import OWN_NAMES, InTheirLanguage, Translated

from posting import until

pytestmark = [pytest.mark.browser, pytest.mark.at_length, pytest.mark.timeout(240)]

LETTERS = {"ar": re.compile(r"[\u0600-\u06ff]"), "pl": re.compile(r"[a-ząćęłńóśźż]", re.IGNORECASE)}
LARGEST = 12 * 1024  # bytes of a page's HTML, compressed: letters that are not Latin take two each


class AtTheKeyboardInTheirLanguage(Translated, AtTheKeyboard):
    pass


@pytest.mark.parametrize(
    ("code", "kind", "how"),
    [
        pytest.param("ar", AtTheKeyboardInTheirLanguage, {"width": NARROW}, id="arabic-keys-narrow"),
        pytest.param("pl", InTheirLanguage, {"js": False, "width": WIDE}, id="polish-plain"),
    ],
)
def test_the_whole_way_in_another_language(code, kind, how, somebody, demo):
    person = somebody(kind, **how)
    person.largest = LARGEST
    person._texts = {}
    person.open("/")
    person.press(OWN_NAMES[code])
    person.learn(code, council="North Tyneside Council")
    for words in ADULTS_WAY:
        person.press(words)
    person.press("Continue")
    assert person.errors, "a page that is sent blank says so in the language"
    assert LETTERS[code].search(person.errors[0])
    person.tell(SAM.story)
    assert person.h1 == person.said("Check your answers")
    person.press("Send")
    assert person.h1 == person.said("We have your request")
    reference = person.marked("app-reference")
    person.press("Show my code")
    the_code = person.marked("app-code")
    person.do(("Type your code here, to check that you have it", the_code))
    person.press("Check my code")
    assert person.h1 == person.said("You have your code")
    the_message_is_in_it(person, demo, reference)
    person.press("See your request")
    assert person.h1 == person.said("Your request")
    assert person.said("You sent your request.") in person.main
    assert person.page.locator('main bdi[lang="en"]', has_text="Team Manager").count(), "a name says that it is English"
    the_file_is_in_it(person)
    person.press("Sign out")
    come_back(somebody(kind, **how), code, reference, the_code)


def the_message_is_in_it(person, demo, reference):
    folder = Path(catalogues.path_of(person.code)).parent.parent / "notices"
    subject = (folder / f"received.email.{person.code}.txt").read_text("utf-8").splitlines()[0].partition(": ")[2]
    [message] = until(lambda: [each for each in demo.received(reference) if SAM.hears in each])
    assert subject in message


def the_file_is_in_it(person):
    answer = person.page.request.get(f"{person.door}/copy/receipt.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    file = answer.body()
    assert pypdf.PdfReader(io.BytesIO(file)).trailer["/Root"]["/Lang"] == person.code
    document = pypdfium2.PdfDocument(file)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "Nobody spoke to his teacher at Example School." in " ".join(text.split())
    assert "Your answers" not in text
    assert len(LETTERS[person.code].findall(text)) > 300


def come_back(person, code, reference, the_code):
    """From another browser, which has not been told which language: the one of the request is spoken."""
    person.largest = LARGEST
    person._texts = {}
    person.open("/return")
    person.do(("Your reference", reference), ("Your code", the_code))
    person.press("Open my request")
    person.learn(code)
    assert person.h1 == person.said("Your request")
    person.press("Tell us more")
    person.do((person.said("What do you want to add?"), "Mehr."))
    assert person.h1 == person.said("Tell us more")
