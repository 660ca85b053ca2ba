"""`portal preview` shows a policy that nobody has published, with a challenge that goes by each of its ladders."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click import ClickException

from build import our_packs
from portal.pack_commands import find, today
from portal.policy_loader import BrokenPack
from portal.preview import previewing
from portal.web.public.page_layout import READ

OURS = our_packs()
PACKS = OURS.ids()


def opened(app, sample):
    """The page of a request, as whoever has its reference and code sees it."""
    visitor = app.test_client()
    page = visitor.get("/return").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    fields = dict.fromkeys(re.findall(r'<input[^>]*name="(\w+)"', page), "")
    typed = fields | {"csrf_token": token, "reference": sample.reference, "code": sample.code}
    return visitor.post("/return", data=typed, follow_redirects=True)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("pack_id", PACKS)
@pytest.mark.tries(1)
def test_each_ladder_of_a_policy_has_a_challenge_and_each_page_is_shown(pack_id):
    pack = OURS.get(pack_id)
    with previewing(OURS, pack_id, 8010) as shown:
        assert [sample.ladder for sample in shown.samples] == [ladder.label for ladder in pack.ladders]
        assert all(sample.reference for sample in shown.samples)
        for endpoint in READ:
            rules = [rule for rule in shown.app.url_map.iter_rules(endpoint) if not rule.arguments]
            for rule in rules:
                assert shown.app.test_client().get(rule.rule).status_code in (200, 404), rule.rule
        assert shown.app.test_client().get("/policy").status_code == 200
        page = opened(shown.app, shown.samples[0])
        assert page.status_code == 200
        assert pack.ladders[0].stages[0].label in page.get_data(as_text=True)
        folder = Path(shown.app.extensions["context"].packs.directory)
    assert not folder.exists(), "nothing is kept"


@pytest.fixture
def draft(tmp_path):
    """A policy that begins in ten days, beside our bases."""
    policies = tmp_path / "policies"
    (policies / "newtown").mkdir(parents=True)
    for base in OURS.directory.glob("base-*.yaml"):
        shutil.copy(base, policies)
    begins = today() + timedelta(days=10)
    text = (OURS.directory / "newcastle" / "2020-01-01.yaml").read_text()
    file = policies / "newtown" / f"{begins}.yaml"
    file.write_text(text.replace("key: newcastle", "key: newtown"))
    return file


@pytest.mark.timeout(60)
def test_a_policy_to_come_is_shown_as_after_its_day(draft):
    packs, pack_id = find(str(draft), today())
    with previewing(packs, pack_id, 8010) as shown:
        assert shown.now > datetime.now(UTC) + timedelta(days=10)
        assert shown.samples[0].reference
        assert shown.app.test_client().get("/what-happens-next").status_code == 200


def test_a_policy_is_found_by_name_by_file_and_by_folder(draft):
    assert find("newcastle", today())[1] == "newcastle@2020-01-01"
    assert find(str(OURS.directory / "newcastle"), today())[1] == "newcastle@2020-01-01"
    assert find(str(draft), today())[1] == f"newtown@{draft.stem}"
    for missing in ("nowhere", str(draft.parent), f"{draft.parent}/2020-01-01.yaml"):
        with pytest.raises(ClickException):
            find(missing, today())


def test_a_broken_policy_is_refused_before_anything_is_shown(draft):
    draft.write_text(draft.read_text().replace("rank: 1", "rank: one"))
    packs, pack_id = find(str(draft), today())
    with pytest.raises(BrokenPack, match="is not a whole number"), previewing(packs, pack_id, 8010):
        pass
