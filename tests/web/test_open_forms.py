"""What is open on a device: nothing that somebody typed or sent is lost, shown to others, or called gone."""

from datetime import timedelta

import pytest

from build import PARENT, YOUNG
from portal.services import applying, new_token
from visitor import walk


@pytest.fixture
def journey(office):
    return office.journeys["adult"]


@pytest.fixture
def typed(office):
    """Somebody who has typed ``answers``, and stands before the page where they are checked and sent."""

    def type_it(visitor, answers=PARENT, way="request"):
        token = new_token()
        applying.answer(office, token, "en", answers, "young" if way == "tell" else "adult")
        visitor.client.set_cookie("s", token)
        return visitor.get(f"/{way}/check")

    return type_it


@pytest.fixture
def begun(typed):
    """Somebody in the middle of the form."""
    some = {key: PARENT[key] for key in ("danger", "purpose")}
    return lambda visitor: typed(visitor, some)


def drafts(office):
    with office.store.read() as unit:
        return unit.connection.exec_driver_sql("select count(*) from drafts").scalar()


class TestAfterSending:
    """Back, a page kept in the history, a second tab: it was sent, and nothing is gone."""

    def test_every_page_of_the_form_says_that_we_have_it_and_leads_to_the_code(self, visitor, typed):
        typed(visitor)
        sent = visitor.send().marked("app-reference")
        for address in ("check", "name", "now", "purpose", "points/1", "save", "stopped"):
            page = visitor.get(f"/request/{address}")
            assert page.h1 == "We already have your request", address
            assert visitor.get(page.link("Go to your reference and code")).marked("app-reference") == sent

    @pytest.mark.parametrize("address", ["now", "purpose", "name", "check", "save"])
    def test_an_answer_sent_from_an_old_page_begins_nothing_and_loses_no_code(self, visitor, typed, office, address):
        typed(visitor)
        old = visitor.get(f"/request/{address}")
        visitor.get("/request/check")
        reference = visitor.send().marked("app-reference")
        visitor.page = old
        expected = "We have your request" if address == "check" else "We already have your request"
        assert visitor.send(danger="no", purpose="look_again", name="Sam").h1 == expected
        assert drafts(office) == 0
        assert visitor.get("/done").marked("app-reference") == reference
        assert visitor.page.marked("app-code")

    def test_delete_pressed_on_an_old_page_does_not_say_that_nothing_was_sent(self, visitor, typed):
        page = typed(visitor)
        visitor.send()
        visitor.page = page
        assert visitor.send(action="/request/delete").h1 == "We already have your request"
        assert visitor.get("/done").marked("app-code")

    def test_whoever_has_checked_the_code_is_led_to_the_request(self, visitor, typed):
        typed(visitor)
        page = visitor.send()
        visitor.send(kept=page.marked("app-code"))
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
        assert visitor.get("/request/check").h1 == "Your answers are not open here"
        assert visitor.get("/done").path == "/return"

    def test_a_young_person_reads_it_in_their_own_dress(self, visitor, typed):
        typed(visitor, YOUNG, "tell")
        visitor.send()
        page = visitor.get("/request/check")
        assert page.h1 == "We already have your request"
        assert "Childline" in page.text


class TestSavedCode:
    def test_asked_for_again_or_refreshed_it_is_the_same(self, visitor, another, begun, journey):
        begun(visitor)
        codes = []
        for until in ("you", "letter"):
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
    def test_a_form_stays_open_whatever_they_ask_for(self, visitor, begun, office, how, address):
        begun(visitor)
        before = visitor.client.get_cookie("s").value
        answer = visitor.client.get(address, headers=how)
        assert "Clear-Site-Data" not in answer.headers
        assert visitor.client.get_cookie("s").value == before
        assert visitor.get("/request/you").path == "/request/you"
        assert drafts(office) == 1

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
    def test_whoever_presses_exit_or_types_its_address_leaves(self, visitor, begun, office, how):
        begun(visitor)
        gone = visitor.client.get("/exit", headers=how | ({"Sec-Fetch-Dest": "document"} if how else {}))
        assert '"storage"' in gone.headers["Clear-Site-Data"]
        assert visitor.client.get_cookie("s") is None
        assert drafts(office) == 0

    def test_with_a_link_from_another_site_the_form_says_that_it_is_open(self, visitor, begun):
        begun(visitor)
        page = visitor.client.get("/return", headers=LINK)
        assert "A form is open here" in page.text

    def test_asking_for_the_head_of_a_page_sends_no_form(self, visitor, typed, office):
        typed(visitor)
        visitor.send()
        before = events(office)
        for rule in visitor.app.url_map.iter_rules():
            if not rule.arguments and "POST" in rule.methods:
                visitor.client.head(rule.rule)
        assert events(office) == before


def events(office):
    with office.store.read() as unit:
        return unit.connection.exec_driver_sql("select count(*) from events").scalar()
