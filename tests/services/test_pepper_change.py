"""Another pepper: codes that were given before open meanwhile and are hashed anew as they are used."""

import base64
from dataclasses import replace

import pytest
from click.testing import CliRunner

from build import PARENT
from portal.cli import main
from portal.domain import reference_codes
from portal.services import applications, tracker
from portal.storage import Store, WrongKeys
from posting import begin_in, send_in

NEW = b"N" * 32


def hashed(store, reference):
    with store.read() as unit:
        return unit.challenges.code_hash(reference)


@pytest.fixture
def door(context, store_url):
    """The context of a door that was started anew with these peppers."""
    opened = []

    def start(pepper, *also):
        keys = replace(context.keys, pepper=pepper, peppers_also=also)
        store = Store(store_url, keys)
        opened.append(store)
        return replace(context, keys=keys, store=store)

    yield start
    for each in opened:
        each.close()


@pytest.mark.every_database
def test_a_code_that_was_given_before_opens_at_each_step_and_changes_when_it_is_used(context, door, keys):
    old = keys.pepper
    token, reference = send_in(context, PARENT)
    code = tracker.receipt(context, token).code
    first, swapped = door(old, NEW), door(NEW, old)
    assert tracker.receipt(swapped, token).code == code, "who has not looked yet is shown the one that was made"
    assert hashed(context.store, reference).startswith("$argon2id")
    assert tracker.come_back(first, reference, code, "n")
    assert hashed(context.store, reference).startswith("$argon2id"), "nothing is changed at the first step"
    assert tracker.come_back(swapped, reference, "WRONGCODE123", "n") is None
    assert tracker.come_back(swapped, reference, code, "n")
    assert swapped.keys.peppered_now(hashed(context.store, reference))
    assert tracker.come_back(first, reference, code, "n"), "a door that was not started anew yet"
    assert tracker.come_back(swapped, reference, code, "n"), "which may have hashed it back"
    assert swapped.store.repepper() == 0
    alone = door(NEW)
    assert alone.store.unfit() == ""
    assert tracker.come_back(alone, reference, code, "n")
    assert "PORTAL_PEPPER" in door(old).store.unfit()
    with pytest.raises(WrongKeys, match="PORTAL_PEPPER"):
        tracker.come_back(door(old), reference, code, "n")
    door(old, NEW).store.repepper()


def test_how_many_codes_are_left_is_said_and_those_open_nothing_once_the_old_pepper_is_gone(context, door, keys):
    token, reference = send_in(context, PARENT)
    code = tracker.receipt(context, token).code
    swapped = door(NEW, keys.pepper)
    assert swapped.store.repepper() == 1
    assert tracker.come_back(door(NEW), reference, code, "n") is None
    assert tracker.come_back(swapped, reference, code, "n")
    door(keys.pepper, NEW).store.repepper()


def test_a_form_that_was_saved_with_a_code_keeps_it(context, door, keys):
    token = begin_in(context, PARENT)
    code = applications.keep_for_later(context, token)
    assert applications.keep_for_later(door(NEW, keys.pepper), token) == code
    assert applications.carry_on(door(NEW, keys.pepper), code, "n")


def test_the_first_door_of_this_release_may_come_up_in_the_middle_of_a_change(context, door, keys, store):
    """What the database knew of its pepper before hashes named theirs counts."""
    token, reference = send_in(context, PARENT)
    code = tracker.receipt(context, token).code
    with store.begin() as unit:
        unit.connection.exec_driver_sql("DELETE FROM key_probes WHERE name = 'first pepper'")
    swapped = door(NEW, keys.pepper)
    with swapped.store.begin():
        pass
    assert tracker.come_back(swapped, reference, code, "n")
    assert swapped.keys.peppered_now(hashed(store, reference))


def test_the_command_needs_both(monkeypatch):
    also = base64.b64encode(bytes(range(32))).decode()
    said = CliRunner().invoke(main, ["rotate-keys"])
    assert (said.exit_code, "PORTAL_PEPPER_ALSO is missing" in said.output) == (1, True)
    monkeypatch.setenv("PORTAL_PEPPER_ALSO", also)
    said = CliRunner().invoke(main, ["rotate-keys"])
    assert (said.exit_code, "PORTAL_PEPPER is missing" in said.output) == (1, True)


def test_no_code_is_kept_anywhere(context, store):
    token, reference = send_in(context, PARENT)
    code = reference_codes.tidy(tracker.receipt(context, token).code)
    assert code not in hashed(store, reference)
