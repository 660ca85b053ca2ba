"""Words in comparable text that promise to get in touch, for a raiser who asked us not to."""

import re
from collections.abc import Iterator

from portal.domain.comparable_text import Span

_WILL = r"""
will | shall | 'll | would | can | could | may | might | should | must | (?:am|are|is|'re|'m|'s)(?: \w+)? going to
gonna | (?:plan|hope|want|need|intend|aim|try|promise|have|has|like|hoping|planning|trying|due|about)s? to
"""
_ASKED = r"(?:can|could|may|might|shall|should|will|would) (?:we|i|they|he|she|someone|somebody|(?:a|the|our|my) \w+)"
_SOMETIME = r"(?: (?:also|then|soon|again|still|always|just|now|first|both|be|be able to|try to|try and|have to)){0,3}"
_CALLS = r"""
ring(?:ing)? | call(?:ing)? | phon(?:e|ing) | telephon(?:e|ing) | text(?:ing)? | e-?mail(?:ing)? | messag(?:e|ing)
whatsapp | facetime | video-?call | knock(?:ing)? | reach(?:ing)? out | contact(?:ing)? | visit(?:ing)? | writ(?:e|ing)
"""
_CALLS_YOU = r"""
(?:writ(?:e|ing)|speak(?:ing)?|talk(?:ing)?|send(?:ing)?|post(?:ing)?|reach(?:ing)? out|get(?:ting)? back) to
(?:speak(?:ing)?|talk(?:ing)?|meet(?:ing)?|catch(?:ing)? up|follow(?:ing)? up|check(?:ing)? in) with
meet(?:ing)? | send(?:ing)? | post(?:ing)? | reach(?:ing)? | see(?=\s+you\s+(?:on|at|soon|again|next|tomorrow|in|then))
(?:come|(?:com|popp|dropp|call)ing)(?: \w+){0,2} (?:to|and|on)(?: (?:see|visit|meet|speak to|talk to))?
(?:pop|drop|call)(?: \w+){0,2} (?:to|and|on)(?: (?:see|visit|meet|speak to|talk to))?
"""
_IDIOMS = r"""
(?:be|being|get|getting|keep|keeping|stay|staying|been) in (?:touch|contact) | (?:hear|hearing) (?:back )?from (?!you\b)\w+
(?:expect|await|awaiting|expecting|get|getting|receive|receiving|have)(?: (?:a|an|our|my|another|the))?(?: [\w-]+){0,2}? (?:call|phone-?call|letter|visit|e-?mail|text|message|appointment)s?
(?:wait(?:ing)?|look(?:ing)? out|watch(?:ing)? out) for (?:a|an|our|my|another|the)(?: [\w-]+){0,2}? (?:call|phone-?call|letter|visit|e-?mail|text|message|appointment)s?
(?:giv(?:e|ing)|drop(?:ping)?|send(?:ing)?|mak(?:e|ing)) you (?:a|an|another|the)(?: [\w-]+){0,2}? (?:call|ring|bell|buzz|shout|text|visit|line|message|letter|e-?mail|note|card)
(?:comes|pops|drops|calls|stops) (?:round|over|by|in) | (?:come|coming|pop|popping|drop|dropping|call|calling|stop|stopping) (?:round|over|by|in|out|to your|to the house|to you) | home visit | knock(?:s|ing)? (?:on|at) (?:your|the) door
(?:keep|have|leave|leaving|keeping|having) your (?:phone|mobile|telephone)(?: [\w-]+)? (?:on|near|close|with you|by you|switched on|charged)
(?:pass|passes|passing) (?:on )?(?:our|the|any|some) (?:news|message|messages|answer|reply)(?: on)? to you
(?:ring|call|phone|telephone|text|write|e-?mail)(?:ing)? (?:you )?(?:back|again|shortly|soon|tomorrow|today)
(?:be|being|get|getting) (?:contacted|called|rung|phoned|telephoned|e-?mailed|texted|messaged|visited|written to)
(?:arrange|arranging|book|booking|make|making|fix|fixing|set up|setting up)(?: (?:a|an|another|the))?(?: [\w-]+){0,2}? (?:call|phone-?call|visit|meeting|appointment)s?
"""  # noqa: E501 - one pattern a line
_OTHERS = r"""
us | me | 999 | 101 | it | this | that | them | him | her | down | up | each other
(?:the|his|her|their|your child's|[\w-]+'s) (?:school|nursery|college|gp|doctor|surgery|hospital|police|health visitor|teacher|head ?teacher|court|other council|complaints team|childminder)
"""  # noqa: E501 - one pattern a line


def _any(said: str) -> str:
    """One of the patterns, which stand between bars or on lines of their own."""
    return "(?:" + "|".join(" | ".join(said.strip().splitlines()).split(" | ")) + ")"


def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(said.replace(" ", r"\s+"), re.IGNORECASE)


_YOURS = r"(?:you|yourself|your (?:home|house|flat|mobile|phone|number|address|work|mum|dad|family))"
_NOT_OTHERS = rf"(?!(?: to| with)? {_any(_OTHERS)}(?![\w-]))"
_PROMISES = tuple(
    map(
        _pattern,
        (
            rf"(?:(?<![\w'-])(?P<who>[\w-]+)\s*)?(?:(?<![\w-])|(?<=\w)(?='))(?:{_any(_WILL)}){_SOMETIME} "
            rf"(?P<does>{_any(_CALLS)})(?![\w-]){_NOT_OTHERS}",
            rf"(?<![\w'-]){_ASKED}{_SOMETIME} (?P<does>{_any(_CALLS)})(?![\w-]){_NOT_OTHERS}",
            rf"(?<![\w'-])(?P<does>(?:{_any(_CALLS)}|{_any(_CALLS_YOU)}) {_YOURS})(?![\w-])",
            rf"(?<![\w'-])(?P<does>{_any(_IDIOMS)})(?![\w-])",
        ),
    )
)
_NOT = re.compile(
    r"(?:(?<![\w'-])(?:not(?! only)|never|nobody|no one|no-one|none of us|without|cannot)|n't)"
    r"(?:\s+(?!(?:we|i|they|he|she|someone|somebody)\b)[\w'-]+){0,4}\s+$",
    re.IGNORECASE,
)
_BEFORE = 60


def promises(text: str) -> Iterator[Span]:
    """Where somebody says that we, or whoever we send, will get in touch; not where they say that nobody will.

    Each place is given once, with all that says so there.
    """
    last: Span | None = None
    for start, end in sorted(span for pattern in _PROMISES for span in _found(pattern, text)):
        if last and start < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last


def _found(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for found in pattern.finditer(text):
        start, end = found.span("does")
        theirs = (found.groupdict().get("who") or "").casefold() == "you"  # what they may do themselves
        if not theirs and not _NOT.search(text[max(0, start - _BEFORE) : start]):
            yield start, end
