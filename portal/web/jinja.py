"""Jinja as the doors use it. Templates are given views and words, and refused whatever stays inside.

What stays inside has no words of its own (:class:`portal.domain.disclosure.internal.InternalOnly`), so it cannot be
printed. Here it is stopped before that: where a page is given it, where a template takes it out of something or has it
from a call, and where a template would use it.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import is_dataclass
from datetime import date, time
from types import FunctionType, MappingProxyType
from typing import Any

from flask.json.provider import DefaultJSONProvider
from flask.templating import Environment
from jinja2 import Template, Undefined
from jinja2.runtime import Context
from markupsafe import Markup

from portal.domain.disclosure.internal import InternalOnly
from portal.domain.disclosure.table import NotToBeTold, Shown, Withheld

PLAIN = frozenset({str, Markup, bool, int, type(None)})
"""Most of what templates have; it is looked for first because that costs next to nothing."""

HOLDERS = (tuple, list, dict, frozenset, set, MappingProxyType)
"""What is looked through, one layer deep, before a template may have it."""

PRINTS = (str, int, float, date, time, type(None), Undefined)
"""What a page can print, besides what says itself how it is written as HTML."""


def fit(value: Any) -> Any:
    """The value, if a template may have it. Raises :class:`NotToBeTold`."""
    if value.__class__ in PLAIN:
        return value
    if isinstance(value, InternalOnly):
        raise _whole(value)
    if isinstance(value, HOLDERS):
        for each in value.values() if isinstance(value, (dict, MappingProxyType)) else value:
            if isinstance(each, InternalOnly):
                raise _whole(each)
    return value


def _whole(value: InternalOnly) -> NotToBeTold:
    return NotToBeTold(f"A page was given a {type(value).__name__}, which stays inside")


def words(value: Any) -> Any:
    """The value, if it can be printed: words and numbers, and never a whole thing. Raises :class:`NotToBeTold`."""
    if value.__class__ in PLAIN or isinstance(value, PRINTS) or hasattr(value, "__html__"):
        return value
    if isinstance(value, Shown):
        return words(value.value)
    raise NotToBeTold(f"A page prints words, and not a whole {type(value).__name__}")


class Page(Template):
    """A template that looks at what it is given."""

    def new_context(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002  # Jinja's name
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # noqa: A002  # Jinja's name
    ) -> Context:
        if not shared:  # what is shared has been looked at
            for value in (vars or {}).values():
                if value.__class__ not in PLAIN:
                    fit(value)
        return super().new_context(vars, shared, locals)


class Calls(Context):
    """What a template knows. It looks at what comes of a call."""

    def call(self, called: Any, /, *given: Any, **more: Any) -> Any:
        if called.__class__ is FunctionType and "jinja_pass_arg" not in called.__dict__:
            more.pop("_block_vars", None)  # for functions that ask for the template's variables: most do not,
            more.pop("_loop_vars", None)  # and to call them so pays for the look at what comes of it
            found = called(*given, **more)
        else:
            found = super().call(called, *given, **more)
        return found if found.__class__ in PLAIN else fit(found)


class Templates(Environment):
    """The templates of a door."""

    template_class = Page
    context_class = Calls

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Jinja copies a template's globals for each page: a plain dict copies twenty times faster."""
        return super().make_globals(d) if d else self.globals

    # Filters that take values out of others (map, sort, groupby, …) come by here too.

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, InternalOnly):
            raise _whole(obj)
        try:  # as Jinja does, without asking it first: nothing is called as often
            found = getattr(obj, attribute)
        except AttributeError:
            found = super().getattr(obj, attribute)  # an item of that name, or nothing
        return found if found.__class__ in PLAIN else fit(found)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, InternalOnly):
            raise _whole(obj)
        try:
            found = obj[argument]
        except (AttributeError, TypeError, LookupError):
            found = super().getitem(obj, argument)
        return found if found.__class__ in PLAIN else fit(found)


class Json(DefaultJSONProvider):
    """JSON of plain values and dates. A whole thing is refused: Flask would take it apart, whatever it holds."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises :class:`ValueError` for whatever is no JSON, and for what is nested deeper than anybody means it."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deep") from None

    @staticmethod
    def default(value: Any) -> Any:
        if isinstance(value, (InternalOnly, Withheld)) or is_dataclass(value):
            raise NotToBeTold(f"What is sent as JSON is plain, and not a whole {type(value).__name__}")
        return DefaultJSONProvider.default(value)
