"""What was stored before safety alerts were kept gets them from its events, with what was done about them."""

from dataclasses import replace

from actions import Action
from deeds_done import done

from build import ACTED, PARENT
from portal.domain.permissions import RAISER, Actor, Role
from portal.services import retention
from portal.storage.tables import challenges

TONI = Actor("toni", frozenset({Role.TRIAGE}))


def test_an_upgrade_rebuilds_the_alerts_of_what_was_stored_without_them(context, arrive):
    reference = arrive(PARENT | {"danger": "yes", "danger_call": "seen"})
    done(context, TONI, reference, Action.ACT_NOW, told_at=context.now(), **ACTED)
    done(context, RAISER, reference, Action.ADD, words="He is at the door.", new=True)
    with context.store.begin() as unit:
        before = unit.challenges.get(reference)
        unit.challenges.save(replace(before, work=replace(before.work, alerts=())))
        unit.connection.execute(challenges.update().values(indexed=0))
    with context.store.read() as unit:
        assert unit.worklist.alerted() == []
    assert retention.reindex(context) == 1
    with context.store.read() as unit:
        assert unit.challenges.get(reference) == before
        assert [row.reference for row in unit.worklist.alerted()] == [reference]
    danger, new = before.work.alerts
    assert danger["acted"]["words"] == ACTED["words"]
    assert not new["acted"]
