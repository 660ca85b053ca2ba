"""The security log: a line for each thing that somebody who watches the service has to know, and nobody's data.

A line reads ``sign_in_failed account=3f9ac21e at=staff``. Who acted, on what and from where stands there only
as a keyed hash, which tells two apart and tells nobody who they are. Whatever could be a person's own words
is left out.
"""

import logging
import re
from enum import StrEnum

from portal.services import AppContext

log = logging.getLogger("portal.security")


class Happening(StrEnum):
    """What is written down. The names are for machines that watch the log, and do not change."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_REFUSED = "sign_in_refused"  # right, but not let in: closed, unknown here, or one proof only
    SIGNED_OUT = "signed_out"
    SIGN_OUT_REFUSED = "sign_out_refused"  # a logout token that the sign-in service did not make, or made before
    SIGN_IN_LINK = "sign_in_link"  # whoever runs the portal made an address that lets somebody in
    CODE_FAILED = "code_failed"  # a raiser's access code, or the code of a form that was saved
    LOCKED = "locked"  # further tries have to wait
    THROTTLED = "throttled"
    FORBIDDEN = "forbidden"
    FORGED_FORM = "forged_form"  # a form without our token, or from another site
    ACCOUNT_CHANGED = "account_changed"
    EXPORTED = "exported"
    IMPORTED = "imported"  # all of another portal
    ONLY_READ = "only_read"  # a challenge was taken as one's own work, read, and let go with nothing done
    JUNK_MARKED = "junk_marked"
    JUNK_UNDONE = "junk_undone"
    ERASED = "erased"
    ROW_BROKEN = "row_broken"  # by the storage: a row that we did not write so
    LEDGER_BROKEN = "ledger_broken"
    MANY_WRONG_CODES = "many_wrong_codes"


LEVELS = {
    Happening.SIGNED_IN: logging.INFO,
    Happening.SIGNED_OUT: logging.INFO,
    Happening.EXPORTED: logging.INFO,
    Happening.JUNK_UNDONE: logging.INFO,
    Happening.LEDGER_BROKEN: logging.CRITICAL,
    Happening.MANY_WRONG_CODES: logging.CRITICAL,
}
"""How loud a line is; the others are warnings."""

_PLAIN = re.compile(r"[a-z0-9_.:-]{1,64}", re.ASCII)


def event(happening: Happening, **facts: str | int) -> None:
    """Write a line. Each fact is a number, one of our own words, or what :func:`alias` gives; others are left out."""
    plain = {name: value for name, value in facts.items() if _PLAIN.fullmatch(str(value))}
    said = "".join(f" {name}={value}" for name, value in plain.items())
    named = {"facts": {"event": happening.value, **plain}}  # each by itself, where lines are JSON
    log.log(LEVELS.get(happening, logging.WARNING), "%s%s", happening.value, said, extra=named)


def alias(context: AppContext, value: str) -> str:
    """What stands in the log for somebody, something or somewhere: the same for a day, then another."""
    return context.keys.mac("security_log", f"{context.now():%Y-%m-%d} {value}").hex()[:16]
