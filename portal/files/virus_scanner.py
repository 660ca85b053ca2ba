"""Has files looked at by ClamAV, over its own socket.

Source: the INSTREAM command of clamd (https://docs.clamav.net/manual/Usage/Scanning.html): the command,
pieces that each begin with their length in 4 bytes, a length of 0; then one line that ends in ``OK``, ``FOUND`` or
``ERROR``.
"""

import logging
import socket
import struct
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

log = logging.getLogger(__name__)

PIECE = 64 * 1024  # bytes
LONGEST_ANSWER = 4096  # bytes


class ScanVerdict(StrEnum):
    """What the scanner says of a file."""

    CLEAN = "clean"
    HARMFUL = "harmful"
    UNCHECKED = "unchecked"  # it did not answer, or not in a way that we understand


@dataclass(frozen=True, slots=True)
class VirusScanner:
    """Where clamd listens: ``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``."""

    address: str
    patience: float = 20  # seconds for each thing that it does

    def check(self, file: bytes) -> ScanVerdict:
        """What it says of a file. Whatever goes wrong, nobody has checked it then."""
        try:
            with self._connect() as clamd:
                clamd.sendall(b"zINSTREAM\0")
                for start in range(0, len(file), PIECE):
                    piece = file[start : start + PIECE]
                    clamd.sendall(struct.pack("!I", len(piece)) + piece)
                clamd.sendall(struct.pack("!I", 0))
                answer = self._answer(clamd)
        except OSError as error:
            log.error("The virus scanner does not answer: %s.", type(error).__name__)  # noqa: TRY400  # no values
            return ScanVerdict.UNCHECKED
        return self._verdict(answer)

    def _verdict(self, answer: bytes) -> ScanVerdict:
        if answer.endswith(b"FOUND"):
            return ScanVerdict.HARMFUL
        if answer == b"stream: OK":
            return ScanVerdict.CLEAN
        log.error("The virus scanner gave no verdict.")
        return ScanVerdict.UNCHECKED

    def _connect(self) -> socket.socket:
        where = urlsplit(self.address)
        if where.scheme == "tcp":
            return socket.create_connection((where.hostname or "", where.port or 3310), self.patience)
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(self.patience)
        try:
            clamd.connect(where.path)
        except OSError:
            clamd.close()
            raise
        return clamd

    def _answer(self, clamd: socket.socket) -> bytes:
        answer = b""
        while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0"):
            more = clamd.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
        return answer.rstrip(b"\0").strip()
