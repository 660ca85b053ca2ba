"""What staff do in tests, with what the deed takes: reading first, holding the challenge, clearing every mark."""

from actions import Action

from build import cleared
from portal.services import case_access, casework

WHY_TAKE = "Covering for the team."
"""Kept where somebody takes what their role has no duty to."""

HELD_FIRST = frozenset({Action.CHECK_IDENTITY, Action.CHECK_STANDING, Action.SEND_HELD, Action.MARK_JUNK})
"""What is done here by who has it: they take it where nobody does, and hand it back."""


def done(office, actor, reference, action, /, **said):
    """Somebody does something; who checks something about the raiser has opened it, and has it or takes it for that."""
    takes = False
    if action is Action.TAKE:
        said.setdefault("words", WHY_TAKE)
    if _is_unread(office, actor, reference, action):
        case_access.record(office, actor, reference, "taking")
    if action in HELD_FIRST:
        with office.store.read() as unit:
            takes = not unit.challenges.get(reference).work.assigned
    if takes:
        assert casework.act(office, actor, reference, Action.TAKE, words=WHY_TAKE)
    try:
        happened = casework.act(office, actor, reference, action, **said)
    except casework.NotAsShown as marked:
        if not marked.held:
            raise
        happened = casework.act(office, actor, reference, action, cleared=cleared(marked.held), **said)
    if takes:
        assert casework.act(office, actor, reference, Action.HAND_BACK, words="Checked, for somebody to take on.")
    return happened


def _is_unread(office, actor, reference, action):
    """Whether they open it and read it first: because they never did, or the raiser has told us more."""
    with office.store.read() as unit:
        found = unit.challenges.whole(reference)
        if found is None:
            return False
        never = action.takes_reading and casework.why_not_read(unit, found, actor)
        return bool(never or (action.needs_reading and case_access.why_not_all_read(unit, found.id, actor, action)))
