"""What the redaction check looks for, and what it says where it finds it."""

from dataclasses import dataclass, field
from enum import StrEnum

from portal.domain.disclosure.internal import InternalOnly
from portal.domain.i18n import _


class SensitiveKind(StrEnum):
    NAME = "name"
    ADDRESS = "address"  # or a part of one, or a place that somebody belongs to
    TELEPHONE = "telephone"
    EMAIL = "email"
    POSTCODE = "postcode"
    BIRTH = "birth"
    SOURCE = "source"  # who first raised a concern
    CONTACT = "contact"  # a promise to get in touch, to who asked us not to
    SCRIPT = "script"  # words that nothing here can read
    UNCHECKED = "unchecked"  # the check itself failed


@dataclass(frozen=True, slots=True)
class Sensitive(InternalOnly):
    """Something about somebody. ``always``: mark it even if the raiser typed it, for they told only us."""

    kind: SensitiveKind
    value: str = field(repr=False)  # a date as ISO
    why: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    kind: SensitiveKind
    why: str  # a plain sentence
    known: bool = False  # about somebody whom we know, and not only something that looks like it


LOOKS: dict[SensitiveKind, str] = {
    SensitiveKind.TELEPHONE: _("This looks like a telephone number."),
    SensitiveKind.EMAIL: _("This looks like an email address."),
    SensitiveKind.POSTCODE: _("This looks like a postcode."),
    SensitiveKind.BIRTH: _("This looks like a date of birth."),
    SensitiveKind.NAME: _("This looks like somebody's name."),
    SensitiveKind.ADDRESS: _("This looks like a street or a house."),
    SensitiveKind.SOURCE: _("This may tell them who first raised a concern."),
    SensitiveKind.CONTACT: _("They asked us not to contact them. This may promise that somebody gets in touch."),
    SensitiveKind.SCRIPT: _("We cannot check words in this script. Somebody who reads it has to."),
    SensitiveKind.UNCHECKED: _("These words could not be checked, so they cannot go. Write them in another way."),
}
