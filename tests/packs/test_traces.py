"""Each clause of the policies that we ship is carried by a rule, seen and held by a test; or it says why not."""

import re
import shutil
from pathlib import Path

import pytest
from clause_pages import ClausePages
from pack_surfaces import Surfaces

from build import OURS, our_packs, packs_of_one
from portal.policy_loader import BrokenPack, Packs
from portal.policy_loader.clause_trace import trace_of
from portal.storage import Store

ROOT = Path(__file__).parents[2]
PACKS = our_packs()
BARS = {
    "north-tyneside": (31, 31),
    "newcastle": (36, 34),
    "south-tyneside": (29, 27),
    "barnet": (30, 27),
    "medway": (24, 23),
}
"""How many clauses each policy has, and how many of them at least are carried and seen."""
TRACES = {council: trace_of(PACKS, PACKS.current(council).id) for council in BARS}
AT_ONCE = ("north-tyneside", "newcastle")
"""Those whose clauses `make test` looks for; the rest go with `make walks`."""
SEEN = [
    pytest.param(
        council, seen.at, seen.says, id=f"{council} {number} {seen.at}",
        marks=() if council in AT_ONCE else pytest.mark.at_length,
    )
    for council, trace in TRACES.items()
    for number, clause in enumerate(trace.clauses, 1)
    for seen in clause.seen
]  # fmt: skip


@pytest.fixture(scope="module")
def pages(sqlite_file, keys, tmp_path_factory):
    """The pages of a council, each made once."""
    file = shutil.copy(sqlite_file, tmp_path_factory.mktemp("traces") / "portal.db")
    store = Store(f"sqlite:///{file}", keys)
    surfaces = Surfaces(store, keys, OURS, PACKS.current("newcastle"))
    known = {}

    def of(council):
        if council not in known:
            known[council] = ClausePages(surfaces, PACKS.current(council))
        return known[council]

    yield of
    store.close()


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("council", "at", "says"), SEEN)
def test_what_a_clause_asks_for_is_seen(council, at, says, pages):
    text = pages(council).text(at)
    assert text.startswith("200"), (at, text[:200])
    assert says in text, at


@pytest.mark.parametrize("council", BARS)
def test_so_many_clauses_are_carried(council):
    clauses = TRACES[council].clauses
    there, least = BARS[council]
    assert len(clauses) == there
    assert sum(clause.carried for clause in clauses) >= least
    assert [
        clause.says for clause in clauses if clause.missing and len(clause.missing) < len("Not said in full.")
    ] == []


@pytest.mark.parametrize("council", BARS)
def test_the_tests_that_a_trace_names_are_there(council):
    named = {test for clause in TRACES[council].clauses for test in clause.tests}
    for test in named:
        file, _, name = test.partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE), test


def test_every_policy_that_we_ship_has_a_trace():
    assert sorted(BARS) == PACKS.councils()


@pytest.fixture
def changed(tmp_path):
    """Newcastle's policy, with other words in its trace."""

    def make(old, new):
        packs = Packs(packs_of_one(tmp_path / "policies", "newcastle", base=2))
        [path] = packs.directory.glob("newcastle/*.trace")
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        return packs

    return make


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rules: [audiences.professional", "rules: [audiences.teacher", "The pack has no “audiences.teacher”"),
        ("ladders.main.caps.1", "ladders.main.stages.3", "“ladders.main.stages.3” comes from “3, step 3”"),
        ("clauses:", "clause:", "“clause” is not a key of a clause trace"),
        ("ladders.urgent.before.1", "ladders.urgent.label", "No clause of the trace names this rule"),
        (
            "    tests: [",
            "    missing: Soon.\n    tests: [",
            "A clause has rules, where they are seen and tests, or else",
        ),
        ("    tests: [", "    seen: []\n    tests: [", "“seen” is here twice"),
    ],
)
def test_a_trace_that_says_what_is_not_so_is_refused(changed, old, new, said):
    packs = changed(old, new)
    with pytest.raises(BrokenPack) as refused:
        trace_of(packs, packs.current("newcastle").id)
    assert any(said in fault for fault in refused.value.faults), refused.value.faults


def test_a_policy_without_a_trace_says_so(tmp_path):
    packs = Packs(packs_of_one(tmp_path / "policies"))
    for path in packs.directory.glob("*/*.trace"):
        path.unlink()
    with pytest.raises(BrokenPack, match="There is no trace of this policy"):
        trace_of(packs, packs.current("north-tyneside").id)
