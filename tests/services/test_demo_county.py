"""The demo starts for whichever council there is a policy of, with people who fit it; whole, or not at all."""

import functools
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import click
import pytest

from build import our_packs
from dev import county, staff, worked_cases
from dev.__main__ import _county
from portal import apps
from portal.domain.challenge.end_without_review import proposed
from portal.domain.challenge.events.question_events import open_questions
from portal.domain.challenge.pauses import paused_until
from portal.domain.challenge.safety_alert import waiting
from portal.domain.challenge.state import Status
from portal.domain.permissions import Role
from portal.domain.policy.calendar import local
from portal.domain.policy.due_dates import day_of
from portal.domain.reference_codes import tidy
from portal.settings import StaffSettings

PACKS = our_packs()
COUNCILS = PACKS.councils()
OURS = "north-tyneside"
EACH = [each if each == OURS else pytest.param(each, marks=pytest.mark.at_length) for each in COUNCILS]

pytestmark = pytest.mark.timeout(120)  # a county is worked through for seconds


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


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory):
    """The county of a council for tests that only look at it: made once."""
    with ExitStack() as opened:

        @functools.cache
        def of(council):
            folder = str(tmp_path_factory.mktemp(council))
            settings, _faults = StaffSettings.collect({"PORTAL_COUNCIL": council, "PORTAL_DATA_DIR": folder})
            context, sent = _county(settings)
            opened.callback(context.store.close)
            return context, sent

        yield of


def held(context):
    with context.store.read() as unit:
        return unit.worklist.lines(limit=1000)


@pytest.mark.parametrize("council", EACH)
@pytest.mark.at_length
def test_the_county_fits_the_policy(council, looked_at):
    context, sent = looked_at(council)
    lines = {line.reference: line for line in held(context)}
    assert {tidy(each.reference) for each in sent} <= set(lines)
    fresh = [lines[tidy(each.reference)] for each in sent if each.shows.startswith("to be triaged")]
    assert len(fresh) >= 8
    assert {line.audience for line in fresh} == {key for key, rule in context.pack.audiences.items() if rule.taken}
    begun = {line.stage for line in fresh}
    firsts = {ladder.stages[0].key for ladder in context.pack.ladders}
    assert begun == firsts, "somebody goes by each ladder"


def is_late(challenge, _rules, today):
    return day_of(challenge.due) < today


def is_paused(challenge, _rules, today):
    return paused_until(challenge, today)


def waits_for_the_raiser(challenge, _rules, _today):
    return open_questions(challenge)


def has_a_reply_to_check(challenge, _rules, _today):
    return challenge.work.review.reply and challenge.status is Status.RECEIVED


def is_answered(challenge, _rules, _today):
    return challenge.status is Status.REVIEWED


def has_an_alert(challenge, _rules, _today):
    return waiting(challenge.work.alerts)


def is_to_be_declined(challenge, _rules, _today):
    return proposed(challenge)


def is_to_be_recorded(challenge, _rules, _today):
    return challenge.work.to_record


def is_closed(challenge, _rules, _today):
    return challenge.status is Status.CLOSED


def at_stage(number):
    def there(challenge, rules, _today):
        return rules.ladder.stages.index(rules.ladder.stage(challenge.stage)) == number - 1

    return there


SHOWS = {
    "a review that is late": is_late,
    "paused": is_paused,
    "a question that waits for the raiser": waits_for_the_raiser,
    "a reply that waits to be checked": has_a_reply_to_check,
    "answered at the first stage": is_answered,
    "a safety alert": has_an_alert,
    "an ending without review that waits for a manager": is_to_be_declined,
    "at the second stage": at_stage(2),
    "at the third stage": at_stage(3),
    "at the fourth stage": at_stage(4),
    "to be recorded": is_to_be_recorded,
    "closed": is_closed,
}


@pytest.mark.parametrize("council", EACH)
def test_the_county_shows_what_it_says_it_shows(council, looked_at):
    context, sent = looked_at(council)
    worked = {each.shows: tidy(each.reference) for each in sent if not each.shows.startswith("to be triaged")}
    assert {"a review that is late", "paused", "a safety alert", "closed"} <= set(worked) <= set(SHOWS)
    for shows, reference in worked.items():
        with context.store.read() as unit:
            challenge = unit.challenges.whole(reference)
        assert SHOWS[shows](challenge, context.rules(challenge), local(context.now()).date()), shows


@pytest.mark.parametrize("hour", range(0, 24, 5))
def test_each_was_sent_while_the_office_was_open_whenever_the_demo_begins(context, hour):
    """At night it may be a request on another ladder, and nobody here has all its stages."""
    context.clock.now = datetime(2026, 11, 29, hour, tzinfo=UTC)
    sent = worked_cases._at_work(context, timedelta(days=3))
    assert context.pack.hours.is_open(sent, context.calendar)
    assert timedelta(0) < context.now() - timedelta(days=3) - sent + timedelta(minutes=1) < timedelta(days=7)


def test_the_county_has_three_years_of_closed_cases(looked_at):
    context, _sent = looked_at(OURS)
    with context.store.read() as unit:
        found = [unit.challenges.whole(line.reference) for line in held(context)]
    closed = sorted(each.received_at for each in found if each.status is Status.CLOSED)
    assert len(closed) > worked_cases.OVER - 1
    assert closed[-1] - closed[0] > timedelta(days=2.9 * 365)
    assert {point["outcome"] for each in found for point in each.work.review.points.values()} >= {
        "changed",
        "partly",
        "unchanged",
    }


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


@pytest.mark.at_length
@pytest.mark.parametrize(("council", "after"), [(OURS, 16), ("newcastle", 3)])
def test_a_county_that_was_stopped_while_it_was_made_is_made_anew(council, after, made, monkeypatch):
    tried, send = [], county.send

    def stopped(context, said):
        if len(tried) == after:
            raise KeyboardInterrupt
        tried.append(send(context, said))
        return tried[-1]

    with monkeypatch.context() as patched:
        patched.setattr(county, "send", stopped)
        with pytest.raises(KeyboardInterrupt):
            made(council)
    context, sent = made(council)
    assert not {reference for reference, _code in tried} & {each.reference for each in sent}
    assert {tidy(each.reference) for each in sent} <= {line.reference for line in held(context)}
    with context.store.read() as unit:
        assert {account.email for account in unit.accounts.everybody()} == {
            each.email for each in staff.of(context.pack)
        }


@pytest.mark.at_length
def test_a_county_that_is_whole_is_left_as_it_is_and_not_opened_by_another_council(made):
    context, _sent = made("medway")
    again, invented = made("medway")
    assert invented == []
    assert [line.reference for line in held(again)] == [line.reference for line in held(context)]

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
