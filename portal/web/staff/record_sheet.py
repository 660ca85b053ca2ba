"""A sheet of the record: headings, labels and lines, and how they are written as plain text."""

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

WIDTH = 100
"""Characters in a line: what case systems take without breaking it themselves."""


class Field(NamedTuple):
    label: str
    lines: tuple[str, ...]


class Block(NamedTuple):
    title: str
    fields: tuple[Field, ...]


class Sheet(NamedTuple):
    title: str
    blocks: tuple[Block, ...]
    head: str = ""  # at the top of every page: how it is marked, and whose file it belongs to


def text(sheet: Sheet) -> str:
    """The sheet as plain text: no line is longer than :data:`WIDTH`, and what people typed is indented."""
    parts = ["\n".join([*_wrapped(sheet.title, ""), "=" * min(len(sheet.title), WIDTH)])]
    parts += [part for block in sheet.blocks for part in lines_of(block)]
    return "\n\n".join(parts) + "\n"


def lines_of(block: Block) -> Iterator[str]:
    if block.title:
        yield "\n".join([*_wrapped(block.title, ""), "-" * min(len(block.title), WIDTH)])
    for each in block.fields:
        lines = [inner for words in each.lines for inner in _wrapped(words, "  ")]
        label = each.label if each.label.endswith("?") else f"{each.label}:"
        yield "\n".join([*_wrapped(label, ""), *lines] if each.label else lines)


def _wrapped(words: str, indent: str) -> Iterator[str]:
    for line in words.splitlines():
        yield from textwrap.wrap(
            line, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        ) or [""]
