"""Every `portal` command, as somebody types it."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from demo_process import free_ports, read
from later_version import stored_by_a_later_one
from sqlalchemy import text

from build import PARENT
from dev.__main__ import main as dev
from dev.notify import StandIn
from portal import apps
from portal.cli import main
from portal.services import applications, new_token, sign_in_links
from portal.settings import DEMO_NOTIFY_KEY, NOTICES, ROOT, PublicSettings, StaffSettings, notice_names
from portal.storage import sqlite_engine
from posting import until


@pytest.fixture
def environment(tmp_path):
    blank = dict.fromkeys((name for name in os.environ if name.startswith("PORTAL_")), "")
    return {**blank, "PORTAL_DATA_DIR": str(tmp_path)}


@pytest.fixture
def portal(environment):
    def command(*args, **more):
        return CliRunner().invoke(main, args, env={**environment, **more.pop("env", {})}, **more)

    return command


@pytest.fixture
def context(environment, portal):
    assert portal("upgrade").exit_code == 0
    context = apps.open_context(apps.settings_of(StaffSettings, environment))
    yield context
    context.store.close()


@pytest.fixture
def reference(context):
    token = new_token()
    applications.answer(context, token, "en", PARENT)
    return applications.submit(context, token)


def refused(result, *words):
    """A sentence for people, and no traceback."""
    assert result.exit_code == 1
    assert result.output.startswith("Error: "), result.output
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)
    for word in words:
        assert word in result.output
    return True


def test_upgrade_makes_the_tables_once(portal):
    assert "Applied 0001" in portal("upgrade").output
    assert portal("upgrade").output == "The tables are up to date.\n"


def test_commands_say_that_a_later_version_wrote_to_the_database(portal, context, reference):
    stored_by_a_later_one(context.store, reference)
    said = "written by a later version of the portal. The state has version 99, and this portal knows 3: deploy a later"
    assert refused(portal("check-receipt", reference, "0" * 64), said)
    upgraded = portal("upgrade")
    assert upgraded.exit_code == 1
    assert said in upgraded.output


def test_upgrade_refuses_tables_of_a_later_version(portal, context):
    with context.store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999', serves_from = '9999'"))
    assert refused(portal("upgrade"), "written by a later version", "Its tables are of 9999", "deploy a later one")


def test_retention_says_what_is_due_and_a_hold_stops_erasing_by_a_command_too(portal, context, reference):
    said = portal("retention").output
    assert "challenges: 6 years (Limitation Act 1980, sections 2 and 5); over just now: 0\n" in said
    assert "Due, " not in said
    with context.store.begin() as unit:
        held = unit.challenges.get(reference).id
        unit.due_erasures.hold(held, "A claim.", "ann", context.now(), date.max)
    assert refused(portal("erase", reference, "--yes"), "It is held until 9999-12-31")
    with context.store.begin() as unit:
        assert unit.challenges.get(reference)
        unit.due_erasures.release(held)
    assert portal("erase", reference, "--disk", "--yes").exit_code == 2
    assert portal("erase", reference, "--yes").exit_code == 0
    assert "Erased: 0." in portal("erase", "--disk", "--yes").output


def test_check_packs_says_what_is_assumed_and_expired(portal):
    result = portal("check-packs")
    assert result.exit_code == 0
    assert "The policy expired on Thursday 31 March 2022." in result.output
    assert "assumed: ladders.main.stages.1" in result.output
    told = json.loads(portal("check-packs", "--json").output)
    assert told["sound"]
    assert "north-tyneside@2019-12-31" in [each["pack"] for each in told["packs"]]


def test_check_packs_fails_on_a_broken_pack(portal, tmp_path):
    council = tmp_path / "policies" / "somewhere"
    council.mkdir(parents=True)
    (council.parent / "base-1.yaml").write_text((ROOT / "policies" / "base-1.yaml").read_text())
    (council / "2020-01-01.yaml").write_text("colour: blue\n")
    result = portal("check-packs", str(council.parent))
    assert result.exit_code == 1
    assert "2020-01-01.yaml:1" in result.output
    assert "Traceback" not in result.output


def test_explain_works_out_dates_from_the_time_of_receipt(portal):
    result = portal("explain", "north-tyneside", "--received", "2026-12-23T17:30")
    assert result.exit_code == 0
    assert "counted from Thursday 24 December 2026" in result.output
    assert "Stage 1: Team Manager (rank 1 or higher)*, by Tuesday 5 January 2027 (2.5, 2.6)" in result.output
    for word in ("Assistant Director", "Who may be told what", "first_raised_by", "stranger"):
        assert word in result.output


def test_explain_gives_the_same_as_json(portal):
    told = json.loads(portal("explain", "north-tyneside", "--json", "--received", "2026-12-23T17:30").output)
    assert told["day_zero"] == "2026-12-24"
    [ladders] = (item for item in told["says"] if item["place"] == "ladders")
    assert ladders["inner"][0]["inner"][0]["inner"][0]["due"] == "2027-01-05"
    assert told["disclosure"]["other_challengers"]["parent"]["show"] == "withheld"
    assert json.loads(portal("explain", "north-tyneside", "--json").output)["received"] is None


def test_explain_refuses_in_a_sentence(portal):
    assert refused(portal("explain", "nowhere"), "no policy for 'nowhere'", "There are policies of: ")
    assert refused(portal("explain", "north-tyneside", "--received", "2031-12-23T17:30"), "2031")
    assert portal("explain", "north-tyneside", "--received", "soon").exit_code == 2


def test_every_text_is_printed_for_pasting_and_then_every_message_whole(portal):
    printed, _, whole = portal("notify-templates").output.partition("The rest is to be read, not to be pasted")
    for name in notice_names():
        assert f"=== {name}\n" in printed
    assert "((news))" in printed
    assert "((news))" not in whole.partition("\n")[2]
    assert "=== question.letter.en, through update.letter.en\nType: letter\nSubject: There is an update" in whole
    assert "We have a question for you. Ref ((reference)) of ((date))." in whole


def test_what_notify_holds_is_compared_with_what_we_have(portal):
    (port,) = free_ports(1)
    here = {"PORTAL_NOTIFY_PORT": str(port)}
    assert refused(portal("notify-templates", "--check", env=here), "Notify gave no answer")
    with StandIn(NOTICES, {DEMO_NOTIFY_KEY: "live"}).running(port=port):
        result = portal("notify-templates", "--check", env=here)
        assert (result.exit_code, result.output) == (0, "What Notify holds is what we have.\n")
        wrong = {"PORTAL_NOTIFY_TEMPLATES": "update.email.en=6c1f9a8e-0000-4000-8000-000000000000"} | here
        result = portal("notify-templates", "--check", env=wrong)
        assert result.exit_code == 1
        assert "update.email.en: Notify does not hold it" in result.output


def test_texts_that_are_not_whole_stop_everything_in_a_sentence(portal, monkeypatch, tmp_path):
    broken = Path(shutil.copytree(NOTICES, tmp_path / "notices"))
    (broken / "en" / "notices" / "news.en.txt").write_text("late: We are late.\n")
    monkeypatch.setattr(apps, "NOTICES", broken)
    assert refused(portal("worker"), "news.en.txt needs a sentence for each message", "question")


def test_the_ledger_is_verified_and_its_anchor_printed_and_compared(portal, reference, context, tmp_path):
    sound = portal("verify-ledger")
    assert sound.exit_code == 0
    lines = sound.output.splitlines()
    assert (lines[0], lines[-1].split()[0]) == ("portal anchor 1", "seal")
    earlier = tmp_path / "anchor.txt"
    earlier.write_text(sound.output)
    assert portal("verify-ledger", "--anchor", str(earlier)).exit_code == 0
    earlier.write_text(sound.output.replace("at 2", "at 3"))
    assert "This is not an anchor that we wrote" in portal("verify-ledger", "--anchor", str(earlier)).output
    with context.store.begin() as unit:
        unit.connection.exec_driver_sql("DROP TRIGGER events_never_update")
        unit.connection.exec_driver_sql("UPDATE events SET kind = 'other'")
    broken = portal("verify-ledger")
    assert broken.exit_code == 1
    assert "Traceback" not in broken.output
    assert f"{reference}: event 1 is not what was written" in broken.output


def test_erase_asks_first_and_the_ledger_still_verifies(portal, reference, context, monkeypatch):
    assert portal("erase", reference, input="n\n").exit_code == 1
    with context.store.read() as unit:
        assert unit.challenges.get(reference).reference == reference
    result = portal("erase", f"{reference[:4]}-{reference[4:8]}-{reference[8:]}".lower(), "--yes")
    assert result.exit_code == 0
    assert "Erased: 1. Not here, so nothing to erase: 0." in result.output
    assert portal("verify-ledger").exit_code == 0
    register = context.records / "erasures.txt"
    assert reference in register.read_text()
    again = portal("erase", "--again", str(register), "--yes")
    assert (again.exit_code, again.output.splitlines()[0]) == (0, result.output.splitlines()[0])
    assert portal("erase", "--yes").exit_code == 2
    register.write_text("something else altogether")
    assert refused(portal("erase", "--again", str(register), "--yes"), "is not a register of erasures")
    monkeypatch.setattr(sqlite_engine, "CHECKPOINT", 0.2)
    with closing(sqlite3.connect(context.store.engine.url.database)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM challenges").fetchone()
        with context.store.begin() as unit:
            unit.heartbeats.beat("x", context.now())
        assert refused(portal("erase", reference, "--yes"), "run this again", "somebody is reading")


def test_the_sql_for_two_roles_is_printed(portal):
    printed = portal("database-roles").output
    assert printed.count("CREATE ROLE") == 2


@pytest.mark.usefixtures("context")
def test_erase_knows_no_such_reference(portal):
    assert refused(portal("erase", "0000-0000-0", "--yes"), "no challenge with that reference")


def test_new_keys_are_what_the_settings_take(portal):
    lines = portal("new-keys").output.splitlines()
    keys = dict(line.split("=", 1) for line in lines)
    assert len(keys) == len(lines)
    assert len(set(keys.values())) == len(keys)
    for kind in (PublicSettings, StaffSettings):
        assert set(kind.key_variables()) <= set(keys)
        _settings, faults = kind.collect({**keys, "PORTAL_ENV": "production"})
        assert not [fault for fault in faults if any(variable in fault for variable in keys)]
    again = dict(line.split("=", 1) for line in portal("new-keys").output.splitlines())
    assert not set(again.values()) & set(keys.values())


@pytest.mark.parametrize("command", [("sign-in-link", "toni@example.com"), ("upgrade",), ("worker",)])
def test_production_refuses_in_plain_words(portal, command):
    assert refused(
        portal(*command, env={"PORTAL_ENV": "production"}), "The portal cannot start:", "PORTAL_MASTER_KEY is missing"
    )


@pytest.mark.parametrize("command", ["run", "notify"])
def test_the_demo_is_refused_in_production(environment, command):
    env = {**environment, "PORTAL_ENV": "production"}
    assert refused(CliRunner().invoke(dev, [command], env=env), "The portal cannot start:", "PORTAL_MASTER_KEY")


def test_a_staff_account_is_made_once_and_fit(portal, context):
    said = ("add-staff", "toni@example.com", "Toni Example", "--role", "triage")
    assert portal(*said, "--work-id", "toni-at-work").output.startswith("The account is ready. All administrators")
    with context.store.read() as unit:
        assert unit.accounts.by_work_id("toni-at-work").name == "Toni Example"
    assert refused(portal(*said), "already")
    assert refused(portal("add-staff", "x@example.com", "X", "--role", "owner"), "owner")


def test_an_address_that_signs_somebody_in_once_is_printed_alone(portal, context):
    assert refused(portal("sign-in-link", "toni@example.com"), "no open account")
    portal("add-staff", "toni@example.com", "Toni Example", "--role", "administrator")
    printed = portal("sign-in-link", "toni@example.com")
    address, token = printed.stdout.strip().rsplit("/", 1)
    assert (address, printed.stdout.count("\n")) == ("http://127.0.0.1:8001/sign-in/link", 1)
    assert "10 minutes" in printed.stderr
    assert sign_in_links.good(context, token)


@pytest.mark.parametrize("command", main.commands)
def test_each_command_explains_itself(portal, command):
    result = portal(command, "--help")
    assert result.exit_code == 0
    assert len(main.commands[command].help) > 20


@pytest.mark.usefixtures("context")
@pytest.mark.at_length
def test_the_worker_stops_when_it_is_told_to(environment):
    command = [sys.executable, "-m", "portal", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.PIPE) as process:
        try:
            until(lambda: catches(process.pid, signal.SIGTERM))
            process.send_signal(signal.SIGTERM)
            assert process.wait(15) == 0
        finally:
            process.kill()  # or whoever runs the tests waits for it for ever
        [said] = process.stderr.read().decode().splitlines()
        assert "texts at GOV.UK Notify could not be checked" in said, "there is none here"


def catches(pid, number):
    """Whether a process does something of its own about a signal."""
    caught = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt:"))
    return int(caught.split()[1], 16) >> (number - 1) & 1


def test_the_stand_in_shows_what_it_was_given(environment):
    (port,) = free_ports(1)
    process = subprocess.Popen(
        [sys.executable, "-m", "dev", "notify", "--port", str(port)],
        cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert "<html" in until(lambda: shown(f"http://127.0.0.1:{port}"))
    finally:
        process.terminate()
        process.wait(10)


def shown(address):
    try:
        return read(address)
    except OSError:
        return ""


def test_trace_leads_from_each_clause_to_its_rule_its_screen_and_its_test(portal, tmp_path):
    result = portal("trace", "north-tyneside")
    assert result.exit_code == 0
    assert "north-tyneside@2019-12-31: 31 of 31 clauses carried and seen" in result.output
    for line in (
        " 14  The first decision is made within one working day [2.1]",
        "     rule  decision_within",
        "     seen  public /what-happens-next: “we plan to decide within 1 working day”",
        "     test  tests/packs/test_every_key.py::test_a_value_of_a_pack_acts",
    ):
        assert line in result.output
    told = json.loads(portal("trace", "barnet", "--json").output)
    assert [each["number"] for each in told["clauses"] if each["missing"]] == [25]
    copied = shutil.copytree(ROOT / "policies", tmp_path / "policies")
    (copied / "barnet" / "2021-03-01.trace").unlink()
    assert refused(portal("trace", str(copied / "barnet")), "2021-03-01.trace:1: There is no trace of this policy")
