"""A small HTTP server in a thread of this process, which says nothing of what it is asked for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.types import WSGIApplication

from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Addresses are not written anywhere: they may be personal, and would bury what one wants to read."""


@contextmanager
def answering(app: WSGIApplication, host: str = "127.0.0.1", port: int = 0, look: float = 0.005) -> Iterator[int]:
    """Answer requests; gives the port, which is a free one for 0. ``look``: seconds until it sees that it is to end."""
    server = make_server(host, port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(look,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
