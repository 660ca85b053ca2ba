"""The public door, walked page by page as a browser without JavaScript does."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from flask import Flask

from build import EVERY_WAY, PARENT
from portal.domain.challenge.history import additions
from portal.domain.journey import Kind
from visitor import walk

BY_EMAIL = {"name": "Sam Example", "email": "sam@example.com"}
BY_LETTER = {"address.line1": "1 Example Street", "address.town": "Wallsend", "address.postcode": "NE28 6AA"}
TAB = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
def journey(context):
    return context.journeys["adult"]


@pytest.mark.usefixtures("reviewer")
def test_a_parent_walks_from_the_start_to_a_reference_and_back(visitor, another, journey, context):
    page = visitor.get("/")
    page = visitor.get(page.link("Start now"))
    visitor.get(page.link("Continue"))
    assert visitor.page.path == "/request/now"
    page = walk(visitor, journey, PARENT)
    assert "You did not speak to the school." in page.text
    assert "October 2026" in page.text
    page = visitor.send()
    assert page.path == "/done"
    assert "30 November 2026" in page.text  # five working days after Monday 23 November 2026
    reference, code = reference_and_code(visitor)
    page = visitor.send(kept=code.lower().replace("-", " "))
    assert page.path == "/kept"
    assert code not in visitor.get("/done").html

    other = another()
    other.get("/return")
    page = other.send(reference=reference, code=code)
    assert page.path == "/progress"
    assert "Team Manager" in page.text
    assert "30 November 2026" in page.text
    other.get(page.link("Tell us more"))
    page = other.send(more="The teacher has called me.", new="yes")
    assert page.path == "/added"
    assert "You told us more." in other.get("/progress").text
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference.replace("-", ""))
        assert challenge.answers["name"] == "Sam Example"
        assert additions(challenge)[0].words == "The teacher has called me."
        assert "new_information" in challenge.flags


def reference_and_code(visitor):
    return visitor.page.marked("app-reference"), visitor.see_code()


def send(visitor):
    """Press "Send", and ask for the code."""
    visitor.send()
    return reference_and_code(visitor)


def test_sending_twice_gives_the_same_challenge_and_the_same_code(visitor, journey, context):
    walk(visitor, journey, PARENT)
    check = visitor.page
    visitor.send(tab=TAB)
    first = visitor.page.marked("app-reference"), visitor.see_code(TAB)
    visitor.page = check
    visitor.send(tab=TAB)
    assert (visitor.page.marked("app-reference"), visitor.see_code(TAB)) == first
    with context.store.read() as unit:
        assert len(unit.worklist.lines()) == 1


def test_a_second_request_from_the_same_browser_has_a_code_of_its_own(visitor, journey):
    walk(visitor, journey, PARENT)
    first = send(visitor)
    visitor.get("/request/stopped")
    visitor.send("/leave")
    walk(visitor, journey, PARENT)
    second = send(visitor)
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_a_page_out_of_turn_leads_to_where_the_person_is(visitor):
    assert visitor.get("/request/safe-ways").path == "/request/stopped"
    visitor.get("/request/now")
    visitor.send(danger="no")
    assert visitor.get("/request/safe-ways").path == "/request/purpose"
    assert visitor.get("/request/check").path == "/request/purpose"
    assert visitor.get("/request/points/7").path == "/request/purpose"


def test_changing_an_answer_from_check_comes_back_to_check(visitor, journey):
    page = walk(visitor, journey, PARENT)
    change = next(a.get("href") for a in page.all("a") if "What you want us to do" in "".join(a.itertext()))
    visitor.get(change)
    page = visitor.send(since="no", right="Something else entirely.")
    assert page.path == "/request/check"
    assert "Something else entirely." in page.text


def test_changing_an_answer_that_opens_new_questions_asks_only_those(visitor, journey):
    walk(visitor, journey, PARENT)
    visitor.get("/request/safe-ways?change=1")
    page = visitor.send(safe=["email", "letter"], **BY_EMAIL, **BY_LETTER)
    assert page.path == "/request/safe-times"
    page = visitor.send(say_who="yes", fallback="no")
    assert page.path == "/request/check"


def test_back_leads_from_a_newly_opened_question_to_the_one_that_opened_it(visitor, journey):
    walk(visitor, journey, PARENT)
    page = visitor.get("/request/safe-ways?change=1")
    assert page.link("Back") == "/request/check"
    page = visitor.send(safe=["email", "letter"], **BY_EMAIL, **BY_LETTER)
    assert page.path == "/request/safe-times"
    while page.path != "/request/safe-ways":
        assert page.path != "/request/check", "led away from what is to be unticked"
        page = visitor.get(page.link("Back"))
    assert "letter" in [i.get("value") for i in page.all("input") if i.get("checked") is not None]
    assert visitor.send(safe=["email"], **BY_EMAIL).path == "/request/check"


@pytest.mark.parametrize(("first", "then"), [("neighbour", "parent"), ("parent", "neighbour")])
def test_who_changes_who_they_are_reads_what_we_may_tell_them_now(visitor, first, then):
    visitor.get("/request/now")
    for answer in ({"danger": "no"}, {"purpose": "look_again"}, {"who": first}, {"needs": ["no"]}):
        page = visitor.send(**answer)
    assert page.path == "/request/what-we-can-tell-you"
    before = page.text
    visitor.send()
    visitor.get("/request/you?change=1")
    page = visitor.send(who=then)
    assert page.path == "/request/what-we-can-tell-you"
    assert page.text != before
    visitor.send()
    visitor.get("/request/you?change=1")
    assert visitor.send(who=then).path != "/request/what-we-can-tell-you", "read already"


def test_every_required_page_says_what_is_missing_and_keeps_what_was_typed(visitor, journey):
    answers = PARENT | EVERY_WAY
    walk(visitor, journey, answers)
    for step in journey.path(answers):
        if step.question.kind is Kind.NOTE or (step.question.optional and step.question.kind is not Kind.GROUP):
            continue
        address = f"/request/{step.question.address}"
        if step.item is not None:
            address += f"/{step.item + 1}"
        visitor.get(address)
        page = visitor.send()
        asked = step.question.fitted(PARENT).parts
        if asked and all(part.optional for part in asked):
            continue
        assert page.response.status_code == 422, address
        assert page.errors, address


@pytest.mark.parametrize(
    ("address", "said", "error"),
    [
        ("safe-ways", {"safe": ["email"], "email": "sam@"}, "An email address has one @ in it, like name@example.com"),
        ("more", {"told_how": ["letter"], "told_when": "date", "told_when.date-day": "31", "told_when.date-month": "2",
                       "told_when.date-year": "2026"}, "Enter a real date in the past, like 27 3 2026"),
        ("who-for/1", {"child.age": "birth"}, "Enter their date of birth"),
        ("help", {"needs": ["no", "bsl"]}, "Select the help you need, or 'No, I do not need help'"),
        ("safe-ways", {"safe": ["carrier pigeon"]}, "Select the safe ways to contact you, or 'Do not contact me'"),
        ("points/1", {"point.kind": "other", "point.words": "x" * 4001},
         "'Tell us in your own words' is too long by 1. Use 4000 characters or fewer"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_plain_sentence_in_its_place(visitor, journey, address, said, error):
    walk(visitor, journey, PARENT)
    visitor.get(f"/request/{address}")
    page = visitor.send(**said)
    assert page.errors == [error]
    assert page.response.status_code == 422
    for value in said.values():
        if isinstance(value, str):
            assert value in page.html


def test_things_are_added_changed_and_taken_away(visitor, journey):
    walk(visitor, journey, PARENT, until="points")
    page = visitor.send(point__more="yes")
    assert page.path == "/request/points/2"
    page = visitor.send(point__kind="other", point__words="A second thing.")
    assert page.path == "/request/points"
    assert "A second thing." in page.text
    page = visitor.send(remove="0")
    assert page.h1 == "Do you want to remove this?"
    assert "You did not speak to the school." in page.text
    assert "You did not speak to the school." in visitor.get(page.link("No, keep it")).text
    visitor.send(remove="0")
    page = visitor.send()
    assert page.path == "/request/points"
    assert "You did not speak to the school." not in page.text
    assert "A second thing." in page.text
    visitor.send(remove="0")
    assert visitor.send().path == "/request/points/1"


@pytest.mark.parametrize("address", ["points", "points/1"])
def test_the_list_and_its_items_can_be_changed_from_check(visitor, journey, address):
    walk(visitor, journey, PARENT)
    page = visitor.get(f"/request/{address}?change=1")
    assert page.path == f"/request/{address}"


@pytest.mark.parametrize("purpose", ["treated", "information", "new_worry"])
def test_other_roads_are_signposted_and_end_the_form(visitor, purpose):
    visitor.get("/request/now")
    visitor.send(danger="no")
    page = visitor.send(purpose=purpose)
    assert "0191 643" in page.text or "0345 2000 109" in page.text
    assert not [b for b in page.all("button") if "Continue" in "".join(b.itertext())]


@pytest.mark.parametrize(
    ("when", "number"),
    [
        ("2026-11-23T10:00+00:00", "0345 2000 109"),
        ("2026-11-23T18:00+00:00", "0330 333 7475"),
        ("2026-11-21T11:00+00:00", "0330 333 7475"),  # a Saturday
        ("2026-12-25T11:00+00:00", "0330 333 7475"),  # Christmas Day
        ("2026-06-12T15:45+00:00", "0330 333 7475"),  # Friday 16:45 in summer time: closed at 16:30
    ],
)
def test_the_number_to_call_follows_the_clock(visitor, clock, when, number):
    clock.now = clock.now.fromisoformat(when)
    assert number in visitor.get("/danger").text


def test_thirty_idle_minutes_end_the_session_but_not_the_draft(visitor, another, journey, clock):
    walk(visitor, journey, PARENT)
    visitor.get("/request/save")
    page = visitor.send()
    code = page.marked("app-code")
    clock.now += timedelta(minutes=31)
    assert visitor.get("/request/check").path == "/request/stopped"
    other = another()
    other.get("/request/carry-on")
    wrong = other.send(code="AAAA-AAAA-AAAA")
    assert wrong.errors == [
        "We cannot open anything with that code. Check it and try again. "
        "If you have sent your request, use its reference and the code that you got then."
    ]
    assert other.send(code=code.lower()).path == "/request/check"
    assert visitor.get("/request/check").path == "/request/stopped"
    clock.now += timedelta(days=7)
    late = another()
    late.get("/request/carry-on")
    assert late.send(code=code).errors


def test_looking_at_a_page_keeps_the_session_open(visitor, journey, clock):
    walk(visitor, journey, PARENT)
    for _ in range(4):
        clock.now += timedelta(minutes=20)
        assert visitor.get("/request/safe-ways").path == "/request/safe-ways"
    visitor.get("/request/check")
    visitor.send()
    for _ in range(4):
        clock.now += timedelta(minutes=10)
        assert visitor.get("/progress").path == "/progress"
    clock.now += timedelta(minutes=15)
    assert visitor.get("/progress").path == "/return"


def test_what_was_typed_is_deleted_at_once(visitor, journey, context):
    walk(visitor, journey, PARENT)
    page = visitor.send(action="/request/delete")
    assert page.path == "/deleted"
    assert visitor.get("/request/check").path == "/request/stopped"
    with context.store.read() as unit:
        assert unit.connection.exec_driver_sql("select count(*) from drafts").scalar() == 0


def test_leaving_quickly_ends_everything_and_goes_to_a_neutral_site(visitor, journey, context):
    walk(visitor, journey, PARENT)
    gone = visitor.client.get("/exit")
    assert gone.status_code == 302
    assert gone.headers["Location"] == "https://www.bbc.co.uk/weather"
    assert '"storage"' in gone.headers["Clear-Site-Data"]
    assert gone.headers["Cache-Control"] == "no-store"
    assert visitor.get("/request/check").path == "/request/stopped"
    with context.store.read() as unit:
        assert unit.connection.exec_driver_sql("select count(*) from drafts").scalar() == 0


def test_wrong_reference_wrong_code_and_unknown_reference_answer_alike(visitor, another, journey):
    walk(visitor, journey, PARENT)
    reference, code = send(visitor)
    answers = set()
    for said in (
        {"reference": reference, "code": "0000-0000-0000"},
        {"reference": "0000-0000-0", "code": code},
        {"reference": "nonsense", "code": code},
    ):
        stranger = another()
        stranger.get("/return")
        page = stranger.send(**said)
        assert page.response.status_code == 422
        token = page.token
        html = page.html.replace(token, "")
        for value in said.values():
            html = html.replace(value, "")
        answers.add(html)
    assert len(answers) == 1


def test_after_five_wrong_codes_even_the_right_one_waits(visitor, another, journey, clock):
    walk(visitor, journey, PARENT)
    reference, code = send(visitor)
    stranger = another()
    stranger.get("/return")
    for _ in range(5):
        assert stranger.send(reference=reference, code="0000-0000-0000").errors
    assert "There were too many tries. Wait until 10:15am" in stranger.send(reference=reference, code=code).text
    clock.now += timedelta(minutes=16)
    stranger.get("/return")
    assert stranger.send(reference=reference, code=code).path == "/progress"


def test_a_form_without_its_token_changes_nothing(public: Flask):
    assert public.test_client().post("/request/now", data={"danger": "no"}).status_code == 400


def test_a_form_sent_from_another_site_is_refused(visitor):
    visitor.get("/request/now")
    token = visitor.page.token
    sent = visitor.client.post(
        "/request/now", data={"danger": "no", "csrf_token": token}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert sent.status_code == 403


def test_the_cookie_holds_one_random_token_and_urls_hold_nothing(visitor, journey):
    walk(visitor, journey, PARENT)
    cookie = visitor.client.get_cookie("s")
    assert len(cookie.value) == 43
    for page in visitor.seen:
        assert not page.response.request.query_string or page.response.request.query_string == b"change=1"


def test_nobody_can_put_a_page_that_holds_answers_into_a_cache(visitor, journey):
    walk(visitor, journey, PARENT)
    assert {page.response.headers["Cache-Control"] for page in visitor.seen} == {"no-store"}


def test_titles_do_not_give_the_subject_away(visitor, journey):
    walk(visitor, journey, PARENT)
    visitor.send()
    telling = ("child", "safeguarding", "social", "abuse", "mash", "neglect", "worried")
    for page in visitor.seen:
        title = "".join(page.all("title")[0].itertext()).lower()
        assert not [word for word in telling if word in title], title


@pytest.mark.parametrize(
    "address",
    ["/", "/before-you-start", "/danger", "/how-we-treated-you", "/your-information", "/something-new", "/contact",
     "/privacy", "/cookies", "/terms", "/accessibility", "/staying-safe-online", "/deleted", "/closed", "/return",
     "/what-we-can-tell-you", "/what-happens-next", "/request/stopped", "/request/carry-on"],
)  # fmt: skip
def test_pages_to_read_are_sound_and_carry_the_safety_strip(visitor, address):
    page = visitor.get(address)
    assert page.response.status_code == 200
    assert "999" in page.text
    assert "Nobody reads this form at night, at weekends or on bank holidays." in page.text


def test_who_comes_back_is_never_shown_a_code_that_is_not_theirs(visitor, another, journey):
    walk(visitor, journey, PARENT)
    reference, code = send(visitor)
    back = another()
    back.get("/return")
    back.send(reference=reference, code=code)
    page = back.get("/done")
    assert "app-code" not in page.html
    assert "app-code" not in back.get("/no-code").html


def test_nothing_is_taken_away_that_is_not_there(visitor, journey):
    walk(visitor, journey, PARENT, until="points")
    for gone in ("-1", "7", "abc"):
        visitor.get("/request/points")
        visitor.send(remove=gone)
        assert "You did not speak to the school." in visitor.get("/request/points").text
    visitor.get("/request/told")
    visitor.send(remove="0")
    assert visitor.get("/request/points").text.count("You did not speak to the school.") == 1


def test_delete_deletes_what_was_saved_with_a_code_and_left_idle(visitor, another, journey, clock):
    page = walk(visitor, journey, PARENT)
    visitor.get("/request/save")
    code = visitor.send().marked("app-code")
    clock.now += timedelta(minutes=31)
    visitor.page = page
    assert visitor.send(action="/request/delete").path == "/deleted"
    other = another()
    other.get("/request/carry-on")
    assert other.send(code=code).errors


def test_leaving_quickly_works_when_the_database_does_not(visitor, journey, context):
    walk(visitor, journey, PARENT)
    with context.store.begin() as unit:
        unit.connection.exec_driver_sql("ALTER TABLE drafts RENAME TO elsewhere")
    gone = visitor.client.get("/exit")
    assert gone.headers["Location"] == "https://www.bbc.co.uk/weather"
    assert gone.headers["Clear-Site-Data"] == '"cache", "storage"', "the council's other services keep their cookies"
    assert visitor.client.get_cookie("s") is None


def test_a_request_is_taken_in_even_where_no_date_can_be_worked_out(visitor, journey, context, clock):
    clock.now = clock.now.replace(year=2028, month=12, day=29)
    assert visitor.get("/what-happens-next").response.status_code == 200
    walk(visitor, journey, PARENT)
    page = visitor.send()
    assert page.path == "/done"
    assert "We plan to finish by" not in page.text
    with context.store.read() as unit:
        [row] = unit.worklist.lines()
        assert row.due is None
    assert visitor.get("/progress").response.status_code == 200


@pytest.mark.parametrize("late", [0, 2])
def test_a_form_deleted_in_another_tab_at_that_moment_is_said_to_be_gone(visitor, journey, context, clock, late):
    """While this tab waits for its turn to write: to give a code or, after two minutes, to note that it is used."""
    walk(visitor, journey, PARENT, until="purpose")
    visitor.get("/request/save")
    clock.now += timedelta(minutes=late)
    with ThreadPoolExecutor(1) as threads:
        with context.store.begin() as unit:
            unit.drafts.discard(visitor.client.get_cookie("s").value)
            page = threads.submit(visitor.send if not late else lambda: visitor.get("/request/purpose"))
            wait([page], timeout=0.5)
        assert page.result().path == "/request/stopped"


@pytest.mark.parametrize(
    ("address", "codes"),
    [("/return", {"reference": "4F7K9Q2MX", "code": "none"}), ("/request/carry-on", {"code": "x"})],
)
def test_a_code_typed_beside_a_form_does_not_close_it_unsaid(visitor, journey, address, codes):
    before = visitor.get(address)
    assert "Carry on with the open form" not in before.text
    walk(visitor, journey, PARENT, until="purpose")
    visitor.page = before
    assert visitor.send(**codes).response.status_code == 400  # they load the page again, and read:
    assert visitor.get(visitor.get(address).link("Carry on with the open form")).path == "/request/begin"
    visitor.get("/request/save")
    visitor.send()
    assert "Carry on with the open form" not in visitor.get(address).text


@pytest.mark.parametrize("address", ["/request/points/0", "/request/who-for/0", "/request/points/99", "/tell/points/0"])
def test_a_page_of_something_that_is_not_there_breaks_nothing(visitor, address):
    for _ in range(2):
        assert visitor.client.get(address).status_code in (302, 303, 404)
        visitor.get("/request/now")
