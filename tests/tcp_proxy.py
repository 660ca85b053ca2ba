"""Stands before a socket file, at a port that it prints, and passes on whatever comes.

Stopped with SIGSTOP it is a network that swallows everything: no answer, no end, no refusal.
"""

import socket
import sys
import threading
from contextlib import suppress


def pass_on(come: socket.socket, go: socket.socket) -> None:
    with suppress(OSError):
        while words := come.recv(65536):
            go.sendall(words)
    for each in (come, go):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


def main() -> None:
    door = socket.create_server(("127.0.0.1", 0))
    print(door.getsockname()[1], flush=True)
    while True:
        client, _ = door.accept()
        server = socket.socket(socket.AF_UNIX)
        server.connect(sys.argv[1])
        for pair in ((client, server), (server, client)):
            threading.Thread(target=pass_on, args=pair, daemon=True).start()


if __name__ == "__main__":
    main()
