"""The notice of the public pages takes two managers, is bound, ends at once, and is written down."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from portal.domain.permissions import ActionRefused, Actor, Role
from portal.domain.site_notice import SiteNotice, SiteNoticeKind, checked, first_shown, hard_to_read
from portal.services import site_notices
from portal.services.site_notices import NoticeState
from posting import Clock

ANN, BEN = (Actor(key, frozenset({Role.MANAGER})) for key in ("ann", "ben"))
WORDS = "Our office is closed on Friday."


@pytest.fixture
def portal(context, employ, now):
    employ("ann", Role.MANAGER)
    employ("ben", Role.MANAGER)
    return replace(context, clock=Clock(now))


@pytest.fixture
def notice(now):
    welsh = (("cy", "Mae ein swyddfa ar gau ddydd Gwener."),)
    return SiteNotice(SiteNoticeKind.IMPORTANT, WORDS, now, now + timedelta(days=1), welsh)


def states(portal):
    return [each.state for each in site_notices.page(portal, ANN)]


def test_a_notice_is_shown_once_a_second_manager_confirms_it_and_until_one_ends_it(portal, notice):
    this = site_notices.propose(portal, ANN, notice)
    assert site_notices.confirmed(portal) == ()
    assert (site_notices.waiting(portal, ANN), site_notices.waiting(portal, BEN)) == (0, 1)
    with pytest.raises(ActionRefused):
        site_notices.confirm(portal, ANN, this)
    assert site_notices.confirm(portal, BEN, this)
    assert site_notices.confirmed(portal) == (notice,)
    assert states(portal) == [NoticeState.SHOWN]
    assert site_notices.end(portal, ANN, this)
    assert not site_notices.confirm(portal, BEN, this)
    assert not site_notices.end(portal, BEN, this)
    assert site_notices.confirmed(portal) == ()
    with portal.store.read() as unit:
        done = {(e.actor, e.kind) for e in unit.staff_events.since(portal.now() - timedelta(days=1))}
    assert {("ann", "site_notice_proposed"), ("ben", "site_notice_confirmed"), ("ann", "site_notice_ended")} <= done
    ((_state, line),) = site_notices.page(portal, BEN)
    assert (line.by, line.confirmed_by, line.ended_by) == ("ann Invented", "ben Invented", "ann Invented")


def test_a_notice_of_who_is_no_manager_any_more_is_not_confirmed(portal, notice):
    this = site_notices.propose(portal, ANN, notice)
    with portal.store.begin() as unit:
        unit.accounts.change("ann", active=False)
    with pytest.raises(ActionRefused):
        site_notices.confirm(portal, BEN, this)


def test_only_a_manager_writes_confirms_ends_or_reads_them(portal, notice):
    this, triage = site_notices.propose(portal, ANN, notice), Actor("tim", frozenset({Role.TRIAGE}))
    for forbidden in (
        lambda: site_notices.propose(portal, triage, notice),
        lambda: site_notices.confirm(portal, triage, this),
        lambda: site_notices.end(portal, triage, this),
        lambda: site_notices.page(portal, triage),
    ):
        with pytest.raises(ActionRefused):
            forbidden()
    assert states(portal) == [NoticeState.WAITS]


def test_of_several_the_one_that_was_written_last_is_shown_and_each_only_in_its_time(portal, notice):
    later = replace(notice, words="We answer no calls today.", starts=notice.starts + timedelta(hours=1),
                    ends=notice.starts + timedelta(hours=2))  # fmt: skip
    site_notices.confirm(portal, BEN, site_notices.propose(portal, ANN, notice))
    portal.clock.now += timedelta(seconds=1)
    site_notices.confirm(portal, BEN, site_notices.propose(portal, ANN, later))
    seen = []
    for _hour in range(3):
        seen.append((first_shown(site_notices.confirmed(portal), portal.now()), states(portal)))
        portal.clock.now += timedelta(hours=1)
    assert seen == [
        (notice, [NoticeState.COMING, NoticeState.SHOWN]),
        (later, [NoticeState.SHOWN, NoticeState.BEHIND]),
        (notice, [NoticeState.OVER, NoticeState.SHOWN]),
    ]
    portal.clock.now = notice.ends
    assert first_shown(site_notices.confirmed(portal), portal.now()) is None


@pytest.mark.parametrize("change", ["words = 'Ring this number now.'", "confirmed_by = 'ben'", "ended_at = NULL",
                                    "translations = '[[\"cy\", \"Ffoniwch.\"]]'"])  # fmt: skip
def test_who_writes_to_the_database_without_keys_shows_nothing(portal, notice, change):
    this = site_notices.propose(portal, ANN, notice)
    if "confirmed" not in change:
        site_notices.confirm(portal, BEN, this)
    if "ended" in change:
        site_notices.end(portal, BEN, this)
    with portal.store.begin() as unit:
        unit.connection.execute(text(f"UPDATE site_notices SET {change}"))  # noqa: S608  our own words
    assert site_notices.confirmed(portal) == ()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("words", {"words": "Too short"}),
        ("words", {"words": "x" * 301}),
        ("words", {"words": "Write to jo@example.com today"}),
        ("words", {"words": "Come to 1 High Road, N1 1AA"}),
        ("words_cy", {"translations": (("cy", "Byr"),)}),
        ("last", {"ends": -1}),
        ("last", {"starts": -9, "ends": -1}),
    ],
)
def test_what_cannot_be_a_notice_is_refused_beside_its_field(notice, now, field, change):
    moments = {key: now + timedelta(hours=value) for key, value in change.items() if isinstance(value, int)}
    with pytest.raises(ActionRefused) as refused:
        checked(replace(notice, **{**change, **moments}), now)
    assert refused.value.about == field


def test_a_long_sentence_is_warned_of():
    assert hard_to_read("word " * 21 + ".")
    assert not hard_to_read(WORDS)
