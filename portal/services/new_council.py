"""A first policy file for a council: the questions that `portal new-council` asks, and what it writes from the answers.

What nobody knows yet is written as "not stated", or as a number to be confirmed; the file is sound from the beginning.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from portal.domain.contact_details import Unusable, email
from portal.domain.policy.calendar import Opening, Span
from portal.domain.policy.contact_validation import is_site, is_telephone
from portal.domain.policy.document import DocumentDate
from portal.domain.policy.validation import SENDER
from portal.domain.policy_rule import Audience

NOT_KNOWN = "01632 960999"
"""A number that nobody has (Ofcom, numbers for drama), until the council says its own."""

MOST_STAGES = 9
_NO_NAME = frozenset({"Council", "City", "County", "Borough", "District", "Metropolitan", "London", "Royal", "of"})
UNKNOWN = "not stated"
COUNCIL = re.compile("[a-z][a-z0-9-]*")


class CouncilQuestion(NamedTuple):
    """``check`` gives what is wrong with an answer, in a sentence, or nothing. Blank is checked only where needed."""

    key: str
    words: str
    default: str = ""
    check: Callable[[str], str] = lambda _answer: ""
    needed: bool = False


def _says(what: Callable[[str], object]) -> Callable[[str], str]:
    """A check from something that raises :class:`ValueError` with a sentence."""

    def check(answer: str) -> str:
        try:
            what(answer)
        except ValueError as error:
            return f"{error}."
        return ""

    return check


def openings(answer: str) -> list[str]:
    """Opening hours, separated by semicolons: a comma is part of them."""
    return [each.strip() for each in answer.split(";") if each.strip()]


def _openings(answer: str) -> str:
    wrong = (_says(Opening.parse)(each) for each in openings(answer) or [""])
    return next(filter(None, wrong), "")


def _site(answer: str) -> str:
    return "" if is_site(answer) else "Write the whole address, like https://www.example.com."


def _telephone(answer: str) -> str:
    return "" if is_telephone(answer) else "Write a telephone number, in figures and spaces."


def _email(answer: str) -> str:
    try:
        email(answer)
    except Unusable:
        return "Write an email address, like mash@example.com."
    return ""


def _audiences(answer: str) -> str:
    known = [audience.value for audience in Audience]
    wrong = [each for each in listed(answer) if each not in known]
    return f"Write some of: {', '.join(known)}." if wrong or not listed(answer) else ""


def _number(answer: str) -> str:
    return "" if answer.isdecimal() and 1 <= int(answer) <= MOST_STAGES else f"Write a number from 1 to {MOST_STAGES}."


def _span(answer: str) -> str:
    return _says(Span.parse)(answer)


def _day(answer: str) -> str:
    return "" if re.fullmatch(r"\d{4}-\d\d-\d\d", answer) and not _says(date.fromisoformat)(answer) else _NO_DAY


def _by(answer: str) -> str:
    return "" if set(listed(answer)) <= {"raiser", "manager", "reviewer"} else "Write raiser, manager or reviewer."


_NO_DAY = "Write a day like 2027-01-01."

QUESTIONS: Sequence[CouncilQuestion] = (
    CouncilQuestion("name", "The council's name in full", needed=True),
    CouncilQuestion("website", "Its website", "https://www.example.com", _site),
    CouncilQuestion("team", "What the team that decides is called", "MASH"),
    CouncilQuestion("title", "The title of the policy", needed=True),
    CouncilQuestion(
        "review", "When it is due for review, like 2027-03-31 or 2027-03", UNKNOWN, _says(DocumentDate.parse)
    ),
    CouncilQuestion("begins", "From which day it counts here, like 2027-01-01", check=_day, needed=True),
    CouncilQuestion("audiences", "Who may use it (separate with commas)", Audience.PROFESSIONAL.value, _audiences),
    CouncilQuestion("hours", "When somebody reads what comes in", "monday to friday 09:00 to 17:00", _openings),
    CouncilQuestion("disagreement", "The telephone of whoever answers about a disagreement", NOT_KNOWN, _telephone),
    CouncilQuestion("front_door", "The telephone for a worry about a child, by day", NOT_KNOWN, _telephone),
    CouncilQuestion("out_of_hours", "The same at night and at weekends", NOT_KNOWN, _telephone),
    CouncilQuestion("complaints", "The email address of the complaints team", "complaints@example.com", _email),
    CouncilQuestion("address", "The postal address, on one line", "1 High Street, Newtown"),
    CouncilQuestion("by", "Who takes it to the next stage: raiser, manager or reviewer", "raiser", _by),
    CouncilQuestion("stages", "How many stages there are", "3", _number),
)
"""Asked in this order; then for each stage :data:`OF_A_STAGE`."""

OF_A_STAGE: Sequence[CouncilQuestion] = (
    CouncilQuestion("label", "Stage {number}: what the policy calls it", "Stage {number}"),
    CouncilQuestion("reviewer", "Stage {number}: who looks again (the role, no name)", needed=True),
    CouncilQuestion("within", "Stage {number}: how long they have, like 5 working days", UNKNOWN, _span),
    CouncilQuestion("cite", "Stage {number}: the clause that says so; leave it blank if the policy does not"),
)


def listed(answer: str) -> list[str]:
    """The items of an answer that are separated by commas."""
    return [each.strip().replace(" ", "_") for each in answer.split(",") if each.strip()]


def wrong_with(question: CouncilQuestion, answer: str) -> str:
    """What is wrong with an answer, in a sentence; nothing where it will do."""
    if not answer:
        return "This is needed." if question.needed else ""
    return "" if answer == question.default else question.check(answer)


@dataclass(frozen=True, slots=True)
class NewCouncil:
    """All that was answered. ``stages``: a mapping of :data:`OF_A_STAGE` each."""

    key: str
    base: int
    said: Mapping[str, str]
    stages: Sequence[Mapping[str, str]]
    today: date


def policy_text(new: NewCouncil) -> str:
    """The file as it is written, with a comment beside what an officer will want to change."""
    said = new.said
    ranks: dict[str, int] = {}
    for rank, stage in enumerate(new.stages, 1):
        ranks[stage["reviewer"]] = rank
    return _FILE.format(
        base=new.base,
        key=new.key,
        name=_quoted(said["name"]),
        short=_quoted(_sender(said["name"])),
        team=_quoted(said["team"]),
        address=_quoted(said["address"]),
        website=_quoted(said["website"]),
        title=_quoted(said["title"]),
        review=said["review"],
        hours=", ".join(map(_quoted, openings(said["hours"]))),
        contacts="".join(_contact(key, words, said, new.today) for key, words in _CONTACTS),
        email=_quoted(said["complaints"]),
        today=new.today,
        audiences="".join(_audience(each, said) for each in Audience),
        roles="".join(f"  {_quoted(role)}: {{rank: {rank}, assumed: true}}\n" for role, rank in ranks.items()),
        by=", ".join(listed(said["by"])),
        stages="".join(_stage(number, stage) for number, stage in enumerate(new.stages, 1)),
    )


def _sender(name: str) -> str:
    """A council's name as the sender of a text message: as many of its words as there is room for."""
    short = ""
    for word in name.split():
        if word in _NO_NAME or len(f"{short} {word}".strip()) > SENDER:
            continue
        short = f"{short} {word}".strip()
    return short or name[:SENDER].strip()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_CONTACTS = (
    ("disagreement", "who answers about a disagreement"),
    ("front_door", "whom to call about a child, by day"),
    ("out_of_hours", "whom to call about a child, at night"),
    ("practice", "who hears first of a complaint about how somebody was treated"),
)


def _contact(key: str, words: str, said: Mapping[str, str], today: date) -> str:
    number = said.get(key) or said["disagreement"]
    source = "to be confirmed by the council" if number == NOT_KNOWN else "the council"
    return f"""\
  {key}:  # {words}
    name: {_quoted(said["team"])}
    telephone: {_quoted(number)}
    source: {source}
    check_by: {today}
"""


def _audience(audience: Audience, said: Mapping[str, str]) -> str:
    if audience in listed(said["audiences"]):
        return f"  {audience}: {{taken: true, assumed: true}}\n"
    return f"  {audience}: {{taken: false, contacts: [complaints], assumed: true}}\n"


def _stage(number: int, stage: Mapping[str, str]) -> str:
    backing = f"cite: {_quoted(stage['cite'])}" if stage["cite"] else "assumed: true"
    return f"""\
      - key: "{number}"
        label: {_quoted(stage["label"])}
        rank: {number}
        reviewers: [{_quoted(stage["reviewer"])}]
        deadlines:
          - {{act: decide, within: {stage["within"]}, {backing}}}
        {backing}
"""


_FILE = """\
# yaml-language-server: $schema=../pack.schema.json
# {name}: written by `portal new-council`. policies/README.md leads through it and explains every key.
# Everything after a # is a comment. "assumed: true" means that nobody has found the clause yet: write cite: instead.

base: {base}

council:
  key: {key}
  name: {name}
  short_name: {short}  # the sender of text messages: neutral, at most 11 characters
  team: {team}
  address: [{address}]  # one pair of quotes for each line
  website: {website}
  colours: {{brand: "#0b5351"}}  # the council's own, dark enough to be read on white

document:  # as printed on the policy; what is not there stays "not stated"
  title: {title}
  review: {review}

office:
  hours: {{open: [{hours}]}}
  assumed: true

contacts:
{contacts}\
  complaints:
    name: Complaints team
    email: {email}
    source: to be confirmed by the council
    check_by: {today}
  data_complaints:  # who hears of a complaint about how information was used
    name: Data protection officer
    email: {email}
    source: to be confirmed by the council
    check_by: {today}
  post:
    name: {name}
    address: [{address}]
    source: the council
    check_by: {today}

audiences:  # who may use the form; the others are told where to go instead
{audiences}
roles:  # who looks again; the rank is that of their staff account, and a higher one may do what a lower one may
{roles}
ladders:  # the stages in order; `portal explain` shows what comes of them
  - key: main
    label: Stages
    assumed: true
    escalation:
      by: [{by}]  # who takes it to the next stage
      assumed: true
    stages:
{stages}
# What else a policy may say, each with an example in policies/README.md: steps before the first stage (before), a limit
# for several stages (caps), ladders for what is urgent or for one agency, who has to be told (notify), what it does not
# cover (exclusions), reports (learning), where it is recorded (recording), bodies outside (exits).
"""
