"""A language is chosen on any page and followed everywhere: what is typed, what is sent, and back with the code."""

from dataclasses import replace

import pseudo
import pytest

from build import PARENT, YOUNG, OnePack
from portal import apps
from visitor import walk

REQUEST = [change("Your request") for change in (str, pseudo.accented, pseudo.mirrored)]
TABS = frozenset({*REQUEST, *(words.rstrip("]") for words in REQUEST)})
CHANGED = {"languages": ("en", "cy", "ar")}


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return pseudo.speak(tmp_path_factory.mktemp("translations"))


@pytest.fixture
def three(context, folder, monkeypatch):
    """The app context of a council that offers three languages, two of which nobody speaks."""
    monkeypatch.setattr(apps, "FOLDERS", replace(apps.FOLDERS, translations=folder))
    pack = replace(context.pack, council=replace(context.pack.council, **CHANGED))
    return replace(context, packs=OnePack(pack))


@pytest.fixture
def somebody(three, visitor_of):
    return visitor_of(three, tabs=TABS)


def choices(page):
    """The languages to choose from: by code, the words of the link and where it leads."""
    [nav] = [nav for nav in page.all("nav") if nav.get("class") == "app-languages"]
    return {a.get("hreflang"): a for a in nav.iter("a")}


def language_of(page):
    return page.tree.get("lang"), page.tree.get("dir")


def test_the_first_page_greets_in_each_language_and_the_others_name_them(somebody):
    page = somebody.get("/")
    assert language_of(page) == ("en-GB", "ltr")
    assert {code: (a.text, a.get("lang"), a.get("dir")) for code, a in choices(page).items()} == {
        "cy": (pseudo.accented("Read this in English"), "cy", "ltr"),
        "ar": (pseudo.mirrored("Read this in English"), "ar", "rtl"),
    }
    assert choices(somebody.get("/young"))["ar"].text == pseudo.mirrored("Read this in English")
    assert {code: a.text for code, a in choices(somebody.get("/privacy")).items()} == {"cy": "Cymraeg", "ar": "العربية"}


def test_a_council_with_one_language_offers_no_choice(context, visitor_of):
    pack = replace(context.pack, council=replace(context.pack.council, languages=("en",)))
    visitor = visitor_of(replace(context, packs=OnePack(pack)))
    assert not [nav for nav in visitor.get("/").all("nav") if nav.get("class") == "app-languages"]
    assert visitor.client.get("/language/cy").status_code == 404


@pytest.mark.parametrize("address", ["/", "/young", "/privacy", "/young/privacy", "/request/now", "/return"])
def test_what_is_chosen_is_followed_from_the_page_where_it_was_chosen(somebody, address):
    page = somebody.get(choices(somebody.get(address))["ar"].get("href"))
    assert page.path == address
    for each in (address, "/", "/contact", "/tell/now", "/young/staying-safe-online"):
        assert language_of(somebody.get(each)) == ("ar", "rtl"), each
    assert language_of(somebody.get(choices(page)["en"].get("href"))) == ("en-GB", "ltr")


def test_the_choice_is_a_cookie_of_its_own_that_ends_with_the_browser(somebody):
    somebody.get("/language/ar")
    cookie = somebody.client.get_cookie("l")
    assert (cookie.value, cookie.expires, cookie.max_age, cookie.http_only) == ("ar", None, None, True)
    page = somebody.get("/cookies")
    assert [cell.text for cell in page.all("td")][::3] == ["s", "l"]


def test_leaving_quickly_forgets_it(somebody):
    somebody.get("/language/ar")
    somebody.client.get("/exit")
    assert somebody.client.get_cookie("l") is None
    assert language_of(somebody.get("/")) == ("en-GB", "ltr")


def test_no_language_leads_to_another_site_or_to_none_that_is_offered(somebody):
    for came in ("//elsewhere.example", "https://elsewhere.example", "nowhere"):
        answer = somebody.client.get("/language/ar", query_string={"from": came})
        assert answer.headers["Location"] == "/"
    assert somebody.client.get("/language/pl").status_code == 404
    somebody.client.set_cookie("l", "pl")
    assert language_of(somebody.get("/")) == ("en-GB", "ltr"), "what is not offered is not spoken"


def test_what_is_typed_goes_on_in_the_language_that_is_chosen_meanwhile(somebody, three):
    walk(somebody, three.journeys["adult"], PARENT, until="you")
    page = somebody.get(choices(somebody.page)["ar"].get("href"))
    assert (page.path, *language_of(page)) == ("/request/you", "ar", "rtl")
    walk(somebody, three.journeys["adult"], PARENT)
    somebody.send("/request/check")
    with three.store.read() as unit:
        [line] = unit.worklist.lines()
        assert unit.challenges.get(line.reference).language == "ar"
    with three.store.begin() as unit:
        notice = next(each.notice for each in unit.outbox.claim(three.now()) if each.notice.name == "received")
    assert notice.language == "ar"


@pytest.mark.parametrize(("said", "journey"), [(PARENT, "adult"), (YOUNG, "young")])
@pytest.mark.tries(1)
def test_whoever_comes_back_with_the_code_reads_what_they_chose_when_they_sent(
    somebody, three, visitor_of, said, journey
):
    somebody.get("/language/ar")
    walk(somebody, three.journeys[journey], said)
    page = somebody.send("/tell/check" if journey == "young" else "/request/check")
    assert (page.path, *language_of(page)) == ("/done", "ar", "rtl")
    reference, code = page.marked("app-reference"), somebody.see_code()
    other = visitor_of(three, tabs=TABS)
    assert language_of(other.get("/return")) == ("en-GB", "ltr")
    page = other.send(reference=reference, code=code)
    assert (page.path, *language_of(page)) == ("/progress", "ar", "rtl")
    assert language_of(other.get("/messages")) == ("ar", "rtl")
    third = visitor_of(three, tabs=TABS)
    third.get("/language/cy")
    third.get("/return")
    assert language_of(third.send(reference=reference, code=code)) == ("cy", "ltr"), "they chose it here"


def test_a_form_that_is_carried_on_elsewhere_is_in_its_own_language_or_the_one_chosen_there(
    somebody, three, visitor_of
):
    somebody.get("/language/ar")
    walk(somebody, three.journeys["adult"], PARENT, until="you")
    somebody.get("/request/save")
    code = somebody.send().marked("app-code")
    other = visitor_of(three, tabs=TABS)
    other.get("/request/carry-on")
    page = other.send(code=code)
    assert (page.path, *language_of(page)) == ("/request/you", "ar", "rtl")
    assert language_of(other.get("/contact")) == ("ar", "rtl")
    third = visitor_of(three, tabs=TABS)
    third.get("/language/cy")
    third.get("/request/carry-on")
    assert language_of(third.send(code=code)) == ("cy", "ltr")


def test_a_language_that_nobody_has_reviewed_says_so_on_each_page_and_offers_an_interpreter(somebody, three):
    words = "No professional translator has checked these words yet"
    assert words not in somebody.get("/").text
    somebody.get("/language/cy")
    for address in ("/", "/young", "/request/now", "/nowhere"):
        said = somebody.get(address).marked("app-unreviewed")
        assert said.startswith(pseudo.accented(words)[:-1]), address
        assert three.pack.contacts["disagreement"].telephone in said


def test_the_words_of_a_reviewed_language_stand_alone(three, visitor_of, tmp_path, monkeypatch):
    reviewed = pseudo.speak(tmp_path)
    for path in reviewed.rglob("*.po"):
        path.write_text(path.read_text("utf-8").replace("# reviewed: no", "# reviewed: yes"), encoding="utf-8")
    monkeypatch.setattr(apps, "FOLDERS", replace(apps.FOLDERS, translations=reviewed))
    page = visitor_of(three, tabs=TABS).get("/language/cy")
    assert language_of(page) == ("cy", "ltr")
    assert "app-unreviewed" not in page.html
