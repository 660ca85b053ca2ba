"""Who may do what. What is done with one challenge says so itself (:mod:`portal.domain.challenge.action_rule`)."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, Self


class Role(StrEnum):
    RAISER = "raiser"
    TRIAGE = "triage"
    REVIEWER = "reviewer"
    RELEASER = "releaser"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


Roles = frozenset[Role]

RAISERS: Roles = frozenset({Role.RAISER})
READERS: Roles = frozenset({Role.TRIAGE, Role.REVIEWER, Role.RELEASER, Role.MANAGER})
WORKERS: Roles = frozenset({Role.TRIAGE, Role.REVIEWER, Role.MANAGER})
REVIEWERS: Roles = frozenset({Role.REVIEWER, Role.MANAGER})
RELEASERS: Roles = frozenset({Role.RELEASER, Role.MANAGER})
MANAGERS: Roles = frozenset({Role.MANAGER})
ACCOUNT_KEEPERS: Roles = frozenset({Role.ADMINISTRATOR, Role.MANAGER})


class Permission(StrEnum):
    """What somebody may do that is not done with one challenge; and in which roles."""

    roles: Roles

    def __new__(cls, name: str, roles: Roles) -> Self:
        made = str.__new__(cls, name)
        made._value_, made.roles = name, roles
        return made

    SEE_LIST = "see_list", READERS | {Role.AUDITOR}
    SEE_BOARD = "see_board", MANAGERS
    DOWNLOAD_LIST = "download_list", MANAGERS | {Role.AUDITOR}
    RECORD_LEAVE = "record_leave", READERS
    SEE_EVENTS = "see_events", READERS | {Role.AUDITOR}
    SEARCH = "search", READERS
    TAKE_REQUEST = "take_request", WORKERS
    TRACK = "track", RAISERS
    SEE_REPORTS = "see_reports", MANAGERS | {Role.AUDITOR}
    SEND_REPORTS = "send_reports", MANAGERS
    SEE_FEEDBACK = "see_feedback", MANAGERS
    SEE_OVERRIDES = "see_overrides", MANAGERS | {Role.AUDITOR}
    MANAGE_STAFF = "manage_staff", frozenset({Role.ADMINISTRATOR})
    CONFIRM_ACCOUNT = "confirm_account", ACCOUNT_KEEPERS
    SEE_OPENINGS = "see_openings", frozenset({Role.AUDITOR})
    RESTRICT_CASES = "restrict_cases", MANAGERS
    ERASE_DUE = "erase_due", MANAGERS
    CLOSE_OFFICE = "close_office", MANAGERS
    SITE_NOTICE = "site_notice", MANAGERS
    SEE_OPENING_ALERTS = "see_opening_alerts", MANAGERS | {Role.AUDITOR}
    ANSWER_OPENINGS = "answer_openings", MANAGERS
    SEE_ACCOUNT_EVENTS = "see_account_events", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


class Permitted(Protocol):
    """What some roles may do, and no other."""

    @property
    def roles(self) -> Roles: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts. ``key`` names them in the event log without personal data; ``rank`` is a reviewer's."""

    key: str
    roles: Roles
    rank: int = 0
    name: str = field(default="", repr=False)

    def may(self, what: Permitted) -> bool:
        return bool(what.roles & self.roles)

    @property
    def manages(self) -> bool:
        return Role.MANAGER in self.roles

    @property
    def works(self) -> bool:
        """Whether challenges can be theirs to work on."""
        return bool(WORKERS & self.roles)

    @property
    def reviews(self) -> bool:
        return bool(REVIEWERS & self.roles)


class ActionRefused(Exception):
    """Nothing happened. ``reason`` is a plain sentence for the person who tried.

    ``about``: the parameter of the action beside which it is said; blank for none in particular.
    """

    def __init__(self, reason: str, about: str = "") -> None:
        super().__init__(reason)
        self.reason, self.about = reason, about


RAISER = Actor("raiser", RAISERS)
