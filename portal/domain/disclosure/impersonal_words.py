"""Words without whatever looks as if it names or finds somebody: for what is kept without knowing whose."""

import re

from portal.domain.disclosure.redaction_check import marks
from portal.domain.disclosure.sensitive_terms import SensitiveKind

LEFT_OUT = "[…]"

_TELLS_NOBODY = frozenset({SensitiveKind.SOURCE, SensitiveKind.CONTACT, SensitiveKind.SCRIPT})
"""What the redaction check marks for another reason."""

_CODE = re.compile(
    r"\b(?=[0-9a-z -]*\d)[0-9a-z]{4}[- ][0-9a-z]{4}[- ][0-9a-z]{1,4}\b|\b[a-z]{3,8}(?:-[a-z]{3,8}){4}\b", re.IGNORECASE
)
"""A reference or an access code of ours."""


def impersonal(text: str) -> str:
    """``text`` without names, numbers, addresses, dates of birth, references and codes."""
    found = [(each.start, each.end) for each in marks(text, (), ()) if each.kind not in _TELLS_NOBODY]
    found += [each.span() for each in _CODE.finditer(text)]
    kept, at = [], 0
    for start, end in sorted(found):
        if end <= at:
            continue
        kept += [text[at : max(at, start)], LEFT_OUT]
        at = end
    return "".join((*kept, text[at:]))
