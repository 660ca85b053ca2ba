"""What GOV.UK Notify's v2 API accepts, and the words in which it refuses."""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev.notify import recipients, sms

NAMESPACE = uuid.UUID("6f0d6a1e-3b0b-4d0c-9f43-8e5d2f6f6a10")  # of template ids: uuid5 of the file's stem
TYPES = {"email": "email", "text": "sms", "letter": "letter"}
PLURALS = {"email": "emails", "sms": "text messages", "letter": "letters"}
FAILED = ("permanent-failure", "temporary-failure", "technical-failure")
LETTER_STATUSES = (
    "accepted", "received", "cancelled", "pending-virus-check", "virus-scan-failed", "validation-failed",
    "returned-letter",
)  # fmt: skip
STATUSES = ("created", "sending", "delivered", "pending", "sent", "failed", *FAILED, *LETTER_STATUSES)
SMOKE_TESTS = {"7700900000", "7700900111", "7700900222"} | {
    f"simulate-delivered{number}@notifications.service.gov.uk" for number in ("", "-2", "-3")
}
OUTCOMES = {  # of messages sent with a test key; all others are delivered
    "7700900003": "temporary-failure",
    "7700900002": "permanent-failure",
    "temp-fail@simulator.notify": "temporary-failure",
    "perm-fail@simulator.notify": "permanent-failure",
}
CANNOT = "Can\N{RIGHT SINGLE QUOTATION MARK}t send to this recipient "
TRIAL = "when service is in trial mode \N{EN DASH} see https://www.notifications.service.gov.uk/trial-mode"
LONGEST_TEXT = 918
TOO_LONG = f"Your message is too long. Text messages cannot be longer than {LONGEST_TEXT} characters. "
BAD_TOKEN = "Invalid token: make sure your API token matches the example at "  # noqa: S105 - a sentence
BAD_TOKEN += "https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header"

PLACEHOLDER = re.compile(r"\(\(([^()?]+)(?:\?\?(.*?))?\)\)", re.DOTALL)
UUID = re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LOOSE_UUID = re.compile(r"(?i)\{?[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?")  # of a template in a request
RULES = {  # what a text in a request must look like, and what Notify says of one that does not
    "include_jobs": (re.compile("true|True"), "{} is not one of [true, True]"),
    "email_reply_to_id": (UUID, "is not a valid UUID"),
    "notification_id": (UUID, "is not a valid UUID"),
    "older_than": (UUID, "is not a valid UUID"),
    "one_click_unsubscribe_url": (re.compile(r"https://.+"), "is not a valid https url"),
    "reference": (re.compile(r"(?s).{0,1000}"), "{} is too long"),
    "sms_sender_id": (UUID, "is not a valid UUID"),
    "status": (re.compile("|".join(STATUSES)), f"{{}} is not one of [{', '.join(STATUSES)}]"),
    "template_id": (LOOSE_UUID, "is not a valid UUID"),
    "template_type": (re.compile("|".join(PLURALS)), f"{{}} is not one of [{', '.join(PLURALS)}]"),
}
JSON: dict[str, Any] = {"string": str, "object": dict, "array": list}
NULLABLE = {"sanitise_content_for", "scheduled_for"}
KINDS = {"personalisation": "object", "sanitise_content_for": "array"}  # all others are strings
REQUIRED = {
    "email": ("email_address", "template_id"),
    "sms": ("phone_number", "template_id"),
    "letter": ("template_id", "personalisation"),
}
OPTIONAL = {
    "email": ("email_reply_to_id", "one_click_unsubscribe_url", "sanitise_content_for", "scheduled_for"),
    "sms": ("sms_sender_id", "scheduled_for"),
    "letter": (),
}


class RequestRefused(Exception):
    """An answer that is not a success: its HTTP status, its kind and its sentences."""

    def __init__(self, status: int, error: str, *messages: str) -> None:
        super().__init__(status, error, *messages)
        self.status = status
        self.errors = [{"error": error, "message": message.replace("'", "")} for message in messages]


def denied(message: str, status: int = 403) -> RequestRefused:
    return RequestRefused(status, "AuthError", message)


def invalid(*messages: str) -> RequestRefused:
    return RequestRefused(400, "ValidationError", *messages)


def bad(message: str, status: int = 400) -> RequestRefused:
    return RequestRefused(status, "BadRequestError", message)


@dataclass(frozen=True, slots=True)
class Template:
    id: str
    name: str
    type: str
    subject: str | None
    body: str

    @property
    def keys(self) -> list[str]:
        found = PLACEHOLDER.finditer(f"{self.subject or ''} {self.body}")
        return list(dict.fromkeys(match[1].strip() for match in found))

    def shown(self) -> dict[str, Any]:
        """As Notify describes a template."""
        return {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "created_at": "2026-01-01T00:00:00.000000Z",
            "updated_at": None,
            "created_by": "stand-in@example.com",
            "version": 1,
            "body": self.body,
            "subject": self.subject,
            "letter_contact_block": None,
            "postage": "second" if self.type == "letter" else None,
            "personalisation": {key: {"required": True} for key in self.keys},
        }

    def filled(self, words: Mapping[str, Any]) -> dict[str, str | None]:
        """The subject and body with these words in their places; more words than needed do no harm."""
        if missing := [key for key in self.keys if words.get(fold(key)) is None]:
            raise bad(f"Missing personalisation: {', '.join(missing)}")

        def word(match: re.Match[str]) -> str:
            value = words[fold(match[1])]
            if match[2] is not None:
                return match[2] if fold(str(value)) in {"yes", "y", "true", "t", "1", "show"} else ""
            if isinstance(value, list) and (self.type == "sms" or match.string is self.subject):
                return (
                    f"{', '.join(map(str, value[:-1]))} and {value[-1]}" if len(value) > 1 else "".join(map(str, value))
                )
            if isinstance(value, list):
                return "".join(f"\n* {one}" for one in value)
            return str(value)

        subject = self.subject and PLACEHOLDER.sub(word, self.subject)
        body = PLACEHOLDER.sub(word, self.body)
        return {"subject": subject, "body": sms.rendered(body) if self.type == "sms" else body}


def read_templates(folder: Path) -> dict[str, Template]:
    """``<name>.<channel>.<language>.txt``; an email or a letter begins "Subject: …" and a blank line."""
    found = {}
    for path in sorted(folder.glob("*/notices/*.*.*.txt")):
        subject, text = None, path.read_text("utf-8").strip()
        channel = path.stem.split(".")[1]
        if channel != "text":
            subject, _, text = text.removeprefix("Subject: ").partition("\n\n")
        template = Template(str(uuid.uuid5(NAMESPACE, path.stem)), path.stem, TYPES[channel], subject, text)
        found[template.id] = template
    return found


def fold(key: str) -> str:
    """Notify reads ``First name``, ``first_name`` and ``FIRST-NAME`` as one key."""
    return re.sub(r"[\s_-]", "", key).casefold()


def recipient_fault(key: str, value: str) -> str | None:
    """What is wrong with whom it goes to, as far as the schema looks."""
    if key == "email_address":
        return None if recipients.is_email(value) else "Not a valid email address"
    try:
        recipients.phone(value)
    except recipients.NoRecipient as wrong:
        return str(wrong)
    return None


def check_mobile(value: str) -> None:
    """Refuse the numbers that are real and no mobile of this country."""
    number = recipients.phone(value)
    if number.country_code != recipients.UK:
        raise bad("Cannot send to international mobile numbers")
    if recipients.is_landline(number):
        raise RequestRefused(400, "InvalidPhoneError", "Not a UK mobile number")


def fault(key: str, value: Any) -> str | None:
    """What is wrong with one member of a request, as Notify says it."""
    if value is None and key in NULLABLE:
        return None
    kind = KINDS.get(key, "string")
    if not isinstance(value, JSON[kind]):
        return f"{key} {value} is not of type {kind}"
    if key in ("email_address", "phone_number"):
        wrong = recipient_fault(key, value)
    else:
        pattern, complaint = RULES.get(key, (None, ""))
        wrong = complaint.format(value) if pattern and not pattern.fullmatch(value) else None
    return wrong and f"{key} {wrong}"


def check(members: Any, required: Iterable[str], optional: Iterable[str]) -> None:
    """Refuse what Notify's schema does not allow, naming every fault at once."""
    if not isinstance(members, dict):
        raise invalid(f"{members} is not of type object")
    known = {*required, *optional}
    faults = [f"{key} is a required property" for key in required if key not in members]
    faults += [wrong for key in members if key in known and (wrong := fault(key, members[key]))]
    if extra := sorted(key for key in members if key not in known):
        were = "was" if len(extra) == 1 else "were"
        faults.append(f"Additional properties are not allowed ({', '.join(extra)} {were} unexpected)")
    if faults:
        raise invalid(*faults)


def address(personalisation: Mapping[str, Any]) -> list[str]:
    """The lines of a letter's address, from ``address_line_1`` to ``_7`` or the older ``postcode``."""
    try:
        return recipients.letter_lines(personalisation)
    except recipients.NoRecipient as wrong:
        raise invalid(str(wrong)) from None


def measure(channel: str, text: str) -> None:
    if not text.strip():
        raise bad("Your message is empty.")
    if channel == "sms" and len(text) > LONGEST_TEXT:
        raise bad(f"{TOO_LONG}Your message is {len(text)} characters long.")
