"""The success criteria of WCAG 2.2, and which of our checks says something about each."""

from typing import NamedTuple

A_AND_AA = """
1.1.1 Non-text Content|1.2.1 Audio-only and Video-only (Prerecorded)|1.2.2 Captions (Prerecorded)
1.2.3 Audio Description or Media Alternative (Prerecorded)|1.2.4 Captions (Live)
1.2.5 Audio Description (Prerecorded)|1.3.1 Info and Relationships|1.3.2 Meaningful Sequence
1.3.3 Sensory Characteristics|1.3.4 Orientation|1.3.5 Identify Input Purpose|1.4.1 Use of Color
1.4.2 Audio Control|1.4.3 Contrast (Minimum)|1.4.4 Resize Text|1.4.5 Images of Text|1.4.10 Reflow
1.4.11 Non-text Contrast|1.4.12 Text Spacing|1.4.13 Content on Hover or Focus|2.1.1 Keyboard
2.1.2 No Keyboard Trap|2.1.4 Character Key Shortcuts|2.2.1 Timing Adjustable|2.2.2 Pause, Stop, Hide
2.3.1 Three Flashes or Below Threshold|2.4.1 Bypass Blocks|2.4.2 Page Titled|2.4.3 Focus Order
2.4.4 Link Purpose (In Context)|2.4.5 Multiple Ways|2.4.6 Headings and Labels|2.4.7 Focus Visible
2.4.11 Focus Not Obscured (Minimum)|2.5.1 Pointer Gestures|2.5.2 Pointer Cancellation|2.5.3 Label in Name
2.5.4 Motion Actuation|2.5.7 Dragging Movements|2.5.8 Target Size (Minimum)|3.1.1 Language of Page
3.1.2 Language of Parts|3.2.1 On Focus|3.2.2 On Input|3.2.3 Consistent Navigation
3.2.4 Consistent Identification|3.2.6 Consistent Help|3.3.1 Error Identification
3.3.2 Labels or Instructions|3.3.3 Error Suggestion|3.3.4 Error Prevention (Legal, Financial, Data)
3.3.7 Redundant Entry|3.3.8 Accessible Authentication (Minimum)|4.1.2 Name, Role, Value|4.1.3 Status Messages
"""
BEYOND = """
1.4.6 Contrast (Enhanced)|2.1.3 Keyboard (No Exception)|2.2.6 Timeouts|2.4.8 Location|2.5.5 Target Size (Enhanced)
3.1.5 Reading Level|3.3.5 Help
"""
"""Those of level AAA that we keep to."""


def _named(text: str) -> dict[str, str]:
    found = (each.partition(" ") for line in text.strip().splitlines() for each in line.split("|"))
    return {number: name for number, _, name in found}


CRITERIA = _named(A_AND_AA) | _named(BEYOND)
AAA = frozenset(_named(BEYOND))


class Check(NamedTuple):
    """One thing that is asked of pages. ``says``: the criteria of which a fault would be one."""

    words: str
    says: tuple[str, ...]


_ENGINE = ["1.1.1", "1.3.1", "1.3.5", "1.4.3", "2.4.1", "2.4.2", "2.4.4", "3.1.1", "3.1.2", "3.3.2", "4.1.2"]
CHECKS = {
    name: Check(words, tuple(says.split()) if isinstance(says, str) else tuple(says))
    for name, words, says in (
        ("engine", "axe, levels A and AA and good practice", _ENGINE),
        ("sniffer", "HTML_CodeSniffer, level AA", _ENGINE),
        ("checker", "IBM Equal Access, WCAG 2.2", _ENGINE),
        ("html", "html-validate, and a strict parser", "1.3.1 4.1.2"),
        ("contrast", "axe, contrast of 7 to 1", "1.4.3 1.4.6"),
        ("reflow", "at 320 by 256 pixels nothing is wider than the window or cut off", "1.4.10"),
        ("spacing", "with more space between lines, words and letters nothing is cut off", "1.4.12"),
        ("larger_text", "with text of twice the size nothing is cut off", "1.4.4"),
        ("targets24", "what is smaller than 24 pixels has room around it", "2.5.8"),
        ("targets44", "what stands in no line of text is 44 pixels wide and high", "2.5.5"),
        ("keyboard", "the Tab key comes to every control, and to the end of the page", "2.1.1 2.1.2 2.1.3"),
        ("focus_order", "the Tab key goes in the order of the page", "1.3.2 2.4.3"),
        ("focus_hidden", "what has the focus is in sight", "2.4.11"),
        ("focus_seen", "the focus changes pixels where it is", "2.4.7"),
        ("dark", "contrast where the dark colours are asked for", "1.4.3"),
        ("borders", "each control has a border where colours are forced", "1.4.11"),
        ("moving", "nothing moves where less motion is asked for", "2.2.2 2.3.1"),
        ("printed", "the page prints", ""),
        ("absent", "no sound, film, frame, drag, key of its own, refresh, or words that come up on hover",
         "1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.4.2 1.4.5 1.4.13 2.2.2 2.3.1 2.5.1 2.5.4 2.5.7"),
        ("names", "the words on a control are in its name", "2.5.3"),
        ("headings", "one first heading, none left out, and a title that says Error where there is one", "1.3.1 2.4.2"),
        ("statuses", "what was done or is wrong has a role that is read out", "4.1.3"),
        ("text_browser", "in a browser of text alone every word is there, in its order; in public no other", "1.3.2"),
        ("pdf", "PDF files: the rules of PDF/UA-1 that a program can check", "1.1.1 1.3.1 1.3.2 2.4.2 3.1.1 3.1.2"),
    )
}  # fmt: skip
"""What is asked of each kept page in a browser, see page_checks.js and look.py; then of its text, and of files."""

TESTS = {
    "web/test_every_public_page.py::test_titles_are_neutral_and_differ": "2.4.2",
    "web/test_every_public_page.py::test_every_page_can_be_left_quickly_and_leads_on": "3.2.3 3.2.4",
    "web/test_walks_of_everyone.py::test_what_is_missing_is_said_in_their_words": "3.3.1 3.3.3",
    "web/test_walks.py::test_changing_an_answer_from_check_comes_back_to_check": "3.3.4",
    "web/test_input_purpose.py": "1.3.5",
    "web/test_accessibility_faults.py": "2.4.2 3.2.6 3.3.7 3.3.8",
}  # fmt: skip
"""Tests of the suite that `make accessibility` takes along, and the criteria of which they say something."""

LONG_TESTS = {
    "web/test_every_public_page.py::test_every_page_that_closes_by_itself_says_so_in_words_and_after_how_long":
        "2.2.1 2.2.6",
    "web/test_text_browser.py": "2.1.1 3.3.1",
}  # fmt: skip
"""As :data:`TESTS`, of those that take long."""
