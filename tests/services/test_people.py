"""Staff accounts as administrators look after them, and what opens them, on both databases."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from build import our_packs
from portal.domain.permissions import ActionRefused, Actor, Role
from portal.notify import Notify
from portal.services import (
    AppContext,
    account_changes,
    accounts,
    leavers,
    oidc_accounts,
    retention,
    sign_in_links,
    staff_accounts,
)
from portal.services.account_changes import AccountChangeKind, ChangeRequest
from portal.services.accounts import Unfit
from portal.services.staff_accounts import Post, State
from portal.settings import DEMO_NOTIFY_KEY
from portal.storage import Account

STAFF = "https://staff.example.com"
NOOR = ("Noor Brightwater", "Noor@example.com")
ISSUER = "https://id.example.com"
ADMINISTRATOR = Post(frozenset({Role.ADMINISTRATOR}), 0, "")
TRIAGE = Post(frozenset({Role.TRIAGE}), 0, "MASH")


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def context(store, keys, clock):
    return AppContext(
        store=store, packs=our_packs(), council="north-tyneside", keys=keys, clock=clock,
        notify=Notify("http://127.0.0.1:9", DEMO_NOTIFY_KEY, sentences={}), mailbox="mash@example.com",
        public_address="https://request.example.com", staff_address=STAFF, callback_secret="c" * 40,
    )  # fmt: skip


@pytest.fixture
def employ(store, now):
    def add(key, *roles, **more):
        account = Account(key, f"{key}@example.com", f"{key.title()} Example", frozenset(roles), 0, signed_in=True)
        with store.begin() as unit:
            unit.accounts.add(replace(account, **more), now)
        return account

    return add


@pytest.fixture
def admin(employ):
    return Actor(employ("admin", Role.ADMINISTRATOR).id, frozenset({Role.ADMINISTRATOR}))


BOSS = Actor("boss", frozenset({Role.MANAGER}))


def confirmed(context, admin, key, kind, post=account_changes.NO_POST):
    """An administrator asks for it, and a manager confirms it."""
    assert account_changes.ask(context, admin, key, kind, post) is ChangeRequest.WAITS
    change = account_changes.waiting(context, BOSS)[-1]
    return account_changes.confirm(context, BOSS, change.id)


def kinds(context, account_id):
    with context.store.read() as unit:
        return [(event.actor, event.kind) for event in unit.staff_events.of(account_id)][::-1]


def state(context, admin, key):
    return staff_accounts.one(context, admin, key).member.state


def comes_back(context, sub, **more):
    """Somebody comes back from the work sign-in; whose account it opens."""
    claims = {"iss": ISSUER, "sub": sub, "amr": ["mfa"], **more}
    return oidc_accounts.vouched_for(context, claims, assured=False)


def test_somebody_new_is_there_once_they_have_signed_in_at_work(context, admin):
    key = account_changes.add(context, admin, *NOOR, TRIAGE)
    assert state(context, admin, key) is State.NEW
    known = comes_back(context, "n1", email="noor@example.com", email_verified=True)
    assert known.id == key
    assert state(context, admin, key) is State.NEW
    accounts.begin_session(context, known)
    assert state(context, admin, key) is State.ACTIVE
    assert kinds(context, key) == [("admin", "added"), ("admin", "change_asked")]


def test_who_is_named_by_their_id_at_work_comes_in_by_that_alone(context, admin):
    key = account_changes.add(context, admin, *NOOR, TRIAGE, "n1")
    address = {"email": "noor@example.com", "email_verified": True}
    with pytest.raises(ActionRefused):
        comes_back(context, "n2", **address)
    with pytest.raises(ActionRefused):
        comes_back(context, "n2", oid="n1", **address)
    known = comes_back(context, "n1")
    assert known.id == key
    accounts.begin_session(context, known)
    with pytest.raises(ActionRefused):
        comes_back(context, "n2", **address)
    assert comes_back(context, "n1").id == key


def test_at_entra_the_id_that_administrators_see_counts_too(context, admin):
    key = account_changes.add(context, admin, *NOOR, TRIAGE, "object-7")
    entra = "https://login.microsoftonline.com/1-2/v2.0"
    assert comes_back(context, "pairwise", iss=entra, oid="object-7").id == key


@pytest.mark.parametrize(
    ("asked", "ended"), [({"sid": "s1"}, [0]), ({"sub": "t"}, [0, 1]), ({"sub": "t", "sid": "s2"}, [1])]
)
def test_who_is_signed_out_at_work_is_out_here_and_nobody_else(context, employ, asked, ended):
    toni, remi = employ("toni", Role.TRIAGE), employ("remi", Role.TRIAGE)
    with context.store.begin() as unit:
        unit.logins.bind(ISSUER, "t", "toni", context.now())
    begun = [accounts.begin_session(context, toni, f"{ISSUER} s{number}") for number in (1, 2)]
    theirs = accounts.begin_session(context, remi, f"{ISSUER} s3")
    claims = {"iss": ISSUER, "jti": "j1", "exp": context.now().timestamp(), **asked}
    assert oidc_accounts.signed_out(context, claims)
    assert [accounts.by_session(context, token) is None for token in begun] == [number in ended for number in (0, 1)]
    assert accounts.by_session(context, theirs)
    again = accounts.begin_session(context, toni, f"{ISSUER} s1")
    assert not oidc_accounts.signed_out(context, claims), "it counts once"
    assert accounts.by_session(context, again)


@pytest.mark.parametrize("asked", [{"sid": "s1"}, {"sub": "t"}, {"sub": "t", "sid": "s1"}, {"sub": "t", "sid": "s9"}])
def test_who_is_signed_out_at_work_is_out_also_where_nothing_says_from_which_session_there(context, employ, asked):
    """Such as by an address made on the server, or where the provider names no session when somebody signs in."""
    toni, remi = employ("toni", Role.TRIAGE), employ("remi", Role.TRIAGE)
    with context.store.begin() as unit:
        unit.logins.bind(ISSUER, "t", "toni", context.now())
    accounts.begin_session(context, toni, f"{ISSUER} s1")
    nameless, theirs = accounts.begin_session(context, toni), accounts.begin_session(context, remi)
    assert oidc_accounts.signed_out(context, {"iss": ISSUER, "jti": "j", "exp": context.now().timestamp(), **asked})
    assert accounts.by_session(context, nameless) is None
    assert accounts.by_session(context, theirs)


def test_the_security_log_says_signed_out_only_of_what_ended(context, employ, clock, caplog):
    caplog.set_level(logging.INFO, logger="portal.security")
    toni = employ("toni", Role.TRIAGE)
    with context.store.begin() as unit:
        unit.logins.bind(ISSUER, "t", "toni", context.now())

    def said(number, **claims):
        caplog.clear()
        oidc_accounts.signed_out(
            context, {"iss": ISSUER, "jti": f"j{number}", "exp": context.now().timestamp(), **claims}
        )
        return [line.split("ended=")[1][0] for line in caplog.messages if line.startswith("signed_out")]

    assert said(1, sub="nobody", sid="s1") == said(2, sub="t") == said(3, sub="t", sid="s1") == []
    accounts.begin_session(context, toni, f"{ISSUER} s1")
    accounts.begin_session(context, toni)
    assert (said(4, sub="t", sid="s1"), said(5, sub="t", sid="s1")) == (["2"], [])
    token = accounts.begin_session(context, toni, f"{ISSUER} s1")
    clock.now += timedelta(minutes=31)
    assert said(6, sub="t", sid="s1") == [], "it was over"
    session = accounts.by_session(context, accounts.begin_session(context, toni))[1]
    caplog.clear()
    accounts.sign_out(context, session)
    accounts.sign_out(context, session)
    assert len(caplog.messages) == 1
    assert token


def test_an_address_made_on_the_server_signs_one_person_in_once_and_everybody_is_told(
    context, admin, employ, clock, posted
):
    employ("other", Role.ADMINISTRATOR)
    employ("gone", Role.ADMINISTRATOR, active=False)
    token = sign_in_links.make(context, "Admin@example.com")
    assert posted() == [("sign_in_link", "admin"), ("sign_in_link", "mash"), ("sign_in_link", "other")]
    assert all(sign_in_links.good(context, token) for _ in range(2)), "looking does not use it up"
    assert sign_in_links.use(context, token).id == "admin"
    assert sign_in_links.use(context, token) is None
    late = sign_in_links.make(context, "admin@example.com")
    clock.now += timedelta(minutes=10)
    assert not sign_in_links.good(context, late)
    assert sign_in_links.use(context, late) is None
    retention.sweep(context)
    with context.store.read() as unit:
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM sign_in_links").scalar() == 0
    assert kinds(context, "admin") == [("operator", "link_made"), ("admin", "link_used"), ("operator", "link_made")]
    for nobody in ("gone@example.com", "nobody@example.com"):
        with pytest.raises(Unfit, match="no open account"):
            sign_in_links.make(context, nobody)
    token = sign_in_links.make(context, "other@example.com")
    account_changes.ask(context, admin, "other", AccountChangeKind.DISABLE)
    assert not sign_in_links.good(context, token)
    assert sign_in_links.use(context, token) is None


def test_nobody_is_added_twice_or_without_a_fit_post(context, admin):
    account_changes.add(context, admin, *NOOR, TRIAGE, "n1")
    for about, post in (
        ("email", TRIAGE),
        ("roles", Post(frozenset(), 0, "")),
        ("rank", Post(frozenset({Role.REVIEWER}), 0, "")),
        ("rank", Post(frozenset({Role.TRIAGE}), 2, "")),
    ):
        with pytest.raises(staff_accounts.Misfit) as misfit:
            account_changes.add(context, admin, "Noor", "NOOR@example.com", post)
        assert misfit.value.about == about
    with pytest.raises(staff_accounts.Misfit):
        account_changes.add(context, admin, "X", "x@example.com", TRIAGE, "n1")


def test_only_administrators_look_after_people(context, employ):
    manager = Actor(employ("manager", Role.MANAGER).id, frozenset({Role.MANAGER}))
    for deed in (
        lambda: staff_accounts.everybody(context, replace(manager, roles=frozenset({Role.TRIAGE}))),
        lambda: staff_accounts.one(context, manager, "manager"),
        lambda: account_changes.add(context, manager, *NOOR, ADMINISTRATOR),
        lambda: account_changes.ask(context, manager, "manager", AccountChangeKind.POST, ADMINISTRATOR),
    ):
        with pytest.raises(ActionRefused):
            deed()
    assert kinds(context, "manager") == []


def test_an_administrator_is_always_left(context, admin, employ):
    for kind in AccountChangeKind:
        with pytest.raises(ActionRefused):
            account_changes.ask(context, admin, "admin", kind, TRIAGE)
    account_changes.add(context, admin, *NOOR, ADMINISTRATOR)
    other = Actor(employ("other", Role.ADMINISTRATOR).id, frozenset({Role.ADMINISTRATOR}))

    def take_away(pair):
        try:
            return account_changes.ask(context, *pair, AccountChangeKind.DISABLE) is not None
        except ActionRefused:
            return False

    with ThreadPoolExecutor(2) as at_once:
        assert sum(at_once.map(take_away, [(admin, "other"), (other, "admin")])) == 1, (
            "whoever has not signed in is not here"
        )


def test_disabling_ends_every_session_and_enabling_gives_none_back(context, admin, employ):
    toni = employ("toni", Role.TRIAGE)
    tokens = [accounts.begin_session(context, toni) for _ in range(2)]
    assert account_changes.ask(context, admin, "toni", AccountChangeKind.DISABLE)
    assert [accounts.by_session(context, token) for token in tokens] == [None, None]
    assert confirmed(context, admin, "toni", AccountChangeKind.ENABLE)
    assert accounts.by_session(context, tokens[0]) is None
    assert not account_changes.ask(context, admin, "nobody", AccountChangeKind.DISABLE)
    assert kinds(context, "toni") == [("admin", "disabled"), ("admin", "change_asked"), ("boss", "enabled")]


def test_each_sign_in_is_a_session_of_its_own(context, employ, admin, clock):
    toni, remi = employ("toni", Role.TRIAGE), employ("remi", Role.TRIAGE)
    first = accounts.begin_session(context, toni)
    clock.now += timedelta(minutes=1)
    second = accounts.begin_session(context, toni)
    assert accounts.by_session(context, first)[0] == accounts.holder(toni)
    begun = [session.id for session in accounts.sessions_of(context, toni)]
    assert begun[0] == accounts.by_session(context, second)[1].id, "the newest first"
    accounts.end_session(context, remi, begun[1])
    assert accounts.by_session(context, first), "nobody ends a colleague's"
    accounts.end_session(context, toni, begun[1])
    assert accounts.by_session(context, first) is None
    assert accounts.by_session(context, second)
    assert not staff_accounts.end_session(context, admin, "remi", begun[0])
    assert staff_accounts.end_session(context, admin, "toni", begun[0])
    assert not staff_accounts.end_session(context, admin, "toni", begun[0])
    assert accounts.by_session(context, second) is None
    assert kinds(context, "toni") == [("toni", "session_ended"), ("admin", "session_ended")]


def test_being_there_is_noted_once_a_minute_and_known_for_a_year(context, admin, employ, clock, now):
    token = accounts.begin_session(context, employ("toni", Role.TRIAGE))
    seen = []
    for seconds in (59, 60, 119, 120):
        clock.now = now + timedelta(seconds=seconds)
        accounts.by_session(context, token)
        with context.store.read() as unit:
            seen.append((unit.sessions.last_seen()["toni"] - now).total_seconds())
    assert seen == [0, 60, 60, 120]
    clock.now = now + timedelta(days=365)
    retention.sweep(context)
    assert staff_accounts.one(context, admin, "toni").member.seen_at == now + timedelta(seconds=120)
    clock.now += timedelta(minutes=2)
    retention.sweep(context)
    assert staff_accounts.one(context, admin, "toni").member.seen_at is None


# The second person


@pytest.fixture
def posted(context):
    """Who was sent which notice since it was last asked."""

    def take():
        with context.store.begin() as unit:
            found = unit.outbox.claim(context.now(), limit=100)
            for each in found:
                unit.outbox.sent(each.id, "n", context.now())
        return sorted((each.notice.name, each.notice.to["email"].partition("@")[0]) for each in found)

    return take


def post_of(context, key):
    with context.store.read() as unit:
        return staff_accounts.post_of(unit.accounts.by_id(key))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *(((), (role,)) for role in Role if role not in {Role.RAISER, Role.REVIEWER}),
        ((Role.TRIAGE,), (Role.TRIAGE, Role.RELEASER)),
        ((Role.MANAGER,), (Role.AUDITOR,)),
    ],
)
def test_more_than_before_waits_until_somebody_else_confirms_it(context, admin, employ, before, after):
    employ("toni", *before)
    post = Post(frozenset(after), 0, "MASH")
    assert account_changes.ask(context, admin, "toni", AccountChangeKind.POST, post) is ChangeRequest.WAITS
    assert post_of(context, "toni").roles == frozenset(before)
    (waits,) = account_changes.waiting(context, BOSS)
    assert (waits.whom, waits.before.roles, waits.after, waits.mine) == ("Toni Example", frozenset(before), post, False)
    for wrong in (admin, Actor("toni", frozenset({Role.MANAGER})), Actor("remi", frozenset({Role.REVIEWER}))):
        with pytest.raises(ActionRefused):
            account_changes.confirm(context, wrong, waits.id)
    assert post_of(context, "toni").roles == frozenset(before), "a refusal takes nothing away"
    assert account_changes.confirm(context, BOSS, waits.id)
    assert post_of(context, "toni") == post
    assert not account_changes.confirm(context, BOSS, waits.id)
    assert kinds(context, "toni") == [("admin", "change_asked"), ("boss", "roles_changed")]


def test_a_higher_rank_is_more_and_less_than_before_counts_at_once(context, admin, employ):
    employ("remi", Role.REVIEWER, Role.TRIAGE)
    higher = Post(frozenset({Role.REVIEWER, Role.TRIAGE}), 2, "")
    assert account_changes.ask(context, admin, "remi", AccountChangeKind.POST, higher) is ChangeRequest.WAITS
    assert account_changes.ask(context, admin, "remi", AccountChangeKind.POST, TRIAGE) is ChangeRequest.DONE
    assert post_of(context, "remi") == TRIAGE


def test_somebody_new_can_do_nothing_until_a_second_person_confirms_it(context, admin):
    key = account_changes.add(context, admin, *NOOR, TRIAGE)
    assert post_of(context, key).roles == frozenset()
    (waits,) = account_changes.waiting(context, BOSS)
    account_changes.confirm(context, BOSS, waits.id)
    assert post_of(context, key) == TRIAGE


@pytest.mark.parametrize("kind", [AccountChangeKind.UNBIND, AccountChangeKind.ENABLE])
def test_an_account_in_use_is_not_opened_anew_by_one_person(context, admin, employ, kind, posted):
    employ("toni", Role.TRIAGE, active=kind is not AccountChangeKind.ENABLE)
    employ("boss", Role.MANAGER)
    employ("gone", Role.MANAGER, active=False)
    with context.store.begin() as unit:
        unit.logins.bind("https://issuer.example", "toni", "toni", context.now())
    assert account_changes.ask(context, admin, "toni", kind) is ChangeRequest.WAITS
    assert posted() == [("account_change_waits", "boss"), ("your_account", "toni")]
    with context.store.read() as unit:
        assert unit.logins.bound("toni")
        assert unit.accounts.by_id("toni").active == (kind is not AccountChangeKind.ENABLE)
    (waits,) = account_changes.waiting(context, BOSS)
    assert account_changes.confirm(context, BOSS, waits.id)
    assert posted() == [("account_changed", "admin"), ("account_changed", "mash"), ("your_account", "toni")]


def test_a_change_that_nobody_confirms_ends_after_7_days_or_when_its_asker_is_gone(context, admin, employ, clock):
    employ("toni", Role.TRIAGE)
    employ("other", Role.ADMINISTRATOR)
    for asker in (admin, Actor("other", frozenset({Role.ADMINISTRATOR}))):
        account_changes.ask(context, asker, "toni", AccountChangeKind.POST, Post(frozenset({Role.MANAGER}), 0, ""))
    (waits,) = account_changes.waiting(context, BOSS)
    account_changes.ask(context, admin, "other", AccountChangeKind.DISABLE)
    with pytest.raises(ActionRefused, match="no longer an administrator"):
        account_changes.confirm(context, BOSS, waits.id)
    account_changes.ask(context, admin, "toni", AccountChangeKind.POST, Post(frozenset({Role.MANAGER}), 0, ""))
    (waits,) = account_changes.waiting(context, BOSS)
    clock.now += timedelta(days=7)
    assert account_changes.waiting(context, BOSS) == []
    assert not account_changes.confirm(context, BOSS, waits.id)
    retention.sweep(context)
    with context.store.read() as unit:
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM account_changes").scalar() == 0


def test_a_change_can_be_turned_down_and_nothing_happens(context, admin, employ):
    employ("toni", Role.TRIAGE)
    account_changes.ask(context, admin, "toni", AccountChangeKind.POST, Post(frozenset({Role.MANAGER}), 0, ""))
    (waits,) = account_changes.waiting(context, BOSS)
    assert account_changes.turn_down(context, BOSS, waits.id)
    assert not account_changes.turn_down(context, BOSS, waits.id)
    assert post_of(context, "toni").roles == {Role.TRIAGE}
    assert kinds(context, "toni") == [("admin", "change_asked"), ("boss", "change_turned_down")]


def test_who_has_not_signed_in_yet_is_given_nothing_to_do(context, admin):
    key = account_changes.add(context, admin, *NOOR, TRIAGE)
    account_changes.confirm(context, BOSS, account_changes.waiting(context, BOSS)[0].id)
    assert leavers.leaver(context, BOSS, "admin").colleagues == ()
    with pytest.raises(ActionRefused, match="have not signed in yet"):
        leavers.hand_over_all(context, BOSS, "admin", key, "They left.")
    account_changes.ask(context, admin, key, AccountChangeKind.DISABLE)
    confirmed(context, admin, key, AccountChangeKind.ENABLE)
    assert state(context, admin, key) is State.NEW
    accounts.begin_session(context, comes_back(context, "n1", email="noor@example.com", email_verified=True))
    assert leavers.leaver(context, BOSS, "admin").colleagues == ((key, "Noor Brightwater"),)


def test_old_messages_about_accounts_are_deleted(context, admin, employ, clock):
    employ("toni", Role.TRIAGE)
    account_changes.ask(context, admin, "toni", AccountChangeKind.DISABLE)
    for days, left in ((29, 3), (1, 0)):
        clock.now += timedelta(days=days)
        retention.sweep(context)
        with context.store.read() as unit:
            assert sum(unit.outbox.counts().values()) == left
