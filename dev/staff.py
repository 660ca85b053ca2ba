"""The invented staff of the demo county. They sign in at the stand-in for the council's sign-in service.

There are as many reviewers of each rank as the longest way through the council's policy needs: whoever has reviewed a
challenge does not review it again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from portal.domain.permissions import WORKERS, Role
from portal.domain.policy.model import Pack
from portal.services import AppContext, accounts
from portal.services.accounts import Newcomer

STAFF = (
    Newcomer("triage@example.com", "Toni Example", (Role.TRIAGE,), team="Front Door"),
    Newcomer("reviewer@example.com", "Remi Example", (Role.REVIEWER,), 1, "MASH"),
    Newcomer("reviewer2@example.com", "Rowan Example", (Role.REVIEWER,), 2, "Front Door"),
    Newcomer("manager@example.com", "Mo Example", (Role.MANAGER, Role.RELEASER, Role.REVIEWER), 3, "MASH"),
    Newcomer("director@example.com", "Dee Example", (Role.REVIEWER, Role.RELEASER, Role.MANAGER), 4, "MASH"),
    Newcomer("releaser@example.com", "Lou Example", (Role.RELEASER,), team="MASH"),
    Newcomer("auditor@example.com", "Ash Example", (Role.AUDITOR,), team="MASH"),
    Newcomer("admin@example.com", "Andy Example", (Role.ADMINISTRATOR,), team="Front Door"),
)


NAMES = ("Rae", "Ros", "Rio", "Reese", "Ruby", "Rory", "Rita", "Ravi", "Rene", "Rudi", "Rosa", "Ray")


def of(pack: Pack) -> tuple[Newcomer, ...]:
    """Everybody who works for the council of this policy."""
    return (*STAFF, *_more_reviewers(pack))


def _more_reviewers(pack: Pack) -> Iterator[Newcomer]:
    """Who is needed besides the usual staff: for each rung somebody of its rank, or of a higher one."""
    needed: Counter[int] = Counter()
    for ladder in pack.ladders:
        needed |= Counter(stage.rank for stage in ladder.stages)
    missing = needed - Counter(each.rank for each in STAFF)
    for number, rank in enumerate(sorted(missing.elements())):
        name = NAMES[number] if number < len(NAMES) else f"Reviewer {number}"
        yield Newcomer(f"reviewer{number + 3}@example.com", f"{name} Example", (Role.REVIEWER,), rank, "MASH")


LAST = tuple(each for each in STAFF if not set(each.roles) & {*WORKERS, Role.RELEASER})
"""Those who come when all else of the county is made, so that a part of one is known by their absence."""


def employ_caseworkers(context: AppContext) -> None:
    """Everybody but :data:`LAST`."""
    _employ(context, (each for each in of(context.pack) if each not in LAST))


def employ(context: AppContext) -> None:
    """Everybody who has no account yet."""
    _employ(context, of(context.pack))


def _employ(context: AppContext, people: Iterable[Newcomer]) -> None:
    """Give each an account that counts as used, so that colleagues can hand them work, unless they have one."""
    with context.store.read() as unit:
        missing = [each for each in people if unit.accounts.by_email(each.email) is None]
    for newcomer in missing:
        known = accounts.add_staff(context, newcomer)
        with context.store.begin() as unit:
            unit.accounts.arrive(known.id)
