"""What browsers report of pages that broke their own rules: which rule, how often, and nothing else."""

import logging
from collections import Counter

from flask import Flask, request

from portal.domain.rate_limits import MINUTE, Limit
from portal.web.request_limits import SharedCounts
from portal.web.security import CSP

log = logging.getLogger(__name__)

LONGEST_REPORT = 10_000  # bytes; browsers send less than a tenth of it
RULES = frozenset(rule.split()[0] for rule in CSP.split(";"))
LINES = Limit(1, MINUTE)
"""How often a rule is written down, however many reports of it come."""


class CspReports:
    def __init__(self, counts: SharedCounts) -> None:
        self._counts = counts
        self._unsaid = Counter[str]()

    def take(self) -> tuple[str, int]:
        rule = _rule()
        self._unsaid[rule] += 1
        if self._counts.take(f"csp {rule}", LINES) is None:
            log.warning("A page broke its content security policy: %s (%d times)", rule, self._unsaid.pop(rule, 1))
        return "", 204


def _rule() -> str:
    """The name of the rule: one of ours, or "unknown"."""
    if (request.content_length or LONGEST_REPORT + 1) > LONGEST_REPORT:
        return "unknown"
    report = request.get_json(force=True, silent=True)
    inner = report.get("csp-report") if isinstance(report, dict) else None
    rule = inner.get("effective-directive") if isinstance(inner, dict) else None
    return rule if isinstance(rule, str) and rule in RULES else "unknown"


def install(app: Flask, counts: SharedCounts) -> None:
    view = CspReports(counts).take
    app.extensions["csrf"].exempt(f"{view.__module__}.{view.__name__}")
    app.add_url_rule("/csp-reports", "csp_reports", view, methods=["POST"])
