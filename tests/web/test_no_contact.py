"""Who said "do not contact me" is promised contact by no page, before or after they said so."""

import re

import pytest

from build import FAMILY, NEIGHBOUR, PARENT, SPEAKING_FOR, YOUNG
from portal.domain.challenge.neutral_sentences import SENTENCES
from posting import send_in

PROMISES = re.compile(
    r"[^.!?:]*\b(?:we|someone|they|manager|person)\b(?: \w+){0,3} (?:will|'ll) (?!not\b)(?:\w+ ){0,2}?"
    r"(?:send you|write to you|call you|ring you|text you|email you|contact you|reach you|get in touch)\b[^.!?]*",
    re.IGNORECASE,
)
PAGES = (
    "/done", "/no-code", "/progress", "/messages", "/sent", "/add", "/added", "/take-back", "/get-in-touch",
    "/can-tell", "/next-steps", "/copy",
)  # fmt: skip


def promised(page):
    return [found.group().strip() for found in PROMISES.finditer(page.text)]


@pytest.fixture
def sent(visitor, context):
    def send(answers):
        token, reference = send_in(context, answers)
        visitor.client.set_cookie("s", token)
        return reference

    return send


def test_a_promise_to_get_in_touch_is_found_on_a_page(visitor, sent):
    sent(PARENT)
    assert promised(visitor.get("/done")) == ["We will send you an email to say that we have your request"]


@pytest.mark.parametrize("who", [PARENT, FAMILY, NEIGHBOUR, SPEAKING_FOR, YOUNG], ids=lambda said: said["who"])
@pytest.mark.tries(2)
def test_who_wants_no_contact_is_promised_none(visitor, context, sent, happen, who):
    reference = sent(who | {"safe": ["none"]})
    for happened in (
        None,
        ("asked", {"words": SENTENCES["asked"][0]}),
        ("triaged", {"outcome": "review", "goes_on": True, "stage": "1"}),
        ("paused", {"first": "2026-11-23", "last": "2026-12-04", "why": "x", "words": SENTENCES["paused"][3],
                    "due": "2026-12-16", "was": "2026-11-30"}),
        ("review_ended", {}),
        ("withdrawn", {"words": "", "pressure": "no", "stage": "1"}),
    ):  # fmt: skip
        if happened:
            happen(happened[0], reference, **happened[1])
        for address in PAGES:
            assert promised(visitor.get(address)) == [], address
    with context.store.read() as unit:
        assert unit.outbox.of(unit.challenges.get(reference).id) == [
            each for each in unit.outbox.of(unit.challenges.get(reference).id) if each.name == "new_challenge"
        ], "and nothing is written to them"


def test_who_stops_all_contact_is_promised_none_from_then_on(visitor, sent, happen):
    reference = sent(YOUNG | {"safe": ["email"], "email": "bee@example.com"})
    visitor.get("/progress")
    happen("advocate_answered", reference, words=SENTENCES["advocate_answered"][0])
    visitor.get("/get-in-touch")
    page = visitor.send("/get-in-touch/stop")
    assert page.h1 == "We will not contact you"
    for address in set(PAGES) - {"/messages"}:
        assert promised(visitor.get(address)) == [], address
    page = visitor.get("/messages")
    now, before = (
        page.text.index(words) for words in ("We will not contact you now.", SENTENCES["advocate_answered"][0])
    )
    assert now < before, "what we said before is not said again without that"


def test_who_never_wanted_contact_is_not_told_that_they_changed_it(visitor, sent, happen):
    reference = sent(YOUNG)
    happen("asked", reference, words=SENTENCES["asked"][0])
    assert "We will not contact you now." not in visitor.get("/messages").text
