"""Says of page numbers and what else stands in a page's margins that they are no part of the text (PDF/UA-1, 7.8).

WeasyPrint leaves them out of the structure of a document, but marks them as if they were in it: a reader that goes
by the marks would read "Sheet 2 of 3" aloud in the middle of a sentence.
"""

from collections.abc import Iterator
from typing import Any

PAGINATION = b"<</Type /Pagination>>"


def mark(_document: Any, pdf: Any) -> None:
    """Mark as artefacts what is drawn on the pages and is not in the structure; WeasyPrint calls this at the end."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    inside = set(_marks(pdf, root))
    parents = _at(pdf, root["ParentTree"])["Nums"]
    of_page = dict(zip(parents[::2], parents[1::2], strict=True))
    for number, page in enumerate(pdf.page_references):
        words = _at(pdf, _at(pdf, page)["Contents"]).stream
        for place, word in enumerate(words):
            if word == b"BDC" and (page, mark := words[place - 1]["MCID"]) not in inside:
                words[place - 2], words[place - 1] = b"/Artifact", PAGINATION
                of_page[number][mark] = b"null"


def _marks(pdf: Any, element: Any) -> Iterator[tuple[bytes, int]]:
    """The marks on pages that this part of the structure holds: the page, and the number of the mark there."""
    for kid in element.get("K", ()):
        if isinstance(kid, int):
            yield element["Pg"], kid
        else:
            yield from _marks(pdf, _at(pdf, kid))


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
