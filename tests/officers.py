"""The people who work at the MASH of a demo, each at a keyboard, and those who come back with their codes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from actions import Action
from browsing import WIDE, AtTheKeyboard, Findings, Person, Said, sign_in
from demo_process import Demo
from playwright.sync_api import Browser, ElementHandle, Locator

from portal.domain.challenge.action_rule import AnyAction
from portal.web.staff.action_forms import FORMS

LARGEST = 64 * 1024  # bytes of HTML
TAKES, RELEASES = "I am taking it on", "I am looking at a reply that waits to be released"
THEIR_VIEW = "This is what they will see"
AGREED = "The person it is about agreed"
INDEPENDENT = "I did not make, advise on or review this decision, and I do not know the family"
LEVEL = "Level 2: early help"
ORIGINAL: tuple[Said, ...] = (
    ("Contact ID", "LL-77"), ("Date of the decision", "Day", "3"), ("Date of the decision", "Month", "6"),
    ("Date of the decision", "Year", "2024"), "No further action", LEVEL, "Somebody who has no account here",
    ("Their name and role", "Una Example, Team Manager"),
)  # fmt: skip
NEW: tuple[Said, ...] = (
    "Early help", LEVEL, ("Reasons for the new decision", "The family needs help at home."),
    ("Alternatives considered", "An assessment: the need is lower than that."),
)  # fmt: skip
EVIDENCE: tuple[Said, ...] = (
    ("People consulted", "School nurse"), ("What is new since the original decision?", "The school has written."),
    "Yes, for this review",
)  # fmt: skip
SURE = "Confirm that it is you"


class Officer(AtTheKeyboard):
    """Passes over the head of a page, as one does who comes here every day; sends each kind of form blank once."""

    failed: set[object]  # the forms and questions that have been sent blank
    again: Callable[[], None]  # signs in at work once more

    def _button(self, words: str) -> Locator:
        return super()._button(words).first

    def _pass_by(self, handle: ElementHandle) -> None:
        if handle.evaluate("e => document.activeElement === document.body && e.closest('main') !== null"):
            self.page.keyboard.press("Tab")
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")

    def opens(self, reference: str, listed: str = "All", why: str = "") -> Self:
        """From the first screen or, with one more press, from a list that stands on it."""
        self.press("My day")
        if not self._button(reference).count():
            self.press(listed)
        self.press(reference)
        if self.h1 == "Before you open it":
            if self._first("why"):
                self.press("Open it")
                assert self.errors
            self.do(why)
            self.press("Open it")
        assert self.h1 == f"Challenge {reference}"
        return self

    def takes(self, reference: str, listed: str = "Unallocated") -> Self:
        """Open it in order to have it. Who has read it a short while ago is not asked why, and takes it on its page."""
        self.opens(reference, listed, TAKES)
        if not self._button(FORMS[Action.TAKE].question.words).count():
            return self
        self.press(FORMS[Action.TAKE].question.words)
        self.press("I declare this: allocate it to me")
        return self

    def looks_through(self, *parts: str) -> None:
        for part in parts:
            self.press(part)

    def does(self, action: AnyAction, *said: Said, blank: Said | None = None, each: str = "") -> Self:
        """Choose it on a page of the challenge, and do it. ``blank``: what makes the form wrong, where nothing does.

        ``each``: what is said to each ground.
        """
        words = FORMS[action].question.words
        if self.h1 == FORMS[Action.TRIAGE].question.words:  # taking led on to it
            self.press("Back to the challenge")
        summary = self.page.get_by_role("link", name="Summary")
        if not self._button(words).is_visible() and summary.get_attribute("aria-current") is None:
            self.press("Summary")
        if not self._button(words).is_visible():
            more = self.page.locator("summary", has_text="More you can do")
            self._go(more)
            self._press(more)
            self._button(words).wait_for()
            self.well(f"more: {sorted(self.page.get_by_role('main').get_by_role('link').all_inner_texts())}")
        self.press(words)
        if self.h1 == SURE:  # what is grave is asked again after a while
            self.again()
        assert self.h1 == words, (self.h1, self.path)
        grounds = self.page.locator("textarea[name^='answers.']").all() if each else []
        labels = [box.evaluate("e => e.labels[0].textContent.trim()") for box in grounds]
        return self.fills(action, *said, *((label, each) for label in labels), blank=blank)

    def fills(self, action: AnyAction, *said: Said, blank: Said | None = None) -> Self:
        """Fill in the form that is before them, see what the raiser will see, and do it."""
        form = FORMS[action]
        if said and self._first(action):
            self.do(*[blank] if blank else [])
            self.press(form.button)
            assert self.errors, f"{action}: nothing was asked for"
        self.do(*said)
        self.press(form.button)
        assert not self.errors, self.errors
        if self.h1 == THEIR_VIEW:
            if self._first(f"preview of {action}"):
                self.press("Change")
                self.press(form.button)
            if self.marked_words.count() and self._first("marked words"):
                self.press(form.sends)
                assert self.errors, f"{action}: nobody said why the marked words may be told"
            self.clears_marked_words()
            self.press(form.sends)
            assert not self.errors, self.errors
        assert form.done in self.page.get_by_role("alert").inner_text()
        return self

    @property
    def marked_words(self) -> Locator:
        """What the redaction check marked: for each, the list of reasons why it may be told."""
        return self.page.get_by_role("combobox", name="Why may")

    def clears_marked_words(self) -> None:
        """Says of each mark, by itself, that whom it is about agreed."""
        how = self.page.get_by_label("How do you know? Not needed for an ordinary word", exact=True)
        for reasons, known in zip(self.marked_words.all(), how.all(), strict=True):
            self._go(reasons)
            self.page.keyboard.type(AGREED)
            self._fill(known, "I rang them.")

    def reviews(self, *points: tuple[str, str], evidence: str, views: str) -> Self:
        """Records a finding on each ground, and goes on by what comes next to the new decision."""
        words = FORMS[Action.DECIDE_GROUND].question.words
        self.press(words)
        applied = ("Clause, threshold or law applied", "Level 2 of the threshold document.")
        for finding, reasons in points:
            assert self.h1 == words, (self.h1, self.path)
            self.fills(Action.DECIDE_GROUND, finding, ("Reasons", reasons), applied)
        asked = ("Evidence considered", "The child's wishes and feelings")
        self.fills(Action.FIND, *zip(asked, (evidence, views), strict=True), *EVIDENCE)
        return self.fills(Action.DECIDE, *NEW, *self.declares())

    def declares(self) -> tuple[Said, ...]:
        """Where they are asked whether they are independent: that they are."""
        return (INDEPENDENT,) if self.page.get_by_label(INDEPENDENT, exact=True).count() else ()

    def replies(self, words: str, plain: str = "") -> Self:
        """Write the reply: the same to each ground; to a young person in their own words as well."""
        said = (("What the young person reads", plain),) if plain else ()
        return self.does(Action.WRITE_REPLY, *said, each=words)

    def _first(self, what: object) -> bool:
        known = what in self.failed
        self.failed.add(what)
        return not known


@dataclass
class County:
    """A demo on which one can play a day."""

    demo: Demo
    browser: Browser
    findings: Findings
    here: dict[str, Officer] = field(default_factory=dict)
    failed: set[object] = field(default_factory=set)

    def __getitem__(self, user: str) -> Officer:
        """The member of staff, who has signed in."""
        if user not in self.here:
            person = self._come(Officer, self.demo.staff, largest=LARGEST)
            person.failed = self.failed
            person.again = partial(sign_in, person, self.demo, f"{user}@example.com")
            person.open("/")
            person.again()
            self.here[user] = person
        return self.here[user]

    def reference(self, number: int) -> str:
        return self.demo.invented()[number][0]

    def comes_back(self, number: int) -> Person:
        """The raiser of an invented challenge, with their code."""
        person = self.here.get("raiser") or self._come(Person, self.demo.public)
        self.here["raiser"] = person
        reference, code = self.demo.invented()[number]
        person.open("/return")
        person.do(("Your reference", reference), ("Your code", code))
        person.press("Open my request")
        assert person.h1 == "Your request"
        return person

    def answers(self, number: int, choice: str) -> str:
        """Whether the raiser is still worried; gives what their request then says."""
        person = self.comes_back(number)
        person.press("Choose what happens next")
        if "worried" not in self.failed:
            self.failed.add("worried")
            person.press("Send")
            assert person.errors
        person.do(choice)
        person.press("Send")
        person.press("Go back to your request")
        return person.main

    def _come(self, kind, door, **more):
        context = self.browser.new_context(viewport={"width": WIDE, "height": 900})
        context.set_default_timeout(10_000)
        return kind(context.new_page(), door, self.findings, **more)
