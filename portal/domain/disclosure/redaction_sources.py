"""Words in comparable text from which a raiser could tell who first raised a concern."""

import re
from collections.abc import Iterator

from portal.domain.comparable_text import Span

_HINTS = r"""
next[ -]door(?:'s)?(?: neighbou?rs?)? | neighbou?r(?:s|s'|'s)? | referrers?(?:'s)? | informants?
whistle-?\s?blowers? | tip-?\s?offs? | tipped(?: us| them)? off | anonymous(?:ly)?(?: \w+)? | members? of the public
(?:un-?named|unknown|confidential|concerned) (?:caller|person|source|individual|member|adult|relative|friend)s?
(?:the|a|our|this|that) (?:caller|source|reporter|complainant|notifier)s?
"""
_US = r"""
us | (?:the|our) (?:council|team|mash|hub|front door|duty team|police|service|office|social workers?)
social services | children's services | childrens services | nspcc | mash | police
"""
_TELLS = r"""
told | tells | telling | rang | rings | ringing | phoned | phones | called | calls | calling | telephoned | contacted
contacts | contacting | informed | informs | alerted | alerts | emailed | e-mailed | texted | messaged
warned | notified | notifies | approached | advised | asked | wrote(?: in)? to | written to | spoke to | spoken to
came to | come to
went to | (?:got|get|was|were|been) in touch with | made contact with
reported(?: \w+){0,4}? to | reports(?: \w+){0,4}? to
reported | referred(?: \w+){0,4}? to | said to | complained to | shared(?: \w+){0,4}? with | passed(?: \w+){0,4}? to
sent | gave | raised(?: \w+){0,4}? with
"""
_RELATIONS = """
mother | father | mum | mam | dad | gran | grandmother | grandma | nan | nana | grandfather | grandad | grandparents?
aunt | auntie | uncle | sister | brother | cousin | son | daughter | husband | wife | partner | ex | ex-partner
ex-husband | ex-wife | boyfriend | girlfriend | stepmother | stepfather | step-?mum | step-?dad | in-laws? | landlord
landlady | friend | colleague | childminder | babysitter | teacher | head ?teacher | school | nursery | college | gp
doctor | nurse | midwife | health visitor | hospital | surgery | dentist | police | club | coach | church | mosque
housing(?: officer| association)? | social worker | support worker | youth worker | probation | family member
relative | family
"""
_DID = r"""
told | rang | phoned | called | contacted | informed | alerted | reported | raised | referred | complained | noticed
saw | heard | said | says | claims | claimed | alleged | alleges | disclosed | (?:was|were|is|are) worried
got in touch | had concerns | has concerns | expressed
made (?:a|the|this) (?:referral|report|call|contact|complaint|allegation)
"""
_STRANGERS = r"""
person | people | one | man | woman | lady | adult | relative | family member | friend | professional | agency
individual | party
"""
_STRANGERS_DID = r"""
contacted | rang | called | phoned | told | reported | referred | raised | made | wrote | complained
(?:was|were|is) worried | came | got | spoke | informed | alerted | sent | gave | saw | heard | noticed
"""
_CAME = r"""
(?:referral|contact|call|report|concern|complaint|information|allegation|disclosure|message|e-?mail|letter|note)s?(?: (?:that |which )?(?:(?:was|were|had been|has been) )?(?:made|raised|received|given|sent|reported|came))? (?:from|by)
(?:told|reported|referred|contacted|informed|alerted|raised|rung|phoned|called|notified|passed on|passed to us|made known) (?:to us )?by
we (?:were|have been|had been) (?:told|informed|alerted|contacted|rung|called|phoned|notified|advised|approached|tipped)
according to | we (?:heard|learned|learnt|found out) from | it (?:was|has been) reported
(?:came|comes|coming|heard) (?:to us )?from
"""  # noqa: E501 - one pattern a line
_OUR_OWN = """
you | us | me | email | e-mail | post | letter | text | phone | telephone | policy | law | rules | council | date | day
form | \\d
"""


def _any(said: str) -> str:
    """One of the patterns, which stand between bars or on lines of their own."""
    return "(?:" + "|".join(each for line in said.strip().splitlines() for each in line.split(" | ")) + ")"


def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-]){said}", re.IGNORECASE)


_BETWEEN = r"(?:(?:has|have|had|also|first|then|since|already|later|recently|who|that|did|just|now) ){0,3}"
_SAYS_SO = _pattern(rf"(?P<who>(?:[\w'-]+ ){{0,4}}?[\w'-]+) {_BETWEEN}{_any(_TELLS)} {_any(_US)}(?![\w'-])")
_SOURCES = _pattern(rf"(?:(?:your|the|a|an|his|her|their|my|our|one of|some of) ){{0,3}}{_any(_HINTS)}(?![\w-])")
_SAID = _pattern(
    rf"(?:your|the|his|her|their|a|an) (?:[\w'-]+ )?{_any(_RELATIONS)}(?:-in-law)? (?:has |have |had |also |first )?"
    rf"{_any(_DID)}(?!\w)"
)
_PERSON = _pattern(
    rf"(?:the|a|an|that|this|some|whichever) {_any(_STRANGERS)} (?:who|that|which) "
    r"(?:first |has |had |have |originally )?" + _any(_STRANGERS_DID)
)
_SOMEBODY = _pattern(
    r"(?:someone|somebody) (?:who |else |close to \w+ |in \w+ \w+ |from \w+ \w+ |has |had )?" + _any(_STRANGERS_DID)
)
_BY = _pattern(rf"{_any(_CAME)}(?: (?:the|a|an|your|his|her|their|our|my|by|from|that))?(?: [\w'-]+){{0,3}}")
_OURS = re.compile(rf"(?:from|by|to) (?:(?:your|the|our|this) )?{_any(_OUR_OWN)}(?!\w)", re.IGNORECASE)
_JOINS = re.compile(r"\b(?:and|but|because|that|when|after|as|so|if|which) ", re.IGNORECASE)

_SAID_THEMSELVES = """
you we us i youve weve youd request message letter email form answer answers words reply policy law rules
"""
_THEMSELVES = frozenset(_SAID_THEMSELVES.split())
"""Who may be said to have told us, and what may be said to have come: it names nobody."""


def sources(text: str) -> Iterator[Span]:
    for pattern in (_SOURCES, _PERSON, _SOMEBODY, _SAID, _BY):
        for found in pattern.finditer(text):
            if not _OURS.search(found[0]):  # from whoever reads it, from us, or from what anybody can read
                yield found.span()
    for found in _SAYS_SO.finditer(text):
        last = found["who"].split()[-1].casefold().replace("'", "")
        if last not in _THEMSELVES:
            yield _subject(found), found.end()


def _subject(found: re.Match[str]) -> int:
    """Where the few words begin that say who it was: not before the last that joins another sentence."""
    cut = [each.end() for each in _JOINS.finditer(found["who"])]
    return found.start("who") + (cut[-1] if cut and cut[-1] < len(found["who"]) else 0)
