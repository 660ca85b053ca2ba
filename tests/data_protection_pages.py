"""The pages of docs/data-protection/, made from the questions and the tables, so that no question or table can be left out.

A table or a kind of answer of which nothing is said here stops the making: a new one has to be thought about first.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from build import our_packs
from portal.domain.answer_holdings import Holds
from portal.domain.disclosure.table import FACT_WORDS, Column, Fact, Show
from portal.domain.journey import Journey, Kind, Question
from portal.domain.questions.young import ADULT, YOUNG, journeys
from portal.services import leave
from portal.storage import account_changes, evidence, guess_limits, raiser_sessions, saved_forms
from portal.storage.tables import metadata

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "data-protection"
PACK = our_packs().current("north-tyneside")


class Category(NamedTuple):
    """A category of personal data: whom it is about, and whether the law calls it special or it is about crime."""

    name: str
    about: str
    special: str = ""


OWN_WORDS = Category("What somebody says in their own words", "raiser, child, family", "can be any; crime")
IDENTITY = Category("Who somebody is", "raiser, child")
CHILD = Category("The child, and where they live and go to school", "child")
CONTACT = Category("How to reach somebody", "raiser")
SAFETY = Category("Danger, and what makes getting in touch unsafe", "raiser, child, family", "health; crime")
NEEDS = Category("Help somebody needs to take part", "raiser", "health")
OTHERS = Category("Somebody else, by name", "family, people named")
WORK = Category("Work, and how it is tied to the child", "raiser")
STANDING = Category("By what right somebody asks", "raiser, child")
DETAIL = Category("Details of the request: dates, letters, languages", "raiser, child", "language may point at origin")

CATEGORIES: Mapping[Holds, Category] = {
    Holds.UNSAID: DETAIL,
    Holds.DANGER: SAFETY,
    Holds.NEWS: OWN_WORDS,
    Holds.URGENCY: OWN_WORDS,
    Holds.GROUND: OWN_WORDS,
    Holds.GROUND_KIND: OWN_WORDS,
    Holds.YOUNG_VOICE: OWN_WORDS,
    Holds.WISH: OWN_WORDS,
    Holds.MISSED: OWN_WORDS,
    Holds.WAS_TOLD: OWN_WORDS,
    Holds.RAISER_NAME: IDENTITY,
    Holds.CHILD: CHILD,
    Holds.CHILD_NAME: IDENTITY,
    Holds.BIRTH: IDENTITY,
    Holds.AGE: IDENTITY,
    Holds.LIVES: CHILD,
    Holds.SCHOOL: CHILD,
    Holds.NAMES: OTHERS,
    Holds.NOT_TELL: OTHERS,
    Holds.WORK: WORK,
    Holds.WORKPLACE: WORK,
    Holds.TRIED: WORK,
    Holds.WAYS: CONTACT,
    Holds.REACH: CONTACT,
    Holds.EMAIL: CONTACT,
    Holds.TELEPHONE: CONTACT,
    Holds.ADDRESS: CONTACT,
    Holds.STREET: CONTACT,
    Holds.TOWN: CONTACT,
    Holds.POSTCODE: CONTACT,
    Holds.CARE: SAFETY,
    Holds.NEEDS: NEEDS,
    Holds.STANDING: STANDING,
    Holds.DETAIL: DETAIL,
}


class Held(NamedTuple):
    """A table: what it holds, of whom, what for, and for how long."""

    what: str
    about: str
    purpose: str
    kept: str


def _span(length: timedelta) -> str:
    days, seconds = length.days, length.seconds
    words = ((days, "day"), (seconds // 3600, "hour"), (seconds % 3600 // 60, "minute"))
    return " ".join(f"{number} {name}{'s' * (number != 1)}" for number, name in words if number)


def _kept(kind: str) -> str:
    """By the council's schedule."""
    return f"{getattr(PACK.retention, kind).keep}, by the schedule of the policy"


_RECORD = (
    f"{PACK.retention.challenges.keep} after it was closed, by the schedule of the policy; then two managers decide that it "
    "is erased, unless somebody holds it"
)
_STAFF = "while the person has an account, and after it for as long as the event log names them"

TABLES: Mapping[str, Held] = {
    "drafts": Held("answers not sent yet", "raiser, child", "so that nothing typed is lost", _kept("drafts")),
    "visits": Held(
        "that somebody came back to their request", "raiser", "to show it to nobody else", _span(raiser_sessions.KEPT)
    ),
    "tries": Held("how often a code was guessed", "visitors", "to stop guessing", _span(guess_limits.LONGEST)),
    "rate_limits": Held("how much a network used", "visitors", "to keep the form open for all", "until it is used up no more"),
    "challenges": Held(
        "the request, the review and the decision", "raiser, child, family, staff", "to look at the decision again", _RECORD
    ),
    "duties": Held("what staff have to do, and by when", "staff", "so that nothing is forgotten", "until it is done"),
    "finders": Held("keyed hashes of names, dates of birth, numbers", "raiser, child", "to find a request", _RECORD),
    "searches": Held("who searched, why, and how much was found", "staff", "to see that searches were needed", _STAFF),
    "events": Held("all that happened, sealed and chained", "raiser, child, staff", "to prove what was done", _RECORD),
    "outbox": Held(
        "messages: to whom, and their words", "raiser, staff", "to tell people",
        f"about a challenge: {_RECORD}; to staff about none: {_kept('notices')}",
    ),
    "staff": Held("names, addresses and roles of staff", "staff", "to let them in, and name who did what", _STAFF),
    "staff_sessions": Held("when somebody was signed in", "staff", "security", _kept("sign_ins")),
    "staff_logins": Held("keyed hash of an identity at work", "staff", "to know them again", _STAFF),
    "sign_in_links": Held("keyed hash of an emergency link", "staff", "to let an administrator in", "10 minutes"),
    "logout_tokens": Held("keyed hash of a sign-out", "staff", "so that none counts twice", "minutes"),
    "staff_events": Held(
        "who was added, changed, or left; lists taken, cases restricted, openings that a manager answers; a keyed hash of a "
        "home postcode that somebody gave", "staff", "to prove who could do what, and see who opens what is near them",
        _STAFF,
    ),
    "restricted_readers": Held("who may open a restricted case", "staff", "to keep it from all others", _RECORD),
    "erasure_holds": Held(
        "why a challenge is not to be erased, by whom, until when", "staff", "an inquiry, a complaint, a claim",
        "until the hold ends, and is taken away with the challenge",
    ),
    "erasure_proposals": Held(
        "which challenges are to be erased, by which two managers", "staff", "so that nobody erases alone",
        "until the challenge is erased",
    ),
    "kept_figures": Held(
        "a word for each thing that reports count of an erased challenge, and the month; nothing leads to the challenge",
        "nobody", "so that reports of past years stay the same", "for good",
    ),
    "account_changes": Held(
        "changes of roles that wait for a second person", "staff", "so that nobody gives themselves a role",
        _span(account_changes.GOOD_FOR),
    ),
    "staff_kept": Held(
        "what is typed in a staff form and not sent", "raiser, child", "so that nothing typed is lost",
        _span(saved_forms.LONGEST),
    ),
    "saved_filters": Held(
        "the lists that somebody saved, with the names they gave them, sealed", "staff", "to come back to them",
        f"until they delete it; {_STAFF}",
    ),
    "staff_leave": Held(
        "from which day to which somebody is on leave, and nothing of why", "staff",
        "so that nobody gets work who is away", f"{_span(leave.KEPT)} after it is over; {_STAFF}, that it was recorded",
    ),
    "office_closures": Held(
        "days on which the office is closed, and who proposed, confirmed and ended each", "staff",
        "so that every date counts them", _STAFF,
    ),
    "site_notices": Held(
        "notices for the public pages: their words, their time, and who wrote, confirmed and ended each", "staff",
        "to tell everybody what is different just now, and prove who said so", _STAFF,
    ),
    "beats": Held("when the worker was last alive", "nobody", "to notice that it stopped", "overwritten"),
    "key_probes": Held("a probe of each key", "nobody", "to notice wrong keys", "while the key is used"),
    "evidence": Held(
        "pictures, documents and sound that somebody sent", "raiser, child, family", "to look at the decision again",
        f"{_RECORD}; what was never sent goes after {_span(evidence.ORPHAN)}",
    ),
    "signing_keys": Held("keys that sign receipts", "nobody", "to prove that a receipt is real", "for good"),
    "feedback": Held(
        "how easy the website was, and what to do better; without names", "visitors", "to make the website better",
        _kept("feedback"),
    ),
}  # fmt: skip

MADE = "<!-- Made from the code: make pages -->"


def _asked(journey: Journey) -> Iterator[Question]:
    """Each question whose answer is kept, with the parts of its page."""
    seen: set[str] = set()
    for page in journey.questions:
        yield from _within(page, seen)


def _within(question: Question, seen: set[str]) -> Iterator[Question]:
    if question.kind not in (Kind.GROUP, Kind.EXIT, Kind.NOTE) and question.key not in seen:
        seen.add(question.key)
        yield question
    for part in question.inner():
        yield from _within(part, seen)


def _questions(title: str, journey: Journey) -> Iterator[str]:
    yield from (f"### {title}", "", "| what we ask | must it be answered | category |", "|---|---|---|")
    for question in _asked(journey):
        must = "no" if question.optional else "if it is asked"
        words = question.label.replace("|", "\\|")
        yield f"| {words} (`{question.key}`) | {must} | {CATEGORIES[question.holds].name} |"
    yield ""


def _categories() -> Iterator[str]:
    yield from ("| category | about | special, or about crime |", "|---|---|---|")
    for each in dict.fromkeys(CATEGORIES.values()):
        yield f"| {each.name} | {each.about} | {each.special or 'no'} |"


def _tables() -> Iterator[str]:
    yield from ("| table | what | about | what for | kept |", "|---|---|---|---|---|")
    for name in sorted(metadata.tables):
        yield f"| `{name}` | {' | '.join(TABLES[name])} |"


def _shown() -> Iterator[str]:
    """What the council's pack tells whom, once identity and standing are checked."""
    columns = (
        Column.PARENT,
        Column.FAMILY,
        Column.NEIGHBOUR,
        Column.YOUNG_PERSON,
        Column.PROFESSIONAL,
        Column.STRANGER,
    )
    yield "| fact | " + " | ".join(each.value.replace("_", " ") for each in columns) + " |"
    yield "|---|" + "---|" * len(columns)
    said = {Show.FULL: "yes", Show.RELEASED: "what a manager releases", Show.GIST: "in short", Show.WITHHELD: "**no**"}
    for fact in Fact:
        cells = (said[PACK.disclosure[fact][each].show] for each in columns)
        yield f"| {FACT_WORDS[fact].staff} | " + " | ".join(cells) + " |"


DATA_MAP_BEGIN = f"""\
{MADE}
# Data map

What this service holds about people, what for, who sees it and how long it is kept. The tables are made from the questions,
the tables of the database and the disclosure table of North Tyneside's pack by `tests/data_protection_pages.py`
(`make pages`); a test fails when they differ.

One council is the controller of all of it. GOV.UK Notify sends messages for the council as its processor and holds what it
sends for 7 days. Nobody else gets anything from the service itself: no analytics, no third party's scripts, no AI.

## Why it may be used

- UK GDPR, Article 6(1)(e): a public task, from the Children Act 1989 (sections 17, 27, 47) and the Children Act 2004 (sections 10, 11).
- Special categories: Article 9(2)(g) with the Data Protection Act 2018, Schedule 1, paragraph 18 (safeguarding of children).
- Crime: Article 10 with the same paragraph.
- Not consent: nobody has to agree, and nothing is taken away from who does not.

## Categories
"""

IMPACT = f"""\
{MADE}
# Data protection impact assessment: what is known of it

A council that uses this service has to assess it (UK GDPR, Article 35): children, special categories, people who depend on
the council. This page says what the service does, so that the data protection officer can start from it. What stands as
**[council]** only the council can say.

| step | what to write |
|---|---|
| Controller, officer, date | **[council]** |
| What the service does | Families, neighbours, young people and professionals ask the MASH to look again at a decision about a child; staff review it in the stages of the published policy. |
| Nature, scope, context | The [data map](data-map.md): {{categories}} categories of personal data in {{tables}} tables; {{special}} of the categories are special or about crime, or can be. |
| Necessity | Each question changes what somebody does. What nobody has to know may be left blank: {{optional}} of {{asked}} questions. |
| People asked | **[council]**: families, young people, staff, and what they said |

## Risks, and what is done about them

| what could happen | what the service does | what is left, for the council |
|---|---|---|
| Somebody who hurt the family reads a message | No message says what it is about. Contact is made only in ways and at times that the person called safe, with a word they chose. | Staff who telephone keep to it. |
| Somebody reads over a shoulder or in the history | "Exit this page" on every page, neutral titles and addresses, nothing kept in the browser but a random token. | |
| A raiser learns that a contact was made, or by whom | The disclosure table decides for each fact, audience and check; what is not allowed is not in the page. Names in free words are marked, and a second person releases. | The council agrees its table. |
| Staff look without need | Each reading is in the event log with its reason; searches with their purpose. | A manager reads the log. |
| Danger that nobody sees | An alert stops everything until somebody says what was done; colleagues get a message at once; "call now" stands before the form. | Somebody is on duty to read them. |
| The database or a backup is stolen | Sealed with a data key for each challenge (AES-256-GCM), wrapped with a master key that is not in the database; backups are encrypted to a public key. | Keys are kept apart from backups. |
| Something is lost | One transaction for each act; an outbox that survives; a rehearsed restore. | `portal rehearse-restore` runs by a timer. |
| Kept too long | Drafts, forms, sessions and messages go by themselves (see the data map). Challenges are listed for the managers once their time is over: one proposes, another confirms, and what somebody holds stays. | Whether the schedule of the policy fits the council's own: **[council]**. |
| A decision made by a machine | None: no score, no AI. People decide, and a second person releases. | |

## Signed

Officer's advice, residual risk, who accepts it, next review: **[council]**
"""

POLICY = f"""\
{MADE}
# Appropriate policy document: what is known of it

For special categories and data about crime under the Data Protection Act 2018, Schedule 1, Part 4. What stands as
**[council]** only the council can say.

## What is held

{{kinds}}

## Which condition

Schedule 1, Part 2, paragraph 18: safeguarding of children and of individuals at risk, in the substantial public interest.

## How the principles are kept

- **Lawful, fair, open**: people read how it is used before they send (`/privacy`, and one page for young people).
- **For this only**: what is told here goes to the review, to the child's record, and where a child must be protected to those who can.
- **No more than needed**: {{optional}} of {{asked}} questions may be left blank; none is asked of whom it does not concern.
- **Right**: what was sent cannot be changed by staff; a person can add to it, and say what is wrong in it.
- **No longer than needed**: see "kept" in the [data map](data-map.md#what-is-kept).
- **Safe**: see the [impact assessment](impact-assessment.md#risks-and-what-is-done-about-them) and `SECURITY.md`.
- **Accountable**: an append-only event log, chained and anchored; a second person for every release.

## Review

Responsible, date, next review: **[council]**. It is kept for 6 months after the use ends (Schedule 1, paragraph 40).
"""


def data_map_page() -> str:
    """What is held of whom, what for, who is told and for how long."""
    found = journeys(PACK)
    lines = [DATA_MAP_BEGIN, *_categories(), "", "## What is asked", ""]
    lines += [*_questions("Adults", found[ADULT]), *_questions("Young people", found[YOUNG])]
    lines += ["## What is kept", "", *_tables(), ""]
    lines += [
        "## Who is told what",
        "",
        "Once staff have checked who somebody is and where they stand.",
        "",
        *_shown(),
        "",
    ]
    lines += ["## What the council adds", "", "Its address and data protection officer, its schedule for the child's"]
    lines += [
        "record in its own system, who its processors are (hosting, GOV.UK Notify, sign-in), and where its backups lie.",
        "",
    ]
    return "\n".join(lines)


def _facts() -> dict[str, object]:
    asked = [question for journey in journeys(PACK).values() for question in _asked(journey)]
    categories = list(dict.fromkeys(CATEGORIES.values()))
    special = [each for each in categories if each.special]
    return {
        "categories": len(categories),
        "tables": len(metadata.tables),
        "special": len(special),
        "asked": len(asked),
        "optional": sum(question.optional for question in asked),
        "kinds": "\n".join(f"- {each.name}: {each.special}" for each in special),
    }


def impact_page() -> str:
    """What is known for an impact assessment."""
    return IMPACT.format_map(_facts())


def policy_page() -> str:
    """What is known for an appropriate policy document."""
    return POLICY.format_map(_facts())


DATA_PROTECTION_PAGES = {
    FOLDER / "data-map.md": data_map_page,
    FOLDER / "impact-assessment.md": impact_page,
    FOLDER / "appropriate-policy-document.md": policy_page,
}
