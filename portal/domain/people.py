"""Who may do what: one table, read by every door and again by :func:`portal.domain.actions.decide`."""

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
    ANSWER = "answer"
    CHANGE_CONTACT = "change_contact"
    ASK_NEXT = "ask_next"
    STILL_WORRIED = "still_worried"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    ANSWER_ADVOCATE = "answer_advocate"
    MANAGE_STAFF = "manage_staff"


RAISERS_OWN = (
    Action.ADD, Action.KEEP_CODE, Action.TRACK, Action.ANSWER, Action.CHANGE_CONTACT, Action.ASK_NEXT,
    Action.STILL_WORRIED, Action.ACCEPT, Action.WITHDRAW, Action.REOPEN,
)  # fmt: skip
"""What a raiser does, and nobody for them."""

_STAFF_WHO_READ = frozenset({Role.TRIAGE, Role.REVIEWER, Role.RELEASER, Role.MANAGER})

MAY: dict[Action, frozenset[Role]] = {
    Action.SEE_LIST: _STAFF_WHO_READ | {Role.AUDITOR},
    Action.READ: _STAFF_WHO_READ,
    Action.ANSWER_ADVOCATE: frozenset({Role.TRIAGE, Role.REVIEWER, Role.MANAGER}),
    Action.MANAGE_STAFF: frozenset({Role.ADMINISTRATOR}),
    **dict.fromkeys(RAISERS_OWN, frozenset({Role.RAISER})),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts. ``key`` names them in the ledger without personal data."""

    key: str
    roles: frozenset[Role]

    def may(self, action: Action) -> bool:
        return bool(MAY[action] & self.roles)


class Refused(Exception):
    """Nothing happened. ``reason`` is a plain sentence for the person who tried."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


RAISER = Actor("raiser", frozenset({Role.RAISER}))
