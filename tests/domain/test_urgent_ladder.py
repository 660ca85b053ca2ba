from dataclasses import replace
from datetime import UTC, datetime

from build import PROFESSIONAL
from portal.domain.challenge.evolution import replay
from portal.domain.challenge.state import Flag, plain, unplain
from portal.domain.challenge.submission import Submission, receive
from portal.domain.challenge.view import view_for
from portal.domain.disclosure.table import Fact
from portal.domain.permissions import RAISER
from portal.domain.policy.model import PolicyCondition

MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_what_is_urgent_begins_on_the_ladder_for_it_where_the_pack_has_one(packs, pack):
    stage = replace(pack.ladder().stages[3], key="now", label="Urgent")
    quick = replace(pack.ladder(), key="urgent", when=PolicyCondition.URGENT, stages=(stage,))
    other = replace(pack, ladders=(*pack.ladders, quick))
    sent = Submission("c" * 32, "ABCDEFGH7", "en", PROFESSIONAL)
    for policy, expected in ((pack, ("main", "1")), (other, ("urgent", "now"))):
        challenge = replay(receive(sent, RAISER, policy, packs.calendar(pack), MORNING))
        assert (challenge.ladder, challenge.stage) == expected
        assert Flag.URGENT in challenge.flags
        assert unplain(plain(challenge)) == challenge
        label = "Urgent" if policy is other else "Stage 1"
        assert view_for(challenge.audience, challenge, policy)[Fact.STAGE].value == label
    calm = Submission("c" * 32, "ABCDEFGH7", "en", {**PROFESSIONAL, "urgent": "no"})
    assert replay(receive(calm, RAISER, other, packs.calendar(pack), MORNING)).ladder == "main"
