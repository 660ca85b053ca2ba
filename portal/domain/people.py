"""Who may do what: one table, read by every door and again by :func:`portal.domain.challenge.decide`."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    RAISER = "raiser"
    TRIAGE = "triage"
    REVIEWER = "reviewer"
    RELEASER = "releaser"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    SEE_LIST = "see_list"
    READ = "read"
    ADD = "add"
    KEEP_CODE = "keep_code"
    TRACK = "track"


_STAFF_WHO_READ = frozenset({Role.TRIAGE, Role.REVIEWER, Role.RELEASER, Role.MANAGER})

MAY: dict[Action, frozenset[Role]] = {
    Action.SEE_LIST: _STAFF_WHO_READ | {Role.AUDITOR},
    Action.READ: _STAFF_WHO_READ,
    Action.ADD: frozenset({Role.RAISER}),
    Action.KEEP_CODE: frozenset({Role.RAISER}),
    Action.TRACK: frozenset({Role.RAISER}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts. ``key`` names them in the ledger without personal data."""

    key: str
    roles: frozenset[Role]

    def may(self, action: Action) -> bool:
        return bool(MAY[action] & self.roles)


RAISER = Actor("raiser", frozenset({Role.RAISER}))
