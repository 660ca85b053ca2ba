"""The measure of how hard words are, against what is published about it."""

import random

import pytest
import words

PLATYPUS = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
PASSAGE = "This sentence, taken as a reading passage unto itself, is being used to prove a point."


@pytest.mark.parametrize(
    ("words_a_sentence", "syllables_a_word", "published"),
    [
        (13, 24 / 13, 11.3),  # the platypus sentence, in Wikipedia's article on the test
        (5.7, 1.02, -1.3),  # Green Eggs and Ham, same place
        (1, 1, -3.4),  # the lowest there is, same place
        (12.71, 607 / 432, 5.9),  # a story of 34 sentences, 432 words and 607 syllables, as a public tool gave it
    ],
)
def test_the_grade_is_the_published_one(words_a_sentence, syllables_a_word, published):
    assert words.grade(words_a_sentence, syllables_a_word) == pytest.approx(published, abs=0.06)


@pytest.mark.parametrize(("text", "count", "spoken"), [(PLATYPUS, 13, 24), (PASSAGE, 16, 24)])
def test_words_and_syllables_are_counted_as_published(text, count, spoken):
    found = words.words_of(text)
    assert len(found) == count
    assert sum(words.syllables(word) for word in found) == pytest.approx(spoken, abs=1)
    assert words.reading_age(PLATYPUS) == pytest.approx(11.3 + 5, abs=1)


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("home", 1), ("little", 2), ("people", 2), ("asked", 1), ("wanted", 2), ("angry", 2), ("decision", 3),
     ("whole", 1), ("see", 1), ("I", 1), ("being", 2), ("social", 2)],
)  # fmt: skip
def test_syllables(word, count):
    assert words.syllables(word) == count


def test_sentences_end_at_full_stops_and_gaps_count_as_a_word():
    assert len(words.sentences("We got it on {day}. Come back! Did you %(what)s? 100%% sure.")) == 4
    assert words.words_of(words.sentences("Call {phone} now")[0]) == ["Call", "word", "now"]
    assert words.reading_age("") == 0
    assert words.reading_age("...") == 0


def test_longer_words_and_longer_sentences_are_harder():
    rng = random.Random(5)
    short = [rng.choice(["cat", "dog", "sun", "run", "big"]) for _ in range(60)]
    long = [rng.choice(["individual", "consideration", "responsibility"]) for _ in range(60)]
    assert words.reading_age(" ".join(short) + ".") < words.reading_age(" ".join(long) + ".")
    assert words.reading_age(". ".join(short)) < words.reading_age(" ".join(short))


HARD = (
    "Following consideration of the representations received, the designated manager determines whether further "
    "proportionate intervention is necessary. Notification of the determination follows thereafter. Individuals "
    "dissatisfied with the determination retain the possibility of representation."
)
MIDDLING = "We decided what happens next for your family. We will call your mother and your teacher. " * 4


@pytest.mark.parametrize(
    ("name", "text", "faults"),
    [
        ("templates/public/start.html", HARD, 2),  # the text, and the file of it
        ("templates/public/start.html", MIDDLING, 0),
        ("templates/public/young/start.html", MIDDLING, 2),
        (
            "portal/domain/questions/young.py",
            "We will read it. You can tell us what you want. No one is angry with you. " * 4,
            0,
        ),
        ("templates/staff/queue.html", HARD, 0),
        ("templates/public/start.html", " ".join(["go"] * 26) + ".", 1),
        ("templates/public/young/start.html", " ".join(["go"] * 25) + ".", 0),
    ],
)
def test_what_is_too_hard_is_found_in_its_place(name, text, faults):
    found = list(words.hard([(name, 7, text)]))
    assert len(found) == faults, found
    assert all(fault.startswith(name) for fault in found)


@pytest.mark.parametrize(
    "planted",
    ["Someone new looks at all that you told us.", "We can not tell you.", "Who does the next thing", "Call at once.",
     "The person of whom you told us.", "See where your request has got to.", "It was you who told us.",
     "This is our best guess.", "8 or less", "We look at it again.", "How is it safe to write?",
     "We will get in touch.", "You must check that you may speak for them."],
)  # fmt: skip
def test_what_no_native_editor_would_write_is_refused(planted):
    assert list(words.hard([("templates/public/start.html", 7, planted)])), planted
    assert list(words.un_english("here", planted))


def test_a_short_text_is_measured_too():
    assert list(words.hard([("portal/domain/questions/young.py", 7, "We mind proportionality.")]))


@pytest.mark.parametrize(
    "fine", ["We will look at it again.", "Everything you told us", "8 or under", "We cannot tell you."]
)
def test_plain_english_is_not_refused(fine):
    assert not list(words.un_english("here", fine))


def test_nothing_public_is_too_hard():
    texts = [*words.messages(), *words.notices()]
    assert list(words.hard(texts)) == []
    measured = {name for name, _line, _words in texts}
    for needed in (
        "portal/domain/questions/young.py",
        "templates/public/parts/promise.html",
        "translations/en/notices/received.text.en.txt",
    ):
        assert needed in measured
