"""The least that any Flask service must do for a page or an answer: one row read, or one written and kept.

By the plain driver, in the order in which the portal does it, over the same kind of database, with one connection
for each thread and as durable as the portal's own. It sends as many bytes as the portal's pages have on average.
"""

import os
import sqlite3
from threading import local
from urllib.parse import urlsplit

import psycopg
from flask import Flask, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

ROWS = 100
READ = "SELECT words FROM least WHERE id = "
DRAFT = "x" * 2000  # characters: about what an encrypted draft of a parent takes


def prepare(url: str) -> None:
    """Make the table, with its rows, in the database at ``url``."""
    connection = _connected(url)
    connection.execute("CREATE TABLE least (id INTEGER PRIMARY KEY, words TEXT NOT NULL)")
    for number in range(ROWS):
        connection.execute(f"INSERT INTO least VALUES ({number}, '{DRAFT}')")  # noqa: S608 - a number of ours
    connection.commit()
    connection.close()


def _connected(url: str) -> sqlite3.Connection | psycopg.Connection:
    if url.startswith("sqlite"):
        connection = sqlite3.connect(urlsplit(url).path.removeprefix("/"), check_same_thread=False)
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        return connection
    return psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"))


def app() -> Flask:
    """The service: its database and the size of its page come from the environment."""
    url, size = os.environ["LEAST_DATABASE"], int(os.environ["LEAST_BYTES"])
    least, page, counted = Flask("least"), "x" * size, iter(range(10**12))
    kept = local()

    def connection() -> sqlite3.Connection | psycopg.Connection:
        """This thread's own."""
        if not hasattr(kept, "connection"):
            kept.connection = _connected(url)
        own: sqlite3.Connection | psycopg.Connection = kept.connection
        return own

    def read() -> Response:
        row = connection().execute(f"{READ}{next(counted) % ROWS}").fetchone()
        connection().rollback()
        return Response(page if row else "", mimetype="text/html")

    def write() -> AnyResponse:
        number = next(counted)
        words = f"{number:0>{len(DRAFT)}}"  # other words each time, so that there is something to keep
        connection().execute(f"UPDATE least SET words = '{words}' WHERE id = {number % ROWS}")  # noqa: S608 - ours
        connection().commit()
        return redirect("/", 303)

    least.add_url_rule("/", "read", read)
    least.add_url_rule("/", "write", write, methods=["POST"])
    return least
