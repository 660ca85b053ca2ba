"""What may be corrected in a policy reaches a running portal without a restart; what is broken, or a rule, does not."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from build import OURS
from portal import apps
from portal.policy_loader import Packs
from portal.services import reminders
from visitor import Visitor

pytestmark = pytest.mark.at_length

PACK = "north-tyneside@2019-12-31"
CLOSED = "office:\n", "office:\n  closures: [2026-11-25]\n"
PLAN = "If you send your request now, we will plan to finish by {}."
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def policies(tmp_path):
    return shutil.copytree(OURS, tmp_path / "policies")


@pytest.fixture
def correct(policies):
    """Somebody changes a file of the policies."""

    def change(old, new, file="north-tyneside/2019-12-31.yaml"):
        text = (policies / file).read_text()
        assert old in text
        (policies / file).write_text(text.replace(old, new, 1))

    return change


@pytest.fixture
def running(context, policies, public_settings):
    """A portal that runs already, and somebody at its public door; how long it does not look is in seconds."""

    def start(look_every=0.0):
        here = replace(context, packs=Packs(policies, look_every=look_every))
        me = Visitor(apps.public_app(public_settings, here), frozenset({"Your request"}))
        me.get("/")
        return here, me

    return start


def told(caplog):
    return [record.getMessage() for record in caplog.records if record.levelname == "CRITICAL"]


def test_a_closing_day_moves_the_dates_of_a_running_portal(running, correct, caplog):
    _, me = running()
    assert PLAN.format("30 November 2026") in me.get("/what-happens-next").text
    correct(*CLOSED)
    assert PLAN.format("1 December 2026") in me.get("/what-happens-next").text
    assert told(caplog) == []


def test_a_date_that_was_given_moves_with_it(running, correct, arrive, clock):
    here, _ = running()
    reference = arrive()
    correct(*CLOSED)
    clock.now = datetime(2026, 11, 30, 10, tzinfo=UTC)
    reminders.watch(here, clock.now)
    with here.store.read() as unit:
        assert unit.challenges.get(reference).due == date(2026, 12, 1)


def test_a_corrected_number_is_shown_at_once(running, correct):
    _, me = running()
    correct("0345 2000 109", "01632 960077")
    assert "01632 960077" in me.get("/").text


def test_nobody_waits_for_a_look_at_the_files_more_than_once_a_minute_but_at_midnight_they_are_looked_at(
    running, correct, clock
):
    here, _ = running(look_every=60)
    correct(*CLOSED)
    assert here.calendar.is_working(date(2026, 11, 25))
    clock.now = MIDNIGHT
    assert not here.calendar.is_working(date(2026, 11, 25))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "  closures: [2026-11-25]",
            "  closures: [25 November]",
            "“25 November” is not a closing day; write 2026-12-29, “2026-12-24 from 12:00”",
        ),
        ("team: MASH", "tame: MASH", "policies/north-tyneside/2019-12-31.yaml:10: “tame” is not a key of a council"),
        ("audiences:", "audiences: [", "This is not YAML: "),
        ("within: 5 working days", "within: 9 working days", "its rules are not what they were; write a new file"),
    ],
)
def test_what_is_broken_or_changes_a_rule_leaves_the_old_in_force_and_is_told_once_as_critical(
    running, correct, caplog, old, new, said
):
    correct(*CLOSED)
    here, me = running()
    correct(old, new)
    for _ in range(3):
        assert PLAN.format("1 December 2026") in me.get("/what-happens-next").text
    [line] = told(caplog)
    assert line.startswith(f"{PACK} was changed, and goes on as it was until the portal is started again: ")
    assert said in line
    assert here.pack.id == PACK
    correct(new, old)
    assert PLAN.format("1 December 2026") in me.get("/what-happens-next").text
    assert len(told(caplog)) == 1, "put right, it is taken again"


def test_a_changed_rule_of_the_base_leaves_the_old_in_force(running, correct, caplog):
    here, _ = running()
    correct("acknowledge_within: 30 days", "acknowledge_within: 20 days", "base-1.yaml")
    assert str(here.pack.complaints.data.acknowledge_within) == "30 days"
    [line] = told(caplog)
    assert "its rules are not what they were" in line


def test_a_closing_day_in_a_newer_version_counts_for_requests_under_an_older_one(policies, running):
    own = policies / "north-tyneside"
    (own / "2020-01-01.yaml").write_text((own / "2019-12-31.yaml").read_text().replace(*CLOSED))
    here, _ = running()
    assert here.pack.id == "north-tyneside@2020-01-01"
    assert not here.packs.calendar(here.packs.get(PACK)).is_working(date(2026, 11, 25))


def test_a_version_that_is_to_come_may_be_put_right_until_it_begins(policies, running, correct, clock, caplog):
    own = policies / "north-tyneside"
    (own / "2026-11-24.yaml").write_text(
        (own / "2019-12-31.yaml").read_text().replace("label: Stage 1", "lable: Stage 1")
    )
    here, me = running(look_every=60)
    [*_, line] = told(caplog)
    assert "north-tyneside@2026-11-24 will not come into force" in line
    correct("lable: Stage 1", "label: Level 1", "north-tyneside/2026-11-24.yaml")
    clock.now = MIDNIGHT
    assert "(Level 1)" in me.get("/what-happens-next").text
    assert here.pack.id == "north-tyneside@2026-11-24"
