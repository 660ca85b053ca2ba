"""The `portal` command."""

import base64
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import click
import qrcode
from qrcode.image.svg import SvgPathImage

from portal import VERSION, apps, data_commands, metrics, operating_commands, pack_commands, upgrade_commands
from portal.domain.challenge.stored_versions import FromLaterVersion
from portal.domain.letter_references import decision_code, letter_reference
from portal.domain.permissions import ActionRefused, Role
from portal.domain.policy.calendar import LONDON, BeyondCalendar, local
from portal.domain.policy.model import Pack
from portal.notify import BadTexts, Text, TryLater, read_texts
from portal.policy_loader import BrokenPack, Packs
from portal.services import (
    AppContext,
    accounts,
    event_log_checks,
    notice_texts,
    policy_report,
    receipts,
    retention,
    sign_in_links,
    watchdog,
)
from portal.services import account_changes as changes
from portal.services.worker import run_worker
from portal.settings import KEY_BYTES, NOTICES, BadSettings, PublicSettings, Settings, StaffSettings, WorkerSettings
from portal.storage import Erased, UpgradeStopped, WrongKeys
from portal.storage.database_roles import SQL


class Portal(click.Group):
    """Faults that somebody can mend are told in plain words, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (
            BadSettings,
            BadTexts,
            BrokenPack,
            BeyondCalendar,
            FromLaterVersion,
            UpgradeStopped,
            WrongKeys,
            accounts.Unfit,
        ) as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=Portal, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, message="%(version)s")
def main() -> None:
    """Ask a council's MASH to look again at a decision about a child."""
    apps.write_log()


@main.command()
def worker() -> None:
    """Send waiting messages through GOV.UK Notify, and find out what became of them."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    settings = apps.settings_alone(WorkerSettings)
    context = _context(lambda: settings)
    if settings.production:
        apps.refuse_to_rewrite(context)
    policy_report.tell_of_coming(context)
    notice_texts.warn(context.notify, NOTICES, context.pack.council.languages)
    watchdog.guard(lambda: (context.store.units, context.notify.calls), stop)
    if settings.metrics:
        metrics.serve_worker(context, settings.metrics)
    run_worker(context, stop)


@main.command()
@click.option("--check", is_flag=True, help="Compare them with what Notify holds, and say what differs.")
def notify_templates(check: bool) -> None:
    """Print the text of every notice, to be pasted into GOV.UK Notify; then every message that one text makes."""
    if not check:
        for name, text in read_texts(NOTICES).items():
            _print_text(name, text)
        click.echo("The rest is to be read, not to be pasted: what the texts become that have ((news)).\n")
        for name, text in notice_texts.whole(NOTICES):
            _print_text(f"{name}, through {text.name}", text)
        return
    context = _context(lambda: apps.settings_of(WorkerSettings))
    try:
        found = list(notice_texts.differences(context.notify, NOTICES, context.pack.council.languages))
    except TryLater as reason:
        raise click.ClickException(str(reason)) from None
    for difference in found:
        click.echo(difference)
    if found:
        sys.exit(1)
    click.echo("What Notify holds is what we have.")


def _print_text(heading: str, text: Text) -> None:
    click.echo(f"=== {heading}\nType: {text.channel}")
    click.echo(f"Subject: {text.subject}\n" if text.subject else "")
    click.echo(f"{text.body}\n")


@main.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
def static(directory: Path) -> None:
    """Write 503.html into DIRECTORY: what a proxy shows when the portal does not answer."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "503.html").write_text(apps.page_for_the_proxy(apps.open_context(apps.settings_of(Settings))))


@main.command()
@click.option("--anchor", "anchors", type=click.File(), multiple=True, help="An earlier anchor to compare with.")
def verify_ledger(anchors: tuple[TextIO, ...]) -> None:
    """Check that nothing in the record was changed, removed or put back, and print the anchor of this moment."""
    faults, anchor = event_log_checks.verify(_context(), [each.read() for each in anchors])
    for fault in faults:
        click.echo(fault, err=True)
    click.echo(anchor, nl=False)
    if faults:
        sys.exit(1)


@main.command()
@click.argument("reference", required=False)
@click.option("--again", type=click.File(), help="Erase again all of this register, after a backup was restored.")
@click.option("--disk", is_flag=True, help="Erase none: only see that what was erased is gone from the disk.")
@click.confirmation_option(prompt="This cannot be undone. Erase?")
def erase(reference: str | None, again: TextIO | None, *, disk: bool) -> None:
    """Destroy the key of one request, and see that it is gone from the database's disk."""
    if [reference is None, again is None, not disk].count(False) != 1:
        raise click.UsageError("Give a reference, or --again with a register, or --disk.")
    context = _context(lambda: apps.settings_of(Settings).as_owner())
    try:
        wanted = retention.registered(again.read()) if again else [reference] if reference else []
    except ValueError as error:
        raise click.ClickException(f"{again.name if again else ''} {error}.") from None
    try:
        unknown = [each for each in wanted if not retention.erase(context, each, again=again is not None)]
    except retention.Held as held:
        raise click.ClickException(str(held)) from None
    if again is None and unknown:
        raise click.ClickException("There is no challenge with that reference.")
    done = f"Erased: {len(wanted) - len(unknown)}. Not here, so nothing to erase: {len(unknown)}."
    if left := context.store.forget():
        raise click.ClickException("\n".join(("Nothing opens it here any more, but run this again:", *left)))
    click.echo(done)
    click.echo("The database's own files hold nothing of it that opens. Copies made before do until you delete them:")
    click.echo(f"backups, archived log and standbys. Keep {context.records}/{retention.REGISTER} apart from them.")


@main.command()
def database_roles() -> None:
    """Print the SQL that makes the two roles which PostgreSQL needs."""
    click.echo(SQL, nl=False)


@main.command()
@click.argument("reference")
@click.argument("digest", nargs=-1, required=True)
def check_receipt(reference: str, digest: tuple[str, ...]) -> None:
    """Say whether the digest on somebody's receipt fits what we hold."""
    try:
        at = receipts.check(_context(), reference, "".join(digest))
    except Erased:
        raise click.ClickException("That request was erased: nobody can check its receipts any more.") from None
    if at is None:
        raise click.ClickException("This digest does not fit any request with this reference.")
    click.echo(f"It fits what was sent up to {at.astimezone(LONDON):%-d %B %Y at %H:%M}.")


def _pack_in_force(settings: Settings) -> Pack:
    return Packs(settings.policies).current(settings.council, local(apps.now()).date())


@main.command()
@click.argument("reference")
@click.option("--decision", default="", help="The key of the outcome that the letter tells, as in the policy.")
def letter_link(reference: str, decision: str) -> None:
    """Print the address for a decision letter, and its QR code as SVG. REFERENCE: the letter's own.

    With the outcome, the form says what the letter told and how; the address holds a code for it and no word.
    """
    kept = letter_reference(reference)
    if not kept:
        raise click.ClickException("Use short groups of capitals and figures, like NT26-004711, and no name.")
    settings = apps.settings_of(PublicSettings)
    address = f"{settings.public_address}/letter/{kept}"
    if decision:
        outcomes = [each.key for each in _pack_in_force(settings).decisions.outcomes]
        if decision not in outcomes:
            raise click.ClickException(f"The policy has no such outcome. It has: {', '.join(outcomes)}.")
        address += f"/{decision_code(decision)}"
    click.echo(address)
    click.echo(qrcode.make(address, image_factory=SvgPathImage).to_string(encoding="unicode"))


@main.command()
@click.argument("email")
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, help="triage, reviewer, manager, … (may be repeated)")
@click.option("--rank", type=int, default=0, help="A higher rank may review a later stage.")
@click.option("--team", default="", help="Shown beside the name.")
@click.option("--work-id", default="", help="Their id in your sign-in service, where their address is not enough.")
def add_staff(email: str, name: str, roles: tuple[str, ...], rank: int, team: str, work_id: str) -> None:
    """Make a staff account, as the first administrator's. They sign in with their work account."""
    context = _context(lambda: apps.settings_of(StaffSettings))
    try:
        newcomer = accounts.Newcomer(email, name, [Role(role) for role in roles], rank, team, work_id)
    except ValueError as error:
        raise click.ClickException(f"{error}.") from None
    added = accounts.add_staff(context, newcomer)
    changes.announce(context, added.id)
    click.echo("The account is ready. All administrators, the mailbox and whose account it is are told.")


@main.command()
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print an address that signs one person in once, within 10 minutes: for when your sign-in service is down."""
    context = _context(lambda: apps.settings_of(StaffSettings))
    token = sign_in_links.make(context, email)
    click.echo(f"{context.staff_address}/sign-in/link/{token}")
    click.echo("It works once, for 10 minutes. All administrators and the mailbox are told.", err=True)


@main.command()
@click.option("--confirm", "change", metavar="ID", help="Confirm this one: only where no second person is there.")
def account_changes(change: str | None) -> None:
    """List the changes to staff accounts that wait for a second person, or be that person."""
    context = _context(lambda: apps.settings_of(StaffSettings))
    if change is None:
        for each in changes.waiting(context, changes.OPERATING):
            asked = f"{each.asked_at.astimezone(LONDON):%-d %B %Y at %H:%M} by {each.asked_by}"
            click.echo(f"{each.id}  {each.kind}  for {each.whom}, asked for on {asked}")
        return
    try:
        done = changes.confirm(context, changes.OPERATING, change)
    except ActionRefused as refusal:
        raise click.ClickException(refusal.reason) from None
    if not done:
        raise click.ClickException("That change does not wait any more.")
    click.echo("Confirmed. All administrators, the mailbox and whose account it is are told.")


@main.command()
def new_keys() -> None:
    """Print fresh keys for every secret setting, as lines for an environment file."""
    for kind in (PublicSettings, StaffSettings):
        for variable in kind.key_variables():
            click.echo(f"{variable}={base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}")
    click.echo(f"PORTAL_NOTIFY_CALLBACK_TOKEN={secrets.token_urlsafe(KEY_BYTES)}")


for _command in (
    *pack_commands.COMMANDS, *operating_commands.COMMANDS, *data_commands.COMMANDS, *upgrade_commands.COMMANDS
):  # fmt: skip
    main.add_command(_command)


def _context(read: Callable[[], Settings] = lambda: apps.settings_of(Settings)) -> AppContext:
    return apps.open_context(read())
