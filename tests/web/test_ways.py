"""Ways in that are not the form, and a copy of what was sent."""

import gzip
import io
import json
import re
import shutil
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pypdf
import pytest
from click.testing import CliRunner

from build import PARENT
from portal import cli
from portal.domain.challenge.state import Event
from portal.domain.questions import paper_form
from portal.policy_loader import Packs
from portal.services import receipts, retention
from portal.web import pdf
from posting import send_in
from visitor import Visitor, walk

ROOT = Path(__file__).parents[2]
WORDS = "You did not speak to the school."


@pytest.fixture
def journey(context):
    return context.journeys["adult"]


@pytest.fixture
def sent(visitor, context):
    """A visitor who has just sent; gives the reference."""
    token, _reference = send_in(context, PARENT)
    visitor.client.set_cookie("s", token)
    return visitor.get("/done").marked("app-reference")


def read(file):
    assert file.status_code == 200
    assert file.mimetype == "application/pdf"
    assert file.headers["Cache-Control"] == "no-store"
    return pypdf.PdfReader(io.BytesIO(file.data))


def text_of(document):
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def is_for_everybody(document):
    """What of PDF/UA-1 can be seen from outside: tags, language, title, and every font inside."""
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata.title == "Your request"
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r'pdfuaid:part(?:>|=")1', metadata)
    assert not document.metadata.author
    for page in document.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.get_object())
    tags = kinds(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P"} <= tags
    return tags


def kinds(element):
    element = element.get_object()
    if not isinstance(element, pypdf.generic.DictionaryObject):
        return set()
    inner = element.get("/K", [])
    inner = inner if isinstance(inner, list) else [inner]
    return {element.get("/S")}.union(*(kinds(each) for each in inner if not isinstance(each, int)))


class TestCopy:
    def test_the_warning_comes_first(self, visitor, sent):
        page = visitor.get("/copy")
        assert page.text.index("Anyone who finds the copy") < page.text.index("Download as PDF")
        assert sent not in page.text
        assert page.link("Show me the copy") == "/copy/page"

    def test_it_shows_their_own_words_date_reference_and_digest(self, visitor, context, sent):
        visitor.get("/copy")
        page = visitor.get(visitor.page.link("Show me the copy"))
        for words in (sent, WORDS, "October 2026", "sam@example.com", "23 November 2026 at 10:00am"):
            assert words in page.text, words
        printed = page.marked("app-digest")
        assert receipts.check(context, sent, printed) == context.now()
        assert not [a for a in page.all("a") if "Change" in "".join(a.itertext())]

    def test_the_file_says_the_same_to_everybody(self, visitor, sent):
        page = visitor.get("/copy/page")
        file = visitor.client.get("/copy/receipt.pdf")
        assert file.headers["Content-Disposition"] == "attachment; filename=receipt.pdf"
        document = read(file)
        is_for_everybody(document)
        text = text_of(document)
        for words in (sent, WORDS, "23 November 2026 at 10:00am", "Ombudsman"):
            assert words in text, words
        assert page.marked("app-digest").replace(" ", "") in text.replace(" ", "")

    def test_words_in_every_script_reach_the_file(self, visitor, journey):
        said = {**PARENT, "right": "رجاءً تحدثوا مع المدرسة", "name": "Zoë Łęcka"}
        walk(visitor, journey, said)
        visitor.send()
        document = read(visitor.client.get("/copy/receipt.pdf"))
        is_for_everybody(document)
        assert "Zoë Łęcka" in text_of(document)

    def test_a_character_that_no_font_has_is_named_in_the_file(self, visitor, context):
        visitor.client.set_cookie("s", send_in(context, PARENT | {"right": "Look at \ue000 again."})[0])
        text = text_of(read(visitor.client.get("/copy/receipt.pdf"))).replace("\0", "")
        assert "Some characters could not be printed here: U+E000. They are in the request on screen." in text

    def test_what_was_written_is_only_text(self, visitor, journey, caplog):
        said = {**PARENT, "right": '<img src="file:///etc/passwd"><style>*{display:none}</style><h1>Title</h1>'}
        walk(visitor, journey, said)
        visitor.send()
        visitor.get("/copy/page")
        text = text_of(read(visitor.client.get("/copy/receipt.pdf")))
        assert '<img src="file:///etc/passwd">' in text
        assert "passwd" not in caplog.text

    def test_the_maker_of_files_fetches_nothing(self, tmp_path, public):
        secret = tmp_path / "secret.css"
        secret.write_text("body::after { content: 'taken' }")
        html = f'<html lang=en><title>t</title><link rel=stylesheet href="{secret.as_uri()}"><p>words</p>'
        with public.test_request_context():
            assert text_of(pypdf.PdfReader(io.BytesIO(pdf.make(html, "/")))) == "words"

    @pytest.mark.parametrize("address", ["/copy", "/copy/page", "/copy/receipt.pdf"])
    def test_nobody_without_the_code_gets_one(self, sent, another, address):
        assert another().get(address).path == "/return"
        assert sent

    def test_where_no_file_can_be_made_none_is_offered(self, public, visitor, sent, monkeypatch):
        monkeypatch.setitem(public.config, "PDF", False)
        assert "(PDF)" not in visitor.get("/copy").text
        assert visitor.client.get("/copy/receipt.pdf").status_code == 404
        assert "(PDF)" not in visitor.get("/paper").text
        assert visitor.client.get("/paper/family/form.pdf").status_code == 404
        assert visitor.get("/copy/page").marked("app-reference") == sent

    def test_a_missing_library_is_told_by_its_package(self):
        assert pdf.missing() == []
        assert pdf.missing({"libnowhere.so.9": "libnowhere9", "libpango-1.0.so.0": "x"}) == ["libnowhere9"]

    def test_where_own_words_are_withheld_it_proves_them_without_showing(
        self, visitor, context, sent, visitor_of, tmp_path
    ):
        policies = shutil.copytree(ROOT / "policies", tmp_path / "policies")
        text = (policies / "base-1.yaml").read_text()
        head, cell, rest = text.partition("  own_words:")
        (policies / "base-1.yaml").write_text(
            head + cell + rest.replace("stranger: {show: full", "stranger: {show: withheld", 1)
        )
        page = visitor_of(replace(context, packs=Packs(policies)), visitor).get("/copy/page")
        assert WORDS not in page.text
        assert "until we have checked who you are" in page.text
        assert receipts.check(context, sent, page.marked("app-digest")) == context.now()


class TestDigest:
    AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    EVENTS = (
        Event("received", AT, "raiser", {"reference": "4F7K9Q2MX", "language": "en", "answers": {"b": "é", "a": ["1"]},
                                         "due": "2026-11-30", "stage": "1"}),
        Event("code_kept", AT, "raiser"),
        Event("read", AT, "someone", {"why": "to answer"}),
        Event("added", AT, "raiser", {"words": "More.", "new": False}),
    )  # fmt: skip

    def test_it_can_be_worked_out_by_hand(self):
        said = receipts.sent(self.EVENTS)
        written = (
            '[{"at":"2026-11-23T10:00:00+00:00","kind":"received","what":'
            '{"answers":{"a":["1"],"b":"é"},"language":"en","reference":"4F7K9Q2MX"}},'
            '{"at":"2026-11-23T10:00:00+00:00","kind":"added","what":{"new":false,"words":"More."}}]'
        )
        assert json.loads(written) == said
        assert receipts.digest(said) == sha256(written.encode()).hexdigest()

    def test_one_letter_makes_another(self):
        said = receipts.sent(self.EVENTS)
        other = receipts.sent([*self.EVENTS[:3], Event("added", self.AT, "raiser", {"words": "More!", "new": False})])
        assert receipts.digest(said) != receipts.digest(other)

    def test_an_old_receipt_still_fits_when_more_was_added(self, visitor, context, clock, sent):
        first = visitor.get("/copy/page").marked("app-digest")
        began = clock.now
        clock.now = began.replace(minute=5)
        visitor.get("/add")
        visitor.send(more="The teacher has called me.", new="no")
        page = visitor.get("/copy/page")
        second = page.marked("app-digest")
        assert "The teacher has called me." in page.text
        assert first != second
        assert receipts.check(context, sent, first) == began
        assert receipts.check(context, sent.lower(), second.upper()) == clock.now
        assert receipts.check(context, sent, "0" * 64) is None
        assert receipts.check(context, "0000-0000-0", second) is None

    def test_the_council_checks_it_with_a_command(self, visitor, context, keys, sent, sqlite_url):
        printed = visitor.get("/copy/page").marked("app-digest")
        told = self.check(keys, sqlite_url, sent, *printed.split())
        assert (told.exit_code, told.output) == (0, "It fits what was sent up to 23 November 2026 at 10:00.\n")
        told = self.check(keys, sqlite_url, sent, "0" * 64)
        assert told.exit_code == 1
        assert "does not fit" in told.output
        retention.erase(context, sent)
        assert "was erased" in self.check(keys, sqlite_url, sent, printed).output

    def check(self, keys, url, *args):
        named = {"PORTAL_MASTER_KEY": keys.master, "PORTAL_INDEX_KEY": keys.index, "PORTAL_PEPPER": keys.pepper}
        env = {name: b64encode(key).decode() for name, key in named.items()}
        env["PORTAL_DATABASE_URL"] = url
        return CliRunner().invoke(cli.main, ["check-receipt", *args], env=env)


class TestLetter:
    def test_its_reference_is_kept_for_the_form_and_leaves_the_address(self, visitor, journey):
        visitor.get("/letter/nt26-004711")
        assert visitor.send().path == "/"
        assert filled_in(visitor, journey) == "NT26-004711"

    def test_what_it_decided_and_how_it_was_told_is_filled_in_and_the_address_names_no_decision(self, visitor, journey):
        env = {"PORTAL_PUBLIC_PORT": "8123"}
        told = ["letter-link", "NT26-004711", "--decision", "no_further_action"]
        address = CliRunner().invoke(cli.main, told, env=env).output.splitlines()[0]
        assert not re.search("action|further", address)
        visitor.get(urlsplit(address).path)
        visitor.send()
        assert "A form is open here" not in visitor.get("/return").text
        page = walk(visitor, journey, PARENT, until="more")
        ticked = {box.get("value") for box in page.all("input") if box.get("checked") is not None}
        assert "letter" in ticked
        assert [(box.text or "").strip() for box in page.all("textarea") if box.get("name") == "told_what"] == [
            "No further action"
        ]

    def test_a_decision_that_the_policy_does_not_have_fills_in_the_reference_alone(self, visitor, journey):
        visitor.get("/letter/NT26-004711/ffff")
        visitor.send()
        page = walk(visitor, journey, PARENT, until="more")
        assert was_told(page) == ""
        refused = CliRunner().invoke(cli.main, ["letter-link", "NT26-004711", "--decision", "guilty"])
        assert refused.exit_code == 1
        assert "It has: no_further_action" in refused.output

    def test_a_second_letter_takes_the_place_of_the_first(self, visitor, journey):
        for reference in ("NT26-004711", "NT26-000815"):
            visitor.get(f"/letter/{reference}")
            visitor.send()
        assert filled_in(visitor, journey) == "NT26-000815"

    def test_looking_at_its_address_keeps_nothing(self, visitor, context):
        for _ in range(3):
            visitor.get("/letter/NT26-004711")
            visitor.client.head("/letter/NT26-004711")
        with context.store.read() as unit:
            assert unit.connection.exec_driver_sql("select count(*) from drafts").scalar() == 0

    def test_it_gets_into_no_answers_that_somebody_has_typed(self, visitor, journey):
        visitor.get("/request/now")
        visitor.send(danger="no")
        visitor.get("/letter/NT26-004711")
        assert visitor.send().path != "/"
        assert visitor.get("/request/safe-ways").path == "/request/purpose"
        assert filled_in(visitor, journey) == ""

    def test_a_form_that_holds_nothing_else_has_not_begun(self, visitor):
        visitor.get("/letter/NT26-004711")
        visitor.send()
        assert "A form is open here" not in visitor.get("/return").text
        assert "Delete what I have typed" not in visitor.get("/request/now").text

    def test_what_does_not_fit_is_not_kept(self, visitor):
        assert visitor.get("/letter/ROBIN-EXAMPLE").path == "/"
        assert visitor.client.get_cookie("s") is None
        assert visitor.get("/request/check").path == "/request/stopped"

    def test_the_command_prints_the_address_and_its_picture(self):
        env = {"PORTAL_PUBLIC_PORT": "8123"}
        printed = CliRunner().invoke(cli.main, ["letter-link", "nt26-004711"], env=env)
        assert printed.exit_code == 0
        address, svg = printed.output.splitlines()[0], printed.output.partition("\n")[2]
        assert address == "http://127.0.0.1:8123/letter/NT26-004711"
        assert svg.startswith(("<svg", "<?xml"))
        assert "<path" in svg
        refused = CliRunner().invoke(cli.main, ["letter-link", "ROBIN"])
        assert refused.exit_code == 1
        assert "no name" in refused.output


def filled_in(visitor, journey):
    """What stands in the box for the reference when the person comes to it."""
    page = walk(visitor, journey, PARENT, until="more")
    return next(box.get("value") for box in page.all("input") if box.get("name") == "their_reference")


def was_told(page):
    return next((box.text or "").strip() for box in page.all("textarea") if box.get("name") == "told_what")


class TestPaper:
    @pytest.mark.timeout(60)  # it draws every form
    @pytest.mark.at_length
    def test_every_form_asks_every_question_on_the_page_and_in_the_file(self, visitor, context):
        page = visitor.get("/paper")
        links = [a.get("href") for a in page.all("a") if (a.get("href") or "").startswith("/paper/")]
        assert len(links) == 3 * len(paper_form.sheets(context.pack))
        for sheet in paper_form.sheets(context.pack):
            page = visitor.get(f"/paper/{sheet}")
            document = read(visitor.client.get(f"/paper/{sheet}/form.pdf"))
            is_for_everybody(document)
            text = text_of(document)
            for each in paper_form.asked(context.pack, sheet):
                heading = f"{each.number}. {each.question.words}"
                assert heading in page.text
                assert " ".join(heading.split()) in text
            for words in ("Keep this page", "999", "NE27 0BY"):
                assert words in page.text
                assert words in text

    def test_it_says_who_answers_what_in_words(self, visitor):
        page = visitor.get("/paper/family")
        assert re.search(r"Only answer this if you ticked 'Yes' for question \d+\.", page.text)
        assert "Only answer this if you ticked 'I am a parent or carer of the child' for question" in page.text
        assert "did not tick 'Do not contact me'" in page.text

    @pytest.mark.parametrize("address", ["/paper/nobody", "/paper/nobody/form.pdf"])
    def test_there_is_no_other(self, visitor, address):
        assert visitor.client.get(address).status_code == 404


class TestTelephone:
    @pytest.mark.parametrize(
        ("then", "words", "number"),
        [
            (datetime(2026, 11, 23, 10, 0, tzinfo=UTC), "We are open now.", ""),
            (datetime(2026, 11, 27, 16, 45, tzinfo=UTC), "We are closed now.", "0330 333 7475"),  # a Friday
            (datetime(2026, 12, 25, 10, 0, tzinfo=UTC), "We are closed now.", "0330 333 7475"),
            (datetime(2026, 7, 6, 7, 45, tzinfo=UTC), "We are open now.", ""),  # 8:45 in summer
        ],
    )
    def test_open_or_closed_by_the_clock(self, visitor, clock, then, words, number):
        clock.now = then
        page = visitor.get("/telephone")
        assert words in page.text
        assert "0191 643 7366" in page.text
        assert "Monday to Thursday, 8:30am to 5:00pm" in page.text
        assert number in page.text
        assert "18001" in page.text

    def test_it_is_found_from_the_first_page_and_from_contact(self, visitor):
        for address in ("/", "/contact"):
            page = visitor.get(address)
            assert page.link("What to say on the phone") == "/telephone"
            assert page.link("Fill in a paper form") == "/paper"


def test_numbers_come_from_the_pack_alone():
    """A number in a template has no source and no day by which it is checked."""
    written = r"\b0\d{2,4}[ \d]{6,}\b"
    for template in (ROOT / "templates").rglob("*.html"):
        assert not re.search(written, template.read_text()), template


def test_every_page_can_be_listened_to(visitor: Visitor):
    for address in ("/", "/contact", "/return", "/request/now", "/telephone", "/paper", "/nowhere"):
        html = visitor.client.get(address).text
        assert re.search(r'<section class="app-listen" data-listen aria-label="Listen" hidden>', html), address


@pytest.mark.at_length
def test_a_first_visit_is_small(visitor):
    """What a telephone downloads to see the first page, compressed as it is sent."""
    page = visitor.get("/")
    files = {link.get("href") for link in page.all("link")} | {script.get("src") for script in page.all("script")}
    sent = len(gzip.compress(page.html.encode()))
    for address in files - {None}:
        sent += len(visitor.client.get(address, headers={"Accept-Encoding": "br"}, buffered=True).data)
    assert sent <= 40 * 1024
