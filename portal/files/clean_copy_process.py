"""Makes files anew in a process of its own: what is seen and heard is kept, and nothing else of what was sent.

Pictures are drawn again without where and with what they were taken; each page of a PDF becomes a picture, so that no
script, link, form or hidden text is left; sound is decoded and encoded again. A child of this process can open no file
and no connection (:mod:`portal.files.confined_process`).
"""

import io
import json
from collections.abc import Callable, Mapping

import av
import pypdfium2
from PIL import Image, ImageOps

from portal.domain.evidence_formats import (
    FORMATS,
    LARGEST_KEPT,
    LONGEST_SOUND,
    MOST_PAGES,
    MOST_PIXELS,
    FileKind,
    Format,
    WhyNot,
)
from portal.files.confined_process import serve

LONG_SIDE = 3000  # pixels of a picture: the small print of a letter can be read
PAGE_SIDE = 2200  # pixels of a page of a PDF
DOTS = 150 / 72  # for each point of a page: 150 dots an inch
QUALITY = 85
RATE, BIT_RATE = 24_000, 48_000  # samples and bits a second: what speech needs
DEMUXERS: Mapping[Format, str] = {
    Format.MP3: "mp3",
    Format.MP4: "mov",
    Format.OGG: "ogg",
    Format.WAV: "wav",
    Format.WEBM: "matroska",
    Format.AMR: "amr",
    Format.AAC: "aac",
}
"""What reads each format of sound. It is named, so that no file is taken for a list of other files."""

Image.MAX_IMAGE_PIXELS = None  # we look ourselves, before anything is unpacked
PASSWORD = 4  # PDFium's number for a file that wants one


class FileRefused(Exception):
    """It cannot be made anew. ``why``: of what we know about it."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why.value)
        self.why = why


def remake(given: bytes) -> bytes:
    """A line of JSON (``why`` where it is refused, else ``pages`` and ``seconds``) and the file as we keep it.

    ``given``: the name of the format, a line end, and the file.
    """
    name, _, raw = given.partition(b"\n")
    found = Format(name.decode())
    try:
        told, made = _REMAKERS[FORMATS[found].kind](raw, found)
    except FileRefused as refused:
        told, made = {"why": refused.why.value}, b""
    except MemoryError:
        told, made = {"why": WhyNot.TOO_MUCH.value}, b""
    except (OSError, ValueError, SyntaxError, EOFError, av.FFmpegError, pypdfium2.PdfiumError):
        told, made = {"why": WhyNot.BROKEN.value}, b""
    if len(made) > LARGEST_KEPT:
        told, made = {"why": WhyNot.TOO_MUCH.value}, b""
    return json.dumps(told).encode() + b"\n" + made


def _picture(raw: bytes, _found: Format) -> tuple[dict[str, object], bytes]:
    with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP")) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise FileRefused(WhyNot.TOO_MANY_PIXELS)
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONG_SIDE, LONG_SIDE))
        return {"pages": 1, "seconds": 0}, _jpeg(upright)


def _jpeg(picture: Image.Image) -> bytes:
    """The picture alone, on white where it lets something through."""
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        over = picture.convert("RGBA")
        picture = Image.new("RGB", over.size, "white")
        picture.paste(over, mask=over.getchannel("A"))
    clean = Image.new("RGB", picture.size)
    clean.paste(picture.convert("RGB"))
    made = io.BytesIO()
    clean.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def _pdf(raw: bytes, _found: Format) -> tuple[dict[str, object], bytes]:
    try:
        opened = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        raise FileRefused(WhyNot.LOCKED if getattr(error, "err_code", 0) == PASSWORD else WhyNot.BROKEN) from None
    if not 0 < len(opened) <= MOST_PAGES:
        raise FileRefused(WhyNot.TOO_MANY_PAGES if len(opened) else WhyNot.BROKEN)
    if opened.get_formtype():
        opened.init_forms()  # so that what was filled in is seen
    made, size = pypdfium2.PdfDocument.new(), 0
    for number in range(len(opened)):
        size += _add_page(made, opened[number])
        if size > LARGEST_KEPT:
            raise FileRefused(WhyNot.TOO_MUCH)
    file = io.BytesIO()
    made.save(file)
    return {"pages": len(opened), "seconds": 0}, file.getvalue()


def _add_page(made: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> int:
    """Add the picture of a page; how many bytes it has."""
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise FileRefused(WhyNot.BROKEN)
    drawn = page.render(scale=min(DOTS, PAGE_SIDE / max(width, height)))
    seen = _jpeg(drawn.to_pil())
    drawn.close()
    image = pypdfium2.PdfImage.new(made)
    image.load_jpeg(io.BytesIO(seen), inline=True)
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    blank = made.new_page(width, height)
    blank.insert_obj(image)
    blank.gen_content()
    blank.close()
    page.close()
    return len(seen)


def _sound(raw: bytes, found: Format) -> tuple[dict[str, object], bytes]:
    heard, file = 0, io.BytesIO()
    with av.open(io.BytesIO(raw), "r", format=DEMUXERS[found]) as opened:
        if found in (Format.MP4, Format.WEBM) and opened.streams.video:
            raise FileRefused(WhyNot.FILM)
        if not opened.streams.audio:
            raise FileRefused(WhyNot.BROKEN)
        with av.open(file, "w", format="mp3") as made:
            voice = made.add_stream("libmp3lame", rate=RATE, layout="mono")
            voice.bit_rate = BIT_RATE
            voice.options = {"compression_level": "9"}  # the quickest: speech does not need more
            even = av.AudioResampler(format=voice.format, layout="mono", rate=RATE)
            for frame in opened.decode(audio=0):
                for piece in even.resample(frame):
                    heard += piece.samples
                    made.mux(voice.encode(piece))
                if heard > LONGEST_SOUND * RATE:
                    raise FileRefused(WhyNot.TOO_LONG)
            for piece in even.resample(None):
                heard += piece.samples
                made.mux(voice.encode(piece))
            made.mux(voice.encode(None))
    if not heard:
        raise FileRefused(WhyNot.BROKEN)
    return {"pages": 0, "seconds": heard // RATE}, file.getvalue()


_REMAKERS: Mapping[FileKind, Callable[[bytes, Format], tuple[dict[str, object], bytes]]] = {
    FileKind.PICTURE: _picture,
    FileKind.PDF: _pdf,
    FileKind.SOUND: _sound,
}


def get_ready() -> None:
    """Load everything that is needed to make a file anew: a child may open no file."""
    small = Image.new("RGB", (8, 8), "white")
    for wanted in ("JPEG", "PNG", "WEBP"):
        file = io.BytesIO()
        small.save(file, wanted)
        remake(f"{Format[wanted].value}\n".encode() + file.getvalue())
    pages = pypdfium2.PdfDocument.new()
    pages.new_page(72, 72)
    file = io.BytesIO()
    pages.save(file)
    remake(b"pdf\n" + file.getvalue())
    _silence()


def _silence() -> None:
    """Encode and decode a moment without a sound."""
    file = io.BytesIO()
    with av.open(file, "w", format="wav") as made:
        voice = made.add_stream("pcm_s16le", rate=RATE, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=RATE // 10)
        frame.sample_rate = RATE
        made.mux(voice.encode(frame))
        made.mux(voice.encode(None))
    remake(b"wav\n" + file.getvalue())


if __name__ == "__main__":
    get_ready()
    serve(remake, opens_files=False)
