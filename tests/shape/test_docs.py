"""The README leaves nothing out: each command, each task, each setting."""

import mailbox
import re
from dataclasses import fields
from pathlib import Path

import pytest

from portal.cli import main
from portal.domain.notices.catalogue import TO_PARTNERS, TO_RAISER, TO_STAFF
from portal.services.security_log import Happening
from portal.settings import KINDS, PublicSettings, StaffSettings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
GUIDE = (ROOT / "docs" / "messages.md").read_text()
SETTINGS_PAGE = (ROOT / "docs" / "settings.md").read_text()
OPERATING = (ROOT / "docs" / "operating.md").read_text()
TASKS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
SETTINGS = sorted({each.metadata["variable"] for kind in KINDS for each in fields(kind)})
KEYS = {*PublicSettings.key_variables(), *StaffSettings.key_variables()}


@pytest.mark.parametrize("command", main.commands)
def test_the_readme_names_each_command(command):
    assert re.search(rf"^\| `{command}[ `]", README, re.MULTILINE)


@pytest.mark.parametrize("task", TASKS)
def test_the_readme_names_each_task(task):
    assert f"make {task}" in README


@pytest.mark.parametrize("variable", SETTINGS)
def test_the_page_of_settings_names_each_and_marks_those_that_production_needs(variable):
    row = next(line for line in SETTINGS_PAGE.splitlines() if line.startswith("|") and f"`{variable}`" in line)
    faults = [fault for kind in KINDS for fault in kind.collect({"PORTAL_ENV": "production"})[1]]
    needed = variable in KEYS or any(fault.startswith(variable) for fault in faults)
    assert (f"`{variable}` *" in row) == needed


def test_the_guide_to_messages_names_each_notice_and_no_other():
    named = {
        name
        for row in GUIDE.partition("## How it is sent")[0].splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert named == {*TO_RAISER, *TO_STAFF, *TO_PARTNERS}


def test_the_mailbox_in_the_guide_shows_messages_as_they_are_sent_today():
    shown = mailbox.quoted_on_the_page()
    assert len(shown) > 15
    assert shown <= mailbox.as_they_are_sent(), "make messages"


def test_no_page_names_a_setting_that_is_not_there():
    pages = [README, *(page.read_text() for page in (ROOT / "docs").rglob("*.md"))]
    assert set(re.findall(r"`(PORTAL_[A-Z_]+)", "".join(pages))) - {"PORTAL_PASSWORD"} <= set(
        SETTINGS
    )  # for Compose alone


def test_what_the_readme_points_at_is_there():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_guide_to_operating_names_each_line_of_the_security_log():
    named = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", OPERATING, re.MULTILINE)))
    assert sorted(named) == sorted(happening.value for happening in Happening)


def test_the_readme_is_read_in_minutes():
    assert len(README.split()) < 1200


def test_what_the_image_copies_is_there():
    sources = [
        line.split()[1:-1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY ")
    ]
    paths = [path for source in sources if not source[0].startswith("--") for path in source]
    assert len(paths) > 8
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for path in paths:
        assert (ROOT / path).exists(), path
        assert path.split("/")[0] in let_in, path
        assert path.split("/")[0] not in {".", "dev", "tests"}, "what runs on a developer's machine alone"
    assert not let_in & {"dev", "tests"}
