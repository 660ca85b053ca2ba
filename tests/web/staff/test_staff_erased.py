"""What an erased challenge leaves at the staff's door, page by page."""

import pytest
from actions import Action
from deeds_done import done, perform

from portal.domain.permissions import Actor, Role
from portal.services import retention
from portal.web.staff.action_forms import FORMS
from portal.web.staff.case_pages import PARTS

TONI = Actor("triage", frozenset({Role.TRIAGE, Role.REVIEWER, Role.RELEASER, Role.MANAGER}), 4)


@pytest.fixture
def erased(context, arrive):
    """A challenge in the midst of its review, linked, mentioned and read, that was then erased; and another."""
    reference, other = arrive(), arrive("other")
    for action, said in (
        (Action.TAKE, {}),
        (Action.LINK, {"reference": other, "words": "The same child."}),
        (Action.NOTE, {"words": "Look.", "mentions": ["manager"]}),
        (Action.RECORD_ORIGINAL, {}),
        (Action.ACCEPT_FOR_REVIEW, {}),
        (Action.PASS_COMPLAINT, {"agreed": "By telephone.", "words": "You were rude."}),
    ):
        assert done(context, TONI, reference, action, **said)
    perform(context, TONI, other, Action.TAKE)
    assert retention.erase(context, reference)
    return reference, other


def test_no_page_of_an_erased_challenge_breaks_or_says_a_word(door, erased, context, employ, enter):  # noqa: ARG001 - its staff
    reference, other = erased
    employ("manager@example.com", Role.MANAGER, Role.REVIEWER, Role.RELEASER, rank=4)
    boss = enter("manager@example.com")
    at = f"/challenges/{reference}"
    pages = [at, f"{at}/why", f"{at}/as-they-see-it", *(f"{at}/{key}" for key in PARTS if key != "summary")]
    pages += [f"{at}/do/{action}" for action in FORMS]
    files = [f"{at}/record.{kind}" for kind in ("txt", "json", "pdf")] + [f"{at}/forms/complaint.txt"]
    for address in (*pages, *files):
        response = boss.client.get(address, follow_redirects=True)
        assert response.status_code in (200, 404), address
        assert "You did not speak" not in response.text, address
    boss.get("/")
    for action in FORMS:
        assert boss.send(f"{at}/do/{action}", words="A reason.", to="manager").response.status_code in (200, 404), (
            action
        )
    boss.send(f"{at}/why", why="covering")
    with context.store.read() as unit:
        for rows in ("SELECT challenge_id FROM duties", "SELECT challenge_id FROM finders"):
            left = unit.connection.exec_driver_sql(rows).scalars().all()
            assert set(left) == {unit.challenges.get(other).id}
        assert unit.event_log.verify() == []
    boss.send(f"/challenges/{other}/why", why="covering")
    for key in PARTS:
        assert boss.client.get(f"/challenges/{other}" + (f"/{key}" if key != "summary" else "")).status_code == 200, key
    for list_ in ("/", "/challenges", "/lost-messages", "/search"):
        assert boss.client.get(list_).status_code == 200
    employ("aud@example.com", Role.AUDITOR)
    auditor = enter("aud@example.com")
    assert auditor.client.get(f"{at}/timeline").status_code == 200
