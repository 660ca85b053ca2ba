"""What staff do in tests, with what the deed takes: reading first, holding the challenge, clearing every mark."""

from build import cleared
from portal.domain.people import Action
from portal.services import handling, reading
from portal.services.handling import READ_FIRST, needs_reading

WHY_TAKE = "Covering for the team."
"""Kept where somebody takes what their role has no duty to."""


def done(office, actor, reference, action, /, **said):
    """Somebody does something; who checks something about the raiser has opened it, and has it or takes it for that."""
    takes = False
    if action is Action.TAKE:
        said.setdefault("words", WHY_TAKE)
    if action in READ_FIRST or (needs_reading(action) and _has_news(office, actor, reference, action)):
        reading.record(office, actor, reference, "taking")
    if action in READ_FIRST:
        with office.store.read() as unit:
            takes = not unit.challenges.get(reference).work.assigned
    if takes:
        assert handling.act(office, actor, reference, Action.TAKE, words=WHY_TAKE)
    try:
        happened = handling.act(office, actor, reference, action, **said)
    except handling.NotAsShown as marked:
        if not marked.held:
            raise
        happened = handling.act(office, actor, reference, action, cleared=cleared(marked.held), **said)
    if takes:
        assert handling.act(office, actor, reference, Action.HAND_BACK, words="Checked, for somebody to take on.")
    return happened


def _has_news(office, actor, reference, action):
    with office.store.read() as unit:
        found = unit.challenges.whole(reference)
        return bool(found and reading.why_unread(unit, found.id, actor, action))
