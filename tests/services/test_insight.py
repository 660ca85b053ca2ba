"""What `portal explain` and `portal check-packs` say."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from build import our_packs, packs_of_one
from portal.domain.policy.calendar import BeyondCalendar
from portal.policy_loader import Packs
from portal.services.policy_explanation import explain, explain_text
from portal.services.policy_report import check, check_text

PACKS = our_packs()
OURS = "north-tyneside@2019-12-31"
STAGES = "ladders.main.stages."
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 23, 17, 30, tzinfo=UTC)


@pytest.fixture
def copied(tmp_path):
    return Packs(packs_of_one(tmp_path / "policies"))


def said_at(told, place):
    """What is said of one place of a pack."""
    waiting = list(told["says"])
    while waiting:
        item = waiting.pop()
        if item["place"] == place:
            return item
        waiting += item.get("inner", ())
    raise KeyError(place)


def test_explained_with_worked_dates():
    told = explain(PACKS, OURS, CHRISTMAS)
    assert json.loads(json.dumps(told)) == told
    assert told["day_zero"] == "2026-12-24"
    dates = ["2027-01-05", "2027-01-12", "2027-01-19", "2027-01-26"]
    assert [said_at(told, f"{STAGES}{n}")["due"] for n in range(1, 5)] == dates
    assert [said_at(told, f"{STAGES}{n}.deadlines.1")["due"] for n in range(1, 5)] == dates
    text = explain_text(told)
    assert "Not yet confirmed by the council: dates are estimates." in text
    assert "Stage 1: Team Manager (rank 1 or higher)*, by Tuesday 5 January 2027 (2.5, 2.6)" in text
    assert "Decide within 5 working days, counted from when it reached this stage*, by Tuesday 5 January 2027" in text
    assert "Received Wednesday 23 December 2026 at 17:30; counted from Thursday 24 December 2026" in text
    assert [line.split()[1:3] for line in text.splitlines() if line.startswith("  actions")] == [
        ["released*", "withheld"]
    ]
    rows = [line for line in text.splitlines() if line.startswith(("  stage ", "  received "))]
    assert len({len(line) for line in rows}) == 1


def test_explained_without_a_date():
    told = explain(PACKS, OURS)
    assert "due" not in said_at(told, f"{STAGES}1")
    assert ", by " not in explain_text(told)


def test_no_date_is_guessed_and_no_council_made_up():
    with pytest.raises(BeyondCalendar):
        explain(PACKS, OURS, datetime(2028, 12, 28, tzinfo=UTC))
    with pytest.raises(KeyError):
        explain(PACKS, "nowhere@2020-01-01")


def test_the_expired_policy_is_flagged():
    checked = check(PACKS, NOW)
    assert checked["sound"]
    text = check_text(checked)
    assert "The policy expired on Thursday 31 March 2022." in text
    assert "The policy was due for review on Friday 31 December 2021." in text
    assert "The council has not confirmed its stages and their deadlines." in text
    assert "Clauses 2.6 and 3 name a table of four stages" in text
    assert "assumed: ladders.main.stages.1: The table of stages is missing" in text
    assert "to be checked" not in text
    assert text.endswith("Sound.")


def test_contacts_and_bank_holidays_grow_old():
    warnings = check(PACKS, datetime(2028, 6, 1, tzinfo=UTC))["packs"][0]["warnings"]
    assert "Contact “front_door” was to be checked by Monday 31 May 2027." in warnings
    assert "Bank holidays are held to the end of 2028 only." in warnings


def test_a_changed_a_lost_and_a_broken_pack(copied):
    file = copied.directory / "north-tyneside" / "2019-12-31.yaml"
    file.write_text(file.read_text().replace("within: 5 working days", "within: 9 working days"))
    shutil.copy(file, file.with_name("2030-01-01.yaml"))
    broken = file.with_name("2031-01-01.yaml")
    broken.write_text(file.read_text().replace("rank: 1", "rank: one"))
    with (copied.directory / "PUBLISHED").open("a") as published:
        published.write("0 gone@2020-01-01\n")
    checked = check(copied, NOW)
    assert not checked["sound"]
    assert checked["faults"] == ["gone@2020-01-01 is published, but its file is not here."]
    changed, new, unread = checked["packs"]
    assert changed["faults"] == [
        "north-tyneside@2019-12-31 is published and must not change; write a new file from a later date."
    ]
    assert (new["faults"], new["warnings"][0]) == ([], "Not published yet.")
    assert unread["faults"][0].endswith("“one” is not a whole number.")
    text = check_text(checked)
    assert "  fault: policies/north-tyneside/2031-01-01.yaml:" in text
    assert text.endswith("Not sound.")


def test_a_council_of_whose_policies_none_has_begun_is_not_sound(copied):
    file = copied.directory / "north-tyneside" / "2019-12-31.yaml"
    later = file.with_name("2026-12-01.yaml")
    shutil.copy(file, later)
    checked = check(copied, NOW)
    assert (checked["sound"], checked["faults"]) == (True, []), "another version, for later"
    (copied.directory / "PUBLISHED").unlink()
    file.unlink()
    shutil.copy(later, file.with_name("2027-01-01.yaml"))
    checked = check(copied, NOW)
    fault = "No policy of 'north-tyneside' is in force; the first begins on Tuesday 1 December 2026."
    assert (checked["sound"], checked["faults"]) == (False, [f"policies/north-tyneside:1: {fault}"])
    assert check_text(checked).endswith("Not sound.")
    assert check(copied, datetime(2026, 12, 1, tzinfo=UTC))["sound"], "from midnight of its day"
