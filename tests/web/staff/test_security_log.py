"""What is refused, tried and taken out leaves a line in the security log, and no line says whose it is."""

import logging
import re
from datetime import timedelta

import pytest

from portal.domain.permissions import Actor, Role
from portal.services import account_changes, security_log, sign_in_links
from portal.services.account_changes import AccountChangeKind
from portal.services.security_log import Happening
from visitor import Visitor

TRIAGE, ADMIN = "triage@example.com", "admin@example.com"
LINE = re.compile(r"[a-z_]+( [a-z]+=[a-z0-9_.:-]+)*", re.ASCII)


@pytest.fixture
def said(caplog):
    """The lines written since it was last asked."""
    caplog.set_level(logging.INFO, logger="portal.security")

    def take():
        lines = [record.getMessage() for record in caplog.records if record.name == "portal.security"]
        caplog.clear()
        assert all(LINE.fullmatch(line) for line in lines), lines
        return lines

    return take


def kinds(lines):
    return [line.split()[0] for line in lines]


def test_sign_ins_by_an_address_made_on_the_server_and_signing_out(said, desk, context, door):
    address = f"/sign-in/link/{sign_in_links.make(context, TRIAGE)}"
    late = Visitor(door)
    for each in (desk, late):
        each.get(address)
    desk.send()
    desk.send("/sign-out")
    assert kinds(said()) == ["sign_in_link", "signed_in", "signed_out"]
    late.send()
    assert [line.split()[:2] for line in said()] == [["sign_in_failed", "by=link"]]


def test_what_may_not_be_opened_and_what_is_no_form_of_ours(said, signed_in):
    signed_in.client.get("/people/add")
    signed_in.client.post("/discard", data={"path": "/zebediah"})
    signed_in.client.post("/discard", headers={"Sec-Fetch-Site": "cross-site"})
    lines = said()
    assert kinds(lines) == ["forbidden", "forged_form", "forbidden"]
    assert "at=people.add" in lines[0]
    assert "account=" in lines[0]


def test_changed_accounts_copies_taken_out_and_wrong_codes(said, context, enter, employ, arrive, as_raiser):
    employ(ADMIN, Role.ADMINISTRATOR)
    desk, reference = enter(TRIAGE), arrive()
    desk.client.get(f"/challenges/{reference}/why")
    with context.store.read() as unit:
        andy = Actor(unit.accounts.by_email(ADMIN).id, frozenset({Role.ADMINISTRATOR}))
    account_changes.ask(context, andy, "triage", AccountChangeKind.DISABLE)
    person = Visitor(as_raiser(reference).client.application, frozenset({"Your request", "Tell us"}))
    person.get("/return")
    person.send(reference=reference, code="ZEBE DIAH QUIL")
    lines = said()
    assert kinds(lines) == ["signed_in", "account_changed", "code_failed"]
    assert "what=disabled" in lines[1]
    assert reference.lower() not in " ".join(lines).lower()


def test_words_that_a_person_could_have_typed_are_left_out(caplog):
    caplog.set_level(logging.INFO, logger="portal.security")
    words = ("zebediah@example.com", "Zebediah", "zebediah quillfeather", "192.0.2.1\nforged", "x" * 65, "")
    for word in words:
        security_log.event(Happening.FORBIDDEN, at=word, status=403)
    assert [record.getMessage() for record in caplog.records] == ["forbidden status=403"] * len(words)


def test_the_same_person_has_another_alias_the_next_day(context, clock):
    first = security_log.alias(context, "toni")
    assert first == security_log.alias(context, "toni") != security_log.alias(context, "remi")
    clock.now += timedelta(days=1)
    assert security_log.alias(context, "toni") != first
