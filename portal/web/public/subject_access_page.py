"""The readable copy for a person who asked what we hold about them, in the language in which they wrote."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask, render_template

from portal.domain.disclosure.table import FACT_WORDS
from portal.domain.i18n import _
from portal.services.subject_access import PersonsCopy, WhyLeftOut
from portal.web import i18n
from portal.web.answer_lines import written
from portal.web.event_words import HAPPENED
from portal.web.public.raiser_requests import ROLES

REASONS: Mapping[WhyLeftOut, str] = {
    WhyLeftOut.STRANGER: _("Withheld, because we have not checked who you are."),
    WhyLeftOut.IDENTIFIED: _("Withheld, because we have not checked your part in the child's life."),
    WhyLeftOut.TABLE: _("Withheld, because our policy says that we do not tell you this."),
    WhyLeftOut.RELEASED: _(
        "Withheld, because we can only tell you what a manager has agreed to. That is in this copy."
    ),
    WhyLeftOut.GIST: _(
        "Withheld, because our policy says that we can only tell you if there is something, and no more."
    ),
    WhyLeftOut.STAFF: _("Withheld, because a person has to read these first."),
    WhyLeftOut.OPENINGS: _("Withheld, because we first have to check who you are, and that it is safe to show you."),
}
"""Why something is not in the copy."""

OTHERS: Mapping[WhyLeftOut, str] = {
    WhyLeftOut.STAFF: _("notes that our team may have made"),
    WhyLeftOut.OPENINGS: _("who has opened your request"),
}
"""What no fact is about."""

CHANNELS = {"email": _("Email"), "text": _("Text message"), "letter": _("Letter")}


def page(copy: PersonsCopy, templates: Path, translations: Path, terms: Mapping[str, str]) -> str:
    """The whole of it as HTML that needs nothing else."""
    app = Flask("portal.subject_access", template_folder=str(templates))
    codes = (i18n.ENGLISH, copy.language) if copy.language != i18n.ENGLISH else (i18n.ENGLISH,)
    i18n.init(app, translations, codes, lambda: terms)
    app.jinja_env.filters["written"] = written
    with app.test_request_context():
        i18n.use(copy.language)
        return render_template(
            "documents/subject_access.html",
            copy=copy,
            happened=HAPPENED,
            channels=CHANNELS,
            role_words=ROLES,
            facts=FACT_WORDS,
            reasons=REASONS,
            others=OTHERS,
        )
