import pytest

from portal.domain.disclosure import TO_NOBODY, TO_STRANGERS, Fact, NotToBeTold, Shown
from portal.domain.policy import Audience
from portal.domain.views import View, view_for


def test_a_raiser_nobody_has_checked_sees_only_how_their_request_goes(challenge, pack):
    view = view_for(challenge.audience, challenge, pack)
    assert {fact for fact in Fact if view.tells(fact)} == {
        Fact.RECEIVED, Fact.STAGE, Fact.REVIEWER_ROLE, Fact.NEXT_DATE, Fact.OWN_WORDS, Fact.REVIEW_FINISHED,
    }  # fmt: skip
    assert view[Fact.REVIEWER_ROLE] == Shown("Team Manager")


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("checked", [True, False])
def test_no_view_tells_what_the_table_withholds(challenge, pack, audience, checked):
    view = view_for(audience, challenge, pack, checked=checked)
    told = {fact for fact in Fact if view.tells(fact)}
    assert not told & TO_NOBODY
    if not checked:
        assert told <= TO_STRANGERS


def test_what_is_withheld_cannot_be_printed_tested_or_taken_apart(challenge, pack):
    withheld = view_for(challenge.audience, challenge, pack)[Fact.ACTIONS]
    for use in (str, bool, list, len, lambda it: f"{it}"):
        with pytest.raises(NotToBeTold):
            use(withheld)


def test_a_view_of_nothing_tells_nothing():
    assert not any(View({}).tells(fact) for fact in Fact)


def test_a_view_is_not_printed_with_its_facts(challenge, pack):
    assert "Team Manager" not in repr(view_for(challenge.audience, challenge, pack))
