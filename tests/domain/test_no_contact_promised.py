"""Nobody who asked us not to contact them is promised a call, a letter or a visit in our own words."""

import pytest
from actions import Action

from build import PARENT, cleared, decide
from portal.domain.challenge.cleared_marks import Clearance, Reason, Redaction, Uncleared, reasons_for
from portal.domain.disclosure.redaction_check import Known, SensitiveKind, redaction_check
from portal.domain.permissions import Actor, Role

TONI = Actor("toni", frozenset({Role.TRIAGE, Role.REVIEWER, Role.MANAGER}), 4)
QUIET = Known(no_contact=True)


def marked(text, known=QUIET):
    return [text[mark.start : mark.end] for mark in redaction_check(text, known) if mark.kind is SensitiveKind.CONTACT]


@pytest.mark.parametrize(
    "promise",
    [
        "We will ring you on Monday.", "We'll call you back.", "we\u2019ll phone", "I will write to you next week.",
        "Someone will email you.", "A social worker will visit you at home.", "A worker is going to visit on Friday.",
        "We are going to text you.", "We will be in touch soon.", "We'll get in touch with you.", "We are phoning you.",
        "You will hear from us by Friday.", "You can expect a call from us.", "You will get a letter.",
        "Expect another phone call.", "The team will contact you.", "We can ring you if you like.",
        "May we call you about this?", "Can a colleague visit?", "When is a good time to ring you?",
        "We would like to speak to you about it.", "I hope to meet you next week.", "We will come and see you.",
        "Somebody will come round tomorrow.", "We will pop in to see you.", "We will give you a ring.",
        "I shall drop you a line.", "You will be contacted by the team.", "You will be called next week.",
        "We will get back to you.", "We have booked a home visit.", "We will arrange an appointment.",
        "We plan to telephone again.", "WE WILL RING YOU", "We will r\u200bing you.", "We w\u0456ll ring you.",
        "We will\n  ring\u00a0you.", "If you do not hear we will call you.", "We will not only write but ring you.",
        "We will send you a letter.", "We will e-mail.", "We'll keep in touch.", "Please look out for our letter.",
        "We will see you on Tuesday.", "We will visit your home.", "Let us follow up with you by phone.",
        "We are going to knock on your door.", "A social worker will knock tomorrow.", "I shall reach out on Monday.",
        "Can you be at home at 3pm when somebody comes by?", "Please keep your phone on for us this week.",
        "The school will pass on our news to you.", "Somebody drops in on Friday.",
    ],
)  # fmt: skip
def test_words_that_promise_to_get_in_touch_are_marked(promise):
    assert marked(promise)
    assert marked(promise, Known()) == [], "only for who asked us not to"


@pytest.mark.parametrize(
    "words",
    [
        "We will not contact you.", "Nobody will ring you.", "We won't call you or write to you.",
        "You can call us on 01632 960 001.", "Please write to us here.", "If you want to speak to us, call us.",
        "We spoke to the school.", "We will call the school.", "We will write to his GP.", "We rang you in March.",
        "You may contact the Ombudsman.", "We looked at everything you told us.",
        "The school says you keep your phone in a drawer.", "We will look at it again.",
        "Come back here with your code to see what happens.", "We wrote it down.", "We see that you are worried.",
        "A manager will decide by Friday.", "Thank you for writing to us.", "You can call 999.", "",
        "What happened on the visit to the nursery?", "We will never visit you without asking.",
    ],
)  # fmt: skip
def test_other_words_are_not(words):
    assert marked(words) == []


def test_each_is_cleared_one_by_one_with_a_reason_of_its_own(desk):
    it = desk(PARENT | {"safe": ["none"]}).accepted_by(TONI).checked(TONI)
    said = {"words": "We will ring you today. A colleague will visit you at home on Monday."}

    def tried(how):
        return decide(it.state, Action.ASK, TONI, it.rules, it.now, redaction=Redaction(QUIET, how), **said)

    with pytest.raises(Uncleared) as refused:
        tried({})
    held = refused.value.held
    assert [(each.words, each.kind) for each in held] == [
        ("ring you today", SensitiveKind.CONTACT),
        ("visit you", SensitiveKind.CONTACT),
    ]
    every = cleared(held)
    for each in held:
        with pytest.raises(Uncleared):
            tried({key: how for key, how in every.items() if key != each.key})
        for wrong in (Clearance("told", "They know it."), Clearance("ordinary"), Clearance("wanted", "ok")):
            with pytest.raises(Uncleared):
                tried(every | {each.key: wrong})
    [event] = tried(every)
    assert {each["reason"] for each in event.what["cleared"]} == {"wanted"}
    assert tried({each.key: Clearance("no_promise") for each in held})


def test_what_names_somebody_is_not_cleared_as_words_that_promise_nothing():
    for kind in SensitiveKind:
        contact = set(reasons_for(kind)) & {Reason.WANTED, Reason.NO_PROMISE}
        assert bool(contact) == (kind is SensitiveKind.CONTACT)


def test_a_long_text_is_looked_at_quickly():
    assert marked("We will be able to try to " * 300 + "ring " * 200)
