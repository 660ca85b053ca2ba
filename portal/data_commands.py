"""The commands that change what lies in the database as a whole."""

import click

from portal import apps
from portal.services import key_changes
from portal.settings import Settings


@click.command()
def rotate_keys() -> None:
    """Wrap every data key with PORTAL_MASTER_KEY, while the service goes on. PORTAL_MASTER_KEY_ALSO: the one before."""
    settings = apps.settings_of(Settings)
    if not settings.masters_also:
        raise click.ClickException("PORTAL_MASTER_KEY_ALSO is missing: the key under which everything is now.")
    office = apps.open_office(settings.as_owner())
    done = key_changes.rotate_master(office, lambda table, count: click.echo(f"{table}: {count}", err=True))
    click.echo(f"Data keys that are under the new master key now: {done}. No other is left.")
    click.echo("Take PORTAL_MASTER_KEY_ALSO out of every environment, and destroy that key once no backup needs it.")


COMMANDS: tuple[click.Command, ...] = (rotate_keys,)
