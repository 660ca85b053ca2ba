"""`portal publish-pack` writes the line of a policy and of its bases; from then on a change of its rules is a fault."""

import shutil

import pytest
from click.testing import CliRunner

from build import our_packs
from portal.cli import main
from portal.policy_loader import PUBLISHED, Packs


@pytest.fixture
def policies(tmp_path, monkeypatch):
    """Our bases and one policy, none of them published."""
    folder = tmp_path / "policies"
    (folder / "newcastle").mkdir(parents=True)
    for base in our_packs().directory.glob("base-*.yaml"):
        shutil.copy(base, folder)
    shutil.copy(our_packs().directory / "newcastle" / "2020-01-01.yaml", folder / "newcastle")
    monkeypatch.setenv("PORTAL_POLICIES", str(folder))
    return folder


def publish(*arguments):
    return CliRunner().invoke(main, ["publish-pack", *arguments])


def test_a_policy_is_published_with_its_bases_and_only_once(policies):
    (policies / PUBLISHED).write_text("# Ours.")
    done = publish("newcastle")
    assert done.exit_code == 0, done.output
    packs = Packs(policies)
    names = ["base-1", "base-2", "newcastle@2020-01-01"]
    assert packs.published() == {name: packs.fingerprint(name) for name in names}
    assert (policies / PUBLISHED).read_text().startswith("# Ours.\n")
    assert packs.faults("newcastle@2020-01-01") == []
    held = (policies / PUBLISHED).read_text()
    assert "already" in publish("newcastle").output
    assert (policies / PUBLISHED).read_text() == held


def test_what_was_published_and_changed_or_is_broken_is_refused(policies):
    publish("newcastle")
    file = policies / "newcastle" / "2020-01-01.yaml"
    file.write_text(file.read_text().replace("within: 14 working days", "within: 9 working days"))
    held = (policies / PUBLISHED).read_text()
    refused = publish("newcastle")
    assert refused.exit_code == 1
    assert "is published and must not change" in refused.output
    file.write_text(file.read_text().replace("rank: 1", "rank: one"))
    assert "is not a whole number" in publish("newcastle").output
    assert (policies / PUBLISHED).read_text() == held


def test_one_file_can_be_checked_alone(policies):
    file = policies / "newcastle" / "2020-01-01.yaml"
    sound = CliRunner().invoke(main, ["check-packs", str(file)])
    assert sound.exit_code == 0, sound.output
    assert sound.output.rstrip().endswith("Sound.")
    file.write_text(file.read_text().replace("rank: 1", "rank: one"))
    broken = CliRunner().invoke(main, ["check-packs", str(file)])
    assert (broken.exit_code, "“one” is not a whole number." in broken.output) == (1, True)
    stray = shutil.copy(file, policies.parent / "draft.yaml")
    alone = CliRunner().invoke(main, ["check-packs", str(stray)])
    assert (alone.exit_code, "Traceback" in alone.output) == (1, False)
    assert "older of " in alone.output, "it says that a policy lies in a folder of its council"
