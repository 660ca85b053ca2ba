"""Every value of a pack does something: somebody sees another page, or something else happens, once it is another.

Each kind of value is changed by itself in a pack that uses every key, and the surfaces that :data:`ACTS` names for it
are looked at. What can only be printed counts on the staff's page of the policy, and nothing else does there. What
nothing acts on is not in the format. With --prove every single value is changed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from fnmatch import fnmatch
from functools import cache

import pytest
from pack_values import TYPES, changed, every_key, kind_of, places

from portal.domain.policy.model import KeyPage, Start
from portal.domain.policy_rule import Rule

POLICY = "staff /policy"
DUE = "staff /due-to-be-erased"
PRINTED = (
    "document.version", "document.authors", "document.owner", "document.approvals.*.by", "document.approvals.*.on",
    "document.review", "document.status", "document.contradictions", "contacts.*.source", "contacts.*.check_by",
    "contacts.*.public", "roles.*.hours.holidays",
)  # fmt: skip
"""What can only be printed, for staff; and where each rule comes from (``cite``, ``assumed``, ``note``)."""

CALM = "professional urgent=no"
"""Goes by the usual ladder of the pack; "professional" alone by the one for what is urgent."""
CASE, URGENT = f"life left lying / {CALM}", "life left lying / professional"
REVIEWED, LATE, LATER = (f"life {name} / {CALM}" for name in ("reviewed", "late", "later"))
SUMMARY = f"staff summary left lying / {CALM}"
MOVED = f"life moved / {CALM}"
OPEN_CASE, POLICE = f"{CALM} case=yes", f"{CALM} agency=police"
WHO = ("professional", OPEN_CASE, POLICE)
NIGHTLY, OPENED, AT_POLICE = f"life at night / {CALM}", f"life reviewed / {OPEN_CASE}", f"life reviewed / {POLICE}"
KNOWN = f"life reviewed / {CALM} case=no"
ELSEWHERE = (
    f"left lying / {CALM}",
    *(f"left lying / {who}" for who in WHO),
    *(f"{night} / {CALM}" for night in ("at night", "one night")),
)
TREATED, INFORMATION, NEXT = "public /how-we-treated-you", "public /your-information", "public /what-happens-next"
TALK, SENT_ON = "ask talk-first / professional spoken=no", "ask other-ways / neighbour"
STAGE = (NEXT, *(f"raiser progress {life}" for life in ELSEWHERE), f"staff record at night / {CALM}")
WAYS = (
    f"staff do/choose_route under way / {CALM}",
    f"staff do/choose_route second / {CALM}",
    f"staff do/choose_route second / {CALM} case=no",
    f"life another way / {CALM}",
)
NOTIFIED = tuple(
    f"{seen} {life} / {CALM}{plan}"
    for life in ("later", "late again", "begun", "third asked", "third late", "another way")
    for seen in ("staff record", "told")
    for plan in ("", " plan=no")
)
QUICKLY = ("staff record under way / professional", "told under way / professional")
FORM = f"staff forms/stage-2.txt later / {CALM}"

NEWCOMER = f"{CALM} so_the_child_is_new_to_the_area=yes"
FIRST = tuple(f"ask {page}" for page in ("talk-first / professional spoken=no case=yes", "first-step / parent"))

MISSED = tuple(
    f"{seen} {who}"
    for seen in ("staff record left unread /", "told left unread /", "staff forms/stage-1.txt left unread /")
    for who in (CALM, "parent")
    if (seen, who) != ("staff forms/stage-1.txt left unread /", "parent")  # it is made of a professional's
)

PANEL = (f"life panels / {CALM} in_need=yes court=yes",)

REPORTS = tuple(f"report {number}" for number in range(1, 5))

ACTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(PRINTED, (POLICY,)),
    "council.name": ("public /",),
    "council.languages": ("public /",),
    "council.short_name": ("told late / family say_who=yes",),
    "council.team": ("public /",),
    "council.colours.brand": ("public /",),
    **dict.fromkeys((f"council.films.*.{key}" for key in ("page", "website", "minutes")), ("public /sign-language",)),
    "document.title": ("staff record.txt left lying / parent",),
    "document.expiry": ("staff /people",),
    "office.hours.open": (f"life on the eve / {CALM}", f"life reviewed / {CALM}", "life reviewed / parent"),
    "office.hours.holidays": ("public /", "life reviewed / parent"),
    "office.closures": ("public /telephone", LATE, f"life on the eve / {CALM}"),
    "office.terms": (f"life left lying / {CALM} decided_by=school", f"life begun / {CALM} decided_by=school"),
    "contacts.*.name": ("public /contact", "public /independent-help", TREATED, INFORMATION, SENT_ON, FORM),
    "contacts.*.telephone": ("public /", "public /independent-help", "night /", "public /contact", TREATED, SENT_ON),
    "contacts.*.email": ("public /contact", TREATED, INFORMATION, FORM),
    "contacts.*.hours.open": ("public /contact", "dusk /"),
    "contacts.*.hours.holidays": ("public /contact", "holiday /"),
    "contacts.*.duty_mobile": ("duty",),
    "contacts.*.address": ("public /contact", TREATED),
    "contacts.*.website": (TREATED,),
    "council.team_in_full": ("public /privacy",),
    "council.address": ("public /privacy",),
    "council.website": ("public /privacy",),
    "audiences.*.contacts": (SENT_ON,),
    **dict.fromkeys((f"raise_limits.*.{key}" for key in ("audiences", "when", "within", "after")), (NEXT,)),
    "circumstances.*.ask": (f"ask more-about-1 / {CALM}",),
    "circumstances.*.audiences": (f"ask more-about-1 / {CALM}",),
    "ladders.*.audiences": (NEXT, "life left lying / family", "life left lying / speaking_for"),
    **dict.fromkeys((f"ladders.*.before.*.{key}" for key in ("audiences", "when")), FIRST),
    "ladders.*.stages.*.by_route": (NEXT,),
    **dict.fromkeys(
        (f"ladders.*.stages.*.{key}" for key in ("audiences", "when")), (NEXT, f"life reviewed / {NEWCOMER}")
    ),
    "ladders.*.stages.*.notify.*.audiences": NOTIFIED,
    "exits.*.stage": (NEXT, f"raiser progress reviewed / {CALM}"),
    "exits.*.audiences": (NEXT, f"raiser progress reviewed / {CALM}"),
    "audiences.*.words": ("public /", SENT_ON),
    "audiences.*.contact_from_age": ("staff summary left lying / young_person",),
    "exclusions.*.words": ("public /",),
    **dict.fromkeys(("retention.drafts.keep", "retention.challenges.keep"), ("public /privacy",)),
    **dict.fromkeys((f"retention.{kind}.keep" for kind in ("junk", "notices", "sign_ins")), (DUE,)),
    "retention.feedback.keep": ("public /feedback",),
    **dict.fromkeys(("second_requests.only_new", "second_requests.audiences"), (NEXT, f"ask asked-before / {CALM}")),
    **dict.fromkeys(
        (
            f"pauses.{key}"
            for key in (
                "together",
                "reasons.*.label",
                "reasons.*.at_most",
                "reasons.*.rank",
                "reasons.*.once",
                "reasons.*.stages",
            )
        ),
        (f"life paused / {CALM}", f"staff do/pause begun / {CALM}"),
    ),
    "ladders.*.stages.*.deadlines.*.words": (
        f"staff summary begun / {CALM}",
        f"staff do/record_step begun / {CALM}",
        "public /policy",
    ),
    "ladders.*.stages.*.deadlines.*.optional": (f"life met / {CALM} home_educated=yes",),
    "ladders.*.stages.*.stand_ins": STAGE,
    "ladders.*.stages.*.decided_with": ("public /policy", "staff summary under way / family"),
    "ladders.*.stages.*.panel.chair": PANEL,
    "ladders.*.stages.*.panel.members": PANEL,
    "ladders.*.stages.*.panel.at_least": PANEL,
    "ladders.*.stages.*.panel.agreement": PANEL,
    "ladders.*.stages.*.answer_within": (f"life second unanswered / {CALM}",),
    "ladders.*.stages.*.escalation.by_itself": (f"life third late / {NEWCOMER}",),
    "ladders.*.stages.*.routes.*.chosen_by": ("public /policy",),
    "ladders.*.stages.*.notify.*.fields": (FORM,),
    "ladders.*.like": (f"life reviewed / {CALM} looked_after=yes",),
    "recording.within": (f"staff record reviewed / {CALM}",),
    "raise_within.within": (NEXT,),
    "raise_within.after": (NEXT,),
    "decision_within.within": (NEXT,),
    "ladders.*.label": tuple(f"staff summary {life}" for life in ELSEWHERE),
    "ladders.*.escalation.by": (MOVED, NIGHTLY, *(f"life moved / {who}" for who in WHO)),
    "ladders.*.escalation.required": (f"staff record asked / {CALM}",),
    "ladders.*.stages.*.escalation.by": (LATER, MOVED),
    "ladders.*.stages.*.escalation.required": (f"staff record later / {CALM}",),
    **dict.fromkeys(
        (f"ladders.*.before.*.deadlines.*.{key}" for key in ("act", "within", "after")), (TALK, "public /policy")
    ),
    "ladders.*.before.*.skip_when": (TALK,),
    "ladders.*.before.*.stage": ("public /policy", f"staff summary third asked / {CALM}"),
    "ladders.*.stages.*.exchange": (SUMMARY,),
    "ladders.*.stages.*.other_side": (SUMMARY,),
    "complaints.practice.contacts": (TREATED,),
    "complaints.data.contacts": (INFORMATION,),
    **dict.fromkeys((f"complaints.practice.{key}_within" for key in ("acknowledge", "reply", "raise")), (TREATED,)),
    **dict.fromkeys((f"complaints.data.{key}_within" for key in ("acknowledge", "reply", "raise")), (INFORMATION,)),
    "recording.by": (f"staff record reviewed / {CALM}",),
    "recording.every_stage": (f"staff record reviewed / {CALM}",),
    "times.triage": (SUMMARY,),
    "times.answer": (f"raiser progress unanswered / {CALM}", f"life unanswered / {CALM}"),
    "times.change_mind": (f"raiser progress withdrawn / {CALM}",),
    "audiences.*.taken": ("public /", "public /young", "public /what-we-can-tell-you"),
    **dict.fromkeys(("roles.*.rank", "roles.*.agency"), ("staff /people",)),
    "ladders.*.stages.*.deadlines.*.sooner": (SUMMARY, NEXT),
    **dict.fromkeys(
        (f"disclosure.{fact}.professional_made_contact.show" for fact in ("contact_exists", "decision_made")),
        (f"raiser progress begun / {CALM}",),
    ),
    "exclusions.*.matter": ("public /",),
    "exclusions.*.contacts": ("public /",),
    "exclusions.*.audiences": ("ask other-places / parent", f"ask other-places / {CALM}"),
    "disagreements.kinds": (f"ask kind-of-disagreement / {CALM}",),
    "roles.*.hours.open": (SUMMARY, f"staff summary at night / {CALM}"),
    "ladders.*.stages.*.prompts": (SUMMARY,),
    "ladders.*.decided_by": (f"life reviewed / {CALM} decided_by=school",),
    "anonymous.allowed": ("ask safe-ways / family",),
    "anonymous.audiences": ("ask safe-ways / parent", "ask safe-ways / family"),
    "assurances": ("public /",),
    "ladders.*.when": (SUMMARY, URGENT, NIGHTLY, OPENED, f"life left lying / {CALM} looked_after=yes in_need=yes"),
    "ladders.*.agency": (AT_POLICE,),
    "ladders.*.stages.*.skip_when": (KNOWN,),
    "ladders.*.escalation.no_answer": (LATE,),
    "ladders.*.before.*.label": (TALK, "public /policy"),
    "ladders.*.before.*.who": (TALK, "public /policy"),
    **dict.fromkeys((f"ladders.*.caps.*.{key}" for key in ("first", "last", "within")), (REVIEWED,)),
    "ladders.*.stages.*.label": STAGE,
    "ladders.*.stages.*.rank": ("staff /people", REVIEWED),
    "ladders.*.stages.*.reviewers": STAGE,
    "ladders.*.stages.*.or_equivalent": ("public /what-happens-next",),
    **dict.fromkeys(
        (f"ladders.*.stages.*.deadlines.*.{key}" for key in ("act", "within", "after")),
        (CASE, REVIEWED, URGENT, SUMMARY, NIGHTLY, OPENED, AT_POLICE),
    ),
    **dict.fromkeys(
        (
            f"ladders.*.stages.*.deadlines.*.if_missed.{key}"
            for key in ("who", "contact", "form", "fields", "audiences")
        ),
        MISSED,
    ),
    "ladders.*.stages.*.deadlines.*.extend_by": (f"staff do/extend begun / {CALM}",),
    "ladders.*.stages.*.escalation.no_answer": (f"life late again / {CALM}",),
    **dict.fromkeys(("ladders.*.stages.*.notify.*.form", "ladders.*.stages.*.notify.*.who"), NOTIFIED),
    **dict.fromkeys(("ladders.*.stages.*.notify.*.contact", "ladders.*.stages.*.notify.*.when"), NOTIFIED),
    **dict.fromkeys((f"ladders.*.routes.*.{key}" for key in ("label", "stage", "when")), WAYS),
    **dict.fromkeys((f"ladders.*.stages.*.routes.*.{key}" for key in ("label", "stage", "when")), WAYS),
    **dict.fromkeys((f"ladders.*.notify.*.{key}" for key in ("form", "who", "contact", "when")), QUICKLY),
    **dict.fromkeys((f"learning.*.{key}" for key in ("every", "to", "medium", "smallest", "also_by")), REPORTS),
    "exits.*.contact": (NEXT, "raiser progress left lying / parent", "raiser progress reviewed / parent"),
    "exits.*.when": ("raiser progress left lying / parent",),
    "exits.*.raise_within": ("raiser progress reviewed / parent", "raiser progress left lying / parent"),
    "recording.system": ("staff record.txt left lying / parent",),
    "recording.kinds": (f"staff do/record reviewed / {CALM}",),
    "recording.contact_id": (f"staff do/record_original begun / {CALM}",),
    "decisions.outcomes.*.label": (f"staff do/record_original begun / {CALM}", f"staff record later / {CALM}"),
    "phrases": (f"staff do/write_reply decided / {CALM}",),
    "decisions.thresholds": (f"staff do/record_original begun / {CALM}",),
    "disclosure.actions.parent.show": ("public /what-we-can-tell-you",),
}
"""Where it is seen that a value is another, by the kind of the value."""

ONLY_ONE = (
    "audiences.neighbour.taken", "circumstances.*.so", "raise_within.act", "decision_within.act",
    "decision_within.after",
    "ladders.main.stages.1.deadlines.3.act",
    "ladders.main.stages.1.deadlines.5.act", "ladders.*.stages.[2-9a-z]*.rank",
)  # fmt: skip
"""What can be nothing else as the rest of the pack stands: any other value is refused."""

NO_WAY_ON = ("ladders.urgent.escalation.by.*", "ladders.open.escalation.by.*", "ladders.police.escalation.by.*")
"""What says nothing of a ladder of one stage: there is none to go on to."""

BACKING = {field.name for field in fields(Rule)}


def listed(name: str, patterns: Iterable[str]) -> str:
    """The first of the patterns that a value is named by; blank where none is."""
    return next((pattern for pattern in patterns if fnmatch(name, pattern)), "")


@cache
def awake() -> Mapping[str, tuple[str, ...]]:
    """The values that act, by kind; of what backs a rule one of each."""
    found: dict[str, list[str]] = {}
    for name in places():
        if not listed(name, (*ONLY_ONE, *NO_WAY_ON)):
            found.setdefault(kind_of(name), []).append(name)
    return {kind: tuple(names) for kind, names in found.items()}


def where(kind: str) -> tuple[str, ...]:
    return (POLICY,) if kind.rpartition(".")[2] in BACKING else ACTS.get(kind, ())


FOR_STAFF = "contacts.police_lead.*"
"""A contact that is not public is on the staff's page alone."""


def acts(surfaces, name, wanted):
    other = changed(name)
    assert other, f"{name} can be nothing else"
    wanted = (POLICY,) if fnmatch(name, FOR_STAFF) else wanted
    return any(surfaces.seen(other, surface) != surfaces.before(surface) for surface in wanted)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", awake())
def test_a_value_of_a_pack_acts(kind, surfaces, prove):
    names = awake()[kind] if prove else awake()[kind][:1]
    assert [name for name in names if not acts(surfaces, name, where(kind))] == []


@pytest.mark.timeout(240)
def test_every_surface_is_one_that_there_is(surfaces):
    missing = {}
    for surface in {surface for of in ACTS.values() for surface in of}:
        shown = surfaces.before(surface)
        if not surface.startswith(("life", "told", "duty")) and not shown.startswith("200"):
            missing[surface] = shown[:80]
    assert missing == {}


@pytest.mark.timeout(60)
def test_what_is_said_of_values_is_said_of_values_that_there_are():
    named = list(places())
    every = (*ONLY_ONE, *NO_WAY_ON)
    assert [pattern for pattern in every if not any(fnmatch(name, pattern) for name in named)] == []
    assert sorted(set(ACTS) - set(map(kind_of, named))) == []
    assert [name for name in named if listed(name, ONLY_ONE) and changed(name)][:1] == []


def test_the_pack_uses_every_key_and_every_word():
    used = set(_used(every_key()))
    own = [kind for kind in TYPES if is_dataclass(kind) and kind.__name__ != "Pack"]
    every = {(kind, field.name) for kind in own for field in fields(kind) if field.name not in BACKING}
    words = {word for kind in TYPES if issubclass(kind, Enum) for word in kind}
    assert sorted(f"{kind.__name__}.{name}" for kind, name in every - used) == []
    assert sorted(map(repr, words - used - UNUSED)) == []


UNUSED = frozenset({Start.STEP, Start.DISAGREEMENT, KeyPage.STAY_SAFE})
"""The first two are in tests/domain/test_stage_clocks.py; a page without a film is there for a film to change to."""


def _used(value: object) -> Iterator[object]:
    """The words that a pack holds, and the keys to which it gives another value than the default."""
    if isinstance(value, Enum):
        yield value
    if is_dataclass(value):
        for field in fields(value):
            held = getattr(value, field.name)
            if field.default is MISSING or held != field.default:
                yield type(value), field.name
            yield from _used(held)
    for inner in (*value.keys(), *value.values()) if isinstance(value, Mapping) else ():
        yield from _used(inner)
    for inner in value if isinstance(value, tuple) else ():
        yield from _used(inner)
