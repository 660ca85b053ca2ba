"""Two policies written before the format could say them: what it says of each clause happens."""

import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from actions import Action
from pack_surfaces import MANAGER, WORDS, Life, Surfaces, moved, said_by

from build import OURS
from portal.domain.challenge.action_rule import ActionContext
from portal.domain.challenge.exchange import still_to_agree
from portal.domain.challenge.notification_duties import arising
from portal.domain.challenge.pauses import open_reasons
from portal.domain.challenge.raise_limits import raise_by
from portal.domain.challenge.raiser import reopens_until
from portal.domain.challenge.triage import triage_by
from portal.domain.permissions import RAISER, ActionRefused
from portal.policy_loader import Packs
from portal.storage import Store

HERE = Path(__file__).parent / "invented"
WEDNESDAY = datetime(2026, 12, 16, 10, tzinfo=UTC)
NIGHT = datetime(2026, 12, 16, 22, tzinfo=UTC)
WORKER = "professional urgent=no"
AT_SCHOOL = f"{WORKER} agency=school"
TOLD = {"words": WORDS, "why": WORDS}


@pytest.fixture(scope="module")
def both(sqlite_file, keys, tmp_path_factory):
    """Both doors, under either."""
    folder = tmp_path_factory.mktemp("unseen")
    policies = folder / "policies"
    shutil.copytree(HERE, policies)
    for base in OURS.glob("base-*.yaml"):
        shutil.copy(base, policies)
    packs = Packs(policies)
    store = Store(f"sqlite:///{shutil.copy(sqlite_file, folder / 'portal.db')}", keys)
    surfaces = Surfaces(store, keys, policies, packs.current("wexbridge"))
    surfaces.named = packs.current
    yield surfaces
    store.close()


@pytest.fixture
def wexbridge(both):
    both.shelf.put(both.named("wexbridge"))
    return both


@pytest.fixture
def larkham(both):
    both.shelf.put(both.named("larkham"))
    return both


def life(under, who, at=WEDNESDAY):
    return Life(under.rules(), said_by(who), at)


def why_not_paused(lived, reason, until, who=MANAGER):
    try:
        lived.act(who, Action.PAUSE, until=until, paused_for=reason, **TOLD)
    except ActionRefused as refused:
        return str(refused)
    return ""


# Wexbridge


def test_wexbridge_reads_within_four_hours_and_sends_the_night_to_its_duty_manager(wexbridge):
    by_day, by_night = life(wexbridge, WORKER), life(wexbridge, WORKER, NIGHT)
    assert triage_by(by_day.state, by_day.rules) == datetime(2026, 12, 16, 14, tzinfo=UTC)
    assert triage_by(by_night.state, by_night.rules) == datetime(2026, 12, 17, 13, tzinfo=UTC)
    assert (by_day.state.ladder, by_night.state.ladder) == ("main", "nights")
    assert by_night.begin().state.due == datetime(2026, 12, 17, 2, tzinfo=UTC)


def test_wexbridge_gives_schools_school_days_and_their_own_lead(wexbridge):
    main, school = (moved(life(wexbridge, who)).begin() for who in (WORKER, AT_SCHOOL))
    assert (main.state.ladder, school.state.ladder) == ("main", "schools")
    assert still_to_agree(main.state, main.rules) == ("Named Nurse", "Detective Inspector")
    assert "Designated Safeguarding Lead" in still_to_agree(school.state, school.rules)
    assert (main.state.due, school.state.due) == (date(2026, 12, 23), date(2027, 1, 7)), "the holidays do not count"


def test_wexbridge_stops_the_clock_for_two_reasons_and_for_mediation_before_step_3(wexbridge):
    first = life(wexbridge, WORKER).begin()
    assert "names the reasons" in why_not_paused(first, "Staff are ill", "2026-12-18")
    assert "names the reasons" in why_not_paused(first, "Mediation", "2026-12-18")
    junior = replace(MANAGER, rank=2)
    police = "The police ask for it because of their inquiry"
    assert "names the reasons" in why_not_paused(first, police, "2026-12-18", junior)
    assert "limits how long a pause" in why_not_paused(first, "A medical report is awaited", "2027-02-01", junior)
    before = first.state.due
    assert why_not_paused(first, "A medical report is awaited", "2026-12-21", junior) == ""
    assert first.state.due > before
    third = moved(moved(life(wexbridge, WORKER))).begin()
    at = ActionContext(third.state, MANAGER, third.rules, third.now)
    assert "Mediation" in [each.label for each in open_reasons(at)]


def test_wexbridge_has_the_panel_meet_and_its_chair_decide(wexbridge):
    third = moved(moved(life(wexbridge, WORKER))).begin()
    assert third.state.stage == "3"
    scrutineer_against = ("no_further_action", *("early_help",) * 3)
    third.voted(scrutineer_against)
    able = third.able()
    third.act(able, Action.DECIDE_GROUND, ground=1, outcome="unchanged", reasons=WORDS)
    third.act(able, Action.FIND, evidence=WORDS, views=WORDS)
    with pytest.raises(ActionRefused, match="the chair decides"):
        third.act(able, Action.DECIDE, decision="early_help")
    third.act(able, Action.DECIDE, decision="no_further_action")


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("plan=yes", "Conference Chair"),
        ("looked_after=yes", "Virtual School"),
        ("so_another_council_placed_the_child_here=yes", "The placing authority"),
    ],
)
def test_wexbridge_tells_whom_it_names_and_only_where_it_is_so(wexbridge, said, who):
    no = said.replace("yes", "no")
    told, untold = (life(wexbridge, f"{WORKER} {each}").begin() for each in (said, no))
    for each in (told, untold):
        each.take(arising(each.state, each.rules, each.now))
    assert who in {each["who"] for each in told.state.work.notifications}
    assert who not in {each["who"] for each in untold.state.work.notifications}


def test_wexbridge_begins_at_step_2_where_a_child_is_at_risk_and_tells_the_director_if_it_is_late(wexbridge):
    urgent = life(wexbridge, "professional urgent=yes").begin()
    assert (urgent.state.stage, urgent.state.due) == ("urgent-2", datetime(2026, 12, 16, 14, tzinfo=UTC))
    late = urgent.wait(1)
    assert "The Director" in {each["who"] for each in late.state.work.notifications}


def test_wexbridge_takes_a_withdrawal_back_for_48_hours(wexbridge):
    gone = life(wexbridge, WORKER)
    gone.act(RAISER, Action.WITHDRAW, pressure="no", words="")
    assert reopens_until(gone.state, gone.rules) == date(2026, 12, 18)


def test_wexbridge_says_to_nobody_at_risk_that_step_1_comes_first(wexbridge):
    shown = wexbridge.seen(wexbridge.named("wexbridge"), "public /what-happens-next")
    urgent = shown[shown.index("Immediate risk") :]
    assert "Step 1" not in urgent
    assert "Step 2" in urgent


# Larkham


def test_larkham_gives_families_days_schools_school_days_and_the_young_all_the_time_they_need(larkham):
    told = "told_when=date told_when.date=2026-12-01"
    for who, by in (
        ("parent", date(2026, 12, 29)),
        (f"{WORKER} so_they_work_in_a_school=yes", date(2027, 1, 13)),
        (f"{WORKER} so_they_work_in_a_school=no", date(2026, 12, 29)),
        ("young_person", None),
    ):
        lived = life(larkham, f"{who} {told}")
        assert raise_by(lived.state, lived.rules) == by, who


def test_larkham_offers_the_young_an_advocate_within_a_day(larkham):
    assert "offer an advocate" in larkham.seen(larkham.named("larkham"), "public /policy")
    assert "offer an advocate" in larkham.seen(larkham.named("larkham"), "staff summary begun / young_person")
    assert "offer an advocate" not in larkham.seen(larkham.named("larkham"), "staff summary begun / parent")


def test_larkham_stops_only_for_a_school_that_is_closed(larkham):
    first = life(larkham, "parent").begin()
    assert "names the reasons" in why_not_paused(first, "Illness", "2026-12-21")
    assert why_not_paused(first, "A school is closed for its holiday", "2027-01-04") == ""


def test_larkham_has_a_panel_for_families_and_the_chair_for_practitioners(larkham):
    family, worker = (moved(life(larkham, who)).begin() for who in ("parent", WORKER))
    assert family.rules.ladder.stage(family.state.stage).panel
    assert worker.state.stage == "practitioners-second"
    assert not worker.rules.ladder.stage(worker.state.stage).panel


def test_larkham_says_to_the_public_what_it_promises(larkham):
    pack = larkham.named("larkham")
    start = larkham.seen(pack, "public /")
    assert "While we look again we do not close the child" in start
    assert "Neighbours cannot use this form." in start
    assert "other people look at the decision again" in larkham.seen(pack, "public /what-happens-next")
    assert "7 years" in larkham.seen(pack, "public /privacy")


VERDICT = re.compile(r"^(\d+) (full|partly|not)(?:: (.+))?$", re.MULTILINE)


@pytest.mark.parametrize(("name", "full"), [("wexbridge", 9), ("larkham", 6)])
def test_each_clause_is_judged_and_what_is_not_said_in_full_has_its_reason(name, full):
    clauses = re.findall(r"^(\d+)\. ", (HERE / name / "policy.txt").read_text(encoding="utf-8"), re.MULTILINE)
    judged = VERDICT.findall((HERE / name / "judged.txt").read_text(encoding="utf-8"))
    assert [number for number, _how, _why in judged] == clauses
    assert [number for number, how, why in judged if (how == "full") == bool(why)] == []
    assert sum(how == "full" for _number, how, _why in judged) == full
