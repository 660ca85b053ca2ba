"""What the threat model says stops somebody has a test, and that test is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threat-model.md").read_text()
WITHSTOOD = PAGE.partition("## Who, and")[2].partition("## What nothing")[0]
NAMED = re.compile(r"`(tests/[\w/]+\.py)` `(test_\w+)`")


def test_each_threat_names_its_test_and_that_is_there():
    rows = [line for line in WITHSTOOD.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 15
    for row in rows:
        found = NAMED.findall(row)
        assert found, row
        for file, name in found:
            assert f"def {name}(" in (ROOT / file).read_text(), (file, name)


def test_what_is_not_stopped_is_said():
    assert PAGE.partition("## What nothing here stops")[2].count("\n| ") > 5
