"""What PostgreSQL says of itself, for whoever looks whether it is set up well. SQLite says nothing."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, text

_FACTS = text("""
SELECT current_setting('server_version_num')::int / 10000 AS version,
       clock_timestamp() AS now,
       current_setting('server_encoding') AS encoding,
       current_setting('fsync') AS fsync,
       current_setting('full_page_writes') AS full_page_writes,
       current_setting('synchronous_commit') AS synchronous_commit,
       current_setting('autovacuum') AS autovacuum,
       current_setting('data_checksums') AS data_checksums,
       current_setting('max_connections')::int AS most_connections,
       (SELECT count(*) FROM pg_stat_activity)::int AS connections,
       COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted,
       inet_server_addr() IS NULL OR inet_server_addr() = inet_client_addr() AS same_machine,
       (SELECT count(*) FROM pg_replication_slots WHERE NOT active)::int AS idle_slots,
       COALESCE((SELECT last_failed_time > COALESCE(last_archived_time, '-infinity') FROM pg_stat_archiver), false)
           AS archive_fails
""")


class ServerFacts(NamedTuple):
    version: int
    now: datetime
    encoding: str
    fsync: str
    full_page_writes: str
    synchronous_commit: str
    autovacuum: str
    data_checksums: str
    most_connections: int
    connections: int
    encrypted: bool
    same_machine: bool
    idle_slots: int
    archive_fails: bool


def server_facts(connection: Connection) -> ServerFacts | None:
    if connection.dialect.name != "postgresql":
        return None
    return ServerFacts(*connection.execute(_FACTS).one())
