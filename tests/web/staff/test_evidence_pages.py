"""Files at the staff's door: seen beside what was said, taken out one at a time, and only once a scanner has looked."""

from dataclasses import replace

import pytest
from hostile_files import Files

from dev.clamav import EICAR, ClamAV
from portal.domain.challenge.events.evidence_events import EVIDENCE_OPENED
from portal.domain.permissions import Role
from portal.files.virus_scanner import VirusScanner
from portal.services import evidence, redaction_terms, retention
from portal.services.evidence import RequestFiles
from portal.storage import Broken
from portal.storage.evidence import sweep_folder

FILES = Files()
AWAY = VirusScanner("tcp://127.0.0.1:9", patience=1)


@pytest.fixture(scope="session")
def clamav():
    daemon = ClamAV()
    with daemon.running() as address:
        yield daemon, VirusScanner(address, patience=5)


@pytest.fixture(params=["database", "folder"])
def context(context, clamav, request, tmp_path):
    daemon, scanner = clamav
    daemon.answer = b""
    folder = tmp_path / "files" if request.param == "folder" else None
    return replace(context, scanner=scanner, evidence_folder=folder)


@pytest.fixture
def sent(context, arrive):
    """Somebody has sent a request and then a file."""

    def send(file=FILES.photo, name="a.jpg", context=context, **said):
        reference = arrive("t")
        number = RequestFiles("t").send(context, file, name)
        if said:
            RequestFiles("t").say(context, number, {"point": 0, "words": "", "not_for": ""} | said)
        return reference

    return send


@pytest.fixture
def reading(signed_in):
    """Somebody has said why they open a challenge."""

    def read(reference):
        signed_in.get(f"/challenges/{reference}/why")
        signed_in.send(f"/challenges/{reference}/why", why="other", words="They rang.")
        return signed_in

    return read


def test_a_file_stands_with_what_it_shows_and_who_must_not_see_it(sent, reading):
    page = reading(sent(words="The letter of 3 March", not_for="Robin Example")).page
    assert "The letter of 3 March" in page.text
    assert "Must not be seen by: Robin Example" in page.text


def test_a_file_is_taken_out_in_a_sandbox_under_a_name_that_says_nothing(sent, reading, context):
    reference = sent()
    desk = reading(reference)
    answer = desk.client.get(desk.page.link("Download"))
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={reference}-file-1.jpg"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    with context.store.read() as unit:
        last = unit.event_log.events(unit.challenges.get(reference).id)[-1]
    assert (last.kind, last.actor, last.what["number"]) == (EVIDENCE_OPENED, "triage", 1)
    assert "A file was taken out" in desk.get(f"/challenges/{reference}/timeline").text


def test_nobody_takes_one_out_without_saying_why(sent, signed_in):
    reference = sent()
    assert signed_in.get(f"/challenges/{reference}/files/1").path == f"/challenges/{reference}/why"


def test_nobody_takes_one_out_until_a_scanner_has_looked(sent, reading, context):
    reference = sent(context=replace(context, scanner=AWAY))
    desk = reading(reference)
    assert "Not yet checked" in desk.page.text
    assert not [a for a in desk.page.all("a") if "Download" in "".join(a.itertext())]
    assert desk.client.get(f"/challenges/{reference}/files/1").status_code == 409
    assert evidence.check_waiting(context) == 1
    assert desk.client.get(f"/challenges/{reference}/files/1").status_code == 200


def test_what_a_scanner_finds_later_is_deleted_and_said(sent, reading, context, clamav):
    reference = sent(context=replace(context, scanner=AWAY))
    clamav[0].answer = b"stream: Something FOUND"
    assert evidence.check_waiting(context) == 1
    desk = reading(reference)
    assert "so it was deleted" in desk.page.text
    assert desk.client.get(f"/challenges/{reference}/files/1").status_code == 409
    with context.store.read() as unit:
        assert unit.evidence.ids() == frozenset()


def test_an_administrator_takes_nothing_out(sent, employ, enter):
    employ("admin@example.com", Role.ADMINISTRATOR)
    reference = sent()
    assert enter("admin@example.com").client.get(f"/challenges/{reference}/files/1").status_code == 403


def test_who_must_not_see_a_file_is_never_named_to_the_raiser(sent, context):
    reference = sent(not_for="Zebulon Quillfeather")
    words = "We spoke to Zebulon about it."
    assert [words[mark.start : mark.end] for mark in redaction_terms.check(context, reference, words)] == ["Zebulon"]


def test_erasing_a_challenge_erases_its_files_wherever_they_lie(sent, context):
    reference = sent()
    assert retention.erase(context, reference)
    with context.store.read() as unit:
        assert unit.evidence.ids() == frozenset()
    if context.evidence_folder:
        left = list(context.evidence_folder.glob("??/*"))
        assert len(left) == 1, "what is left opens with no key any more"
        assert FILES.photo[:100] not in left[0].read_bytes()
        later = context.now().replace(year=context.now().year + 2)
        assert sweep_folder(context.evidence_folder, frozenset(), later) == 1
        assert not left[0].exists()


def test_what_lies_in_the_database_or_the_folder_is_sealed(sent, context):
    sent()
    with context.store.read() as unit:
        rows = unit.every("SELECT content FROM evidence WHERE id != ?", "")
    held = [row[0] for row in rows if row[0]]
    held += [path.read_bytes() for path in context.evidence_folder.glob("??/*")] if context.evidence_folder else []
    assert held
    assert not any(b"\xff\xd8\xff" in each[:40] or b"JFIF" in each for each in held)


def test_a_file_moved_to_another_challenge_or_called_checked_by_hand_does_not_open(sent, arrive, context):
    first = sent(context=replace(context, scanner=AWAY))
    second = arrive("u")
    with context.store.begin() as unit:
        other = unit.challenges.get(second).id
        unit.connection.exec_driver_sql("UPDATE evidence SET checked = 1")
    with context.store.read() as unit:
        own = evidence._of_challenge(unit, unit.challenges.get(first))
        with pytest.raises(Broken):
            unit.evidence.content(own, 1, context.evidence_folder)
    with context.store.begin() as unit:
        unit.connection.exec_driver_sql("UPDATE evidence SET checked = 0, challenge_id = ?", (other,))
    with context.store.read() as unit:
        theirs = evidence._of_challenge(unit, unit.challenges.get(second))
        with pytest.raises(Broken):
            unit.evidence.of(theirs)


def test_the_record_says_which_files_there_are_and_who_must_not_see_them(sent, reading, confirm):
    reference = sent(words="The letter", not_for="Robin Example")
    desk = reading(reference)
    desk.get(f"/challenges/{reference}/record")
    desk.client.get(f"/challenges/{reference}/record.txt")
    text = desk.client.get(f"/challenges/{reference}/record.txt")
    if text.status_code in (302, 303):
        desk.get(f"/challenges/{reference}/record.txt")
        confirm(desk)
        text = desk.client.get(f"/challenges/{reference}/record.txt")
    said = text.get_data(as_text=True)
    assert "Files they sent" in said
    assert "Who must not see it: Robin Example" in said
    assert "SHA-256" in said


def test_a_test_file_for_scanners_is_refused(context, arrive):
    arrive("t")
    assert RequestFiles("t").send(context, FILES.photo + EICAR, "a.jpg") == "harmful"
