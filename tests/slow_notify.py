"""A stand-in for GOV.UK Notify at the end of a long line: each call takes its time, and it counts who waits at once."""

import threading
import time
from contextlib import contextmanager

from dev.server import answering


class SlowNotify:
    def __init__(self, desk, seconds=0.15):
        self._app, self.seconds, self.hold = desk.app(), seconds, None
        self.now, self.most, self.asked, self._lock = 0, 0, [], threading.Lock()

    def __call__(self, environ, start_response):
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        try:
            if self.hold and environ["REQUEST_METHOD"] == "GET":
                self.hold.wait(10)
            time.sleep(self.seconds)
            return self._app(environ, start_response)
        finally:
            with self._lock:
                self.now -= 1

    @contextmanager
    def running(self):
        with answering(self) as port:
            yield f"http://127.0.0.1:{port}"
