"""Another language: its words, its dates, its direction, and English where it has none."""

from datetime import UTC, date, datetime

import pytest

from portal.domain.journey import Kind, Question
from portal.web import form_fields, i18n

ARABIC = """# Arabic
# reviewed: yes
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Back"
msgstr "رجوع"

msgid "What is your name?"
msgstr "ما اسمك؟"

msgid "Call {phone}"
msgstr "{phone} اتصل"
"""


@pytest.fixture
def two_languages(make_door, tmp_path):
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(ARABIC, encoding="utf-8")
    return make_door(translations=tmp_path, languages=("en", "ar"))


def asks_for(header):
    return {"Accept-Language": header}


def test_the_browser_chooses_among_what_the_council_offers(two_languages):
    client = two_languages.test_client()
    assert '<html lang="ar" dir="rtl"' in client.get("/ask", headers=asks_for("ar-EG, en;q=0.5")).text
    assert '<html lang="en-GB" dir="ltr"' in client.get("/ask", headers=asks_for("pl, en;q=0.5")).text
    assert '<html lang="en-GB" dir="ltr"' in client.get("/ask", headers=asks_for("zz")).text


def test_right_to_left_has_its_own_styles_and_the_same_page(two_languages):
    page = two_languages.test_client().get("/ask", headers=asks_for("ar")).text
    assert "/portal.rtl.css" in page
    assert "رجوع" in page
    assert "ما اسمك؟" in page
    assert "Skip to main content" in page  # not translated: stays English


def test_each_language_has_its_own_copy_of_what_is_kept(two_languages):
    client = two_languages.test_client()
    first = client.get("/ask", headers=asks_for("en")).text
    client.get("/ask", headers=asks_for("ar"))
    again = client.get("/ask", headers=asks_for("en")).text
    assert first == again


def test_terms_are_filled_after_translation(two_languages):
    with two_languages.test_request_context("/", headers=asks_for("ar")):
        assert i18n.say("Call {phone}") == "01632 960 001 اتصل"
        assert i18n.say("{number} of {council}", {"number": 2}) == "2 of Invented Council"
        assert i18n.say("") == ""


def test_a_language_in_use_stays_for_the_page(two_languages):
    with two_languages.test_request_context("/", headers=asks_for("en")):
        i18n.use("ar")
        assert i18n.speaking().dir == "rtl"
        i18n.use("pl")
        assert i18n.speaking().code == "ar"


def test_dates(two_languages):
    late = datetime(2026, 7, 3, 23, 30, tzinfo=UTC)  # past midnight in London
    with two_languages.test_request_context("/", headers=asks_for("en")):
        assert i18n.day(date(2026, 3, 4)) == i18n.day("2026-03-04") == "4 March 2026"
        assert i18n.month("2026-03") == "March 2026"
        assert i18n.day(late) == "4 July 2026"
        assert i18n.moment(late) == "4 July 2026 at 12:30am"
        assert i18n.moment(datetime(2026, 1, 3, 17, 5, tzinfo=UTC)) == "3 January 2026 at 5:05pm"
    with two_languages.test_request_context("/", headers=asks_for("ar")):
        assert "مارس" in i18n.day("2026-03-04")


def test_a_language_without_a_translation_is_a_fault(make_door, tmp_path):
    with pytest.raises(FileNotFoundError, match="pl"):
        make_door(translations=tmp_path, languages=("en", "pl"))


def test_a_question_in_each_language(two_languages):
    question = Question("name", Kind.LINE, "What is your name?")
    for header, words in (("en", "What is your name?"), ("ar", "ما اسمك؟")):
        with two_languages.test_request_context("/", headers=asks_for(header)):
            assert words in form_fields.render(question, {})


def test_what_a_filter_says_is_said_anew_for_each_who_comes(two_languages):
    words = '{{ "2026-03-04" | day }} {{ "Call {phone}" | say }}'
    with two_languages.test_request_context("/", headers=asks_for("en")):
        template = two_languages.jinja_env.from_string(words)
        assert template.render() == "4 March 2026 Call 01632 960 001"
    with two_languages.test_request_context("/", headers=asks_for("ar")):
        assert template.render() != "4 March 2026 Call 01632 960 001"
