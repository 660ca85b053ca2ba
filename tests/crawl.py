"""Somebody at the public door who opens every page there is, sends every form, and reads all that comes back."""

import functools
import html
import io
import itertools
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

import pypdf
from actions import Action
from canaries import Leak, Of, Place, Seen, Shows
from flask.testing import EnvironBuilder
from hub import Hub
from werkzeug.routing import Rule
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request

from dev.notify import StandIn
from portal.domain.answer_holdings import CONTACT_PLAN
from portal.domain.challenge.action_rule import AnyAction
from portal.domain.questions import paper_form
from portal.services import delivery, tracker
from portal.web.public.confirmations import NOTED

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_LEADS = re.compile(r"\b(?:href|src|action|formaction)=\"([^\"]*)\"")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]*)"')

BROKEN, READY = 500, "health_ready"  # which says 503 where no worker runs

HEADERS = {"set-cookie": Place.COOKIE, "location": Place.ADDRESS}
"""The headers that have a place of their own."""

OF_ALL = ("pages", "paper", "journey", "council_css", "health", "health_ready")
"""The rooms whose pages are the same at every moment of a challenge."""

OFTEN_THE_SAME = ("contact.page", "copy.receipt")
"""Pages of a challenge that change seldom, or take a second to make of what the page beside them shows."""

FILE = "paper.file"

ENDS_IT = ("pages.letter", "pages.exit")
"""What leaves the browser with another session: opened last."""

DOES = {
    "track.reopen": Action.REOPEN, "track.ask_next": Action.ASK_NEXT, "track.next_person": Action.STILL_WORRIED,
    "track.language_help": Action.ASK_LANGUAGE, "track.withdraw": Action.WITHDRAW, "track.answer": Action.ANSWER,
}  # fmt: skip
"""The buttons and forms that may be refused, and the action of each."""

BLANK = (
    "journey.answer", "journey.carry_on", "track.keep_code", "track.come_back", "track.add", "track.answer",
    "track.withdraw", "track.next_person", "track.stay", "contact.page",
)  # fmt: skip
"""The forms that somebody sends without a word in them."""

LEFT_TO_LIFE = (
    "journey.send", "journey.delete", "journey.begin_new", "journey.leave", "journey.remove", "track.reopen",
    "track.ask_next", "track.leave", "contact.keep", "pages.receipts", "csp_reports",
)  # fmt: skip
"""What does something by being sent at all: done where the story does it, or by no browser."""


class Answer(NamedTuple):
    """All that somebody at the door can see of one."""

    where: str
    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Ears(logging.Handler):
    """Keeps all that is logged, by logger."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: dict[str, list[str]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if record.exc_info or record.stack_info:
            said = logging.Formatter().format(record)
        self.heard.setdefault(record.name, []).append(said)

    def take(self) -> Iterator[Seen]:
        heard, self.heard = self.heard, {}
        for name, lines in heard.items():
            yield Seen(Place.LOG, name, "\n".join(lines))


@functools.lru_cache(maxsize=32)
def _read(file: bytes) -> tuple[str, str]:
    """What a PDF says of itself, and its text."""
    read = pypdf.PdfReader(io.BytesIO(file))
    return str(dict(read.metadata or {})), "\n".join(page.extract_text() for page in read.pages)


@functools.lru_cache(maxsize=512)  # most pages have come before
def _parts(page: str) -> dict[Place, str]:
    """What stands in the title of a page, where it leads to, and the page."""
    titles, leads = "\n".join(_TITLE.findall(page)), "\n".join(set(_LEADS.findall(page)))
    parts = {Place.TITLE: titles, Place.ADDRESS: leads, Place.PAGE: _TITLE.sub("", page)}
    return {place: html.unescape(text) for place, text in parts.items()}


@dataclass
class Crawl:
    """The raiser's browser, their mailbox, and the ears of whoever reads the log."""

    hub: Hub
    ears: Ears
    post_office: StandIn
    when: str = "before"  # the moment of the story, for the reports
    counts: Counter[Place] = field(default_factory=Counter)
    lives: int = 0
    moments: int = 0
    asked: Counter[str] = field(default_factory=Counter)  # how often each endpoint answered
    came: dict[str, int] = field(default_factory=dict)  # the status of the last page of each
    found: set[tuple[str, Place]] = field(default_factory=set)  # canaries, and where they were seen
    seen: list[Seen] = field(default_factory=list)
    leaks: list[Leak] = field(default_factory=list)
    files: bool = False  # open the form on paper as a file too: it is the same for everybody, and takes long to make
    keeps: bool = False  # every answer as it came, in :attr:`answers`, instead of looking for words in it
    answers: list[Answer] = field(default_factory=list)
    before: Callable[[], None] = lambda: None  # done before each request
    _tokens: dict[str, str] = field(default_factory=dict)
    _gets: dict[str, Request] = field(default_factory=dict)  # what a browser asks, but for its cookies
    _headers: dict[tuple[str, str], Place] = field(default_factory=dict)  # seen since the post was last taken in

    def __post_init__(self) -> None:
        self.client = self.hub.public.test_client()
        self.stranger = self.hub.public.test_client()

    # One page

    def get(self, address: str, client: Any = None) -> TestResponse:
        self.before()
        if address not in self._gets:
            self._gets[address] = EnvironBuilder(self.hub.public, address).get_request()
        return self._took((client or self.client).open(self._gets[address]), f"GET {address}")

    def post(
        self, address: str, data: dict[str, Any] | None = None, token: str | None = None, **headers: str
    ) -> TestResponse:
        data = {**(data or {}), "csrf_token": self.token() if token is None else token}
        self.before()
        answer = self.client.post(address, data=data, headers=headers)
        return self._took(answer, f"POST {address}", " ".join(map(str, data.values())))

    def follow(self, answer: TestResponse) -> TestResponse:
        while answer.status_code in (301, 302, 303):
            answer = self.get(answer.headers["Location"])
        return answer

    def token(self) -> str:
        """What a form of this session carries: it stays the same for as long as the session."""
        cookie = self.client.get_cookie("s")
        known = cookie.value if cookie else ""
        if known not in self._tokens:
            found = _TOKEN.search(self.get("/return").get_data(as_text=True))[1]
            self._tokens[self.client.get_cookie("s").value] = found
            return found
        return self._tokens[known]

    def _took(self, answer: TestResponse, asked: str, echo: str = "") -> TestResponse:
        where = f"{asked} ({self.when})"
        if self.keeps:
            self.answers.append(Answer(where, answer.status, tuple(answer.headers), answer.data))
            return answer
        for header in answer.headers:
            place = self._headers.get(header)
            if place is None:  # most headers are those of every answer
                name, value = header
                place = self._headers[header] = HEADERS.get(name.lower(), Place.HEADER)
                self.seen.append(Seen(place, where, f"{name}: {value}"))
            self.counts[place] += 1
        if answer.mimetype == "application/pdf":
            self._document(answer.data, where)
        else:
            self._page(answer.get_data(as_text=True), where, echo)
        return answer

    def _page(self, text: str, where: str, echo: str) -> None:
        for place, part in _parts(text).items():
            self._see(place, where, part, echo if place is Place.PAGE else "")

    def _document(self, file: bytes, where: str) -> None:
        head, text = _read(file)
        self._see(Place.TITLE, where, head)
        self._see(Place.DOCUMENT, where, text)

    def _see(self, place: Place, where: str, text: str, echo: str = "") -> None:
        self.counts[place] += 1
        self.seen.append(Seen(place, where, text, echo=echo))

    def kept_items(self, key: str) -> int:
        """How many of these have been typed in and kept so far."""
        with self.hub.context.store.read() as unit:
            draft = unit.drafts.open(self.client.get_cookie("s").value, self.hub.context.now())
        return len(draft.answers.get(key, ())) if draft else 0

    # All of it

    def look(self, shows: Shows, when: str, *, everything: bool = False, sent: bool = True) -> None:
        """Open every page at this moment, send what can be sent wrongly, and take the post and the log in.

        While a form is begun and not ``sent`` only look at it: a blank page, or leaving, would delete what it holds.
        """
        self.when, self.moments = when, self.moments + 1
        may = self._may()
        for rule, address in self._addresses(everything=everything):
            if rule.endpoint in ENDS_IT and not sent:
                continue
            self.asked[rule.endpoint] += 1
            if rule.endpoint in ENDS_IT:
                self.get(address, self._other_window())
            elif "GET" in rule.methods:
                answer = self._as_anybody(address) if everything else self.get(address)
                self.came[rule.endpoint] = answer.status_code
                assert answer.status_code < BROKEN or rule.endpoint == READY, (
                    f"{address} breaks, and so shows nothing ({self.when})"
                )
            if "POST" in rule.methods and rule.endpoint in BLANK and sent:
                self.post(address)
        self._refused(may)
        if everything:
            self._wrongly()
        self.take_in(shows)

    def take_in(self, shows: Shows) -> None:
        """Read the post and the log, and judge all that was seen since."""
        self.seen += self._post()
        self.seen += self.ears.take()
        for word, place, leak in self.hub.canaries.judge(self.seen, shows):
            self.found.add((word, place))
            self.leaks += [leak] if leak else []
        self.seen.clear()
        self._headers.clear()

    def _may(self) -> frozenset[AnyAction]:
        token = self.client.get_cookie("s")
        progress = tracker.progress(self.hub.context, token.value) if token else None
        return progress.may if progress else frozenset()

    def _addresses(self, *, everything: bool) -> list[tuple[Rule, str]]:
        """Each address of the public door that anybody could open, the last those that end the session."""
        adapter = self.hub.public.url_map.bind("localhost")
        found = []
        for rule in self.hub.public.url_map.iter_rules():
            same = rule.endpoint in OFTEN_THE_SAME or rule.endpoint.partition(".")[0] in OF_ALL
            if rule.endpoint in LEFT_TO_LIFE or (same and not everything) or (rule.endpoint == FILE and not self.files):
                continue
            for values in self._filled(rule):
                method = "GET" if "GET" in rule.methods else "POST"
                found.append((rule, adapter.build(rule.endpoint, values, method)))
        return sorted(found, key=lambda each: each[0].endpoint in ENDS_IT)

    def _filled(self, rule: Rule) -> Iterator[dict[str, Any]]:
        """What the gaps of an address can be filled with: one that is new here has to be said here."""
        fixed = dict(rule.defaults or {})
        names = sorted(rule.arguments - set(fixed))
        for values in itertools.product(*(self._fills(name, rule.endpoint.partition(".")[0]) for name in names)):
            yield fixed | dict(zip(names, values, strict=True))

    def _fills(self, name: str, room: str) -> list[Any]:
        context = self.hub.context
        addresses = {
            "journey": [question.address for journey in context.journeys.values() for question in journey.questions],
            "contact": [each.address for each in context.journeys["adult"].questions if each.holds in CONTACT_PLAN],
        }
        return {
            "way": lambda: ["request", "tell"],
            "address": lambda: sorted(set(addresses[room])),
            "number": lambda: [1, 2] if room == "track" else [1],
            "what": lambda: list(NOTED),
            "sheet": lambda: paper_form.sheets(context.pack),
            "reference": lambda: ["NT26-004711"],
            "decision": lambda: ["ffff"],
            "named": lambda: ["0123456789abcdef"],
            "code": lambda: list(context.pack.council.languages),
        }[name]()

    def _as_anybody(self, address: str) -> TestResponse:
        """A page with what somebody without a session gets there: what the whole world reads is no secret."""
        already = len(self.seen)
        answer = self.get(address)
        found = {canary.of for each in self.seen[already:] for canary in self.hub.canaries.find(each.text)}
        if answer.mimetype.startswith("text/") and Of.PACK in found:
            anybody = self.stranger.get(address).get_data(as_text=True)
            self.seen[already:] = [each._replace(echo=anybody) for each in self.seen[already:]]
        return answer

    def _other_window(self) -> Any:
        """The same session in another window: what happens there ends it for both."""
        other = self.hub.public.test_client()
        if cookie := self.client.get_cookie("s"):
            other.set_cookie("s", cookie.value)
        return other

    def _refused(self, may: frozenset[AnyAction]) -> None:
        """Ask for what is not possible now, to be told why."""
        for endpoint, action in DOES.items():
            if action not in may:
                values = {"number": 1} if endpoint == "track.answer" else {}
                address = self.hub.public.url_map.bind("localhost").build(endpoint, values, "POST")
                self.post(address, {"next": "yes", "pressure": "no", "words": "Again.", "new": "no"})

    def _wrongly(self) -> None:
        """The pages of what goes wrong, each kind once."""
        self.get("/nowhere")
        self.get("/answer/99")
        self.get("/noted/nothing")
        self.post("/add", token="wrong")
        self.post("/add", **{"Sec-Fetch-Site": "cross-site"})
        self.post("/add", {"more": "x" * 300_000})
        self._took(self.client.delete("/progress"), "DELETE /progress")

    # The post

    def _post(self) -> Iterator[Seen]:
        """Every notice that waits, as it was written and as it arrives."""
        context = self.hub.context
        far = context.now().replace(hour=13) + timedelta(days=400)
        while delivery.send_waiting(context, far):
            pass
        for notice in self.hub.take_handed_over():
            to = f"{dict(notice.to)}"
            yield from self._notice(f"{notice.name} by {notice.channel}", to, str(dict(notice.words)))
        messages, self.post_office.messages = self.post_office.messages, []
        for each in messages:
            lines = [each["email_address"], each["phone_number"], *(each[f"line_{n}"] for n in range(1, 7))]
            text = f"{each['subject']} {each['body']} {each['reference']}"
            yield from self._notice(f"{each['type']} {each['subject']}", " ".join(filter(None, lines)), text)

    def _notice(self, name: str, envelope: str, text: str) -> Iterator[Seen]:
        self.counts[Place.NOTICE] += 1
        to, where = self.hub.canaries.reader(envelope), f"{name} ({self.when})"
        yield Seen(Place.NOTICE, where, text, to)
        yield Seen(Place.ENVELOPE, where, envelope, to)
