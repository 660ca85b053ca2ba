"""The commands that say how the service is, and see that it goes on."""

import json
import os
import signal
import sys
import threading
from pathlib import Path

import click

from portal import alarm_channels, apps, setting_values
from portal.doctor import Health, Patient, database_checks, examine, machine_checks, outside_checks
from portal.services import AppContext, alarms, delivery, reminders, service_state, watchdog
from portal.services.service_state import Grade
from portal.settings import KINDS, BadSettings, Process, Settings, StaffSettings, WatchSettings

EXITS = {Grade.WELL: 0, Grade.ATTENTION: 1, Grade.NOT_READY: 2}
MARKS = {Grade.WELL: "ok       ", Grade.ATTENTION: "look     ", Grade.NOT_READY: "NOT READY"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(*, as_json: bool) -> None:
    """Say how the service is. Ends with 0 if all is well, 1 if somebody has to look, 2 if it is not ready."""
    found = service_state.condition(_context())
    if as_json:
        listed = [{"name": each.name, "grade": each.grade, "says": each.said} for each in found]
        click.echo(json.dumps({"grade": service_state.worst(found), "findings": listed}, indent=2))
    else:
        click.echo("\n".join(f"{MARKS[each.grade]}  {each.name}: {each.said}" for each in found))
    sys.exit(EXITS[service_state.worst(found)])


@click.command()
@click.option("--all", "whole", is_flag=True, help="Also what is well.")
def doctor(*, whole: bool) -> None:
    """Look at everything that has to be right, and say how to mend what is not. Ends with 1 if anything is wrong."""
    settings, _faults = StaffSettings.collect(os.environ)
    patient = Patient(settings, apps.open_context(settings), os.environ)
    found = list(examine(patient, (*machine_checks.CHECKS, *database_checks.CHECKS, *outside_checks.CHECKS)))
    for each in found:
        if whole or each.verdict is not Health.WELL:
            click.echo(f"{each.verdict.upper():8} {each.name}{': ' if each.says else ''}{each.says}")
    counts = {verdict: sum(each.verdict is verdict for each in found) for verdict in Health}
    click.echo(", ".join(f"{count} {verdict}" for verdict, count in counts.items()) + f" of {len(found)}.")
    sys.exit(counts[Health.WRONG] > 0)


@click.command()
@click.option("--watch", "of_watch", is_flag=True, help="Ask for `portal watch` instead.")
def worker_health(*, of_watch: bool) -> None:
    """End with an error where the worker has not been at work for 15 minutes."""
    sys.exit(reminders.silence(_context(), alarms.WATCH if of_watch else reminders.WORK) is not None)


@click.command()
def send_now() -> None:
    """Let every message that was tried in vain be tried again at once: for when GOV.UK Notify is back."""
    count = delivery.send_now(_context())
    click.echo(f"Messages that the worker will try again now: {count}.")


@click.command()
def watch() -> None:
    """Look once a minute how the service is, and tell the webhook and the address for alarms what is not well."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    settings = apps.settings_alone(WatchSettings)
    channels = []
    if settings.alarm_webhook:
        channels.append(alarm_channels.webhook(settings.alarm_webhook))
    if settings.alarm_email:
        channels.append(alarm_channels.mail(settings.alarm_smtp, settings.alarm_email))
    context = apps.open_context(settings)
    watchdog.guard(lambda: context.store.units, stop)
    alarms.run(context, channels, stop)


FILES = {
    Process.PUBLIC: "public.env",
    Process.STAFF: "staff.env",
    Process.WORKER: "worker.env",
    Process.WATCH: "watch.env",
    Process.COMMAND: "command.env",
}


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
def split_settings(folder: Path) -> None:
    """Write a file for each process into FOLDER, with what it needs of the environment that this command was given.

    Nobody but who writes them can read them. Nothing is written while any process would refuse to start with its own.
    """
    given, faults = {}, []
    for kind in KINDS:
        mine = {name: value for name, value in os.environ.items() if name in kind.needed() and value.strip()}
        faults += [fault for fault in kind.collect(mine)[1] if fault not in faults]
        faults += [f"{name} holds a new line." for name, value in mine.items() if "\n" in value]
        given[kind.process] = mine
    if faults:
        raise BadSettings(faults)
    for process, mine in given.items():
        path = folder / FILES[process]
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.writelines(f"{name}={setting_values.quoted(value)}\n" for name, value in sorted(mine.items()))
    click.echo(f"Written to {folder}: {', '.join(FILES.values())}")


def _context() -> AppContext:
    return apps.open_context(apps.settings_of(Settings))


COMMANDS: tuple[click.Command, ...] = (status, doctor, worker_health, watch, send_now, split_settings)
