"""Pages on which files are sent, at either door: with a form before it is sent, or with a request that was."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask import Flask, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from portal.domain.challenge.addition_limits import TooMuch
from portal.domain.evidence_formats import ACCEPTED, KEPT, LARGEST, MEGABYTE, REFUSALS, WhyNot
from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question
from portal.domain.policy.model import Audience
from portal.services import evidence
from portal.services.evidence import DraftFiles, FileStore, SentFile, SentFiles
from portal.web import app_factory, form_fields
from portal.web.form_fields import Problem
from portal.web.i18n import gettext, say
from portal.web.page_context import asked, context
from portal.web.page_controller import PageController, Rule

LARGEST_REQUEST = LARGEST + MEGABYTE // 4  # bytes: one file, with what stands round it
MOST_THROWN_AWAY = 64 * MEGABYTE  # bytes of what is too large, read so that its sender is told why
CHOOSE = _("Choose a file first")
WHAT = Question(
    key="words",
    kind=Kind.LINE,
    words=_("What does it show?"),
    hint=_("For example: the letter you sent me in March."),
    optional=True,
    longest=200,
)
NOT_FOR = Question(
    key="not_for",
    kind=Kind.LINE,
    words=_("Is there anyone who must not see it?"),
    hint=_("For example: my former partner. You can leave this empty."),
    optional=True,
    longest=200,
)
GROUND = _("Which point does it support?")
EVERY_GROUND = _("All of what I told you")
NUMBERED = _("Point %(number)s: %(about)s")


class FilePages(PageController):
    """The list of what was sent, where the next file is chosen; and a page about each."""

    RULES: ClassVar[tuple[Rule, ...]] = (
        ("", "list", {"GET": "list"}),
        ("", "send", {"POST": "send"}),
        ("/<int:number>", "about", {"GET": "about"}),
        ("/<int:number>", "say", {"POST": "say"}),
        ("/<int:number>/remove", "remove", {"POST": "remove"}),
    )

    @abstractmethod
    def sent_files(self) -> FileStore:
        """Where the files are kept."""

    @abstractmethod
    def at(self, endpoint: str, **more: Any) -> str:
        """The address of one of these pages."""

    @abstractmethod
    def onward(self) -> str:
        """Where somebody goes on who has sent all their files."""

    @abstractmethod
    def stopped(self) -> str:
        """The address for somebody of whom nothing is open."""

    def wear(self, audience: Audience) -> None:
        """Speak to this kind of person, where a door has words of its own for them."""

    def beside(self) -> dict[str, Any]:
        """What the layout of the door needs besides."""
        return {}

    def list(self) -> ResponseReturnValue:
        return self._list(self._found())

    def send(self) -> ResponseReturnValue:
        found, file = self._found(), request.files.get("file")
        if file is None or not file.filename:
            return self._list(found, gettext(CHOOSE))
        try:
            kept = self.sent_files().send(context(), file.read(), file.filename)
        except TooMuch as refusal:
            return self._list(found, say(refusal.reason))
        if isinstance(kept, WhyNot):
            return self._list(found, gettext(REFUSALS[kept]))
        return redirect(self.stopped() if kept is None else self.at("about", number=kept), 303)

    def too_large(self) -> ResponseReturnValue:
        return self._list(self._found(), gettext(REFUSALS[WhyNot.TOO_LARGE]), 413)

    def about(self, number: int) -> ResponseReturnValue:
        found = self._found()
        file = self._file(found, number)
        said = {"words": file.words, "not_for": file.not_for, "point": str(file.ground)}
        return self._about(file, _question(found, file), said)

    def say(self, number: int) -> ResponseReturnValue:
        found = self._found()
        file = self._file(found, number)
        question = _question(found, file)
        read = form_fields.form_for(question, request.form)
        if read.problems:
            return self._about(file, question, read.raw, read.problems), 422
        said = {**read.values, "point": int(read.values.get("point") or 0)}
        try:
            self.sent_files().say(context(), number, said)
        except TooMuch as refusal:
            told_why = form_fields.refused(question, say(refusal.reason))
            return self._about(file, question, read.raw, told_why), 422
        return redirect(self.at("list"), 303)

    def remove(self, number: int) -> ResponseReturnValue:
        """Before it is sent a file can be taken away again; then it is part of the request."""
        own = self.sent_files()
        if not isinstance(own, DraftFiles):
            abort(404)
        return redirect(self.at("list") if own.remove(context(), number) else self.stopped(), 303)

    def _found(self) -> SentFiles:
        found = self.sent_files().found(context()) if evidence.taken(context()) else None
        if found is None:
            abort(redirect(self.stopped(), 303))
        if found.audience:
            self.wear(found.audience)
        return found

    def _file(self, found: SentFiles, number: int) -> SentFile:
        file = found.file(number)
        return file if file and file.may_change else abort(404)

    def _list(self, found: SentFiles, wrong: str = "", status: int = 422) -> ResponseReturnValue:
        files = [
            {"file": each, "kind": KEPT[each.kind].words, "about": self.at("about", number=each.number),
             "remove": self.at("remove", number=each.number)}
            for each in found.files
        ]  # fmt: skip
        problems = (Problem("file", wrong, "#file"),) if wrong else ()
        leads = {
            **self.beside(), "send": self.at("send"), "onward": self.onward(), "back": self.onward(),
            "sent": not self._is_draft(),
        }  # fmt: skip
        page = render_template(
            "files.html", files=files, found=found, errors=problems, wrong=wrong, accepts=",".join(ACCEPTED),
            largest=LARGEST, too_large=gettext(REFUSALS[WhyNot.TOO_LARGE]), **leads,
        )  # fmt: skip
        return (page, status) if wrong else page

    def _about(
        self, file: SentFile, question: Question, values: dict[str, Any], problems: tuple[Problem, ...] = ()
    ) -> str:
        leads: dict[str, Any] = {
            **self.beside(),
            "action": self.at("say", number=file.number),
            "list": self.at("list"),
            "back": self.at("list"),
        }
        return asked("file.html", question, values, problems, **leads)

    def _is_draft(self) -> bool:
        return isinstance(self.sent_files(), DraftFiles)


def _question(found: SentFiles, file: SentFile) -> Question:
    """What is asked about one file: the ground only where there are several."""
    about = [gettext(NUMBERED) % {"number": n, "about": gettext(words)} for n, words in enumerate(found.grounds, 1)]
    choices = (*(Choice(str(n), words) for n, words in enumerate(about, 1)), Choice("0", EVERY_GROUND))
    ground = Question(key="point", kind=Kind.ONE, words=GROUND, choices=choices, optional=True)
    parts = (WHAT, *((ground,) if len(about) > 1 else ()), NOT_FOR)
    heading = gettext(_("Tell us about file %(number)s: %(kind)s"))
    heading %= {"number": file.number, "kind": gettext(KEPT[file.kind].words)}
    return Question(key="about", kind=Kind.GROUP, words=heading, parts=parts)


def listed(own: FileStore, address: str) -> dict[str, Any] | None:
    """What check answers shows of files: which there are, and where they are sent; ``None`` where none are taken."""
    found = own.found(context()) if evidence.taken(context()) else None
    if found is None:
        return None
    return {"address": address, "files": [(each, KEPT[each.kind].words) for each in found.files]}


def install(
    app: Flask, uploads: Mapping[str, type[FilePages]], refuse: Callable[[], ResponseReturnValue | None] = lambda: None
) -> None:
    """Let requests with a file in, and say what was wrong with one that was too large.

    ``uploads``: the endpoints where a file is sent, and whose pages they are. ``refuse``: what the door answers whoever
    may not be there; a request that is too large is refused before the door has looked.
    """
    app.config["UPLOADS"], app.config["LARGEST_UPLOAD"] = frozenset(uploads), LARGEST_REQUEST

    def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
        app_factory.note_refusal(app, error)
        pages = uploads.get(request.endpoint or "")
        if pages is None:
            return app_factory.problem_page(app, 413)
        _throw_away()
        if (refused := refuse()) is not None:
            return refused
        return pages(**request.view_args or {}).too_large()

    app.register_error_handler(RequestEntityTooLarge, too_large)


def _throw_away() -> None:
    """Read what is too large to the end: a browser whose request is cut off shows its own error, and not ours."""
    left = min(request.content_length or 0, MOST_THROWN_AWAY)
    while left > 0 and (piece := request.environ["wsgi.input"].read(min(left, MEGABYTE // 16))):
        left -= len(piece)
