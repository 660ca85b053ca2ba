"""What no browser sends: it is left out or refused in plain words, and goes no further."""

import io

import pytest
from flask import request

from portal.web.http_request import Typed


def test_what_came_with_a_request_has_no_nul_and_a_name():
    found = Typed([("a\x00", "x\x00y"), (None, "b"), ("c", "d"), ("c", "\x00")])
    assert list(found.items(multi=True)) == [("a", "xy"), ("c", "d"), ("c", "")]
    assert list(Typed(found).items(multi=True)) == list(found.items(multi=True))


def test_a_query_a_form_and_its_parts_are_read_so(door):
    part = b"--b\r\nContent-Disposition: form-data"
    parts = part + b"\r\n\r\nx\r\n" + part + b'; name="a"\r\n\r\n1\x00\r\n--b--'
    for body, kind in ((b"a=1%00", "application/x-www-form-urlencoded"), (parts, "multipart/form-data; boundary=b")):
        with door.test_request_context(
            "/?q=%00&q=2", method="POST", input_stream=io.BytesIO(body), content_length=len(body), content_type=kind
        ):
            assert request.args.getlist("q") == ["", "2"]
            assert request.form.to_dict(flat=False) == {"a": ["1"]}
            assert request.values["a"] == "1"


def test_an_address_with_nul_is_no_page(door):
    assert door.test_client().get("/a%00b").status_code == 404


def test_no_page_takes_a_form_as_json(door):
    with door.test_request_context("/", method="POST", data='{"a": 1}', content_type="application/json"):
        assert not request.is_json
        assert request.get_json(force=True) == {"a": 1}


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 50_000])
def test_json_that_is_nested_too_deep_is_none(door, body):
    with door.test_request_context("/", method="POST", data=body, content_type="application/json"):
        assert request.get_json(force=True, silent=True) is None


NAMES = ("", "[", "a b", "é.example", "." * 300, "a" * 64 + ".example", "a..example", "example.com:999999")


@pytest.mark.parametrize("name", NAMES)
def test_a_host_that_no_browser_could_ask_for_changes_nothing(door, name):
    page = door.test_client().get("/nowhere", environ_overrides={"HTTP_HOST": name})
    assert page.status_code == 404
    assert "We cannot find that page" in page.get_data(as_text=True)


@pytest.mark.parametrize("name", ["localhost:8001", "127.0.0.1:8000", "[::1]:80", "portal.example.gov.uk"])
def test_the_hosts_that_there_are_stay_as_they_are(door, name):
    with door.test_client() as browser:
        browser.get("/ask", environ_overrides={"HTTP_HOST": name})
        assert request.host == name.removesuffix(":80")


def test_no_redirect_repeats_the_host_of_the_request(public):
    assert public.test_client().get("/paper//family", base_url="http://elsewhere.example").status_code == 404
