"""What came with a request, as text that a page and a database can hold."""

from collections.abc import Iterable
from typing import Any

from flask import Request as FlaskRequest
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

NUL = "\x00"
"""What PostgreSQL holds in no text, and nobody types."""


class Typed(ImmutableMultiDict[str, Any]):
    """Names and their values, without NUL; what came without a name is left out."""

    def __init__(self, found: Iterable[tuple[str | None, Any]] | MultiDict[str, Any] = ()) -> None:
        pairs = found.items(multi=True) if isinstance(found, MultiDict) else found
        super().__init__([(_without(name), _without(value)) for name, value in pairs if name is not None])


class Request(FlaskRequest):
    """A request to a door. Forms come as browsers send them: no page takes one as JSON."""

    parameter_storage_class = Typed

    @property
    def is_json(self) -> bool:
        return False


def _without(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value
