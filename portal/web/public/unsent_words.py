"""What somebody types beside their request is not lost when the request closes: it is filled in again."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.domain.journey import Question
from portal.services import unsent_words
from portal.web import form_fields
from portal.web.page_context import context
from portal.web.security import visit

NOT_TYPED = frozenset({"csrf_token", "stay", "seen"})


def signed_out() -> Response:
    """For who is not signed in any more: what this request brought is kept, and they are told why."""
    if request.method == "POST":
        keep(request.path)
    return redirect(url_for("track.come_back"), 303)


def keep(path: str) -> None:
    """Keep what was typed at ``path``."""
    typed = {name: values for name, values in request.form.lists() if name not in NOT_TYPED}
    unsent_words.keep(context(), visit().known or "", path, typed)


def filled_in(question: Question) -> dict[str, Any]:
    """What was typed on this page and not sent, as values for the fields, if anything: the page then says so."""
    found = unsent_words.pages(context(), visit().known or "").get(request.path)
    lists = {name: list(values) for name, values in (found or {}).items()}
    return form_fields.form_for(question, MultiDict(lists)).raw if found else {}


def sent() -> None:
    """What was typed on this page is sent."""
    unsent_words.drop(context(), visit().known or "", request.path)


def waiting() -> str:
    """The page on which something typed waits to be sent; blank where nothing does."""
    return next(reversed(list(unsent_words.pages(context(), visit().known or ""))), "")
