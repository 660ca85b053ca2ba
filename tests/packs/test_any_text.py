"""Whatever is done to the text of a sound pack, it loads, or each fault has its file, its line and a plain sentence."""

import re
import shutil
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.domain.policy.description import describe
from portal.domain.policy.phrases import ENGLISH
from portal.policy_loader import BrokenPack, Packs

HERE = Path(__file__).parent
OURS = HERE.parents[1] / "policies"
TEXT = (HERE / "every_key" / "2025-01-01.yaml").read_text(encoding="utf-8")
LINES = TEXT.splitlines()
FAULT = re.compile(r"policies/(every-key/2025-01-01|base-\d)\.yaml:(\d+): ([“A-Z-].+[.?])", re.DOTALL)
INNER = re.compile(r"\b[A-Z][a-z]+[A-Z]\w+\b|Span\(|NoneType|Traceback|\bdict\b|\btuple\b|\bstr\b|None\b")
"""What a programmer would say."""

LONGEST = 1.0  # seconds of its own work

SIGNS = st.sampled_from(
    [
        *"#,:{}[]\"'&*!|>%@`?-~=\\\t",
        " #",
        ": ",
        ", ",
        "- ",
        "\x00",
        "\ufeff",
        "\u202e",
        "\u2028",
        "é",
        "ﷺ",
        "\U0001f480",
    ]
)
WORDS = st.sampled_from(
    ["yes", "no", "on", "off", "null", "~", "0", "-1", "1.5", "1e9", "99999999999", "none", "not stated", "always",
     "600 working days", "99999 months", "999999999 days", "-3 days", "0 hours", "next meeting", "immediately",
     "2026-13-45", "0000-00-00", "9999-12-31", "12:30", "monday", "friday to monday 09:00 to 17:00", "[]", "{}", "''",
     "javascript:alert(1)", "#zzzzzz", "main", "raiser", "&a x", "*a", "!!python/object:os.system", "<<: *a", "| x",
     "see form #4", "a, b", "a: b", "{a: b", "[a, b", '"a', "x" * 3000]
)  # fmt: skip
SOMEWHERE = st.integers(0, len(LINES) - 1)


def changed(lines, change):
    kind, at, other, new = change
    at %= max(1, len(lines))
    line = lines[at] if lines else ""
    column = other % (len(line) + 1)
    return {
        "taken out": lambda: [*lines[:at], *lines[at + 1 :]],
        "twice": lambda: [*lines[: at + 1], *lines[at:]],
        "moved": lambda: [*lines[:at], *lines[at + 1 :][: other % 9], line, *lines[at + 1 :][other % 9 :]],
        "indented": lambda: [*lines[:at], " " * (other % 5) + line, *lines[at + 1 :]],
        "outdented": lambda: [*lines[:at], line[min(other % 3, len(line) - len(line.lstrip())) :], *lines[at + 1 :]],
        "sign": lambda: [*lines[:at], line[:column] + new + line[column:], *lines[at + 1 :]],
        "cut": lambda: [*lines[:at], line[:column], *lines[at + 1 :]],
        "value": lambda: [*lines[:at], re.sub(r": [^,{}\[\]]+", lambda _: f": {new}", line, count=1), *lines[at + 1 :]],
        "all values": lambda: [*lines[:at], re.sub(r": [^,{}\[\]]+", lambda _: f": {new}", line), *lines[at + 1 :]],
        "key": lambda: [*lines[:at], re.sub(r"\w+:", lambda _: f"{new[:9]}:", line, count=1), *lines[at + 1 :]],
        "ends": lambda: lines[:at],
    }[kind]()


CHANGES = st.tuples(
    st.sampled_from(
        ["taken out", "twice", "moved", "indented", "outdented", "sign", "cut", "value", "all values", "key", "ends"]
    ),
    SOMEWHERE,
    st.integers(0, 200),
    st.one_of(SIGNS, WORDS),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Our bases, and a council's folder."""
    policies = tmp_path_factory.mktemp("any-text") / "policies"
    policies.mkdir()
    for base in OURS.glob("base-*.yaml"):
        shutil.copy(base, policies)
    (policies / "every-key").mkdir()
    return policies


def loads_or_says_why(folder, held: bytes):
    (folder / "every-key" / "2025-01-01.yaml").write_bytes(held)
    began = process_time()
    faults = []
    try:
        said = describe(Packs(folder).get("every-key@2025-01-01"))
    except BrokenPack as broken:
        faults, said = broken.faults, ()
    assert process_time() - began < LONGEST
    assert bool(faults) != bool(said)
    assert all(ENGLISH.say(item.label) for item in said)
    for fault in faults:
        found = FAULT.fullmatch(fault)
        assert found, fault
        assert len(fault) < 500, fault
        assert "base" in found[1] or 1 <= int(found[2]) <= len(re.split(rb"\r\n|\r|\n", held)), fault
        assert not INNER.search(re.sub(r"“.*?”", "“”", found[3], flags=re.DOTALL)), fault


@pytest.mark.timeout(300)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, min_size=1, max_size=3))
@example([("ends", 60, 0, ""), ("sign", 30, 0, "\u2028"), ("sign", 31, 0, "\x85")])
@example([("sign", 30, 0, "\r"), ("sign", 60, 9, "\r#")])
def test_a_pack_whose_text_was_changed_loads_or_says_why_not(folder, changes):
    lines = LINES
    for change in changes:
        lines = changed(lines, change)
    loads_or_says_why(folder, "\n".join(lines).encode("utf-8", "surrogatepass"))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["taken out", "twice", "ends"])
@pytest.mark.tries(1)
def test_each_line_may_be_changed(folder, kind, prove):
    for at in range(0, len(LINES), 1 if prove else 15):
        loads_or_says_why(folder, "\n".join(changed(LINES, (kind, at, 0, ""))).encode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
@example(b"\xff\xfeb\x00a\x00")
@example(b"\x00")
@example(b"%YAML 9.9\n---\na")
@example(b"base: 1\n\xc3\x28")
def test_any_bytes_are_refused_in_their_place(folder, held):
    loads_or_says_why(folder, held)
    loads_or_says_why(folder, b"base: 1\n" + held)
