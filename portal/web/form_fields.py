"""The web's face of a question: how it is drawn with GOV.UK components and how what was typed is read.

Both doors use it. The names in a form are the questions' keys; a date is ``key-day``, ``key-month`` and
``key-year``.
"""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from flask import current_app
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, InputRequired, Optional, StopValidation, ValidationError

from portal.domain.contact_details import CHECKED, Unusable, grouped, meant
from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question, more_key
from portal.web import app_factory, i18n
from portal.web.character_count import counted
from portal.web.dates import DATES, Parts, boxes_of, filled_slots, real
from portal.web.i18n import gettext, ngettext, say
from portal.web.typed_text import line, tidy

SURE = "-sure"
"""What is added to the name of the input that holds, beside an email address that looks like a slip, what was typed."""
FALLBACKS = {
    Kind.EMAIL: _("Enter an email address in the correct format, like name@example.com"),
    Kind.MOBILE: _("Enter a mobile number, like 07700 900 982"),
    Kind.PHONE: _("Enter a telephone number, like 01632 960 001 or 07700 900 982"),
    Kind.DATE: _("Enter a real date, like 27 3 2016"),
    Kind.MONTH: _("Enter a real month, like 3 2016"),
}
"""What we say about an answer that we cannot understand, if the question does not say it better."""


class Problem(NamedTuple):
    """One thing to put right: the question's key, what we say, and the input that the summary links to."""

    key: str
    text: str
    href: str
    boxes: tuple[str, ...] = ()  # of a date, those that are wrong


@dataclass(frozen=True, slots=True)
class Read:
    """What a submitted page says. ``values`` may be stored if there are no ``problems``."""

    values: dict[str, Any]
    problems: tuple[Problem, ...] = ()  # in the order of the page
    raw: dict[str, Any] = field(default_factory=dict)  # as typed, to show again beside the problems


# --- reading


def form_for(question: Question, formdata: MultiDict[str, str], today: date | None = None) -> Read:
    """Read a page: the question, its parts, and the parts of the choices made; of other choices nothing.

    Each of them has a value, blank if it is optional and nothing was given. With ``today``, a date after
    it is wrong.
    """
    if question.kind is Kind.NOTE:
        return Read({question.key: "seen"})
    if question.kind is Kind.EXIT:
        return Read({})
    asked = {part.key: part for part in _asked(question, formdata)}
    form = BaseForm({key: _field(part, today, formdata.get(f"{key}{SURE}")) for key, part in asked.items()})
    form.process(formdata)
    form.validate()
    read: dict[str, Field] = form._fields
    return Read(
        values={key: found.data for key, found in read.items()},
        problems=tuple(
            Problem(key, str(found.errors[0]), *_where(found)) for key, found in read.items() if found.errors
        ),
        raw={key: found.typed if isinstance(found, Parts) else found.data for key, found in read.items()},
    )


def wrong(question: Question) -> tuple[Problem, ...]:
    """The whole page is wrong, in a way that only a service could know; told beside its first input.

    Which of several lines is wrong is not said, so each of them that has words for it is marked.
    """
    others = (leaf for leaf in _leaves(question)[1:] if leaf.kind is Kind.LINE and leaf.wrong)
    return (*refused(question, say(question.wrong)), *(Problem(o.key, say(o.wrong), f"#{o.key}") for o in others))


def refused(question: Question, words: str) -> tuple[Problem, ...]:
    """The same, in ``words`` of its own."""
    first = _leaves(question)[0]
    boxes = boxes_of(first) if first.kind in DATES else ()
    box = f"-{boxes[0]}" if boxes else ""
    return (Problem(first.key, words, f"#{first.key}{box}", boxes),)


@functools.cache
def more(question: Question) -> Question:
    """The question "add another?" under the list of what was given so far."""
    if question.many is None:
        raise ValueError(f"{question.key} is answered once")
    choices = (Choice("yes", _("Yes")), Choice("no", _("No")))
    many = question.many
    return Question(more_key(question), Kind.ONE, many.more, choices=choices, empty=many.more_empty)


def _asked(question: Question, formdata: MultiDict[str, str]) -> list[Question]:
    own = [] if question.kind is Kind.GROUP else [question]
    return own + [deep for part in question.inner(formdata.getlist(question.key)) for deep in _asked(part, formdata)]


def _field(question: Question, today: date | None, sure: str | None) -> Any:
    empty = say(question.empty) or gettext("Answer this question")
    wrong = say(question.wrong or FALLBACKS.get(question.kind, "")) or empty
    if question.kind is Kind.SOME:
        given: Any = Optional() if question.optional else InputRequired(empty)
        return Ticks(validators=[given, _one_of(question, wrong)])
    if question.kind in DATES:
        given = Optional() if question.optional else InputRequired(empty)
        return Parts(question, today, line, validators=[given, real(wrong)])
    given = Optional() if question.optional else DataRequired(empty)
    checks: dict[Kind, list[Any]] = {
        Kind.ONE: [_one_of(question, empty)],
        **{kind: [_usable(CHECKED[kind], wrong, sure)] for kind in Kind if kind in CHECKED},
    }
    given = [_short_enough(question), given, *checks.get(question.kind, ())]
    return StringField(validators=given, filters=[tidy(question)])


class Ticks(Field):
    """Checkboxes: the list of what is ticked, each once."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = list(dict.fromkeys(valuelist))


def _where(found: Field) -> tuple[str, tuple[str, ...]]:
    """The input to go to, and the boxes of a date that are wrong."""
    boxes = found.wrong_boxes() if isinstance(found, Parts) else ()
    return (f"#{found.name}-{boxes[0]}" if boxes else f"#{found.name}"), boxes


def _one_of(question: Question, words: str) -> Callable[..., None]:
    known = {str(choice.value) for choice in question.choices}
    alone = {str(choice.value) for choice in question.choices if choice.alone}

    def check(_form: Any, found: Field) -> None:
        given = found.data if isinstance(found.data, list) else [found.data]
        if not known.issuperset(given) or (len(given) > 1 and alone.intersection(given)):
            raise ValidationError(words)

    return check


def _short_enough(question: Question) -> Callable[..., None]:
    """Nothing else looks at what is too long."""

    def check(_form: Any, found: Field) -> None:
        over = len(found.data) - question.longest
        if over > 0:
            words = ngettext(
                "'%(box)s' is too long by %(over)d. Use %(num)s character",
                "'%(box)s' is too long by %(over)d. Use %(num)s characters or fewer",
                question.longest,
            )
            said = {"box": say(question.words), "over": over, "num": question.longest}
            raise StopValidation(words % said)

    return check


def _usable(read: Callable[[str], str], words: str, sure: str | None) -> Callable[..., None]:
    """Keep what ``read`` makes of it, or say why nothing could be sent there.

    ``sure``: the address that looks like a slip of the finger and was sent again.
    """

    def check(_form: Any, found: Field) -> None:
        typed = found.data
        try:
            found.data = read(typed)
        except Unusable as unusable:
            raise ValidationError(gettext(unusable.reason) if unusable.reason else words) from None
        end = meant(found.data)
        if end and sure != typed:
            found.data = typed
            asks = gettext("Did you mean %(end)s? If your address is right, press the button again")
            raise ValidationError(asks % {"end": end})

    return check


# --- drawing
#
# A page is drawn once for each set of ticked choices and problems, with a slot where somebody's own words
# go, and kept: macros cost a hundred times what filling the slots does. What is kept is nobody's.

_SLOT = "\ue000{}\ue001"
_SLOTS = re.compile("\ue000([^\ue001]+)\ue001")
_MOST_KEPT = 2000
_TELEPHONE = {"type": "tel", "autocomplete": "tel", "classes": "govuk-input--width-20"}
GROUPED = "grouped"
_drawn: dict[tuple[Any, ...], tuple[Question, list[str]]] = {}
_known: dict[int, tuple[Question, tuple[Question, ...]]] = {}


def autofilled() -> bool:
    """Whether a browser may offer what it knows of who sits there: not where they enter what is somebody else's."""
    return bool(current_app.config.get("AUTOFILL", True))


def heading(question: Question) -> str:
    """The h1 of the question's page."""
    words = say(question.words)
    return gettext("%(label)s (optional)") % {"label": words} if question.optional else words


def render(
    question: Question, values: Mapping[str, Any], problems: tuple[Problem, ...] = (), title: str | None = None
) -> Markup:
    """The h1 and every input of a page, filled with ``values`` (as stored, or ``Read.raw``).

    ``title`` replaces the question's own heading; "" means that the page has an h1 already. It is kept, so
    it may say nothing about a person, as may the question: for one that does there is :func:`render_once`.
    """
    title = heading(question) if title is None else title
    chosen = tuple(_chosen(leaf, values.get(leaf.key)) for leaf in _leaves(question) if leaf.choices)
    terms = i18n.spoken().terms()
    key = (id(question), title, i18n.speaking(), autofilled(), chosen, problems, *terms.values())
    kept = _drawn.get(key)
    if kept is None:
        if len(_drawn) >= _MOST_KEPT:
            _drawn.clear()
        kept = _drawn[key] = (question, _draw(question, values, problems, title))  # with it, so that its id stays
    return _filled(kept[1], values)


def render_once(question: Question, values: Mapping[str, Any], problems: tuple[Problem, ...] = ()) -> Markup:
    """Every input of a question made for this page alone, under an h1 that the page has: nothing of it is kept."""
    return _filled(_draw(question, values, problems, ""), values)


def _draw(question: Question, values: Mapping[str, Any], problems: tuple[Problem, ...], title: str) -> list[str]:
    """The page in pieces: every second one is a slot."""
    page = _Sheet(values, problems).page(question, title)
    return _SLOTS.split(page)


def _filled(drawn: list[str], values: Mapping[str, Any]) -> Markup:
    pieces = list(drawn)
    pieces[1::2] = [str(escape(_typed(values, slot))) for slot in pieces[1::2]]
    return Markup("".join(pieces))  # noqa: S704  # our own macros' words, and slots filled escaped


def _leaves(question: Question) -> tuple[Question, ...]:
    """Every question that is answered on the page, in order."""
    kept = _known.get(id(question))
    if kept is None:
        if len(_known) >= _MOST_KEPT:
            _known.clear()
        own = () if question.kind is Kind.GROUP else (question,)
        within = (*own, *(leaf for part in question.inner() for leaf in _leaves(part)))
        kept = _known[id(question)] = (question, within)
    return kept[1]


def _chosen(question: Question, value: Any) -> tuple[str, ...]:
    """The choices made. Anybody can send others: if those were kept too, they would push out the real ones."""
    given = value if isinstance(value, list) else (value,)
    return tuple(choice.value for choice in question.choices if choice.value in given) if value else ()


def _typed(values: Mapping[str, Any], slot: str) -> str:
    """What goes into a slot: named by the question's key, or by "key box" for a box of a date or a number grouped."""
    key, _space, box = slot.partition(" ")
    value = values.get(key) or ""
    if not box:
        return str(value)
    return grouped(value) if box == GROUPED else str(filled_slots(value).get(box, ""))


_AS_TYPED: dict[str, Any] = {
    "spellcheck": False,
    "autocapitalize": "none",
    "attributes": {"autocorrect": "off", "translate": "no"},
}
"""Of each one-line input: names, places, references and codes are nobody else's to check, mend or translate."""


class _Sheet:
    """One page being drawn: what is ticked and what is wrong."""

    def __init__(self, values: Mapping[str, Any], problems: tuple[Problem, ...]) -> None:
        self.values = values
        self.errors = {problem.key: problem.text for problem in problems}
        self.boxes = {problem.key: problem.boxes for problem in problems}

    def page(self, question: Question, title: str) -> Markup:
        if question.kind not in (Kind.GROUP, Kind.NOTE, Kind.EXIT):
            return self.draw(question, "l" if title else "m", title)
        head = Markup('<h1 class="govuk-heading-l">{}</h1>\n').format(title) if title else Markup()
        hint = [line for line in say(question.hint).splitlines() if line]
        lines = [Markup('<p class="govuk-body">{}</p>\n').format(line) for line in hint]
        return Markup().join([head, *lines, *(self.draw(part, "s") for part in question.parts)])

    def draw(self, question: Question, size: str, title: str = "") -> Markup:
        """One question. ``size`` of its label: "l" as the page's h1, "m", "s", or "" within a choice."""
        name: dict[str, Any] = {"text": title or heading(question), "isPageHeading": size == "l"}
        if question.kind is Kind.GROUP:
            return self._group(question, name)
        common: dict[str, Any] = {}
        if question.hint:
            common["hint"] = {"text": say(question.hint)}
        if error := self.errors.get(question.key):
            common["errorMessage"] = {"text": error, "visuallyHiddenText": gettext("Error")}
        if question.choices or question.kind in DATES:
            name["classes"] = f"govuk-fieldset__legend--{size}" if size else ""
            common["fieldset"] = {"legend": name}
            macro, params = self._choices(question) if question.choices else self._date(question)
        else:
            name["classes"] = f"govuk-label--{size}" if size else ""
            common["label"] = name
            macro, params = self._text(question)
        return app_factory.components()[macro](common | params)

    def _group(self, question: Question, name: dict[str, Any]) -> Markup:
        """Several inputs that are one thing, as an address is, on a page that asks for more."""
        inputs = Markup().join(self.draw(part, "") for part in question.parts)
        legend = name | {"classes": "govuk-fieldset__legend--s"}
        drawn: Markup = app_factory.components()["govukFieldset"]({"legend": legend, "html": inputs})
        return Markup('<div class="govuk-form-group">{}</div>').format(drawn)

    def _text(self, question: Question) -> tuple[str, dict[str, Any]]:
        params = {"id": question.key, "name": question.key, "value": _SLOT.format(question.key)}
        if question.kind is Kind.WORDS:
            return "govukCharacterCount", params | counted(question)
        typed: dict[Kind, dict[str, Any]] = {
            Kind.EMAIL: {"type": "email", "autocomplete": "email"},
            **dict.fromkeys((Kind.MOBILE, Kind.PHONE), _TELEPHONE),
            Kind.POSTCODE: {"classes": "govuk-input--width-10"},
        }
        extra = typed.get(question.kind, {})
        if question.kind in (Kind.MOBILE, Kind.PHONE):
            extra = extra | {"value": _SLOT.format(f"{question.key} {GROUPED}")}
        if question.kind is Kind.EMAIL and question.key in self.errors:
            sure = '<input type="hidden" name="{}{}" value="{}">'
            html = Markup(sure).format(question.key, SURE, _SLOT.format(question.key))  # noqa: S704
            extra = extra | {"formGroup": {"afterInput": {"html": html}}}
        if question.autocomplete:
            extra = extra | {"autocomplete": question.autocomplete}
        if "autocomplete" in extra and not autofilled():
            extra = extra | {"autocomplete": "off"}
        return "govukInput", params | _AS_TYPED | extra

    def _choices(self, question: Question) -> tuple[str, dict[str, Any]]:
        params = {"idPrefix": question.key, "name": question.key}
        value = self.values.get(question.key)
        items = [self._choice(choice) for choice in question.choices]
        if question.kind is Kind.ONE:
            return "govukRadios", params | {"items": items, "value": value}
        if question.choices[-1].alone and len(items) > 1:
            items.insert(-1, {"divider": gettext("or")})
        return "govukCheckboxes", params | {"items": items, "values": value or []}

    def _choice(self, choice: Choice) -> dict[str, Any]:
        item: dict[str, Any] = {"value": str(choice.value), "text": say(choice.words)}
        if choice.hint:
            item["hint"] = {"text": say(choice.hint)}
        if choice.alone:
            item["behaviour"] = "exclusive"
        if choice.parts:
            item["conditional"] = {"html": Markup().join(self.draw(part, "") for part in choice.parts)}
        return item

    def _date(self, question: Question) -> tuple[str, dict[str, Any]]:
        wrong = self.boxes.get(question.key, ())
        labels = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}
        items = [
            {
                "id": f"{question.key}-{box}",
                "name": f"{question.key}-{box}",
                "label": labels[box],
                "value": _SLOT.format(f"{question.key} {box}"),
                "classes": f"{'govuk-input--error ' * (box in wrong)}govuk-input--width-{4 if box == 'year' else 2}",
            }
            for box in boxes_of(question)
        ]
        if question.autocomplete:
            for item, box in zip(items, boxes_of(question), strict=True):
                item["autocomplete"] = f"{question.autocomplete}-{box}" if autofilled() else "off"
        return "govukDateInput", {"id": question.key, "items": items}
