"""Files as people send them, and as those send them who mean harm: made anew each time, nothing of anybody's."""

import io
import zlib
from functools import cached_property

import av
import pypdfium2
from PIL import Image
from weasyprint import HTML

SECRET = "Whitley Bay 2026"
"""Stands in what must not stay in a file: where, when and with what it was made."""


class Files:
    """Each is made once."""

    @cached_property
    def photo(self) -> bytes:
        """A photograph with the place, the device and an upright turn in its EXIF, and a small picture of itself."""
        picture = Image.effect_noise((640, 480), 40).convert("RGB")
        exif = Image.Exif()
        exif[0x010F], exif[0x0110], exif[0x0112] = SECRET, "Pixel Example", 6
        exif.get_ifd(0x8825).update({1: "N", 2: (55.0, 2.0, 30.0), 3: "W", 4: (1.0, 26.0, 40.0)})
        return _saved(picture, "JPEG", exif=exif, comment=SECRET.encode())

    @cached_property
    def screenshot(self) -> bytes:
        return _saved(Image.new("RGBA", (320, 640), (10, 20, 30, 0)), "PNG")

    @cached_property
    def webp(self) -> bytes:
        return _saved(Image.new("RGB", (50, 50), "navy"), "WEBP")

    @cached_property
    def jpeg_with_zip(self) -> bytes:
        """A picture that is a ZIP archive as well."""
        return self.photo + b"PK\x03\x04" + b"evil.exe" + b"MZ" * 50

    @cached_property
    def png_bomb(self) -> bytes:
        """A small file that would be a picture of 900 million pixels."""
        side = 30_000
        raw = zlib.compressobj(9)
        body = b"".join(raw.compress(b"\0" * (side // 8 + 1)) for _ in range(side)) + raw.flush()
        head = side.to_bytes(4, "big") * 2 + bytes((1, 0, 0, 0, 0))
        chunks = (_chunk(b"IHDR", head), _chunk(b"IDAT", body), _chunk(b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)

    @cached_property
    def letter(self) -> bytes:
        """Two pages, with what a word processor says of itself and of who wrote it."""
        return HTML(
            string=f"<title>{SECRET}</title><meta name=author content='{SECRET}'>"
            "<p>Dear Sam Example<p style='break-before:page'>Second page"
        ).write_pdf()

    @cached_property
    def pdf_with_script(self) -> bytes:
        """A page that runs a script, opens an address and holds a file when it is opened."""
        return pdf_of(
            b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
            b"/AA<</WC<</S/URI/URI(http://example.com/)>>>>/Names<</EmbeddedFiles<</Names[(x) 4 0 R]>>>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]"
            b"/A<</S/Launch/F(cmd.exe)>>>>]>>",
            b"<</Type/Filespec/F(evil.exe)>>",
        )

    @cached_property
    def pdf_bomb(self) -> bytes:
        """A page whose drawing unpacks to a thousand times its size."""
        packed = zlib.compress(b"q 1 0 0 1 0 0 cm 0 0 9 9 re f Q " * 3_000_000, 9)
        content = b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed)
        return pdf_of(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>",
            content,
        )

    @cached_property
    def many_pages(self) -> bytes:
        made = pypdfium2.PdfDocument.new()
        for _ in range(31):
            made.new_page(72, 72)
        file = io.BytesIO()
        made.save(file)
        return file.getvalue()

    def sound(self, container: str, codec: str, rate: int = 48_000, seconds: float = 1) -> bytes:
        """A moment of silence that says where it was recorded."""
        file = io.BytesIO()
        with av.open(file, "w", format=container) as made:
            made.metadata["title"] = SECRET
            made.metadata["location"] = SECRET
            voice = made.add_stream(codec, rate=rate, layout="mono")
            size = voice.codec_context.frame_size or 1024
            even = av.AudioResampler(format=voice.format, layout="mono", rate=rate, frame_size=size)
            for number in range(int(seconds * rate) // 1024 + 1):
                frame = av.AudioFrame(format="s16", layout="mono", samples=1024)
                frame.sample_rate, frame.pts = rate, number * 1024
                for piece in even.resample(frame):
                    made.mux(voice.encode(piece))
            for piece in even.resample(None):
                made.mux(voice.encode(piece))
            made.mux(voice.encode(None))
        return file.getvalue()

    @cached_property
    def voice_note(self) -> bytes:
        return self.sound("ipod", "aac", 44_100)

    @cached_property
    def film(self) -> bytes:
        file = io.BytesIO()
        with av.open(file, "w", format="mp4") as made:
            shown = made.add_stream("mpeg4", rate=10)
            shown.width = shown.height = 32
            shown.pix_fmt = "yuv420p"
            for _ in range(3):
                made.mux(shown.encode(av.VideoFrame(32, 32, "yuv420p")))
            made.mux(shown.encode(None))
        return file.getvalue()


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of these objects, the first being its catalogue."""
    body, at = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        at.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in at)
    body += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)
    return bytes(body)


def _saved(picture: Image.Image, how: str, **more: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, how, **more)
    return file.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
