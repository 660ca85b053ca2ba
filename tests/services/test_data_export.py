"""Everything is taken along in open formats, and a new portal with keys of its own goes on with it: all, or nothing."""

import base64
import json
from contextlib import closing
from dataclasses import replace

import jsonschema
import pyrage
import pytest
from click.testing import CliRunner
from lived_cases import employ_everybody, live
from sqlalchemy import create_engine, make_url, text

from build import PARENT
from portal.cli import main
from portal.domain.permissions import Actor, Role
from portal.domain.policy.calendar import local
from portal.domain.policy.closures import Closure
from portal.domain.site_notice import SiteNotice, SiteNoticeKind
from portal.services import (
    data_export,
    data_import,
    feedback,
    receipt_signatures,
    restricted_cases,
    retention,
    search,
    tracker,
)
from portal.services.delivery import send_waiting
from portal.storage import Keys, Store
from portal.storage.evidence import FileHolder
from portal.storage.portable_kinds import KINDS, LEFT
from portal.storage.tables import metadata
from posting import Clock, looked_at, notify_at, send_in, stand_in

ON_BOTH = pytest.mark.every_database
MAN = Actor("man", frozenset({Role.MANAGER, Role.TRIAGE}), 4)
OTHER = Keys(master=b"M" * 32, index=b"I" * 32, pepper=b"P" * 32)
NEW_HERE = {"code_hash", "attempts"}
"""What is not the same line for line: codes are named by their pepper, and Notify is asked of what waits."""


@pytest.fixture
def new_portal(context, postgresql_url, tmp_path, now):
    """A new portal with keys of its own, on the other kind of database."""
    made = []

    def start(*peppers_also, name="arrived"):
        keys = replace(OTHER, peppers_also=peppers_also)
        url = f"sqlite:///{tmp_path / name}.db"
        if context.store.embedded:
            url = database(postgresql_url, name)
            made.append(name)
        store = Store(url, keys)
        opened.append(store)
        store.upgrade()
        return replace(context, store=store, keys=keys, records=tmp_path / f"{name}-records", clock=Clock(now))

    opened = []
    yield start
    for store in opened:
        store.close()
    for name in made:
        database(postgresql_url, name, gone=True)


def database(server, name, *, gone=False):
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"{engine.url.database}_{name}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)" if gone else f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def lived(context, employ, tmp_path, now):
    """A portal with a life behind it: cases in any state, files, messages, holds, what was erased, what staff did."""
    portal = replace(context, records=tmp_path / "records", clock=Clock(now), evidence_folder=None)
    portal.records.mkdir()
    employ("man", Role.MANAGER, Role.TRIAGE)
    employ("ben", Role.MANAGER)
    employ_everybody(portal)
    token, reference = send_in(portal, PARENT)
    code = tracker.receipt(portal, token).code
    receipt_signatures.new_key(portal)
    with portal.store.begin() as unit:
        challenge = unit.challenges.get(reference)
        holder = FileHolder.challenge(challenge.id, unit.key_of(challenge.id))
        unit.evidence.add(holder, 1, {"kind": "pdf", "words": "The letter"}, b"%PDF of Robin", now, checked=True)
        unit.due_erasures.hold(challenge.id, "A court asked", "man", now, local(now).date().replace(year=2031))
        unit.saved_filters.add("man", "Mine of old", {"list": "mine"}, now)
        unit.office_closures.propose(Closure.parse("2026-12-01 from 12:00"), "man", now)
        unit.site_notices.propose(SiteNotice(SiteNoticeKind.IMPORTANT, "We are shut.", now, now), "man", now)
        unit.search_index.log("man", "reference", "triage", 1, now)
    restricted_cases.restrict(portal, MAN, send_in(portal, PARENT)[1], ["man", "ben"], "staff_family")
    feedback.give(portal, place="done", easy="easy", words="It was clear.")
    assert retention.erase(portal, send_in(portal, PARENT)[1])
    live(portal, portal.clock, 17, 6)
    return portal, code, reference


def dumped(folder, name):
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


def same(folder, other):
    """Whether all lines of two exports are, but for what is new where it arrived."""
    for kind in KINDS:
        ours, theirs = ([{k: v for k, v in line.items() if k not in NEW_HERE} for line in dumped(f, kind.name)]
                        for f in (folder, other))  # fmt: skip
        if kind.name == "signing_keys":
            theirs = [line for line in theirs if line in ours]  # and a new one
        assert ours == theirs, kind.name
    for ours, theirs in zip(dumped(folder, "records"), dumped(other, "records"), strict=True):
        assert {**ours, "made_at": ""} == {**theirs, "made_at": ""}
    return True


@ON_BOTH
def test_a_new_portal_with_other_keys_and_another_database_has_all_of_it(lived, new_portal, tmp_path):
    portal, code, reference = lived
    folder, again = tmp_path / "out", tmp_path / "again"
    data_export.plain(portal, folder)
    there = new_portal(portal.keys.pepper)
    there.clock.now = portal.clock.now
    done = data_import.read_in(there, folder)
    assert (done.faults, done.without_code, done.council) == ([], [], "north-tyneside")
    data_export.plain(there, again)
    assert same(folder, again)
    assert (again / "content").exists()
    assert [path.read_bytes() for path in (again / "content").iterdir()] == [b"%PDF of Robin"]
    assert rows(there) == rows(portal)
    assert search.search(there, MAN, reference, search.Purpose.CONTACT).lines
    assert [each.reference for each in found(there)] == [each.reference for each in found(portal)] != []
    assert tracker.come_back(there, reference, code, "n"), "the code that they have"
    with there.store.begin() as unit:
        unit.accounts.names()
        assert set(portal_public(portal)) < set(unit.signing_keys.public()), "receipts of before can be checked"
        assert unit.signing_keys.fault() == ""
    assert send_in(there, PARENT)[1] != reference, "it goes on"
    assert there.store.rotate(lambda *_: None) == 0
    assert there.store.unfit() == ""
    assert "erasures.txt" in {path.name for path in there.records.iterdir()}


def found(portal):
    return search.search(portal, MAN, "Robin", search.Purpose.CONTACT).lines


def portal_public(portal):
    with portal.store.read() as unit:
        return unit.signing_keys.public()


def rows(portal):
    with portal.store.read() as unit:
        listed = unit.connection.execute(
            text("SELECT reference, status, turn, due_key, queue_key, assigned, flags FROM challenges ORDER BY id")
        ).all()
        duties = unit.connection.execute(text("SELECT challenge_id, kind, who FROM duties ORDER BY 1, 2, 3")).all()
    return [tuple(row) for row in (*listed, *duties)]


def test_every_line_is_as_its_schema_says_and_every_file_as_the_manifest_does(lived, tmp_path):
    portal, _, _ = lived
    manifest = data_export.plain(portal, folder := tmp_path / "out")
    assert {*manifest["lines"]} == {*(kind.name for kind in KINDS), "records"}
    for name, count in manifest["lines"].items():
        schema = json.loads((folder / "schemas" / f"{name}.schema.json").read_text())
        check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        assert len(lines := dumped(folder, name)) == count
        assert [error.message for line in lines for error in check.iter_errors(line)] == []
    assert all(
        manifest["lines"][name]
        for name in manifest["lines"]
        if name not in {"account_changes", "erasure_proposals", "staff_leave"}
    )
    assert data_export.checked(folder) == manifest
    assert (folder / "challenges.jsonl").stat().st_mode & 0o777 == 0o600
    (folder / "content" / "more").write_text("x")
    with pytest.raises(data_export.BadExport, match="content/more"):
        data_export.checked(folder)


def test_every_table_is_taken_or_its_being_left_is_explained():
    taken = [kind.table for kind in KINDS]
    assert {*taken, *LEFT} == {*metadata.tables.values()}
    assert not {*taken} & {*LEFT}


def test_what_was_sent_is_not_sent_again_and_what_waits_goes_once(lived, new_portal, tmp_path):
    portal, _, reference = lived
    desk = stand_in(settles_in=None)
    with desk.running() as url:
        desk_portal = replace(portal, notify=notify_at(url))
        looked_at(desk_portal, reference)
        send_waiting(desk_portal, desk_portal.now())
        data_export.plain(desk_portal, tmp_path / "out")
        there = replace(new_portal(), notify=desk_portal.notify)
        there.clock.now = portal.clock.now
        data_import.read_in(there, tmp_path / "out")
        everything(desk_portal)
        sent = len(desk.messages)
        everything(there)
        assert len(desk.messages) == sent > 1, "the old portal had sent what waited"


def everything(portal):
    while send_waiting(portal, portal.now()):
        pass


def test_a_code_whose_pepper_is_not_there_opens_nothing_and_that_is_said(lived, new_portal, tmp_path):
    portal, code, reference = lived
    data_export.plain(portal, tmp_path / "out")
    there = new_portal()
    done = data_import.read_in(there, tmp_path / "out")
    assert reference in done.without_code
    assert done.codes == 0
    assert tracker.come_back(there, reference, code, "n") is None


def test_a_portal_in_which_there_is_anything_takes_nothing(lived, new_portal, tmp_path):
    portal, _, _ = lived
    data_export.plain(portal, tmp_path / "out")
    there = new_portal()
    send_in(there, PARENT)
    with pytest.raises(data_export.BadExport, match="is not empty"):
        data_import.read_in(there, tmp_path / "out")
    with there.store.read() as unit:
        assert len(unit.challenges.every_id()) == 1


@pytest.mark.parametrize(("said", "why"), [({"revision": "9999"}, "of schema 9999"), ({"format": 2}, "format is 2")])
def test_what_is_newer_than_the_portal_is_refused_and_nothing_of_it_stays(said, why, lived, new_portal, tmp_path):
    portal, _, _ = lived
    data_export.plain(portal, folder := tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | said))
    there = new_portal()
    with pytest.raises(data_export.BadExport, match=why):
        data_import.read_in(there, folder)
    with there.store.read() as unit:
        assert unit.challenges.every_id() == []


def test_a_record_that_somebody_wrote_to_is_not_taken_along_as_if_it_were_sound(lived, tmp_path):
    portal, _, _ = lived
    with portal.store.begin() as unit:
        unit.connection.execute(text("UPDATE challenges SET code_hash = 'x' WHERE code_hash IS NOT NULL"))
    with pytest.raises(data_export.BadExport, match="not as it was"):
        data_export.plain(portal, tmp_path / "out")


@pytest.fixture
def commands(context, keys):
    """`portal …` for a database, with its keys: without one, for the database of the portal that has lived."""
    ours = context.store.engine.url.render_as_string(hide_password=False)

    def run(*words, url=ours, of=keys, **more):
        named = {"MASTER_KEY": of.master, "INDEX_KEY": of.index, "PEPPER": of.pepper}
        given = {f"PORTAL_{name}": base64.b64encode(value).decode() for name, value in named.items()}
        given |= {"PORTAL_DATABASE_URL": url, **more}
        return CliRunner().invoke(main, list(words), env=given)

    return run


@pytest.mark.usefixtures("lived")
def test_the_commands_encrypt_or_say_loudly_that_they_do_not(commands, tmp_path):
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(identity))
    target = tmp_path / "all.age"
    bare = commands("export", str(target))
    assert (bare.exit_code, "Say --everything" in bare.output) == (2, True)
    loud = commands("export", "--everything", str(target))
    assert (loud.exit_code, "for everybody who has it" in loud.output) == (2, True)
    assert not target.exists()
    plain = commands("export", "--everything", "--plain", str(tmp_path / "plain"))
    assert "NOTHING IN IT IS ENCRYPTED" in plain.output, plain.output
    made = commands("export", "--everything", "--to", str(identity.to_public()), str(target))
    assert made.exit_code == 0, made.output
    assert b"Robin" not in target.read_bytes()
    new = f"sqlite:///{tmp_path / 'new.db'}"
    done = commands("import", str(target), "--identity", str(tmp_path / "key"), url=new, of=OTHER)
    assert done.exit_code == 0, done.output
    assert "The record verifies." in done.output
    assert "open nothing any more" not in done.output
    with closing(Store(new, OTHER)) as store, store.read() as unit:
        assert len(unit.challenges.every_id()) > 0
