"""The master key from a command: it is used, kept from the logs, and each fault is a sentence that stops the start."""

import base64
import logging
import sys

import pytest
from sound_settings import SOUND

from portal import key_commands
from portal.apps import settings_of
from portal.settings import KINDS, BadSettings, PublicSettings

KEY = base64.b64encode(bytes(range(101, 133))).decode()
COMMAND = "PORTAL_MASTER_KEY_COMMAND"


def running(tmp_path, code, sound=True):
    (tmp_path / "vault.py").write_text(code)
    given = {name: value for name, value in SOUND.items() if name != "PORTAL_MASTER_KEY"} if sound else {}
    return given | {COMMAND: f"{sys.executable} '{tmp_path / 'vault.py'}'"}


def faults(environment):
    with pytest.raises(BadSettings) as refused:
        settings_of(PublicSettings, environment)
    assert KEY not in str(refused.value)
    return refused.value.faults


@pytest.mark.parametrize("kind", KINDS)
def test_every_process_takes_its_key_from_the_command_and_shows_it_nowhere(kind, tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    code = f"import sys\nprint({KEY!r})\nprint('said', {KEY!r}, file=sys.stderr)"
    settings = settings_of(kind, running(tmp_path, code))
    assert settings.master_key == base64.b64decode(KEY)
    shown = capfd.readouterr()
    for text in (repr(settings), caplog.text, shown.out, shown.err):
        assert KEY not in text
        assert "vault.py" not in text


def test_the_command_is_given_none_of_the_portals_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_PEPPER", "secret")
    monkeypatch.setenv("VAULT_ADDR", "https://vault.example.com")
    code = f"import os\nassert os.environ['VAULT_ADDR']\nassert 'PORTAL_PEPPER' not in os.environ\nprint({KEY!r})"
    assert settings_of(PublicSettings, running(tmp_path, code)).master_key == base64.b64decode(KEY)


@pytest.mark.parametrize("sound", [True, False], ids=["production", "demo"])
@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (f"print({KEY!r})\nraise SystemExit(3)", f"{COMMAND} ended with 3: run it by hand to see why."),
        ("", f"{COMMAND} printed nothing: it has to print the key, in base64."),
        (
            "import time\ntime.sleep(60)",
            f"{COMMAND} took longer than 1 seconds: run it by hand to see what it waits for.",
        ),
        ("print('no key!')", "PORTAL_MASTER_KEY: is not base64."),
    ],
    ids=["fails", "silent", "hangs", "not base64"],
)
@pytest.mark.tries(3)
def test_a_command_that_gives_no_key_stops_the_start_in_one_sentence(code, fault, sound, tmp_path, monkeypatch):
    monkeypatch.setattr(key_commands, "SECONDS", 1.0)
    assert faults(running(tmp_path, code, sound)) == [fault]


@pytest.mark.parametrize("command", ["/nowhere/vault", "'unclosed"])
def test_a_command_that_cannot_be_run_stops_the_start(command):
    assert faults({COMMAND: command}) == [
        f"{COMMAND} cannot be run: give a program by its whole path, with its arguments."
    ]


def test_a_key_that_is_not_random_is_refused_from_a_command_too(tmp_path):
    [fault] = faults(running(tmp_path, f"print({base64.b64encode(b'a' * 32).decode()!r})"))
    assert fault.startswith("PORTAL_MASTER_KEY is not random")


def test_both_a_key_and_a_command_are_one_too_many():
    assert faults(SOUND | {COMMAND: "/bin/true"}) == [
        f"PORTAL_MASTER_KEY and {COMMAND} are both given: take one of them out."
    ]


def test_the_demos_key_is_refused_in_production_from_a_command_too(tmp_path):
    demo = base64.b64encode(PublicSettings().master_key).decode()
    assert faults(running(tmp_path, f"print({demo!r})")) == [key_commands.missing("PORTAL_MASTER_KEY")]
