"""Each staff page says what it is for and who can open it."""

from portal.web.staff.access import ACCESS, OpenToAll
from portal.web.staff.page_help import ACTION_PAGE, HELP

NO_PAGE = {
    "staff.list_file", "staff.next", "staff.take_letter", "staff.report_file", "staff.export", "staff.form",
    "staff.file", "openid.start_again",
}  # fmt: skip
"""What gives a file, or leads away at once."""

SIGNED_OUT = {OpenToAll.TO_ALL, OpenToAll.TO_SIGN_IN, OpenToAll.TO_ARRIVE}


def test_every_page_has_its_help_and_no_entry_names_a_page_that_is_not_there(door):
    shown = {rule.endpoint for rule in door.url_map.iter_rules() if "GET" in rule.methods}
    pages = {each for each in shown & ACCESS.keys() if ACCESS[each] not in SIGNED_OUT} - NO_PAGE
    assert HELP.keys() | {ACTION_PAGE} == pages
    assert shown >= NO_PAGE


def test_a_page_says_what_it_is_for_and_who_can_open_it(signed_in):
    page = signed_in.get("/policy")
    opened = page.html.partition("Help with this page")[2].partition("</details>")[0]
    assert "with the clause that each rule comes from" in opened
    assert "Who can open it: triage officers, reviewers, approvers, managers and auditors." in opened


def test_the_form_of_an_action_says_whose_role_lets_them_do_it(signed_in, arrive):
    page = signed_in.get(f"/challenges/{arrive()}/do/accept_for_review")
    opened = page.html.partition("Help with this page")[2].partition("</details>")[0]
    assert "Accept for review" in opened
    assert "Whose role lets them do it: triage officers, reviewers and managers." in opened
