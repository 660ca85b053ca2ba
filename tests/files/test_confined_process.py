"""What works on a file can open no other and reach nobody: neither a folder nor a network."""

import io
import socket

from portal.files.confined_process import Confines, serve


def asked(work, *, opens_files):
    answers = io.BytesIO()
    serve(work, opens_files=opens_files, asked=io.BytesIO(b"5 1073741824 5\nwords"), answers=answers)
    length, _, made = answers.getvalue().partition(b"\n")
    assert int(length) == len(made)
    return made


def reads_a_file(_given):
    with open("/etc/hostname", "rb") as file:  # noqa: PTH123
        return file.read() or b"read"


def calls_out(_given):
    socket.socket().close()
    return b"called"


def test_the_work_is_done_on_what_is_given():
    assert asked(lambda given: given.upper(), opens_files=False) == b"WORDS"


def test_a_child_that_may_open_no_file_opens_none_and_no_connection():
    assert asked(reads_a_file, opens_files=True)
    assert asked(reads_a_file, opens_files=False) == b""
    assert asked(calls_out, opens_files=False) == b""


def test_what_goes_wrong_in_a_child_gives_nothing_and_says_nothing(capfd):
    assert asked(lambda _given: 1 / 0, opens_files=False) == b""
    assert capfd.readouterr() == ("", "")


def test_its_confines_have_a_number_each():
    assert Confines().seconds > 0
    assert Confines().memory > 0
