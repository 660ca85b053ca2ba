"""The demo as a process of its own: `make run`, on free ports, with a data folder of its own."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack, closing
from pathlib import Path

import psutil

from posting import until

ROOT = Path(__file__).parent.parent
LIMITS = (
    "PORTAL_REQUESTS_PER_MINUTE", "PORTAL_SUBMISSIONS_PER_HOUR", "PORTAL_DRAFTS_PER_HOUR",
    "PORTAL_FIRST_MESSAGES_PER_HOUR", "PORTAL_MESSAGES_PER_HOUR", "PORTAL_STAFF_MESSAGES_PER_HOUR",
)  # fmt: skip


class Demo:
    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.log = folder / "log"
        ports = public, staff, mailbox, provider = free_ports(4)
        self.public, self.staff, self.mailbox, self.provider = (f"http://127.0.0.1:{port}" for port in ports)
        mine = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTHON"))}
        self.environment = mine | {
            "PORTAL_DATA_DIR": str(self.data),
            "PORTAL_PUBLIC_PORT": str(public),
            "PORTAL_STAFF_PORT": str(staff),
            "PORTAL_NOTIFY_PORT": str(mailbox),
            "PORTAL_PROVIDER_PORT": str(provider),
            **dict.fromkeys(LIMITS, "1000000"),  # tests ask faster than any network of people
        }

    def start(self) -> float:
        """Start, and wait until every door answers and the log tells the invented requests, which comes after that.

        Gives how many seconds of a processor that took: as many as it takes on a machine with nothing else to do.
        """
        told_before = self._told()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dev", "run"], env=self.environment, stdout=log, stderr=log, cwd=ROOT
            )
        try:
            for page in (f"{self.public}/health", f"{self.staff}/sign-in", self.mailbox):
                until(lambda page=page: self._answers(page), seconds=150)
            until(lambda: self._told() > told_before, seconds=150)
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise
        spent = psutil.Process(self._process.pid).cpu_times()
        return spent.user + spent.system

    def _told(self) -> int:
        """How often the demo has said everything that it says when it has started."""
        return self.log.read_text().count("Ctrl-C stops everything") if self.log.exists() else 0

    def _answers(self, address: str) -> bool:
        assert self._process.poll() is None, self.log.read_text()
        try:
            return bool(read(address))
        except urllib.error.URLError:
            return False

    def stop(self) -> int:
        """Ctrl-C. Gives the exit code; does not wait longer than a person would."""
        self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(10)
        finally:
            self._process.kill()

    def invented(self) -> list[tuple[str, str]]:
        """Reference and code of each challenge that the demo invented and nobody has worked on."""
        return re.findall(r"reference (\S+) +code (\S+) +to be triaged", self.log.read_text())

    def query(self, sql: str, *values: str) -> list[tuple]:
        """Look into the database file, or change it, behind the portal's back."""
        with closing(sqlite3.connect(self.data / "portal.sqlite3", timeout=5)) as connection, connection:
            return connection.execute(sql, values).fetchall()

    def received(self, words: str) -> list[str]:
        """The messages at the stand-in that hold these words, as its front page shows them."""
        articles = re.findall(r"<article>(.*?)</article>", read(self.mailbox), re.DOTALL)
        return [article for article in articles if words in article]


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - always this machine
        return answer.read().decode()


def free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        taken = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in taken]
