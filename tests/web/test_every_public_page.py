"""What every page of the public door has, walked by its map of addresses: a new page cannot lack it."""

import re

import pytest

from build import PARENT, YOUNG
from portal.web import app_factory
from portal.web.public.page_layout import TITLES
from visitor import Page, text_of, walk

NO_PAGES = {
    "council_css",
    "csp_reports",
    "health",
    "health_ready",
    "languages.choose",
    "pages.exit",
    "pages.receipts",
    "paper.file",
    "paper.large",
    "copy.receipt",
    "copy.pack",
}
"""What is no page: files, what machines ask for, and the way out itself."""

GIVEN = {
    "address": "now", "number": 1, "sheet": "family", "reference": "NT26-004711", "what": "answer", "way": "request",
    "decision": "ffff",
}  # fmt: skip
SENT_BACK = {
    "journey.send", "journey.carry_on_here", "track.keep_code", "files.send", "files.say", "sent_files.send",
    "sent_files.say",
}  # fmt: skip
"""The same pages as those that are asked for, with an error."""
NOT_SHOWN = SENT_BACK | {
    "files.about", "sent_files.about", "track.language_help", "track.added", "track.answer", "track.next_person",
    "track.noted", "track.object_to_it",
}  # fmt: skip
"""What takes a deed to be seen, of staff or of the raiser."""
OURS = {"your", "request", "page", "north", "tyneside", "council", "before", "start", "code", "sent", "error"}


def rules(app):
    """Every page that can be asked for, as (endpoint, address); last what begins something."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint == "pages.letter"):
        if "GET" in rule.methods and rule.endpoint not in NO_PAGES:
            for way in ("request", "tell") if "way" in rule.arguments else ("",):
                given = GIVEN | {"way": way} | dict(rule.defaults or {})
                given |= {"address": "points"} if rule.endpoint == "journey.ask_to_remove" else {}
                values = {name: given[name] for name in rule.arguments}
                yield rule.endpoint, app.url_map.bind("localhost").build(rule.endpoint, values)


def title_of(page):
    return text_of(page.all("title")[0])


def leaves_quickly(page, young):
    """Whether the page has the way out, under one name only."""
    own, other = ("Someone is with me", "Exit this page") if young else ("Exit this page", "Someone is with me")
    named = [a for a in page.all("a") if a.get("href") == "/exit"]
    assert len([a for a in named if "govuk-skip-link" in a.get("class", "")]) == 1, page.path
    assert len([a for a in named if "govuk-exit-this-page__button" in a.get("class", "")]) == 1, page.path
    assert all(own in text_of(a) and other not in text_of(a) for a in named), page.path


def has_the_focus(page):
    """Whether who cannot see the page hears its heading first, or what is to be put right."""
    (first,) = [element for element in page.tree.iter() if element.get("autofocus") is not None]
    assert first.get("tabindex") == "-1", page.path
    return "govuk-error-summary" in first.get("class", "") if page.errors else first.tag == "h1"


def leads_on(page):
    """Whether somebody who is here can go on, or back, without the browser's own buttons."""
    main = list(page.tree.iter("main"))
    back = [a for a in page.all("a") if "govuk-back-link" in a.get("class", "")]
    return back or [element for element in main[0].iter() if element.tag in ("a", "form") and element.get("href", "/")]


@pytest.fixture
def sent(context, visitor):
    """Somebody who has just sent a request."""
    walk(visitor, context.journeys["adult"], PARENT)
    visitor.send()
    return visitor


def test_every_page_can_be_left_quickly_and_leads_on(visitor):
    addresses = list(rules(visitor.app))
    assert len({endpoint for endpoint, _address in addresses}) > 35
    for _endpoint, address in addresses:
        page = visitor.get(address)
        leaves_quickly(page, young=page.path.startswith(("/young", "/tell")))
        assert leads_on(page), address
        assert page.path in ("/", "/young") or has_the_focus(page), address


def test_every_page_of_a_request_can_be_left_quickly_and_leads_on(sent):
    for _endpoint, address in rules(sent.app):
        if address not in ("/", "/young"):
            page = sent.get(address)
            theirs = page.h1 == "We already have your request"
            leaves_quickly(page, young=not theirs and page.path.startswith(("/young", "/tell")))
            assert leads_on(page), address
            assert has_the_focus(page), address


def test_every_public_page_shows_it_once_and_pages_of_whom_to_call_below_that(visitor, show_notice, context):
    show_notice()
    walk(visitor, context.journeys["adult"], PARENT, until="points")
    seen = 0
    for endpoint, address in rules(visitor.app):
        page = visitor.get(address)
        (banner,) = [each for each in page.all("div") if each.get("aria-labelledby") == "site-notice-title"]
        assert "Important notice" in text_of(banner), address
        assert "Our office is shut today." in text_of(banner), address
        above = page.html.index("site-notice-title") < page.html.index("<h1")
        assert above == (endpoint != "pages.danger"), address
        seen += 1
    assert seen > 60
    assert page.link("0345 2000 101") == "tel:03452000101"


@pytest.mark.parametrize("code", sorted(app_factory.PROBLEMS))
@pytest.mark.parametrize("address", ["/nowhere", "/young/nowhere", "/tell/nowhere", "/request/now"])
def test_every_error_page_can_be_left_quickly_and_leads_back(public, code, address):
    with public.test_request_context(address):
        public.preprocess_request()
        made, _code = app_factory.problem_page(public, code)
    young = address.startswith(("/young", "/tell"))
    assert made.count("govuk-exit-this-page__button") == 1
    assert ("Someone is with me" in made, "Exit this page" in made) == (young, not young)
    assert "govuk-back-link" in made
    assert made.count('<h1 tabindex="-1" autofocus') == 1
    assert f"<title>Your request, error {code} \N{EN DASH} North Tyneside Council</title>" in made


def test_an_error_in_a_young_person_s_request_is_in_their_words(context, visitor):
    walk(visitor, context.journeys["young"], YOUNG)
    visitor.send()
    for page in (visitor.get("/answer/99"), Page(visitor.client.post("/add", data={}), visitor.tabs)):
        assert page.response.status_code in (400, 404)
        leaves_quickly(page, young=True)


@pytest.mark.parametrize("address", ["/young/nowhere", "/tell/nowhere"])
def test_an_error_leads_young_people_to_their_own_first_page(visitor, address):
    page = visitor.get(address)
    assert page.link("Go to the first page") == "/young"
    assert page.link("Back") in ("/young", "/tell/check")


def test_young_people_come_back_on_a_page_of_their_own(context, visitor):
    assert visitor.get("/young").link("See what happened") == "/young/return"
    walk(visitor, context.journeys["young"], YOUNG)
    visitor.send()
    visitor.get("/progress")
    page = visitor.send("/leave")
    assert page.path == "/young/closed"
    leaves_quickly(page, young=True)
    assert page.link("Open it again") == "/young/return"


def test_titles_are_neutral_and_differ(context, another, sent):
    titles, begun = {}, another()
    walk(begun, context.journeys["adult"], PARENT)
    for who in (another(), begun, sent):
        for endpoint, address in rules(sent.app):
            response = who.client.get(address)
            if response.status_code == 200:
                page = Page(response, who.tabs)
                titles.setdefault(endpoint, set()).add(title_of(page))
                neutral(page)
    named = [title for each in titles.values() for title in each]
    assert len(named) == len(set(named)), sorted(named)
    assert set(TITLES) - set(titles) == NOT_SHOWN
    assert len(set(TITLES.values())) == len(TITLES) - len(SENT_BACK)


def neutral(page):
    """The title has none of the heading's words but those that every title may have."""
    said = set(re.findall(r"\w{4,}", title_of(page).lower())) - OURS
    about = set(re.findall(r"\w{4,}", page.h1.lower()))
    harmless = {
        "contact",
        "cookies",
        "terms",
        "accessibility",
        "telephone",
        "paper",
        "messages",
        "copy",
        "signed",
        "save",
        "added",
        "check",
    }
    assert not (said & about) - harmless, (title_of(page), page.h1)


@pytest.mark.parametrize(("flow", "answers"), [("adult", PARENT), ("young", YOUNG)])
def test_every_question_has_a_number_and_no_subject_in_its_title(context, visitor, flow, answers):
    walk(visitor, context.journeys[flow], answers)
    way = "tell" if flow == "young" else "request"
    path = context.journeys[flow].path(answers)
    titles = []
    for step in path:
        number = "" if step.item is None else f"/{step.item + 1}"
        page = visitor.get(f"/{way}/{step.question.address}{number}")
        titles.append(title_of(page))
        neutral(page)
    council = "North Tyneside Council"
    assert titles == [f"Your request, page {number} \N{EN DASH} {council}" for number in range(1, len(path) + 1)]
    page = visitor.get(f"/{way}/now")
    page = visitor.send(danger="", safe="")
    assert has_the_focus(page)
    assert title_of(page) == f"Error: Your request, page 1 \N{EN DASH} {council}"


def test_a_page_that_is_only_read_leads_back_to_the_form_and_keeps_its_dress(context, visitor):
    walk(visitor, context.journeys["young"], YOUNG, until="want")
    page = visitor.get(visitor.page.link("How we use what you tell us"))
    leaves_quickly(page, young=True)
    assert page.link("Back") == "/tell/want"
    page = visitor.get(page.link("If you are not happy with how we used it"))
    assert (page.path, page.link("Back")) == ("/young/your-information", "/tell/want")
    assert visitor.get("/privacy").link("Back") == "/"


@pytest.mark.parametrize(
    "given", ["//evil.example", "https://evil.example", "/%2f%2fevil.example", "javascript:x", "/\\x"]
)
def test_the_way_back_leads_nowhere_else(visitor, given):
    assert visitor.get(f"/privacy?from={given}").link("Back") == "/"


EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\w", re.ASCII)


def emails_of(markup):
    """The email addresses that are read on a page, each as it stands there: without what is typed into or pressed."""
    shown = re.sub(r"<textarea.*?</textarea>|<(?!wbr)[^>]*>", " ", markup, flags=re.DOTALL)
    return [
        each
        for each in re.findall(r"[\w.+<>-]+@[\w.<>-]+\w", shown, re.ASCII)
        if EMAIL.search(each.replace("<wbr>", ""))
    ]


def test_an_email_address_is_broken_over_two_lines_only_after_a_dot_or_its_at_sign(sent, another, context):
    found, begun = set(), another()
    walk(begun, context.journeys["adult"], PARENT)
    for who in (sent, begun, another()):
        for _endpoint, address in rules(sent.app):
            for email in emails_of(who.client.get(address, follow_redirects=True).text):
                assert re.fullmatch(r"(?:[\w+-]+[@.]<wbr>)+[\w+-]+", email, re.ASCII), (address, email)
                found.add(email)
    assert {"sam@<wbr>example.<wbr>com", "MASH@<wbr>northtyneside.<wbr>gov.<wbr>uk"} <= found


@pytest.mark.at_length
def test_every_page_that_closes_by_itself_says_so_in_words_and_after_how_long(sent, another, context):
    """Who has no script is not warned in any other way."""
    begun, young, seen = another(), another(), 0
    walk(begun, context.journeys["adult"], PARENT)
    walk(young, context.journeys["young"], YOUNG)
    for who in (sent, begun, young, another()):
        for _endpoint, address in rules(sent.app):
            page = who.get(address)
            for dialog in page.all("dialog"):
                minutes, seen = int(dialog.get("data-end-after")) // 60, seen + 1
                said = page.text.replace(text_of(dialog), "")
                assert re.search(rf"(stop|do nothing here|do nothing) for {minutes} minutes", said), address
    assert seen > 60


def test_where_somebody_types_it_is_said_that_a_link_does_not_keep_it(sent, another, context):
    begun = another()
    walk(begun, context.journeys["adult"], PARENT)
    said = "If you follow a link, we do not keep what you typed on this page."
    steps = context.journeys["adult"].path(PARENT)
    pages = [begun.get(f"/request/{step.question.address}{'/1' * (step.item is not None)}") for step in steps]
    pages += [sent.get(address) for address in ("/add", "/take-back", "/get-in-touch/safe-ways")]
    typed = [page for page in pages if any(form.get("id") == "typed" for form in page.forms())]
    assert len({page.path for page in typed}) > 15
    for page in typed:
        assert page.text.count(said) == 1, page.path
        assert bool(page.all("noscript")) == ("data-keep" in page.html), "else the script keeps it"


def test_the_shift_key_is_named_only_for_who_has_a_keyboard_and_after_what_everybody_has(visitor):
    text = visitor.get("/before-you-start").text
    assert text.count("Shift") == text.count("On a keyboard: you can also press the Shift key three times.") == 1
    assert text.index("button that says 'Exit this page'") < text.index("Shift")
