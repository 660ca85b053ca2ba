import logging
import shutil
import socket
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.dates import format_date

from build import our_packs
from dev.notify import sms
from dev.notify.rules import NAMESPACE, PLACEHOLDER, read_templates
from portal import notify as notify_room
from portal.domain.challenge.events.notice_names import REPLY_LETTER, RaiserNotice
from portal.domain.challenge.view import HistoryLine, View
from portal.domain.disclosure.table import Fact, Shown
from portal.domain.notices.catalogue import (
    ABOUT_ACCOUNTS,
    ABOUT_MANY,
    ALERTED,
    GATHERED_ALERTS,
    REMINDERS,
    TO_PARTNERS,
    TO_RAISER,
    TO_STAFF,
    Channel,
    Notice,
    plan_of,
    tell,
)
from portal.domain.policy.validation import SENDER
from portal.notify import (
    TOO_FAST,
    BadTexts,
    DailyLimit,
    Misconfigured,
    Notify,
    NotifyRefused,
    TryLater,
    WaysBack,
    _asked,
    read_sentences,
    read_texts,
    template_id,
    template_name,
    written,
)  # fmt: skip
from portal.services import notice_texts
from portal.settings import notice_names
from posting import EMAIL, LETTER, LIVE, NOTICES, TEXT, UNKNOWN, some_reference, stand_in, until


@pytest.fixture
def desk():
    return stand_in()


@pytest.fixture
def url(desk):
    with desk.running() as url:
        yield url


SENTENCES = read_sentences(NOTICES)


@pytest.fixture
def notify(url):
    return Notify(url, LIVE, sentences=SENTENCES, timeout=0.5)


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
        Notify(url, LIVE, {"received.email.en": str(uuid.uuid4())}, sentences={}).send(EMAIL, some_reference())
    assert template_id("new_challenge.email.en", {"received.email.en": "x"}) == other


def test_both_sides_give_a_file_the_same_id():
    assert read_templates(NOTICES)[template_id("received.text.en", {})].name == "received.text.en"
    assert NAMESPACE == notify_room.NAMESPACE


def test_what_notify_cannot_do_now(desk, notify, url):
    def why(of=notify, notice=EMAIL):
        with pytest.raises((TryLater, DailyLimit, NotifyRefused)) as caught:
            of.send(notice, some_reference())
        return caught.value

    for mode in ("500", "503", "slow", "drop"):
        desk.fail(mode, seconds=1, times=1)
        assert isinstance(why(), TryLater), mode
    desk.fail("too-many-requests", times=1)
    assert why().after == TOO_FAST
    desk.fail("daily-limit", times=1)
    assert isinstance(why(), DailyLimit)
    assert isinstance(why(Notify(url, UNKNOWN, sentences={})), TryLater)
    assert isinstance(why(Notify("http://127.0.0.1:9", LIVE, sentences={})), TryLater)


@pytest.mark.parametrize(
    ("notice", "to"),
    [
        (TEXT, {"telephone": "0191 498 0000"}),
        (TEXT, {"telephone": "+1 202 555 0123"}),
        (TEXT, {"telephone": "07700 90098"}),
        (EMAIL, {"email": "sam@example"}),
        (LETTER, {"lines": ["Sam", "1 High Street", "Nowhere"]}),
    ],
)
def test_a_recipient_who_can_never_be_right_is_refused_whatever_the_refusal_is_called(notify, notice, to):
    with pytest.raises(NotifyRefused):
        notify.send(replace(notice, to=to), some_reference())


def test_an_answer_that_trickles_ends_with_the_call():
    """Each byte comes in time, and there is no end of them."""
    door, gone = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def trickle():
        with suppress(OSError):
            client, _ = door.accept()
            with client:
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
                while not gone.wait(0.05):
                    client.sendall(b" ")

    slow = threading.Thread(target=trickle)
    slow.start()
    notify = Notify(f"http://127.0.0.1:{door.getsockname()[1]}", LIVE, sentences={}, timeout=0.3)
    began, reference = time.monotonic(), some_reference()
    with pytest.raises(TryLater, match="took too long"):
        notify.send(EMAIL, reference)
    assert time.monotonic() - began < 2
    with pytest.raises(TryLater, match="an earlier try has not ended"):
        notify.find(reference)
    gone.set()
    slow.join()
    door.close()
    until(lambda: not notify.under_way)
    with pytest.raises(TryLater, match="the connection was refused"):
        notify.find(reference)


def test_what_is_set_up_wrong_is_said_so_at_once_and_tried_again(desk, notify, url):
    for wrong in (replace(EMAIL, words={}), replace(EMAIL, language="xx")):
        with pytest.raises(Misconfigured, match="A text at Notify"):
            notify.send(wrong, some_reference())
    stranger = Notify(url, UNKNOWN, sentences=SENTENCES)
    with pytest.raises(Misconfigured, match=r"answered 403 \(AuthError\)"):
        stranger.send(EMAIL, some_reference())
    desk.channels = frozenset({"email"})
    with pytest.raises(Misconfigured):
        notify.send(TEXT, some_reference())


def test_no_answer_is_called_no_answer_by_its_kind():
    def said(address, **more):
        with pytest.raises(TryLater) as caught:
            Notify(address, LIVE, sentences=SENTENCES, **more).send(EMAIL, some_reference())
        return str(caught.value)

    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        assert said(f"http://127.0.0.1:{port}", timeout=0.2) == "Notify gave no answer: it took too long."
    assert said(f"http://127.0.0.1:{port}") == "Notify gave no answer: the connection was refused."
    assert said("http://nobody.invalid") == "Notify gave no answer: its name is not found."


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
    with pytest.raises(NotifyRefused) as caught:
        notify.send(replace(EMAIL, to={"email": "sam.example.com"}), some_reference())
    said = f"{caplog.text} {errors} {caught.value!r}"
    for personal in ("sam", "Sam", "900982", "yours", "Street", "7K3M"):
        assert personal not in said
    assert all(error.__cause__ is None for error in errors)


# The texts

PACKS = our_packs()
NAMES = sorted(read_templates(NOTICES).values(), key=lambda template: template.name)
TELLING = (
    *("child", "mash", "safeguard", "social", "decision", "decide", "abuse", "harm", "danger", "worried", "worry"),
    *("family", "parent", "police", "refer", "case", "outcome", "concern", "council", "review", "challenge"),
    *("complain", "safe", "stage", "manager", "look again", "looked", "advocate", "young", "neighbour", "school"),
    *("appeal", "report", "risk", "hurt", "protect", "court", "agency", "agree"),
)  # fmt: skip
MOST_FRAGMENTS = 3
"""What a text of ours costs at most in a language whose letters are not GSM's; in English it costs one."""

SEPTEMBER = date(2026, 9, 30)  # no date is longer
VIEW = View(
    {Fact.RECEIVED: Shown(("WWWWWWWWW", datetime(2026, 9, 30, 9, tzinfo=UTC)))},
    (
        HistoryLine("window_closing", datetime(2026, 9, 30, 9, tzinfo=UTC), until=SEPTEMBER),
        HistoryLine("question_reminded", datetime(2026, 9, 30, 9, tzinfo=UTC), until=SEPTEMBER),
    ),
)
WAYS = {
    Channel.EMAIL: {"email": "sam@example.com"},
    Channel.TEXT: {"mobile": "07700 900982"},
    Channel.LETTER: {"address.line1": "1 Some Street", "address.town": "Wallsend", "address.postcode": "NE28 1AA"},
}
COUNCILS = sorted({name.partition("@")[0] for name in PACKS.ids()})


def to_raiser(council, name, channel, language, say_who="yes"):
    """What the portal makes of the answers of an invented parent who may be written to in one way."""
    answers = {"safe": [channel.value], "say_who": say_who, "name": "Sam Example"} | WAYS[channel]
    [made] = tell(name, VIEW, plan_of(answers, language), council, datetime(2026, 9, 30, 9, tzinfo=UTC))
    return made


NEWS = tuple(name for name in TO_RAISER if name != REPLY_LETTER)
"""What says only that there is something to read, by any channel."""


def the_reply(council, language):
    letter = replace(to_raiser(council, RaiserNotice.ANSWER, Channel.LETTER, language), name=REPLY_LETTER)
    return replace(letter, words={**letter.words, "words": "1) What you told us", "next": "yes"})


def to_staff(name):
    words = {"reference": "WWWW-WWWW-W", "address": "http://127.0.0.1:8001", "due": "1 October 2026", "count": "12"}
    words |= {"minutes": "15"} | dict.fromkeys((*REMINDERS, "held"), "more than 99")
    return Notice(name, Channel.EMAIL, {"email": "mash@example.com"}, words)


def to_partner(name):
    words = {"reference": "WWWW-WWWW-W", "who": "The Partnership", "stage": "Stage 2", "council": "A Council"}
    words |= {"policy": "A policy", "telephone": "01632 960 001"}
    return Notice(name, Channel.EMAIL, {"email": "partnership@example.com"}, words)


def to_the_duty_telephone():
    return replace(to_staff(ALERTED), channel=Channel.TEXT, to={"telephone": "+447700900982"})


def made_notices(council):
    for language in SENTENCES:
        yield from (to_raiser(council, name, channel, language) for name in NEWS for channel in Channel)
        yield the_reply(council, language)
    yield from map(to_staff, TO_STAFF)
    yield from map(to_partner, TO_PARTNERS)
    yield replace(to_staff(GATHERED_ALERTS), channel=Channel.TEXT, to={"telephone": "+447700900982"})
    yield to_the_duty_telephone()


BACK = WaysBack("ask.northtyneside.gov.uk", "0345 2000 109", "Front Door, Quadrant East, NE27 0BY")


@pytest.fixture(scope="module")
def arrived():
    """A notice as it arrives: its subject and its words."""
    desk = stand_in(burst=100_000)  # every notice in every language, faster than Notify would take them
    with desk.running() as url:
        notify = Notify(url, LIVE, sentences=SENTENCES, ways_back=lambda: BACK)

        def send(notice):
            reference = some_reference()
            notify.send(notice, reference)
            [message] = [each for each in desk.messages if each["reference"] == reference]
            return message["subject"] or "", message["body"]

        yield send


@pytest.mark.parametrize("council", COUNCILS)
@pytest.mark.tries(2)
def test_every_notice_has_a_text_in_each_language_and_fills_it(arrived, council):
    made = list(made_notices(PACKS.current(council).council))
    assert (
        {template_name(notice) for notice in made}
        == {template.name for template in NAMES}
        == set(notice_names(SENTENCES))
    )
    for notice in made:
        assert "((" not in "".join(arrived(notice))


EVERY = [(name, channel, language) for language in SENTENCES for name in NEWS for channel in Channel]


@pytest.mark.parametrize(("name", "channel", "language"), EVERY)
def test_what_a_raiser_gets_gives_nothing_away_and_says_where_to_look(arrived, name, channel, language):
    subject, body = arrived(to_raiser(COUNCIL, name, channel, language, say_who="no"))
    assert "WWWW-WWWW-W" in body
    assert format_date(SEPTEMBER, "d MMMM y", language) in body
    if language == "en":
        said = f"{subject} {body}".casefold().replace("reference", "")
        assert not [word for word in TELLING if word in said]
        assert "you were given" in body
        assert "http" not in body
        assert not [own for own in BACK if own in body], "who must not be told who we are is not told where"
        assert subject in {"", "We have your message", "There is an update for you"}


COUNCIL = PACKS.current("north-tyneside").council


@pytest.mark.parametrize(("name", "channel", "language"), EVERY)
def test_who_may_be_told_who_we_are_gets_the_address_and_a_number_every_time(arrived, name, channel, language):
    _, body = arrived(to_raiser(COUNCIL, name, channel, language))
    assert BACK.site in body
    assert BACK.telephone in body
    assert "http" not in body
    assert language != "en" or "you were given" not in body
    if channel is Channel.LETTER:
        assert BACK.post in body


@pytest.mark.parametrize("language", SENTENCES)
def test_the_letter_with_our_answer_holds_it_and_how_to_reach_us_and_no_code(arrived, language):
    letter = the_reply(COUNCIL, language)
    subject, body = arrived(letter)
    for words in ("WWWW-WWWW-W", "1) What you told us", BACK.site, BACK.telephone, BACK.post, COUNCIL.name):
        assert words in body
    ended = arrived(replace(letter, words={**letter.words, "next": "no"}))[1]
    assert len(ended) < len(body), "after the last stage there is nothing to ask for"
    assert "child" not in subject.casefold()


@pytest.mark.parametrize("say_who", ["yes", "no"])
@pytest.mark.parametrize("name", ["received", "answer"])
def test_a_letter_says_what_to_do_without_the_web(arrived, name, say_who):
    _, body = arrived(to_raiser(COUNCIL, name, Channel.LETTER, "en", say_who))
    assert "If you do not use the web, you do not need to. Call " in body


def test_a_date_is_written_in_the_language_of_the_notice():
    def day(language, word="2026-09-30"):
        return written(replace(EMAIL, language=language, words={"date": word, "reference": "2026-09-30"}))

    assert day("en") == {"date": "30 September 2026", "reference": "2026-09-30"}
    assert day("pl")["date"] == "30 września 2026"
    assert day("cy")["date"] == "30 Medi 2026"
    assert day("pl", "4 March 2026")["date"] == "4 March 2026", "as it was written before it was stored"


def test_without_an_address_of_ours_a_message_leads_to_what_they_were_given(url, desk):
    Notify(url, LIVE, sentences=SENTENCES).send(TEXT, some_reference())
    assert "go to the address you were given" in desk.messages[-1]["body"]


@pytest.mark.parametrize(("name", "language"), [(name, language) for language in SENTENCES for name in NEWS])
@pytest.mark.tries(20)
def test_a_text_is_one_text_with_the_longest_date_and_the_longest_name(arrived, name, language):
    for council in (replace(COUNCIL, short_name="W" * SENDER), *(PACKS.current(key).council for key in COUNCILS)):
        _, body = arrived(to_raiser(council, name, Channel.TEXT, language))
        assert council.short_name in body
        assert sms.fragments(body) <= (1 if set(body) <= sms.GSM else MOST_FRAGMENTS), len(body)
        assert language != "en" or set(body) <= sms.GSM


@pytest.mark.parametrize("channel", Channel)
def test_every_notice_to_a_raiser_says_something_of_its_own(arrived, channel):
    assert len({arrived(to_raiser(COUNCIL, name, channel, "en")) for name in NEWS}) == len(NEWS)
    for name, sentence in SENTENCES["en"].items():
        _, body = arrived(to_raiser(COUNCIL, name, channel, "en"))
        assert body.startswith(sentence.replace("((day))", "30 September 2026"))


@pytest.mark.parametrize("template", NAMES, ids=lambda template: template.name)
def test_a_text_asks_for_nothing_personal(template):
    ours = {"reference", "date", "sender", "site", "telephone", "post", "known", "unknown", "call", "write"}
    ours |= {"news"} if template.name.startswith("update.") else set()
    ours |= {"words", "next"} if template.name.startswith("reply.") else set()
    staff = {"reference", "address", "due", "count", "held", "minutes", *REMINDERS}
    partner = {"reference", "who", "stage", "council", "policy", "telephone"}
    by_name = dict.fromkeys(TO_STAFF, staff) | dict.fromkeys(TO_PARTNERS, partner)
    assert set(template.keys) <= by_name.get(template.name.partition(".")[0], ours)


@pytest.mark.parametrize("name", TO_STAFF)
def test_staff_are_told_nothing_about_anybody(name):
    [template] = [each for each in NAMES if each.name == f"{name}.email.en"]
    least = {"address"} if name in (*ABOUT_ACCOUNTS, *ABOUT_MANY) else {"reference", "address"}
    more = {"count", "held", *REMINDERS} if name in ABOUT_MANY else {"reference", "due", "minutes"}
    assert least <= set(template.keys) <= {"address", *more}
    text = PLACEHOLDER.sub("", f"{template.subject} {template.body}").casefold().replace("reference", "")
    allowed = {
        "stage",
        "decide",
        "safe",
        "review",
        "agree",
        "manager",
        "report",
    }  # what staff do, of no request in particular
    assert not [word for word in {*TELLING} - allowed if word in text]


def test_a_safety_alert_says_that_it_is_one_and_no_other_notice_does(arrived):
    alert, text = arrived(to_staff(ALERTED)), arrived(to_the_duty_telephone())
    assert alert[0].startswith("SAFETY ALERT")
    assert text[1].startswith("SAFETY ALERT")
    assert len(text[1]) <= 160, "one text"
    for name in set(TO_STAFF) - {ALERTED, GATHERED_ALERTS}:
        assert "safety alert" not in "".join(arrived(to_staff(name))).casefold()
    for said in (*alert, text[1]):
        assert "sam@example.com" not in said


class TestTexts:
    @pytest.fixture
    def changed(self, tmp_path):
        """The folder of our texts, to be changed; Notify holds the ones we have."""
        return Path(shutil.copytree(NOTICES, tmp_path / "notices"))

    def test_what_notify_holds_is_what_we_print_for_pasting(self, notify):
        assert list(notice_texts.differences(notify, NOTICES, SENTENCES)) == []

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("for you", "for us", "its subject is another one."),
            ("your code", "your key", "its words are others."),
            ("((news))", "Here is news.", "it asks for ((news)), which we do not give: no message goes out."),
            ("((reference))", "here", "it asks for ((reference)), which we do not give: no message goes out."),
            ("((reference))", "((reference)) ((more))", "it leaves out ((more))."),
        ],
    )
    def test_what_differs_is_said_with_its_version(self, notify, changed, old, new, said):
        file = changed / "en" / "notices" / "update.email.en.txt"
        before = file.read_text()
        file.write_text(before.replace(old, new))
        assert file.read_text() != before
        assert list(notice_texts.differences(notify, changed, SENTENCES)) == [f"update.email.en, version 1: {said}"]

    def test_what_is_not_there_or_of_another_kind_is_said(self, url, changed):
        wrong = {"update.email.en": str(uuid.uuid4()), "update.text.en": template_id("update.letter.en", {})}
        missing, renamed, other = notice_texts.differences(Notify(url, LIVE, wrong, sentences={}), changed, SENTENCES)
        assert missing.startswith("update.email.en: Notify does not hold it")
        assert renamed.endswith("there it has the name “update.letter.en”: give it this one.")
        assert renamed.startswith("update.text.en, version 1: ")
        assert other.endswith("it is for letter, not for text.")

    def test_one_that_only_has_another_name_is_said_too(self, notify, changed):
        for file in changed.glob("en/notices/update.email.*"):
            file.rename(file.with_name("updates.email.en.txt"))
        ids = {"updates.email.en": template_id("update.email.en", {})}
        notify._templates = ids
        said = "there it has the name “update.email.en”: give it this one."
        assert list(notice_texts.differences(notify, changed, SENTENCES)) == [f"updates.email.en, version 1: {said}"]

    def test_every_message_that_one_text_makes_is_shown_whole(self):
        whole = dict(notice_texts.whole(NOTICES))
        assert set(whole) == {
            f"{name}.{channel}.{language}" for name, channel, language in EVERY if name in set(RaiserNotice)
        }
        assert all("((news))" not in text.body and text.name.startswith("update.") for text in whole.values())
        assert whole["late.text.en"].body.startswith(SENTENCES["en"]["late"])

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("late: ", "later: ", "see: late, later."),
            ("late: We have not finished by the date we gave you. We are sorry.", "late: ", "see: late."),
            ("We are sorry.\n", "We are sorry.\nlate: We are late.\n", "two sentences for one message"),
            ("after ((day))", "after Friday", "window_closing has to give the ((day))"),
            ("a question for you", "a question for ((name))", "no other message can give anything"),
        ],
    )
    def test_a_sentence_that_is_missing_unknown_or_asks_for_more_is_a_fault(self, changed, old, new, said):
        file = changed / "en" / "notices" / "news.en.txt"
        before = file.read_text()
        file.write_text(before.replace(old, new))
        assert file.read_text() != before
        with pytest.raises(BadTexts, match=r"news\.en\.txt") as fault:
            read_sentences(changed)
        assert said in str(fault.value)

    def test_every_language_that_has_texts_has_sentences(self, changed):
        assert set(SENTENCES) == {name.rpartition(".")[2] for name in read_texts(NOTICES)}
        ours = changed / "en" / "notices" / "update.text.en.txt"
        (changed / "fr" / "notices").mkdir(parents=True)
        shutil.copy(ours, changed / "fr" / "notices" / "update.text.fr.txt")
        with pytest.raises(BadTexts, match=r"news\.fr\.txt is missing"):
            read_sentences(changed)

    def test_a_notify_that_is_away_stops_nobody(self, caplog):
        notice_texts.warn(Notify("http://127.0.0.1:9", LIVE, sentences={}), NOTICES, SENTENCES)
        assert "could not be checked" in caplog.text

    @pytest.mark.parametrize("why", [TryLater, DailyLimit, NotifyRefused])
    def test_nor_does_one_that_will_not_say(self, why, caplog, monkeypatch):
        def texts_of(_names):
            raise why("Notify answered 400.")

        notify = Notify("http://127.0.0.1:9", LIVE, sentences={})
        monkeypatch.setattr(notify, "texts", texts_of)
        notice_texts.warn(notify, NOTICES, SENTENCES)
        assert "Notify answered 400." in caplog.text
