"""The demo starts for whichever council there is a policy of, with people who fit it; whole, or not at all."""

import click
import pytest

from build import our_packs
from dev import county, staff
from dev.__main__ import _county
from portal import apps
from portal.domain.permissions import Role
from portal.domain.reference_codes import tidy
from portal.settings import StaffSettings

PACKS = our_packs()
COUNCILS = PACKS.councils()


@pytest.fixture
def settings(tmp_path):
    def of(council):
        found, faults = StaffSettings.collect({"PORTAL_COUNCIL": council, "PORTAL_DATA_DIR": str(tmp_path)})
        assert not faults
        return found

    return of


@pytest.fixture
def made(settings):
    """The county of a council, made anew or found; its office is closed in the end."""
    opened = []

    def of(council):
        context, sent = _county(settings(council))
        opened.append(context)
        return context, sent

    yield of
    for context in opened:
        context.store.close()


def held(context):
    with context.store.read() as unit:
        return unit.worklist.lines(limit=100)


@pytest.mark.parametrize("council", COUNCILS)
def test_the_county_fits_the_policy(council, made):
    context, sent = made(council)
    lines = held(context)
    assert {line.reference for line in lines} == {tidy(reference) for reference, _code in sent}
    assert len(lines) >= 8
    assert {line.audience for line in lines} == {key for key, rule in context.pack.audiences.items() if rule.taken}
    begun = {line.stage for line in lines}
    firsts = {ladder.stages[0].key for ladder in context.pack.ladders}
    assert begun == firsts, "somebody goes by each ladder"


@pytest.mark.parametrize("council", COUNCILS)
def test_there_is_somebody_for_each_stage_of_each_ladder(council):
    pack = PACKS.current(council)
    ranks = sorted(each.rank for each in staff.of(pack) if Role.REVIEWER in each.roles)
    for ladder in pack.ladders:
        left = list(ranks)
        for stage in reversed(ladder.stages):
            able = [rank for rank in left if rank >= stage.rank]
            assert able, f"{council}: nobody is left for {stage.label}"
            left.remove(max(able))


@pytest.mark.parametrize("council", ["north-tyneside", "newcastle"])
def test_a_county_that_was_stopped_while_it_was_made_is_made_anew(council, made, monkeypatch):
    tried, send = [], county._send

    def stopped(context, said):
        if len(tried) == 3:
            raise KeyboardInterrupt
        tried.append(send(context, said))
        return tried[-1]

    with monkeypatch.context() as patched:
        patched.setattr(county, "_send", stopped)
        with pytest.raises(KeyboardInterrupt):
            made(council)
    context, sent = made(council)
    assert len(sent) == len(held(context)) >= 8
    assert not {reference for reference, _code in tried} & {reference for reference, _code in sent}
    with context.store.read() as unit:
        assert {account.email for account in unit.accounts.everybody()} == {
            each.email for each in staff.of(context.pack)
        }


def test_a_county_that_is_whole_is_left_as_it_is(made):
    context, sent = made("medway")
    again, invented = made("medway")
    assert invented == []
    assert [line.reference for line in held(again)] == [line.reference for line in held(context)]
    assert len(held(again)) == len(sent)


def test_a_county_of_another_council_is_not_opened(made):
    made("medway")
    with pytest.raises(click.ClickException, match="holds requests to medway: choose another"):
        made("barnet")


@pytest.mark.parametrize("council", ["north-tyneside", "barnet"])
def test_each_council_has_a_data_folder_of_its_own(council):
    settings, _ = StaffSettings.collect({"PORTAL_COUNCIL": council})
    assert settings.database_url.endswith(f"/var/{council}/portal.sqlite3")
    assert settings.records.parent.name == council


def test_the_policy_of_each_council_may_be_started(settings):
    for council in COUNCILS:
        assert apps._pack_faults(settings(council)) == []
