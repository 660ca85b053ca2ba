"""Ordering combining marks takes the square of their number: one function does it, and it looks at the length first."""

from pathlib import Path

PORTAL = Path(__file__).parents[2] / "portal"


def test_no_other_module_normalises_text():
    calls = {
        path.relative_to(PORTAL).as_posix() for path in PORTAL.rglob("*.py") if "ta.normalize(" in path.read_text()
    }
    assert calls == {"domain/plain_text.py"}
