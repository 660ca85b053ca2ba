"""The rules of PDF/UA-1 (ISO 14289-1) that a program can check, as the Matterhorn Protocol 1.1 numbers them.

``faults`` answers with a sentence for each rule that a file breaks. It is no validator: what a person has to judge,
and what WeasyPrint never writes (forms, films, scripts, mathematics), is refused or left out.
"""

import io
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pypdf
from lxml import etree
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject, NumberObject

STANDARD = frozenset(
    re.findall(
        r"\w+",
        "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
        "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP "
        "Warichu WT WP Figure Formula Form",
    )
)
"""The structure types of ISO 32000-1, 14.8.4."""
WITHIN = {
    "LI": ("L",), "LBody": ("LI",), "TR": ("Table", "THead", "TBody", "TFoot"), "TH": ("TR",), "TD": ("TR",),
    "THead": ("Table",), "TBody": ("Table",), "TFoot": ("Table",), "TOCI": ("TOC",),
}  # fmt: skip
HOLDS = {"L": ("L", "LI", "Caption"), "LI": ("Lbl", "LBody"), "TR": ("TH", "TD")}
PAINTS = frozenset((b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh", b"Do",
                    b"INLINE IMAGE"))  # fmt: skip
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
PDFUA, DC = "{http://www.aiim.org/pdfua/ns/id/}", "{http://purl.org/dc/elements/1.1/}"


def faults(data: bytes) -> list[str]:
    """A sentence for each fault, which begins with the number of the rule."""
    document = pypdf.PdfReader(io.BytesIO(data))
    return [fault for rule in RULES for fault in rule(document)]


class Element:
    """One of the structure: its type, what holds it, its own elements, and the marks on pages that it stands for."""

    def __init__(self, entry: DictionaryObject, parent: "Element | None", page: int | None, roles: Any) -> None:
        self.entry, self.parent = entry, parent
        self.said = str(entry.get("/S", ""))[1:]
        self.type = str(roles.get(f"/{self.said}", f"/{self.said}"))[1:]
        self.children: list[Element] = []
        self.marks: list[tuple[int | None, int]] = []
        self.annotations: list[int] = []
        page = entry.raw_get("/Pg").idnum if "/Pg" in entry else page
        kids = entry.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            self._take(kid.get_object(), page, roles)

    def _take(self, kid: Any, page: int | None, roles: Any) -> None:
        if isinstance(kid, NumberObject):
            self.marks.append((page, int(kid)))
        elif kid.get("/Type") == "/MCR":
            self.marks.append((kid.raw_get("/Pg").idnum if "/Pg" in kid else page, int(kid["/MCID"])))
        elif kid.get("/Type") == "/OBJR":
            self.annotations.append(kid.raw_get("/Obj").idnum)
        else:
            self.children.append(Element(kid, self, page, roles))

    def all(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            yield from child.all()


def structure(document: pypdf.PdfReader) -> list[Element]:
    """Every element, in the order in which it is read out."""
    root = document.root_object.get("/StructTreeRoot", {})
    if "/K" not in root:
        return []
    kids = root["/K"]
    tops = [each.get_object() for each in (kids if isinstance(kids, list) else [kids])]
    roles = root.get("/RoleMap", {})
    return [element for top in tops for element in Element(top, None, None, roles).all()]


def tagged(document: pypdf.PdfReader) -> Iterator[str]:
    root = document.root_object
    info = root.get("/MarkInfo", {})
    if not _true(info, "/Marked") or _true(info, "/Suspects"):
        yield "06: the file does not say that it is tagged"
    if not structure(document):
        yield "09: there is no structure"


def _true(entry: DictionaryObject, name: str) -> bool:
    return bool(entry.get(name, False) == True)  # noqa: E712 - its truth is an object, which is always true


def _nesting(document: pypdf.PdfReader, page: Any) -> Iterator[tuple[bytes, list[tuple[str, int | None]]]]:
    """Each thing that is painted on a page, and the marks round it, outermost first."""
    marks: list[tuple[str, int | None]] = []
    for operands, operator in ContentStream(page.get_contents(), document).operations:
        if operator in {b"BDC", b"BMC"}:
            properties = operands[1] if len(operands) > 1 else {}
            marks.append((str(operands[0]), properties.get("/MCID") if hasattr(properties, "get") else None))
        elif operator == b"EMC":
            marks.pop()
        elif operator in PAINTS:
            yield operator, list(marks)


def everything_is_marked(document: pypdf.PdfReader) -> Iterator[str]:
    held = {mark for element in structure(document) for mark in element.marks}
    for number, page in enumerate(document.pages, 1):
        here = page.indirect_reference.idnum if page.indirect_reference else None
        for operator, marks in _nesting(document, page):
            artefact = any(tag == "/Artifact" for tag, _ in marks)
            inside = [mark for _tag, mark in marks if mark is not None]
            if artefact and inside:
                yield f"01-003: page {number} has text in an artefact, or an artefact in text"
            elif not artefact and not inside:
                yield f"01-005: page {number} paints ({operator.decode()}) what is neither text nor an artefact"
            elif not artefact and (here, inside[-1]) not in held:
                yield f"01-006: page {number} has a mark that is not in the structure"


def types(document: pypdf.PdfReader) -> Iterator[str]:
    for element in structure(document):
        if element.type not in STANDARD:
            yield f"02-001: {element.said} is no standard type and stands for none"
        if element.said in STANDARD and element.said != element.type:
            yield f"02-004: the standard type {element.said} is made another"


def metadata(document: pypdf.PdfReader) -> Iterator[str]:
    stream = document.root_object.get("/Metadata")
    if stream is None:
        yield "06-001: there are no metadata"
        return
    tree = etree.fromstring(stream.get_data())
    values = {node.tag: "".join(node.itertext()).strip() for node in tree.iter() if isinstance(node.tag, str)}
    values |= {name: value for node in tree.iter() if isinstance(node.tag, str) for name, value in node.attrib.items()}
    if values.get(f"{PDFUA}part") != "1":
        yield "06-002: it does not say that it is PDF/UA-1"
    if not values.get(f"{DC}title"):
        yield "06-003: there is no title"
    if not _true(document.root_object.get("/ViewerPreferences", {}), "/DisplayDocTitle"):
        yield "07-001: its window shows the file's name instead of its title"


def nested(document: pypdf.PdfReader) -> Iterator[str]:
    for element in structure(document):
        parent = element.parent.type if element.parent else ""
        if element.type in WITHIN and parent not in WITHIN[element.type]:
            yield f"09-004: {element.type} stands in {parent or 'nothing'}"
        wrong = {c.type for c in element.children} - set(HOLDS.get(element.type, STANDARD))
        if wrong:
            yield f"09-005: {element.type} holds {', '.join(sorted(wrong))}"


def _fonts(document: pypdf.PdfReader) -> dict[int, DictionaryObject]:
    found: dict[int, DictionaryObject] = {}
    for page in document.pages:
        for reference in page.get("/Resources", {}).get("/Font", {}).values():
            known = reference.idnum if isinstance(reference, IndirectObject) else id(reference)
            found[known] = reference.get_object()
    return found


def fonts(document: pypdf.PdfReader) -> Iterator[str]:
    for font in _fonts(document).values():
        name = font.get("/BaseFont")
        if "/ToUnicode" not in font:
            yield f"31-027: the letters of {name} are not said in Unicode"
        of = [each.get_object() for each in font.get("/DescendantFonts", [font])]
        files = ("/FontFile", "/FontFile2", "/FontFile3")
        if font.get("/Subtype") != "/Type3" and not all(set(files) & set(f.get("/FontDescriptor", {})) for f in of):
            yield f"31-009: the font {name} is not in the file"


def language(document: pypdf.PdfReader) -> Iterator[str]:
    said = [("the file", document.root_object.get("/Lang"))]
    said += [(element.type, element.entry["/Lang"]) for element in structure(document) if "/Lang" in element.entry]
    for what, value in said:
        if not LANGUAGE.fullmatch(str(value or "")):
            yield f"11-006: the language of {what} is {value!r}"


def headings(document: pypdf.PdfReader) -> Iterator[str]:
    levels = [int(e.type[1]) for e in structure(document) if re.fullmatch(r"H[1-6]", e.type)]
    if levels[:1] != [1]:
        yield f"14-002: the first heading is {'H' + str(levels[0]) if levels else 'missing'}"
    for before, level in pairwise(levels):
        if level > before + 1:
            yield f"14-003: H{before} is followed by H{level}"
    if levels.count(1) > 1:
        yield "14: there are two first headings"
    if len(levels) > 1 and not document.outline:
        yield "7.17: there are headings and no bookmarks"


def _words(element: Element) -> bool:
    return any(each.marks or each.annotations for each in element.all())


def spoken(document: pypdf.PdfReader) -> Iterator[str]:
    """Pictures have words in their place; headings, cells' headings and items hold something."""
    for element in structure(document):
        entry = element.entry
        if element.type == "Figure" and not (entry.get("/Alt") or entry.get("/ActualText")):
            yield "13-004: a picture has no words in its place"
        if element.type == "TH" and "/Scope" not in _attributes(entry):
            yield "15-003: a heading of a table does not say of what"
        if element.type == "Note" and "/ID" not in entry:
            yield "19-003: a note has no name of its own"
        if re.fullmatch(r"H[1-6]", element.type) and not _words(element):
            yield f"14: an {element.type} is empty"


def _attributes(entry: DictionaryObject) -> set[str]:
    given = entry.get("/A", [])
    each = given if isinstance(given, list) else [given]
    return {name for attributes in each for name in attributes.get_object()}


def annotations(document: pypdf.PdfReader) -> Iterator[str]:
    links = {
        number for e in structure(document) if e.type == "Link" for within in e.all() for number in within.annotations
    }
    for number, page in enumerate(document.pages, 1):
        if page.get("/Tabs") != "/S" and "/Annots" in page:
            yield f"28-008: page {number} is gone through by the Tab key in another order than it is read"
        for reference in page.get("/Annots", []):
            annotation = reference.get_object()
            if annotation.get("/Subtype") != "/Link":
                yield f"28: page {number} has a {annotation.get('/Subtype')}, of which nothing is known here"
            elif reference.idnum not in links:
                yield f"28-011: page {number} has a link outside a Link of the structure"
            elif not annotation.get("/Contents"):
                yield f"28-012: page {number} has a link without words of its own"


def open_to_all(document: pypdf.PdfReader) -> Iterator[str]:
    """No lock, no form, no script, no film: none of our files has any, and none of the rules for them is here."""
    if document.is_encrypted:
        yield "26: the file is locked"
    for name in ("/AcroForm", "/OpenAction", "/AA", "/OCProperties"):
        if name in document.root_object:
            yield f"20 to 29: the file has {name}"


RULES: tuple[Callable[[pypdf.PdfReader], Iterator[str]], ...] = (
    tagged, everything_is_marked, types, metadata, nested, fonts, language, headings, spoken, annotations, open_to_all,
)  # fmt: skip
