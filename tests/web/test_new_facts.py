"""A fact that is new in the code is on no page, whoever looks, until a pack decides about it."""

from dataclasses import replace
from enum import StrEnum

import pytest
from flask import render_template

from build import EVERYONE, PARENT
from portal.domain.challenge import view as challenge_view
from portal.domain.disclosure import table
from portal.domain.disclosure.table import Cell, Column, Fact, NotToBeTold, Show, every_checks
from portal.domain.policy_rule import Audience
from portal.services import access_code, applications, new_token, receipts, tracker
from portal.web.event_words import HAPPENED, WHERE
from portal.web.page_context import TELLS
from portal.web.staff.labels import FACTS

MORE = StrEnum("MORE", {fact.name: fact.value for fact in Fact} | {"MADE_UP": "made_up"})
CANARY = "Canaryword"


@pytest.fixture
def made_up(monkeypatch, public):  # noqa: ARG001  # the door is open before there is one more
    for module in (table, challenge_view):
        monkeypatch.setattr(module, "Fact", MORE)
    monkeypatch.setattr(
        challenge_view, "_ESTABLISHED", {**challenge_view._ESTABLISHED, MORE.MADE_UP: lambda *_: CANARY}
    )


def pages(context, token):
    """What this raiser can read, as they are and as anybody whom staff could have found them to be."""
    mine = tracker.mine(context, token)
    seen = [tracker.progress(context, token)]
    seen += [
        tracker.progress_of(context, mine, audience=audience, checks=checks)
        for audience in Audience
        for checks in every_checks(audience)
    ]
    words = {"where": WHERE["received"][0], "means": WHERE["received"][1], "happened": HAPPENED, "live": True}
    for found in seen:
        yield render_template("public/progress.html", progress=found, **words)
        yield render_template("public/messages.html", progress=found, live=True)
    copy = receipts.copy_of(context, token)
    yield render_template("public/sent.html", copy=copy)
    yield render_template("documents/receipt.html", copy=copy)
    sent = {"receipt": tracker.receipt(context, token), "shown": access_code.show(context, token, "")}
    yield render_template("public/done.html", **sent, errors=(), field_html="", title="")


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize("answers", EVERYONE.values(), ids=EVERYONE.keys())
def test_no_page_of_anybody_holds_it(public, context, answers):
    token = new_token()
    applications.answer(context, token, "en", answers)
    assert applications.submit(context, token)
    with public.test_request_context("/progress"):
        for page in pages(context, token):
            assert CANARY not in page
            assert "<h1" in page


@pytest.mark.usefixtures("made_up")
def test_a_template_that_asks_for_it_says_nothing_until_a_pack_says_so(public, context, monkeypatch):
    asks = "{% if view.tells(fact) %}{{ view[fact] }}{% endif %}"
    token = new_token()
    applications.answer(context, token, "en", PARENT)
    applications.submit(context, token)

    def asked(source):
        with public.test_request_context("/progress"):
            view = tracker.progress(context, token).view
            return public.jinja_env.from_string(source).render(view=view, fact=MORE.MADE_UP)

    assert asked(asks) == ""
    with pytest.raises(NotToBeTold):
        asked("{{ view[fact] }}")
    row = dict.fromkeys(Column, Cell(show=Show.FULL, assumed=True))
    told = replace(context.pack, disclosure={**context.pack.disclosure, MORE.MADE_UP: row})
    monkeypatch.setitem(context.packs._held, context.pack.id, told)
    assert asked(asks) == CANARY


@pytest.mark.usefixtures("made_up")
def test_what_is_read_before_anything_is_typed_promises_nothing_of_it(visitor):
    assert "made_up" not in visitor.get("/what-we-can-tell-you").text
    assert CANARY not in visitor.page.text


def test_there_are_words_for_every_fact_wherever_the_table_is_shown():
    assert set(TELLS) == set(FACTS) == set(Fact)
