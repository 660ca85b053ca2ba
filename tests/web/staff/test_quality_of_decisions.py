"""What somebody tried in order to get a wrong decision out of the portal, and the tests that hold each of these tries.

Those that no other module held stand at the end of this one.
"""

import ast
import functools
from pathlib import Path

import pytest
from actions import Action
from deeds_done import done

from build import PARENT
from portal.domain.permissions import RAISER, Actor, Role
from portal.services import case_access

TESTS = Path(__file__).parents[2]
REMI = Actor("remi", frozenset({Role.REVIEWER, Role.TRIAGE}), 1, "Remi Example")

TRIES: dict[int, tuple[str, ...]] = {
    1: (  # a reply goes out over what its raiser has just told us
        "test_nobody_releases_over_an_open_safety_alert_however_often_they_press",
        "test_nobody_releases_over_what_the_raiser_has_just_told_us",
    ),
    2: (  # new danger is not at the top of the list
        "test_the_first_screen_begins_with_every_alert_the_newest_first",
        "test_new_danger_brings_it_back_as_an_alert",
        "test_no_list_cuts_off_an_alert_and_each_begins_with_them_however_it_is_sorted",
    ),
    3: (  # a review is finished by pressing twice over what nobody has read
        "test_whatever_could_overtake_it_is_stopped_and_so_is_what_nobody_has_thought_of_yet",
        "test_a_refusal_shows_the_words_and_leads_to_recording_what_was_done",
    ),
    4: (  # findings "x", views "n/a", reply "ok"
        "test_what_fills_a_box_and_says_nothing_is_refused_in_findings_reasons_and_replies",
        "test_a_phrase_that_says_nothing_is_refused_kindly",
    ),
    5: (  # one's own decision is reviewed, because nobody asks
        "test_nobody_takes_decides_or_releases_without_declaring_it",
        "test_triage_goes_on_without_it_and_the_review_waits",
    ),
    6: (  # who made the decision takes it, or who stepped aside takes it again
        "test_who_made_it_or_advised_on_it_cannot_look_again",
        "test_who_is_not_independent_takes_nothing_steps_aside_and_is_not_offered_it_again",
    ),
    7: (  # four stages end where nobody is left
        "test_all_four_stages_are_walked_and_the_last_is_looked_at_by_somebody_outside",
        "test_who_releases_is_warned_where_they_are_the_last_for_a_later_stage",
    ),
    8: ("test_who_released_a_reply_does_not_review_a_later_stage",),
    9: ("test_only_what_was_shown_is_released", "test_a_reply_that_changed_since_it_was_shown_is_shown_again"),
    10: ("test_who_wrote_a_reply_is_told_why_they_cannot_release_it",),
    11: (  # a release after a check was taken back, or to who withdrew; and a reply that seems to wait
        "test_a_reply_is_not_released_to_who_has_taken_the_request_back",
        "test_what_was_released_is_not_read_any_more_once_the_checks_are_taken_back",
        "test_where_its_raiser_withdrew_no_page_says_that_a_reply_waits",
    ),
    12: ("test_a_button_pressed_twice_at_once_does_it_once", "test_two_officers_at_once_take_it_once"),
    13: (  # names of another family leak, and a mark costs nothing to ignore
        "test_names_streets_and_houses_of_anybody_are_marked_though_nobody_knows_them",
        "test_people_of_a_linked_challenge_staff_and_whom_not_to_tell_are_marked",
        "test_each_mark_is_cleared_one_by_one_and_again_by_who_releases_it",
        "test_a_word_that_fills_the_box_clears_nothing",
    ),
    14: ("test_hints_of_who_raised_the_concern_are_marked_even_where_the_raiser_guessed_it",),
    15: (
        "test_it_is_recorded_before_it_is_closed",
        "test_it_stays_open_while_somebody_waits_or_something_new_is_not_acted_on",
    ),
    16: ("test_it_is_recorded_before_it_is_closed",),  # the number "x", the day 1 January 1999
    17: (  # one person gets rid of a challenge, by way of a complaint
        "test_nobody_is_sent_to_a_complaint_that_was_not_passed_on_and_two_people_agree_on_it",
        "test_it_is_proposed_by_one_and_confirmed_by_another_and_only_then_told",
        "test_the_raiser_objects_once_and_a_manager_who_took_no_part_looks",
    ),
    18: (  # they are told that it was passed on, and nothing went
        "test_it_is_prepared_with_their_say_so_and_nobody_is_told_that_it_went",
        "test_once_it_was_sent_the_raiser_hears_when_and_reads_what",
        "test_it_stays_open_and_is_chased_until_it_was_sent",
    ),
    19: (  # time is taken alone, and the policy is said to allow it
        "test_an_extension_is_as_long_as_the_policy_allows_in_its_own_unit_and_more_takes_a_manager",
        "test_all_pauses_together_are_no_longer_than_the_policy_allows",
        "test_the_new_date_is_seen_before_it_is_given_and_no_policy_is_claimed",
    ),
    20: ("test_an_answer_is_thanked_for_once_it_is_there",),
    21: (
        "test_an_advocate_is_kept_with_name_agency_date_and_way_or_not_said_to_be_found",
        "test_a_child_whom_nobody_may_contact_is_offered_what_fits_that_and_no_promise_to_get_in_touch",
    ),
    22: ("test_who_is_made_to_withdraw_needs_somebody_to_act_and_not_to_say_that_they_have_seen_it",),
    23: (
        "test_a_stage_that_somebody_left_because_we_were_late_stays_late",
        "test_going_on_because_we_are_late_does_not_hide_that_triage_is",
    ),
    24: ("test_more_than_before_waits_until_somebody_else_confirms_it",),
    25: ("test_what_happened_meanwhile_is_said_and_nothing_typed_is_lost",),
    26: ("test_what_was_typed_is_there_after_signing_in_again",),
    27: (
        "test_what_they_will_see_has_an_address_of_its_own_so_that_no_way_back_sends_anything_again",
        "test_whatever_is_done_leads_on_by_an_address_so_that_back_sends_nothing_again",
    ),
    28: ("test_ten_children_ten_grounds_and_whatever_is_typed_are_shown_as_text",),
    29: ("test_a_note_that_is_too_long_is_refused_and_none_of_it_is_lost",),
}
"""By number: the tests that hold it."""


@functools.cache
def every_test():
    return {
        function.name
        for path in TESTS.rglob("test_*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
    }


@pytest.mark.parametrize("number", range(1, 30))
def test_each_try_is_held_by_tests_that_are_there(number):
    assert TRIES[number]
    assert [name for name in TRIES[number] if name not in every_test()] == []


@pytest.fixture
def act(context):
    return functools.partial(done, context)


@pytest.fixture
def remi(employ, enter):
    employ("remi@example.com", Role.REVIEWER, Role.TRIAGE, rank=1, name="Remi Example")
    return enter("remi@example.com")


@pytest.fixture
def taken(arrive, act, remi):  # noqa: ARG001 - they work here
    def take(**said):
        reference = arrive(**PARENT | {"danger": "no", "since": "no"} | said)
        act(REMI, reference, Action.TAKE)
        return reference

    return take


def test_where_its_raiser_withdrew_no_page_says_that_a_reply_waits(taken, act, remi, employ, enter, context):
    reference = taken()
    for action, said in (
        (Action.CHECK_IDENTITY, {"words": "Passport seen."}),
        (Action.CHECK_STANDING, {"words": "Birth certificate seen."}),
        (Action.RECORD_ORIGINAL, {}),
        (Action.ACCEPT_FOR_REVIEW, {}),
        (Action.DECIDE_GROUND, {"ground": 1, "outcome": "changed", "reasons": "The school had rung us twice."}),
        (Action.FIND, {"evidence": "The letters of the school.", "views": "He likes his teacher."}),
        (Action.DECIDE, {}),
        (Action.WRITE_REPLY, {"words": "We spoke to the school again."}),
    ):
        act(REMI, reference, action, **said)
    waits = "A reply waits for a colleague to approve it."
    assert waits in remi.get(f"/challenges/{reference}").text
    act(RAISER, reference, Action.WITHDRAW, pressure="no", words="")
    case_access.record(context, REMI, reference, "taking")
    assert waits not in remi.get(f"/challenges/{reference}").text
    employ("lou@example.com", Role.RELEASER, name="Lou Example")
    lou = enter("lou@example.com")
    assert reference not in "".join(a.get("href") for a in lou.get("/").all("a"))


def test_whatever_is_done_leads_on_by_an_address_so_that_back_sends_nothing_again(taken, remi):
    here = f"/challenges/{taken()}/do/note"
    remi.get(here)
    form = remi.page.hidden(remi.page.forms()[-1])
    answer = remi.client.post(here, data={**form, "words": "The school rang."})
    assert (answer.status_code, answer.headers["Location"] != here) == (303, True)


WEIRD = ("<script>alert(1)</script>", "{{7*7}}", "\u0645\u0631\u062d\u0628\u0627", "Mae'n ddrwg gen i", "W" * 60)


def test_ten_children_ten_grounds_and_whatever_is_typed_are_shown_as_text(taken, remi):
    children = [{"child.name": f"{WEIRD[n % 5]} {n}"} for n in range(10)]
    grounds = [{"point.kind": "wrong", "point.words": f"{WEIRD[n % 5]} {n}"} for n in range(10)]
    reference = taken(child=children, point=grounds)
    for page in ("", "/grounds", "/timeline"):
        html = remi.get(f"/challenges/{reference}{page}").html
        assert "<script>alert(1)" not in html
        assert "49 " not in html
    text = remi.get(f"/challenges/{reference}/grounds").text
    assert [n for n in range(10) if f"{WEIRD[n % 5]} {n}" not in text] == []


def test_a_note_that_is_too_long_is_refused_and_none_of_it_is_lost(taken, remi):
    here, words = f"/challenges/{taken()}/do/note", "word " * 5000
    remi.get(here)
    page = remi.send(here, words=words)
    assert "4,000 characters or fewer" in page.errors[0].replace("4000", "4,000")
    assert words.strip() in page.html
    assert page.all("textarea")[0].get("class").count("js-character-count"), "what is left is counted as one types"
