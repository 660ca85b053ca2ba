"""The entry to copy into the case system: fifteen lines, in the words of its kind; recorded and closed from there."""

import io

import pypdf
import pytest
from actions import Action
from deeds_done import done

from portal.domain.permissions import RAISER, Actor, Role
from portal.web.staff.case_note import LINES, LONGEST
from visitor import text_of

REMI = Actor("remi", frozenset({Role.REVIEWER}), 4, "Remi Example")
TONI = Actor("triage", frozenset({Role.TRIAGE}), 0, "A Example")
LOU = Actor("lou", frozenset({Role.RELEASER}), 0, "Lou Example")
KINDS = ["To copy as: Case Note (suggested)", "To copy as: Contact Record"]


@pytest.fixture
def act(context):
    def do(actor, reference, action, **said):
        assert done(context, actor, reference, action, **said)

    return do


@pytest.fixture
def finished(arrive, act, employ):
    """A usual case: two grounds, reviewed, told, and its raiser accepts."""
    employ("remi@example.com", Role.REVIEWER, rank=4, name="Remi Example")
    reference = arrive()
    act(REMI, reference, Action.TAKE)
    act(REMI, reference, Action.RECORD_ORIGINAL)
    act(REMI, reference, Action.ACCEPT_FOR_REVIEW)
    act(REMI, reference, Action.CHECK_IDENTITY, words="Passport seen.")
    act(REMI, reference, Action.CHECK_STANDING, words="Birth certificate seen.")
    act(REMI, reference, Action.DECIDE_GROUND, ground=1, outcome="partly", reasons="The school had rung twice.")
    act(REMI, reference, Action.FIND, evidence="The school's notes.\nThe referral.", views="Robin wants to stay.")
    act(REMI, reference, Action.DECIDE)
    act(REMI, reference, Action.WRITE_REPLY, words="We looked again at all of it.")
    act(LOU, reference, Action.RELEASE, harm="no", words="Nothing in it harms anybody.")
    act(RAISER, reference, Action.ACCEPT)
    return reference


@pytest.fixture
def remi(enter, finished):  # noqa: ARG001 - their account
    return enter("remi@example.com")


def form_of(reference):
    return f"/challenges/{reference}/do/record"


def copied(page):
    """Each thing that a press copies, by its heading."""
    return [each for each in page.all("pre") if each.get("data-copy")]


def kinds_of(context, reference):
    with context.store.read() as unit:
        return [event.kind for event in unit.event_log.events(unit.challenges.get(reference).id)]


def test_each_kind_is_fifteen_lines_in_the_order_of_its_own_words(remi, finished):
    page = remi.get(form_of(finished))
    assert [words for each in page.all("h2") if (words := text_of(each)).startswith("To copy")] == KINDS
    wholes = [
        text.split("\n")
        for each in copied(page)
        if len(text := "".join(each.itertext())) and "all" in each.get("data-copy")
    ]
    assert [len(each) for each in wholes] == [LINES, LINES]
    note, contact = ([line.partition(":")[0] for line in lines] for lines in wholes)
    assert note[:4] == ["Date of note", "Subject", "Child", "Existing contact"]
    assert contact[:4] == ["Date and time of contact", "Contact from", "Child", "Reason for contact"]
    text = "\n".join(wholes[0])
    for words in (
        "Existing contact: ", "Ground 1: Partly upheld", "The school's notes.; The referral.",
        "Child's wishes and feelings: Robin wants to stay", "Decision maker: Remi Example",
    ):  # fmt: skip
        assert words in text, words
    assert "Not recorded here yet" not in text, "a note says of which contact it is about"


def test_every_block_can_be_copied_by_a_press_and_marked_without_script(remi, finished):
    page = remi.get(form_of(finished))
    blocks = copied(page)
    assert len(blocks) == 2 * (3 + 1)
    named = {each.get("id") for each in page.all("h3")}
    for each in blocks:
        assert each.get("tabindex") == "0"
        assert each.get("aria-label") or each.get("aria-labelledby") in named
        assert each.get("translate") == "no"
    assert page.html.count("/keys.js") == 1


def test_what_is_long_is_cut_and_says_so_and_no_line_breaks(remi, finished, act):
    act(RAISER, finished, Action.ADD, words="Thank you.", new=False)
    act(REMI, finished, Action.SEE_FLAGS, words="Read.")
    act(
        REMI,
        finished,
        Action.PROMISE,
        words="word " * 300 + "\nend",
        owner="Social worker",
        by="2026-12-01",
        tell=False,
    )
    page = remi.get(form_of(finished))
    lines = "".join(copied(page)[3].itertext()).split("\n")
    assert len(lines) == LINES
    assert max(map(len, lines)) < LONGEST + 100
    assert "… (the rest is in the PDF)" in lines[13]


def test_it_is_recorded_and_closed_in_three_presses(remi, finished, context):
    page = remi.get(f"/challenges/{finished}")
    address = page.link("Record it in the case system")
    assert address == form_of(finished), "the first press"
    page = remi.get(address)
    boxes = {each.get("name"): each.get("value") for each in page.all("input") if each.get("type") == "text"}
    assert (boxes["on-day"], boxes["on-month"], boxes["on-year"]) == ("23", "11", "2026"), "nothing but the number"
    chosen = {each.get("name"): each.get("value") for each in page.all("input") if each.get("checked") is not None}
    assert chosen == {"kind": "Case Note", "close": "yes"}
    day = {f"on-{part}": boxes[f"on-{part}"] for part in ("day", "month", "year")}
    page = remi.send(address, kind="Case Note", id="LL-9", close="yes", **day)
    assert "It is recorded." in page.text
    assert kinds_of(context, finished)[-3:-1] == ["recorded", "closed"]


def test_where_it_cannot_be_closed_it_says_why_and_does_not_ask(remi, finished, act):
    act(RAISER, finished, Action.ADD, words="One thing more.", new=False)
    remi.get(f"/challenges/{finished}")
    page = remi.get(form_of(finished))
    assert "It stays open. First read what they told us, and say that you have seen it." in page.text
    assert not [each for each in page.all("input") if each.get("name") == "close"]


def test_what_is_shown_to_copy_is_written_down_before(remi, finished, context):
    before = len(kinds_of(context, finished))
    remi.get(form_of(finished))
    assert kinds_of(context, finished)[before:].count("exported") == 1


def test_who_may_not_record_sees_nothing_of_it(enter, employ, finished):
    employ("aud@example.com", Role.AUDITOR)
    assert enter("aud@example.com").get(form_of(finished)).response.status_code == 403


@pytest.mark.at_length
def test_the_file_of_a_usual_case_has_two_pages_each_marked_and_named(remi, finished):
    document = pypdf.PdfReader(io.BytesIO(remi.client.get(f"/challenges/{finished}/record.pdf").data))
    texts = [page.extract_text() for page in document.pages]
    assert len(texts) <= 2
    written = f"{finished[:4]}-{finished[4:8]}-{finished[8:]}"
    for text in texts:
        assert "OFFICIAL-SENSITIVE" in text
        assert written in text
        assert "Robin Example" in text
    assert document.metadata.title == "Challenge", "whoever sees the name of the window learns nothing"
