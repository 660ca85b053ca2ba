"""The checker of outward text: what is planted is marked; what the raiser typed is not."""

import random
import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build import EVERYONE
from portal.domain.challenge.grounds import texts
from portal.domain.comparable_text import APOSTROPHES, DASHES
from portal.domain.disclosure.redaction_check import LOOKS, Known, Sensitive, SensitiveKind, marks, redaction_check
from portal.domain.questions.people_in_answers import ONLY_US, people_in

BIRTH = date(2016, 3, 4)
WRITTEN: dict[SensitiveKind, tuple[str, list[str]]] = {
    SensitiveKind.NAME: (
        "Zoë O'Brien-Łęcka",
        ["Zoë", "ZOE O\u2019BRIEN", "Łęcka", "lecka's", "O'Brien\u2019s", "Zoe\u0308"],
    ),
    SensitiveKind.ADDRESS: ("12 Quay St, Tynewick", ["12 quay street", "Quay St", "Tynewick", "Quay Street"]),
    SensitiveKind.TELEPHONE: (
        "07700 900 982",
        ["07700900982", "+447700900982", "+44 (0)7700 900-982", "0044 7700 900982", "(07700) 900982", "7700 900 982"],
    ),
    SensitiveKind.EMAIL: ("zoe.other@example.com", ["ZOE.other@example.com", "<zoe.other@example.com>"]),
    SensitiveKind.POSTCODE: ("NE26 1AA", ["ne26 1aa", "NE261AA"]),
    SensitiveKind.BIRTH: (
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


@pytest.mark.parametrize("name", ["Ng", "Xu", "Li", "Jo", "Mo", "Bo Xu", "Su An", "\u674e"])
def test_a_name_of_two_letters_is_marked_like_any_other(name):
    for form in (name, name.upper(), f"{name}\u2019s"):
        text = f"we visited and spoke with {form} about what would be better"
        [mark] = marks(text, PLAIN, [Sensitive(SensitiveKind.NAME, name, "because")], born_before=date(2015, 1, 1))
        assert text[mark.start : mark.end] == form


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
    typed = WRITTEN[kind][1][0] if kind is not SensitiveKind.NAME else value
    rng = random.Random(form)
    known = [Sensitive(kind, value, "because")]
    if kind is SensitiveKind.ADDRESS:
        typed = value
    for _ in often(40):
        assert marks(text_with(form, rng)[0], [text_with(typed, rng)[0]], known) == ()
    assert marks(form, [typed], [Sensitive(kind, value, "because", always=True)])


@pytest.mark.parametrize("who", EVERYONE)
def test_a_raisers_own_words_are_never_marked(who):
    said = {key: value for key, value in EVERYONE[who].items() if not key.startswith("not_tell")}
    typed = list(texts(said))
    found = marks("\n".join(typed), typed, people_in(said))
    assert {mark.kind for mark in found} <= {SensitiveKind.SOURCE}, "but for a guess of theirs at who raised a concern"
    if said.get("child"):
        assert marks("Robin lives in Wallsend.", [], people_in(said))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ring 01632 960 001.", SensitiveKind.TELEPHONE),
        ("Ring +353 20 910 1234.", SensitiveKind.TELEPHONE),
        ("Write to someone@example.com.", SensitiveKind.EMAIL),
        ("They live at NE1 4ST now", SensitiveKind.POSTCODE),
        ("Her date of birth is 3 November 2026.", SensitiveKind.BIRTH),
        ("He is from 5/6/2011", SensitiveKind.BIRTH),
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
    [mark] = marks("We saw Anne-Marie Other today.", [], [Sensitive(SensitiveKind.NAME, "Anne-Marie Other", "because")])
    assert (mark.start, mark.end) == (7, 23)


def test_whom_the_raiser_named_for_us_only_is_marked_though_they_typed_it():
    told = {"not_tell": "yes", "not_tell.words": "Please do not tell\nAlex or his mum. He is my uncle."}
    known = list(people_in(told))
    assert [(each.value, each.why) for each in known] == [("Alex", ONLY_US)]
    assert [mark.start for mark in marks("As alex said", ["Alex came"], known)] == [3]


SINCE = date(2025, 11, 23)
HIDDEN = [
    "\u00ad",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u2060",
    "\u200e",
    "\u2066",
    "\ufe0f",
    "\u034f",
    "\u3164",
    "\U000e0041",
]


def found(text, *others, allowed=()):
    marked = marks(text, allowed, others, born_before=SINCE)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marked)
    return [text[mark.start : mark.end] for mark in marked]


@given(
    text=st.text(max_size=60),
    values=st.lists(st.text(max_size=25), max_size=4),
    kind=st.sampled_from(list(SensitiveKind)[:6]),
)
@settings(max_examples=100, deadline=None)
def test_whatever_anybody_typed_the_check_never_fails(text, values, kind):
    others = [Sensitive(kind, value, "because") for value in values]
    whole = f"{text} {' '.join(values)}"
    for mark in marks(whole, [text], others):
        assert 0 <= mark.start < mark.end <= len(whole)
        assert mark.kind is not SensitiveKind.UNCHECKED


@pytest.mark.parametrize("kind", list(SensitiveKind)[:6])
@pytest.mark.parametrize(
    "value",
    [
        "( \u0361\u00b0 \u035c\u0296 \u0361\u00b0)",
        "Wallsend, \u0308 lm Street",
        "\u0301",
        ", ,",
        "\u05b0",
        "\u0650",
        "",
    ],
)
def test_an_accent_that_stands_alone_is_no_word(kind, value):
    assert not [mark for mark in marks("We ask you this.", [value], [Sensitive(kind, value, "because")]) if mark.known]


def test_where_a_part_of_it_fails_the_whole_text_is_held_and_says_so():
    def broken(*_):
        raise IndexError("a string is empty")

    [mark] = redaction_check("Any words.", Known(), [broken])
    assert (mark.start, mark.end, mark.kind) == (0, 10, SensitiveKind.UNCHECKED)
    assert "could not be checked" in mark.why


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(
    ("kind", "value", "before", "after"),
    [
        (SensitiveKind.NAME, "Dariusz Example", "Dari", "usz"),
        (SensitiveKind.POSTCODE, "NE29 6QP", "NE29", "6QP"),
        (SensitiveKind.TELEPHONE, "07700 900123", "07700", "900123"),
        (SensitiveKind.BIRTH, "2015-04-03", "03/04/", "2015"),
        (SensitiveKind.ADDRESS, "3 Rosehill Terrace", "Rose", "hill Terrace"),
        (SensitiveKind.EMAIL, "zoe@example.com", "zo", "e@example.com"),
    ],
)
def test_what_is_not_seen_hides_nothing(hidden, kind, value, before, after):
    [mark] = marks(f"then {before}{hidden}{after} came", [], [Sensitive(kind, value, "because")], born_before=SINCE)
    assert (mark.start, mark.end, mark.kind, mark.known) == (5, 5 + len(before + hidden + after), kind, True)


@pytest.mark.parametrize(
    "written",
    [
        "D\u0430riusz",
        "D\u0391RIUSZ",
        "\uff24\uff41\uff52\uff49\uff55\uff53\uff5a",
        "\U0001d403\U0001d41a\U0001d42b\U0001d422\U0001d42e\U0001d42c\U0001d433",
        "dariusz",
        "DARIUSZ",
        "Dariusz\u2019s",
        "Dariusz\u02bcs",
        "Dari-usz",
        "Dari\u2011usz",
        "D.a.r.i.u.s.z",
        "D a r i u s z",
        "dar1usz",
        "Dariuszexample",
        "D\u0101riusz",
    ],
)
def test_a_known_name_is_seen_however_it_is_written(written):
    assert found(f"then {written} came", Sensitive(SensitiveKind.NAME, "Dariusz Example", "because")) == [written]


@pytest.mark.parametrize("mark", [*APOSTROPHES, *DASHES, "\u2010", "\u2012", "\u2015", "\ufe63", "\uff0d", ""])
def test_apostrophes_and_dashes_of_every_kind_are_one(mark):
    assert found(f"then o{mark}brien came", Sensitive(SensitiveKind.NAME, "Ada O'Brien", "because")) == [
        f"o{mark}brien"
    ]


@pytest.mark.parametrize(
    "written",
    [
        "\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0662\u0663",
        "07700\u2212900\u2212123",
        "O7700 9OO 123",
        "(07700) 900/123",
        "oh seven seven double oh nine double zero one two three",
        "07700\u00a0900\u202f123",
        "+44 (0) 7700 900123",
    ],
)
@pytest.mark.parametrize(
    "others", [(), (Sensitive(SensitiveKind.TELEPHONE, "07700 900123", "because"),)], ids=["any", "known"]
)
def test_a_number_is_seen_however_it_is_written(written, others):
    assert found(f"then {written} rings", *others) == [written]


@pytest.mark.parametrize(
    "written",
    [
        "third of April two thousand and fifteen",
        "3rd April twenty fifteen",
        "April the 3rd, 2015",
        "03\u2044\u06f0\u06f4/2015".replace("\u2044", "/"),
        "3 \u2013 4 \u2013 2015",
        "20150403",
        "03042015",
        "3 April '15",
        "3.4.15",
        "3 April",
    ],
)
def test_a_known_birth_is_seen_however_it_is_written(written):
    assert found(f"then {written} was it", Sensitive(SensitiveKind.BIRTH, "2015-04-03", "because")) == [written]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("The neighbour Mrs Jones came.", ["The neighbour", "Mrs Jones"]),
        ("She is at 14 Acacia Avenue, NE12 8AB.", ["14 Acacia Avenue", "NE12 8AB"]),
        ("PC Smith and Dr. Khan visited.", ["PC Smith", "Dr. Khan"]),
        ("mrs jones said so", ["mrs jones"]),
        ("Noor and Ali were seen.", ["Noor", "Ali"]),
        ("Rose and Ali were seen.", ["Rose", "Ali"]),
        ("We saw Rose. We saw Will.", ["Rose", "Will"]),
        ("We met Li and NG.", ["Li", "NG"]),
        ("They moved to Station Road and then to the Willows Close.", ["Station Road", "Willows Close"]),
        ("He lives at 12 and she in flat 3b.", ["lives at 12", "flat 3b"]),
        ("We saw \u738b\u5c0f\u660e today.", ["\u738b\u5c0f\u660e"]),
    ],
)
def test_names_streets_and_houses_of_anybody_are_marked_though_nobody_knows_them(text, marked):
    assert found(text) == marked


@pytest.mark.parametrize(
    "hint",
    [
        "The neighbour",
        "the neighbours",
        "People next door",
        "Your mother-in-law told us",
        "The school rang us",
        "The person who contacted us",
        "An anonymous caller",
        "Someone rang",
        "We were told by a friend",
        "the referrer",
        "a member of the public",
        "Her nursery raised",
        "according to your sister",
        "His dad has been in touch with us",
        "the caller",
        "a referral from the hospital",
        "They told us",
        "Your ex-partner reported",
    ],
)
def test_hints_of_who_raised_the_concern_are_marked_even_where_the_raiser_guessed_it(hint):
    text = f"We can say this. {hint} that you shout."
    [mark] = [each for each in marks(text, [hint], []) if each.kind is SensitiveKind.SOURCE]
    assert mark.why == LOOKS[SensitiveKind.SOURCE]


@pytest.mark.parametrize(
    "text",
    [
        "You told us that you were not asked.",
        "As you wrote to us, nobody rang you back.",
        "We looked again at what you told us. We spoke to the school. The decision stays.",
        "Please ring us, or write to us by email. We will call you on 3 May, or by 23rd June.",
        "A team manager will look at it. Children's Services will plan a visit at home.",
        "Unfortunately we cannot say more. Thank you for your letter.",
        "I am sorry. I will visit in December.",
        "You can go on to Stage 2. Your reference is ABCD-EFGH-7.",
    ],
)
def test_what_is_usually_written_is_not_marked(text):
    assert found(text) == []


def test_what_the_raiser_calls_somebody_is_theirs_and_an_everyday_word_of_theirs_is_no_name():
    robin, will = Sensitive(SensitiveKind.NAME, "Robin", "because"), Sensitive(SensitiveKind.NAME, "Will", "because")
    assert found("Robin was seen at school.", robin, allowed=["robin is sad"]) == []
    assert found("We saw Will at school.", will, allowed=["When will you come?"]) == ["Will"]
    assert found("We saw Will at school.", will, allowed=["When will you see my Will again?"]) == []
    assert found("We saw Hope at school.", allowed=["Hope"]) == []


@pytest.mark.parametrize(
    "text",
    [
        "+1" * 20_000,
        "1/1/11 " * 6_000,
        "a" * 40_000,
        "a@" * 20_000,
        "Ab " * 14_000,
        "14 " * 14_000,
        "one " * 10_000,
        "(0" * 20_000,
        " " * 40_000,
        "'a" * 20_000,
        "the told us " * 4_000,
        "\u0301" * 40_000,
        "\u200b" * 40_000,
        "a\u200b" * 20_000,
        "Mrs " * 10_000,
        "born " * 8_000,
        "3 April " * 5_000,
        "a-" * 20_000,
    ],
    ids=lambda text: ascii(text[:5]),
)
@pytest.mark.tries(4)
def test_the_price_grows_with_the_length_and_no_faster(text):
    def price(words):
        began = time.process_time()
        redaction_check(words, Known())
        return time.process_time() - began

    assert price(text) < 8 * price(text[: len(text) // 4]) + 0.3
