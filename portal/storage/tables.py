"""The tables. Sealed columns are bytes; every other column may be read by whoever holds the database."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.exc import NoResultFound

from portal.domain.disclosure.internal import InternalOnly
from portal.storage.encryption import DataKey, Keys


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: ``timestamptz`` on PostgreSQL, text that sorts on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        if value is None or value.tzinfo is UTC:
            return value
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("token", LargeBinary, unique=True),  # keyed hash; none once another draft has the token
    Column("code", LargeBinary, unique=True),  # keyed hash of the come-back code, if there is one
    Column("data_key", LargeBinary, nullable=False),
    Column("answers", LargeBinary, nullable=False),  # sealed
    Column("language", String(16), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("challenge_id", String(36), index=True),  # of what is typed beside a challenge that was sent
    Column("bond", LargeBinary),  # see row_bindings.py
)

visits = Table(
    "visits",
    metadata,
    Column("token", LargeBinary, primary_key=True),  # keyed hash
    Column("reference", String(16), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("bond", LargeBinary),  # see row_bindings.py
    Column("tab", LargeBinary),  # keyed hash of the tab that sent the request, if that has a name
    Column("shown_at", Moment),  # when its code was first shown
    Column("since", Moment),  # when they had last looked before
)

tries = Table(
    "tries",
    metadata,
    Column("scope", LargeBinary, primary_key=True),  # keyed hash
    Column("taken", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("until", Moment),  # no try before this
)

rate_limits = Table(
    "rate_limits",
    metadata,
    Column("scope", LargeBinary, primary_key=True),  # keyed hash
    Column("free_at", Moment, nullable=False),  # when nothing of it is used up any more
)

KEYS = {"queue_key": 40, "due_key": 31, "received_key": 24}
"""The columns that the lists are sorted by, and how many digits each holds."""


def _keys() -> list[Column[str]]:
    return [Column(name, String(digits), nullable=False) for name, digits in KEYS.items()]


def _by_key(*within: str) -> list[Index]:
    return [Index(None, *within, key) for key in KEYS]


challenges = Table(
    "challenges",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("reference", String(16), nullable=False, unique=True),
    Column("draft_id", String(36), unique=True),  # sending the same draft twice gives one challenge
    Column("code_hash", Text),
    Column("data_key", LargeBinary),  # none once erased
    Column("body", LargeBinary),  # sealed; none once erased
    Column("pack", String(64), nullable=False),
    Column("audience", String(32), nullable=False),
    Column("status", String(32), nullable=False),
    Column("stage", String(64), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("due", Date),
    Column("due_at", Moment),  # where it is due by a moment of that day
    Column("flags", String(200), nullable=False),  # with a space between
    Column("turn", String(16), nullable=False),  # whose it is
    Column("assigned", String(32), nullable=False),  # who has it; blank once closed
    Column("paused_until", Date, index=True),  # the last day of the latest pause
    *_keys(),
    Column("indexed", Integer, nullable=False),  # by which version of the code the lists were last told of it
    Column("chain_length", Integer, nullable=False),
    Column("chain_head", LargeBinary, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("erased_at", Moment),
    Column("looked_at", Moment),  # when its raiser last did
    Column("bond", LargeBinary),  # see row_bindings.py
    Index(None, "status", "due"),
    *_by_key(),
    *_by_key("turn"),
    *_by_key("assigned"),
)

duties = Table(
    "duties",
    metadata,
    Column("challenge_id", String(36), ForeignKey("challenges.id"), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("who", String(32), primary_key=True),  # blank: whoever comes first
    Column("turn", String(16), nullable=False),  # as the challenge has it
    Column("on", Date),  # the day by which it has to be done, if there is one
    *_keys(),
    *_by_key("kind", "who"),
)

finders = Table(
    "finders",
    metadata,
    Column("challenge_id", String(36), ForeignKey("challenges.id"), primary_key=True),
    Column("key", LargeBinary, primary_key=True, index=True),  # keyed hash
    Column("kind", String(16), nullable=False),
)

searches = Table(
    "searches",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("by", String(16), nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("hits", Integer, nullable=False),
    Column("hash", LargeBinary),
)

events = Table(
    "events",
    metadata,
    Column("challenge_id", String(36), ForeignKey("challenges.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3, … in each challenge
    Column("kind", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("what", LargeBinary, nullable=False),  # sealed
    Column("hash", LargeBinary, nullable=False),
    Index(None, "actor", "at"),
    Index(None, "kind", "at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("reference", String(36), nullable=False, unique=True),  # random, for Notify
    Column("challenge_id", String(36), ForeignKey("challenges.id")),  # none: to staff, about no challenge
    Column("data_key", LargeBinary),  # of a notice that is about no challenge
    Column("lane", LargeBinary, nullable=False),  # keyed hash of challenge and recipient: kept in order
    Column("name", String(64), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("message", LargeBinary, nullable=False),  # sealed: to whom, words, language
    Column("state", String(16), nullable=False),  # waiting, held, sent, failed, cancelled
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("leased_until", Moment),
    Column("notify_id", String(36)),
    Column("status", String(32)),  # what Notify last said became of it
    Column("error", Text),  # a sentence without personal data
    Column("added_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("settled_at", Moment),
    Column("looked_after_at", Moment),  # when somebody saw to it that it was lost, or it went another way
    Column("held", String(16)),  # why it was held (domain.notices.send_limits)
    Column("let_go_at", Moment),  # when a colleague said that it may go all the same
    Index(None, "challenge_id"),
    Index(None, "state", "not_before"),
    Index(None, "lane"),
    Index(None, "status"),
    Index(None, "settled_at", "sent_at"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),  # in small letters
    Column("name", String(200), nullable=False),
    Column("roles", String(200), nullable=False),  # with a space between
    Column("rank", Integer, nullable=False),
    Column("team", String(64), nullable=False, server_default=""),
    Column("arrived", Boolean, nullable=False),  # whether they have ever signed in
    Column("work_id", LargeBinary, unique=True),  # keyed hash: their id at work, where it was named beforehand
    Column("active", Boolean, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("bond", LargeBinary),  # see row_bindings.py
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("token", LargeBinary, nullable=False, unique=True),  # keyed hash
    Column("account_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("work_session", LargeBinary),  # keyed hash: how the council's own sign-in service names the session
    Column("bond", LargeBinary),  # see row_bindings.py
    Index(None, "account_id"),
    Index(None, "work_session"),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token", LargeBinary, primary_key=True),  # keyed hash
    Column("account_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("until", Moment, nullable=False),
    Column("bond", LargeBinary, nullable=False),  # see row_bindings.py
    Index(None, "account_id"),
)

logout_tokens = Table(
    "logout_tokens",
    metadata,
    Column("id", LargeBinary, primary_key=True),  # keyed hash of the issuer and the token's own id
    Column("until", Moment, nullable=False),  # when it would be refused for its age
)

staff_events = Table(
    "staff_events",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("whom", String(32), nullable=False),
    Column("detail", String(200), nullable=False, server_default=""),  # of roles: which
    Column("hash", LargeBinary),
    Index(None, "whom"),
)

account_changes = Table(
    "account_changes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("whom", String(32), ForeignKey("staff.id"), nullable=False),
    Column("roles", String(200), nullable=False),  # as they are to be
    Column("rank", Integer, nullable=False),
    Column("team", String(64), nullable=False),
    Column("asked_by", String(32), nullable=False),
    Column("asked_at", Moment, nullable=False),
    UniqueConstraint("whom", "kind"),
)

staff_kept = Table(
    "staff_kept",
    metadata,
    Column("account_id", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("path", LargeBinary, primary_key=True),  # keyed hash: where the form is sent
    Column("data_key", LargeBinary, nullable=False),
    Column("fields", LargeBinary, nullable=False),  # sealed
    Column("at", Moment, nullable=False),
    Column("about", LargeBinary, index=True),  # keyed hash of the reference, where it is about a challenge
)

staff_logins = Table(
    "staff_logins",
    metadata,
    Column("issuer", LargeBinary, primary_key=True),  # keyed hash
    Column("subject", LargeBinary, primary_key=True),  # keyed hash: how the issuer names the person
    Column("account_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("bound_at", Moment, nullable=False),
    Column("bond", LargeBinary),  # see row_bindings.py
    UniqueConstraint("issuer", "account_id"),
)

beats = Table(
    "beats",
    metadata,
    Column("name", String(32), primary_key=True),  # what has to go on by itself
    Column("at", Moment, nullable=False),  # when it last did
)

key_probes = Table(
    "key_probes",
    metadata,
    Column("name", String(16), primary_key=True),  # of the key
    Column("value", LargeBinary, nullable=False),  # what only that key makes or opens
)


def moment(value: datetime | str) -> datetime:
    """A moment as either driver gives it."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)


def written(value: Any) -> Any:
    """A value as SQLite keeps it: moments as :class:`Moment` writes them."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value


def driver(connection: Connection) -> Any:
    """The driver's own connection: its ``execute`` costs next to nothing."""
    return connection.connection.driver_connection


_Select = TypeVar("_Select", bound=Select[Any])


@dataclass(frozen=True, slots=True)
class Repository(InternalOnly):
    """One unit of work as the rooms of the storage share it: an open transaction and the keys."""

    connection: Connection
    keys: Keys
    writing: bool

    def key_of(self, challenge_id: str) -> DataKey:
        """The data key of a challenge. Raises :class:`Erased`, or ``NoResultFound``."""
        found = self.every("SELECT data_key FROM challenges WHERE id = ?", challenge_id)
        if not found:
            raise NoResultFound
        return self.keys.data_key(found[0][0], "challenges", challenge_id)

    def find(self, sql: str, key: bytes | str) -> Any:
        """The one row that ``key`` stands for, or none, from the driver itself.

        For what every page asks: through SQLAlchemy it would take three times as long on SQLite. ``sql``
        ends in ``= ?``; moments come back as the driver has them, for :func:`moment`.
        """
        if self.connection.dialect.name == "sqlite":
            return driver(self.connection).execute(sql, (key,)).fetchone()
        lock = " FOR UPDATE" if self.writing else ""
        return self.connection.exec_driver_sql(sql.replace("?", "%s") + lock, (key,)).one_or_none()

    def every(self, sql: str, *keys: str) -> list[Any]:
        """All rows that ``keys`` stand for, from the driver itself, as in :meth:`find`. ``sql`` has a ``?`` each."""
        if self.connection.dialect.name == "sqlite":
            return list(driver(self.connection).execute(sql, keys))
        return list(self.connection.exec_driver_sql(sql.replace("?", "%s"), keys))

    def write(self, sql: str, *values: bytes | str | int | datetime) -> int:
        """How many rows ``sql`` changed, through the driver itself, as in :meth:`find`."""
        if self.connection.dialect.name == "sqlite":
            return int(driver(self.connection).execute(sql, [written(value) for value in values]).rowcount)
        return self.connection.exec_driver_sql(sql.replace("?", "%s"), values).rowcount

    def locked(self, select: _Select) -> _Select:
        """In a writing unit the rows found stay ours until it ends (SQLite has one writer anyway)."""
        return select.with_for_update() if self.writing else select
