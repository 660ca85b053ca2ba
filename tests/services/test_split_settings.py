"""`portal split-settings` gives each process a file with its own settings, and nobody else's secrets."""

import pytest
from click.testing import CliRunner
from sound_settings import SOUND

from portal import apps
from portal.cli import main
from portal.operating_commands import FILES
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
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


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


def test_the_portal_says_its_version():
    assert CliRunner().invoke(main, ["--version"]).output == "0.1.0\n"
