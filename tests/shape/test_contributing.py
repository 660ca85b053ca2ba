"""Whoever contributes finds what is said: the hooks are the checks, and what the pages point at is there."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*(ROOT / "docs").rglob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md"))]
)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
FLOWS = ROOT / "docs" / "architecture.md"
DECISIONS = ROOT / "docs" / "decisions"


def name(path):
    return path.relative_to(ROOT).as_posix()


def checks(makefile):
    """The commands of `make check`, in order."""
    recipe = makefile.partition("\ncheck: ")[2].partition("\n\n")[0]
    return [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe.splitlines()[1:]]


def test_the_hooks_run_what_the_check_runs_and_download_nothing():
    [local] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert local["repo"] == "local"
    assert [hook["entry"] for hook in local["hooks"]] == checks(MAKEFILE)
    assert {(hook["language"], hook["pass_filenames"]) for hook in local["hooks"]} == {("system", False)}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_points_at_is_there(page):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_files_that_a_page_names_are_there(page):
    text = page.read_text(encoding="utf-8")
    for path in re.findall(r"`((?:portal|tests|policies|templates|translations|docs|dev)/[\w/.-]+\.\w+)`", text):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"`((?:domain|services|storage|web)/[\w/]+\.py)`", text):
        assert (ROOT / "portal" / path).exists(), path


def test_the_functions_on_the_way_of_each_flow_are_where_they_are_said_to_be():
    """Each step names a file and, behind it, what of it runs."""
    steps = re.findall(r"^\d+\. .*(?:\n   .*)*", FLOWS.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(steps) > 50
    for step in steps:
        for path, said in re.findall(
            r"`((?:domain|services|storage|web)/[\w/]+\.py|notify\.py|apps\.py)`((?:[, and]*`[\w.]+`)+)", step
        ):
            source = (ROOT / "portal" / path).read_text(encoding="utf-8")
            for function in re.findall(r"`([\w.]+)`(?<!\.py`)", said):
                last = function.rpartition(".")[2]
                assert re.search(rf"(?:def|class) {last}\b", source), f"{path} has no {function}"


def test_the_hops_of_each_flow_are_counted_right():
    flows = re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", FLOWS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(flows) == 4
    for flow, text in flows:
        steps = re.findall(r"^\d+\. .*(?:\n   .*)*", text, re.MULTILINE)
        named = [path for step in steps for path in re.findall(r"`[\w/]+\.py`", step)]
        assert re.search(r"(\d+) hops", text)[1] == str(len(named)), flow


def test_every_decision_is_listed_and_says_what_why_and_what_else():
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (DECISIONS / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in DECISIONS.glob("0*.md"))
    for page in listed:
        text = (DECISIONS / page).read_text(encoding="utf-8")
        parts = re.findall(r"^\*\*(.+?)\.\*\*", text, re.MULTILINE)
        assert parts == ["Context", "Decision", "Why", "What else was possible", "Consequences"], page
        assert len(text.split()) < 350, f"{page} is more than half a page"


def test_what_has_to_be_touched_for_an_addition_is_where_it_is_said_to_be():
    """The names before "in", and those behind a colon."""
    text = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
    names = r"((?:`\w+`(?:, | and | or )?)+)"
    found = [(path, named) for named, path in re.findall(rf"{names}\s+(?:\([^)]*\) )?in\s+`(portal/[\w/]+\.py)`", text)]
    found += re.findall(rf"`(portal/[\w/]+\.py)`: (?:in )?{names}", text)
    assert len(found) > 2
    for path, named in found:
        source = (ROOT / path).read_text(encoding="utf-8")
        for each in re.findall(r"`(\w+)`", named):
            assert re.search(rf"^(?:class |def |){each}\b", source, re.MULTILINE), f"{path} has no {each}"
