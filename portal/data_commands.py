"""The commands that change what lies in the database as a whole."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

import click

from portal import apps
from portal.services import age_files, backups, data_export, data_import, due_erasures, key_changes, receipt_signatures
from portal.services import subject_access as subject_access_copies
from portal.settings import Settings


@click.command()
def rotate_keys() -> None:
    """Change the master key or the pepper while the service goes on: to PORTAL_MASTER_KEY, to PORTAL_PEPPER.

    PORTAL_MASTER_KEY_ALSO, PORTAL_PEPPER_ALSO: what was before, of whichever is changed.
    """
    settings = apps.settings_of(Settings)
    if not settings.masters_also and not settings.peppers_also:
        raise click.ClickException(
            "PORTAL_MASTER_KEY_ALSO or PORTAL_PEPPER_ALSO is missing: what everything is under now."
        )
    if settings.peppers_also and not os.environ.get("PORTAL_PEPPER", "").strip():
        raise click.ClickException("PORTAL_PEPPER is missing: the new one, beside the one before.")
    context = apps.open_context(settings.as_owner())
    if settings.masters_also:
        done = key_changes.rotate_master(context, lambda table, count: click.echo(f"{table}: {count}", err=True))
        click.echo(f"Data keys that are under the new master key now: {done}. No other is left.")
        click.echo("Take PORTAL_MASTER_KEY_ALSO out of every environment; destroy that key once no backup needs it.")
    if settings.peppers_also:
        left = context.store.repepper()
        click.echo(f"Access codes that are still under a pepper of before: {left}. Each changes when it is next used.")
        click.echo("Keep PORTAL_PEPPER_ALSO until there are few: a code that is left opens nothing without it.")


@click.command()
def new_receipt_key() -> None:
    """Sign receipts with a new key from now on. Those that were signed before stay good."""
    context = apps.open_context(apps.settings_of(Settings))
    click.echo(f"Receipts are signed with the key {receipt_signatures.new_key(context)} now.")


@click.command()
@click.argument("secret", type=click.Path(dir_okay=False, path_type=Path))
def new_backup_key(secret: Path) -> None:
    """Write a secret key for opening backups into a new file, and print its public half, which `backup` needs."""
    public, kept = age_files.new_key()
    try:
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"# public key: {public}\n{kept}\n")
    except FileExistsError:
        raise click.ClickException(f"{secret} is there already: give it another name.") from None
    click.echo(public)
    click.echo(f"Keep {secret} apart from the server and from the backups.", err=True)


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--to", "recipient", required=True, help="The public key of age (age1…) that it is encrypted to.")
def backup(target: Path, recipient: str) -> None:
    """Write all of the database, the register of erasures and the anchors into one encrypted file."""
    if target.exists():
        raise click.ClickException(f"{target} is there already: give each backup a name of its own.")
    context = apps.open_context(apps.settings_of(Settings))
    with closing(context.store), _told():
        manifest = backups.make(context, target, recipient)
    click.echo(f"{target}: {sum(manifest['rows'].values())} rows, read again and sound.")


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--identity", type=click.File(), required=True, help="The file with the secret key of age.")
@click.option("--register", type=click.File(), help="A newer register of erasures than that in the backup.")
def restore(source: Path, identity: TextIO, register: TextIO | None) -> None:
    """Fill a new, empty database from a backup, and erase again what was erased since."""
    settings = apps.settings_of(Settings)
    context = apps.open_context(settings.as_owner())
    with closing(context.store):
        context.store.upgrade()
        with _told(), backups.opened(source, _secret(identity)) as (folder, manifest):
            done = backups.restore(context, folder, manifest, register.read() if register else "")
        if settings.owner_database and settings.role:
            context.store.grant(settings.role)
    _report(done)


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--identity", type=click.File(), required=True, help="The file with the secret key of age.")
@click.option("--into", "scratch", required=True, help="The address of an empty database that is there for this alone.")
def rehearse_restore(source: Path, identity: TextIO, scratch: str) -> None:
    """Restore a backup into another database, see that all of it is there, and note that for `portal status`."""
    settings = apps.settings_of(Settings)
    with TemporaryDirectory() as aside:
        place = Path(aside)
        files = place / "files" if settings.evidence_dir else None
        other = replace(settings, database=scratch, owner_database="", records_dir=place, evidence_dir=files)
        live, context = apps.open_context(settings), apps.open_context(other)
        with closing(live.store), closing(context.store):
            context.store.upgrade()
            with _told(), backups.opened(source, _secret(identity)) as (folder, manifest):
                done = backups.rehearse(live, context, folder, manifest)
    _report(done)


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--everything", is_flag=True, help="All that the portal holds: there is no export of less.")
@click.option("--to", "recipient", help="The public key of age (age1…) that it is encrypted to.")
@click.option("--plain", is_flag=True, help="Write it so that everybody reads it who has the folder.")
def export_(target: Path, recipient: str | None, *, everything: bool, plain: bool) -> None:
    """Write everything, opened, in files that any program reads (docs/export.md): into TARGET, for leaving."""
    if not everything:
        raise click.UsageError("Say --everything. For one request use `portal subject-access`.")
    if plain == bool(recipient):
        raise click.UsageError(
            "Say --to age1… (encrypted, one file), or --plain: then names, addresses and everything that was ever "
            "written about children lie in the folder for everybody who has it."
        )
    if target.exists():
        raise click.ClickException(f"{target} is there already: give each export a name of its own.")
    context = apps.open_context(apps.settings_of(Settings))
    with closing(context.store), _told():
        made = data_export.encrypted(context, target, recipient) if recipient else data_export.plain(context, target)
    click.echo(f"{target}: {made['lines']['challenges']} challenges, {made['lines']['events']} events. Read again.")
    if plain:
        click.echo("NOTHING IN IT IS ENCRYPTED. Move it at once, and delete it here.", err=True)
    _left(made["left_behind"])


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--identity", type=click.File(), help="The file with the secret key of age, of an encrypted export.")
def import_(source: Path, identity: TextIO | None) -> None:
    """Fill a new portal, which has keys of its own, with what another one exported. Nothing has been started yet."""
    if source.is_dir() == bool(identity):
        raise click.UsageError("Give a folder, or an encrypted file and --identity.")
    settings = apps.settings_of(Settings)
    context = apps.open_context(settings.as_owner())
    with closing(context.store), _told():
        context.store.upgrade()
        if identity:
            with age_files.opened(source, _secret(identity)) as folder:
                done = data_import.read_in(context, folder)
        else:
            done = data_import.read_in(context, source)
        if settings.owner_database and settings.role:
            context.store.grant(settings.role)
    _report_import(done)


def _report_import(done: data_import.Imported) -> None:
    click.echo(f"Imported what {done.council} had at {done.made_at}: {done.challenges} challenges.")
    click.echo(f"GOV.UK Notify is asked first whether it has them: {done.asked_before_sent} messages that waited.")
    click.echo(f"Access codes that open here: {done.codes}. That do not: {len(done.without_code)}.")
    if done.without_code:
        click.echo("Their pepper is not here. Begin again in a new database with the old one as PORTAL_PEPPER_ALSO,")
        click.echo("and give it to both doors; or tell these people that their code opens nothing any more:")
        for reference in done.without_code:
            click.echo(f"  {reference}")
    _left(done.left_behind)
    for fault in done.faults:
        click.echo(fault, err=True)
    if done.faults:
        raise click.ClickException("The record does not verify: see above.")
    click.echo("The record verifies.")


def _left(left: Mapping[str, int]) -> None:
    for table, count in left.items():
        if count:
            click.echo(f"Not taken: {count} of {table} (docs/export.md says why).")


@click.command()
def retention() -> None:
    """Say how long things are kept by the policy, and what is due to be erased. Nothing is deleted by looking."""
    context = apps.open_context(apps.settings_of(Settings))
    with closing(context.store):
        for line in due_erasures.schedule(context):
            kept = str(line.period.keep) if line.period.ends else "until somebody erases it"
            click.echo(f"{line.kind}: {kept} ({line.period.cite or 'assumed'}); over just now: {line.over}")
        for reference in due_erasures.due_references(context):
            click.echo(f"Due, for two managers to decide about: {reference}")


@click.command()
@click.argument("reference")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def subject_access(reference: str, folder: Path) -> None:
    """Write into a new FOLDER everything held about who sent one request: a copy for them, and one for you."""
    if folder.exists():
        raise click.ClickException(f"{folder} is there already: give each copy a folder of its own.")
    context = apps.open_context(apps.settings_of(Settings))
    with closing(context.store):
        bundle = subject_access_copies.collect(context, reference)
        if bundle is None:
            raise click.ClickException("There is no request with that reference, or it was erased.")
        folder.mkdir(mode=0o700, parents=True)
        _write(folder / "for-the-person.html", apps.subject_access_page(context, bundle.persons))
        _write(folder / "for-the-person.json", _as_json(subject_access_copies.persons_json(bundle.persons)))
        _write(folder / "for-the-council.json", _as_json(bundle.ours))
    click.echo(f"{folder}: for-the-person.html and .json, for-the-council.json.")
    click.echo(
        f"Gaps in the person's copy, for you to decide about: {bundle.persons.gaps}. It is written down as an export."
    )


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _as_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except age_files.BadFile as why:
        raise click.ClickException(str(why)) from None


def _secret(identity: TextIO) -> str:
    """The key in a file as `age-keygen` writes it."""
    return next((line.strip() for line in identity if line.startswith("AGE-SECRET-KEY-")), "")


def _report(done: backups.Restored) -> None:
    for fault in done.faults:
        click.echo(fault, err=True)
    click.echo(f"Restored what was there at {done.made_at}: {done.rows} rows. Erased again: {done.erased_again}.")
    click.echo(f"GOV.UK Notify is asked first whether it has them: {done.asked_before_sent} messages that waited.")
    if done.faults:
        raise click.ClickException("The record is not as it was written: see above.")
    click.echo("The record verifies, and is as the backup's anchor says.")


COMMANDS: tuple[click.Command, ...] = (
    rotate_keys, new_receipt_key, new_backup_key, backup, restore, rehearse_restore, export_, import_, retention,
    subject_access,
)  # fmt: skip
