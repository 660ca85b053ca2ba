"""Tables as files for a spreadsheet, CSV or ODS. Whatever somebody typed stays text there: no cell is a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date

import odswriter
from flask import Response

TYPES = {"csv": "text/csv; charset=utf-8", "ods": "application/vnd.oasis.opendocument.spreadsheet"}
"""The kinds of file, and what each is sent as."""

Cell = str | int | date | None
"""A moment is a cell as words."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def file_of(kind: str, name: str, rows: Iterable[Sequence[Cell]]) -> Response:
    """A file of this ``kind``, called ``name`` without its ending."""
    guarded = [[guard(each) for each in row] for row in rows]
    data = _csv(guarded) if kind == "csv" else _ods(guarded)
    kept = {"Content-Disposition": f"attachment; filename={name}.{kind}", "Cache-Control": "no-store"}
    return Response(data, content_type=TYPES[kind], headers=kept)


def guard(cell: Cell) -> Cell:
    """The cell; words that a spreadsheet would take for a formula stand behind an apostrophe."""
    if not isinstance(cell, str):
        return cell
    words = _NOT_XML.sub("", cell)
    return f"'{words}" if words.startswith(_FORMULA) else words


def _csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def _ods(rows: Iterable[Sequence[Cell]]) -> bytes:
    written = io.BytesIO()
    with odswriter.writer(written) as sheets:
        sheets.writerows(rows)
    return written.getvalue()
