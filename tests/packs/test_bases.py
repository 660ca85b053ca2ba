"""What all councils share has versions: a new base changes no policy that is built on an earlier one."""

import shutil
from datetime import UTC, datetime

import pytest

from build import OURS, packs_of_one
from portal.policy_loader import Packs
from portal.services.policy_report import check

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OLD, NEW = "north-tyneside@2019-12-31", "north-tyneside@2027-01-01"


@pytest.fixture
def policies(tmp_path):
    return packs_of_one(tmp_path / "policies")


def changed(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def second(policies):
    """A second base with another time limit, and a version of the policy that is built on it."""
    shutil.copy(policies / "base-1.yaml", policies / "base-2.yaml")
    changed(policies / "base-2.yaml", "acknowledge_within: 30 days", "acknowledge_within: 20 days")
    own = policies / "north-tyneside"
    shutil.copy(own / "2019-12-31.yaml", own / "2027-01-01.yaml")
    changed(own / "2027-01-01.yaml", "base: 1", "base: 2")
    return Packs(policies)


def test_a_new_base_changes_only_what_names_it(second):
    assert second.fingerprint(OLD) == Packs(OURS).fingerprint(OLD) == second.published()[OLD]
    assert second.fingerprint(NEW) != second.fingerprint(OLD)
    old, new = (str(second.get(each).complaints.data.acknowledge_within) for each in (OLD, NEW))
    assert (old, new) == ("30 days", "20 days")
    assert check(second, NOW)["sound"]


def test_a_published_base_must_not_change_though_no_policy_would(policies):
    changed(policies / "base-1.yaml", "\ncontacts:", "\nroles: {Nobody: {rank: 1, assumed: true}}\ncontacts:")
    shutil.rmtree(policies / "north-tyneside")
    (policies / "PUBLISHED").write_text("".join((policies / "PUBLISHED").read_text().splitlines(keepends=True)[-1:]))
    said = "base-1 is published and must not change; write the next one, and name it in policies from a later date."
    assert said in check(Packs(policies), NOW)["faults"]


def test_a_number_to_ring_may_be_put_right_in_a_base(policies):
    changed(policies / "base-1.yaml", "0300 061 0614", "01632 960614")
    assert check(Packs(policies), NOW)["sound"]


def test_a_changed_base_is_a_fault_of_all_that_is_built_on_it(policies):
    changed(policies / "base-1.yaml", "acknowledge_within: 30 days", "acknowledge_within: 20 days")
    checked = check(Packs(policies), NOW)
    assert not checked["sound"]
    assert [fault for fault in checked["faults"] if fault.startswith("base-1 is published and must not change")]
    assert (
        f"{OLD} is published and must not change; write a new file from a later date." in checked["packs"][0]["faults"]
    )


def test_the_base_of_what_is_published_is_published_too(policies):
    changed(policies / "PUBLISHED", Packs(policies).fingerprint("base-1") + " base-1\n", "")
    assert check(Packs(policies), NOW)["faults"] == [f"{OLD} is published, and its base-1 is not: add it to PUBLISHED."]


def test_a_published_base_that_is_gone_is_a_fault(policies):
    with (policies / "PUBLISHED").open("a") as published:
        published.write("0 base-7\n")
    assert check(Packs(policies), NOW)["faults"] == ["base-7 is published, but its file is not here."]


def test_a_base_may_be_built_on_an_earlier_one(second):
    changed(second.directory / "base-2.yaml", "\ncontacts:", "\nbase: 1\n\ncontacts:")
    text = (second.directory / "base-2.yaml").read_text()
    (second.directory / "base-2.yaml").write_text(text.partition("\nexits:")[0])
    packs = Packs(second.directory)
    assert packs.get(NEW).exits == packs.get(OLD).exits
    assert str(packs.get(NEW).complaints.data.acknowledge_within) == "20 days"
    assert packs.fingerprint("base-2") == second.fingerprint("base-2"), "the same as if all were written in it"
    with (second.directory / "PUBLISHED").open("a") as published:
        published.write(f"{packs.fingerprint('base-2')} base-2\n")
    assert check(packs, NOW)["sound"]
    changed(second.directory / "base-1.yaml", "raise_within: 12 months", "raise_within: 6 months")
    faults = check(Packs(second.directory), NOW)["faults"]
    assert [fault.partition(" ")[0] for fault in faults] == ["base-1", "base-2"], "what changes below changes it too"


@pytest.mark.parametrize("number", ["2", "3"])
def test_a_base_is_not_built_on_itself_or_a_later_one(second, number):
    shutil.copy(second.directory / "base-2.yaml", second.directory / "base-3.yaml")
    changed(second.directory / "base-2.yaml", "\ncontacts:", f"\nbase: {number}\n\ncontacts:")
    faults = check(Packs(second.directory), NOW)["packs"][-1]["faults"]
    line = (second.directory / "base-2.yaml").read_text().splitlines().index(f"base: {number}") + 1
    assert faults == [f"policies/base-2.yaml:{line}: A base is built on an earlier one, or on none."]


def test_a_base_below_a_published_one_is_published_too(second):
    changed(second.directory / "base-2.yaml", "\ncontacts:", "\nbase: 1\n\ncontacts:")
    (second.directory / "PUBLISHED").write_text(f"{second.fingerprint('base-2')} base-2\n")
    said = "base-2 is published, and its base-1 is not: add it to PUBLISHED."
    assert said in check(Packs(second.directory), NOW)["faults"]
