"""What a reader is told of a file is what stands in it: page numbers are marked as no part of the text."""

import io
import re

import pypdf
import pytest

from portal.web.pdf_process import draw

PAGE = (
    "<html lang=en><head><title>A page</title><style>@page { size: A6; "
    "@bottom-right { content: 'Sheet ' counter(page) ' of ' counter(pages) } "
    "@bottom-left { content: 'Date: ....' } }</style></head><body><h1>Heading</h1>"
    "<ul><li>One<li>Two</ul><table><tr><th>Day<td>Monday</table><p>See <a href='https://example.com'>there</a>."
    "<p>%s</p></body></html>"
) % ("Words that go on. " * 300)
MARK = re.compile(rb"/(\w+)\s*<<\s*(/MCID (\d+)|/Type /Pagination)\s*>>\s*BDC(.*?)EMC", re.DOTALL)


@pytest.fixture(scope="module")
def document():
    return pypdf.PdfReader(io.BytesIO(draw(PAGE)))


def in_structure(element, page=None):
    """The page and number of every mark that the structure holds."""
    element = element.get_object()
    if isinstance(element, int):
        return {(page, int(element))}
    if element.get("/Type") == "/OBJR":
        return set()
    page = element.get("/Pg", page) if "/Pg" not in element else element.raw_get("/Pg").idnum
    kids = element.get("/K", [])
    return set().union(*(in_structure(kid, page) for kid in (kids if isinstance(kids, list) else [kids])))


def test_every_mark_on_a_page_is_in_the_structure_or_an_artefact(document):
    held = in_structure(document.trailer["/Root"]["/StructTreeRoot"])
    assert len(document.pages) > 2
    for page in document.pages:
        marks = MARK.findall(page.get_contents().get_data())
        told = {(page.indirect_reference.idnum, int(number)) for _tag, _how, number, _what in marks if number}
        assert told == {mark for mark in held if mark[0] == page.indirect_reference.idnum}
        pagination = [tag for tag, how, _number, _what in marks if how == b"/Type /Pagination"]
        assert pagination == [b"Artifact"] * 2, "the number and the place for a date"


def test_nothing_of_the_structure_stands_for_an_artefact(document):
    numbers = document.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    held = in_structure(document.trailer["/Root"]["/StructTreeRoot"])
    for page, parents in zip(document.pages, numbers[1::2], strict=False):
        for number, parent in enumerate(parents.get_object()):
            there = (page.indirect_reference.idnum, number) in held
            assert there != isinstance(parent.get_object(), pypdf.generic.NullObject | None)


def test_page_numbers_are_still_printed(document):
    count = len(document.pages)
    for number, page in enumerate(document.pages, 1):
        assert f"Sheet {number} of {count}" in page.extract_text()
