"""`portal doctor` finds what is wrong, over real lines, and says how to mend it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import tls

from dev.provider import Client, Provider
from portal.cli import main
from portal.doctor import Check, Health, Patient, database_checks, examine, machine_checks, outside_checks
from portal.domain.permissions import Role
from portal.services import alarms, event_log_checks, reminders, service_state
from portal.settings import StaffSettings
from portal.storage import Account
from portal.storage.server_facts import ServerFacts
from posting import REVOKED, notify_at, stand_in

ALL = (*machine_checks.CHECKS, *database_checks.CHECKS, *outside_checks.CHECKS)
DEMO = {}


def wrong(patient, checks):
    """What the doctor finds: the name of each check, and its sentence."""
    return {each.name: each.says for each in examine(patient, checks) if each.verdict is Health.WRONG}


def patient(context, **settings):
    return Patient(StaffSettings(**settings), context, DEMO)


def test_it_looks_at_more_than_forty_things_and_each_has_a_name_of_its_own():
    assert len({check.name for check in ALL}) == len(ALL) >= 40
    assert "doctor" in main.commands


class Proxy:
    """What a good proxy does for the door behind it, unless it is told otherwise."""

    def __init__(self, app):
        self.app, self.hides, self.drops = app, {"/health", "/ready"}, ""

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] in self.hides:
            start_response("404 Not Found", [])
            return [b""]

        def start(status, headers, exc_info=None):
            headers = [each for each in headers if each[0] != self.drops]
            return start_response(status, [*headers, HSTS] if not self.drops else headers, exc_info)

        return self.app(environ, start)


HSTS = ("Strict-Transport-Security", "max-age=63072000")


@pytest.fixture
def proxy(public, tmp_path):
    proxy = Proxy(public)
    proxy.folder = tmp_path
    return proxy


def test_a_service_that_is_set_up_well_and_each_fault_of_its_proxy(proxy, context):
    doors = [check for check in outside_checks.CHECKS if check.name not in OF_OTHERS]
    with tls.serving(proxy, proxy.folder) as address:
        here = patient(replace(context, public_address=address))
        assert wrong(here, doors) == {}
        assert all(each.verdict is Health.WELL for each in examine(here, doors))
        proxy.hides = set()
        assert set(wrong(here, doors)) == {"/health is not for the world", "/ready is not for the world"}
        proxy.hides, proxy.drops = {"/health", "/ready"}, HSTS[0]
        assert set(wrong(here, doors)) == {"Browsers are told to use https"}
        proxy.hides = {"/notify/receipts", "/health", "/ready"}
        assert {"A receipt of GOV.UK Notify arrives", "A forged receipt does not"} <= set(wrong(here, doors))
        other = patient(replace(context, public_address=address, callback_secret="no"))
        assert "A receipt of GOV.UK Notify arrives" in wrong(other, doors)


OF_OTHERS = {
    "The staff's address answers",
    "The staff's certificate lasts",
    "GOV.UK Notify answers",
    "Notify has the same time as we",
    "It takes our key",
    "It holds our texts",
    "The sign-in service answers",
    "The sign-in service is the one that is set",
    "It knows PKCE",
    "It publishes its keys",
}


def test_a_certificate_that_ends_soon(proxy, context):
    with tls.serving(proxy, proxy.folder, days=5) as address:
        found = wrong(patient(replace(context, public_address=address)), outside_checks.CHECKS)
    assert "renew it" in found["The public certificate lasts"]


def test_who_does_not_answer_is_named_once(context):
    found = wrong(
        patient(context, notify_url="http://127.0.0.1:9", oidc_issuer="http://127.0.0.1:9"), outside_checks.CHECKS
    )
    assert set(found) == {
        "The public address answers",
        "The staff's address answers",
        "GOV.UK Notify answers",
        "The sign-in service answers",
    }


def test_notify_and_the_sign_in_service(context):
    ours = [check for check in outside_checks.CHECKS if check.name in OF_OTHERS and "staff" not in check.name]
    provider = Provider(Client("portal", "secret", (), ""), ())
    with stand_in().running() as url, provider.running() as issuer:
        good = patient(replace(context, notify=notify_at(url)), notify_url=url, oidc_issuer=issuer)
        assert wrong(good, ours) == {}
        refused = patient(replace(context, notify=notify_at(url, REVOKED)), notify_url=url, oidc_issuer=issuer + "/")
        found = wrong(refused, ours)
        assert "Make a live key" in found["It takes our key"]
        assert "set PORTAL_OIDC_ISSUER to exactly that" in found["The sign-in service is the one that is set"]


GOOD = ServerFacts(16, None, "UTF8", "on", "on", "on", "on", "on", 100, 5, True, False, 0, False)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"version": 14}, "PostgreSQL is new enough"),
        ({"encrypted": False}, "The line to it is encrypted"),
        ({"encoding": "LATIN1"}, "It holds every language"),
        ({"fsync": "off"}, "It keeps what it acknowledged"),
        ({"synchronous_commit": "off"}, "It keeps what it acknowledged"),
        ({"data_checksums": "off"}, "It notices pages that went bad"),
        ({"autovacuum": "off"}, "It tidies up"),
        ({"connections": 90}, "It has connections to spare"),
        ({"idle_slots": 1}, "It keeps no log for nobody"),
        ({"archive_fails": True}, "Its archive of the log works"),
        ({"now": timedelta(seconds=3)}, "Its clock is ours"),
    ],
)
def test_each_fault_of_a_server_is_found_and_its_mending_said(context, monkeypatch, now, change, name):
    server = [each for each in database_checks.CHECKS if each.name in SERVER]
    facts = GOOD._replace(now=now)
    monkeypatch.setattr(type(context.store), "facts", lambda _store: facts)
    assert wrong(patient(context), server) == {}
    facts = facts._replace(**change) if "now" not in change else facts._replace(now=now - change["now"])
    found = wrong(patient(context), server)
    assert list(found) == [name]
    assert ":" in found[name], "what is wrong: how to mend it"


SERVER = {
    "PostgreSQL is new enough",
    "The line to it is encrypted",
    "It holds every language",
    "It keeps what it acknowledged",
    "It notices pages that went bad",
    "It tidies up",
    "It has connections to spare",
    "It keeps no log for nobody",
    "Its archive of the log works",
    "Its clock is ours",
}


def test_a_real_server_says_all_of_it(context, postgresql_store):
    facts = postgresql_store.facts()
    assert facts.version >= 15
    assert (facts.encoding, facts.fsync, facts.same_machine) == ("UTF8", "off", True)
    found = wrong(patient(replace(context, store=postgresql_store)), database_checks.CHECKS)
    assert "turn fsync on" in found["It keeps what it acknowledged"]
    assert "superuser" in found["Our role can rewrite no record"]


def test_the_people_and_the_processes_that_there_have_to_be(context, tmp_path):
    here = replace(context, records=tmp_path)
    assert set(wrong(patient(here), database_checks.CHECKS)) == {
        "There are two administrators",
        "There are two who release",
        "The worker is at work",
        "The watch is at work",
        "The record was looked at",
        "The day's anchor is there",
        "There is a backup of today",
        "A backup was restored lately",
    }
    with here.store.begin() as unit:
        for number in range(2):
            roles = frozenset({Role.ADMINISTRATOR, Role.RELEASER})
            unit.accounts.add(Account(f"a{number}", f"a{number}@example.com", "A", roles=roles, rank=1), here.now())
        for name in (alarms.WATCH, service_state.BACKUP, service_state.REHEARSAL):
            unit.heartbeats.beat(name, here.now())
    reminders.beat(here, here.now())
    event_log_checks.daily(here, here.now())
    assert wrong(patient(here), database_checks.CHECKS) == {}


def test_what_cannot_be_looked_at_stops_nothing_and_is_never_well(context):
    def breaks(_patient):
        raise ZeroDivisionError("Robin Example")

    found = list(examine(patient(context), (Check("It breaks", breaks), Check("It is well", lambda _: ""))))
    assert [(each.verdict, each.says) for each in found] == [
        (Health.WRONG, "It could not be looked at: ZeroDivisionError."),
        (Health.WELL, ""),
    ]


def test_the_machine(context, tmp_path, monkeypatch):
    found = wrong(patient(replace(context, records=tmp_path)), machine_checks.CHECKS)
    mine = {"The environment is production", "The council has confirmed its stages", "The policy has not expired"}
    assert set(found) == mine
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setattr(machine_checks, "ROOM", 1 << 60)
    monkeypatch.setattr(machine_checks, "MEMORY", 1 << 60)
    found = wrong(patient(replace(context, records=in_the_way / "x")), machine_checks.CHECKS)
    assert set(found) == mine | {"The folder of records can be written", "There is memory"}
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("")
    (tmp_path / ".env").chmod(0o644)
    assert (
        "chmod 600" in wrong(patient(context), machine_checks.CHECKS)["The file of settings is nobody else's to read"]
    )
