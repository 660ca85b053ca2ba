"""The rules of the house that no linter knows: sizes, names, and what each room may hold."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "portal"
CODE = sorted(PORTAL.rglob("*.py"))
DEV = sorted((ROOT / "dev").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
DATA = {"portal/domain/questions/adult.py"}  # may be longer
NOBODY_S_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW = 400, 40, 25


def name(path):
    return path.relative_to(ROOT).as_posix()


def functions(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function):
    return function.end_lineno - function.lineno + 1


def is_view(function):
    """A function that a decorator binds to an address."""
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute) and called.attr in {"route", "get", "post"}:
            return True
    return False


@pytest.mark.parametrize("path", [*CODE, *DEV], ids=name)
def test_a_file_and_its_functions_are_short(path):
    if name(path) not in DATA:
        assert len(path.read_text().splitlines()) <= LONGEST_FILE
    for function in functions(path):
        most = LONGEST_VIEW if is_view(function) else LONGEST_FUNCTION
        assert length(function) <= most, f"{function.name}: {length(function)} lines"


def test_the_size_rule_knows_a_view_when_it_sees_one():
    views = [f for path in CODE for f in functions(path) if is_view(f)]
    assert len(views) > 15


@pytest.mark.parametrize("path", [*CODE, *DEV, *TEMPLATES], ids=name)
def test_nothing_has_a_name_that_says_nothing(path):
    assert not NOBODY_S_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)


def test_imports_run_one_way():
    lint = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text()


USES = re.compile(r"""(?:extends|include|import|from|once\()\s*\(?["']([\w/.-]+\.html)["']""")
NAMED = re.compile(r"""["']((?:public|staff|parts|notices|documents)/[\w/.-]+\.html|[\w-]+\.html)["']""")


def test_every_template_is_used():
    used = {found for path in TEMPLATES for found in USES.findall(path.read_text())}
    used |= {found for path in CODE for found in NAMED.findall(path.read_text())}
    pages = (PORTAL / "web" / "public" / "pages.py").read_text()
    used |= {f"public/{found}.html" for found in re.findall(r'\("/[\w-]*", "(\w+)"\)', pages)}
    names = {path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES}
    assert names - used == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_say_nothing_that_is_not_translated(path):
    """Words between tags are inside ``_()``: what is left after taking out Jinja and tags has no letters."""
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->|<[^>]*>", " ", text, flags=re.DOTALL)
    left = [word for word in re.findall(r"[A-Za-z]{3,}", re.sub(r"&\w+;", "", text)) if word != "GOV"]
    assert left == []


def test_nothing_committed_names_a_registry():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    registries = ("pypi.org", "registry.npmjs", "pythonhosted", "deb.debian", "index-url")
    for file in listed.stdout.splitlines():
        path = ROOT / file
        if not path.is_file() or path.suffix in {".png", ".ico"} or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [registry for registry in registries if registry in text], file
