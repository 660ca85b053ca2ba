"""Who may do what: one table, read by every door and again by :func:`portal.domain.challenge.decide.decide`."""

from dataclasses import dataclass, field
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
    SEE_ALERT = "see_alert"  # what somebody said whose safety alert is open, before opening all of it
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
    OBJECT = "object"
    ANSWER_ADVOCATE = "answer_advocate"
    TAKE = "take"
    HAND_BACK = "hand_back"
    HAND_OVER = "hand_over"
    HAND_OVER_ALL = "hand_over_all"
    STEP_ASIDE = "step_aside"
    STAND_IN = "stand_in"
    NAME_OUTSIDE = "name_outside"  # a reviewer, where nobody here is left
    NOTE = "note"
    SEE_MENTION = "see_mention"
    ACCEPT_FOR_REVIEW = "accept_for_review"
    ACT_NOW = "act_now"
    PASS_COMPLAINT = "pass_complaint"  # noqa: S105 - no password
    PASS_INFORMATION = "pass_information"  # noqa: S105 - no password
    RECORD_SENT = "record_sent"  # a complaint, to the team whose it is
    DROP_TRANSFER = "drop_transfer"  # the raiser does not want it passed on any more
    DECLINE = "decline"  # propose that it ends without a review
    CONFIRM_END = "confirm_end"
    SEND_BACK_END = "send_back_end"
    UPHOLD_END = "uphold_end"
    RESTORE_TRIAGE = "restore_triage"
    MOVE_ON = "move_on"
    LINK = "link"
    UNLINK = "unlink"
    CHECK_IDENTITY = "check_identity"
    CHECK_STANDING = "check_standing"
    UNDO_CHECKS = "undo_checks"
    SAY_INVOLVED = "say_involved"
    UNDO_INVOLVED = "undo_involved"
    SEE_FLAGS = "see_flags"
    SEE_LOST = "see_lost"
    SEND_HELD = "send_held"
    STOP_HELD = "stop_held"
    MARK_JUNK = "mark_junk"
    UNDO_JUNK = "undo_junk"
    ASK = "ask"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    RECORD_STEP = "record_step"  # of the stage, before its answer
    DECIDE_POINT = "decide_point"
    FIND = "find"
    DECIDE = "decide"
    PROMISE = "promise"
    KEEP_PROMISE = "keep_promise"
    WRITE_REPLY = "write_reply"
    SEND_BACK = "send_back"
    RELEASE = "release"
    END_REVIEW = "end_review"
    RECORD = "record"
    CLOSE = "close"
    EXPORT = "export"
    SEARCH = "search"
    SEE_EVENTS = "see_events"
    SEE_OVERRIDES = "see_overrides"
    TAKE_REQUEST = "take_request"
    GIVE_CODE = "give_code"
    MANAGE_STAFF = "manage_staff"
    CONFIRM_ACCOUNT = "confirm_account"
    SEE_ACCOUNT_EVENTS = "see_account_events"


RAISERS_OWN = (
    Action.ADD, Action.KEEP_CODE, Action.TRACK, Action.ANSWER, Action.CHANGE_CONTACT, Action.ASK_NEXT,
    Action.STILL_WORRIED, Action.ACCEPT, Action.WITHDRAW, Action.REOPEN, Action.OBJECT,
)  # fmt: skip
"""What a raiser does, and nobody for them."""

_READERS = frozenset({Role.TRIAGE, Role.REVIEWER, Role.RELEASER, Role.MANAGER})
_WORKERS = frozenset({Role.TRIAGE, Role.REVIEWER, Role.MANAGER})
_REVIEWERS = frozenset({Role.REVIEWER, Role.MANAGER})
_RELEASERS = frozenset({Role.RELEASER, Role.MANAGER})

MAY: dict[Action, frozenset[Role]] = {
    Action.MANAGE_STAFF: frozenset({Role.ADMINISTRATOR}),
    **dict.fromkeys((Action.HAND_OVER_ALL, Action.CONFIRM_ACCOUNT), frozenset({Role.ADMINISTRATOR, Role.MANAGER})),
    Action.SEE_ACCOUNT_EVENTS: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Action.SEE_OVERRIDES: frozenset({Role.MANAGER, Role.AUDITOR}),
    **dict.fromkeys(
        (Action.PAUSE, Action.UPHOLD_END, Action.RESTORE_TRIAGE, Action.MOVE_ON, Action.MARK_JUNK),
        frozenset({Role.MANAGER}),
    ),
    **dict.fromkeys((Action.CONFIRM_END, Action.SEND_BACK_END), frozenset({Role.REVIEWER, Role.MANAGER})),
    **dict.fromkeys(RAISERS_OWN, frozenset({Role.RAISER})),
    **dict.fromkeys((Action.SEE_LIST, Action.READ, Action.SEE_EVENTS), _READERS | {Role.AUDITOR}),
    **dict.fromkeys((Action.NOTE, Action.SEE_MENTION, Action.SEARCH, Action.SEE_ALERT, Action.ACT_NOW), _READERS),
    **dict.fromkeys(
        (
            Action.ANSWER_ADVOCATE, Action.TAKE, Action.HAND_BACK, Action.HAND_OVER, Action.STEP_ASIDE,
            Action.ACCEPT_FOR_REVIEW, Action.PASS_COMPLAINT, Action.PASS_INFORMATION,
            Action.RECORD_SENT, Action.DROP_TRANSFER, Action.DECLINE, Action.LINK, Action.UNLINK,
            Action.CHECK_IDENTITY, Action.CHECK_STANDING, Action.UNDO_CHECKS, Action.SAY_INVOLVED,
            Action.UNDO_INVOLVED, Action.SEE_FLAGS, Action.ASK, Action.RESUME, Action.EXTEND, Action.PROMISE,
            Action.KEEP_PROMISE, Action.RECORD_STEP, Action.RECORD, Action.CLOSE, Action.EXPORT, Action.TAKE_REQUEST,
            Action.GIVE_CODE, Action.SEE_LOST, Action.SEND_HELD, Action.STOP_HELD, Action.UNDO_JUNK,
        ),
        _WORKERS,
    ),
    **dict.fromkeys(
        (
            Action.DECIDE_POINT, Action.FIND, Action.DECIDE, Action.WRITE_REPLY, Action.END_REVIEW, Action.STAND_IN,
            Action.NAME_OUTSIDE,
        ),
        _REVIEWERS,
    ),
    **dict.fromkeys((Action.RELEASE, Action.SEND_BACK), _RELEASERS),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts. ``key`` names them in the ledger without personal data; ``rank`` is a reviewer's."""

    key: str
    roles: frozenset[Role]
    rank: int = 0
    name: str = field(default="", repr=False)

    def may(self, action: Action) -> bool:
        return bool(MAY[action] & self.roles)

    @property
    def manages(self) -> bool:
        return Role.MANAGER in self.roles


class ActionRefused(Exception):
    """Nothing happened. ``reason`` is a plain sentence for the person who tried."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


RAISER = Actor("raiser", frozenset({Role.RAISER}))
