"""The accessibility statement says what `make accessibility` found, and no more."""

import json

import pytest

from portal.web.public import accessibility_statement
from portal.web.public.accessibility_statement import RESULTS, statement

FOUND = json.loads(RESULTS.read_text("utf-8"))


def found(**outcomes):
    """What the file would be, had these criteria come out so."""
    criteria = {
        number: each | {"outcome": outcomes.get(f"c{number.replace('.', '_')}", "passed")}
        for number, each in FOUND["criteria"].items()
    }
    return FOUND | {"criteria": criteria, "date": "2031-05-06", "pages": {"public en": 41, "staff en": 1}}


@pytest.fixture
def said(visitor, monkeypatch):
    def read(results, address="/accessibility"):
        monkeypatch.setattr(accessibility_statement, "of_this_version", lambda: statement(results))
        return visitor.get(address).text

    return read


def test_it_has_the_date_and_the_number_of_pages_of_the_file(said):
    text = said(found())
    assert "We wrote this statement on 6 May 2031. On that day three programs tested 42 pages." in text


def test_it_never_says_more_than_partially_and_names_the_law_and_who_enforces_it(said):
    text = said(found())
    for words in (
        "partially compliant with the Web Content Accessibility Guidelines (WCAG), version 2.2, level AA",
        "No people have tested it yet.",
        "Equality Advisory and Support Service (EASS)",
        "Equality and Human Rights Commission (EHRC)",
        "Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018",
        "We do not say of any part that it would cost too much to mend.",
        "If you find a problem",
        "whether Deaf people who use British Sign Language",
    ):
        assert words in text
    assert "fully compliant" not in text


@pytest.mark.parametrize(
    ("criterion", "claim"),
    [
        ("c1_4_10", "zoom in up to 400%"),
        ("c2_4_7", "use it with only a keyboard"),
        ("c2_1_1", "use it with only a keyboard"),
        ("c1_4_12", "make the text larger"),
        ("c1_4_6", "read all text in dark on light"),
    ],
)
@pytest.mark.parametrize("outcome", ["failed", "not tested"])
def test_what_the_file_does_not_say_is_not_claimed(said, criterion, claim, outcome):
    assert claim in said(found())
    assert claim not in said(found(**{criterion: outcome}))


def test_each_criterion_that_failed_or_that_nobody_tested_is_named(said):
    text = said(found(c2_4_7="failed", c1_3_3="not tested"))
    failed, untested = text.index("2.4.7 Focus Visible"), text.index("1.3.3 Sensory Characteristics")
    assert text.index("are not met on every page") < failed
    assert text.index("that nobody has tested") < untested
    assert "found no part that fails" not in text
    clean = said(found())
    assert "found no part that fails" in clean
    assert "not met" not in clean


def test_the_page_is_made_of_the_file_that_is_kept(visitor):
    kept = accessibility_statement.of_this_version()
    text = visitor.get("/accessibility").text
    assert kept == statement(FOUND)
    for each in (*kept.failed, *kept.untested):
        assert each in text
