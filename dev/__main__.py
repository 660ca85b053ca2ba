"""`python -m dev run` is the demo; `python -m dev notify` only the stand-in for GOV.UK Notify."""

import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from wsgiref.types import WSGIApplication

import click

from dev import county, staff, worked_cases
from dev.clamav import ClamAV
from dev.county import SentCase
from dev.notify import StandIn
from dev.provider import Client, Person, Provider
from dev.server import answering
from portal import apps
from portal.cli import Portal
from portal.files.virus_scanner import VirusScanner
from portal.services import AppContext, retention
from portal.services.accounts import Newcomer
from portal.services.worker import run_worker
from portal.settings import NOTICES, PublicSettings, Settings, StaffSettings
from portal.web import pdf


@click.group(cls=Portal, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Try the portal on one's own machine."""
    apps.write_log()


@main.command()
def run() -> None:
    """Start a demo: both doors, the worker and the stand-ins, with invented challenges."""
    settings, public = apps.settings_of(StaffSettings), apps.settings_of(PublicSettings)
    if settings.production:
        raise click.ClickException("This is the demo. In production serve the two doors with gunicorn.")
    context, sent = _county(settings)
    stop = threading.Event()
    with ExitStack() as running:
        _stand_in(running, settings, context)
        scanner = public.clamav or running.enter_context(ClamAV().running())
        context = replace(context, scanner=VirusScanner(scanner))
        _serve(running, apps.public_app(public, context), settings.public_port)
        _serve(running, apps.staff_app(settings, context), settings.staff_port)
        worker = threading.Thread(target=run_worker, args=(context, stop))
        worker.start()
        running.callback(worker.join)
        running.callback(stop.set)
        _tell(settings, context, sent)
        _until_stopped()
        click.echo("\nStopping.")


@main.command()
@click.option("--port", type=int, help="PORTAL_NOTIFY_PORT if not given.")
def notify(port: int | None) -> None:
    """Serve a stand-in for GOV.UK Notify that follows its contract."""
    settings = apps.settings_of(Settings)
    _notify(settings).serve("127.0.0.1", port or settings.notify_port)


def _county(settings: Settings) -> tuple[AppContext, list[SentCase]]:
    """The app context with its county, whole or not at all; each request invented now."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    context = _opened(settings)
    if _half_made(context):
        context.store.close()
        _empty(settings)
        context = _opened(settings)
    retention.reindex(context)
    sent = []
    if not _councils(context):
        sent = county.fill(context)
        staff.employ_caseworkers(context)
        sent += worked_cases.fill(context)
    staff.employ(context)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    return context, sent


def _opened(settings: Settings) -> AppContext:
    context = apps.open_context(settings)
    context.store.upgrade()
    if others := _councils(context) - {settings.council}:
        held = f"The data folder holds requests to {', '.join(sorted(others))}"
        raise click.ClickException(f"{held}: choose another with PORTAL_DATA_DIR.")
    return context


def _councils(context: AppContext) -> set[str]:
    """Whose request is held, of the first that is; nobody's where none is."""
    with context.store.read() as unit:
        return {line.pack.partition("@")[0] for line in unit.worklist.lines(limit=1)}


def _half_made(context: AppContext) -> bool:
    """Whether a county was stopped while it was made: its people are employed last."""
    with context.store.read() as unit:
        employed = {each.email for each in unit.accounts.everybody()}
        return bool(unit.worklist.lines(limit=1)) and not employed >= {each.email for each in staff.LAST}


def _empty(settings: Settings) -> None:
    """Throw away a county that is only a part of one."""
    if settings.database:
        raise click.ClickException(
            "The demo was stopped while its county was made: empty its database, and start again."
        )
    for path in settings.data.glob("portal.sqlite3*"):
        path.unlink()


def _notify(settings: Settings) -> StandIn:
    callback = (f"{settings.public_address}/notify/receipts", settings.callback_secret)
    return StandIn(NOTICES, {settings.notify_api_key: "live"}, callback=callback)


def provider(settings: StaffSettings, people: Iterable[Newcomer]) -> Provider:
    """The stand-in for the council's sign-in service that fits these settings, and knows these people."""
    door = settings.staff_address
    backs = frozenset(f"{door}/{way}/back" for way in ("sign-in", "confirm"))
    client = Client(*settings.oidc_client, backs, f"{door}/sign-out/work")
    return Provider(client, [Person(each.email, each.name) for each in people])


def _stand_in(running: ExitStack, settings: StaffSettings, context: AppContext) -> None:
    """Start what stands in for the services that the portal works with; a council's own, if set, is used instead."""
    with _port(settings.notify_port):
        running.enter_context(_notify(settings).running(port=settings.notify_port))
    if not settings.oidc_issuer:
        with _port(settings.provider_port):
            people = staff.of(context.pack)
            running.enter_context(provider(settings, people).running(port=settings.provider_port))


@contextmanager
def _port(number: int) -> Iterator[None]:
    try:
        yield
    except (OSError, SystemExit):  # what werkzeug makes of it
        raise click.ClickException(f"Port {number} is taken: choose others, as in PORTAL_PUBLIC_PORT=9000.") from None


def _serve(running: ExitStack, app: WSGIApplication, port: int) -> None:
    with _port(port):
        running.enter_context(answering(app, port=port, look=0.1))


def _until_stopped() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _tell(settings: StaffSettings, context: AppContext, sent: list[SentCase]) -> None:
    click.echo(f"The council           {context.pack.council.name}")
    click.echo(f"Public form           {settings.public_address}")
    click.echo(f"Staff                 {settings.staff_address}  (one click signs in as one of them)")
    click.echo(f"Their work sign-in    {settings.oidc_address}  (a stand-in: who is signed in)")
    click.echo(f"Messages to people    {settings.notify_address}  (a stand-in for GOV.UK Notify)")
    if sent:
        click.echo("\nRequests to look at:")
    for each in sent:
        click.echo(f"reference {each.reference}  code {each.code:44} {each.shows}")
    click.echo()
    click.echo("Ctrl-C stops everything. What was entered is kept.")
    if packages := pdf.missing():
        click.echo(f"No PDF files         Debian packages are missing: {' '.join(packages)}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
