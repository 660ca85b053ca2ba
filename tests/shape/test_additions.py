"""A question, a fact, a notice and a language are added to a copy of the portal, and walked there.

Each touches no more files than ``docs/adding.md`` says, with its texts.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPIED = ("portal", "templates", "translations", "policies", "tests", "dev", "pyproject.toml")

CELL = "{{show: {show}, assumed: true}}"
ENTITLED = ("parent", "young_person")
COLUMNS = (
    *ENTITLED, "family", "family_made_contact", "neighbour", "neighbour_made_contact", "speaking_for", "professional",
    "professional_made_contact", "identified", "stranger",
)  # fmt: skip

QUESTION = {
    "portal/domain/questions/adult.py": (
        '    Question(\n        key="not_tell"',
        '    Question(\n        key="aunt", holds=Holds.NAMES, slug="someone", kind=Kind.LINE, section=YOUR_GROUNDS,\n'
        '        words=_("Who else may we ask?"), optional=True,\n    ),\n',
    )
}
FACT = {
    "portal/domain/disclosure/table.py": (
        '    STAGE = "stage"',
        '    WRITTEN_IN = "written_in"\n',
        "    Fact.STAGE: FactWords(",
        '    Fact.WRITTEN_IN: FactWords(_("The language"), _("in which language you wrote to us")),\n',
    ),
    "portal/domain/challenge/view.py": (
        "    Fact.STAGE: lambda",
        "    Fact.WRITTEN_IN: lambda challenge, _: challenge.language,\n",
    ),
    "policies/base-1.yaml": (
        "  received:\n    parent",
        "  written_in:\n"
        + "".join(f"    {each}: {CELL.format(show='full' if each in ENTITLED else 'withheld')}\n" for each in COLUMNS),
    ),
}
NOTICE = {
    "portal/domain/notices/catalogue.py": (
        '    "new_challenge": _(',
        '    "code_safe": _("To the team: the code is safe"),\n',
        "    ASSIGNED: _assigned,",
        '    "code_kept": lambda *_: [StaffNotice("code_safe")],\n',
    ),
    "translations/en/notices/code_safe.email.en.txt": "Subject: An update for you\n\n((reference)) ((address))\n",
}


def language():
    """The folder, made of the English texts; a translator would write others."""
    english = ROOT / "translations" / "en" / "notices"
    texts = [path for name in ("received", "update", "news") for path in english.glob(f"{name}.*")]
    made = {f"translations/ga/notices/{path.name.replace('.en.', '.ga.')}": path.read_text() for path in texts}
    words = 'msgid ""\nmsgstr "Language: ga\\nContent-Type: text/plain; charset=utf-8\\n"\n\n'
    words += 'msgid "Is anyone in danger right now?"\nmsgstr "An bhfuil aon duine i mbaol?"\n'
    made["translations/ga/LC_MESSAGES/messages.po"] = words
    return made


POLICY = "policies/north-tyneside/2019-12-31.yaml"


def add(copy, files):
    """Write new files, and put lines before others in those that there are."""
    for name, change in files.items():
        path = copy / name
        if isinstance(change, str):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(change, encoding="utf-8")
            continue
        text = path.read_text(encoding="utf-8")
        for before, line in zip(change[::2], change[1::2], strict=True):
            assert text.count(before) == 1, f"{name}: {before}"
            text = text.replace(before, line + before)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def copy(tmp_path):
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "browser", "prove")
            )
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "build").symlink_to(ROOT / "build")
    shutil.move(tmp_path / "tests" / "additions" / "added.py", tmp_path / "tests" / "web" / "test_added.py")
    return tmp_path


@pytest.mark.at_length
@pytest.mark.timeout(180)
def test_one_of_each_is_added_and_walked(copy):
    for addition in (QUESTION, FACT, NOTICE, language()):
        add(copy, addition)
    policy = (copy / POLICY).read_text(encoding="utf-8")
    (copy / POLICY).write_text(
        re.sub(r"languages: \[(.*?)\]", r"languages: [\1, ga]", policy, count=1), encoding="utf-8"
    )
    asked = [sys.executable, "-m", "pytest", "-q", "--timeout=120", "tests/web/test_added.py"]
    done = subprocess.run(asked, cwd=copy, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_each_touches_as_few_files_as_we_say():
    assert [len(QUESTION), len(FACT), len(NOTICE)] == [1, 3, 2]
    assert {Path(name).parts[:2] for name in language()} == {("translations", "ga")}, "and one line of a pack"
