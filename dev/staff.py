"""The invented staff of the demo county. They sign in at the stand-in for the council's sign-in service."""

from portal.domain.permissions import Role
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


def employ(office: AppContext) -> None:
    """Give each an account that counts as used, so that colleagues can hand them work, unless they have one."""
    with office.store.read() as unit:
        missing = [each for each in STAFF if unit.accounts.by_email(each.email) is None]
    for newcomer in missing:
        known = accounts.add_staff(office, newcomer)
        with office.store.begin() as unit:
            unit.accounts.arrive(known.id)
