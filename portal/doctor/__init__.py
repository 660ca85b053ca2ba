"""`portal doctor`: looks at everything that has to be right before and while people are served.

A check gives a sentence that says what is wrong and how to mend it, or a blank one. What cannot be looked at from here
(another process's setting, another database) is skipped, with the reason, and never counts as well.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.disclosure.internal import InternalOnly
from portal.services import AppContext
from portal.settings import StaffSettings


class Skip(Exception):
    """It cannot be looked at from here: why."""


class Health(StrEnum):
    WELL = "well"
    WRONG = "wrong"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Patient(InternalOnly):
    """What is looked at: the settings as this process has them, and the council's app context."""

    settings: StaffSettings
    context: AppContext
    environment: Mapping[str, str]

    def given(self, *variables: str) -> None:
        """Raises :class:`Skip` where one of these is for another process; the demo has them all."""
        for variable in variables:
            if self.settings.production and not self.environment.get(variable, "").strip():
                raise Skip(f"{variable} is not given to this process: look where it is")


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    look: Callable[[Patient], str]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    name: str
    verdict: Health
    says: str = ""


def unless(well: object, wrong: str) -> str:
    """What is wrong, unless it is well."""
    return "" if well else wrong


def examine(patient: Patient, checks: tuple[Check, ...]) -> Iterator[Diagnosis]:
    """Look at one thing after the other; one that cannot be looked at stops none of the others."""
    for check in checks:
        try:
            wrong = check.look(patient)
        except Skip as why:
            yield Diagnosis(check.name, Health.SKIPPED, f"{why}.")
        except Exception as error:  # noqa: BLE001 - what it is says the sentence, without words that may be somebody's
            yield Diagnosis(check.name, Health.WRONG, f"It could not be looked at: {type(error).__name__}.")
        else:
            yield Diagnosis(check.name, Health.WRONG if wrong else Health.WELL, wrong)
