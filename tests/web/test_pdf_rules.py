"""Our files keep the rules of PDF/UA that a program can check, and the checker sees each fault it is there for."""

import io
import sys
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import ArrayObject, NameObject, NumberObject, TextStringObject

from portal.web.pdf_process import draw

sys.path.insert(0, str(Path(__file__).parents[1] / "accessibility"))

from pdf_rules import faults

PAGE = """<html lang=en><head><title>A page</title></head><body><h1>Heading</h1><h2>Under it</h2>
<ul><li>One<li>Two</ul><p>See <a href='https://example.com'>there</a>."""


@pytest.fixture(scope="module")
def sound():
    return draw(PAGE)


@pytest.fixture
def document(sound):
    return pypdf.PdfWriter(clone_from=io.BytesIO(sound))


def found(document):
    written = io.BytesIO()
    document.write(written)
    return {fault.partition(":")[0] for fault in faults(written.getvalue())}


def elements(document, kind):
    every = (each.get_object() for each in document._objects)
    return [each for each in every if isinstance(each, dict) and each.get("/S") == kind]


def test_a_file_of_ours_keeps_them(sound):
    assert faults(sound) == []


def test_a_table_is_found_whose_headings_do_not_say_of_what():
    """WeasyPrint never writes it: none of our files has a table, and the first that does is found."""
    page = PAGE + "<table><tr><th scope=row>Day<td>Monday</table>"
    assert [fault.partition(":")[0] for fault in faults(draw(page))] == ["15-003"]


def unmark(document):
    document.root_object[NameObject("/MarkInfo")] = pypdf.generic.DictionaryObject()


def no_language(document):
    del document.root_object["/Lang"]


def no_bookmarks(document):
    del document.root_object["/Outlines"]


def skipped_level(document):
    elements(document, "/H2")[0][NameObject("/S")] = NameObject("/H3")


def item_without_list(document):
    elements(document, "/L")[0][NameObject("/S")] = NameObject("/Sect")


def unknown_type(document):
    elements(document, "/P")[0][NameObject("/S")] = NameObject("/Paragraph")


def link_as_text(document):
    elements(document, "/Link")[0][NameObject("/S")] = NameObject("/Span")


def link_without_words(document):
    del document.pages[0]["/Annots"][0].get_object()["/Contents"]


def other_order_of_stops(document):
    document.pages[0][NameObject("/Tabs")] = NameObject("/R")


def picture_without_words(document):
    elements(document, "/P")[0][NameObject("/S")] = NameObject("/Figure")


def words_outside_the_structure(document):
    elements(document, "/Span")[0][NameObject("/K")] = ArrayObject([NumberObject(99)])


def words_without_a_mark(document):
    contents = document.pages[0]["/Contents"].get_object()
    contents.set_data(contents.get_data() + b"\nBT (More) Tj ET")


def name_of_the_file_in_the_window(document):
    del document.root_object["/ViewerPreferences"]


def no_metadata(document):
    del document.root_object["/Metadata"]


def does_something(document):
    document.root_object[NameObject("/OpenAction")] = TextStringObject("x")


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (unmark, "06"), (no_language, "11-006"), (no_bookmarks, "7.17"), (skipped_level, "14-003"),
        (item_without_list, "09-004"), (unknown_type, "02-001"), (link_as_text, "28-011"),
        (link_without_words, "28-012"), (other_order_of_stops, "28-008"), (picture_without_words, "13-004"),
        (words_outside_the_structure, "01-006"), (words_without_a_mark, "01-005"),
        (name_of_the_file_in_the_window, "07-001"), (no_metadata, "06-001"), (does_something, "20 to 29"),
    ],
)  # fmt: skip
def test_each_fault_is_found(spoil, rule, document):
    spoil(document)
    assert rule in found(document)
