"""What the contacts of a pack must be, so that no page names somebody who is not there or cannot be reached."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from portal.domain.contact_details import Unusable, email
from portal.domain.policy.call_now import DUTY
from portal.domain.policy.model import Contact, Notification, Pack, Stage

Place = tuple[str | int, ...]
"""Where in the pack: keys, and positions in lists."""
Fault = tuple[Place, str]
"""Where, and a sentence."""

NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "disagreement": ("telephone",),
        "front_door": ("telephone",),
        "out_of_hours": ("telephone",),
        "post": ("address",),
        "practice": (),
        "complaints": (),
        "data_complaints": (),
        "ombudsman": (),
        "information_commissioner": (),
        "childline": ("telephone",),
        "help_at_hand": (),
        "domestic_abuse": (),
        "mens_advice": (),
    }
)
"""The contacts that pages name, by key, and what they name of them."""

_NUMBER = re.compile(r"\+?[0-9(][0-9 ()-]+[0-9]")
_DIGITS = range(3, 16)  # 999; ITU-T E.164
_SITE = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?(/[^\s\"'<>\\]*)?", re.IGNORECASE)


def is_site(address: str) -> bool:
    """Whether this is the address of a website."""
    return bool(_SITE.fullmatch(address))


def is_telephone(number: str) -> bool:
    """Whether this is a telephone number as people write one."""
    return bool(_NUMBER.fullmatch(number)) and sum(map(str.isdigit, number)) in _DIGITS


def contact_faults(pack: Pack) -> Iterator[Fault]:
    """Everything that is wrong with who can be reached: where, and a sentence."""
    for key, needs in NEEDED.items():
        yield from _needed(pack, key, needs)
    for key, contact in pack.contacts.items():
        for name, sentence in _ways(contact):
            yield ("contacts", key, name), sentence
        if contact.duty_mobile and key not in DUTY:
            yield ("contacts", key, "duty_mobile"), f"Only {' and '.join(DUTY)} are texted about safety alerts"
    for place, key in _named(pack):
        if key and key not in pack.contacts:
            yield place, f"There is no contact “{key}”"


def _needed(pack: Pack, key: str, needs: tuple[str, ...]) -> Iterator[Fault]:
    contact = pack.contacts.get(key)
    if contact is None:
        yield ("contacts",), f"There is no contact “{key}”"
        return
    if not contact.public:
        yield ("contacts", key, "public"), f"Public pages name “{key}”, so it cannot be public: false"
    for need in needs:
        if not getattr(contact, need):
            yield ("contacts", key), f"Pages give the {need} of “{key}”, and there is none"


def _ways(contact: Contact) -> Iterator[tuple[str, str]]:
    """What is wrong with the ways to reach somebody: the key, and a sentence."""
    number = contact.telephone
    if number and not is_telephone(number):
        yield "telephone", f"“{number[:60]}” is not a telephone number: write figures and spaces"
    if contact.email:
        try:
            email(contact.email)
        except Unusable:
            yield "email", f"“{contact.email[:60]}” is not an email address"
    if contact.website and not is_site(contact.website):
        yield "website", f"“{contact.website[:60]}” is not the address of a website: write https:// and all of it"


def _told_at(stage: Stage) -> Iterator[tuple[Place, Notification]]:
    yield from ((("notify", number), told) for number, told in enumerate(stage.notify))
    yield from ((("deadlines", number - 1, "if_missed"), told) for number, told in stage.missed)


def _named(pack: Pack) -> Iterator[tuple[Place, str]]:
    """Each contact that a rule names, and where."""
    for audience, raiser in pack.audiences.items():
        yield from _each(("audiences", audience, "contacts"), raiser.contacts)
    for number, each in enumerate(pack.exclusions):
        yield from _each(("exclusions", number, "contacts"), each.contacts)
    yield from _each(("complaints", "practice", "contacts"), pack.complaints.practice.contacts)
    yield from _each(("complaints", "data", "contacts"), pack.complaints.data.contacts)
    for number, way in enumerate(pack.exits):
        yield ("exits", number, "contact"), way.contact
    for index, ladder in enumerate(pack.ladders):
        for number, told in enumerate(ladder.notify):
            yield ("ladders", index, "notify", number, "contact"), told.contact
        for rung, stage in enumerate(ladder.stages):
            for place, told in _told_at(stage):
                yield ("ladders", index, "stages", rung, *place, "contact"), told.contact


def _each(place: Place, keys: Iterable[str]) -> Iterator[tuple[Place, str]]:
    return (((*place, number), key) for number, key in enumerate(keys))
