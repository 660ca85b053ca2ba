"""A key that a command hands over when a process starts: from a vault, or from a tool that joins custodians' shares."""

import os
import shlex
import subprocess
from collections.abc import Mapping

VARIABLE, COMMAND = "PORTAL_MASTER_KEY", "PORTAL_MASTER_KEY_COMMAND"
SECONDS = 20.0


class NoKey(ValueError):
    """Why there is none, in a sentence that holds nothing of what the command said."""


def missing(variable: str) -> str:
    return f"{variable} is missing: `portal new-keys` prints one."


def with_master_key(environment: Mapping[str, str]) -> Mapping[str, str]:
    """The settings with the key that the command printed, where there is a command."""
    if not (command := environment.get(COMMAND, "").strip()):
        return environment
    if environment.get(VARIABLE, "").strip():
        raise NoKey(f"{VARIABLE} and {COMMAND} are both given: take one of them out.")
    return {**environment, VARIABLE: _printed(command)}


def _printed(command: str) -> str:
    try:
        ended = subprocess.run(  # noqa: S603  # the operator's own, and no shell
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            env={name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        )
    except subprocess.TimeoutExpired:
        raise NoKey(
            f"{COMMAND} took longer than {SECONDS:.0f} seconds: run it by hand to see what it waits for."
        ) from None
    except (OSError, ValueError):
        raise NoKey(f"{COMMAND} cannot be run: give a program by its whole path, with its arguments.") from None
    if ended.returncode:
        raise NoKey(f"{COMMAND} ended with {ended.returncode}: run it by hand to see why.")
    if not (text := ended.stdout.decode("ascii", "replace").strip()):
        raise NoKey(f"{COMMAND} printed nothing: it has to print the key, in base64.")
    return text
