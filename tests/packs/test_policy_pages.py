"""Pages and forms say what the policy does not cover, whom to go to with it, and what whoever reviews bears in mind."""

import pytest

CALM = "professional urgent=no"
CONDUCT = "a worry that someone who works with children may have hurt a child"
AGENCY, CONFERENCE = "people who work for the same organisation", "what a child protection conference decided"


@pytest.mark.parametrize(
    ("surface", "said", "not_said"),
    [
        ("public /", (CONDUCT, AGENCY, CONFERENCE, "Partnership", "Conference Complaints"), ()),
        (f"ask other-places / {CALM}", (CONDUCT, AGENCY), (CONFERENCE,)),
        ("ask other-places / parent", (CONDUCT, CONFERENCE, "Conference Complaints"), (AGENCY,)),
        ("ask other-ways / neighbour", (CONDUCT, "another council"), (AGENCY, CONFERENCE)),
        (f"staff do/decline taken / {CALM}", (CONDUCT, AGENCY, "partnership@example.com"), (CONFERENCE,)),
        ("staff /policy", (CONDUCT, AGENCY, CONFERENCE), ()),
        ("public /young", (), (CONDUCT, "for the same organisation")),
    ],
)
def test_what_is_not_covered_is_said_with_where_to_go(surfaces, surface, said, not_said):
    page = surfaces.before(surface)
    assert page.startswith("200"), page[:200]
    assert [each for each in said if each not in page] == []
    assert [each for each in not_said if each in page] == []


def test_what_to_bear_in_mind_stands_beside_the_form(surfaces):
    page = surfaces.before(f"staff do/find under way / {CALM}")
    assert "Weigh what carers say as much as what workers say" in page


def test_who_of_the_other_side_is_there_now_is_said(surfaces):
    shown = surfaces.before(f"staff summary left lying / {CALM}")
    assert "There at this hour: <bdi>Sergeant</bdi>" in shown
