"""A question's page is drawn once and kept: what is kept is the same for everybody, and nobody's words are in it."""

from datetime import timedelta

import pytest

from build import PARENT
from portal.domain.journey import Kind
from portal.services import applications, new_token
from portal.web import form_fields

WORDS = {"told_what": "Zanzibar", "right": "Quicksilver", "email": "yttrium@example.com", "name": "Vexillology"}
CHILD = [{**PARENT["child"][0], "child.name": "Oxbowlake"}]
POINT = [{"point.kind": "missing", "point.words": "Jabberwock"}]
TELLING = [*WORDS.values(), "Oxbowlake", "Jabberwock"]


@pytest.fixture
def with_answers(context, another):
    """Somebody at the door with a draft of these answers."""

    def make(**said):
        token, visitor = new_token(), another()
        applications.answer(context, token, "en", {**PARENT, **said})
        visitor.client.set_cookie("s", token)
        return visitor

    return make


def addresses(context):
    for step in context.journeys["adult"].path(PARENT):
        number = "" if step.item is None else f"/{step.item + 1}"
        yield f"/request/{step.question.address}{number}", step.question


def test_nobody_reads_what_another_has_said(context, with_answers):
    talker, quiet = with_answers(**WORDS, child=CHILD, point=POINT), with_answers()
    found = set()
    for address, _question in addresses(context):
        said = talker.get(address).html
        found |= {word for word in TELLING if word in said}
        page = quiet.get(address)
        assert not [word for word in TELLING if word in page.html], address
        assert talker.get(address).html == said, "it is the same each time"
    assert found == set(TELLING), "the words are shown to whoever said them"


def test_nobody_reads_another_s_mistakes(context, with_answers):
    talker, quiet = with_answers(), with_answers()
    typed = [(address, question) for address, question in addresses(context) if question.kind is Kind.GROUP]
    assert len(typed) > 1
    for address, question in typed:
        names = [part.key for part in question.inner()] or [question.key]
        wrong = {"point.kind": "Zanzibar", "safe": ["email"], "email": "Zanzibar <b>"}
        talker.get(address)
        page = talker.send(**dict.fromkeys(names, "Zanzibar <b>") | wrong)
        if "safe" in names:
            assert page.errors
        page = quiet.get(address)
        assert "Zanzibar" not in page.html
        assert not page.errors


def test_each_form_carries_the_token_of_whoever_asked(context, with_answers):
    one, two = with_answers(), with_answers()
    for address, _question in addresses(context):
        first, second = one.get(address), two.get(address)
        assert first.token == one.get(address).token
        assert first.token != second.token
        assert first.html.replace(first.token, "") == second.html.replace(second.token, "")


def test_the_mark_of_a_slot_is_only_a_character(with_answers):
    strange = "\ue000csrf_token\ue001 \ue000name\ue001"
    visitor = with_answers(name=strange)
    page = visitor.get("/request/safe-ways")
    assert f'value="{strange}"' in page.html
    assert page.html.count(page.token) == 1


def test_a_kept_page_still_knows_the_hour(with_answers, clock):
    visitor = with_answers()
    assert "0345 2000 109" in visitor.get("/request/safe-ways").text
    clock.now += timedelta(hours=8)
    visitor = with_answers()
    page = visitor.get("/request/safe-ways")
    assert "0330 333 7475" in page.text
    assert "0345 2000 109" not in page.text


def test_a_kept_page_leads_back_to_where_each_came_from(with_answers):
    visitor = with_answers()
    assert visitor.get("/request/who-for").link("Back") == "/request/who-for/1"
    assert visitor.get("/request/who-for?change=1").link("Back") == "/request/check"
    other = with_answers(child=[*PARENT["child"], *PARENT["child"]])
    assert other.get("/request/who-for").link("Back") == "/request/who-for/2"


def test_what_is_no_real_choice_leaves_nothing_behind(visitor):
    visitor.get("/request/now")
    visitor.send(danger="junk")
    known = len(form_fields._drawn)
    for n in range(5):
        assert visitor.send(danger=f"junk {n}").errors
    assert len(form_fields._drawn) == known
