"""What staff see: the list, and a page for each challenge."""

from datetime import date, timedelta

import pytest
from actions import RAISERS_OWN, Action
from deeds_done import perform

from portal.domain.challenge.decide import ACTIONS
from portal.domain.challenge.events.event_kind import TimelineGroup
from portal.domain.challenge.events.record_events import ERASED
from portal.domain.challenge.events.registry import KINDS, TOLD
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event, Flag, Status
from portal.domain.journey import As, rows
from portal.domain.notices.catalogue import TO_PARTNERS, TO_RAISER, TO_STAFF
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.domain.policy.model import Audience
from portal.services import case_access, retention, tracker, worklist
from portal.web.staff import access, standing, worklist_labels
from portal.web.staff.action_forms import FORMS
from portal.web.staff.case_pages import PARTS
from portal.web.staff.labels import NOTICES, groups
from portal.web.staff.timeline_labels import SHOWN, narrowed_to
from visitor import text_of

TRIAGE = "triage@example.com"


@pytest.fixture
def mine(arrive, context):
    """A challenge that who is signed in has."""

    def send(token="t", **answers):
        reference = arrive(token, **answers)
        perform(context, Actor("triage", frozenset({Role.TRIAGE})), reference, Action.TAKE)
        return reference

    return send


def events(context, reference):
    with context.store.read() as unit:
        return unit.event_log.events(unit.challenges.get(reference).id)


def test_the_list_begins_with_danger_then_the_new_then_the_soonest_due(signed_in, arrive, clock):
    clock.now -= timedelta(days=3)
    plain = arrive("a")
    clock.now += timedelta(days=3)
    later = arrive("b")
    new = arrive("c", since="yes", **{"since.words": "Something.", "since_call": "seen"})
    clock.now += timedelta(minutes=1)
    danger = arrive("d", danger="yes", danger_call="seen")
    page = signed_in.get("/challenges")
    lines = [text_of(row) for row in page.all("tr")[1:] if row.find("th") is not None]
    assert [line.split()[0].replace("-", "") for line in lines] == [danger, new, plain, later]
    assert "Danger" in lines[0]
    assert "New safeguarding information" in lines[1]
    assert "Parent or carer" in lines[2]
    assert "due today" in lines[2]
    assert "1 working day left" in lines[3]


def test_a_list_says_when_it_is_late(context, arrive, clock, now):
    happened = Event("triaged", context.now(), "x", {"outcome": "review", "goes_on": True})
    reference = arrive()
    with context.store.begin() as unit:
        unit.challenges.save(replay([happened], unit.challenges.get(reference)))
    due = {}
    actor = access.Actor("x", frozenset({Role.TRIAGE}))
    for days in range(10):
        clock.now = now + timedelta(days=days)
        line = worklist.listing(context, actor, worklist.ListFilter()).lines[0]
        due[clock.now.date()] = (line.due.late, line.due.days)
    assert line.due.on == date(2026, 11, 30)
    assert due[date(2026, 11, 23)] == (False, 5)
    assert due[date(2026, 11, 28)] == (False, 1), "a Saturday"
    assert due[date(2026, 11, 30)] == (False, 0)
    assert due[date(2026, 12, 1)] == (True, 1)


def test_the_list_turns_its_pages_by_key(signed_in, arrive, clock):
    sent = []
    for number in range(27):
        clock.now += timedelta(seconds=1)
        sent.append(arrive(f"t{number}"))
    page = signed_in.get("/challenges")
    assert len(page.all("tr")) == 1 + 25
    arrive("late one", danger="yes", danger_call="seen")
    page = signed_in.get(page.link("Next page"))
    shown = [text_of(row).split()[0].replace("-", "") for row in page.all("tr")[1:]]
    assert shown == sent[1::-1], "what arrives meanwhile moves nothing"
    assert "Page 2 of 2" in page.text
    assert len(signed_in.get(page.link("Previous page")).all("tr")) > 25


def test_the_pages_of_a_list_have_numbers_and_keep_how_it_is_sorted_and_narrowed(signed_in, arrive):
    for number in range(2 * 25 + 3):
        arrive(f"t{number}", who="parent")
    first = signed_in.get("/challenges?sort=received&audience=parent")
    assert "53 cases" in first.text
    assert "Page 1 of 3" in first.text
    last = signed_in.get(next(a.get("href") for a in first.all("a") if text_of(a) == "3"))
    for kept in ("sort=received", "audience=parent"):
        assert kept in first.link("Next page")
    assert last.response.request.args["sort"] == "received"
    assert last.response.request.args["audience"] == "parent"
    assert "Page 3 of 3" in last.text
    assert len(last.all("tr")) == 1 + 3
    assert not [a for a in last.all("a") if "Next page" in text_of(a)]
    by_key = signed_in.get(signed_in.get(first.link("Next page")).link("Next page"))
    heads = [text_of(th) for th in last.all("th") if th.get("scope") == "row"]
    assert [text_of(th) for th in by_key.all("th") if th.get("scope") == "row"] == heads
    assert "Page 3 of 3" in signed_in.get("/challenges?sort=received&audience=parent&page=77").text


def test_an_empty_list_says_so(signed_in):
    assert "There is no case yet." in signed_in.get("/challenges").text
    for which, (words, onward, link) in worklist_labels.EMPTY.items():
        page = signed_in.get(f"/challenges?list={which}")
        assert words in page.text
        assert not onward or f"list={onward}" in page.link(link)
    page = signed_in.get("/challenges?list=mine&audience=parent&sort=due")
    assert "No case fits all of these filters." in page.text
    assert "audience" not in page.link("Remove all filters")
    assert "sort=due" in page.link("Remove all filters")


def test_everything_the_raiser_said_is_on_the_page(signed_in, mine, context):
    reference = mine(not_tell="yes", **{"not_tell.words": "Do not tell\nAlex."})
    tracker.act(context, "t", Action.ADD, words="One more <b>thing</b>.", new=True)
    page = signed_in.get(signed_in.get("/challenges").link(reference[:4]))
    assert page.h1 == f"Challenge {reference[:4]}-{reference[4:8]}-{reference[8:]}"
    with context.store.read() as unit:
        found = unit.challenges.get(reference)
    typed = [
        line.words
        for row in rows(context.journeys["adult"], found.answers)
        for line in row.lines
        if line.read is As.TYPED
    ]
    assert len(typed) > 8
    for words in typed:
        assert " ".join(words.split()) in page.text
    assert "1 November" not in page.text
    assert "October 2026" in page.text
    assert {text_of(bdi) for bdi in page.all("bdi")} >= {" ".join(words.split()) for words in typed}
    assert "One more <b>thing</b>." in signed_in.get(page.link("Messages")).text


def test_what_happened_is_told_in_plain_words_with_its_dates(signed_in, mine, context):
    reference = mine()
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        asked = Event("asked", context.now(), "staff-2", {"words": "Which school?"})
        unit.event_log.append(challenge.id, [asked])
        unit.challenges.save(replay([asked], challenge))
    tracker.act(context, "t", Action.ANSWER, words="The one in the square.", question=1)
    tracker.act(context, "t", Action.WITHDRAW, pressure="yes", words="He told me to.")
    page = signed_in.get(f"/challenges/{reference}/timeline")
    said = ("They sent it", "We asked them", "Which school?", "They answered", "The one in the square.")
    for words in (
        *said,
        "They withdrew",
        "Withdrawn: possible coercion",
        "He told me to.",
        "23 November 2026 at 10:00am",
    ):
        assert words in page.text
    line = text_of(signed_in.get("/challenges").all("tr")[1])
    assert all(words in line for words in ("Withdrawn: possible coercion", "Reply received", "Withdrawn"))


def test_contact_safety_and_whom_not_to_tell_stand_above_everything(signed_in, mine):
    reference = mine(safe=["none"], not_tell="yes", **{"not_tell.words": "Alex must not know."}, say_who="", email="")
    for section in ("", *(f"/{key}" for key in list(PARTS)[1:]), "/as-they-see-it"):
        page = signed_in.get(f"/challenges/{reference}{section}")
        bar = page.marked("app-bar")
        assert "Do not contact this person" in bar
        assert "Alex must not know." in bar
        assert page.html.index("Alex must not know.") < page.html.index("app-sub-nav")


def test_every_audience_and_flag_has_words(door):
    words = door.jinja_env.globals
    assert set(words["audiences"]) == set(Audience)
    assert list(words["flag_words"]) == [flag.value for flag in Flag]
    assert set(words["status_words"]) == set(Status) - {Status.RECEIVED}
    assert set(words["happened_words"]) == set(KINDS) - {ERASED}, "of what was erased no page is left to say it"
    assert set(words["told_words"]) == set(TOLD)
    narrowed = [kind for group in TimelineGroup for kind in narrowed_to(group)]
    assert sorted(narrowed) == sorted(words["happened_words"]), "each is shown by one filter"
    assert set(SHOWN) == {"all", *TimelineGroup}


def test_every_action_of_staff_and_every_notice_has_words():
    grouped = [action for _heading, actions in groups() for action in actions]
    assert len(grouped) == len(set(grouped))
    on_lists = {Action.MARK_JUNK, Action.UNDO_JUNK}
    seen = {Action.READ, Action.SEE_ALERT, Action.EXPORT, Action.OPEN_EVIDENCE}
    unlinked = {*RAISERS_OWN, *on_lists, *seen, Action.HAND_OVER_ALL, Action.GIVE_CODE}
    assert set(FORMS) == set(grouped) == set(ACTIONS) - unlinked
    assert set(NOTICES) == {*TO_RAISER, *TO_STAFF, *TO_PARTNERS}


def test_reading_is_in_the_ledger_before_anything_is_shown(signed_in, mine, context):
    reference = mine()
    signed_in.get("/")
    assert [event.kind for event in events(context, reference)] == ["received", "declared", "assigned"]
    signed_in.get(f"/challenges/{reference}")
    read = events(context, reference)[-1]
    with context.store.read() as unit:
        account = unit.accounts.by_email(TRIAGE)
        assert unit.event_log.verify() == []
    assert (read.kind, read.actor, read.what) == ("read", account.id, {"why": "has_it"})


def test_who_may_not_read_reads_nothing(arrive, context):
    reference = arrive()
    nobody = access.Actor("x", frozenset({Role.ADMINISTRATOR}))
    with pytest.raises(ActionRefused):
        case_access.challenge(context, nobody, reference, "curious")
    with pytest.raises(ActionRefused):
        case_access.traces(context, nobody, reference)
    assert len(events(context, reference)) == 1


def test_where_the_ledger_cannot_be_written_nothing_is_shown(signed_in, mine, context):
    reference = mine()
    with context.store.begin() as unit:
        full = "CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'full'); END"
        unit.connection.exec_driver_sql(full)
    page = signed_in.get(f"/challenges/{reference}")
    assert page.response.status_code >= 500
    assert "Robin" not in page.html


def test_an_unknown_reference_is_not_found(signed_in):
    assert signed_in.get("/challenges/00000000").response.status_code == 404


def test_an_erased_challenge_says_that_and_no_more(signed_in, arrive, context):
    reference = arrive()
    retention.erase(context, reference)
    assert "Erased" in text_of(signed_in.get("/challenges").all("tr")[1])
    page = signed_in.get(f"/challenges/{reference}")
    assert "has been erased" in page.text
    assert "Robin" not in page.html


def test_staff_are_told_what_the_policy_is_worth(signed_in, context):
    assert "Not yet confirmed by the council." in signed_in.page.text
    assert "It expired on 31 March 2022." in signed_in.page.text
    assert (standing(context).confirmed, standing(context).expired) == (False, date(2022, 3, 31))


def test_no_page_lists_more_than_it_needs(signed_in):
    assert "exit-this-page" not in signed_in.page.html
    assert "no-store" in signed_in.page.response.headers["Cache-Control"]
