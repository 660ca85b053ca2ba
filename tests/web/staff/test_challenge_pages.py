"""The pages of one challenge, and the reason that somebody gives before they open what they do not have."""

import functools
from datetime import timedelta

import pytest
from actions import Action
from deeds_done import done

from build import EVERYONE, NEIGHBOUR, PARENT
from portal.domain.challenge.neutral_sentences import SENTENCES
from portal.domain.notices.catalogue import Channel, Notice
from portal.domain.permissions import Actor, Role
from portal.domain.policy.model import Audience
from portal.services import case_access, tracker
from portal.web.staff.case_pages import CHECKED, PARTS
from portal.web.staff.labels import AUDIENCES
from visitor import text_of

TONI = Actor("triage", frozenset({Role.TRIAGE, Role.REVIEWER}), 1, "Toni Example")
REMI = Actor("remi", frozenset({Role.REVIEWER}), 4, "Remi Example")
MO = Actor("mo", frozenset({Role.MANAGER}), 3, "Mo Example")


@pytest.fixture
def staff(employ):
    for who in (REMI, MO):
        employ(f"{who.key}@example.com", *who.roles, rank=who.rank, name=who.name)


@pytest.fixture
def act(context):
    """Somebody does something."""
    return functools.partial(done, context)


@pytest.fixture
def reviewed(arrive, act, staff):  # noqa: ARG001 - their names
    """A challenge whose one point has been decided at the first stage, by Remi."""
    reference = arrive()
    act(REMI, reference, Action.TAKE)
    act(REMI, reference, Action.RECORD_ORIGINAL)
    act(REMI, reference, Action.ACCEPT_FOR_REVIEW)
    act(REMI, reference, Action.CHECK_IDENTITY, words="Passport seen.")
    act(REMI, reference, Action.CHECK_STANDING, words="Birth certificate seen.")
    act(REMI, reference, Action.DECIDE_GROUND, ground=1, outcome="partly", reasons="The school had rung twice.")
    act(REMI, reference, Action.FIND, evidence="The school's notes.", views="Robin wants to stay.")
    act(REMI, reference, Action.DECIDE)
    return reference


def say_why(desk, reference, why, **more):
    desk.get(f"/challenges/{reference}/why")
    return desk.send(f"/challenges/{reference}/why", why=why, **more)


def whys(context, reference):
    with context.store.read() as unit:
        events = unit.event_log.events(unit.challenges.get(reference).id)
    return [event.what["why"] for event in events if event.kind in {"opened", "read"}]


def choices(page):
    return [i.get("value") for i in page.all("input") if i.get("type") == "radio"]


NOT_INDEPENDENT = ("made", "advised", "reviewed", "knows")

# --- Why


def test_who_does_not_have_it_says_why_before_they_see_a_word(signed_in, arrive, context, clock):
    reference = arrive()
    page = signed_in.get(f"/challenges/{reference}/grounds")
    assert (page.path, page.h1) == (f"/challenges/{reference}/why", "Before you open it")
    assert "we keep your name, the time and the reason" in page.text
    assert "You did not speak to the school." not in page.html
    why = ["taking", "aside", "covering", "supervising", "called", "audit", "other"]
    assert [each for each in choices(page) if each not in NOT_INDEPENDENT] == why
    page = signed_in.send(f"/challenges/{reference}/why?to=grounds")
    assert (page.response.status_code, page.errors) == (422, ["Select why you are opening it"])
    page = signed_in.send(f"/challenges/{reference}/why?to=grounds", why="other")
    assert page.errors == ["Enter the reason"]
    assert whys(context, reference) == []
    page = signed_in.send(f"/challenges/{reference}/why?to=grounds", why="other", words="Court asks for a date.")
    assert page.path == f"/challenges/{reference}/grounds"
    assert "You did not speak to the school." in page.text
    assert whys(context, reference) == ["Court asks for a date.", "reading_on"]
    clock.now += timedelta(minutes=29)
    assert signed_in.get(f"/challenges/{reference}").path == f"/challenges/{reference}"
    for _ in range(2):
        clock.now += timedelta(minutes=15)
        signed_in.get("/")
    assert signed_in.get(f"/challenges/{reference}").path == f"/challenges/{reference}/why"


def test_who_takes_it_on_has_it_and_is_not_asked_again(signed_in, arrive, context, clock):
    reference = arrive()
    page = say_why(signed_in, reference, "taking")
    assert page.path == f"/challenges/{reference}"
    for _ in range(2):
        clock.now += timedelta(minutes=20)
        signed_in.get("/")
    assert signed_in.get(f"/challenges/{reference}").path == f"/challenges/{reference}"
    assert whys(context, reference) == ["taking", "has_it", "has_it"]


@pytest.mark.usefixtures("staff")
def test_what_a_colleague_has_cannot_be_taken_and_theirs_is_the_name_on_the_page(signed_in, arrive, act):
    reference = arrive()
    form = signed_in.get(f"/challenges/{reference}")
    act(REMI, reference, Action.TAKE)
    signed_in.page = form
    page = signed_in.send(f"/challenges/{reference}/why", why="taking")
    assert page.response.status_code == 422
    assert page.errors == ["Remi Example has just taken it. Select why you are opening it now."]
    assert "taking" not in choices(page), "it is gone by now"
    assert "Remi Example" in page.text


def test_somebody_else_s_reason_is_not_mine(signed_in, arrive, context):
    reference = arrive()
    case_access.record(context, MO, reference, "supervising")
    assert signed_in.get(f"/challenges/{reference}").path.endswith("/why")


def test_a_purpose_leads_nowhere_but_to_our_own_pages(signed_in, arrive):
    reference = arrive()
    form = f"/challenges/{reference}/why?to=https://evil.example"
    signed_in.get(form)
    assert signed_in.send(form, why="called").path == f"/challenges/{reference}"
    assert signed_in.get("/challenges/00000000/why").response.status_code == 404


@pytest.mark.usefixtures("staff")
def test_an_auditor_sees_that_something_happened_and_content_only_with_a_reason(enter, employ, arrive, act):
    reference = arrive()
    act(REMI, reference, Action.TAKE)
    act(REMI, reference, Action.NOTE, words="Ring the school.", mentions=[])
    employ("auditor@example.com", Role.AUDITOR)
    auditor = enter("auditor@example.com")
    page = auditor.get(f"/challenges/{reference}/timeline")
    for words in (
        "They sent it",
        "A note was written",
        "Remi Example",
        "The person challenging",
        "23 November 2026 at 10:00am",
    ):
        assert words in page.text
    assert "Ring the school." not in page.html
    assert "Robin" not in page.html
    page = auditor.get(f"/challenges/{reference}")
    assert page.path == f"/challenges/{reference}/why"
    assert "taking" not in choices(page)
    page = auditor.send(f"/challenges/{reference}/why", why="audit")
    assert "You did not speak to the school." in page.text
    assert "/do/" not in page.html
    assert "Ring the school." in auditor.get(f"/challenges/{reference}/timeline").text
    assert auditor.get("/challenges/00000000/timeline").response.status_code == 404


# --- The pages


def open_all(desk, reference):
    """Every page of a challenge, its own and the preview, once a reason has been given."""
    say_why(desk, reference, "supervising")
    pages = {key: desk.get(f"/challenges/{reference}/{key}") for key in PARTS if key != "summary"}
    return {"summary": desk.get(f"/challenges/{reference}"), **pages}


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.tries(2)
def test_every_page_is_sound_for_every_raiser_and_named_in_the_navigation(signed_in, arrive, who):
    reference = arrive(**EVERYONE[who])
    pages = open_all(signed_in, reference)
    for key, page in pages.items():
        [here] = [link for link in page.all("a") if link.get("aria-current") == "page"]
        assert text_of(here) == PARTS[key].words
        assert page.h1.endswith(f"hallenge {reference[:4]}-{reference[4:8]}-{reference[8:]}")
        assert "Example" not in text_of(page.all("title")[0])
    assert signed_in.get(f"/challenges/{reference}/as-they-see-it").response.status_code == 200


def test_the_bar_says_stage_clock_and_who_has_it(signed_in, reviewed, arrive, act):
    bar = open_all(signed_in, reviewed)["grounds"].marked("app-bar")
    for words in (
        "Parent or carer",
        "Stage 1, Team Manager",
        "5 working days left",
        "Remi Example",
        "Email",
        "Sam Example",
        "Robin",
    ):
        assert words in bar
    paused = arrive("p", needs=["interpreter"], **{"needs.language": "Polish"})
    for action in (Action.TAKE, Action.ACCEPT_FOR_REVIEW):
        act(TONI, paused, action)
    boss = Actor("boss", frozenset({Role.MANAGER}), 4)
    act(boss, paused, Action.PAUSE, until="2026-12-04", words=SENTENCES["paused"][3], why="School is shut.")
    bar = signed_in.get(f"/challenges/{paused}").marked("app-bar")
    assert "Paused until 4 December 2026" in bar
    assert "Polish" in bar


def test_what_to_do_next_follows_the_work(signed_in, arrive, act, context):
    reference = arrive(danger="yes", danger_call="seen")
    page = say_why(signed_in, reference, "called")
    first = next(a for a in page.all("a") if "govuk-button" in a.get("class", ""))
    assert first.get("href") == f"/challenges/{reference}/do/act_now", "a child's safety waits for nobody to take it"
    assert page.text.index("Call the Front Door Service now: 0345 2000 109.") < page.text.index("What to do next")
    assert "Triage by 24 November 2026" in page.text
    act(TONI, reference, Action.TAKE)
    page = signed_in.get(f"/challenges/{reference}")
    assert page.link("Record safeguarding action") == f"/challenges/{reference}/do/act_now"
    assert page.text.index("Record safeguarding action") < page.text.index("More you can do")
    assert "/do/accept_for_review" not in page.html, "nothing overtakes the alert"
    assert page.text.index("More you can do") < page.text.index("Write a note")
    assert "/do/decide" not in page.html, "what would be refused is not offered"
    case_access.record(context, TONI, reference, "covering")
    act(TONI, reference, Action.ACT_NOW, told="Front door", told_at=context.now(), contact="C-1", words="Rang them.")
    tracker.act(context, "t", Action.ADD, words="A new bruise.", new=True)
    page = signed_in.get(f"/challenges/{reference}")
    assert page.text.index("A new bruise.") < page.text.index("What to do next")
    tracker.act(context, "t", Action.ADD, words="Nothing more.", new=False)
    assert "Nothing more." in signed_in.get(f"/challenges/{reference}").marked("app-alert"), "it is new to them"
    assert "Nothing more." not in signed_in.get(f"/challenges/{reference}").text, "and stands under the messages"


def test_a_reply_that_waits_for_a_colleague_comes_before_the_record(signed_in, reviewed, act):
    act(REMI, reviewed, Action.WRITE_REPLY, words="We look at it in part anew.")
    page = open_all(signed_in, reviewed)["summary"]
    assert "A reply waits for a colleague to approve it." in page.text
    assert page.link("Read the reply") == f"/challenges/{reviewed}/decision"
    buttons = [text_of(a) for a in page.all("a") if "govuk-button" in a.get("class", "")]
    assert "Record it in the case system" not in buttons


def test_points_carry_this_stage_s_answer_and_the_earlier_ones(signed_in, reviewed, act, context):
    page = open_all(signed_in, reviewed)["grounds"]
    assert "Stage 1: Partly upheld The school had rung twice." in page.text
    act(REMI, reviewed, Action.WRITE_REPLY, words="We look at it in part anew.")
    act(MO, reviewed, Action.RELEASE, harm="no", words="Nothing in it can harm.")
    tracker.act(context, "t", Action.STILL_WORRIED)
    page = signed_in.get(f"/challenges/{reviewed}/grounds")
    assert "Stage 1: Partly upheld" in page.text
    assert "Stage 2: not answered yet." in page.text
    assert "/do/" not in page.html.partition("app-ground")[2]
    act(TONI, reviewed, Action.TAKE)
    assert "Stage 2: not answered yet." in signed_in.get(f"/challenges/{reviewed}/grounds").text


def test_a_point_leads_to_its_form(arrive, act, employ, enter):
    employ("remi@example.com", Role.REVIEWER, rank=1, name="Remi Example")
    reference = arrive()
    act(REMI, reference, Action.TAKE)
    act(REMI, reference, Action.RECORD_ORIGINAL)
    act(REMI, reference, Action.ACCEPT_FOR_REVIEW)
    page = enter("remi@example.com").get(f"/challenges/{reference}/grounds")
    assert page.link("Answer ground 1") == f"/challenges/{reference}/do/decide_ground?ground=1"


def test_messages_are_in_order_and_notices_say_what_became_of_them(signed_in, arrive, checked, act, context):
    reference = checked(arrive())
    act(TONI, reference, Action.TAKE)
    act(TONI, reference, Action.ASK, words="Which school?")
    act(TONI, reference, Action.ASK, words="Which teacher?")
    tracker.act(context, "t", Action.ANSWER, words="The one in the square.", question=1)
    with context.store.begin() as unit:
        to = {"email": "sam@example.com"}
        challenge_id = unit.challenges.get(reference).id
        for _ in range(2):
            unit.outbox.add(challenge_id, [Notice("received", Channel.EMAIL, to, {})], context.now())
        unit.outbox.sent(1, "n", context.now())
        first = unit.outbox.unsettled(context.now() + timedelta(days=2))[0]
        unit.outbox.receipt(first.reference, "permanent-failure", context.now())
    page = signed_in.get(f"/challenges/{reference}/messages")
    said = ("Which school?", "Which teacher?", "Waits for their answer", "The one in the square.")
    assert all(words in page.text for words in said)
    assert page.text.index("Which school?") < page.text.rindex("The one in the square.")
    rows = [text_of(row) for row in page.all("tr")[1:]]
    assert ["Did not arrive" in row for row in rows].count(True) == 1
    assert "Waits to be sent" in rows[-1]
    assert "sam@example.com" not in page.html


def test_a_question_that_they_can_no_longer_read_waits_for_no_answer(signed_in, arrive, act):
    reference = arrive()
    act(TONI, reference, Action.TAKE)
    for check in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
        act(TONI, reference, check, words="Passport.")
    act(TONI, reference, Action.ASK, words="Which school?")
    page = open_all(signed_in, reference)["messages"]
    assert "Waits for their answer" in page.text
    act(TONI, reference, Action.UNDO_CHECKS, words="It was somebody else.")
    page = signed_in.get(f"/challenges/{reference}/messages")
    assert "Which school?" in page.text
    assert "Waits for their answer" not in page.text


def test_the_decision_stands_beside_their_own_words(signed_in, reviewed, act):
    act(REMI, reviewed, Action.PROMISE, words="A visit at home.", owner="Social worker", by="2026-11-24", tell=True)
    act(REMI, reviewed, Action.WRITE_REPLY, words="We were wrong in part.")
    page = open_all(signed_in, reviewed)["decision"]
    for words in (
        "Partly upheld Decided by Remi Example", "No further action → Early help", "The school's notes.",
        "Robin wants to stay.",
        "You did not speak to the school.", "Waits to be released", "We were wrong in part.", "A visit at home.",
        "by 24 November 2026", "Open", "Their identity and standing have been checked",
    ):  # fmt: skip
        assert words in page.text
    act(MO, reviewed, Action.RELEASE, harm="no", words="Nothing in it can harm.")
    act(REMI, reviewed, Action.KEEP_PROMISE, promise=1, did="He was visited at home.")
    page = signed_in.get(f"/challenges/{reviewed}/decision")
    assert "Waits to be released" not in page.text
    assert "Released 23 November 2026 at 10:00am, Mo Example" in page.text
    assert "Done on 23 November 2026" in page.text


def test_what_they_may_be_told_is_the_pack_s_table(signed_in, arrive, act):
    stranger = arrive()
    page = open_all(signed_in, stranger)["decision"]
    assert "have not both been checked" in page.text
    told = {text_of(row.find("th")): text_of(row.findall("td")[0]) for row in page.all("tr")[1:]}
    assert (told["Their own words"], told["What came of looking again"]) == ("Yes", "No")
    act(TONI, stranger, Action.CHECK_IDENTITY, words="Passport.")
    act(TONI, stranger, Action.CHECK_STANDING, words="Birth certificate.")
    page = signed_in.get(f"/challenges/{stranger}/decision")
    told = {text_of(row.find("th")): text_of(row.findall("td")[0]) for row in page.all("tr")[1:]}
    assert told["What came of looking again"] == "Only what was released to them"
    assert (told["Who first raised a concern"], told["Who else has challenged it"]) == ("No", "No")


def test_the_timeline_tells_everything_and_can_be_narrowed(signed_in, reviewed):
    page = open_all(signed_in, reviewed)["timeline"]
    for words in (
        "It was allocated 23 November 2026 at 10:00am, Remi Example To: Remi Example", "Passport seen.",
        "Outcome: We look again", "Reasons: The school had rung twice.", "Evidence considered: The school's notes.",
        "Why: I supervise this work", "Due: 30 November 2026", "Stage: Stage 1",
    ):  # fmt: skip
        assert words in page.text
    times = [text_of(heading) for heading in page.all("main")[0].iter("h2")]
    assert times[-1].startswith("They sent it")
    page = signed_in.get(page.link("Viewed by"))
    assert "Viewed (9 times)" in [text_of(heading) for heading in page.all("h2")]
    page = signed_in.get(page.link("Timescale"))
    assert "Nothing of this kind has happened." in page.text
    assert "Passport seen." in signed_in.get(f"/challenges/{reviewed}/timeline?show=nonsense").text


def test_links_are_for_staff_only(signed_in, arrive, act):
    one, other = arrive("one"), arrive("other", **NEIGHBOUR)
    act(TONI, one, Action.LINK, reference=other, words="The same child.")
    page = open_all(signed_in, one)["links"]
    assert "Nobody outside ever learns that there is another challenge." in page.text
    written = f"{other[:4]}-{other[4:8]}-{other[8:]}"
    assert f"{written} · Friend or neighbour · Under way" in page.text
    assert page.link(written) == f"/challenges/{other}"
    assert written not in signed_in.get(f"/challenges/{one}/as-they-see-it").html


def test_the_record_says_what_is_missing_and_why_it_stays_open(signed_in, reviewed, act):
    page = open_all(signed_in, reviewed)["record"]
    assert "The case system does not hold this yet: Stage 1." in page.text
    assert "It cannot be closed now. We have not finished looking again." in page.text
    assert page.link("Text to copy") == f"/challenges/{reviewed}/record.txt"
    act(REMI, reviewed, Action.RECORD, kind="Case Note", id="LL-12", on="2026-11-23")
    page = signed_in.get(f"/challenges/{reviewed}/record")
    assert "Nothing waits to be recorded." in page.text
    assert "Case Note LL-12, 23 November 2026, Remi Example" in page.text


# --- What the raiser sees


def test_staff_see_exactly_what_the_raiser_sees(signed_in, arrive, checked, act, as_raiser):
    reference = checked(arrive(**PARENT))
    act(TONI, reference, Action.TAKE)
    act(TONI, reference, Action.ASK, words="Which school?")
    shown = signed_in.get(f"/challenges/{reference}/as-they-see-it").text
    me = as_raiser(reference)
    request = me.get("/progress").text
    theirs = request[request.index("Your reference is") : request.index("Sign out")]
    assert theirs.strip() in shown
    messages = me.get("/messages").text
    assert (
        messages[messages.index("Our question 1") : messages.index("Get our messages in another way")].strip() in shown
    )


OF_THE_CONTACT = "We got the message from you about a child."
RELEASED = "We were wrong in part."


@pytest.mark.parametrize("who", ["", *Audience])
@pytest.mark.tries(3)
def test_staff_can_see_it_as_anybody_would(signed_in, reviewed, act, who):
    act(REMI, reviewed, Action.WRITE_REPLY, words=RELEASED)
    act(MO, reviewed, Action.RELEASE, harm="no", words="Nothing in it can harm.")
    open_all(signed_in, reviewed)
    as_anybody = f"/challenges/{reviewed}/as-they-see-it?who={who}&checked="
    pages = {checked: signed_in.get(as_anybody + checked) for checked in ("", *CHECKED)}
    for page in pages.values():
        assert "/add" not in page.html, "nothing there can be pressed"
    chosen = [text_of(option) for option in pages["both"].all("option") if "selected" in option.attrib]
    assert chosen == ([AUDIENCES[who]] if who else []) + ["Identity and standing"]
    network = who in (Audience.FAMILY, Audience.NEIGHBOUR)
    assert [checked for checked, page in pages.items() if RELEASED in page.text] == (
        [] if network else ["", "both", "contact"]
    )
    confirmed = [checked for checked, page in pages.items() if OF_THE_CONTACT in page.text]
    assert confirmed == (["contact"] if network or who == Audience.PROFESSIONAL else [])


def test_it_can_be_seen_as_nobody_else(signed_in, reviewed):
    for asked in ("who=anybody", "checked=everything"):
        page = signed_in.get(f"/challenges/{reviewed}/as-they-see-it?{asked}")
        assert page.response.status_code == 404
