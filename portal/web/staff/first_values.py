"""What stands in the form of an action at first, so that nothing is typed twice."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask import abort, request

from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.closure import RECORD
from portal.domain.challenge.complaint_transfer import PASS_COMPLAINT, PASS_INFORMATION, RECORD_SENT
from portal.domain.challenge.full_review import FULL_REVIEW
from portal.domain.challenge.full_triage import TRIAGE, TriageRoute
from portal.domain.challenge.links import LINK, UNLINK
from portal.domain.challenge.notification_duties import LEAVE_OUT_NOTIFICATION, RECORD_NOTIFIED
from portal.domain.challenge.original_decision import RECORD_ORIGINAL
from portal.domain.challenge.review import DECIDE_GROUND, FIND, WRITE_REPLY
from portal.domain.challenge.staff_questions import ASK
from portal.domain.challenge.triage import ACT_NOW
from portal.domain.policy.calendar import local
from portal.services import case_export
from portal.services.action_view import ActionView
from portal.web.i18n import day, gettext
from portal.web.staff import export_layout, typed_time
from portal.web.staff.access import context

ASKED = ("promise", "transfer", "entry", "to", "who")
"""What an address may fill in beforehand: it is not personal."""

PASSES_ON = {PASS_COMPLAINT: "complaint", PASS_INFORMATION: "information"}
"""What is handed over, by the name of its document."""


def filled_in(wanted: AnyAction, before: ActionView) -> dict[str, Any]:
    """What is known already of what the form asks for, by the name of the part."""
    asked = {key: request.args[key] for key in ASKED if key in request.args}
    return _KNOWN[wanted](before) if wanted in _KNOWN else asked


def ground_asked(before: ActionView) -> int:
    """The number of the ground that is being decided: the one asked for, or the first without a finding."""
    asked = request.values.get("ground", "")
    if not asked:
        return before.unanswered[0] if before.unanswered else 1
    if asked not in {str(each.number) for each in before.grounds}:
        abort(404)
    return int(asked)


def to_hand_over(wanted: AnyAction, reference: str) -> str:
    """Their own words as a complaint."""
    over = case_export.handover(context(), reference, PASSES_ON[wanted])
    return export_layout.handed_over(over) if over else ""


def _other(_before: ActionView) -> dict[str, Any]:
    return {"reference": request.args.get("to", "")}


def _finding(before: ActionView) -> dict[str, Any]:
    ground = next(each for each in before.grounds if each.number == ground_asked(before))
    return {"outcome": ground.outcome, "reasons": ground.reasons, "basis": ground.basis}


def _evidence(before: ActionView) -> dict[str, Any]:
    found = asdict(before.findings) if before.findings else {}
    return {key: held if isinstance(held, str) else "\n".join(held) for key, held in found.items()}


def _review(before: ActionView) -> dict[str, Any]:
    """What was found by itself before; and the level of need as it was, which somebody may change."""
    values = _evidence(before) | {"threshold": before.decision.typed.get("threshold", "")}
    for each in before.grounds:
        said = {"finding": each.outcome, "because": each.reasons, "applied": each.basis}
        values |= {f"{key}.{each.number}": value for key, value in said.items()}
    return values


def _complaint(before: ActionView) -> dict[str, Any]:
    values = {"words": to_hand_over(PASS_COMPLAINT, before.reference)}
    if before.purpose == "both":
        said = gettext("They chose “Both of these” in the form on %(day)s.")
        values["agreed"] = said % {"day": day(before.received_on)}
    return values


def _sent(before: ActionView) -> dict[str, Any]:
    asked = {"transfer": request.args["transfer"]} if "transfer" in request.args else {}
    only = before.waiting[0] if len(before.waiting) == 1 else None
    return {"transfer": str(only.number), "words": only.words} if only else asked


def _reply(before: ActionView) -> dict[str, Any]:
    written = {key: before.reply.get(key, "") for key in ("plain", "closing", "phrases")}
    answers = before.reply.get("answers", ())
    return written | {f"answers.{number}": each for number, each in enumerate(answers, 1)}


def _triage(before: ActionView) -> dict[str, Any]:
    """What is recorded of the original decision; and the usual way, which somebody may change."""
    typed = dict(before.decision.typed)
    return typed | {"known": typed.pop("words", ""), "route": TriageRoute.REVIEW.value}


def _to_tell(before: ActionView) -> dict[str, Any]:
    only = {"entry": str(before.to_tell[0].number)} if len(before.to_tell) == 1 else {}
    return only | {key: request.args[key] for key in ("entry",) if key in request.args}


TO_ANSWER = timedelta(days=7)
"""How long they are given to answer a question, unless whoever asks says otherwise."""

_KNOWN: Mapping[AnyAction, Callable[[ActionView], dict[str, Any]]] = {
    LINK: _other,
    UNLINK: _other,
    DECIDE_GROUND: _finding,
    FIND: _evidence,
    FULL_REVIEW: _review,
    RECORD_ORIGINAL: lambda before: dict(before.decision.typed),
    TRIAGE: _triage,
    WRITE_REPLY: _reply,
    RECORD: lambda before: {"kind": before.kinds[0], "on": local(context().now()).date().isoformat(), "close": "yes"},
    RECORD_SENT: _sent,
    RECORD_NOTIFIED: _to_tell,
    LEAVE_OUT_NOTIFICATION: _to_tell,
    ASK: lambda _before: {"by": (local(context().now()).date() + TO_ANSWER).isoformat()},
    ACT_NOW: lambda _before: {"told_at": typed_time.written(context().now())},
    PASS_COMPLAINT: _complaint,
    PASS_INFORMATION: lambda before: {"words": to_hand_over(PASS_INFORMATION, before.reference)},
}
