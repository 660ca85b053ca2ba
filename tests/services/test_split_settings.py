"""`portal split-settings` gives each process a file with its own settings, and nobody else's secrets."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sound_settings import SOUND

from portal import apps
from portal.cli import main
from portal.operating_commands import FILES
from portal.setting_values import quoted
from portal.settings import KINDS

ALL = SOUND | {
    "PORTAL_DATABASE_OWNER_URL": "postgresql://portal_owner:b@database/portal",
    "PORTAL_ALARM_WEBHOOK": "https://alarms.example.com/1",
    "PORTAL_OIDC_NAME": "the council's sign-in",
}


def split(folder, monkeypatch, given):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(main, ["split-settings", str(folder)])


def read(path):
    """As systemd does, whose rules systemd.exec(5) states; each value here is on a line of its own."""
    return {name: unquoted(value) for name, _, value in (line.partition("=") for line in path.read_text().splitlines())}


def unquoted(value):
    value = value.strip(" \t\r")
    if value[:1] == "'":
        inside, end, after = value[1:].partition("'")
        assert (end, after) == ("'", ""), value
        return inside
    if value[:1] == '"':
        assert re.fullmatch(r'"(?:[^"\\]|\\.)*"', value), value
        return re.sub(r'\\(["\\`$])', r"\1", value[1:-1])
    return re.sub(r"\\(.)", r"\1", value)


def test_each_process_gets_what_it_needs_and_no_secret_of_another(tmp_path, monkeypatch):
    (tmp_path / "public.env").write_text("PORTAL_NOTIFY_KEY=left from before\n")
    assert split(tmp_path, monkeypatch, ALL).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == set(FILES.values())
    for kind in KINDS:
        path = tmp_path / FILES[kind.process]
        given = read(path)
        assert path.stat().st_mode & 0o777 == 0o600
        assert given == {name: value for name, value in ALL.items() if name in kind.needed()}
        assert kind.needless(given) == []
        assert apps.settings_of(kind, given).production


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("PORTAL_OIDC_ISSUER", "http://id.example.com", "PORTAL_OIDC_ISSUER must be"),
        ("PORTAL_ALARM_WEBHOOK", "http://alarms.example.com", "PORTAL_ALARM_WEBHOOK must begin"),
        ("PORTAL_OIDC_NAME", "one\nPORTAL_NOTIFY_KEY=x", "PORTAL_OIDC_NAME holds a new line"),
    ],
)
def test_nothing_is_written_while_a_process_would_not_start(name, value, fault, tmp_path, monkeypatch):
    done = split(tmp_path, monkeypatch, ALL | {name: value})
    assert done.exit_code == 1
    assert fault in done.output
    assert list(tmp_path.iterdir()) == []


VALUES = (
    '/usr/bin/vault kv get -field=key "secret/the portal"',
    "/usr/bin/vault kv get 'secret/portal'",
    """it's a "vault" \\ of `one` $HOME and \\$x \\\\""",
    "# not a comment",
    "  blanks on both sides\t",
    "~root",
    "a;b&c|d",
    "back\\slash\\",
    "grün ☂",
    "cG9ydGFs+/=",
    "",
)
SYSTEMD = Path("/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator")


@pytest.mark.parametrize("value", VALUES)
def test_systemd_and_a_shell_read_out_of_a_file_what_was_given(value, tmp_path):
    """A command of a vault has quotes of its own."""
    file = tmp_path / "environment.d" / "it.conf"
    file.parent.mkdir()
    file.write_text(f"IT={quoted(value)}\n")
    assert read(file) == {"IT": value}
    script = f'set -a; . "{file}"; printf "%s" "$IT"'
    assert subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout.decode() == value
    if (
        SYSTEMD.exists() and value and value.isprintable() and "$" not in value
    ):  # the same reader of systemd, which here puts variables in as well
        said = subprocess.run([SYSTEMD], capture_output=True, check=True, env={"XDG_CONFIG_HOME": str(tmp_path)}).stdout
        (line,) = [each for each in said.decode().splitlines() if each.startswith("IT=")]
        assert unquoted(line.removeprefix("IT=")) == value


@pytest.mark.at_length
def test_a_command_of_a_vault_comes_through(tmp_path, monkeypatch):
    command = f"""{sys.executable} -c 'print("{SOUND["PORTAL_MASTER_KEY"]}")' "of the portal" """.strip()
    given = {name: value for name, value in ALL.items() if name != "PORTAL_MASTER_KEY"}
    monkeypatch.delenv("PORTAL_MASTER_KEY", raising=False)
    assert split(tmp_path, monkeypatch, given | {"PORTAL_MASTER_KEY_COMMAND": command}).exit_code == 0
    for kind in KINDS:
        mine = read(tmp_path / FILES[kind.process])
        if "PORTAL_MASTER_KEY_COMMAND" in mine:
            assert mine["PORTAL_MASTER_KEY_COMMAND"] == command
            assert apps.settings_of(kind, mine).master_key == apps.settings_of(kind, ALL).master_key
    assert read(tmp_path / "worker.env")["PORTAL_MASTER_KEY_COMMAND"] == command


def test_the_portal_says_its_version():
    assert CliRunner().invoke(main, ["--version"]).output == "0.1.0\n"
