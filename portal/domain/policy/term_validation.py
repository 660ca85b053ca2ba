"""What a pack says of school terms: they are there where it goes by them, and follow each other."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any

from portal.domain.policy.calendar import Span, TimeUnit
from portal.domain.policy.contact_validation import Fault
from portal.domain.policy.model import Pack
from portal.domain.policy.vocabulary import PolicyCondition, Together

_PLACE = ("office", "terms")


def term_faults(pack: Pack) -> Iterator[Fault]:
    """What is wrong with the terms, or that there are none."""
    if not pack.office.terms and goes_by_terms(pack):
        yield _PLACE, "School days and school holidays need the school terms: “2026-09-02 to 2026-10-23”"
    for number, (before, term) in enumerate(pairwise(pack.office.terms), 1):
        if term.first <= before.last:
            yield (*_PLACE, number), f"This term begins before the one above it is over, on {before.last}"


def goes_by_terms(pack: Pack) -> bool:
    """Whether anything in it is counted in school days, or holds in school holidays."""
    return any(map(_of_schools, _values(pack)))


def _of_schools(value: Any) -> bool:
    if isinstance(value, Span):
        return value.unit is TimeUnit.SCHOOL_DAYS
    parts = value.parts if isinstance(value, Together) else (value,)
    return PolicyCondition.SCHOOL_HOLIDAYS in parts


def _values(value: Any) -> Iterator[Any]:
    """All that stands in it, from the outside in."""
    yield value
    if isinstance(value, Span):
        return
    if isinstance(value, Mapping):
        inner: Any = value.values()
    elif isinstance(value, tuple):
        inner = value
    elif is_dataclass(value):
        inner = (getattr(value, field.name) for field in fields(value))
    else:
        return
    for each in inner:
        yield from _values(each)
