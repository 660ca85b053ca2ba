"""What a pack must be besides well-formed: complete, and possible to follow."""

import re
from collections.abc import Iterable, Iterator

from portal.domain.disclosure import table
from portal.domain.policy.calendar import Span, TimeUnit
from portal.domain.policy.condition_validation import condition_faults
from portal.domain.policy.contact_ids import id_faults
from portal.domain.policy.contact_validation import Fault, Place, contact_faults, is_site
from portal.domain.policy.document import DocumentDate
from portal.domain.policy.mash_decisions import decision_faults
from portal.domain.policy.model import (
    USUAL_TIMES,
    Act,
    Agreement,
    Breakdown,
    Cap,
    Film,
    Ladder,
    Matter,
    Pack,
    Panel,
    Route,
    Stage,
    Start,
)
from portal.domain.policy.pause_validation import pause_faults
from portal.domain.policy.retention import retention_faults, years_elsewhere
from portal.domain.policy.stage_clocks import STARTED_BY
from portal.domain.policy.term_validation import term_faults
from portal.domain.policy.vocabulary import PolicyCondition, known_at_first
from portal.domain.policy_rule import Audience

__all__ = ["Fault", "Place", "contrast_with_white", "faults"]

READABLE = 4.5  # WCAG 2.2, 1.4.3: contrast of words with what is behind them
DARK = 0.04045  # where the curve of the sRGB formula begins
SENDER = 11  # the most characters of a text message's sender
LENGTHS = range(1, 61)  # minutes of a film
SENIOR = 99  # the highest rank
BEFORE_IT = (Start.DECISION, Start.CONTACT, Start.STEP)  # from which a step before the first stage is counted
_OWN_WORDS = (Act.ACKNOWLEDGE, Act.HAND_ON, Act.NOTIFY)
PEOPLE = 2  # the fewest who can be a panel
RUNGS = 20  # the most stages of a ladder, and the most ladders
NOT_OURS = frozenset({"#1d70b8", "#1a65a6", "#005ea5"})
"""The blue of GOV.UK, as it is and as it was: a council's pages are not the government's."""

_WHOLE_DAYS = (TimeUnit.WORKING_DAYS, TimeUnit.SCHOOL_DAYS, TimeUnit.DAYS, TimeUnit.WEEKS, TimeUnit.MONTHS)
_IN_DAYS = "Write working days, school days, days, weeks or months: for example “5 working days”"
_NOT_WATCHED = "Nobody here sees whether this is late: who is told of that stands in the times of a stage"
_NO_STEP = "Own words are for a step of a stage"
_COLOUR = re.compile("#[0-9a-f]{6}", re.IGNORECASE)
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_SHORT = "A key is short: letters, figures, full stops, hyphens and underscores, and no spaces"


def faults(pack: Pack) -> Iterator[Fault]:
    """Everything that makes ``pack`` unfit for use: where, and a sentence."""
    yield from _council(pack)
    yield from _document(pack)
    yield from contact_faults(pack)
    yield from _clocks(pack)
    for name in ("raise_within", "decision_within"):
        if getattr(pack, name).if_missed:
            yield (name, "if_missed"), _NOT_WATCHED
        if getattr(pack, name).words:
            yield (name, "words"), _NO_STEP
    yield from _roads(pack)
    yield from _reports(pack)
    yield from _audiences(pack)
    for cell, sentence in table.faults(pack.disclosure):
        yield ("disclosure", *cell), sentence
    yield from _words_and_limits(pack)
    yield from _ladders(pack)
    yield from condition_faults(pack)
    yield from term_faults(pack)
    yield from decision_faults(pack.decisions)
    yield from id_faults(pack.recording.contact_id)
    for place, sentence in retention_faults(pack.retention):
        yield ("retention", *place), sentence
    yield from years_elsewhere(pack)


def _council(pack: Pack) -> Iterator[Fault]:
    council = pack.council
    if council.key != pack.id.partition("@")[0]:
        yield ("council", "key"), f"“{council.key}” is not the name of the folder that this pack is in"
    if len(council.short_name) > SENDER:
        yield ("council", "short_name"), f"A sender's name has at most {SENDER} characters"
    if not is_site(council.website):
        yield ("council", "website"), f"“{council.website[:60]}” is not the address of a website: write all of it"
    if not council.languages or len(set(council.languages)) < len(council.languages):
        yield ("council", "languages"), "Write which languages are offered, each once: [en]"
    yield from _films(council.films)
    if sentence := _colour(council.colours.brand):
        yield ("council", "colours", "brand"), sentence


def _films(films: tuple[Film, ...]) -> Iterator[Fault]:
    for number, film in enumerate(films):
        if not (is_site(film.website) and film.website.startswith("https://")):
            sentence = f"“{film.website[:60]}” is not the address of a film: write https:// and all of it"
            yield ("council", "films", number, "website"), sentence
        if film.minutes not in LENGTHS:
            yield ("council", "films", number, "minutes"), f"A film has {LENGTHS[0]} to {LENGTHS[-1]} minutes"
        if film.page in [each.page for each in films[:number]]:
            yield ("council", "films", number, "page"), f"There is a film of “{film.page}” already: each page has one"


def _colour(colour: str) -> str:
    """What is wrong with it, or nothing."""
    if not _COLOUR.fullmatch(colour):
        return f"“{colour[:60]}” is not a colour: write # and six figures or letters a to f, in quotes, like “#0b5351”"
    if colour.lower() in NOT_OURS:
        return "This is the blue of GOV.UK, and the council is not the government: choose another colour"
    ratio = contrast_with_white(colour)
    return f"This colour cannot be read on white (contrast {ratio:.1f}, 4.5 needed)" if ratio < READABLE else ""


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of WCAG 2.2 between a colour, such as "#12436d", and white."""
    parts = [byte / 255 for byte in bytes.fromhex(colour.removeprefix("#"))]
    red, green, blue = (p / 12.92 if p <= DARK else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _document(pack: Pack) -> Iterator[Fault]:
    approved = pack.document.approved
    for name in ("review", "expiry"):
        day = getattr(pack.document, name)
        if isinstance(day, DocumentDate) and approved and day.last < approved:
            yield ("document", name), f"This day is before the policy was approved, on {approved}"


def _clocks(pack: Pack) -> Iterator[Fault]:
    for name, act in (("raise_within", Act.RAISE), ("decision_within", Act.DECIDE)):
        found: Act = getattr(pack, name).act
        if found is not act:
            yield (name, "act"), f"“{found}” is not what this is the time for: write {act}"
    if pack.raise_within.after not in (Start.DECISION, Start.CONTACT):
        yield ("raise_within", "after"), f"“{pack.raise_within.after}” comes later: write decision, or contact"
    if pack.decision_within.after is not Start.CONTACT:
        yield (
            ("decision_within", "after"),
            "The first decision is counted from contact: when the MASH hears of the child",
        )
    for name in ("triage", "change_mind"):
        if getattr(pack.times, name).unit not in (TimeUnit.HOURS, *_WHOLE_DAYS):
            yield ("times", name), f"{_IN_DAYS}, or hours"
    if pack.times.answer.unit not in _WHOLE_DAYS:
        yield ("times", "answer"), f"{_IN_DAYS}. {_otherwise(USUAL_TIMES.answer)}"


def _reports(pack: Pack) -> Iterator[Fault]:
    """A report counts by what somebody is asked."""
    agencies = any(role.agency for role in pack.roles.values())
    named = {
        Breakdown.AGENCY: agencies or any(ladder.agency for ladder in pack.ladders),
        Breakdown.DECIDED_BY: agencies or any(ladder.decided_by for ladder in pack.ladders),
        Breakdown.DISAGREEMENT: pack.disagreements is not None,
        Breakdown.LADDER: True,
    }
    for index, rule in enumerate(pack.learning):
        for number, each in enumerate(rule.also_by):
            if not named[each]:
                needs = "disagreements" if each is Breakdown.DISAGREEMENT else "the agency of a role"
                yield ("learning", index, "also_by", number), f"Nobody is asked for “{each}”: write {needs}"


def _roads(pack: Pack) -> Iterator[Fault]:
    for name in ("practice", "data"):
        if not getattr(pack.complaints, name).contacts:
            yield ("complaints", name, "contacts"), "Write at least one contact to go to"


def _audiences(pack: Pack) -> Iterator[Fault]:
    if missing := [audience.value for audience in Audience if audience not in pack.audiences]:
        yield ("audiences",), f"Say whether the portal takes challenges of {', '.join(missing)}"
    elif not any(map(pack.takes, Audience)):
        yield ("audiences",), "Nobody's challenge is taken: say taken: true for somebody"


def _words_and_limits(pack: Pack) -> Iterator[Fault]:
    if pack.pauses:
        for place, sentence in pause_faults(pack.pauses, [each.key for one in pack.ladders for each in one.stages]):
            yield ("pauses", *place), sentence
    for number, each in enumerate(pack.exclusions):
        if (each.matter is Matter.OTHER) != bool(each.words):
            said = "Own words go with matter: other" if each.words else "Say what is not covered: words: …"
            yield ("exclusions", number), said
    for audience, rule in pack.audiences.items():
        if rule.taken and rule.words:
            yield ("audiences", audience, "words"), "These are for people who are not taken"
        if rule.contact_from_age and audience is not Audience.YOUNG_PERSON:
            yield ("audiences", audience, "contact_from_age"), "This is for young_person only"


def _ladders(pack: Pack) -> Iterator[Fault]:
    keys = [ladder.key for ladder in pack.ladders]
    if "main" not in keys or len(set(keys)) < len(keys):
        yield ("ladders",), "One ladder must have the key “main”, and no two the same key"
    if len(keys) > RUNGS:
        yield ("ladders",), f"There are more than {RUNGS} ladders"
    for name, role in pack.roles.items():
        if not 1 <= role.rank <= SENIOR:
            yield ("roles", name, "rank"), f"A rank is a whole number from 1 to {SENIOR}"
    yield from _one_key_each(pack)
    for index, ladder in enumerate(pack.ladders):
        for place, sentence in _ladder(pack, ladder):
            yield ("ladders", index, *place), sentence


def _one_key_each(pack: Pack) -> Iterator[Fault]:
    """A list names a stage by its key, of whatever ladder it is."""
    elsewhere: set[str] = set()
    for index, ladder in enumerate(pack.ladders):
        for rung, stage in enumerate(ladder.stages):
            if stage.key in elsewhere:
                yield ("ladders", index, "stages", rung, "key"), f"Another ladder has a stage “{stage.key}”: no two may"
        elsewhere |= {stage.key for stage in ladder.stages}


def _ladder(pack: Pack, ladder: Ladder) -> Iterator[Fault]:
    keys = [stage.key for stage in ladder.stages]
    yield from _routes(pack, ladder.routes)
    yield from _rungs(ladder, keys)
    yield from _before(ladder)
    yield from _going_on(ladder)
    for index, stage in enumerate(ladder.stages):
        for place, sentence in _stage(pack, stage):
            yield ("stages", index, *place), sentence
    for index, cap in enumerate(ladder.caps):
        if not _in_order(cap, keys):
            yield (("caps", index), f"“{cap.first}” to “{cap.last}” are not stages of this ladder, in this order")


def _before(ladder: Ladder) -> Iterator[Fault]:
    """What comes before the first stage is counted from what those who disagree know of."""
    later = [stage.key for stage in ladder.stages[1:]]
    for index, step in enumerate(ladder.before):
        if step.stage and step.stage not in later:
            yield (
                ("before", index, "stage"),
                f"“{step.stage}” is no later stage of this ladder: leave it out for the first",
            )
        for number, clock in enumerate(step.deadlines):
            if clock.if_missed:
                yield ("before", index, "deadlines", number, "if_missed"), _NOT_WATCHED
            if clock.words:
                yield ("before", index, "deadlines", number, "words"), _NO_STEP
            if clock.after not in BEFORE_IT and not (step.stage and clock.after is Start.REQUEST):
                said = f"“{clock.after}” comes later: write one of: {', '.join(BEFORE_IT)}"
                yield ("before", index, "deadlines", number, "after"), said


def _rungs(ladder: Ladder, keys: list[str]) -> Iterator[Fault]:
    if not _KEY.fullmatch(ladder.key):
        yield ("key",), _SHORT
    if not keys or len(set(keys)) < len(keys):
        yield ("stages",), "A ladder needs stages, each with a key of its own"
    if ladder.stages and ladder.stages[0].by_route:
        yield ("stages", 0, "by_route"), "A challenge begins at the first stage, so not only a route leads to it"
    if len(keys) > RUNGS:
        yield ("stages",), f"There are more than {RUNGS} stages"
    ranks = [stage.rank for stage in ladder.stages]
    if ranks != sorted(ranks):
        yield ("stages",), "A stage is reviewed by someone less senior than the stage before"


def _going_on(of: Ladder | Stage) -> Iterator[Fault]:
    if of.escalation and not of.escalation.by:
        yield ("escalation", "by"), "Write who may take it on: raiser, reviewer or manager"


def _in_order(cap: Cap, keys: list[str]) -> bool:
    return {cap.first, cap.last} <= set(keys) and keys.index(cap.first) <= keys.index(cap.last)


def _stage(pack: Pack, stage: Stage) -> Iterator[Fault]:
    if not _KEY.fullmatch(stage.key):
        yield ("key",), _SHORT
    if not 1 <= stage.rank <= SENIOR:
        yield ("rank",), f"A rank is a whole number from 1 to {SENIOR}"
    yield from _reviewers(pack, stage)
    yield from _going_on(stage)
    yield from _answers(pack, stage)
    if stage.panel:
        for place, sentence in _panel(pack, stage.panel):
            yield ("panel", *place), sentence
    for number, role in enumerate(stage.stand_ins):
        if role in pack.roles and pack.roles[role].rank < stage.rank:
            yield ("stand_ins", number), f"“{role}” is not senior enough: “{stage.label}” needs rank {stage.rank}"
    yield from _starts(stage)
    yield from _routes(pack, stage.routes)
    if any(route.stage == stage.key for route in stage.routes):
        yield ("routes",), "A way on leads to another stage than the one that it begins at"


def _otherwise(usual: Span) -> str:
    """What holds where the time is only taken out of the file: nobody is to get it without having read it."""
    return f"With none written here, people have {usual} to say that they are still worried"


def _panel(pack: Pack, panel: Panel) -> Iterator[Fault]:
    for name, roles in (("chair", (panel.chair,) if panel.chair else ()), ("members", panel.members)):
        for number, role in enumerate(roles):
            if role not in pack.roles:
                yield (name, number) if name == "members" else (name,), f"“{role}” is not one of the roles"
    if len(panel.seats) < PEOPLE:
        yield ("members",), "A panel has at least two seats: write chair, and members"
    if panel.at_least > len(panel.seats) or panel.at_least == 1:
        yield ("at_least",), f"Write how many of the {len(panel.seats)} have to sit: two or more"
    if not panel.chair and panel.agreement in (Agreement.CASTING_VOTE, Agreement.CHAIR):
        yield ("agreement",), f"“{panel.agreement}” needs a chair: write who it is"


def _answers(pack: Pack, stage: Stage) -> Iterator[Fault]:
    within = stage.answer_within
    if within.unit not in (TimeUnit.NOT_STATED, *_WHOLE_DAYS):
        yield ("answer_within",), f"{_IN_DAYS}. {_otherwise(pack.times.answer)}"


def _routes(pack: Pack, routes: Iterable[Route]) -> Iterator[Fault]:
    for number, route in enumerate(routes):
        if not any(rung.key == route.stage for ladder in pack.ladders for rung in ladder.stages):
            yield ("routes", number, "stage"), f"There is no stage “{route.stage}” to go on to"
        if not known_at_first(route.when) and route.when is not PolicyCondition.POLICY_ISSUE:
            said = f"“{route.when}” is nothing that whoever chooses a way can see: write “policy issue” or leave it out"
            yield ("routes", number, "when"), said


def _starts(stage: Stage) -> Iterator[Fault]:
    """Each clock counts from something that the portal knows of: a moment of the challenge, or a clock before it."""
    for number, clock in enumerate(stage.deadlines):
        place, before = ("deadlines", number, "after"), {each.act for each in stage.deadlines[:number]}
        if clock.after in (Start.CONTACT, Start.DECISION):
            yield place, f"The portal is not told when “{clock.after}” was: count from request, or from disagreement"
        elif clock.after in STARTED_BY and not before & set(STARTED_BY[clock.after]):
            acts = " or ".join(STARTED_BY[clock.after])
            yield place, f"No clock before this one says by when “{clock.after}” is: write one with act: {acts}"
        elif clock.after is Start.STEP and not number:
            yield place, "No clock of this stage comes before this one"
        if clock.words and clock.act not in _OWN_WORDS:
            yield ("deadlines", number, "words"), f"Own words are for a step with act: {', '.join(_OWN_WORDS)}"
        if clock.act is Act.RAISE:
            yield ("deadlines", number, "act"), "The time limit to raise a challenge is raise_within"


def _reviewers(pack: Pack, stage: Stage) -> Iterator[Fault]:
    for name in ("reviewers", "other_side", "stand_ins", "decided_with"):
        for number, role in enumerate(getattr(stage, name)):
            if role not in pack.roles:
                yield (name, number), f"“{role}” is not one of the roles"
    ranks = {role: pack.roles[role].rank for role in stage.reviewers if role in pack.roles}
    if max(ranks.values(), default=0) < stage.rank:
        need = f"it needs rank {stage.rank}, and none of its reviewers has it"
        yield (), f"No reviewer can take “{stage.label}”: {need}"
        return
    for number, role in enumerate(stage.reviewers):
        if (rank := ranks.get(role, stage.rank)) < stage.rank:
            yield ("reviewers", number), f"“{role}” has rank {rank}, and “{stage.label}” needs rank {stage.rank}"
