"""Messages that are held stand on the first screen, on their own page and on the challenge, to be sent or stopped."""

import pytest

from build import PARENT
from portal.domain.permissions import Actor, Role
from portal.services import case_access, held_messages
from portal.services.notifications import to_raiser

LETTER = {
    "safe": ["letter"], "address.line1": "1 Example Street", "address.line2": "", "address.town": "Wallsend",
    "address.postcode": "NE28 6AA",
}  # fmt: skip
WHY = "It is a letter. It goes an hour after somebody has read the challenge"
SEND, STOP = "Send the messages that are held", "Do not send the messages that are held"


TONI = Actor("triage", frozenset({Role.TRIAGE}))


@pytest.fixture
def waits(arrive, context):
    """A challenge whose letter is held: nobody has read it."""
    reference = arrive(**PARENT | LETTER)
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        held_messages.add(context, unit, challenge, to_raiser(context, challenge, "received"), context.now())
    return reference


def states(context, reference):
    with context.store.read() as unit:
        return [(each.state, each.held) for each in unit.outbox.of(unit.challenges.get(reference).id)]


def test_it_stands_in_a_table_with_why_and_what_to_do(signed_in, waits):
    assert signed_in.get("/").link("A message is held") == f"/challenges/{waits}/do/send_held"
    page = signed_in.get(signed_in.page.link("Messages that are held"))
    assert page.path == "/held-messages"
    assert WHY in page.text
    assert page.link(SEND) == f"/challenges/{waits}/do/send_held"
    assert page.link(STOP) == f"/challenges/{waits}/do/stop_held"


def test_where_nothing_is_held_nothing_is_said(signed_in):
    assert "held" not in signed_in.get("/").text
    assert "No message is held." in signed_in.get("/held-messages").text


def test_it_is_stopped_with_a_reason_without_reading_and_leaves_the_lists(signed_in, waits, context):
    form = f"/challenges/{waits}/do/stop_held"
    signed_in.get(form)
    assert signed_in.send(form, words=" ").errors == ["Say why they do not go"]
    signed_in.send(form, words="The name is a threat.")
    assert states(context, waits) == [("cancelled", "unread")]
    assert WHY not in signed_in.get("/").text
    assert case_access.record(context, TONI, waits, "covering")
    assert "The name is a threat." in signed_in.get(f"/challenges/{waits}/timeline").text
    assert "Not sent: it was no longer wanted" in signed_in.get(f"/challenges/{waits}/messages").text


def test_it_is_sent_by_who_has_read_it(signed_in, waits, context):
    form = f"/challenges/{waits}/do/send_held"
    assert "Open the challenge and read it first." in signed_in.get(form).text
    assert case_access.record(context, TONI, waits, "covering")
    with context.store.begin() as unit:
        unit.outbox.hold_all(unit.challenges.get(waits).id, ["received"], "letters")
    page = signed_in.get(f"/challenges/{waits}/messages")
    assert "As many letters as are sent in a day have gone" in page.text
    signed_in.get(page.link(SEND))
    page = signed_in.send(form, words="It is a real address.")
    assert states(context, waits)[0][0] == "waiting"
    assert "The messages go now." in page.text


def test_who_only_releases_or_audits_sees_that_it_is_held_and_cannot_decide(waits, employ, enter):
    employ("lou@example.com", Role.RELEASER)
    lou = enter("lou@example.com")
    page = lou.get("/held-messages")
    assert WHY in page.text
    assert "send_held" not in page.html
    for action in ("send_held", "stop_held"):
        assert lou.client.get(f"/challenges/{waits}/do/{action}").status_code == 403


def test_every_link_of_the_page_is_large_enough_to_press(signed_in, waits):
    """They stand in a table whose links have 44 pixels, or alone."""
    assert waits
    page = signed_in.get("/held-messages")
    assert [each for each in page.all("table") if "app-lines" not in each.get("class")] == []
    to_act = [each for each in page.all("a") if "/do/" in each.get("href", "")]
    assert to_act
    assert all("app-alone" in each.get("class") for each in to_act)
