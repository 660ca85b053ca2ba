"""A parent's whole way in a browser of text alone (w3m): no styles, no script, no pictures."""

import re
import shutil

import pytest
from text_browser import TextBrowser

from dev.server import answering

pytestmark = [
    pytest.mark.at_length,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not shutil.which("w3m"), reason="w3m is not installed here: apt-get install w3m"),
]
ONLY_WITH_SCRIPT = ("Listen to this page", "Are you still there?")


@pytest.fixture
def browser(public, tmp_path):
    with answering(public) as port:
        found = TextBrowser(f"http://127.0.0.1:{port}/", tmp_path)
        yield found
        found.close()


def onward(browser, heading):
    page = browser.press("Continue")
    assert heading in page, page
    assert not [each for each in ONLY_WITH_SCRIPT if each in page]


def test_a_parent_asks_and_sees_how_it_goes(browser, context):
    browser.press("Start now")
    onward(browser, "Is anyone in danger right now?")
    browser.choose("No")
    onward(browser, "What do you want to do?")
    onward(browser, "Error: Select what you want to do")
    browser.choose("Ask you to look again")
    onward(browser, "Who are you?")
    browser.choose("I am a parent or carer")
    onward(browser, "Do you need any help or support?")
    browser.choose("No, I do not need help")
    onward(browser, "We will tell you:")
    onward(browser, "Have you been told what we decided?")
    browser.choose("Yes")
    onward(browser, "How were you told?")
    browser.choose("By letter")
    browser.choose("I am not sure")
    browser.write("What were you told", "Nothing more would happen.")
    onward(browser, "Who is the child?")
    browser.type("What is the child's name", "Robin Example")
    browser.choose("I do not know")
    onward(browser, "Do you want to tell us about another child?")
    browser.choose("No")
    onward(browser, "You and the child")
    for question in ("Are you allowed to make", "Is there a court order", "Have you contacted us"):
        browser.choose("No", after=question)
    onward(browser, "What do you disagree with?")
    browser.choose("You did not know something")
    browser.write("Tell us in your own words", "You did not speak to the school.")
    onward(browser, "Is there anything else you disagree with?")
    browser.choose("No")
    onward(browser, "What do you want us to do?")
    browser.write("What do you want us to do", "Speak to the school.")
    browser.choose("No", after="Has anything new happened")
    onward(browser, "Is there anyone we should not tell?")
    browser.choose("No")
    onward(browser, "What should we call you?")
    browser.type("What should we call you", "Sam")
    browser.choose("Email")
    browser.type("What is your email address", "sam@example.com")
    onward(browser, "Can we say who we are?")
    browser.choose("No, do not say")
    onward(browser, "Check your answers")
    assert "You did not speak to the school." in browser.page
    page = browser.press("Send", after="The next page will show")
    [reference] = set(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b", page))
    with context.store.read() as unit:
        sent = unit.challenges.get(reference.replace("-", ""))
    assert sent.answers["point"][0]["point.words"] == "You did not speak to the school."
    assert (sent.answers["name"], sent.answers["email"]) == ("Sam", "sam@example.com")
    assert "Your code" in page
