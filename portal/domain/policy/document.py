"""Document control of a policy, as it is printed on it."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from portal.domain.policy_rule import Absent

_MONTH = re.compile("[0-9]{4}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class DocumentDate:
    """A day, or a whole month where the policy prints no day. ``first`` is the first day of it."""

    first: date
    whole_month: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the words of a pack: "2024-04-15", or "2024-04"."""
        try:
            if _MONTH.fullmatch(text):
                return cls(date.fromisoformat(f"{text}-01"), whole_month=True)
            return cls(date.fromisoformat(text))
        except ValueError:
            raise ValueError(f"“{text[:60]}” is not a date; write 2026-12-23, or for a month 2026-12") from None

    @property
    def last(self) -> date:
        """The last day of it."""
        if not self.whole_month:
            return self.first
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}" if self.whole_month else self.first.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One body that approves the policy; several may have to."""

    by: str  # and how
    on: DocumentDate | Absent = Absent.NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Document control, as printed on the policy."""

    title: str
    version: str | Absent
    authors: tuple[str, ...]
    owner: str | Absent
    approvals: tuple[Approval, ...] | Absent
    review: DocumentDate | Absent
    expiry: DocumentDate | Absent
    status: str | Absent
    contradictions: tuple[str, ...] = ()  # where the policy says two things

    @property
    def approved(self) -> date | None:
        """The day since which every approval that has a date was given."""
        approvals = () if isinstance(self.approvals, Absent) else self.approvals
        return max((each.on.first for each in approvals if not isinstance(each.on, Absent)), default=None)
