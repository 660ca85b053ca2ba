"""My day: each case once, by when it has to be done, with the reason why it stands before somebody."""

from datetime import date, timedelta

import pytest
from actions import Action
from deeds_done import done

from build import PARENT, YOUNG
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Event
from portal.domain.notices.catalogue import Channel, Notice
from portal.domain.permissions import Actor, Role
from portal.services import worklist
from portal.services.my_day import By, my_day
from portal.storage.row_bindings import bind
from portal.storage.tables import staff
from visitor import text_of

TONI = Actor("triage", frozenset({Role.TRIAGE}))
ALARM = {"danger": "yes", "danger_call": "seen"}


@pytest.fixture
def happen(context):
    """Lets something happen to a challenge, whoever may do it."""

    def after(reference, *events, by="x"):
        with context.store.begin() as unit:
            challenge = unit.challenges.get(reference)
            new = [Event(kind, context.now(), by, what) for kind, what in events]
            unit.event_log.append(challenge.id, new)
            after = replay(new, challenge)
            unit.challenges.save(after, context.first_date(after))

    return after


@pytest.fixture
def reviewing(happen):
    """Lets somebody have a challenge that was accepted for review."""

    def has(reference, who):
        happen(reference, ("triaged", {"outcome": "review", "goes_on": True}), ("assigned", {"to": who}))
        return reference

    return has


def written(reference):
    return f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"


def shown(page):
    heads = [row.find("th") for row in page.all("tr")]
    return [text_of(head).replace("-", "") for head in heads if head is not None and head.get("scope") == "row"]


def row(page, reference):
    [found] = [
        tr for tr in page.all("tr") if tr.find("th") is not None and written(reference) in text_of(tr.find("th"))
    ]
    return text_of(found)


def headings(page):
    ids = ("group-", "own-", "free-")
    return [text_of(each) for tag in ("h2", "h3") for each in page.all(tag) if each.get("id", "").startswith(ids)]


def sections(page):
    return {each.get("aria-labelledby"): text_of(each) for each in page.all("section")}


def test_what_is_late_comes_before_today_and_that_before_the_rest_each_once(signed_in, arrive, context, clock):
    clock.now -= timedelta(days=10)
    late = arrive("a")
    clock.now += timedelta(days=7)  # Friday: to be triaged by Monday, which is today
    due = arrive("b")
    clock.now += timedelta(days=3)
    soon, danger = arrive("c"), arrive("d", **ALARM)
    young = arrive("e", **YOUNG)
    page = signed_in.get("/")
    assert shown(page) == [danger, late, due, *sorted((soon, young), key=shown(page).index)]
    assert headings(page) == [
        "Safety alerts (1)", "Unallocated (4)", "Late (1)", "Today (1)", "Soon (2)",
    ]  # fmt: skip
    assert "late by" in row(page, late)
    assert "Triage by the end of today" in row(page, due)
    day = my_day(context, TONI)
    assert [line.reference for line in day.free.groups[By.TODAY]] == [due]


def test_the_day_by_which_triage_is_done_is_a_date_of_every_list(signed_in, arrive, clock):
    """However far off the date of the stage is; once triage is done that date stands there."""
    clock.now -= timedelta(days=5)
    reference = arrive()
    clock.now += timedelta(days=5)
    page = signed_in.get("/challenges?due=late")
    assert shown(page) == [reference]
    assert "late by 2 working days" in row(page, reference)
    assert shown(signed_in.get("/challenges?due=today")) == []


def test_a_row_says_why_whose_child_from_whom_how_old_and_what_happened_last(signed_in, arrive, clock):
    child = {**PARENT["child"][0], "child.age": "birth", "child.birth": "2016-11-24", "child.name": "Robin van Example"}
    clock.now -= timedelta(days=3)
    reference = arrive(child=[child, {**child, "child.name": "Jo"}])
    clock.now += timedelta(days=3)
    line = row(signed_in.get("/"), reference)
    for words in ("Triage", "R.V.E., 9 and 1 more", "Parent or carer", "3 days ago", "They sent it"):
        assert words in line, words
    assert "Robin" not in signed_in.page.html
    for nothing in ("None", "Unallocated"):
        assert nothing not in line


def test_ones_own_work_says_what_to_do_next_and_leads_to_it(employ, enter, arrive, reviewing, happen):
    employ("remi@example.com", Role.REVIEWER, rank=1, name="Remi Example")
    remi = enter("remi@example.com")
    mine, theirs = reviewing(arrive("a"), "remi"), reviewing(arrive("b"), "other")
    page = remi.get("/")
    assert shown(page) == [mine]
    assert page.link("Record the original decision") == f"/challenges/{mine}/do/record_original"
    assert theirs not in page.html
    happen(mine, ("added", {"words": "More.", "new": False}))
    page = remi.get("/")
    assert page.link("More information received") == f"/challenges/{mine}/do/see_flags"
    assert [text_of(each) for each in page.all("h2") if each.get("id") == "group-own"] == ["Your work (1)"]


def test_a_reply_that_was_sent_back_says_so_and_one_to_approve_stands_before_who_may_only(
    employ, enter, arrive, reviewing, happen
):
    for name, role, rank in (("remi", Role.REVIEWER, 1), ("lou", Role.RELEASER, 0)):
        employ(f"{name}@example.com", role, rank=rank, name=f"{name.title()} Example")
    remi, lou = enter("remi@example.com"), enter("lou@example.com")
    reference = reviewing(arrive(), "remi")
    decided = {"stage": "1", "outcome": "changed", "decision": "", "threshold": "", "reasons": "r", "alternatives": "a"}
    with_checks = (("identity_checked", {"words": "w"}), ("standing_checked", {"words": "w", "made_contact": True}))
    happen(
        reference,
        *with_checks,
        ("decided", decided),
        ("reply_written", {"words": "We are sorry.", "plain": "", "answers": ["a"]}),
        by="remi",
    )
    page = lou.get("/")
    assert page.link("Reply to approve") == f"/challenges/{reference}/do/release"
    page = remi.get("/")
    assert "Reply to approve" in sections(page)["group-waiting"], "somebody else has to"
    assert reference[:4] not in sections(page).get("group-own", "")
    happen(reference, ("sent_back", {"words": "Shorter."}), by="lou")
    page = remi.get("/")
    assert page.link("Reply sent back: change it") == f"/challenges/{reference}/do/write_reply"
    assert shown(page) == [reference]
    assert shown(lou.get("/")) == []


def test_what_somebody_else_did_is_bold_until_i_look(signed_in, arrive, happen, clock):
    reference = arrive()
    done_by_me = "/challenges/{}/do/take"
    assert "Unread:" in row(signed_in.get("/"), reference)
    signed_in.get(done_by_me.format(reference))
    signed_in.send(done_by_me.format(reference))
    assert "Unread:" not in row(signed_in.get("/"), reference)
    clock.now += timedelta(minutes=1)
    happen(reference, ("added", {"words": "More.", "new": False}), by="raiser")
    page = signed_in.get("/")
    assert "Unread:" in row(page, reference)
    assert "app-unread" in page.html
    signed_in.get(f"/challenges/{reference}")
    assert "Unread:" not in row(signed_in.get("/"), reference)


def test_the_next_case_leads_through_the_day_and_back_to_it(signed_in, arrive, clock):
    order = []
    for token in "abc":
        order.append(arrive(token))
        clock.now += timedelta(minutes=1)
    order = shown(signed_in.get("/"))
    page = signed_in.get(signed_in.page.link("Begin with the first case"))
    for following in order:
        assert page.path == f"/challenges/{following}/why"
        page = signed_in.send(page.path, why="called")
        assert page.path == f"/challenges/{following}"
        page = signed_in.get(page.link("Next case"))
    assert page.path == "/"
    assert "That was the last case of your day." in page.text


def test_back_leads_to_the_list_somebody_came_from(signed_in, arrive):
    reference = arrive()
    here = "/challenges?list=unassigned&audience=parent&sort=due"
    signed_in.get(here)
    page = signed_in.get(f"/challenges/{reference}/why")
    assert page.link("Back to the list") == here
    page = signed_in.send(page.path, why="called")
    assert page.link("Back to the list") == here
    assert signed_in.get(here).path == "/challenges"


def test_where_nothing_waits_it_says_so(signed_in):
    assert "Nothing needs you today." in signed_in.get("/").text


def test_a_long_day_leads_to_the_whole_list_and_nothing_cuts_off_an_alert(signed_in, arrive, monkeypatch):
    sent = {arrive(f"t{n}") for n in range(worklist.PAGE + 2)}
    alarmed = {arrive(f"d{n}", **ALARM) for n in range(3)}
    page = signed_in.get("/")
    assert set(shown(page)[:3]) == alarmed
    assert len(shown(page)) == 3 + worklist.PAGE
    assert "Unallocated (27)" in headings(page)
    page = signed_in.get(page.link("See all unallocated cases"))
    assert "30 cases" in page.text
    assert set(shown(page)) <= sent | alarmed
    monkeypatch.setattr(worklist, "TOTAL", 5)
    assert "More than 5 cases" in signed_in.get("/challenges").text


def test_lists_are_narrowed_by_officer_team_and_age_beside_the_list(
    signed_in, employ, arrive, reviewing, clock, context
):
    employ("remi@example.com", Role.REVIEWER, rank=1, name="Remi Example")
    with context.store.begin() as unit:
        unit.connection.execute(staff.update().where(staff.c.id == "remi").values(team="North"))
        bind(unit.accounts, staff, staff.c.id == "remi")
    clock.now -= timedelta(days=6)
    mine, nobodys = reviewing(arrive("a"), "remi"), arrive("b")
    page = signed_in.get("/challenges")
    assert "2 cases" in page.text
    assert {"officer", "team", "audience", "needs", "age"} <= {each.get("name") for each in page.all("select")}
    for narrowed in ("officer=remi", "team=North"):
        page = signed_in.get(f"/challenges?{narrowed}")
        assert shown(page) == [mine], narrowed
        assert "1 case" in page.text
        assert signed_in.get(page.link("Remove this filter")).path == "/challenges"
    assert shown(signed_in.get("/challenges?age=5")) == []
    clock.now += timedelta(days=6)
    assert set(shown(signed_in.get("/challenges?age=5"))) == {mine, nobodys}
    assert shown(signed_in.get("/challenges?age=5&officer=remi")) == [mine]


def test_messages_and_promises_stand_with_their_case(signed_in, arrive, happen, context):
    asks, promise = arrive("c"), arrive("d")
    happen(asks, ("added", {"words": "More.", "new": False}))
    today = str(context.now().date())
    happen(promise, ("promised", {"words": "w", "owner": "o", "by": today, "tell": False, "told": False}))
    with context.store.begin() as unit:
        lost = unit.challenges.get(asks)
        unit.outbox.add(lost.id, [Notice("received", Channel.EMAIL, {"email": "sam@example.com"}, {})], context.now())
        [waiting] = unit.outbox.claim(context.now())
        unit.outbox.failed(waiting.id, "Refused.", context.now())
    page = signed_in.get("/")
    assert sorted(shown(page)) == sorted([asks, promise]), "no case twice"
    assert "A message did not arrive" in row(page, asks)
    assert "More information received" in row(page, asks)
    assert "Promised action due" in row(page, promise)
    assert "sam@example.com" not in page.html
    assert signed_in.get("/lost-messages").link("Record follow-up") == f"/challenges/{asks}/do/see_lost"


def test_a_manager_s_own_forms_are_one_press_from_the_first_screen(arrive, enter, employ, happen):
    young, reply, promise, note, danger = (
        arrive("a", **YOUNG), arrive("b"), arrive("c"), arrive("d"), arrive("e", **ALARM),
    )  # fmt: skip
    employ("mo@example.com", Role.MANAGER, rank=4)
    happen(reply, ("triaged", {"outcome": "review", "goes_on": True}))
    happen(reply, ("reply_written", {"words": "We are sorry.", "plain": ""}))
    happen(promise, ("promised", {"words": "A visit.", "owner": "Social worker", "by": "2026-11-20", "tell": False}))
    happen(note, ("noted", {"words": "Look.", "mentions": ["mo"]}))
    mo = enter("mo@example.com")
    page = mo.get("/")
    assert page.link("Reply to approve") == f"/challenges/{reply}/do/release"
    for reference in (young, reply, promise, note, danger):
        assert f'href="/challenges/{reference}"' in page.html
    for words, reference in (
        ("Find an advocate", young), ("Promised action due", promise), ("A note mentions you", note),
    ):  # fmt: skip
        assert words in row(page, reference)


def test_an_auditor_s_day_is_empty_but_for_alerts_and_says_no_initials(employ, enter, arrive):
    alarmed = arrive("a", **ALARM)
    arrive("b")
    employ("auditor@example.com", Role.AUDITOR)
    page = enter("auditor@example.com").get("/")
    assert shown(page) == [alarmed]
    assert "R.E." not in page.html


def test_who_took_it_has_it_in_their_day_and_nobody_else_does(context, arrive, employ, enter):
    employ("tam@example.com", Role.TRIAGE, name="Tam Example")
    reference = arrive()
    assert done(context, TONI, reference, Action.TAKE)
    assert shown(enter("tam@example.com").get("/")) == []


def test_the_date_of_triage_is_filled_in_for_what_came_before(context, arrive):
    """Whatever an earlier version knew of it."""
    reference = arrive()
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
    assert context.first_date(challenge) == date(2026, 11, 24)


def test_to_open_and_take_a_case_takes_two_presses_and_to_act_on_an_alert_two(signed_in, arrive, context):
    calm, alarmed = arrive("a", danger="no", since="no"), arrive("b", **ALARM)
    page = signed_in.get("/")
    page = signed_in.get(page.link("Allocate to me"))  # the first press
    buttons = [text_of(each) for each in page.all("button")]
    assert "I declare this: allocate it to me" in buttons
    assert not [each for form in page.forms()[:2] for each in form.iter("input") if each.get("type") == "radio"]
    page = signed_in.send(page.path, independent="yes")  # the second
    assert page.path == f"/challenges/{calm}/do/triage"
    page = signed_in.get(signed_in.get("/").link("Record safeguarding action"))  # the first
    assert page.path == f"/challenges/{alarmed}/do/act_now"
    [when] = [each.get("value") for each in page.all("input") if each.get("name") == "told_at"]
    assert when, "the time is filled in"
    said = {"told": "The duty social worker.", "told_at": when, "contact": "C-1042", "words": "She went round at once."}
    page = signed_in.send(page.path, **said)  # the second
    assert page.errors == []
    with context.store.read() as unit:
        assert not unit.worklist.alerted()


def test_who_is_not_independent_steps_aside_from_the_same_page(signed_in, arrive, context):
    reference = arrive("a", danger="no", since="no")
    page = signed_in.get(f"/challenges/{reference}/do/take")
    assert signed_in.send(page.path, independent="").errors == ["Select whether you are independent"]
    signed_in.send(page.path, independent="knows")
    with context.store.read() as unit:
        work = unit.challenges.get(reference).work
    assert (work.assigned, work.involved) == ("", {"triage": "aside"})


def test_the_bar_stands_on_the_forms_with_a_number_to_press_and_reads_are_folded(signed_in, arrive):
    reference = arrive("a", danger="no", since="no", safe=["telephone"], times=["any"], telephone="+447700900982")
    signed_in.get(f"/challenges/{reference}/do/take")
    assert "app-bar" not in signed_in.page.html, "nothing is shown to who has not opened it"
    signed_in.send(f"/challenges/{reference}/do/take", independent="yes")
    for action in ("triage", "note", "record_original", "ask"):
        page = signed_in.get(f"/challenges/{reference}/do/{action}")
        assert "Robin Example" in page.marked("app-bar"), action
        assert "tel:+447700900982" in page.html
    page = signed_in.get(f"/challenges/{reference}/timeline")
    [folded] = [each for each in page.all("details") if "Viewed by A Example" in text_of(each)]
    assert "Viewed" in text_of(folded)
    assert "Viewed" in signed_in.get(f"/challenges/{reference}/timeline?show=reads").text


def test_the_day_before_it_is_late_who_has_it_is_asked_for_a_new_date(employ, enter, arrive, reviewing, clock):
    employ("remi@example.com", Role.REVIEWER, rank=1, name="Remi Example")
    clock.now -= timedelta(days=6)  # a Tuesday: due on the next Tuesday, which is tomorrow
    reference = reviewing(arrive("a", danger="no", since="no"), "remi")
    fresh_at = timedelta(days=6)
    clock.now += fresh_at
    fresh = reviewing(arrive("b", danger="no", since="no"), "remi")
    page = enter("remi@example.com").get("/")
    assert page.link("Finish it, or set a new date and say why") == f"/challenges/{reference}/do/extend"
    assert "set a new date" not in row(page, fresh)


def test_going_on_because_we_are_late_does_not_hide_that_triage_is(signed_in, arrive, happen, clock):
    clock.now -= timedelta(days=14)
    reference = arrive("a", danger="no", since="no")
    clock.now += timedelta(days=14)
    before = row(signed_in.get("/challenges?due=late"), reference)
    happen(reference, ("moved_on", {"stage": "2", "due": "2026-12-07", "late": {"1": "2026-11-16"}}))
    page = signed_in.get("/challenges?due=late")
    assert "Stage 2" in row(page, reference)
    for line in (before, row(page, reference)):
        assert "late by 9 working days" in line
    assert "Late (1)" in headings(signed_in.get("/"))


def test_who_made_the_decision_or_stepped_aside_is_not_offered_the_case_again(employ, enter, arrive, happen):
    employ("remi@example.com", Role.REVIEWER, rank=1, name="Remi Example")
    remi, calm = enter("remi@example.com"), {"danger": "no", "since": "no"}
    theirs, aside, free = arrive("a", **calm), arrive("b", **calm), arrive("c", **calm)
    for reference, how in ((theirs, "made"), (aside, "advised")):
        happen(reference, ("involved", {"who": "remi", "how": how, "words": "The record says so."}))
    for reference in (theirs, aside, free):
        happen(reference, ("triaged", {"outcome": "review", "goes_on": True}))
    assert shown(remi.get("/")) == [free]
    page = remi.get(f"/challenges/{theirs}/do/take")
    assert "Somebody who made the decision cannot look at it again." in page.text
    assert "I declare this" not in page.text
