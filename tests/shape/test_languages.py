"""Languages: which texts they translate, what is wrong with a translation, and how answers are taken in."""

import json
from functools import cache

import catalogues
import public_words
import pytest
import translate
import words
from babel.messages.catalog import Catalog, Message

GLOSSARY = "| English | Polish | Every text holds |\n|---|---|---|\n| request | wniosek | wnios, wniosk |\n"


@cache
def _marked() -> set[tuple[str, str]]:
    """File and words of each text; not read by who only collects the tests."""
    return {(name, text) for name, _line, text in words.messages()}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder of translations, with the English messages."""
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    (tmp_path / "en" / "notices").mkdir(parents=True)
    (tmp_path / "en" / "notices" / "received.email.en.txt").write_text("Subject: Yours\n\nOf ((date)).\n")
    (tmp_path / "en" / "notices" / "news.en.txt").write_text("late: We are late.\nanswer: Read it.\n")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("templates/public/start.html", True),
        ("templates/parts/foot.html", True),
        ("portal/domain/questions/young.py", True),
        ("portal/web/form_fields.py", True),
        ("portal/some_new_room/words.py", True),
        ("templates/staff/queue.html", False),
        ("portal/domain/challenge/triage.py", False),
        ("portal/domain/notices/catalogue.py", False),
    ],
)
def test_a_text_is_public_unless_only_staff_read_where_it_stands(name, public):
    assert public_words.is_public(name, "Anything at all") is public


@pytest.mark.parametrize(
    ("file", "text", "public"),
    [
        ("events/raiser_events.py", "You told us more.", True),
        ("events/raiser_events.py", "They told us more", False),
        ("events/question_events.py", "How do you know the child?", True),
        ("raiser.py", "You have cancelled your request already.", True),
        ("raiser.py", "No stage comes after this one.", False),
        ("end_without_review.py", "You have asked a manager to look already. You can do this once.", True),
    ],
)
def test_what_raisers_are_told_is_found_where_only_staff_read(file, text, public):
    name = f"portal/domain/challenge/{file}"
    assert (name, text) in _marked(), "it is marked for translation"
    assert public_words.is_public(name, text) is public


def test_the_template_holds_what_the_public_reads_and_counts_in_two_numbers():
    template = words.public_catalog()
    assert template.get("You told us more.")
    assert template.get("They told us more") is None
    counted = template.get("%(num)s day")
    assert counted.id == ("%(num)s day", "%(num)s days")
    [young] = [each for each in template if each.id and "templates/public/young/start.html" in dict(each.locations)][:1]
    assert words.FOR_THE_YOUNG in young.auto_comments


@pytest.mark.parametrize(
    ("english", "text", "fault"),
    [
        ("By %(day)s", "Do %(day)s", ""),
        ("By %(day)s", "Do %(dzien)s", "placeholders"),
        ("Call {phone}", "Zadzwoń", "placeholders"),
        ("Call us", "Zadzwoń {phone}", "placeholders"),
        ("100%% sure", "na 100%", "placeholders"),
        ("<b>No</b>", "<b>Nie</b>", ""),
        ("<b>No</b>", "Nie", "markup"),
        (" or ", " lub ", ""),
        (" or ", "lub", "blank"),
        ("Anything", " ", "empty"),
        ("This is not yours", "This is not yours", "English"),
        ("MASH", "MASH", ""),
    ],
)
def test_what_is_wrong_with_a_translation(english, text, fault):
    found = list(catalogues.faults_of(Message(english, text), "pl"))
    assert fault in "".join(found) if fault else found == []


@pytest.mark.parametrize(
    ("code", "forms", "fault"),
    [
        ("pl", ("%(num)s dzień", "%(num)s dni", "%(num)s dni"), ""),
        ("pl", ("%(num)s dzień", "%(num)s dni"), "needs 3 forms"),
        ("ar", ("a", "b", "c", "%(num)s d", "%(num)s e", "%(num)s f"), ""),
        ("ar", ("a", "b", "c", "%(nam)s d", "%(num)s e", "%(num)s f"), "placeholders"),
    ],
)
def test_each_form_of_what_is_counted_is_there_and_may_say_its_number_in_words(code, forms, fault):
    found = list(catalogues.faults_of(Message(("%(num)s day", "%(num)s days"), forms), code))
    assert fault in "".join(found) if fault else found == []


def test_a_glossary_is_kept_to(folder):
    (folder / "pl").mkdir()
    (folder / "pl" / "glossary.md").write_text(GLOSSARY)
    [term] = catalogues.glossary("pl")
    assert (term.english, term.translation, term.holds) == ("request", "wniosek", ("wnios", "wniosk"))
    assert list(catalogues.unlike([term], Message("Your requests", "Twoje wnioski"))) == []
    assert list(catalogues.unlike([term], Message("Your request", "Twoja prośba")))
    assert list(catalogues.unlike([term], Message("You requested it", "To twoja prośba"))) == []


def test_a_language_is_translated_batch_by_batch():
    template = words.public_catalog()
    first, *_ = translate.batches("pl", 5)
    assert len(first["texts"]) == 5
    answers = {each["id"]: " ".join(["Po polsku", *each.get("keep", ())]) for each in first["texts"]}
    assert translate.merge("pl", answers) == []
    assert len(catalogues.untranslated(catalogues.read("pl"), template)) == len(template) - 5
    again, *_ = translate.batches("pl", 5)
    assert not {each["id"] for each in again["texts"]} & set(answers)
    assert "# reviewed: no" in catalogues.path_of("pl").read_text("utf-8")
    assert list(catalogues.wrong("pl", template)) == []


def test_what_is_not_right_is_refused_and_the_rest_taken():
    [batch, *_] = translate.batches("pl", 2)
    one, other = (each["id"] for each in batch["texts"])
    assert translate.merge("pl", {one: "%(nothing)s", other: " ".join(batch["texts"][1].get("keep", ["Dobrze"]))})
    assert (
        len(catalogues.untranslated(catalogues.read("pl"), words.public_catalog())) == len(words.public_catalog()) - 1
    )
    assert translate.merge("pl", {"00000000": "Nic"}) == [
        "00000000: the English text is not there any more; ask for new batches"
    ]


def test_what_was_translated_before_a_text_was_changed_helps():
    template = words.public_catalog()
    old = Catalog(locale="pl")
    old.add("You told us more!", "Mamy od Ciebie więcej!")
    translate.write("pl", old, template, {})
    texts = [each for batch in translate.batches("pl") for each in batch["texts"]]
    [changed] = [each for each in texts if each["english"] == "You told us more."]
    assert changed["before"] == {"english": "You told us more!", "translation": "Mamy od Ciebie więcej!"}
    [counted] = [each for each in texts if each["english"] == "%(num)s day"]
    assert counted["forms"] == ["1", "2, 3, 4, 22", "0, 5, 6, 7"]


def test_a_language_that_is_offered_has_to_be_whole(monkeypatch):
    template = words.public_catalog()
    monkeypatch.setattr(catalogues, "offered", lambda: {"pl"})
    said = "\n".join(catalogues.faults(template))
    assert "texts are not translated" in said
    assert "glossary.md" in said
    assert "notices/received.email.pl.txt is missing" in said
    assert "notices/news.pl.txt is missing" in said


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("received.email.pl.txt", "Subject: Dla Ciebie\n\nZ dnia ((date)).\n", ""),
        ("received.email.pl.txt", "Temat: Dla Ciebie\n\nZ dnia ((date)).\n", "Subject"),
        ("received.email.pl.txt", "Subject: Dla Ciebie\n\nZ dnia ((data)).\n", "blanks"),
        ("news.pl.txt", "late: Przepraszamy.\nanswer: Proszę przeczytać.\n", ""),
        ("news.pl.txt", "late: Przepraszamy.\n", "names before the colons"),
    ],
)
def test_what_is_wrong_with_a_message(folder, name, text, fault):
    (folder / "pl" / "notices").mkdir(parents=True)
    (folder / "pl" / "notices" / name).write_text(text, encoding="utf-8")
    found = "\n".join(catalogues.wrong("pl", words.public_catalog()))
    assert fault in found if fault else not found


def test_a_doubtful_translation_is_a_fault_and_so_is_one_that_does_not_say_who_looked_at_it():
    path = catalogues.path_of("pl")
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr ""\n\n#, fuzzy\nmsgid "Back"\nmsgstr "Wstecz"\n', encoding="utf-8")
    said = "\n".join(catalogues.wrong("pl", words.public_catalog()))
    assert "fuzzy" in said
    assert "reviewed" in said


def test_the_tool_writes_reads_and_checks(tmp_path, capsys):
    out = tmp_path / "out"
    assert translate.main("batches", "pl", str(out), "700") == 0
    files = sorted(out.glob("pl-*.json"))
    texts = json.loads(files[0].read_text("utf-8"))["texts"]
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({texts[0]["id"]: " ".join(texts[0].get("keep", ["Dobrze"]))}), encoding="utf-8")
    assert translate.main("merge", "pl", str(answers)) == 0
    assert translate.main("check", "pl") == 1
    assert translate.main("nothing") == 2
    assert "texts are not translated" in capsys.readouterr().out


@pytest.mark.parametrize("stop", [".", "?", "\u061f", "\u06d4", "\u0964"])
def test_a_page_of_long_sentences_is_noticed_in_every_script(stop):
    for length, noticed in ((21, True), (20, False)):
        catalog = Catalog(locale="pl")
        catalog.add("One", " ".join(["word"] * length) + stop, locations=[("templates/public/a.html", None)])
        catalog.add("Label", " ".join(["word"] * 60), locations=[("templates/public/a.html", None)])
        assert bool(list(catalogues.long_winded(catalog))) is noticed
    assert catalogues.sentence_lengths(f"a b{stop} c d <b>e</b>{stop}") == [2, 3]
