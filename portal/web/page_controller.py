"""Pages that belong together, answered by a controller that is made for each request."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

Rule = tuple[str, str, Mapping[str, str]]
"""An address under the controller's own, the name of the endpoint, and the method that answers each HTTP method."""


class PageController:
    """What answers one request to any of its pages."""

    RULES: ClassVar[tuple[Rule, ...]]
    CAME: ClassVar[tuple[str, ...]] = ()
    """The parts of an address that a controller is made with."""

    @classmethod
    def blueprint(cls, name: str, prefix: str) -> Blueprint:
        pages = Blueprint(name, __name__, url_prefix=prefix)
        views = {endpoint: cls._view(by_method) for _rule, endpoint, by_method in cls.RULES}
        for rule, endpoint, by_method in cls.RULES:
            pages.add_url_rule(rule, endpoint, views[endpoint], methods=list(by_method))
        return pages

    @classmethod
    def _view(cls, by_method: Mapping[str, str]) -> Callable[..., ResponseReturnValue]:
        """What answers a request, by a controller made for it alone."""

        def view(**values: Any) -> ResponseReturnValue:
            came = {key: values.pop(key) for key in cls.CAME}
            method = by_method["GET" if request.method == "HEAD" else request.method]
            shown: ResponseReturnValue = getattr(cls(**came), method)(**values)
            return shown

        return view
