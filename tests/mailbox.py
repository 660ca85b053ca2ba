"""The mailbox of a demo day as a page of the guide to messages, which the demo day of the tests holds true."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from notifications_python_client.notifications import NotificationsAPIClient

from portal.domain.notices.catalogue import REMINDERS, TO_PARTNERS, TO_STAFF
from portal.notify import SHARED, Text, read_texts
from portal.policy_loader import Packs
from portal.services.notice_texts import whole
from portal.settings import DEMO_NOTIFY_KEY, NOTICES, ROOT

PAGE = ROOT / "docs" / "messages.md"
COUNCIL = Packs(ROOT / "policies").current("north-tyneside").council
BEGINS = "## The mailbox of a demo day"
SAME = (
    (re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b"), "7K3M-9QXT-4"),
    (re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b"), "2 March 2027"),
    (re.compile(r"(?<=since they asked: )\d+"), "2"),
    (re.compile(r"http://localhost:\d+|http://127\.0\.0\.1:\d+"), "https://staff.example.com"),
    (re.compile(r"(?:localhost|127\.0\.0\.1):\d+"), "ask.example.gov.uk"),
)
"""What differs from day to day, and what stands for it on the page."""


class Message(NamedTuple):
    to: str  # "raiser" or "staff"
    channel: str
    subject: str
    body: str


def mailbox(address: str) -> Counter[Message]:
    """The messages that the stand-in was given, and how often each."""
    client = NotificationsAPIClient(DEMO_NOTIFY_KEY, address)
    names = {each["id"]: each["name"].partition(".")[0] for each in client.get_all_templates()["templates"]}
    return Counter(_message(each, names) for each in client.get_all_notifications_iterator())


def _message(given: Mapping[str, Any], names: Mapping[str, str]) -> Message:
    subject, body = (_the_same(given[part] or "") for part in ("subject", "body"))
    to = "staff" if names[given["template"]["id"]] in {*TO_STAFF, *TO_PARTNERS} else "raiser"
    return Message(to, given["type"], subject, body)


def _the_same(words: str) -> str:
    for found, instead in SAME:
        words = found.sub(instead, words)
    words = words.replace("\r\n", "\n").strip()
    return words.removesuffix(COUNCIL.name).removesuffix(COUNCIL.short_name).strip()


def written(messages: Iterable[Message]) -> str:
    """The messages as a page shows them: those to raisers first, each once."""
    parts = []
    for to, heading in (("raiser", "To the people who ask"), ("staff", "To the team")):
        parts.append(f"### {heading}")
        parts += [_quoted(each) for each in sorted(set(messages)) if each.to == to]
    return "\n\n".join(parts) + "\n"


def _quoted(message: Message) -> str:
    way = {"sms": "Text"}.get(message.channel, message.channel.capitalize())
    head = f"**{way}**" + (f": {message.subject}" if message.subject else f" ({len(message.body)} characters)")
    return "\n".join([head, "", *(f"> {line}".rstrip() for line in message.body.splitlines())])


def write(messages: Iterable[Message]) -> None:
    before = PAGE.read_text().partition(BEGINS)[0]
    PAGE.write_text(f"{before}{BEGINS}\n\n{INTRODUCTION}\n\n{written(messages)}")


INTRODUCTION = (
    "Written by `make messages` from what the stand-in for GOV.UK Notify was given on the demo day of the tests:\n"
    "12 invented challenges, to their end. Each message stands here once, with references, dates and addresses made\n"
    "the same, and without the council's name that ends those to who said that we may say who we are."
)


FILLED = {
    "reference": "7K3M-9QXT-4", "date": "2 March 2027", "due": "2 March 2027", "day": "2 March 2027", "days": "2",
    "who": "Partnership", "stage": "Stage 2", "policy": "Policy for Disagreements", "council": COUNCIL.name,
    "minutes": "15", "address": "https://staff.example.com", "sender": "",
}  # fmt: skip


NUMBERS = dict.fromkeys((*REMINDERS, "held", "count"), "2")
"""What waits for a colleague."""

US = Packs(ROOT / "policies").current("north-tyneside").contacts["disagreement"]
REPLY = {"words": "1) What you told us", "next": "yes"}
NAMELESS = REPLY | dict.fromkeys(("site", "telephone", "post", "known", "call", "write"), "") | {"unknown": "yes"}
NAMED = REPLY | {
    "site": "ask.example.gov.uk", "telephone": US.telephone, "post": ", ".join(US.address),
    "known": "yes", "call": US.telephone, "write": ", ".join(US.address), "unknown": "",
}  # fmt: skip


def quoted_on_the_page() -> set[str]:
    """The messages that the page holds, as they stand there."""
    return set(
        re.findall(r"^\*\*(?:Email|Text|Letter)\*\*.*?(?=\n\n[*#]|\n*\Z)", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    )


def as_they_are_sent() -> set[str]:
    """Every message there is by our own texts of today, as the page would hold it."""
    texts = {name: text for name, text in read_texts(NOTICES).items() if not name.startswith(f"{SHARED}.")}
    every = [*texts.items(), *whole(NOTICES)]
    return {_quoted(_as_sent(name, text, words)) for name, text in every for words in (NAMELESS, NAMED)}


def _as_sent(name: str, text: Text, words: Mapping[str, str]) -> Message:
    def fill(gap: re.Match[str]) -> str:
        if gap[2] is None:
            return {**FILLED, **NUMBERS, **words}[gap[1]]
        return gap[2] if words[gap[1]] else ""

    subject, body = (re.sub(r"\(\((\w+)(?:\?\?(.*?))?\)\)", fill, part) for part in (text.subject, text.body))
    to = "staff" if name.partition(".")[0] in {*TO_STAFF, *TO_PARTNERS} else "raiser"
    return Message(to, {"text": "sms"}.get(text.channel, text.channel), subject, body.strip())
