"""The crawl would see it: a leak planted in each of the places where one could be is found there, and nothing else."""

import logging
import shutil
from base64 import urlsafe_b64encode
from dataclasses import replace

import knowing
import pytest
from canaries import Leak, Place
from lives import Life

from portal import apps
from portal.domain.challenge import view
from portal.domain.disclosure.table import Fact
from portal.domain.policy.model import Audience
from portal.storage.outbox import Outbox
from portal.web.app_factory import Folders

pytestmark = pytest.mark.at_length

NOTE = "a note"


@pytest.fixture
def templates(tmp_path, monkeypatch):
    """A copy of the templates; ``add`` puts a line behind what stands in one."""
    folder = shutil.copytree(apps.FOLDERS.templates, tmp_path / "templates")
    monkeypatch.setattr(apps, "FOLDERS", Folders(folder, apps.FOLDERS.assets, apps.FOLDERS.translations))

    def add(name, line, behind="</h1>"):
        path = folder / name
        text = path.read_text()
        assert behind in text
        path.write_text(text.replace(behind, f"{behind}\n{line}", 1))

    return add


@pytest.fixture
def leaks_of(crawl_at):
    """What is found once staff have noted something; ``plant`` is done before anybody comes."""

    def look(plant=None, **how):
        crawl = crawl_at("north-tyneside")
        life = Life(crawl.hub, crawl, Audience.PARENT, knowing.ALL)

        def word(what=NOTE):
            return next((each.word for each in life.words.known.values() if what in each.what), "nobody")

        if plant:
            plant(crawl.hub.public, word)
        life.begins()
        life.sends()
        crawl.take_in(life.shows)
        life.looked_at_first()
        life.look("noted", **how)
        return crawl.leaks

    return look


def found(leaks):
    return {(leak.what, leak.place) for leak in leaks}


def pages(leaks):
    return {leak.where.partition(" (")[0] for leak in leaks}


def test_without_any_there_is_none(leaks_of):
    assert leaks_of(everything=True) == []


def test_in_a_template_fed_by_a_global(leaks_of, templates):
    templates("public/messages.html", "<p>{{ planted() }}</p>")
    leaks = leaks_of(lambda app, word: app.jinja_env.globals.update(planted=word))
    assert found(leaks) == {(NOTE, Place.PAGE)}
    assert pages(leaks) == {"GET /messages"}


def test_in_a_template_fed_by_the_view(leaks_of, templates, monkeypatch):
    """A view that holds how the raiser was checked, and a page that prints it."""
    shown = {**view._ESTABLISHED, Fact.STAGE: lambda challenge, _pack: challenge.work.identity}
    monkeypatch.setattr(view, "_ESTABLISHED", shown)
    templates("public/withdraw.html", "<p>{{ progress.view['stage'].value }}</p>")
    leaks = leaks_of()
    assert found(leaks) == {("how identity was checked", Place.PAGE)}
    assert pages(leaks) == {"GET /progress", "GET /take-back", "POST /take-back"}, "the tracker shows the stage too"


def test_in_the_title_of_a_page(leaks_of, templates):
    templates(
        "public/sent.html", "{% block name %}{{ planted() }}{% endblock %}", '{% set title = _("What you have sent") %}'
    )
    leaks = leaks_of(lambda app, word: app.jinja_env.globals.update(planted=word))
    assert found(leaks) == {(NOTE, Place.TITLE)}
    assert pages(leaks) == {"GET /sent"}


@pytest.fixture
def rewritten(monkeypatch):
    """Every notice is changed before it goes into the outbox."""
    written = Outbox.add

    def by(change):
        def add(self, challenge_id, notices, *how):
            written(self, challenge_id, [change(each) for each in notices], *how)

        monkeypatch.setattr(Outbox, "add", add)

    return by


def test_in_the_words_of_a_notice(leaks_of, rewritten):
    def plant(_app, word):
        rewritten(lambda each: replace(each, words=each.words | {"reference": f"{each.words['reference']} {word()}"}))

    assert found(leaks_of(plant)) == {(NOTE, Place.NOTICE)}


def test_in_a_notice_that_goes_to_another_raiser(leaks_of, rewritten):
    def plant(_app, word):
        rewritten(lambda each: replace(each, to={"email": f"{word('email of another')}@example.com"}))

    leaks = found(leaks_of(plant))
    assert ("their reference", Place.NOTICE) in leaks
    assert {place for _what, place in leaks} == {Place.NOTICE}


@pytest.mark.parametrize(("header", "place"), [("X-Seen-By", Place.HEADER), ("Set-Cookie", Place.COOKIE)])
def test_in_a_response_header(leaks_of, header, place):
    def plant(app, word):
        app.after_request(lambda response: response.headers.add(header, f"seen={word()}") or response)

    assert found(leaks_of(plant)) == {(NOTE, place)}


def test_in_a_cookie_that_is_not_to_be_read_at_once(leaks_of):
    def plant(app, word):
        def mark(response):
            response.set_cookie("more", urlsafe_b64encode(f'{{"by": "{word()}"}}'.encode()).decode())
            return response

        app.after_request(mark)

    assert found(leaks_of(plant)) == {(NOTE, Place.COOKIE)}


def test_in_an_address(leaks_of):
    def plant(app, word):
        def mark(response):
            if "Location" in response.headers:
                response.headers["Location"] += f"?seen={word()}"
            return response

        app.after_request(mark)

    assert found(leaks_of(plant)) == {(NOTE, Place.ADDRESS)}


def test_in_a_log_call(leaks_of):
    def plant(app, word):
        app.after_request(lambda response: logging.getLogger("portal.web").debug("Served with %s", word()) or response)

    leaks = leaks_of(plant)
    assert set(leaks) == {Leak(NOTE, Place.LOG, "portal.web")}


def test_in_a_document(leaks_of, templates):
    templates("documents/receipt.html", "<p>{{ planted() }}</p>")
    leaks = leaks_of(lambda app, word: app.jinja_env.globals.update(planted=word), everything=True)
    assert found(leaks) == {(NOTE, Place.DOCUMENT)}
    assert pages(leaks) == {"GET /copy/receipt.pdf"}
