"""What somebody takes along who leaves: for each table its kind of line, with a JSON Schema; and what stays behind.

A line holds what its row does, opened. Keyed hashes and keys are not taken: they are made anew where it arrives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, String, Table

from portal.storage.erasure_tables import erasure_holds, erasure_proposals, kept_figures
from portal.storage.evidence_table import evidence
from portal.storage.feedback import feedback
from portal.storage.office_closure_table import office_closures
from portal.storage.restricted_table import restricted_readers
from portal.storage.saved_filters import saved_filters
from portal.storage.signing_keys import signing_keys
from portal.storage.site_notice_table import site_notices
from portal.storage.staff_leave import staff_leave
from portal.storage.tables import (
    Moment,
    account_changes,
    beats,
    challenges,
    drafts,
    duties,
    events,
    finders,
    key_probes,
    logout_tokens,
    outbox,
    rate_limits,
    searches,
    sign_in_links,
    staff,
    staff_events,
    staff_kept,
    staff_logins,
    staff_sessions,
    tries,
    visits,
)

SCHEMA = "https://json-schema.org/draft/2020-12/schema"

_MADE_ANEW = frozenset({"data_key", "bond", "hash", "lane", "work_id", "leased_until", "file_key", "content"})
"""Columns that hold keys, keyed hashes and what lies in a file of its own."""


@dataclass(frozen=True, slots=True)
class PortableKind:
    """One file of lines. ``opened``: the sealed columns, and what type of JSON each is once it is open."""

    name: str
    table: Table
    says: str
    opened: Mapping[str, str] = field(default_factory=dict)
    more: frozenset[str] = frozenset()  # columns that are made anew besides

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return tuple(each for each in self.table.columns if each.name not in _MADE_ANEW | self.more)

    @property
    def of_challenge(self) -> bool:
        return "challenge_id" in self.table.columns

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a line."""
        return {
            "$schema": SCHEMA,
            "title": self.name,
            "description": self.says,
            "type": "object",
            "properties": {each.name: self._type(each) for each in self.columns},
            "required": [each.name for each in self.columns],
            "additionalProperties": False,
        }

    def _type(self, column: Column[Any]) -> dict[str, Any]:
        said: dict[str, Any] = (
            {"type": self.opened[column.name]} if column.name in self.opened else dict(_written(column))
        )
        if column.nullable or column.name in self.opened:  # nothing is left of what was erased
            said["type"] = [said["type"], "null"]
        return said


_TYPES: tuple[tuple[type, Mapping[str, Any]], ...] = (
    (Moment, {"type": "string", "format": "date-time"}),
    (Date, {"type": "string", "format": "date"}),
    (Boolean, {"type": "boolean"}),
    (Integer, {"type": "integer"}),
    (LargeBinary, {"type": "string", "pattern": "^([0-9a-f]{2})*$"}),
    (String, {"type": "string"}),
)


def _written(column: Column[Any]) -> Mapping[str, Any]:
    said = next(said for kind, said in _TYPES if isinstance(column.type, kind))
    most = getattr(column.type, "length", None)
    return {**said, "maxLength": most} if most else said


_NUMBERED = frozenset({"id"})  # their order is that of the lines

KINDS: tuple[PortableKind, ...] = (
    PortableKind("accounts", staff, "An account of a colleague, with their roles."),
    PortableKind("account_changes", account_changes, "A change of an account that waits for a second person."),
    PortableKind("account_events", staff_events, "What was done with an account, in order.", more=_NUMBERED),
    PortableKind("saved_filters", saved_filters, "A filter of lists that a colleague saved.", {"said": "object"}),
    PortableKind("staff_leave", staff_leave, "From when to when a colleague is on leave."),
    PortableKind("office_closures", office_closures, "A closed day, and who proposed, confirmed and ended it."),
    PortableKind("site_notices", site_notices, "A notice for the public pages, and who wrote, confirmed and ended it."),
    PortableKind("searches", searches, "That somebody searched, by what and what for, in order.", more=_NUMBERED),
    PortableKind("signing_keys", signing_keys, "The public half of a key (Ed25519) with which receipts were signed."),
    PortableKind(
        "challenges", challenges, "A challenge as it stands, and what lists show of it. `body` is null once erased.",
        {"body": "object"}, frozenset({"chain_length", "chain_head", "indexed"}),
    ),
    PortableKind("events", events, "What happened to a challenge, in order. `what` is null once erased.",
                 {"what": "object"}),
    PortableKind("files", evidence, "A file that a raiser sent; what is in it lies in `content/`, named by its id.",
         {"about": "object"}, frozenset({"draft_id"})),
    PortableKind("notices", outbox, "A message to a raiser or a colleague, in order, and what became of it.",
         {"message": "object"}, _NUMBERED),
    PortableKind("holds", erasure_holds, "Why a challenge is not to be erased, and until when.", {"why": "string"}),
    PortableKind("erasure_proposals", erasure_proposals, "Who proposed and who confirmed that a challenge is erased."),
    PortableKind("restricted_readers", restricted_readers, "Who may open a restricted case."),
    PortableKind("kept_figures", kept_figures, "What reports count of an erased challenge. It leads to nobody."),
    PortableKind("feedback", feedback, "What somebody said of the website.", {"words": "string"}),
)  # fmt: skip
"""What refers to another comes after it."""

LEFT: Mapping[Table, str] = MappingProxyType(
    {
        drafts: "requests that were not sent: only the keys of this portal find them again",
        visits: "sessions of raisers",
        staff_sessions: "sessions of staff",
        staff_kept: "forms that staff have not sent",
        staff_logins: "how the sign-in service names staff: the next sign-in finds each by their address",
        sign_in_links: "addresses that sign somebody in once",
        logout_tokens: "logout tokens",
        tries: "how often codes were guessed",
        rate_limits: "rate limits",
        beats: "signs of life",
        key_probes: "what tells whether keys fit",
        duties: "what lists show of a challenge: made anew",
        finders: "what finds a challenge: made anew",
    }
)
"""What is not taken, and why."""
