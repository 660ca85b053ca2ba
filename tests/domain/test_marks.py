"""The checker of outward text: what is planted is marked; what the raiser typed is not."""

import random
from datetime import date
from itertools import pairwise

import pytest

from build import EVERYONE
from portal.domain.marks import Kind, Sensitive, marks
from portal.domain.people_in import FILLS, ONLY_US, TALKS, people_in
from portal.domain.points import _texts
from portal.domain.questions import ADULT_QUESTIONS
from portal.domain.young import YOUNG_QUESTIONS

BIRTH = date(2016, 3, 4)
WRITTEN: dict[Kind, tuple[str, list[str]]] = {
    Kind.NAME: ("Zoë O'Brien-Łęcka", ["Zoë", "ZOE O\u2019BRIEN", "Łęcka", "lecka's", "O'Brien\u2019s", "Zoe\u0308"]),
    Kind.ADDRESS: ("12 Quay St, Tynewick", ["12 quay street", "Quay St", "Tynewick", "Quay Street"]),
    Kind.TELEPHONE: (
        "07700 900 982",
        ["07700900982", "+447700900982", "+44 (0)7700 900-982", "0044 7700 900982", "(07700) 900982", "7700 900 982"],
    ),
    Kind.EMAIL: ("zoe.other@example.com", ["ZOE.other@example.com", "<zoe.other@example.com>"]),
    Kind.POSTCODE: ("NE26 1AA", ["ne26 1aa", "NE261AA"]),
    Kind.BIRTH: (
        BIRTH.isoformat(),
        [
            "4 March 2016", "04/03/2016", "2016-03-04", "4th of March 2016", "4.3.16", "March 4, 2016", "4 Mar 2016",
            "04 03 2016",
        ],
    ),
}  # fmt: skip
PLAIN = ["we", "visited", "and", "spoke", "with", "many", "people", "about", "what", "would", "be", "better", "then"]
EVERY = [(kind, value, form) for kind, (value, forms) in WRITTEN.items() for form in forms]


def text_with(planted, rng):
    """The planted words among plain ones; and where they stand."""
    before, after = (" ".join(rng.choices(PLAIN, k=rng.randint(0, 6))) for _ in range(2))
    lead = before + rng.choice([" ", " (", ": ", "\n", ", "]) if before else ""
    stop = rng.choice([".", ",", " ", "; ", " \u2013 "])
    return f"{lead}{planted}{stop} {after}", len(lead), len(lead) + len(planted)


@pytest.mark.parametrize(("kind", "value", "form"), EVERY)
def test_every_planted_value_is_marked_where_it_stands(kind, value, form, often):
    rng = random.Random(form)
    for _ in often(40):
        text, start, end = text_with(form, rng)
        found = marks(text, PLAIN, [Sensitive(kind, value, "because")], born_before=date(2015, 1, 1))
        assert [(mark.kind, mark.why) for mark in found] == [(kind, "because")], text
        assert start <= found[0].start < found[0].end <= end, text
        assert sum(map(str.isalnum, text[found[0].start : found[0].end])) >= sum(map(str.isalnum, form)) - 1, text


@pytest.mark.parametrize(("kind", "value", "form"), EVERY)
def test_nothing_that_the_raiser_typed_is_marked_however_they_wrote_it(kind, value, form, often):
    typed = WRITTEN[kind][1][0] if kind is not Kind.NAME else value
    rng = random.Random(form)
    known = [Sensitive(kind, value, "because")]
    if kind is Kind.ADDRESS:
        typed = value
    for _ in often(40):
        assert marks(text_with(form, rng)[0], [text_with(typed, rng)[0]], known) == ()
    assert marks(form, [typed], [Sensitive(kind, value, "because", always=True)])


@pytest.mark.parametrize("who", EVERYONE)
def test_a_raisers_own_words_are_never_marked(who):
    said = {key: value for key, value in EVERYONE[who].items() if not key.startswith("not_tell")}
    typed = list(_texts(said))
    assert marks("\n".join(typed), typed, people_in(said)) == ()
    if said.get("child"):
        assert marks("Robin lives in Wallsend.", [], people_in(said))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ring 01632 960 001.", Kind.TELEPHONE),
        ("Ring +353 20 910 1234.", Kind.TELEPHONE),
        ("Write to someone@example.com.", Kind.EMAIL),
        ("They live at NE1 4ST now", Kind.POSTCODE),
        ("Her date of birth is 3 November 2026.", Kind.BIRTH),
        ("He is from 5/6/2011", Kind.BIRTH),
    ],
)
def test_what_looks_like_a_number_or_a_birth_is_marked_though_nobody_is_known_by_it(text, kind):
    assert [mark.kind for mark in marks(text, [], [], born_before=date(2025, 11, 23))] == [kind]


@pytest.mark.parametrize(
    "text", ["We finish by 30 November 2026.", "Your reference is ABCD-EFGH-7.", "It took 12 working days, not 10.", ""]
)
def test_what_looks_like_nothing_of_the_kind_is_not(text):
    assert marks(text, [], [], born_before=date(2025, 11, 23)) == ()


def test_several_marks_come_in_order_and_never_overlap():
    known = [Sensitive(kind, value, "because") for kind, (value, _forms) in WRITTEN.items()]
    text = " and ".join(forms[0] for _value, forms in reversed(WRITTEN.values()))
    found = marks(text, [], known)
    assert [mark.kind for mark in found] == list(reversed(WRITTEN))
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_first_name_and_family_name_are_one_mark():
    [mark] = marks("We saw Anne-Marie Other today.", [], [Sensitive(Kind.NAME, "Anne-Marie Other", "because")])
    assert (mark.start, mark.end) == (7, 23)


def test_whom_the_raiser_named_for_us_only_is_marked_though_they_typed_it():
    told = {"not_tell": "yes", "not_tell.words": "Please do not tell\nAlex or his mum. He is my uncle."}
    known = list(people_in(told))
    assert [(each.value, each.why) for each in known] == [("Alex", ONLY_US)]
    assert [mark.start for mark in marks("As alex said", ["Alex came"], known)] == [3]


def test_every_answer_about_somebody_is_one_that_a_form_asks_for():
    asked = {key for question in (*ADULT_QUESTIONS, *YOUNG_QUESTIONS) for key in question.fills()}
    assert set(FILLS) | set(TALKS) <= asked
