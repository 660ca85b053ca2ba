"""What staff write stays as they wrote it: whoever reads another language asks for it, and that waits as a task."""

from dataclasses import replace

import pseudo
import pytest
from actions import Action
from deeds_done import done
from web.test_languages import TABS

from build import PARENT, OnePack
from portal import apps
from portal.domain.challenge.state import Flag
from portal.domain.permissions import Actor, Role
from posting import send_in

CLERK = Actor("triage", frozenset({Role.TRIAGE}), name="T Example")
TYPED = "Who was at home that day?"


@pytest.fixture
def reader(context, monkeypatch, tmp_path, visitor_of):
    """A parent who reads another language, has sent a request and may be written to; their browser and office."""
    monkeypatch.setattr(apps, "FOLDERS", replace(apps.FOLDERS, translations=pseudo.speak(tmp_path)))
    pack = replace(context.pack, council=replace(context.pack.council, languages=("en", "ar")))
    here = replace(context, packs=OnePack(pack))
    _token, reference = send_in(here, PARENT)
    done(here, CLERK, reference, Action.TAKE)
    for action in (Action.CHECK_IDENTITY, Action.CHECK_STANDING):
        done(here, CLERK, reference, action, words="In our notes.")
    visitor = visitor_of(here, tabs=TABS)
    visitor.get("/language/ar")
    visitor.get("/return")
    with here.store.begin() as unit:
        unit.raiser_sessions.start(visitor.client.get_cookie("s").value, reference, here.now())
    return visitor, here, reference


def flags(context, reference):
    with context.store.read() as unit:
        return unit.challenges.get(reference).flags


def offers(page):
    return [a for a in page.all("a") if a.get("href") == "/in-your-language"]


def test_what_staff_wrote_is_marked_as_english_and_can_be_asked_for(reader):
    visitor, context, reference = reader
    assert not offers(visitor.get("/messages")), "nobody has written anything"
    done(context, CLERK, reference, Action.ASK, words=TYPED)
    page = visitor.get("/messages")
    [words] = [each for each in page.all("bdi") if each.text == TYPED]
    assert words.get("lang") == "en"
    visitor.get(offers(page)[0].get("href"))
    page = visitor.send(how="read_out")
    assert page.path == "/noted/language"
    assert Flag.LANGUAGE_HELP in flags(context, reference)
    page = visitor.get("/messages")
    assert not offers(page)
    assert visitor.get("/in-your-language").path == "/progress", "once is enough until somebody has seen to it"


def test_it_waits_as_a_task_until_somebody_says_what_they_did(reader):
    visitor, context, reference = reader
    done(context, CLERK, reference, Action.ASK, words=TYPED)
    visitor.get("/in-your-language")
    visitor.send(how="translate")
    done(context, CLERK, reference, Action.SEE_FLAGS, words="An interpreter wrote it in Arabic, as a new message.")
    assert Flag.LANGUAGE_HELP not in flags(context, reference)
    assert offers(visitor.get("/messages")), "they can ask again"


def test_nothing_chosen_is_said_so(reader):
    visitor, context, reference = reader
    done(context, CLERK, reference, Action.ASK, words=TYPED)
    visitor.get("/in-your-language")
    response = visitor.client.post("/in-your-language", data={"csrf_token": visitor.page.token})
    assert response.status_code == 422
    assert pseudo.mirrored("Select what would help you read our messages") in response.text


def test_in_english_there_is_nothing_to_ask_for(reader):
    visitor, context, reference = reader
    done(context, CLERK, reference, Action.ASK, words=TYPED)
    visitor.get("/language/en")
    assert not offers(visitor.get("/messages"))
    assert visitor.get("/in-your-language").path == "/messages"
