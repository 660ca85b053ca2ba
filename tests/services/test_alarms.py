"""What is not well reaches somebody by itself: over a real web server and a real mail server, or it is tried again."""

import json
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from dev.server import answering
from portal import alarm_channels
from portal.alarm_channels import Alarm, NotSent
from portal.services import alarms, event_log_checks, reminders, service_state
from portal.services.service_state import Finding, Grade
from posting import Clock

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SILENT = Finding("worker", Grade.NOT_READY, "No sign of the worker.")
WELL = replace(SILENT, grade=Grade.WELL, said="The worker is at work.")


class Web:
    """Takes what is posted, unless it is to fail."""

    def __init__(self):
        self.taken, self.status = [], "200 OK"

    def __call__(self, environ, start_response):
        self.taken.append(json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))))
        start_response(self.status, [])
        return [b""]


class Mailbox(threading.Thread):
    """A mail server that takes one message after the other."""

    def __init__(self):
        super().__init__(daemon=True)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port, self.messages = self.door.getsockname()[1], []
        self.start()

    def run(self):
        while True:
            line, _ = self.door.accept()
            with line, line.makefile("rwb") as file:
                self.talk(file)

    def talk(self, file):
        def say(words):
            file.write(words + b"\r\n")
            file.flush()

        say(b"220 here")
        while word := file.readline().upper():
            if word.startswith(b"DATA"):
                say(b"354 go on")
                said = []
                while (part := file.readline()) != b".\r\n":
                    said.append(part.decode())
                self.messages.append("".join(said))
            say(b"221 bye" if word.startswith(b"QUIT") else b"250 well")
            if word.startswith(b"QUIT"):
                return


@pytest.fixture
def web():
    return Web()


@pytest.fixture
def address(web):
    with answering(web) as port:
        yield f"http://127.0.0.1:{port}/alarms"


def test_a_fault_is_told_at_once_then_less_and_less_often_and_once_more_when_it_is_over(web, address, now):
    watch = alarms.Watch("north-tyneside", alarm_channels.webhook(address))
    for minutes in range(24 * 60):
        watch.tell([SILENT], now + minutes * MINUTE)
    assert len(web.taken) == 5, "at once, then after 1, 3, 7 and 15 hours"
    assert web.taken[0] == {
        "text": "Needs you: worker (north-tyneside). No sign of the worker.",
        "council": "north-tyneside",
        "name": "worker",
        "well": False,
    }
    for _ in range(3):
        watch.tell([WELL], now + 25 * HOUR)
    assert [each["well"] for each in web.taken[5:]] == [True]
    watch.tell([SILENT], now + 26 * HOUR)
    assert len(web.taken) == 7, "a new one is told at once"


def test_what_reached_nobody_is_tried_again(web, address, now, caplog):
    watch = alarms.Watch("north-tyneside", alarm_channels.webhook(address))
    web.status = "500 No"
    watch.tell([SILENT], now)
    assert "An alarm (worker) reached nobody: the webhook answered 500." in caplog.text
    web.status = "200 OK"
    watch.tell([SILENT], now + MINUTE)
    watch.tell([SILENT], now + 2 * MINUTE)
    assert len(web.taken) == 2


def test_an_email_is_handed_to_the_mail_server():
    box = Mailbox()
    alarm_channels.mail(f"smtp://127.0.0.1:{box.port}", "it@example.com")(Alarm("north-tyneside", "worker", "Gone."))
    (message,) = box.messages
    assert "Subject: Needs you: worker (north-tyneside)" in message
    assert "To: it@example.com" in message
    assert "Gone." in message


@contextmanager
def drops(byte_each):
    """Somebody who takes a connection and answers a byte each so many seconds, or never."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve():
            with door.accept()[0] as line, suppress(OSError):
                while not over.wait(byte_each or 10):
                    line.sendall(b"2")

        slow = threading.Thread(target=serve, daemon=True)
        slow.start()
        yield door.getsockname()[1]
        over.set()
        slow.join()


@pytest.mark.parametrize("byte_each", [0, 0.05])
@pytest.mark.parametrize("channel", ["webhook", "mail"])
def test_nobody_waits_for_who_does_not_answer(channel, byte_each):
    with drops(byte_each) as port:
        send = {
            "webhook": lambda: alarm_channels.webhook(f"http://127.0.0.1:{port}", 0.5),
            "mail": lambda: alarm_channels.mail(f"smtp://127.0.0.1:{port}", "it@example.com", 0.5),
        }[channel]()
        began = time.monotonic()
        with pytest.raises(NotSent):
            send(Alarm("north-tyneside", "worker", "Gone."))
        assert time.monotonic() - began < 3


def test_the_watch_looks_tells_and_says_that_it_is_there(context, tmp_path, now):
    context, told = replace(context, records=tmp_path, clock=Clock(now)), []
    reminders.beat(context, now)
    event_log_checks.daily(context, now)
    with context.store.begin() as unit:
        for name in (service_state.BACKUP, service_state.REHEARSAL):
            unit.heartbeats.beat(name, now)
    watches = [alarms.Watch(context.council, told.append)]
    alarms.look(context, watches)
    assert told == []
    assert reminders.silence(context, alarms.WATCH) is None
    context.clock.now += 20 * MINUTE
    alarms.look(context, watches)
    assert [each.name for each in told] == ["worker"]
    with context.store.begin() as unit:
        unit.connection.execute(text("ALTER TABLE outbox RENAME TO away"))
    try:
        alarms.look(context, watches)
        assert [each.name for each in told] == ["worker", "watch"], "what nobody foresaw is told, too"
    finally:
        with context.store.begin() as unit:
            unit.connection.execute(text("ALTER TABLE away RENAME TO outbox"))
