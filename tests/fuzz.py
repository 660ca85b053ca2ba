"""Somebody who sends a door anything: every route, every name that a page reads, and what no browser would send.

Nothing here knows a name of a field or of a query: while a page is made it is noted what it asks for.
"""

import logging
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, ClassVar, NamedTuple
from urllib.parse import quote_from_bytes, urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request

BROKEN, READY = 500, "health_ready"  # which says 503 where no worker runs
NEUTRAL = "www.bbc.co.uk"
FEW = 5
"""Addresses of one route that are tried where not all are."""

LONGEST_ADDRESS = 1500  # bytes of one gap: gunicorn takes no more than 2,048 of all
LONGEST = 1.0
"""Seconds of its own work, whatever else the machine does, that a page may take over anything."""

NUL = "\x00"

TEXTS: tuple[str, ...] = (
    NUL, "a\x00b",
    "\ud800", "a\udfffb", "\ufffe\uffff", "\ue000child.name\ue001", "\ue000",  # what is no character, or our own slot
    "\u202eevil\u2066x", "\u200b", "\u2028\u2029\x85\x0b\x0c", "\r\nSet-Cookie: a=b", "\x1b[31m", "\x7f",
    "👩‍👩‍👧‍👦" * 40, "🏳️‍🌈", "a" + "\u0301" * 9000, "ﷺ" * 900, "ß" * 4000, "İ" * 300, "\u1100" * 500,
    "0", "-1", "-0", "00", "0x1F", "1e9", "1_000", "+1", " 1 ", "²", "١٢٣", "\uff11\uff12", "ⅷ", "NaN", "Infinity",
    "-2147483649", "9223372036854775808", "9" * 400, "9" * 5000, "-" + "9" * 30, "1.5", "1,5", "inf",
    "31/02/2026", "0000-00-00", "9999-12-31", "10000-01-01", "2026-02-30", "1", "13", "32", "0001", "99999",
    "24:00", "99:99", "12:60pm", "noon", "00:00 31 December 9999", "1 January 0001 00:00",
    "yes", "no", "none", "null", "true", "None", "undefined", "on", "{}", "[]", "''", '"', "<script>alert(1)</script>",
    "{{7*7}}", "{phone}", "{council", "}", "{0.__class__}", "%s%n%(max)d", "%", "%00", "%ED%A0%80", "\\", "\\u0000",
    "((x))", "' OR 1=1 --", "../../etc/passwd", "..", ".", "/", "//example.com", "///x", "http://example.com/",
    "http://[", "https://[::1", "javascript:alert(1)", "?a=b", "#", "&", ";", "=", "@", "a@", "@a", "a@b.c@d",
    "x" * 300 + "@example.com", "+44" + "7" * 30, "07700 900\x00982", "999", "()", "NE28 6AA\x00", "Z" * 9, "BFPO 1",
    " ", "\t", "\n", "\n" * 4000, "x\n" * 2000, "," * 4000, "[" * 60_000, '{"a":' * 20_000, "(" * 4000, "*" * 4000,
    "x" * 4001, "x" * 70_000, "1+1" * 1300, "01/01/2001 " * 360, "a-" * 2000, "A.B. " * 800, "AAAAAAAAA", "7K3M-9QXR-2",
)  # fmt: skip

BYTES: tuple[bytes, ...] = (
    b"\xff\xfe",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf5\x80\x80\x80",
    b"\xe2\x28\xa1",
    b"\x80" * 300,
)
"""What is no UTF-8."""

NASTY: tuple[bytes, ...] = (*(text.encode("utf-8", "surrogatepass") for text in TEXTS), *BYTES)

DEEP = "[" * 100_000
JSON: tuple[tuple[str, bytes], ...] = tuple(
    (kind, body.encode("utf-8", "surrogatepass"))
    for kind in ("application/json", "application/csp-report", "text/plain", "application/xml", "", "\x00")
    for body in (
        "", "{", DEEP, '{"a":' * 40_000, "[" * 50_000 + "]" * 50_000, "null", "[]", "1", '"\\ud800"', '{"id": 1}',
        "NaN",
        '{"csp-report": 1}', '{"csp-report": {"effective-directive": []}}', '{"reference": {"a": 1}, "status": []}',
        '{"id": "\\u0000", "reference": "\\u0000", "status": "delivered", "notification_type": "\\ud800"}', "9" * 5000,
    )
)  # fmt: skip
PART = b'--b\r\nContent-Disposition: form-data; name="a"'
MULTIPART: tuple[tuple[str, bytes], ...] = (
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=", b"--\r\n\r\n"),
    ("multipart/form-data; boundary=" + "b" * 200, b"--" + b"b" * 200 + b"\r\n"),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"),
    ("multipart/form-data; boundary=b", PART + b'; filename="\x00"\r\n\r\nx\r\n--b--'),
    ("multipart/form-data; boundary=b", PART + b"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n\xff\r\n--b--"),
    ("multipart/form-data; boundary=b", b"--b\r\n" * 5000),
    ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfea\x00"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"a=b"),
    ("application/x-www-form-urlencoded", b"&" * 20_000),
    ("application/x-www-form-urlencoded", b"a=b&" * 40_000),
    ("application/x-www-form-urlencoded", b"=" * 20_000),
    ("application/x-www-form-urlencoded", b"%" * 20_000),
    ("application/x-www-form-urlencoded", b"x=" + b"y" * 1_000_000),
    ("application/octet-stream", b"\x00" * 1000),
)  # fmt: skip

FORWARDED = (
    "203.0.113.7:61234", "[2001:db8::1]:443", "unknown", "", ",", ",,,", "::ffff:1.2.3.4", "fe80::1%eth0",
    "1.2.3.4, 5.6.7.8", "999.999.999.999", "\x00", "é", "[", "]", "[]", ":", "::", "1.2.3.4:", '"[2001:db8::1]:4711"',
    "a" * 5000, "1" * 300, "-",
)  # fmt: skip
HEADERS: tuple[tuple[str, str], ...] = (
    *(("X-Forwarded-For", value) for value in FORWARDED),
    *(("X-Forwarded-Proto", value) for value in ("", "gopher", "https,http", "\x00")),
    *(("X-Forwarded-Host", value) for value in ("", "example.com:99999", "[", "a b", "é", "\x00", "a" * 3000)),
    *(("Host", value) for value in ("", "[", "a b", "example.com:x", "é.example", "\x00", "." * 300)),
    *(("Accept-Language", value) for value in ("", "*", "x" * 5000, "en;q=x", "en;q=1e999", "a-b," * 900, "\x00")),
    *(("Accept", value) for value in ("\x00", "*/*;q=x", "a" * 3000)),
    *(("Sec-Fetch-Site", value) for value in ("cross-site", "\x00", "é")),
    *(("Content-Length", value) for value in ("-1", "x", "9" * 30, "1e3", "٣")),
    *(("Authorization", value) for value in ("", "Bearer", "Bearer \x00", "Basic \xff", "Bearer " + "é" * 40)),
    *(("If-None-Match", value) for value in ("\x00", '"' * 300, "W/" * 300)),
    *(("Range", value) for value in ("bytes=0-", "bytes=9-1", "x", "\x00")),
    *(("Cookie", value) for value in ("s=", "s=\x00", "d=.", "d=a.b.c", "d=" + "e" * 8000, "=;=;==", "é=é", ";" * 900)),
)  # fmt: skip


METHODS = ("PUT", "TRACE", "OPTIONS", "HEAD", "X" * 40)


class Asked:
    """What came with a request. Whatever is asked of it is noted."""

    names: ClassVar[set[str]] = set()

    def __getitem__(self, key: str) -> Any:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, *more: Any, **named: Any) -> Any:
        self.names.add(key)
        return super().get(key, *more, **named)

    def getlist(self, key: str, *more: Any, **named: Any) -> list[Any]:
        self.names.add(key)
        return super().getlist(key, *more, **named)


class Errors(logging.Handler):
    """Hears only what is an error, with the last place that it names."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(" / ".join(record.getMessage().split("\n")[-6:]))


class Form(HTMLParser):
    """The names in the forms of a page, and what somebody sensible would send for each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.good: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag in {"input", "textarea", "select", "button"} and name and name != "csrf_token":
            self.good.setdefault(name, _sensible(given))


def _sensible(given: dict[str, str]) -> str:
    if given.get("type") in {"radio", "checkbox", "hidden", "submit"} or given.get("value"):
        return given.get("value", "")
    plain = {"-day": "2", "-month": "3", "-year": "2020"}
    for end, value in plain.items():
        if given["name"].endswith(end):
            return value
    kinds = {"email": "sam@example.com", "tel": "07700 900982"}
    return "NE28 6AA" if "postcode" in given["name"] else kinds.get(given.get("type", ""), "Some words")


class Fault(NamedTuple):
    """What should not have been."""

    who: str
    asked: str
    sent: str
    what: str


Pair = tuple[str, bytes]
Gaps = Mapping[str, str]


@dataclass
class Fuzz:
    """Somebody at one door.

    ``comes``: gives a browser a session to open an address with, the token of its forms, and the address as it is in
    that session. ``fills``: what can stand in the gaps of an address. ``each``: how many nasty values each name is sent
    by itself; with 0 only some pages are tried, one name of each.
    """

    door: Flask
    comes: Callable[[FlaskClient, str], tuple[str, str]]
    fills: Callable[[Rule], Iterable[Gaps]]
    who: str
    rng: random.Random
    each: int
    only: Callable[[Rule], bool] = lambda _rule: True
    faults: list[Fault] = field(default_factory=list)
    sent: int = 0
    slowest: float = 0.0
    away: frozenset[str] = frozenset({NEUTRAL})  # hosts to which it leads on purpose
    names: set[tuple[str, str]] = field(default_factory=set)  # all that was asked for, by endpoint

    def __post_init__(self) -> None:
        kind = self.door.request_class
        noted = type("Noted", (Asked, kind.parameter_storage_class), {})
        self.door.request_class = type("Noting", (kind,), {"parameter_storage_class": noted})
        self.errors = Errors()

    def everywhere(self) -> None:
        """Every route of the door, and whatever it reads."""
        rules = [rule for rule in self.door.url_map.iter_rules() if self.only(rule)]
        logging.getLogger().addHandler(self.errors)
        try:
            for rule in rules:
                ways = list(self.fills(rule)) if gaps_of(rule) else [{}]
                for gaps in ways if self.each else self.rng.sample(ways, min(FEW, len(ways))):
                    self._page(rule, path_of(rule, gaps))
                self._wrong_ways(rule, ways[0])
                self._oddly(rule, path_of(rule, ways[0]))
        finally:
            logging.getLogger().removeHandler(self.errors)

    def _page(self, rule: Rule, path: bytes) -> None:
        """A page with whatever it reads from its address, then its form with whatever it reads from that."""
        page = self._ask(rule, "GET", path)
        query = self._noted(rule)
        for draw in self._draws(sorted(query)):
            self._ask(rule, "GET", path, query=draw)
        if "POST" not in rule.methods:
            return
        good = Form(page.get_data(as_text=True)).good if page.mimetype == "text/html" else {}
        self._ask(rule, "POST", path, form=[])
        names = sorted(self._noted(rule) | set(good))
        usual = [(name, good.get(name, "yes").encode()) for name in names]
        for draw in self._draws(names):
            said = {name for name, _value in draw}
            self._ask(rule, "POST", path, form=[*(each for each in usual if each[0] not in said), *draw])
        self._ask(rule, "POST", path, form=usual)

    def _wrong_ways(self, rule: Rule, gaps: Gaps) -> None:
        for name in sorted(gaps_of(rule)):
            for value in self.rng.sample(NASTY, self.each or 1):
                path = path_of(rule, {**gaps, name: value[:LONGEST_ADDRESS]})
                for method in sorted(rule.methods & {"GET", "POST"}):
                    self._ask(rule, method, path, form=[])

    def _oddly(self, rule: Rule, path: bytes) -> None:
        """Bodies, headers and methods that no browser sends."""
        method = "POST" if "POST" in rule.methods else "GET"
        bodies = (*JSON, *MULTIPART)
        reads_any = rule.endpoint in {"csp_reports", "pages.receipts", "signed_out_at_work"}
        many = len(bodies) if reads_any and self.each else 20 if reads_any else self.each or 1
        for kind, body in self.rng.sample(bodies, many):
            self._ask(rule, method, path, kind=kind, body=body)
        for header in self.rng.sample(HEADERS, 2 * self.each or 1):
            self._ask(rule, method, path, form=[], headers=[header])
        for other in self.rng.sample(METHODS, min(len(METHODS), self.each or 1)):
            self._ask(rule, other, path)

    # What is sent

    def _draws(self, names: Sequence[str]) -> Iterator[list[Pair]]:
        """What is sent instead of the usual: something for all names at once, for each alone, and for one twice."""
        if names:
            yield [(name, NUL.encode()) for name in names]
            yield [(name, self._value()) for name in names]
        for name in names if self.each else self.rng.sample(names, min(1, len(names))):
            for value in self.rng.sample(NASTY, self.each or 1):
                yield [(name, value)]
            if self.each:
                yield [(name, self._value()), (name, self._value())]

    def _value(self) -> bytes:
        return self.rng.choice(NASTY)

    def _noted(self, rule: Rule) -> set[str]:
        noted = Asked.names - {"csrf_token"}
        self.names |= {(rule.endpoint, name) for name in noted}
        return noted

    def _ask(  # noqa: PLR0913 - all that a request is made of
        self,
        rule: Rule,
        method: str,
        path: bytes,
        *,
        query: list[Pair] | None = None,
        form: list[Pair] | None = None,
        kind: str = "application/x-www-form-urlencoded",
        body: bytes = b"",
        headers: Iterable[tuple[str, str]] = (),
    ) -> TestResponse:
        client = self.door.test_client()
        token, found = self.comes(client, path.decode("latin1"))
        path = found.encode("latin1")
        if form is not None and method == "POST":
            body = urlencode([("csrf_token", token), *form]).encode()
        said = urlencode(query or [])
        environ = {"PATH_INFO": path.decode("latin1"), "QUERY_STRING": said, "CONTENT_TYPE": kind}
        environ["REQUEST_URI"] = f"{quote_from_bytes(path)}?{said}"
        environ |= {_in_environ(name): value for name, value in headers}
        Asked.names.clear()
        self.errors.heard.clear()
        self.sent += 1
        began = time.thread_time()
        try:
            answer = client.open("/", method=method, data=body, environ_overrides=environ)
        except Exception as error:  # noqa: BLE001 - what gets past the door's own handlers gets to gunicorn
            answer, self.errors.heard = TestResponse((), f"{BROKEN} X", [], Request({})), [repr(error)]
        took = time.thread_time() - began
        self.slowest = max(self.slowest, took)
        wrong = [
            f"answered {answer.status_code}" if answer.status_code >= BROKEN and rule.endpoint != READY else "",
            f"took {took:.1f} s" if took > LONGEST else "",
            self._leads_away(answer.headers.get("Location", "")),
            *self.errors.heard,
        ]
        if any(wrong):
            sent = f"{query or form or (kind, body[:60])} {list(headers)}"[:300]
            asked = f"{method} {path[:80]!r} ({rule.endpoint})"
            self.faults.append(Fault(self.who, asked, sent, "; ".join(filter(None, wrong))))
        return answer

    def _leads_away(self, location: str) -> str:
        """Where to somebody is led who should be led to our own pages, or away from us on purpose."""
        there = urlsplit(location).netloc
        return f"led to {location[:80]}" if there and there not in self.away else ""


def gaps_of(rule: Rule) -> set[str]:
    """What has to be filled in to have an address."""
    return rule.arguments - set(rule.defaults or ())


def path_of(rule: Rule, gaps: Mapping[str, str | bytes]) -> bytes:
    """The address with something in each gap, whether its converter would take it or not."""
    parts = re.split(r"<([^>]+)>", rule.rule)
    values = [gaps[gap.rpartition(":")[2]] for gap in parts[1::2]]
    parts[1::2] = ["\0"] * len(values)
    found = [part.encode() for part in parts]
    found[1::2] = [value.encode() if isinstance(value, str) else value for value in values]
    return b"".join(found)


def _in_environ(name: str) -> str:
    plain = name.upper().replace("-", "_")
    return plain if plain == "CONTENT_LENGTH" else f"HTTP_{plain}"
