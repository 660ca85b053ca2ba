"""The database: whether it is ours, set up to keep what it is given, and has room for those who ask."""

from collections.abc import Callable
from datetime import timedelta

from portal.doctor import Check, Patient, Skip, unless
from portal.domain.permissions import Role
from portal.services import alarms, reminders, service_state
from portal.services.service_state import Finding, Grade
from portal.storage import Broken
from portal.storage.server_facts import ServerFacts

OLDEST_SERVER = 15
APART = timedelta(seconds=2)
MOST_USED = 0.8  # of the connections that the server takes


def _postgresql(judge: Callable[[ServerFacts], str]) -> Callable[[Patient], str]:
    """A check of what PostgreSQL says of itself."""

    def look(patient: Patient) -> str:
        facts = patient.context.store.facts()
        if facts is None:
            raise Skip("the database is SQLite, for the demo")
        return judge(facts)

    return look


def _reached(patient: Patient) -> str:
    patient.context.store.pending()
    return ""


def _fit(patient: Patient) -> str:
    return service_state.why_not_well(patient.context)


def _written(patient: Patient) -> str:
    found = service_state.readiness(patient.context)[0]
    return unless(found.grade is Grade.WELL, found.said)


def _signs(patient: Patient) -> str:
    try:
        with patient.context.store.read() as unit:
            return unit.signing_keys.fault()
    except Broken:
        return "The key that signs receipts does not open: run `portal new-receipt-key`."


def _role(patient: Patient) -> str:
    if patient.context.store.embedded:
        raise Skip("the database is SQLite, for the demo")
    return " ".join(patient.context.store.too_much())


def _clock(patient: Patient) -> str:
    facts = patient.context.store.facts()
    if facts is None:
        raise Skip("the database is SQLite, with the clock of this machine")
    apart = abs(patient.context.now() - facts.now)
    return (
        f"This clock and the database's are {apart.total_seconds():.0f} s apart: run NTP on both."
        if apart > APART
        else ""
    )


def _version(facts: ServerFacts) -> str:
    return unless(facts.version >= OLDEST_SERVER, f"PostgreSQL {facts.version} is too old: take 15 or newer.")


def _encrypted(facts: ServerFacts) -> str:
    if facts.encrypted or facts.same_machine:
        return ""
    return "The line to the database is not encrypted: add sslmode=verify-full to PORTAL_DATABASE_URL."


def _encoding(facts: ServerFacts) -> str:
    return unless(facts.encoding == "UTF8", f"The database is {facts.encoding}: make it anew with ENCODING 'UTF8'.")


def _durable(facts: ServerFacts) -> str:
    off = [name for name in ("fsync", "full_page_writes") if getattr(facts, name) != "on"]
    off += ["synchronous_commit"] if facts.synchronous_commit == "off" else []
    return unless(not (off), f"What was acknowledged could be lost: turn {', '.join(off)} on in postgresql.conf.")


def _checksums(facts: ServerFacts) -> str:
    return (
        ""
        if facts.data_checksums == "on"
        else "Pages have no checksums: run `pg_checksums --enable` while it is stopped."
    )


def _autovacuum(facts: ServerFacts) -> str:
    return unless(facts.autovacuum == "on", "autovacuum is off: turn it on, or tables only grow.")


def _connections(facts: ServerFacts) -> str:
    full = facts.connections > MOST_USED * facts.most_connections
    used = f"{facts.connections} of {facts.most_connections}"
    return unless(not (full), f"{used} connections are taken: raise max_connections, or start fewer processes.")


def _slots(facts: ServerFacts) -> str:
    left = f"{facts.idle_slots} replication slots are used by nobody and keep the log for ever"
    return unless(not (facts.idle_slots), f"{left}: pg_drop_replication_slot() the ones that are over.")


def _archive(facts: ServerFacts) -> str:
    return (
        "The last try to archive the log failed: see archive_command and the server's log."
        if facts.archive_fails
        else ""
    )


def _two(role: Role, deed: str) -> Callable[[Patient], str]:
    def look(patient: Patient) -> str:
        with patient.context.store.read() as unit:
            able = [each for each in unit.accounts.everybody() if each.active and role in each.roles]
        return (
            ""
            if len(able) > 1
            else f"{len(able)} open account(s) with the role {role}: {deed}, so there have to be two."
        )

    return look


def _finding(of: Callable[[Patient], list[Finding]], name: str) -> Callable[[Patient], str]:
    """What ``portal status`` says of one thing."""

    def look(patient: Patient) -> str:
        found = next((each for each in of(patient) if each.name == name), None)
        if found is None:
            raise Skip("the database has to be well first")
        return unless(found.grade is Grade.WELL, found.said)

    return look


def _status(name: str) -> Callable[[Patient], str]:
    return _finding(lambda patient: service_state.condition(patient.context), name)


def _watch(patient: Patient) -> str:
    silent = reminders.silence(patient.context, alarms.WATCH)
    return unless(not (silent), "No sign of `portal watch`: start it, or nobody learns that something stopped.")


def _anchors(patient: Patient) -> str:
    folder = patient.context.records
    if folder is None or not folder.exists():
        raise Skip("there is no folder of records here")
    newest = max((path.name for path in folder.glob("anchor-*.txt")), default="")
    day = f"anchor-{patient.context.now() - service_state.RECORD_CHECKED:%Y-%m-%d}.txt"
    return (
        "" if newest >= day else "The newest anchor is older than two days: is the worker at work, and this its folder?"
    )


CHECKS = (
    Check("The database answers", _reached),
    Check("Its tables and keys are ours", _fit),
    Check("Receipts can be signed", _signs),
    Check("It takes what is written", _written),
    Check("Our role can rewrite no record", _role),
    Check("Its clock is ours", _clock),
    Check("PostgreSQL is new enough", _postgresql(_version)),
    Check("The line to it is encrypted", _postgresql(_encrypted)),
    Check("It holds every language", _postgresql(_encoding)),
    Check("It keeps what it acknowledged", _postgresql(_durable)),
    Check("It notices pages that went bad", _postgresql(_checksums)),
    Check("It tidies up", _postgresql(_autovacuum)),
    Check("It has connections to spare", _postgresql(_connections)),
    Check("It keeps no log for nobody", _postgresql(_slots)),
    Check("Its archive of the log works", _postgresql(_archive)),
    Check("There are two administrators", _two(Role.ADMINISTRATOR, "nobody confirms what they asked for themselves")),
    Check("There are two who release", _two(Role.RELEASER, "nobody releases what they wrote themselves")),
    Check("The worker is at work", _status("worker")),
    Check("The watch is at work", _watch),
    Check("Messages go", _status("outbox")),
    Check("Messages are set up", _status("notify")),
    Check("No message waits for somebody", _status("undelivered")),
    Check("Safety alerts are acted on", _status("safety")),
    Check("The record was looked at", _status("record")),
    Check("The day's anchor is there", _anchors),
    Check("There is a backup of today", _status(service_state.BACKUP)),
    Check("A backup was restored lately", _status(service_state.REHEARSAL)),
)
