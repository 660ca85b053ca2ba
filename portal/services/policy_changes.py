"""What changes between two policies, for reading in a terminal: ``portal diff``."""

from collections.abc import Iterator

from portal.domain.policy.changes import ChangeKind, PolicyChange, changes
from portal.domain.policy.model import Pack
from portal.domain.policy.phrases import ENGLISH

NOTHING = "Nothing changes."


def changes_text(old: Pack, new: Pack) -> str:
    """Each change in a sentence, those of one thing together."""
    found = changes(old, new, ENGLISH)
    lines = [f"{old.id} → {new.id}", ""]
    trail: tuple[str, ...] = ()
    for each in found:
        if each.trail != trail:
            lines += ["", ", ".join(each.trail)] if trail else [", ".join(each.trail)]
            trail = each.trail
        lines += _sentences(each)
    return "\n".join(lines if found else [*lines, NOTHING])


def _sentences(change: PolicyChange) -> Iterator[str]:
    match change.kind:
        case ChangeKind.ADDED:
            yield f"  New: {change.after}"
        case ChangeKind.REMOVED:
            yield f"  No longer: {change.before}"
        case ChangeKind.SOURCE:
            yield f"  Where the policy says so: {change.after or 'nowhere'} (before: {change.before or 'nowhere'})"
        case ChangeKind.OTHER:
            yield f"  Now: {change.after or 'not said'} (before: {change.before or 'not said'})"
        case kind:
            yield f"  {kind.value.capitalize()}: {change.after} (before: {change.before})"
