"""The invented people of the demo county, and what each of them says: data, and nothing else."""

from datetime import timedelta
from typing import Any

Sent = tuple[timedelta, dict[str, Any]]
"""How long ago a request was sent, and what was said."""

ORDINARY: dict[str, Any] = {
    "danger": "no",
    "purpose": "look_again",
    "can_tell": "seen",
    "told": "yes",
    "told_how": ["letter"],
    "told_when": "not_sure",
    "told_what": "A letter said that nothing more would be done.",
    "their_reference": "",
    "child.more": "no",
    "contacted": "yes",
    "point.more": "no",
    "right": "Please speak to the school and visit at home.",
    "missed": "",
    "since": "no",
    "not_tell": "no",
    "needs": ["no"],
    "say_who": "yes",
    "safe_word": "",
    "case": "no",
    "plan": "no",
    "scope": "seen",
}


def child(name: str, about: str, lives: str, school: str = "") -> dict[str, Any]:
    return {
        "child.name": name,
        "child.age": "about",
        "child.about": about,
        "child.lives": lives,
        "child.school": school,
    }


def point(kind: str, words: str) -> dict[str, Any]:
    return {"point.kind": kind, "point.words": words}


EVERYBODY: tuple[Sent, ...] = (
    (
        timedelta(days=9, hours=3),
        {
            "who": "parent",
            "responsibility": "yes",
            "orders": "no",
            "child": [child("Robin Sample", "7", "Example Quay", "Example Primary School")],
            "point": [
                point("missing", "Nobody spoke to the school. His teacher sees him every day."),
                point("wrong", "The letter says that I missed a visit. Nobody came."),
            ],
            "point.more": "no",
            "safe": ["email", "text"],
            "fallback": "yes",
            "times": ["morning"],
            "email": "sam.example@example.com",
            "mobile": "07700 900101",
            "name": "Sam Sample",
        },
    ),
    (
        timedelta(days=5, hours=20),
        {
            "who": "family",
            "child": [child("Jo", "between 3 and 4", "Example Harbour"), child("Max", "1", "Example Harbour")],
            "point": [point("more", "I look after them at weekends. They come to me hungry and cold.")],
            "since": "yes",
            "since.words": "On Friday the little one had a bruise on his arm.",
            "since_call": "seen",
            "not_tell": "yes",
            "not_tell.words": "Please do not tell my son-in-law. He would stop me from seeing them.",
            "needs": ["large_print"],
            "safe": ["letter"],
            "address.line1": "1 Example Street",
            "address.line2": "",
            "address.town": "Example Town",
            "address.postcode": "NE26 1AA",
            "name": "Pat Invented",
        },
    ),
    (
        timedelta(days=1, hours=2),
        {
            "who": "neighbour",
            "told": "no",
            "not_told": "seen",
            "child": [child("", "10", "The flat above mine, Example Court")],
            "point": [point("more", "I hear shouting and crying most nights. It is getting worse.")],
            "safe": ["none"],
            "name": "",
        },
    ),
    (
        timedelta(hours=5),
        {
            "danger": "not_sure",
            "danger_call": "seen",
            "purpose": "both",
            "both_note": "seen",
            "who": "parent",
            "responsibility": "yes",
            "orders": "yes",
            "orders.words": "She lives with me and sees her dad on Saturdays.",
            "child": [child("Ali", "12", "Example Moor", "Example High School")],
            "point": [
                point("harm", "Someone made this up to hurt us."),
                point("unheard", "Nobody asked my daughter what she wants."),
            ],
            "needs": ["interpreter"],
            "needs.language": "Arabic",
            "safe": ["text", "telephone"],
            "voicemail": "no",
            "say_who": "no",
            "times": ["any"],
            "mobile": "07700 900102",
            "telephone": "07700 900102",
            "name": "Noor",
        },
    ),
    (
        timedelta(days=2, hours=1),
        {
            "young": "seen",
            "who": "young_person",
            "promise": "seen",
            "name": "Bee",
            "age": "9_to_11",
            "unhappy": "You talked to everyone but me. I do not want to change schools.",
            "right": "I want to stay at my school and see my gran more.",
            "not_tell": "yes",
            "not_tell.words": "My mum's boyfriend.",
            "advocate": "yes",
            "talk_to.yes": "Miss Invented, my teacher",
            "talk_to.no": "",
            "safe": ["none"],
            **dict.fromkeys(("find.name", "find.birth", "find.lives"), ""),
            "find.school": "Example Primary School",
        },
    ),
    (
        timedelta(days=1, hours=4),
        {
            "who": "speaking_for",
            "speaking_as": "foster_carer",
            "standing": "asked",
            "they_know": "yes",
            "child": [child("Lee", "14", "Example Bridge")],
            "their_words": "Nobody told me why. I want to know.",
            "point": [point("unheard", "He was not asked before it was decided.")],
            "safe": ["email"],
            "email": "kim.invented@example.com",
            "name": "Kim Invented",
        },
    ),
    (
        timedelta(hours=3),
        {
            "who": "professional",
            "name": "Dr Example",
            "agency": "health",
            "work.agency": "Example Surgery",
            "work.role": "Doctor",
            "spoken": "yes",
            "contact_reference": "C-1042",
            "child": [child("Robin Sample", "7", "Example Quay", "Example Primary School")],
            "risk": "worse",
            "risk_call": "seen",
            "urgent": "yes",
            "urgent_call": "seen",
            "urgent.why": "He has lost more weight since the decision.",
            "family_knows": "yes",
            "point": [point("missing", "Nobody asked us. We have seen him four times this month.")],
            "outcome": "A visit at home this week.",
            "email": "doctor@example.com",
            "telephone": "01632 960 004",
        },
    ),
    (
        timedelta(days=7, hours=1),
        {
            "who": "parent",
            "responsibility": "no",
            "orders": "not_sure",
            "child": [child("Mia", "5", "Example Hill", "Example First School")],
            "point": [
                point("wrong", "The note says that I shouted at the worker. I did not."),
                point("missing", "You did not talk to her nan, who sees her every day."),
            ],
            "safe": ["email"],
            "say_who": "no",
            "email": "ash.example@example.com",
            "name": "Ash Example",
        },
    ),
    (
        timedelta(days=6, hours=2),
        {
            "who": "family",
            "child": [child("Theo Sample", "11", "Example Green", "Example Primary School")],
            "point": [point("more", "He stays with me because he is scared at home. You closed it in a day.")],
            "safe": ["text"],
            "times": ["evening"],
            "mobile": "07700 900103",
            "name": "Grandad Invented",
        },
    ),
    (
        timedelta(days=4, hours=6),
        {
            "who": "neighbour",
            "told": "no",
            "not_told": "seen",
            "child": [child("", "2", "Next door to me, Example Close, Example Hall")],
            "point": [point("more", "The little one is outside alone in the evening, most days.")],
            "safe": ["email"],
            "email": "neighbour.invented@example.com",
            "name": "",
        },
    ),
    (
        timedelta(days=3, hours=4),
        {
            "young": "seen",
            "who": "young_person",
            "promise": "seen",
            "name": "Sky",
            "age": "12_to_14",
            "unhappy": "You said it is fine for me to go back home. Nobody asked if I feel safe there.",
            "right": "I want someone to come and talk to me on my own.",
            "not_tell": "no",
            "advocate": "no",
            "talk_to.yes": "",
            "talk_to.no": "",
            "safe": ["text"],
            "times": ["afternoon"],
            "mobile": "07700 900104",
            **dict.fromkeys(("find.name", "find.birth", "find.lives"), ""),
            "find.school": "Example High School",
        },
    ),
    (
        timedelta(days=2, hours=5),
        {
            "who": "professional",
            "name": "Sal Invented",
            "agency": "school",
            "work.agency": "Example First School",
            "work.role": "Safeguarding lead",
            "spoken": "yes",
            "contact_reference": "C-1077",
            "child": [child("Mia", "5", "Example Hill", "Example First School")],
            "risk": "some",
            "risk_call": "seen",
            "urgent": "no",
            "family_knows": "no",
            "point": [
                point("missing", "Our chronology of 14 entries is not mentioned."),
                point("unheard", "Mia told us what she wants. It is not in the decision."),
            ],
            "outcome": "A meeting with the school nurse and the family.",
            "email": "sal.invented@example.com",
            "telephone": "01632 960 005",
        },
    ),
)
"""One of each kind of raiser and more; a council gets those whose requests it takes."""


def colleague(name: str, work: tuple[str, str, str], **said: Any) -> dict[str, Any]:
    """A professional; ``work`` is the kind of agency, its name and their job."""
    agency, place, job = work
    return {
        "who": "professional",
        "name": name,
        "agency": agency,
        "work.agency": place,
        "work.role": job,
        "spoken": "yes",
        "risk": "safe",
        "risk_call": "seen",
        "urgent": "no",
        "family_knows": "yes",
        "contact_reference": "",
        "email": f"{name.lower().replace(' ', '.')}@example.com",
        "telephone": "01632 960 006",
        **said,
    }


COLLEAGUES: tuple[Sent, ...] = (
    (
        timedelta(days=8, hours=2),
        colleague(
            "Ola Example",
            ("police", "Example Police, child protection team", "Detective constable"),
            decided_by="health",
            disagreement="information",
            child=[child("Kit", "4", "Example Moor")],
            case="yes",
            plan="yes",
            point=[point("wrong", "The note leaves out two of our three call-outs to the home.")],
            outcome="A strategy meeting with us.",
        ),
    ),
    (
        timedelta(days=6, hours=3),
        colleague(
            "Hev Invented",
            ("health", "Example Health Visiting", "Health visitor"),
            disagreement="need",
            child=[child("Baby Roo", "1", "Example Bridge")],
            point=[point("missing", "The missed appointments are not in the decision: there were five.")],
            outcome="An assessment, with the clinic's records.",
        ),
    ),
    (
        timedelta(days=4, hours=4),
        colleague(
            "Pru Example",
            ("school", "Example High School", "Designated safeguarding lead"),
            decided_by="police",
            disagreement="plan",
            child=[child("Ali", "12", "Example Moor", "Example High School")],
            case="yes",
            plan="yes",
            point=[point("unheard", "Ali asked twice to speak to somebody, and nobody came.")],
            outcome="Somebody who talks to Ali alone, at school.",
        ),
    ),
    (
        timedelta(days=3, hours=2),
        colleague(
            "Val Invented",
            ("other", "Example Youth Project, a charity", "Youth worker"),
            decided_by="school",
            disagreement="role",
            spoken="no",
            speak_first="seen",
            child=[child("Lee", "14", "Example Bridge")],
            point=[point("more", "Lee sleeps at friends' homes most of the week, and comes to us hungry.")],
            outcome="A plan for where Lee sleeps, before the holidays.",
        ),
    ),
    (
        timedelta(days=1, hours=5),
        colleague(
            "Gil Example",
            ("other", "Example Nursery", "Nursery manager"),
            disagreement="assessment",
            case="yes",
            plan="not_sure",
            child=[child("Jo", "between 3 and 4", "Example Harbour", "Example Nursery")],
            point=[point("wrong", "The decision says that Jo's attendance is good. It is 40 per cent.")],
            outcome="A meeting with Jo's mum, with us there.",
        ),
    ),
    (
        timedelta(hours=2),
        colleague(
            "Ren Invented",
            ("health", "Example Hospital, children's ward", "Ward sister"),
            disagreement="risk",
            risk="worse",
            urgent="yes",
            urgent_call="seen",
            child=[child("Sol", "2", "Example Hall")],
            plan="not_sure",
            case="not_sure",
            **{"urgent.why": "Sol may go home this afternoon, to the same address."},
            point=[point("missing", "The second injury was not seen by whoever decided.")],
            outcome="Nobody sends Sol home before somebody has seen the home.",
        ),
    ),
)
"""More professionals, for a council that takes few besides them."""

AT_NIGHT = colleague(
    "Nye Example",
    ("other", "Example Night Shelter", "Support worker"),
    child=[child("Max", "15", "Example Quay")],
    point=[point("more", "Max came to us at ten in the evening, and says that he cannot go home.")],
    outcome="Somebody who finds him a safe place.",
)
"""What arrives while the office is closed, where the policy has a ladder for that."""
