"""The stand-in against the real client, over a real line: it does what GOV.UK Notify does."""

import http.client
import http.server
import json
import threading
import time
from datetime import UTC, datetime, timedelta

import html5lib
import jwt
import pytest
from notifications_python_client.errors import HTTP503Error, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from dev.notify import rules
from dev.notify.recipients import INVALID
from portal.notify import template_id
from posting import BACK, LIVE, REVOKED, SERVICE, TEAM, TEST, UNKNOWN, WORDS, some_reference, stand_in, until

TO = "sam@example.com"
EMAIL, TEXT, LETTER = (template_id(f"received.{channel}.en", {}) for channel in ("email", "text", "letter"))
WORDS = WORDS | BACK
ADDRESS = {"address_line_1": "Sam Example", "address_line_2": "1 Some Street", "address_line_3": "NE1 1AA"}


@pytest.fixture
def desk():
    return stand_in()


@pytest.fixture
def url(desk):
    with desk.running() as url:
        yield url


@pytest.fixture
def client(url):
    return connected(url)


def connected(url, key=LIVE, **more):
    return NotificationsAPIClient(key, url, **more)


def refused(call, *what, **more):
    """The status and the errors with which a call is refused."""
    with pytest.raises(HTTPError) as caught:
        call(*what, **more)
    return caught.value.status_code, [(one["error"], one["message"]) for one in caught.value.message]


def fetched(url, path="/", *, body=None, headers=None):
    """The status and the body of the answer to a request made by hand."""
    line = http.client.HTTPConnection(url.removeprefix("http://"))
    line.request("POST" if body is not None else "GET", path, body, headers or {})
    with line.getresponse() as answer:
        text = answer.read().decode()
    line.close()
    return answer.status, text


def asked(url, token=None, *, scheme="Bearer ", body=None, path="/v2/notifications"):
    headers = {"Authorization": scheme + token} if token is not None else {}
    status, text = fetched(url, path, body=body, headers=headers)
    return status, json.loads(text)


def signed(key=LIVE, *, skew=0, algorithm="HS256", **claims):
    claims = {"iss": SERVICE, "iat": int(time.time()) + skew} | claims
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key[-36:] * (2 if algorithm != "HS256" else 1), algorithm=algorithm)


# Who asks


@pytest.mark.parametrize("skew", [-29, 0, 29])
def test_a_clock_may_be_wrong_by_half_a_minute(url, skew):
    assert asked(url, signed(skew=skew))[0] == 200


@pytest.mark.parametrize(
    ("token", "status", "message"),
    [
        (None, 401, "Unauthorized: authentication token must be provided"),
        ({"scheme": "Basic "}, 401, "Unauthorized: authentication bearer scheme must be used"),
        ({"scheme": "Bearer x"}, 403, rules.BAD_TOKEN),
        ({"iss": None}, 403, "Invalid token: iss field not provided"),
        ({"iss": "me"}, 403, "Invalid token: service id is not the right data type"),
        ({"iss": SERVICE[::-1]}, 403, "Invalid token: service id is not the right data type"),
        ({"iss": SERVICE.replace("9", "8")}, 403, "Invalid token: service not found"),
        ({"skew": -32}, 403, "Error: Your system clock must be accurate to within 30 seconds"),
        ({"skew": 32}, 403, "Error: Your system clock must be accurate to within 30 seconds"),
        ({"algorithm": "HS512"}, 403, "Invalid token: algorithm used is not HS256"),
        ({"key": UNKNOWN}, 403, "Invalid token: API key not found"),
        ({"key": UNKNOWN, "skew": -99}, 403, "Invalid token: API key not found"),
        ({"iat": None}, 403, "Invalid token: API key not found"),
        ({"iat": "noon"}, 403, "Error: Your system clock must be accurate to within 30 seconds"),
        ({"key": REVOKED}, 403, "Invalid token: API key revoked"),
    ],
)
def test_every_way_to_be_a_stranger(url, token, status, message):
    scheme = (token or {}).pop("scheme", "Bearer ")
    found = asked(url, token if token is None else signed(**token), scheme=scheme)
    assert found == (status, {"status_code": status, "errors": [{"error": "AuthError", "message": message}]})


def test_an_archived_service():
    with stand_in(archived=True).running() as url:
        assert asked(url, signed())[1]["errors"][0]["message"] == "Invalid token: service is archived"


# Sending


def test_an_email_is_taken_and_can_be_looked_up(client, url):
    reference = some_reference()
    taken = client.send_email_notification(TO, EMAIL, WORDS, reference)
    assert set(taken) == {
        "id", "reference", "content", "uri", "template", "scheduled_for", "sanitised_content",
    }  # fmt: skip
    assert taken["reference"] == reference
    assert taken["content"]["subject"] == "We have your message"
    assert "7K3M-9QXR-2" in taken["content"]["body"]
    assert taken["uri"] == f"{url}/v2/notifications/{taken['id']}"
    assert taken["template"]["id"] == EMAIL
    assert taken["template"]["version"] == 1
    found = client.get_notification_by_id(taken["id"])
    assert (found["type"], found["email_address"], found["phone_number"]) == ("email", TO, None)
    assert found["reference"] == reference
    assert {
        "line_1", "line_6", "postcode", "postage", "sent_at", "completed_at", "created_by_name",
        "scheduled_for", "one_click_unsubscribe_url", "is_cost_data_ready", "cost_in_pounds", "cost_details",
    } <= set(found)  # fmt: skip
    assert datetime.strptime(found["created_at"], "%Y-%m-%dT%H:%M:%S.%f%z")


def test_a_text_and_a_letter(client):
    text = client.send_sms_notification("07700 900982", TEXT, WORDS)
    assert set(text["content"]) == {"body", "from_number"}
    letter = client.send_letter_notification(LETTER, WORDS | ADDRESS)
    assert letter["content"]["subject"] == "We have your message"
    found = client.get_notification_by_id(letter["id"])
    assert [found["line_1"], found["line_3"], found["line_4"]] == ["Sam Example", "NE1 1AA", None]
    assert "estimated_delivery" in found


@pytest.mark.parametrize(
    ("number", "error", "complaint"),
    [
        ("07700 90098", "ValidationError", f"phone_number {INVALID}"),
        ("999", "ValidationError", "phone_number Not enough digits"),
        ("+", "ValidationError", "phone_number Not enough digits"),
        ("07700 9OO982", "ValidationError", "phone_number Must not contain letters or symbols"),
        ("07700\u2011900\u2011982", "ValidationError", "phone_number Must not contain letters or symbols"),
        ("01632 960001", "ValidationError", f"phone_number {INVALID}"),
        ("0909 879 0000", "ValidationError", f"phone_number {INVALID}"),
        ("07640 123456", "ValidationError", f"phone_number {INVALID}"),
        ("0191 498 0000", "InvalidPhoneError", "Not a UK mobile number"),
        ("0345 200 0109", "InvalidPhoneError", "Not a UK mobile number"),
        ("07700 9009821", "BadRequestError", "Cannot send to international mobile numbers"),
        ("+1 202 555 0123", "BadRequestError", "Cannot send to international mobile numbers"),
    ],
)
def test_numbers_that_are_none(client, number, error, complaint):
    assert refused(client.send_sms_notification, number, TEXT, WORDS) == (400, [(error, complaint)])


@pytest.mark.parametrize(
    "number",
    [
        "07700900982", "+447700900982", "447700900982", "(07700) 900-982", "0044 7700 900982", "07700\u200b 900982",
        "+0 7700 900982", "000 44 7700 900982",
    ],
)  # fmt: skip
def test_numbers_however_written(client, number):
    assert client.send_sms_notification(number, TEXT, WORDS)["id"]


@pytest.mark.parametrize(
    "address", ["o'neil@example.com", "sam@m\u00fcnchen.de", " sam@example.com ", "s+m@example.co.uk"]
)
def test_emails_however_written(client, address):
    assert client.send_email_notification(address, EMAIL, WORDS)["id"]


@pytest.mark.parametrize(
    "address",
    ["a..b@example.com", "sam@-x.com", "sam@x-.com", f"sam@{'x' * 64}.com", f"{'x' * 320}@example.com",
     "\u201csam\u201d@example.com", "s\u00e4m@example.com", "o\u2019neil@example.com", "sam@example", "sam@example.c"],
)  # fmt: skip
def test_emails_that_are_none(client, address):
    error = ("ValidationError", "email_address Not a valid email address")
    assert refused(client.send_email_notification, address, EMAIL, WORDS) == (400, [error])


def test_every_fault_of_a_request_is_named_at_once(client, url):
    body = {"email_address": "sam@example", "personalisation": [1], "reference": "x" * 1001, "colour": "red"}
    status, answer = asked(url, signed(), body=json.dumps(body).encode(), path="/v2/notifications/email")
    assert (status, answer["status_code"]) == (400, 400)
    assert {one["error"] for one in answer["errors"]} == {"ValidationError"}
    assert [one["message"] for one in answer["errors"]] == [
        "template_id is a required property",
        "email_address Not a valid email address",
        "personalisation [1] is not of type object",
        f"reference {'x' * 1001} is too long",
        "Additional properties are not allowed (colour was unexpected)",
    ]
    error = ("ValidationError", "template_id is not a valid UUID")
    assert refused(client.send_email_notification, TO, "received", WORDS) == (400, [error])
    error = ("ValidationError", "one_click_unsubscribe_url is not a valid https url")
    insecure = {"one_click_unsubscribe_url": "http://example.com"}
    assert refused(client.send_email_notification, TO, EMAIL, WORDS, **insecure) == (400, [error])


def test_members_too_many_are_named_in_order(url):
    body = {"phone_number": "07700900982", "template_id": TEXT, "shape": "round", "colour": "red"}
    _, answer = asked(url, signed(), body=json.dumps(body).encode(), path="/v2/notifications/sms")
    (fault,) = answer["errors"]
    assert fault["message"] == "Additional properties are not allowed (colour, shape were unexpected)"


START = "Address lines must not start with any of the following characters"


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["Sam Example", "NE1 1AA"], "Address must be at least 3 lines"),
        (["a", "b", "c", "d", "e", "f", "g\nNE1 1AA"], "Address must be no more than 7 lines"),
        (["Sam Example", "1 Some Street", "Nowhere"], "Must be a real UK postcode"),
        (["Sam Example", "1 Some Street", "QQ1 1QQ"], "Must be a real UK postcode"),
        (["Sam Example", "1 Some Street", "France"], "Must be a real UK postcode"),
        (["Sam Example", "NFA", "NE1 1AA"], "Must be a real address"),
        (["(Sam)", "1 Some Street", "NE1 1AA"], START),
        (["@sam", "1 Some Street", "NE1 1AA"], START),
        (["Sam Example", "/", "NE1 1AA"], START),
        (["Sam Example", "12", "NE1 1AA"], "Address lines must have letters in them"),
    ],
)
def test_addresses_that_are_none(client, lines, complaint):
    words = WORDS | {f"address_line_{number}": line for number, line in enumerate(lines, 1)}
    status, (error,) = refused(client.send_letter_notification, LETTER, words)
    assert (status, error[0], error[1].split(":")[0]) == (400, "ValidationError", complaint)


def test_only_keys_written_as_notify_writes_them_give_an_address(client):
    words = WORDS | {"address-line-1": "Sam Example", "ADDRESS_LINE_2": "1 Some Street", "postcode": "NE1 1AA"}
    error = ("ValidationError", "Address must be at least 3 lines")
    assert refused(client.send_letter_notification, LETTER, words) == (400, [error])


@pytest.mark.parametrize("last", ["ne11aa", "N E1 1AA", "NE1 OAA", "BFPO 1", "NE1 1AA\nEngland"])
def test_addresses_however_written(client, last):
    words = WORDS | ADDRESS | {"address_line_3": last}
    assert client.send_letter_notification(LETTER, words)["id"]


def test_what_is_wrong_with_the_template_or_its_words(client):
    send = client.send_email_notification
    assert refused(send, TO, some_reference(), WORDS) == (400, [("BadRequestError", "Template not found")])
    unsuitable = "sms template is not suitable for email notification"
    assert refused(send, TO, TEXT, WORDS) == (400, [("BadRequestError", unsuitable)])
    missing = ("BadRequestError", "Missing personalisation: date, site, unknown, call, telephone, sender")
    assert refused(send, TO, EMAIL, {"reference": "7"}) == (400, [missing])


def test_words_are_matched_loosely_and_more_do_no_harm(client):
    words = {"Reference": "7", "D A T E": "today", "_sender_": ["a", "b"], "more": "x"} | BACK
    body = client.send_email_notification(TO, EMAIL, words)["content"]["body"]
    assert "on today." in body
    assert "* a\n* b" in body
    assert "((" not in body


def texts_in(folder, name):
    """The file of a text in a folder that holds nothing else."""
    (folder / "en" / "notices").mkdir(parents=True)
    return folder / "en" / "notices" / name


def test_a_condition_shows_its_words_or_nothing(tmp_path):
    texts_in(tmp_path, "odd.text.en.txt").write_text("Yes((late?? and late))")
    desk = stand_in(tmp_path)
    odd = template_id("odd.text.en", {})
    with desk.running() as url:
        for late, body in [("yes", "Yes and late"), ("no", "Yes")]:
            sent = connected(url).send_sms_notification("07700900982", odd, {"late": late})
            assert sent["content"]["body"] == body


def test_a_list_is_a_sentence_in_a_text_and_in_a_subject(tmp_path):
    texts_in(tmp_path, "odd.text.en.txt").write_text("Bring ((what)).")
    (tmp_path / "en" / "notices" / "odd.email.en.txt").write_text("Subject: Bring ((what))\n\nBring: ((what))")
    desk = stand_in(tmp_path)
    with desk.running() as url:
        words = {"what": ["ink", "pens", "paper"]}
        sent = connected(url).send_sms_notification("07700900982", template_id("odd.text.en", {}), words)
        assert sent["content"]["body"] == "Bring ink, pens and paper."
        sent = connected(url).send_email_notification(TO, template_id("odd.email.en", {}), words)
        assert sent["content"]["subject"] == "Bring ink, pens and paper"
        assert "* ink\n* pens" in sent["content"]["body"]


def test_a_text_that_is_too_long(client):
    long = WORDS | {"sender": "x" * 900}
    status, [(error, message)] = refused(client.send_sms_notification, "07700900982", TEXT, long)
    assert (status, error) == (400, "BadRequestError")
    assert message.startswith(
        "Your message is too long. Text messages cannot be longer than 918 characters. Your message is 9"
    )


def test_the_checks_come_in_notifys_order(tmp_path):
    """Each request has two faults; the earlier check answers."""
    texts_in(tmp_path, "only.text.en.txt").write_text("((words))")
    only = template_id("only.text.en", {})
    day = {"email": 5, "sms": 5, "letter": 0}
    desk = stand_in(tmp_path, channels=frozenset({"sms", "letter"}), trial=True, burst=20, per_second=0, per_day=day)

    def first(path, body, token=None):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, answer = asked(url, token or signed(), body=raw, path=f"/v2/notifications/{path}")
        return status, answer["errors"][0]["message"].split(" (")[0]

    sms = {"phone_number": "+33 6 12 34 56 78", "template_id": only}
    sender = sms | {"personalisation": {"words": ""}, "sms_sender_id": some_reference()}
    with desk.running() as url:
        assert first("sms", b"{", signed(UNKNOWN))[0] == 403
        assert first("sms", b"{") == (400, "Invalid JSON supplied in POST data")
        assert first("email", {})[1] == "email_address is a required property"
        assert first("email", {"email_address": TO, "template_id": some_reference()}) == (
            400,
            "Service is not allowed to send emails",
        )
        assert first("sms", sms | {"template_id": some_reference()})[1] == "Template not found"
        assert first("sms", sms)[1] == "Missing personalisation: words"
        assert "does not exist in database for service id" in first("sms", sender)[1]
        del sender["sms_sender_id"]
        assert first("sms", sender)[1].endswith("https://www.notifications.service.gov.uk/trial-mode")
        assert first("sms", sender, signed(TEST))[1] == "Cannot send to international mobile numbers"
        sender["phone_number"] = "07700900982"
        assert first("sms", sender, signed(TEST))[1] == "Your message is empty."
        desk.fail("daily-limit")
        assert first("sms", b"{")[1] == "Exceeded send limits"
        desk.burst = 0
        assert first("sms", b"{")[1].startswith("Exceeded rate limit for key type LIVE")


def test_a_team_key_and_a_trial_reach_the_team_only():
    with stand_in(guests=frozenset({TO}), trial=True).running() as url:
        for key, why in [(TEAM, "using a team-only API key"), (LIVE, rules.TRIAL)]:
            client = connected(url, key)
            assert client.send_email_notification(TO, EMAIL, WORDS)["id"]
            stranger = refused(client.send_email_notification, "kim@example.com", EMAIL, WORDS)
            assert stranger == (400, [("BadRequestError", rules.CANNOT + why)])
        letter = connected(url, TEAM).send_letter_notification, LETTER, WORDS | ADDRESS
        assert refused(*letter) == (403, [("BadRequestError", "Cannot send letters with a team api key")])
        letter = connected(url).send_letter_notification, LETTER, WORDS | ADDRESS
        trial = "Cannot send letters when service is in trial mode"
        assert refused(*letter) == (403, [("BadRequestError", trial)])
        assert connected(url, TEST).send_letter_notification(LETTER, WORDS | ADDRESS)["id"]


# Limits


def test_too_fast_waits_seconds_and_counts_each_kind_of_key():
    now = [datetime.now(UTC)]
    with stand_in(burst=2, per_second=50, clock=lambda: now[0]).running() as url:
        live, test = connected(url), connected(url, TEST)
        for _ in range(2):
            live.send_email_notification(TO, EMAIL, WORDS)
        limit = "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"
        assert refused(live.send_email_notification, TO, EMAIL, WORDS) == (429, [("RateLimitError", limit)])
        test.send_email_notification(TO, EMAIL, WORDS)
        now[0] += timedelta(milliseconds=20)
        live.send_email_notification(TO, EMAIL, WORDS)
        assert refused(live.send_email_notification, TO, EMAIL, WORDS)[0] == 429


def test_enough_for_today_ends_at_midnight_utc_and_leaves_test_keys_alone():
    now = [datetime.now(UTC)]
    day = {"email": 1, "sms": 1, "letter": 1}
    with stand_in(per_day=day, clock=lambda: now[0]).running() as url:
        live = connected(url)
        live.send_email_notification(TO, EMAIL, WORDS)
        limit = ("TooManyRequestsError", "Exceeded send limits (email: 1) for today")
        assert refused(live.send_email_notification, TO, EMAIL, WORDS) == (429, [limit])
        live.send_sms_notification("07700900982", TEXT, WORDS)
        for _ in range(2):
            connected(url, TEST).send_email_notification(TO, EMAIL, WORDS)
        assert refused(live.send_email_notification, TO, EMAIL, WORDS)[0] == 429


# Looking up


def test_a_reference_finds_its_messages_newest_first(client):
    reference = some_reference()
    sent = [client.send_email_notification(TO, EMAIL, WORDS, reference)["id"] for _ in range(2)]
    client.send_email_notification(TO, EMAIL, WORDS, some_reference())
    page = client.get_all_notifications(reference=reference)
    assert [one["id"] for one in page["notifications"]] == sent[::-1]
    assert (
        client.get_all_notifications(reference=some_reference())
        == {
            "notifications": [],
            "links": {"current": page["links"]["current"].replace(reference, page["links"]["current"][-36:])},
        }
        or "next" not in client.get_all_notifications(reference=some_reference())["links"]
    )


def test_pages_go_back_to_the_first_message(desk, client):
    desk.per_page = 2
    sent = [client.send_email_notification(TO, EMAIL, WORDS, "mine")["id"] for _ in range(5)]
    assert [one["id"] for one in client.get_all_notifications_iterator(reference="mine")] == sent[::-1]
    page = client.get_all_notifications(older_than=sent[2])
    assert [one["id"] for one in page["notifications"]] == [sent[1], sent[0]]
    assert f"older_than={sent[0]}" in page["links"]["next"]
    nothing = client.get_all_notifications(older_than=some_reference())
    assert nothing["notifications"] == []
    assert set(nothing["links"]) == {"current"}


def test_a_page_holds_250(client):
    for _ in range(251):
        client.send_email_notification(TO, EMAIL, WORDS)
    assert len(client.get_all_notifications()["notifications"]) == 250
    assert len(list(client.get_all_notifications_iterator())) == 251


def test_lists_show_the_callers_kind_of_key_and_ids_show_all(url):
    live, test = connected(url), connected(url, TEST)
    sent = live.send_email_notification(TO, EMAIL, WORDS)["id"]
    assert [one["id"] for one in live.get_all_notifications()["notifications"]] == [sent]
    assert test.get_all_notifications()["notifications"] == []
    assert test.get_notification_by_id(sent)["id"] == sent


def test_lists_can_be_narrowed(desk, client):
    desk.settles_in = None
    email = client.send_email_notification(TO, EMAIL, WORDS)["id"]
    text = client.send_sms_notification("07700900982", TEXT, WORDS)["id"]
    desk.settle(desk.messages[0], "permanent-failure")

    def ids(**wanted):
        return [one["id"] for one in client.get_all_notifications(**wanted)["notifications"]]

    assert ids(template_type="sms") == ids(status="created") == [text]
    assert ids(status="failed") == ids(status=["permanent-failure", "delivered"]) == [email]
    assert ids(include_jobs=True) == [text, email]


def test_lists_refuse_what_they_do_not_know(client, url):
    unknown = "Additional properties are not allowed (colour was unexpected)"
    assert asked(url, signed(), path="/v2/notifications?colour=red") == (
        400,
        {"status_code": 400, "errors": [{"error": "ValidationError", "message": unknown}]},
    )
    error = ("ValidationError", "older_than is not a valid UUID")
    assert refused(client.get_all_notifications, older_than="yesterday") == (400, [error])
    assert refused(client.get_all_notifications, status="lost")[0] == 400
    nothing = (404, [("NoResultFound", "No result found")])
    assert refused(client.get_notification_by_id, some_reference()) == nothing
    assert refused(client.get_notification_by_id, "mine")[0] == 400


# What becomes of messages


@pytest.mark.parametrize(
    ("channel", "to", "status"),
    [
        ("sms", "07700900003", "temporary-failure"),
        ("sms", "+44 7700 900002", "permanent-failure"),
        ("sms", "07700900982", "delivered"),
        ("email", "temp-fail@simulator.notify", "temporary-failure"),
        ("email", "perm-fail@simulator.notify", "permanent-failure"),
        ("email", TO, "delivered"),
    ],
)
def test_a_test_key_is_told_what_it_asks_for(url, channel, to, status):
    client = connected(url, TEST)
    send = client.send_sms_notification if channel == "sms" else client.send_email_notification
    sent = send(to, TEXT if channel == "sms" else EMAIL, WORDS)["id"]
    final = until(lambda: (one := client.get_notification_by_id(sent))["completed_at"] and one)
    assert final["status"] == status


@pytest.mark.parametrize("key", [LIVE, TEST])
def test_smoke_tests_are_answered_and_forgotten(key, receipts):
    with stand_in(callback=(receipts.url, "t" * 32), settles_in=0).running() as url:
        client = connected(url, key)
        for number in ("07700900000", "07700900111", "07700900222"):
            sent = client.send_sms_notification(number, TEXT, WORDS)
            assert refused(client.get_notification_by_id, sent["id"])[0] == 404
        for ending in ("", "-2", "-3"):
            to = f"simulate-delivered{ending}@notifications.service.gov.uk"
            sent = client.send_email_notification(to, EMAIL, WORDS)
            assert refused(client.get_notification_by_id, sent["id"])[0] == 404
        missing = refused(client.send_sms_notification, "07700900000", TEXT, {})
        assert missing[1][0][1].startswith("Missing personalisation")
        assert client.get_all_notifications()["notifications"] == []
        client.send_email_notification(TO, EMAIL, WORDS)
        until(lambda: receipts.bodies)
        assert len(receipts.bodies) == 1


class Receipts(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.url = f"http://127.0.0.1:{self.server_port}/receipts"
        self.bodies, self.headers, self.answers = [], [], []


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.bodies.append(body)
        self.server.headers.append(self.headers)
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receipts():
    with Receipts() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_receipt_bears_our_token_and_says_what_notify_says(receipts):
    with stand_in(callback=(receipts.url, "t" * 32)).running() as url:
        client = connected(url)
        sent = client.send_email_notification(TO, EMAIL, WORDS, "mine")
        body = until(lambda: receipts.bodies)[0]
        shown = client.get_notification_by_id(sent["id"])
        assert receipts.headers[0]["Authorization"] == f"Bearer {'t' * 32}"
        assert receipts.headers[0]["Content-Type"] == "application/json"
        assert body == {
            **{key: shown[key] for key in ("id", "reference", "created_at", "completed_at", "sent_at")},
            "to": TO,
            "status": "delivered",
            "notification_type": "email",
            "template_id": EMAIL,
            "template_version": 1,
        }


def test_letters_have_no_receipts(receipts):
    with stand_in(callback=(receipts.url, "t" * 32), settles_in=0).running() as url:
        client = connected(url)
        sent = client.send_letter_notification(LETTER, WORDS | ADDRESS)["id"]
        until(lambda: client.get_notification_by_id(sent)["status"] == "received")
        client.send_email_notification(TO, EMAIL, WORDS)
        until(lambda: receipts.bodies)
        assert [body["notification_type"] for body in receipts.bodies] == ["email"]


@pytest.mark.parametrize(("answers", "tries"), [([503, 429, 204], 3), ([500] * 9, 6), ([404], 1), ([401], 1)])
def test_receipts_come_again_after_5xx_and_429_only(receipts, answers, tries):
    receipts.answers = list(answers)
    again = timedelta(milliseconds=20)
    with stand_in(callback=(receipts.url, "t" * 32), callback_again=again, settles_in=0).running() as url:
        connected(url).send_email_notification(TO, EMAIL, WORDS)
        until(lambda: len(receipts.bodies) == tries)
        time.sleep(0.15)
        assert len(receipts.bodies) == tries


# Failing


def test_500_and_503_take_nothing(desk, client):
    desk.fail("500", times=1)
    internal = (500, [("Exception", "Internal server error")])
    assert refused(client.send_email_notification, TO, EMAIL, WORDS) == internal
    desk.fail("503")
    for call in (lambda: client.send_email_notification(TO, EMAIL, WORDS), client.get_all_notifications):
        with pytest.raises(HTTP503Error):
            call()
    assert desk.messages == []
    desk.fail("off")
    assert client.send_email_notification(TO, EMAIL, WORDS)["id"]


def test_slow_and_dropped_calls_are_taken_without_an_answer(desk, url):
    client = connected(url, timeout=0.2)
    desk.fail("slow", times=1)
    with pytest.raises(HTTP503Error):
        client.send_email_notification(TO, EMAIL, WORDS, "slow")
    until(lambda: desk.messages)
    desk.fail("drop", times=1)
    with pytest.raises(HTTP503Error):
        connected(url).send_email_notification(TO, EMAIL, WORDS, "dropped")
    assert [message["reference"] for message in desk.messages] == ["slow", "dropped"]


def test_both_429s_on_demand(desk, client):
    desk.fail("too-many-requests", times=1)
    assert refused(client.send_email_notification, TO, EMAIL, WORDS)[1][0][0] == "RateLimitError"
    desk.fail("daily-limit", times=1)
    assert refused(client.send_email_notification, TO, EMAIL, WORDS)[1][0][0] == "TooManyRequestsError"
    assert client.send_email_notification(TO, EMAIL, WORDS)["id"]


# For people


def test_the_front_page_shows_messages_newest_first_and_sets_failures(url):
    assert "None yet" in fetched(url)[1]
    connected(url).send_email_notification(TO, EMAIL, WORDS | {"sender": "<b>Council</b>"})
    connected(url).send_sms_notification("07700900982", TEXT, WORDS)
    page = fetched(url)[1]
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(page)
    assert tree.get("lang") == "en"
    assert tree.findtext("head/title")
    assert tree.findtext(".//h1") == "Messages received"
    assert page.index("07700900982") < page.index(TO)
    assert "<b>" not in page
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert fetched(url, "/_fail", body=b"mode=503&times=1", headers=form)[0] == 302
    assert "selected>503" in fetched(url)[1]
    with pytest.raises(HTTP503Error):
        connected(url).get_all_notifications()
    assert connected(url).get_all_notifications()
