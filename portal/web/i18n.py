"""In which language a page speaks, and how it says dates.

Texts are written in English and looked up in ``translations/<code>/LC_MESSAGES/messages.po``; what is not
translated stays English. A text may hold terms in braces ("{council}"), filled from the pack.
"""

import functools
import gettext as catalogues
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_day_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, g, request
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from portal.domain.i18n import in_one_line
from portal.domain.policy.due_dates import DueDate, due_from

LONDON = ZoneInfo("Europe/London")
ENGLISH = "en"
OF_EACH_FORM = 101  # among so many numbers each plural form has one


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """One language, ready to speak. Compared by identity, so that it is cheap as a key."""

    code: str
    name: str  # in the language itself
    dir: str  # "ltr" or "rtl"
    locale: Locale
    catalogue: catalogues.NullTranslations = field(repr=False)
    reviewed: bool = True  # whether somebody who translates for a living has read all of it

    @property
    def tag(self) -> str:
        """What a page says of its language: of English which one, so that a screen reader takes that voice."""
        return "en-GB" if self.code == ENGLISH else self.code


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of one door, the first being the one spoken when nothing else is known."""

    speeches: Mapping[str, Speech]
    terms: Callable[[], Mapping[str, str]]
    chosen: Callable[[], str] = str

    def choose(self) -> Speech:
        """The language that was chosen or else the one that the browser asks for, as far as we speak it."""
        if len(self.speeches) > 1:
            if speech := self.speeches.get(self.chosen()):
                return speech
            for asked in request.accept_languages.values():  # the best first; "ar-EG" is content with "ar"
                if speech := self.speeches.get(asked) or self.speeches.get(asked.partition("-")[0]):
                    return speech
        return next(iter(self.speeches.values()))


REVIEWED = re.compile(r"^# ?reviewed: yes$", re.MULTILINE)
"""What the first lines of a catalogue say once it was reviewed."""


def init(app: Flask, folder: Path, codes: tuple[str, ...], terms: Callable[[], Mapping[str, str]]) -> None:
    """Teach ``app`` the languages ``codes``; ``terms`` says what the words in braces mean just now."""
    offer(app, folder, codes, terms)
    teach(app.jinja_env)
    spoken_ones: Mapping[str, Callable[..., str]] = {
        "say": say,
        "day": day,
        "month": month,
        "moment": moment,
        "due": due,
        "listed": listed,
        "named": named,
    }
    app.jinja_env.filters |= {name: _anew(each) for name, each in spoken_ones.items()}
    app.jinja_env.globals["speech"] = speaking


def _anew(spoken: Callable[..., str]) -> Callable[..., str]:
    """The filter, asked for each page: a constant Jinja would say once for all, in the language of one visitor."""

    @pass_context
    def each_time(_context: Context, *given: Any) -> str:
        return spoken(*given)

    return each_time


def offer(
    app: Flask,
    folder: Path,
    codes: tuple[str, ...],
    terms: Callable[[], Mapping[str, str]],
    chosen: Callable[[], str] = str,
) -> None:
    """Let ``app``, which speaks already, speak these languages from now on.

    ``chosen``: the code of the one that this request is to be answered in, where that is not left to the browser.
    """
    speeches = {code: _learn(folder, code) for code in codes or (ENGLISH,)}
    app.extensions["languages"] = Languages(speeches, terms, chosen)


def teach(environment: Environment) -> None:
    """Let the templates of ``environment`` say ``_("…")``."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.globals |= {"_": _said, "gettext": _said}


def _said(text: str, **variables: object) -> Markup:
    """As Jinja's own, which goes through the template's context three times: nothing is called as often."""
    return Markup(gettext(text)) % variables  # noqa: S704  # a text of ours


def _learn(folder: Path, code: str) -> Speech:
    locale = Locale.parse(code, sep="-")
    source = folder / str(locale) / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        if code != ENGLISH:
            raise FileNotFoundError(f"The pack offers the language {code!r}, but there is no {source}")
        return _speech(code, locale, catalogues.NullTranslations())
    return _read(code, source, source.stat().st_mtime_ns)


@functools.lru_cache(maxsize=16)
def _read(code: str, source: Path, _changed: int) -> Speech:
    """The language of a catalogue, read once for all that speak it here; anew where the file has changed."""
    locale = Locale.parse(code, sep="-")
    compiled = io.BytesIO()
    with source.open("rb") as file:
        catalogue = read_po(file, locale=locale)
    write_mo(compiled, catalogue)
    compiled.seek(0)
    reviewed = REVIEWED.search(catalogue.header_comment) is not None
    return _speech(code, locale, catalogues.GNUTranslations(compiled), reviewed=reviewed)


def _speech(code: str, locale: Locale, words: catalogues.NullTranslations, *, reviewed: bool = True) -> Speech:
    return Speech(code, locale.get_display_name() or code, locale.text_direction, locale, words, reviewed)


def spoken() -> Languages:
    languages: Languages = current_app.extensions["languages"]
    return languages


def speaking() -> Speech:
    """The language of this request: the one that :func:`use` set, else what the browser asks for."""
    speech: Speech | None = g.get("speech")
    if speech is None:
        speech = g.speech = spoken().choose()
    return speech


def use(code: str) -> None:
    """Speak ``code`` for the rest of this request, if the council offers it."""
    if speech := spoken().speeches.get(code):
        g.speech = speech


@contextmanager
def speaking_in(code: str) -> Iterator[None]:
    """Speak ``code`` within, if it is offered: what somebody else is to read, made on a page in our language."""
    before = speaking()
    use(code)
    try:
        yield
    finally:
        g.speech = before


def english_name(code: str) -> str:
    """What a language is called in English."""
    return str(Locale.parse(code, sep="-").get_display_name(ENGLISH))


def gettext(text: str) -> str:
    return speaking().catalogue.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    return speaking().catalogue.ngettext(one, many, count)


def in_each_form(spoken: Callable[[int], str]) -> dict[str, str]:
    """What is said of a number, by the name that each plural form of the language has in Unicode ("one", "few")."""
    form = speaking().locale.plural_form
    examples = {form(number): number for number in reversed(range(OF_EACH_FORM))}
    return {name: spoken(number) for name, number in examples.items()}


def listed(parts: Sequence[str]) -> str:
    """Several things in one line; as markup where one of them is."""
    marked = any(isinstance(part, Markup) for part in parts)
    return in_one_line(lambda text: Markup(gettext(text)) if marked else gettext(text), parts)  # noqa: S704  # ours


def named(words: str) -> str:
    """What the council calls something, as a part of a sentence: it is in English, whatever the page speaks."""
    if not words or speaking().code == ENGLISH:
        return words
    return Markup('<bdi lang="en">{}</bdi>').format(words)


def say(text: str, extra: Mapping[str, object] | None = None) -> str:
    """``text`` in the language of this request, its terms filled in."""
    if not text:
        return ""
    words = gettext(text)
    return words.format_map({**spoken().terms(), **(extra or {})}) if "{" in words else words


def day(value: date | str) -> str:
    """Like "4 March 2026"; takes a stored answer ("2026-03-04") too."""
    when = date.fromisoformat(value) if isinstance(value, str) else value
    return _day(_local(when), speaking().locale)


@functools.lru_cache(maxsize=1024)
def _day(when: date, locale: Locale) -> str:
    return str(format_date(when, "d MMMM y", locale))


def due(value: DueDate | str) -> str:
    """By when something is due: "4 March 2026", or for a moment "4pm on Wednesday 4 March 2026"; a stored one too."""
    when = due_from(value) if isinstance(value, str) else value
    if not isinstance(when, datetime):
        return day(when) if when else ""
    here = when.astimezone(LONDON)
    words = {"time": hour(here.time()).replace(":00", ""), "day": format_date(here, "EEEE d MMMM y", speaking().locale)}
    return gettext("%(time)s on %(day)s") % words


def month(value: str) -> str:
    """Like "March 2026", for a stored answer ("2026-03")."""
    return format_date(date.fromisoformat(f"{value}-01"), "LLLL y", speaking().locale)


def moment(value: datetime) -> str:
    """Like "4 March 2026 at 5:30pm", in local time."""
    local = value.astimezone(LONDON)
    return gettext("%(day)s at %(time)s") % {"day": day(local), "time": hour(local.time())}


def hour(value: time) -> str:
    """Like "5:30pm"."""
    locale = speaking().locale
    return (
        f"{value:%I:%M%p}".lstrip("0").lower()
        if locale.language == ENGLISH
        else format_time(value, "short", locale=locale)
    )


def weekday(number: int) -> str:
    """Like "Monday", which is 0."""
    names: Mapping[int, str] = get_day_names("wide", locale=speaking().locale)
    return names[number]


def _local(value: date) -> date:
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value
