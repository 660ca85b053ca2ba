"""The scanner is asked over a real connection, and whatever goes wrong there means that nobody has looked."""

import socket
import threading

import pytest

from dev.clamav import EICAR, ClamAV
from portal.files.virus_scanner import ScanVerdict, VirusScanner


@pytest.fixture
def clamav():
    daemon = ClamAV()
    with daemon.running() as address:
        yield daemon, VirusScanner(address, patience=2)


def test_a_file_goes_over_whole_in_pieces_and_is_clean(clamav):
    daemon, scanner = clamav
    assert scanner.check(b"x" * 300_000) is ScanVerdict.CLEAN
    assert daemon.seen == [300_000]


def test_the_industrys_test_file_is_found(clamav):
    assert clamav[1].check(b"before" + EICAR) is ScanVerdict.HARMFUL


@pytest.mark.parametrize("answer", [b"stream: Can't allocate memory ERROR", b"OK", b"", b"stream: NOT OK"])
def test_an_answer_that_is_no_verdict_is_none(clamav, answer, caplog):
    daemon, scanner = clamav
    daemon.answer = answer or b"?"
    assert scanner.check(b"a file") is ScanVerdict.UNCHECKED
    assert "a file" not in caplog.text


def test_a_file_that_is_too_large_for_it_is_unchecked(clamav):
    daemon, scanner = clamav
    daemon.largest = 10
    assert scanner.check(b"x" * 3_000_000) is ScanVerdict.UNCHECKED


@pytest.mark.usefixtures("socket_enabled")
def test_a_scanner_that_is_away_or_says_nothing_has_not_looked(caplog):
    assert VirusScanner("tcp://127.0.0.1:9", patience=1).check(b"a file") is ScanVerdict.UNCHECKED
    assert VirusScanner("unix:///nowhere/clamd.ctl", patience=1).check(b"a file") is ScanVerdict.UNCHECKED
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        assert VirusScanner(address, patience=0.2).check(b"a file") is ScanVerdict.UNCHECKED
    assert "does not answer" in caplog.text


@pytest.mark.usefixtures("socket_enabled")
def test_it_is_reached_by_a_socket_of_the_machine_as_well(tmp_path):
    path = tmp_path / "clamd.ctl"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()

        def answer():
            come, _ = server.accept()
            with come:
                while not come.recv(65536).endswith(b"\0\0\0\0"):
                    pass
                come.sendall(b"stream: OK\0")

        thread = threading.Thread(target=answer)
        thread.start()
        assert VirusScanner(f"unix://{path}", patience=2).check(b"a file") is ScanVerdict.CLEAN
        thread.join()
