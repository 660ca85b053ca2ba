"""Names of people in comparable text: of those who are known, and whatever looks like one."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from portal.domain.comparable_text import Comparable, Span, Word

_SAID_TITLES = """
mr mrs miss ms mx dr doctor prof professor pc pcso dc ds di dci dcs sgt sergeant constable detective inspector
superintendent officer sir dame lady lord rev revd reverend fr father pastor imam rabbi judge justice cllr
councillor nurse sister matron uncle auntie aunt aunty nan nana nanna gran granny grandma grandpa grandad granda
coach teacher mum mummy mam dad daddy cousin brother
"""
TITLES = frozenset(_SAID_TITLES.split())
_SAID_ALWAYS_TITLES = """
mr mrs ms mx dr prof pc pcso dci sgt cllr revd
"""
_ALWAYS_TITLES = frozenset(_SAID_ALWAYS_TITLES.split())
"""Those that are titles in small letters too."""

_SAID_NO_NAMES = """
the and of at my our her his their from for in on to with school a an i he she they
it we you me him them this that these those there here who what when where why how if because but or so also
please do does did dont not no yes never is are was were be has have had can could will would may might must
should mum mums dad dads mother father nan gran grandma grandad uncle aunt auntie brother sister friend
friends neighbour neighbours family anyone anybody nobody someone somebody everyone everybody worker old ex
husband wife partner boyfriend girlfriend police council mr mrs miss ms mx dr sir
"""
NO_NAMES = frozenset(_SAID_NO_NAMES.split())
"""Words that stand beside a name or begin a sentence, and are none."""

_SAID_PROPER = """
i monday tuesday wednesday thursday friday saturday sunday january february march july
september october november december christmas easter eid ramadan diwali passover god british english welsh scottish
irish european england wales scotland ireland britain kingdom polish romanian arabic urdu bengali punjabi chinese
council councils county borough city mash hub front door children childrens child family families safeguarding
social care services service team teams manager managers head director assistant deputy senior practice lead
officer officers worker workers chair board partnership independent reviewing review stage step level act section
working together threshold thresholds policy early help assessment plan plans protection need conference strategy
police health visitor visiting education school schools nursery primary secondary academy college hospital nhs trust
jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
street road avenue terrace lane crescent gardens boulevard rd ave
court courts order orders ombudsman local government commissioner information office complaints complaint
emergency duty out hours childline nspcc liquidlogic mosaic contact record case note notes house advocate advocacy
email internet google whatsapp facebook zoom teams microsoft word
"""
_PROPER = frozenset(_SAID_PROPER.split())
"""Capitals that name no person: days, offices, and the words of the trade."""

_MONTHS = frozenset({"april", "may", "june", "august"})
_SAID_DATED = """
in by of since until till last next this early late mid from to during before after on end every each
"""
_DATED = frozenset(_SAID_DATED.split())
"""Words after which April, May, June and August are months."""

_SAID_ACRONYMS = """
gp gps mash nhs edt lado iro dsl cp cpp cin cpoms camhs cypmhs send sen senco ehcp ehc eh eha la las uk eu id it hr
tv am pm ok pdf gdpr ico lgsco lgo mp mps dna sms url faq asap nb ps re cc ref dob nfa dv da mapp mappa marac vcf
cafcass bme bsl pip ta faqs a&e ae aka ie eg
"""
_ACRONYMS = frozenset(_SAID_ACRONYMS.split())

_ENDS = '.!?:;\n\u2022*"\u201c\u201d([-\u2026'
_GAP = 3
"""Signs between two halves of one name."""
_SHORTEST_JOINED = 5
_LONGEST_PARTICLE = 3
_SEEN_AS = (str.maketrans("013458", "oleasb"), str.maketrans("013458", "oieasb"))
"""Digits that are read as letters."""

People = Mapping[str, tuple[str, bool]]


@cache
def ordinary() -> frozenset[str]:
    """Words with which a sentence begins, and which are no names."""
    lines = Path(__file__).with_name("ordinary_words.txt").read_text(encoding="ascii").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_ordinary(word: str) -> bool:
    """Whether a word, or what it is made of, is one of :func:`ordinary`."""
    known = ordinary()
    if word in known:
        return True
    stems = (word[: -len(end)] + more for end, more in _INFLECTED if word.endswith(end))
    return any(stem in known for stem in stems)


_INFLECTED = (
    ("s", ""), ("es", ""), ("ies", "y"), ("d", ""), ("ed", ""), ("ied", "y"), ("ing", ""), ("ing", "e"), ("ly", ""),
    ("er", ""), ("est", ""),
)  # fmt: skip


def parts(name: str) -> Iterator[str]:
    """What somebody's whole name is found by: each word of it, and those that are written as one too."""
    words = [word.plain for word in Comparable(name).words() if word.plain and word.plain not in TITLES]
    yield from (word for word in words if len(word) > 1)
    for first, second in pairwise(words):
        if min(len(first), len(second)) <= _LONGEST_PARTICLE:
            yield first + second
    if len(words) > 1:
        yield "".join(words)


def known(words: Sequence[Word], text: str, people: Collection[str]) -> Iterator[tuple[Span, str]]:
    """Where words of known names stand, also taken apart, run together, or with digits for letters."""
    for at, word in enumerate(words):
        if word.plain in people:
            if word.plain not in NO_NAMES or (word.capital and not begins(text, word.start)):
                yield (word.start, word.end), word.plain
        elif any(map(str.isdigit, word.plain)) and not word.plain.isdigit():
            seen = (word.plain.translate(table) for table in _SEEN_AS)
            yield from (((word.start, word.end), each) for each in seen if each in people and each not in NO_NAMES)
        yield from _in_pieces(words, at, text, people)
    yield from _spelled(words, text, people)


def _in_pieces(words: Sequence[Word], at: int, text: str, people: Collection[str]) -> Iterator[tuple[Span, str]]:
    joined = words[at].plain
    for before, word in zip(words[at : at + 2], words[at + 1 : at + 3], strict=False):
        apart = text[before.end : word.start]
        if len(apart) > _GAP or apart.strip(" \n-.'/"):
            return
        joined += word.plain
        if len(joined) >= _SHORTEST_JOINED and joined in people:
            yield (words[at].start, word.end), joined


def _spelled(words: Sequence[Word], text: str, people: Collection[str]) -> Iterator[tuple[Span, str]]:
    """Names of which every letter stands apart."""
    run: list[Word] = []
    for word in [*words, None]:
        if word and len(word.plain) == 1 and (not run or len(text[run[-1].end : word.start]) <= _GAP):
            run.append(word)
            continue
        if len(run) > _GAP and (found := "".join(each.plain for each in run)) in people:
            yield (run[0].start, run[-1].end), found
        run = [word] if word and len(word.plain) == 1 else []


def looks(words: Sequence[Word], text: str, typed: Collection[str], common: Collection[str]) -> Iterator[Span]:
    """What looks like somebody's name. ``typed``: words that are the raiser's; ``common``: those of the council."""
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        if after and _is_title(word) and _named_after(word, after, text):
            if after.plain not in typed:
                yield word.start, after.end
        elif word.plain not in typed and _is_capital_name(word, text, common) and not _is_month(words, at):
            yield word.start, word.end
        if after and word.capital and after.plain == "and" and _paired(words, at, text, typed, common):
            yield word.start, word.end


def _is_month(words: Sequence[Word], at: int) -> bool:
    if words[at].plain not in _MONTHS:
        return False
    beside = [word.plain for word in (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])]
    return any(word[0].isdigit() for word in beside) or (at > 0 and words[at - 1].plain in _DATED)


def _is_title(word: Word) -> bool:
    return word.plain in _ALWAYS_TITLES or (word.plain in TITLES and word.capital)


def _named_after(title: Word, after: Word, text: str) -> bool:
    if text[title.end : after.start].strip(". "):
        return False
    if after.capital:
        return after.plain not in _PROPER or title.plain in _ALWAYS_TITLES
    return title.plain in _ALWAYS_TITLES and not is_ordinary(after.plain)


def _is_capital_name(word: Word, text: str, common: Collection[str]) -> bool:
    if not word.capital or _beside_digits(word, text):
        return False
    if word.plain in _PROPER or word.plain in common or word.plain in _ACRONYMS or word.written.startswith("I'"):
        return False
    if word.plain in TITLES:
        return False
    if word.capitals or begins(text, word.start):
        return not is_ordinary(word.plain) and (len(word.plain) > 1)
    return len(word.plain) > 1


def _paired(words: Sequence[Word], at: int, text: str, typed: Collection[str], common: Collection[str]) -> bool:
    """Whether a word that could begin any sentence is one of two names: "Rose and Ali"."""
    if at + 2 >= len(words) or not begins(text, words[at].start) or words[at].plain in typed:
        return False
    first, second = words[at], words[at + 2]
    ours = _PROPER | NO_NAMES
    if first.plain in ours or first.plain in common or not is_ordinary(first.plain):
        return False
    return second.capital and second.plain not in ours and second.plain not in common


def _beside_digits(word: Word, text: str) -> bool:
    """Whether it is part of a reference or a code: "ABCD-EFGH-7"."""
    if any(sign.isdigit() for sign in word.written):
        return word.capitals or word.written[0].isdigit()
    if not word.capitals:
        return False
    piece = re.compile(r"[\w-]{0,20}").match(text, word.start)
    before = re.search(r"[\w-]{0,20}$", text[max(0, word.start - 20) : word.start])
    whole = (before[0] if before else "") + (piece[0] if piece else "")
    return "-" in whole and any(sign.isdigit() for sign in whole)


def begins(text: str, start: int) -> bool:
    """Whether a sentence, or what is quoted or listed, begins there."""
    while start and text[start - 1] in " '":
        start -= 1
    return start == 0 or text[start - 1] in _ENDS
