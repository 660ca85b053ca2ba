"""No file holds what a merge leaves where two changes met."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARK = re.compile(rb"^(<{7}|>{7}|\|{7})( |$)", re.MULTILINE)


def with_marks(files):
    return [file.as_posix() for file in files if file.is_file() and MARK.search(file.read_bytes())]


def test_no_file_holds_the_marks_of_a_merge():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = [ROOT / name for name in listed.decode().split("\0") if name]
    assert len(files) > 1000
    assert with_marks(files) == []


def test_a_mark_is_found(tmp_path):
    catalogue = tmp_path / "messages.po"
    for mark in ("<" * 7 + " HEAD", ">" * 7 + " theirs", "|" * 7 + " before"):
        catalogue.write_text(f'msgid "One"\n{mark}\nmsgstr "Un"\n')
        assert with_marks([catalogue]) == [catalogue.as_posix()]
    catalogue.write_text(f"A heading\n{'=' * 9}\nand <<<<<<< in a line\n")
    assert with_marks([catalogue]) == []
