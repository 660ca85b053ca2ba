"""What a screen reader is told on whole journeys is kept as text, so that a change of it is seen and read.

`make trees` writes tests/accessibility/trees anew.
"""

from difflib import unified_diff

import pytest
from browsing import ADULTS_WAY, ROOT, Person
from spoken_tree import lines
from stories import BEE, LOU, SAM
from translated_person import OWN_NAMES, InTheirLanguage

pytestmark = [pytest.mark.browser, pytest.mark.at_length, pytest.mark.timeout(240)]

TREES = ROOT / "tests" / "accessibility" / "trees"


class Listener(Person):
    """Somebody who hears each page. What was heard on an earlier page in the same words is not told again."""

    def listen(self):
        self.heard, self._before = [], set()
        self._hear_page()

    def _arrive(self, response, status=200):
        super()._arrive(response, status)
        if hasattr(self, "heard"):
            self._hear_page()

    def _hear_page(self):
        told = [f"==== {self.page.title()}"]
        for part in parts_of(lines(self.page)):
            again = "\n".join(part) in self._before and len(part) > 1
            told += [f"(as before) {part[0]}"] if again else part
            self._before.add("\n".join(part))
        self.heard += [*told, ""]


class ListenerInTheirLanguage(InTheirLanguage, Listener):
    pass


def parts_of(tree):
    """What stands outermost, each with what is in it."""
    parts = []
    for line in tree:
        if line.startswith(" ") and parts:
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


@pytest.fixture
def kept(request):
    def compare(name, heard):
        file, text = TREES / f"{name}.txt", "\n".join(heard)
        if request.config.getoption("--write-trees"):
            file.write_text(text, "utf-8")
        before = file.read_text("utf-8")
        differs = unified_diff(before.splitlines(), text.splitlines(), "kept", "heard", lineterm="")
        assert before == text, "Read it, then `make trees`:\n" + "\n".join(differs)

    return compare


@pytest.mark.parametrize(("name", "raiser"), [("parent", SAM), ("young", BEE), ("professional", LOU)])
def test_what_a_screen_reader_is_told_on_the_whole_way(name, raiser, somebody, kept):
    person = somebody(Listener, slips=True)
    person.open("/")
    person.listen()
    for words in raiser.way:
        person.press(words)
    person.tell(raiser.story, raiser.slips)
    assert person.h1 == raiser.check
    person.press("Send")
    kept(name, person.heard)


def test_what_a_screen_reader_is_told_where_the_request_is_followed(somebody, kept):
    person = somebody(Listener)
    person.begin()
    person.tell(SAM.story)
    person.press("Send")
    person.listen()
    reference = person.marked("app-reference")
    person.press("Show my code")
    code = person.marked("app-code")
    person.press("Check my code")
    person.do(("Type your code here, to check that you have it", code))
    person.press("Check my code")
    person.press("See your request")
    person.press("Tell us more")
    person.press("Add this")
    person.do(("What do you want to add?", "The doctor knows too."), "No")
    person.press("Add this")
    person.press("Go back to your request")
    person.press("Sign out")
    person.open("/return")
    person.press("Open my request")
    person.do(("Your reference", reference), ("Your code", code))
    person.press("Open my request")
    kept("tracker", person.heard)


def test_what_a_screen_reader_is_told_in_arabic(somebody, kept):
    person = somebody(ListenerInTheirLanguage)
    person.largest, person._texts = 12 * 1024, {}
    person.open("/")
    person.press(OWN_NAMES["ar"])
    person.learn("ar", council="North Tyneside Council")
    person.listen()
    for words in ADULTS_WAY:
        person.press(words)
    person.press("Continue")
    person.tell(SAM.story)
    person.press("Send")
    kept("parent-ar", person.heard)
