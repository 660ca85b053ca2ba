"""Where anybody checks a receipt that the council has signed. Nothing of a request is looked up."""

from flask import request

from portal.domain.i18n import _
from portal.domain.journey import Kind, Question
from portal.services import receipt_signatures
from portal.web import form_fields
from portal.web.i18n import gettext
from portal.web.page_context import asked, context
from portal.web.public.pages import pages

RECEIPT = Question(
    key="receipt",
    kind=Kind.WORDS,
    words=_("Paste the receipt here"),
    hint=_("Paste all of it, from the first line to the last."),
    empty=_("Paste the receipt"),
    wrong=_("We did not sign this receipt, or someone has changed it. Check that you pasted all of it."),
    longest=2000,
)


def check_receipt() -> str | tuple[str, int]:
    title, keys = gettext(_("Check a receipt")), receipt_signatures.public_keys(context())
    if request.method != "POST":
        return asked("public/check_receipt.html", RECEIPT, title=title, keys=keys, good=None)
    read = form_fields.form_for(RECEIPT, request.form)
    good = None if read.problems else receipt_signatures.check(context(), read.values["receipt"])
    problems = read.problems or (() if good else form_fields.wrong(RECEIPT))
    page = asked("public/check_receipt.html", RECEIPT, read.raw, problems, title, keys=keys, good=good)
    return page if good else (page, 422)


pages.add_url_rule(receipt_signatures.CHECKED_AT, "check_receipt", check_receipt, methods=["GET", "POST"])

__all__ = ["pages"]
