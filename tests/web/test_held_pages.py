"""The page after sending promises what was queued: a message that is held is not promised."""

from dataclasses import replace

import pytest

from build import PARENT, PLENTY, YOUNG
from portal.domain.notices.send_limits import SendLimits
from portal.domain.rate_limits import DAY, Limit
from posting import send_in

LETTER = {
    "safe": ["letter"], "address.line1": "1 Example Street", "address.line2": "", "address.town": "Wallsend",
    "address.postcode": "NE28 6AA",
}  # fmt: skip
NOT_YET = "We have not sent you a message yet. Someone in our team needs to look first."


@pytest.mark.parametrize(("who", "said"), [(PARENT, "your request"), (YOUNG, "what you sent")], ids=["adult", "young"])
def test_a_letter_is_promised_for_when_somebody_has_read_it(visitor, context, who, said):
    token, _ = send_in(context, who | LETTER)
    visitor.client.set_cookie("s", token)
    assert f"We will send you a letter when someone in our team has read {said}." in visitor.get("/done").text
    page = visitor.get("/messages")
    assert "Letter: We have not sent it yet. Someone in our team needs to look first." in page.text


@pytest.mark.parametrize("who", [PARENT, YOUNG], ids=["adult", "young"])
def test_a_message_beyond_the_limit_is_not_promised(visitor_of, context, who):
    context = replace(context, limits=PLENTY, send_limits=SendLimits(first=(Limit(1, DAY),)))
    email = {"safe": ["email"], "email": "bee@example.com"}
    send_in(context, who | email)
    token, _ = send_in(context, who | email)
    visitor = visitor_of(context)
    visitor.client.set_cookie("s", token)
    for address in ("/done", "/kept"):
        page = visitor.get(address)
        assert NOT_YET in page.text
        assert "We will send" not in page.text
    assert "Email: We have not sent it yet. Someone in our team needs to look first." in visitor.get("/messages").text
