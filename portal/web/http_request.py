"""What came with a request, as text that a page and a database can hold, and files in memory."""

import io
from collections.abc import Iterable
from typing import IO, Any

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

    def _get_file_stream(self, *_about: object, **_named: object) -> IO[bytes]:
        """A file stays in memory: no disk holds it before it is sealed. How large it may be bounds that."""
        return io.BytesIO()

    @property
    def is_json(self) -> bool:
        return False


def _without(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value
