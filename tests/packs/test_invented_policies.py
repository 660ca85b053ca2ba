"""Six policies of councils that are not there use every option in other combinations: each is said and followed."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from pack_surfaces import LIVES, Surfaces, said_by

from build import OURS
from portal.domain.challenge.state import Rules, Status
from portal.domain.policy.model import Audience, PolicyCondition
from portal.policy_loader import Packs
from portal.preview import previewing
from portal.services.policy_explanation import explain, explain_text, worked_dates
from portal.services.policy_report import check
from portal.storage import Store

HERE = Path(__file__).parent / "invented"
NAMES = ("eastmoor", "fenmarsh", "harbourside", "larkham", "stonebridge", "wexbridge")
PAGES = ("/", "/policy", "/what-happens-next", "/what-we-can-tell-you", "/contact", "/how-we-treated-you", "/telephone")
CONDITIONS = {
    PolicyCondition.URGENT: "urgent=yes",
    PolicyCondition.NEW_REFERRAL: "urgent=no case=no",
    PolicyCondition.OPEN_CASE: "urgent=no case=yes",
    PolicyCondition.PROTECTION_PLAN: "urgent=no plan=yes",
}


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    """All of them, with our bases."""
    folder = tmp_path_factory.mktemp("invented") / "policies"
    shutil.copytree(HERE, folder)
    for base in OURS.glob("base-*.yaml"):
        shutil.copy(base, folder)
    return Packs(folder)


@pytest.fixture(scope="module")
def under(packs, sqlite_file, keys, tmp_path_factory):
    """Both doors under one of them."""
    file = shutil.copy(sqlite_file, tmp_path_factory.mktemp("invented-doors") / "portal.db")
    store = Store(f"sqlite:///{file}", keys)
    yield Surfaces(store, keys, packs.directory, packs.current("eastmoor"))
    store.close()


def comers(ladder, pack):
    """Who comes to a ladder, and with which answers."""
    if not (ladder.agency or ladder.decided_by or ladder.when is not PolicyCondition.ALWAYS):
        others = {each for other in pack.ladders if other is not ladder for each in other.audiences}
        whose = ladder.audiences or [each for each in Audience if pack.takes(each) and each not in others]
        return [f"{each} urgent=no" for each in whose]
    said = CONDITIONS.get(ladder.when, "urgent=no")
    return [f"professional {said} agency={ladder.agency or 'other'} decided_by={ladder.decided_by or 'other'}"]


def cases():
    for name in NAMES:
        [file] = (HERE / name).glob("*.yaml")
        for ladder in yaml.safe_load(file.read_text(encoding="utf-8"))["ladders"]:
            yield pytest.param(name, ladder["key"], id=f"{name}-{ladder['key']}")


def test_they_are_sound_and_say_what_their_files_say(packs):
    checked = check(packs, datetime(2026, 11, 23, 10, tzinfo=UTC))
    assert checked["sound"], checked
    for name in NAMES:
        [pack_id] = packs.ids(name)
        text = explain_text(explain(packs, pack_id))
        file = (packs.directory / name / f"{pack_id.partition('@')[2]}.yaml").read_text(encoding="utf-8")
        labels = re.findall(r"(?:label|name|who|exchange|form): ([^,{}\"\n]+)", file)
        assert [label for label in labels if label.strip() not in text and label not in ("none", "not stated")] == []


@pytest.mark.at_length
@pytest.mark.timeout(120)
@pytest.mark.parametrize(("name", "key"), [*cases()])
def test_whoever_comes_to_a_ladder_is_led_through_all_its_stages(packs, under, name, key):
    pack = packs.current(name)
    ladder = pack.ladder(key)
    under.shelf.put(pack)
    night = ladder.when is PolicyCondition.OUT_OF_HOURS
    for who in comers(ladder, pack):
        life = LIVES["at night" if night else "reviewed"](under.rules(), said_by(who))
        assert life.state.ladder == key, who
        last = Rules(pack, packs.calendar(pack), key, life.rules.conditions).ladder.stages[-1]
        reviewed = [stage.key for stage in life.rules.ladder.stages]
        assert life.state.stage in reviewed, who
        if not any(stage.routes for stage in ladder.stages):
            assert (life.state.stage, life.state.status) == (last.key, Status.REVIEWED), (who, life.lines[-3:])
        moment = "at night" if night else "reviewed"
        for page in ("raiser progress", "staff summary", "staff record"):
            surface = f"{page} {moment} / {who}"
            shown = under.seen(pack, surface)
            assert shown.startswith("200"), (surface, shown[:300])


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_shown_under_them(packs, under, name):
    pack = packs.current(name)
    for page in (
        "/",
        "/policy",
        "/what-happens-next",
        "/what-we-can-tell-you",
        "/contact",
        "/how-we-treated-you",
        "/telephone",
    ):
        for light in ("public", "night", "holiday"):
            assert under.seen(pack, f"{light} {page}").startswith("200"), (light, page)
    for page in ("/", "/policy", "/people"):
        assert under.seen(pack, f"staff {page}").startswith("200"), page
    told = under.seen(pack, "public /policy")
    assert pack.ladder().stages[0].label in told


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", NAMES)
def test_a_preview_reaches_each_ladder_by_the_form(packs, name):
    [pack_id] = packs.ids(name)
    with previewing(packs, pack_id, 8010) as shown:
        reached = {sample.ladder: bool(sample.reference) for sample in shown.samples}
    assert reached == {ladder.label: True for ladder in packs.get(pack_id).ladders}


DATES = {
    # Harbourside is closed on 24 December: a working day counts from Tuesday 29, and it is taken on a day later
    ("harbourside", "main", "2026-12-24 10:00"): {
        "a.deadlines.1": "2026-12-24", "a.deadlines.2": "2027-01-07", "a": "2027-01-07",
        "b.deadlines.1": "2027-01-17", "b": "2027-01-24",
    },
    ("harbourside", "schools", "2027-03-25 10:00"): {"governors": "2027-04-19"},
    ("eastmoor", "main", "2026-12-24 10:00"): {"only.deadlines.1": "2026-12-26"},
    ("stonebridge", "main", "2026-12-23 10:00"): {
        "1.deadlines.1": "2026-12-24", "1.deadlines.2": "2026-12-30", "1.deadlines.3": "2027-01-04", "1": "2027-01-04",
    },
    # Fenmarsh closes on 24 December at noon: what comes then counts as Tuesday 29
    ("fenmarsh", "main", "2026-12-24 10:00"): {"first": "2027-01-12"},
    ("fenmarsh", "main", "2026-12-24 13:00"): {"first": "2027-01-13"},
    # it closes at one on the first Wednesday of December
    ("fenmarsh", "practitioners", "2026-12-02 14:00"): {"practitioners-first": "2026-12-08"},
    # Larkham counts no day between Christmas and New Year; Wexbridge's schools no day until 5 January
    ("larkham", "main", "2026-12-18 10:00"): {"first.deadlines.1": "2026-12-22", "first": "2027-01-12"},
    ("wexbridge", "main", "2026-12-16 10:00"): {"1.deadlines.2": "2026-12-18", "2": "2026-12-30"},
    ("wexbridge", "schools", "2026-12-16 10:00"): {"schools-2": "2027-01-11"},
    ("stonebridge", "new", "2026-12-24 10:00"): {"n": "2026-12-31"},
    ("stonebridge", "police-open", "2026-12-31 10:00"): {"p": "2027-02-28"},
}  # fmt: skip


@pytest.mark.parametrize(("name", "key", "received"), DATES)
def test_dates_are_those_worked_by_hand(packs, name, key, received):
    pack = packs.current(name)
    at = datetime.fromisoformat(received).replace(tzinfo=UTC)
    dates = worked_dates(pack, packs.calendar(pack), at)
    expected = DATES[name, key, received]
    found = {place: str(dates[f"ladders.{key}.stages.{place}"])[:10] for place in expected}
    assert found == expected


@pytest.mark.parametrize("name", ["harbourside", "fenmarsh"])
def test_each_clause_that_is_cited_is_in_the_text(packs, name):
    text = (HERE / name / "policy.txt").read_text(encoding="utf-8")
    cited = {rule.cite for place, rule in packs.current(name).rules() if not place.startswith("disclosure")}
    own = {part for each in cited for part in each.split("; ") if re.fullmatch(r"[0-9.]+", part)}
    assert len(own) > 15
    assert [each for each in own if not re.search(rf"(^| ){re.escape(each)}\.? ", text, re.MULTILINE)] == []
