"""A policy written after the format was made: each of its clauses is said, and what it says happens."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from actions import Action
from pack_surfaces import LIVES, WORDS, Life, Surfaces, moved, said_by

from build import OURS
from portal.domain.challenge.exchange import still_to_agree
from portal.domain.challenge.raise_limits import raise_by
from portal.domain.challenge.raiser import without_an_answer
from portal.domain.challenge.state import Status
from portal.domain.permissions import ActionRefused
from portal.domain.policy.call_now import contact_now
from portal.domain.policy.model import Audience
from portal.policy_loader import Packs
from portal.storage import Store

HERE = Path(__file__).parent / "invented" / "fenmarsh"
MONDAY = datetime(2026, 12, 14, 10, tzinfo=UTC)
WORKER = "professional urgent=no"


@pytest.fixture(scope="module")
def there(sqlite_file, keys, tmp_path_factory):
    """Both doors of Fenmarsh."""
    folder = tmp_path_factory.mktemp("fenmarsh")
    policies = folder / "policies"
    shutil.copytree(HERE, policies / "fenmarsh")
    for base in OURS.glob("base-*.yaml"):
        shutil.copy(base, policies)
    store = Store(f"sqlite:///{shutil.copy(sqlite_file, folder / 'portal.db')}", keys)
    yield Surfaces(store, keys, policies, Packs(policies).current("fenmarsh"))
    store.close()


@pytest.fixture
def life(there):
    return lambda name, who: LIVES[name](there.rules(), said_by(who))


@pytest.fixture
def page(there):
    pack = there.context.pack
    return lambda surface: there.seen(pack, surface)


def test_a_family_goes_through_two_looks_and_a_child_in_care_through_three(life):
    assert life("reviewed", "parent looked_after=no").state.stage == "second"
    assert life("reviewed", "family looked_after=not_sure").state.stage == "second"
    third = life("reviewed", "parent looked_after=yes")
    assert (third.state.stage, third.rules.ladder.after("third")) == ("third", None)
    assert "Independent Reviewing Officer" in {each["who"] for each in third.wait(1).state.work.notifications}


def test_each_has_their_own_time(life):
    assert life("begun", "parent").state.due == date(2026, 12, 30)  # 10 working days, Christmas between
    assert life("begun", WORKER).state.due == date(2026, 12, 17)  # 3
    urgent = life("begun", "professional urgent=yes")
    assert urgent.state.due == datetime(2026, 12, 14, 14, tzinfo=UTC)
    told = "told_when=date told_when.date=2026-09-14"
    for who, by in ((f"parent {told}", date(2026, 10, 12)), (f"{WORKER} {told}", date(2026, 12, 14))):
        lived = life("left lying", who)
        assert raise_by(lived.state, lived.rules) == by


def test_a_meeting_with_the_family_begins_the_time_of_the_second_look_anew(there):
    second = moved(Life(there.rules(), said_by("parent"))).begin()
    before = second.state.due
    second.act(second.able(), Action.RECORD_STEP, step=1, on=second.now.date().isoformat(), words=WORDS)
    second.tell()
    assert second.state.due < before
    assert (second.state.due - second.now.date()).days >= 5


def test_a_practitioner_who_hears_nothing_comes_to_the_second_look_by_itself(life):
    late = life("begun", WORKER)
    late.now = datetime(2026, 12, 18, 10, tzinfo=UTC)
    late.take(without_an_answer(late.state, late.rules, late.now))
    assert (late.state.stage, late.state.status) == ("practitioners-second", Status.RECEIVED)
    family = life("begun", "parent")
    assert without_an_answer(family.state, family.rules, datetime(2027, 3, 1, 10, tzinfo=UTC)) == []


def test_the_second_look_of_practitioners_takes_two(there, life):
    second = moved(Life(there.rules(), said_by(WORKER))).begin()
    assert still_to_agree(second.state, second.rules) == ("Designated Nurse",)
    able = second.able()
    second.act(able, Action.DECIDE_GROUND, ground=1, outcome="unchanged", reasons=WORDS)
    second.act(able, Action.FIND, evidence=WORDS, views=WORDS)
    with pytest.raises(ActionRefused, match="decided together"):
        second.act(able, Action.DECIDE)
    assert still_to_agree((family := life("second", "parent")).state, family.rules) == ()


def test_pauses_of_a_case_are_at_most_twenty_working_days(life):
    refused = [line for line in life("paused", "parent").lines if "all pauses together" in line]
    assert refused[0].startswith("2027-01-14")  # until Wednesday 13 January they are twenty


def test_everybody_reads_what_concerns_them(page):
    start = page("public /")
    assert "We cannot discuss a family with you." in start
    assert "still want to know" not in start
    for words in (
        "A place at a school, which the Admissions Team decides",
        "Designated Officer",
        "Conference Complaints",
    ):
        assert words in start
    assert "Speak to the social worker" in page("ask first-step / parent")
    assert "safeguarding lead" in page("ask talk-first / professional spoken=no")
    nexts = page("public /what-happens-next")
    for words in (
        "Team Manager or, where they had a part",
        "within 3 months of when you heard",
        "within 20 working days",
    ):
        assert words in nexts
    assert "Fen Voices" in page("public /independent-help")
    policy = page("public /policy")
    assert "They decide it together with: Designated Nurse." in policy
    assert "After it you have 15 working days" in policy


def test_families_and_practitioners_go_to_other_places_outside(page):
    assert "Independent Scrutineer" in page(f"raiser progress begun / {WORKER}")
    assert "Independent Scrutineer" not in page("raiser progress begun / parent")
    assert "Ombudsman" not in page(f"raiser progress later / {WORKER}")
    assert "Ombudsman" in page("raiser progress later / parent")


def test_staff_see_what_the_policy_asks_of_them(page):
    record = page("staff record reviewed / parent")
    assert "Mosaic" in record
    assert "Case Note" in record
    assert "The policy has it recorded by" in record
    assert "They are younger than 11" in page("staff summary left lying / young_person age=under_9")
    assert "They are younger than" not in page("staff summary left lying / young_person age=12_to_14")


def test_whom_to_call_is_right_at_every_hour(there):
    pack, calendar = there.context.pack, there.context.calendar
    for at, name in (
        (MONDAY, "First Response Team"),
        (datetime(2026, 12, 14, 3, tzinfo=UTC), "Emergency Duty Team"),
        (datetime(2026, 12, 18, 16, 45, tzinfo=UTC), "Emergency Duty Team"),
        (datetime(2026, 12, 24, 12, 30, tzinfo=UTC), "Emergency Duty Team"),
        (datetime(2026, 12, 25, 12, tzinfo=UTC), "Emergency Duty Team"),
    ):
        assert contact_now(pack, at, calendar).name == name, at


def test_neighbours_are_not_taken(there):
    assert not there.context.pack.takes(Audience.NEIGHBOUR)
    with pytest.raises(ActionRefused):
        Life(there.rules(), said_by("neighbour"))
