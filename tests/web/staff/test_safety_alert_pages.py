"""Safety alerts on the pages of staff: first everywhere, with how long they have waited and what was said."""

from datetime import UTC, datetime, timedelta

import pytest
from actions import Action
from deeds_done import done

from build import ACTED, NEIGHBOUR
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event
from portal.domain.permissions import RAISER, Actor, Role
from portal.services import case_access, worklist
from portal.services.my_day import my_day
from portal.services.worklist import ListFilter, Sort, Which
from visitor import Visitor, text_of

TONI = Actor("triage", frozenset({Role.TRIAGE}))
HE_HIT_HER = "Her dad came last night and hit her."
SENTENCE = "We have put your request at the top of our list."


@pytest.fixture
def tell(context):
    """The raiser says something later: that it is new, or that somebody makes them withdraw."""

    def add(reference, words=HE_HIT_HER, *, pressed=False):
        action = Action.WITHDRAW if pressed else Action.ADD
        said = {"pressure": "yes", "words": words} if pressed else {"words": words, "new": True}
        done(context, RAISER, reference, action, **said)

    return add


@pytest.fixture
def act_on(context):
    def act(reference):
        done(context, TONI, reference, Action.ACT_NOW, told_at=context.now(), **ACTED)

    return act


def kinds(context, reference):
    with context.store.read() as unit:
        return [event.kind for event in unit.event_log.events(unit.challenges.get(reference).id)]


def alert_rows(page):
    """What stands on a list under each challenge with a safety alert, in order."""
    return [text_of(row) for row in page.all("tr") if "app-alert-row" in row.get("class", "").split()]


def references(page):
    heads = [row.find("th") for row in page.all("tr")]
    return [text_of(head).replace("-", "") for head in heads if head is not None and head.get("scope") == "row"]


def test_the_first_screen_begins_with_every_alert_the_newest_first(door, enter, arrive, tell, clock, act_on):
    sent = arrive("a", danger="yes", danger_call="seen")
    later, stopped = arrive("b"), arrive("c")
    clock.now += timedelta(minutes=40)
    tell(stopped, "He makes me.", pressed=True)
    clock.now += timedelta(minutes=90)
    tell(later)
    clock.now += timedelta(minutes=12)
    toni = enter("triage@example.com", Visitor(door))
    page = toni.get("/")
    assert references(page)[:3] == [later, stopped, sent]
    first, second, third = alert_rows(page)
    assert "New safeguarding information, waiting 12 minutes" in first
    assert HE_HIT_HER in first
    assert "Withdrawn: possible coercion, waiting 102 minutes" in second
    assert "He makes me." in second
    assert "Danger, waiting 2 hours 22 minutes" in third
    assert "Anyone in danger right now: Yes" in third
    assert "Call the Front Door Service now: 0345 2000 109." in page.text
    assert page.link("Record safeguarding action") == f"/challenges/{later}/do/act_now"
    act_on(later)
    assert references(toni.get("/"))[:2] == [stopped, sent]


def test_a_closed_challenge_with_an_alert_is_there_too(signed_in, arrive, tell, context):
    reference = arrive()
    done(context, TONI, reference, Action.TAKE)
    with context.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        over = [Event(kind, context.now(), "x") for kind in ("accepted", "closed")]
        unit.event_log.append(challenge.id, over)
        unit.challenges.save(replay(over, challenge))
    tell(reference)
    for where in ("/", "/challenges", "/challenges?list=closed"):
        page = signed_in.get(where)
        assert references(page)[0] == reference
        assert HE_HIT_HER in alert_rows(page)[0]


def test_no_list_cuts_off_an_alert_and_each_begins_with_them_however_it_is_sorted(arrive, context, tell, clock):
    alerted = [arrive(f"t{n}") for n in range(worklist.PAGE + 2)]
    for reference in alerted:
        clock.now += timedelta(minutes=1)
        tell(reference)
    rest = [arrive(f"r{n}") for n in range(3)]
    for sort in Sort:
        found = worklist.listing(context, TONI, ListFilter(sort=sort))
        assert [line.reference for line in found.lines[: len(alerted)]] == alerted[::-1]
        assert {line.reference for line in found.lines[len(alerted) :]} == set(rest)
        assert found.after is None
    assert [line.reference for line in my_day(context, TONI).alerts] == alerted[::-1]


def test_who_may_not_read_them_sees_that_there_are_alerts_without_the_words(employ, enter, arrive, tell):
    employ("audit@example.com", Role.AUDITOR)
    tell(arrive())
    page = enter("audit@example.com").get("/")
    [row] = alert_rows(page)
    assert "New safeguarding information, waiting less than a minute" in row
    assert HE_HIT_HER not in page.html


def test_that_somebody_was_shown_the_words_is_written_down_once_for_each_alert(signed_in, arrive, tell, context, clock):
    reference = arrive()
    tell(reference)
    clock.now += timedelta(minutes=1)
    for where in ("/", "/challenges", "/"):
        signed_in.get(where)
    assert kinds(context, reference).count("alert_shown") == 1
    tell(reference, "He is at the door.")
    clock.now += timedelta(minutes=1)
    assert "He is at the door." in signed_in.get("/").text
    assert kinds(context, reference).count("alert_shown") == 2


def test_each_half_hour_in_which_the_words_are_shown_again_is_written_down(arrive, tell, context, clock):
    reference = arrive()
    tell(reference)
    for minutes, shown in ((1, 1), (29, 1), (1, 2), (1, 2), (29, 3), (3 * 24 * 60, 4)):
        clock.now += timedelta(minutes=minutes)
        [line] = my_day(context, TONI).alerts
        assert [alert.words for alert in line.alerts] == [HE_HIT_HER]
        assert kinds(context, reference).count("alert_shown") == shown, minutes


def test_how_long_an_alert_waits_is_said_in_days_from_two_on(enter, door, arrive, tell, clock):
    tell(arrive())
    for more, said in ((timedelta(hours=47, minutes=5), "47 hours 5 minutes"), (timedelta(hours=3), "2 days 2 hours")):
        clock.now += more
        page = enter("triage@example.com", Visitor(door)).get("/")
        assert f"New safeguarding information, waiting {said}" in alert_rows(page)[0]


def test_what_the_public_page_promises_is_so(as_raiser, arrive, signed_in, clock):
    """The sentence that a request is at the top of our list, and the order of every list."""
    others = [arrive(f"o{n}", danger="yes", danger_call="seen") for n in range(2)]
    reference = arrive("mine")
    clock.now += timedelta(minutes=1)
    me = as_raiser(reference)
    me.get("/add")
    page = me.send(more=HE_HIT_HER, new="yes")
    assert SENTENCE in page.text, page.text
    assert references(signed_in.get("/"))[0] == reference
    for which in (Which.ALL, Which.UNASSIGNED):
        for sort in Sort:
            page = signed_in.get(f"/challenges?list={which}&sort={sort}")
            assert references(page)[:3] == [reference, *sorted(others, key=references(page).index)]


def test_a_refusal_shows_the_words_and_leads_to_recording_what_was_done(signed_in, arrive, context, tell, clock):
    reference = arrive()
    done(context, TONI, reference, Action.TAKE)
    case_access.record(context, TONI, reference, "has_it")
    form = signed_in.get(f"/challenges/{reference}/do/accept_for_review")
    clock.now += timedelta(minutes=3)
    tell(reference)
    for _press in range(2):
        signed_in.page = form
        page = signed_in.send(form.forms()[-1].get("action"), to="later", words="Look at the school.")
        assert page.response.status_code == 422
        [why] = page.errors
        assert HE_HIT_HER in page.text
        assert page.link(why) == f"/challenges/{reference}/do/act_now"
    assert "read" not in kinds(context, reference)[-2:], "what a refusal shows does not count as read"
    page = signed_in.get(page.link(why))
    assert HE_HIT_HER in page.text
    typed = {"told": "Front Door", "told_at": "now", "contact": "C-1", "words": "They are on their way."}
    typed["told_at"] = next(i.get("value") for i in page.all("input") if i.get("name") == "told_at")
    assert signed_in.send(page.forms()[-1].get("action"), **typed).errors == []
    page = signed_in.get(f"/challenges/{reference}/do/accept_for_review")
    assert "Look at the school." in page.html, "nothing typed is lost"


def test_reading_counts_only_where_a_page_that_was_asked_for_showed_the_words(signed_in, arrive, context, clock):
    """A refusal shows the form again, and another press is refused again; so does saying why it is opened."""
    reference = arrive()
    done(context, TONI, reference, Action.TAKE)
    case_access.record(context, TONI, reference, "has_it")
    form = signed_in.get(f"/challenges/{reference}/do/pass_complaint")
    clock.now += timedelta(minutes=1)
    done(context, RAISER, reference, Action.ADD, words="It is the blue school.", new=False)
    for _press in range(3):
        signed_in.page = form
        page = signed_in.send(form.forms()[-1].get("action"), agreed="By telephone.", words="Late.")
        [why] = page.errors
        assert "Read it first" in why
        assert "It is the blue school." in page.text
    assert kinds(context, reference)[-3:] == ["opened"] * 3
    case_access.record(context, TONI, reference, "covering", shown=False)
    signed_in.page = form
    assert signed_in.send(form.forms()[-1].get("action"), agreed="By telephone.", words="Late.").errors == [why]
    page = signed_in.get(page.link(why))
    assert "It is the blue school." in page.marked("app-alert")
    page = signed_in.get(f"/challenges/{reference}/do/pass_complaint")
    assert "app-alert" not in page.html, "it is not new to them now"
    assert signed_in.send(page.forms()[-1].get("action"), agreed="By telephone.", words="Late.").errors == []


def test_what_comes_between_making_a_form_and_writing_down_that_it_was_read_is_not_read(arrive, context):
    reference = arrive()
    with context.store.read() as unit:
        known = len(unit.event_log.events(unit.challenges.get(reference).id))
    done(context, RAISER, reference, Action.ADD, words="A bruise.", new=False)
    case_access.record(context, TONI, reference, "to do this: decide", known=known)
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
        assert case_access.why_not_all_read(unit, challenge.id, TONI, Action.DECIDE)
    assert kinds(context, reference)[-1] == "opened"


def test_a_linked_challenge_shows_the_alert_and_says_how_many_links_there_are(signed_in, arrive, context, tell, act_on):
    parent, school, gran = arrive("a"), arrive("b", **NEIGHBOUR), arrive("c")
    for other in (school, gran):
        done(context, TONI, parent, Action.LINK, reference=other, words="The same child.")
    done(context, TONI, parent, Action.TAKE)
    assert "Links (2)" in signed_in.get(f"/challenges/{parent}").text
    tell(school)
    written = f"{school[:4]}-{school[4:8]}-{school[8:]}"
    for where in ("", "/grounds", "/messages", "/do/note", "/do/accept_for_review"):
        page = signed_in.get(f"/challenges/{parent}{where}")
        assert f"A safety alert is open on the linked challenge {written}" in page.text
        assert HE_HIT_HER in page.text
    act_on(school)
    assert HE_HIT_HER not in signed_in.get(f"/challenges/{parent}").text
    done(context, TONI, parent, Action.UNLINK, reference=gran, words="Another child.")
    assert "Links (1)" in signed_in.get(f"/challenges/{parent}").text


@pytest.mark.parametrize(
    ("at", "called"),
    [
        (datetime(2026, 11, 22, 1, 26, tzinfo=UTC), "Emergency Duty Team now: 0330 333 7475"),
        (datetime(2026, 11, 23, 12, tzinfo=UTC), "Front Door Service now: 0345 2000 109"),
    ],
)
def test_every_page_with_an_alert_says_the_number_for_the_hour(door, enter, arrive, context, clock, at, called):
    reference = arrive(danger="yes", danger_call="seen")
    done(context, TONI, reference, Action.TAKE)
    clock.now = at
    toni = enter("triage@example.com", Visitor(door))
    for where in ("/", f"/challenges/{reference}", f"/challenges/{reference}/do/act_now"):
        assert f"Call the {called}" in toni.get(where).text
