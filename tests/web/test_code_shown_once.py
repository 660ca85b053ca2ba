"""The code of a request is shown to who sent it, and not to whoever comes to the same browser later."""

from datetime import timedelta

import pytest

from build import PARENT, YOUNG
from portal.domain.browser_tabs import SHOWN_AGAIN
from posting import begin_in, send_in
from visitor import Visitor

TAB, ANOTHER = "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"
ONCE = "We will show your code only once"
GONE = "someone else could be looking at this screen now"
ELSEWHERE = "in the tab where you sent your request"


@pytest.fixture
def sender(context, public):
    """Somebody who has sent a request, in a tab with this name or without script."""

    def come(tab="", answers=PARENT):
        visitor = Visitor(public, frozenset({"Your request"}))
        visitor.client.set_cookie("s", send_in(context, answers, tab)[0])
        visitor.get("/done")
        return visitor

    return come


def shown(visitor, **more):
    """The code, or nothing where it is not shown; a button is pressed where there is one."""
    if "Show my code" not in visitor.page.text:
        return ""
    page = visitor.send("/done", show="code", **more)
    return page.marked("app-code") if 'class="app-code"' in page.html else ""


@pytest.mark.parametrize("answers", [PARENT, YOUNG], ids=lambda said: said["who"])
def test_without_script_it_is_shown_once_and_what_to_do_then_is_said(sender, answers):
    me = sender(answers=answers)
    assert ONCE in me.page.text
    code = shown(me)
    assert code
    assert "We will not show it again." in me.page.text
    page = me.get("/done")
    assert code not in page.html
    assert "Show my code" not in page.text
    assert GONE in page.text
    assert "Call us" in page.text
    assert me.send("/done", kept=code).path == "/kept", "who wrote it down can check it"


def test_a_form_sent_again_from_the_browser_s_history_does_not_show_it(sender):
    me = sender()
    code = shown(me)
    token = me.get("/done").hidden(me.page.forms()[0])["csrf_token"]
    shows, checks = {"show": "code"}, {"kept": "wrong"}
    for sent in (shows, shows | {"tab": TAB}, checks, checks | {"seen": "0" * 64}, checks | {"seen": "é"}):
        answer = me.client.post("/done", data={"csrf_token": token, **sent})
        assert answer.status_code == 422, sent
        assert code not in answer.get_data(as_text=True), sent


def test_who_mistypes_it_on_the_page_that_shows_it_sees_it_once_more(sender):
    me = sender()
    code = shown(me)
    for _ in range(2):
        page = me.send("/done", kept="not the code")
        assert page.response.status_code == 422
        assert page.marked("app-code") == code
    assert me.send("/done", kept=code).path == "/kept"


def test_another_tab_is_not_shown_it_neither_first_nor_later(sender):
    me = sender(TAB)
    assert ONCE not in me.page.text
    for other in ({}, {"tab": ANOTHER}, {"tab": ""}, {"tab": "\x00"}):
        assert shown(me, **other) == ""
        assert ELSEWHERE in me.page.text
        assert "Call us" in me.page.text
        me.get("/done")
    code = shown(me, tab=TAB)
    assert code
    assert "We can show it again until 10:05am, only on this page and in this tab." in me.page.text
    me.get("/done")
    assert shown(me, tab=ANOTHER) == ""
    me.get("/done")
    assert shown(me, tab=TAB) == code


def test_after_five_minutes_not_even_the_same_tab_is_shown_it(sender, clock):
    me = sender(TAB)
    code = shown(me, tab=TAB)
    clock.now += SHOWN_AGAIN - timedelta(seconds=1)
    me.get("/done")
    assert shown(me, tab=TAB) == code
    clock.now += timedelta(seconds=2)
    me.get("/done")
    assert GONE in me.page.text
    assert shown(me, tab=TAB) == ""
    token = me.page.hidden(me.page.forms()[0])["csrf_token"]
    answer = me.client.post("/done", data={"csrf_token": token, "show": "code", "tab": TAB})
    assert code not in answer.get_data(as_text=True)


@pytest.mark.parametrize("tab", [TAB, ""], ids=["in a tab", "without script"])
def test_nor_is_it_shown_after_five_minutes_to_who_mistypes_it_on_the_page_that_shows_it(sender, clock, tab):
    """Whoever sits down at a page left open, or goes back to it, has its hidden field too."""
    me = sender(tab)
    code = shown(me, tab=tab)
    clock.now += SHOWN_AGAIN - timedelta(seconds=1)
    page = me.send("/done", kept="not the code")
    assert page.marked("app-code") == code
    if tab:
        assert "until 10:05am" in page.text, "and not for five minutes more"
    clock.now += timedelta(seconds=1)
    page = me.send("/done", kept="not the code")
    assert page.response.status_code == 422
    assert code not in page.html
    assert GONE in page.text
    assert "Call us" in page.text
    assert me.send("/done", kept=code).path == "/kept"


def test_a_form_tells_in_which_tab_it_was_sent(visitor, context):
    visitor.client.set_cookie("s", begin_in(context, PARENT))
    visitor.get("/request/check")
    assert visitor.send("/request/check", tab=TAB).path == "/done"
    assert shown(visitor) == ""
    visitor.get("/done")
    assert shown(visitor, tab=TAB)
