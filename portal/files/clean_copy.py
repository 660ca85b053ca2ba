"""A file that somebody sent, made anew: see :mod:`portal.files.clean_copy_process`, which does it."""

import json
from dataclasses import dataclass, field

from portal.domain.evidence_formats import FORMATS, FileKind, WhyNot, format_of, why_not_taken
from portal.files.confined_process import Confines, confined

PROCESS = "portal.files.clean_copy_process"
CONFINES = Confines(seconds=20, memory=1 << 30)


@dataclass(frozen=True, slots=True)
class Remade:
    """A file as we keep it."""

    kind: FileKind
    pages: int  # 0 for sound
    seconds: int  # 0 for what is not heard
    content: bytes = field(repr=False)


def remake(file: bytes, name: str, confines: Confines = CONFINES) -> Remade | WhyNot:
    """The file as we keep it, or why it is not taken. For one thread at a time. ``name``: as its sender calls it."""
    if why := why_not_taken(file, name):
        return why
    found = format_of(file)
    if isinstance(found, WhyNot):
        return found
    made = confined(PROCESS).work(f"{found.value}\n".encode() + file, confines)
    if not made:
        return WhyNot.TOO_MUCH
    line, _, content = made.partition(b"\n")
    told = json.loads(line)
    if "why" in told:
        return WhyNot(told["why"])
    return Remade(FORMATS[found].kind, told["pages"], told["seconds"], content)
