"""A stand-in for ClamAV's daemon, for `make run` and the tests: its INSTREAM command over TCP.

It finds the industry's harmless test file (EICAR) and nothing else.
"""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
COMMAND = b"zINSTREAM\0"


@dataclass
class ClamAV:
    """One daemon. ``answer``: what it says whatever it is sent, where it is not to look.

    ``largest``: how many bytes it takes.
    """

    answer: bytes = b""
    largest: int = 25 * 1024 * 1024
    seen: list[int] = field(default_factory=list)  # how many bytes each file had

    def verdict(self, file: bytes) -> bytes:
        self.seen.append(len(file))
        return self.answer or (b"stream: Eicar-Test-Signature FOUND" if EICAR in file else b"stream: OK")

    @contextmanager
    def running(self, port: int = 0) -> Iterator[str]:
        """Answer; gives the address."""
        daemon = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                if self.rfile.read(len(COMMAND)) != COMMAND:
                    self.wfile.write(b"UNKNOWN COMMAND\0")
                    return
                file = bytearray()
                while length := struct.unpack("!I", self.rfile.read(4))[0]:
                    file += self.rfile.read(length)
                    if len(file) > daemon.largest:
                        self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                        return
                self.wfile.write(daemon.verdict(bytes(file)) + b"\0")

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        with Server(("127.0.0.1", port), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
            thread.start()
            yield f"tcp://127.0.0.1:{server.server_address[1]}"
            server.shutdown()
            thread.join()
