"""What is open on a device: nothing that somebody typed or sent is lost, shown to others, or called gone."""

from datetime import timedelta

import pytest
from actions import Action
from deeds_done import done

from build import ACTED, PARENT, YOUNG
from portal.domain.permissions import Actor, Role
from portal.services import applications, new_token
from visitor import walk


@pytest.fixture
def journey(context):
    return context.journeys["adult"]


@pytest.fixture
def typed(context):
    """Somebody who has typed ``answers``, and stands before the page where they are checked and sent."""

    def type_it(visitor, answers=PARENT, way="request"):
        token = new_token()
        applications.answer(context, token, "en", answers, "young" if way == "tell" else "adult")
        visitor.client.set_cookie("s", token)
        return visitor.get(f"/{way}/check")

    return type_it


@pytest.fixture
def begun(typed):
    """Somebody in the middle of the form."""
    some = {key: PARENT[key] for key in ("danger", "purpose")}
    return lambda visitor: typed(visitor, some)


TONI = Actor("toni", frozenset({Role.TRIAGE}))


def drafts(context):
    with context.store.read() as unit:
        return unit.connection.exec_driver_sql("select count(*) from drafts").scalar()


class TestAfterSending:
    """Back, a page kept in the history, a second tab: it was sent, and nothing is gone."""

    def test_every_page_of_the_form_says_that_we_have_it_and_leads_to_the_code(self, visitor, typed):
        typed(visitor)
        sent = visitor.send().marked("app-reference")
        for address in ("check", "safe-ways", "now", "purpose", "points/1", "save", "stopped"):
            page = visitor.get(f"/request/{address}")
            assert page.h1 == "We already have your request", address
            assert visitor.get(page.link("Go to your reference and code")).marked("app-reference") == sent

    @pytest.mark.parametrize("address", ["now", "purpose", "put-right", "check", "save"])
    def test_an_answer_sent_from_an_old_page_begins_nothing_and_loses_no_code(self, visitor, typed, context, address):
        typed(visitor)
        old = visitor.get(f"/request/{address}")
        visitor.get("/request/check")
        reference = visitor.send().marked("app-reference")
        visitor.page = old
        expected = "We have your request" if address == "check" else "We already have your request"
        assert visitor.send(danger="no", purpose="look_again", name="Sam").h1 == expected
        assert drafts(context) == 0
        assert visitor.get("/done").marked("app-reference") == reference
        assert visitor.see_code()

    def test_delete_pressed_on_an_old_page_does_not_say_that_nothing_was_sent(self, visitor, typed):
        page = typed(visitor)
        visitor.send()
        visitor.page = page
        assert visitor.send(then="forget").h1 == "We already have your request"
        visitor.get("/done")
        assert visitor.see_code()

    def test_whoever_has_checked_the_code_is_led_to_the_request(self, visitor, typed):
        typed(visitor)
        visitor.send()
        visitor.send(kept=visitor.see_code())
        page = visitor.get("/request/check")
        assert page.h1 == "We already have your request"
        assert visitor.get(page.link("See your request")).path == "/progress"

    def test_another_request_can_be_sent_once_the_first_is_closed(self, visitor, typed):
        typed(visitor)
        first = visitor.send().marked("app-reference")
        visitor.get("/request/stopped")
        visitor.send("/leave")
        typed(visitor)
        assert visitor.send().marked("app-reference") != first
        assert visitor.get("/request/stopped").h1 == "We already have your request"

    def test_once_it_is_closed_the_form_says_nothing_of_it(self, visitor, typed):
        typed(visitor)
        visitor.send()
        visitor.get("/request/stopped")
        visitor.send("/leave")
        assert visitor.get("/request/check").h1 == "You have been signed out"
        assert visitor.get("/done").path == "/return"

    def test_a_young_person_reads_it_in_their_own_dress(self, visitor, typed):
        typed(visitor, YOUNG, "tell")
        visitor.send()
        page = visitor.get("/request/check")
        assert page.h1 == "We already have your request"
        assert "Childline" in page.text


class TestStartPages:
    """Whoever comes to the device next sees nothing of what somebody else has open there."""

    ADULT, YOUNG = ("/", "Start now", "Continue"), ("/young", "Start")

    def start(self, visitor, links):
        page = visitor.get(links[0])
        for words in links[1:]:
            page = visitor.get(page.link(words))
        return page

    @pytest.mark.parametrize("links", [ADULT, YOUNG], ids=["adults' way", "young people's way"])
    @pytest.mark.parametrize("whose", ["request", "tell"])
    def test_no_start_page_leads_into_an_open_form(self, visitor, typed, links, whose):
        answers = YOUNG if whose == "tell" else PARENT
        typed(visitor, answers, whose)
        page = self.start(visitor, links)
        assert page.h1 == "A form is open on this device"
        assert page.path.startswith("/tell/" if links is self.YOUNG else "/request/"), "in the words of who comes now"
        for said in answers.values():
            assert not (isinstance(said, str) and len(said) > 8 and said in page.html), said
        alike = page.html.replace(page.token, "")
        visitor.client.delete_cookie("s")
        typed(visitor, PARENT if whose == "tell" else YOUNG, "request" if whose == "tell" else "tell")
        page = self.start(visitor, links)
        assert page.html.replace(page.token, "") == alike, "it is not said whose it is"

    def test_with_nothing_open_it_is_the_first_question(self, visitor):
        assert self.start(visitor, self.ADULT).path == "/request/now"
        assert self.start(visitor, self.YOUNG).path == "/tell/now"

    @pytest.mark.parametrize("site", ["none", "cross-site", "same-site"])
    def test_the_first_question_opened_by_its_address_shows_no_answer(self, visitor, begun, site):
        begun(visitor)
        answer = visitor.client.get("/request/now", headers={"Sec-Fetch-Site": site})
        assert answer.headers["Location"] == "/request/begin"
        assert visitor.client.get("/request/now", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200

    def test_it_is_deleted_only_when_that_is_said_twice(self, visitor, begun, context):
        begun(visitor)
        page = self.start(visitor, self.ADULT)
        page = visitor.get(page.link("Delete it and start a new form"))
        assert page.h1 == "Do you want to delete it and start a new form?"
        assert visitor.get(page.link("No, go back")).path == "/request/begin"
        assert drafts(context) == 1
        visitor.page = page
        assert visitor.send().path == "/request/now"
        assert drafts(context) == 0
        assert not [box for box in visitor.page.all("input") if box.get("checked") is not None]

    def test_what_was_saved_with_a_code_is_closed_and_kept(self, visitor, another, begun):
        begun(visitor)
        visitor.get("/request/save")
        code = visitor.send().marked("app-code")
        visitor.get("/tell/begin/new")
        assert visitor.send().path == "/tell/now"
        assert visitor.get("/request/purpose").h1 == "You have been signed out"
        other = another()
        other.get("/request/carry-on")
        assert other.send(code=code).path == "/request/you"

    def test_the_code_leads_on_from_there(self, visitor, begun):
        begun(visitor)
        visitor.get("/request/save")
        code = visitor.send().marked("app-code")
        page = self.start(visitor, self.ADULT)
        visitor.get(page.link("I have a code"))
        assert visitor.send(code=code).path == "/request/you"

    def test_the_tab_where_it_was_typed_carries_on_without_one_and_no_other_does(self, visitor):
        tab, other = "a" * 36, "b" * 36
        visitor.get("/request/now")
        visitor.send(danger="no", tab=tab)
        visitor.get("/request/begin")
        assert tab not in visitor.page.html
        for wrong in (other, "", "a"):
            page = visitor.send("/request/begin", tab=wrong)
            assert page.h1 == "A form is open on this device"
            assert "not opened in this window" in page.text
        assert visitor.send("/request/begin", tab=tab).path == "/request/purpose"
        assert tab in visitor.page.html, "its script knows by this where it may be shown"

    def test_a_form_typed_in_two_tabs_carries_on_in_both(self, visitor, begun):
        begun(visitor)
        for tab in ("a" * 36, "b" * 36):
            visitor.get("/request/purpose")
            visitor.send(purpose="look_again", tab=tab)
        for tab in ("a" * 36, "b" * 36):
            visitor.get("/request/begin")
            assert visitor.send("/request/begin", tab=tab).path == "/request/you"

    @pytest.mark.parametrize("tab", ["c" * 36, ""])
    def test_opened_with_its_code_it_belongs_to_the_tab_that_had_the_code(self, visitor, another, tab):
        visitor.get("/request/now")
        visitor.send(danger="no", tab="a" * 36)
        visitor.get("/request/save")
        code = visitor.send().marked("app-code")
        other = another()
        other.get("/request/carry-on")
        page = other.send(code=code, tab=tab)
        assert page.path == "/request/purpose"
        assert "a" * 36 not in page.html
        assert ("data-tabs" in page.html) == bool(tab), "without a name it is shown wherever it is opened"

    def test_a_request_that_was_sent_is_not_shown_either(self, visitor, typed, context):
        typed(visitor)
        reference = visitor.send().marked("app-reference")
        page = self.start(visitor, self.YOUNG)
        assert page.h1 == "A request is open on this device"
        assert reference not in page.text
        visitor.get(page.link("Close it and start a new form"))
        assert visitor.send().path == "/tell/now"
        assert visitor.get("/done").path == "/return"
        assert events(context) == 1

    @pytest.mark.parametrize("address", ["/return", "/request/carry-on", "/young/return"])
    def test_no_page_for_a_code_leads_past_that_question(self, visitor, begun, address):
        begun(visitor)
        page = visitor.get(address)
        assert visitor.get(page.link("Carry on with the open form")).h1 == "A form is open on this device"
        assert "/save" not in page.html


class TestDeleting:
    def test_it_is_asked_once_more_and_no_leads_back(self, visitor, begun, context):
        begun(visitor)
        visitor.get("/request/purpose")
        page = visitor.send(then="forget")
        assert page.h1 == "Do you want to delete what you have typed?"
        assert "stop working" not in page.text
        assert drafts(context) == 1
        assert visitor.get(page.link("No, keep my answers")).path == "/request/purpose"
        visitor.page = page
        assert visitor.send().path == "/deleted"
        assert drafts(context) == 0

    def test_it_says_that_the_code_will_stop_working(self, visitor, begun):
        begun(visitor)
        visitor.get("/request/save")
        visitor.send()
        assert "The code you saved them with will stop working." in visitor.get("/request/delete").text

    def test_looking_at_the_question_deletes_nothing(self, visitor, begun, context):
        begun(visitor)
        for _ in range(2):
            visitor.get("/request/delete")
            visitor.get("/request/begin/new")
        assert drafts(context) == 1

    def test_check_answers_asks_too(self, visitor, typed):
        typed(visitor)
        assert visitor.send(then="forget").h1 == "Do you want to delete what you have typed?"

    def test_what_was_changed_in_another_window_is_not_removed_unseen(self, visitor, typed):
        typed(visitor)
        visitor.get("/request/points")
        question = visitor.send(remove="0")
        visitor.get("/request/points/1")
        visitor.send(point__kind="other", point__words="Written anew in another window.")
        visitor.page = question
        visitor.send()
        assert "Written anew in another window." in visitor.get("/request/points").text

    @pytest.mark.parametrize("gone", ["-1", "7", "x", ""])
    def test_what_is_not_there_is_not_asked_about(self, visitor, typed, gone):
        typed(visitor)
        visitor.get("/request/points")
        assert visitor.send(remove=gone).h1 != "Do you want to remove this?"


class TestLeavingAPage:
    """Save, delete, a link, a refresh, a fault: what stands on the page is there when they come back."""

    def filled(self, page, name):
        boxes = [box for box in (*page.all("textarea"), *page.all("input")) if box.get("name") == name]
        return "".join(boxes[0].itertext()) or boxes[0].get("value", "")

    @pytest.mark.parametrize("then", ["save", "forget", "stay"])
    def test_whatever_is_typed_is_kept_even_if_it_is_wrong(self, visitor, typed, context, then):
        typed(visitor)
        page = visitor.get("/request/safe-ways")
        said = {"csrf_token": page.token, "name": "Sam", "safe": "email", "email": "sam@", "then": then}
        visitor.client.post("/request/safe-ways", data=said)
        assert self.filled(visitor.get("/request/safe-ways"), "email") == "sam@"
        with context.store.read() as unit:
            draft = unit.drafts.open(visitor.client.get_cookie("s").value, context.now())
        assert draft.answers["email"] == PARENT["email"], "it is no answer"

    def test_the_code_opens_the_very_page_as_it_was_left(self, visitor, another, typed):
        typed(visitor)
        visitor.get("/request/put-right")
        visitor.send(right="I have not fini", then="save")
        page = visitor.send()
        other = another()
        other.get("/request/carry-on")
        other.send(code=page.marked("app-code"))
        assert other.page.path == "/request/put-right"
        assert self.filled(other.page, "right") == "I have not fini"

    def test_what_is_left_on_a_page_is_not_sent_and_check_answers_says_so(self, visitor, typed, context):
        typed(visitor)
        visitor.get("/request/put-right")
        visitor.send(right="Half a thou", then="save")
        page = visitor.get("/request/check")
        assert "did not press 'Continue'" in page.text
        assert "Half a thou" not in page.text
        visitor.get(page.link("What you want, and what is new"))
        assert self.filled(visitor.page, "right") == "Half a thou"
        visitor.send(since="no", right="A whole thought.")
        assert "did not press 'Continue'" not in visitor.page.text
        visitor.get("/request/put-right")
        visitor.send(right="Half again", then="save")
        visitor.get("/request/check")
        reference = visitor.send().marked("app-reference").replace("-", "")
        with context.store.read() as unit:
            challenge = unit.challenges.get(reference)
        assert challenge.answers["right"] == "A whole thought."
        assert "Half" not in str(challenge.answers)
        assert not [key for key in challenge.answers if key.startswith("(")]

    def test_a_refused_answer_is_there_after_a_refresh(self, visitor, typed):
        typed(visitor)
        visitor.get("/request/safe-ways")
        assert visitor.send(safe=["email"], email="sam@").errors
        assert self.filled(visitor.get("/request/safe-ways"), "email") == "sam@"

    def test_leaving_a_page_as_it_was_leaves_nothing(self, visitor, typed):
        typed(visitor)
        visitor.get("/request/safe-ways")
        visitor.send(safe=PARENT["safe"], name=PARENT["name"], email=PARENT["email"], then="save")
        assert "did not press 'Continue'" not in visitor.get("/request/check").text

    def test_one_of_many_taken_away_takes_what_was_typed_with_it(self, visitor, typed):
        typed(visitor)
        visitor.get("/request/points/1")
        visitor.send(point__kind="other", point__words="Half", then="save")
        visitor.get("/request/points")
        visitor.send(remove="0")
        visitor.send()
        assert "Half" not in visitor.get("/request/points/1").html

    def test_a_page_that_comes_too_late_begins_no_form(self, visitor, begun, context):
        begun(visitor)
        visitor.get("/request/you")
        token = visitor.page.token
        with context.store.begin() as unit:
            unit.drafts.discard(visitor.client.get_cookie("s").value)
        sent = visitor.client.post("/request/you", data={"csrf_token": token, "who": "parent", "then": "stay"})
        assert sent.status_code == 204
        assert drafts(context) == 0


class TestTwoWindows:
    def test_the_second_does_not_overwrite_the_first_unsaid(self, visitor, typed):
        typed(visitor)
        first = visitor.get("/request/put-right")
        visitor.send(since="no", right="Written in the other window.")
        visitor.page = first
        page = visitor.send(since="no", right="Written here.")
        assert page.response.status_code == 422
        assert "You answered this in another window" in page.errors[0]
        assert "Written in the other window." in page.text
        assert "Written here." in page.html
        assert "Written in the other window." in visitor.get("/request/check").text
        visitor.page = page
        visitor.send(since="no", right="Written here.")
        assert "Written here." in visitor.get("/request/check").text

    def test_the_same_answer_twice_is_no_question(self, visitor, typed):
        typed(visitor)
        first = visitor.get("/request/put-right")
        for _ in range(2):
            visitor.page = first
            assert visitor.send(since="no", right="The same.").path != "/request/put-right"

    def test_one_of_many_added_in_both_is_not_lost(self, visitor, typed):
        typed(visitor)
        visitor.get("/request/points")
        second = visitor.send(point__more="yes")
        assert second.path == "/request/points/2"
        visitor.send(point__kind="other", point__words="Added in the other window.")
        visitor.page = second
        page = visitor.send(point__kind="other", point__words="Added here.")
        assert "Added in the other window." in page.text
        assert "Added here." in page.html

    @pytest.mark.parametrize("mark", ["", "x", "0" * 16, "é" * 300])
    def test_no_mark_makes_a_page_fail(self, visitor, typed, mark):
        typed(visitor)
        visitor.get("/request/put-right")
        assert visitor.send(since="no", right="Anything.", seen=mark).response.status_code in (200, 422)


class TestTheCodeAfterSending:
    def test_it_is_shown_once_to_whoever_asks_for_it_and_not_before(self, visitor, typed):
        typed(visitor)
        page = visitor.send()
        assert page.path == "/done"
        assert "app-code" not in page.html
        code = visitor.see_code()
        for address in ("/done", "/no-code", "/kept"):
            assert code not in visitor.get(address).html

    @pytest.mark.parametrize("asked", [True, False])
    def test_it_is_closed_at_once_and_back_shows_nothing(self, visitor, typed, asked):
        typed(visitor)
        reference = visitor.send().marked("app-reference")
        if asked:
            visitor.see_code()
        assert "Make sure that you have your code first." in visitor.page.text
        assert visitor.send("/leave").h1 == "You are signed out"
        for address in ("/done", "/kept", "/no-code", "/progress", "/request/check", "/request/now", "/request/begin"):
            assert reference not in visitor.get(address).text

    def test_who_sends_what_was_saved_reads_that_the_old_code_stops_working(self, visitor, another, typed):
        typed(visitor)
        assert "will stop working" not in visitor.page.text
        visitor.get("/request/save")
        code = visitor.send().marked("app-code")
        assert "that code will stop working and you will get a new one" in visitor.get("/request/check").text
        visitor.send()
        other = another()
        other.get("/request/carry-on")
        assert "use its reference and the code that you got then" in other.send(code=code).errors[0]


class TestWithoutCookies:
    def test_the_form_says_why_it_does_not_go_on(self, visitor):
        page = visitor.get("/request/now")
        visitor.client.delete_cookie("s")
        page = visitor.send(danger="no")
        assert page.response.status_code == 400
        assert page.h1 == "We could not keep your answer"
        assert "Allow cookies for this website" in page.text
        assert "0345 2000 109" in page.text

    def test_a_wrong_token_beside_a_cookie_is_another_matter(self, visitor):
        visitor.get("/request/now")
        answer = visitor.client.post("/request/now", data={"csrf_token": "x", "danger": "no"})
        assert answer.status_code == 400
        assert "cookies" not in answer.text.partition("<footer")[0]


class TestClosingASavedForm:
    @pytest.mark.parametrize("way", ["request", "tell"])
    def test_it_is_not_called_a_request_and_leads_to_the_code(self, visitor, typed, way):
        typed(visitor, PARENT if way == "request" else YOUNG, way)
        visitor.get(f"/{way}/save")
        visitor.send()
        page = visitor.send(f"/{way}/leave")
        assert page.h1 == "Your answers are closed on this device"
        assert "You have not sent them to us yet." in page.text
        assert visitor.get(page.link("Open my answers with my code")).path == f"/{way}/carry-on"


class TestSavedCode:
    def test_asked_for_again_or_refreshed_it_is_the_same(self, visitor, another, begun, journey):
        begun(visitor)
        codes = []
        for until in ("you", "more"):
            visitor.get("/request/save")
            form = visitor.page
            codes.append(visitor.send().marked("app-code"))
            visitor.page = form  # the browser's refresh sends the same again
            codes.append(visitor.send().marked("app-code"))
            walk_on(visitor, journey, until)
        assert len(set(codes)) == 1
        other = another()
        other.get("/request/carry-on")
        other.send(code=codes[0])
        other.get("/request/save")
        assert other.send().marked("app-code") == codes[0], "also after it was opened with it"

    def test_two_forms_have_codes_that_differ(self, visitor, another, begun):
        codes = set()
        for person in (visitor, another()):
            begun(person)
            person.get("/request/save")
            codes.add(person.send().marked("app-code"))
        assert len(codes) == 2

    def test_a_day_later_it_is_still_the_same(self, visitor, another, begun, clock):
        begun(visitor)
        visitor.get("/request/save")
        code = visitor.send().marked("app-code")
        clock.now += timedelta(days=1)
        other = another()
        other.get("/request/carry-on")
        assert other.send(code=code).path == "/request/you"


def walk_on(visitor, journey, until):
    """From where they are, with the answers of a parent."""
    walk(visitor, journey, PARENT, until=until)


PICTURE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors"}
FRAME = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate"}
LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"}
AHEAD = {"Sec-Purpose": "prefetch;prerender"}


class TestOtherSites:
    """A link, a picture, a frame, a look ahead: none of them is somebody who asks for a page of ours."""

    @pytest.mark.parametrize("how", [PICTURE, FRAME, LINK, AHEAD], ids=["picture", "frame", "link", "look ahead"])
    @pytest.mark.parametrize("address", ["/", "/return", "/request/now", "/request/carry-on", "/letter/AB123", "/exit"])
    def test_a_form_stays_open_whatever_they_ask_for(self, visitor, begun, context, how, address):
        begun(visitor)
        before = visitor.client.get_cookie("s").value
        answer = visitor.client.get(address, headers=how)
        assert "Clear-Site-Data" not in answer.headers
        assert visitor.client.get_cookie("s").value == before
        assert visitor.get("/request/you").path == "/request/you"
        assert drafts(context) == 1

    @pytest.mark.parametrize("how", [PICTURE, FRAME, AHEAD], ids=["picture", "frame", "look ahead"])
    @pytest.mark.parametrize("address", ["/return", "/request/now", "/letter/AB123", "/exit"])
    def test_a_browser_that_does_not_bring_its_cookie_gets_no_other(self, public, how, address):
        answer = public.test_client().get(address, headers=how)
        assert "Set-Cookie" not in answer.headers
        assert "Clear-Site-Data" not in answer.headers

    @pytest.mark.parametrize("address", ["/return", "/request/now", "/letter/AB123", "/exit", "/request/save"])
    def test_asking_only_for_the_head_of_a_page_changes_nothing(self, visitor, begun, address):
        begun(visitor)
        answer = visitor.client.head(address)
        assert "Set-Cookie" not in answer.headers
        assert "Clear-Site-Data" not in answer.headers
        assert visitor.get("/request/you").path == "/request/you"

    @pytest.mark.parametrize("how", [{}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-origin"}])
    def test_whoever_presses_exit_or_types_its_address_leaves(self, visitor, begun, context, how):
        begun(visitor)
        gone = visitor.client.get("/exit", headers=how | ({"Sec-Fetch-Dest": "document"} if how else {}))
        assert '"storage"' in gone.headers["Clear-Site-Data"]
        assert visitor.client.get_cookie("s") is None
        assert drafts(context) == 0

    def test_with_a_link_from_another_site_the_form_says_that_it_is_open(self, visitor, begun):
        begun(visitor)
        page = visitor.client.get("/return", headers=LINK)
        assert "A form is open here" in page.text

    def test_asking_for_the_head_of_a_page_sends_no_form(self, visitor, typed, context):
        typed(visitor)
        visitor.send()
        before = events(context)
        for rule in visitor.app.url_map.iter_rules():
            if not rule.arguments and "POST" in rule.methods:
                visitor.client.head(rule.rule)
        assert events(context) == before


def events(context):
    with context.store.read() as unit:
        return unit.connection.exec_driver_sql("select count(*) from events").scalar()


class TestSentAgain:
    """A button pressed twice, or Back and send again: it is done once, and nobody is told that it cannot be done."""

    @pytest.fixture
    def sent(self, visitor, typed):
        typed(visitor)
        visitor.send()
        return visitor

    def twice(self, visitor, address, **said):
        form = visitor.get(address)
        pages = []
        for _ in range(2):
            visitor.page = form
            pages.append(visitor.send(address, **said))
        return pages

    @pytest.mark.parametrize("new", ["yes", "no"])
    def test_what_is_added_is_added_once(self, sent, context, new):
        first, second = self.twice(sent, "/add", more="The doctor has written.", new=new)
        assert first.path == second.path == "/added"
        assert kinds(context) == ["received", "added"]
        self.twice(sent, "/add", more="The school has written too.", new=new)
        assert kinds(context) == ["received", "added", "added"]

    def test_the_same_words_about_something_new_are_not_the_same(self, sent, context):
        self.twice(sent, "/add", more="He hit her.", new="no")
        self.twice(sent, "/add", more="He hit her.", new="yes")
        assert kinds(context) == ["received", "added", "added"]

    def test_the_same_words_another_day_are_added_again(self, sent, context, clock):
        reference, code = sent.page.marked("app-reference"), sent.see_code()
        for _ in range(2):
            self.twice(sent, "/add", more="It happened again.", new="yes")
            clock.now += timedelta(hours=2)
            sent.get("/return")
            sent.send(reference=reference, code=code)
        assert kinds(context) == ["received", "added", "added"]

    def test_what_is_new_is_new_again_once_somebody_has_done_something(self, sent, context):
        reference = sent.page.marked("app-reference").replace("-", "")
        self.twice(sent, "/add", more="He hit her.", new="yes")
        done(context, TONI, reference, Action.ACT_NOW, told_at=context.now(), **ACTED)
        self.twice(sent, "/add", more="He hit her.", new="yes")
        assert kinds(context) == ["received", "added", "read", "acted", "added"]

    def test_taking_it_back_twice_says_that_it_worked(self, sent, context):
        first, second = self.twice(sent, "/take-back", pressure="no", words="", new="no")
        assert first.path == second.path == "/noted/back"
        assert second.response.status_code == 200
        assert kinds(context) == ["received", "withdrawn"]


def kinds(context):
    with context.store.read() as unit:
        statement = "select kind from events order by number"
        return [kind for kind in unit.connection.exec_driver_sql(statement).scalars() if kind != "code_kept"]
