"""A question's face on the web: what is typed is read, and what was read is drawn again, exactly."""

from datetime import date

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from build import PARENT
from portal.domain.journey import Choice, Kind, Many, Question
from portal.domain.questions.adult import ADULT_QUESTIONS
from portal.domain.questions.young import YOUNG_QUESTIONS
from portal.web import form_fields
from portal.web.form_fields import Problem
from portal.web.typed_text import line, lines

TODAY = date(2026, 11, 23)
EMPTY, WRONG = "Nothing is there", "That is not right"
BIRTH = Question("birth", Kind.DATE, "Date of birth", empty="Enter a date", wrong="Enter a real date")
AGE = Question(
    "age",
    Kind.ONE,
    "How old?",
    empty="Say how old",
    choices=(
        Choice("birth", "I know the date", parts=(BIRTH,)),
        Choice("about", "About", parts=(Question("about", Kind.LINE, "About how old?", empty="Say about how old"),)),
        Choice("unknown", "I do not know"),
    ),
)
CHILD = Question(
    "child",
    Kind.GROUP,
    "Who is the child?",
    hint="Tell us what you can.",
    parts=(Question("child.name", Kind.LINE, "Name", optional=True, longest=20), AGE),
    many=Many("Child {number}", "Is there another?", "The children", "Say if there is another"),
)
HELP = Question(
    "help",
    Kind.SOME,
    "What help?",
    empty=EMPTY,
    wrong=WRONG,
    choices=(Choice("bsl", "BSL"), Choice("large", "Large print"), Choice("no", "None", alone=True)),
)


@pytest.fixture(autouse=True)
def page(door):
    with door.test_request_context("/"):
        yield


def read(question, **typed):
    return form_fields.form_for(question, MultiDict(typed), TODAY)


def simple(kind, **more):
    return Question("it", kind, "Say it", empty=EMPTY, wrong=WRONG, **more)


def as_asked(question):
    """The page as it is drawn: where it words a part in several ways, once for each way that somebody is asked."""
    keys = [each.key for each in inside(question)]
    askers = (PARENT, PARENT | {"who": "for_parent"}, PARENT | {"who": "for_parent", "contact_whom": "them"})
    return [question] if len(keys) == len(set(keys)) else list(dict.fromkeys(map(question.fitted, askers)))


def inside(question):
    for part in question.inner():
        yield part
        yield from inside(part)


ASKED = [page for question in ADULT_QUESTIONS for page in as_asked(question)]


def drawn(question, values=(), problems=(), title=None):
    html = str(form_fields.render(question, dict(values), problems, title))
    return html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)


def submitted(tree) -> MultiDict:
    """What a browser sends for the page as it stands."""
    sent = MultiDict()
    for element in tree.iter():
        name, kind = element.get("name"), element.get("type", "text")
        if element.tag == "textarea":
            sent.add(name, (element.text or "").replace("\n", "\r\n"))
        elif element.tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in element.attrib):
            sent.add(name, element.get("value", ""))
    return sent


class TestReading:
    @pytest.mark.parametrize("kind", [Kind.LINE, Kind.WORDS, Kind.EMAIL, Kind.PHONE, Kind.DATE, Kind.MONTH])
    def test_blank_is_wrong_unless_it_is_optional(self, kind):
        (problem,) = read(simple(kind), it="  ").problems
        assert (problem.key, problem.text) == ("it", EMPTY)
        assert read(simple(kind, optional=True), it="  ") == form_fields.Read(
            {"it": ""}, (), read(simple(kind, optional=True)).raw
        )

    def test_nothing_chosen_is_wrong_unless_it_is_optional(self):
        choices = (Choice("a", "A"), Choice("b", "B"))
        assert read(simple(Kind.ONE, choices=choices)).problems == (Problem("it", EMPTY, "#it"),)
        assert read(simple(Kind.SOME, choices=choices)).problems == (Problem("it", EMPTY, "#it"),)
        assert read(simple(Kind.ONE, choices=choices, optional=True)).values == {"it": ""}
        assert read(simple(Kind.SOME, choices=choices, optional=True)).values == {"it": []}

    @pytest.mark.parametrize("address", ["sam@example.com", "o'sam+1@mail.example.com", " sam@example.com "])
    def test_an_address_is_kept_as_typed(self, address):
        assert read(simple(Kind.EMAIL), it=address) == form_fields.Read(
            {"it": address.strip()}, (), {"it": address.strip()}
        )

    @pytest.mark.parametrize("kind", [Kind.EMAIL, Kind.MOBILE, Kind.PHONE, Kind.POSTCODE, Kind.STREET])
    def test_where_nothing_could_be_sent_is_refused_with_the_reason_and_shown_as_typed(self, kind):
        found = read(simple(kind), it="!")
        (problem,) = found.problems
        assert problem.text not in {"", WRONG}
        assert found.raw == {"it": "!"}

    @pytest.mark.parametrize(
        ("kind", "typed", "kept", "drawn_again"),
        [
            (Kind.MOBILE, "07700\u2011900\u2011982,", "+447700900982", "07700 900982"),
            (Kind.PHONE, "(0191) 643-5555", "+441916435555", "0191 643 5555"),
            (Kind.POSTCODE, "ne28iaa", "NE28 1AA", "NE28 1AA"),
            (Kind.STREET, "  1  High\u200b Street ,", "1 High Street", "1 High Street"),
        ],
    )
    def test_what_is_kept_is_what_is_sent_to_and_is_shown_as_people_write_it(self, kind, typed, kept, drawn_again):
        question = simple(kind)
        assert read(question, it=typed).values == {"it": kept}
        again = submitted(drawn(question, {"it": kept}))
        assert again["it"] == drawn_again
        assert form_fields.form_for(question, again).values == {"it": kept}

    def test_an_email_that_looks_like_a_slip_is_asked_about_once(self):
        question = simple(Kind.EMAIL)
        found = read(question, it="sam@gmial.com")
        assert [problem.text for problem in found.problems] == [
            "Did you mean gmail.com? If your address is right, press the button again"
        ]
        again = submitted(drawn(question, found.raw, found.problems))
        assert form_fields.form_for(question, again) == form_fields.Read(
            {"it": "sam@gmial.com"}, (), {"it": "sam@gmial.com"}
        )
        again["it"] = "sam@gmai.com"
        assert form_fields.form_for(question, again).problems, "another slip is another question"

    @pytest.mark.parametrize(
        ("day", "month", "year", "stored"),
        [
            ("27", "3", "2016", "2016-03-27"),
            ("1", "03", "2016", "2016-03-01"),
            ("29", "Feb", "2016", "2016-02-29"),
            ("9", "september", "1999", "1999-09-09"),
            ("٢", "٣", "٢٠١٦", "2016-03-02"),
            ("23", "11", "2026", "2026-11-23"),
        ],
    )
    def test_a_date(self, day, month, year, stored):
        typed = {"it-day": day, "it-month": month, "it-year": year}
        assert read(simple(Kind.DATE), **typed).values == {"it": stored}

    @pytest.mark.parametrize(
        ("day", "month", "year", "words", "boxes"),
        [
            ("31", "2", "2016", WRONG, "day month year"),
            ("", "2", "2016", "The date must include a day", "day"),
            ("1", "", "2016", "The date must include a month", "month"),
            ("1", "2", "", "The date must include a year", "year"),
            ("1", "", "", WRONG, "month year"),
            ("1", "ma", "2016", WRONG, "month"),
            ("1", "2", "16", "Year must include 4 numbers", "year"),
            ("1", "2", "02016", "Year must include 4 numbers", "year"),
            ("32", "2", "2016", "Enter a day from 1 to 31", "day"),
            ("1", "13", "2016", "Enter a month from 1 to 12", "month"),
            ("1", "013", "2016", "Enter a month from 1 to 12", "month"),
            ("1", "2", "about 2016", WRONG, "year"),
            ("-1", "2", "2016", WRONG, "day"),
            ("24", "11", "2026", WRONG, "day month year"),
            ("1", "1", "1066", WRONG, "year"),
            ("1", "1", "0001", WRONG, "year"),
        ],
    )
    def test_an_unreal_date_is_refused_and_only_the_boxes_at_fault_are_marked(self, day, month, year, words, boxes):
        found = read(simple(Kind.DATE), **{"it-day": day, "it-month": month, "it-year": year})
        marked = tuple(boxes.split())
        assert found.problems == (Problem("it", words, f"#it-{marked[0]}", marked),)
        assert found.raw == {"it": {"day": day, "month": month, "year": year}}
        red = {
            element.get("name")
            for element in drawn(simple(Kind.DATE), found.raw, found.problems).iter("input")
            if "govuk-input--error" in element.get("class", "")
        }
        assert red == {f"it-{box}" for box in marked}

    def test_a_month(self):
        assert read(simple(Kind.MONTH), **{"it-month": "Oct", "it-year": "2026"}).values == {"it": "2026-10"}
        assert read(simple(Kind.MONTH), **{"it-month": "12", "it-year": "2026"}).problems == (
            Problem("it", WRONG, "#it-month", ("month", "year")),
        )

    @pytest.mark.parametrize("end", ["\u000b", "\u000c", "\u0085", "\u2028", "\u2029", "\r", "\r\n"])
    def test_every_kind_of_line_end_ends_a_line(self, end):
        assert read(simple(Kind.WORDS), it=f"one{end}two").values == {"it": "one\ntwo"}
        assert read(simple(Kind.LINE), it=f"one{end}two").values == {"it": "one two"}

    @pytest.mark.parametrize("kind", [Kind.LINE, Kind.WORDS])
    @pytest.mark.parametrize(
        "typed",
        ["\u200b", "\u200c\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u202a", "\ufe0f", "\ufffd", "\u3164",
         "\u115f", "\u2800", " \u00a0\u200b\n", "\u034f", "\U000e0001"],
    )  # fmt: skip
    def test_what_shows_nothing_is_no_answer(self, kind, typed):
        assert [problem.text for problem in read(simple(kind), it=typed).problems] == [EMPTY]
        assert read(simple(kind, optional=True), it=typed).values == {"it": ""}

    @pytest.mark.parametrize("typed", ["\U0001f600", "...", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u540d"])
    def test_what_shows_something_is_kept_as_it_is(self, typed):
        assert read(simple(Kind.LINE), it=typed).values == {"it": typed}

    def test_words_keep_their_lines_and_lose_what_cannot_be_seen(self):
        typed = " One\r\n\r\ntwo\x00\x07\rthree\t. "
        assert read(simple(Kind.WORDS), it=typed).values == {"it": "One\n\ntwo\nthree\t."}
        assert read(simple(Kind.LINE), it=typed).values == {"it": "One two three ."}

    def test_too_long_says_how_long_it_may_be(self):
        assert read(simple(Kind.LINE, longest=5), it="12345").problems == ()
        (problem,) = read(simple(Kind.LINE, longest=5), it="123456").problems
        assert problem.text == "'Say it' is too long by 1. Use 5 characters or fewer"

    def test_only_the_choices_that_were_offered_count(self):
        assert read(AGE, age="dragon").problems == (Problem("age", "Say how old", "#age"),)
        assert read(HELP, help="dragon").problems == (Problem("help", WRONG, "#help"),)

    def test_a_choice_that_stands_alone_stands_alone(self):
        assert form_fields.form_for(HELP, MultiDict([("help", "no")])).problems == ()
        both = form_fields.form_for(HELP, MultiDict([("help", "bsl"), ("help", "no")]))
        assert [problem.text for problem in both.problems] == [WRONG]

    def test_the_parts_of_other_choices_are_not_read(self):
        found = read(AGE, age="about", about="7", **{"birth-day": "99"})
        assert found == form_fields.Read({"age": "about", "about": "7"}, (), {"age": "about", "about": "7"})

    def test_the_parts_of_the_choice_made_are_asked(self):
        assert [problem.key for problem in read(AGE, age="birth").problems] == ["birth"]

    def test_a_group_reads_all_its_parts(self):
        found = read(CHILD, age="unknown")
        assert found.problems == ()
        assert found.values == {"child.name": "", "age": "unknown"}

    def test_a_note_is_seen_and_an_exit_keeps_nothing(self):
        assert read(simple(Kind.NOTE)).values == {"it": "seen"}
        assert read(simple(Kind.EXIT)).values == {}

    def test_add_another(self):
        more = form_fields.more(CHILD)
        assert read(more, **{"child.more": "yes"}).values == {"child.more": "yes"}
        assert read(more).problems == (Problem("child.more", "Say if there is another", "#child.more"),)
        with pytest.raises(ValueError, match="once"):
            form_fields.more(AGE)

    def test_what_only_a_service_knows_to_be_wrong_is_told_at_the_first_input(self):
        group = Question("both", Kind.GROUP, "Both", wrong=WRONG, parts=(BIRTH, AGE))
        assert form_fields.wrong(group) == (Problem("birth", WRONG, "#birth-day", ("day", "month", "year")),)
        assert form_fields.wrong(HELP) == (Problem("help", WRONG, "#help"),)


class TestDrawing:
    @pytest.mark.parametrize("question", ASKED, ids=lambda question: question.key)
    def test_each_page_has_one_heading_and_names_every_input(self, question):
        tree = drawn(question)
        assert [" ".join("".join(h1.itertext()).split()) for h1 in tree.iter("h1")] == [form_fields.heading(question)]
        inputs = [element for element in tree.iter() if element.tag in {"input", "textarea"}]
        labels = {label.get("for") for label in tree.iter("label")}
        assert {element.get("id") for element in inputs} == labels
        assert len(labels) == len(inputs)
        assert not [element for element in inputs if {"required", "maxlength"} & element.attrib.keys()]

    @pytest.mark.parametrize("question", ASKED, ids=lambda question: question.key)
    def test_each_problem_is_told_beside_its_input_in_the_same_words(self, question):
        found = form_fields.form_for(question, MultiDict(), TODAY)
        tree = drawn(question, found.raw, found.problems)
        told = ["".join(p.itertext()).split(":", 1)[1].strip() for p in tree.iter("p") if "error" in p.get("class")]
        assert told == [problem.text for problem in found.problems]
        ids = {element.get("id") for element in tree.iter() if element.tag in {"input", "textarea"}}
        assert {problem.href.removeprefix("#") for problem in found.problems} <= ids

    def test_optional_is_said(self):
        assert form_fields.heading(simple(Kind.LINE, optional=True)) == "Say it (optional)"

    def test_a_page_with_a_heading_of_its_own_gets_no_other(self):
        assert not list(drawn(AGE, title="").iter("h1"))
        assert [h1.text.strip() for h1 in drawn(AGE, title="Child 2").iter("h1")] == ["Child 2"]

    def test_terms_are_filled(self):
        (h1,) = drawn(Question("q", Kind.LINE, "Did {council} write?")).iter("h1")
        assert "".join(h1.itertext()).strip() == "Did Invented Council write?"

    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_what_was_stored_comes_back_when_the_page_is_sent_again(self, data):
        words = st.text(max_size=30).map(lines).filter(bool)
        question = data.draw(
            st.sampled_from(
                [CHILD, HELP, simple(Kind.WORDS), simple(Kind.LINE), simple(Kind.EMAIL), simple(Kind.MONTH), AGE]
            )
        )
        stored = {
            "child.name": data.draw(words.map(line))[:20].strip(),
            "age": data.draw(st.sampled_from(["birth", "about", "unknown"])),
            "birth": data.draw(st.dates(date(1900, 1, 1), TODAY)).isoformat(),
            "about": data.draw(words.map(line)),
            "help": data.draw(st.sampled_from([["bsl"], ["bsl", "large"], ["no"]])),
            "it": {
                Kind.WORDS: data.draw(words),
                Kind.LINE: line(data.draw(words)),
                Kind.EMAIL: "sam@example.com",
                Kind.MONTH: "2026-10",
            }.get(question.kind),
        }
        found = form_fields.form_for(question, submitted(drawn(question, stored)), TODAY)
        assert found.problems == ()
        assert found.values == {key: stored[key] for key in found.values}

    def test_people_write_what_they_like_and_it_stays_text(self):
        nasty = "</textarea><script>alert(1)</script>\ue000name\ue001\"'&"
        for kind in (Kind.LINE, Kind.WORDS):
            tree = drawn(simple(kind), {"it": nasty})
            assert not list(tree.iter("script"))
            assert submitted(tree)["it"] == nasty

    def test_nothing_of_one_person_is_kept_for_the_next(self):
        question = Question("secret", Kind.GROUP, "Two", parts=(CHILD.parts[0], BIRTH))
        drawn(question, {"child.name": "Xanthippe", "birth": "2016-03-27"})
        assert "Xanthippe" not in str(form_fields._drawn)
        assert "2016" not in str([page for kept, page in form_fields._drawn.values() if kept is question])
        assert "Xanthippe" not in str(form_fields.render(question, {}))

    def test_a_question_made_anew_is_drawn_anew(self):
        for words in ("First", "Second", "Third"):
            (h1,) = drawn(Question("same", Kind.LINE, words)).iter("h1")
            assert "".join(h1.itertext()).strip() == words


@pytest.mark.parametrize(
    ("year", "kept"), [("1901", False), ("1960", False), ("2000", False), ("2001", True), ("2024", True)]
)
def test_nobody_older_than_a_care_leaver_is_the_child(door, year, kept):
    child = next(q for q in ADULT_QUESTIONS if q.key == "child")
    typed = {"child.age": "birth", "child.birth-day": "1", "child.birth-month": "1", "child.birth-year": year}
    with door.test_request_context("/"):
        read = form_fields.form_for(child, MultiDict(typed), date(2026, 11, 23))
    assert [problem.text.startswith("Check the date of birth.") for problem in read.problems] == (
        [] if kept else [True]
    )


def test_a_child_may_not_be_born_yet(door):
    child = next(q for q in ADULT_QUESTIONS if q.key == "child")
    with door.test_request_context("/"):
        read = form_fields.form_for(child, MultiDict({"child.age": "unborn", "child.due": ""}), date(2026, 11, 23))
    assert not read.problems
    assert read.values["child.age"] == "unborn"


def test_a_year_in_which_nobody_can_have_been_told_is_asked_about(door):
    told = next(part for q in ADULT_QUESTIONS for part in q.parts if part.key == "told_when")
    typed = {"told_when": "month", "told_when.month-month": "3", "told_when.month-year": "1975"}
    with door.test_request_context("/"):
        [problem] = form_fields.form_for(told, MultiDict(typed), date(2026, 11, 23)).problems
    assert problem.text.startswith("Check the year.")


def test_a_young_person_may_say_who_helps_them(door):
    helper = next(q for q in YOUNG_QUESTIONS if q.key == "advocate")
    with door.test_request_context("/"):
        read = form_fields.form_for(helper, MultiDict({"advocate": "have", "advocate.who": "Sam Example"}))
    assert read.values["advocate.who"] == "Sam Example"
