"""`make accessibility`: collects every page and PDF that the tests come to, looks at each, and writes what it found.

``--pages FOLDER``: takes pages that were collected before. ``--one-in N``: looks at one in so many of the pages that
hold nothing of their own, where there is no time for all; the file says how many were looked at.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import yaml

sys.path.insert(0, str(Path(__file__).parents[2]))  # dev
sys.path.insert(0, str(Path(__file__).parents[1]))

import pdf_rules
import text_page
from browsing import ROOT
from criteria import AAA, CHECKS, CRITERIA, LONG_TESTS, TESTS
from look import Fault, Kept, kept_in, kinds_of, look_at

RESULTS = ROOT / "portal" / "web" / "public" / "accessibility_results.json"
ALARMS = Path(__file__).with_name("false_alarms.yaml")
VALIDATOR = ROOT / "tests" / "web" / "validate.mjs"
PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header", "-n", "logical"]
AT_ONCE = 2  # browsers
PART = 50  # pages, from which a browser is begun anew


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--pages", type=Path)
    said.add_argument("--one-in", type=int, default=1)
    options = said.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        look(options.pages or collected(Path(folder)), options.one_in)


def look(pages: Path, one_in: int) -> None:
    """Look at what was collected, and write down and print what was found."""
    kept = kept_in(pages)
    kinds = kinds_of(kept)
    looked_at = [page for number, page in enumerate(kept) if page in kinds or number % one_in == 0]
    print(f"{len(looked_at)} of {len(kept)} pages", flush=True)
    faults, counts = looked(looked_at, kinds)
    in_files, files = of_files(pages)
    faults += [*invalid(looked_at), *in_files]
    counts |= Counter(html=len(looked_at), pdf=files)
    if shutil.which("w3m"):
        faults += as_text(looked_at)
        counts["text_browser"] = len(looked_at)
    true = [fault for fault in faults if not false_alarm(fault)]
    results = written(looked_at, len(kept), counts, true, tests_passed(), len(faults) - len(true))
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    report(results, true)


def collected(folder: Path) -> Path:
    """Run the tests of both doors, and whole lives of requests in three languages, and keep what they are sent."""
    env = os.environ | {"PAGES_KEPT": str(folder), "PYTHONPATH": f"tests/accessibility:tests:{ROOT}"}
    for which in (["tests/web", "--dist", "loadgroup"], ["tests/prove/test_real_languages.py", "--prove"]):
        subprocess.run([*PYTEST, "-p", "recorder", *which], cwd=ROOT, env=env, check=False)
    return folder


def looked(pages: list[Kept], kinds: set[Kept]) -> tuple[list[Fault], Counter[str]]:
    faults: list[Fault] = []
    counts: Counter[str] = Counter()
    parts = [pages[number : number + PART] for number in range(0, len(pages), PART)]
    with ProcessPoolExecutor(AT_ONCE) as workers:
        for number, (found, made) in enumerate(workers.map(look_at, parts, [kinds] * len(parts)), 1):
            faults += found
            counts.update(made)
            print(f"{min(number * PART, len(pages))} pages", flush=True)
    return faults, counts


def invalid(pages: list[Kept]) -> list[Fault]:
    """What html-validate says of each page."""
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages):
            (Path(folder) / f"{number}.html").write_text(page.html, "utf-8")
        node = ROOT / ".venv" / "bin" / "node"
        said = subprocess.run([node, VALIDATOR, folder], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    lines = (line.partition(".html:") for line in said.splitlines())
    return [Fault("html", pages[int(number)].name, what) for number, _, what in lines]


def of_files(folder: Path) -> tuple[list[Fault], int]:
    """What the rules of PDF/UA say of each PDF, and how many there are."""
    files = sorted(folder.glob("*.pdf"))
    with ProcessPoolExecutor(AT_ONCE) as workers:
        said = workers.map(pdf_rules.faults, [file.read_bytes() for file in files])
        return [Fault("pdf", file.stem, what) for file, found in zip(files, said, strict=True) for what in found], len(
            files
        )


def as_text(pages: list[Kept]) -> list[Fault]:
    """What a browser of text alone makes of each page otherwise than others."""
    found = ((page, text_page.faults(page.html, public=page.door == "public")) for page in pages)
    return [Fault("text_browser", page.name, what) for page, faults in found for what in faults]


def false_alarm(fault: Fault) -> bool:
    alarms = yaml.safe_load(ALARMS.read_text("utf-8"))
    return any(fault.check == alarm["check"] and re.search(alarm["says"], fault.what) for alarm in alarms)


def tests_passed() -> dict[str, bool]:
    """Which of :data:`TESTS` and :data:`LONG_TESTS` pass. One that is left out, for want of a program, does not."""
    cases = [*cases_of([*TESTS]), *cases_of([*LONG_TESTS], "--prove")]

    def passed(name: str) -> bool:
        path, _, function = name.partition("::")
        of = path.removesuffix(".py").replace("/", ".")
        mine = [c for c in cases if c.get("classname", "").endswith(of) and c.get("name", "").startswith(function)]
        return bool(mine) and all(c.find(bad) is None for c in mine for bad in ("failure", "error", "skipped"))

    return {name: passed(name) for name in TESTS | LONG_TESTS}


def cases_of(named: list[str], *more: str) -> list[ET.Element]:
    """What came of the tests of these names."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tests.xml"
        tests = [f"tests/{each}" for each in named]
        subprocess.run([*PYTEST, *more, f"--junitxml={file}", *tests], cwd=ROOT, capture_output=True, check=False)
        return list(ET.parse(file).iter("testcase"))  # noqa: S314 - written a moment ago, by us


def written(
    pages: list[Kept], found: int, counts: Counter[str], faults: list[Fault], passed: dict[str, bool], alarms: int
) -> dict[str, object]:
    """What the file holds: for each criterion what came of it, and by which checks."""
    by_check = Counter(fault.check for fault in faults)
    says = {name: check.says for name, check in CHECKS.items()} | {
        n: tuple(t.split()) for n, t in (TESTS | LONG_TESTS).items()
    }
    bad = {name for name, count in by_check.items() if count} | {name for name, good in passed.items() if not good}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "pages": dict(sorted(Counter(f"{page.door} {page.language}" for page in pages).items())),
        "pages_found": found,
        "pdfs": counts["pdf"],
        "criteria": {
            number: {
                "name": name,
                "level": level(number),
                **outcome([check for check, numbers in says.items() if number in numbers], bad),
            }
            for number, name in CRITERIA.items()
        },
        "checks": {
            name: {"asked": check.words, "pages": counts[name], "faults": by_check[name]}
            for name, check in CHECKS.items()
        },
        "tests": passed,
        "false_alarms": alarms,
        "faults": examples(faults),
        "never_tested_by": ["screen reader users", "speech recognition users", "switch users", "BSL users",
                            "people with learning disabilities"],
    }  # fmt: skip


def level(number: str) -> str:
    return "AAA" if number in AAA else "A or AA"


def outcome(checks: list[str], bad: set[str]) -> dict[str, object]:
    failed = sorted(set(checks) & bad)
    return {"outcome": "failed" if failed else "passed" if checks else "not tested", "by": failed or checks}


def examples(faults: Iterable[Fault]) -> list[dict[str, object]]:
    """Each sort of fault once, with how often it came."""
    sorts: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        sorts.setdefault((fault.check, re.sub(r'"[^"]*"|\d+', "", fault.what)[:80]), []).append(fault)
    return [
        {"check": check, "times": len(each), "where": each[0].where, "what": each[0].what}
        for (check, _sort), each in sorted(sorts.items())
    ]


def report(results: dict[str, object], faults: list[Fault]) -> None:
    for each in examples(faults):
        print(f"{each['check']}: {each['times']} times, as at {each['where']}: {each['what']}")
    print(f"{len(faults)} faults; {results['false_alarms']} false alarms; {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
