"""The commands that change the tables while the release of before and this one serve side by side."""

import sys
import time
from collections.abc import Callable

import click

from portal import apps
from portal.services import retention
from portal.settings import Settings
from portal.storage import Store

TOLD_EVERY = 5.0  # seconds


@click.command()
@click.option("--check", is_flag=True, help="Say what would be done, and whether what runs now can serve afterwards.")
def upgrade(*, check: bool) -> None:
    """Bring the database's tables up to date while the service goes on. Can be stopped, and begun again."""
    settings = apps.settings_of(Settings)
    context = apps.open_context(settings.as_owner())
    if check:
        _check(context.store)
        return
    done = context.store.upgrade_beside(_seldom())
    click.echo("\n".join(f"Applied {name}" for name in done.applied) or "The tables are up to date.")
    if settings.owner_database and settings.role:
        context.store.grant(settings.role)
    if filled := retention.reindex(context):
        click.echo(f"The lists and the search have learnt of {filled} challenges.")
    if done.left:
        click.echo(done.left)


@click.command()
@click.confirmation_option(prompt="What the last step added is lost. Take it back?")
def downgrade() -> None:
    """Take back the last step of `portal upgrade`, with the version that took it."""
    settings = apps.settings_of(Settings)
    store = apps.open_context(settings.as_owner()).store
    click.echo(f"Taken back: {store.downgrade()}. The version before it serves these tables.")
    if settings.owner_database and settings.role:
        store.grant(settings.role)


def _check(store: Store) -> None:
    """Ends with 1 where what serves now cannot do so afterwards."""
    found = store.foreseen()
    for step in found.steps:
        rows = f", {step.rows:,} rows, about {step.seconds} s" if step.rows else ""
        later = " Left for later: what runs now uses it." if step.left else ""
        click.echo(f"{step.number}  {step.change}{rows}: {step.title}{later}")
    if not found.steps:
        click.echo("The tables are up to date.")
    elif found.serves_on:
        click.echo("What runs now can serve while this is done, and afterwards.")
    else:
        click.echo("What runs now cannot serve afterwards: from then on it answers 503 until it is started anew.")
        sys.exit(1)


def _seldom() -> Callable[[str], None]:
    """Says how far it is, not more often than every few seconds."""
    last = 0.0

    def told(said: str) -> None:
        nonlocal last
        if time.monotonic() - last > TOLD_EVERY:
            last = time.monotonic()
            click.echo(said, err=True)

    return told


COMMANDS: tuple[click.Command, ...] = (upgrade, downgrade)
