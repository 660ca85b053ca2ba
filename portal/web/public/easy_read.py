"""The key pages in Easy Read: short sentences, each beside a picture, for people who find reading hard."""

from collections.abc import Mapping

from flask import abort, render_template, url_for

from portal.domain.i18n import _
from portal.domain.policy.model import Audience, Film, KeyPage
from portal.domain.policy.seniority import managers_only
from portal.services.stage_plan import next_steps
from portal.web.i18n import gettext
from portal.web.page_context import context
from portal.web.public.page_layout import young_here
from portal.web.public.pages import both
from portal.web.public.receipt_check import pages

FILMED: Mapping[str, KeyPage] = {
    "this_form": KeyPage.THIS_FORM,
    "what_to_ask": KeyPage.WHAT_TO_ASK,
    "who_sees": KeyPage.WHO_SEES,
    "what_happens": KeyPage.WHAT_HAPPENS,
    "stay_safe": KeyPage.STAY_SAFE,
}
PAGES: Mapping[str, tuple[str, str, str]] = {
    "this_form": ("/easy-read", "public/easy_read/this_form.html", _("What this form is for")),
    "what_to_ask": ("/easy-read/2", "public/easy_read/what_to_ask.html", _("What you can ask")),
    "who_sees": ("/easy-read/3", "public/easy_read/who_sees.html", _("Who will see what you tell us")),
    "what_happens": ("/easy-read/4", "public/easy_read/what_happens.html", _("What happens next")),
    "stay_safe": ("/easy-read/5", "public/easy_read/stay_safe.html", _("Stay safe and get help")),
}
"""In the order in which they are read: the address, the template and the title."""


def _show(name: str) -> str:
    here = context()
    _address, template, title = PAGES[name]
    who = [Audience.YOUNG_PERSON] if young_here() else [each for each in Audience if here.pack.takes(each)]
    all_pages = [
        (number, url_for(f"pages.easy_{each}"), gettext(called))
        for number, (each, (_address, _template, called)) in enumerate(PAGES.items(), 1)
    ]
    return render_template(
        template,
        title=gettext(title),
        pages=all_pages,
        film=_films().get(FILMED[name]),
        number=list(PAGES).index(name) + 1,
        managers_look=managers_only(here.pack),
        plans=next_steps(here, who),
    )


def _films() -> Mapping[KeyPage, Film]:
    return {film.page: film for film in context().pack.council.films}


def _sign_language() -> str:
    """Every film in British Sign Language, in the order of the pages; not there where the council has none."""
    films = _films()
    if not films:
        abort(404)
    shown = [(gettext(PAGES[name][2]), films[page]) for name, page in FILMED.items() if page in films]
    return render_template("public/sign_language.html", films=shown)


def _page(name: str) -> None:
    both(PAGES[name][0], f"easy_{name}", lambda: _show(name))


for _name in PAGES:
    _page(_name)
both("/sign-language", "sign_language", _sign_language)

__all__ = ["PAGES", "pages"]
