"""`portal preview`: the public pages of a policy that is not published, with a challenge for each ladder.

Everything is invented and lies in a folder of its own, which is deleted at the end.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from flask import Flask

from portal import apps
from portal.domain.permissions import Role
from portal.domain.policy.calendar import LONDON
from portal.policy_loader import Packs
from portal.services import AppContext, accounts
from portal.services.sample_challenges import Sample, send_samples
from portal.settings import BadSettings, PublicSettings

SETTLED = timedelta(days=7)
"""How long a policy has been in force where it is shown before its day."""


class PolicyPreview(NamedTuple):
    app: Flask
    samples: list[Sample]
    now: datetime  # by which the pages go


@contextmanager
def previewing(packs: Packs, pack_id: str, port: int) -> Iterator[PolicyPreview]:
    """The public door under a pack, until the end of the block.

    Raises:
        BrokenPack: it cannot be used.

    """
    packs.get(pack_id)
    with TemporaryDirectory(prefix="portal-preview-") as folder:
        council, _, begins = pack_id.partition("@")
        policies = _alone(packs.directory, council, begins, Path(folder))
        settings, faults = PublicSettings.collect(
            {
                "PORTAL_COUNCIL": council,
                "PORTAL_POLICIES": str(policies),
                "PORTAL_DATA_DIR": folder,
                "PORTAL_PUBLIC_PORT": str(port),
            }
        )
        if faults:
            raise BadSettings(faults)
        ahead = _ahead(begins)
        context = apps.open_context(settings, clock=lambda: datetime.now(UTC) + ahead)
        context.store.upgrade()
        _add_reviewers(context)
        samples = send_samples(context)
        try:
            yield PolicyPreview(apps.public_app(settings, context), samples, context.now())
        finally:
            context.store.close()


def _add_reviewers(context: AppContext) -> None:
    """Somebody for each rank: without them every page would say that nobody is there who can look."""
    for rank in sorted({stage.rank for ladder in context.pack.ladders for stage in ladder.stages}):
        newcomer = accounts.Newcomer(f"reviewer-{rank}@example.com", f"Reviewer {rank}", {Role.REVIEWER}, rank)
        accounts.begin_session(context, accounts.add_staff(context, newcomer))  # only who has signed in counts


def _alone(directory: Path, council: str, begins: str, folder: Path) -> Path:
    """A folder of policies with this one and the bases: no other version comes into force beside it."""
    policies = folder / "policies"
    (policies / council).mkdir(parents=True)
    for base in directory.glob("base-*.yaml"):
        shutil.copy(base, policies)
    shutil.copy(directory / council / f"{begins}.yaml", policies / council)
    return policies


def _ahead(begins: str) -> timedelta:
    """By how much the pages are ahead of today: until the policy has been in force for a while."""
    settled = datetime.combine(datetime.fromisoformat(begins), datetime.now(LONDON).time(), LONDON) + SETTLED
    return max(settled - datetime.now(UTC), timedelta(0))
