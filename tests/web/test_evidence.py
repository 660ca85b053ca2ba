"""Files with a form and with a request: taken within limits, never lost, and nobody else's."""

import io
from dataclasses import replace

import pytest
from hostile_files import SECRET, Files

from build import PARENT, YOUNG
from dev.clamav import EICAR, ClamAV
from portal.domain.evidence_formats import AT_SENDING, LARGEST
from portal.files.virus_scanner import VirusScanner
from portal.services import applications, evidence
from portal.services.evidence import DraftFiles, RequestFiles
from portal.storage.evidence import FileHolder
from portal.web.http_request import Request
from posting import begin_in
from visitor import Visitor, walk

FILES = Files()


@pytest.fixture(scope="session")
def clamav():
    daemon = ClamAV()
    with daemon.running() as address:
        yield daemon, VirusScanner(address, patience=5)


@pytest.fixture
def context(context, clamav):
    daemon, scanner = clamav
    daemon.answer = b""
    return replace(context, scanner=scanner)


@pytest.fixture
def me(visitor, context):
    """A parent who has answered everything and not sent it."""
    walk(visitor, context.journeys["adult"], PARENT)
    return visitor


def add(visitor, file, name="photo.jpg"):
    """Choose a file on the page and send it, as a browser does."""
    token = visitor.page.token.encode()
    body = b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n%b\r\n' % token
    body += b'--x\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n\r\n' % name.encode()
    body += file + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    return visitor._arrive(visitor.client.post(visitor.page.path, data=body, content_type=kind))


def token(visitor):
    return visitor.client.get_cookie("s").value


def test_check_answers_leads_to_files_and_lists_them(me):
    page = me.get(me.page.link("Add a letter, photo or recording"))
    assert page.path == "/request/files"
    assert page.link("Continue without a file") == "/request/check"
    add(me, FILES.photo)
    assert me.page.path == "/request/files/1"
    me.send(words="The letter of 3 March", not_for="My former partner")
    assert me.page.path == "/request/files"
    assert "The letter of 3 March" in me.page.text
    me.get(me.page.link("Continue"))
    assert me.page.path == "/request/check"
    assert "Picture: The letter of 3 March" in me.page.text


def test_limits_stand_before_the_button(me):
    page = me.get("/request/files")
    before = page.html.partition("Choose a file")[0]
    for limit in ("10 files", "10 MB", "30 pages", "20 minutes"):
        assert limit in before


def test_files_go_with_the_request_and_staff_are_told_of_each(me, context):
    me.get("/request/files")
    add(me, FILES.photo)
    me.send(words="A bruise on his coat", not_for="Robin Example")
    add(me, FILES.letter, "letter.pdf")
    me.get("/request/check")
    me.send()
    assert me.page.path == "/done"
    with context.store.read() as unit:
        visit = unit.raiser_sessions.open(token(me), context.now())
        challenge = unit.challenges.get(visit.reference)
        stored = unit.evidence.of(FileHolder.challenge(challenge.id, unit.key_of(challenge.id)))
        kinds = [event.kind for event in unit.event_log.events(challenge.id)]
    assert [(each.number, each.about["kind"], each.checked) for each in stored] == [
        (1, "picture", True),
        (2, "pdf", True),
    ]
    assert kinds == ["received", "evidence_sent", "evidence_sent"]
    assert challenge.work.evidence[0]["not_for"] == "Robin Example"
    assert not challenge.flags


def test_a_file_that_is_not_taken_says_why_beside_the_box_and_nothing_is_lost(me):
    me.get("/request/files")
    add(me, FILES.photo)
    me.get("/request/files")
    page = add(me, b"MZ harm", "photo.jpg")
    assert page.response.status_code == 422
    assert page.errors
    assert page.errors[0].startswith("We cannot open this kind of file")
    assert "File 1" in page.text
    page = add(me, b"", "")
    assert page.errors == ["Choose a file first"]


def test_a_file_that_is_too_large_is_told_its_limit_and_the_form_stays(me):
    me.get("/request/files")
    page = add(me, b"\xff\xd8\xff" + b"x" * LARGEST)
    assert page.errors == ["This file is too big. It must be 10 MB or smaller. You can send a long letter in parts."]
    page = add(me, b"x" * (LARGEST * 2))
    assert page.response.status_code == 413
    assert page.errors == ["This file is too big. It must be 10 MB or smaller. You can send a long letter in parts."]
    assert me.get("/request/check").path == "/request/check"


def test_no_other_page_takes_more_than_it_did(me):
    me.get("/request/check")
    assert me.client.post("/request/check", data={"csrf_token": "x" * 300_000}).status_code == 413


def test_what_harms_computers_is_not_kept(me, context):
    me.get("/request/files")
    page = add(me, FILES.photo + EICAR)
    assert "can harm computers" in page.errors[0]
    assert DraftFiles(token(me)).found(context).files == ()


def test_no_more_files_than_we_say(me, context):
    me.get("/request/files")
    for _ in range(AT_SENDING):
        DraftFiles(token(me)).send(context, FILES.webp, "a.webp")
    page = me.get("/request/files")
    assert "as many files as we can take" in page.text
    assert not [i for i in page.all("input") if i.get("type") == "file"]
    assert DraftFiles(token(me)).send(context, FILES.webp, "a.webp") == "enough"


def test_a_file_can_be_taken_away_before_it_is_sent_and_not_after(me, context):
    me.get("/request/files")
    add(me, FILES.webp, "a.webp")
    me.get("/request/files")
    me.send("/request/files/1/remove")
    assert "File 1" not in me.page.text
    add(me, FILES.webp, "a.webp")
    me.get("/request/check")
    me.send()
    assert me.get("/files").path == "/files"
    assert "Remove" not in me.page.text
    me.send("/files/1/remove")
    assert me.page.response.status_code == 404
    assert len(RequestFiles(token(me)).found(context).files) == 1


def test_from_the_tracker_a_file_is_sent_at_once_and_what_it_shows_afterwards(me, context):
    me.get("/request/check")
    me.send()
    me.get("/progress")
    me.get(me.page.link("Send us a letter, photo or recording"))
    add(me, FILES.voice_note, "note.m4a")
    assert me.page.path == "/files/1"
    me.send(words="What she said on the phone", not_for="Dad")
    assert me.page.path == "/files"
    with context.store.read() as unit:
        visit = unit.raiser_sessions.open(token(me), context.now())
        events = unit.event_log.events(unit.challenges.get(visit.reference).id)
    assert [event.kind for event in events][-2:] == ["evidence_sent", "evidence_described"]
    me.get("/progress")
    assert "You sent us a file." in me.page.text


def test_which_point_a_file_supports_is_asked_where_there_are_several(visitor, context):
    point = {"point.kind": "missing", "point.words": "One"}
    mine = begin_in(context, PARENT | {"point": [point, point | {"point.words": "Two"}]})
    visitor.client.set_cookie("s", mine)
    visitor.get("/request/files")
    add(visitor, FILES.webp, "a.webp")
    assert "Point 2: You did not know something important" in visitor.page.text
    visitor.send(point="2")
    assert DraftFiles(mine).found(context).files[0].ground == 2


def test_young_people_send_files_in_their_own_dress(visitor, context):
    walk(visitor, context.journeys["young"], YOUNG)
    visitor.get(visitor.page.link("Add a letter, photo or recording"))
    assert visitor.page.path == "/tell/files"
    add(visitor, FILES.photo)
    assert visitor.page.path == "/tell/files/1"
    assert "Someone is with me" in visitor.page.text


def test_nobody_sees_a_file_of_somebody_else(me, public):
    me.get("/request/files")
    add(me, FILES.webp, "a.webp")
    other = Visitor(public, me.tabs)
    assert other.get("/request/files/1").path == "/request/stopped"
    assert other.get("/files/1").path == "/return"


def test_without_a_scanner_no_page_offers_files_and_none_is_taken(visitor, context, public):
    public.extensions["context"] = replace(context, scanner=None)
    walk(visitor, context.journeys["adult"], PARENT)
    assert "photo or recording" not in visitor.page.text
    assert visitor.get("/request/files").path == "/request/stopped"
    visitor.get("/request/check")
    visitor.send()
    visitor.get("/progress")
    assert "photo or recording" not in visitor.page.text


def test_what_somebody_sent_is_on_no_disk_before_it_is_sealed():
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + b"x" * 3_000_000
    body += b"\r\n--x--\r\n"
    environ = {
        "REQUEST_METHOD": "POST", "CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
    }  # fmt: skip
    assert isinstance(Request(environ).files["file"].stream, io.BytesIO)


def test_a_name_is_kept_nowhere(me, caplog):
    me.get("/request/files")
    add(me, FILES.photo, f"{SECRET}.jpg")
    assert SECRET not in caplog.text
    assert SECRET not in me.get("/request/files").html


def test_deleting_the_form_deletes_its_files(me, context):
    me.get("/request/files")
    add(me, FILES.webp, "a.webp")
    applications.discard(context, token(me))
    with context.store.read() as unit:
        assert unit.evidence.ids() == frozenset()


def test_a_scanner_that_is_away_loses_no_file(me, context, public):
    public.extensions["context"] = replace(context, scanner=VirusScanner("tcp://127.0.0.1:9", patience=1))
    me.get("/request/files")
    add(me, FILES.webp, "a.webp")
    assert "Not yet checked" in me.get("/request/files").text
    me.get("/request/check")
    me.send()
    assert evidence.check_waiting(context) == 1
    assert "Not yet checked" not in me.get("/files").text
