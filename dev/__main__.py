"""`python -m dev run` is the demo; `python -m dev notify` only the stand-in for GOV.UK Notify."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from wsgiref.types import WSGIApplication

import click

from dev import county, staff
from dev.notify import StandIn
from dev.provider import Client, Person, Provider
from dev.server import answering
from portal import apps
from portal.cli import Portal
from portal.services import AppContext, delivery, retention
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
    office = apps.open_office(settings)
    sent = _fill(office)
    stop = threading.Event()
    with ExitStack() as running:
        _stand_in(running, settings)
        _serve(running, apps.public_app(public, office), settings.public_port)
        _serve(running, apps.staff_app(settings, office), settings.staff_port)
        worker = threading.Thread(target=delivery.run_worker, args=(office, stop))
        worker.start()
        running.callback(worker.join)
        running.callback(stop.set)
        _tell(settings, sent)
        _until_stopped()
        click.echo("\nStopping.")


@main.command()
@click.option("--port", type=int, help="PORTAL_NOTIFY_PORT if not given.")
def notify(port: int | None) -> None:
    """Serve a stand-in for GOV.UK Notify that follows its contract."""
    settings = apps.settings_of(Settings)
    _notify(settings).serve("127.0.0.1", port or settings.notify_port)


def _fill(office: AppContext) -> list[tuple[str, str]]:
    """Make the county, whole or not at all; the reference and code of each request that was invented now."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    office.store.upgrade()
    retention.reindex(office)
    sent = [] if _any_challenge(office) else county.fill(office)
    staff.employ(office)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    return sent


def _any_challenge(office: AppContext) -> bool:
    with office.store.read() as unit:
        return bool(unit.queue.lines(limit=1))


def _notify(settings: Settings) -> StandIn:
    callback = (f"{settings.public_address}/notify/receipts", settings.callback_secret)
    return StandIn(NOTICES, {settings.notify_api_key: "live"}, callback=callback)


def provider(settings: StaffSettings) -> Provider:
    """The stand-in for the council's sign-in service that fits these settings."""
    door = settings.staff_address
    backs = frozenset(f"{door}/{way}/back" for way in ("sign-in", "confirm"))
    client = Client(*settings.oidc_client, backs, f"{door}/sign-out/work")
    return Provider(client, [Person(each.email, each.name) for each in staff.STAFF])


def _stand_in(running: ExitStack, settings: StaffSettings) -> None:
    """Start what stands in for the services that the portal works with; a council's own, if set, is used instead."""
    with _port(settings.notify_port):
        running.enter_context(_notify(settings).running(port=settings.notify_port))
    if not settings.oidc_issuer:
        with _port(settings.provider_port):
            running.enter_context(provider(settings).running(port=settings.provider_port))


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


def _tell(settings: StaffSettings, sent: list[tuple[str, str]]) -> None:
    click.echo(f"Public form           {settings.public_address}")
    click.echo(f"Staff                 {settings.staff_address}  (one click signs in as one of them)")
    click.echo(f"Their work sign-in    {settings.oidc_address}  (a stand-in: who is signed in)")
    click.echo(f"Messages to people    {settings.notify_address}  (a stand-in for GOV.UK Notify)")
    for reference, code in sent:
        click.echo(f"An invented request   reference {reference}  code {code}")
    click.echo("Ctrl-C stops everything. What was entered is kept.")
    if packages := pdf.missing():
        click.echo(f"No PDF files         Debian packages are missing: {' '.join(packages)}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
