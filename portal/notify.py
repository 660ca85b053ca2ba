"""The only file that knows GOV.UK Notify.

It hands over one notice, says what became of one, and turns every way in which Notify can refuse into
one of three: :class:`TryLater`, :class:`DailyLimit` or :class:`NotifyRefused`. Their sentences, like the log,
hold nothing personal.
"""

import logging
import re
import socket
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

import requests
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from portal.domain.challenge.events.notice_names import RaiserNotice
from portal.domain.notices.catalogue import TO_RAISER, Channel, Notice

NAMESPACE = uuid.UUID("6f0d6a1e-3b0b-4d0c-9f43-8e5d2f6f6a10")
SLACK = 1.1  # times the limit of one read that a whole call may take
TOO_FAST = timedelta(seconds=10)
_TOO_MANY, _BAD_REQUEST, _NOT_LET_IN = 429, 400, (401, 403)
_OURS = re.compile("template_id|personalisation|reference|Additional properties|Missing personalisation")
_THEIRS = re.compile("international|this recipient")
"""What begins or stands in the sentence of a refusal that is about what we send, or about whom it goes to."""
_CHANNELS = {"email": Channel.EMAIL, "sms": Channel.TEXT, "letter": Channel.LETTER}


class TryLater(Exception):
    """Not now; or nobody knows, because there was no answer. ``after`` is how long, where Notify says."""

    def __init__(self, why: str, after: timedelta | None = None) -> None:
        super().__init__(why)
        self.after = after


class Misconfigured(TryLater):
    """Not before somebody puts right how the portal or the service at Notify is set up."""


class DailyLimit(Exception):
    """No more by this channel until midnight UTC."""


class NotifyRefused(Exception):
    """Never: the same request would be refused again."""


class BadTexts(ValueError):
    """Our own texts are not whole: a sentence for whoever wrote them."""


_OUTCOMES = {Misconfigured: "misconfigured", DailyLimit: "daily_limit", NotifyRefused: "refused"}
"""What is counted of a call; one that is tried again is "later"."""


class NotifyStatus(NamedTuple):
    """A notice that Notify has: Notify's own id for it, and what became of it so far."""

    id: str
    status: str


class Text(NamedTuple):
    """A text as Notify holds it, or as ours is to be pasted there. ``version`` is Notify's; 0 is ours."""

    name: str
    channel: str
    subject: str
    body: str
    version: int = 0

    @property
    def placeholders(self) -> frozenset[str]:
        return _placeholders(f"{self.subject} {self.body}")

    def with_sentence(self, sentence: str) -> "Text":
        """The text that several notices share, with the sentence of one of them."""
        return self._replace(body=self.body.replace(f"(({SENTENCE}))", sentence))


class WaysBack(NamedTuple):
    """Where a raiser finds us: the portal's address as people type it, a telephone number, an address for post."""

    site: str
    telephone: str
    post: str


UNKNOWN = WaysBack("", "", "")


Sentences = Mapping[str, Mapping[str, str]]
"""What each notice to raisers but the first says, by language and by name."""

SHARED, SENTENCE = "update", "news"
"""These notices share one text in each language and channel, where their own sentence stands for ((news))."""

DATES = ("date", "day")
"""What of the words of a notice is a date."""

_DATED = frozenset({"window_closing", "question_reminded"})  # their sentence has a ((day))


TEXTS = "*/notices/*.*.*.txt"
"""Where the texts are in the folder of translations: by language, NAME.CHANNEL.LANGUAGE."""


def read_texts(folder: Path) -> dict[str, Text]:
    """Our own texts by :func:`template_name`: an email or a letter begins "Subject: …" and a blank line."""
    found = {}
    for path in sorted(folder.glob(TEXTS)):
        channel, subject, body = path.stem.split(".")[1], "", path.read_text("utf-8").strip()
        if channel != Channel.TEXT:
            subject, _, body = body.removeprefix("Subject: ").partition("\n\n")
        found[path.stem] = Text(path.stem, channel, subject, body)
    return found


def read_sentences(folder: Path) -> dict[str, dict[str, str]]:
    """The sentences of all notices in every language, "name: sentence" a line. Raises :class:`BadTexts`."""
    languages = {path.stem.rpartition(".")[2] for path in folder.glob(f"*/notices/{SHARED}.*.*.txt")}
    return {
        language: _sentences(folder / language / "notices" / f"{SENTENCE}.{language}.txt")
        for language in sorted(languages)
    }


def _sentences(path: Path) -> dict[str, str]:
    if not path.exists():
        raise BadTexts(f"{path.name} is missing: it says what each message in this language is about.")
    lines = [line.partition(": ") for line in path.read_text("utf-8").splitlines() if line.strip()]
    found = {name: sentence.strip() for name, _, sentence in lines}
    if wrong := sorted(set(RaiserNotice) ^ set(found)) or sorted(name for name in found if not found[name]):
        raise BadTexts(f"{path.name} needs a sentence for each message and no more; see: {', '.join(wrong)}.")
    if len(found) < len(lines):
        raise BadTexts(f"{path.name} has two sentences for one message.")
    for name, sentence in found.items():
        if _placeholders(sentence) != ({"day"} if name in _DATED else set()):
            raise BadTexts(f"{path.name}: {name} has to give the ((day)), and no other message can give anything.")
    return found


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\(\(([^()?]+)", text))


def _filled(text: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\(\(([^()?]+)\)\)", lambda found: words[found[1]], text)


def written(notice: Notice) -> dict[str, str]:
    """What fills a notice, its dates as its language writes them: "4 March 2026". What is no date stays as it is."""
    locale = _locale(notice.language)
    return dict(notice.words) | {key: _day(notice.words[key], locale) for key in DATES if key in notice.words}


def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")  # Notify has no text in such a language, and will say so


def _day(word: str, locale: Locale) -> str:
    try:
        return str(format_date(date.fromisoformat(word), "d MMMM y", locale))
    except ValueError:
        return word  # it was written in words before it was stored: a notice of an earlier version


def template_name(notice: Notice) -> str:
    """The name of the notice's text: also that of its file in ``translations``."""
    name = SHARED if notice.name in set(RaiserNotice) else notice.name
    return f"{name}.{notice.channel}.{notice.language}"


def template_id(name: str, known: Mapping[str, str]) -> str:
    """The id under which Notify ``known`` holds a text, or the one the stand-in gives to its file."""
    return known.get(name) or str(uuid.uuid5(NAMESPACE, name))


class Notify:
    """One service at Notify. ``templates`` gives the ids of texts by :func:`template_name`."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        templates: Mapping[str, str] | None = None,
        *,
        sentences: Sentences,
        texts: Mapping[str, Text] | None = None,
        ways_back: Callable[[], WaysBack] = lambda: UNKNOWN,
        timeout: float = 10,
    ) -> None:
        """``timeout`` (seconds) of each call: two for each of a few claimed notices must fit into their lease."""
        self._ways_back = ways_back
        self._make: Callable[[], Any] = partial(NotificationsAPIClient, api_key, base_url, timeout)
        self._sentences = sentences
        self.our_texts = texts or {}  # by :func:`template_name`: what stands on paper before it is posted
        self._templates = templates or {}
        self._clients = threading.local()  # the client is not thread-safe
        self._within = timeout * SLACK
        self.under_way: set[str] = set()  # the references of notices whose handing over has not ended yet
        self.answered: Callable[[str], None] = lambda _outcome: None  # told what became of each call
        self.calls = 0  # made so far: whoever watches the worker looks at it
        # What it would say at "warning" are Notify's own sentences, which may quote what we sent.
        logging.getLogger("notifications_python_client").setLevel(logging.ERROR)

    def send(self, notice: Notice, reference: str) -> str:
        """Hand a notice over; gives Notify's id for it. ``reference`` is what receipts will name."""
        words, to = self.words_of(notice), notice.to
        template = template_id(template_name(notice), self._templates)
        client = self._client()
        match notice.channel:
            case Channel.EMAIL:
                call = partial(client.send_email_notification, to["email"], template, words, reference)
            case Channel.TEXT:
                call = partial(client.send_sms_notification, to["telephone"], template, words, reference)
            case Channel.LETTER:
                words |= {f"address_line_{number}": line for number, line in enumerate(to["lines"], 1)}
                call = partial(client.send_letter_notification, template, words, reference)
        self.under_way.add(reference)
        return str(self._asked(self._ending, reference, call)["id"])

    def _ending(self, reference: str, call: Callable[[], Any]) -> Any:
        try:
            return call()
        finally:
            self.under_way.discard(reference)

    def words_of(self, notice: Notice) -> dict[str, str]:
        """What fills the notice's text: with its own sentence, where others share the text, and the way back."""
        own = written(notice)
        words = {**own, **self._back(notice)}
        if notice.name not in set(RaiserNotice):
            return words
        if notice.language not in self._sentences:
            raise Misconfigured("We have no messages in the language of a notice.")
        return {**words, SENTENCE: _filled(self._sentences[notice.language][notice.name], own)}

    def _back(self, notice: Notice) -> dict[str, str]:
        """How a raiser gets back to us; who must not be told who we are has only what they were given before."""
        if notice.name not in TO_RAISER:
            return {}
        back = self._ways_back() if notice.words.get("sender") else UNKNOWN
        given = {"site": back.site, "telephone": back.telephone, "post": back.post}
        whether = {"known": back.site, "unknown": not back.site, "call": back.telephone, "write": back.post}
        return given | {name: "yes" if holds else "no" for name, holds in whether.items()}

    def find(self, reference: str) -> NotifyStatus | None:
        """The notice that Notify has under our reference, if it took one in the last 7 days.

        Raises :class:`TryLater` also while our own call to hand it over has not ended, though nobody waits for it
        any more: Notify could still take it, and that it has none would be no answer.
        """
        if reference in self.under_way:
            raise TryLater("Notify gave no answer: an earlier try has not ended.")
        page = self._asked(self._client().get_all_notifications, reference=reference)
        return next((NotifyStatus(one["id"], one["status"]) for one in page["notifications"]), None)

    def pages(self) -> Iterator[Mapping[str, NotifyStatus]]:
        """All notices of the last 7 days by our references, the newest first, a page at a time.

        Raises :class:`TryLater`.
        """
        older: str | None = None
        while True:
            page = self._asked(self._client().get_all_notifications, older_than=older)["notifications"]
            if not page:
                return
            yield {one["reference"]: NotifyStatus(one["id"], one["status"]) for one in page if one["reference"]}
            older = page[-1]["id"]

    def texts(self, names: Iterable[str]) -> dict[str, Text]:
        """Those of these texts that Notify holds, by our names for them. Raises :class:`TryLater`."""
        listed = self._asked(self._client().get_all_templates)["templates"]
        held = {each["id"]: each for each in listed}
        ids = {name: template_id(name, self._templates) for name in names}
        return {name: _text(each) for name, wanted in ids.items() if (each := held.get(wanted))}

    def _asked(self, call: Callable[..., Any], *what: Any, **more: Any) -> Any:
        """What Notify says in time: the client's own limit is for each read, and an answer can come byte by byte."""
        self.calls += 1
        if not hasattr(self._clients, "line"):
            self._clients.line = _line()
        answer: SimpleQueue[tuple[bool, Any]] = SimpleQueue()
        self._clients.line.put((partial(_asked, call, *what, **more), answer))
        try:
            well, said = answer.get(timeout=self._within)
        except Empty:
            del self._clients.line, self._clients.mine  # they go on waiting by themselves
            self.answered("silent")
            raise TryLater("Notify gave no answer: it took too long.") from None
        self.answered("taken" if well else _OUTCOMES.get(type(said), "later"))
        if not well:
            raise said
        return said

    def _client(self) -> Any:
        if not hasattr(self._clients, "mine"):
            self._clients.mine = self._make()
        return self._clients.mine


def _text(held: Mapping[str, Any]) -> Text:
    channel, subject, body = _CHANNELS[held["type"]], _plain(held["subject"]), _plain(held["body"])
    return Text(held["name"], channel, subject, body, held["version"])


def _plain(text: str | None) -> str:
    """A text with one kind of line end: people paste with either."""
    return (text or "").replace("\r\n", "\n").strip()


_Line = SimpleQueue[tuple[Callable[[], Any], SimpleQueue[tuple[bool, Any]]]]


def _line() -> _Line:
    """Where calls are handed to a thread that makes one after the other."""
    calls: _Line = SimpleQueue()

    def serve() -> None:
        while True:
            call, answer = calls.get()
            try:
                answer.put((True, call()))
            except Exception as error:  # noqa: BLE001 - it is raised where the call was asked for
                answer.put((False, error))

    threading.Thread(target=serve, name="notify", daemon=True).start()
    return calls


def _asked(call: Callable[..., Any], *what: Any, **more: Any) -> Any:
    try:
        return call(*what, **more)
    except HTTPError as error:
        raise _meaning(error) from None
    except APIError:
        raise TryLater("Notify's answer could not be read.") from None


def _meaning(error: HTTPError) -> Exception:
    """What an answer means for the notice: by its status and kind, and no further than must be by its sentence."""
    if error.response is None:
        return TryLater(f"Notify gave no answer: {_silence(error.__cause__)}.")
    listed = error.message if isinstance(error.message, list) else []
    named = [each for each in listed if isinstance(each, Mapping)]
    kind = str(named[0].get("error")) if named else "no reason"
    why = f"Notify answered {error.status_code} ({kind})."
    if error.status_code == _TOO_MANY:
        return DailyLimit(why) if kind == "TooManyRequestsError" else TryLater(why, TOO_FAST)
    if error.status_code in _NOT_LET_IN:
        return Misconfigured(f"{why} The key or the service is not set up for this.")
    if error.status_code == _BAD_REQUEST and named:
        if all(_ours(kind, str(each.get("message"))) for each in named):
            return Misconfigured(f"{why} A text at Notify, its id or what it asks for is not ours.")
        return NotifyRefused(why)
    return TryLater(why)


def _ours(kind: str, sentence: str) -> bool:
    """Whether a refusal is about what we send and not about whom it goes to."""
    return bool(_OURS.match(sentence)) or (kind == "BadRequestError" and not _THEIRS.search(sentence))


def _silence(cause: BaseException | None) -> str:
    """Why there was no answer at all, in a word that an operator can act on."""
    chain, known = [], cause
    while known is not None and known not in chain:
        chain.append(known)
        known = known.__cause__ or known.__context__
    if isinstance(cause, requests.exceptions.SSLError):
        return "its certificate is not trusted"
    if any(isinstance(each, socket.gaierror) for each in chain):
        return "its name is not found"
    if isinstance(cause, requests.exceptions.Timeout):
        return "it took too long"
    if any(isinstance(each, ConnectionRefusedError) for each in chain):
        return "the connection was refused"
    return "the connection failed"
