"""`portal new-council` writes a policy that is sound, whatever is answered, and asks again where it cannot be."""

import shutil

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build import our_packs
from portal.cli import main
from portal.domain.policy.model import Audience, Who
from portal.policy_loader import Packs
from portal.services.new_council import QUESTIONS, NewCouncil, policy_text
from portal.services.policy_report import check

SAID = {
    "name": "Newtown Council",
    "title": "Newtown: how we resolve disagreements",
    "begins": "2026-01-01",
    "stages": "2",
}
STAGES = ["", "Team Manager", "5 working days", "3.1", "Level 2", "Head of Service", "", ""]


def lines(said=SAID, stages=STAGES):
    return "".join(f"{line}\n" for line in [*(said.get(question.key, "") for question in QUESTIONS), *stages])


@pytest.fixture
def policies(tmp_path, monkeypatch):
    """A folder with our bases and nobody's policy."""
    folder = tmp_path / "policies"
    folder.mkdir()
    for base in our_packs().directory.glob("base-*.yaml"):
        shutil.copy(base, folder)
    monkeypatch.setenv("PORTAL_POLICIES", str(folder))
    return folder


def ask(*arguments, typed=""):
    return CliRunner().invoke(main, ["new-council", *arguments], input=typed)


def test_a_dozen_answers_make_a_sound_policy(policies, now):
    result = ask("newtown", typed=lines())
    assert result.exit_code == 0, result.output
    assert "It is sound." in result.output
    checked = check(Packs(policies), now)
    assert checked["sound"], checked
    pack = Packs(policies).get("newtown@2026-01-01")
    assert (pack.council.name, pack.document.title) == ("Newtown Council", SAID["title"])
    one, two = pack.ladder().stages
    assert (one.label, one.reviewer, str(one.decide_within), one.cite) == (
        "Stage 1", "Team Manager", "5 working days", "3.1"
    )  # fmt: skip
    assert (two.label, two.reviewer, str(two.decide_within), two.assumed) == (
        "Level 2", "Head of Service", "not stated", True
    )  # fmt: skip
    assert [audience for audience in Audience if pack.takes(audience)] == [Audience.PROFESSIONAL]
    assert pack.ladder().escalation.by == (Who.RAISER,)


def test_answers_from_a_file_make_the_same(policies, tmp_path):
    ask("newtown", typed=lines())
    written = (policies / "newtown" / "2026-01-01.yaml").read_text()
    (tmp_path / "answers").write_text(lines())
    assert ask("oldtown", "--answers", str(tmp_path / "answers")).exit_code == 0
    again = (policies / "oldtown" / "2026-01-01.yaml").read_text()
    assert again == written.replace("key: newtown", "key: oldtown")


def test_what_will_not_do_is_asked_again(policies):
    typed = lines().replace("2026-01-01\n", "soon\n2026-01-01\n")
    result = ask("newtown", typed=typed)
    assert "Write a day like 2027-01-01." in result.output
    assert result.exit_code == 0, result.output
    assert (policies / "newtown" / "2026-01-01.yaml").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("2\n", "many\n"), "Write a number from 1 to 9."),
        (("5 working days", "a while"), "“a while” is not a length of time"),
        (("Newtown Council", ""), "This is needed."),
    ],
)
def test_an_answer_of_a_file_that_will_not_do_is_named(policies, tmp_path, change, sentence):
    (tmp_path / "answers").write_text(lines().replace(*change, 1))
    result = ask("newtown", "--answers", str(tmp_path / "answers"))
    assert result.exit_code == 1
    assert sentence in result.output
    assert not (policies / "newtown").exists()


def test_nothing_is_written_over_and_no_odd_name_taken(policies):
    ask("newtown", typed=lines())
    assert "already" in ask("newtown", typed=lines()).output
    assert ask("New_Town", typed=lines()).exit_code == 1
    assert sorted(path.name for path in policies.iterdir() if path.is_dir()) == ["newtown"]


ANY = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split()) or "x"
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY, ANY, ANY, ANY)
@pytest.mark.at_length
def test_any_words_make_a_sound_policy(policies, now, name, title, role, cite):
    plain = {question.key: question.default for question in QUESTIONS}
    said = plain | {"name": name, "title": title, "begins": "2026-01-01", "team": name, "address": title}
    stages = [{"label": cite, "reviewer": role, "within": "not stated", "cite": cite}]
    text = policy_text(NewCouncil("newtown", 2, said, stages, now.date()))
    (policies / "newtown").mkdir(exist_ok=True)
    (policies / "newtown" / "2026-01-01.yaml").write_text(text, encoding="utf-8")
    assert Packs(policies).faults("newtown@2026-01-01") == []


def test_who_stops_in_the_middle_goes_on_there(policies, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    typed = lines().splitlines(keepends=True)
    stopped = CliRunner().invoke(main, ["new-council", "newtown"], input="".join(typed[:6]))
    assert stopped.exit_code
    kept = tmp_path / "newtown.answers"
    assert kept.read_text().splitlines()[0] == "Newtown Council"
    done = CliRunner().invoke(main, ["new-council", "newtown"], input="".join(typed[6:]))
    assert "Going on after 6 answers" in done.output
    assert done.exit_code == 0, done.output
    assert Packs(policies).get("newtown@2026-01-01").council.name == "Newtown Council"
    assert not kept.exists()


def test_hours_keep_their_commas(policies, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hours = "monday to thursday 09:00 to 17:00; friday, saturday 10:00 to 14:00"
    assert CliRunner().invoke(main, ["new-council", "newtown"], input=lines({**SAID, "hours": hours})).exit_code == 0
    days = [opening.days for opening in Packs(policies).get("newtown@2026-01-01").hours.open]
    assert days == [(0, 1, 2, 3), (4, 5)]
