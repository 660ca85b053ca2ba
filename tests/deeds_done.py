"""What staff do in tests, with what the deed takes: reading first, holding the challenge, clearing every mark."""

from actions import Action

from build import answering, cleared, given
from portal.services import case_access, casework
from portal.services.casework import Performed

WHY_TAKE = "Covering for the team."
"""Kept where somebody takes what their role has no duty to."""

HELD_FIRST = frozenset({Action.CHECK_IDENTITY, Action.CHECK_STANDING, Action.SEND_HELD, Action.MARK_JUNK})
"""What is done here by who has it: they take it where nobody does, and hand it back."""


def perform(context, actor, reference, action, /, *, shown=None, cleared=None, **said):
    """Somebody does something; false where there is no such challenge. What is left out is blank, as in a form."""
    sent, said = casework.SentForm(shown, cleared or {}), _answering(context, reference, action, said)
    became = casework.perform(context, actor, reference, action, given(action, context.pack, **said), sent)
    assert became in {Performed.DONE, Performed.GONE}, became
    return became is Performed.DONE


def outlook(context, actor, reference, action, /, **said):
    """What would come of it."""
    said = _answering(context, reference, action, said)
    return casework.preview(context, actor, reference, action, given(action, context.pack, **said), {})


def _answering(context, reference, action, said):
    if action is not Action.WRITE_REPLY:
        return said
    with context.store.read() as unit:
        challenge = unit.challenges.whole(reference)
    return answering(challenge, said) if challenge else said


def done(context, actor, reference, action, /, **said):
    """Somebody does something; who checks something about the raiser has opened it, and has it or takes it for that."""
    takes = False
    if action is Action.TAKE:
        said.setdefault("words", WHY_TAKE)
    if _is_unread(context, actor, reference, action):
        case_access.record(context, actor, reference, "taking")
    if action in HELD_FIRST:
        with context.store.read() as unit:
            takes = not unit.challenges.get(reference).work.assigned
    if takes:
        assert perform(context, actor, reference, Action.TAKE, words=WHY_TAKE)
    seen = outlook(context, actor, reference, action, **said)
    marks = cleared(seen.held) if seen else {}
    happened = perform(context, actor, reference, action, cleared=marks, **said)
    if takes:
        assert perform(context, actor, reference, Action.HAND_BACK, words="Checked, for somebody to take on.")
    return happened


def _is_unread(context, actor, reference, action):
    """Whether they open it and read it first: because they never did, or the raiser has told us more."""
    with context.store.read() as unit:
        found = unit.challenges.whole(reference)
        if found is None:
            return False
        never = action.takes_reading and casework.why_not_read(unit, found, actor)
        return bool(never or (action.needs_reading and case_access.why_not_all_read(unit, found.id, actor, action)))
