import logging
import shutil
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal import notify as notify_room
from portal.domain import notices
from portal.domain.notices import TO_RAISER, TO_STAFF, Channel, Notice
from portal.notify import TOO_FAST, DailyLimit, Notify, Refused, TryLater, _asked, template_id, template_name
from portal.packs import Packs
from portal.services import texts
from portal.settings import notice_names
from portal.standin.rules import NAMESPACE, PLACEHOLDER, read_templates
from posting import EMAIL, LETTER, LIVE, NOTICES, TEXT, UNKNOWN, some_reference, stand_in, until


@pytest.fixture
def desk():
    return stand_in()


@pytest.fixture
def url(desk):
    with desk.running() as url:
        yield url


@pytest.fixture
def notify(url):
    return Notify(url, LIVE, timeout=0.5)


@pytest.mark.parametrize("notice", [EMAIL, TEXT, LETTER])
def test_a_notice_is_handed_over_and_found_by_its_reference(desk, notify, notice):
    reference = some_reference()
    notify_id = notify.send(notice, reference)
    [message] = desk.messages
    assert (message["id"], message["reference"]) == (notify_id, reference)
    assert notice.words["reference"] in message["body"]
    to = [message["email_address"], message["phone_number"], message["line_1"]]
    assert next(filter(None, to)) in str(notice.to)
    final = "received" if notice is LETTER else "delivered"
    until(lambda: message["completed_at"])
    assert notify.find(reference) == (notify_id, final)
    assert notify.find(some_reference()) is None


def test_the_councils_own_template_ids_come_first(url):
    other = template_id("new_challenge.email.en", {})
    with pytest.raises(TryLater, match="BadRequestError"):
        Notify(url, LIVE, {"received.email.en": str(uuid.uuid4())}).send(EMAIL, some_reference())
    assert template_id("new_challenge.email.en", {"received.email.en": "x"}) == other


def test_both_sides_give_a_file_the_same_id():
    assert read_templates(NOTICES)[template_id("received.text.en", {})].name == "received.text.en"
    assert NAMESPACE == notify_room.NAMESPACE


def test_what_notify_cannot_do_now(desk, notify, url):
    def why(of=notify, notice=EMAIL):
        with pytest.raises((TryLater, DailyLimit, Refused)) as caught:
            of.send(notice, some_reference())
        return caught.value

    for mode in ("500", "503", "slow", "drop"):
        desk.fail(mode, seconds=1, times=1)
        assert isinstance(why(), TryLater), mode
    desk.fail("too-many-requests", times=1)
    assert why().after == TOO_FAST
    desk.fail("daily-limit", times=1)
    assert isinstance(why(), DailyLimit)
    assert isinstance(why(Notify(url, UNKNOWN)), TryLater)
    assert isinstance(why(Notify("http://127.0.0.1:9", LIVE)), TryLater)


def test_only_what_can_never_be_right_is_refused(notify):
    with pytest.raises(Refused):
        notify.send(replace(TEXT, to={"telephone": "0191 498 0000"}), some_reference())
    with pytest.raises(Refused):
        notify.send(replace(EMAIL, to={"email": "sam@example"}), some_reference())
    with pytest.raises(TryLater):
        notify.send(replace(EMAIL, words={}), some_reference())
    with pytest.raises(TryLater):
        notify.send(replace(EMAIL, language="xx"), some_reference())


def test_a_web_page_in_place_of_an_answer(notify):
    """A proxy's own page, with status 200."""
    with pytest.raises(TryLater, match="could not be read"):
        _asked(notify._client().get, "/")


def test_threads_do_not_share_a_client(notify):
    with ThreadPoolExecutor(4) as pool:
        clients = {id(client) for client in pool.map(lambda _: notify._client(), range(40))}
        assert notify._client() is notify._client()
    assert id(notify._client()) not in clients


def test_nothing_personal_is_logged_or_raised(desk, notify, caplog):
    caplog.set_level(logging.INFO)
    desk.fail("500")
    errors = []
    for notice in (EMAIL, TEXT, LETTER, replace(TEXT, to={"telephone": "none of yours"})):
        with pytest.raises(TryLater) as caught:
            notify.send(notice, some_reference())
        errors.append(caught.value)
    desk.fail("off")
    with pytest.raises(Refused) as caught:
        notify.send(replace(EMAIL, to={"email": "sam.example.com"}), some_reference())
    said = f"{caplog.text} {errors} {caught.value!r}"
    for personal in ("sam", "Sam", "900982", "yours", "Street", "7K3M"):
        assert personal not in said
    assert all(error.__cause__ is None for error in errors)


# The texts

PACKS = Packs(NOTICES.parents[1] / "policies")
NAMES = sorted(read_templates(NOTICES).values(), key=lambda template: template.name)
WORST = {"reference": "WWWW-WWWW-W", "date": "30 September 2026", "sender": "London Borough of Hammersmith and Fulham"}
TELLING = (
    *("child", "mash", "safeguard", "social", "decision", "abuse", "harm", "danger", "worried", "family"),
    *("parent", "police", "refer", "case", "outcome", "concern", "council", "review", "challenge"),
)  # fmt: skip


def made_notices(language):
    """What the portal makes of an invented parent's answers, for every safe way to reach them; and for staff."""
    now = datetime(2026, 9, 30, 9, tzinfo=UTC)
    ways = {
        "email": {"email": "sam@example.com"},
        "text": {"mobile": "07700 900982"},
        "letter": {"address.line1": "1 Some Street", "address.town": "Wallsend", "address.postcode": "NE28 1AA"},
    }
    for way, details in ways.items():
        answers = {"safe": [way], "say_who": "yes", "name": "Sam Example"} | details
        told = notices.acknowledge("WWWW-WWWW-W", answers, WORST["sender"], language, now)
        yield from (replace(each, name=name) for each in told for name in TO_RAISER)
    words = {"reference": "WWWW-WWWW-W", "address": "http://127.0.0.1:8001", "due": "1 October 2026", "days": "2"}
    yield from (Notice(name, Channel.EMAIL, {"email": "mash@example.com"}, words) for name in TO_STAFF)


@pytest.mark.parametrize("council", sorted({name.partition("@")[0] for name in PACKS.ids()}))
def test_every_notice_has_a_text_in_each_language_and_fills_it(notify, desk, council):
    made = [each for language in PACKS.current(council).council.languages for each in made_notices(language)]
    assert {notice.channel for notice in made} == set(Channel)
    assert {template_name(notice) for notice in made} == {template.name for template in NAMES} == set(notice_names())
    for notice in made:
        notify.send(notice, some_reference())
    assert all("((" not in f"{message['subject']} {message['body']}" for message in desk.messages)


@pytest.mark.parametrize(
    "template", [t for t in NAMES if not t.name.startswith(TO_STAFF)], ids=lambda template: template.name
)
def test_what_a_raiser_gets_gives_nothing_away(template):
    text = PLACEHOLDER.sub("", f"{template.subject or ''} {template.body}").casefold().replace("reference", "")
    assert not [word for word in TELLING if word in text]
    assert not {"code", "name", "child"} & set(template.keys)
    assert set(template.keys) <= {"reference", "date", "sender"}
    assert template.subject in {None, "We have your message", "There is an update for you"}


@pytest.mark.parametrize("template", [t for t in NAMES if t.type == "sms"], ids=lambda template: template.name)
def test_a_text_is_one_text(template):
    filled = template.filled(WORST)["body"]
    assert len(filled) <= 160
    assert filled.isascii()


@pytest.mark.parametrize("name", TO_STAFF)
def test_staff_are_told_nothing_about_anybody(name):
    [template] = [each for each in NAMES if each.name == f"{name}.email.en"]
    assert {"reference", "address"} <= set(template.keys) <= {"reference", "address", "due", "days"}
    text = PLACEHOLDER.sub("", f"{template.subject} {template.body}").casefold().replace("reference", "")
    assert not [word for word in (*TELLING, "advocate", "young") if word in text]


class TestTexts:
    @pytest.fixture
    def changed(self, tmp_path):
        """The folder of our texts, to be changed; Notify holds the ones we have."""
        return Path(shutil.copytree(NOTICES, tmp_path / "notices"))

    def test_what_notify_holds_is_what_we_print_for_pasting(self, notify):
        assert list(texts.differences(notify, NOTICES)) == []

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("for you", "for us", "its subject is another one."),
            ("your code", "your key", "its words are others."),
            ("((reference))", "here", "it asks for ((reference)), which we do not give: no message goes out."),
            ("((reference))", "((reference)) ((more))", "it leaves out ((more))."),
        ],
    )
    def test_what_differs_is_said_with_its_version(self, notify, changed, old, new, said):
        file = changed / "update.email.en.txt"
        before = file.read_text()
        file.write_text(before.replace(old, new))
        assert file.read_text() != before
        assert list(texts.differences(notify, changed)) == [f"update.email.en, version 1: {said}"]

    def test_what_is_not_there_or_of_another_kind_is_said(self, url, changed):
        wrong = {"update.email.en": str(uuid.uuid4()), "update.text.en": template_id("update.letter.en", {})}
        missing, other = texts.differences(Notify(url, LIVE, wrong), changed)
        assert missing.startswith("update.email.en: Notify does not hold it")
        assert other.endswith("it is for letter, not for text.")

    def test_a_notify_that_is_away_stops_nobody(self, caplog):
        texts.warn(Notify("http://127.0.0.1:9", LIVE), NOTICES)
        assert "could not be checked" in caplog.text
