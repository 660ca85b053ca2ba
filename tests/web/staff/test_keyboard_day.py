"""A day of 30 open cases at the keyboard alone: triage, review, approval, record and close, each counted.

A press is a key that is pressed and no letter of what is written: Tab, an arrow, Enter, Space, or one of our keys.
"""

from collections import Counter

import pytest
from actions import Action
from browsing import WIDE
from deeds_done import done
from staff_session import cookie_of

from build import PARENT
from dev.server import answering
from portal.domain.permissions import RAISER, Actor, Role

pytestmark = [pytest.mark.browser, pytest.mark.at_length, pytest.mark.timeout(900)]

REMI = Actor("remi", frozenset({Role.REVIEWER}), 1, "Remi Example")
LOU = Actor("lou", frozenset({Role.RELEASER}), name="Lou Example")
TONI = Actor("triage", frozenset({Role.TRIAGE}), name="A Example")
CALM = {"danger": "no", "since": "no"}
LEVEL = "Level 2: early help"
MANY = {"triage": 10, "review": 8, "approve": 6, "record": 6}
PRESSES = {"triage": 31, "review": 30, "approve": 15, "record": 6}
"""At most, of each case."""

LOADS = {"triage": 6, "review": 6, "approve": 6, "record": 4}
"""Pages, of each case."""


class Typist:
    """Somebody with a keyboard and nothing else."""

    def __init__(self, page):
        self.page, self.count = page, Counter()
        page.on("domcontentloaded", lambda: self.count.update(loads=1))

    @property
    def h1(self):
        return self.page.locator("h1").first.inner_text()

    def key(self, name, times=1):
        for _ in range(times):
            self.page.keyboard.press(name)
            self.count["presses"] += 1

    def leads(self, name):
        """Press what opens a page."""
        with self.page.expect_navigation():
            self.key(name)
        assert not self.page.locator(".govuk-error-summary").count(), self.page.locator("main").inner_text()

    def at(self, name):
        """Go with Tab to the field of this name; one of a group of radios stands for all of it."""
        for _ in range(40):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.key("Tab")
        raise AssertionError(f"{name} is not reached on {self.page.url}")

    def writes(self, name, words):
        self.at(name)
        self.page.keyboard.type(words)

    def chooses(self, name, value):
        """With Space where nothing is chosen yet, else with the arrows."""
        self.at(name)
        here = "document.activeElement.value"
        if self.page.evaluate(here) == value:
            self.key("Space")
        while self.page.evaluate(here) != value:
            self.key("ArrowDown")
        assert self.page.evaluate("document.activeElement.checked")

    def says_why(self, why):
        if self.h1 == "Before you open it":
            self.key("f")
            self.chooses("why", why)
            self.leads("Enter")

    def sends(self):
        """What the person challenging will see is read, and sent."""
        assert self.h1 == "This is what they will see", self.page.locator("main").inner_text()
        self.key("f")
        self.leads("Enter")


def triage(typist):
    typist.leads("n")
    typist.says_why("taking")
    typist.leads("d")
    assert typist.h1 == "Triage"
    typist.key("f")
    typist.writes("identity", "Called the number in our notes.")
    typist.writes("standing", "Birth certificate: she has parental responsibility.")
    typist.writes("contact", "C-1042")
    for box, words in (("day", "3"), ("month", "6"), ("year", "2024")):
        typist.writes(f"on-{box}", words)
    typist.chooses("decision", "no_further_action")
    typist.chooses("threshold", LEVEL)
    typist.chooses("maker", "elsewhere")
    typist.writes("maker_name", "Una Example, Team Manager")
    typist.chooses("to", "rex")
    typist.leads("Enter")
    typist.sends()


def review(typist):
    typist.leads("n")
    typist.says_why("reviewing")
    typist.leads("d")
    assert typist.h1 == "Review: findings and new decision", typist.page.locator("main").inner_text()
    typist.key("f")
    typist.chooses("finding.1", "changed")
    typist.writes("because.1", "The school had rung us twice.")
    typist.writes("applied.1", "Level 3 of the threshold document.")
    for name, words in (
        ("evidence", "The letters of the school."), ("consulted", "The school nurse."),
        ("new", "The school has written since then."),
    ):  # fmt: skip
        typist.writes(name, words)
    typist.chooses("seen", "now")
    typist.writes("views", "He likes his teacher.")
    typist.chooses("decision", "early_help")
    typist.writes("reasons", "The family needs help at home.")
    typist.writes("alternatives", "An assessment: the need is lower than that.")
    typist.chooses("independent", "yes")
    typist.leads("Enter")
    typist.key("f")
    typist.writes("answers.1", "The school had rung us. We had missed that.")
    typist.at("")
    typist.leads("Enter")
    typist.sends()


def approve(typist):
    typist.leads("n")
    typist.says_why("releasing")
    typist.leads("d")
    typist.key("f")
    typist.chooses("harm", "no")
    typist.writes("words", "Nothing in it says who told us.")
    typist.chooses("independent", "yes")
    typist.leads("Enter")
    typist.sends()


def record(typist):
    typist.leads("n")
    typist.leads("d")
    typist.key("f")
    typist.writes("id", "C-1042")
    typist.leads("Enter")


DAY = {
    "triage": ("triage", triage),
    "review": ("remi", review),
    "approve": ("lou", approve),
    "record": ("remi", record),
}


@pytest.fixture
def open_cases(arrive, context, employ):
    """What waits in the morning: :data:`MANY`, each as far as the officer who comes next needs it."""
    employ("remi@example.com", Role.REVIEWER, rank=1, name="Remi Example")
    employ("rex@example.com", Role.REVIEWER, rank=1, name="Rex Example")
    employ("lou@example.com", Role.RELEASER, name="Lou Example")

    def accepted(reference):
        for action in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
            done(context, TONI, reference, action, words="In our notes.")
        done(context, TONI, reference, Action.TAKE)
        done(context, TONI, reference, Action.RECORD_ORIGINAL, threshold=LEVEL)
        done(context, TONI, reference, Action.ACCEPT_FOR_REVIEW, to="remi")

    def written(reference):
        accepted(reference)
        reasons = {"ground": 1, "outcome": "changed", "reasons": "The school was not asked."}
        done(context, REMI, reference, Action.DECIDE_GROUND, **reasons)
        done(
            context, REMI, reference, Action.FIND, evidence="The letters of the school.", views="He likes his teacher."
        )
        done(context, REMI, reference, Action.DECIDE)
        done(context, REMI, reference, Action.WRITE_REPLY, words="We changed it.")

    def released(reference):
        written(reference)
        done(context, LOU, reference, Action.RELEASE, harm="no", words="Nobody is at risk from it.")
        done(context, RAISER, reference, Action.ACCEPT)

    bring = {"triage": lambda _: None, "review": accepted, "approve": written, "record": released}
    for part, many in MANY.items():
        for number in range(many):
            email = {"email": f"sam.{part}.{number}@example.com"}
            bring[part](arrive(f"{part}{number}", **PARENT | CALM | email))


@pytest.mark.usefixtures("open_cases")
def test_thirty_open_cases_are_worked_through_by_keyboard_with_few_presses(door, context, browser, capsys):
    with answering(door) as port:
        counted = {}
        for part, (who, work) in DAY.items():
            here = browser.new_context(viewport={"width": WIDE, "height": 900})
            here.set_default_timeout(30_000)
            name, home = door.config["SESSION_COOKIE_NAME"], f"http://127.0.0.1:{port}"
            here.add_cookies([{"name": name, "value": cookie_of(door, who), "url": home}])
            typist = Typist(here.new_page())
            typist.page.goto(f"{home}/")
            for _ in range(MANY[part]):
                work(typist)
            counted[part] = {what: number / MANY[part] for what, number in typist.count.items()}
            here.close()
    with capsys.disabled():
        print(f"\na case by keyboard: {counted}")
    for part, found in counted.items():
        assert found["presses"] <= PRESSES[part], (part, found)
        assert found["loads"] <= LOADS[part], (part, found)
    with context.store.read() as unit:
        rows = unit.worklist.lines(limit=100)
        assert len(rows) == sum(MANY.values()) == 30
        turns = Counter(unit.challenges.get(row.reference).status.value for row in rows)
    assert turns["closed"] >= MANY["record"], turns
