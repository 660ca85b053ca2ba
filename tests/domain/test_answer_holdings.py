"""What answers hold is said by their questions, and everything that must know goes by that."""

from dataclasses import replace

import pytest

from portal.domain.answer_holdings import CONTACT_PLAN, OWN_WORDS, Holds
from portal.domain.challenge.grounds import grounds
from portal.domain.disclosure.sensitive_terms import SensitiveKind
from portal.domain.journey import Kind, Many, Question
from portal.domain.questions.adult import ADULT_QUESTIONS
from portal.domain.questions.answer_index import INDEX, AnswerIndex, is_typed
from portal.domain.questions.people_in_answers import LOOKED_FOR, ONLY_US, for_us_alone, people_in, tellable
from portal.domain.questions.young import YOUNG_QUESTIONS
from portal.services.case_export import HANDED_OVER
from portal.services.identity_bar import CARE, CONTACT, WHOM

FORMS = (*ADULT_QUESTIONS, *YOUNG_QUESTIONS)


def every(questions):
    for question in questions:
        yield question
        yield from every(question.inner())


def apart(questions):
    """Whatever has a line of its own where answers are shown."""
    for question in questions:
        if not question.apart or question.kind is not Kind.GROUP:
            yield question
        if question.apart:
            yield from apart(question.inner())


def lines(holds):
    """The lines of the forms that hold one of these."""
    return {question.key for question in apart(FORMS) if question.holds in holds}


def silent(questions):
    """The questions that take somebody's own text and do not say what it holds."""
    return [question.key for question in every(questions) if is_typed(question) and question.holds is Holds.UNSAID]


def asked(holds=Holds.UNSAID, **more):
    return Question(key="aunt", kind=Kind.LINE, words="Who is your aunt?", holds=holds, **more)


def test_every_question_that_takes_text_says_what_it_holds():
    assert silent(FORMS) == []


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.GROUP, Kind.NOTE, Kind.EXIT)])
def test_one_that_does_not_is_found_whatever_kind_of_text_it_takes(kind):
    nested = replace(asked(), key="group", kind=Kind.GROUP, parts=(replace(asked(), kind=kind),))
    assert silent([nested]) == ["aunt"]


def test_what_is_looked_for_in_outward_text_is_everybody_in_the_answers():
    looked_for = {key: LOOKED_FOR[INDEX.holds(key)].value for key in INDEX.keys(*LOOKED_FOR)}
    assert looked_for == {
        **dict.fromkeys(("name", "acting_name", "child.name", "find.name"), "name"),
        **dict.fromkeys(("child.birth", "find.birth"), "birth"),
        **dict.fromkeys(("child.lives", "child.school", "find.lives", "find.school", "work.agency"), "address"),
        **dict.fromkeys(("address.line1", "address.line2"), "address"),
        **dict.fromkeys(("mobile", "telephone", "their_mobile"), "telephone"),
        "address.postcode": "postcode",
        **dict.fromkeys(("email", "their_email"), "email"),
    }
    assert set(INDEX.keys(Holds.NAMES)) == {"talk_to.yes", "talk_to.no", "advocate.who"}
    alone = [key for question in every(FORMS) if for_us_alone(INDEX.holds(key := question.key)) and is_typed(question)]
    assert alone == ["not_tell.words", "not_tell.words"]


def test_the_pages_about_contact_are_those_that_say_how_to_reach_the_raiser():
    how = {
        "safe",
        "fallback",
        "voicemail",
        "say_who",
        "times",
        "safe_word",
        "work_contact",
        "contact_whom",
        "their_way",
    }
    assert lines(CONTACT) == how
    assert lines(CONTACT_PLAN) == how | {"email", "mobile", "telephone", "address", "name", "acting_name"}
    pages = {question.key for question in FORMS if question.holds in CONTACT_PLAN}
    assert pages == {"ways", "safe", "reach", "work_contact", "contact_whom"}
    assert (lines(CARE), lines(WHOM)) == ({"they_know", "talk_to"}, {"child", "age"})


def test_a_complaint_is_handed_over_without_whom_not_to_tell_and_how_to_reach_somebody():
    own = {"unhappy", "their_words", "point", "right", "outcome", "missed", "since"}
    assert lines(OWN_WORDS) == own
    assert lines(HANDED_OVER) == own | {"told_what", "name", "acting_name", "child", "needs", "work"}


def test_grounds_are_those_given_one_by_one_or_what_was_said_as_a_whole():
    one = {"point": [{"point.kind": "wrong", "point.words": "It was not me."}], "right": "Say sorry."}
    assert [(each.kind, each.words) for each in grounds(one)] == [("wrong", "It was not me.")]
    for said in ({"unhappy": "All.", "right": "Stop."}, {"their_words": "All.", "right": "Stop."}, {"right": "All."}):
        assert [(each.kind, each.words) for each in grounds(said)] == [("", "All.")]


def test_one_key_cannot_hold_one_thing_in_one_form_and_another_in_the_other():
    with pytest.raises(ValueError, match="aunt"):
        AnswerIndex([asked(Holds.NAMES), asked(Holds.DETAIL)])


def test_an_answer_that_no_question_asks_for_is_kept_back_and_whom_it_names_is_looked_for():
    answers = {"aunt": "ask Morag first", "name": "Sam", "child": [{"child.name": "Jo", "aunt": "or Flora"}]}
    found = {(each.value, each.kind, each.why) for each in people_in(answers) if each.always}
    assert found == {("Morag", SensitiveKind.NAME, ONLY_US), ("Flora", SensitiveKind.NAME, ONLY_US)}
    assert tellable(answers) == {"name": "Sam", "child": [{"child.name": "Jo"}]}


def test_so_is_one_whose_question_says_nothing_or_a_thing_that_nobody_knows():
    for holds in (Holds.UNSAID, "a riddle"):
        index = AnswerIndex([asked(holds)])
        assert [each.value for each in people_in({"aunt": "ask Morag"}, index=index) if each.always] == ["Morag"]
        assert tellable({"aunt": "ask Morag"}, index) == {}
    told = AnswerIndex([asked(Holds.DETAIL)])
    assert list(people_in({"aunt": "ask Morag"}, index=told)) == []
    assert tellable({"aunt": "ask Morag"}, told) == {"aunt": "ask Morag"}


def test_choices_of_ours_name_nobody_even_where_their_question_says_nothing():
    many = Many(item="Another", more="More?", summary="So far", more_empty="Say")
    index = AnswerIndex([replace(asked(Holds.GROUND), kind=Kind.GROUP, many=many, parts=())])
    answers = {"aunt": [], "aunt.more": "No", "told": "Yes", "danger_call": "Seen"}
    assert list(people_in({key: answers[key] for key in ("told", "danger_call")})) == []
    assert list(people_in({"aunt": [], "aunt.more": "No"}, index=index)) == []
