"""Files are drawn by another process within bounds: what takes too long is ended, and the page can be printed."""

import logging
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from build import PARENT
from portal import apps
from portal.files import confined_process
from portal.files.confined_process import ConfinedProcess, Confines
from portal.storage.slow_work_queue import Manner
from portal.web import pdf
from portal.web.pdf import PROCESS, Bounds
from posting import send_in
from visitor import Visitor

TABS = frozenset({"Your request"})

PAGE = b"<html lang=en><title>A page</title><h1>%s</h1></html>"
ENDLESS = b"<html lang=en><title>A page</title>" + b"<p>x<br>x<br>x</p>" * 60_000
USUAL = Confines()
ONE = Manner(longest=1, patience=25, polite=3)


@pytest.fixture(scope="module")
def drawing():
    drawing = ConfinedProcess(PROCESS)
    yield drawing
    drawing.end()


def test_one_process_draws_one_file_after_the_other_and_knows_none_of_our_keys(drawing, monkeypatch):
    monkeypatch.setenv("PORTAL_MASTER_KEY", "a key")
    files = [drawing.work(PAGE % b"One", USUAL), drawing.work(PAGE % b"Two", USUAL)]
    assert all(file.startswith(b"%PDF") and file.rstrip().endswith(b"%%EOF") for file in files)
    process = psutil.Process(drawing._process.pid)
    assert process.children() == []
    assert "PORTAL_MASTER_KEY" not in process.environ()


def test_what_takes_too_long_is_ended_in_time_and_the_next_is_drawn(drawing):
    drawing.work(PAGE % b"First", USUAL)
    began = time.monotonic()
    assert drawing.work(ENDLESS, Confines(seconds=1)) == b""
    assert time.monotonic() - began < 2 + confined_process.SLACK
    assert drawing.work(PAGE % b"Next", USUAL)


def test_what_takes_too_much_memory_is_ended_and_the_next_is_drawn(drawing):
    assert drawing.work(PAGE % (b"x " * 5_000_000), Confines(memory=1 << 20)) == b""
    assert drawing.work(PAGE % b"Next", USUAL)


@pytest.mark.at_length
def test_a_process_that_hangs_or_was_killed_is_begun_again(drawing, monkeypatch):
    assert drawing.work(PAGE % b"First", USUAL)
    psutil.Process(drawing._process.pid).suspend()
    with monkeypatch.context() as shorter:
        shorter.setattr(confined_process, "SLACK", 0)
        assert drawing.work(PAGE % b"Second", Confines(seconds=1)) == b""
    assert drawing.work(PAGE % b"Third", USUAL)
    drawing._process.kill()
    drawing._process.wait()
    assert drawing.work(PAGE % b"Fourth", USUAL)


def test_nobody_hears_of_what_is_drawn(drawing, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    assert drawing.work(PAGE % "\U0001f9ff \U00013000".encode(), USUAL)
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


# At the door


@pytest.fixture
def asked(context, public_settings):
    """Somebody who has sent a request, at a door with bounds of its own."""

    def come(bounds, **said):
        door = apps.public_app(public_settings, context)
        door.extensions["pdf"] = bounds
        visitor = Visitor(door, TABS)
        visitor.client.set_cookie("s", send_in(context, PARENT | said)[0])
        return visitor

    return come


def test_who_asks_for_a_file_that_takes_too_long_is_led_to_the_page(asked, caplog):
    point = {"point.kind": "missing", "point.words": "x\n" * 2000}
    me = asked(Bounds(Confines(seconds=1)), point=[point] * 10)
    page = me.get("/copy/receipt.pdf")
    assert page.response.status_code == 503
    assert "too long to make a file" in page.text
    assert me.get(page.link("Open it as a page")).path == "/copy/page"
    assert "A file was not made" in caplog.text
    assert "Sam Example" not in caplog.text


def test_files_are_drawn_at_a_lower_priority_and_whoever_finds_the_line_full_is_told(asked):
    me = asked(Bounds(line=ONE))
    begun, go = threading.Event(), threading.Event()

    def hold():
        begun.set()
        go.wait(10)
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    with ThreadPoolExecutor(1) as other:
        first = other.submit(pdf.in_line, "files", hold, ONE)
        begun.wait(10)
        try:
            page = me.get("/copy/receipt.pdf")
        finally:
            go.set()
        assert first.result(10) > os.getpriority(os.PRIO_PROCESS, 0)
    assert page.response.status_code == 503
    assert "too many files just now" in page.text
    assert page.link("Open it as a page")
    assert me.client.get("/copy/receipt.pdf").mimetype == "application/pdf"
