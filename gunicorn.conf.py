"""How gunicorn serves a door; `gunicorn 'portal.apps:public_app()'` finds this file by itself.

Each line can be overruled on gunicorn's command line; the number of workers also by WEB_CONCURRENCY.
"""

import os
import sys
import traceback
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from portal import log_lines, metrics


class Impersonal(Logger):  # type: ignore[misc]  # has no types
    """Says what went wrong, but not for whom nor with what: addresses and what was sent are personal."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            log_lines.dress(handler, as_json=log_lines.as_json(os.environ))

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if msg.startswith("Invalid request"):
            msg, args = "Refused a request that is not sound HTTP", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *_args: Any, **kwargs: Any) -> None:
        kind, _value, trace = sys.exc_info()
        where = "".join(traceback.format_tb(trace))
        super().error("%s in the server\n%s", kind.__name__ if kind else msg, where, **kwargs)


bind = "127.0.0.1:8000"
worker_class = "gthread"  # what takes long (a hash, a file, a slow client) has a thread; pages go on meanwhile
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16  # of each worker; its line for hashing, its line for files and its database pool are shorter
preload_app = True  # bad settings are told once and stop everything; workers share memory and start at once
timeout = 30
graceful_timeout = 25  # seconds; less than what a container is given to stop
limit_request_line = 2048
limit_request_fields = 60
logger_class = Impersonal
accesslog = None
control_socket_disable = True
memory = Path("/dev/shm")  # noqa: S108  # a worker's sign of life must not wait for a disk
worker_tmp_dir = str(memory) if memory.is_dir() else None

if watched := os.environ.get("PORTAL_METRICS", "").strip():
    metrics.share(os.environ)

    def when_ready(_server: Any) -> None:
        metrics.serve_door(watched)

    def child_exit(_server: Any, worker: Any) -> None:
        metrics.process_ended(worker.pid)

    def on_exit(_server: Any) -> None:
        metrics.forget()
