"""A file shows what somebody typed in any script, or says which characters it could not show."""

import io
import unicodedata

import pypdf
import pytest

from portal.web.pdf_process import HERE, HIDDEN, draw

SCRIPTS = {
    "Latin extended": "Zoë Łęcka Şükrü Nguyễn Þórður Ħal Ǧ",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Олена Щербак ґ",
    "Arabic": "مرحبا بالمدرسة",
    "Persian": "گفت‌وگو پدر",
    "Urdu": "ٹھیک ہے بچے",
    "Kurdish": "ڕۆژباش ێ",
    "Hebrew": "שלום לילד",
    "Devanagari": "नमस्ते विद्यालय",
    "Bengali": "আমার সন্তান",
    "Gurmukhi": "ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ",
    "Gujarati": "મારું બાળક",
    "Tamil": "என் குழந்தை",
    "Telugu": "నా బిడ్డ",
    "Kannada": "ನನ್ನ ಮಗು",
    "Malayalam": "എന്റെ കുട്ടി",
    "Sinhala": "මගේ දරුවා",
    "Thai": "ลูกของฉัน",
    "Lao": "ລູກຂອງຂ້ອຍ",
    "Khmer": "កូនរបស់ខ្ញុំ",
    "Burmese": "ကျွန်တော့်ကလေး",
    "Georgian": "ჩემი შვილი",
    "Armenian": "իմ երեխան",
    "Ethiopic": "ልጄ ትምህርት",
    "Chinese simplified": "我的孩子学校",
    "Chinese traditional": "我的孩子學校",
    "Japanese": "わたしの子ども カタカナ",
    "Korean": "우리 아이 학교",
    "Tibetan": "བོད་ཡིག",
    "Syriac": "ܫܠܡܐ",
    "Thaana": "ދިވެހި",
    "Vai": "ꕙꔤ",
    "Adlam": "𞤀𞤣𞤤𞤢𞤥",
    "N'Ko": "ߒߞߏ",
    "emoji": "😀👍🏽❤️🇬🇧",
    "signs": "£€₹–—“”‘’…•½²→✓",  # noqa: RUF001
}
NOTE = f"{HIDDEN}Some characters could not be printed: {HERE}. They are in the request on screen.</p>"
UNSEEN = {"Cf", "Mn", "Zs"}  # marks over a letter and what only joins: drawn with what is beside it


def text_of(body):
    style = "<style>.not-printed[hidden] { display: none }</style>"
    file = draw(f"<html lang=en><head><title>A page</title>{style}</head><body>{NOTE}{body}</body></html>")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)
    return text.replace("\0", "")  # pypdf reads every character as two where the font lacks one


def seen(words):
    """The characters that somebody sees, whichever way Unicode writes them."""
    both = unicodedata.normalize("NFKC", words) + words
    return {each for each in both if unicodedata.category(each) not in UNSEEN and each != "\ufe0f"}


@pytest.fixture(scope="module")
def drawn():
    return text_of("".join(f"<p><bdi>{words}</bdi></p>" for words in SCRIPTS.values()))


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_typed_in_a_script_that_people_here_write_stands_in_the_file(drawn, script):
    assert seen(SCRIPTS[script]) - seen(drawn) == set()


def test_where_all_is_drawn_nothing_is_said(drawn):
    assert "could not be printed" not in drawn


def test_what_no_font_has_is_named_once_and_the_rest_is_drawn():
    text = " ".join(text_of("<p>Before \ue000 \u0378 after \ue000</p><h2>\ufdd0 &lt;</h2>").split())
    assert text.startswith(
        "Some characters could not be printed: U+E000, U+0378, U+FDD0. They are in the request on screen."
    )
    assert "Before" in text
    assert "after" in text


def test_a_page_of_them_names_the_first_and_says_that_there_are_more():
    text = text_of("".join(chr(0xE000 + number) for number in range(100)))
    assert text.count("U+E") == 20
    assert "U+E013, " in text


def test_words_that_look_like_the_place_for_them_are_only_words():
    assert f"Typed: {HERE}" in text_of(f"<p>Typed: {HERE} \ue000</p>")
