"""The terms of a council's schools: a school day is a weekday in one of them that is no bank holiday."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

_LINE = re.compile(r"(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class SchoolTerm:
    """From its ``first`` day to its ``last``, both included; half a term where a holiday divides it."""

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the words of a pack: "2026-09-02 to 2026-10-23"."""
        match = _LINE.fullmatch(text)
        try:
            made = cls(date.fromisoformat(match[1]), date.fromisoformat(match[2])) if match else None
        except ValueError:
            made = None
        if made is None or made.last < made.first:
            raise ValueError(f"“{text[:60]}” is not a term; write its first and last day: “2026-09-02 to 2026-10-23”")
        return made

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"
