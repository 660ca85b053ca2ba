"""The policy that is in force, for staff: all that it says, and where each rule of it comes from."""

from flask import Blueprint, render_template

from portal.domain.policy.description import describe
from portal.web.staff.access import context


def policy() -> str:
    pack = context().pack
    return render_template("staff/policy.html", pack=pack, says=describe(pack))


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/policy", "policy", policy)
