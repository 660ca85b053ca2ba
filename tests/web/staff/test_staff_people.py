"""What administrators do on the pages about people, and what everybody does on the page of their own account."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from actions import Action
from deeds_done import done, perform

from portal.domain.permissions import Actor, Role
from portal.services import (
    account_changes,
    accounts,
    due_erasures,
    leave,
    list_download,
    office_closures,
    restricted_cases,
    sign_in_links,
    site_notices,
    staff_accounts,
)
from portal.services.account_changes import AccountChangeKind
from portal.services.staff_accounts import State
from portal.storage import StaffEvent
from visitor import text_of

ADMIN, TRIAGE = "admin@example.com", "triage@example.com"
NOOR = {"name": "Noor Brightwater", "email": "noor@example.com", "roles": ["reviewer"], "rank": "2", "team": "MASH"}


@pytest.fixture
def admin(employ, enter):
    employ(ADMIN, Role.ADMINISTRATOR)
    return enter(ADMIN)


def row(page, words):
    return next(text_of(line) for line in page.all("tr") if words in text_of(line))


def confirm(context, person=None):
    """A manager confirms what waits; somebody may look at its page first."""
    if person:
        person.get("/people/changes")
    boss = Actor("boss", frozenset({Role.MANAGER}))
    for change in account_changes.waiting(context, boss):
        account_changes.confirm(context, boss, change.id)


def links(page):
    return [text_of(link) for link in page.all("a")]


def deed(person, words):
    """Press the button with these words."""
    form, button = next((f, b) for f in person.page.forms() for b in f.iter("button") if words in text_of(b))
    data = person.page.hidden(form)
    return person._arrive(person.client.post(button.get("formaction", form.get("action")), data=data))


def test_a_colleague_is_added_and_comes_in_by_their_work_account(admin, context):
    assert admin.page.path == "/people", "an administrator has no list of challenges"
    form = admin.get("/people/add").path
    page = admin.send(form, **(NOOR | {"roles": [], "email": "noor"}))
    assert (page.response.status_code, len(page.errors)) == (422, 2)
    assert admin.send(form, **(NOOR | {"rank": "0"})).errors == [
        "Choose a stage for somebody who looks again at decisions, and for nobody else"
    ]
    assert any(i.get("value") == "Noor Brightwater" for i in admin.page.all("input")), "nothing typed is lost"
    page = admin.send(form, **NOOR, work_id="noor-at-work")
    assert page.path == "/people/changes"
    confirm(context, admin)
    line = row(admin.get("/people"), "Noor Brightwater")
    found = ("noor@example.com", "Service Manager", "MASH", "Not signed in yet", "Never")
    assert all(words in line for words in found)
    assert "Not used yet: only a certain id may" in admin.get(admin.page.link("Noor Brightwater")).text
    with context.store.read() as unit:
        noor = accounts.holder(unit.accounts.by_work_id("noor-at-work"))
    accounts.begin_session(context, noor)
    assert "Active" in row(admin.get("/people"), "Noor Brightwater")
    page = admin.get(admin.page.link("Noor Brightwater"))
    assert page.text.index("Roles changed") < page.text.index("Account made")
    assert "By: A Example" in page.text


def test_what_an_earlier_version_wrote_of_an_account_is_still_shown(admin, context):
    with context.store.begin() as unit:
        unit.staff_events.add(StaffEvent(context.now(), "triage", "code_of_long_ago", "triage"))
    for address in ("/people/triage", "/people/events"):
        assert "Something about how they signed in before they signed in at work" in admin.get(address).text


def test_another_post_counts_at_the_next_request(admin, signed_in, context):
    form = admin.get("/people/triage/change").path
    assert [i.get("value") for i in admin.page.all("input") if i.get("checked") is not None] == ["triage", "0"]
    page = admin.send(form, roles=["auditor"], rank="0", team="Front Door")
    assert page.path == "/people/changes"
    assert "Somebody else must confirm this." in page.text
    assert signed_in.get("/take").response.status_code == 200
    confirm(context)
    page = admin.get("/people/triage")
    assert "Auditor: sees what was done, and what was said only with a reason" in page.text
    assert "Front Door" in page.text
    assert "Roles changed" in page.text
    assert signed_in.client.get("/take").status_code == 403
    form = admin.get("/people/admin/change").path
    assert admin.send(form, roles=["triage"], rank="0", team="").errors == [
        "You cannot change your own account. Ask another administrator."
    ]


def test_who_is_disabled_is_out_at_once_until_they_are_enabled(admin, signed_in, context):
    admin.get("/people/triage")
    assert "Disabled" in deed(admin, "Disable the account").text
    assert signed_in.get("/").path == "/sign-in"
    assert "Enable the account" in deed(admin, "Enable the account").text
    confirm(context)
    assert "Active" in admin.get("/people/triage").text
    assert signed_in.get("/").path == "/sign-in", "what was ended stays ended"
    admin.get("/people/admin")
    assert "Disable the account" not in admin.page.text
    assert admin.send("/people/admin/disable").errors == [
        "You cannot change your own account. Ask another administrator."
    ]


@pytest.mark.parametrize("address", ["/people", "/people/add", "/people/triage", "/people/triage/change"])
def test_the_pages_about_people_are_for_administrators_only(signed_in, address):
    assert "Staff and access" not in links(signed_in.page)
    assert "Your account" in links(signed_in.page)
    assert signed_in.get(address).response.status_code == 403


def test_who_is_not_there_is_not_found(admin):
    for address in ("/people/nobody", "/people/nobody/change"):
        assert admin.client.get(address).status_code == 404
    admin.get("/people/add")
    for address in ("/people/nobody/disable", "/people/nobody/unbind", "/people/triage/dance", "/people/nobody/end"):
        assert admin.send(address).response.status_code == 404
    assert admin.send("/people/nobody/change", roles=["triage"], rank="0", team="").response.status_code == 404


def test_every_role_state_and_deed_has_words(door):
    words = door.jinja_env.globals
    assert set(words["role_words"]) == set(Role) - {Role.RAISER}
    assert set(words["state_words"]) == set(State)
    written = "".join(
        Path(module.__file__).read_text() for module in (account_changes, accounts, staff_accounts, sign_in_links)
    )
    literal = set(re.findall(r'StaffEvent\(.*, "(\w+)", ', written))
    literal |= {list_download.LIST_DOWNLOADED, restricted_cases.RESTRICTED, restricted_cases.LIFTED}
    literal |= {due_erasures.PROPOSED, due_erasures.CONFIRMED, due_erasures.TURNED_DOWN}
    literal |= {due_erasures.HELD, due_erasures.RELEASED, leave.RECORDED, leave.REMOVED}
    literal |= {office_closures.PROPOSED, office_closures.CONFIRMED, office_closures.ENDED}
    literal |= {site_notices.PROPOSED, site_notices.CONFIRMED, site_notices.ENDED}
    assert literal | set(account_changes._DONE.values()) == set(words["deed_words"])
    assert set(words["change_words"]) == set(AccountChangeKind)


def test_somebody_ends_another_sign_in_of_theirs_and_keeps_this_one(signed_in, enter, clock):
    clock.now += timedelta(minutes=5)
    other = enter(TRIAGE)
    page = signed_in.get("/account")
    assert page.text.count("This one") == 1
    assert len(re.findall(r"Began 23 November 2026 at 10:0[05]am", page.text)) == 2
    page = deed(signed_in, "End")
    assert (page.path, page.text.count("Began")) == ("/account", 1)
    assert other.get("/").path == "/sign-in"
    assert signed_in.get("/").path == "/"


def test_signing_out_ends_this_session_only_and_an_administrator_ends_any(signed_in, enter, clock, admin):
    clock.now += timedelta(minutes=4)
    other = enter(TRIAGE)
    signed_in.send("/sign-out")
    assert other.get("/").path == "/"
    admin.get("/people/triage")
    assert "They are not signed in." in deed(admin, "End").text
    assert other.get("/").path == "/sign-in"


@pytest.fixture
def work(context, arrive, employ):
    """Toni of triage has one to triage and one to review, for which a colleague is not senior enough."""
    employ("mo@example.com", Role.MANAGER, rank=4, name="Mo Example")
    employ("remi@example.com", Role.REVIEWER, rank=0, name="Remi {Example}")
    toni = Actor("triage", frozenset({Role.TRIAGE}))
    easy, hard = arrive("a"), arrive("b")
    for reference in (easy, hard):
        perform(context, toni, reference, Action.TAKE)
    done(context, toni, hard, Action.RECORD_ORIGINAL)
    done(context, toni, hard, Action.ACCEPT_FOR_REVIEW)
    return easy, hard


def test_who_still_has_work_hands_it_over_before_they_are_disabled(admin, work, context):
    easy, hard = work
    admin.get("/people/triage")
    page = deed(admin, "Disable the account")
    assert page.path == "/people/triage/hand-over"
    assert "2 challenges wait for them." in page.text
    assert "Their account is not disabled yet." in page.text
    form = "/people/triage/hand-over"
    assert admin.send(form).errors == ["Select who takes it over, or 'Nobody'", "Write your reasons"]
    assert "Remi {Example}" in admin.page.text
    page = admin.send(form, to="remi", words="Toni has left.")
    assert page.h1 == "Their work was handed over"
    assert "1 challenge is now with Remi {Example}" in page.text
    written = f"{hard[:4]}-{hard[4:8]}-{hard[8:]}"
    assert f"{written}: This stage needs somebody more senior." in page.text
    assert "/challenges/" not in page.html, "an administrator reads nothing"
    with context.store.read() as unit:
        assert unit.challenges.get(easy).work.assigned == "remi"
        assert unit.challenges.get(hard).work.assigned == ""
    admin.get("/people/triage")
    assert "Disabled" in deed(admin, "Disable the account").text


@pytest.mark.usefixtures("work")
def test_an_account_may_be_disabled_all_the_same(admin):
    admin.get("/people/triage")
    deed(admin, "Disable the account")
    assert "Disabled" in deed(admin, "Disable the account without that").text
    assert "2 challenges wait" in admin.get("/people/triage/hand-over").text, "and the work can be handed over later"


def test_a_manager_hands_over_and_looks_after_no_account(work, enter):
    _easy, hard = work
    mo = enter("mo@example.com")
    page = mo.get(mo.page.link("Staff and access"))
    assert "Add somebody" not in page.text
    assert all("/hand-over" in a.get("href") for a in page.all("a") if a.get("href").startswith("/people/"))
    page = mo.send("/people/triage/hand-over", to="nobody", words="Toni has left.")
    assert "Nobody has 2 challenges now" in page.text
    mo.get(page.link("See what nobody has"))
    assert "2" in mo.page.text
    mo.get(f"/challenges/{hard}")
    mo.send(f"/challenges/{hard}/why", why="supervising")
    page = mo.get(f"/challenges/{hard}/timeline")
    assert "It was handed back" in page.text
    assert "Toni has left." in page.text
    assert mo.get("/people/triage").response.status_code == 403


def test_a_work_sign_in_is_taken_away(admin, signed_in, context):
    assert "Take away their work sign-in" not in admin.get("/people/triage").text
    with context.store.begin() as unit:
        assert unit.logins.bind("https://issuer.example", "toni", "triage", context.now())
    admin.get("/people/triage")
    deed(admin, "Take away their work sign-in")
    confirm(context)
    page = admin.get("/people/triage")
    assert "Work sign-in taken away" in page.text
    assert signed_in.get("/").path == "/sign-in"
    with context.store.read() as unit:
        assert unit.logins.owner("https://issuer.example", "toni") is None
    assert admin.send("/people/triage/unbind").errors == ["No work sign-in belongs to this account"]


def test_the_second_person_reads_what_changes_and_confirms_it_on_a_page(admin, employ, enter, context):
    employ("mo@example.com", Role.MANAGER, name="Mo Example")
    employ("remi@example.com", Role.REVIEWER, rank=1, name="Remi Example")
    admin.get("/people/remi/change")
    admin.send("/people/remi/change", roles=["reviewer", "releaser"], rank="2", team="MASH")
    assert "Confirm" not in [text_of(button).strip() for button in admin.page.all("button")]
    assert admin.send("/people/changes/x/yes").response.status_code == 404
    mo = enter("mo@example.com")
    page = mo.get("/people")
    assert "1 change needs a second person" in page.text
    page = mo.get(page.link("needs a second person"))
    assert "Remi Example" in page.text
    assert re.search(r"Now .*up to: Team Manager.*Afterwards .*up to: Service Manager", page.text)
    page = deed(mo, "Confirm")
    assert "Nothing waits." in page.text
    with context.store.read() as unit:
        assert unit.accounts.by_id("remi").rank == 2


def test_a_change_is_turned_down_by_the_second_person(admin, employ, enter):
    employ("mo@example.com", Role.MANAGER, name="Mo Example")
    employ("remi@example.com", Role.REVIEWER, rank=1, name="Remi Example")
    admin.get("/people/remi/change")
    admin.send("/people/remi/change", roles=["reviewer"], rank="3", team="")
    mo = enter("mo@example.com")
    mo.get("/people/changes")
    assert "Nothing waits." in deed(mo, "Turn it down").text


def test_what_happened_to_accounts_is_read_by_administrators_and_auditors_alone(
    admin, employ, enter, context, signed_in
):
    employ("ash@example.com", Role.AUDITOR, name="Ash Example")
    admin.get("/people/triage/change")
    admin.send("/people/triage/change", roles=["triage", "reviewer"], rank="1", team="MASH")
    confirm(context)
    ash = enter("ash@example.com")
    page = ash.get(ash.page.link("Account record"))
    assert "Roles changed" in page.text
    assert re.search("Reviewer: looks again at decisions.*Team Manager", row(page, "Roles changed")), row(
        page, "Roles changed"
    )
    assert admin.get("/people/events").response.status_code == 200
    assert "Account record" not in links(signed_in.page)
    assert signed_in.get("/people/events").response.status_code == 403
