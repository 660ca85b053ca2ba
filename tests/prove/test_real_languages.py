"""In Arabic, in Polish and in English, every page of a request's life comes, and says which language it is in."""

import re

import pytest
from lives import STORIES, Life

from build import EVERYONE
from portal import apps
from portal.domain.disclosure.table import NOBODY_CHECKED, Checks
from portal.domain.policy.model import Audience
from portal.web import i18n, pdf
from portal.web.public import paper_form
from posting import begin_in

KNOWN = Checks(identity=True, standing=True, made_contact=True)
LANGUAGES = ("en", "ar", "pl")
SPOKEN = re.compile(rb'<html lang="(\w+)')
REFUSED = 422

pytestmark = [pytest.mark.at_length, pytest.mark.timeout(600)]


@pytest.fixture
def spoken_at(crawl_at, monkeypatch):
    """Somebody at the door of our council, which speaks nothing else; files come as the pages they are made of."""
    monkeypatch.setattr(pdf, "make", lambda html, *_: html.encode())
    monkeypatch.setattr(paper_form, "_kept", lambda html, *_: html.encode())

    def come(code):
        crawl = crawl_at("north-tyneside")
        app = crawl.hub.public
        i18n.offer(app, apps.FOLDERS.translations, (code,), app.extensions["languages"].terms)
        app.extensions["same_for_everybody"].cache_clear()
        crawl.keeps = True
        return crawl

    return come


def in_it(crawl, code):
    spoken = [(each.where, SPOKEN.search(each.body)) for each in crawl.answers if each.body.startswith(b"<!DOCTYPE")]
    assert len(spoken) > 15
    assert not [where for where, found in spoken if not found or found[1].decode() != code]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("who", EVERYONE)
def test_every_question_and_what_it_says_when_it_is_left_blank(spoken_at, code, who):
    crawl, said = spoken_at(code), EVERYONE[who]
    context, refused = crawl.hub.context, 0
    journey = context.journey_of(said)
    way = "tell" if journey.key == "young" else "request"
    addresses = [
        f"/{way}/{step.question.address}" + ("" if step.item is None else f"/{step.item + 1}")
        for step in journey.path(said)
    ]
    for address in [*addresses, f"/{way}/check", f"/{way}/save", f"/{way}/delete"]:
        crawl.client.set_cookie("s", begin_in(context, said))
        page = crawl.get(address)
        if address in addresses:
            token = re.search(rb'name="csrf_token" value="([^"]*)"', page.data)
            answer = crawl.post(address, token=token[1].decode() if token else "")
            refused += answer.status_code == REFUSED
    assert refused > 5
    in_it(crawl, code)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("audience", [Audience.PARENT, Audience.YOUNG_PERSON])
def test_every_page_of_what_happens_to_a_request(spoken_at, code, audience):
    for number, story in enumerate(STORIES):
        crawl = spoken_at(code)
        life = Life(crawl.hub, crawl, audience, KNOWN if number % 2 == 0 else NOBODY_CHECKED, number)
        for moment in story(life):
            life.look(moment, everything=moment in ("filled in", "closed"))
        in_it(crawl, code)
