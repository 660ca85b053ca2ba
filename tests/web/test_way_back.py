"""The way back: one card with the address, the reference and a number, to copy or print before one leaves."""

import pytest

from build import PARENT, YOUNG
from posting import send_in
from visitor import text_of


def card(page):
    """The words of the box that holds the way back."""
    [box] = [div for div in page.all("div") if div.get("class") == "govuk-inset-text" and "web address" in text_of(div)]
    return text_of(box)


@pytest.fixture
def sent(visitor, context):
    def send(answers):
        token, reference = send_in(context, answers)
        visitor.client.set_cookie("s", token)
        return f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"

    return send


@pytest.mark.parametrize("answers", [PARENT, YOUNG], ids=lambda said: said["who"])
@pytest.mark.parametrize("address", ["/done", "/no-code"])
def test_it_holds_all_that_is_needed_to_come_back_by_the_web_or_by_telephone(visitor, context, sent, answers, address):
    reference = sent(answers)
    visitor.get("/done")
    code = visitor.see_code()
    words = card(visitor.page if address == "/done" else visitor.get(address))
    assert (code in words) == (address == "/done"), "it is shown to who asks for it"
    telephone = context.pack.contacts["disagreement"].telephone
    for needed in (context.public_address.partition("//")[2], reference, telephone):
        assert needed in words, needed


def test_the_address_on_it_opens_the_page_to_come_back_by(visitor, another, sent):
    sent(PARENT)
    assert card(visitor.get("/done"))
    assert another().get("/").link("I have a reference and a code") == "/return"


def test_once_the_code_was_checked_it_is_on_no_page_any_more(visitor, sent):
    sent(PARENT)
    visitor.get("/done")
    code = visitor.see_code()
    visitor.send("/done", kept=code)
    for address in ("/done", "/no-code", "/kept", "/progress"):
        assert code not in visitor.get(address).html, address
    assert code not in card(visitor.get("/no-code"))


def test_nothing_on_it_is_translated_by_a_browser(visitor, sent):
    sent(PARENT)
    strong = [
        each for each in visitor.get("/done").all("strong") if each.get("class") in {"app-whole", "app-reference"}
    ]
    assert strong
    assert {each.get("translate") for each in strong} == {"no"}
