"""The glossary names every module and no other; names are nouns of the field, and no class name is used twice."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "portal"
GLOSSARY = ROOT / "docs" / "glossary.md"
NOT_NAMED = {"__init__", "__main__"}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "stuff", "manager"}
NOUNS = {"feed", "seed", "speed", "need", "ceiling", "finding", "heading", "king", "ring", "string", "thing", "timing"}
"""They end like a participle or a gerund and are none."""

IRREGULAR = {"kept", "told", "said", "taken", "sent", "held", "done", "known", "made", "written", "lost", "shown"}


def modules_under(folder):
    """Every module of a folder, with the package that it is in."""
    found = [path for path in folder.rglob("*.py") if "migrations" not in path.parts and path.stem not in NOT_NAMED]
    return {(path.parent.relative_to(folder.parent).as_posix(), path.stem) for path in found}


def modules_named(text):
    """Every module that the glossary names, by its heading and the first column."""
    found, package = set(), ""
    for line in text.partition("\n## Modules\n")[2].splitlines():
        if line.startswith("### "):
            package = line.removeprefix("### ")
        elif name := re.match(r"\| `(\w+)` \|", line):
            found.add((package, name[1]))
    return found


def classes(folder):
    return Counter(
        name
        for path in folder.rglob("*.py")
        for name in re.findall(r"^ *class (\w+)", path.read_text("utf-8"), re.MULTILINE)
    )


def why_not_a_name(stem):
    """What is wrong with a module's name; blank for a good one. Its last word says what it is."""
    last = stem.rpartition("_")[2]
    if {*stem.split("_")} & SAYS_NOTHING:
        return "says nothing"
    if last in IRREGULAR or (last not in NOUNS and re.fullmatch(r"\w{2,}(?:ing|ed)", last)):
        return "is a participle or a gerund, not a thing"
    return ""


def test_the_glossary_names_every_module_and_no_other():
    there, named = modules_under(PORTAL), modules_named(GLOSSARY.read_text(encoding="utf-8"))
    assert len(there) > 150
    assert sorted(there - named) == [], "not in docs/glossary.md"
    assert sorted(named - there) == [], "in docs/glossary.md, and no module"


def test_the_words_stand_in_the_order_of_the_alphabet():
    table = GLOSSARY.read_text(encoding="utf-8").partition("\n## Modules\n")[0]
    words = [row.split("|")[1].strip().lower().replace("-", " ") for row in table.splitlines() if row.startswith("| ")]
    assert words[1:] == sorted(words[1:])


def test_the_words_name_classes_and_modules_that_are_there():
    table = GLOSSARY.read_text(encoding="utf-8").partition("\n## Modules\n")[0]
    named = [row.split("|")[2] for row in table.splitlines() if row.startswith("| ")][1:]
    names = {name.partition(".")[0] for cell in named for name in re.findall(r"`([\w.]+)`", cell)}
    packages = {path.parent.name for path in PORTAL.rglob("__init__.py")}
    constants = {"RAISER", "DueDate", "EventDraft"}
    known = {*classes(PORTAL), *(stem for _package, stem in modules_under(PORTAL)), *packages, *constants}
    assert sorted(names - known) == []


def test_no_class_name_is_used_twice():
    assert {name: times for name, times in classes(PORTAL).items() if times > 1} == {}


@pytest.mark.parametrize("stem", sorted({stem for _package, stem in modules_under(PORTAL)}))
def test_a_module_is_named_for_a_thing(stem):
    assert why_not_a_name(stem) == ""


@pytest.mark.parametrize("stem", ["keeping", "kept", "telling", "marked", "case_handling", "web_utils", "common"])
def test_a_name_that_is_no_thing_is_refused(stem):
    assert why_not_a_name(stem)


def test_a_module_left_out_and_one_that_is_gone_are_both_noticed(tmp_path):
    room = tmp_path / "portal" / "domain"
    room.mkdir(parents=True)
    for name in ("__init__", "journey"):
        (room / f"{name}.py").write_text("class Twice: pass\n", encoding="utf-8")
    assert modules_under(tmp_path / "portal") == {("portal/domain", "journey")}
    assert modules_named("\n## Modules\n### portal/domain\n| `walker` | the journey |\n") == {
        ("portal/domain", "walker")
    }
    assert classes(tmp_path / "portal")["Twice"] == 2
