"""What staff do in tests, with what the deed takes: reading first, holding the challenge, clearing every mark."""

from actions import Action

from build import cleared
from portal.services import case_access, casework

WHY_TAKE = "Covering for the team."
"""Kept where somebody takes what their role has no duty to."""


def done(office, actor, reference, action, /, **said):
    """Somebody does something; who checks something about the raiser has opened it, and has it or takes it for that."""
    takes = False
    if action is Action.TAKE:
        said.setdefault("words", WHY_TAKE)
    if action.read_first or (action.needs_reading and _has_news(office, actor, reference, action)):
        case_access.record(office, actor, reference, "taking")
    if action.read_first:
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


def _has_news(office, actor, reference, action):
    with office.store.read() as unit:
        found = unit.challenges.whole(reference)
        return bool(found and case_access.why_not_all_read(unit, found.id, actor, action))
