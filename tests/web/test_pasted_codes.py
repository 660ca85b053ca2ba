"""A right reference, code or email opens, however it was copied and pasted."""

import pytest

from build import PARENT, YOUNG
from portal.services import applications
from posting import send_in
from visitor import CODE

LOOK_ALIKE = str.maketrans("ABEHKMPTXaeopcxy", "АВЕНКМРТХаеорсху")  # noqa: RUF001 - that is the point
FULL_WIDTH = {n: n + 0xFEE0 for n in range(0x21, 0x7F)}

PASTED = {
    "zero widths": "\u200b".join,
    "a mark of order in front": lambda typed: f"\ufeff{typed}",
    "marks of direction": lambda typed: f"\u200e{typed}\u200f",
    "isolated": lambda typed: f"\u2068{typed}\u2069",
    "soft hyphens": "\u00ad".join,
    "joiners": "\u2060".join,
    "other hyphens": lambda typed: typed.replace("-", "\u2011"),
    "minus signs": lambda typed: typed.replace("-", "\u2212"),
    "gaps of every kind": lambda typed: f"\u00a0{typed.replace('-', chr(0x202F))}\u3000",
    "a line too many": lambda typed: f"{typed}\u2028\r\n",
    "full width": lambda typed: typed.translate(FULL_WIDTH),
    "letters that look alike": lambda typed: typed.translate(LOOK_ALIKE),
    "quoted, with a full stop": lambda typed: f"\u201c{typed}\u201d.",
}


@pytest.fixture
def sent(visitor, context):
    """A request was sent: its reference and code, as they stand on the page."""

    def send(answers):
        token, _ = send_in(context, answers)
        visitor.client.set_cookie("s", token)
        page = visitor.get("/done")
        return page.marked("app-reference"), visitor.see_code()

    return send


@pytest.mark.parametrize("answers", [PARENT, YOUNG], ids=lambda said: said["who"])
@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
def test_a_reference_and_a_code_open_the_request(sent, another, answers, pasted):
    reference, code = sent(answers)
    other = another()
    other.get("/return")
    assert other.send(reference=pasted(reference), code=pasted(code)).path == "/progress"


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
def test_a_code_is_known_again_on_the_page_that_gave_it(sent, visitor, pasted):
    _, code = sent(PARENT)
    assert visitor.send("/done", kept=pasted(code)).path == "/kept"


@pytest.mark.parametrize("young", [False, True], ids=["adult", "young"])
@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
def test_the_code_of_a_form_that_was_saved_opens_it(another, context, young, pasted):
    token = "a" * 43
    with context.store.begin() as unit:
        unit.drafts.start(token, YOUNG if young else {"danger": "no"}, "en", context.now())
    code = applications.keep_for_later(context, token)
    other = another()
    other.get("/tell/carry-on" if young else "/request/carry-on")
    assert other.send(code=pasted(code)).path.startswith("/tell/" if young else "/request/")


def test_what_only_looks_near_to_a_code_opens_nothing(sent, another):
    reference, code = sent(PARENT)
    other = another()
    other.get("/return")
    page = other.send(reference=reference, code=code[:-1] + ("2" if code[-1] != "2" else "3"))
    assert page.response.status_code == 422


def test_the_pattern_by_which_pages_are_searched_finds_every_code():
    for code in ("7K3M-9QXR-2", "7K3M-9QXR-2ABC", "badge-clock-drum-earth-fox", "badge-clock-drum-earth-fox-jam"):
        assert CODE.findall(f"See {code}.") == [code]
    assert not CODE.findall("0800 1111, 2026-11-23, up-to-date, 9:00am-5:00pm, mother-in-law")


def test_where_a_reference_and_code_open_nothing_both_boxes_are_marked(visitor):
    """Which of the two is wrong is never said."""
    visitor.get("/return")
    page = visitor.send(reference="4F7K-9Q2M-X", code="not-a-code")
    red = {each.get("name") for each in page.all("input") if "govuk-input--error" in each.get("class", "")}
    assert red == {"reference", "code"}
    assert page.errors[1:] == ["Check your code"]
