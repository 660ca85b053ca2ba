"""A new policy comes into force at midnight of its day, in London and without a restart, at both doors."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from build import OURS
from portal import apps
from portal.domain.permissions import Actor, Role
from portal.policy_loader import Packs
from portal.services import reminders, worklist
from portal.web.app_factory import council_css
from visitor import Visitor

NEW = {"name: North Tyneside Council": "name: Council of the New Year", "team: MASH": "team: Front Door Team",
       "#0b5351": "#5b1a3a", "0345 2000 109": "01632 960077", "0330 333 7475": "01632 960088",
       "  neighbour: {taken: true": "  neighbour: {taken: false",
       "within: 5 working days": "within: 3 working days", "label: Stage 1": "label: Level 1"}  # fmt: skip
OFFICER = Actor("triage", frozenset({Role.TRIAGE}))
BEFORE, MIDNIGHT = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def policies(tmp_path):
    return shutil.copytree(OURS, tmp_path / "policies")


@pytest.fixture
def publish(policies):
    """A new policy begins on a day."""

    def write(begins, changes):
        own = policies / "north-tyneside"
        text = (own / "2019-12-31.yaml").read_text()
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        (own / f"{begins}.yaml").write_text(text)

    return write


@pytest.fixture
def running(context, policies, public_settings, clock):
    """Both doors, opened a second before midnight."""
    clock.now = BEFORE
    here = replace(context, packs=Packs(policies))
    return here, Visitor(apps.public_app(public_settings, here), frozenset({"Your request"}))


def colours(page, client):
    [address] = {link.get("href") for link in page.all("link") if "council.css" in link.get("href")}
    answer = client.get(address)
    return address, answer.get_data(as_text=True), answer.headers["Cache-Control"]


def test_the_public_door_follows_at_midnight(publish, running, clock):
    publish("2027-01-01", NEW)
    _, me = running
    page = me.get("/")
    old, css, kept = colours(page, me.client)
    assert "North Tyneside Council" in page.html
    assert "a friend or neighbour" in page.text
    assert "0330 333 7475" in page.html, "it is night"
    assert (css, "immutable" in kept) == (council_css("#0b5351"), True)
    clock.now = MIDNIGHT
    page = me.get("/")
    _, css, kept = colours(page, me.client)
    assert "Council of the New Year" in page.html
    assert "North Tyneside Council" not in page.html
    assert "a friend or neighbour" not in page.text
    assert "01632 960088" in page.html
    assert (css, "immutable" in kept) == (council_css("#5b1a3a"), True)
    late = me.client.get(old)  # asked for by a page from before midnight
    assert (late.get_data(as_text=True), late.headers["Cache-Control"]) == (css, "no-store")
    assert "Front Door Team" in me.get("/telephone").text
    assert "Council of the New Year" in me.client.get("/nowhere").get_data(as_text=True)
    assert "01632 960077" in me.app.extensions["last_resort"]


def test_the_staff_door_follows_at_midnight(publish, running, settings, clock):
    publish("2027-01-01", NEW)
    here, _ = running
    door = Visitor(apps.staff_app(settings, here))
    assert "North Tyneside Council" in door.get("/sign-in").html
    clock.now = MIDNIGHT
    assert "Council of the New Year" in door.get("/sign-in").html


def test_a_request_keeps_the_policy_under_which_it_was_made(publish, running, arrive, clock):
    publish("2027-01-01", NEW)
    here, _ = running
    old = arrive()
    clock.now = MIDNIGHT.replace(hour=12)
    assert here.pack.id == "north-tyneside@2027-01-01"
    with here.store.read() as unit:
        challenge = unit.challenges.get(old)
    rules = here.rules(challenge)
    assert rules.pack.id == challenge.pack == "north-tyneside@2019-12-31"
    assert rules.ladder.stages[0].label == "Stage 1"
    assert challenge.due.isoformat() == "2027-01-11", "five working days, not three, from 4 January"
    reminders.watch(here, clock.now)
    assert worklist.stages(here, OFFICER)["1"] == "Level 1"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"team: MASH": "tame: MASH"}, "“tame” is not a key of a council; did you mean “team”?"),
        ({"within: 5 working days": "within: 999 working days"}, "“999 working days” is longer than any date"),
    ],
)
def test_a_new_policy_that_cannot_be_used_leaves_the_one_before_in_force(
    publish, running, clock, caplog, changes, said
):
    publish("2027-01-01", changes)
    here, me = running
    me.get("/")
    clock.now = MIDNIGHT
    assert "North Tyneside Council" in me.get("/").html
    assert here.pack.id == "north-tyneside@2019-12-31"
    assert "north-tyneside@2027-01-01 cannot come into force" in caplog.text
    assert said in caplog.text


def test_in_production_a_new_policy_that_nobody_confirmed_leaves_the_one_before_in_force(policies, publish, caplog):
    publish("2027-01-01", {})
    packs = Packs(policies, lambda pack: pack.id == "north-tyneside@2019-12-31")
    assert packs.in_force("north-tyneside", MIDNIGHT.date()).id == "north-tyneside@2019-12-31"
    assert "nobody has confirmed or accepted it" in caplog.text


def test_midnight_is_that_of_london_in_summer_too(publish, running, clock):
    publish("2027-07-01", NEW)
    here, _ = running
    for hour, minute, name in ((22, 59, "2019-12-31"), (23, 0, "2027-07-01")):
        clock.now = datetime(2027, 6, 30, hour, minute, tzinfo=UTC)
        assert here.pack.id == f"north-tyneside@{name}"


def test_where_the_policies_are_gone_the_one_in_force_goes_on(policies, running, clock):
    here, me = running
    me.get("/")
    shutil.rmtree(policies / "north-tyneside")
    clock.now = MIDNIGHT
    assert "North Tyneside Council" in me.get("/").html
    assert here.pack.id == "north-tyneside@2019-12-31"
