"""How an alarm leaves the portal: to a webhook or by email, and never through what the alarm may be about."""

import smtplib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import unquote, urlsplit

import requests

WITHIN = 20.0  # seconds that one alarm may take in all, however slowly it is answered
_TLS_PORT, _PORT = 465, 25


class NotSent(Exception):
    """Nobody was told: why, in a word."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is told of one finding. ``well``: it is over."""

    council: str
    name: str
    says: str
    well: bool = False

    @property
    def subject(self) -> str:
        return f"{'Well again' if self.well else 'Needs you'}: {self.name} ({self.council})"


Channel = Callable[[Alarm], None]
"""Tells one alarm. Raises :class:`NotSent`."""


def webhook(address: str, within: float = WITHIN) -> Channel:
    """Posts each alarm as JSON; what is in ``text`` is what Slack, Teams and Mattermost show."""

    def send(alarm: Alarm) -> None:
        said = {"text": f"{alarm.subject}. {alarm.says}", "council": alarm.council, "name": alarm.name}
        answer = _asked(lambda: requests.post(address, json=said | {"well": alarm.well}, timeout=within / 2), within)
        if not answer.ok:
            raise NotSent(f"the webhook answered {answer.status_code}")

    return send


def mail(server: str, to: str, within: float = WITHIN) -> Channel:
    """Sends each alarm through the mail server at ``smtp://`` or ``smtps://[user:password@]host[:port]``."""
    place = urlsplit(server)
    tls = place.scheme == "smtps"

    def hand_over(message: EmailMessage) -> None:
        kind = smtplib.SMTP_SSL if tls else smtplib.SMTP
        with kind(place.hostname or "", place.port or (_TLS_PORT if tls else _PORT), timeout=within / 2) as line:
            if not tls:
                line.ehlo()
                if line.has_extn("starttls"):
                    line.starttls()
            if place.username:
                line.login(unquote(place.username), unquote(place.password or ""))
            line.send_message(message)

    def send(alarm: Alarm) -> None:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = alarm.subject, to, to
        message.set_content(f"{alarm.says}\n")
        _asked(lambda: hand_over(message), within)

    return send


def _asked(call: Callable[[], Any], within: float) -> Any:
    """What ``call`` gives in time. The libraries' own limits are for each read, and an answer can come byte by byte."""
    answers: SimpleQueue[tuple[Any, Exception | None]] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put((call(), None))
        except Exception as error:  # noqa: BLE001 - told below, without its words: they may hold an address
            answers.put((None, error))

    threading.Thread(target=ask, name="alarm", daemon=True).start()
    try:
        answer, error = answers.get(timeout=within)
    except Empty:
        raise NotSent("it took too long") from None
    if error:
        raise NotSent(type(error).__name__) from None
    return answer
