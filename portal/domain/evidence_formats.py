"""Which files people may send us: pictures, PDFs and sound, told by their first bytes and not by their names."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from portal.domain.i18n import _


class FileKind(StrEnum):
    """What a file is good for. What we keep of each is made anew by us, in one format."""

    PICTURE = "picture"
    PDF = "pdf"
    SOUND = "sound"


class KeptFormat(NamedTuple):
    """The one format in which we keep files of a kind."""

    ending: str
    media_type: str
    words: str


KEPT: Mapping[FileKind, KeptFormat] = {
    FileKind.PICTURE: KeptFormat("jpg", "image/jpeg", _("Picture")),
    FileKind.PDF: KeptFormat("pdf", "application/pdf", _("PDF")),
    FileKind.SOUND: KeptFormat("mp3", "audio/mpeg", _("Sound recording")),
}

MEGABYTE = 1024 * 1024  # bytes
LARGEST = 10 * MEGABYTE
"""Of a file as somebody sends it."""
LARGEST_KEPT = 20 * MEGABYTE
"""Of a file as we keep it."""
AT_SENDING, IN_ALL = 10, 20
"""How many files somebody can send with a request, and with what they add to it later."""
MOST_PAGES = 30
"""Of one PDF."""
LONGEST_SOUND = 20 * 60  # seconds
MOST_PIXELS = 50_000_000
"""Of one picture."""


class Format(StrEnum):
    """What a file that is sent to us can be."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    MP3 = "mp3"
    MP4 = "mp4"
    OGG = "ogg"
    WAV = "wav"
    WEBM = "webm"
    AMR = "amr"
    AAC = "aac"


class FormatRule(NamedTuple):
    kind: FileKind
    endings: tuple[str, ...]  # with which its name may end


FORMATS: Mapping[Format, FormatRule] = {
    Format.JPEG: FormatRule(FileKind.PICTURE, ("jpg", "jpeg", "jfif")),
    Format.PNG: FormatRule(FileKind.PICTURE, ("png",)),
    Format.WEBP: FormatRule(FileKind.PICTURE, ("webp",)),
    Format.PDF: FormatRule(FileKind.PDF, ("pdf",)),
    Format.MP3: FormatRule(FileKind.SOUND, ("mp3",)),
    Format.MP4: FormatRule(FileKind.SOUND, ("m4a", "mp4", "3gp", "3gpp")),
    Format.OGG: FormatRule(FileKind.SOUND, ("ogg", "oga", "opus")),
    Format.WAV: FormatRule(FileKind.SOUND, ("wav",)),
    Format.WEBM: FormatRule(FileKind.SOUND, ("webm",)),
    Format.AMR: FormatRule(FileKind.SOUND, ("amr",)),
    Format.AAC: FormatRule(FileKind.SOUND, ("aac",)),
}
ACCEPTED = tuple(f".{ending}" for rule in FORMATS.values() for ending in rule.endings)
"""What a browser offers to choose from. Without a picture format of their own, iPhones send JPEG."""


class WhyNot(StrEnum):
    """Why a file is not taken. :data:`REFUSALS` says it to who sent it."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    HEIC = "heic"
    OTHER_NAME = "other_name"
    BROKEN = "broken"
    LOCKED = "locked"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG = "too_long"
    FILM = "film"
    HARMFUL = "harmful"
    TOO_MUCH = "too_much"
    ENOUGH = "enough"


REFUSALS: Mapping[WhyNot, str] = {
    WhyNot.EMPTY: _("This file is empty. Choose another file."),
    WhyNot.TOO_LARGE: _("This file is too big. It must be 10 MB or smaller. You can send a long letter in parts."),
    WhyNot.UNKNOWN: _(
        "We cannot open this kind of file. Choose a photo (JPG or PNG), a PDF or a voice recording (MP3 or M4A)."
    ),
    WhyNot.HEIC: _(
        "We cannot open this kind of photo (HEIC). On your phone, take a screenshot of the photo and send that instead."
    ),
    WhyNot.OTHER_NAME: _("The name of this file does not fit what is in it. Save it again, or choose another file."),
    WhyNot.BROKEN: _("We cannot open this file. It may be damaged. Choose another file, or take a photo of it."),
    WhyNot.LOCKED: _("This PDF has a password. Save it without a password, or take photos of the pages."),
    WhyNot.TOO_MANY_PAGES: _("This PDF has more than 30 pages. Send the pages that matter most."),
    WhyNot.TOO_MANY_PIXELS: _("This picture is too big for us to open. Take a screenshot of it and send that instead."),
    WhyNot.TOO_LONG: _("This recording is longer than 20 minutes. Send the part that matters most."),
    WhyNot.FILM: _("We cannot take films. You can send a photo or a voice recording."),
    WhyNot.HARMFUL: _("We found something in this file that can harm computers, so we have not kept it."),
    WhyNot.ENOUGH: _("You have sent as many files as we can take. Call us if there is something more to show us."),
    WhyNot.TOO_MUCH: _("This file is too much for us to open. Send it in parts, or take photos of it."),
}

_BRANDS_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_STARTS: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xd8\xff", Format.JPEG),
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"%PDF-", Format.PDF),
    (b"OggS", Format.OGG),
    (b"ID3", Format.MP3),
    (b"\x1a\x45\xdf\xa3", Format.WEBM),
    (b"#!AMR", Format.AMR),
    (b"\xff\xf1", Format.AAC),
    (b"\xff\xf9", Format.AAC),
)
_WITHIN_RIFF = {b"WEBP": Format.WEBP, b"WAVE": Format.WAV}
_SYNC, _SYNC_BITS, _LAYER_BITS = 0xFF, 0xE0, 0x06  # of a frame of MP3


def format_of(file: bytes) -> Format | WhyNot:
    """What a file is by its first bytes, or why it is nothing that we take."""
    if not file:
        return WhyNot.EMPTY
    if file[4:8] == b"ftyp":
        return WhyNot.HEIC if file[8:12] in _BRANDS_HEIC else Format.MP4
    if file[:4] == b"RIFF":
        return _WITHIN_RIFF.get(file[8:12], WhyNot.UNKNOWN)
    found = next((known for start, known in _STARTS if file.startswith(start)), None)
    return found or (Format.MP3 if _is_mp3_frame(file) else WhyNot.UNKNOWN)


def _is_mp3_frame(file: bytes) -> bool:
    return len(file) > 1 and file[0] == _SYNC and file[1] & _SYNC_BITS == _SYNC_BITS and bool(file[1] & _LAYER_BITS)


def why_not_taken(file: bytes, name: str) -> WhyNot | None:
    """Why a file with this name is not taken, before anybody opens it; ``None`` where it may be tried.

    Whatever a picture is called, it is made anew as a picture: only another kind of file is refused for its name.
    """
    if len(file) > LARGEST:
        return WhyNot.TOO_LARGE
    found = format_of(file)
    if isinstance(found, WhyNot):
        return found
    _stem, dot, ending = name.strip().rpartition(".")
    kind = FORMATS[found].kind
    fits = {each for rule in FORMATS.values() if rule.kind is kind for each in rule.endings}
    return WhyNot.OTHER_NAME if dot and ending.lower() not in fits else None
