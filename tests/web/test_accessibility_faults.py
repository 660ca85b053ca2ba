"""What an audit found and was mended stays mended: each row is one finding, and where it would be seen again."""

import re

import pytest

from build import PARENT, YOUNG
from visitor import text_of, walk

WITHOUT_A_SCRIPT = ("Listen to this page", "Also read my own words")


@pytest.fixture
def everywhere(visitor, context):
    """The pages of a parent's and a young person's way, and of their request."""
    pages = []
    for flow, answers in (("adult", PARENT), ("young", YOUNG)):
        walk(visitor, context.journeys[flow], answers)
        visitor.send()
        pages += [visitor.get(each) for each in ("/progress", "/messages", "/get-in-touch", "/sent", "/add", "/copy")]
        visitor.send("/leave") if visitor.get("/progress") else None
    return [*visitor.seen, *pages]


def forms_with_nothing(page):
    shown = [form for form in page.forms() if "hidden" not in form.attrib and form.get("id") != "stay"]
    return [form for form in shown if next(form.iter("button"), None) is None]


def scripts_own(page):
    """Buttons that only a script can use, where a browser without one would show them."""
    inside = {b for t in page.all("template") for b in t.iter("button")}
    return [b for b in page.all("button") if b not in inside and "".join(b.itertext()).strip() in WITHOUT_A_SCRIPT]


@pytest.mark.parametrize(
    ("finding", "wrong"),
    [
        ("a form with no control in it", forms_with_nothing),
        ("buttons of a script that text browsers show too", scripts_own),
        ("a row that has a place for actions and none", lambda page: [
            d for d in page.all("dd") if "summary-list__actions" in d.get("class", "") and not len(d)
        ]),
        ("a dialog whose sentence is in no description", lambda page: [
            d for d in page.all("dialog") if not (d.get("aria-describedby") and d.get("role") == "alertdialog")
        ]),
        ("a language that does not say which English", lambda page: page.tree.get("lang") == "en"),
        ("contact that is not at the foot of the page", lambda page: not any(
            "/contact" in a.get("href", "") for footer in page.all("footer") for a in footer.iter("a")
        )),
        ("a code that cannot be pasted", lambda page: re.findall(r"onpaste|user-select:\s*none", page.html)),
    ],
)  # fmt: skip
@pytest.mark.tries(3)
def test_it_is_on_no_page(everywhere, finding, wrong):
    assert len(everywhere) > 40
    for page in everywhere:
        assert not wrong(page), f"{page.path}: {finding}"


def test_a_number_that_was_typed_is_not_asked_for_again_on_a_later_page(context):
    """3.3.7: the number to text and the number to call stand on one page, beside the ways that they are for."""
    for flow, answers in (("adult", PARENT), ("young", YOUNG)):
        journey = context.journeys[flow]
        pages = [step.question.address for step in journey.path(answers)]
        assert not {"mobile", "telephone", "phone"} & set(pages)


def test_no_region_is_empty_where_scripts_run(visitor, context):
    """A screen reader would announce it, and then nothing."""
    walk(visitor, context.journeys["adult"], PARENT)
    page = visitor.get("/request/purpose")
    regions = [e for e in page.tree.iter() if e.get("role") == "region"]
    assert regions
    for region in regions:
        in_script = any(each.tag == "noscript" for each in region.iterancestors())
        spoken = [each for each in region if each.tag != "noscript"]
        assert in_script or any(text_of(each) for each in spoken), region.get("aria-label")
