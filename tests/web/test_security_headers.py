"""What every response of a door carries, whatever it is; and what a door refuses."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from portal.web import app_factory, security

EVERY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'sha256-8cjx3sWTLNKP2xCuqGcoOTkL+ILuncDjatLz+o8XAw8='; "
        "style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; report-uri /csp-reports"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Robots-Tag": "noindex",
}
KEPT_A_YEAR = "max-age=31536000, public, immutable"


def token_of(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def asset(client, end: str, **headers: str):
    """One of the files that a page asks for, read to its end."""
    return client.get(_address(client, end), headers=headers, buffered=True)


def _address(client, end: str) -> str:
    return next(
        path for path in re.findall(r'(?:href|src)="(/assets/[^"]+)"', client.get("/ask").text) if path.endswith(end)
    )


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts, self.attributes, self._inside = [], [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value) for name, value in attrs]
        self._inside = tag == "script" and "src" not in dict(attrs)

    def handle_data(self, data):
        if self._inside:
            self.scripts.append(data)
            self._inside = False


@pytest.mark.parametrize(
    ("path", "status"),
    [("/ask", 200), ("/", 200), ("/moved", 302), ("/nowhere", 404), ("/broken", 500), ("/down", 503)],
)
def test_every_page_carries_every_header_and_is_not_kept(door, path, status):
    answer = door.test_client().get(path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EVERY} == EVERY
    assert answer.headers["Cache-Control"] == "no-store"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert re.fullmatch(r"[a-z-]+=\(\)(, [a-z-]+=\(\))*", answer.headers["Permissions-Policy"])
    assert all(len(answer.headers.getlist(name)) == 1 for name in (*EVERY, "Cache-Control"))


@pytest.mark.parametrize("end", ["portal.css", "council.css", "portal.js", "govuk.js", "icon.svg", "icon.ico"])
def test_assets_carry_the_headers_too_and_are_kept_for_a_year(door, end):
    client = door.test_client()
    answer = asset(client, end)
    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in EVERY} == EVERY
    assert answer.headers["Cache-Control"] == KEPT_A_YEAR


@pytest.mark.parametrize(("accepts", "gets"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None)])
def test_assets_go_out_compressed(door, accepts, gets):
    client = door.test_client()
    answer = asset(client, "portal.css", **{"Accept-Encoding": accepts})
    assert answer.headers.get("Content-Encoding") == gets


def test_only_https_asks_browsers_to_stay_with_https(make_door):
    answer = make_door(secure=False).test_client().get("/ask")
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Set-Cookie"].startswith("s=")
    assert "Secure" not in answer.headers["Set-Cookie"]


HELD = re.compile(r'<script type="text/html">.*?</script>', re.DOTALL)
"""What stays out of a page until the script puts it in: text, which no browser runs."""


def test_the_one_inline_script_is_the_one_that_the_policy_allows(door):
    html = door.test_client().get("/ask").text
    assert HELD.search(html)
    page = Elements(HELD.sub("", html))
    assert page.scripts == [security.CLASS_SETTER]
    digest = base64.b64encode(hashlib.sha256(page.scripts[0].encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in security.CSP
    assert not [name for _tag, name, _value in page.attributes if name == "style" or name.startswith("on")]


def test_nothing_is_fetched_from_anybody_else(door):
    client = door.test_client()
    page = Elements(client.get("/ask").text)
    addresses = [value for _tag, name, value in page.attributes if name in {"href", "src", "action", "formaction"}]
    assert addresses
    assert all(value.startswith(("/", "#")) and not value.startswith("//") for value in addresses)
    for end in ("portal.css", "council.css"):
        assert "url(" not in asset(client, end).text


def test_the_council_is_not_gov_uk(door):
    client = door.test_client()
    css, page = asset(client, "portal.css").text, client.get("/ask").text
    assert "GDS Transport" not in css
    assert "Calvert" not in css
    assert "1d70b8" not in css
    assert '"Helvetica Neue",Helvetica,Arial,sans-serif' in css
    assert "crown" not in page
    assert "GOV.UK" not in page
    assert "<title>Your request, page \N{EN DASH} Invented Council</title>" in page
    assert asset(client, "council.css").text == ":root{--council-brand:#7a1f5c;--council-ink:#fff}\n"
    assert "--council-ink:#0b0c0c" in app_factory.council_css("#ffdd00")


def test_the_cookie_is_a_token_and_nothing_else(door):
    client = door.test_client()
    cookie = client.get("/ask").headers["Set-Cookie"]
    assert re.fullmatch(r"__Host-s=[\w-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax", cookie)
    assert "Set-Cookie" not in client.get("/ask").headers


def test_a_page_without_a_form_sets_no_cookie(door):
    assert "Set-Cookie" not in door.test_client().get("/").headers


def test_a_cookie_that_we_did_not_make_is_replaced(door):
    client = door.test_client()
    client.set_cookie("__Host-s", "short", secure=True)
    assert "Set-Cookie" in client.get("/ask").headers


def test_renewing_changes_the_token_and_ending_removes_it(door):
    client = door.test_client()
    first = client.get("/ask", base_url="https://localhost").headers["Set-Cookie"]
    renewed = client.get("/renew", base_url="https://localhost")
    assert renewed.headers["Set-Cookie"].startswith(f"__Host-s={renewed.text};")
    assert renewed.headers["Set-Cookie"] != first
    ended = client.get("/end", base_url="https://localhost").headers["Set-Cookie"]
    assert ended.startswith("__Host-s=;")
    assert "Max-Age=0" in ended


def test_the_session_keeps_nothing_else():
    session = security.PublicSession((b"secret",), None)
    with pytest.raises(TypeError, match="nothing else"):
        session["name"] = "Robin Example"
    assert not session.modified
    assert session["csrf_token"]
    assert session.modified


class TestForms:
    def test_one_from_our_page_is_read(self, door):
        client = door.test_client()
        token = token_of(client.get("/ask", base_url="https://localhost").text)
        answer = client.post(
            "/ask",
            data={"csrf_token": token, "name": ""},
            headers={"Sec-Fetch-Site": "same-origin"},
            base_url="https://localhost",
        )
        assert answer.status_code == 200
        assert "<title>Error: Your request, page \N{EN DASH} Invented Council</title>" in answer.text
        assert "There is a problem" in answer.text

    @pytest.mark.parametrize("token", ["", "0" * 64, "\u00e9"])
    def test_one_without_its_token_is_refused(self, door, token):
        client = door.test_client()
        client.get("/ask", base_url="https://localhost")
        sent = client.post("/ask", data={"csrf_token": token, "name": "Sam"}, base_url="https://localhost")
        assert sent.status_code == 400

    def test_one_with_somebody_elses_token_is_refused(self, door):
        theirs = token_of(door.test_client().get("/ask").text)
        client = door.test_client()
        client.get("/ask", base_url="https://localhost")
        answer = client.post("/ask", data={"csrf_token": theirs, "name": "Sam"}, base_url="https://localhost")
        assert answer.status_code == 400

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_one_from_elsewhere_is_refused(self, door, site):
        client = door.test_client()
        token = token_of(client.get("/ask", base_url="https://localhost").text)
        answer = client.post(
            "/ask",
            data={"csrf_token": token, "name": "Sam"},
            headers={"Sec-Fetch-Site": site},
            base_url="https://localhost",
        )
        assert answer.status_code == 403

    def test_one_that_is_too_long_is_refused(self, door):
        data = {"name": "x" * (security.LARGEST_BODY + 1)}
        assert door.test_client().post("/ask", data=data).status_code == 413


class TestErrorPages:
    @pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/broken", 500), ("/down", 503)])
    def test_they_say_whom_to_call(self, door, path, status):
        answer = door.test_client().get(path)
        assert answer.status_code == status
        assert "999" in answer.text
        assert 'href="tel:999"' in answer.text
        assert 'href="tel:01632960001"' in answer.text
        assert ">Go to the first page</a>" in answer.text
        assert ("we have kept the pages you finished" in answer.text) == (status >= 500)
        assert app_factory.PROBLEMS[status][0] in answer.text

    def test_a_wrong_method_is_one_of_them(self, door):
        assert app_factory.PROBLEMS[405][0] in door.test_client().put("/", headers={"Sec-Fetch-Site": "none"}).text

    @pytest.mark.parametrize("path", ["/broken", "/down"])
    def test_neither_they_nor_the_log_tell_what_was_in_play(self, door, caplog, path):
        assert "Robin" not in door.test_client().get(path).text
        assert "Robin" not in caplog.text
        assert caplog.text

    def test_if_even_they_cannot_be_made_the_page_says_999(self, door, monkeypatch):
        def broken() -> tuple[str, str]:
            raise LookupError("the calendar has ended")

        monkeypatch.setitem(door.jinja_env.globals, "phone_now", broken)
        answer = door.test_client().get("/nowhere")
        assert answer.status_code == 404
        assert "call 999" in answer.text


@pytest.mark.parametrize(
    ("report", "logged"),
    [
        ('{"csp-report": {"effective-directive": "style-src", "document-uri": "https://x/secret"}}', "style-src"),
        ('{"csp-report": {"effective-directive": "secret"}}', "unknown"),
        ("[1", "unknown"),
        ('"x"', "unknown"),
    ],
)
def test_of_a_report_only_the_rule_is_kept(make_door, caplog, report, logged):
    answer = make_door().test_client().post("/csp-reports", data=report, content_type="application/csp-report")
    assert answer.status_code == 204
    assert caplog.messages == [f"A page broke its content security policy: {logged} (1 times)"]


def test_templates_see_no_settings_and_no_session(door):
    with door.test_request_context("/"):
        for name in ("config", "request", "session", "g"):
            assert name not in door.jinja_env.globals
            source = "{{ " + name + " is defined }}"
            assert door.jinja_env.from_string(source).render() == "False"
