"""Files that came with a letter, or that somebody shows: staff add them to what they enter for them."""

from dataclasses import replace

import pytest
from hostile_files import Files
from web.staff.test_take import begin, entry
from web.test_evidence import add

from build import PARENT
from dev.clamav import EICAR, ClamAV
from portal.domain.evidence_formats import AT_SENDING, LARGEST
from portal.domain.permissions import Role
from portal.files.virus_scanner import VirusScanner
from portal.storage.evidence import FileHolder
from visitor import walk

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
def clerk(signed_in, context):
    """Staff have entered all of a letter, and stand before it is sent."""
    begin(signed_in, "letter")
    walk(signed_in, context.journeys["adult"], PARENT, at=entry(signed_in.page))
    return signed_in


def stored(context, reference):
    with context.store.read() as unit:
        challenge = unit.challenges.get(reference)
        files = unit.evidence.of(FileHolder.challenge(challenge.id, unit.key_of(challenge.id)))
        return challenge, files, unit.event_log.events(challenge.id)


def test_what_came_with_a_letter_goes_with_the_request_and_says_who_added_it(clerk, context, as_raiser):
    came = entry(clerk.page)
    page = clerk.get(clerk.page.link("Add a letter, photo or recording"))
    assert "Scan or photograph what came with the letter." in page.text
    add(clerk, FILES.photo)
    clerk.send(clerk.page.path, words="The letter of 3 March", not_for="Robin Example")
    add(clerk, FILES.letter, "letter.pdf")
    page = clerk.get(f"{came}/request/check")
    assert "Picture: The letter of 3 March" in page.text
    page = clerk.send(page.path)
    reference = page.marked("app-reference").replace("-", "")
    challenge, files, events = stored(context, reference)
    assert [(each.number, each.about["kind"], each.checked) for each in files] == [
        (1, "picture", True),
        (2, "pdf", True),
    ]
    assert [(event.kind, event.actor) for event in events] == [
        ("received", "triage"), ("evidence_sent", "triage"), ("evidence_sent", "triage"),
    ]  # fmt: skip
    assert challenge.work.evidence[0]["not_for"] == "Robin Example"
    theirs = as_raiser(reference).get("/files")
    assert "The letter of 3 March" in theirs.text
    assert clerk.get(f"{came}/request/files").path == f"{came}/done", "once it is sent nothing is added here"


def test_the_limits_and_the_scanner_are_the_same(clerk, clamav):
    came = f"{entry(clerk.page)}/request/files"
    before = clerk.get(came).html.partition("Choose a file")[0]
    for limit in (f"{AT_SENDING} files", "10 MB", "30 pages", "20 minutes"):
        assert limit in before
    too_big = "This file is too big. It must be 10 MB or smaller. You can send a long letter in parts."
    assert add(clerk, b"\xff\xd8\xff" + b"x" * LARGEST).errors == [too_big]
    clerk.get(came)
    page = add(clerk, b"x" * (LARGEST * 2))
    assert (page.response.status_code, page.errors) == (413, [too_big])
    clerk.get(came)
    assert add(clerk, FILES.photo + b"x" * 1_000_000).path == f"{came}/1", "a usual photograph is larger than a form"
    clerk.send(f"{came}/1/remove")
    clerk.get(came)
    assert add(clerk, b"MZ harm", "photo.jpg").errors[0].startswith("We cannot open this kind of file")
    clamav[0].answer = b"stream: Something FOUND"
    clerk.get(came)
    assert add(clerk, FILES.photo).response.status_code == 422
    assert "File 1" not in clerk.page.text
    clamav[0].answer = b""
    for _file in range(AT_SENDING):
        clerk.get(came)
        add(clerk, FILES.photo)
    assert "You have added as many files as we can take." in clerk.get(came).text


def test_one_can_be_taken_away_before_it_is_sent(clerk):
    came = f"{entry(clerk.page)}/request/files"
    clerk.get(came)
    add(clerk, FILES.photo)
    page = clerk.get(came)
    assert clerk.send(f"{came}/1/remove").path == came
    assert "File 1" not in clerk.page.text
    assert page.path == came


def test_nobody_reaches_what_a_colleague_enters(clerk, employ, enter):
    came = f"{entry(clerk.page)}/request/files"
    employ("other@example.com", Role.TRIAGE)
    other = enter("other@example.com")
    assert other.get(came).path == "/take"
    employ("auditor@example.com", Role.AUDITOR)
    assert enter("auditor@example.com").client.get(came).status_code == 403


def test_without_a_scanner_none_is_offered_or_taken(clerk, context, door):
    came = entry(clerk.page)
    door.extensions["context"] = replace(context, scanner=None)
    assert "Add a letter, photo or recording" not in clerk.get(f"{came}/request/check").text
    assert clerk.get(f"{came}/request/files").path == "/take"


def test_what_harms_computers_is_not_kept(clerk):
    clerk.get(f"{entry(clerk.page)}/request/files")
    assert add(clerk, FILES.photo + EICAR).errors == [
        "We found something in this file that can harm computers, so we have not kept it."
    ]
