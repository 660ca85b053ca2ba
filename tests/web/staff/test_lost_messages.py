"""Messages that did not arrive, on the first screen and beside the challenge, until somebody has seen to them."""

import pytest
from actions import Action
from deeds_done import perform

from build import EVERY_WAY, PARENT
from portal.domain.notices.catalogue import TO_RAISER
from portal.domain.permissions import Role
from portal.services import undelivered_notices
from portal.storage.outbox import LOST as LAST_WORDS
from portal.web.staff.access import Actor
from portal.web.staff.case_pages import PARTS
from portal.web.staff.labels import HAPPENED
from portal.web.staff.worklist_labels import LOST
from posting import looked_at, send_in
from visitor import text_of

OFFICER = Actor("triage", frozenset({Role.TRIAGE}))
SEE = "Record follow-up"


@pytest.fixture
def lost(context):
    """A request whose first message is lost, unless ``name`` says another; its reference."""

    def send(status="permanent-failure", name="", **said):
        _token, reference = send_in(context, PARENT | EVERY_WAY | {"fallback": "no"} | said)
        looked_at(context, reference)
        perform(context, OFFICER, reference, Action.TAKE)
        with context.store.begin() as unit:
            claimed = unit.outbox.claim(context.now(), limit=50)
            for each in claimed:
                unit.outbox.sent(each.id, "n", context.now())
        wanted = (name,) if name else TO_RAISER
        theirs = next(each for each in claimed if each.notice.name in wanted)
        assert undelivered_notices.note(context, theirs.reference, status, context.now())
        return reference

    return send


def row(page):
    """The line of the one that was lost."""
    [found] = [text_of(tr) for tr in page.all("tr") if SEE in text_of(tr)]
    return found


@pytest.mark.parametrize(
    ("said", "way", "do"),
    [
        ({"safe": ["email"]}, "Email", "Ring them, if their contact plan says that a call is safe. Otherwise wait"),
        ({"safe": ["text"]}, "Text message", "a call is safe, at a time that is safe. Otherwise wait"),
        ({"safe": ["letter"]}, "Letter", "Check the address with them, if their contact plan says that"),
    ],
)
def test_it_is_said_what_to_do_by_the_way_it_went(signed_in, lost, said, way, do):
    reference = lost(**said)
    assert signed_in.get("/").link("A message did not arrive") == f"/challenges/{reference}/do/see_lost"
    page = signed_in.get(signed_in.page.link("Failed notifications"))
    line = row(page)
    for words in (way, do, "the address or number does not work", "23 November 2026 at 10:00am"):
        assert words in line
    assert page.link(f"{reference[:4]}-{reference[4:8]}-{reference[8:]}") == f"/challenges/{reference}"
    assert page.link(SEE) == f"/challenges/{reference}/do/see_lost"
    for personal in ("sam@example.com", "900982", "1 Example Street", "Sam"):
        assert personal not in page.marked("govuk-main-wrapper")


def test_a_message_for_staff_says_whom_to_tell(signed_in, lost):
    lost(name="new_challenge")
    assert "Check that the team's mailbox works." in signed_in.get("/lost-messages").text


def test_it_is_seen_to_with_a_note_and_leaves_both_lists(signed_in, lost):
    reference = lost()
    signed_in.get(signed_in.get("/").link("A message did not arrive"))
    assert signed_in.page.h1 == "Record follow-up of a failed notification"
    form = f"/challenges/{reference}/do/see_lost"
    assert signed_in.send(form).errors == ["Write what you did"]
    page = signed_in.send(form, words="Rang them at noon.")
    assert page.path == f"/challenges/{reference}/messages"
    assert "What you did was saved." in page.text
    for address in ("/", "/lost-messages", f"/challenges/{reference}", f"/challenges/{reference}/messages"):
        assert "see_lost" not in signed_in.get(address).html, address
    page = signed_in.get(f"/challenges/{reference}/timeline?show=messages")
    told = (HAPPENED["notice_lost"], "Email", LOST["permanent-failure"], HAPPENED["lost_seen"], "Rang them at noon.")
    for words in told:
        assert words in page.text
    page = signed_in.get(f"/challenges/{reference}/do/see_lost")
    assert "No message waits to be seen to." in page.text
    assert not [form for form in page.forms() if "see_lost" in (form.get("action") or "")]


def test_it_is_offered_wherever_the_challenge_is_read(signed_in, lost):
    reference = lost()
    for address in (f"/challenges/{reference}", f"/challenges/{reference}/messages", "/lost-messages"):
        assert f"/challenges/{reference}/do/see_lost" in signed_in.get(address).html


def test_who_does_not_work_on_challenges_sees_it_and_cannot_say_that(lost, enter, employ):
    reference = lost()
    for email, role in (("ash@example.com", Role.AUDITOR), ("rel@example.com", Role.RELEASER)):
        employ(email, role)
        page = enter(email).get("/lost-messages")
        assert "Ring them" in page.text
        assert SEE not in page.text
        person = enter(email)
        assert person.client.get(f"/challenges/{reference}/do/see_lost").status_code == 403


def test_a_second_way_asks_nothing_of_staff_and_is_told_in_the_timeline(signed_in, lost):
    reference = lost(fallback="yes")
    assert "Failed notifications" not in signed_in.get("/").text
    page = signed_in.get(f"/challenges/{reference}/timeline")
    assert "Sent again by Text message" in " ".join(page.text.replace(":", "").split())
    assert "Did not arrive" in signed_in.get(f"/challenges/{reference}/messages").text


def test_every_last_word_has_words():
    assert set(LOST) == LAST_WORDS | {"failed", "waiting", "sent", "set_up"}


def test_staff_see_the_list_that_the_raiser_sees(signed_in, lost, as_raiser):
    reference = lost()
    theirs = as_raiser(reference).get("/messages").text
    ours = signed_in.get(f"/challenges/{reference}/as-they-see-it").text
    line = "23 November 2026 at 10:00am Email: It did not arrive."
    assert line in theirs
    assert line in ours


@pytest.mark.parametrize("may", ["No", "Yes"])
def test_the_whole_contact_plan_stands_on_top_of_every_page(signed_in, context, may):
    plan = EVERY_WAY | {"voicemail": may.lower(), "times": ["morning"], "say_who": "no"}
    _token, reference = send_in(context, PARENT | plan)
    perform(context, OFFICER, reference, Action.TAKE)
    for section in ("", *(f"/{key}" for key in list(PARTS)[1:]), "/as-they-see-it"):
        bar = signed_in.get(f"/challenges/{reference}{section}").marked("app-bar")
        for line in (
            "Email, Text message, Phone call, Letter",
            "Trying another way: Yes",
            f"Leaving a voice message: {may}",
            "Word we say first: Bluebell",
            "Saying who we are: No, we must not say who we are",
            "Safe times: Mornings, 9am to noon",
        ):
            assert line in bar, line
