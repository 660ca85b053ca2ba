"""The staff's door: sign in, the list, a page to read each challenge, and the people who may come in."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Flask

from portal.domain import reference_codes
from portal.domain.i18n import _
from portal.domain.policy.calendar import local
from portal.domain.policy_rule import Absent
from portal.domain.questions.session_limits import STAFF
from portal.services import AppContext
from portal.web import file_pages, pdf, phone_numbers
from portal.web.answer_lines import opening, written
from portal.web.i18n import english_name
from portal.web.staff import (
    access,
    access_review_pages,
    account_admin,
    action_preview,
    answer_labels,
    assisted_intake,
    board_page,
    bulk_allocation,
    case_actions,
    case_export,
    case_pages,
    due_erasure_pages,
    evidence,
    export_layout,
    junk,
    labels,
    leave_pages,
    list_file,
    my_account,
    office_closure_page,
    oidc,
    oidc_sign_out,
    opening_alert_pages,
    page_help,
    policy_labels,
    policy_page,
    report_pages,
    restricted_pages,
    saved_filter_pages,
    saved_forms,
    search,
    sign_in,
    site_notice_page,
    step_up,
    worker_heartbeat,
    worklist,
    worklist_labels,
)
from portal.web.staff.oidc_provider import Provider

__all__ = ["Provider", "install"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What staff should know of the policy that is in force."""

    confirmed: bool
    expired: date | None  # the day since which it is out of date
    pack: str  # its version


def standing(context: AppContext) -> Standing:
    expiry = context.pack.document.expiry
    over = None if isinstance(expiry, Absent) or expiry.last >= local(context.now()).date() else expiry.last
    return Standing(context.pack.confirmed, over, context.pack.id)


def install(app: Flask, context: AppContext, provider: Provider) -> None:
    """Make ``app``, as :func:`portal.web.app_factory.create` gives it, the staff's door.

    ``provider`` is the council's own sign-in service.
    """
    app.extensions |= {"context": context, "said_of_later_version": LATER_VERSION}
    app.config["AUTOFILL"] = False  # the forms are about other people
    pdf.install(app)
    sign_in.install(app)
    saved_forms.install(app)
    access.guard(app)
    oidc.install(app, provider)
    oidc_sign_out.install(app)
    _teach(app, context)
    app.register_blueprint(_pages())
    app.register_blueprint(assisted_intake.entered)
    app.register_blueprint(assisted_intake.entered_files)
    file_pages.install(app, {"files.send": assisted_intake.EnteredFiles}, access.refuse)
    for room in (step_up, account_admin, my_account):
        room.install(app)


LATER_VERSION = _(
    "The database was written by a newer version of the portal than this one, which cannot read it. Nothing is lost. "
    "Tell your IT team now: they have to put the newer version back."
)


def _pages() -> Blueprint:
    """The lists, and what staff see of a challenge and do with it."""
    pages = Blueprint("staff", __name__)
    for room in (
        worklist,
        list_file,
        saved_filter_pages,
        leave_pages,
        board_page,
        access_review_pages,
        opening_alert_pages,
        restricted_pages,
        junk,
        bulk_allocation,
        search,
        assisted_intake,
        case_pages,
        action_preview,
        due_erasure_pages,
        office_closure_page,
        site_notice_page,
        case_actions,
        case_export,
        evidence,
        policy_page,
        report_pages,
    ):
        room.install(pages)
    return pages


def _teach(app: Flask, context: AppContext) -> None:
    """What the templates may call."""
    app.jinja_env.globals |= {
        "layout": "staff/layout.html",
        "signed_in": access.someone,
        "allowed": access.may,
        "home": lambda: "/",
        "session_limit": lambda: STAFF,
        "closes": access.closes,
        "why_signed_out": sign_in.why_signed_out,
        "standing": lambda: standing(context),
        "worker_silent": worker_heartbeat.Pulse(context).silent,
        "done": case_actions.done,
        "with_pdf": app.config["PDF"],
        "sheet_titles": export_layout.TITLES,
        "page_help": page_help.page_help,
        "only_if": policy_labels.only_if,
        **dict(**worklist_labels.WORDS, **labels.WORDS, **policy_labels.WORDS),  # refuses a name given twice
    }
    app.jinja_env.filters |= {
        "written": written,
        "opening": opening,
        "linked": phone_numbers.linked,
        "grouped": reference_codes.grouped,
        "words": lambda line: answer_labels.answered(line._replace(label="")),
        "of_them": answer_labels.of_them,
        "language_name": english_name,
    }
