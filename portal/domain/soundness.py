"""What a pack must be besides well-formed: complete, and possible to follow."""

from collections.abc import Iterable, Iterator

from portal.domain import disclosure
from portal.domain.policy import Ladder, Pack, Stage
from portal.domain.rule import Audience

Place = tuple[str | int, ...]
"""Where in the pack: keys, and positions in lists."""
Fault = tuple[Place, str]

NEEDED_CONTACTS = (
    "disagreement",
    "front_door",
    "out_of_hours",
    "practice",
    "complaints",
    "data_complaints",
    "ombudsman",
    "information_commissioner",
)
READABLE = 4.5  # WCAG 2.2, 1.4.3: contrast of words with what is behind them
DARK = 0.04045  # where the curve of the sRGB formula begins
SENDER = 11  # the most characters of a text message's sender


def faults(pack: Pack) -> Iterator[Fault]:
    """Everything that makes ``pack`` unfit for use: where, and a sentence."""
    yield from _council(pack)
    yield from _contacts(pack)
    if missing := [audience.value for audience in Audience if audience not in pack.audiences]:
        yield ("audiences",), f"Say whether the portal takes challenges of {', '.join(missing)}"
    for cell, sentence in disclosure.faults(pack.disclosure):
        yield ("disclosure", *cell), sentence
    keys = [ladder.key for ladder in pack.ladders]
    if "main" not in keys or len(set(keys)) < len(keys):
        yield ("ladders",), "One ladder must have the key “main”, and no two the same key"
    for index, ladder in enumerate(pack.ladders):
        for place, sentence in _ladder(pack, ladder):
            yield ("ladders", index, *place), sentence


def _council(pack: Pack) -> Iterator[Fault]:
    council = pack.council
    if council.key != pack.id.partition("@")[0]:
        yield ("council", "key"), f"“{council.key}” is not the name of the folder that this pack is in"
    if len(council.short_name) > SENDER:
        yield ("council", "short_name"), f"A sender's name has at most {SENDER} characters"
    for name in ("brand", "brand_dark"):
        ratio = contrast_with_white(getattr(council.colours, name))
        if ratio < READABLE:
            yield (
                ("council", "colours", name),
                f"This colour cannot be read on white (contrast {ratio:.1f}, 4.5 needed)",
            )


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of WCAG 2.2 between a colour such as "#12436d" and white; 1 if it is no colour."""
    try:
        parts = [byte / 255 for byte in bytes.fromhex(colour.removeprefix("#"))]
        red, green, blue = (p / 12.92 if p <= DARK else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    except ValueError:
        return 1.0
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _contacts(pack: Pack) -> Iterator[Fault]:
    for key in NEEDED_CONTACTS:
        if key not in pack.contacts:
            yield ("contacts",), f"There is no contact “{key}”"
    for place, keys in _contacts_named(pack):
        for key in keys:
            if key and key not in pack.contacts:
                yield place, f"There is no contact “{key}”"


def _contacts_named(pack: Pack) -> Iterator[tuple[Place, Iterable[str]]]:
    for audience, raiser in pack.audiences.items():
        yield ("audiences", audience), raiser.contacts
    yield ("complaints", "practice"), pack.complaints.practice.contacts
    yield ("complaints", "data"), pack.complaints.data.contacts
    yield ("exits",), [way.contact for way in pack.exits]
    for index, ladder in enumerate(pack.ladders):
        for rung, stage in enumerate(ladder.stages):
            yield ("ladders", index, "stages", rung), [told.contact for told in stage.notify]


def _ladder(pack: Pack, ladder: Ladder) -> Iterator[Fault]:
    keys = [stage.key for stage in ladder.stages]
    if not keys or len(set(keys)) < len(keys):
        yield ("stages",), "A ladder needs stages, each with a key of its own"
    ranks = [stage.rank for stage in ladder.stages]
    if ranks != sorted(ranks):
        yield ("stages",), "A stage is reviewed by someone less senior than the stage before"
    for index, stage in enumerate(ladder.stages):
        for place, sentence in _stage(pack, ladder, stage):
            yield ("stages", index, *place), sentence
    for index, cap in enumerate(ladder.caps):
        if not {cap.first, cap.last} <= set(keys) or keys.index(cap.first) > keys.index(cap.last):
            yield (("caps", index), f"“{cap.first}” to “{cap.last}” are not stages of this ladder, in this order")


def _stage(pack: Pack, ladder: Ladder, stage: Stage) -> Iterator[Fault]:
    for role in stage.reviewers:
        if role not in pack.roles:
            yield ("reviewers",), f"“{role}” is not one of the roles"
    if max((pack.roles[role].rank for role in stage.reviewers if role in pack.roles), default=0) < stage.rank:
        need = f"it needs rank {stage.rank}, and none of its reviewers has it"
        yield (), f"No reviewer can take “{stage.label}”: {need}"
    for route in stage.routes:
        there = [other for other in pack.ladders if other.key == (route.ladder or ladder.key)]
        if not any(rung.key == route.stage for other in there for rung in other.stages):
            yield ("routes",), f"There is no stage “{route.stage}” to go on to"
