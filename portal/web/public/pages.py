"""Pages to read: before the form, beside it, and after leaving."""

import hmac
import logging
from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portal.domain.letter_references import letter_reference
from portal.domain.policy.calendar import Hours
from portal.domain.policy.call_now import closed_soon, contact_now
from portal.domain.policy.model import Audience
from portal.domain.policy.public_description import describe_to_public
from portal.domain.policy.seniority import managers_only
from portal.services import applications, delivery
from portal.services.stage_plan import first_dates
from portal.services.stage_plan import next_steps as steps_from_now
from portal.storage.slow_work_queue import Manner, in_line
from portal.web.answer_lines import closing, opening
from portal.web.i18n import speaking
from portal.web.page_context import context, promises, today
from portal.web.public import accessibility_statement, languages
from portal.web.public.page_layout import dress, young_here
from portal.web.security import asked_for_here, network, visit

log = logging.getLogger(__name__)
pages = Blueprint("pages", __name__)

AT_ONCE = Manner(longest=64, patience=0.7, polite=0)
"""Whoever leaves waits no longer than that for the database: what was typed is deleted a moment later."""

NEUTRAL_SITE = "https://www.bbc.co.uk/weather"


def _page(address: str, name: str) -> None:
    """A page that is only read, as everybody sees it and as young people do."""
    both(address, name, lambda: render_template(f"public/{name}.html"))


def both(address: str, name: str, view: Callable[[], str]) -> None:
    """A page at ``address`` and, for young people, at the same below ``/young``."""
    pages.add_url_rule(address, name, view, defaults={"young": False})
    pages.add_url_rule(f"/young{address}", name, view, defaults={"young": True})


pages.url_value_preprocessor(dress)


def start() -> Answer:
    """The first page, and the only one that search engines may list: families look for it there."""
    return Response(
        render_template(
            "public/start.html", managers_look=managers_only(context().pack), signed=bool(context().pack.council.films)
        ),
        headers={"X-Robots-Tag": "all"},
    )


pages.add_url_rule("/", "start", start)
pages.add_url_rule("/before-you-start", "before", lambda: render_template("public/before.html"))
for _address, _name in (
    ("/danger", "danger"),
    ("/how-we-treated-you", "treated"),
    ("/your-information", "information"),
    ("/something-new", "new_worry"),
    ("/contact", "contact"),
    ("/independent-help", "independent"),
    ("/cookies", "cookies"),
    ("/terms", "terms"),
    ("/staying-safe-online", "staying_safe"),
    ("/deleted", "deleted"),
    ("/closed", "closed"),
):
    _page(_address, _name)


@pages.get("/young")
def young() -> str:
    """Where young people begin, if this council takes what they send."""
    if not context().pack.takes(Audience.YOUNG_PERSON):
        abort(404)
    return render_template("public/young/start.html", signed=bool(context().pack.council.films))


def can_tell() -> str:
    """What anybody may be told, by who they are; a young person reads what a young person may."""
    whose = [Audience.YOUNG_PERSON] if young_here() else [each for each in Audience if context().pack.takes(each)]
    audiences = {audience: promises(audience) for audience in whose}
    told = list(audiences.values())
    never = [sentence for sentence in told[0]["never"] if all(sentence in each["never"] for each in told)]
    return render_template("public/can_tell.html", audiences=audiences, always=told[0]["always"], never=never)


def next_steps() -> str:
    """Every way that a request may go which the reader may send."""
    here = context()
    who = [Audience.YOUNG_PERSON] if young_here() else [each for each in Audience if here.pack.takes(each)]
    return render_template("public/next_steps.html", plans=steps_from_now(here, who))


def policy() -> str:
    """How we look again, as the policy says it."""
    here = context()
    return render_template("public/policy.html", plain=describe_to_public(here.pack), by=first_dates(here))


def telephone() -> str:
    """Whom to call about a decision and when, and whom about a child while they are closed."""
    here = context()
    desk, now, days = here.pack.contacts["disagreement"], here.now(), here.calendar
    hours = desk.hours if isinstance(desk.hours, Hours) else here.pack.hours
    other = contact_now(here.pack, now, days)
    shut = other.telephone == desk.telephone and not (isinstance(other.hours, Hours) and other.hours.is_open(now, days))
    return render_template(
        "public/telephone.html",
        open=hours.is_open(now, days),
        hours=opening(hours),
        on_holidays=hours.holidays,
        closed=[closing(*each) for each in closed_soon(hours, days, today())],
        call="" if shut else other.telephone,
        managers_look=managers_only(here.pack),
    )


def privacy() -> str:
    """How we use what people tell us; young people have a page of their own words, with examples."""
    return render_template("public/young/privacy.html" if young_here() else "public/privacy.html")


def accessibility() -> str:
    """The accessibility statement, which says what was tested, and when."""
    return render_template("public/accessibility.html", tested=accessibility_statement.of_this_version())


both("/privacy", "privacy", privacy)
both("/accessibility", "accessibility", accessibility)
both("/what-we-can-tell-you", "can_tell", can_tell)
both("/what-happens-next", "next_steps", next_steps)
both("/policy", "policy", policy)
both("/telephone", "telephone", telephone)


@pages.route("/letter/<reference>", methods=["GET", "POST"], defaults={"decision": ""})
@pages.route("/letter/<reference>/<decision>", methods=["GET", "POST"])
def letter(reference: str, decision: str) -> Answer | str:
    """From the address on a letter to the start page, what it says kept for the form.

    It is kept when they press the button: programs open such addresses too, to look at what is there.
    """
    kept = letter_reference(reference)
    if request.method != "POST" and kept:
        return render_template("public/letter.html", action=url_for("pages.letter", reference=kept, decision=decision))
    if kept:
        token = applications.fill_in(context(), visit().known or "", speaking().code, kept, network(), decision)
        if token is None:
            return redirect(url_for("journey.begin"), 303)
        visit().become(token)
    return redirect(url_for("pages.start"), 303)


@pages.get("/exit", endpoint="exit")
def leave_quickly() -> Answer:
    """Leave at once: the session ends, the browser forgets these pages, a neutral site opens.

    Another site's picture or link ends nothing. The council's other services keep their cookies.
    """
    gone = redirect(NEUTRAL_SITE)
    if not asked_for_here():
        return gone
    if token := visit().known:
        here = context()
        try:
            in_line("leaving", lambda: applications.leave(here, token), AT_ONCE)
        except Exception as error:  # noqa: BLE001 - nothing may keep somebody on this page
            log.critical("A session was left but could not be ended: %s.", type(error).__name__)
        visit().end()
    languages.forget(gone)
    gone.headers["Clear-Site-Data"] = '"cache", "storage"'
    return gone


@pages.post("/notify/receipts")
def receipts() -> tuple[str, int]:
    """GOV.UK Notify tells us what became of a message. A wrong bearer never learns more than that."""
    given = request.headers.get("Authorization", "")
    tokens = (context().callback_secret, *context().callbacks_also)
    good = [hmac.compare_digest(given.encode(), f"Bearer {each}".encode()) for each in tokens]  # all: in equal time
    if not any(good):
        abort(403)
    delivery.receipt(context(), request.get_json(force=True, silent=True), context().now())
    return "", 204
