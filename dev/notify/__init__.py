"""A stand-in for GOV.UK Notify, for `make run` and the tests: the v2 contract, in memory.

One service, whose templates are the files of ``translations``. The real client drops any path of its
base address, so the stand-in answers at the root of a host of its own. It forgets everything when it
stops, and is only for invented people: its front page shows their messages.
"""

import http.client
import json
import socket
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from flask import Flask, Response, jsonify, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import make_server

from dev.notify import rules
from dev.notify.recipients import national
from dev.notify.rules import RequestRefused, bad, denied
from dev.server import Quiet, answering

FOREVER = 1_000_000_000
SKEW = 30  # seconds
MODES = ("off", "slow", "500", "503", "drop", "too-many-requests", "daily-limit")
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Messages received: stand-in for GOV.UK Notify</title>
<style>
body { font: 1.1rem/1.5 arial, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem }
article { border-top: 1px solid #b1b4b6 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
</style></head>
<body><main><h1>Messages received</h1>
<p>This stands in for GOV.UK Notify. Nothing leaves this computer. Newest first.</p>
<form method="post" action="/_fail"><label for="mode">Fail in this way:</label>
<select id="mode" name="mode">
{% for one in modes %}<option{{ " selected" if one == mode }}>{{ one }}</option>{% endfor %}
</select> <button>Set</button></form>
{% for m in messages %}<article><h2>{{ m.subject or "Text message" }}</h2>
<p>{{ m.type }} to {{ m.email_address or m.phone_number or m.line_1 }}, {{ m.created_at }}: {{ m.status }}</p>
<pre>{{ m.body }}</pre></article>
{% else %}<p>None yet.</p>
{% endfor %}</main></body></html>"""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class StandIn:
    """One service at Notify: what its owner can set there, the limits Notify sets, and its messages."""

    folder: Path
    keys: Mapping[str, str]  # API key: "live", "team", "test" or "revoked"
    _: KW_ONLY
    callback: tuple[str, str] | None = None  # address and bearer token for receipts
    callback_again: timedelta = timedelta(minutes=5)
    settles_in: float | None = 0.1  # seconds until a message's final status; None is never
    channels: frozenset[str] = frozenset(rules.PLURALS)
    guests: frozenset[str] = frozenset()  # the team and its guest list
    trial: bool = False
    archived: bool = False
    per_day: Mapping[str, int] = field(default_factory=lambda: {"email": 250_000, "sms": 250_000, "letter": 20_000})
    burst: int = 1000
    per_second: int = 50
    per_page: int = 250
    clock: Callable[[], datetime] = _now
    messages: list[dict[str, Any]] = field(default_factory=list, init=False)  # oldest first
    heard: int = field(default=0, init=False)  # calls that took a message or asked for some, answered or not

    def __post_init__(self) -> None:
        self.templates = rules.read_templates(self.folder)
        self._service = next(iter(self.keys))[-73:-37]
        self._kinds: dict[str, str] = {}  # of the key each message was sent with
        self._sent: Counter[tuple[date, str]] = Counter()
        self._tokens: dict[str, tuple[float, datetime]] = {}
        self._failure: tuple[str, float, int] = ("off", 0, 0)
        self._lock = threading.Lock()
        self._told = threading.Event()  # set once the answers that are held back need not wait any longer
        self._closed = False

    def fail(self, mode: str, *, seconds: float = 30, times: int = FOREVER) -> None:
        """Fail the next ``times`` calls, until told another way to fail, or "off".

        "slow" (to answer) and "drop" (the line) take the message first. "slow" holds the answer back for ``seconds``,
        or until this is called again.
        """
        if mode not in MODES:
            raise bad(f"The stand-in can fail in these ways: {', '.join(MODES)}.")
        with self._lock:
            self._failure = (mode, seconds, times)
            self._told.set()
            self._told = threading.Event()

    def _failing(self, *modes: str) -> str | None:
        with self._lock:
            mode, seconds, times = self._failure
            if mode not in modes or not times:
                return None
            self._failure, told = (mode, seconds, times - 1), self._told
        if mode == "slow":
            told.wait(seconds)
        return mode

    # Who asks, and how often

    def _caller(self) -> str:
        """The kind of the key that signed this request."""
        header = request.headers.get("Authorization", "")
        if not header:
            raise denied("Unauthorized: authentication token must be provided", 401)
        if header[:7].title() != "Bearer ":
            raise denied("Unauthorized: authentication bearer scheme must be used", 401)
        try:
            issuer = jwt.decode(header[7:], options={"verify_signature": False}).get("iss")
        except jwt.InvalidTokenError:
            raise denied(rules.BAD_TOKEN) from None
        if issuer is None:
            raise denied("Invalid token: iss field not provided")
        if not rules.UUID.fullmatch(str(issuer)):
            raise denied("Invalid token: service id is not the right data type")
        if issuer != self._service:
            raise denied("Invalid token: service not found")
        if self.archived:
            raise denied("Invalid token: service is archived")
        return self._signer(header[7:])

    def _signer(self, token: str) -> str:
        for key, kind in self.keys.items():
            try:
                claims = jwt.decode(token, key[-36:], ["HS256"], options={"verify_iat": False, "require": ["iat"]})
            except jwt.InvalidAlgorithmError:
                raise denied("Invalid token: algorithm used is not HS256") from None
            except jwt.InvalidTokenError:
                continue
            issued, clock = claims["iat"], int(self.clock().timestamp())
            if not isinstance(issued, int) or not -SKEW <= issued - clock <= SKEW:
                raise denied("Error: Your system clock must be accurate to within 30 seconds")
            if kind == "revoked":
                raise denied("Invalid token: API key revoked")
            return kind
        raise denied("Invalid token: API key not found")

    def _count(self, kind: str, channel: str) -> None:
        """Both 429s: too fast (a bucket of tokens for each kind of key), and enough for today (UTC)."""
        now = self.clock()
        with self._lock:
            left, since = self._tokens.get(kind, (self.burst, now))
            left = min(self.burst, left + (now - since).total_seconds() * self.per_second)
            self._tokens[kind] = (left - 1 if left >= 1 else left, now)
        if left < 1 or self._failing("too-many-requests"):
            limit = f"{kind.upper()} of {self.per_second * 60} requests per 60 seconds"
            raise RequestRefused(429, "RateLimitError", f"Exceeded rate limit for key type {limit}")
        most = 50 if self.trial else self.per_day[channel]
        full = kind != "test" and self._sent[now.date(), channel] >= most
        if full or self._failing("daily-limit"):
            raise RequestRefused(429, "TooManyRequestsError", f"Exceeded send limits ({channel}: {most}) for today")

    def _hear(self) -> None:
        with self._lock:
            self.heard += 1

    # Sending. The order of the checks is Notify's.

    def send(self, channel: str) -> ResponseReturnValue:
        kind = self._caller()
        self._count(kind, channel)
        message = self._accepted(kind, channel)
        number = national(message["phone_number"] or "") if channel == "sms" else None
        if not {number, message["email_address"]} & rules.SMOKE_TESTS:
            with self._lock:
                self.messages.append(message)
                self._kinds[message["id"]] = kind
                self._sent[self.clock().date(), channel] += kind != "test"
            simulated = rules.OUTCOMES.get(number or message["email_address"] or "", "delivered")
            self._soon(self.settles_in, self.settle, message, simulated if kind == "test" else "delivered")
        self._hear()
        if self._failing("slow", "drop") == "drop":
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return jsonify(_reply(message)), 201

    def _accepted(self, kind: str, channel: str) -> dict[str, Any]:
        try:
            body = json.loads(request.get_data())
        except ValueError:
            raise bad("Invalid JSON supplied in POST data") from None
        rules.check(body, rules.REQUIRED[channel], ("personalisation", "reference", *rules.OPTIONAL[channel]))
        if channel not in self.channels:
            raise bad(f"Service is not allowed to send {rules.PLURALS[channel]}")
        template = self.templates.get(str(uuid.UUID(body["template_id"])))
        if not template:
            raise bad("Template not found")
        if template.type != channel:
            raise bad(f"{template.type} template is not suitable for {channel} notification")
        words = {rules.fold(key): value for key, value in body.get("personalisation", {}).items()}
        content = template.filled(words)
        for key in {"email_reply_to_id", "sms_sender_id"} & body.keys():
            raise bad(f"{key} {body[key]} does not exist in database for service id {self._service}")
        self._allow(kind, channel, body.get("email_address") or body.get("phone_number"))
        lines = rules.address(body["personalisation"]) if channel == "letter" else []
        rules.measure(channel, content["body"] or "")
        return self._message(template, body, lines) | content

    def _allow(self, kind: str, channel: str, to: str) -> None:
        closed = kind == "team" or (kind == "live" and self.trial)
        if closed and channel == "letter":
            why = "with a team api key" if kind == "team" else "when service is in trial mode"
            raise bad(f"Cannot send letters {why}", 403)
        if closed and to not in self.guests:
            raise bad(rules.CANNOT + ("using a team-only API key" if kind == "team" else rules.TRIAL))
        if channel == "sms":
            rules.check_mobile(to)

    def _message(self, template: rules.Template, body: dict[str, Any], lines: list[str]) -> dict[str, Any]:
        """A message as Notify shows it."""
        asked = ("reference", "email_address", "phone_number", "one_click_unsubscribe_url")
        blank = ("created_by_name", "sent_at", "completed_at", "scheduled_for", "postcode")
        uri = f"{request.url_root}services/{self._service}/templates/{template.id}"
        return {
            "id": str(uuid.uuid4()),
            "type": template.type,
            "status": "created",
            "created_at": self._stamp(),
            "template": {"id": template.id, "version": 1, "uri": uri},
            "postage": "second" if lines else None,
            **{key: body.get(key) for key in asked},
            **{f"line_{number}": line for number, line in zip(range(1, 7), lines + [None] * 6, strict=False)},
            **dict.fromkeys(blank),
            "is_cost_data_ready": True,
            "cost_in_pounds": 0.0,
            "cost_details": {},
        } | ({"estimated_delivery": self._stamp()} if lines else {})

    # What becomes of a message

    def _soon(self, seconds: float | None, act: Callable[..., None], *what: Any) -> None:
        if seconds is not None and not self._closed:
            timer = threading.Timer(seconds, act, what)
            timer.daemon = True
            timer.start()

    def settle(self, message: dict[str, Any], status: str) -> None:
        """Give a message its final status and, unless it is a letter, send the receipt."""
        letter = message["type"] == "letter"
        now = self._stamp()
        message |= {"status": "received" if letter else status, "sent_at": now, "completed_at": now}
        if self.callback and not letter:
            self._call_back(self.callback, message, tries=0)

    def _call_back(self, callback: tuple[str, str], message: dict[str, Any], tries: int) -> None:
        """Send the receipt; if there is no answer, or 5xx or 429, again: at most five times."""
        keys = ("id", "reference", "status", "created_at", "completed_at", "sent_at")
        body = {key: message[key] for key in keys} | {
            "to": message["email_address"] or message["phone_number"],
            "notification_type": message["type"],
            "template_id": message["template"]["id"],
            "template_version": 1,
        }
        status = _post(*callback, json.dumps(body))
        if (status >= 500 or status == 429) and tries < 5:  # noqa: PLR2004 - HTTP's and Notify's own numbers
            self._soon(self.callback_again.total_seconds(), self._call_back, callback, message, tries + 1)

    def _stamp(self) -> str:
        return self.clock().strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    # Asking

    def message(self, message_id: str) -> ResponseReturnValue:
        self._caller()
        rules.check({"notification_id": message_id}, ["notification_id"], ())
        for message in self.messages:
            if message["id"] == message_id.lower():
                return jsonify(message)
        raise RequestRefused(404, "NoResultFound", "No result found")

    def page(self) -> ResponseReturnValue:
        """Up to 250 messages, newest first, of those sent with this kind of key."""
        kind, query = self._caller(), request.args
        rules.check(query.to_dict(), (), ("template_type", "status", "reference", "older_than", "include_jobs"))
        found = [message for message in reversed(self.messages) if self._kinds[message["id"]] == kind]
        if older := query.get("older_than"):
            ids = [message["id"] for message in found]
            found = found[ids.index(older) + 1 :] if older in ids else []
        statuses = query.getlist("status") + (list(rules.FAILED) if "failed" in query.getlist("status") else [])
        wanted = {"type": query.getlist("template_type"), "status": statuses}
        wanted["reference"] = query.getlist("reference")[:1]
        found = [m for m in found if all(m[key] in values for key, values in wanted.items() if values)]
        self._hear()
        found, links = found[: self.per_page], {"current": request.url}
        if found:
            following = query.to_dict(flat=False) | {"older_than": [found[-1]["id"]]}
            links["next"] = f"{request.base_url}?{urlencode(following, doseq=True)}"
        return jsonify(notifications=found, links=links)

    # For people

    def front(self) -> ResponseReturnValue:
        return render_template_string(PAGE, messages=self.messages[::-1], modes=MODES, mode=self._failure[0])

    def set_failure(self) -> ResponseReturnValue:
        form = request.form
        self.fail(form["mode"], seconds=form.get("seconds", 30.0, float), times=form.get("times", FOREVER, int))
        return redirect("/")

    # Templates

    def texts(self) -> ResponseReturnValue:
        self._caller()
        rules.check(request.args.to_dict(), (), ("type",))
        wanted = request.args.get("type")
        found = [each for each in self.templates.values() if wanted in (None, each.type)]
        return jsonify(templates=[each.shown() for each in sorted(found, key=lambda each: each.name)])

    def text(self, template_id: str) -> ResponseReturnValue:
        self._caller()
        if template_id not in self.templates:
            raise RequestRefused(404, "NoResultFound", "No result found")
        return jsonify(self.templates[template_id].shown())

    # Standing

    def app(self) -> Flask:
        app = Flask("stand-in", static_folder=None)
        app.register_error_handler(RequestRefused, _refusal)
        app.before_request(self._outage)
        app.post("/v2/notifications/<any(email, sms, letter):channel>")(self.send)
        app.get("/v2/notifications/<message_id>")(self.message)
        app.get("/v2/notifications")(self.page)
        app.get("/v2/templates")(self.texts)
        app.get("/v2/template/<template_id>")(self.text)
        app.get("/")(self.front)
        app.post("/_fail")(self.set_failure)
        return app

    def _outage(self) -> ResponseReturnValue | None:
        mode = request.path.startswith("/v2/") and self._failing("500", "503")
        if mode == "500":
            return _refusal(RequestRefused(500, "Exception", "Internal server error"))
        return ("<h1>503 Service Unavailable</h1>", 503) if mode else None

    def serve(self, host: str, port: int) -> None:
        """Answer until interrupted (``python -m dev notify``)."""
        make_server(host, port, self.app(), threaded=True, request_handler=Quiet).serve_forever()

    @contextmanager
    def running(self, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
        """Answer from a thread of this process; gives the base address. Port 0 takes a free one."""
        with answering(self.app(), host, port) as found:
            try:
                yield f"http://{host}:{found}"
            finally:
                self._closed = True
                self._told.set()


def _refusal(refused: RequestRefused) -> tuple[Response, int]:
    return jsonify(status_code=refused.status, errors=refused.errors), refused.status


def _reply(message: Mapping[str, Any]) -> dict[str, Any]:
    """What Notify answers when it has taken a message."""
    extra: dict[str, Any] = {}
    content = {"body": message["body"]}
    if message["type"] == "sms":
        content["from_number"] = "GOVUK"
    else:
        content["subject"] = message["subject"]
    if message["type"] == "email":
        content["from_email"] = "stand-in@example.com"
        content["one_click_unsubscribe_url"] = message["one_click_unsubscribe_url"]
        extra = {"sanitised_content": {}}
    same = {key: message[key] for key in ("id", "reference", "template", "scheduled_for")}
    return same | {"content": content, "uri": f"{request.url_root}v2/notifications/{message['id']}"} | extra


def _post(where: str, token: str, body: str) -> int:
    """POST the JSON; the status of the answer, or 503 if there is none within Notify's 5 seconds."""
    parts = urlsplit(where)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.netloc, timeout=5)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        line.request("POST", parts.path or "/", body, headers)
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 503
    finally:
        line.close()
