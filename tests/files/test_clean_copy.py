"""Of a file that somebody sends only what is seen or heard is kept, and what means harm is refused in time."""

import io
import json
import time

import psutil
import pypdfium2
import pytest
from hostile_files import SECRET
from PIL import Image

from portal.domain.evidence_formats import FORMATS, LARGEST, REFUSALS, FileKind, WhyNot
from portal.files import clean_copy_process
from portal.files.clean_copy import CONFINES, PROCESS, remake
from portal.files.confined_process import Confines, confined


def test_a_photo_is_kept_upright_without_where_when_and_with_what_it_was_taken(files):
    made = remake(files.photo, "IMG_2041.JPG")
    assert made.kind is FileKind.PICTURE
    assert SECRET.encode() in files.photo
    assert SECRET.encode() not in made.content
    seen = Image.open(io.BytesIO(made.content))
    assert seen.size == (480, 640)  # its turn is in the picture now
    assert not seen.getexif()
    assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(("which", "name"), [("screenshot", "a.png"), ("webp", "a.webp"), ("screenshot", "a.jpg")])
def test_every_picture_is_kept_as_a_jpeg_whatever_kind_of_picture_its_name_says(files, which, name):
    assert remake(getattr(files, which), name).content.startswith(b"\xff\xd8\xff")


def test_a_picture_that_is_an_archive_as_well_is_a_picture_alone(files):
    made = remake(files.jpeg_with_zip, "a.jpg")
    assert b"PK\x03\x04" not in made.content
    assert b"evil" not in made.content


def test_each_page_of_a_pdf_is_a_picture_and_nothing_else_of_it_is_kept(files):
    made = remake(files.letter, "letter.pdf")
    assert (made.kind, made.pages) == (FileKind.PDF, 2)
    assert SECRET in pypdfium2.PdfDocument(files.letter).get_metadata_dict().values()
    assert SECRET.encode() not in made.content
    opened = pypdfium2.PdfDocument(made.content)
    assert [page.get_textpage().get_text_range() for page in opened] == ["", ""]
    assert opened.get_metadata_dict(skip_empty=True).keys() <= {"Creator", "Producer", "CreationDate"}
    assert opened[0].render().to_pil().convert("L").getextrema()[0] < 100  # what was written is there to be read


def test_scripts_links_and_files_in_a_pdf_are_gone(files):
    made = remake(files.pdf_with_script, "a.pdf")
    for gone in (b"JavaScript", b"/JS", b"Launch", b"/URI", b"Filespec", b"evil", b"OpenAction", b"Annot"):
        assert gone in files.pdf_with_script
        assert gone not in made.content


@pytest.mark.parametrize(
    ("container", "codec", "name"),
    [
        ("ipod", "aac", "note.m4a"),
        ("mp3", "libmp3lame", "note.mp3"),
        ("ogg", "libopus", "WhatsApp.opus"),
        ("wav", "pcm_s16le", "note.wav"),
        ("webm", "libopus", "note.webm"),
        ("adts", "aac", "note.aac"),
    ],
)
def test_a_recording_is_kept_as_mp3_without_what_its_container_says(files, container, codec, name):
    sent = files.sound(container, codec)
    made = remake(sent, name)
    assert (made.kind, made.seconds) == (FileKind.SOUND, 1)
    assert SECRET.encode() not in made.content
    assert made.content[:3] in (b"ID3", b"\xff\xfb\x54")


def refused(file, name="a.jpg", **confines):
    began = time.monotonic()
    why = remake(file, name, Confines(**confines) if confines else CONFINES)
    assert isinstance(why, WhyNot)
    assert REFUSALS[why]
    return why, time.monotonic() - began


@pytest.mark.parametrize(
    ("file", "name", "why"),
    [
        (b"", "a.jpg", WhyNot.EMPTY),
        (b"\xff\xd8\xff" + b"x" * LARGEST, "a.jpg", WhyNot.TOO_LARGE),
        (b"MZ\x90\0" * 9, "a.jpg", WhyNot.UNKNOWN),
        (b"<svg onload=alert(1)>", "a.svg", WhyNot.UNKNOWN),
        (b"<html><script>", "a.html", WhyNot.UNKNOWN),
        (b"GIF89a" + b"\0" * 30, "a.gif", WhyNot.UNKNOWN),
        (b"PK\x03\x04" + b"\0" * 30, "letter.docx", WhyNot.UNKNOWN),
        (b"\0\0\0\x18ftypheic" + b"\0" * 30, "IMG_1.HEIC", WhyNot.HEIC),
        (b"\xff\xd8\xff" + b"no picture" * 9, "a.jpg", WhyNot.BROKEN),
        (b"%PDF-1.7\nno pages", "a.pdf", WhyNot.BROKEN),
        (b"OggS" + b"\0" * 99, "a.ogg", WhyNot.BROKEN),
    ],
)
def test_what_is_no_file_that_we_take_is_refused_with_a_reason(file, name, why):
    assert refused(file, name)[0] is why


def test_a_file_whose_name_says_that_it_is_of_another_kind_is_refused(files):
    assert refused(files.letter, "letter.jpg")[0] is WhyNot.OTHER_NAME
    assert refused(files.photo, "photo.jpg.exe")[0] is WhyNot.OTHER_NAME


def test_a_huge_picture_is_refused_before_it_is_unpacked(files):
    assert len(files.png_bomb) < 200_000
    why, took = refused(files.png_bomb, "a.png")
    assert why is WhyNot.TOO_MANY_PIXELS
    assert took < 10


def test_a_pdf_that_unpacks_without_end_is_ended_and_the_next_file_is_taken(files):
    assert len(files.pdf_bomb) < 3_000_000
    why, took = refused(files.pdf_bomb, "a.pdf", seconds=2, memory=1 << 30)
    assert why in (WhyNot.TOO_MUCH, WhyNot.BROKEN)
    assert took < 10
    assert remake(files.webp, "a.webp").kind is FileKind.PICTURE


def test_long_pdfs_films_and_long_recordings_are_refused(files, monkeypatch):
    assert refused(files.many_pages, "a.pdf")[0] is WhyNot.TOO_MANY_PAGES
    assert refused(files.film, "a.mp4")[0] is WhyNot.FILM
    monkeypatch.setattr(clean_copy_process, "LONGEST_SOUND", 1)
    told = clean_copy_process.remake(b"mp3\n" + files.sound("mp3", "libmp3lame", 24_000, 3))
    assert json.loads(told.partition(b"\n")[0]) == {"why": WhyNot.TOO_LONG}


def test_a_list_of_other_files_is_never_read():
    """FFmpeg reads lists that name files of the machine, unless it is told what it reads."""
    playlist = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"
    assert refused(playlist, "a.mp3")[0] is WhyNot.UNKNOWN
    assert refused(b"ID3" + playlist, "a.mp3")[0] is WhyNot.BROKEN


def test_the_process_that_opens_them_knows_no_key_and_its_children_can_open_no_file(files, monkeypatch):
    confined(PROCESS).end()
    monkeypatch.setenv("PORTAL_MASTER_KEY", "a key")
    assert remake(files.webp, "a.webp").kind is FileKind.PICTURE
    process = psutil.Process(confined(PROCESS)._process.pid)
    assert "PORTAL_MASTER_KEY" not in process.environ()
    assert process.children() == []


def test_every_format_is_one_that_a_browser_offers_and_a_name_may_say():
    assert all(rule.endings for rule in FORMATS.values())
