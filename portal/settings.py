"""Settings of the two doors and the worker, read once from the environment.

A default is safe in production and fit to publish, or it is a demo value that production refuses.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from portal import key_commands
from portal import setting_values as values

ROOT = Path(__file__).resolve().parent.parent
NOTICES = ROOT / "translations"
KEY_BYTES = values.KEY_BYTES
VARIED = 16  # different bytes in a key: 32 random ones have fewer once in a million million keys
VARIED_TOKEN = 8  # different characters in a token; 32 random ones in hexadecimal have more
DEMO_CLIENT_SECRET = "only for the demo"  # noqa: S105  # and fit to publish
DEMO_NOTIFY_KEY = "demo-11111111-1111-4111-8111-111111111111-22222222-2222-4222-8222-222222222222"


class BadSettings(ValueError):
    """Every fault at once, each with how to mend it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The portal cannot start:\n" + "\n".join(f"  - {fault}" for fault in faults))
        self.faults = faults


def _demo_key(name: str) -> bytes:
    return hashlib.sha256(f"demo {name}".encode()).digest()


class Process(StrEnum):
    """What runs for a council. Each is given its own settings, and holds no secret of another."""

    PUBLIC = "the public door"
    STAFF = "the staff door"
    WORKER = "the worker"
    WATCH = "the watch"
    COMMAND = "a command"


ALL = frozenset(Process)
DOORS = frozenset({Process.PUBLIC, Process.STAFF})
SERVING = DOORS | {Process.WORKER}
PUBLIC, WORKER, WATCH = (frozenset({each}) for each in (Process.PUBLIC, Process.WORKER, Process.WATCH))
BEHIND = WORKER | {Process.COMMAND}


def _from(
    variable: str, default: Any, read: Callable[[str], Any] = str, *, secret: bool = False, by: frozenset[Process] = ALL
) -> Any:
    return field(default=default, repr=not secret, metadata={"variable": variable, "read": read, "by": by})


def _secret(variable: str, by: frozenset[Process] = ALL) -> Any:
    return _from(variable, _demo_key(variable), values.key, secret=True, by=by)


@dataclass(frozen=True)
class Settings:
    """What there is to set; ``by`` says which process needs it. These are those of a command."""

    process: ClassVar[Process] = Process.COMMAND
    env: str = _from("PORTAL_ENV", "demo")
    council: str = _from("PORTAL_COUNCIL", "north-tyneside")
    log: str = _from("PORTAL_LOG", "", values.one_of("text", "json"))
    metrics: str = _from("PORTAL_METRICS", "", values.address, by=SERVING)
    data_dir: Path | None = _from("PORTAL_DATA_DIR", None, Path)
    records_dir: Path | None = _from("PORTAL_RECORDS_DIR", None, Path, by=BEHIND)
    policies: Path = _from("PORTAL_POLICIES", ROOT / "policies", Path)
    database: str = _from("PORTAL_DATABASE_URL", "", secret=True)
    owner_database: str = _from("PORTAL_DATABASE_OWNER_URL", "", secret=True, by=frozenset({Process.COMMAND}))
    public_port: int = _from("PORTAL_PUBLIC_PORT", 8000, int)
    staff_port: int = _from("PORTAL_STAFF_PORT", 8001, int)
    notify_port: int = _from("PORTAL_NOTIFY_PORT", 8002, int)
    public_url: str = _from("PORTAL_PUBLIC_URL", "", by=SERVING)
    staff_url: str = _from("PORTAL_STAFF_URL", "", by=SERVING)
    proxies: int = _from("PORTAL_PROXIES", 0, int, by=DOORS)
    mailbox: str = _from("PORTAL_MASH_MAILBOX", "", by=SERVING)  # in the demo: mash@example.com
    master_key: bytes = _secret("PORTAL_MASTER_KEY")
    master_command: str = _from(key_commands.COMMAND, "", secret=True)
    masters_also: tuple[bytes, ...] = _from("PORTAL_MASTER_KEY_ALSO", (), values.keys, secret=True)
    index_key: bytes = _secret("PORTAL_INDEX_KEY")
    pepper: bytes = _secret("PORTAL_PEPPER", by=DOORS)
    peppers_also: tuple[bytes, ...] = _from("PORTAL_PEPPER_ALSO", (), values.keys, secret=True, by=DOORS)
    notify_url: str = _from("PORTAL_NOTIFY_URL", "", by=WORKER)
    notify_key: str = _from("PORTAL_NOTIFY_KEY", "", secret=True, by=WORKER)
    notify_templates: Mapping[str, str] = _from("PORTAL_NOTIFY_TEMPLATES", (), values.templates, by=WORKER)
    callback_token: str = _from("PORTAL_NOTIFY_CALLBACK_TOKEN", "", secret=True, by=PUBLIC)
    callbacks_also: tuple[str, ...] = _from(
        "PORTAL_NOTIFY_CALLBACK_TOKEN_ALSO", (), values.tokens, secret=True, by=PUBLIC
    )
    requests_per_minute: int = _from("PORTAL_REQUESTS_PER_MINUTE", 600, values.count, by=DOORS)
    submissions_per_hour: int = _from("PORTAL_SUBMISSIONS_PER_HOUR", 10, values.count, by=PUBLIC)
    drafts_per_hour: int = _from("PORTAL_DRAFTS_PER_HOUR", 200, values.count, by=PUBLIC)
    first_messages_per_hour: int = _from("PORTAL_FIRST_MESSAGES_PER_HOUR", 5, values.count, by=SERVING)
    messages_per_hour: int = _from("PORTAL_MESSAGES_PER_HOUR", 10, values.count, by=SERVING)
    staff_messages_per_hour: int = _from("PORTAL_STAFF_MESSAGES_PER_HOUR", 30, values.count, by=SERVING)
    safety_messages_per_hour: int = _from("PORTAL_SAFETY_MESSAGES_PER_HOUR", 60, values.count, by=SERVING)
    letters_per_day: int = _from("PORTAL_LETTERS_PER_DAY", 40, values.count, by=WORKER)
    alert_often: int = _from("PORTAL_ALERT_OFTEN", 15, values.minutes(5, 30), by=WORKER)  # minutes, in the first hour
    alert_seldom: int = _from("PORTAL_ALERT_SELDOM", 60, values.minutes(15, 240), by=WORKER)  # minutes, after that
    alarm_webhook: str = _from("PORTAL_ALARM_WEBHOOK", "", secret=True, by=WATCH)
    alarm_email: str = _from("PORTAL_ALARM_EMAIL", "", by=WATCH)
    alarm_smtp: str = _from("PORTAL_ALARM_SMTP", "", secret=True, by=WATCH)
    clamav: str = _from("PORTAL_CLAMAV", "", values.socket, by=SERVING)
    evidence_dir: Path | None = _from("PORTAL_EVIDENCE_DIR", None, Path, by=SERVING)
    accept_unconfirmed: tuple[str, ...] = _from("PORTAL_ACCEPT_UNCONFIRMED", (), values.words)

    @classmethod
    def collect(cls, environment: Mapping[str, str]) -> tuple[Self, list[str]]:
        """The settings, and everything that is wrong with them; nothing is when the portal may start."""
        values: dict[str, Any] = {}
        faults: list[str] = []
        try:
            environment = key_commands.with_master_key(environment)
        except key_commands.NoKey as error:
            faults.append(f"{error}")
        for each in fields(cls):
            text = environment.get(each.metadata["variable"], "").strip()
            if text:
                try:
                    values[each.name] = each.metadata["read"](text)
                except ValueError as error:
                    faults.append(f"{each.metadata['variable']}: {error}.")
        settings = cls(**values)
        told = (
            {key_commands.missing(key_commands.VARIABLE)}
            if settings.master_command and "master_key" not in values
            else set()
        )
        return settings, faults + [fault for fault in settings.faults() if fault not in told]

    @classmethod
    def needed(cls) -> frozenset[str]:
        """The settings that this process has a use for."""
        return frozenset(each.metadata["variable"] for each in fields(cls) if cls.process in each.metadata["by"])

    @classmethod
    def needless(cls, environment: Mapping[str, str]) -> list[str]:
        """The secrets of others that this process was given, a sentence each: who breaks in must not find them here."""
        secrets = {each.metadata["variable"] for kind in KINDS for each in fields(kind) if not each.repr}
        return [
            f"{variable} is given to {cls.process}, which has no use for it: take it out of its environment."
            for variable in sorted(secrets - cls.needed())
            if environment.get(variable, "").strip()
        ]

    @classmethod
    def key_variables(cls) -> list[str]:
        """The settings that hold a key, those that every door shares only once: with the public door's."""
        own = fields(cls) if cls is PublicSettings else fields(cls)[len(fields(Settings)) :]
        return [each.metadata["variable"] for each in own if isinstance(each.default, bytes)]

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def data(self) -> Path:
        """The folder of the demo's data: each council has its own."""
        return self.data_dir or ROOT / "var" / self.council

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'portal.sqlite3'}"

    @property
    def role(self) -> str:
        """The role that the portal itself is in the database."""
        return urlsplit(self.database).username or ""

    def as_owner(self) -> Self:
        """The same for whoever changes and erases the tables."""
        return replace(self, database=self.owner_database or self.database)

    @property
    def records(self) -> Path:
        return self.records_dir or self.data / "records"

    @property
    def public_address(self) -> str:
        return self.public_url or f"http://127.0.0.1:{self.public_port}"

    @property
    def staff_address(self) -> str:
        return self.staff_url or f"http://127.0.0.1:{self.staff_port}"

    @property
    def notify_address(self) -> str:
        return self.notify_url or f"http://127.0.0.1:{self.notify_port}"

    @property
    def notify_api_key(self) -> str:
        return self.notify_key or DEMO_NOTIFY_KEY

    @property
    def callback_secret(self) -> str:
        return self.callback_token or _demo_key("callback").hex()

    def faults(self) -> list[str]:
        """What is wrong with these settings, with how to mend it; empty when the portal may start."""
        if self.env not in {"demo", "production"}:
            return [f"PORTAL_ENV is '{self.env}': set it to 'production', or leave it out for the demo."]
        return [*self._key_faults(), *(self._production_faults() if self.production else [])]

    def _key_faults(self) -> list[str]:
        faults = []
        for each in fields(self):
            value, variable = getattr(self, each.name), each.metadata["variable"]
            if not isinstance(value, bytes) or (variable not in self.needed() and value == each.default):
                continue
            if len(value) < KEY_BYTES:
                faults.append(f"{variable} is too short: it needs {KEY_BYTES} random bytes in base64.")
            elif self.production and value == each.default:
                faults.append(key_commands.missing(variable))
            elif self.production and len(set(value)) < VARIED:
                faults.append(f"{variable} is not random: `portal new-keys` prints one that is.")
        return [*faults, *(self._repeated_keys() if self.production else [])]

    def _repeated_keys(self) -> list[str]:
        """One key for two things: who finds it for one has the other."""
        held: dict[bytes, list[str]] = {}
        for each in fields(self):
            if isinstance(value := getattr(self, each.name), bytes) and value != each.default:
                held.setdefault(value, []).append(each.metadata["variable"])
        return [
            f"{' and '.join(names)} are the same: each needs a key of its own, as `portal new-keys` prints them."
            for names in held.values()
            if len(names) > 1
        ]

    def _production_faults(self) -> list[str]:
        apart = _host(self.public_url) != _host(self.staff_url) or not self.public_url
        unlisted = [name for name in notice_names() if name not in self.notify_templates]
        live = self.notify_key not in {"", DEMO_NOTIFY_KEY}
        rules = (
            (self.database.startswith("postgresql"), "PORTAL_DATABASE_URL", "must be postgresql://…, not SQLite."),
            (_https(self.public_url), "PORTAL_PUBLIC_URL", "must begin with https://"),
            (_https(self.staff_url), "PORTAL_STAFF_URL", "must begin with https://"),
            (apart, "PORTAL_PUBLIC_URL", "and PORTAL_STAFF_URL must be different hosts."),
            (_https(self.notify_url), "PORTAL_NOTIFY_URL", "must begin with https://"),
            (live, "PORTAL_NOTIFY_KEY", "is missing: create a live API key in GOV.UK Notify."),
            (
                not unlisted,
                "PORTAL_NOTIFY_TEMPLATES",
                f"is missing NAME.CHANNEL.LANGUAGE=TEMPLATE-ID for: {', '.join(unlisted)}.",
            ),
            (
                len(self.callback_token) >= KEY_BYTES and len(set(self.callback_token)) >= VARIED_TOKEN,
                "PORTAL_NOTIFY_CALLBACK_TOKEN",
                f"is missing, shorter than {KEY_BYTES} characters or not random.",
            ),
            (
                not re.search(r"sslmode=(disable|allow|prefer)", self.database + self.owner_database),
                "PORTAL_DATABASE_URL",
                "must not turn encryption off: take sslmode=disable out, or sslmode=verify-full.",
            ),
            (self.proxies > 0, "PORTAL_PROXIES", "is missing: how many proxies stand before the doors, at least 1."),
            (bool(self.mailbox), "PORTAL_MASH_MAILBOX", "is missing: where new requests are announced."),
        )
        needed = self.needed()
        return [f"{variable} {fault}" for holds, variable, fault in rules if variable in needed and not holds]


@dataclass(frozen=True)
class PublicSettings(Settings):
    process = Process.PUBLIC
    public_secret: bytes = _secret("PORTAL_PUBLIC_SECRET")
    secrets_also: tuple[bytes, ...] = _from("PORTAL_PUBLIC_SECRET_ALSO", (), values.keys, secret=True)


@dataclass(frozen=True)
class StaffSettings(Settings):
    process = Process.STAFF
    staff_secret: bytes = _secret("PORTAL_STAFF_SECRET")
    secrets_also: tuple[bytes, ...] = _from("PORTAL_STAFF_SECRET_ALSO", (), values.keys, secret=True)
    provider_port: int = _from("PORTAL_PROVIDER_PORT", 8003, int)
    oidc_issuer: str = _from("PORTAL_OIDC_ISSUER", "")
    oidc_client_id: str = _from("PORTAL_OIDC_CLIENT_ID", "")
    oidc_client_secret: str = _from("PORTAL_OIDC_CLIENT_SECRET", "", secret=True)
    oidc_name: str = _from("PORTAL_OIDC_NAME", "")
    oidc_mfa_assured: bool = _from("PORTAL_OIDC_MFA_ASSURED", False, values.yes)

    @property
    def oidc_address(self) -> str:
        return self.oidc_issuer or f"http://127.0.0.1:{self.provider_port}"

    @property
    def oidc_client(self) -> tuple[str, str]:
        """The id and the secret by which the sign-in service knows this portal."""
        return self.oidc_client_id or "portal", self.oidc_client_secret or DEMO_CLIENT_SECRET

    def faults(self) -> list[str]:
        return [*super().faults(), *self._oidc_faults()]

    def _oidc_faults(self) -> list[str]:
        """What the council's own sign-in lacks: without it nobody of the staff comes in."""
        if not self.production:
            return [] if _http(self.oidc_address) or _https(self.oidc_address) else [_NO_ISSUER]
        rules = (
            (_https(self.oidc_issuer), _NO_ISSUER),
            (bool(self.oidc_client_id), "PORTAL_OIDC_CLIENT_ID is missing: what your sign-in service calls us."),
            (
                self.oidc_client_secret not in {"", DEMO_CLIENT_SECRET},
                "PORTAL_OIDC_CLIENT_SECRET is missing: the secret that your sign-in service made for this portal.",
            ),
        )
        return [fault for holds, fault in rules if not holds]


_NO_ISSUER = "PORTAL_OIDC_ISSUER must be the address of your sign-in service and begin with https://"


@dataclass(frozen=True)
class WorkerSettings(Settings):
    process = Process.WORKER


@dataclass(frozen=True)
class WatchSettings(Settings):
    process = Process.WATCH

    def faults(self) -> list[str]:
        rules = (
            (not self.alarm_webhook or _https(self.alarm_webhook) or not self.production, _NO_WEBHOOK),
            (bool(self.alarm_email) == bool(self.alarm_smtp), _HALF_MAIL),
            (not self.alarm_smtp or urlsplit(self.alarm_smtp).scheme in {"smtp", "smtps"}, _NO_SMTP),
        )
        return [*super().faults(), *(fault for holds, fault in rules if not holds)]


_NO_WEBHOOK = "PORTAL_ALARM_WEBHOOK must begin with https://"
_HALF_MAIL = "PORTAL_ALARM_EMAIL and PORTAL_ALARM_SMTP belong together: to whom, and through which mail server."
_NO_SMTP = "PORTAL_ALARM_SMTP must be like smtp://host:25 or smtps://user:password@host:465"

KINDS = (Settings, PublicSettings, StaffSettings, WorkerSettings, WatchSettings)


def notice_names(languages: Collection[str] = ("en",)) -> list[str]:
    """The names of all texts that GOV.UK Notify has to hold where these languages are offered: staff read English."""
    wanted = {"en", *languages}
    return sorted(path.stem for path in NOTICES.glob("*/notices/*.*.*.txt") if path.parts[-3] in wanted)


def _https(address: str) -> bool:
    return urlsplit(address).scheme == "https"


def _http(address: str) -> bool:
    return urlsplit(address).scheme == "http"


def _host(address: str) -> str | None:
    return urlsplit(address).hostname
