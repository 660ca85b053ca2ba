"""In a language that nobody speaks, every page, message of a page and document is in it: nothing is left in English."""

import pseudo
import pytest
from lives import STORIES, Life

from portal.domain.disclosure.table import NOBODY_CHECKED, Checks
from portal.domain.policy.model import Audience
from portal.web import i18n, pdf
from portal.web.public import paper_form

COUNCIL = "north-tyneside"
CHARACTERS = "((characters))"  # where a file names what could not be printed; it is filled in as the file is made
KNOWN = Checks(identity=True, standing=True, made_contact=True)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return pseudo.speak(tmp_path_factory.mktemp("translations"))


@pytest.fixture
def spoken_at(crawl_at, folder, monkeypatch):
    """Somebody at the door of our council, which speaks nothing else; files come as the pages they are made of."""

    def come(code):
        crawl = crawl_at(COUNCIL)
        app = crawl.hub.public
        i18n.offer(app, folder, (code,), app.extensions["languages"].terms)
        app.extensions["same_for_everybody"].cache_clear()
        monkeypatch.setattr(pdf, "make", lambda html, *_: html.encode())
        monkeypatch.setattr(paper_form, "_kept", lambda html, *_: html.encode())
        crawl.keeps = crawl.files = True
        return crawl

    return come


def names(context):
    """What the council and its team are called, which no catalogue holds.

    What else the pack names, as roles, stages and whom to call, says that it is English where it stands.
    """
    council = context.pack.council
    found = {council.name, council.short_name, council.team, council.team_in_full}
    return sorted({*found, CHARACTERS} - {""}, key=len, reverse=True)


def english(crawl, code):
    """By address, the English that is left there."""
    allowed = [*names(crawl.hub.context), *(pseudo.dates_of(code) if code == pseudo.ACCENTED else ())]
    found = {}
    for answer in crawl.answers:
        if answer.body.lstrip().startswith(b"<!DOCTYPE html>") and (
            words := pseudo.left(answer.body, allowed, marks=code == pseudo.MIRRORED)
        ):
            found.setdefault(" ".join(words), answer.where)
    return found


def no_english(crawl, code):
    found = english(crawl, code)
    assert not found, "\n".join(f"{where}: {words}" for words, where in found.items())


@pytest.mark.parametrize("code", [pseudo.ACCENTED, pseudo.MIRRORED])
def test_the_form_and_all_pages_to_read(spoken_at, code):
    for number, audience in enumerate((Audience.PARENT, Audience.YOUNG_PERSON)):
        crawl = spoken_at(code)
        life = Life(crawl.hub, crawl, audience, KNOWN, number)
        life.types_the_form()
        life.look("the form", everything=True)
        no_english(crawl, code)


def pytest_generate_tests(metafunc):
    """The short run takes one of each language."""
    if "lived" in metafunc.fixturenames:
        short = [(pseudo.ACCENTED, Audience.PARENT), (pseudo.MIRRORED, Audience.YOUNG_PERSON)]
        every = [(code, audience) for code in (pseudo.ACCENTED, pseudo.MIRRORED) for audience in Audience]
        lived = every if metafunc.config.getoption("--prove") else short
        metafunc.parametrize("lived", lived, ids=[f"{code}-{audience}" for code, audience in lived])


@pytest.mark.timeout(600)
def test_everything_that_happens_to_a_request(spoken_at, lived, prove):
    code, audience = lived
    for number, story in enumerate(STORIES if prove else STORIES[:1]):
        crawl = spoken_at(code)
        life = Life(crawl.hub, crawl, audience, KNOWN if number % 2 == 0 else NOBODY_CHECKED, number)
        for passed, moment in enumerate(story(life)):
            if prove or passed % 6 == 0 or moment == "closed":
                life.look(moment, everything=moment == "closed")
        no_english(crawl, code)
