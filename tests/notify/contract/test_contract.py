"""The stand-in does in each case of ``cases.yaml`` what GOV.UK Notify is known to do."""

import json
import time
import urllib.error
import urllib.request
from pathlib import Path

import jwt
import pytest
import yaml
from notifications_python_client.notifications import NotificationsAPIClient

from dev.notify import sms
from portal.notify import template_id
from posting import LIVE, SERVICE, stand_in

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))
TEXT, EMAIL = template_id("any.text.en", {}), template_id("any.email.en", {})
TO, NUMBER = "sam@example.com", "07700900982"


def cases(kind):
    return pytest.mark.parametrize("case", CASES[kind], ids=[case["is"] for case in CASES[kind]])


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    texts = folder / "en" / "notices"
    texts.mkdir(parents=True)
    (texts / "any.text.en.txt").write_text("((words))")
    (texts / "any.email.en.txt").write_text("Subject: Hello\n\nHello")
    with stand_in(folder).running() as url:
        yield url


def status(url, path, body=None):
    """The status of the answer to a request that the client itself would not make."""
    token = jwt.encode({"iss": SERVICE, "iat": int(time.time())}, LIVE[-36:])
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url + path, data, {"Authorization": f"Bearer {token}"})  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own
            return answer.status
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


@cases("sms")
def test_a_text_is_sent_with(url, case):
    sent = NotificationsAPIClient(LIVE, url).send_sms_notification(NUMBER, TEXT, {"words": case["sent"]})
    assert sent["content"]["body"] == case["body"]


@cases("lengths")
def test_a_text_is_charged_as(case):
    assert sms.fragments(case["sign"] * case["times"]) == case["fragments"]


def test_blanks_at_the_end_do_not_make_a_text_too_long(url):
    sent = NotificationsAPIClient(LIVE, url).send_sms_notification(NUMBER, TEXT, {"words": "a" * 917 + " " * 9})
    assert sent["content"]["body"] == "a" * 917


@cases("members")
def test_a_member_of_a_request_is(url, case):
    body = {"email_address": TO, "template_id": EMAIL} | case["add"]
    assert status(url, "/v2/notifications/email", body) == case["status"]


@cases("template_ids")
def test_the_id_of_a_template_is(url, case):
    before, after = case.get("around", ("", ""))
    written = before + EMAIL.replace(case.get("from", "-"), case.get("to", "-")) + after
    assert status(url, "/v2/notifications/email", {"email_address": TO, "template_id": written}) == case["status"]


@cases("filters")
def test_a_list_is_asked_for(url, case):
    assert status(url, f"/v2/notifications?{case['query']}") == case["status"]
