"""Every sentence of a public page that promises something is tied to a test of the deed, or says why there is none.

A new one that nobody tied to anything fails here: write the test of the deed, or say only what is done.
"""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PUBLIC = (
    "templates/public/",
    "templates/parts/",
    "templates/check.html",
    "templates/file.html",
    "templates/files.html",
    "templates/layout.html",
    "templates/documents/",
    "portal/web/public/",
    "portal/web/event_words.py",
    "portal/domain/questions/adult.py",
    "portal/domain/questions/young.py",
    "portal/domain/questions/paper_form.py",
    "portal/domain/questions/representation.py",
    "portal/domain/challenge/view.py",
    "portal/domain/policy/call_now.py",
    "portal/domain/policy/public_phrases.py",
    "portal/domain/policy/public_description.py",
)
PROMISING = re.compile(
    r"\b(at once|straight away|immediately|as soon as|at night|day and night|within|never|always|nobody|no one"
    r"|we read|we (only|never|always)|we tell you|we check|we will)\b",
    re.IGNORECASE,
)

DEEDS = (
    # How we get in touch
    (
        r"will not contact you|will not write to you|will not send you a message|will not answer you",
        "web/test_no_contact.py",
        "test_who_wants_no_contact_is_promised_none",
    ),
    (
        r"only (use|contact|write|call).*\b(ways?|tick)",
        "services/test_contact_plan.py",
        "test_they_are_written_to_by_the_quickest_safe_way_and_no_other",
    ),
    (
        r"about the same decision before, we will look again only if you tell us something new",
        "domain/test_second_requests.py",
        "test_who_asked_before_and_brings_nothing_new_is_told_so_once_two_have_looked",
    ),
    (
        r"We will write down what you say",
        "web/test_papers_by_post.py",
        "test_what_came_and_when_is_on_their_pages_and_the_note_of_staff_is_not",
    ),
    (r"From now on we only use", "services/test_contact_plan.py", "test_what_waits_goes_by_the_new_plan_once"),
    (
        r"anything private in a|not say what it is about",
        "domain/test_notices.py",
        "test_no_notice_holds_a_personal_word_or_more_than_one_way",
    ),
    (
        r"After that we will go on without your answer",
        "domain/test_staff_questions.py",
        "test_without_an_answer_it_goes_on_after_that_day",
    ),
    (
        r"By law we must confirm that we have your complaint",
        "web/test_raiser_requests.py",
        "test_a_complaint_about_information_shows_by_which_day_it_is_confirmed_and_what_comes_of_it",
    ),
    (r"We will send you .* to say that", "domain/test_notices.py", "test_an_acknowledgement_goes_by_the_one_safe_way"),
    (
        r"We will send you a letter when",
        "web/test_held_pages.py",
        "test_a_letter_is_promised_for_when_somebody_has_read_it",
    ),
    (
        r"we will go on without your answer",
        "domain/test_staff_questions.py",
        "test_without_an_answer_it_goes_on_after_that_day",
    ),
    # What they ask of us
    (
        r"word that we will say first",
        "web/test_raiser_requests.py",
        "test_a_call_is_asked_for_on_one_of_the_next_working_days_and_waits_with_its_date",
    ),
    (
        r"what we will send",
        "web/test_raiser_requests.py",
        "test_they_choose_their_words_see_the_very_text_and_it_waits_to_be_sent",
    ),
    (r"Nobody has opened it yet", "web/test_openings.py", "test_who_has_opened_nothing_is_not_named"),
    # Files
    (
        r"Nobody here can open a file until",
        "web/staff/test_evidence_pages.py",
        "test_nobody_takes_one_out_until_a_scanner_has_looked",
    ),
    # When somebody reads it
    (
        r"We will read what you sent",
        "web/test_tracker.py",
        "test_until_when_we_read_it_is_named_and_once_that_is_over_we_say_that_we_are_late",
    ),
    (
        r"We read everything you send us",
        "services/test_digest.py",
        "test_a_flood_makes_one_message_for_each_colleague_each_working_day",
    ),
    (
        r"Nobody reads (this form|letters)",
        "web/test_danger.py",
        "test_who_says_so_in_the_form_can_press_to_call_and_goes_on_quietly",
    ),
    (
        r"tell us more here or call us. Then we will read",
        "web/staff/test_junk.py",
        "test_who_sent_it_reads_that_we_stopped_and_one_word_brings_it_back",
    ),
    # What becomes of it
    (
        r"We will look at (your request|the decision) again",
        "domain/test_end_without_review.py",
        "test_restored_it_stands_before_triage_with_all_its_time_and_may_go_either_way",
    ),
    (
        r"checked this decision already|cannot check it",
        "domain/test_end_without_review.py",
        "test_only_what_can_come_without_a_review_is_proposed",
    ),
    (
        r"We will (pass on|not do more here)|Another team looks at that",
        "web/test_tracker.py",
        "test_what_will_be_passed_on_is_said_so_until_somebody_has_sent_it",
    ),
    (
        r"We will go on after that day",
        "domain/test_clock.py",
        "test_a_pause_moves_the_date_by_its_working_days_and_the_raiser_reads_why",
    ),
    (r"nobody else at the council", "domain/test_raiser.py", "test_nobody_comes_after_the_last"),
    (
        r"We may not read this form straight away",
        "packs/test_true_sentences.py",
        "test_nobody_reads_at_night_only_where_nobody_works_then",
    ),
    (r"tell you who else you can ask", "web/test_tracker.py", "test_after_the_last_person_comes_the_ombudsman"),
    (r"We will close your request. You can still read", "web/test_tracker.py", "test_they_can_stop_there"),
    (
        r"we will stop checking the decision",
        "web/test_tracker.py",
        "test_taking_it_back_asks_whether_anybody_is_behind_it_and_never_shows_the_answer",
    ),
    (
        r"Nobody here can look at it|have to find someone who had no part",
        "web/test_tracker.py",
        "test_where_nobody_is_left_who_could_look_no_role_is_said_to_be_next",
    ),
    (
        r"told you what we will do|What we will do",
        "domain/test_review.py",
        "test_what_was_promised_is_told_where_it_may_be_and_again_when_it_is_done",
    ),
    # What we tell
    (
        r"check that you can act|We need to check that you can\.|before we tell you anything about this person",
        "domain/test_representation.py",
        "test_whoever_acts_for_them_is_told_no_more_than_a_stranger_until_it_is_checked_that_they_may",
    ),
    (
        r"We will write to the person you act for",
        "web/test_representation.py",
        "test_they_are_asked_for_whom_by_what_right_and_whom_to_write_to",
    ),
    (
        r"(first|will) check (who you are|this before)|check that you can speak"
        r"|always tell you if we have looked|only tell you what",
        "domain/test_disclosure_table.py",
        "test_until_both_are_checked_everyone_is_a_stranger",
    ),
    (
        r"what the law lets us tell|What we will never tell anyone|We will tell you:|We will tell you what we can"
        r"|will tell everyone|What we will never tell",
        "web/test_can_tell.py",
        "test_the_page_says_what_the_table_does",
    ),
    # The form and the code
    (
        r"Exit this page|'Someone is with me'",
        "web/test_every_public_page.py",
        "test_every_page_can_be_left_quickly_and_leads_on",
    ),
    (
        r"[Ww]e will close this (form|page)|close this page within|so we closed it",
        "web/test_time_limits.py",
        "test_a_form_closes_when_its_pages_say_so",
    ),
    (r"We will close this page at", "web/test_time_limits.py", "test_a_request_says_when_it_closes_and_closes_then"),
    (
        r"delete (them|answers you do not send) after %\(time\)s|for %\(time\)s from when you started",
        "storage/test_drafts.py",
        "test_the_sweep_deletes_what_was_begun_by_then",
    ),
    (r"delete all your answers", "web/test_open_forms.py", "test_it_is_deleted_only_when_that_is_said_twice"),
    (
        r"delete what was typed here|it will close and nobody can open",
        "web/test_open_forms.py",
        "test_what_was_saved_with_a_code_is_closed_and_kept",
    ),
    (
        r"We will keep the request|Nobody can open (your request on|it here without)|nobody else can open your request",
        "web/test_open_forms.py",
        "test_once_it_is_closed_the_form_says_nothing_of_it",
    ),
    (r"We will give you (a code|six words)", "web/test_open_forms.py", "test_the_code_leads_on_from_there"),
    (
        r"only show your code in the tab",
        "web/test_code_shown_once.py",
        "test_another_tab_is_not_shown_it_neither_first_nor_later",
    ),
    (
        r"show your code only once|Write it down now. We will not",
        "web/test_code_shown_once.py",
        "test_without_script_it_is_shown_once_and_what_to_do_then_is_said",
    ),
    (
        r"We will not show it again after this|cannot show it to you again",
        "web/test_way_back.py",
        "test_once_the_code_was_checked_it_is_on_no_page_any_more",
    ),
    (r"Holds a random number", "web/test_security_headers.py", "test_the_cookie_is_a_token_and_nothing_else"),
    (
        r"only get it if you press 'Send'|until you press 'Send'|until you send them",
        "prove/test_canaries.py",
        "test_what_is_typed_into_the_form_is_on_its_pages_and_nowhere_else",
    ),
    (
        r"We will not send it. Open the page",
        "web/test_open_forms.py",
        "test_what_is_left_on_a_page_is_not_sent_and_check_answers_says_so",
    ),
    (
        r"fill in what we can from your letter",
        "web/test_ways.py",
        "test_its_reference_is_kept_for_the_form_and_leaves_the_address",
    ),
    (
        r"nobody has tested|are not met on every page",
        "web/test_accessibility_statement.py",
        "test_each_criterion_that_failed_or_that_nobody_tested_is_named",
    ),
)
"""What a sentence says, and the file and the name of the test that fails where it is not done."""

BY_PEOPLE = {
    r"tell you first|talk to you first": "who works with the family decides whether that is safe; we say 'if we can'",
    r"Nobody else in the family": "people who work on it; that no page or message tells them is proved by the canaries",
    r"We will ask (for your reference|you some questions)": "who answers the telephone does",
    r"We try to decide within 1 working day": "the law's time for another decision of the MASH",
    r"We will then take it to the next (one|step)": "staff do, where the policy leaves it to them",
    r"find someone who had no part": "a manager does; domain/test_triage tests that nobody with a part takes it",
}
"""What only people can do, and why no test can see it."""

NO_PROMISE = {
    r"Childline|Call from a place|look over your shoulder|no one else can read": "advice, or what others do",
    r"nobody else (can see the|checks|looks at)|nobody else did": "advice, or what the person saw",
    r"How we will answer you|You can do both": "a heading over what is promised",
    r"[Aa]sk them within|^They must (answer|confirm) within": "the law's time for others",
    r"^Complain within": "the policy's time limit for a complaint, which others keep",
    r"^Ask us to look again within": "the policy's time limit; the next sentence says to ask all the same later",
    r"we plan to decide within|^If you send your request now": "the policy's plan, which no portal makes",
    r"^(always|nobody answered in time)$": "a condition of the policy",
    r"^Within %\(time\)s of": "what those who disagree do before they come to us",
}  # fmt: skip
"""What holds such a word and promises nothing of ours."""

ENTRIES = (*(said for said, _path, _name in DEEDS), *BY_PEOPLE, *NO_PROMISE)


def _promising():
    with (ROOT / "translations" / "messages.pot").open("rb") as file:
        for message in read_po(file):
            words = message.id if isinstance(message.id, str) else message.id[0]
            if any(path.startswith(PUBLIC) for path, _line in message.locations) and PROMISING.search(words):
                yield words


SENTENCES = sorted(set(_promising()))


def names_in(path):
    tree = ast.parse((ROOT / "tests" / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_promises_something_is_tied_to_the_deed(sentence):
    assert any(re.search(entry, sentence) for entry in ENTRIES), (
        "tie it to a test of the deed, or say only what is done"
    )


@pytest.mark.parametrize("entry", ENTRIES)
def test_each_entry_is_about_a_sentence_that_is_there(entry):
    assert any(re.search(entry, sentence) for sentence in SENTENCES)


@pytest.mark.parametrize(("path", "name"), sorted({deed[1:] for deed in DEEDS}))
def test_the_test_of_a_deed_is_there(path, name):
    assert name in names_in(path)


@pytest.mark.parametrize("words", ["We will call you within an hour.", "A manager looks at it at once."])
def test_a_new_promise_is_noticed(words):
    assert PROMISING.search(words)
    assert not [entry for entry in ENTRIES if re.search(entry, words)]
