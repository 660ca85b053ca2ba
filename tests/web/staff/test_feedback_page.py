"""What people say of the public website, as managers read it."""

import pytest

from portal.domain.permissions import Role
from portal.services import feedback


@pytest.fixture
def boss(employ, enter):
    employ("boss@example.com", Role.MANAGER)
    return enter("boss@example.com")


def test_a_manager_sees_it_counted_and_reads_the_words(boss, context):
    for easy, words in (("hard", "Ask <b>less</b>."), ("hard", ""), ("easy", "")):
        feedback.give(context, place="sent", easy=easy, words=words)
    page = boss.get(boss.get("/").link("What people think of the website"))
    for words in ("Hard 2", "Easy 1", "Very hard 0", "Ask <b>less</b>.", "after sending a request, hard"):
        assert words in page.text
    assert "Nobody knows who said it." in page.text


def test_where_nobody_has_written_it_says_so(boss):
    assert "Nobody has written anything." in boss.get("/feedback").text


def test_others_do_not_see_it(signed_in):
    assert signed_in.get("/feedback").response.status_code == 403
    assert "What people think" not in signed_in.get("/").text
