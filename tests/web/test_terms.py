"""The terms of use say nothing that is not so: each sentence is tied to a test of the deed, or promises nothing."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
DEEDS = {
    "You do not pay for this website, and you do not need an account.":
        ("web/test_walks.py", "test_pages_to_read_are_sound_and_carry_the_safety_strip"),
    "There are no adverts here. Your browser loads nothing from other websites.":
        ("web/test_terms.py", "test_a_browser_may_load_nothing_from_elsewhere"),
    "If this website does not work, its page shows the numbers that you can call.":
        ("web/test_static_page.py", "test_a_door_that_can_make_no_page_shows_it_too"),
    "We limit how much one internet connection can send. We keep what you typed if that happens.":
        ("web/test_request_limits.py", "test_a_network_sends_ten_forms_an_hour_and_what_is_over_is_kept"),
}  # fmt: skip
ASKED_OF_THEM = {"Tell us what you believe is true.", "Do not try to harm this website or read what other people sent."}
THE_LAW = {
    "You keep all your rights. You can complain about us and go to a court. Complain about how we treated you",
    "You can ask what we keep about you. How we use what you tell us",
    "The law of England applies to these terms.",
}


@pytest.fixture
def terms(another):
    return another().get("/terms")


def test_every_sentence_has_a_deed_or_is_none_of_ours(terms):
    main = terms.all("main")[0]
    said = {" ".join("".join(item.itertext()).split()) for item in main.iter("li")}
    assert said == {*DEEDS, *ASKED_OF_THEM, *THE_LAW}


@pytest.mark.parametrize(("path", "name"), DEEDS.values())
def test_each_deed_is_tested(path, name):
    tree = ast.parse((TESTS / path).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_a_browser_may_load_nothing_from_elsewhere(another):
    policy = another().client.get("/").headers["Content-Security-Policy"]
    for rule in policy.split(";"):
        name, *sources = rule.split()
        if name.endswith(("-src", "form-action")):
            assert all(each in {"'none'", "'self'"} or each.startswith("'sha256-") for each in sources), rule


def test_it_is_led_to_from_every_page_and_leads_on_to_what_it_names(another):
    me = another()
    me.get("/contact")
    assert me.get(me.page.link("Terms of use")).path == "/terms"
    assert me.get(me.page.link("Complain about how we treated you")).path == "/how-we-treated-you"
    assert me.get("/young/terms").h1 == "Terms of use"
